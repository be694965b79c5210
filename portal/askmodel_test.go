package portal_test

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"forvag/assistant"
	"forvag/internal/casework"
	"forvag/internal/identity"
	"forvag/portal/portaltest"
)

// pen is a language model that writes what it is told, and remembers what it was sent.
type pen struct {
	says  []string
	calls *assistant.Call // before it writes
	fails error           // after it has written
	sent  []assistant.Brief
}

func (p *pen) Write(_ context.Context, b assistant.Brief, emit func(string) error) (*assistant.Call, error) {
	p.sent = append(p.sent, b)
	if p.calls != nil && len(p.sent) == 1 {
		return p.calls, nil
	}
	for _, s := range p.says {
		if err := emit(strings.ReplaceAll(s, "[last]", fmt.Sprintf("[%d] ", len(b.Sources))) + " "); err != nil {
			return nil, err
		}
	}
	return nil, p.fails
}

func (w *world) writes(p *pen) {
	w.Assistant = w.Assistant.With(assistant.Model{Writer: p, Timeout: time.Minute})
}

const deck = "hur hög får en altan vara"

// A reader meets what a language model wrote as it stands its check, with its sources, and the extract where the model fails half-way.
func TestAnAnswerThatAModelWrote(t *testing.T) {
	w := newWorld(t)
	p := &pen{says: []string{"En altan utan tak kräver bygglov om den är mer än 1,8 meter hög [1].", "Den får vara 40 meter lång [1].", "Sök bygglov för altan i ⟦service:bygglov⟧ [1]."}}
	w.writes(p)
	a := w.do(ask{method: "POST", path: "/fraga", form: url.Values{"question": {deck}}})
	if !strings.Contains(a.body, "mer än 1,8 meter hög") || strings.Contains(a.body, "40 meter") || !strings.Contains(a.body, `href="/tjanster/bygglov"`) ||
		!strings.Contains(a.body, "med en AI") {
		t.Errorf("%d %s", a.status, a.body)
	}
	live := func() []event {
		t.Helper()
		status, all := w.events("/fraga/live", "application/x-www-form-urlencoded", url.Values{"question": {deck}}.Encode())
		if status != http.StatusOK || len(all) == 0 {
			t.Fatalf("%d %v", status, all)
		}
		return all
	}
	all := live()
	if len(all) != 3 || all[0].Name != "part" || all[2].Data["written"] != true {
		t.Errorf("got %v", all)
	}
	p.says, p.fails = []string{p.says[0], p.says[2]}, assistant.FallbackTruncated
	all = live()
	html, _ := all[len(all)-1].Data["html"].(string)
	if len(all) != 2 || all[1].Data["written"] != false || !strings.Contains(html, "inom detaljplan") {
		t.Errorf("after a failure: %v", all)
	}
	out := decoded[struct {
		Answer    string
		Citations []struct{ URL, Quote string }
	}](t, w.do(ask{method: "POST", path: "/api/v1/ask", media: "application/json", body: []byte(`{"question": "` + deck + `"}`)}))
	if len(out.Citations) != 1 || !strings.Contains(out.Citations[0].URL, "bygga-altan") || out.Citations[0].Quote == "" {
		t.Errorf("got %+v", out)
	}
}

// A model learns which services a reader's cases are of and how far they have come, where the question names one, and nothing else.
func TestAModelOfOwnCases(t *testing.T) {
	const ofMine = deck + ", mitt ärende gäller en"
	w := newWorld(t)
	file := w.File(w.Case(portaltest.Permit()).Case)
	secret := w.File(w.Case(casework.Submission{Type: "parkeringstillstand", Parties: []casework.Party{
		{Person: portaltest.PersonID("001101"), Role: identity.Applicant}}}).Case)
	p := &pen{calls: &assistant.Call{OwnCases: true}, says: []string{"Ditt bygglov är mottaget [last]."}}
	w.writes(p)
	tomasz := w.logIn(portaltest.PersonID("001101"))
	w.do(ask{method: "POST", path: "/fraga", cookie: tomasz, form: url.Values{"question": {ofMine}}})
	if len(p.sent) != 2 {
		t.Fatalf("asked %d times", len(p.sent))
	}
	told := p.sent[1].Sources[len(p.sent[1].Sources)-1].Text
	if service := w.Catalog.Service("bygglov").Title.SV; !strings.HasPrefix(told, service+": ") {
		t.Errorf("the model was told %q, not how far %s has come", told, service)
	}
	for _, never := range []string{file.Case.Diary.String(), secret.Case.Diary.String(), "Tomasz", "Kowalczyk", w.Catalog.Service("parkeringstillstand").Title.SV} {
		if strings.Contains(told, never) {
			t.Errorf("the model was told %q", told)
		}
	}
	for _, c := range []struct{ name, cookie, question string }{
		{"a question that names no case", tomasz, deck},
		{"a visitor's", "", ofMine},
	} {
		p.sent, p.calls = nil, nil
		w.do(ask{method: "POST", path: "/fraga", cookie: c.cookie, form: url.Values{"question": {c.question}}})
		if len(p.sent) != 1 || p.sent[0].OwnCases {
			t.Errorf("%s: asked %d times, or own cases are offered", c.name, len(p.sent))
		}
	}
}
