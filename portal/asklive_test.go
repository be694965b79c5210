package portal_test

import (
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// event is a server-sent event.
type event struct {
	Name string
	Data map[string]any
}

// events posts and reads what comes to its end.
func (w *world) events(path, media, body string) (status int, all []event) {
	w.t.Helper()
	req, err := http.NewRequestWithContext(w.t.Context(), http.MethodPost, w.url+path, strings.NewReader(body))
	if err != nil {
		w.t.Fatal(err)
	}
	req.Header.Set("Content-Type", media)
	req.Header.Set("Accept", "text/event-stream")
	req.Header.Set("Accept-Encoding", "gzip")
	req.Header.Set("Accept-Language", "sv")
	req.Header.Set("Origin", w.url)
	resp, err := http.DefaultTransport.RoundTrip(req)
	if err != nil {
		w.t.Fatal(err)
	}
	defer resp.Body.Close()
	raw, err := io.ReadAll(resp.Body)
	if err != nil {
		w.t.Fatal(err)
	}
	if resp.StatusCode != http.StatusOK {
		return resp.StatusCode, nil
	}
	if got := resp.Header.Get("Content-Encoding"); got != "" {
		w.t.Errorf("a stream is compressed: %s", got)
	}
	for block := range strings.SplitSeq(string(raw), "\n\n") {
		var e event
		for line := range strings.SplitSeq(block, "\n") {
			if name, ok := strings.CutPrefix(line, "event: "); ok {
				e.Name = name
			}
			if data, ok := strings.CutPrefix(line, "data: "); ok {
				if err := json.Unmarshal([]byte(data), &e.Data); err != nil {
					w.t.Fatalf("%q: %v", data, err)
				}
			}
		}
		if e.Name != "" {
			all = append(all, e)
		}
	}
	return resp.StatusCode, all
}

// A page with script gets the same answer as one without, as events.
func TestAnAnswerAsItComes(t *testing.T) {
	w := newWorld(t)
	say := func(talk, question string) map[string]any {
		t.Helper()
		status, all := w.events("/fraga/live", "application/x-www-form-urlencoded", url.Values{"talk": {talk}, "question": {question}}.Encode())
		if status != http.StatusOK || len(all) != 1 || all[0].Name != "done" {
			t.Fatalf("%d %v", status, all)
		}
		return all[0].Data
	}
	first := say("", "behöver jag bygglov för ett växthus på 28 kvm?")
	if html, _ := first["html"].(string); !strings.Contains(html, "Finns det en detaljplan där?") || first["open"] != true {
		t.Errorf("got %v", first)
	}
	talk, _ := first["talk"].(string)
	if html, _ := say(talk, "Ja, platsen ligger inom detaljplan")["html"].(string); !strings.Contains(html, "andra sådana byggnaderna") || strings.Contains(html, "växthus på 28") {
		t.Errorf("the check does not go on, or the conversation comes again: %s", html)
	}
	if wrong, _ := say(talk, " ")["error"].(string); wrong != "Skriv en fråga." {
		t.Errorf("an empty question is told %q", wrong)
	}
	panel := w.do(ask{method: "POST", path: "/fraga/ruta", form: url.Values{"talk": {talk}}})
	if panel.status != http.StatusOK || !strings.Contains(panel.body, "växthus på 28") || strings.Contains(panel.body, "<html") {
		t.Errorf("%d %s", panel.status, panel.body)
	}
}

// A program gets by events what it gets at once.
func TestAPIAskAsItComes(t *testing.T) {
	w := newWorld(t)
	const question = `{"question": "vad kostar förskolan", "lang": "sv"}`
	status, all := w.events("/api/v1/ask", "application/json", question)
	if status != http.StatusOK || len(all) != 1 || all[0].Name != "done" {
		t.Fatalf("%d %v", status, all)
	}
	a := w.do(ask{method: "POST", path: "/api/v1/ask", media: "application/json", body: []byte(question)})
	if diff := cmp.Diff(decoded[map[string]any](t, a), all[0].Data); diff != "" {
		t.Errorf("-at once +as it comes:\n%s", diff)
	}
	if status, _ := w.events("/api/v1/ask", "application/json", `{"fraga": 1}`); status != http.StatusBadRequest {
		t.Errorf("a bad body is answered %d", status)
	}
}
