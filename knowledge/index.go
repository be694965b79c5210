package knowledge

import (
	"context"

	"forvag/internal/content"
	"forvag/internal/locale"
)

// Chunk is the least that can be found: a passage, with the title and the lead of what it belongs to, so that it can be understood alone.
type Chunk struct {
	// ID is unique in an index; Document is what the chunk belongs to, in one language, and what Put and Remove name.
	ID, Document string
	Lang         locale.Lang
	// Title is the document's, Heading the passage's own; Lead is the document's first paragraph, empty where Text is that.
	Title, Heading, Lead string
	// Text is the passage.
	Text string
	// Questions are how residents put what the document answers.
	Questions []string
}

// Hash names what the chunk says: chunks with the same words have the same vector.
func (c Chunk) Hash() content.Hash {
	return content.Sum([]byte(c.embedded()))
}

// embedded is the text that a vector is made of.
func (c Chunk) embedded() string {
	text := c.Title
	for _, part := range []string{c.Heading, c.Lead, c.Text} {
		if part != "" {
			text += "\n" + part
		}
	}
	return text
}

// Query is a question.
type Query struct {
	Lang locale.Lang
	Text string
	// Limit is how many hits there are at most; zero means ten.
	Limit int
}

// Hit is a chunk that was found. A document stands among the hits once, by its best chunk.
type Hit struct {
	Chunk Chunk
	// Score orders the hits of one question, best first, between 0 and 1; it is not comparable between questions.
	Score float64
	// Coverage is the share of the question that stands in the document, by n-grams weighted by how rare they are; Cosine is how alike the question and
	// the chunk are as a whole, by the same. Both lie between 0 and 1 and are comparable between questions: whether to answer at all rests on them.
	Coverage, Cosine float64
	// Evidence is where in the document the question's words stand.
	Evidence Evidence
	// Similarity is the cosine of the vectors of question and chunk; zero where there are none.
	Similarity float64
}

// Index finds chunks by a question's words and, where it has vectors, by its meaning. What was put is found by the next search. Implementations are
// safe for concurrent use.
type Index interface {
	// Put makes chunks the only ones of a document. None removes it.
	Put(ctx context.Context, document string, chunks ...Chunk) error
	// Remove takes a document away; one that there is not is no error.
	Remove(ctx context.Context, document string) error
	// Search gives the best hits in the question's language, best first; none where no word of it is known.
	Search(ctx context.Context, q Query) ([]Hit, error)
	// Len is how many chunks there are.
	Len() int
}

// Chunks are the passages of an article, to be put into an index as the document Document.
func (a *Article) Chunks() []Chunk {
	out := make([]Chunk, len(a.Passages))
	for i, p := range a.Passages {
		out[i] = Chunk{
			ID: a.Document() + "#" + p.ID, Document: a.Document(), Lang: a.Lang, Title: a.Title, Heading: p.Heading, Text: p.Text(), Questions: a.Questions,
		}
		if i > 0 {
			out[i].Lead = a.Lead().Text()
		}
	}
	return out
}

// Chunks are the passages of all articles of the edition, in both languages.
func (e *Edition) Chunks() []Chunk {
	var all []Chunk
	for _, a := range e.articles {
		all = append(all, a.Chunks()...)
	}
	return all
}

// Document is what the article is called in an index: "article:sv/bygga-altan".
func (a *Article) Document() string { return "article:" + string(a.Lang) + "/" + a.ID }
