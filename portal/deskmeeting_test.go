package portal_test

import (
	"net/http"
	"strings"
	"testing"

	"forvag/internal/casework"
	"forvag/internal/identity"
	"forvag/portal/portaltest"
)

// An officer writes down what the council decided about a proposal, and when its minutes were adjusted and announced. The resident reads where to find it
// and how long they may appeal.
func TestDecisionOfAMeeting(t *testing.T) {
	site := portaltest.New(t)
	made := site.Case(casework.Submission{Type: "medborgarforslag", Parties: []casework.Party{{Person: portaltest.PersonID("000101"), Role: identity.Applicant}}})
	site.Pass(9 * 24 * 3600e9)
	path := "/handlaggning/" + string(made.Case)
	erik := site.LogIn(t, "Erik Sandberg")
	page := erik.Get(path).Want(http.StatusOK)
	page = page.Form("/ta").Submit().Want(http.StatusOK)
	form := page.Form("/besluta").Set("besluta-outcome", "granted", "besluta-circumstances", "Förslaget är bra.", "besluta-paragraph", "§ 87", "besluta-body", "Kommunfullmäktige")
	refused(t, form.Submit(), "f-besluta-meeting", text("case.meeting_day"))
	day := site.Today().AddDays(-5)
	page = decides(t, form.Set("besluta-meeting", day.String()).Submit()).Want(http.StatusOK)
	announce := page.Form("/anslag")
	if title := announce.Value("anslag-title"); title != "Justerat protokoll: Kommunfullmäktige 27 november 2026, § 87" {
		t.Errorf("the notice's title is %q", title)
	}
	refused(t, announce.Set("anslag-adjusted", day.AddDays(1).String(), "anslag-link", "javascript:alert(1)").Submit(), "f-anslag-link", text("notice.link"))
	announce.Set("anslag-adjusted", "", "anslag-link", "https://almby.example/protokoll.pdf")
	refused(t, announce.Submit(), "f-anslag-adjusted", text("case.adjusted_day"))
	page = announce.Set("anslag-adjusted", day.AddDays(1).String()).Submit().Want(http.StatusOK)
	if !strings.Contains(page.Text(), "senare än andra dagen") {
		t.Error("the desk does not tell that the announcement came late")
	}

	own := site.LogIn(t, "Anna Lindqvist").Get("/arenden/" + string(made.Case)).Text()
	for _, want := range []string{"Kommunfullmäktige vid sammanträdet 27 november 2026, § 87", "anslogs på kommunens anslagstavla 2 december 2026", "23 december 2026"} {
		if !strings.Contains(own, want) {
			t.Errorf("the resident does not read %q", want)
		}
	}
	f := site.File(made.Case)
	d := f.Decisions[0]
	for _, e := range append(f.Events, f.Events...) { // the news of an event may come twice
		if err := site.FollowNotices(t.Context(), casework.EventNews{Case: made.Case, Event: e.ID, Seq: e.Seq, Kind: e.Kind}); err != nil {
			t.Fatal(err)
		}
	}
	board := site.Visitor(t).Get("/anslagstavla").Want(http.StatusOK)
	if n := len(board.All("article")); n != 1 {
		t.Errorf("%d notices on the board, want 1", n)
	}
	for _, want := range []string{"Justerat protokoll", "Kommunfullmäktige 27 november 2026, § 87", f.Case.Diary.String(), "2 december 2026", "senast 23 december 2026", "almby.example"} {
		if !strings.Contains(board.Text(), want) {
			t.Errorf("the notice board does not read %q", want)
		}
	}
	if strings.Contains(board.Text(), "Lindqvist") {
		t.Error("the notice board names the resident")
	}
	secret := casework.Secrecy{Law: "OSL 26:1", Strength: casework.Reversed}
	if err := site.Cases.SetSecrecy(t.Context(), identity.Principal{Kind: identity.System}, casework.Ref{ID: made.Case, Version: f.Case.Version}, "", secret); err != nil {
		t.Fatal(err)
	}
	if err := site.FollowNotices(t.Context(), casework.EventNews{Case: made.Case, Kind: casework.SecrecySet}); err != nil {
		t.Fatal(err)
	}
	board = site.Visitor(t).Get("/anslagstavla").Want(http.StatusOK)
	if strings.Contains(board.Text(), "§ 87") || len(board.All("a", "rel=external")) > 0 || !strings.Contains(board.Text(), text("notice.concealed")) {
		t.Errorf("the notice of a case that became secret reads %q", board.Text())
	}
	site.Pass(22 * 24 * 3600e9)
	if n := len(site.Visitor(t).Get("/anslagstavla").All("article")); n != 0 {
		t.Errorf("%d notices after the time for appeal, want none", n)
	}
	if d.On != day || d.Meeting == nil || d.AppealUntil("") != d.Announced.AddDays(21) {
		t.Errorf("got %+v", d)
	}
}
