package lifeevents

import (
	"strings"
	"time"

	"forvag/internal/civil"
	"forvag/internal/identity"
	"forvag/internal/locale"
	"forvag/internal/rules"
)

// Record is an effect as it was made for one receiver. What was sent is a public record, kept in order without a diary number until it is accepted: then it
// is a case (OSL 5 kap. 1 §).
type Record struct {
	ID string
	// Rule and Hash are the rule and the version of it that was used.
	Rule, Hash string
	Subject    identity.PersonID
	// Receiver is who was told; empty for a case and a review.
	Receiver identity.PersonID
	Period   string
	Ground   civil.Date
	Event    string
	Permit   string
	Made     time.Time
	Why      Why
	Life
}

// ForAll says that it is several people's together, such as a company's permits: one yes is for all of them.
func (r Record) ForAll() bool { return strings.HasPrefix(r.Period, SharedPeriod) }

// Why is what an effect rests on, as it was when it was made.
type Why struct {
	Facts      []KnownFact `json:"facts"`
	Conditions []Reason    `json:"conditions"`
	// Missing are the facts that were not known.
	Missing []string `json:"missing,omitempty"`
	// Near are those whom a review would have told, or the parties of a grant beside the subject.
	Near []identity.PersonID `json:"near,omitempty"`
}

// KnownFact is a fact and its value, as a file writes it.
type KnownFact struct {
	ID    string `json:"id"`
	Value string `json:"value"`
}

// Reason is one condition and what it came to.
type Reason struct {
	Outcome rules.Outcome `json:"outcome"`
	Words   locale.Text   `json:"words"`
	Law     string        `json:"law,omitempty"`
}

// Why gathers what the effect rests on.
func (e *Effect) Why(r *Rule) Why {
	out := why(r, e.Facts, e.Trace)
	out.Missing, out.Near = e.Missing, e.Near
	return out
}

func why(r *Rule, facts rules.Facts, trace []rules.Step) (out Why) {
	for i := range r.Facts {
		if v, ok := facts[r.Facts[i].ID]; ok {
			out.Facts = append(out.Facts, KnownFact{r.Facts[i].ID, written(v)})
		}
	}
	for _, step := range trace {
		out.Conditions = append(out.Conditions, Reason{step.Outcome, step.Words, step.Law})
	}
	return out
}

// Answers reads what was written as answers to the rule's questions. What cannot be read is left out.
func (r *Rule) Answers(asked map[string][]string) rules.Facts {
	facts := rules.Facts{}
	for id, texts := range asked {
		if v, ok := r.ReadAnswer(id, texts); ok {
			facts[id] = v
		}
	}
	return facts
}

// Reading is that an officer has read what was left to a trained one.
type Reading struct {
	By identity.PersonID
	At time.Time
}

// Switch is that a rule was switched on or off.
type Switch struct {
	Rule string
	On   bool
	At   time.Time
	// By is who did it, and Under the reference in the delegation order, or the decision, by which they did.
	By, Under string
	// Hash is the version of the rule that it was about; empty for what was switched before that was kept.
	Hash string
}

// Run is what one run did.
type Run struct {
	At  time.Time
	Day civil.Date
	// People is how many were there, and Rules how many rules were asked.
	People, Rules int
	Tally
}

// Tally counts what a run did.
type Tally struct {
	// Made are effects, by receiver, Reopened those whose ground came back and Withdrawn those whose ground fell away.
	Made, Reopened, Withdrawn, Expired, Reminded int
}

// add counts what was done by a rule.
func (t *Tally) add(did RuleRun) {
	t.Made += did.Made + did.Reviews
	t.Reopened += did.Reopened
	t.Withdrawn += did.Withdrawn
	t.Reminded += did.Reminded
}

// RuleRun is what one run did by one rule.
type RuleRun struct {
	At  time.Time
	Day civil.Date
	// Rule and Hash are the rule and the version of it that was run.
	Rule, Hash string
	// Heard says that it was run for what had just been heard, and not for a day.
	Heard bool
	// Looked is how many times something set the rule off: birthdays, days of a season, events and permits.
	Looked int
	// Made are effects of the rule's own kind, by receiver, and Reviews those left to a trained officer. Reopened are those whose ground came back, and
	// Withdrawn those whose ground fell away.
	Made, Reviews, Reopened, Withdrawn, Reminded int
	// Error is what broke it off, in the log's words; empty for nothing.
	Error string
}

// Known reads back what an effect rests on, and the answers to what it asks, as the rule's conditions see it now.
func (r *Rule) Known(why Why, asked map[string][]string) rules.Facts {
	facts := r.Answers(asked)
	for _, known := range why.Facts {
		declared, ok := r.program.types[known.ID]
		if !ok || r.program.asks[known.ID] {
			continue
		}
		if v, err := rules.Parse(declared.Type, []string{known.Value}); err == nil {
			facts[known.ID] = v
		}
	}
	return facts
}

// Decide is what the conditions come to over facts.
func (r *Rule) Decide(facts rules.Facts) rules.Decision { return r.program.decide.Decide(facts) }
