// Package strict decodes YAML data files so that a mistake cannot hide: unknown and repeated keys, wrong types and values outside an
// enumeration are faults; every fault of a file is reported at once, with line and column and, for a misspelt name, a suggestion; and later
// checks can report at the place of any value.
//
// It knows a subset of YAML: one document of mappings, lists and scalars. Anchors, aliases, merge keys and tags are refused, since a reader of
// the file would have to chase them, and since they can blow up.
package strict

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"
)

// MaxBytes is the largest file that is read.
const MaxBytes = 1 << 20

// maxDepth is how deep a file may nest.
const maxDepth = 32

// Fault is one mistake in a file.
type Fault struct {
	File string
	// Line and Column start at one. Zero means the file as a whole.
	Line, Column int
	// Words say what is wrong and what would be right.
	Words string
}

// String is file:line:column: words, as editors understand it.
func (f Fault) String() string {
	if f.Line == 0 {
		return f.File + ": " + f.Words
	}
	return fmt.Sprintf("%s:%d:%d: %s", f.File, f.Line, f.Column, f.Words)
}

// Sort orders faults by file, line, column and words, and drops repeats.
func Sort(faults []Fault) []Fault {
	slices.SortStableFunc(faults, func(a, b Fault) int {
		return cmp.Or(cmp.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line), cmp.Compare(a.Column, b.Column), cmp.Compare(a.Words, b.Words))
	})
	return slices.Compact(faults)
}

// place is where a value begins, and where its text begins if that is known to stand on one line.
type place struct {
	line, column int
	text         int
}

// Document is a decoded file: it remembers where each value stood and collects the faults that are found in it.
type Document struct {
	file   string
	places map[string]place
	faults []Fault
}

// Decode reads data into into, a pointer to a struct whose fields carry yaml tags. It never fails: ask the document for its faults. Where
// there are some, into holds what could be read.
//
// A type with UnmarshalScalar(string) error or UnmarshalText reads itself from a scalar, and from keys too where it is a struct
// with yaml tags; a string type with Values() []string is an enumeration.
func Decode(file string, data []byte, into any) *Document {
	d := &Document{file: file, places: map[string]place{}}
	root, err := parse(data)
	if err != nil {
		d.syntax(err)
		return d
	}
	(&decoder{Document: d}).root(root, into)
	return d
}

// parse reads the one document of a file. The parser is given bytes from outside, so its panics become errors too.
func parse(data []byte) (root ast.Node, err error) {
	defer func() {
		if p := recover(); p != nil {
			root, err = nil, fmt.Errorf("this is not YAML")
		}
	}()
	if len(data) > MaxBytes {
		return nil, fmt.Errorf("the file is larger than %d kB", MaxBytes>>10)
	}
	if !utf8.Valid(data) {
		return nil, errors.New("the file is not UTF-8")
	}
	file, err := parser.ParseBytes(data, 0, parser.AllowDuplicateMapKey())
	if err != nil {
		return nil, err
	}
	var roots []ast.Node
	for _, doc := range file.Docs {
		if doc.Body != nil {
			roots = append(roots, doc.Body)
		}
	}
	switch len(roots) {
	case 0:
		return nil, errors.New("the file is empty")
	case 1:
		return roots[0], nil
	}
	return nil, errors.New("the file holds several YAML documents; want one")
}

func (d *Document) syntax(err error) {
	var syntax *yaml.SyntaxError
	if errors.As(err, &syntax) && syntax.Token != nil {
		at := syntax.Token.Position
		words := syntax.Message
		if strings.Contains(words, "character '\t'") {
			words = "a tab stands here; YAML is indented with spaces"
		}
		if strings.Contains(words, "',' or '}'") {
			words += "; a text that holds { or } or a comma needs quotes around it here"
		}
		d.faults = append(d.faults, Fault{d.file, at.Line, at.Column, words})
		return
	}
	words, _, _ := strings.Cut(err.Error(), "\n")
	d.faults = append(d.faults, Fault{d.file, 1, 1, words})
}

// Faultf reports a fault at the value with a path ("pages[0].fields[2].label"). A path that the file does not have reports at the nearest
// value around it.
func (d *Document) Faultf(path, format string, args ...any) { d.FaultIn(path, 0, format, args...) }

// FaultIn is Faultf for a mistake that begins offset characters into the text of a scalar.
func (d *Document) FaultIn(path string, offset int, format string, args ...any) {
	at, exact := d.find(path)
	column := at.column
	if exact && at.text > 0 {
		column = at.text + offset
	}
	d.faults = append(d.faults, Fault{d.file, at.line, column, fmt.Sprintf(format, args...)})
}

// At is Faultf for a place in the file that is known otherwise. line and column start at one.
func (d *Document) At(line, column int, format string, args ...any) {
	d.faults = append(d.faults, Fault{d.file, line, column, fmt.Sprintf(format, args...)})
}

func (d *Document) find(path string) (at place, exact bool) {
	for exact = true; ; exact = false {
		if at, ok := d.places[path]; ok {
			return at, exact
		}
		if path == "" {
			return place{line: 1, column: 1}, false
		}
		path = path[:max(strings.LastIndexAny(path, ".["), 0)]
	}
}

// KeyAt is the path of the value that stands at a place of the file: of those that begin at it or before, the last. Empty before the first.
func (d *Document) KeyAt(line, column int) string {
	var key string
	var last place
	for path, at := range d.places {
		if at.line > line || at.line == line && at.column > column {
			continue
		}
		if c := cmp.Or(cmp.Compare(at.line, last.line), cmp.Compare(at.column, last.column), cmp.Compare(len(path), len(key)), cmp.Compare(path, key)); c > 0 {
			key, last = path, at
		}
	}
	return key
}

// Has says whether the file gave a value at path.
func (d *Document) Has(path string) bool { _, ok := d.places[path]; return ok }

// Faults are the mistakes found so far, in the order of the file.
func (d *Document) Faults() []Fault { return Sort(d.faults) }
