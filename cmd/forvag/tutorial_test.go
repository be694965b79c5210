package main

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"forvag/internal/catalog"
	"forvag/internal/locale"
)

// block is one of the tutorial's pieces of YAML.
var block = regexp.MustCompile("(?s)```yaml\n(.*?)```")

// TestTutorialHolds does what the tutorial says to the file that it begins with: each piece takes the place of the keys that it names.
func TestTutorialHolds(t *testing.T) {
	tutorial, err := os.ReadFile("../../docs/tutorial.md")
	if err != nil {
		t.Fatal(err)
	}
	text, err := catalog.New("cykelparkering", locale.Text{SV: "Cykelparkering", EN: "Bicycle parking"}, "KS")
	if err != nil {
		t.Fatal(err)
	}
	pieces := block.FindAllStringSubmatch(string(tutorial), -1)
	if len(pieces) < 4 {
		t.Fatalf("the tutorial has %d pieces of YAML", len(pieces))
	}
	for _, piece := range pieces {
		for key, value := range topKeys(piece[1]) {
			before := topKeys(text)[key]
			if before == "" {
				t.Fatalf("a new service has no %q", key)
			}
			if key == "pages" { // the page kontakt is left
				value += before[strings.Index(before, "  - id: kontakt"):]
			}
			text = strings.Replace(text, before, value, 1)
		}
	}
	folder := t.TempDir()
	if err := os.MkdirAll(filepath.Join(folder, "services"), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(folder, "services", "cykelparkering.yaml"), []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	own, err := openFolder(folder)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range own.examples(time.Now) {
		t.Error(f)
	}
	if !strings.Contains(text, "\nboard: TN\n") {
		t.Error("the tutorial's keys were not taken")
	}
}

// topKeys splits YAML at its keys of the first level: each with its lines.
func topKeys(text string) map[string]string {
	keys, key := map[string]string{}, ""
	for _, line := range strings.SplitAfter(text, "\n") {
		if name, _, ok := strings.Cut(line, ":"); ok && !strings.ContainsAny(name, " #-") {
			key = name
		}
		if strings.TrimSpace(line) == "" || strings.HasPrefix(line, "#") && !strings.HasPrefix(line, "#:  ") {
			key = "" // the key ends here
		}
		keys[key] += line
	}
	return keys
}
