package portal

import (
	"encoding/json"
	"strings"

	"forvag/internal/casework"
	"forvag/internal/catalog"
	"forvag/internal/identity"
	"forvag/internal/locale"
	"forvag/internal/residents"
	"forvag/web"
)

// offline is what the service worker keeps and shows when there is no network.
func (r *request) offline() error { return r.page(web.SectionNone, web.OfflinePage{}) }

// about says what the portal is, what becomes of personal data, which cookies it sets and what it logs.
func (r *request) about() error {
	officer := r.Municipality.Privacy
	view := web.AboutPage{
		Version: r.server.Version,
		Officer: web.Mailbox{Name: officer.Officer.In(r.lang), Email: officer.Email, Phone: officer.Phone},
		Cookies: []web.Cookie{
			{Name: r.server.cookieName(), Purpose: r.t("portal.cookie.session"), Lasts: r.t("portal.cookie.session_life")},
			{Name: askStorage, Purpose: r.t("portal.cookie.ask"), Lasts: r.t("portal.cookie.ask_life")},
			{Name: languageCookie, Purpose: r.t("portal.cookie.language"), Lasts: r.t("portal.cookie.language_life")},
		},
		Logs: web.Paragraphs{r.t("portal.about.logs"), r.keptQuestions(), r.t("portal.about.reading")},
	}
	for _, b := range r.Municipality.Boards {
		view.Boards = append(view.Boards, web.Mailbox{Name: b.Name.In(r.lang), Email: r.Municipality.EmailOf(b.Code)})
	}
	return r.page(web.SectionNone, view)
}

// keptQuestions says how long questions to the assistant are kept, and as what.
func (r *request) keptQuestions() string {
	if days := r.Journal.Days(); days > 0 {
		return r.t("portal.about.questions", days)
	}
	return r.t("portal.about.questions_none")
}

// accessibilityFault is the service that takes reports about the portal's own accessibility.
const accessibilityService = "synpunkt"

// accessibility is the accessibility statement (lag 2018:1937, 13 §), with a form to report faults.
func (r *request) accessibility() error {
	return r.accessibilityPage(200, "", "")
}

func (r *request) accessibilityPage(status int, wrong, emailWrong string) error {
	a := r.Municipality.Accessibility
	view := web.AccessibilityPage{
		Updated: r.day(a.Updated), Address: a.Email, Action: web.PathAccessibility, Sent: r.Query(flashName) == "tack",
		What:  web.LongField{Question: web.Question{Name: "what", Label: r.t("portal.access.what"), Error: wrong}, Value: r.FormValue("what"), MaxLength: maxMessage},
		Where: web.TextField{Question: web.Question{Name: "where", Label: r.t("portal.access.where"), Optional: true}, Value: r.FormValue("where"), MaxLength: 200},
		Email: web.TextField{Question: web.Question{Name: "email", Label: r.t("portal.access.email"), Hint: r.t("portal.access.email_hint"), Error: emailWrong, Optional: true}, Kind: web.TextEmail, Value: r.FormValue("email")},
	}
	for _, f := range a.Faults {
		view.Faults = append(view.Faults, f.In(r.lang))
	}
	if wrong != "" {
		view.Errors = append(view.Errors, web.FieldError{Field: view.What.ID(), Text: wrong})
	}
	if emailWrong != "" {
		view.Errors = append(view.Errors, web.FieldError{Field: view.Email.ID(), Text: emailWrong})
	}
	return r.pageStatus(status, web.SectionNone, view)
}

// reportAccessibility makes a case of a report, by the service for opinions: the municipality must answer it (lag 2018:1937, 14 §).
func (r *request) reportAccessibility() error {
	what, err := r.written("what", "portal.access.empty")
	if err != nil {
		return r.accessibilityPage(422, r.words(err), "")
	}
	email, err := residents.ParseEmail(r.FormValue("email"))
	if err != nil {
		return r.accessibilityPage(422, "", r.words(err))
	}
	if where := strings.TrimSpace(r.FormValue("where")); where != "" {
		what += "\n\n" + where
	}
	answers, err := json.Marshal(catalog.Answers{
		"intent": {Text: "complaint"}, "heading": {Text: locale.T(locale.SV, "portal.access.title")}, "text": {Text: what}, "email": {Text: email},
	})
	if err != nil {
		return err
	}
	in := casework.Submission{
		Key: newKey(), Type: accessibilityService, Answers: answers, Lang: string(r.lang),
		Title: locale.T(locale.SV, "portal.access.title"), Anonymous: r.principal.Kind != identity.Resident,
	}
	from := identity.Principal{Kind: identity.Nobody, On: r.today()} // an officer who reports a fault does so as anybody, whatever boards they serve
	if r.principal.Kind == identity.Resident {
		from, in.Parties = r.principal, []casework.Party{{Person: r.principal.Actor, Role: identity.Applicant}}
	}
	if _, err := r.Cases.Submit(r.ctx(), from, in); err != nil {
		return err
	}
	return r.seeOther(web.PathAccessibility + "?" + flashName + "=tack#rapport")
}
