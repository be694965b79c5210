package portal

import (
	"slices"
	"strings"

	"forvag/internal/catalog"
	"forvag/internal/identity"
	"forvag/web"
)

// What stands in somebody's way is said before they fill in a single page: that it is not the time for the service, that their login is not strong enough, or
// that it is not for them or for their child.

// timingKey marks, among a case's answers, one that came in outside the service's window: early or late.
const timingKey = "_window"

// tellTiming says, above the page, that it is not the time for the service.
func (r *request) tellTiming(t catalog.Timed) {
	if t.Timing == catalog.InWindow || t.Title.IsZero() {
		return
	}
	text := t.Say.In(r.lang)
	if t.Hold {
		text += " " + r.t("portal.window.hold")
	}
	r.notices = append(r.notices, web.Notice{Tone: web.Warning, Title: t.Title.In(r.lang), Text: text})
}

// tellFirst says, on the service's page, everything that stands in the reader's way, and whether they can begin at all.
func (r *request) tellFirst(s *catalog.Service) (begins bool, err error) {
	if t, ok := s.Timed(r.moment()); ok {
		r.tellTiming(t)
	}
	if r.principal.Kind != identity.Resident {
		return true, nil
	}
	if r.loginFor(s) {
		r.notices = append(r.notices, web.Notice{Tone: web.Warning, Title: r.t("portal.first.login_title"), Text: r.t("portal.first.login", s.Access.Level, int(r.principal.Assurance))})
		return true, nil
	}
	a, err := r.applicant(s)
	if err != nil {
		return true, err
	}
	if s.ForOrganisations() && len(a.orgs) == 0 {
		r.notices = append(r.notices, web.Notice{Tone: web.Warning, Title: r.t("portal.first.closed"), Text: r.t("portal.error.no_organisation"),
			Link: r.writeToUs()})
		return true, nil
	}
	return r.tellBarred(&filling{service: s, applicant: a}), nil
}

// tellBarred says what the registers already tell that the form will not take, and whether there is anything left that it takes.
func (r *request) tellBarred(f *filling) (begins bool) {
	barred, closed := f.service.Barred(f.childIDs(), r.momentOf(f))
	if f.service.NeedsChild() && len(f.children) == 0 {
		r.tellNoChild()
		return false
	}
	names := map[string][]string{} // of the children that the same is said of
	var lines []string
	for _, b := range barred {
		say := b.Say.In(r.lang)
		if b.Field.Type == catalog.ChildField {
			names[say] = append(names[say], f.nameOfChild(b.Value))
		}
		if (b.Field.Type == catalog.ChildField || closed) && !slices.Contains(lines, say) {
			lines = append(lines, say)
		}
	}
	for i, say := range lines {
		if names[say] != nil {
			lines[i] = strings.Join(names[say], ", ") + ": " + say
		}
	}
	if len(lines) == 0 {
		return true
	}
	n := web.Notice{Tone: web.Warning, Title: r.t("portal.first.some"), Text: strings.Join(lines, " ")}
	if len(lines) > 1 {
		n.Text, n.Lines = r.t("portal.first.why"), lines
	}
	if closed {
		n.Title = r.t("portal.first.closed")
		n.Link = r.writeToUs()
	}
	r.notices = append(r.notices, n)
	return !closed
}

// tellNoChild says that there is no child that the reader can apply for. It holds alike for who has none, whose child the registers do not know, and from whom
// a child with a protected identity is withheld, so that nobody can tell from it which of these they are.
func (r *request) tellNoChild() {
	r.notices = append(r.notices, web.Notice{Tone: web.Warning, Title: r.t("portal.first.closed"), Text: r.t("portal.first.no_children", r.Municipality.Contact.Phone),
		Link: r.writeToUs()})
}

// writeToUs leads to where somebody for whom the registers are wrong writes to the municipality.
func (r *request) writeToUs() *web.Link {
	return &web.Link{Text: r.t("portal.first.wrong"), Href: web.PathServices + "/synpunkt"}
}

// held says that the form waits for the service's window: it is kept, and not sent in.
func (f *filling) held() bool {
	return f.outside.Hold || slices.ContainsFunc(f.opened, func(part *filling) bool { return part.held() })
}

// cameOutside tells when a case came in, to who handles it, where that was outside the service's window; nil for others.
func (r *request) cameOutside(answers catalog.Answers) []web.ReviewSection {
	timing := answers[timingKey].Text
	if timing == "" {
		return nil
	}
	return []web.ReviewSection{{Title: r.t("portal.window.title"), Facts: []web.Fact{{Label: r.t("portal.window.came"), Value: r.t("portal.window." + timing)}}}}
}
