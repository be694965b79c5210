package portal_test

import (
	"net/http"
	"strings"
	"testing"

	"forvag/internal/casework"
	"forvag/internal/identity"
	"forvag/portal/portaltest"
)

// An officer finds whom nobody has confirmed, asks them for a power of attorney, and confirms; the applicant ends it; each reads what it came to.
func TestAgentIsConfirmedAndEnded(t *testing.T) {
	site := portaltest.New(t)
	made := site.Case(casework.Submission{Type: "parkeringstillstand", Parties: []casework.Party{
		{Person: portaltest.PersonID("001301"), Role: identity.Sender}, {Person: portaltest.PersonID("000601"), Role: identity.Applicant},
	}})
	agent := site.File(made.Case).Parties[0].ID
	own, desk := "/arenden/"+string(made.Case), "/handlaggning/"+string(made.Case)
	amina, linh, gunvor := site.LogIn(t, "Amina Yusuf"), site.LogIn(t, "Linh Nguyen"), site.LogIn(t, "Gunvor Åkerlund")
	says := func(page *portaltest.Page, words ...string) *portaltest.Page {
		t.Helper()
		for _, w := range words {
			if page.Want(http.StatusOK); !strings.Contains(page.Text(), w) {
				t.Errorf("%s does not say %q", page.URL.Path, w)
			}
		}
		return page
	}
	says(linh.Get(own), text("case.agent.unconfirmed"), text("case.role.sender"))
	says(gunvor.Get(own), text("case.agents.unconfirmed_text"))
	says(amina.Get("/handlaggning?lista=agents"), made.Diary.String(), text("desk.agent.waits"))
	page := says(amina.Get(desk), text("desk.alert.agent"), text("desk.agent.unconfirmed"))

	ask := page.Form("/komplettering").Set("komplettering-from", agent, "komplettering-what", "Skicka en fullmakt", "komplettering-due", site.Today().AddDays(14).String())
	says(ask.Submit(), text("desk.done.komplettering"))
	if page := gunvor.Get(own); strings.Contains(page.Text(), text("case.request.title")) {
		t.Error("the applicant is asked for the agent's power of attorney")
	}
	page = says(linh.Get(own), "Skicka en fullmakt")
	says(page.Form("/komplettering/"+string(site.File(made.Case).Requests[0].ID)).Set("text", "Hon ringer er").Submit(), text("case.answer.sent"))

	form := amina.Get(desk).Form("/bekrafta-ombud")
	refused(t, form.Submit(), "f-bekrafta-ombud-ground", text("case.agency_ground"))
	says(form.Set("bekrafta-ombud-ground", "oral").Submit(), text("desk.done.bekrafta-ombud"))
	if page := linh.Get(own); strings.Contains(page.Text(), text("case.agent.unconfirmed")) || !strings.Contains(page.Text(), "Gunvor") {
		t.Error("the confirmed agent does not see the case")
	}
	says(gunvor.Get(own).Form("/ombud/"+agent).Submit("do=end"), text("case.agents.end_done"))
	says(linh.Get(own), text("case.agent.refused"), text("case.agent.ended"))
	if page := amina.Get(desk); strings.Contains(page.Text(), text("desk.act.bekrafta-ombud.about")) {
		t.Error("the desk offers to confirm an agent whom the applicant has ended")
	}
	says(gunvor.Get(own).Form("/ombud/"+agent).Submit("do=confirm"), text("case.agents.confirm_done"))
	form = amina.Get(desk).Form("/neka-ombud")
	refused(t, form.Submit(), "f-neka-ombud-reason", text("case.reason_missing"))
	says(form.Set("neka-ombud-reason", "Fullmakten är återkallad.").Submit(), text("desk.done.neka-ombud"))
	for _, c := range []*portaltest.Client{linh, gunvor} {
		says(c.Get(own), text("case.agent.reason", "Fullmakten är återkallad."))
	}
}

// An officer who may not decide is told who may.
func TestWhoMayDecide(t *testing.T) {
	site := portaltest.New(t)
	made := site.Case(portaltest.Leave())
	if page := site.LogIn(t, "Samira Haddad").Get("/handlaggning/" + string(made.Case)); !strings.Contains(page.Text(), "Det kan Johan Ekblad") {
		t.Error("the case officer is not told who decides")
	}
	if page := site.LogIn(t, "Johan Ekblad").Get("/handlaggning/" + string(made.Case)); strings.Contains(page.Text(), "Du kan inte besluta") {
		t.Error("who may decide is told that they may not")
	}
}
