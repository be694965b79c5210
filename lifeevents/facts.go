package lifeevents

import (
	"maps"
	"slices"

	"forvag/internal/civil"
	"forvag/internal/identity"
	"forvag/internal/rules"
)

// World is what the engine may look at on a day. What it holds is not changed meanwhile.
type World struct {
	Day    civil.Date
	People *Population
	// Events that have become known, and Permits that somebody holds, in any order.
	Events  []Event
	Permits []Permit
	// Settings are the local settings on the day, by name.
	Settings map[string]rules.Value
	// Has says whether somebody has a case of a service, or a place that it led to; nil for nobody.
	Has func(who identity.PersonID, service string) bool
	// Referenced is the reference by which a rule that grants decides, empty where it must not; nil for none.
	Referenced func(r *Rule) string
	// OptedOut says whether somebody wants to be left alone by a rule; nil for nobody.
	OptedOut func(who identity.PersonID, rule string) bool
}

// cause is why a rule looks at somebody: what set it off, and when.
type cause struct {
	subject int32
	// ground is the day on which it happened or comes, and due the first on which the rule speaks of it.
	ground, due civil.Date
	period      string
	event       *Event
	permit      *Permit
}

// sight is somebody as one rule sees them.
type sight struct {
	*World
	cause
}

// registerFact is something that the registers know of everybody.
type registerFact struct {
	kind rules.Type
	// of is no value where the registers do not know.
	of func(s *sight) rules.Value
}

func whole(n int) rules.Value { return rules.OfInt(int64(n)) }

// registerFacts are the facts that the population register, the school register and the permits give, by name.
var registerFacts = map[string]registerFact{
	"age":        {rules.Int, func(s *sight) rules.Value { return whole(s.People.age(s.subject, s.Day)) }},
	"age_months": {rules.Int, func(s *sight) rules.Value { return whole(months(dateOf(s.People.born[s.subject]), s.Day)) }},
	"turns":      {rules.Int, func(s *sight) rules.Value { return whole(s.Day.Year() - dateOf(s.People.born[s.subject]).Year()) }},
	"born":       {rules.Date, func(s *sight) rules.Value { return rules.OfDate(dateOf(s.People.born[s.subject])) }},
	"registered_here": {rules.Bool, func(s *sight) rules.Value {
		return rules.OfBool(s.People.flags[s.subject]&isHere != 0)
	}},
	"alternating_home": {rules.Bool, func(s *sight) rules.Value {
		return rules.OfBool(s.People.flags[s.subject]&isAlternating != 0)
	}},
	"is_pupil": {rules.Bool, func(s *sight) rules.Value { return rules.OfBool(s.People.grade[s.subject] >= 0) }},
	"grade": {rules.Int, func(s *sight) rules.Value {
		if g := s.People.grade[s.subject]; g >= 0 {
			return whole(int(g))
		}
		return rules.Value{}
	}},
	"school_chosen": {rules.Bool, func(s *sight) rules.Value { return rules.OfBool(s.People.flags[s.subject]&isChosen != 0) }},
	"school_distance": {rules.Int, func(s *sight) rules.Value {
		if m := s.People.distance[s.subject]; m >= 0 {
			return whole(int(m))
		}
		return rules.Value{}
	}},
	"adults_at_home": {rules.Int, func(s *sight) rules.Value {
		return s.atHome(func(age int) bool { return age >= majority })
	}},
	"children_at_home": {rules.Int, func(s *sight) rules.Value {
		return s.atHome(func(age int) bool { return age < majority })
	}},
	"preschool_children": {rules.Int, func(s *sight) rules.Value {
		return s.turning(1, 5)
	}},
	"school_children": {rules.Int, func(s *sight) rules.Value {
		return s.turning(6, 15)
	}},
	"ground": {rules.Date, func(s *sight) rules.Value { return rules.OfDate(s.ground) }},
}

// RegisterFacts lists the names of what the registers know of everybody, and ground, the day that set the rule off.
func RegisterFacts() []string { return slices.Sorted(maps.Keys(registerFacts)) }

// months is how many whole months have passed from birth to a day.
func months(born, on civil.Date) int {
	n := 12*(on.Year()-born.Year()) + int(on.Month()) - int(born.Month())
	if born.AddMonths(n).After(on) {
		n--
	}
	return n
}

// atHome counts those in the home, the subject too, whose age is counted. Where the home is not known nobody can be.
func (s *sight) atHome(counts func(age int) bool) rules.Value {
	if s.People.home[s.subject] == none {
		return rules.Value{}
	}
	n := 0
	for _, j := range s.People.household(s.subject) {
		if counts(s.People.age(j, s.Day)) {
			n++
		}
	}
	return whole(n)
}

// turning counts those in the home, the subject too, who turn an age in the year.
func (s *sight) turning(from, to int) rules.Value {
	if s.People.home[s.subject] == none {
		return rules.Value{}
	}
	n := 0
	for _, j := range s.People.household(s.subject) {
		if turns := s.Day.Year() - dateOf(s.People.born[j]).Year(); turns >= from && turns <= to {
			n++
		}
	}
	return whole(n)
}

// facts gathers what the rule declares, as far as it is known. Asked are the answers of the one who was offered.
func (r *Rule) facts(s *sight, asked rules.Facts) rules.Facts {
	facts := rules.Facts{rules.Today: rules.OfDate(s.Day)}
	for _, name := range r.program.settings {
		if v, ok := s.Settings[name]; ok {
			facts["setting."+name] = v
		}
	}
	for i := range r.Facts {
		f := &r.Facts[i]
		var v rules.Value
		switch f.From {
		case FromRegister:
			v = registerFacts[f.ID].of(s)
		case FromCases:
			v = rules.OfBool(s.Has != nil && s.Has(s.People.ids[s.subject], f.Service))
		case FromEvent:
			if s.event != nil {
				if told, ok := s.event.Data[f.ID]; ok {
					v, _ = rules.Parse(f.Type, []string{told}) // what cannot be read is not known
				}
			}
		case FromAsk:
			v = asked[f.ID]
		}
		if v.Type != "" {
			facts[f.ID] = v
		}
	}
	return facts
}
