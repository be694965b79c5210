package main

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"forvag/internal/municipality"
	"forvag/lifeevents"
	"forvag/web"
)

// TestDocumentedArticleHolds checks the article that docs/articles.md shows as the program checks a municipality's own.
func TestDocumentedArticleHolds(t *testing.T) {
	page, err := os.ReadFile("../../docs/articles.md")
	if err != nil {
		t.Fatal(err)
	}
	_, rest, _ := strings.Cut(string(page), "```markdown\n")
	article, _, found := strings.Cut(rest, "```")
	if !found {
		t.Fatal("docs/articles.md shows no article")
	}
	folder := t.TempDir()
	for _, lang := range []string{"sv", "en"} {
		if err := os.MkdirAll(filepath.Join(folder, articlesFolder, lang), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(folder, articlesFolder, lang, "cykel-parkera.md"), []byte(article), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	own, err := openFolder(folder)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := own.load(time.Now); err != nil {
		t.Error(err)
	}
}

// TestDocumentedRuleHolds checks the rule that docs/life-events.md shows, with its examples, as the program checks a municipality's own.
func TestDocumentedRuleHolds(t *testing.T) {
	page, err := os.ReadFile("../../docs/life-events.md")
	if err != nil {
		t.Fatal(err)
	}
	_, rest, _ := strings.Cut(string(page), "```yaml\n")
	rule, _, found := strings.Cut(rest, "```")
	if !found {
		t.Fatal("docs/life-events.md shows no rule")
	}
	for _, f := range lifeevents.Check(fstest.MapFS{"bibliotek-sju-ar.yaml": {Data: []byte(rule)}},
		lifeevents.Options{Municipality: municipality.Default().Catalog(), Icons: web.IconNames()}) {
		t.Error(f)
	}
}

// reference is a link of a page of the documentation to a file.
var reference = regexp.MustCompile(`\]\(([^)#:]+)(?:#[^)]*)?\)`)

// TestDocumentationLeadsSomewhere follows every link from README and docs to a file.
func TestDocumentationLeadsSomewhere(t *testing.T) {
	pages, err := filepath.Glob("../../docs/*.md")
	if err != nil || len(pages) == 0 {
		t.Fatal(pages, err)
	}
	for _, page := range append(pages, "../../README.md", "../../CONTRIBUTING.md") {
		text, err := os.ReadFile(page)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range reference.FindAllStringSubmatch(string(text), -1) {
			if _, err := os.Stat(filepath.Join(filepath.Dir(page), m[1])); err != nil {
				t.Errorf("%s leads to %s, which is not there", page, m[1])
			}
		}
	}
	readme, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, read := range known {
		if !strings.Contains(string(readme), "`"+read) {
			t.Errorf("the README's table of the folder lacks %s", read)
		}
	}
}
