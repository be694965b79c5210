package catalog

import (
	"fmt"
	"slices"

	"forvag/internal/locale"
	"forvag/internal/rules"
)

// StepName is one of the six steps of a case (processteg).
type StepName string

// Values lists what a file may say, in the order of a case's way.
func (StepName) Values() []string {
	return []string{"initiate", "investigate", "decide", "arrange", "carry_out", "follow_up"}
}

// Step is a step that the one whose case it is, is told about.
type Step struct {
	Step StepName `yaml:"step"`
	// When is CEL over the form's answers; empty for every case.
	When string `yaml:"when"`
	// Title is what the step is called, and Next what is said of it before it comes; the portal's own words where empty.
	Title locale.Text `yaml:"title"`
	Next  locale.Text `yaml:"next"`
}

// CaseSteps are the steps of a case with these answers, in order; nil where the file leaves them to the portal.
func (s *Service) CaseSteps(a Answers, m Moment) []Step {
	if len(s.Steps) == 0 {
		return nil
	}
	facts := s.answered(a, m)
	var out []Step
	for i, step := range s.Steps {
		if when := s.program.steps[i]; when == nil || when.Eval(facts).True() {
			out = append(out, step)
		}
	}
	return out
}

// answered is what expressions over the form may know of answers that were given.
func (s *Service) answered(a Answers, m Moment) rules.Facts {
	return s.walk(m, func(_ *Page, f *Field) (Answer, bool) {
		answer, given := a[f.ID]
		return answer, given
	}, nil)
}

// steps compiles the conditions of the steps, and checks that the steps come in order.
func (c *compiler) steps() {
	last := -1
	for i, step := range c.service.Steps {
		path := fmt.Sprintf("steps[%d]", i)
		at := slices.Index(StepName("").Values(), string(step.Step))
		if i == 0 && (step.Step != "initiate" || step.When != "") {
			c.Faultf(path, "the first step is initiate, for every case")
		}
		if at >= 0 && at <= last {
			c.Faultf(path, "the step %s comes before the one above it; want each once, in the order of a case's way", step.Step)
		}
		last = max(last, at)
		var when *rules.Program
		if step.When != "" {
			when = c.expression(c.scope, step.When, path+".when", len(c.position))
		}
		c.program.steps = append(c.program.steps, when)
	}
}
