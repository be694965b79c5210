package journal

import (
	"cmp"
	"maps"
	"regexp"
	"slices"
	"strings"

	"forvag/assistant"
	"forvag/internal/locale"
	"forvag/internal/words"
)

// Cluster is questions that ask for the same, as likeness goes.
type Cluster struct {
	Lang locale.Lang
	// Asked are the ways in which it was put, the most typical first: that one names the cluster. Then by how often.
	Asked []Asked
	// Entries are the questions, the newest first.
	Entries []Entry
}

// Asked is one way of putting it, and how many did.
type Asked struct {
	Text  string
	Count int
}

const (
	// near is how alike two questions must be to be of one cluster: the cosine of the index, with more where both were answered by the same article.
	near       = 0.4
	sameSource = 0.15
	// most is how many ways of putting it are compared, those that are most asked; the others are a cluster each.
	most = 1000
)

// Clusters sorts questions by likeness, the largest cluster first. Entries without a question are left out.
//
// It is simple, so that it can be told, and gives the same for the same questions. Likeness is as in the index of articles: the cosine of the questions'
// character n-grams, three to five letters of a word with its ends marked, weighted by how rare they are among the questions. The way of putting it that is asked most begins a cluster, and
// takes all that are near it; the most asked of those that are left begins the next. A cluster is called by the member that is most alike all others.
func Clusters(entries []Entry) []Cluster {
	var out []Cluster
	for _, lang := range locale.Langs() {
		out = append(out, clustersIn(lang, entries)...)
	}
	slices.SortStableFunc(out, func(a, b Cluster) int {
		return cmp.Or(cmp.Compare(len(b.Entries), len(a.Entries)), cmp.Compare(a.Asked[0].Text, b.Asked[0].Text))
	})
	return out
}

// way is one way of putting it, with all who did.
type way struct {
	text    string
	entries []Entry
	source  string // the article that answered most of them; empty where none did
	taken   bool
}

func clustersIn(lang locale.Lang, entries []Entry) []Cluster {
	ways := waysOf(lang, entries)
	texts := make([]string, min(len(ways), most))
	for i := range texts {
		texts[i] = ways[i].text
	}
	x := newCosines(lang, texts)
	var out []Cluster
	for i, w := range ways {
		if w.taken {
			continue
		}
		w.taken = true
		members := []int{i}
		if i < len(texts) {
			for other, cosine := range x.of(i) {
				if !ways[other].taken && likeness(w, ways[other], cosine) >= near {
					ways[other].taken = true
					members = append(members, other)
				}
			}
		}
		out = append(out, clusterOf(lang, ways, members, x))
	}
	return out
}

// marks are the words in brackets that stand for what was redacted.
var marks = regexp.MustCompile(`\[[^\[\]]*\]`)

// waysOf are the ways in which it was put, the most asked first.
func waysOf(lang locale.Lang, entries []Entry) []*way {
	byText := map[string]*way{}
	for _, e := range entries {
		key := strings.Join(words.Split(words.Fold(marks.ReplaceAllString(e.Question, " "))), " ")
		if e.Lang != lang || key == "" {
			continue
		}
		w := byText[key]
		if w == nil {
			w = &way{text: e.Question}
			byText[key] = w
		}
		w.entries = append(w.entries, e)
		w.text = min(w.text, e.Question) // whatever order they come in
	}
	for _, w := range byText {
		w.source = sourceOf(w.entries)
	}
	return slices.SortedFunc(maps.Values(byText), func(a, b *way) int {
		return cmp.Or(cmp.Compare(len(b.entries), len(a.entries)), cmp.Compare(a.text, b.text))
	})
}

// sourceOf is the article that answered most often, and first by name of those that did so as often.
func sourceOf(entries []Entry) string {
	count := map[string]int{}
	best := ""
	for _, e := range entries {
		if len(e.Cited) == 0 {
			continue
		}
		id := e.Cited[0].Article
		count[id]++
		if best == "" || count[id] > count[best] || count[id] == count[best] && id < best {
			best = id
		}
	}
	return best
}

func likeness(a, b *way, cosine float64) float64 {
	if a.source != "" && a.source == b.source {
		return cosine + sameSource
	}
	return cosine
}

// typical is which member is most alike all others, each counted as often as it was asked; the first of those that are as much so.
func typical(ways []*way, members []int, x *cosines) int {
	if len(members) < 3 { // of two, the one that is asked more
		return 0
	}
	best, most := 0, 0.0
	for k, i := range members {
		cosine, sum := x.of(i), 0.0
		for _, other := range members {
			sum += cosine[other] * float64(len(ways[other].entries))
		}
		if sum > most+1e-9 {
			best, most = k, sum
		}
	}
	return best
}

func clusterOf(lang locale.Lang, ways []*way, members []int, x *cosines) Cluster {
	c := Cluster{Lang: lang}
	at := typical(ways, members, x)
	first := members[at]
	rest := slices.Delete(slices.Clone(members), at, at+1)
	slices.Sort(rest) // ways are sorted by how often
	for _, i := range slices.Insert(rest, 0, first) {
		c.Asked = append(c.Asked, Asked{ways[i].text, len(ways[i].entries)})
		c.Entries = append(c.Entries, ways[i].entries...)
	}
	slices.SortStableFunc(c.Entries, func(a, b Entry) int { return cmp.Or(b.Hour.Compare(a.Hour), cmp.Compare(a.ID, b.ID)) })
	return c
}

// Count is how many of the cluster's questions are such.
func (c *Cluster) Count(such func(*Entry) bool) int {
	n := 0
	for i := range c.Entries {
		if such(&c.Entries[i]) {
			n++
		}
	}
	return n
}

// Source is the article that answered most of them; empty where none did.
func (c *Cluster) Source() string { return sourceOf(c.Entries) }

// Services are those that were offered beside an answer, most often first: those beside a refusal are guesses.
func (c *Cluster) Services() []string {
	count := map[string]int{}
	for _, e := range c.Entries {
		for _, id := range e.Services {
			if !e.Helped() {
				continue
			}
			count[id]++
		}
	}
	return slices.SortedFunc(maps.Keys(count), func(a, b string) int { return cmp.Or(cmp.Compare(count[b], count[a]), cmp.Compare(a, b)) })
}

// Helped says that the question was answered, by a text or by a guided check.
func (e *Entry) Helped() bool {
	return e.Outcome == assistant.Answered || e.Outcome == assistant.InCheck
}
