package knowledge

import (
	"cmp"
	"maps"
	"math"
	"slices"
	"sync"

	"forvag/internal/content"
	"forvag/internal/locale"
	"forvag/internal/words"
)

// How a question meets documents. What each of these gave is in docs/retrieval.md.
const (
	gramK1, gramB = 1.5, 0.75
	stemK1, stemB = 1.2, 0.75
	// How much the best passage and the stems count beside the n-grams of the whole document, each as a share of the best of its kind.
	passageShare = 0.5
	stemShare    = 0.25
	// How much words count by where they stand, beside once in the text.
	titleWeight    = 6
	headingWeight  = 2
	questionWeight = 1
	leadWeight     = 0.5
	firstWeight    = 0.5 // the first sentence, beside the text
	// maxQuestion is how many words of a question count.
	maxQuestion = 64
)

// lexical finds documents of one language by their words. It is safe for concurrent use.
type lexical struct {
	mu         sync.RWMutex
	lang       locale.Lang
	vocabulary *vocabulary
	documents  map[string]*document
	slots      slots[*document]
	chunks     slots[*chunk]
	// wholes and stems are of documents, passages of chunks.
	wholes, passages, stems *field
	scratch                 sync.Pool
	bag                     bag // of the one that changes the index
}

type document struct {
	name   string
	slot   uint32
	chunks []*chunk
	words  []string // taken from the vocabulary, each as often as it stands there
	// answers are the forms of answer that the text has, for kinds of question.
	answers answerForms
	// title and questions are what a question may be the same as, and lead the stems of the lead.
	title     saying
	questions []saying
	lead      []term
}

type chunk struct {
	Chunk
	slot     uint32
	document *document
	hash     content.Hash
	// length is that of the vector of the chunk's n-grams, and units are the stems of its title, heading and text.
	length float64
	units  []term
}

func newLexical(lang locale.Lang) *lexical {
	return &lexical{
		lang: lang, vocabulary: newVocabulary(lang), documents: map[string]*document{},
		wholes: newField(gramK1, gramB), passages: newField(gramK1, gramB), stems: newField(stemK1, stemB),
	}
}

// slots are small numbers for what comes and goes.
type slots[T any] struct {
	of   []T
	free []uint32
}

func (s *slots[T]) take(x T) uint32 {
	if n := len(s.free); n > 0 {
		slot := s.free[n-1]
		s.free = s.free[:n-1]
		s.of[slot] = x
		return slot
	}
	s.of = append(s.of, x)
	return uint32(len(s.of) - 1)
}

func (s *slots[T]) leave(slot uint32) {
	var none T
	s.of[slot] = none
	s.free = append(s.free, slot)
}

// put makes chunks the only ones of each document.
func (l *lexical) put(documents map[string][]Chunk) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for name := range documents {
		l.remove(name)
	}
	var all []*document
	for _, name := range slices.Sorted(maps.Keys(documents)) {
		if d := l.newDocument(name, documents[name]); len(d.chunks) > 0 {
			for _, w := range d.words {
				l.vocabulary.take(w)
			}
			all = append(all, d)
		}
	}
	for _, d := range all { // a compound is cut by the words of all that come
		for _, w := range d.words {
			l.vocabulary.join(w)
		}
	}
	for _, d := range all {
		l.insert(d)
	}
}

func (l *lexical) newDocument(name string, chunks []Chunk) *document {
	d := &document{name: name}
	for _, c := range chunks {
		d.chunks = append(d.chunks, &chunk{Chunk: c, document: d, hash: c.Hash()})
	}
	text := ""
	for _, part := range d.parts() {
		d.words = append(d.words, split(part.text)...)
	}
	for _, c := range d.chunks {
		text += c.Text + "\n"
	}
	d.answers = formsOf(l.lang, text)
	return d
}

// part is a text with how much its words count.
type part struct {
	text   string
	weight float32
}

// parts are the texts of the whole document.
func (d *document) parts() []part {
	if len(d.chunks) == 0 {
		return nil
	}
	c := d.chunks[0]
	out := []part{{c.Title, titleWeight}, {firstSentence(c.Text), firstWeight}}
	for _, q := range c.Questions {
		out = append(out, part{q, questionWeight})
	}
	for _, c := range d.chunks {
		out = append(out, part{c.Heading, headingWeight}, part{c.Text, 1})
	}
	return out
}

// parts are the texts of one chunk.
func (c *chunk) parts() []part {
	return []part{{c.Title, titleWeight}, {c.Heading, headingWeight}, {c.Lead, leadWeight}, {c.Text, 1}}
}

func firstSentence(text string) string {
	if ends := SentenceEnds(text); len(ends) > 0 {
		return text[:ends[0]]
	}
	return ""
}

// split cuts a text into the words that count.
func split(text string) []string {
	return slices.DeleteFunc(words.Split(text), func(w string) bool { return len(w) > maxWord })
}

func (l *lexical) insert(d *document) {
	l.documents[d.name] = d
	d.slot = l.slots.take(d)
	l.wholes.add(d.slot, l.grams(d.parts()))
	l.stems.add(d.slot, l.unitsOf(d.parts()))
	c := d.chunks[0].Chunk
	d.title, d.lead = l.sayingOf(c.Title), l.mostUnits(leadOf(c))
	for _, asked := range c.Questions {
		d.questions = append(d.questions, l.sayingOf(asked))
	}
	for _, c := range d.chunks {
		c.slot = l.chunks.take(c)
		grams := l.grams(c.parts())
		l.passages.add(c.slot, grams)
		squares := 0.0
		for _, g := range grams {
			squares += damp(g.weight) * damp(g.weight)
		}
		c.length = math.Sqrt(squares)
		c.units = l.mostUnits(c.Title + "\n" + c.Heading + "\n" + c.Text)
	}
}

func (l *lexical) remove(name string) {
	d := l.documents[name]
	if d == nil {
		return
	}
	l.wholes.remove(d.slot, l.grams(d.parts()))
	l.stems.remove(d.slot, l.unitsOf(d.parts()))
	l.slots.leave(d.slot)
	for _, c := range d.chunks {
		l.passages.remove(c.slot, l.grams(c.parts()))
		l.chunks.leave(c.slot)
	}
	for _, w := range d.words {
		l.vocabulary.leave(w)
	}
	delete(l.documents, name)
}

// grams are the n-grams of texts whose words have been taken.
func (l *lexical) grams(parts []part) []term {
	for _, p := range parts {
		for _, w := range split(p.text) {
			for _, id := range l.vocabulary.words[w].grams {
				l.bag.add(id, p.weight)
			}
		}
	}
	return l.bag.take()
}

// unitsOf are the stems of texts whose words have been taken.
func (l *lexical) unitsOf(parts []part) []term {
	for _, p := range parts {
		for _, w := range split(p.text) {
			for _, u := range l.vocabulary.words[w].units {
				l.bag.add(u.id, u.weight*p.weight)
			}
		}
	}
	return l.bag.take()
}

// found is a document that a question met.
type found struct {
	document *document
	chunk    *chunk // the best of it
	score    float32
}

// search gives the best documents, best first.
func (l *lexical) search(text string, limit int, alike map[content.Hash]float64) []Hit {
	asked := split(text)
	l.mu.RLock()
	defer l.mu.RUnlock()
	s := l.borrow()
	defer l.scratch.Put(s)
	q := l.vocabulary.ask(asked[:min(len(asked), maxQuestion)])
	l.wholes.score(q.grams, s.norms(l.wholes), s.wholes)
	l.passages.score(q.grams, s.norms(l.passages), s.passages)
	l.stems.score(q.units, s.norms(l.stems), s.stems)
	if most(s.wholes) == leastScore {
		return nil // no word of it is known: nothing is alike that could be shown
	}
	best := l.best(s, kindOf(l.lang, text), limit, newMeaning(alike))
	hits := make([]Hit, len(best))
	for i, f := range best {
		hits[i] = Hit{Chunk: f.chunk.Chunk, Score: float64(f.score), Similarity: alike[f.chunk.hash]}
	}
	l.likeness(q, best, hits)
	l.evidence(s, q, best, hits)
	return hits
}

// scratch is what one search counts in.
type scratch struct {
	wholes, passages, stems []float32
	norm                    []float32
	// asked are the weights of a question's n-grams, by n-gram.
	asked []float32
}

func (l *lexical) borrow() *scratch {
	s, _ := l.scratch.Get().(*scratch)
	if s == nil {
		s = &scratch{}
	}
	s.wholes, s.stems = zeroed(s.wholes, len(l.slots.of)), zeroed(s.stems, len(l.slots.of))
	s.passages = zeroed(s.passages, len(l.chunks.of))
	return s
}

func zeroed(x []float32, n int) []float32 {
	x = slices.Grow(x[:0], n)[:n]
	clear(x)
	return x
}

func (s *scratch) norms(f *field) []float32 {
	s.norm = f.norms(s.norm)
	return s.norm
}

// best adds up what documents got, and gives the best. asked is the form of answer that the question wants.
func (l *lexical) best(s *scratch, asked answerForms, limit int, m meaning) []found {
	topWhole, topPassage, topStem := most(s.wholes), most(s.passages), most(s.stems)
	var out []found
	least := float32(0)
	for slot, whole := range s.wholes {
		if whole == 0 && m.none() {
			continue
		}
		f := found{document: l.slots.of[slot], score: whole/topWhole + stemShare*s.stems[slot]/topStem}
		if f.document == nil || len(out) == limit && f.score+passageShare+m.share+maxFit < least {
			continue // whatever its passages are
		}
		passage := float32(-1)
		for _, c := range f.document.chunks {
			if p := passageShare*s.passages[c.slot]/topPassage + m.of(c.hash); p > passage {
				passage, f.chunk = p, c
			}
		}
		if f.score+passage == 0 {
			continue
		}
		f.score += passage + f.document.answers.fit(asked)
		if len(out) == limit && f.score < least {
			continue
		}
		at, _ := slices.BinarySearchFunc(out, f, func(a, b found) int {
			return cmp.Or(cmp.Compare(b.score, a.score), cmp.Compare(a.document.name, b.document.name))
		})
		out = slices.Insert(out, at, f)
		out = out[:min(len(out), limit)]
		least = out[len(out)-1].score
	}
	for i := range out {
		out[i].score /= 1 + passageShare + stemShare + m.share + maxFit
	}
	return out
}

// meaningShare is what the chunk nearest in meaning gets, where there are vectors: less than the words, since models of the size that a municipality runs
// itself find Swedish answers less surely than n-grams do.
const meaningShare = 0.75

// meaning is what chunks get for being alike in meaning.
type meaning struct {
	alike    map[content.Hash]float64
	low, top float64
	share    float32
}

func newMeaning(alike map[content.Hash]float64) meaning {
	m := meaning{alike: alike, low: math.Inf(1), top: math.Inf(-1)}
	for _, cosine := range alike {
		m.low, m.top = min(m.low, cosine), max(m.top, cosine)
	}
	if len(alike) > 0 {
		m.share = meaningShare
	}
	return m
}

func (m meaning) none() bool { return len(m.alike) == 0 }

// of is more the nearer a chunk is, between the last of the near, which gets nothing, and the first: models differ in what they call near.
func (m meaning) of(hash content.Hash) float32 {
	cosine, near := m.alike[hash]
	switch {
	case !near:
		return 0
	case m.top == m.low:
		return m.share
	}
	return m.share * float32((cosine-m.low)/(m.top-m.low))
}

// leastScore is a little more than nothing, so that it can be divided by.
const leastScore = math.SmallestNonzeroFloat32

// most is the highest of some scores, leastScore where all are zero.
func most(scores []float32) float32 {
	top := float32(leastScore)
	for _, s := range scores {
		top = max(top, s)
	}
	return top
}

// likeness says of each hit how much of a question stands in its document, and how alike the question and the document's best chunk are: the cosine of
// their n-grams, those of the question weighted by rarity (lnc.ltc in SMART's notation).
func (l *lexical) likeness(q question, best []found, hits []Hit) {
	strange := float64(l.passages.rarity(0))
	asked, length := float64(q.strange)*strange, float64(q.strange)*strange*strange
	has, dot := make([]float64, len(hits)), make([]float64, len(hits))
	for _, g := range q.grams {
		wholes, passages := l.wholes.has(g.id), l.passages.has(g.id)
		rare := float64(l.passages.rarity(len(passages)))
		asked += rare
		length += rare * rare * damp(g.weight) * damp(g.weight)
		for i, f := range best {
			if weightAt(wholes, f.document.slot) > 0 {
				has[i] += rare
				dot[i] += rare * damp(g.weight) * damp(weightAt(passages, f.chunk.slot))
			}
		}
	}
	for i, f := range best {
		hits[i].Coverage = has[i] / asked
		hits[i].Cosine = dot[i] / math.Sqrt(length) / f.chunk.length
	}
}

// damp makes little more of what stands often.
func damp(weight float32) float64 {
	switch {
	case weight == 0:
		return 0
	case weight <= 1:
		return 1
	}
	return 1 + math.Log(float64(weight))
}

func (l *lexical) len() int {
	l.mu.RLock()
	defer l.mu.RUnlock()
	return len(l.chunks.of) - len(l.chunks.free)
}
