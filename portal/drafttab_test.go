package portal_test

import (
	"net/http"
	"strings"
	"sync"
	"testing"

	"forvag/portal/draft"
	"forvag/portal/portaltest"
)

// Two tabs with the same page of a form: the later one is told what the other saved, keeps what was written, and saves it when asked again.
func TestTwoTabsOfOneForm(t *testing.T) {
	site := portaltest.New(t)
	c := site.LogIn(t, "Anna Lindqvist")
	page := c.Get("/tjanster/synpunkt").Form("/tjanster/synpunkt/borja").Submit()
	other := c.Get(page.URL.Path)
	one, two := page.Form(page.URL.Path), other.Form(other.URL.Path)
	values := one.Options("intent")
	one.Set("intent", values[1]).Submit("do=refresh").Want(http.StatusOK)
	one.Set("intent", values[0]).Submit("do=save").Want(http.StatusOK) // the same tab, before the page came anew
	told := two.Set("intent", values[1]).Submit("do=save").Want(http.StatusConflict)
	if !strings.Contains(told.Text(), "I en annan flik har du sparat") {
		t.Errorf("the later tab reads %s", told.Text())
	}
	mine := draft.Owner{Person: string(portaltest.PersonID("000101"))}
	kept := func() string {
		t.Helper()
		list, err := site.Drafts.List(t.Context(), mine)
		if err != nil || len(list) != 1 {
			t.Fatalf("%d drafts, %v", len(list), err)
		}
		return list[0].Values["intent"][0]
	}
	if got := kept(); got != values[0] {
		t.Errorf("the later tab wrote %q over the other's %q", got, values[0])
	}
	again := told.Form(told.URL.Path)
	if got := again.Value("intent"); got != values[1] {
		t.Errorf("the page keeps %q, want what was written", got)
	}
	again.Submit("do=save").Want(http.StatusOK)
	if got := kept(); got != values[1] {
		t.Errorf("asked again: kept %q, want %q", got, values[1])
	}
}

// Several tabs that send the same page at the same moment: one is saved, and each of the others comes back as it was filled in.
func TestTabsThatSaveAtOnce(t *testing.T) {
	c := portaltest.New(t).LogIn(t, "Anna Lindqvist")
	path := c.Get("/tjanster/synpunkt").Form("/tjanster/synpunkt/borja").Submit().URL.Path
	for range 8 {
		tabs := make([]*portaltest.Form, 4)
		answers := make([]*portaltest.Page, len(tabs))
		for i := range tabs {
			tabs[i] = c.Get(path).Form(path)
		}
		intents := tabs[0].Options("intent")
		var all sync.WaitGroup
		for i, tab := range tabs {
			tab.Set("intent", intents[i%len(intents)])
			all.Go(func() { answers[i] = tab.Submit("do=save") })
		}
		all.Wait()
		for i, page := range answers {
			if page.Status == http.StatusOK {
				continue
			}
			page.Want(http.StatusConflict)
			if got := page.Form(path).Value("intent"); got != intents[i%len(intents)] {
				t.Errorf("the page keeps %q, want what was written", got)
			}
		}
	}
}

// Who begins a form that they have begun already chooses between that one and a new one.
func TestBeginningAgain(t *testing.T) {
	c := portaltest.New(t).LogIn(t, "Anna Lindqvist")
	begin := func() *portaltest.Page {
		return c.Get("/tjanster/synpunkt").Form("/tjanster/synpunkt/borja").Submit().Want(http.StatusOK)
	}
	first := begin()
	if again := begin().URL.Path; again != first.URL.Path {
		t.Errorf("a form where nothing is written is begun twice: %s and %s", first.URL.Path, again)
	}
	form := first.Form(first.URL.Path)
	form.Set("intent", form.Options("intent")[1]).Submit("do=save").Want(http.StatusOK)
	choice := begin()
	if !strings.Contains(choice.Text(), "Du har redan börjat") {
		t.Fatalf("who begins again reads %s", choice.Text())
	}
	draftPath := strings.Split(first.URL.Path, "/sida/")[0]
	if went := c.Get(draftPath).URL.Path; went != first.URL.Path {
		t.Errorf("the begun form goes on at %s, want %s", went, first.URL.Path)
	}
	if other := choice.Form("/tjanster/synpunkt/borja").Submit().Want(http.StatusOK).URL.Path; strings.HasPrefix(other, draftPath) {
		t.Errorf("a new form is the old one, %s", other)
	}
}
