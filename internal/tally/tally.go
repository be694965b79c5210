// Command tally reads what go test -json says on standard input and tells it in few words: each package with its time, the whole
// output of what failed, and how many tests passed and failed. A skipped test counts as failed: what was not tried was not tested.
//
//	go test -json ./... | tally [-sum FILE]
//
// With -sum it appends "passed failed" to a file, for a total over several runs. The exit status is 1 when anything failed.
package main

import (
	"bufio"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
)

func main() {
	sum := flag.String("sum", "", "append the two numbers to this file")
	flag.Parse()
	passed, failed, err := tally(os.Stdin, os.Stdout)
	if err == nil && *sum != "" {
		err = note(*sum, passed, failed)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "tally:", err)
		os.Exit(2)
	}
	if failed > 0 {
		os.Exit(1)
	}
}

func note(path string, passed, failed int) error {
	file, err := os.OpenFile(path, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o644)
	if err != nil {
		return err
	}
	if _, err := fmt.Fprintln(file, passed, failed); err != nil {
		return err
	}
	return file.Close()
}

// event is one line of go test -json (go doc test2json), and of go build -json where a package does not build.
type event struct {
	Action, Package, Test, Output, ImportPath, FailedBuild string
	Elapsed                                                float64
}

// suite is what is known of one package so far.
type suite struct {
	tests  map[string]string   // test → its last action
	output map[string][]string // test → what it printed; "" → what the package printed
}

// tally reads events until the end and returns how many tests without subtests passed, and how many failed or were skipped. A
// package that fails apart from its tests, as by not building, counts as one failure.
func tally(in io.Reader, out io.Writer) (passed, failed int, err error) {
	suites := map[string]*suite{}
	built := map[string][]string{} // what the compiler said about a package
	lines := bufio.NewScanner(in)
	lines.Buffer(nil, 16<<20)
	for lines.Scan() {
		var e event
		if err := json.Unmarshal(lines.Bytes(), &e); err != nil {
			fmt.Fprintln(out, lines.Text()) // a word from the go command itself
			continue
		}
		if e.Action == "build-output" {
			built[e.ImportPath] = append(built[e.ImportPath], e.Output)
			continue
		}
		if e.Package == "" {
			continue
		}
		s := suites[e.Package]
		if s == nil {
			s = &suite{tests: map[string]string{}, output: map[string][]string{}}
			suites[e.Package] = s
		}
		switch {
		case e.Action == "output":
			s.output[e.Test] = append(s.output[e.Test], e.Output)
		case e.Action != "pass" && e.Action != "fail" && e.Action != "skip":
		case e.Test != "":
			s.tests[e.Test] = e.Action
		default:
			p, f := s.sum(out, e, built)
			passed, failed = passed+p, failed+f
			delete(suites, e.Package)
		}
	}
	for name, s := range suites { // never said its end: killed
		p, f := s.sum(out, event{Action: "fail", Package: name}, built)
		passed, failed = passed+p, failed+f
	}
	return passed, failed, lines.Err()
}

// sum prints a finished package and counts its tests.
func (s *suite) sum(out io.Writer, end event, built map[string][]string) (passed, failed int) {
	parents := map[string]bool{} // tests with subtests are counted by those
	for test := range s.tests {
		for i := range len(test) {
			if test[i] == '/' {
				parents[test[:i]] = true
			}
		}
	}
	var bad []string
	for test, action := range s.tests {
		switch {
		case action == "pass" && !parents[test]:
			passed++
		case action == "skip", action == "fail" && !s.failedBelow(test):
			bad = append(bad, test)
		}
	}
	slices.Sort(bad)
	failed = len(bad)
	if end.Action == "fail" && failed == 0 {
		failed = 1
		bad = []string{""}
	}
	if failed == 0 {
		if passed > 0 {
			fmt.Fprintf(out, "  ok    %-50s %5d tests %7.1f s\n", end.Package, passed, end.Elapsed)
		}
		return passed, failed
	}
	fmt.Fprintf(out, "  FAIL  %s\n", end.Package)
	for _, line := range built[end.FailedBuild] {
		fmt.Fprint(out, "        ", line)
	}
	for _, test := range bad {
		if test != "" {
			fmt.Fprintf(out, "      %s %s\n", s.tests[test], test)
		}
		for up := test; ; up = up[:max(0, strings.LastIndexByte(up, '/'))] { // what the parents said may be the reason
			for _, line := range s.output[up] {
				if !strings.HasPrefix(line, "=== ") && (up == test || !strings.HasPrefix(strings.TrimSpace(line), "--- ")) {
					fmt.Fprint(out, "        ", line)
				}
			}
			if up == "" {
				break
			}
		}
	}
	return passed, failed
}

// failedBelow reports whether a subtest failed, so that the failure is that one's.
func (s *suite) failedBelow(test string) bool {
	for other, action := range s.tests {
		if action != "pass" && strings.HasPrefix(other, test+"/") {
			return true
		}
	}
	return false
}
