package catalog

import (
	"fmt"
	"slices"
	"strings"

	"forvag/internal/civil"
	"forvag/internal/locale"
	"forvag/internal/rules"
	"forvag/internal/strict"
)

// Queue makes the service a queue: a case stands in line to the units that were wished for, gets an offer when a place is free and it is its turn,
// and ends when the place is accepted.
type Queue struct {
	// Units are what there are places in, where the municipality's own file (queues.SERVICE) has none for the service.
	Units []QueueUnit `yaml:"units"`
	// Wishes are the choice fields in which units are wished for, the dearest first. Each has units: true.
	Wishes []string `yaml:"wishes"`
	// Turn orders the queue: the first rule that tells two cases apart decides. Where none does, who came first goes first.
	Turn []TurnRule `yaml:"turn"`
	// From is the date field that says from when a place is wanted; empty where there is none.
	From string `yaml:"from"`
	// AnswerWithin is how long an offer holds.
	AnswerWithin Length `yaml:"answer_within"`
	// Declined is what a no means for the turn, Expired what no answer means; Expired is as Declined where it is empty.
	Declined AfterNo `yaml:"declined"`
	Expired  AfterNo `yaml:"expired"`
	// Decision is the kind of decision that an offer carries and that an accepted one becomes; the first where empty. A service without decisions
	// gives places by agreement.
	Decision string `yaml:"decision"`
	// Numbered says that each place has a number that the holder needs to know, such as a boat berth.
	Numbered bool `yaml:"numbered"`
	// Means explains the number that one stands at, in the service's own words.
	Means locale.Text `yaml:"means"`
	// Offer is what the one who gets an offer should know before they answer.
	Offer locale.Text `yaml:"offer"`
}

// QueueUnit is something that has places: a preschool, an instrument, a harbour.
type QueueUnit struct {
	// ID names the unit in cases: small letters, digits and hyphens.
	ID string `yaml:"id"`
	// Name is what people call the unit.
	Name locale.Text `yaml:"name"`
	// Group is what units are told apart by beside their names, such as a part of the town, an age or a kind of instrument.
	Group locale.Text `yaml:"group"`
	// Places is how many places there are.
	Places int `yaml:"places"`
	// Taken is how many of the places, the lowest numbers, were given outside of the queue, such as before it began.
	Taken int `yaml:"taken"`
	// Fits is CEL over the form's answers and the register facts that says who can wish for the unit; empty for everybody.
	Fits string `yaml:"fits"`
	// FitsSay are the words for fits.
	FitsSay locale.Text `yaml:"fits_say"`
}

// TurnRule is one thing that the turn in a queue depends on: When or By.
type TurnRule struct {
	ID string `yaml:"id"`
	// When is CEL over the declared facts, and unit, the id of the unit wished for: those for whom it holds go first.
	When string `yaml:"when"`
	// By is a date field: the earliest day goes first.
	By string `yaml:"by"`
	// Confirm says that When counts only when an officer has looked at it and agreed.
	Confirm bool `yaml:"confirm"`
	// Say is the rule in words, for those who stand in line.
	Say locale.Text `yaml:"say"`
}

// AfterNo is what happens to somebody's turn when they say no to an offer.
type AfterNo string

// The ways: they keep their turn to the other units that they wished for; they keep all wishes but go last; they leave the queue.
const (
	KeepsTurn   AfterNo = "keeps"
	GoesLast    AfterNo = "last"
	LeavesQueue AfterNo = "leaves"
)

// Values lists what a file may say.
func (AfterNo) Values() []string { return []string{"keeps", "last", "leaves"} }

// AfterExpiry is what no answer to an offer means.
func (q *Queue) AfterExpiry() AfterNo {
	if q.Expired == "" {
		return q.Declined
	}
	return q.Expired
}

// unitFact is the name by which turn rules know the unit wished for.
const unitFact = "unit"

// OfUnit says whether a rule of the turn, by its id, looks at which unit was wished for.
func (s *Service) OfUnit(rule string) bool {
	i := slices.IndexFunc(s.Queue.Turn, func(r TurnRule) bool { return r.ID == rule })
	return i >= 0 && s.program.queue.turn[i] != nil && slices.Contains(s.program.queue.turn[i].Refs(), unitFact)
}

// queueProgram is what a queue's expressions compile to.
type queueProgram struct {
	units []QueueUnit
	turn  []*rules.Program // nil for those by a day
	fits  map[string]*rules.Program
}

// QueueUnits are the units of the service's queue, the municipality's own where it has some; nil for a service without queue.
func (s *Service) QueueUnits() []QueueUnit {
	if s.Queue == nil {
		return nil
	}
	return s.program.queue.units
}

// QueueUnit finds a unit by id; false where there is none any longer.
func (s *Service) QueueUnit(id string) (QueueUnit, bool) {
	units := s.QueueUnits()
	i := slices.IndexFunc(units, func(u QueueUnit) bool { return u.ID == id })
	if i < 0 {
		return QueueUnit{}, false
	}
	return units[i], true
}

// QueueWish is a unit that was wished for, with what its turn rests on.
type QueueWish struct {
	Unit  string
	Marks []TurnMark
}

// TurnMark is what one rule of the turn says of a wish.
type TurnMark struct {
	Rule string
	// Day is set for a rule by a day; zero where the day is not known.
	Day civil.Date
	// Dated says that the rule goes by a day.
	Dated bool
	// Holds says that the rule's condition holds. Asked says that it would, once an officer agrees.
	Holds, Asked bool
}

// QueueWishes are the units that the answers wish for, in order and each once, with what their turns rest on. facts are the case's. It panics on a
// service without queue.
func (s *Service) QueueWishes(a Answers, facts rules.Facts) []QueueWish {
	var wishes []QueueWish
	for _, field := range s.Queue.Wishes {
		unit := a[field].Text
		if unit == "" || slices.ContainsFunc(wishes, func(w QueueWish) bool { return w.Unit == unit }) {
			continue
		}
		wishes = append(wishes, QueueWish{Unit: unit, Marks: s.marks(unit, a, facts)})
	}
	return wishes
}

func (s *Service) marks(unit string, a Answers, facts rules.Facts) []TurnMark {
	known := rules.Facts{unitFact: rules.OfEnum(unit)}
	for name, v := range facts {
		known[name] = v
	}
	marks := make([]TurnMark, len(s.Queue.Turn))
	for i, r := range s.Queue.Turn {
		marks[i].Rule = r.ID
		if program := s.program.queue.turn[i]; program != nil {
			holds := program.Eval(known).True()
			marks[i].Holds, marks[i].Asked = holds && !r.Confirm, holds && r.Confirm
			continue
		}
		marks[i].Dated = true
		if d := a[r.By].Date; d != nil {
			marks[i].Day = *d
		}
	}
	return marks
}

// CheckWishes refuses answers in which the wishes do not hold: none at all, one twice, or one that does not fit. The keys are those of Validate.
func (s *Service) CheckWishes(a Answers, m Moment) []FieldFault {
	var out []FieldFault
	for _, f := range s.Complete(a, m) {
		if slices.Contains(s.Queue.Wishes, f.Field) {
			out = append(out, f)
		}
	}
	return out
}

// QueueFrom is the day from which a place is wanted; zero where that is not said.
func (s *Service) QueueFrom(a Answers) civil.Date {
	if d := a[s.Queue.From].Date; d != nil {
		return *d
	}
	return civil.Date{}
}

// wishes refuses a unit that is wished for twice, or that does not fit.
func (r *reading) wishes(f *Field, facts rules.Facts) {
	q := r.service.Queue
	if q == nil || !slices.Contains(q.Wishes, f.ID) {
		return
	}
	unit := facts[f.ID].S
	for _, other := range q.Wishes {
		if other == f.ID {
			break
		}
		if facts[other].S == unit {
			r.fault(f, "field.queue_twice")
			return
		}
	}
	if fits := r.service.program.queue.fits[unit]; fits != nil && fits.Eval(facts).Value.Equal(rules.OfBool(false)) {
		r.fault(f, "field.queue_fits")
	}
}

// fillUnits gives the fields that choose among units their choices. It comes before anything is compiled.
func (c *compiler) fillUnits() {
	s := c.service
	var units []QueueUnit
	if s.Queue != nil {
		if units = c.options.Municipality.QueueUnits(s.ID); len(units) == 0 {
			units = s.Queue.Units
		}
		c.program.queue = &queueProgram{units: units, fits: map[string]*rules.Program{}}
	}
	for i := range s.Pages {
		for j := range s.Pages[i].Fields {
			f, path := &s.Pages[i].Fields[j], fmt.Sprintf("pages[%d].fields[%d]", i, j)
			if !f.Units {
				continue
			}
			if s.Queue == nil || f.Type != ChoiceField || len(f.Choices) > 0 {
				c.Faultf(path+".units", "units is for a choice field without choices, in a service with a queue")
				continue
			}
			for _, u := range units {
				f.Choices = append(f.Choices, Choice{ID: u.ID, Label: u.Name, Hint: u.hint()})
			}
		}
	}
}

// hint is what tells units apart beside their names.
func (u QueueUnit) hint() locale.Text {
	switch {
	case u.Group.IsZero():
		return u.FitsSay
	case u.FitsSay.IsZero():
		return u.Group
	default:
		return locale.Text{SV: u.Group.SV + ". " + u.FitsSay.SV, EN: u.Group.EN + ". " + u.FitsSay.EN}
	}
}

// compileQueue compiles the queue's expressions. facts are the declared ones.
func (c *compiler) compileQueue(facts []rules.Fact) {
	q := c.service.Queue
	if q == nil {
		return
	}
	p := c.program.queue
	c.queueUnits(p.units)
	ids := make([]string, len(p.units))
	for i, u := range p.units {
		ids[i] = u.ID
	}
	scope, err := c.over(append(slices.Clone(facts), rules.Fact{Name: unitFact, Type: rules.Enum, Values: ids}))
	if err != nil {
		c.Faultf("queue", "%v", err)
		return
	}
	seen := map[string]bool{}
	for i, r := range q.Turn {
		path := fmt.Sprintf("queue.turn[%d]", i)
		if r.ID == "" || seen[r.ID] {
			c.Faultf(path, "each rule of the turn needs an id of its own")
		}
		seen[r.ID] = true
		if r.Say.IsZero() {
			c.Faultf(path, "the rule needs say: what it means for those who stand in line")
		}
		var program *rules.Program
		switch {
		case (r.When == "") == (r.By == ""):
			c.Faultf(path, "the rule needs when or by, and not both")
		case r.When != "":
			var bad *rules.Error
			if program, bad = scope.Condition(r.When); bad != nil {
				c.FaultIn(path+".when", bad.Offset, "%s", bad.Words)
			}
		case r.Confirm:
			c.Faultf(path+".confirm", "only a rule with when can wait for an officer")
		default:
			c.queueField(path+".by", r.By, DateField)
		}
		p.turn = append(p.turn, program)
	}
}

// queueUnits checks the units. Those of the municipality's own file have no place here: their faults stand at the queue.
func (c *compiler) queueUnits(units []QueueUnit) {
	if len(units) == 0 {
		c.Faultf("queue", "the queue has no units; give it units, or the municipality's file queues.%s", c.service.ID)
	}
	seen := map[string]bool{}
	for i, u := range units {
		path := fmt.Sprintf("queue.units[%d]", i)
		if !c.Has(path) || len(c.service.Queue.Units) != len(units) || c.service.Queue.Units[i].ID != u.ID {
			path = "queue"
		}
		switch {
		case !unitID.MatchString(u.ID) || seen[u.ID]:
			c.Faultf(path, "%q: each unit needs an id of its own, of lower-case letters, digits and hyphens", u.ID)
		case u.Name.SV == "" || u.Name.EN == "":
			c.Faultf(path, "the unit %s needs a name in Swedish and English", u.ID)
		case u.Places < 0 || u.Places > 10_000 || u.Taken < 0 || u.Taken > u.Places:
			c.Faultf(path, "the unit %s has %d places, of which %d are taken: want 0–10000, and no more taken than there are", u.ID, u.Places, u.Taken)
		case (u.Fits == "") != u.FitsSay.IsZero():
			c.Faultf(path, "the unit %s needs fits and fits_say, or neither", u.ID)
		}
		seen[u.ID] = true
		if u.Fits != "" {
			program, bad := c.checks.Condition(u.Fits)
			if bad != nil {
				c.Faultf(path, "the unit %s, fits: %s", u.ID, bad.Words)
			}
			c.program.queue.fits[u.ID] = program
		}
	}
}

// queueField refuses the name of a field that is not of the type that the queue needs.
func (c *compiler) queueField(path, id string, want FieldType) *Field {
	f := c.program.fields[id]
	if f == nil || f.Type != want {
		var names []string
		for _, name := range c.fieldNames() {
			if c.program.fields[name].Type == want {
				names = append(names, name)
			}
		}
		c.Faultf(path, "there is no field %q of type %s%s", id, want, strict.Suggest(id, names))
		return nil
	}
	return f
}

// queue checks what the queue says about wishes, offers and decisions.
func (c *compiler) queue() {
	q := c.service.Queue
	if q == nil {
		return
	}
	if len(q.Wishes) == 0 {
		c.Faultf("queue", "the queue needs wishes: the fields in which units are chosen")
	}
	for i, id := range q.Wishes {
		path := fmt.Sprintf("queue.wishes[%d]", i)
		if f := c.queueField(path, id, ChoiceField); f != nil && !f.Units {
			c.Faultf(path, "the field %q does not choose among the units; give it units: true", id)
		}
	}
	if q.From != "" {
		c.queueField("queue.from", q.From, DateField)
	}
	if q.AnswerWithin.IsZero() {
		c.Faultf("queue", "the queue needs answer_within: how long an offer holds")
	}
	if q.Declined == "" {
		c.Faultf("queue", "the queue needs declined: %s", strings.Join(AfterNo("").Values(), ", "))
	}
	c.numberOf("queue.answer_within", q.AnswerWithin.Setting)
	if q.Decision != "" && !slices.ContainsFunc(c.service.Decisions, func(d DecisionType) bool { return d.ID == q.Decision }) {
		c.Faultf("queue.decision", "there is no decision %q", q.Decision)
	}
	if c.service.Access.Level == 0 {
		c.Faultf("queue", "who stands in a queue must be known again when a place is offered: access.level is 2, 3 or 4")
	}
}

// QueueDecision is the kind of decision that an offer carries; nil for a service that gives places by agreement. It panics on a service without queue.
func (s *Service) QueueDecision() *DecisionType {
	for i := range s.Decisions {
		if s.Queue.Decision == "" || s.Decisions[i].ID == s.Queue.Decision {
			return &s.Decisions[i]
		}
	}
	return nil
}
