package search

import (
	"cmp"
	"slices"
	"sync"

	"forvag/internal/locale"
	"forvag/internal/words"
)

// Kind is what a document is.
type Kind string

// The kinds of document that there are.
const (
	Service   Kind = "service"   // an e-service of the municipality
	Link      Kind = "link"      // a service that somebody else runs
	Article   Kind = "article"   // something to read
	Situation Kind = "situation" // the page of a life situation
	Board     Kind = "board"     // a board of the municipality
	Absent    Kind = "absent"    // what people look for and the municipality does not have; found as Found.Absent alone
)

// Document is something that can be found.
type Document struct {
	Kind Kind
	// ID is unique among documents of the kind.
	ID          string
	Title, Text locale.Text
	// Keywords are words and phrases that people say and that the texts do not hold.
	Keywords map[locale.Lang][]string
	// More is what else stands there: it counts least.
	More locale.Text
	// Weight multiplies the score; zero means one.
	Weight float64
	// LeadsTo is the id of the service where what the document tells about is done; empty for none. The service comes before the document.
	LeadsTo string
}

// How much a word counts by where it stands. A word of a phrase among the keywords counts less than a keyword of its own.
const (
	titleWeight   = 1.0
	keywordWeight = 0.95
	phraseWeight  = 0.6
	textWeight    = 0.45
	moreWeight    = 0.2
)

// Index is a set of documents that can be searched. It is safe for concurrent use.
type Index struct {
	documents []Document
	// leads is where the service that each document leads to stands; -1 where it leads to none.
	leads        []int
	once         sync.Once
	free         sync.Pool                   // of a number for each document, as *[]float64
	vocabularies map[locale.Lang]*vocabulary // of Prepare
}

// vocabulary is the words of all documents in one language.
type vocabulary struct {
	*grammar
	terms  []term
	byWord map[string]int
	byStem map[string][]int
	// byPart finds the compounds that have a stem as a part.
	byPart map[string][]int
	byGram map[string][]int
	// sorted are the terms in the order of their words.
	sorted []int
	// phrases are the documents' keywords of several words, and saidIn those that have a stem.
	phrases []phrase
	saidIn  map[string][]int
}

// phrase is a document's keyword of so many different words that count.
type phrase struct {
	document, words int
}

// term is one folded word.
type term struct {
	word, stem string
	// written is the word with its letters as they were first written, also how else: ratt is rätt and ratt.
	written string
	also    []string
	grams   int
	in      []posting
}

// posting says how much a term counts in a document.
type posting struct {
	document int
	weight   float64
}

// New makes an index of documents.
func New(documents []Document) *Index {
	x := &Index{documents: slices.Clone(documents), vocabularies: map[locale.Lang]*vocabulary{}}
	for i := range x.documents {
		x.documents[i].Weight = cmp.Or(x.documents[i].Weight, 1)
	}
	for _, d := range x.documents {
		x.leads = append(x.leads, slices.IndexFunc(x.documents, func(s Document) bool { return s.Kind == Service && s.ID == d.LeadsTo }))
	}
	return x
}

// Prepare reads the documents' words, unless it is done. The first search does so too, and takes longer for it.
func (x *Index) Prepare() { x.once.Do(x.read) }

func (x *Index) read() {
	for lang, g := range grammars {
		v := &vocabulary{grammar: g, byWord: map[string]int{}, byStem: map[string][]int{}, byPart: map[string][]int{}, byGram: map[string][]int{}, saidIn: map[string][]int{}}
		for i := range x.documents {
			v.take(i, &x.documents[i], lang)
		}
		v.arrange()
		x.vocabularies[lang] = v
	}
}

// Len is how many documents there are.
func (x *Index) Len() int { return len(x.documents) }

func (v *vocabulary) take(i int, d *Document, lang locale.Lang) {
	in := map[string]float64{}
	written := map[string]string{}
	note := func(text string, weight float64) {
		for _, w := range words.Split(text) {
			f := words.Fold(w)
			if v.stop[f] || len(f) > maxWord {
				continue
			}
			in[f] = max(in[f], weight)
			if _, has := written[f]; !has {
				written[f] = w
			}
		}
	}
	note(d.Title.In(lang), titleWeight)
	for _, k := range d.Keywords[lang] {
		stems := v.stems(k)
		if len(stems) > 1 {
			note(k, phraseWeight)
			v.say(i, stems)
		} else {
			note(k, keywordWeight)
		}
	}
	note(d.Text.In(lang), textWeight)
	note(d.More.In(lang), moreWeight)
	for word, weight := range in {
		at, has := v.byWord[word]
		if !has {
			at = len(v.terms)
			v.byWord[word] = at
			v.terms = append(v.terms, term{word: word, stem: words.Fold(v.stem(written[word])), written: written[word]})
		}
		if t := &v.terms[at]; t.written != written[word] && !slices.Contains(t.also, written[word]) {
			t.also = append(t.also, written[word])
		}
		v.terms[at].in = append(v.terms[at].in, posting{i, weight})
	}
}

// say notes a document's phrase by its stems.
func (v *vocabulary) say(document int, stems []string) {
	slices.Sort(stems)
	stems = slices.Compact(stems)
	for _, stem := range stems {
		v.saidIn[stem] = append(v.saidIn[stem], len(v.phrases))
	}
	v.phrases = append(v.phrases, phrase{document, len(stems)})
}

// stems are a text's words that count, folded and stemmed.
func (v *vocabulary) stems(text string) []string {
	var out []string
	for _, w := range words.Split(text) {
		if !v.stop[words.Fold(w)] {
			out = append(out, words.Fold(v.stem(w)))
		}
	}
	return out
}

// arrange makes the ways to find a term.
func (v *vocabulary) arrange() {
	for i := range v.terms {
		t := &v.terms[i]
		v.byStem[t.stem] = append(v.byStem[t.stem], i)
		grams := trigrams(t.word)
		t.grams = len(grams)
		slices.Sort(grams)
		for _, g := range slices.Compact(grams) {
			v.byGram[g] = append(v.byGram[g], i)
		}
		v.sorted = append(v.sorted, i)
	}
	slices.SortFunc(v.sorted, func(a, b int) int { return cmp.Compare(v.terms[a].word, v.terms[b].word) })
	for i := range v.terms {
		for _, part := range v.split(v.terms[i].word) {
			v.byPart[part] = append(v.byPart[part], i)
		}
	}
}

// maxWord is the most letters that a word may have.
const maxWord = 60

// split cuts a compound into the stems of its parts, each of which is a word that the documents have; nil where it is none.
func (v *vocabulary) split(word string) []string { return words.Parts(v.lang, word, v.known) }

// known is the stem of a word that the documents have, in this form or another; empty where they have not.
func (v *vocabulary) known(word string) string {
	if at, has := v.byWord[word]; has {
		return v.terms[at].stem
	}
	if stem := v.stem(word); len(stem) > words.MinPart && len(v.byStem[stem]) > 0 {
		return stem
	}
	return ""
}
