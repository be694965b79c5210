package portal_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"forvag/internal/casework"
	"forvag/portal/portaltest"
)

const (
	samira  = "Samira Haddad"    // case officer, BUN, cleared for secrecy and protected data
	johan   = "Johan Ekblad"     // head teacher: decides and handles, BUN
	lena    = "Lena Hedström"    // registrar of all boards
	erik    = "Erik Sandberg"    // case officer, BN, TN, KS
	kerstin = "Kerstin Wallgren" // head of administration: decides, most boards
	amina   = "Amina Yusuf"      // case officer, SN, cleared
)

func path(made casework.Receipt) string { return "/handlaggning/" + string(made.Case) }

// offered are the ids of the actions that a case page offers.
func offered(p *portaltest.Page) []string {
	var out []string
	for _, n := range p.Find("aside").All("") {
		if (n.Data == "details" || n.Data == "form") && n.Has("id") {
			out = append(out, n.Attr("id"))
		}
	}
	return out
}

// says fails unless the page says just that something was done.
func says(t *testing.T, p *portaltest.Page, words string) {
	t.Helper()
	p.Want(http.StatusOK)
	if !slices.Contains(p.Notices(), words) {
		t.Errorf("the page says %q, want %q", p.Notices(), words)
	}
	if errs := p.Errors(); len(errs) > 0 {
		t.Errorf("errors: %q", errs)
	}
}

// TestEveryActionOfAnOfficer does each thing, in the order of a case's way, once wrong and once right.
func TestEveryActionOfAnOfficer(t *testing.T) {
	site := portaltest.New(t)
	made := site.Case(portaltest.Leave())
	url := path(made)
	desk := site.LogIn(t, johan)
	pdf := []byte("%PDF-1.4\n%âãÏÓ\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n")
	informed := site.File(made.Case).Parties[2].ID
	steps := []struct {
		name   string
		action string
		wrong  []string // names and values; nil for none
		field  string   // where the fault is shown
		words  string   // what it says
		right  []string
		done   string
		holds  func(f *casework.File) bool
	}{
		{name: "take", action: "ta", done: "Du är nu handläggare för ärendet.",
			holds: func(f *casework.File) bool { return f.Case.Assignee != "" }},
		{name: "assign", action: "tilldela", wrong: []string{"to", ""}, field: "f-tilldela-to", words: "Välj en handläggare.",
			right: []string{"to", string(site.Staff(samira))}, done: "Ärendet är tilldelat.",
			holds: func(f *casework.File) bool { return f.Case.Assignee == site.Staff(samira) }},
		{name: "give back", action: "slapp", done: "Ärendet ligger nu bland de ofördelade.",
			holds: func(f *casework.File) bool { return f.Case.Assignee == "" }},
		{name: "message", action: "meddelande", wrong: []string{"text", " "}, field: "f-meddelande-text", words: "Skriv något innan du skickar.",
			right: []string{"text", "Hej, vilka dagar?", "to", informed}, done: "Meddelandet är skickat.",
			holds: func(f *casework.File) bool {
				return f.Messages[0].Text == "Hej, vilka dagar?" && f.Messages[0].Party == informed
			}},
		{name: "note", action: "anteckning", wrong: []string{"text", ""}, field: "f-anteckning-text", words: "Skriv något i anteckningen.",
			right: []string{"text", "Ringde mamman"}, done: "Tjänsteanteckningen är sparad.",
			holds: func(f *casework.File) bool { return f.Events[len(f.Events)-1].Details.Text == "Ringde mamman" }},
		{name: "request", action: "komplettering", wrong: []string{"what", "Intyg", "due", "2026-11-01"}, field: "f-komplettering-due",
			words: "Skriv vad som behövs och en dag som inte har varit.", right: []string{"what", "Intyg", "due", "2026-12-01", "formal", "yes"},
			done:  "Kompletteringen är begärd. Ärendet väntar på parten.",
			holds: func(f *casework.File) bool { return f.Requests[0].Formal && f.Requests[0].What == "Intyg" }},
		{name: "move", action: "flytta", wrong: []string{"step", ""}, field: "f-flytta-step", words: "Välj ett steg.",
			right: []string{"step", "investigate"}, done: "Ärendet är flyttat.",
			holds: func(f *casework.File) bool { return f.Case.Step == casework.Investigate }},
		{name: "move back", action: "flytta", wrong: []string{"step", "initiate"}, field: "f-flytta-reason", words: "Skriv varför. Parterna ser det.",
			right: []string{"step", "initiate", "reason", "Fel barn"}, done: "Ärendet är flyttat.",
			holds: func(f *casework.File) bool { return f.Case.Step == casework.Initiate }},
		{name: "wait", action: "vanta", wrong: []string{"whom", "", "until", "2026-13-01"}, field: "f-vanta-until",
			words: "Skriv dagen som år, månad och dag: 2026-11-23.", right: []string{"whom", "Skolläkaren", "until", "2026-12-01"},
			done:  "Ärendet väntar nu på någon annan.",
			holds: func(f *casework.File) bool { return f.Wait != nil && f.Wait.For == "Skolläkaren" }},
		{name: "resume", action: "ateruppta", right: []string{"text", "Inget att anmärka"}, done: "Ärendet väntar inte längre.",
			holds: func(f *casework.File) bool { return f.Wait == nil }},
		{name: "delay", action: "drojsmal", wrong: []string{"reason", ""}, field: "f-drojsmal-reason", words: "Skriv varför. Parterna ser det.",
			right: []string{"reason", "Många sjuka", "until", "2026-12-20"}, done: "Parten är underrättad om förseningen.",
			holds: func(f *casework.File) bool { return f.Delay != nil && f.Delay.Reason == "Många sjuka" }},
		{name: "secrecy", action: "sekretess", wrong: []string{"strength", "omvant", "law", ""}, field: "f-sekretess-law",
			words: "Ange både paragraf och styrka för sekretessen.", right: []string{"strength", "omvant", "law", "OSL 23:2"},
			done:  "Sekretessmarkeringen är ändrad.",
			holds: func(f *casework.File) bool { return f.Case.Secrecy.Law == "OSL 23:2" }},
		{name: "secrecy off", action: "sekretess", right: []string{"strength", "", "law", ""}, done: "Sekretessmarkeringen är ändrad.",
			holds: func(f *casework.File) bool { return f.Case.Secrecy.IsOpen() }},
	}
	for _, s := range steps {
		t.Run(s.name, func(t *testing.T) {
			desk := desk.In(t)
			fill := func(f *portaltest.Form, pairs []string) *portaltest.Form {
				for i := 0; i+1 < len(pairs); i += 2 {
					f.Set(s.action+"-"+pairs[i], pairs[i+1])
				}
				return f
			}
			if s.wrong != nil {
				p := fill(desk.Get(url).Form("/"+s.action), s.wrong).Submit()
				if p.Status < 400 || p.Status >= 500 {
					t.Errorf("wrong input: status %d", p.Status)
				}
				refused(t, p, s.field, s.words)
				again := p.Form("/" + s.action)
				for i := 0; i+1 < len(s.wrong); i += 2 {
					if got := again.Value(s.action + "-" + s.wrong[i]); got != strings.TrimSpace(s.wrong[i+1]) {
						t.Errorf("%s: %q came back as %q", s.wrong[i], s.wrong[i+1], got)
					}
				}
			}
			says(t, fill(desk.Get(url).Want(http.StatusOK).Form("/"+s.action), s.right).Submit(), s.done)
			if f := site.File(made.Case); !s.holds(f) {
				t.Errorf("the case is not so: %+v", f.Case)
			}
		})
	}
	t.Run("withdraw the request", func(t *testing.T) {
		id := string(site.File(made.Case).OpenRequest().ID)
		says(t, desk.In(t).Get(url).Form("/aterta-"+id).Submit(), "Kompletteringen är återtagen. Parten behöver inte svara.")
	})
	t.Run("document", func(t *testing.T) {
		desk := desk.In(t)
		form := desk.Get(url).Form("/handling").Set("handling-title", "Intyg", "handling-audience", "parties")
		refused(t, form.Submit(), "f-handling-files", "Välj en fil.")
		form.Attach("handling-files", "intyg.exe", []byte("MZ\x90\x00"))
		if p := form.Submit(); len(p.Errors()) != 1 || p.Status != http.StatusUnprocessableEntity {
			t.Errorf("a program was taken: %d %q", p.Status, p.Errors())
		}
		form = desk.Get(url).Form("/handling").Set("handling-title", "Intyg", "handling-audience", "parties").Attach("handling-files", "intyg.pdf", pdf)
		says(t, form.Submit(), "Handlingen är tillagd.")
		d := site.File(made.Case).Documents[0]
		if diff := cmp.Diff([]any{"Intyg", casework.DocumentEstablished, casework.Parties}, []any{d.Title, d.Kind, d.Audience}); diff != "" {
			t.Error(diff)
		}
		if got := desk.Get(url + "/handling/" + string(d.ID)).Want(http.StatusOK).Body; !slices.Equal(got, pdf) {
			t.Error("the file is not what was attached")
		}
	})
}

// refused fails unless the page shows the fault at the field and in the summary.
func refused(t *testing.T, p *portaltest.Page, field, words string) {
	t.Helper()
	control := p.ByID(field)
	if control.Attr("aria-invalid") != "true" {
		t.Errorf("%s is not marked wrong (status %d, errors %q)", field, p.Status, p.Errors())
	}
	links := p.ByID("errors").All("a")
	if len(links) != 1 || links[0].Attr("href") != "#"+field || links[0].Text() != words {
		t.Errorf("summary %q, want %q at %s", p.Errors(), words, field)
	}
}
