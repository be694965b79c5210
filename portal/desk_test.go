package portal_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"forvag/internal/casework"
	"forvag/internal/civil"
	"forvag/internal/locale"
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

// offered are the ids of the actions that a case page offers, but for the fold that some of them stand in.
func offered(p *portaltest.Page) []string {
	var out []string
	for _, n := range p.Find("aside").All("") {
		if (n.Data == "details" || n.Data == "form") && n.Has("id") && n.Attr("id") != "more-actions" {
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
			words: "Välj en sista dag som inte har passerat.", right: []string{"what", "Intyg", "due", "2026-12-01", "formal", "yes"},
			done:  "Kompletteringen är begärd. Ärendet väntar på parten.",
			holds: func(f *casework.File) bool { return f.Requests[0].Formal && f.Requests[0].What == "Intyg" }},
		{name: "move", action: "flytta", wrong: []string{"step", ""}, field: "f-flytta-step", words: "Välj ett steg.",
			right: []string{"step", "decide"}, done: "Ärendet är flyttat.",
			holds: func(f *casework.File) bool { return f.Case.Step == casework.Decide }},
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
		says(t, desk.In(t).Get(url).Form("/aterta-"+id).Submit(), "Begäran om komplettering är återkallad. Parten behöver inte svara.")
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

// TestDecideNoticeAppeal carries a building permit from decision over notice and correction to an appeal that is handed over and settled.
func TestDecideNoticeAppeal(t *testing.T) {
	site := portaltest.New(t)
	made := site.Case(portaltest.Permit())
	url := path(made)
	chief := site.LogIn(t, kerstin)
	officer := site.LogIn(t, erik)
	t.Run("a case officer may grant by delegation and nothing else", func(t *testing.T) {
		form := officer.In(t).Get(url).Form("/besluta")
		if got := form.Options("besluta-type"); !slices.Equal(got, []string{"permit"}) {
			t.Errorf("kinds of decision %q, want permit alone", got)
		}
	})
	t.Run("against the party without reasons", func(t *testing.T) {
		chief := chief.In(t)
		p := chief.Get(url).Form("/besluta").Set("besluta-type", "permit", "besluta-outcome", "refused", "besluta-circumstances", "",
			"besluta-text", "Vi avslår").Submit()
		refused(t, p, "f-besluta-circumstances", "Skriv vilka bestämmelser du tillämpade och vad som avgjorde.")
		if got := p.Form("/besluta").Value("besluta-text"); got != "Vi avslår" {
			t.Errorf("what was written is gone: %q", got)
		}
		p = chief.Get(url).Form("/besluta").Set("besluta-type", "permit", "besluta-outcome", "").Submit()
		told := [][2]string{{"f-besluta-outcome", "Välj ett utfall."},
			{"f-besluta-circumstances", "Skriv vilka bestämmelser du tillämpade och vad som avgjorde, om beslutet går parten emot."}}
		var got [][2]string
		for _, link := range p.ByID("errors").All("a") {
			got = append(got, [2]string{strings.TrimPrefix(link.Attr("href"), "#"), link.Text()})
		}
		if !slices.Equal(got, told) || p.ByID(told[0][0]).Attr("aria-invalid") != "true" || p.ByID(told[1][0]).Attr("aria-invalid") != "true" {
			t.Errorf("of an empty form is told at once %q, want %q", got, told)
		}
	})
	t.Run("refuse", func(t *testing.T) {
		form := chief.In(t).Get(url).Form("/besluta").Set("besluta-type", "permit", "besluta-outcome", "refused", "besluta-circumstances",
			"Byggnaden är för hög.", "besluta-law", "PBL 9 kap. 30 §\nPBL 2 kap. 6 §")
		says(t, decides(t, form.Submit()), "Beslutet är fattat. Se till att parterna får del av det.")
		g := site.File(made.Case).Decision().Grounds
		if diff := cmp.Diff([]string{"PBL 9 kap. 30 §", "PBL 2 kap. 6 §"}, g.Law); diff != "" {
			t.Error(diff)
		}
	})
	t.Run("after the decision", func(t *testing.T) {
		got := offered(chief.In(t).Get(url))
		for _, id := range []string{"besluta", "komplettering", "drojsmal", "lamna-over"} {
			if slices.Contains(got, id) {
				t.Errorf("%s is offered", id)
			}
		}
	})
	party := site.File(made.Case).Parties[0].ID
	for _, s := range []struct {
		action, field, words string
		wrong, right         []string
		done                 string
		holds                func(f *casework.File) bool
	}{
		{action: "ratta", wrong: []string{"text", ""}, field: "f-ratta-text", words: "Skriv hur det ska stå.", right: []string{"text", "4,5 meter"},
			done: "Beslutet är rättat.", holds: func(f *casework.File) bool { return f.Decision().Corrections[0].Text == "4,5 meter" }},
		{action: "delgivning", wrong: []string{"on", "2026-12-24", "how", "letter", "evidence", "Delgivningskvitto som kom in i dag"}, field: "f-delgivning-on",
			words: "Ange dagen. Den får inte ligga i framtiden.", right: []string{"party", party, "how", "served", "evidence", "Delgivningskvitto som kom in i dag"}, done: "Delgivningen är antecknad.",
			holds: func(f *casework.File) bool {
				return f.Decision().NoticedTo(party) && f.Decision().Notices[0].Evidence == "Delgivningskvitto som kom in i dag"
			}},
		{action: "anslag", wrong: []string{"title", ""}, field: "f-anslag-title", words: "Skriv en rubrik, högst 200 tecken.",
			right: []string{"title", "Beslut om lov på Lillgatan"}, done: "Beslutet är anslaget. Tiden för överklagande räknas därifrån.", holds: func(f *casework.File) bool { return !f.Decision().Announced.IsZero() }},
		{action: "overklagande", wrong: []string{"text", ""}, field: "f-overklagande-text", words: "Skriv vad som begärs.",
			right: []string{"party", party, "text", "Den är inte för hög"}, done: "Överklagandet är registrerat.",
			holds: func(f *casework.File) bool { return f.OpenAppeal() != nil }},
		{action: "lamna-over", wrong: []string{"to", ""}, field: "f-lamna-over-to", words: "Skriv vem ni lämnade över till.",
			right: []string{"to", "Länsstyrelsen"}, done: "Överlämnandet är antecknat.",
			holds: func(f *casework.File) bool { return f.OpenAppeal().To == "Länsstyrelsen" }},
		{action: "avgor-overklagande", wrong: []string{"outcome", "remitted", "on", ""}, field: "f-avgor-overklagande-on", words: text("case.settled_day"),
			right: []string{"outcome", "remitted", "on", site.Today().String()}, done: "Överklagandets utgång är antecknad.",
			holds: func(f *casework.File) bool { return f.OpenAppeal() == nil }},
		{action: "avsluta", done: "Ärendet är avslutat.", holds: func(f *casework.File) bool { return f.Case.IsClosed() }},
		{action: "oppna", wrong: []string{"reason", ""}, field: "f-oppna-reason", words: "Skriv varför. Parterna ser det.",
			right: []string{"reason", "Återförvisat"}, done: "Ärendet är öppnat igen.", holds: func(f *casework.File) bool { return !f.Case.IsClosed() }},
	} {
		t.Run(s.action, func(t *testing.T) {
			c := officer // handles; the chief decides
			if s.action == "ratta" {
				c = chief
			}
			c = c.In(t)
			fill := func(pairs []string) *portaltest.Page {
				f := c.Get(url).Form("/" + s.action)
				for i := 0; i+1 < len(pairs); i += 2 {
					f.Set(s.action+"-"+pairs[i], pairs[i+1])
				}
				return f.Submit()
			}
			if s.wrong != nil {
				refused(t, fill(s.wrong), s.field, s.words)
			}
			says(t, fill(s.right), s.done)
			if f := site.File(made.Case); !s.holds(f) {
				t.Errorf("the case is not so: %+v", f.Case)
			}
		})
	}
}

// TestOfferedByRole holds that nobody is offered what they may not do.
func TestOfferedByRole(t *testing.T) {
	site := portaltest.New(t)
	leave, permit := site.Case(portaltest.Leave()), site.Case(portaltest.Permit())
	first := []string{"ta", "komplettering", "meddelande"}
	decides := []string{"ta", "besluta", "komplettering", "meddelande"}
	handles := []string{"tilldela", "anteckning", "handling", "flytta", "vanta", "drojsmal"}
	for _, tc := range []struct {
		name string
		made casework.Receipt
		want []string
	}{
		{samira, leave, slices.Concat(first, handles, []string{"sekretess"})},
		{johan, leave, slices.Concat(decides, handles, []string{"sekretess"})},
		{lena, leave, []string{"meddelande", "tilldela", "anteckning", "handling", "flytta", "sekretess"}},
		{erik, permit, slices.Concat(decides, handles, []string{"forlang", "sekretess"})},
		{kerstin, permit, slices.Concat(decides, []string{"tilldela", "anteckning", "handling", "vanta", "drojsmal", "forlang", "sekretess"})},
	} {
		if diff := cmp.Diff(tc.want, offered(site.LogIn(t, tc.name).Get(path(tc.made)).Want(http.StatusOK))); diff != "" {
			t.Errorf("%s (-want +got):\n%s", tc.name, diff)
		}
	}
}

// TestTwoOfficersAtOnce holds that the second is told what happened, and gets their own words back, to send once more.
func TestTwoOfficersAtOnce(t *testing.T) {
	site := portaltest.New(t)
	made := site.Case(portaltest.Leave())
	first, second := site.LogIn(t, samira), site.LogIn(t, johan)
	form := second.Get(path(made)).Form("/komplettering").Set("komplettering-what", "Vilka dagar gäller det?")
	first.Get(path(made)).Form("/ta").Submit().Want(http.StatusOK)
	p := form.Submit().Want(http.StatusConflict)
	if got := portaltest.Texts(p.All("ol", "class=log-list")); len(got) != 1 || !strings.Contains(got[0], samira) {
		t.Errorf("what happened: %q", got)
	}
	kept := p.Form("/komplettering")
	if got := kept.Value("komplettering-what"); got != "Vilka dagar gäller det?" {
		t.Errorf("the words came back as %q", got)
	}
	says(t, kept.Submit(), "Kompletteringen är begärd. Ärendet väntar på parten.")
}

// TestConflictOfInterest: Samira lives with Omar, and neither sees nor gets his case (FL 16 §).
func TestConflictOfInterest(t *testing.T) {
	site := portaltest.New(t)
	in := portaltest.Leave()
	in.Parties = []casework.Party{{Person: portaltest.PersonID("000302"), Role: "guardian"}, {Person: portaltest.PersonID("000303"), Role: "child"}}
	made := site.Case(in)
	p := site.LogIn(t, samira).Get(path(made)).Want(http.StatusForbidden)
	if !strings.Contains(p.Find("main").Text(), "någon som står dig nära") {
		t.Errorf("the words: %q", p.Find("main").Text())
	}
	if rows := site.LogIn(t, samira).Get("/handlaggning?lista=all").All("tr", "class=late"); len(rows) != 0 {
		t.Errorf("listed: %q", portaltest.Texts(rows))
	}
	form := site.LogIn(t, johan).Get(path(made)).Form("/tilldela").Force("tilldela-to", string(site.Staff(samira)))
	refused(t, form.Submit(), "f-tilldela-to", "Ärendet rör den kollegan, eller någon som står kollegan nära. Välj en annan (förvaltningslagen 16 §).")
}

// TestRegister registers a case by telephone: with an applicant, for a child, and for somebody who does not say who they are.
func TestRegister(t *testing.T) {
	site := portaltest.New(t)
	desk := site.LogIn(t, lena)
	number := func(digits string) string {
		n, err := site.Residents.Number(t.Context(), portaltest.PersonID(digits))
		if err != nil {
			t.Fatal(err)
		}
		return n.Digits()
	}
	page := desk.Get("/handlaggning").Click("Registrera ärende").Want(http.StatusOK)
	form := page.Form("/handlaggning/nytt").Set("nytt-service", "bygglov", "nytt-heading", "Carport på Alvägen", "nytt-channel", "phone")
	refused(t, form.Submit(), "f-nytt-said", "Skriv vad det gäller.")
	refused(t, form.Set("nytt-said", "Vill bygga en carport.", "nytt-number", "123").Submit(), "f-nytt-number",
		"Numret stämmer inte. Skriv ett personnummer med tolv siffror, eller ett organisationsnummer med tio.")
	form.Set("nytt-number", number("001101"), "nytt-on", "2026-11-20")
	says(t, form.Submit(), "Ärendet är registrerat.")
	again := form.Submit().Want(http.StatusOK) // sent twice, one case
	f := site.File(casework.CaseID(again.URL.Path[len("/handlaggning/"):]))
	if f.Case.Channel != casework.Phone || f.Case.Received.String() != "2026-11-20" || f.Parties[0].Person != portaltest.PersonID("001101") {
		t.Errorf("registered as %+v, %+v", f.Case, f.Parties)
	}
	if facts := again.Find("section", "aria-labelledby=answers").Text(); !strings.Contains(facts, "Vill bygga en carport.") {
		t.Errorf("what was said is not shown: %q", facts)
	}
	if f.Case.Diary.Number != 1 {
		t.Errorf("diary number %s, want the first", f.Case.Diary)
	}

	form = desk.Get("/handlaggning/nytt").Form("/nytt").Set("nytt-service", "ledighet-elev", "nytt-heading", "Ledighet", "nytt-said", "Två dagar",
		"nytt-channel", "phone", "nytt-number", number("000101"))
	refused(t, form.Submit(), "f-nytt-child", "En vårdnadshavare ansöker om detta för sitt barn. Fyll i barnets personnummer.")
	refused(t, form.Set("nytt-child", number("000202")).Submit(), "f-nytt-child", "Sökanden är inte vårdnadshavare för barnet enligt registret.")
	says(t, form.Set("nytt-child", number("000103")).Submit(), "Ärendet är registrerat.")

	p := desk.Get("/handlaggning/nytt").Form("/nytt").Set("nytt-service", "felanmalan", "nytt-heading", "Trasig lampa", "nytt-said", "Vid torget",
		"nytt-channel", "visit").Submit().Want(http.StatusOK)
	code := p.ByID("follow-code").Text()
	site.Visitor(t).Get("/folj").Form("/folj").Set("code", code).Submit().Want(http.StatusOK)
}

// TestDeskList holds lists, filters, search and sorting to what an officer's boards have.
func TestDeskList(t *testing.T) {
	site := portaltest.New(t)
	leave, permit, parking := site.Case(portaltest.Leave()), site.Case(portaltest.Permit()), site.Case(portaltest.Parking())
	numbers := func(p *portaltest.Page) []string { return portaltest.Texts(p.All("td", "class=nr")) }
	for _, tc := range []struct {
		name, query string
		want        []string
	}{
		{samira, "", []string{leave.Diary.String()}},
		{samira, "?lista=mine", []string{}},
		{erik, "?lista=all", []string{permit.Diary.String()}},
		{erik, "?lista=all&tjanst=felanmalan", []string{}},
		{lena, "?lista=all&namnd=BN", []string{permit.Diary.String()}},
		{lena, "?lista=all&q=" + strings.ReplaceAll(leave.Diary.String(), " ", "+"), []string{leave.Diary.String()}},
		{lena, "?lista=all&q=bygglov", []string{permit.Diary.String()}},
		{lena, "?lista=closed", []string{}},
		{kerstin, "?lista=all&namnd=SN", []string{parking.Diary.String()}},
		{lena, "?lista=nonsens", []string{leave.Diary.String(), permit.Diary.String(), parking.Diary.String()}},
	} {
		got := numbers(site.LogIn(t, tc.name).Get("/handlaggning" + tc.query).Want(http.StatusOK))
		slices.Sort(got)
		want := slices.Clone(tc.want)
		slices.Sort(want)
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s %s (-want +got):\n%s", tc.name, tc.query, diff)
		}
	}
	p := site.LogIn(t, lena).Get("/handlaggning?lista=all").Form("/handlaggning").Set("q", "bygglov", "namnd", "BN").Submit()
	if diff := cmp.Diff([]string{permit.Diary.String()}, numbers(p)); diff != "" {
		t.Errorf("the filter form (-want +got):\n%s", diff)
	}
	if got := p.Find("nav", "class=tabs").Find("a", "aria-current=page").Text(); !strings.HasPrefix(got, "Alla") {
		t.Errorf("the list %q is current after searching, want Alla", got)
	}
}

// TestSecretRowsAreToldApart: a secret case's row says its service once, and number, day, step and officer tell it from the others, without what it is about.
func TestSecretRowsAreToldApart(t *testing.T) {
	site := portaltest.New(t)
	in := portaltest.Leave()
	in.Title = "Ledighet för begravning i Kiruna"
	made := site.Case(in)
	desk := site.LogIn(t, samira)
	desk.Get(path(made)).Form("/ta").Submit().Want(http.StatusOK)
	row := desk.Get("/handlaggning?lista=mine").Want(http.StatusOK).Find("table").Find("tbody").Find("tr")
	text := row.Text()
	if n := strings.Count(text, "Ledighet från skolan"); n != 1 {
		t.Errorf("the row says its service %d times: %q", n, text)
	}
	for _, want := range []string{made.Diary.String(), "kom in 23 november 2026", "Utreda", samira, "OSL 23 kap. 2 §"} {
		if !strings.Contains(text, want) {
			t.Errorf("the row does not say %q: %q", want, text)
		}
	}
	if strings.Contains(text, "Kiruna") {
		t.Error("the row says what the secret case is about")
	}
	if link := row.Find("td", "class=what").Find("a").Text(); !strings.Contains(link, made.Diary.String()) {
		t.Errorf("the link is called %q, like every other of its service", link)
	}
}

// TestDeskChoicesStandInTheOrderOfTheAlphabet: an officer looks for a kind of case by its name, and knows no id.
func TestDeskChoicesStandInTheOrderOfTheAlphabet(t *testing.T) {
	page := portaltest.New(t).LogIn(t, "Lena Hedström").Get("/handlaggning?lista=all")
	for _, name := range []string{"tjanst", "namnd"} {
		got := portaltest.Texts(page.Find("select", "name="+name).All("option"))[1:]
		want := slices.Clone(got)
		locale.Sort(locale.SV, want, func(s string) string { return s })
		if diff := cmp.Diff(want, got); diff != "" || len(got) < 3 {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}

// TestWhatIsNeededMostStandsFirst: who decides is said above what can be done, and deciding is not hidden among the rest.
func TestWhatIsNeededMostStandsFirst(t *testing.T) {
	site := portaltest.New(t)
	made := site.Case(portaltest.Leave())
	page := site.LogIn(t, johan).Get(path(made))
	if more := page.ByID("more-actions"); !more.ByID("besluta").IsZero() || more.ByID("tilldela").IsZero() {
		t.Error("besluta is folded away, or tilldela is not")
	}
	text := page.Find("main").Text()
	if actions, answers := strings.Index(text, "Åtgärder"), strings.Index(text, "Uppgifter i ärendet"); actions < 0 || actions > answers {
		t.Errorf("the actions come at %d, after the case at %d", actions, answers)
	}
	wrong := page.Form("/anteckning").Set("anteckning-text", "").Submit()
	if !wrong.ByID("more-actions").Has("open") {
		t.Error("the form that was refused is folded away")
	}
	if text = site.LogIn(t, samira).Get(path(made)).Find("aside").Text(); !strings.HasPrefix(strings.TrimSpace(text), "Åtgärder Du kan inte besluta i ärendet. Det kan Johan Ekblad") {
		t.Errorf("who decides is not said first: %.80q", text)
	}
}

// TestCorrectedDayOfNotice has an officer correct the day on which a party got a decision: the party reads until when they can appeal now, and why.
func TestCorrectedDayOfNotice(t *testing.T) {
	site := portaltest.New(t)
	made := site.Case(portaltest.Permit())
	chief := site.LogIn(t, kerstin)
	decides(t, chief.Get(path(made)).Form("/besluta").Set("besluta-type", "permit", "besluta-outcome", "refused", "besluta-circumstances", "Byggnaden är för hög.",
		"besluta-law", "PBL 9 kap. 30 §").Submit())
	site.Pass(10 * 24 * time.Hour)
	day := func(back int) string { return site.Today().AddDays(-back).String() }
	officer := site.LogIn(t, erik)
	if slices.Contains(offered(officer.Get(path(made))), "ratta-delgivning") {
		t.Error("there is nothing to correct, and it is offered")
	}
	says(t, officer.Get(path(made)).Form("/delgivning").Set("delgivning-party", site.File(made.Case).Parties[0].ID, "delgivning-how", "served", "delgivning-on", day(9),
		"delgivning-evidence", "Delgivningskvitto").Submit(), "Delgivningen är antecknad.")
	write := func(on, reason string) *portaltest.Page {
		return officer.Get(path(made)).Form("/ratta-delgivning").Set("ratta-delgivning-on", on, "ratta-delgivning-reason", reason).Submit()
	}
	refused(t, write(day(9), "Fel dag"), "f-ratta-delgivning-on", "Den dagen är redan antecknad.")
	refused(t, write(day(2), ""), "f-ratta-delgivning-reason", "Skriv varför. Parterna ser det.")
	says(t, write(day(2), "Kvittot säger en annan dag"), "Dagen är rättad. Tiden för överklagande räknas från den.")
	until := locale.Date(locale.SV, civil.Deadline(site.Today().AddDays(-2), civil.Period{N: 3, Unit: civil.Weeks}))
	page := site.LogIn(t, "Tomasz Kowalczyk").Get("/arenden/" + string(made.Case)).Want(http.StatusOK)
	if words := "Du kan överklaga till och med " + until + ": Kvittot säger en annan dag"; !strings.Contains(page.Text(), words) {
		t.Errorf("the party does not read %q", words)
	}
	if section := page.Find("section", "class=decision").Text(); !strings.Contains(section, until) {
		t.Errorf("the decision does not say that it can be appealed until %s: %s", until, section)
	}
}
