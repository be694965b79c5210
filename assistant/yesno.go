package assistant

import (
	"regexp"

	"forvag/internal/locale"
	"forvag/internal/words"
	"forvag/knowledge"
)

// yesOrNo begins a text that answers a question with yes or no. "No permit is needed" does not.
var yesOrNo = regexp.MustCompile(`(?i)^(ja|jo|nej|yes|no)[,.:;!]`)

// Phrases that tell which way a question is put: whether something may be done, or whether something is needed; and what turns that round.
var (
	asksMay  = patterns("får|kan|kunde", "går det", "tillåtet|tillåten|lagligt|okej|ok", "may|can|could", "allowed|legal|permitted")
	asksNeed = patterns("behöver|behövs|måste|krävs", "need|needs|must|required|necessary", "have to")
	turns    = words.Set("utan inte ej slippa slipper förbjudet without not avoid forbidden")
)

// way is how a question is put: yes to one that is put another way is not the same yes.
type way struct {
	may, need, turned bool
}

func wayOf(text string) way {
	w := way{may: anyIn(asksMay, text), need: anyIn(asksNeed, text)}
	for _, word := range foldedWords(text) {
		w.turned = w.turned != turns[word]
	}
	return w
}

// leastShared is the least share of a question's words that stand in another which is the same.
const leastShared = 0.5

// answersAnother is the question of an article's own that an extract answers with yes or no, where that is not the one asked: its yes alone would be taken for
// the answer to that. Empty where it is the same, or where the extract begins with neither.
func answersAnother(lang locale.Lang, asked string, e *Extract) string {
	if len(e.Blocks) == 0 || e.Blocks[0].Kind != knowledge.Paragraph || !yesOrNo.MatchString(e.Blocks[0].Items[0].Text()) {
		return ""
	}
	own := e.Passage.Heading
	if own == "" {
		own = e.Article.Title
	}
	if wayOf(asked) != wayOf(own) {
		return own
	}
	mine, shared := contentStems(lang, asked), 0.0
	for stem := range contentStems(lang, own) {
		shared += one(mine[stem])
	}
	if shared < leastShared*float64(len(mine)) {
		return own
	}
	return ""
}
