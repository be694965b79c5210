package assistant

import (
	"maps"
	"slices"
	"strings"

	"forvag/internal/locale"
	"forvag/internal/words"
	"forvag/knowledge"
)

// grounds is a source with what sentences are held to.
type grounds struct {
	states  []stated
	stems   map[string]bool
	negates bool
	// sentences are the source's own, as their words.
	sentences map[string]bool
}

func newGrounds(lang locale.Lang, s *Source) *grounds {
	text := s.Title + "\n" + s.Heading + "\n" + s.Text
	g := &grounds{states: statements(lang, text), stems: tellingStems(lang, text), sentences: map[string]bool{}}
	g.negates = slices.ContainsFunc(foldedWords(text), func(w string) bool { return limits[w] })
	for line := range strings.Lines(s.Text) {
		from := 0
		for _, end := range knowledge.SentenceEnds(line) {
			g.sentences[asWords(line[from:end])] = true
			from = end
		}
	}
	return g
}

// asWords is a text as its words, whatever stands between them.
func asWords(text string) string { return strings.Join(foldedWords(text), " ") }

// Words that turn a statement round, and those beside them that leave room for the opposite.
var (
	denials = words.Set("inte ej icke aldrig ingen inget inga nej varken utan slipper not no never none nobody nothing without neither cannot nor")
	limits  = words.Set(`inte ej icke aldrig ingen inget inga nej varken utan slipper bara endast förbjudet förbjuden undantag undantagen kostnadsfri kostnadsfritt gratis fri fritt
		not no never none nobody nothing without neither cannot nor only unless except free forbidden prohibited`)
)

// saying are words that say nothing of what a sentence is about, beside those of labels (common).
var saying = words.Set(`ska skall kan kunna måste behöver behövs behöva finns gäller innebär också även sedan därför alltid oftast ofta ibland normalt samt under över efter innan
	före inom utan mellan genom enligt beroende vilket vilka vilken detta dessa denna andra hela varje dock alltså alltid till exempel bland annat själv tack hejsan
	must need needs needed should would could also then therefore always often usually sometimes normally under over after before within without between
	through according which this these those other whole every however well about there they them than when where while thanks thank hello please`)

// leastTelling is how long a word is, in letters, that tells what a sentence is about.
const leastTelling = 4

// tellingStems are the stems of the words that tell what a text is about.
func tellingStems(lang locale.Lang, text string) map[string]bool {
	stems := map[string]bool{}
	for _, w := range words.Split(text) {
		folded := words.Fold(w)
		if len([]rune(w)) < leastTelling || common[folded] || saying[folded] || denials[folded] || onlyDigits(w) != "" || numerals[folded] != 0 {
			continue
		}
		stems[stemOf(lang, w)] = true
	}
	return stems
}

// has says whether a stem stands in the source, alone or as a part of a compound.
func (g *grounds) has(stem string) bool {
	if g.stems[stem] {
		return true
	}
	for own := range g.stems {
		if len(stem) > leastTelling && strings.Contains(own, stem) || len(own) > leastTelling && strings.Contains(stem, own) {
			return true
		}
	}
	return false
}

// hollow says whether a sentence says nothing that could be held to anything: a greeting, a bare yes. It is left out, and is no failure.
func (c claim) hollow(lang locale.Lang) bool {
	return len(tellingStems(lang, c.text)) == 0 && len(statements(lang, c.text)) == 0
}

// pointing are words by which one is sent somewhere, beside what that is called.
var pointing = words.Set(`ansök ansöka ansökan läs läsa vidare hittar anmäl anmäla anmälan logga starta börja tjänst tjänsten tjänster formulär formuläret testet testa
	använd svar apply application read start begin service services form check test report use online find`)

// directs says whether a sentence does nothing but lead to a link that was offered, which needs no source.
func (c claim) directs(lang locale.Lang) bool {
	called := map[string]bool{}
	for _, s := range c.spans {
		if s.Link != (knowledge.Link{}) {
			maps.Copy(called, tellingStems(lang, s.Text))
		}
	}
	denies := slices.ContainsFunc(foldedWords(c.text), func(w string) bool { return denials[w] })
	if len(c.spans.Links()) == 0 || denies || len(statements(lang, c.text)) > 0 {
		return false
	}
	for _, w := range words.Split(c.text) {
		for stem := range tellingStems(lang, w) {
			if !called[stem] && !pointing[words.Fold(w)] {
				return false
			}
		}
	}
	return true
}

// leastFounded is the share of a sentence's telling words that stand in what it cites.
const leastFounded = 0.5

// founded says whether a sentence stands in the sources that it cites: every number, amount, day and paragraph of law, at least half of the words that
// tell what it is about, and no denial where they deny nothing. What has no telling word, such as a bare yes, cannot be founded, unless it is one of
// their own sentences, of three words at least.
func founded(lang locale.Lang, c claim, all []*grounds) bool {
	if len(c.cites) == 0 {
		return false
	}
	var cited []*grounds
	for _, n := range c.cites {
		if n < 1 || n > len(all) {
			return false
		}
		cited = append(cited, all[n-1])
	}
	if own := asWords(c.text); strings.Count(own, " ") >= 2 && slices.ContainsFunc(cited, func(g *grounds) bool { return g.sentences[own] }) {
		return true
	}
	for _, want := range statements(lang, c.text) {
		if !slices.ContainsFunc(cited, func(g *grounds) bool {
			return slices.ContainsFunc(g.states, func(have stated) bool { return have.supports(want) })
		}) {
			return false
		}
	}
	if slices.ContainsFunc(foldedWords(c.text), func(w string) bool { return denials[w] }) && !slices.ContainsFunc(cited, func(g *grounds) bool { return g.negates }) {
		return false
	}
	telling, found := tellingStems(lang, c.text), 0
	for stem := range telling {
		if slices.ContainsFunc(cited, func(g *grounds) bool { return g.has(stem) }) {
			found++
		}
	}
	return found > 0 && float64(found) >= leastFounded*float64(len(telling))
}

// quoted are the sentences of a passage that a claim rests on: the one that shares the most with it, and those that state what it states exactly.
func quoted(lang locale.Lang, c claim, p *knowledge.Passage) []int {
	telling, wanted := tellingStems(lang, c.text), statements(lang, c.text)
	best, most := -1, 0
	var out []int
	for i, s := range p.Sentences() {
		g := newGrounds(lang, &Source{Text: s.Text()})
		shared := 0
		for stem := range telling {
			if g.has(stem) {
				shared++
			}
		}
		states := slices.ContainsFunc(wanted, func(want stated) bool {
			return slices.ContainsFunc(g.states, func(have stated) bool { return have.supports(want) })
		})
		if states && shared > 0 {
			out = append(out, i)
		}
		if shared > most {
			best, most = i, shared
		}
	}
	if best >= 0 && !slices.Contains(out, best) {
		out = append(out, best)
	}
	slices.Sort(out)
	return out
}
