package knowledge

import (
	"cmp"
	"math"
	"slices"
)

// Evidence is where in a document a question's words stand, weighted by how rare they are among the documents. Words that say nothing of what a text is
// about do not count. A word stands where one of its forms does, and less where only a part of a compound does.
type Evidence struct {
	// Words is how many words of the question count, and Weight how much they weigh together.
	Words  int
	Weight float64
	// Unknown is how much those weigh that no document has, in any form or as a part, and Partly how much of the others no document has: of compounds that
	// are known by a part, and of words that are read as others.
	Unknown, Partly float64
	// Title, Phrasing, Lead and Text are how much of the weight stands in the title, in the one of the document's questions that has most of it, in the
	// lead and anywhere.
	Title, Phrasing, Lead, Text float64
	// Passage is how much of the weight stands in the passage that was found, with its heading and the title.
	Passage float64
	// Alike is the cosine of the question's n-grams and those of the title or the document's question that is most like it.
	Alike float64
}

// askedWord is a word of a question that counts.
type askedWord struct {
	// units are its stem and the parts of a compound, as far as documents have them; kin are those of words that mean much the same, which stand for it
	// where documents have none.
	units, kin []term
	weight     float64
}

// evidence says of each found document where the question's words stand in it.
func (l *lexical) evidence(s *scratch, q question, best []found, hits []Hit) {
	var all Evidence
	for i := range q.words {
		w := &q.words[i]
		gone := func(u term) bool { return len(l.stems.has(u.id)) == 0 } // with its documents
		if w.units = slices.DeleteFunc(w.units, gone); len(w.units) == 0 {
			w.units = slices.DeleteFunc(w.kin, gone)
		}
		w.weight = l.weightOf(w.units)
		all.Words++
		all.Weight += w.weight
		if len(w.units) == 0 {
			all.Unknown += w.weight
		} else {
			all.Partly += float64(l.stems.rarity(0)) * (1 - w.known())
		}
	}
	length := float64(q.strange) * square(float64(l.passages.rarity(0)))
	s.asked = zeroed(s.asked, len(l.vocabulary.grams))
	for _, g := range q.grams {
		w := float64(l.passages.rarity(len(l.passages.has(g.id)))) * damp(g.weight)
		s.asked[g.id] = float32(w)
		length += square(w)
	}
	for i, f := range best {
		e := all
		d := f.document
		e.Title, e.Lead = q.weightIn(setOf(d.title.units)), q.weightIn(setOf(d.lead))
		e.Text = q.weightIn(l.unitsAt(d.slot))
		e.Passage = q.weightIn(setOf(f.chunk.units))
		e.Alike = l.alike(s, length, d.title)
		for _, asked := range d.questions {
			e.Phrasing = max(e.Phrasing, q.weightIn(setOf(asked.units)))
			e.Alike = max(e.Alike, l.alike(s, length, asked))
		}
		hits[i].Evidence = e
	}
}

func square(x float64) float64 { return x * x }

func leadOf(c Chunk) string {
	if c.Lead != "" {
		return c.Lead
	}
	return firstSentence(c.Text)
}

// weightOf is how much a word counts: as its rarest unit, or as what no document has.
func (l *lexical) weightOf(units []term) float64 {
	if len(units) == 0 {
		return float64(l.stems.rarity(0))
	}
	w := 0.0
	for _, u := range units {
		w = max(w, float64(u.weight)*float64(l.stems.rarity(len(l.stems.has(u.id)))))
	}
	return w
}

// saying is a title or a question of a document's, as questions are held against it.
type saying struct {
	// grams are its n-grams, each as often as it stands there, and units its stems, each with how much of a word it is at most.
	grams, units []term
}

// sayingOf reads a text whose words have been taken.
func (l *lexical) sayingOf(text string) saying {
	return saying{l.grams([]part{{text, 1}}), l.mostUnits(text)}
}

// mostUnits are the units of a text whose words have been taken, with how much of a word each is at most.
func (l *lexical) mostUnits(text string) []term {
	set := map[uint32]float32{}
	for _, w := range split(text) {
		for _, u := range l.vocabulary.words[w].units {
			set[u.id] = max(set[u.id], u.weight)
		}
	}
	return termsOf(set)
}

// units are how much there is of each of a question's units.
type units func(id uint32) float32

// setOf are those of a list in the order of their numbers.
func setOf(list []term) units {
	return func(id uint32) float32 {
		at, found := slices.BinarySearchFunc(list, id, func(t term, id uint32) int { return cmp.Compare(t.id, id) })
		if !found {
			return 0
		}
		return list[at].weight
	}
}

// unitsAt is how much of a unit a document has, at most the whole.
func (l *lexical) unitsAt(slot uint32) units {
	return func(id uint32) float32 { return min(weightAt(l.stems.has(id), slot), 1) }
}

// weightIn is how much of the question stands among some units.
func (q question) weightIn(has units) float64 {
	sum := 0.0
	for _, w := range q.words {
		sum += w.weight * w.share(has)
	}
	return sum
}

// known is how much of the word, from 0 to 1, documents have at most.
func (w askedWord) known() float64 { return w.share(func(uint32) float32 { return 1 }) }

// share is how much of the word, from 0 to 1, stands among some units.
func (w askedWord) share(has units) float64 {
	best := float32(0)
	for _, u := range w.units {
		best = max(best, min(u.weight, has(u.id)))
	}
	return float64(best)
}

// alike is the cosine of a question's n-grams, whose weights lie in the scratch, and those of a saying. length is the square of the question's.
func (l *lexical) alike(s *scratch, length float64, to saying) float64 {
	dot, own := 0.0, 0.0
	for _, g := range to.grams {
		w := float64(l.passages.rarity(len(l.passages.has(g.id)))) * damp(g.weight)
		own += square(w)
		dot += w * float64(s.asked[g.id])
	}
	if dot == 0 {
		return 0
	}
	return dot / math.Sqrt(own*length)
}
