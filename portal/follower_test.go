package portal_test

import (
	"net/http"
	"regexp"
	"testing"

	"forvag/internal/casework"
	"forvag/internal/identity"
	"forvag/internal/locale"
	"forvag/portal/portaltest"
)

// toTheSender are words for whoever sent a report: what they sent, and what is asked of them or promised to them.
var toTheSender = regexp.MustCompile(`(?i)\b(din anmälan|ditt ärende|du har (åter|skickat)|från dig|väntar på dig|du får (svar|beslutet|besked)|svara ned|hör vi av oss|` +
	`your (report|case)\b|from you|you have (withdrawn|sent)|waiting for you|you (get|hear|will hear)|answer below)`)

// TestFollowerReadsWhatIsMeantForThem goes through what happens to a report, as whoever follows it by login, and by a code of their own, reads it in both languages.
func TestFollowerReadsWhatIsMeantForThem(t *testing.T) {
	site := portaltest.New(t)
	report := casework.Submission{Type: "felanmalan", Title: "Trasig lampa", Place: &casework.Place{North: 6_600_000, East: 600_000}}
	report.Anonymous = true
	made := site.Case(report)
	linh := identity.Principal{Kind: identity.Resident, Actor: portaltest.PersonID("001301"), Assurance: identity.AssuranceSubstantial, On: site.Today()}
	if err := site.Cases.Join(t.Context(), linh, made.Case); err != nil {
		t.Fatal(err)
	}
	code, err := site.Cases.JoinByCode(t.Context(), identity.Principal{Kind: identity.Nobody, On: site.Today()}, made.Case, identity.NewID())
	if err != nil {
		t.Fatal(err)
	}
	byCode := site.Visitor(t)
	byCode.Get("/folj").Form("/folj").Set("code", code).Submit().Want(http.StatusOK)
	readers := map[string]*portaltest.Client{"by login": site.LogIn(t, "Linh Nguyen"), "by code": byCode}
	desk := site.LogIn(t, erik)
	read := func(t *testing.T, status casework.Status) {
		t.Helper()
		for who, c := range readers {
			for _, c.Lang = range []string{"sv", "en"} {
				page := c.Get("/arenden/" + string(made.Case)).Want(http.StatusOK).Find("main").Text()
				if said := toTheSender.FindString(page); said != "" {
					t.Errorf("%s, %s: reads %q, which is meant for the sender, in %s", who, c.Lang, said, page)
				}
				if want := locale.T(locale.Lang(c.Lang), "case.follow."+string(status)); !regexp.MustCompile(regexp.QuoteMeta(want)).MatchString(page) {
					t.Errorf("%s, %s: does not read %q in %s", who, c.Lang, want, page)
				}
			}
		}
	}
	read(t, casework.StatusReceived)
	for _, step := range []struct {
		form   string
		set    []string
		status casework.Status
	}{
		{"/ta", nil, casework.StatusInProgress},
		{"/komplettering", []string{"komplettering-what", "Vilken lampa?"}, casework.StatusWaitingOther},
		{"/aterta-", nil, casework.StatusInProgress},
		{"/vanta", []string{"vanta-whom", "elbolaget"}, casework.StatusWaitingOther},
		{"/ateruppta", nil, casework.StatusInProgress},
		{"/flytta", []string{"flytta-step", "carry_out"}, casework.StatusBeingDelivered},
		{"/avsluta", nil, casework.StatusClosed},
	} {
		t.Run(step.form[1:], func(t *testing.T) {
			if step.form == "/aterta-" {
				step.form += string(site.File(made.Case).OpenRequest().ID)
			}
			desk.In(t).Get(path(made)).Form(step.form).Set(step.set...).Submit().Want(http.StatusOK)
			read(t, step.status)
		})
	}

	report.Anonymous, report.Parties = false, portaltest.Permit().Parties[:1]
	made = site.Case(report)
	if err := site.Cases.Join(t.Context(), linh, made.Case); err != nil {
		t.Fatal(err)
	}
	sender := identity.Principal{Kind: identity.Resident, Actor: report.Parties[0].Person, Assurance: identity.AssuranceSubstantial, On: site.Today()}
	if err := site.Cases.Withdraw(t.Context(), sender, made.Case, ""); err != nil {
		t.Fatal(err)
	}
	delete(readers, "by code")
	read(t, casework.StatusWithdrawn)
}
