package knowledge

import (
	"math"
	"slices"
)

// posting is where a term stands: the slot of a chunk, and how much of it there is in
// quarters, in the lowest byte. There is room for 16 million slots.
type posting uint32

func newPosting(slot uint32, weight float32) posting {
	return posting(slot<<8 | uint32(min(max(math.Round(float64(weight)*4), 1), 255)))
}

func (p posting) slot() uint32    { return uint32(p >> 8) }
func (p posting) weight() float32 { return float32(p&255) / 4 }

// field is an inverted index of terms of one kind, such as n-grams, over slots. It scores by BM25 (Robertson and Zaragoza, 2009).
type field struct {
	k1, b float32
	ids   map[string]uint32
	lists [][]posting // by id, each in the order of slots
	// free are ids whose term is no longer there.
	free    []uint32
	lengths []float32 // by slot; zero where there is no chunk
	total   float64   // of all lengths
	chunks  int
}

func newField(k1, b float32) *field { return &field{k1: k1, b: b, ids: map[string]uint32{}} }

// add puts a chunk's terms, with how much of each there is, in a slot.
func (f *field) add(slot uint32, terms map[string]float32) {
	for int(slot) >= len(f.lengths) {
		f.lengths = append(f.lengths, 0)
	}
	length := float32(0)
	for term, weight := range terms {
		length += weight
		id, known := f.ids[term]
		if !known {
			id = f.newID()
			f.ids[term] = id
		}
		list := f.lists[id]
		at, _ := slices.BinarySearchFunc(list, slot, func(p posting, slot uint32) int { return int(p.slot()) - int(slot) })
		f.lists[id] = slices.Insert(list, at, newPosting(slot, weight))
	}
	f.lengths[slot] = length
	f.total += float64(length)
	f.chunks++
}

func (f *field) newID() uint32 {
	if n := len(f.free); n > 0 {
		id := f.free[n-1]
		f.free = f.free[:n-1]
		return id
	}
	f.lists = append(f.lists, nil)
	return uint32(len(f.lists) - 1)
}

// remove takes away what add put with the same terms.
func (f *field) remove(slot uint32, terms map[string]float32) {
	for term := range terms {
		id, known := f.ids[term]
		if !known {
			continue
		}
		list := f.lists[id]
		at, found := slices.BinarySearchFunc(list, slot, func(p posting, slot uint32) int { return int(p.slot()) - int(slot) })
		if found {
			f.lists[id] = slices.Delete(list, at, at+1)
		}
		if len(f.lists[id]) == 0 {
			f.lists[id] = nil
			delete(f.ids, term)
			f.free = append(f.free, id)
		}
	}
	f.total -= float64(f.lengths[slot])
	f.lengths[slot] = 0
	f.chunks--
}

// has is the chunks that have a term.
func (f *field) has(term string) []posting {
	id, known := f.ids[term]
	if !known {
		return nil
	}
	return f.lists[id]
}

// weightAt is how much of a term a chunk has; zero where it has none.
func weightAt(list []posting, slot uint32) float32 {
	at, found := slices.BinarySearchFunc(list, slot, func(p posting, slot uint32) int { return int(p.slot()) - int(slot) })
	if !found {
		return 0
	}
	return list[at].weight()
}

// rarity is a term's inverse document frequency.
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

// score adds to scores, by slot, what the terms of a question give each chunk.
func (f *field) score(terms map[string]float32, norms, scores []float32) {
	for term, weight := range terms {
		list := f.has(term)
		if len(list) == 0 {
			continue
		}
		worth := weight * f.rarity(len(list)) * (f.k1 + 1)
		for _, p := range list {
			slot, w := p.slot(), p.weight()
			scores[slot] += worth * w / (w + norms[slot])
		}
	}
}
