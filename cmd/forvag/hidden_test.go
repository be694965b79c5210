package main

import (
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"forvag/internal/civil"
	"forvag/internal/identity"
	"forvag/internal/locale"
	"forvag/internal/municipality"
)

// TestServiceThatTheMunicipalityDoesNotHave hides a service while cases in it run: nobody finds it, and the cases go on.
func TestServiceThatTheMunicipalityDoesNotHave(t *testing.T) {
	a := writing(t, true, nil)
	ctx, today := t.Context(), civil.Today(time.Now)
	if err := a.site.Residents.LoadDemo(ctx); err != nil {
		t.Fatal(err)
	}
	receipt, err := submit(a.instance, "intyg")
	if err != nil {
		t.Fatal(err)
	}
	sample, err := os.ReadFile("../../internal/municipality/default.yaml")
	if err != nil {
		t.Fatal(err)
	}
	hide := func(ids string) {
		t.Helper()
		text := append([]byte("services: {without: ["+ids+"]}\n"), sample...)
		if err := os.WriteFile(filepath.Join(a.folder, municipality.File), text, 0o600); err != nil {
			t.Fatal(err)
		}
		a.reads()
	}
	status := func(path string) int {
		t.Helper()
		answer, err := http.Get(a.url() + path)
		if err != nil {
			t.Fatal(err)
		}
		answer.Body.Close()
		return answer.StatusCode
	}
	rule := func() bool { return a.server.Site().Book.Rule("forskola-525-timmar") != nil }
	hide("")
	if status("/tjanster/forskola") != http.StatusOK || !strings.Contains(a.get("/api/v1/search?q=f%C3%B6rskola"), `"id":"forskola"`) || !rule() {
		t.Fatal("the portal lacks what nothing is hidden of")
	}

	hide("ledighet-elev, forskola, kulturskola, lokalbokning, skolstart, gala-nominering")
	const none = "Almby kommun har ingen tjänst för ”"
	for query, want := range map[string]bool{"nominera+till+gala": true, "%C3%A5rets+eldsj%C3%A4l": true, "bygglov": false, "vattenm%C3%A4tare": false} {
		if page := a.get("/tjanster?q=" + query); strings.Contains(page, none) != want {
			t.Errorf("a search for %s says that there is no such service: %t", query, !want)
		}
	}
	for _, path := range []string{"/tjanster/ledighet-elev", "/tjanster/forskola", "/tjanster/forskola/test", "/tjanster/skolstart"} {
		if got := status(path); got != http.StatusNotFound {
			t.Errorf("%s: status %d", path, got)
		}
	}
	for _, query := range []string{"f%C3%B6rskola", "ledigt+fr%C3%A5n+skolan", "kulturskola"} {
		if found := a.get("/api/v1/search?q=" + query); strings.Contains(found, `"kind":"service","id":"forskola"`) || strings.Contains(found, `"kind":"service","id":"ledighet-elev"`) ||
			strings.Contains(found, `"kind":"service","id":"kulturskola"`) {
			t.Errorf("a search for %s finds what is hidden: %s", query, found)
		}
	}
	site := a.server.Site()
	for _, s := range site.Search.Contents(today).Services.Services() {
		if s.ID == "forskola" {
			t.Error("the assistant offers what is hidden")
		}
	}
	if rule() {
		t.Error("a life event offers what is hidden")
	}

	officer := identity.Principal{Kind: identity.Officer, Assurance: identity.AssuranceSubstantial, Actor: "01900000-0000-7000-8000-000000000902", On: today,
		Grants: []identity.Grant{{Board: "BUN", Role: identity.CaseOfficer, Secrecy: true}, {Board: "KFN", Role: identity.CaseOfficer}}}
	file, err := site.Cases.Case(ctx, officer, receipt.Case)
	if err != nil {
		t.Fatal(err)
	}
	if s, err := site.Types.Service(ctx, file.Case.Type, today); err != nil || s.Title.In(locale.SV) != "Ledighet från skolan" {
		t.Errorf("the running case is of %v, %v", s, err)
	}
	if _, err := site.Cases.QueueLengths(ctx, officer, "kulturskola"); err != nil {
		t.Errorf("officers cannot see the queue that people stand in: %v", err)
	}
	if err := site.Cases.Message(ctx, officer, receipt.Case, "hej", "", "Hej", nil); err != nil {
		t.Errorf("officers cannot write in the running case: %v", err)
	}
}
