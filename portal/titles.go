package portal

import (
	"strings"

	"forvag/internal/catalog"
	"forvag/internal/locale"
)

// titleIn is a case's title in the reader's language. The case keeps the Swedish one, which titleOf made; in another language the service's words stand for its,
// and what the case is about stands after them, as far as the form had it from a list, and as it was written where it had not.
func (r *request) titleIn(title string, s *catalog.Service) string {
	if r.lang == locale.SV && title != "" {
		return title
	}
	about, made := strings.CutPrefix(title, s.Secrecy.PublicTitle.SV)
	if !made || s.Secrecy.Strength != "none" || !strings.HasPrefix(about, ": ") && !strings.HasPrefix(about, ", ") {
		return s.Title.In(r.lang)
	}
	return s.Secrecy.PublicTitle.In(r.lang) + r.aboutIn(about, s)
}

// aboutIn is what stands in a title after the service's name, with the label of a choice in the reader's language: of those that fit, the longest.
func (r *request) aboutIn(about string, s *catalog.Service) string {
	found, out := "", about
	for i := range s.Pages {
		for _, field := range s.Pages[i].Fields {
			for _, c := range field.Choices {
				place, fits := strings.CutPrefix(about, ": "+c.Label.SV)
				if fits && (place == "" || strings.HasPrefix(place, ", ")) && len(c.Label.SV) > len(found) {
					found, out = c.Label.SV, ": "+c.Label.In(r.lang)+place
				}
			}
		}
	}
	return out
}

// permitTitle is what a permit is called in the reader's language: the case keeps the service's Swedish name for it.
func (r *request) permitTitle(kind string) string {
	for _, s := range r.Catalog.Services() {
		if s.Permit != nil && s.Permit.Title.SV == kind {
			return s.Permit.Title.In(r.lang)
		}
	}
	return kind
}
