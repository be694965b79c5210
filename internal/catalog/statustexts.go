package catalog

import (
	"fmt"
	"slices"

	"forvag/internal/locale"
)

// DecisionOutcome is how a decision came out.
type DecisionOutcome string

// Values lists what a file may say: the outcomes of a case's decisions.
func (DecisionOutcome) Values() []string {
	return []string{"granted", "partly_granted", "refused", "dismissed", "written_off", "revoked"}
}

// grants says whether the decision gives something of what was applied for.
func (o DecisionOutcome) grants() bool { return o == "granted" || o == "partly_granted" }

// StatusTexts are the plain words for each state. An empty one takes the portal's own words.
type StatusTexts struct {
	Received         locale.Text `yaml:"received"`
	InProgress       locale.Text `yaml:"in_progress"`
	WaitingForYou    locale.Text `yaml:"waiting_for_you"`
	WaitingForOthers locale.Text `yaml:"waiting_for_others"`
	Decided          locale.Text `yaml:"decided"`
	BeingDelivered   locale.Text `yaml:"being_delivered"`
	Appealed         locale.Text `yaml:"appealed"`
	Withdrawn        locale.Text `yaml:"withdrawn"`
	Closed           locale.Text `yaml:"closed"`
	// Outcomes are other words for some of them, by how the case was decided.
	Outcomes []OutcomeTexts `yaml:"outcomes"`
}

// OutcomeTexts are the words for the states after a decision that came out in one of some ways. An empty one takes the words for every outcome.
type OutcomeTexts struct {
	Of             []DecisionOutcome `yaml:"of"`
	Decided        locale.Text       `yaml:"decided"`
	BeingDelivered locale.Text       `yaml:"being_delivered"`
	Appealed       locale.Text       `yaml:"appealed"`
	Closed         locale.Text       `yaml:"closed"`
}

// After are the words of a case that was decided so; all as they stand where the outcome is empty, for a case without a decision. What carries a decision
// out is told of a grant alone, unless the file has words for another outcome.
func (t StatusTexts) After(o DecisionOutcome) StatusTexts {
	if o != "" && !o.grants() {
		t.BeingDelivered = locale.Text{}
	}
	for _, own := range t.Outcomes {
		if !slices.Contains(own.Of, o) {
			continue
		}
		for _, w := range []struct {
			own locale.Text
			to  *locale.Text
		}{{own.Decided, &t.Decided}, {own.BeingDelivered, &t.BeingDelivered}, {own.Appealed, &t.Appealed}, {own.Closed, &t.Closed}} {
			if !w.own.IsZero() {
				*w.to = w.own
			}
		}
	}
	return t
}

// statusTexts reports words by outcome that no case can come to, or that say nothing.
func (l *linter) statusTexts() {
	outcomes := l.service.Status.Outcomes
	if len(outcomes) > 0 && len(l.service.Decisions) == 0 {
		l.Faultf("status.outcomes", "there is no decision that could come out in any way; add decisions, or leave status.outcomes out")
	}
	said := map[DecisionOutcome]bool{}
	for i, own := range outcomes {
		path := fmt.Sprintf("status.outcomes[%d]", i)
		if len(own.Of) == 0 {
			l.Faultf(path, "of is missing: the outcomes that the words are for")
		}
		for _, o := range own.Of {
			if said[o] {
				l.Faultf(path+".of", "the outcome %s has words above already", o)
			}
			said[o] = true
		}
		if own.Decided.IsZero() && own.BeingDelivered.IsZero() && own.Appealed.IsZero() && own.Closed.IsZero() {
			l.Faultf(path, "there are no words; want one of decided, being_delivered, appealed, closed")
		}
	}
}
