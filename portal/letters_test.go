package portal_test

import (
	"slices"
	"strings"
	"testing"

	"forvag/internal/casework"
	"forvag/internal/identity"
	"forvag/notify"
	"forvag/notify/letter"
	"forvag/portal"
	"forvag/portal/portaltest"
)

// TestALetterSaysOfAppealWhatThePageDoes: once that there is none, and how of a dismissal: who is refused a trial may appeal that (FL 41 §).
func TestALetterSaysOfAppealWhatThePageDoes(t *testing.T) {
	w := newWorld(t)
	w.staffed()
	anna, kerstin := portaltest.PersonID(people["Anna"]), w.officerNamed("000904")
	for outcome, want := range map[casework.Outcome]int{casework.Granted: 1, casework.Dismissed: 0} {
		t.Run(string(outcome), func(t *testing.T) {
			id := w.Case(casework.Submission{Type: "folkol-tobak", Parties: []casework.Party{{Person: anna, Role: identity.Applicant}}}).Case
			ref := casework.Ref{ID: id, Version: w.File(id).Case.Version}
			if err := w.Cases.Decide(t.Context(), kerstin, ref, casework.NewDecision{Type: "notified", Outcome: outcome, Text: "Så blev det.",
				Grounds: casework.Grounds{Law: []string{"alkohollagen 8 kap. 8 §"}, Circumstances: "Vi har läst anmälan."}}); err != nil {
				t.Fatal(err)
			}
			follow(w, id)
			told, err := w.Notify.Store.OfCase(t.Context(), id, anna)
			if err != nil || len(told) == 0 {
				t.Fatal(told, err)
			}
			l, err := portal.Letters{Site: func() *portal.Site { return w.Site.Site }, Now: w.Now}.Compose(t.Context(),
				notify.Message{ID: told[0].ID, Person: anna, Address: letter.Registered, Lang: "sv", Title: "Beslut", Text: "Hej"})
			if err != nil {
				t.Fatal(err)
			}
			if got := strings.Count(l.Plain(), text("case.appeal.none")); got != want || strings.Contains(l.Plain(), text("web.appeal.title")) == (want == 1) {
				t.Errorf("it is said %d times that it cannot be appealed:\n%s", got, l.Plain())
			}
			if !strings.Contains(l.Plain(), "Så blev det.") {
				t.Errorf("the decision is not in the letter:\n%s", l.Plain())
			}
			page := w.get("/arenden/"+string(id), w.as("Anna")).body
			if got := strings.Count(page, text("case.appeal.none")); got != want {
				t.Errorf("the page says %d times that it cannot be appealed", got)
			}
			for where, words := range map[string]string{"the letter": l.Plain(), "the page": page} {
				if strings.Contains(words, "Vi har inte prövat saken.") == (want == 1) {
					t.Errorf("%s does not say that it is the dismissal that can be appealed, or says so of another: %s", where, words)
				}
			}
		})
	}
}

// TestALetterToAnOrganisationStandsAtItsOwnAddress: in the window is the firm, and not the home of who signs for it.
func TestALetterToAnOrganisationStandsAtItsOwnAddress(t *testing.T) {
	w := newWorld(t)
	w.staffed()
	tomasz, kerstin := portaltest.PersonID("001101"), w.officerNamed("000904")
	id := w.Case(casework.Submission{Type: "folkol-tobak", Parties: []casework.Party{{Org: "01900000-0000-7000-8000-0000000b0001", Role: identity.Applicant}}}).Case
	ref := casework.Ref{ID: id, Version: w.File(id).Case.Version}
	if err := w.Cases.Decide(t.Context(), kerstin, ref, casework.NewDecision{Type: "notified", Outcome: casework.Granted, Text: "Så blev det."}); err != nil {
		t.Fatal(err)
	}
	follow(w, id)
	told, err := w.Notify.Store.OfCase(t.Context(), id, tomasz)
	if err != nil || len(told) == 0 {
		t.Fatal(told, err)
	}
	firm, err := w.Residents.Organisation(t.Context(), "01900000-0000-7000-8000-0000000b0001")
	if err != nil {
		t.Fatal(err)
	}
	at, err := w.Residents.Address(t.Context(), firm.Address)
	if err != nil {
		t.Fatal(err)
	}
	l, err := portal.Letters{Site: func() *portal.Site { return w.Site.Site }, Now: w.Now}.Compose(t.Context(),
		notify.Message{ID: told[0].ID, Person: tomasz, Address: letter.Organisation, Lang: "sv", Title: "Beslut", Text: "Hej"})
	if err != nil {
		t.Fatal(err)
	}
	if want := []string{firm.Name, "Att: Tomasz Kowalczyk", at.Label(), at.Postcode + " " + strings.ToUpper(at.Town)}; !slices.Equal(l.To, want) {
		t.Errorf("it is to %q, want %q", l.To, want)
	}
}
