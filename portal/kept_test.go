package portal_test

import (
	"strings"
	"testing"
	"time"

	"forvag/internal/casework"
	"forvag/internal/identity"
	"forvag/portal/portaltest"
)

// TestPagesTellHowLongThingsAreKept follows a case with a medical certificate from its beginning until the certificate is disposed of.
func TestPagesTellHowLongThingsAreKept(t *testing.T) {
	site := portaltest.New(t)
	in := portaltest.Parking()
	in.Documents = []casework.NewDocument{{Filename: "intyg om benet.pdf", MediaType: "application/pdf", Size: 10, Hash: strings.Repeat("a", 64), Field: "certificate"}}
	made, ctx := site.Case(in), t.Context()
	officer := identity.Principal{Kind: identity.Officer, Actor: site.Staff(amina), Assurance: identity.AssuranceSubstantial, On: site.Today()}
	officer.Grants = []identity.Grant{
		{Board: "SN", Role: identity.CaseOfficer, Secrecy: true}, {Board: "SN", Role: identity.DecisionMaker, Secrecy: true}}
	holder := identity.Principal{Kind: identity.Resident, Actor: in.Parties[0].Person, Assurance: identity.AssuranceSubstantial, On: site.Today()}
	version := func() casework.Ref { return casework.Ref{ID: made.Case, Version: site.File(made.Case).Case.Version} }
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	must(site.Cases.AddDocument(ctx, officer, made.Case, "", casework.DocumentWorking, casework.Internal,
		[]casework.NewDocument{{Filename: "utkast.pdf", MediaType: "application/pdf", Size: 10, Hash: strings.Repeat("b", 64)}}))
	plan := "enligt Dokumenthanteringsplan SN 4.3.6"
	tells := func(when string, desk, resident []string, hides string) {
		t.Helper()
		for _, page := range []struct {
			name, path string
			words      []string
		}{{amina, path(made), desk}, {"Gunvor Åkerlund", "/arenden/" + string(made.Case), resident}} {
			text := site.LogIn(t, page.name).Get(page.path).Want(200).Text()
			for _, words := range page.words {
				if !strings.Contains(text, words) {
					t.Errorf("%s: %s does not read %q", when, page.name, words)
				}
			}
			if hides != "" && strings.Contains(text, hides) {
				t.Errorf("%s: %s still reads %q", when, page.name, hides)
			}
		}
	}
	tells("open", []string{"Gallras 2 år efter att ärendet avslutats, " + plan, "Rensas när ärendet avslutas"},
		[]string{"Sparas 2 år efter att ärendet är avslutat", "Hör till ”Läkarintyg”"}, "")
	must(site.Cases.Withdraw(ctx, holder, made.Case, ""))
	types, err := site.Types.CaseType(ctx, in.Type, "")
	must(err)
	must(site.Cases.Decide(ctx, officer, version(), casework.NewDecision{Type: types.Decisions[0].ID, Outcome: casework.WrittenOff}))
	must(site.Cases.Close(ctx, officer, version(), ""))
	tells("closed", []string{"Gallras ", plan, "Rensad ", "Ärendet gallras "},
		[]string{"Sparas till och med ", "Vi sparar ärendet till och med "}, "utkast.pdf")

	site.Pass(3 * 365 * 24 * time.Hour)
	done, err := site.Cases.Dispose(ctx, identity.Principal{Kind: identity.Administrator}, casework.AllCases)
	must(err)
	if done != (casework.Disposals{Parts: 1}) {
		t.Errorf("disposed of %+v, want one part", done)
	}
	tells("after three years", []string{"Gallrad handling", "Gallrad ", "Delar av ärendet är gallrade", "handling (Dokumenthanteringsplan SN 4.3.6)"},
		[]string{"Gallrad handling", "Vi tog bort den "}, "intyg om benet")
	d := site.File(made.Case).Documents[0]
	site.LogIn(t, amina).Get(path(made) + "/handling/" + string(d.ID)).Want(410)
}

// TestPagesTellThatLettersAreGone disposes of a building permit's letters, while the case is preserved.
func TestPagesTellThatLettersAreGone(t *testing.T) {
	site := portaltest.New(t)
	in := portaltest.Permit()
	made, ctx := site.Case(in), t.Context()
	officer := identity.Principal{Kind: identity.Officer, Actor: site.Staff(amina), Assurance: identity.AssuranceSubstantial, On: site.Today(),
		Grants: []identity.Grant{{Board: "BN", Role: identity.CaseOfficer}, {Board: "BN", Role: identity.DecisionMaker}}}
	holder := identity.Principal{Kind: identity.Resident, Actor: in.Parties[0].Person, Assurance: identity.AssuranceSubstantial, On: site.Today()}
	ref := func() casework.Ref { return casework.Ref{ID: made.Case, Version: site.File(made.Case).Case.Version} }
	types, err := site.Types.CaseType(ctx, in.Type, "")
	if err == nil {
		err = site.Cases.Request(ctx, officer, ref(), "Rita om altanen", site.Today().AddDays(7), false)
	}
	if err == nil {
		err = site.Cases.Answer(ctx, holder, made.Case, "", site.File(made.Case).OpenRequest().ID, "Den är röd", nil)
	}
	if err == nil {
		err = site.Cases.Decide(ctx, officer, ref(), casework.NewDecision{Type: types.Decisions[0].ID, Outcome: casework.Dismissed,
			Grounds: casework.Grounds{Law: []string{"PBL 9 kap. 22 §"}, Circumstances: "Ritningen saknas."}})
	}
	if err == nil {
		f := site.File(made.Case)
		err = site.Cases.Notice(ctx, officer, ref(), casework.Notice{Decision: f.Decision().ID, Party: f.Parties[0].ID, On: site.Today(), How: casework.NoticeLetter, Evidence: "delgivningskvitto"})
	}
	if err == nil {
		err = site.Cases.Close(ctx, officer, ref(), "")
	}
	if err != nil {
		t.Fatal(err)
	}
	site.Pass(6 * 365 * 24 * time.Hour)
	if _, err := site.Cases.Dispose(ctx, identity.Principal{Kind: identity.Administrator}, casework.AllCases); err != nil {
		t.Fatal(err)
	}
	f := site.File(made.Case)
	for _, page := range []struct{ who, path, tells string }{
		{erik, path(made), "Texten gallrades"}, {"Tomasz Kowalczyk", "/arenden/" + string(made.Case), "texten är gallrad"},
	} {
		text := site.LogIn(t, page.who).Get(page.path).Want(200).Text()
		if !strings.Contains(text, page.tells) || strings.Contains(text, "altanen") || !strings.Contains(text, "Ritningen saknas.") || !strings.Contains(text, "Den är röd") {
			t.Errorf("%s reads %s", page.who, text)
		}
	}
	if f.Requests[0].WhatDisposed.IsZero() {
		t.Error("the request's words are there")
	}
}
