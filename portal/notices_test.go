package portal_test

import (
	"net/http"
	"strings"
	"testing"

	"forvag/internal/notice"
	"forvag/portal/portaltest"
)

// TestOfficersKeepTheNoticeBoard posts a meeting and minutes by hand, each once wrong, and takes down what may be taken down.
func TestOfficersKeepTheNoticeBoard(t *testing.T) {
	site := portaltest.New(t)
	erik := site.LogIn(t, erik)
	desk := erik.Get("/handlaggning").Want(http.StatusOK).Click("Anslagstavla").Want(http.StatusOK)
	form := desk.Form("/anslagstavla").Set("kind", "meeting", "board", "KS", "text", "Klockan 18 i kommunhuset", "meeting", site.Today().AddDays(7).String())
	refused(t, form.Submit(), "f-title", text("notice.title"))
	form.Set("title", "Kommunfullmäktige sammanträder")
	refused(t, form.Force("board", "SN").Submit(), "f-board", text("notice.form.choose"))
	refused(t, form.Force("board", "KS").Force("kind", "permit").Submit(), "f-kind", text("notice.form.choose"))
	form.Force("kind", "meeting")
	says(t, form.Submit(), text("notice.posted"))
	says(t, form.Submit(), text("notice.posted")) // a double tap
	form = erik.Get("/handlaggning/anslagstavla").Form("/anslagstavla").Set("kind", "minutes", "board", "BN", "title", "Byggnadsnämndens protokoll", "until", site.Today().AddDays(20).String())
	refused(t, form.Submit(), "f-until", text("notice.until"))
	says(t, form.Set("until", "").Submit(), text("notice.posted"))

	board := site.Visitor(t).Get("/").Want(http.StatusOK).Click("Kommunens anslagstavla").Want(http.StatusOK)
	if n := len(board.All("article")); n != 2 || !strings.Contains(board.Text(), "Klockan 18 i kommunhuset") {
		t.Errorf("%d notices on the board, want 2: %s", n, board.Text())
	}
	all, err := site.Notices.All(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, n := range all {
		path := "/handlaggning/anslagstavla/" + n.ID + "/ta-ner"
		if n.Kind == notice.Minutes {
			form := erik.Get(path[:len(path)-len("ta-ner")]+"ratta").Want(http.StatusOK).Form("/ratta").Set("text", "Finns i kommunhuset")
			refused(t, form.Submit(), "f-what", text("notice.what"))
			says(t, form.Set("what", "Det stod inte var protokollet finns.").Submit(), text("notice.corrected_done"))
			form.Set("text", "Finns på biblioteket").Submit().Want(http.StatusConflict)
			site.LogIn(t, amina).Get(path[:len(path)-len("ta-ner")] + "ratta").Want(http.StatusForbidden)
			erik.Post(path, nil).Want(http.StatusConflict)
			site.LogIn(t, amina).Post(path, nil).Want(http.StatusForbidden)
			continue
		}
		says(t, erik.Post(path, nil), text("notice.taken_down"))
	}
	board = site.Visitor(t).Get("/anslagstavla")
	if n := len(board.All("article")); n != 1 {
		t.Errorf("%d notices on the board, want the minutes alone", n)
	}
	for _, words := range []string{"Finns i kommunhuset", "Rättat ", "Det stod inte var protokollet finns."} {
		if !strings.Contains(board.Text(), words) {
			t.Errorf("the board does not say %q: %s", words, board.Text())
		}
	}
}
