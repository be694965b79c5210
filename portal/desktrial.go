package portal

import (
	"context"
	"time"

	"forvag/internal/locale"
	"forvag/internal/rules"
	"forvag/lifeevents"
	"forvag/web"
)

// Trials simulates rules of life events: how many each would reach today.
type Trials interface {
	// Start begins to count, in the background, and returns what is closed once it is counted. While a version of a rule is being counted no second count
	// begins.
	Start(ctx context.Context, r *lifeevents.Rule, by string) (done <-chan struct{}, err error)
	// Last is the last simulation of the rule as it is now; nil where there was none.
	Last(ctx context.Context, r *lifeevents.Rule) (*lifeevents.Trial, error)
}

// trialPath is where a rule is simulated.
func trialPath(rule string) string { return rulePath(rule) + "/prova" }

// patience is how long whoever asks for a simulation waits for it. What takes longer is counted on, and the page tells so.
const patience = 2 * time.Second

// tryRule simulates a rule for whoever may see it.
func (r *request) tryRule() error {
	rule, err := r.ruleAt()
	if err != nil {
		return err
	}
	if r.Trials == nil {
		return unknownAddress()
	}
	if _, err := r.Versions.Ensure(r.ctx(), "rule", rule.ID, rule.Source); err != nil { // what was tried can be compared with later
		return err
	}
	done, err := r.Trials.Start(r.ctx(), rule, r.staffName(r.principal.Actor))
	if err != nil {
		return err
	}
	wait := time.NewTimer(patience)
	defer wait.Stop()
	select {
	case <-done:
	case <-wait.C:
	case <-r.ctx().Done():
	}
	return r.seeOther(rulePath(rule.ID) + "#prova")
}

// trial is what a rule would do today; nil where nobody can count.
func (r *request) trial(rule *lifeevents.Rule) (*web.RuleTrial, error) {
	if r.Trials == nil {
		return nil, nil
	}
	last, err := r.Trials.Last(r.ctx(), rule)
	if err != nil {
		return nil, err
	}
	view := &web.RuleTrial{Action: trialPath(rule.ID), Button: r.t("rules.trial.go"), Lead: r.t("rules.trial.lead")}
	if last == nil {
		return view, nil
	}
	if last.Counting() {
		view.Again = rulePath(rule.ID) + "?nu=" + last.Begun.UTC().Format("150405") + "#prova"
	} else if last.Error != "" {
		view.Broken = r.t("rules.trial.broken", locale.When(r.lang, last.Ended, r.now))
	}
	if last.Done != nil {
		view.Button = r.t("rules.trial.again")
		if view.Done, err = r.trialDone(rule, last); err != nil {
			return nil, err
		}
	}
	return view, nil
}

// trialDone is what was counted.
func (r *request) trialDone(rule *lifeevents.Rule, t *lifeevents.Trial) (*web.RuleTrialDone, error) {
	s := t.Done
	figure := func(key string, c lifeevents.Count) web.Figure {
		return web.Figure{Value: r.count(c), Text: r.t("rules.trial." + key)}
	}
	view := &web.RuleTrialDone{Made: r.when(t.Counted), By: t.CountedBy, Of: r.t("rules.trial.of", locale.Number(r.lang, int64(s.People)), locale.Date(r.lang, s.Day)),
		Figures: []web.Figure{figure("subjects", s.Subjects), figure("receivers", s.Receivers), figure("reviews", s.Reviews)}}
	for _, g := range s.Areas {
		name := g.Name
		if name == "" {
			name = r.t("rules.trial.area_unknown")
		}
		view.Areas = append(view.Areas, web.Fact{Label: name, Value: r.count(g.Count)})
	}
	for _, g := range s.Ages {
		view.Ages = append(view.Ages, web.Fact{Label: r.t("rules.trial.age", g.Name), Value: r.count(g.Count)})
	}
	if c := s.Change; c != nil {
		view.Compare = r.t("rules.trial.compare")
		since, err := r.ruleSince(rule.ID, c.Before)
		if err != nil {
			return nil, err
		}
		if since != "" {
			view.Compare = r.t("rules.trial.compare_since", since)
		}
		view.Changed = []web.Figure{figure("added", c.Added), figure("gone", c.Gone)}
	}
	for _, one := range s.Samples {
		sample := web.RuleSample{Name: r.t("rules.trial.age", one.Group)}
		for _, reason := range one.Reasons {
			c := web.Condition{State: web.ConditionUnknown, Text: reason.Words.In(r.lang), Law: reason.Law}
			switch reason.Outcome {
			case rules.Yes:
				c.State = web.ConditionMet
			case rules.No:
				c.State = web.ConditionNotMet
			}
			sample.Reasons = append(sample.Reasons, c)
		}
		view.Samples = append(view.Samples, sample)
	}
	return view, nil
}
