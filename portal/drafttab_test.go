package portal_test

import (
	"net/http"
	"strings"
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
