package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestTally(t *testing.T) {
	for _, tc := range []struct {
		name           string
		events         []string
		passed, failed int
		want, not      []string // in what is printed
	}{
		{
			name: "subtests count, their parent does not",
			events: []string{
				`{"Action":"run","Package":"p","Test":"TestA"}`,
				`{"Action":"output","Package":"p","Test":"TestA/x","Output":"quiet\n"}`,
				`{"Action":"pass","Package":"p","Test":"TestA/x"}`, `{"Action":"pass","Package":"p","Test":"TestA/y"}`,
				`{"Action":"pass","Package":"p","Test":"TestA"}`, `{"Action":"pass","Package":"p","Elapsed":1.25}`,
			},
			passed: 2, want: []string{"ok    p", "2 tests", "1.2 s"}, not: []string{"quiet"},
		},
		{
			name: "a failed subtest is one failure, with what it and its parent said",
			events: []string{
				`{"Action":"output","Package":"p","Test":"TestA","Output":"a.go:1: from the parent\n"}`,
				`{"Action":"output","Package":"p","Test":"TestA/x","Output":"a.go:2: got 1; want 2\n"}`,
				`{"Action":"fail","Package":"p","Test":"TestA/x"}`, `{"Action":"fail","Package":"p","Test":"TestA"}`,
				`{"Action":"pass","Package":"p","Test":"TestB"}`, `{"Action":"fail","Package":"p"}`,
			},
			passed: 1, failed: 1, want: []string{"FAIL  p", "fail TestA/x", "got 1; want 2", "from the parent"}, not: []string{"fail TestA\n"},
		},
		{
			name: "a skipped test is a failure",
			events: []string{
				`{"Action":"output","Package":"p","Test":"TestA","Output":"a.go:1: no database\n"}`,
				`{"Action":"skip","Package":"p","Test":"TestA"}`, `{"Action":"pass","Package":"p"}`,
			},
			failed: 1, want: []string{"FAIL  p", "skip TestA", "no database"},
		},
		{
			name:   "a package without tests is neither",
			events: []string{`{"Action":"output","Package":"p","Output":"?  p [no test files]\n"}`, `{"Action":"skip","Package":"p"}`},
			not:    []string{"p"},
		},
		{
			name: "a package that does not build",
			events: []string{
				`{"ImportPath":"p [p.test]","Action":"build-output","Output":"a.go:1:1: undefined: x\n"}`,
				`{"ImportPath":"p [p.test]","Action":"build-fail"}`,
				`{"Action":"fail","Package":"p","FailedBuild":"p [p.test]"}`,
			},
			failed: 1, want: []string{"FAIL  p", "undefined: x"},
		},
		{
			name: "a test that panics takes the package with it",
			events: []string{
				`{"Action":"run","Package":"p","Test":"TestA"}`,
				`{"Action":"output","Package":"p","Output":"panic: out of range\n"}`, `{"Action":"fail","Package":"p"}`,
			},
			failed: 1, want: []string{"panic: out of range"},
		},
		{
			name:   "a package that never ends",
			events: []string{`{"Action":"pass","Package":"p","Test":"TestA"}`},
			passed: 1, failed: 1, want: []string{"FAIL  p"},
		},
		{
			name: "words of the go command are passed on", events: []string{"go: no such package"}, want: []string{"go: no such package"},
		},
	} {
		t.Run(tc.name, func(t *testing.T) {
			var out bytes.Buffer
			passed, failed, err := tally(strings.NewReader(strings.Join(tc.events, "\n")), &out)
			if err != nil {
				t.Fatal(err)
			}
			if passed != tc.passed || failed != tc.failed {
				t.Errorf("%d passed, %d failed; want %d and %d", passed, failed, tc.passed, tc.failed)
			}
			for _, words := range tc.want {
				if !strings.Contains(out.String(), words) {
					t.Errorf("printed %q; want %q in it", &out, words)
				}
			}
			for _, words := range tc.not {
				if strings.Contains(out.String(), words) {
					t.Errorf("printed %q; do not want %q in it", &out, words)
				}
			}
		})
	}
}

func TestNoteAppends(t *testing.T) {
	path := filepath.Join(t.TempDir(), "sum")
	for range 2 {
		if err := note(path, 3, 1); err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if want := "3 1\n3 1\n"; string(got) != want {
		t.Errorf("file %q; want %q", got, want)
	}
}
