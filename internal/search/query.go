package search

import (
	"cmp"
	"math"
	"slices"
	"sort"
	"strings"

	"forvag/internal/locale"
	"forvag/internal/strict"
	"forvag/internal/words"
)

// Hit is one found document. Score is comparable within one search only.
type Hit struct {
	Kind  Kind
	ID    string
	Score float64
}

// Found is what a search gave, best first.
type Found struct {
	Hits []Hit
	// Absent is the id of the absent document that the query fits better than any hit: the hits are only like it. Empty for none.
	Absent string
	// Top is the score of what fits best, absent or not; zero where nothing fits.
	Top float64
	// DidYouMean is the query with misspelt words mended; empty where nothing was misspelt.
	DidYouMean string
}

// maxWords is how many words of a query count.
const maxWords = 16

// How alike a word of the query and a word of the documents are, by how they meet.
const (
	sameWord   = 1.0
	sameStem   = 0.92
	asPart     = 0.7 // the document's word is a compound with the query's in it
	asKin      = 0.6 // it means much the same
	asStart    = 0.6 // the document's word goes on where the query's ends
	asInside   = 0.5
	oneSlip    = 0.75
	twoSlips   = 0.62
	asGrams    = 0.8 // times the share of trigrams in common
	leastGrams = 0.5
	// what the parts of a compound in the query count, together
	asParts = 0.62
	// a word in the reader's other language
	otherLanguage = 0.75
	// a whole phrase among the keywords stands in the query
	phraseBonus = 0.35
	// what scores less than this share of the best is left out, and so is what meets the query worse than this
	leastOfBest = 0.22
	leastLike   = 0.2
	// what scores less than this share of the best, and is not among the first few, is not worth a person's time
	worthShowing = 0.45
)

// Search finds documents by the reader's own words.
func (x *Index) Search(lang locale.Lang, query string) Found {
	x.Prepare()
	typed := words.Split(query)
	if len(typed) > maxWords {
		typed = typed[:maxWords]
	}
	s := &searching{index: x, typed: typed, asked: make([][]float64, len(typed)), mended: slices.Clone(typed), kin: map[locale.Lang][][]string{}}
	defer s.leave()
	for l := range x.vocabularies {
		s.kin[l] = words.Kin(l, typed)
	}
	for i, w := range typed {
		s.asked[i] = s.word(lang, w, i)
	}
	return s.found(lang)
}

// searching is one search.
type searching struct {
	index *Index
	typed []string
	// asked is what each word gives each document; nil for a word that does not count.
	asked  [][]float64
	mended []string
	slips  bool
	// kin are what each word also is, by language.
	kin map[locale.Lang][][]string
	// borrowed are to be given back to the index.
	borrowed []*[]float64
}

// numbers are a number for each document, all zero, until leave.
func (s *searching) numbers() []float64 {
	n := s.index.borrow()
	s.borrowed = append(s.borrowed, n)
	return *n
}

// leave gives back what was borrowed.
func (s *searching) leave() {
	for _, n := range s.borrowed {
		s.index.free.Put(n)
	}
}

// borrow is a number for each document, all zero, to be put among the free again.
func (x *Index) borrow() *[]float64 {
	n, _ := x.free.Get().(*[]float64)
	if n == nil {
		fresh := make([]float64, len(x.documents))
		return &fresh
	}
	clear(*n)
	return n
}

// word scores every document by one word of the query: in the reader's language, and in the other one for less.
func (s *searching) word(lang locale.Lang, w string, at int) []float64 {
	if len(w) > maxWord {
		return nil
	}
	f := words.Fold(w)
	if s.index.vocabularies[lang] == nil {
		lang = locale.SV
	}
	if s.index.vocabularies[lang].stop[f] {
		return nil
	}
	scores := s.numbers()
	spelt := false
	for _, l := range locale.Langs() {
		if s.index.vocabularies[l].spells(w, f, s.kin[l][at]) {
			spelt = true
		}
	}
	for _, l := range locale.Langs() {
		v, share := s.index.vocabularies[l], 1.0
		if l != lang {
			share = otherLanguage
			if v.stop[f] {
				continue
			}
		}
		like := v.alike(w, f, s.kin[l][at])
		near := -1
		if !spelt {
			near = v.slips(f, like)
		}
		v.dropOthers(w, like)
		s.index.add(scores, v, like, share)
		s.index.addParts(scores, v, f, share)
		if l == lang && near >= 0 && near < len(v.terms) {
			s.mended[at], s.slips = v.terms[near].written, true
		}
	}
	return scores
}

// spells says whether the vocabulary has the word, in this form or another, or can cut it into words that it has.
func (v *vocabulary) spells(w, folded string, kin []string) bool {
	if _, has := v.byWord[folded]; has || len(v.byStem[words.Fold(v.stem(w))]) > 0 || v.has(kin) || v.stop[folded] {
		return true
	}
	return v.split(folded) != nil
}

// has says whether the vocabulary has any of some folded words, in some form.
func (v *vocabulary) has(some []string) bool {
	return slices.ContainsFunc(some, func(w string) bool {
		_, has := v.byWord[w]
		return has || len(v.byStem[words.Fold(v.stem(w))]) > 0
	})
}

// alike finds the terms that a rightly spelt word meets, itself or as what it also is, with how well.
func (v *vocabulary) alike(w, folded string, kin []string) map[int]float64 {
	like := map[int]float64{}
	meet := func(terms []int, q float64) {
		for _, t := range terms {
			like[t] = max(like[t], q)
		}
	}
	stem := words.Fold(v.stem(w))
	if t, has := v.byWord[folded]; has {
		like[t] = sameWord
	}
	meet(v.byStem[stem], sameStem)
	if len(stem) >= words.MinPart {
		meet(v.byPart[stem], asPart)
	}
	for _, k := range kin {
		if t, has := v.byWord[k]; has {
			like[t] = max(like[t], asKin)
		}
		meet(v.byStem[words.Fold(v.stem(k))], asKin)
	}
	if n := len(folded); n >= 3 {
		from := sort.Search(len(v.sorted), func(i int) bool { return v.terms[v.sorted[i]].word >= folded })
		for _, t := range v.sorted[from:] {
			word := v.terms[t].word
			if !strings.HasPrefix(word, folded) {
				break
			}
			like[t] = max(like[t], asStart+(1-asStart)*0.5*float64(n)/float64(len(word)))
		}
	}
	return like
}

// shortWord is how many letters a word may have for å, ä and ö to tell it from another: a rat (råtta) is not a right (rätt).
const shortWord = 6

// dropOthers takes away the terms that a short word is not, since å, ä or ö stands where the word has another of them. Who writes a or o may mean any.
func (v *vocabulary) dropOthers(w string, like map[int]float64) {
	if len([]rune(w)) > shortWord || !strings.ContainsAny(w, "åäö") {
		return
	}
	stem := v.stem(w)
	for t := range like {
		forms := append([]string{v.terms[t].written}, v.terms[t].also...)
		if !slices.ContainsFunc(forms, func(form string) bool { return !other(stem, form) }) {
			delete(like, t)
		}
	}
}

// other tells whether a word has a stem, at its beginning or as a part, with different letters of å, ä and ö.
func other(stem, word string) bool {
	x, y := []rune(stem), []rune(word)
	if before, _, found := strings.Cut(words.Fold(word), words.Fold(stem)); found {
		y = y[min(len([]rune(before)), len(y)):]
	}
	for i := range min(len(x), len(y)) {
		if x[i] != y[i] && strings.ContainsRune("åäö", x[i]) && strings.ContainsRune("åäö", y[i]) {
			return true
		}
	}
	return false
}

// A word of so many letters with one slip, or two, is taken for misspelt although another word begins or ends it, as ring ends regestrering.
const (
	longWord     = 8
	veryLongWord = 11
)

// slips adds the terms that a misspelt word was probably meant to be, and gives the likeliest; -1 where the word begins or is inside another, or
// where nothing is near.
func (v *vocabulary) slips(folded string, like map[int]float64) int {
	n := len([]rune(folded))
	if n < 4 {
		return -1
	}
	shared := map[int]int{}
	grams := trigrams(folded)
	slices.Sort(grams)
	for _, g := range slices.Compact(grams) {
		for _, t := range v.byGram[g] {
			shared[t]++
		}
	}
	likely, best, slip := -1, 0.0, 0
	whole := len(like) > 0
	for t, common := range shared {
		word := v.terms[t].word
		q, slipped := 0.0, 0
		if dice := 2 * float64(common) / float64(len(grams)+v.terms[t].grams); dice >= leastGrams {
			q = asGrams * dice
		}
		if common >= 2 || n < 6 {
			switch d := strict.Distance(folded, word, 3); {
			case d == 1:
				q, slipped = max(q, oneSlip), 1
			case d == 2 && n >= 6:
				q, slipped = max(q, twoSlips), 2
			}
		}
		if n >= 5 && strings.Contains(word, folded) {
			q, whole = max(q, asInside), true
		}
		if short := len(word); short >= 4 && n > short && (strings.HasPrefix(folded, word) || strings.HasSuffix(folded, word)) {
			q, whole = max(q, asInside), true // a form of it, or a compound whose other half nobody has written
		}
		if q == 0 {
			continue
		}
		like[t] = max(like[t], q)
		if q > best || q == best && likely >= 0 && word < v.terms[likely].word {
			likely, best, slip = t, q, slipped
			if strings.HasPrefix(folded, word) || strings.HasSuffix(folded, word) {
				slip = 0 // a form of it
			}
		}
	}
	clearly := slip == 1 && n >= longWord || slip == 2 && n >= veryLongWord
	if whole && !clearly || best < twoSlips-0.1 {
		return -1
	}
	return likely
}

// add gives each document the best of what its words are worth: rare words count for more.
func (x *Index) add(scores []float64, v *vocabulary, like map[int]float64, share float64) {
	if len(like) == 0 {
		return
	}
	borrowed := x.borrow()
	defer x.free.Put(borrowed)
	best := *borrowed
	for t, q := range like {
		for _, p := range v.terms[t].in {
			best[p.document] = max(best[p.document], q*p.weight)
		}
	}
	rarity := rarityOf(best)
	for d, b := range best {
		scores[d] = max(scores[d], share*rarity*b)
	}
}

// addParts scores by the parts of a compound in the query.
func (x *Index) addParts(scores []float64, v *vocabulary, folded string, share float64) {
	parts := v.split(folded)
	if parts == nil {
		return
	}
	lent := [2]*[]float64{x.borrow(), x.borrow()}
	defer func() { x.free.Put(lent[0]); x.free.Put(lent[1]) }()
	sums, own := *lent[0], *lent[1]
	for _, part := range parts {
		like := map[int]float64{}
		for _, t := range v.byStem[part] {
			like[t] = sameStem
		}
		for _, t := range v.byPart[part] {
			like[t] = max(like[t], asPart)
		}
		clear(own)
		x.add(own, v, like, 1)
		for d := range sums {
			sums[d] += own[d]
		}
	}
	for d, sum := range sums {
		scores[d] = max(scores[d], share*asParts*sum)
	}
}

// rarityOf weighs a word by how few documents it meets well.
func rarityOf(best []float64) float64 {
	have := 0.0
	for _, b := range best {
		have += min(1, 1.5*b)
	}
	n := float64(len(best))
	return math.Log(1 + (n-have+0.5)/(have+0.5))
}

// joined scores two words of the query that the documents write as one: "handikapp parkering".
func (s *searching) joined(lang locale.Lang, at int) []float64 {
	f := words.Fold(s.typed[at] + s.typed[at+1])
	v := s.index.vocabularies[lang]
	if v == nil || len(f) > maxWord || len(f) < 6 || v.stop[words.Fold(s.typed[at])] || v.stop[words.Fold(s.typed[at+1])] {
		return nil
	}
	like := v.alike(f, f, nil)
	if len(like) == 0 {
		v.slips(f, like)
	}
	if len(like) == 0 {
		return nil
	}
	scores := s.numbers()
	s.index.add(scores, v, like, 1)
	return scores
}

func (s *searching) found(lang locale.Lang) Found {
	total := s.numbers()
	for i, scores := range s.asked {
		for d := range scores {
			total[d] += scores[d]
		}
		if i+1 < len(s.asked) {
			joined := s.joined(lang, i)
			for d, q := range joined {
				apart := 0.0
				for _, scores := range s.asked[i : i+2] {
					if scores != nil {
						apart += scores[d]
					}
				}
				total[d] += max(0, q-apart)
			}
		}
	}
	s.phrases(lang, total)
	var f Found
	top := 0.0
	for d := range total {
		total[d] *= s.index.documents[d].Weight
		top = max(top, total[d])
	}
	for d, to := range s.index.leads {
		if to >= 0 {
			total[to] = max(total[to], math.Nextafter(total[d], math.Inf(1)))
		}
	}
	absent := 0.0
	for d, score := range total {
		if k := &s.index.documents[d]; k.Kind == Absent && score > max(absent, leastLike) && score == top {
			f.Absent, absent = k.ID, score
		}
	}
	f.Top = top
	for d, score := range total {
		if score > leastLike && score >= leastOfBest*top && s.index.documents[d].Kind != Absent {
			f.Hits = append(f.Hits, Hit{s.index.documents[d].Kind, s.index.documents[d].ID, score})
		}
	}
	slices.SortFunc(f.Hits, func(a, b Hit) int {
		return cmp.Or(cmp.Compare(b.Score, a.Score), cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.ID, b.ID))
	})
	if s.slips {
		f.DidYouMean = strings.Join(s.mended, " ")
	}
	return f
}

// Best are the hits worth showing somebody: the first few, and of the others those that meet the query nearly half as well as the first. The rest met a word of
// it in passing, and where what was looked for is absent that goes for the first few too. It shares memory with Hits.
func (f Found) Best() []Hit {
	n := min(depth, len(f.Hits))
	if f.Absent != "" {
		n = 0
		for n < len(f.Hits) && f.Hits[n].Score >= worthShowing*f.Top {
			n++
		}
		return f.Hits[:n]
	}
	for n < len(f.Hits) && f.Hits[n].Score >= worthShowing*f.Hits[0].Score {
		n++
	}
	return f.Hits[:n]
}

// phrases adds to documents that have a whole phrase of the query among their keywords.
func (s *searching) phrases(lang locale.Lang, total []float64) {
	v := s.index.vocabularies[lang]
	if v == nil {
		return
	}
	said := map[int]int{} // how many of its words each phrase has here
	for _, stem := range slices.Compact(slices.Sorted(slices.Values(v.stems(strings.Join(s.typed, " "))))) {
		for _, p := range v.saidIn[stem] {
			said[p]++
		}
	}
	whole := map[int]bool{}
	for p, n := range said {
		if n == v.phrases[p].words {
			whole[v.phrases[p].document] = true
		}
	}
	for d := range whole {
		total[d] += phraseBonus * total[d]
	}
}
