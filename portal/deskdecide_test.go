package portal_test

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"
	"time"

	"forvag/internal/casework"
	"forvag/internal/catalog"
	"forvag/internal/identity"
	"forvag/internal/rules"
	"forvag/portal/portaltest"
)

// TestReasonsAreWrittenForTheParty: what the rules tell the officer is shown to the officer, and never put into the reasons that the party reads.
func TestReasonsAreWrittenForTheParty(t *testing.T) {
	const note, grounds = "Väg skälet mot barnets skolgång.", "Ledigheten är högst tio skoldagar."
	for name, c := range map[string]struct {
		rec  casework.Recommendation
		want string
	}{
		"grounds of their own":  {casework.Recommendation{Outcome: casework.Granted, Note: note, Grounds: casework.Grounds{Circumstances: grounds}}, grounds},
		"a person must judge":   {casework.Recommendation{Note: note}, ""},
		"said to nobody knows":  {casework.Recommendation{Outcome: casework.Granted, Grounds: casework.Grounds{Circumstances: note}}, ""},
		"grant without grounds": {casework.Recommendation{Outcome: casework.Granted, Note: note}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			site := portaltest.New(t)
			in := portaltest.Leave()
			c.rec.Type = "short_leave"
			in.Recommendation = &c.rec
			page := site.LogIn(t, johan).Get(path(site.Case(in)))
			if got := page.Form("/besluta").Value("besluta-circumstances"); got != c.want {
				t.Errorf("the reasons begin as %q, want %q", got, c.want)
			}
			if !strings.Contains(page.Find("", "class=proposal").Text(), note) {
				t.Error("the officer does not see what the rules say to them")
			}
		})
	}
}

// TestTheOfficerSeesWhichConditionIsOpen: of a case that the rules do not settle, the page says each condition as it was tried, first those that are open, and what is
// missing for them. Where no rule says anything there is no proposal.
func TestTheOfficerSeesWhichConditionIsOpen(t *testing.T) {
	site := portaltest.New(t)
	service := site.Catalog.Service("skolskjuts")
	rec := service.Recommend(rules.Facts{"chosen": rules.OfBool(false)}, catalog.Moment{Today: site.Today()})
	trace, err := json.Marshal(rec.Trace)
	if err != nil || len(rec.Trace) == 0 {
		t.Fatal(err, rec)
	}
	in := portaltest.Leave()
	in.Type, in.Recommendation = service.ID, &casework.Recommendation{Type: rec.Type.ID, Grounds: casework.Grounds{Trace: trace}}
	page := site.LogIn(t, samira).Get(path(site.Case(in))).Want(http.StatusOK)
	open, said := page.Find("ul", "class=conds").All("li"), page.Find("", "class=proposal").Text()
	if len(open) == 0 || !strings.Contains(open[0].Text(), "Saknas") || !strings.Contains(said, "Barnet går i den skola som kommunen har gett plats i.") {
		t.Errorf("the proposal says %q", said)
	}
	in = portaltest.Leave()
	in.Key, in.Recommendation = in.Key+"-2", &casework.Recommendation{Type: "short_leave", Grounds: casework.Grounds{Law: []string{"skollagen"}, Trace: []byte("[]")}}
	if p := site.LogIn(t, samira).Get(path(site.Case(in))).Want(http.StatusOK); !p.Find("", "class=proposal").IsZero() {
		t.Error("a proposal of which no rule says anything")
	}
}

// TestNoServiceGivesThePartyWhatIsSaidToTheOfficer looks at every recommendation that is carried.
func TestNoServiceGivesThePartyWhatIsSaidToTheOfficer(t *testing.T) {
	site := portaltest.New(t)
	for _, s := range site.Catalog.Services() {
		if s.Recommendation == nil {
			continue
		}
		for _, v := range s.Recommendation.Verdicts {
			if v.Grounds == v.Say && !v.Say.IsZero() {
				t.Errorf("%s: the party reads what is said to the officer: %q", s.ID, v.Say.SV)
			}
			for _, order := range []string{"Bevilja", "Kontrollera", "Utred", "Pröva", "Läs "} {
				if strings.HasPrefix(v.Grounds.SV, order) || strings.Contains(v.Grounds.SV, ". "+order) {
					t.Errorf("%s: the grounds tell the officer what to do: %q", s.ID, v.Grounds.SV)
				}
			}
		}
	}
}

// decides makes the decision that the page shows for review.
func decides(t *testing.T, review *portaltest.Page) *portaltest.Page {
	t.Helper()
	if got := review.Want(http.StatusOK).Find("h1").Text(); got != "Granska beslutet" {
		t.Fatalf("the page is %q (errors %q)", got, review.Errors())
	}
	return review.Form("/besluta").Submit("steg=fatta")
}

// TestADecisionIsReviewedFirst: nothing is decided before who decides has read what the party will read; going back loses nothing.
func TestADecisionIsReviewedFirst(t *testing.T) {
	const grounds, law = "Ni reser till en begravning.\r\n\r\nSkolarbetet tas igen.", "skollagen 7 kap. 18 §\r\nskolförordningen 5 kap. 4 §"
	site := portaltest.New(t)
	made := site.Case(portaltest.Leave())
	desk := site.LogIn(t, johan)
	write := func(p *portaltest.Page) *portaltest.Form {
		return p.Form("/besluta").Set("besluta-type", "short_leave", "besluta-outcome", "granted", "besluta-text", "Alva får ledigt.").
			Force("besluta-circumstances", grounds).Force("besluta-law", law)
	}
	review := write(desk.Get(path(made))).Submit().Want(http.StatusOK)
	if f := site.File(made.Case); f.Decision() != nil {
		t.Fatal("one press decided")
	}
	shown := review.Find("main").Text()
	for _, words := range []string{"Det är inte fattat än", "Alva får ledigt.", "Ni reser till en begravning.", "Skolarbetet tas igen.", "skolförordningen 5 kap. 4 §",
		"Beviljat", "Anna Lindqvist", "laglighetsprövning", "går inte att ta tillbaka", "FL 37–38 §§"} {
		if !strings.Contains(shown, words) {
			t.Errorf("the review does not show %q", words)
		}
	}
	back := review.Form("/besluta").Submit("steg=andra").Want(http.StatusOK)
	form := back.Form("/besluta")
	for field, want := range map[string]string{"outcome": "granted", "type": "short_leave", "text": "Alva får ledigt.", "circumstances": grounds, "law": law} {
		if got := strings.ReplaceAll(form.Value("besluta-"+field), "\r\n", "\n"); got != strings.ReplaceAll(want, "\r\n", "\n") {
			t.Errorf("%s came back as %q, want %q", field, got, want)
		}
	}
	if !back.ByID("besluta").Has("open") || len(back.Errors()) > 0 {
		t.Errorf("going back shows the form open and nothing wrong: errors %q", back.Errors())
	}
	as := decides(t, form.Submit()).Want(http.StatusOK)
	says(t, as, "Beslutet är fattat. Se till att parterna får del av det.")
	resident := site.LogIn(t, "Anna Lindqvist").Get("/arenden/" + string(made.Case)).Want(http.StatusOK)
	party, preview := resident.Find("section", "class=decision"), review.Find("section", "class=decision")
	if p, r := party.Find("", "class=prose").Text(), preview.Find("", "class=prose").Text(); p != r || p == "" {
		t.Errorf("the party reads\n%s\nand the review showed\n%s", p, r)
	}
}

// TestAReviewedDecisionMeetsAChange: what a colleague did between is told, before the review and after it, and what was written is there still.
func TestAReviewedDecisionMeetsAChange(t *testing.T) {
	for _, stage := range []string{"before the review", "after the review"} {
		t.Run(stage, func(t *testing.T) {
			site := portaltest.New(t)
			made := site.Case(portaltest.Leave())
			first, second := site.LogIn(t, samira), site.LogIn(t, johan)
			form := second.Get(path(made)).Form("/besluta").Set("besluta-type", "short_leave", "besluta-outcome", "granted", "besluta-circumstances", "Kort.")
			var p *portaltest.Page
			if stage == "before the review" {
				first.Get(path(made)).Form("/ta").Submit().Want(http.StatusOK)
				p = form.Submit()
			} else {
				review := form.Submit().Want(http.StatusOK)
				first.Get(path(made)).Form("/ta").Submit().Want(http.StatusOK)
				p = review.Form("/besluta").Submit("steg=fatta")
			}
			p.Want(http.StatusConflict)
			kept := p.Form("/besluta")
			if got := kept.Value("besluta-circumstances"); got != "Kort." {
				t.Errorf("the words came back as %q", got)
			}
			if site.File(made.Case).Decision() != nil {
				t.Fatal("it was decided over a colleague's head")
			}
			review := kept.Submit().Want(http.StatusOK)
			if text := review.Find("main").Text(); !strings.Contains(text, "Samira Haddad handlägger ärendet") {
				t.Error("the review does not say that the case is a colleague's")
			}
			if text := second.Get(path(made)).Find("main").Text(); !strings.Contains(text, "Samira Haddad handlägger ärendet") {
				t.Error("the case page does not say that the case is a colleague's")
			}
			says(t, decides(t, review), "Beslutet är fattat. Se till att parterna får del av det.")
			if text := first.Get(path(made)).Find("main").Text(); strings.Contains(text, "Samira Haddad handlägger ärendet") {
				t.Error("she is warned of her own case")
			}
		})
	}
}

// TestARefusalDoesNotKeepTheReasonsOfAGrant: who decides otherwise than the rules recommend is held to write why.
func TestARefusalDoesNotKeepTheReasonsOfAGrant(t *testing.T) {
	site := portaltest.New(t)
	leave := portaltest.Leave()
	leave.Recommendation = &casework.Recommendation{Type: "short_leave", Outcome: casework.Granted, Note: "Ledigheten är kort.",
		Grounds: casework.Grounds{Circumstances: "Ledigheten är kort och stör inte skolarbetet."}}
	made := site.Case(leave)
	form := site.LogIn(t, johan).Get(path(made)).Form("/besluta")
	if got := form.Value("besluta-circumstances"); got != "Ledigheten är kort och stör inte skolarbetet." {
		t.Fatalf("the form has %q", got)
	}
	refused(t, form.Set("besluta-outcome", "refused").Submit(), "f-besluta-circumstances", "Skälen är de som reglerna gav för utfallet ”Beviljat”. Skriv skälen för det utfall som du har valt.")
	review := form.Set("besluta-outcome", "refused", "besluta-circumstances", "Ledigheten krockar med nationella prov.").Submit()
	decides(t, review).Want(http.StatusOK)
	if d := site.File(made.Case).Decision(); d == nil || d.Outcome != casework.Refused {
		t.Errorf("the decision is %+v", d)
	}
}

// TestAConditionOfADecisionIsNotToldAsMet: what the party is to keep to stands under its own heading, and nothing says that it is done.
func TestAConditionOfADecisionIsNotToldAsMet(t *testing.T) {
	site := portaltest.New(t)
	made := site.Case(portaltest.Leave())
	form := site.LogIn(t, johan).Get(path(made)).Form("/besluta").Set("besluta-type", "short_leave", "besluta-outcome", "granted",
		"besluta-circumstances", "Kort.", "besluta-conditions", "Alva gör provet när hon är tillbaka.")
	decides(t, form.Submit()).Want(http.StatusOK)
	shown := site.LogIn(t, "Anna Lindqvist").Get("/arenden/"+string(made.Case)).Want(http.StatusOK).Find("section", "class=decision").Text()
	if !strings.Contains(shown, "Villkor Alva gör provet när hon är tillbaka.") || strings.Contains(shown, "Uppfyllt") {
		t.Errorf("the decision reads: %s", shown)
	}
}

// TestARefusalIsReviewedFirst: a party's demand for a decision is refused by a separate decision that the officer reads before it is made.
func TestARefusalIsReviewedFirst(t *testing.T) {
	site := portaltest.New(t)
	made := site.Case(portaltest.Permit())
	site.Pass(190 * 24 * time.Hour)
	party := identity.Principal{Kind: identity.Resident, Actor: portaltest.Permit().Parties[0].Person, Assurance: identity.AssuranceSubstantial, On: site.Today()}
	if err := site.Cases.DemandDecision(t.Context(), party, made.Case); err != nil {
		t.Fatal(err)
	}
	const reasons = "Vi väntar på grannens svar."
	desk := site.LogIn(t, kerstin)
	refused(t, desk.Get(path(made)).Form("/avsla-begaran").Submit(), "f-avsla-begaran-text", "Skriv varför ärendet inte kan avgöras nu.")
	review := desk.Get(path(made)).Form("/avsla-begaran").Set("avsla-begaran-text", reasons).Submit().Want(http.StatusOK)
	if got := review.Find("h1").Text(); got != "Granska beslutet" || !strings.Contains(review.Text(), reasons) {
		t.Fatalf("%q is shown: %s", got, review.Text())
	}
	if n := len(site.File(made.Case).Decisions); n != 0 {
		t.Fatalf("%d decisions before it was read", n)
	}
	back := review.Form("/avsla-begaran").Submit("steg=andra").Want(http.StatusOK)
	if got := back.Form("/avsla-begaran").Value("avsla-begaran-text"); got != reasons {
		t.Errorf("what was written came back as %q", got)
	}
	says(t, review.Form("/avsla-begaran").Submit("steg=fatta"), "Begäran om avgörande är avslagen i ett särskilt beslut.")
	if d := site.File(made.Case).Decisions; len(d) != 1 || !d[0].Demand || d[0].Grounds.Circumstances != reasons {
		t.Errorf("decided: %+v", d)
	}
}
