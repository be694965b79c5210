package catalog

import (
	"cmp"
	"slices"
	"strings"
	"unicode"

	"github.com/kljensen/snowball/english"
	"github.com/kljensen/snowball/swedish"
	"golang.org/x/text/unicode/norm"

	"forvag/internal/locale"
	"forvag/internal/strict"
)

// Hit is one found service. Score is comparable within one search only.
type Hit struct {
	Service *Service
	Score   float64
}

// Found is what a search gave, best first.
type Found struct {
	Hits []Hit
	// DidYouMean is the query with misspelt words mended; empty where nothing was misspelt.
	DidYouMean string
}

// index holds the words of all services, per language.
type index map[locale.Lang]*vocabulary

type vocabulary struct {
	terms []term
	// names are the terms as they are written, for suggestions.
	names map[string]string
	stop  map[string]bool
	stem  func(string) string
}

// term is one folded word with its weight in each service that has it.
type term struct {
	word, stem string
	in         map[*Service]float64
}

func stopWords(words string) map[string]bool {
	stop := map[string]bool{}
	for _, w := range strings.Fields(words) {
		stop[fold(w)] = true
	}
	return stop
}

func newIndex(services []*Service) index {
	x := index{
		locale.SV: {stop: stopWords("jag du vi ni han hon den det de ett en att och eller är var har som om i på till för med av mitt min mina din ditt hur vad kan " +
			"ska vill behöver man inte när där få får ha vara söka ansöka ansökan anmäla göra"), stem: func(w string) string { return swedish.Stem(w, false) }},
		locale.EN: {stop: stopWords("i you we they he she it a an the to and or is are was have has of in on for with my your how what can will want need do does " +
			"not when where get be apply application"), stem: func(w string) string { return english.Stem(w, false) }},
	}
	for lang, v := range x {
		v.names = map[string]string{}
		byWord := map[string]map[*Service]float64{}
		for _, s := range services {
			for _, part := range []struct {
				text   string
				weight float64
			}{
				{s.Title.In(lang), 5}, {strings.Join(s.Keywords.In(lang), " "), 4}, {s.Summary.In(lang), 2}, {s.Who.In(lang), 1},
				{pageTitles(s, lang), 0.5},
			} {
				for _, w := range words(part.text) {
					f := fold(w)
					if v.stop[f] {
						continue
					}
					if byWord[f] == nil {
						byWord[f] = map[*Service]float64{}
						v.names[f] = w
					}
					byWord[f][s] = max(byWord[f][s], part.weight)
				}
			}
		}
		for w, in := range byWord {
			v.terms = append(v.terms, term{w, fold(v.stem(v.names[w])), in})
		}
		slices.SortFunc(v.terms, func(a, b term) int { return cmp.Compare(a.word, b.word) })
	}
	return x
}

func pageTitles(s *Service, lang locale.Lang) string {
	var b strings.Builder
	for _, p := range s.Pages {
		b.WriteString(p.Title.In(lang) + " ")
	}
	return b.String()
}

// words splits a text into lower-case words of letters and digits.
func words(text string) []string {
	return strings.FieldsFunc(strings.ToLower(norm.NFC.String(text)), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
}

var folds = strings.NewReplacer("å", "a", "ä", "a", "ö", "o", "é", "e", "è", "e", "ü", "u", "ø", "o", "æ", "a")

// fold lets those find who type without å, ä and ö.
func fold(word string) string { return folds.Replace(strings.ToLower(word)) }

// maxQuery is how many words of a query count.
const maxQuery = 12

// Search finds services by the resident's own words in a language: whole words, other forms of them, their beginnings, parts of compounds
// ("skolledighet" finds ledighet, and the other way round) and words with a slip of the pen.
func (c *Catalog) Search(lang locale.Lang, query string) Found {
	index := c.current().index
	v := index[lang]
	if v == nil {
		v = index[locale.SV]
	}
	typed := words(query)
	if len(typed) > maxQuery {
		typed = typed[:maxQuery]
	}
	scores := map[*Service]float64{}
	mended, slips := slices.Clone(typed), false
	for i, w := range typed {
		f := fold(w)
		if v.stop[f] || len(f) > 60 {
			continue
		}
		best, near := v.match(f, fold(v.stem(w)))
		for s, score := range best {
			scores[s] += score
		}
		if near != "" {
			mended[i], slips = near, true
		}
	}
	found := Found{Hits: make([]Hit, 0, len(scores))}
	for s, score := range scores {
		found.Hits = append(found.Hits, Hit{s, score})
	}
	slices.SortFunc(found.Hits, func(a, b Hit) int {
		return cmp.Or(cmp.Compare(b.Score, a.Score), cmp.Compare(a.Service.ID, b.Service.ID))
	})
	if slips {
		found.DidYouMean = strings.Join(mended, " ")
	}
	return found
}

// match scores each service by its best term for one word. Near is the word that was probably meant, where only a slip matched.
func (v *vocabulary) match(word, stem string) (best map[*Service]float64, near string) {
	best = map[*Service]float64{}
	sure, least := false, 3
	for _, t := range v.terms {
		q := likeness(word, stem, t)
		if q == 0 {
			continue
		}
		if q > slip {
			sure = true
		} else if d := strict.Distance(word, t.word, 3); d < least {
			near, least = v.names[t.word], d
		}
		for s, weight := range t.in {
			best[s] = max(best[s], q*weight)
		}
	}
	if sure {
		near = ""
	}
	return best, near
}

// slip is how much a misspelt word counts, less than anything that is spelt right.
const slip = 0.4

func likeness(word, stem string, t term) float64 {
	n := len([]rune(word))
	switch {
	case word == t.word:
		return 1
	case n >= 3 && stem == t.stem:
		return 0.9
	case n >= 3 && strings.HasPrefix(t.word, word):
		return 0.7
	case n >= 4 && strings.HasSuffix(t.word, word), len(t.stem) >= 5 && strings.Contains(word, t.stem):
		return 0.6
	case n >= 5 && strings.Contains(t.word, stem):
		return 0.5
	}
	limit := 0
	if n >= 4 {
		limit = 2
	}
	if n >= 8 {
		limit = 3
	}
	if limit > 0 && strict.Distance(word, t.word, limit) < limit {
		return slip
	}
	return 0
}
