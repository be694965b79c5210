package directory

import (
	"net/url"
	"strings"

	"forvag/internal/catalog"
	"forvag/internal/civil"
	"forvag/internal/locale"
)

// OrganisationKind is what sort of body runs a linked service.
type OrganisationKind string

// Values lists what a file may say.
func (OrganisationKind) Values() []string {
	return []string{"state", "region", "municipality", "company", "association"}
}

// Organisation runs linked services.
type Organisation struct {
	ID   string           `yaml:"id"`
	Name locale.Text      `yaml:"name"`
	Kind OrganisationKind `yaml:"kind"`
	// Phone is for those whom the web does not help; may be empty.
	Phone string `yaml:"phone"`
}

// Link is a service that somebody else runs, told about in the same way as the municipality's own. Loaded links are never changed and are safe
// for concurrent use.
type Link struct {
	// ID is unique among all links; lower-case letters, digits and hyphens. It stands in the address of the link's page.
	ID    string      `yaml:"id"`
	Title locale.Text `yaml:"title"`
	// Text says in a sentence what one does there.
	Text locale.Text `yaml:"text"`
	// By is the id of the organisation that runs it.
	By string `yaml:"by"`
	// URL is where it is, in Swedish and in English; the Swedish address where there is nothing in English.
	URL locale.Text `yaml:"url"`
	// Needs is what to have at hand.
	Needs []locale.Text `yaml:"needs"`
	// Situations are the life situations in which a resident may need it.
	Situations []catalog.Situation `yaml:"situations"`
	Category   catalog.Category    `yaml:"category"`
	// Keywords are the words that residents search with and that the texts do not hold.
	Keywords catalog.Keywords `yaml:"keywords"`
	// Since is the day from which the entry stands here, Reviewed the day when somebody last read it through.
	Since    civil.Date `yaml:"since"`
	Reviewed civil.Date `yaml:"reviewed"`

	// Organisation is who runs it; never nil in a loaded link.
	Organisation *Organisation `yaml:"-"`
}

// Host is where the link leads, as people say it: skatteverket.se.
func (l *Link) Host(lang locale.Lang) string {
	u, err := url.Parse(l.URL.In(lang))
	if err != nil {
		return ""
	}
	return strings.TrimPrefix(u.Hostname(), "www.")
}

// linkFile is one file of links.
type linkFile struct {
	Organisations []*Organisation `yaml:"organisations"`
	Links         []*Link         `yaml:"links"`
	// Without are ids of the program's links that this municipality does not show.
	Without []string `yaml:"without"`
}
