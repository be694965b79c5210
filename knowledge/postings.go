package knowledge

import (
	"math"
	"slices"
)

// term is a numbered n-gram or stem, with how much of it there is.
type term struct {
	id     uint32
	weight float32
}

// posting is where a term stands: the slot of a chunk, and how much of it there is in quarters, in the lowest byte. There is room for 16 million
// slots.
type posting uint32

func newPosting(slot uint32, weight float32) posting {
	return posting(slot<<8 | uint32(min(max(math.Round(float64(weight)*4), 1), 255)))
}

func (p posting) slot() uint32    { return uint32(p >> 8) }
func (p posting) weight() float32 { return float32(p&255) / 4 }

// bySlot orders a posting by its slot.
func bySlot(p posting, slot uint32) int { return int(p.slot()) - int(slot) }

// field is an inverted index of terms of one kind, such as n-grams, over slots. It scores by BM25 (Robertson and Zaragoza, 2009).
type field struct {
	k1, b   float32
	lists   [][]posting // by term, each in the order of slots
	lengths []float32   // by slot; zero where there is no chunk
	total   float64     // of all lengths
	chunks  int
}

func newField(k1, b float32) *field { return &field{k1: k1, b: b} }

// add puts a chunk's terms in a slot. A term stands among them once.
func (f *field) add(slot uint32, terms []term) {
	for int(slot) >= len(f.lengths) {
		f.lengths = append(f.lengths, 0)
	}
	length := float32(0)
	for _, t := range terms {
		length += t.weight
		for int(t.id) >= len(f.lists) {
			f.lists = append(f.lists, nil)
		}
		list := f.lists[t.id]
		if n := len(list); n == 0 || list[n-1].slot() < slot {
			f.lists[t.id] = append(list, newPosting(slot, t.weight))
			continue
		}
		at, _ := slices.BinarySearchFunc(list, slot, bySlot)
		f.lists[t.id] = slices.Insert(list, at, newPosting(slot, t.weight))
	}
	f.lengths[slot] = length
	f.total += float64(length)
	f.chunks++
}

// remove takes away what add put with the same terms.
func (f *field) remove(slot uint32, terms []term) {
	for _, t := range terms {
		list := f.has(t.id)
		if at, found := slices.BinarySearchFunc(list, slot, bySlot); found {
			f.lists[t.id] = slices.Delete(list, at, at+1)
		}
	}
	f.total -= float64(f.lengths[slot])
	f.lengths[slot] = 0
	f.chunks--
}

// has is the chunks that have a term.
func (f *field) has(id uint32) []posting {
	if int(id) >= len(f.lists) {
		return nil
	}
	return f.lists[id]
}

// weightAt is how much of a term a chunk has; zero where it has none.
func weightAt(list []posting, slot uint32) float32 {
	at, found := slices.BinarySearchFunc(list, slot, bySlot)
	if !found {
		return 0
	}
	return list[at].weight()
}

// rarity is the inverse document frequency of a term that so many chunks have.
func (f *field) rarity(chunks int) float32 {
	n, df := float64(f.chunks), float64(chunks)
	return float32(math.Log(1 + (n-df+0.5)/(df+0.5)))
}

// norms are, by slot, what a weight is measured against: more for long chunks. into is used for them where it is large enough.
func (f *field) norms(into []float32) []float32 {
	into = slices.Grow(into[:0], len(f.lengths))[:len(f.lengths)]
	average := float32(f.total / float64(max(f.chunks, 1)))
	for i, l := range f.lengths {
		into[i] = f.k1 * (1 - f.b + f.b*l/average)
	}
	return into
}

// A term that stands in so many chunks, and in so large a share of them, tells next to nothing and costs the most: it is left out.
const (
	tooMany      = 2000
	tooManyShare = 0.2
)

// score adds to scores, by slot, what the terms of a question give each chunk.
func (f *field) score(terms []term, norms, scores []float32) {
	for _, t := range terms {
		list := f.has(t.id)
		if len(list) == 0 || len(list) > tooMany && float64(len(list)) > tooManyShare*float64(f.chunks) {
			continue
		}
		worth := t.weight * f.rarity(len(list)) * (f.k1 + 1)
		for _, p := range list {
			slot, w := p.slot(), p.weight()
			scores[slot] += worth * w / (w + norms[slot])
		}
	}
}

// bag gathers the terms of a text, each once.
type bag struct {
	weights []float32 // by term
	touched []uint32
}

func (b *bag) add(id uint32, weight float32) {
	for int(id) >= len(b.weights) {
		b.weights = append(b.weights, 0)
	}
	if b.weights[id] == 0 {
		b.touched = append(b.touched, id)
	}
	b.weights[id] += weight
}

// take gives the terms, and empties the bag.
func (b *bag) take() []term {
	out := make([]term, len(b.touched))
	for i, id := range b.touched {
		out[i] = term{id, b.weights[id]}
		b.weights[id] = 0
	}
	b.touched = b.touched[:0]
	return out
}
