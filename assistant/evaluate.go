package assistant

import (
	"context"
	"crypto/sha256"
	_ "embed"
	"fmt"
	"slices"
	"strings"

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
	// Seen says that somebody has mended the assistant with the question before them, so that it can measure nothing.
	Seen bool `yaml:"seen"`

	fresh bool // of the third part, which only measures and was written unseen of the guards
}

// Development says which half the question belongs to: the one that may be learnt from and mended by, or the one that only measures. It hangs on the words
// alone (the lowest bit of their SHA-256), so that no question changes halves when others come, and on Seen.
func (q Asked) Development() bool {
	sum := sha256.Sum256([]byte(strings.ToLower(q.Ask)))
	return !q.fresh && (q.Seen || sum[0]&1 == 0)
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

//go:embed fresh.yaml
var freshFile []byte

// Questions are the program's own, about what it carries, and last those that were written unseen of its guards and only measure.
func Questions() (AskedSet, []strict.Fault) {
	set, faults := ReadQuestions("questions.yaml", questionsFile)
	fresh, more := ReadQuestions("fresh.yaml", freshFile)
	for _, q := range fresh.Questions {
		q.fresh = true
		set.Questions = append(set.Questions, q)
	}
	return set, append(faults, more...)
}

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
	// Gate is the least probability at which an article was shown.
	Gate float64 `json:"gate"`
	Result
	// Development and Test are the same for the questions that the assistant may have learnt from, and for those that only measure.
	Development Result `json:"development"`
	Test        Result `json:"test"`
	// Fresh is the same for the questions that were written unseen of the guards; nil where the set has none.
	Fresh *Result `json:"fresh,omitempty"`
	// Languages and Topics are the same by the question's language, and by the topic of what can be answered.
	Languages map[locale.Lang]*Result     `json:"by_language"`
	Topics    map[knowledge.Topic]*Result `json:"by_topic"`
	// Causes are how refusals came out by their cause.
	Causes map[Cause]*Refusals `json:"by_cause"`
	// Model is how a language model took part; absent where there is none.
	Model *ModelFigures `json:"model,omitempty"`
	// Wrong lists the questions of the development half that were answered otherwise than they should. The others are not told of: whoever reads them
	// mends by them too.
	Wrong []WrongAnswer `json:"development_wrong,omitempty"`
}

// Result is how some questions were answered. Shares lie between 0 and 1.
type Result struct {
	// Answerable and Unanswerable count the questions with and without a right answer.
	Answerable   int `json:"answerable"`
	Unanswerable int `json:"unanswerable"`
	// Answered is the share of the answerable that got an answer, Right of them that got a right one, and Accuracy the share of those answered.
	Answered float64 `json:"answered"`
	Right    float64 `json:"right"`
	Accuracy float64 `json:"right_of_answered"`
	// Cited is the share of the cited articles, in answers to what can be answered by one, that are right. Quoted is the share of all quotes that stand
	// in the article word for word.
	Cited  float64 `json:"citations_right,omitempty"`
	Quoted float64 `json:"quotes_verbatim,omitempty"`
	// Slipped is the share of the unanswerable that got an answer all the same; RefusalPrecision the share of refusals that were of these.
	Slipped          float64 `json:"unanswerable_answered"`
	RefusalPrecision float64 `json:"refusal_precision"`

	answered, right, slipped, citations, cited, quotes, quoted float64
}

// Refusals are how refusals of one cause came out.
type Refusals struct {
	// Wanted are the questions that should be refused by the cause, Refused those that were, and Met those of both.
	Wanted  int `json:"wanted"`
	Refused int `json:"refused"`
	Met     int `json:"met"`
	// Precision is the share of the refused that should be so, by this cause; Recall the share of the wanted that were.
	Precision float64 `json:"precision"`
	Recall    float64 `json:"recall"`
	// Stopped is the share of the wanted that were refused by any cause.
	Stopped float64 `json:"refused_by_any_cause"`

	stopped int
}

// WrongAnswer is a question that was answered otherwise than it should.
type WrongAnswer struct {
	Ask string `json:"ask"`
	Got string `json:"got"`
}

// Evaluate asks every question, as a visitor who has not logged in.
func (a *Assistant) Evaluate(ctx context.Context, c Contents, set AskedSet) (Evaluation, error) {
	e := Evaluation{
		Questions: len(set.Questions), Gate: a.judge.Gate, Languages: map[locale.Lang]*Result{}, Topics: map[knowledge.Topic]*Result{}, Causes: map[Cause]*Refusals{},
	}
	var tally modelTally
	for _, q := range set.Questions {
		got, err := a.Ask(ctx, c, Question{Text: q.Ask, Lang: q.Lang})
		if err != nil {
			return e, err
		}
		tally.add(got)
		e.note(q, got)
	}
	if a.HasModel() {
		e.Model = tally.figures()
	}
	e.close()
	e.Development.close()
	e.Test.close()
	if e.Fresh != nil {
		e.Fresh.close()
	}
	for _, r := range e.Languages {
		r.close()
	}
	for _, r := range e.Topics {
		r.close()
	}
	for _, r := range e.Causes {
		r.Precision, r.Recall = share(float64(r.Met), float64(r.Refused)), share(float64(r.Met), float64(r.Wanted))
		r.Stopped = share(float64(r.stopped), float64(r.Wanted))
	}
	return e, nil
}

// note counts an answer.
func (e *Evaluation) note(q Asked, got *Answer) {
	replied := got.Outcome == Answered || got.Outcome == InCheck
	right := replied && q.Want.met(got)
	half := &e.Test
	switch {
	case q.fresh && e.Fresh == nil:
		e.Fresh = new(Result)
		fallthrough
	case q.fresh:
		half = e.Fresh
	case q.Development():
		half = &e.Development
	}
	results := []*Result{&e.Result, half, in(e.Languages, q.Lang)}
	if q.Topic != "" {
		results = append(results, in(e.Topics, q.Topic))
	}
	for _, r := range results {
		r.note(q.Want, replied, right)
		r.cite(q.Want, got.Citations)
	}
	if q.Want.Refuse != "" {
		wanted := in(e.Causes, q.Want.Refuse)
		wanted.Wanted++
		if !replied {
			wanted.stopped++
		}
	}
	if got.Cause != "" {
		refused := in(e.Causes, got.Cause)
		refused.Refused++
		if got.Cause == q.Want.Refuse {
			refused.Met++
		}
	}
	if q.Development() && (q.Want.Refuse == "" && !right || q.Want.Refuse != "" && got.Cause != q.Want.Refuse) {
		e.Wrong = append(e.Wrong, WrongAnswer{q.Ask, what(got)})
	}
}

// in is what a map has for a key, made where it is new.
func in[K comparable, V any](m map[K]*V, key K) *V {
	if m[key] == nil {
		m[key] = new(V)
	}
	return m[key]
}

func (r *Result) note(want Want, replied, right bool) {
	switch {
	case want.Refuse != "" && replied:
		r.Unanswerable++
		r.slipped++
	case want.Refuse != "":
		r.Unanswerable++
	default:
		r.Answerable++
		r.answered += one(replied)
		r.right += one(right)
	}
}

// cite counts what an answer rests on.
func (r *Result) cite(want Want, citations []Citation) {
	for _, c := range citations {
		if len(want.Articles) > 0 {
			r.citations++
			r.cited += one(slices.Contains(want.Articles, c.Article.ID))
		}
		text := c.Article.Text()
		for _, q := range c.Quotes {
			r.quotes++
			r.quoted += one(strings.Contains(text, q.Text()))
		}
	}
}

func (r *Result) close() {
	answerable, unanswerable := float64(r.Answerable), float64(r.Unanswerable)
	r.Answered, r.Right, r.Accuracy = share(r.answered, answerable), share(r.right, answerable), share(r.right, r.answered)
	r.Cited, r.Quoted = share(r.cited, r.citations), share(r.quoted, r.quotes)
	r.Slipped, r.RefusalPrecision = share(r.slipped, unanswerable), share(unanswerable-r.slipped, unanswerable-r.slipped+answerable-r.answered)
}

func one(is bool) float64 {
	if is {
		return 1
	}
	return 0
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
