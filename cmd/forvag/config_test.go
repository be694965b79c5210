package main

import (
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestReadmeHasTheTableOfSettings(t *testing.T) {
	readme, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	_, rest, found := strings.Cut(string(readme), "<!-- settings -->\n")
	got, _, closed := strings.Cut(rest, "<!-- /settings -->")
	if !found || !closed {
		t.Fatal("the README has no <!-- settings --> … <!-- /settings -->")
	}
	if diff := cmp.Diff(markdown((&settings{}).table()), got); diff != "" {
		t.Errorf("put the output of forvag config --markdown into the README:\n%s", diff)
	}
}

// TestEverySettingIsWhole holds the table to what it promises: a variable of our own, and words.
func TestEverySettingIsWhole(t *testing.T) {
	seen := map[string]bool{}
	for _, row := range (&settings{}).table() {
		if !strings.HasPrefix(row.Env, "FORVAG_") || seen[row.Env] {
			t.Errorf("%s: variable %q", row.Flag, row.Env)
		}
		seen[row.Env] = true
		if flag := "--" + strings.ReplaceAll(strings.ToLower(strings.TrimPrefix(row.Env, "FORVAG_")), "_", "-"); row.Flag != flag {
			t.Errorf("%s: its flag is %s, want %s", row.Env, row.Flag, flag)
		}
		if !strings.HasSuffix(row.Help, ".") {
			t.Errorf("%s: its words are no sentence: %q", row.Env, row.Help)
		}
		if hidden := strings.Contains(row.Env, "SECRET") || strings.HasSuffix(row.Env, "_KEY") || row.Env == "FORVAG_DATABASE_URL" || row.Env == "FORVAG_SMTP_URL" || row.Env == "FORVAG_SMS_URL"; row.Secret != hidden {
			t.Errorf("%s: secret is %v", row.Env, row.Secret)
		}
	}
	if len(seen) < 12 {
		t.Errorf("only %d settings", len(seen))
	}
}
