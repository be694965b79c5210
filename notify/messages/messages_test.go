package messages_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"forvag/internal/locale"
	"forvag/notify/messages"
)

func TestCarriedTextsHaveNoFaults(t *testing.T) {
	matters := []messages.Matter{{Name: "progress"}}
	names, err := filepath.Glob("sv/*.yaml")
	if err != nil || len(names) < 10 {
		t.Fatal(names, err)
	}
	for _, file := range names {
		name := strings.TrimSuffix(filepath.Base(file), ".yaml")
		due := slices.Contains([]string{"request", "offer", "answer_soon", "answer_late", "appeal_soon"}, name)
		post := name == "request" || name == "decision" || name == "correction"
		if name != "progress" {
			matters = append(matters, messages.Matter{Name: name, Due: due, Post: post})
		}
	}
	set, found := messages.Load(messages.Files(), matters)
	for _, f := range found {
		t.Error(f)
	}
	text := set.Get(locale.SV, "request")
	if got, want := messages.Fill(text.Inbox, messages.Sample[locale.SV]), "Vi behöver något av dig senast 30 september 2027: Ansökan om skolskjuts"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
}

// TestEachWayOfBeingWrong reads files that are each wrong in one way.
func TestEachWayOfBeingWrong(t *testing.T) {
	good, err := os.ReadFile("sv/progress.yaml")
	if err != nil {
		t.Fatal(err)
	}
	cases := []struct {
		name, from, to, want string
	}{
		{"an unknown variable", "hos {municipality}.\"", "hos {municipalty}.\"", `sv/progress.yaml:2:44: there is no variable {municipalty}; did you mean "municipality"?`},
		{"the case's number on a locked screen", `"Nytt i ditt ärende"`, `"Nytt i {number}"`, "sv/progress.yaml:2:16: {number} may not stand here; these may: municipality, count"},
		{"a title in a subject", `"Nytt i ett av dina ärenden"`, `"{title}"`, "sv/progress.yaml:4:13: {title} may not stand here; these may: municipality, count"},
		{"a word that tells", `"Nytt i ditt ärende"`, `"Ansökan avslagen"`, `sv/progress.yaml:2:16: "avsla" tells others what it is about; say it only where the reader has logged in`},
		{"a day where there is none", "Du behöver inte göra", "Senast {due} ska du göra", "sv/progress.yaml:5:9: {due} may not stand here; these may: municipality, count"},
		{"a text message in two parts", "Logga in på Mina", strings.Repeat("Läs och svara snart. ", 6) + "Logga in på Mina", "sv/progress.yaml:14:7: goes in 2 parts; write it so that one is enough"},
		{"a heavy text", "Du behöver inte göra något just nu.", strings.Repeat("Kommunstyrelsens verksamhetsutveckling ", 12) + ".",
			"sv/progress.yaml:5:9: has LIX 59; under 40 is easy enough. The hardest sentence: "},
		{"a misspelt key", "sms:", "smss:", `sv/progress.yaml:14:1: "smss" is not a key here; did you mean "sms"?`},
		{"a lone brace", `"Nytt i ditt ärende"`, `"Nytt {"`, "sv/progress.yaml:2:16: a variable is a name in braces, {municipality}"},
	}
	for _, c := range cases {
		broken := strings.Replace(string(good), c.from, c.to, 1)
		if broken == string(good) {
			t.Fatalf("%s: nothing was broken", c.name)
		}
		from := fstest.MapFS{"sv/progress.yaml": {Data: []byte(broken)}}
		from["en/progress.yaml"] = &fstest.MapFile{Data: english(t)}
		_, found := messages.Load(from, []messages.Matter{{Name: "progress"}})
		if len(found) == 0 {
			t.Errorf("%s: no fault", c.name)
			continue
		}
		if got := found[0].String(); !strings.HasPrefix(got, c.want) {
			t.Errorf("%s: %s\nwant %s", c.name, got, c.want)
		}
	}
}

func english(t *testing.T) []byte {
	t.Helper()
	b, err := os.ReadFile("en/progress.yaml")
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestFilesMissingAndStray(t *testing.T) {
	from := fstest.MapFS{"en/progress.yaml": {Data: english(t)}, "en/decision.yaml": {Data: english(t)}, "en/progres.yaml": {Data: english(t)}}
	_, found := messages.Load(from, []messages.Matter{{Name: "progress"}, {Name: "decision", Post: true}})
	var got []string
	for _, f := range found {
		got = append(got, f.String())
	}
	want := []string{
		"en/decision.yaml:1:1: post is missing: this goes to digital mailboxes and by letter",
		`en/progres.yaml: is not read: no matter is called so; did you mean "progress"?`,
		"sv/decision.yaml: is missing: each matter has its texts in each language",
		"sv/progress.yaml: is missing: each matter has its texts in each language",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}
