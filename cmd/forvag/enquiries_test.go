package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// TestWhereQuestionsGoIsChecked holds that a municipality learns of a service or a field that does not exist before a resident does.
func TestWhereQuestionsGoIsChecked(t *testing.T) {
	almby, err := os.ReadFile("../../internal/municipality/default.yaml")
	if err != nil {
		t.Fatal(err)
	}
	program, err := openFolder("")
	if err != nil {
		t.Fatal(err)
	}
	all, err := program.load(time.Now)
	if err != nil {
		t.Fatal(err)
	}
	const own = "enquiries: {service: synpunkt, question: text, heading: heading, answers: {intent: question}}"
	for _, tc := range []struct {
		name, says string
		want       []string
	}{
		{"as the program has it", own, nil},
		{"not said", "", nil},
		{"another service", "enquiries: {service: felanmalan, question: description}", nil},
		{"no such service", "enquiries: {service: synpunkter, question: text}", []string{`there is no service "synpunkter" to take questions; did you mean "synpunkt"?`}},
		{"no such fields", "enquiries: {service: synpunkt, question: txt, heading: area, answers: {intent: query}}", []string{
			`synpunkt has no field "txt"; did you mean "text"?`,
			"the field area of synpunkt is of type choice; want [text]",
			`intent has no choice "query"`,
		}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			dir := t.TempDir()
			if !strings.Contains(string(almby), own) {
				t.Fatal("the program's own file says something else")
			}
			if err := os.WriteFile(filepath.Join(dir, "kommun.yaml"), []byte(strings.Replace(string(almby), own, tc.says, 1)), 0o600); err != nil {
				t.Fatal(err)
			}
			f, err := openFolder(dir)
			if err != nil {
				t.Fatal(err)
			}
			m, _, err := f.municipality()
			if err != nil {
				t.Fatal(err)
			}
			found, err := f.enquiries(m, all.catalog)
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, fault := range found {
				if fault.Line == 0 {
					t.Errorf("%s has no place", fault)
				}
				got = append(got, fault.Words)
			}
			if diff := cmp.Diff(tc.want, got); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
		})
	}
}
