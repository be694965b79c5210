package assistant

import (
	"context"
	_ "embed"
	"fmt"
	"slices"

	"forvag/internal/locale"
	"forvag/internal/strict"
	"forvag/knowledge"
)

// Asked is a question with what a right answer to it is.
type Asked struct {
	Ask  string      `yaml:"ask"`
	Lang locale.Lang `yaml:"lang"`
	// Topic is empty for what is not to be answered.
	Topic knowledge.Topic `yaml:"topic"`
	// How it is said: spoken, misspelt, compound, formal or terse.
	How  string `yaml:"how"`
	Want Want   `yaml:"want"`
}

// Want is a right answer: one of the articles or of the services, or a refusal.
type Want struct {
	Articles []string `yaml:"articles"`
	Services []string `yaml:"services"`
	Refuse   Cause    `yaml:"refuse"`
}

// AskedSet is a set of questions.
type AskedSet struct {
	Questions []Asked `yaml:"questions"`
}

//go:embed questions.yaml
var questionsFile []byte

// Questions are the program's own, about what it carries.
func Questions() (AskedSet, []strict.Fault) { return ReadQuestions("questions.yaml", questionsFile) }

// ReadQuestions reads a file of questions. One without anything wanted is a fault.
func ReadQuestions(file string, data []byte) (AskedSet, []strict.Fault) {
	var set AskedSet
	d := strict.Decode(file, data, &set)
	for i, q := range set.Questions {
		if w := q.Want; len(w.Articles)+len(w.Services) == 0 == (w.Refuse == "") {
			d.Faultf(fmt.Sprintf("questions[%d].want", i), "want articles or services, or else a cause to refuse by")
		}
	}
	return set, d.Faults()
}

// Evaluation is how the assistant did on a set.
type Evaluation struct {
	Questions int `json:"questions"`
	// Gate is the least likeness at which an article was shown.
	Gate float64 `json:"gate"`
	// Answered is the share of the answerable that got an answer, Right of them that got a right one, and Accuracy the share of those answered.
	Answered float64 `json:"answered"`
	Right    float64 `json:"right"`
	Accuracy float64 `json:"right_of_answered"`
	// Slipped is the share of the unanswerable that got an answer all the same; RefusalPrecision the share of refusals that were of these.
	Slipped          float64 `json:"unanswerable_answered"`
	RefusalPrecision float64 `json:"refusal_precision"`
	// Citations is the share of the citations, in answers to questions that want articles, that are of one of those.
	Citations float64 `json:"citations_right"`
	// Model is how a language model took part; absent where there is none.
	Model *ModelFigures `json:"model,omitempty"`
	// Topics is the share with a right answer, by topic.
	Topics map[knowledge.Topic]float64 `json:"right_by_topic"`
	// Wrong lists the questions that were answered otherwise than they should.
	Wrong []WrongAnswer `json:"wrong,omitempty"`
}

// WrongAnswer is a question that was answered otherwise than it should.
type WrongAnswer struct {
	Ask string `json:"ask"`
	Got string `json:"got"`
}

// Calibrate finds the gate at which the least share of the unanswerable gets an answer while at least answered (0 to 1) of the answerable does, and
// evaluates with it. Where no gate lets so many through it is the one that lets everything through.
func (a *Assistant) Calibrate(ctx context.Context, c Contents, set AskedSet, answered float64) (Evaluation, error) {
	var best Evaluation
	for gate := 0; gate <= gates; gate++ {
		e, err := (&Assistant{guards: a.guards, gate: float64(gate) / gates}).Evaluate(ctx, c, set)
		if err != nil {
			return best, err
		}
		if gate > 0 && e.Answered < answered {
			break
		}
		best = e
	}
	return best, nil
}

// gates is how many gates are tried between 0 and 1.
const gates = 100

// Evaluate asks every question, as a visitor who has not logged in.
func (a *Assistant) Evaluate(ctx context.Context, c Contents, set AskedSet) (Evaluation, error) {
	e := Evaluation{Questions: len(set.Questions), Gate: a.gate, Topics: map[knowledge.Topic]float64{}}
	var answerable, answered, right, unanswerable, slipped float64
	asked := map[knowledge.Topic]float64{}
	var tally modelTally
	for _, q := range set.Questions {
		got, err := a.Ask(ctx, c, Question{Text: q.Ask, Lang: q.Lang})
		if err != nil {
			return e, err
		}
		tally.add(q.Want, got)
		replied := got.Outcome == Answered || got.Outcome == InCheck
		if q.Want.Refuse != "" {
			unanswerable++
			if replied {
				slipped++
				e.Wrong = append(e.Wrong, WrongAnswer{q.Ask, what(got)})
			}
			continue
		}
		answerable++
		asked[q.Topic]++
		if replied {
			answered++
		}
		if replied && q.Want.met(got) {
			right++
			e.Topics[q.Topic]++
			continue
		}
		e.Wrong = append(e.Wrong, WrongAnswer{q.Ask, what(got)})
	}
	for topic, n := range asked {
		e.Topics[topic] = share(e.Topics[topic], n)
	}
	e.Answered, e.Right, e.Accuracy = share(answered, answerable), share(right, answerable), share(right, answered)
	e.Slipped, e.RefusalPrecision = share(slipped, unanswerable), share(unanswerable-slipped, unanswerable-slipped+answerable-answered)
	e.Citations = share(tally.citationsRight, tally.citations)
	if a.HasModel() {
		e.Model = tally.figures()
	}
	return e, nil
}

func share(part, whole float64) float64 {
	if whole == 0 {
		return 0
	}
	return part / whole
}

// met says whether an answer is right: its source is one of the articles, or the first service that it offers is one of those wanted.
func (w Want) met(a *Answer) bool {
	if a.Extract != nil && slices.Contains(w.Articles, a.Extract.Article.ID) {
		return true
	}
	return len(a.Services) > 0 && slices.Contains(w.Services, a.Services[0].ID)
}

// what is what an answer was, for the list of those that were wrong.
func what(a *Answer) string {
	switch {
	case a.Extract != nil:
		return "article " + a.Extract.Article.ID
	case a.Check != nil:
		return "check " + a.Check.Service.ID
	default:
		return string(a.Outcome) + " " + string(a.Cause)
	}
}
