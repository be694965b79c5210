package assistant

import (
	_ "embed"
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"

	"forvag/internal/locale"
	"forvag/internal/search"
	"forvag/internal/strict"
	"forvag/internal/words"
	"forvag/knowledge"
)

// Judge weighs what is found: which article answers a question best, and how likely it is that any does. Its weights are learnt from questions with
// their right answers by Calibrate.
type Judge struct {
	// Gate is the least probability, 0 to 1, that the question can be answered, at which an article is shown.
	Gate float64 `yaml:"gate" json:"gate"`
	// Articles weigh one article for a question, and Questions the question with the article that weighs most.
	Articles  Weights `yaml:"articles" json:"articles"`
	Questions Weights `yaml:"questions" json:"questions"`
}

// Weights are those of a logistic model, by the name of what is weighed.
type Weights map[string]float64

// bias is the name of the weight that stands alone.
const bias = "bias"

// of is the probability of some features.
func (w Weights) of(features []feature) float64 {
	z := w[bias]
	for _, f := range features {
		z += w[f.name] * f.value
	}
	return 1 / (1 + math.Exp(-z))
}

// feature is a number that tells whether an article answers.
type feature struct {
	name  string
	value float64
}

// JudgeFile is the name of the file in a municipality's folder.
const JudgeFile = "assistant.yaml"

//go:embed judge.yaml
var judgeFile []byte

// DefaultJudge has learnt from the program's own questions.
func DefaultJudge() Judge {
	j, faults := ReadJudge("judge.yaml", judgeFile)
	if len(faults) > 0 {
		panic(faults[0].String()) // held by a test
	}
	return j
}

// ReadJudge reads a file of weights, as forvag assistant calibrate writes it. A name that nothing is weighed by is a fault.
func ReadJudge(file string, data []byte) (Judge, []strict.Fault) {
	var j Judge
	d := strict.Decode(file, data, &j)
	if j.Gate < 0 || j.Gate > 1 {
		d.Faultf("gate", "the gate lies between 0 and 1, not %v", j.Gate)
	}
	known := func(path string, w Weights, features []feature) {
		for name := range w {
			if name != bias && !slices.ContainsFunc(features, func(f feature) bool { return f.name == name }) {
				d.Faultf(path+"."+name, "nothing is weighed by %q", name)
			}
		}
	}
	known("articles", j.Articles, articleFeatures(knowledge.Hit{}, votes{}))
	known("questions", j.Questions, questionFeatures("", knowledge.Hit{}, votes{}, rival{}, 0, 0))
	return j, d.Faults()
}

// YAML is the file that ReadJudge reads.
func (j Judge) YAML() []byte {
	var b strings.Builder
	b.WriteString("# What answers are weighed by, as forvag assistant calibrate has learnt it from questions with their right answers.\n")
	fmt.Fprintf(&b, "gate: %.4g\n", j.Gate)
	for _, part := range []struct {
		name    string
		weights Weights
	}{{"articles", j.Articles}, {"questions", j.Questions}} {
		fmt.Fprintf(&b, "%s:\n", part.name)
		for _, name := range slices.Sorted(maps.Keys(part.weights)) {
			fmt.Fprintf(&b, "  %s: %.4g\n", name, part.weights[name])
		}
	}
	return []byte(b.String())
}

// votes are how the search by residents' words sees an article.
type votes struct {
	// article is the article's score, or that of the best service that it names, and link that of the best outside link. first is the best of all.
	article, link, first float64
}

// articleFeatures are of one article for a question.
func articleFeatures(h knowledge.Hit, v votes) []feature {
	e := h.Evidence
	return []feature{
		{"score", h.Score},
		{"alike", e.Alike},
		{"named", shareOf(max(e.Title, e.Phrasing), e.Weight)},
		{"found", shareOf(e.Text, e.Weight)},
		{"unknown", shareOf(e.Unknown, e.Weight)},
		{"vote", shareOf(v.article, v.first)},
		{"votes", math.Log1p(v.article)},
		{"link", shareOf(v.link, v.first)},
	}
}

// questionFeatures are of a question with the article that answers it best: how likely that is, and how much likelier than the next.
func questionFeatures(text string, h knowledge.Hit, v votes, r rival, best, next float64) []feature {
	e := h.Evidence
	own := 0.0
	if asksForOneself(text) {
		own = 1
	}
	return []feature{
		{"best", best},
		{"margin", best - next},
		{"alike", e.Alike},
		{"named", shareOf(max(e.Title, e.Phrasing), e.Weight)},
		{"words", math.Log1p(float64(e.Words))},
		{"unknown", math.Log1p(e.Unknown)},
		{"votes", math.Log1p(v.article)},
		{"link", shareOf(v.link, v.first)},
		{"own", own},
		{"found", shareOf(e.Text, e.Weight)},
		{"strange", shareOf(e.Unknown, e.Weight)},
		{"coverage", h.Coverage},
		{"cosine", h.Cosine},
		{"elsewhere", r.evidence.Alike},
		{"elsewhere_named", shareOf(r.evidence.Phrasing, r.evidence.Weight)},
		{"elsewhere_found", shareOf(r.evidence.Text, r.evidence.Weight)},
	}
}

func shareOf(part, whole float64) float64 {
	if whole == 0 {
		return 0
	}
	return part / whole
}

var oneself = words.Set("jag vi mig oss min mitt mina vår vårt våra i we me us my our")

// asksForOneself says whether the question is about the reader's own matter rather than the world.
func asksForOneself(text string) bool {
	return slices.ContainsFunc(foldedWords(text), func(w string) bool { return oneself[w] })
}

// judged is a hit with how likely it is to answer.
type judged struct {
	knowledge.Hit
	votes   votes
	answers float64
}

// meets says whether any word that says what the question is about stands in the article or, where the question has no such word, leads to it by the search.
// "Blivit av med nyckeln" is not answered by what else one may be without.
func (j judged) meets() bool {
	return j.Evidence.Text > 0 || j.Evidence.Weight == 0 && j.votes.article > 0
}

// isNamed says whether all that the question says is in the article's title, or in one of its own questions: then it is about that, however little it says,
// unless it is no less like what is somebody else's.
func isNamed(h knowledge.Hit, r rival) bool {
	return h.Evidence.Weight > 0 && max(h.Evidence.Title, h.Evidence.Phrasing) >= named*h.Evidence.Weight && h.Evidence.Alike > r.evidence.Alike
}

// named is the share of a question's weight that is all of it.
const named = 0.95

// judge weighs hits, and gives them best first with the probability that the first answers the question at all.
func (j Judge) judge(t *turn, found []knowledge.Hit) ([]judged, float64) {
	all := make([]judged, len(found))
	for i, h := range found {
		v := t.votesFor(h)
		all[i] = judged{h, v, j.Articles.of(articleFeatures(h, v))}
	}
	slices.SortStableFunc(all, func(a, b judged) int {
		switch {
		case a.answers > b.answers:
			return -1
		case a.answers < b.answers:
			return 1
		}
		return 0
	})
	if len(all) > 0 && isNamed(all[0].Hit, t.rival) {
		return all, 1
	}
	return all, j.Questions.of(t.weighed(all))
}

// weighed are the features of the question with what was found, best first.
func (t *turn) weighed(all []judged) []feature {
	if len(all) == 0 {
		return questionFeatures(t.plain(), knowledge.Hit{}, votes{}, t.rival, 0, 0)
	}
	next := 0.0
	if len(all) > 1 {
		next = all[1].answers
	}
	return questionFeatures(t.plain(), all[0].Hit, all[0].votes, t.rival, all[0].answers, next)
}

// votesFor is how the search by residents' words sees an article.
func (t *turn) votesFor(h knowledge.Hit) votes {
	a := t.article(h.Chunk)
	if a == nil {
		return votes{}
	}
	var v votes
	for i, x := range t.everything {
		if i == 0 {
			v.first = x.Score
		}
		switch {
		case x.Kind == search.Article && x.ID == a.ID, x.Kind == search.Service && slices.Contains(a.Services, x.ID):
			v.article = max(v.article, x.Score)
		case x.Kind == search.Link:
			v.link = max(v.link, x.Score)
		}
	}
	return v
}

// says tells whether any of the first of what is found has one of some phrases in its title or among what residents say: then somebody has written
// about it, and the question is not refused for the phrase.
func (t *turn) says(phrases []Pattern, found []knowledge.Hit) bool {
	in := func(text string) bool {
		w := foldedWords(text)
		return slices.ContainsFunc(phrases, func(p Pattern) bool { return p.In(w) })
	}
	for _, h := range found[:min(hits, len(found))] {
		if in(h.Chunk.Title) || slices.ContainsFunc(h.Chunk.Questions, in) {
			return true
		}
	}
	lang := t.answer.Lang
	for _, x := range t.everything[:min(hits, len(t.everything))] {
		if x.Kind != search.Service {
			continue
		}
		s := t.Services.Service(x.ID)
		if s == nil {
			continue
		}
		said := s.Keywords.SV
		if lang == locale.EN {
			said = s.Keywords.EN
		}
		if in(s.Title.In(lang)) || slices.ContainsFunc(said, in) || in(strings.Join(said, " ")) {
			return true
		}
	}
	return false
}
