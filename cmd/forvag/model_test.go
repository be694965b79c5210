package main

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// speaksAs is a server in OpenAI's manner that answers every question with the same sentences.
func speaksAs(t *testing.T, sentences ...string) (url string) {
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
		for _, say := range sentences {
			text, _ := json.Marshal(say + " ")
			fmt.Fprintf(w, `data: {"choices":[{"delta":{"content":%s}}]}`+"\n\n", text)
		}
		fmt.Fprint(w, `data: {"choices":[{"delta":{},"finish_reason":"stop"}]}`+"\n\ndata: {\"choices\":[],\"usage\":{\"total_tokens\":90}}\n\ndata: [DONE]\n\n")
	}))
	t.Cleanup(s.Close)
	return s.URL + "/v1"
}

func TestAskWithALanguageModel(t *testing.T) {
	for _, c := range []struct {
		name, say string
		want, not string
	}{
		{"what stands in the source", "En altan utan tak kräver bygglov om den är mer än 1,8 meter hög [1].", "mer än 1,8 meter hög. [1]\n\n[1] ", "Det här höll inte"},
		{"what does not", "En altan utan tak kräver bygglov om den är mer än 2,4 meter hög [1].", "Källa: ", "2,4"},
	} {
		t.Run(c.name, func(t *testing.T) {
			var out, wrong strings.Builder
			code := run(t.Context(), []string{"ask", "--chat-url", speaksAs(t, c.say), "--chat-model", "m", "hur hög får en altan vara"}, &out, &wrong)
			if got := out.String(); code != 0 || !strings.Contains(got, c.want) || strings.Contains(got, c.not) {
				t.Errorf("code %d:\n%s%s", code, got, wrong.String())
			}
		})
	}
}

func TestEvalWithALanguageModel(t *testing.T) {
	file := filepath.Join(t.TempDir(), "q.yaml")
	questions := "questions:\n  - {ask: hur hög får en altan vara, lang: sv, topic: bygga, how: terse, want: {articles: [bygga-altan]}}\n" +
		"  - {ask: vem vann mästerskapet i kvantfysik, lang: sv, how: terse, want: {refuse: no_content}}\n"
	if err := os.WriteFile(file, []byte(questions), 0o600); err != nil {
		t.Fatal(err)
	}
	var out, wrong strings.Builder
	url := speaksAs(t, "En altan utan tak kräver bygglov om den är mer än 1,8 meter hög [1].", "Den får vara lila på 40 sätt [1].", "En altan utan tak kan kräva bygglov [1].")
	if code := run(t.Context(), []string{"assistant", "eval", file, "--chat-url", url, "--chat-model", "m"}, &out, &wrong); code != 0 {
		t.Fatal(wrong.String())
	}
	var got struct {
		Right     float64 `json:"right"`
		WithModel struct {
			Right     float64 `json:"right"`
			Citations float64 `json:"citations_right"`
			Model     struct {
				Asked     int     `json:"asked"`
				Used      int     `json:"used"`
				Sentences int     `json:"sentences"`
				Dropped   float64 `json:"dropped_sentences"`
			} `json:"model"`
		} `json:"with_model"`
	}
	if err := json.Unmarshal([]byte(out.String()), &got); err != nil {
		t.Fatal(err)
	}
	m := got.WithModel.Model
	if got.Right != 1 || got.WithModel.Right != 1 || got.WithModel.Citations != 1 || m.Asked != 1 || m.Used != 1 || m.Sentences != 3 || m.Dropped < .33 || m.Dropped > .34 {
		t.Errorf("got %s", out.String())
	}
}
