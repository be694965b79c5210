package portal_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"forvag/internal/casework"
	"forvag/internal/identity"
	"forvag/internal/locale"
	"forvag/portal"
	"forvag/portal/portaltest"
)

// TestWhatNobodyAnsweredIsNotLost follows a request for completion past its day: to the resident, to the officer and to the manager.
func TestWhatNobodyAnsweredIsNotLost(t *testing.T) {
	site := portaltest.New(t)
	made := site.Case(portaltest.Permit())
	number := made.Diary.String()
	remind := func(days int) {
		t.Helper()
		site.Pass(time.Duration(days) * 24 * time.Hour)
		if _, err := site.Cases.Remind(t.Context(), identity.Principal{Kind: identity.System}, casework.DefaultReminding); err != nil {
			t.Fatal(err)
		}
	}
	listed := func(who, list string) string {
		t.Helper()
		for _, row := range site.LogIn(t, who).Get("/handlaggning?lista=" + list).Want(http.StatusOK).Find("tbody").All("tr") {
			if strings.Contains(row.Text(), number) {
				return row.Text()
			}
		}
		return ""
	}
	desk := site.LogIn(t, erik)
	page := desk.Get(path(made)).Form("/ta").Submit().Want(http.StatusOK)
	form := page.Form("/komplettering").Set("komplettering-what", "En ritning")
	due := form.Value("komplettering-due")
	form.Submit().Want(http.StatusOK)
	if row := listed(erik, "overdue"); row != "" {
		t.Errorf("before its day it is overdue: %s", row)
	}
	resident := site.LogIn(t, "Tomasz Kowalczyk")
	if words := resident.Get("/arenden").Want(http.StatusOK).Text(); !strings.Contains(words, "Svara senast") {
		t.Errorf("the resident's list does not say by when: %s", words)
	}
	remind(11)
	resident = site.LogIn(t, "Tomasz Kowalczyk")
	if words := resident.Get("/arenden/" + string(made.Case)).Want(http.StatusOK).Text(); !strings.Contains(words, "Påminnelse: svara senast") {
		t.Error("the resident is not reminded")
	}
	remind(4)
	resident = site.LogIn(t, "Tomasz Kowalczyk")
	if words := resident.Get("/arenden").Want(http.StatusOK).Text(); !strings.Contains(words, "Skulle ha besvarats") || strings.Contains(words, "Svara senast") {
		t.Errorf("the resident's list speaks of %s as if it were to come: %s", due, words)
	}
	for _, list := range []string{"overdue", "reminded", "waiting"} {
		if listed(erik, list) == "" {
			t.Errorf("the case is not among %s", list)
		}
	}
	page = site.LogIn(t, erik).Get(path(made)).Want(http.StatusOK)
	alert := page.Find("", "class=ds-alert").Text()
	if !strings.Contains(alert, "Svaret skulle ha kommit") || !strings.Contains(alert, "föreläggande") || !strings.Contains(alert, "Till beslutet") {
		t.Errorf("on top of the page stands %q", alert)
	}
	if listed(kerstin, "reminded") != "" {
		t.Error("the manager has it at once")
	}
	remind(5)
	if row := listed(kerstin, "reminded"); !strings.Contains(row, "Lyft till dig, påmint") || !strings.Contains(row, "Parten svarade inte till den") || !strings.Contains(row, "Pröva om det som finns räcker") {
		t.Errorf("the manager's row is %q", row)
	}
	page = site.LogIn(t, erik).Get(path(made)).Want(http.StatusOK)
	if alert := page.Find("", "class=ds-alert").Text(); !strings.Contains(alert, "Lyft till Kerstin Wallgren") {
		t.Errorf("the officer is not told that it was handed up: %q", alert)
	}
	if log := page.Text(); strings.Count(log, "Lyft till Kerstin Wallgren: Parten svarade inte") != 1 || strings.Count(log, "Påminnelse till Erik Sandberg: Parten svarade inte") != 1 {
		t.Errorf("the log does not tell once that the officer was reminded, and once that it was handed up: %s", log)
	}
	if !strings.HasSuffix(portal.RemindedPath, "?lista=reminded") {
		t.Errorf("the mail leads to %s", portal.RemindedPath)
	}
	page.Form("/aterta-" + string(site.File(made.Case).OpenRequest().ID)).Submit().Want(http.StatusOK)
	if row := listed(kerstin, "reminded") + listed(erik, "reminded"); row != "" {
		t.Errorf("what was taken back stands in a list: %s", row)
	}
}

// TestWhoIsLateIsToldHowToSaySo: the alert of a time that has ended leads to what tells the parties, and says what that does, and then that they were told.
func TestWhoIsLateIsToldHowToSaySo(t *testing.T) {
	site := portaltest.New(t)
	made := site.Case(portaltest.Leave())
	site.Pass(40 * 24 * time.Hour)
	if _, err := site.Cases.Remind(t.Context(), identity.Principal{Kind: identity.System}, casework.DefaultReminding); err != nil {
		t.Fatal(err)
	}
	page := site.LogIn(t, johan).Get(path(made)).Want(http.StatusOK)
	alert := page.Find("", "class=ds-alert")
	if words := alert.Text(); !strings.Contains(words, "skulle ha varit klart") || !strings.Contains(words, "Underrättelsen ger ingen mer tid") {
		t.Errorf("on top of the page stands %q", words)
	}
	page = leadsToForm(t, site.LogIn(t, johan), page, path(made), "drojsmal")
	page = page.Form("/drojsmal").Set("drojsmal-reason", "Vi väntar på skolan.", "drojsmal-until", site.Today().AddDays(7).String()).Submit().Want(http.StatusOK)
	want := "Parterna fick veta " + locale.Date(locale.SV, site.Today()) + " att det dröjer, och väntar sig svar senast " + locale.Date(locale.SV, site.Today().AddDays(7))
	if words := page.Text(); !strings.Contains(words, want) {
		t.Errorf("once they are told, the page does not say %q", want)
	}
}

// TestAFormalRequestMayEndInDismissal: who was told that the case can be dismissed is told so on the page.
func TestAFormalRequestMayEndInDismissal(t *testing.T) {
	site := portaltest.New(t)
	made := site.Case(portaltest.Permit())
	form := site.LogIn(t, erik).Get(path(made)).Form("/komplettering").Set("komplettering-what", "En ritning. Annars kan vi avvisa.", "komplettering-formal", "yes")
	form.Submit().Want(http.StatusOK)
	site.Pass(20 * 24 * time.Hour)
	alert := site.LogIn(t, erik).Get(path(made)).Want(http.StatusOK).Find("", "class=ds-alert").Text()
	if !strings.Contains(alert, "Räcker det inte får du avvisa") {
		t.Errorf("on top of the page stands %q", alert)
	}
}

// leadsToForm follows the link from a case's page to a form on it, which must be closed before and open then, also without a script.
func leadsToForm(t *testing.T, officer *portaltest.Client, page *portaltest.Page, path, form string) *portaltest.Page {
	t.Helper()
	href := path + "?visa=" + form + "#" + form
	if page.Find("a", "href="+href).IsZero() || page.ByID(form).IsZero() || page.ByID(form).Has("open") {
		t.Errorf("nothing leads to %s, or it is open before", form)
	}
	page = officer.Get(href).Want(http.StatusOK)
	if !page.ByID(form).Has("open") {
		t.Errorf("%s is closed where the link leads", form)
	}
	return page
}

// TestACaseIsNotClosedBeforeItsAppeal: the page names what is left and leads to it, and closing asks why; the parties see the answer.
func TestACaseIsNotClosedBeforeItsAppeal(t *testing.T) {
	site := portaltest.New(t)
	made := site.Case(portaltest.Leave())
	desk := site.LogIn(t, johan)
	form := desk.Get(path(made)).Form("/besluta").Set("besluta-type", "short_leave", "besluta-outcome", "granted", "besluta-circumstances", "Kort.")
	page := decides(t, form.Submit()).Want(http.StatusOK)
	alert := page.Find("", "class=ds-alert")
	if words := page.Text(); !strings.Contains(words, "Beslutet är inte anslaget på anslagstavlan") || !strings.Contains(words, "Tiden att överklaga har inte börjat") {
		t.Errorf("the page does not say what is left: %q", alert.Text())
	}
	page = leadsToForm(t, desk, page, path(made), "anslag")
	if !page.ByID("more-actions").Has("open") {
		t.Error("the form is open within what is folded away")
	}
	refused(t, page.Form("/avsluta").Submit(), "f-avsluta-reason", "Tiden att överklaga har inte börjat. Gör det som är kvar, eller skriv varför ärendet ska avslutas ändå.")
	if site.File(made.Case).Case.IsClosed() {
		t.Fatal("it is closed all the same")
	}
	why := "Beslutet anmäls till nämnden den 9 december."
	page.Form("/avsluta").Set("avsluta-reason", why).Submit().Want(http.StatusOK)
	if !site.File(made.Case).Case.IsClosed() {
		t.Fatal("it is not closed for a reason")
	}
	said := site.LogIn(t, "Anna Lindqvist").Get("/arenden/" + string(made.Case)).Want(http.StatusOK).Text()
	for _, words := range []string{why, "inom tre veckor från den dag då beslutet anslogs på kommunens anslagstavla", "när det har anmälts till nämnden"} {
		if !strings.Contains(said, words) {
			t.Errorf("the party's page does not say %q", words)
		}
	}
}

// TestEachFieldHasItsOwnFault: of two faults in one form each leads to its field.
func TestEachFieldHasItsOwnFault(t *testing.T) {
	site := portaltest.New(t)
	made := site.Case(portaltest.Permit())
	page := site.LogIn(t, erik).Get(path(made)).Form("/komplettering").Set("komplettering-what", " ", "komplettering-due", "2026-11-01").Submit()
	if page.Status != http.StatusUnprocessableEntity {
		t.Errorf("status %d", page.Status)
	}
	if diff := cmp.Diff([]string{"Skriv vad parten behöver skicka.", "Välj en sista dag som inte har passerat."}, page.Errors()); diff != "" {
		t.Errorf("the summary, -want +got:\n%s", diff)
	}
	for _, field := range []string{"f-komplettering-what", "f-komplettering-due"} {
		if page.ByID(field).Attr("aria-invalid") != "true" || page.Find("a", "href=#"+field).IsZero() {
			t.Errorf("%s is not marked, or nothing leads to it", field)
		}
	}
}

// TestAPausedPromiseTellsItsNewDay: who is asked for more sees that the time stands still, and when they hear if they answer in time.
func TestAPausedPromiseTellsItsNewDay(t *testing.T) {
	site := portaltest.New(t)
	made := site.Case(portaltest.Leave())
	site.LogIn(t, johan).Get(path(made)).Form("/komplettering").Set("komplettering-what", "Vilka dagar?").Submit().Want(http.StatusOK)
	said := site.LogIn(t, "Anna Lindqvist").Get("/arenden/" + string(made.Case)).Want(http.StatusOK).Text()
	if !strings.Contains(said, "Tiden står still medan vi väntar på svar") || !strings.Contains(said, "Då får du besked senast") {
		t.Errorf("the page does not say what becomes of the day: %s", said)
	}
}
