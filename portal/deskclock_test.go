package portal_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"forvag/internal/casework"
	"forvag/internal/identity"
	"forvag/portal/portaltest"
)

// clocks are the words of each of a desk page's time limits.
func clocks(p *portaltest.Page) []string {
	return portaltest.Texts(p.Find("", "class=clocks").All("li"))
}

// TestClocksSayHowTheyStand follows the answer that is promised for a leave, and what the law gives for a permit.
func TestClocksSayHowTheyStand(t *testing.T) {
	const day = 24 * time.Hour
	wants := func(t *testing.T, p *portaltest.Page, words ...string) {
		t.Helper()
		got := strings.Join(clocks(p.Want(http.StatusOK)), "\n")
		for _, w := range words {
			if !strings.Contains(got, w) {
				t.Errorf("the clocks say %q, want %q", got, w)
			}
		}
	}
	decide := func(t *testing.T, site *portaltest.Site, made casework.Receipt) {
		t.Helper()
		desk := site.LogIn(t, johan)
		form := desk.Get(path(made)).Form("/besluta").Set("besluta-type", "short_leave", "besluta-outcome", "granted", "besluta-circumstances", "Kort.")
		decides(t, form.Submit()).Want(http.StatusOK)
	}
	t.Run("a promise pauses while the party answers", func(t *testing.T) {
		site := portaltest.New(t)
		made := site.Case(portaltest.Leave())
		desk := site.LogIn(t, johan)
		page := desk.Get(path(made))
		form := page.Form("/komplettering").Set("komplettering-what", "Vilka dagar?")
		if hint := page.Text(); !strings.Contains(hint, "står still medan parten svarar") {
			t.Error("the form does not say that the promise stands still")
		}
		last := form.Value("komplettering-due")
		page = form.Submit()
		wants(t, page, "Pausad", "tiden står still medan parten svarar, till och med")
		if due := site.File(made.Case).Case.Due; due.String() < last {
			t.Errorf("the answer is promised by %s, before the party's last day %s", due, last)
		}
		site.Pass(30 * day)
		wants(t, site.LogIn(t, johan).Get(path(made)), "försenat") // the party's time is over, and the promise ran on
	})
	t.Run("the law starts over, or runs on", func(t *testing.T) {
		site := portaltest.New(t)
		made := site.Case(portaltest.Permit())
		page := site.LogIn(t, erik).Get(path(made))
		if !strings.Contains(page.Text(), "börjar om när svaret kommer") {
			t.Error("the form does not say that the time starts over")
		}
		wants(t, page.Form("/komplettering").Set("komplettering-what", "En ritning").Submit(), "Väntar", "tiden börjar när ansökan är komplett")

		late := site.Case(portaltest.Permit())
		site.Pass(60 * day)
		page = site.LogIn(t, erik).Get(path(late))
		if !strings.Contains(page.Text(), "väntar inte på parten") {
			t.Error("the form does not say that the time runs on")
		}
		form := page.Form("/komplettering").Set("komplettering-what", "En ritning")
		if by, due := form.Value("komplettering-due"), site.File(late.Case).Case.Due.String(); by >= due {
			t.Errorf("the party has until %s, and the time is over on %s", by, due)
		}
		wants(t, form.Submit(), "löper enligt lagen även medan parten svarar")
	})
	for name, c := range map[string]struct {
		after time.Duration
		want  string
	}{"in time": {day, "I tid"}, "too late": {60 * day, "för sent"}} {
		t.Run("decided "+name, func(t *testing.T) {
			site := portaltest.New(t)
			made := site.Case(portaltest.Leave())
			site.Pass(c.after)
			decide(t, site, made)
			page := site.LogIn(t, johan).Get(path(made))
			wants(t, page, c.want, "klart")
			if strings.Contains(strings.Join(clocks(page), " "), "Pausad") {
				t.Error("what is decided is not paused")
			}
		})
	}
}

// TestWhatWasTakenBackIsOver: the resident has it among their closed cases, and the desk has it to close, by itself and without a day.
func TestWhatWasTakenBackIsOver(t *testing.T) {
	site := portaltest.New(t)
	in := portaltest.Permit()
	in.Type, in.Title = "felanmalan", "Trasig lampa"
	made := site.Case(in)
	who := identity.Principal{Kind: identity.Resident, Actor: portaltest.PersonID("001101"), Assurance: identity.AssuranceSubstantial, On: site.Today()}
	if err := site.Cases.Withdraw(t.Context(), who, made.Case, ""); err != nil {
		t.Fatal(err)
	}
	desk := site.LogIn(t, erik)
	number := made.Diary.String()
	for list, want := range map[string]bool{"withdrawn": true, "all": true, "unassigned": false, "open": false, "overdue": false, "waiting": false} {
		if got := strings.Contains(desk.Get("/handlaggning?lista="+list).Want(http.StatusOK).Find("table").Text(), number); got != want {
			t.Errorf("among %s: %v, want %v", list, got, want)
		}
	}
	page := desk.Get(path(made))
	if !strings.Contains(page.Text(), "Det behöver bara avslutas.") {
		t.Error("the officer is not told that it only needs to be closed")
	}
	if words := strings.Join(clocks(page), " "); !strings.Contains(words, "Gäller inte längre") {
		t.Errorf("the clocks say %q", words)
	}
	resident := site.LogIn(t, "Tomasz Kowalczyk")
	if text := resident.Get("/arenden?visa=ongoing").Want(http.StatusOK).Find("main").Text(); strings.Contains(text, number) {
		t.Error("it is ongoing for who took it back")
	}
	if text := resident.Get("/arenden?visa=closed").Find("main").Text(); !strings.Contains(text, number) || !strings.Contains(text, "Återkallat") {
		t.Error("it is not among the closed cases of who took it back")
	}
	says(t, page.Form("/avsluta").Submit(), "Ärendet är avslutat.")
}
