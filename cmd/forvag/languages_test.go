package main

import (
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"forvag/internal/strict"
)

// What the program carries stands in both languages; a municipality's own may be in Swedish alone.
func TestAnArticleOfTheProgramInSwedishAloneIsAFault(t *testing.T) {
	own := folder{FS: fstest.MapFS{"articles/sv/own.md": {}}, dir: "min"}
	all := fstest.MapFS{"sv/own.md": {}, "sv/both.md": {}, "en/both.md": {}, "sv/carried.md": {}}
	wrong, notes, err := own.languages(all)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]strict.Fault{{File: "sv/carried.md", Line: 1, Column: 1, Words: "stands in Swedish alone; write en/carried.md"}}, wrong); diff != "" {
		t.Errorf("faults:\n%s", diff)
	}
	if len(notes) != 1 {
		t.Errorf("notes %q, want one", notes)
	}
}
