package portal_test

import (
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	"forvag/internal/casework"
	"forvag/internal/catalog"
	"forvag/internal/identity"
	"forvag/internal/municipality"
	"forvag/portal/portaltest"
)

// TestEveryDecisionReachesItsParty makes every decision that every service can end in, at the desk, by somebody who may; and has the party read it, in
// both languages, with how it is appealed.
func TestEveryDecisionReachesItsParty(t *testing.T) {
	site := portaltest.New(t)
	desks := map[string]*portaltest.Client{}
	readers := map[string]*portaltest.Client{"sv": site.LogIn(t, "Tomasz Kowalczyk"), "en": site.LogIn(t, "Tomasz Kowalczyk")}
	readers["en"].Post("/sprak", url.Values{"lang": {"en"}}).Want(http.StatusOK)
	for _, service := range site.Catalog.Services() {
		t.Run(service.ID, func(t *testing.T) {
			made, board := 0, site.File(site.Case(applied(service)).Case).Case.Board
			for _, officer := range site.Municipality.Staff {
				if !slices.ContainsFunc(officer.Grants, func(g municipality.Grant) bool { return g.Board == board }) {
					continue
				}
				if desks[officer.Name] == nil {
					desks[officer.Name] = site.LogIn(t, officer.Name)
				}
				for _, c := range decisionsOffered(desks[officer.Name].In(t).Get(path(site.Case(applied(service))))) {
					made++
					t.Run(officer.Name+" "+c.kind+" "+string(c.outcome), func(t *testing.T) {
						decideAndRead(t, site, desks[officer.Name].In(t), readers, service, c)
					})
				}
			}
			if made == 0 && len(service.Decisions) > 0 {
				t.Error("nobody of the staff may decide")
			}
		})
	}
}

// offeredDecision is one kind of decision with one outcome.
type offeredDecision struct {
	kind    string
	outcome casework.Outcome
}

// decisionsOffered are all that the page lets its reader decide, one by one.
func decisionsOffered(page *portaltest.Page) []offeredDecision {
	if page.Status != http.StatusOK || !page.HasForm("/besluta") {
		return nil
	}
	form := page.Form("/besluta")
	var out []offeredDecision
	for _, kind := range form.Options("besluta-type") {
		for _, outcome := range form.Options("besluta-outcome") {
			if kind != "" && outcome != "" {
				out = append(out, offeredDecision{kind, casework.Outcome(outcome)})
			}
		}
	}
	return out
}

// Words that fit a grant alone, and words that fit everything else, by language.
var (
	ofGrant = map[string]*regexp.Regexp{
		"sv": regexp.MustCompile(`(?i)du får (nu )?(börja|bygga|starta|fälla|borra|sälja)|vad du får sälja|startbesked|slutbesked|har fått (ja|en plats|plats|tillstånd)|är din\b|ni har en plats|grattis|hur mycket|avgiften|beviset|pengarna`),
		"en": regexp.MustCompile(`(?i)you may (now )?(begin|start|build|fell|drill|sell)|start notice|final notice|ha(s|ve) a place|been granted|is yours|congratulations|how much|the fee|certificate|money`),
	}
	ofRefusal = map[string]*regexp.Regexp{
		"sv": regexp.MustCompile(`(?i)får inte|får inget|sa nej|varför nedan|är inte registrerad`),
		"en": regexp.MustCompile(`(?i)may not|do not get|said no|read why|is not registered`),
	}
	denied = regexp.MustCompile(`(?i)får inget startbesked|do not get a start notice`)
)

// fits says whether what a party reads after a decision means how it came out.
func fits(text, lang, service string, o casework.Outcome) bool {
	if o == casework.Granted {
		return !ofRefusal[lang].MatchString(text)
	}
	if o == casework.PartlyGranted || service == "skolval" && o == casework.Refused { // a child who is refused the wished school has a place in another
		return true
	}
	return !ofGrant[lang].MatchString(denied.ReplaceAllString(text, ""))
}

func applied(service *catalog.Service) casework.Submission {
	return casework.Submission{Type: service.ID, Parties: []casework.Party{{Person: portaltest.PersonID("001101"), Role: identity.Applicant}}}
}

func decideAndRead(t *testing.T, site *portaltest.Site, desk *portaltest.Client, readers map[string]*portaltest.Client, service *catalog.Service, c offeredDecision) {
	const grounds = "Vi har läst ansökan och hört er."
	made := site.Case(applied(service))
	form := desk.Get(path(made)).Form("/besluta").Set("besluta-type", c.kind, "besluta-outcome", string(c.outcome), "besluta-circumstances", grounds)
	if slices.ContainsFunc(service.Decisions, func(d catalog.DecisionType) bool { return d.ID == c.kind && d.Meeting }) {
		form.Set("besluta-meeting", site.Today().String(), "besluta-paragraph", "12")
	}
	if form.Value("besluta-law") == "" {
		form.Set("besluta-law", "Lag (2000:1) 1 §")
	}
	if len(form.All("", "name=besluta-given")) > 0 {
		form.Set("besluta-given", "Det som söktes")
	}
	review := form.Submit()
	if review.Status != http.StatusOK {
		t.Fatalf("status %d: %q", review.Status, append(review.Errors(), review.Notices()...))
	}
	decides(t, review).Want(http.StatusOK)
	f := site.File(made.Case)
	if f.Decision() == nil || f.Decision().Outcome != c.outcome {
		t.Fatalf("the case is decided as %+v", f.Decision())
	}
	for lang, appeal := range map[string]string{"sv": "överklaga", "en": "appeal"} {
		page := readers[lang].In(t).Get("/arenden/" + string(made.Case)).Want(http.StatusOK)
		if now := page.Find("section", "id=part-now").Text(); !fits(now, lang, service.ID, c.outcome) {
			t.Errorf("%s: after %s the party reads what it does not mean: %s", lang, c.outcome, now)
		}
		shown := page.Find("section", "class=decision")
		text := shown.Text()
		if shown.IsZero() || !strings.Contains(text, grounds) {
			t.Fatalf("%s: the party does not read the decision: %s", lang, text)
		}
		if strings.Contains(page.Text(), "⟦") {
			t.Errorf("%s: a text is missing: %s", lang, page.Text())
		}
		if !strings.Contains(strings.ToLower(text), appeal) {
			t.Errorf("%s: nothing is said of appeal: %s", lang, text)
		}
		how := portaltest.Texts(page.All("form", "action=/arenden/"+string(made.Case)+"/overklaga/"+string(f.Decision().ID)))
		if kind := f.Decision().Appeal; c.outcome == casework.Dismissed && (kind == casework.Unappealable || kind != casework.Legality && len(how) != 1) {
			t.Errorf("%s: who was refused a trial cannot appeal that here: %s, %q", lang, kind, how)
		}
	}
}
