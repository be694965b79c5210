package catalog

import "forvag/internal/locale"

// Urgent marks cases that brook no delay, in the desk's lists and on the case. Only those see the mark who may open the case.
type Urgent struct {
	// When is CEL over the form's answers.
	When string `yaml:"when"`
	// Say is what the mark says to who handles cases. It stands in lists, so that it says what is to be done and nothing about anybody's health.
	Say locale.Text `yaml:"say"`
}

// IsUrgent says whether a case with these answers brooks no delay. What cannot be told is not urgent.
func (s *Service) IsUrgent(a Answers, m Moment) bool {
	return s.program.urgent != nil && s.program.urgent.Eval(s.answered(a, m)).True()
}

func (c *compiler) urgent() {
	u := c.service.Urgent
	if u == nil {
		return
	}
	if u.When == "" || u.Say.IsZero() {
		c.Faultf("urgent", "urgent needs when and say: which cases, and what the mark says")
		return
	}
	c.program.urgent = c.expression(c.scope, u.When, "urgent.when", len(c.position))
}
