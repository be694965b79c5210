package assistant

import (
	"cmp"
	"context"
	"fmt"
	"hash/fnv"
	"slices"

	"forvag/knowledge"
)

// folds is how many parts a set is cut into to be judged by what has not seen it.
const folds = 5

// Calibrated is what came of learning from a set.
type Calibrated struct {
	// Questions is how many the set's two halves have, and Learnt how many of them, those of its development half, were learnt from.
	Questions int `json:"questions"`
	Learnt    int `json:"learnt_from"`
	// Folds is how many parts that half was cut into, by the questions' words: each part was judged, with its gate, by what had learnt from the others.
	Folds int `json:"folds"`
	// CrossValidated is how well that went, and Test how well Judge, with its gate, does on the other half, which nobody has learnt from or mended by.
	CrossValidated Result `json:"cross_validated"`
	Test           Result `json:"test"`
	// Alone and TestAlone are the same without the guards: how well the weights alone tell what can be answered.
	Alone     Result `json:"cross_validated_without_guards"`
	TestAlone Result `json:"test_without_guards"`
	// Judge has learnt from the whole development half.
	Judge Judge `json:"judge"`
}

// taught is a question with what was found for it.
type taught struct {
	Asked
	fold    int
	text    string
	stopped bool // a guard refuses it
	subject
	found []candidate
	right []bool
}

// Calibrate learns from the development half of a set which articles answer, and at which gate at least answered (0 to 1) of the answerable get an answer.
func (a *Assistant) Calibrate(ctx context.Context, c Contents, set AskedSet, answered float64) (Calibrated, error) {
	var half, rest []taught
	for _, q := range set.Questions {
		if q.fresh {
			continue
		}
		t, err := a.teach(ctx, c, q)
		switch {
		case err != nil:
			return Calibrated{}, err
		case q.Development():
			half = append(half, t)
		default:
			rest = append(rest, t)
		}
	}
	guesses := make([]guess, len(half))
	for fold := range folds {
		j := learnFrom(half, func(t *taught) bool { return t.fold != fold })
		for i := range half {
			if half[i].fold == fold {
				guesses[i] = j.guess(&half[i])
			}
		}
	}
	out := Calibrated{Questions: len(half) + len(rest), Learnt: len(half), Folds: folds, Judge: learnFrom(half, func(*taught) bool { return true })}
	out.Judge.Gate = gateFor(half, guesses, answered, func(*taught) bool { return true })
	for _, guarded := range []bool{true, false} {
		validated, test, learnt := &out.CrossValidated, &out.Test, half
		if !guarded {
			validated, test, learnt = &out.Alone, &out.TestAlone, unguarded(half)
		}
		for fold := range folds {
			gate := gateFor(learnt, guesses, answered, func(t *taught) bool { return t.fold != fold })
			for i := range learnt {
				if learnt[i].fold == fold {
					validated.judged(&learnt[i], guesses[i], gate)
				}
			}
		}
		validated.close()
		gate := gateFor(learnt, guesses, answered, func(*taught) bool { return true })
		for i := range rest {
			t := rest[i]
			t.stopped = t.stopped && guarded
			test.judged(&t, out.Judge.guess(&t), gate)
		}
		test.close()
	}
	return out, nil
}

// judged counts a question by a guess and a gate.
func (r *Result) judged(t *taught, g guess, gate float64) {
	replied := g.answerable >= gate && !t.stopped
	r.note(t.Want, replied, replied && g.right)
}

func unguarded(all []taught) []taught {
	all = slices.Clone(all)
	for i := range all {
		all[i].stopped = false
	}
	return all
}

// teach looks up a question as a turn does, past every guard.
func (a *Assistant) teach(ctx context.Context, c Contents, q Asked) (taught, error) {
	t := &turn{Assistant: a, Contents: c, asked: Question{Text: q.Ask, Lang: q.Lang}, answer: &Answer{Lang: LanguageOf(q.Ask, q.Lang)}}
	t.answer.Question = clean(t.answer.Lang, cut(q.Ask))
	out := taught{Asked: q, text: t.answer.Question}
	found, err := t.search(ctx)
	if err != nil {
		return out, fmt.Errorf("learn from %q: %w", q.Ask, err)
	}
	out.subject, out.found = t.subject(), t.candidates(found)
	for _, h := range found {
		article := t.article(h.Chunk)
		out.right = append(out.right, article != nil && q.Want.answeredBy(article))
	}
	out.fold = out.family()
	g := &a.guards
	out.stopped = g.emergency(out.text) != nil || g.refuse(out.text) != "" || aboutOwnCase(out.text) || g.places.other(out.text, c.Place) != "" ||
		!isAsked(found) && (g.saysTooLittle(t.answer.Lang, out.text) || t.class(found) != nil)
	return out, nil
}

// family is the fold of a question, the same for all that one article or service answers, and for all that are most like one matter of somebody else's: what
// is learnt from some of a family would else be tried on the rest of it.
func (t *taught) family() int {
	name := string(t.Want.Refuse)
	switch {
	case len(t.Want.Articles) > 0:
		name = t.Want.Articles[0]
	case len(t.Want.Services) > 0:
		name = t.Want.Services[0]
	case t.rival.Elsewhere != nil:
		name += t.rival.ID
	}
	sum := fnv.New32a()
	sum.Write([]byte(name))
	return int(sum.Sum32() % folds)
}

// answeredBy says whether an article is one of those wanted or, where only services are, leads to one first.
func (w Want) answeredBy(a *knowledge.Article) bool {
	if len(w.Articles) > 0 {
		return slices.Contains(w.Articles, a.ID)
	}
	return len(a.Services) > 0 && slices.Contains(w.Services, a.Services[0])
}

// deepest is how many articles that do not answer a question are learnt from.
const deepest = 10

// learnFrom learns from the questions that are to be seen.
func learnFrom(all []taught, seen func(*taught) bool) Judge {
	var j Judge
	var articles, questions []example
	for i := range all {
		t := &all[i]
		if !seen(t) || t.Want.Refuse != "" {
			continue
		}
		for k, h := range t.found {
			if k < deepest || t.right[k] {
				articles = append(articles, example{articleFeatures(h), t.right[k]})
			}
		}
	}
	j.Articles = learn(articles)
	for i := range all {
		if t := &all[i]; seen(t) {
			found, _ := j.judge(t.subject, t.found)
			questions = append(questions, example{weighed(t.subject, found), t.Want.Refuse == ""})
		}
	}
	j.Questions = learn(questions)
	return j
}

// guess is how a question was judged.
type guess struct {
	answerable float64
	right      bool // the likeliest article answers
}

func (j Judge) guess(t *taught) guess {
	all, answerable := j.judge(t.subject, t.found)
	return guess{answerable, len(all) > 0 && t.answeredBy(all[0])}
}

// answeredBy says whether one of what was found is right.
func (t *taught) answeredBy(j judged) bool {
	at := slices.IndexFunc(t.found, func(c candidate) bool { return c.Chunk.ID == j.Chunk.ID })
	return t.right[at]
}

// gateFor is the gate at which, of the answerable questions that are to be seen, the share answered gets through, guards and all: halfway between the last
// of them and the next. Where the guards alone refuse more it is zero.
func gateFor(all []taught, guesses []guess, answered float64, seen func(*taught) bool) float64 {
	var through []float64
	answerable := 0.0
	for i := range all {
		if t := &all[i]; seen(t) && t.Want.Refuse == "" {
			answerable++
			if !t.stopped {
				through = append(through, guesses[i].answerable)
			}
		}
	}
	slices.SortFunc(through, func(a, b float64) int { return cmp.Compare(b, a) })
	at := int(answered*answerable+0.999) - 1 // rounded up: so many are needed
	if at < 0 || at >= len(through) {
		return 0
	}
	next := 0.0
	if at+1 < len(through) {
		next = through[at+1]
	}
	return (through[at] + next) / 2
}
