package catalog

import (
	"forvag/internal/rules"
)

// Known is what is known about a case.
type Known struct {
	// Answers are those of the form, nil before there is one.
	Answers Answers
	// Register holds what the registers say, by what they were asked. What they do not know is left out.
	Register map[RegisterFact]rules.Value
	// Asked holds what was answered in the guided check, by fact id.
	Asked rules.Facts
}

// Facts gathers a case's facts for its rules: today and settings, form answers, registers, answers in the guided check where neither form nor
// register knows better, and what is derived from all those.
func (s *Service) Facts(k Known, m Moment) rules.Facts {
	facts := s.ground(m)
	shown := s.Visible(k.Answers, m)
	for i := range s.Declared {
		f := &s.Declared[i]
		var v rules.Value
		switch f.Source {
		case FromForm:
			field := s.program.fields[f.field()]
			if answer, given := k.Answers[field.ID]; shown[field.ID] && (given || k.Answers != nil && field.counts()) {
				v = field.value(answer)
			}
		case FromRegister:
			if v = k.Register[f.Register]; v.Type == "" {
				v = s.program.defaults[f.ID]
			}
		case FromSetting:
			v, _ = m.Municipality.Setting(f.setting(), m.Today)
		case FromDerived:
			v = s.program.derived[f.ID].Eval(facts).Value
		}
		if asked, ok := k.Asked[f.ID]; ok && v.Type == "" && f.Source != FromDerived && f.Source != FromSetting {
			v = asked
		}
		if v.Type != "" {
			facts[f.ID] = v
		}
	}
	return facts
}

func (f *Fact) field() string {
	if f.Field != "" {
		return f.Field
	}
	return f.ID
}

func (f *Fact) setting() string {
	if f.Setting != "" {
		return f.Setting
	}
	return f.ID
}

// Guidance is how far a guided check has come.
type Guidance struct {
	rules.Decision
	// Questions are what to ask next, in order; empty when the outcome is yes, no or maybe. Their ids are those of facts.
	Questions []*Field
}

// Guide runs the guided check. Where only facts that nobody can be asked about are missing, the outcome is maybe: a person must look. It panics
// on a service without check.
func (s *Service) Guide(facts rules.Facts) Guidance {
	g := Guidance{Decision: s.program.check.Decide(facts)}
	if g.Outcome != rules.Unknown {
		return g
	}
	for _, id := range s.program.askable(g.Missing, facts) {
		g.Questions = append(g.Questions, s.program.questions[id])
	}
	if len(g.Questions) == 0 {
		g.Outcome = rules.Maybe
	}
	return g
}

// Weighed are the conditions that an answer of the guided check hangs on, as a reader is told them.
func (s *Service) Weighed(g Guidance) []rules.Step { return s.program.check.Weighed(g.Decision) }

// Question is what the guided check asks about a fact; nil where it does not.
func (s *Service) Question(fact string) *Field { return s.program.questions[fact] }

// Questions are all that the guided check may ask, in order.
func (s *Service) Questions() []*Field {
	var all []*Field
	if s.program.check == nil {
		return nil
	}
	for _, id := range s.program.askable(s.program.check.Facts(), nil) {
		all = append(all, s.program.questions[id])
	}
	return all
}

// askable turns missing facts into those that can be asked: a derived fact into what it is derived from.
func (p *program) askable(missing []string, known rules.Facts) []string {
	wanted := map[string]bool{}
	var add func(name string)
	add = func(name string) {
		if _, ok := known[name]; ok || wanted[name] {
			return
		}
		if d, ok := p.derived[name]; ok {
			for _, from := range d.Refs() {
				add(from)
			}
			return
		}
		wanted[name] = p.questions[name] != nil
	}
	for _, name := range missing {
		add(name)
	}
	var out []string
	for _, name := range p.order {
		if wanted[name] {
			out = append(out, name)
		}
	}
	return out
}

// AnswerQuestion reads the answer to a question of the guided check. The fault's field is the fact's id; nil where the answer can be used.
func (s *Service) AnswerQuestion(fact string, raw map[string][]string, m Moment) (rules.Value, *FieldFault) {
	q := s.program.questions[fact]
	if q == nil {
		return rules.Value{}, &FieldFault{Field: fact, Key: "field.unknown"}
	}
	in := reading{service: s, moment: m, raw: raw}
	a, ok := in.read(q)
	if len(in.faults) > 0 {
		return rules.Value{}, &in.faults[0]
	}
	if !ok {
		return rules.Value{}, &FieldFault{Field: fact, Key: "field.required"}
	}
	return q.value(a), nil
}

// Carry turns what was answered in the guided check into answers that the form starts with.
func (s *Service) Carry(asked rules.Facts) Answers {
	a := Answers{}
	for i := range s.Declared {
		f := &s.Declared[i]
		v, ok := asked[f.ID]
		if !ok || f.Source != FromForm {
			continue
		}
		if field := s.program.fields[f.field()]; field.Type != FilesField {
			a[field.ID] = field.Answered(v)
		}
	}
	return a
}

// Track is the kind of decision that a case ends in: the first whose when holds. It is nil while that cannot be told, and where the service
// ends without a decision.
func (s *Service) Track(facts rules.Facts) *DecisionType {
	if len(s.program.decisions) < len(s.Decisions) {
		return nil // a stored version whose rules no longer compile
	}
	for i := range s.Decisions {
		when := s.program.decisions[i]
		if when == nil {
			return &s.Decisions[i]
		}
		r := s.program.conditions.Holds(when, facts)
		if r.True() {
			return &s.Decisions[i]
		}
		if !r.Known() {
			return nil
		}
	}
	return nil
}

// Possible are the kinds of decision that a case can end in by the local settings of the day, in order: all but those that the settings alone rule out.
func (s *Service) Possible(m Moment) []*DecisionType {
	var all []*DecisionType
	ground := s.ground(m)
	for i := range s.Decisions {
		if i >= len(s.program.decisions) || s.program.decisions[i] == nil {
			all = append(all, &s.Decisions[i])
			continue
		}
		switch r := s.program.conditions.Holds(s.program.decisions[i], ground); {
		case r.True():
			return append(all, &s.Decisions[i])
		case !r.Known():
			all = append(all, &s.Decisions[i])
		}
	}
	return all
}

// Recommended is a recommended decision: yes to grant, no to refuse, maybe and unknown for a person to look.
type Recommended struct {
	rules.Decision
	// Type is the kind of decision; nil where it cannot be told yet.
	Type *DecisionType `json:"-"`
	// Delegation is the reference by which the proposal may be decided without a person; empty where a person decides.
	Delegation string `json:"delegation,omitempty"`
}

// Automatic says whether the proposal may become a decision without a person.
func (p Recommended) Automatic() bool { return p.Delegation != "" }

// Recommend proposes a decision. Its outcome is unknown on a service without recommendation. Only a grant, on the track that the file names, of
// an appeal kind that the law allows (KL 6 kap. 38 § 2 st.) and with a delegation reference set, is automatic.
func (s *Service) Recommend(facts rules.Facts, m Moment) Recommended {
	p := Recommended{Decision: rules.Decision{Outcome: rules.Unknown, Verdict: -1}, Type: s.Track(facts)}
	if s.program.recommendation == nil {
		return p
	}
	p.Decision = s.program.recommendation.Decide(facts)
	auto := s.Recommendation.Automatic
	if auto != nil && p.Outcome == rules.Yes && p.Type != nil && p.Type.ID == auto.Decision && p.Type.Appeal.MayBeAutomatic() {
		p.Delegation = m.Municipality.Delegation(auto.Delegation)
	}
	return p
}
