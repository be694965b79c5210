package assistant

import (
	_ "embed"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"forvag/internal/strict"
	"forvag/internal/words"
)

// municipalities are those that a question may be about instead of one's own.
type municipalities struct {
	// byWord are the names by their first word, in lower case; ambiguous are those that are other words too.
	byWord    map[string][]string
	ambiguous map[string]bool
	unless    []Pattern
}

//go:embed municipalities.yaml
var municipalitiesFile []byte

func readMunicipalities(file string, data []byte) (*municipalities, []strict.Fault) {
	var f struct {
		Names     []string          `yaml:"names"`
		Also      map[string]string `yaml:"also"`
		Ambiguous []string          `yaml:"ambiguous"`
		Unless    []Pattern         `yaml:"unless"`
	}
	d := strict.Decode(file, data, &f)
	m := &municipalities{byWord: map[string][]string{}, ambiguous: map[string]bool{}, unless: f.Unless}
	for _, name := range f.Names {
		first := words.Split(name)[0]
		m.byWord[first] = append(m.byWord[first], name)
	}
	for also, name := range f.Also {
		m.byWord[strings.ToLower(also)] = append(m.byWord[strings.ToLower(also)], name)
	}
	for _, name := range f.Ambiguous {
		if !slices.Contains(f.Names, name) {
			d.Faultf("ambiguous", "there is no municipality %q", name)
		}
		m.ambiguous[name] = true
	}
	return m, d.Faults()
}

// other is the municipality whose services a question is about, where it is not one's own, whose name is given; empty where it is about none.
func (m *municipalities) other(text, own string) string {
	written := strings.FieldsFunc(text, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
	lower := words.Split(text)
	if len(written) != len(lower) {
		return "" // composed otherwise than it was written
	}
	if own != "" && strings.Contains(strings.Join(lower, " "), strings.ToLower(own)) {
		return ""
	}
	found := ""
	for i := range lower {
		if name, n := m.at(lower[i:]); name != "" && (!m.ambiguous[name] || meantAsPlace(written, lower, i, n)) {
			found = name
		}
	}
	if found == "" || slices.ContainsFunc(m.unless, func(p Pattern) bool { return p.In(foldedWords(text)) }) {
		return ""
	}
	return found
}

// at is the municipality that some words begin with, as its name or with the s of a genitive, and how many words that takes.
func (m *municipalities) at(lower []string) (string, int) {
	for _, first := range []string{lower[0], strings.TrimSuffix(lower[0], "s")} {
		for _, name := range m.byWord[first] {
			own := words.Split(name)
			if len(own) == 1 || own[0] != first {
				return name, 1
			}
			if len(lower) >= len(own) && slices.EqualFunc(own, lower[:len(own)], func(a, b string) bool { return a == b || a+"s" == b }) {
				return name, len(own)
			}
		}
	}
	return "", 0
}

// meantAsPlace says whether a word that may be another is a municipality's name: "Vara kommun", or "i Vara" with a capital.
func meantAsPlace(written, lower []string, i, n int) bool {
	if i+n < len(lower) && strings.HasPrefix(lower[i+n], "kommun") {
		return true
	}
	first, _ := utf8.DecodeRuneInString(written[i])
	return unicode.IsUpper(first) && i > 0 && (lower[i-1] == "i" || lower[i-1] == "in")
}
