package main

import (
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"forvag/internal/browser"
	"forvag/internal/casework"
	"forvag/internal/catalog"
	"forvag/internal/civil"
	"forvag/internal/identity"
	"forvag/internal/locale"
	"forvag/internal/residents"
)

// filled is how somebody fills in a service where the first answer that each question takes will not do: who they are, for whom they act, and what
// they say. The rest of the form is filled in with such first answers.
var filled = map[string]struct {
	who     string // nobody, when it is empty and the service allows it
	company string
	with    answers
}{
	"felanmalan": {with: answers{
		"fault": "lamp", "danger": "no", "place": "Torggatan 5, 999 01 Almby", "lamp_fault": "one", "lamp_number": "A 113",
		"description": "Lampan vid porten lyser inte.", "photo": "@foto.png",
	}},
	"synpunkt": {who: "Linh Nguyen", with: answers{
		"intent": "suggestion", "area": "nature", "heading": "Fler bänkar vid sjön", "text": "Det finns för få bänkar på promenaden vid sjön.",
		"answer": "here",
	}},
	"ledighet-elev": {who: "Anna Lindqvist", with: answers{
		"child": "01900000-0000-7000-8000-000000000103", "class": "3 B", "from": day(30), "to": day(32), "reason": "family",
		"description": "Vi ska fira farmor som fyller 80 år i Kiruna.", "plan": "Elsa läser och räknar varje förmiddag.",
		"email": "anna@almby.example",
	}},
	"skolskjuts": {who: "Anna Lindqvist", with: answers{
		"child": "01900000-0000-7000-8000-000000000103", "school_year": "this", "school_kind": "compulsory", "grade": "3", "same_school": "yes", "chosen": "no",
		"home": "registered", "reasons": "distance", "walking": "6,4", "trips": "both", "email": "anna@almby.example", "phone": "070-174 06 05",
	}},
	"bygglov": {who: "Anna Lindqvist", with: shed},
	"parkeringstillstand": {who: "Gunvor Åkerlund", with: answers{
		"for_whom": "me", "kind": "first", "role": "driver", "can_walk": "yes", "walk": "80", "lasting": "always", "certificate": "@ritning.pdf",
		"certificate_date": day(-10), "photo": "@foto.png", "can_sign": "yes", "signature": "@foto.png", "phone": "070-174 06 06",
	}},
	"feriearbete":              {who: "Zofia Kowalczyk", with: answers{"for_whom": "me"}},
	"kulturstipendium":         {who: "Zofia Kowalczyk"},
	"vattenavlasning":          {with: answers{"meter": "12345678"}},
	"fritidshem":               {with: answers{"leaves": "16.30"}},
	"skolstart":                {with: answers{"leaves": "16.30"}},
	"foreningsbidrag":          {with: answers{"account": "5050-1055"}},
	"forskola":                 {who: "Hodan Warsame", with: answers{"child": "01900000-0000-7000-8000-000000001004"}},
	"kulturskola":              {with: answers{"for_whom": "child"}},
	"lokalbokning":             {with: answers{"group": "other"}},
	"kulturbidrag":             {with: answers{"cost": "20000", "account": "5050-1055"}},
	"kulturbidrag-redovisning": {with: answers{"diary": "KFN 2026-000001"}},
}

// day is some days from today, as a date field holds it.
func day(from int) string { return time.Now().AddDate(0, 0, from).Format(time.DateOnly) }

// anyAnswer is an answer that a question of the service takes: the first alternative, the least number, the earliest day. It is empty where the
// question may be left out or is answered already.
func anyAnswer(s *catalog.Service, f field) string {
	id, part, _ := strings.Cut(f.Name, ".")
	q := s.Field(id)
	if q == nil || q.Optional || f.Value != "" || part == "email" || part == "phone" {
		return ""
	}
	today := civil.Today(time.Now)
	switch q.Type {
	case catalog.FilesField:
		if slices.Contains(q.Limits().Types, "pdf") {
			return "@ritning.pdf"
		}
		return "@foto.png"
	case catalog.NumberField:
		least := int64(1)
		if q.Min.Set {
			least = max(least, q.Min.N)
		}
		return q.ShowInput(locale.SV, least)
	case catalog.DateField:
		if q.Min.Set {
			return q.Min.On(today).String()
		}
		if q.Max.Set {
			return q.Max.On(today).String()
		}
		return today.String()
	case catalog.EmailField:
		return "anna@almby.example"
	case catalog.PhoneField:
		return "070-174 06 05"
	case catalog.AddressField, catalog.PlaceField:
		return "Torggatan 5, 999 01 Almby"
	case catalog.PropertyField:
		return "Almby Berget 1:23"
	case catalog.TextField, catalog.LongText:
		return strings.Repeat("Det här är ett svar. ", 1+int(q.Min.N)/20)
	case catalog.PersonField:
		if part == "number" {
			return ""
		}
		return "Gunvor Åkerlund"
	default:
		return f.Option
	}
}

// leaveQueue takes back what somebody has sent to a service's queue: nobody's child stands there twice.
func (tw *town) leaveQueue(t *testing.T, who, service string) {
	given, _, _ := strings.Cut(strings.ToLower(who), " ")
	me := identity.Principal{Kind: identity.Resident, Actor: residents.DemoID(demoPeople[given]), Assurance: identity.AssuranceSubstantial, On: civil.Today(time.Now)}
	rows, err := tw.site.Cases.Mine(t.Context(), me, casework.MineFilter{Only: casework.OnlyOpen, Limit: 100})
	if err != nil {
		t.Fatal(err)
	}
	for _, row := range rows {
		if row.Type.ID != service {
			continue
		}
		if err := tw.site.Cases.Withdraw(t.Context(), me, row.Case, ""); err != nil {
			t.Fatal(err)
		}
	}
}

// TestEveryServiceIsSubmitted fills in every service on a phone, on pages that anybody can use, and finds the case again: in Mina ärenden, or by its
// code.
func TestEveryServiceIsSubmitted(t *testing.T) {
	tw := demoTown(t)
	for _, service := range tw.site.Catalog.Services() {
		c := filled[service.ID]
		t.Run(service.ID, func(t *testing.T) {
			t.Parallel()
			p := tw.visit(t, phone)
			switch {
			case c.who != "" || service.Access.Level == 0:
			case slices.Contains(service.Access.Who, catalog.Signatory) && !slices.Contains(service.Access.Who, catalog.Resident):
				c.who, c.company = "Tomasz Kowalczyk", "Kowalczyk Bygg AB"
			default:
				c.who = "Anna Lindqvist"
			}
			if c.who != "" {
				logIn(p, c.who)
			}
			if service.Queue != nil {
				tw.leaveQueue(t, c.who, service.ID)
			}
			if c.company != "" {
				actFor(p, c.company)
			}
			p.Goto("/tjanster/" + service.ID)
			beginForm(p)
			tw.fillIn(t, p, phone, c.with, service, func(string) { p.Axe(t) })
			p.Axe(t)
			shoot(p, service.ID+" review")
			number := send(p)
			p.Axe(t)
			shoot(p, service.ID+" receipt")
			if c.who != "" {
				caseOf(p, number)
			} else {
				code := p.Text("#follow-code")
				stranger := tw.visit(t, phone)
				stranger.Goto("/folj").Fill("#f-code", strings.ToLower(code))
				follow(stranger, "main form button")
				stranger.WaitText("#part-head", number)
			}
			p.Axe(t)
			shoot(p, service.ID+" case")
			p.ConsoleErrors(t)
		})
	}
}

// TestDoubleTapMakesOneCase presses the button that sends twice before the answer comes.
func TestDoubleTapMakesOneCase(t *testing.T) {
	tw := demoTown(t)
	p := tw.visit(t, phone)
	logIn(p, "Linh Nguyen")
	a := maps.Clone(filled["synpunkt"].with)
	a["heading"] = "Dubbeltryck " + time.Now().Format(time.TimeOnly)
	p.Goto("/tjanster/synpunkt")
	beginForm(p)
	tw.fillForm(t, p, phone, a, nil)
	review := p.Path()
	p.Click("main [name=declare]")
	expect(p, func() {
		browser.Eval[any](p, `(button => { button.click(); button.click(); })(document.querySelector("main [value=submit]"))`)
	})
	number := p.Text(".receipt .big")
	p.Goto(review) // what is sent is not there to send again
	if again := p.Text(".receipt .big"); again != number {
		t.Errorf("the form that was sent shows %q, want the receipt %s", again, number)
	}
	p.Goto("/arenden")
	if n := browser.Eval[int](p, `document.querySelector("main").innerText.split("`+number+`").length - 1`); n != 1 {
		t.Errorf("%s stands %d times in Mina ärenden", number, n)
	}
}

// TestDraftIsKept begins without login, leaves, comes back, logs in and goes on.
func TestDraftIsKept(t *testing.T) {
	tw := demoTown(t)
	p := tw.visit(t, phone)
	p.Goto("/tjanster/synpunkt")
	beginForm(p)
	tw.answer(p, phone, answers{"intent": "praise", "area": "culture"}, map[string]bool{})
	follow(p, next)
	p.Fill("main [name=heading]", "Fint bibliotek")
	follow(p, "main [value=back]")
	if !browser.Eval[bool](p, `document.querySelector("[name=intent][value=praise]").checked`) {
		t.Error("going back lost the choice")
	}
	follow(p, next)
	follow(p, "main [value=save]")
	logIn(p, "Lars-Göran Björk")
	p.Goto("/arenden")
	follow(p, "#drafts ~ * a, section[aria-labelledby=drafts] a")
	if got := p.Value("main [name=heading]"); got != "Fint bibliotek" {
		t.Errorf("after login the draft holds %q", got)
	}
}

// TestOtherGuardianIsInformed applies for leave: the other guardian of the child sees the case, and the one from whom a child is protected does not.
func TestOtherGuardianIsInformed(t *testing.T) {
	tw := demoTown(t)
	for _, c := range []struct {
		name, applicant, other, child string
		informed                      bool
	}{
		{"two homes", "Sara Nyström", "Peter Öberg", "01900000-0000-7000-8000-000000000202", true},
		{"protected", "Jenny Strand", "Daniel Falk", "01900000-0000-7000-8000-000000000702", false},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			p, other := tw.visit(t, phone), tw.visit(t, phone)
			logIn(p, c.applicant)
			p.Goto("/tjanster/ledighet-elev")
			beginForm(p)
			a := maps.Clone(filled["ledighet-elev"].with)
			a["child"] = c.child
			tw.fillForm(t, p, phone, a, nil)
			number := send(p)
			caseOf(p, number)
			path := p.Path()
			logIn(other, c.other)
			other.Goto(path)
			if seen := other.Status() == 200; seen != c.informed {
				t.Errorf("%s gets %d for %s", c.other, other.Status(), number)
			}
			other.Goto("/arenden")
			if seen := strings.Contains(other.Text("main"), number); seen != c.informed {
				t.Errorf("%s in %s's Mina ärenden: %v, want %v", number, c.other, seen, c.informed)
			}
		})
	}
}
