package brand

import (
	"cmp"
	"fmt"
	"strings"
)

// Fault is something that is wrong with a file of a brand folder.
type Fault struct {
	File string // its name in the folder; empty for the colour, which stands in no file of it
	// Line and Column start at one. Zero means the file as a whole.
	Line, Column int
	// Words say what is wrong and what would be right.
	Words string
}

// Error is file:line:column: words.
func (f Fault) Error() string {
	if f.File == "" {
		return f.Words
	}
	if f.Line == 0 {
		return fmt.Sprintf("brand/%s: %s", f.File, f.Words)
	}
	return fmt.Sprintf("brand/%s:%d:%d: %s", f.File, f.Line, f.Column, f.Words)
}

func (f Fault) compare(g Fault) int {
	return cmp.Or(cmp.Compare(f.File, g.File), cmp.Compare(f.Line, g.Line), cmp.Compare(f.Column, g.Column))
}

// Faults are everything that is wrong with a brand folder.
type Faults []Fault

// Error is one line for each fault.
func (f Faults) Error() string {
	lines := make([]string, len(f))
	for i, fault := range f {
		lines[i] = fault.Error()
	}
	return strings.Join(lines, "\n")
}

// at is a fault at an offset in a text.
func at(file string, text []byte, offset int, format string, args ...any) Fault {
	before := string(text[:min(offset, len(text))])
	return Fault{
		File: file, Line: 1 + strings.Count(before, "\n"), Column: len(before) - strings.LastIndex(before, "\n"), Words: fmt.Sprintf(format, args...),
	}
}
