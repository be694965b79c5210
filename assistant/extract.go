package assistant

import (
	"strings"

	"forvag/internal/locale"
	"forvag/internal/words"
	"forvag/knowledge"
)

// Bounds of an extract: about what is read at a glance on a phone.
const (
	extractWords = 60
	extractItems = 6
)

// extract cuts a passage to the sentences that answer a question: from the best one on, in their order, until there are enough words. Lists stay lists.
func extract(lang locale.Lang, question string, a *knowledge.Article, p *knowledge.Passage) *Extract {
	e := &Extract{Article: a, Passage: p, Whole: true}
	from := 0
	if total := len(strings.Fields(p.Text())); total > extractWords {
		from = bestBlock(lang, question, p)
	}
	used := 0
	for i, b := range p.Blocks {
		if i < from || used >= extractWords {
			e.Whole = false
			continue
		}
		kept := knowledge.Block{Kind: b.Kind}
		for _, item := range b.Items {
			if b.Kind != knowledge.Paragraph && len(kept.Items) == extractItems || used >= 2*extractWords {
				e.Whole = false
				break
			}
			var sentences knowledge.Item
			for _, s := range item {
				if used >= extractWords && b.Kind == knowledge.Paragraph {
					e.Whole = false
					break
				}
				sentences = append(sentences, s)
				used += len(strings.Fields(s.Text()))
			}
			if len(sentences) > 0 {
				kept.Items = append(kept.Items, sentences)
			}
		}
		if len(kept.Items) > 0 {
			e.Blocks = append(e.Blocks, kept)
		}
	}
	return e
}

// bestBlock is the block that shares the most words with the question, by their stems; the first of those that share as many.
func bestBlock(lang locale.Lang, question string, p *knowledge.Passage) int {
	asked := contentStems(lang, question)
	best, at := 0, 0
	for i, b := range p.Blocks {
		shared := map[string]bool{}
		for _, item := range b.Items {
			for _, w := range words.Split(item.Text()) {
				if stem := stemOf(lang, w); asked[stem] {
					shared[stem] = true
				}
			}
		}
		if len(shared) > best {
			best, at = len(shared), i
		}
	}
	return at
}
