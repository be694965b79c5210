package knowledge

import (
	"context"

	"forvag/internal/content"
	"forvag/internal/locale"
)

// Memory is an index in memory. It is safe for concurrent use.
type Memory struct {
	byLang map[locale.Lang]*lexical
}

// NewMemory makes an index of chunks.
func NewMemory(chunks ...Chunk) *Memory {
	m := &Memory{byLang: map[locale.Lang]*lexical{}}
	for _, lang := range locale.Langs() {
		m.byLang[lang] = newLexical(lang)
	}
	documents := map[locale.Lang]map[string][]Chunk{}
	for _, c := range chunks {
		if documents[c.Lang] == nil {
			documents[c.Lang] = map[string][]Chunk{}
		}
		documents[c.Lang][c.Document] = append(documents[c.Lang][c.Document], c)
	}
	for lang, all := range documents {
		m.in(lang).put(all)
	}
	return m
}

// in is the index of a language; a language that there is not has that of Swedish.
func (m *Memory) in(lang locale.Lang) *lexical {
	if l := m.byLang[lang]; l != nil {
		return l
	}
	return m.byLang[locale.SV]
}

// Put makes chunks, all of one language, the only ones of a document.
func (m *Memory) Put(_ context.Context, document string, chunks ...Chunk) error {
	var own *lexical
	if len(chunks) > 0 {
		own = m.in(chunks[0].Lang)
	}
	for _, l := range m.byLang {
		if l == own {
			l.put(map[string][]Chunk{document: chunks})
		} else {
			l.put(map[string][]Chunk{document: nil})
		}
	}
	return nil
}

// Remove takes a document away.
func (m *Memory) Remove(ctx context.Context, document string) error { return m.Put(ctx, document) }

// defaultLimit is how many hits there are where the question does not say.
const defaultLimit = 10

// Search gives the best hits.
func (m *Memory) Search(_ context.Context, q Query) ([]Hit, error) { return m.search(q, nil), nil }

// search is Search with how alike chunks are in meaning, by their hashes.
func (m *Memory) search(q Query, alike map[content.Hash]float64) []Hit {
	limit := q.Limit
	if limit <= 0 {
		limit = defaultLimit
	}
	return m.in(q.Lang).search(q.Text, limit, alike)
}

// Len is how many chunks there are.
func (m *Memory) Len() int {
	n := 0
	for _, l := range m.byLang {
		n += l.len()
	}
	return n
}
