package main

import (
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"forvag/internal/browser"
)

// filled are the six services, as somebody fills them in.
var filled = map[string]struct {
	who  string // nobody, when it is empty
	with answers
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
}

// day is some days from today, as a date field holds it.
func day(from int) string { return time.Now().AddDate(0, 0, from).Format(time.DateOnly) }

// TestEveryServiceIsSubmitted fills in every service on a phone, and finds the case again: in Mina ärenden, or by its code.
func TestEveryServiceIsSubmitted(t *testing.T) {
	tw := demoTown(t)
	for _, service := range slices.Sorted(maps.Keys(filled)) {
		c := filled[service]
		t.Run(service, func(t *testing.T) {
			t.Parallel()
			p := tw.visit(t, phone)
			if c.who != "" {
				logIn(p, c.who)
			}
			p.Goto("/tjanster/" + service)
			follow(p, "aside form button")
			tw.fillForm(t, p, phone, c.with, nil)
			shoot(p, service+" review")
			number := send(p)
			shoot(p, service+" receipt")
			if c.who != "" {
				caseOf(p, number)
			} else {
				code := p.Text("#follow-code")
				stranger := tw.visit(t, phone)
				stranger.Goto("/folj").Fill("#f-code", strings.ToLower(code))
				follow(stranger, "main form button")
				stranger.WaitText("#part-head", number)
			}
			shoot(p, service+" case")
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
	follow(p, "aside form button")
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
	follow(p, "aside form button")
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
			follow(p, "aside form button")
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
