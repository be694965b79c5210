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

// A model learns which services a reader's cases are of and how far they have come, and nothing else.
func TestAModelOfOwnCases(t *testing.T) {
	w := newWorld(t)
	file := w.leave()
	p := &pen{calls: &assistant.Call{OwnCases: true}, says: []string{"Ledighet från skolan: vi väntar på dig [last]."}}
	w.writes(p)
	anna := w.as("Anna")
	a := w.do(ask{method: "POST", path: "/fraga", cookie: anna, form: url.Values{"question": {deck}}})
	if len(p.sent) != 2 {
		t.Fatalf("asked %d times: %s", len(p.sent), a.body)
	}
	told := p.sent[1].Sources[len(p.sent[1].Sources)-1]
	if strings.Contains(told.Text, file.Case.Diary.String()) || strings.Contains(told.Text, "Anna") || strings.Contains(told.Text, "Lindqvist") || !strings.Contains(told.Text, ": ") {
		t.Errorf("the model was told %q", told.Text)
	}
	if !strings.Contains(a.body, "/arenden/"+string(file.Case.ID)) {
		t.Error("the cases are not shown")
	}
	p.sent, p.calls = nil, nil
	w.do(ask{method: "POST", path: "/fraga", form: url.Values{"question": {deck}}})
	if len(p.sent) != 1 || p.sent[0].OwnCases {
		t.Error("a visitor's cases are offered")
	}
}
