package portal_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"forvag/internal/casework"
	"forvag/internal/civil"
	"forvag/portal"
	"forvag/portal/portaltest"
)

// TestWhatIsDueFirstStandsFirst orders what needs the reader by its last day, and leaves the rest in the order in which it changed.
func TestWhatIsDueFirstStandsFirst(t *testing.T) {
	day := func(n int) civil.Date { return civil.New(2026, 11, 22).AddDays(n) }
	row := func(id string, rank casework.Rank, due civil.Date) casework.MineRow {
		return casework.MineRow{Holding: casework.Holding{Case: casework.CaseID(id), Rank: rank, NeedsDue: due}}
	}
	rows := []casework.MineRow{
		row("read the decision", casework.RankNeedsMe, civil.Date{}), row("answer next week", casework.RankNeedsMe, day(7)),
		row("answer tomorrow", casework.RankNeedsMe, day(1)), row("read another", casework.RankNeedsMe, civil.Date{}),
		row("b", casework.RankOngoing, civil.Date{}), row("a", casework.RankOngoing, civil.Date{}), row("closed", casework.RankClosed, civil.Date{}),
	}
	portal.ByDue(rows)
	var got []string
	for _, r := range rows {
		got = append(got, string(r.Case))
	}
	want := []string{"answer tomorrow", "answer next week", "read the decision", "read another", "b", "a", "closed"}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
}

// TestOneFileIsOne holds the words about how many files a question takes, and which.
func TestOneFileIsOne(t *testing.T) {
	site := portaltest.New(t)
	for _, c := range []struct{ who, service, from, to, want string }{
		{"Gunvor Åkerlund", "parkeringstillstand", "/vem", "/bilagor", "En fil, högst 10 MB. Du kan skicka JPEG, PNG eller HEIC."},
		{"Anna Lindqvist", "ledighet-elev", "/barnet", "/skolarbetet", "Högst 3 filer, 10 MB var. Du kan skicka PDF, JPEG, PNG eller HEIC."},
	} {
		me := site.LogIn(t, c.who)
		p := me.Get("/tjanster/" + c.service).Form("/borja").Submit().Want(200)
		if said := me.Get(strings.Replace(p.URL.Path, c.from, c.to, 1)).Want(200).Find("main").Text(); !strings.Contains(said, c.want) {
			t.Errorf("%s does not say %q: %s", c.service, c.want, said)
		}
	}
}

// TestDecidedAtOnceIsSaidAtOnce has a receipt of what was granted automatically promise no answer, and the case tell its reader that they have it.
func TestDecidedAtOnceIsSaidAtOnce(t *testing.T) {
	site := portaltest.New(t)
	p := site.LogIn(t, "Anna Lindqvist").Get("/tjanster/skolskjuts").Form("/borja").Submit().Want(200)
	f := p.Form(p.URL.Path)
	p = f.Set("child", f.Options("child")[0], "school_year", "this", "school_kind", "compulsory", "grade", "3").Submit("do=next").Want(200)
	for _, answers := range [][]string{
		{"same_school", "yes", "chosen", "no"}, {"home", "registered"}, {"reasons", "distance"}, {"walking", "6"}, {"trips", "both"}, {"email", "anna@almby.example", "phone", "070-174 06 10"},
	} {
		p = p.Form(p.URL.Path).Set(answers...).Submit("do=next").Want(200)
	}
	p = p.Form(p.URL.Path).Set("declare", "yes").Submit("do=submit").Want(200)
	said := p.Find("main").Text()
	if !strings.HasSuffix(p.URL.Path, "/kvitto") || !strings.Contains(said, "Ja, vi har beviljat det") {
		t.Fatalf("%s, %q: %s", p.URL.Path, p.Errors(), said)
	}
	for _, promise := range []string{"Du får svar", "Vi mäter vägen"} {
		if strings.Contains(said, promise) {
			t.Errorf("the receipt says %q of what is decided: %s", promise, said)
		}
	}
	if said := p.Click("Se ärendet").Find("main").Text(); strings.Contains(said, "Parten har fått del") || !strings.Contains(said, "Du har fått del av beslutet") {
		t.Errorf("the case says %s", said)
	}
}

// TestProposalIsKnownByItsHeading names a case by the field that the service says, and tells nobody of a guardian where the form is about no child.
func TestProposalIsKnownByItsHeading(t *testing.T) {
	me := portaltest.New(t).LogIn(t, "Linh Nguyen")
	p := me.Get("/tjanster/medborgarforslag").Form("/borja").Submit().Want(200)
	f := p.Form(p.URL.Path)
	p = f.Set("for_whom", f.Options("for_whom")[0], "about", "municipality").Submit("do=next").Want(200)
	p = p.Form(p.URL.Path).Set("heading", "Bygg ett utegym vid sjön", "proposal", "Vi vill träna utomhus, gratis och nära.").Submit("do=next").Want(200)
	f = p.Form(p.URL.Path)
	p = f.Set("name_online", "yes", "present", "no", "email", "linh@almby.example").Submit("do=next").Want(200)
	if said := p.Find("main").Text(); strings.Contains(said, "Barnets andra vårdnadshavare") {
		t.Errorf("the review of one's own proposal says %s", said)
	}
	p = p.Form(p.URL.Path).Set("declare", "yes").Submit("do=submit").Want(200).Click("Se ärendet")
	if got := p.Find("h1").Text(); got != "Medborgarförslag: Bygg ett utegym vid sjön" {
		t.Errorf("the case is called %q", got)
	}
}
