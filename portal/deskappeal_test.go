package portal_test

import (
	"net/http"
	"strings"
	"testing"

	"forvag/internal/casework"
	"forvag/internal/civil"
	"forvag/internal/identity"
	"forvag/portal/portaltest"
)

// Of two open appeals the officer chooses the one that came too late, and dismisses it in a decision that the applicant reads and may appeal.
func TestOfficerChoosesWhichAppeal(t *testing.T) {
	site := portaltest.New(t)
	ctx := t.Context()
	made := site.Case(portaltest.Permit())
	tomasz := identity.Principal{Kind: identity.Resident, Actor: portaltest.PersonID("001101"), Assurance: identity.AssuranceSubstantial, On: site.Today()}
	erik := identity.Principal{Kind: identity.Officer, Actor: site.Staff("Erik Sandberg"), Assurance: identity.AssuranceSubstantial, On: site.Today()}
	erik.Grants, _ = site.Municipality.Grants(erik.Actor)
	ref := func() casework.Ref { return casework.Ref{ID: made.Case, Version: site.File(made.Case).Case.Version} }
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	must(site.Cases.Decide(ctx, erik, ref(), casework.NewDecision{Type: "permit", Outcome: casework.Granted}))
	d := site.File(made.Case).Decisions[0].ID
	own := func() string {
		return site.LogIn(t, "Tomasz Kowalczyk").Get("/arenden/" + string(made.Case)).Want(http.StatusOK).Text()
	}
	if !strings.Contains(own(), text("case.permit.not_final")) {
		t.Error("the permit does not wait for legal force")
	}
	must(site.Cases.Announce(ctx, erik, ref(), d, civil.Date{}, site.Today()))
	if !strings.Contains(own(), "Arbetet ska ha börjat senast 22 december 2028.") {
		t.Error("the applicant does not read when to begin")
	}
	must(site.Cases.Notice(ctx, tomasz, casework.Ref{ID: made.Case}, casework.Notice{Decision: d}))
	must(site.Cases.RegisterAppeal(ctx, erik, made.Case, "", casework.Appeal{Decision: d, Text: "En granne", Received: site.Today()}))
	site.Pass(40 * 24 * 3600e9)
	tomasz.On = site.Today()
	must(site.Cases.RegisterAppeal(ctx, tomasz, made.Case, "", casework.Appeal{Decision: d, Text: "För sent"}))
	f := site.File(made.Case)
	first, second := string(f.Appeals[0].ID), string(f.Appeals[1].ID)

	page := site.LogIn(t, "Erik Sandberg").Get("/handlaggning/" + string(made.Case)).Want(http.StatusOK)
	form := page.Form("/avgor-overklagande").Set("avgor-overklagande-outcome", "too_late", "avgor-overklagande-text", "Delgiven i november, inkommet i januari.")
	refused(t, form.Submit(), "f-avgor-overklagande-appeal", text("case.appeal_not_open"))
	refused(t, form.Set("avgor-overklagande-appeal", first).Submit(), "f-avgor-overklagande-outcome", text("case.appeal_in_time"))
	form.Set("avgor-overklagande-appeal", second).Submit().Want(http.StatusOK)
	f = site.File(made.Case)
	if !f.Appeals[0].IsOpen() || f.Appeals[1].Outcome != casework.AppealTooLate || f.Decisions[1].LateAppeal != f.Appeals[1].ID {
		t.Errorf("got %+v", f.Appeals)
	}
	page = site.LogIn(t, "Tomasz Kowalczyk").Get("/arenden/" + string(made.Case)).Want(http.StatusOK)
	if !strings.Contains(page.Text(), text("case.decision.late_appeal")) {
		t.Error("the applicant does not read that the appeal is dismissed")
	}
	page.Form("/overklaga/"+string(f.Decisions[1].ID)).Set("text", "Jag fick det aldrig.").Submit().Want(http.StatusOK)
}
