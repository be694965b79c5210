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
	site.Pass(10 * 24 * 3600e9)
	path := "/handlaggning/" + string(made.Case)
	erik := site.LogIn(t, "Erik Sandberg")
	page := erik.Get(path).Want(http.StatusOK)
	page = page.Form("/ta").Submit().Want(http.StatusOK)
	form := page.Form("/besluta").Set("besluta-outcome", "granted", "besluta-circumstances", "Förslaget är bra.", "besluta-paragraph", "§ 87", "besluta-body", "Kommunfullmäktige")
	refused(t, form.Submit(), "f-besluta-meeting", text("case.meeting_day"))
	day := site.Today().AddDays(-5)
	page = form.Set("besluta-meeting", day.String()).Submit().Want(http.StatusOK)
	announce := page.Form("/anslag").Set("anslag-on", site.Today().AddDays(-1).String())
	refused(t, announce.Submit(), "f-anslag-adjusted", text("case.adjusted_day"))
	page = announce.Set("anslag-adjusted", day.AddDays(1).String()).Submit().Want(http.StatusOK)
	if !strings.Contains(page.Text(), "senare än andra dagen") {
		t.Error("the desk does not tell that the announcement came late")
	}

	own := site.LogIn(t, "Anna Lindqvist").Get("/arenden/" + string(made.Case)).Text()
	for _, want := range []string{"Kommunfullmäktige vid sammanträdet 28 november 2026, § 87", "anslogs på kommunens anslagstavla 2 december 2026", "23 december 2026"} {
		if !strings.Contains(own, want) {
			t.Errorf("the resident does not read %q", want)
		}
	}
	d := site.File(made.Case).Decisions[0]
	if d.On != day || d.Meeting == nil || d.AppealUntil("") != d.Announced.AddDays(21) {
		t.Errorf("got %+v", d)
	}
}
