package assistant

import (
	"cmp"
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
	known("articles", j.Articles, articleFeatures(candidate{}))
	known("questions", j.Questions, questionFeatures(subject{}, candidate{}, 0, 0))
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

// subject is a question as it is weighed.
type subject struct {
	// own says that it is about the reader's own matter rather than the world.
	own   bool
	rival rival
}

// candidate is an article that may answer a question.
type candidate struct {
	knowledge.Hit
	votes votes
	shape shape
}

// votes are how the search by residents' words sees an article.
type votes struct {
	// article is the article's score, or that of the best service that it names, and link that of the best outside link. first is the best of all.
	article, link, first float64
}

// articleFeatures are of one article for a question.
func articleFeatures(c candidate) []feature {
	e, v := c.Evidence, c.votes
	return []feature{
		{"score", c.Score},
		{"alike", e.Alike},
		{"named", shareOf(max(e.Title, e.Phrasing), e.Weight)},
		{"found", shareOf(e.Text, e.Weight)},
		{"unknown", shareOf(e.Unknown, e.Weight)},
		{"vote", shareOf(v.article, v.first)},
		{"votes", math.Log1p(v.article)},
		{"link", shareOf(v.link, v.first)},
		{"passage", shareOf(e.Passage, e.Weight)},
		{"titled", one(c.shape.titled)},
		{"headed", one(c.shape.headed)},
	}
}

// questionFeatures are of a question with the article that answers it best: how likely that is, and how likely the next one.
func questionFeatures(s subject, c candidate, best, next float64) []feature {
	e, v, r := c.Evidence, c.votes, s.rival.evidence
	return []feature{
		{"best", best},
		{"margin", best - next},
		{"alike", e.Alike},
		{"named", shareOf(max(e.Title, e.Phrasing), e.Weight)},
		{"words", math.Log1p(float64(e.Words))},
		{"unknown", math.Log1p(e.Unknown)},
		{"partly", math.Log1p(e.Partly)},
		{"votes", math.Log1p(v.article)},
		{"link", shareOf(v.link, v.first)},
		{"own", one(s.own)},
		{"found", shareOf(e.Text, e.Weight)},
		{"strange", shareOf(e.Unknown, e.Weight)},
		{"coverage", c.Coverage},
		{"cosine", c.Cosine},
		{"passage", shareOf(e.Passage, e.Weight)},
		{"lacks", one(c.shape.lacks())},
		{"elsewhere", r.Alike},
		{"elsewhere_named", shareOf(r.Phrasing, r.Weight)},
		{"elsewhere_found", shareOf(r.Text, r.Weight)},
	}
}

func shareOf(part, whole float64) float64 {
	if whole == 0 {
		return 0
	}
	return part / whole
}

// oneself are the words for oneself as they are written: folded, vår (our) would be var (where).
var oneself = map[locale.Lang][]string{
	locale.SV: {"jag", "vi", "mig", "oss", "min", "mitt", "mina", "vår", "vårt", "våra"},
	locale.EN: {"i", "we", "me", "us", "my", "our"},
}

// asksForOneself says whether the question is about the reader's own matter rather than the world.
func asksForOneself(lang locale.Lang, text string) bool {
	return slices.ContainsFunc(words.Split(text), func(w string) bool { return slices.Contains(oneself[lang], w) })
}

// judged is an article with how likely it is to answer.
type judged struct {
	candidate
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

// judge weighs articles, and gives them best first with the probability that the first answers the question at all.
func (j Judge) judge(s subject, among []candidate) ([]judged, float64) {
	all := make([]judged, len(among))
	for i, c := range among {
		all[i] = judged{c, j.Articles.of(articleFeatures(c))}
	}
	slices.SortStableFunc(all, func(a, b judged) int { return cmp.Compare(b.answers, a.answers) })
	if len(all) > 0 && isNamed(all[0].Hit, s.rival) {
		return all, 1
	}
	return all, j.Questions.of(weighed(s, all))
}

// weighed are the features of a question with what was found, best first.
func weighed(s subject, all []judged) []feature {
	switch len(all) {
	case 0:
		return questionFeatures(s, candidate{}, 0, 0)
	case 1:
		return questionFeatures(s, all[0].candidate, all[0].answers, 0)
	default:
		return questionFeatures(s, all[0].candidate, all[0].answers, all[1].answers)
	}
}

// subject is the question as it is weighed.
func (t *turn) subject() subject {
	return subject{asksForOneself(t.answer.Lang, t.plain()), t.rival}
}

// candidates are what was found, as it is weighed.
func (t *turn) candidates(found []knowledge.Hit) []candidate {
	form := formOf(t.plain())
	all := make([]candidate, len(found))
	for i, h := range found {
		all[i] = candidate{h, t.votesFor(h), form.shapeOf(t.article(h.Chunk))}
	}
	return all
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
