package assistant

import (
	"maps"
	"regexp"
	"slices"
	"strings"

	"forvag/internal/locale"
	"forvag/internal/words"
	"forvag/knowledge"
)

// grounds is a source with what sentences are held to.
type grounds struct {
	states []stated
	stems  map[string]bool
	// limited says that the heading turns round what stands under it.
	limited bool
	// sentences are the source's own, as their words, and clauses what each part of them says.
	sentences map[string]bool
	clauses   []clause
}

// clause is a sentence of a source, or the part of one on one side of a "but".
type clause struct {
	stems           map[string]bool
	denies, limited bool
}

func newGrounds(lang locale.Lang, s *Source) *grounds {
	text := s.Title + "\n" + s.Heading + "\n" + s.Text
	g := &grounds{states: statements(lang, text), stems: tellingStems(lang, text), limited: isLimited(s.Title + "\n" + s.Heading), sentences: map[string]bool{}}
	lead := ""
	for line := range strings.Lines(s.Text) {
		from := 0
		for _, end := range knowledge.SentenceEnds(line) {
			g.sentences[asWords(line[from:end])] = true
			for _, part := range buts.Split(line[from:end], -1) {
				part = lead + part
				g.clauses = append(g.clauses, clause{tellingStems(lang, part), hasWord(part, nots), isLimited(part)})
			}
			from = end
		}
		switch trimmed := strings.TrimSpace(line); {
		case strings.HasSuffix(trimmed, ":"):
			lead = trimmed + " " // what stands in a list is said of what leads to it
		case trimmed == "":
			lead = ""
		}
	}
	return g
}

// buts are where a sentence turns.
var buts = regexp.MustCompile(`(?i)[,;]? \b(?:men|däremot|but|however)\b`)

// contracted is the English "not" at the end of a verb.
var contracted = regexp.MustCompile(`(?i)n['’]t\b`)

// denies says whether a text has a word that turns it round, and isLimited whether it has one of those or one that leaves room for the opposite.
func denies(text string) bool    { return hasWord(text, denials) }
func isLimited(text string) bool { return hasWord(text, limits) }

func hasWord(text string, set map[string]bool) bool {
	return contracted.MatchString(text) || slices.ContainsFunc(foldedWords(text), func(w string) bool { return set[w] })
}

// asWords is a text as its words, whatever stands between them.
func asWords(text string) string { return strings.Join(foldedWords(text), " ") }

// Words that turn a statement round, and those beside them that leave room for the opposite.
var (
	denials = words.Set("inte ej icke aldrig ingen inget inga nej varken utan slipper not no never none nobody nothing without neither cannot nor")
	// nots are those of them that turn a whole sentence: what leaves "utan tak" out says less, but not the opposite.
	nots   = words.Set("inte ej icke aldrig ingen inget inga nej varken slipper not no never none nobody nothing neither cannot nor")
	limits = words.Set(`inte ej icke aldrig ingen inget inga nej varken utan slipper bara endast förbjudet förbjuden undantag undantagen kostnadsfri kostnadsfritt gratis fri fritt
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

// has says whether a stem stands in the source.
func (g *grounds) has(stem string) bool { return hasStem(g.stems, stem) }

// hasStem says whether a stem is among others, alone or as a part of a compound.
func hasStem(stems map[string]bool, stem string) bool {
	if stems[stem] {
		return true
	}
	for own := range stems {
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
	if len(c.spans.Links()) == 0 || denies(c.text) || len(statements(lang, c.text)) > 0 {
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
// tell what it is about, and a denial where, and only where, what is most like it there has one. What has no telling word, such as a bare yes, cannot be founded, unless it is one of
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
	telling, found := tellingStems(lang, c.text), 0
	for stem := range telling {
		if slices.ContainsFunc(cited, func(g *grounds) bool { return g.has(stem) }) {
			found++
		}
	}
	return found > 0 && float64(found) >= leastFounded*float64(len(telling)) && agrees(c.text, telling, cited)
}

// agrees says whether a sentence denies as the clauses do that share the most of its telling words, one of them at least: a denial needs one that denies
// or limits, or such a heading over it, and what neither denies nor limits needs one that does not deny.
func agrees(text string, telling map[string]bool, cited []*grounds) bool {
	no, limited := denies(text), isLimited(text)
	most, agreed := 0, false
	for _, g := range cited {
		for _, own := range g.clauses {
			shared := 0
			for stem := range telling {
				if hasStem(own.stems, stem) {
					shared++
				}
			}
			if shared < most {
				continue
			}
			if shared > most {
				most, agreed = shared, false
			}
			agreed = agreed || no && (own.limited || g.limited) || !no && (limited || !own.denies)
		}
	}
	return agreed
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
