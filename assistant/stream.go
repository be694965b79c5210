package assistant

import "context"

// Part is a piece of an answer on its way to the reader.
type Part struct {
	// Sentence is the next one, checked already; Cited are the citations that it is the first to name. Nil in the last part.
	Sentence *Sentence
	Cited    []Citation
	// Answer is the whole, in the last part, and stands in place of every sentence before it: those are withdrawn where the model failed half-way.
	Answer *Answer
}

// Ask answers a question. The error is what an index or a register failed by: there is no answer then.
func (a *Assistant) Ask(ctx context.Context, c Contents, q Question) (*Answer, error) {
	var whole *Answer
	err := a.Stream(ctx, c, q, func(p Part) error {
		whole = p.Answer
		return nil
	})
	return whole, err
}

// Stream answers a question piece by piece, the last of them the whole answer. Without a language model that is the only one. The error is what an
// index, a register or give failed by; what a model fails by leads to the extract.
func (a *Assistant) Stream(ctx context.Context, c Contents, q Question, give func(Part) error) error {
	t, err := a.settle(ctx, c, q)
	if err != nil {
		return err
	}
	if err := t.write(ctx, give); err != nil {
		return err
	}
	return give(Part{Answer: t.answer})
}
