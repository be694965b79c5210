package portal_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"forvag/internal/casework"
	"forvag/internal/identity"
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
	if row := listed(kerstin, "reminded"); !strings.Contains(row, "Lyft till dig") {
		t.Errorf("the manager's row is %q", row)
	}
	page = site.LogIn(t, erik).Get(path(made)).Want(http.StatusOK)
	if alert := page.Find("", "class=ds-alert").Text(); !strings.Contains(alert, "Lyft till Kerstin Wallgren") {
		t.Errorf("the officer is not told that it was handed up: %q", alert)
	}
	if !strings.HasSuffix(portal.RemindedPath, "?lista=reminded") {
		t.Errorf("the mail leads to %s", portal.RemindedPath)
	}
	page.Form("/aterta-" + string(site.File(made.Case).OpenRequest().ID)).Submit().Want(http.StatusOK)
	if row := listed(kerstin, "reminded") + listed(erik, "reminded"); row != "" {
		t.Errorf("what was taken back stands in a list: %s", row)
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
