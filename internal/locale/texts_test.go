package locale

import (
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"forvag/internal/civil"
)

func TestFilesLoad(t *testing.T) {
	if _, err := load(files); err != nil {
		t.Fatal(err)
	}
}

func TestLoadRefuses(t *testing.T) {
	for _, tc := range []struct{ name, file, want string }{
		{"no English", `a.b: {sv: "x"}`, "a.b lacks words in en"},
		{"empty", `a.b: {sv: "x", en: ""}`, "a.b lacks words in en"},
		{"only one form", `a.b: {sv: {one: "x"}, en: "y"}`, "a.b lacks words in sv"},
		{"a third language", `a.b: {sv: "x", en: "y", fi: "z"}`, "a language that the program does not speak"},
		{"a third form", `a.b: {sv: {one: "x", few: "y", other: "z"}, en: "y"}`, "few"},
		{"the same key twice", "a.b: {sv: x, en: y}\na.b: {sv: x, en: y}", "a.b"},
		{"a key of another file", `c.d: {sv: x, en: y}`, "c.d stands in another file too"},
	} {
		_, err := load(fstest.MapFS{
			"texts/one.yaml": {Data: []byte(tc.file)},
			"texts/aaa.yaml": {Data: []byte(`c.d: {sv: "x", en: "y"}`)},
		})
		if err == nil || !strings.Contains(err.Error(), tc.want) {
			t.Errorf("%s: got %v, want words of %q", tc.name, err, tc.want)
		}
	}
}

func TestFill(t *testing.T) {
	for _, tc := range []struct {
		text string
		args []any
		want string
	}{
		{"{0} och {1}", []any{"a", 12345}, "a och 12\u00a0345"},
		{"{1}, {0}, {1}", []any{"a", "b"}, "b, a, b"},
		{"till {0}", []any{civil.Must("2026-11-22")}, "till 22 november 2026"},
		{"{0}", []any{Text{SV: "Bygglov", EN: "Building permit"}}, "Bygglov"},
		{"{0} {1}", []any{"a"}, "a {1}"},
		{"{x} {", []any{"a"}, "{x} {"},
		{"{0}", nil, "{0}"},
		{"{0}", []any{"{1}", "never"}, "{1}"},
	} {
		if got := fill(SV, tc.text, tc.args); got != tc.want {
			t.Errorf("%q with %v: got %q, want %q", tc.text, tc.args, got, tc.want)
		}
	}
}

func TestNumberChoosesTheForm(t *testing.T) {
	all, err := load(fstest.MapFS{"texts/x.yaml": {Data: []byte(
		"m.n: {sv: {one: '{0} sak i {1}', other: '{0} saker i {1}'}, en: '{0} of {1}'}")}})
	if err != nil {
		t.Fatal(err)
	}
	w := all["m.n"]
	if diff := cmp.Diff([]words{{"{0} sak i {1}", "{0} saker i {1}"}, {"{0} of {1}", "{0} of {1}"}}, []words{w[SV], w[EN]},
		cmp.AllowUnexported(words{})); diff != "" {
		t.Error(diff)
	}
	if n, ok := count([]any{"x", int64(1), 7}); !ok || n != 1 {
		t.Errorf("count = %d, %v", n, ok)
	}
}

var placeholder = regexp.MustCompile(`\{\d+\}`)

func placeholders(s string) []string {
	found := placeholder.FindAllString(s, -1)
	slices.Sort(found)
	return slices.Compact(found)
}

func TestLanguagesUseTheSamePlaceholders(t *testing.T) {
	for key, e := range texts() {
		if diff := cmp.Diff(placeholders(e[SV].other), placeholders(e[EN].other)); diff != "" {
			t.Errorf("%s: Swedish against English: %s", key, diff)
		}
	}
}
