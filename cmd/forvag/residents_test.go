package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"forvag/internal/residents"
)

// TestRegistersOfTheManual imports the manual's examples, and holds its table to the columns that there are.
func TestRegistersOfTheManual(t *testing.T) {
	manual, err := os.ReadFile("../../docs/registers.md")
	if err != nil {
		t.Fatal(err)
	}
	text, examples, _ := strings.Cut(string(manual), "## Examples")
	blocks, town := strings.Split(examples, "```"), storage{Data: t.TempDir()}
	for i, kind := range residents.Kinds() {
		_, row, found := strings.Cut(text, "| `"+string(kind)+"` |")
		row, _, _ = strings.Cut(row, "\n")
		for _, column := range residents.Columns(kind) {
			name, must := strings.CutSuffix(column, "*")
			if !strings.Contains(row, "`"+name+"`") || strings.Contains(row, "`"+name+"`*") != must {
				t.Errorf("%s (in the table: %v): the column %s is not there as it is", kind, found, column)
			}
		}
		file := filepath.Join(t.TempDir(), string(kind)+".txt")
		if err := os.WriteFile(file, []byte(strings.TrimPrefix(blocks[2*i+1], "json")[1:]), 0o600); err != nil {
			t.Fatal(err)
		}
		code, out, words := command(town, "residents", "import", file)
		if code != 0 {
			t.Errorf("%s: exit code %d\n%s%s", kind, code, out, words)
		}
	}
}
