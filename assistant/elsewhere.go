package assistant

import (
	"context"
	_ "embed"
	"strings"

	"forvag/internal/locale"
	"forvag/internal/strict"
	"forvag/knowledge"
)

// Elsewhere is a matter that residents ask a municipality about and that none of its texts is about: that of somebody else, or what nobody writes down.
type Elsewhere struct {
	ID string `yaml:"id"`
	// Cause is why a question about it is refused; empty is OutOfScope.
	Cause Cause `yaml:"cause"`
	// Links are ids of linked services to turn to, the first one first.
	Links []string `yaml:"links"`
	// SV and EN are how residents put it.
	SV []string `yaml:"sv"`
	EN []string `yaml:"en"`
}

//go:embed elsewhere.yaml
var elsewhereFile []byte

// readElsewhere reads a file of matters. One without phrases in both languages is a fault.
func readElsewhere(file string, data []byte) (*elsewhere, []strict.Fault) {
	var f struct {
		Matters []Elsewhere `yaml:"matters"`
	}
	d := strict.Decode(file, data, &f)
	out := &elsewhere{byDocument: map[string]*Elsewhere{}}
	var chunks []knowledge.Chunk
	for i := range f.Matters {
		m := &f.Matters[i]
		if m.Cause == "" {
			m.Cause = OutOfScope
		}
		for lang, said := range map[locale.Lang][]string{locale.SV: m.SV, locale.EN: m.EN} {
			if len(said) == 0 {
				d.Faultf("matters", "%s is said in one language only", m.ID)
				continue
			}
			document := string(lang) + "/" + m.ID
			out.byDocument[document] = m
			chunks = append(chunks, knowledge.Chunk{ID: document, Document: document, Lang: lang, Text: strings.Join(said, ". "), Questions: said})
		}
	}
	out.index = knowledge.NewMemory(chunks...)
	return out, d.Faults()
}

// elsewhere finds among matters as articles are found, so that what the two say of a question can be held against each other.
type elsewhere struct {
	index      knowledge.Index
	byDocument map[string]*Elsewhere
}

// rival is the matter of somebody else's that a question is most like.
type rival struct {
	*Elsewhere // nil where there is none
	evidence   knowledge.Evidence
}

// rivals is how many matters are looked at.
const rivals = 3

// rival is the likeliest of the best few; zero where no word of the question is known elsewhere.
func (e *elsewhere) rival(ctx context.Context, lang locale.Lang, question string) (rival, error) {
	found, err := e.index.Search(ctx, knowledge.Query{Lang: lang, Text: question, Limit: rivals})
	var out rival
	for _, h := range found {
		if out.Elsewhere == nil || likeness(h.Evidence) > likeness(out.evidence) {
			out = rival{e.byDocument[h.Chunk.Document], h.Evidence}
		}
	}
	return out, err
}

// Leads are the links by which questions are led to others, as ids of linked services, in no order: every one of them has to be in the portal's directory.
func (g *Guards) Leads() []string {
	out := []string{municipalitiesLink}
	for _, m := range g.elsewhere.byDocument {
		out = append(out, m.Links...)
	}
	for _, c := range g.Classes {
		out = append(out, c.Links...)
	}
	for _, e := range g.Emergencies {
		out = append(out, e.Links...)
	}
	return out
}

// likeness is how much a question is like what somebody says: as a whole, and by its words.
func likeness(e knowledge.Evidence) float64 { return e.Alike + shareOf(e.Phrasing, e.Weight) }

// leastSeen and surelySeen are the least likeness, from 0 to 2, to what somebody else sees to at which a question that nobody here answers may be theirs, and is
// taken to be: then the reader is told that it is no matter of the municipality's.
const (
	leastSeen  = 0.3
	surelySeen = 0.6
)

// maySee says whether the question, which nobody here answers, may be somebody else's to answer.
func (r rival) maySee() bool {
	return r.Elsewhere != nil && r.Cause == OutOfScope && likeness(r.evidence) >= leastSeen
}

// sees says whether it is.
func (r rival) sees() bool { return r.maySee() && likeness(r.evidence) >= surelySeen }
