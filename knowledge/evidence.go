package knowledge

import (
	"math"
	"slices"
)

// Evidence is where in a document a question's words stand, weighted by how rare they are among the documents. Words that say nothing of what a text is
// about do not count. A word stands where one of its forms does, and less where only a part of a compound does.
type Evidence struct {
	// Words is how many words of the question count, and Weight how much they weigh together.
	Words  int
	Weight float64
	// Unknown is how much those weigh that no document has, in any form or as a part.
	Unknown float64
	// Title, Phrasing, Lead and Text are how much of the weight stands in the title, in the one of the document's questions that has most of it, in the
	// lead and anywhere.
	Title, Phrasing, Lead, Text float64
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
		c := f.document.chunks[0]
		e.Title, e.Lead = q.weightIn(l.unitSet(c.Title)), q.weightIn(l.unitSet(leadOf(c.Chunk)))
		e.Text = q.weightIn(l.unitsAt(q, f.document.slot))
		e.Alike = l.alike(s, length, c.Title)
		for _, asked := range c.Questions {
			e.Phrasing = max(e.Phrasing, q.weightIn(l.unitSet(asked)))
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

// unitSet is the units of a text that the index holds, with how much of a word each is.
func (l *lexical) unitSet(text string) map[uint32]float32 {
	set := map[uint32]float32{}
	for _, w := range split(text) {
		if known := l.vocabulary.words[w]; known != nil {
			for _, u := range known.units {
				set[u.id] = max(set[u.id], u.weight)
			}
		}
	}
	return set
}

// unitsAt is those of the question's units that a document has.
func (l *lexical) unitsAt(q question, slot uint32) map[uint32]float32 {
	set := map[uint32]float32{}
	for _, w := range q.words {
		for _, u := range w.units {
			if weight := weightAt(l.stems.has(u.id), slot); weight > 0 {
				set[u.id] = min(weight, 1)
			}
		}
	}
	return set
}

// weightIn is how much of the question stands among some units.
func (q question) weightIn(set map[uint32]float32) float64 {
	sum := 0.0
	for _, w := range q.words {
		best := float32(0)
		for _, u := range w.units {
			best = max(best, min(u.weight, set[u.id]))
		}
		sum += w.weight * float64(best)
	}
	return sum
}

// alike is the cosine of a question's n-grams, whose weights lie in the scratch, and those of a text that the index holds. length is the square of the
// question's.
func (l *lexical) alike(s *scratch, length float64, text string) float64 {
	for _, w := range split(text) {
		if known := l.vocabulary.words[w]; known != nil {
			for _, id := range known.grams {
				s.bag.add(id, 1)
			}
		}
	}
	dot, own := 0.0, 0.0
	for _, g := range s.bag.take() {
		w := float64(l.passages.rarity(len(l.passages.has(g.id)))) * damp(g.weight)
		own += square(w)
		dot += w * float64(s.asked[g.id])
	}
	if dot == 0 {
		return 0
	}
	return dot / math.Sqrt(own*length)
}
