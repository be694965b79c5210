package directory

import (
	"fmt"
	"net/url"
	"regexp"
	"slices"
	"strings"

	"forvag/internal/catalog"
	"forvag/internal/locale"
	"forvag/internal/strict"
)

// countsTime finds words that count a time from the event of a situation, such as "Senast en vecka efter".
var countsTime = regexp.MustCompile(`(?i)(före|efter|inom|senast).*(dag|veck|månad)|(dag|veck|månad)\pL* (före|efter)`)

var idForm = regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`)

// lint checks everything that was decoded. Files of links are checked in their order, each against those before it.
func (r *reading) lint() {
	l := &linter{options: r.options, organisations: map[string]bool{}, urls: map[string]string{}}
	for i, f := range r.linkFiles {
		l.Document = r.linkDocs[i]
		l.links(f)
	}
	seen := map[catalog.Situation]string{}
	for i, s := range r.situations {
		l.Document = r.situationDocs[i]
		if other, twice := seen[s.Situation]; twice && s.Situation != "" {
			l.Faultf("situation", "%s already has a page: %s", s.Situation, other)
		}
		seen[s.Situation] = s.ID
		l.situation(s)
	}
	for _, s := range catalog.Situation("").Values() {
		if len(r.situations) > 0 && seen[catalog.Situation(s)] == "" {
			r.missing = append(r.missing, Fault{File: ".", Words: fmt.Sprintf("no page is about the situation %s", s)})
		}
	}
}

type linter struct {
	*strict.Document
	options       Options
	organisations map[string]bool
	// known are the ids of all links so far, those that a municipality does not show too; urls are Swedish addresses with the id of each.
	known []string
	urls  map[string]string
}

func (l *linter) missing(prefix string, keys ...string) {
	for _, key := range keys {
		if !l.Has(prefix + key) {
			l.Faultf(prefix+key, "%s is missing", key)
		}
	}
}

// translated reports texts that stand in one language only.
func (l *linter) translated(data any) {
	catalog.Texts(data, func(at string, t locale.Text) {
		if strings.HasSuffix(at, ".url") {
			return // what has no English page has its Swedish address only
		}
		switch {
		case t.SV == "" && t.EN != "":
			l.Faultf(at, "the text is missing in Swedish (sv)")
		case t.EN == "" && t.SV != "":
			l.Faultf(at, "the text is missing in English (en)")
		}
	})
}

func (l *linter) links(f *linkFile) {
	l.translated(*f)
	for i, id := range f.Without {
		if !slices.Contains(l.known, id) {
			l.Faultf(fmt.Sprintf("without[%d]", i), "there is no link %q%s", id, strict.Suggest(id, l.known))
		}
		l.forget(id)
	}
	own := map[string]bool{}
	for i, o := range f.Organisations {
		at := fmt.Sprintf("organisations[%d].", i)
		l.missing(at, "id", "name", "kind")
		if own[o.ID] {
			l.Faultf(at+"id", "the organisation %q stands here twice", o.ID)
		}
		own[o.ID], l.organisations[o.ID] = true, true
	}
	own = map[string]bool{}
	for i, link := range f.Links {
		at := fmt.Sprintf("links[%d].", i)
		if own[link.ID] {
			l.Faultf(at+"id", "the link %q stands here twice", link.ID)
			continue
		}
		own[link.ID] = true
		l.link(link, at)
	}
}

func (l *linter) forget(id string) {
	for u, has := range l.urls {
		if has == id {
			delete(l.urls, u)
		}
	}
}

func (l *linter) link(link *Link, at string) {
	l.missing(at, "id", "title", "text", "by", "url.sv", "category", "keywords.sv", "keywords.en", "since", "reviewed")
	if link.ID != "" && !idForm.MatchString(link.ID) {
		l.Faultf(at+"id", "%q cannot be a link's id; want lower-case letters, digits and hyphens", link.ID)
	}
	if link.By != "" && !l.organisations[link.By] {
		var names []string
		for name := range l.organisations {
			names = append(names, name)
		}
		slices.Sort(names)
		l.Faultf(at+"by", "there is no organisation %q%s", link.By, strict.Suggest(link.By, names))
	}
	if link.Reviewed.Before(link.Since) {
		l.Faultf(at+"reviewed", "reviewed is before since")
	}
	l.forget(link.ID)
	for _, lang := range locale.Langs() {
		path, raw := at+"url."+string(lang), link.URL.SV
		if lang == locale.EN {
			raw = link.URL.EN
		}
		if raw == "" {
			continue
		}
		normal, wrong := address(raw)
		if wrong != "" {
			l.Faultf(path, "%s", wrong)
			continue
		}
		// several services of one authority often share its one page in English
		if other, twice := l.urls[normal]; twice && lang == locale.SV {
			l.Faultf(path, "the link %q already leads there", other)
		} else if lang == locale.SV {
			l.urls[normal] = link.ID
		}
	}
	if !slices.Contains(l.known, link.ID) {
		l.known = append(l.known, link.ID)
	}
}

// address reads an address as residents are sent to it. Normal is the same for two ways of writing one address.
func address(raw string) (normal, wrong string) {
	u, err := url.Parse(raw)
	switch {
	case err != nil || u.Host == "":
		return "", fmt.Sprintf("%q is no address; want https://host/path", raw)
	case u.Scheme != "https":
		return "", "the address must begin with https://"
	case u.User != nil || u.Port() != "" || !strings.Contains(u.Hostname(), ".") || strings.ContainsAny(raw, " \t\n"):
		return "", fmt.Sprintf("%q is no address that residents can be sent to; want https://host/path", raw)
	case strings.Contains(u.RawQuery, "utm_"):
		return "", "the address has tracking in it (utm_…); leave that out"
	}
	normal = strings.TrimPrefix(strings.ToLower(u.Hostname()), "www.") + strings.TrimRight(u.Path, "/")
	if u.RawQuery != "" {
		normal += "?" + u.RawQuery
	}
	if u.Fragment != "" {
		normal += "#" + u.Fragment
	}
	return normal, ""
}

func (l *linter) situation(s *Situation) {
	l.translated(*s)
	l.missing("", "id", "situation", "order", "icon", "title", "short", "lead", "keywords.sv", "keywords.en", "steps")
	if s.ID != "" && !idForm.MatchString(s.ID) {
		l.Faultf("id", "%q cannot be a situation's id; want lower-case letters, digits and hyphens", s.ID)
	}
	if l.options.Icons != nil && s.Icon != "" && !slices.Contains(l.options.Icons, s.Icon) {
		l.Faultf("icon", "there is no icon %q%s", s.Icon, strict.Suggest(s.Icon, l.options.Icons))
	}
	var latest *int
	for i, step := range s.Steps {
		at := fmt.Sprintf("steps[%d].", i)
		l.missing(at, "when", "title", "text")
		switch {
		case step.Days == nil && countsTime.MatchString(step.When.SV):
			l.Faultf(at+"when", "say in days (days: -60 is two months before) when this is, so that the steps stand in order")
		case step.Days != nil && latest != nil && *step.Days < *latest:
			l.Faultf(at+"days", "%d days is before the step above (%d); put the steps in the order of time", *step.Days, *latest)
		}
		if step.Days != nil {
			latest = step.Days
		}
		if len(step.You)+len(step.Comes) == 0 {
			l.Faultf(strings.TrimSuffix(at, "."), "a step says what you must do (you) or what comes by itself (comes)")
		}
		for j, id := range step.Services {
			if !slices.Contains(l.options.Services, id) {
				l.Faultf(fmt.Sprintf("%sservices[%d]", at, j), "there is no service %q%s", id, strict.Suggest(id, l.options.Services))
			}
		}
		for j, id := range step.Links {
			if !slices.Contains(l.known, id) {
				l.Faultf(fmt.Sprintf("%slinks[%d]", at, j), "there is no link %q%s", id, strict.Suggest(id, l.known))
			}
		}
	}
}
