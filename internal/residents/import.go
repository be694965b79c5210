package residents

import (
	"bufio"
	"bytes"
	"context"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode/utf8"

	"forvag/internal/dbx"
	"forvag/internal/fault"
	"forvag/internal/strict"
)

// Kind is what an import's rows are about.
type Kind string

// The kinds, in the order in which they are best imported: a row that points at what is not there is refused.
const (
	// Addresses: id (optional), street, number, letter, postcode, town, east, north.
	Addresses Kind = "addresses"
	// People: id (optional), number, given, family, born (optional), died, address, apartment, alternate, protection, since, civil, civil_since.
	People Kind = "people"
	// Guardians: child, guardian (personal numbers), since, until.
	Guardians Kind = "guardians"
	// Pupils: person (personal number), and school, grade, chosen, or left.
	Pupils Kind = "pupils"
	// Organisations: id (optional), number, name, form, address.
	Organisations Kind = "organisations"
	// Signatories: organisation (number), person (personal number), since, until.
	Signatories Kind = "signatories"
)

// Kinds returns all kinds in the order of import.
func Kinds() []Kind {
	return []Kind{Addresses, People, Guardians, Pupils, Organisations, Signatories}
}

// columns are the names that rows of a kind may use; those with a star must have a value.
var columns = map[Kind][]string{
	Addresses: {"id", "street*", "number*", "letter", "postcode*", "town*", "east*", "north*"},
	People: {"id", "number*", "given*", "family*", "born", "died", "address", "apartment", "alternate", "protection", "since", "civil",
		"civil_since"},
	Guardians:     {"child*", "guardian*", "since", "until"},
	Pupils:        {"person*", "school", "grade", "chosen", "left"},
	Organisations: {"id", "number*", "name*", "form*", "address"},
	Signatories:   {"organisation*", "person*", "since", "until"},
}

// Columns are the names that rows of a kind may use, for the manual; those that must have a value end with a star.
func Columns(k Kind) []string { return slices.Clone(columns[k]) }

// Format is how an import's file is written, always in UTF-8, with or without a byte order mark.
type Format string

// The formats.
const (
	// CSV has a first line with the columns' names, separated by semicolon or comma.
	CSV Format = "csv"
	// NDJSON has one object on each line.
	NDJSON Format = "ndjson"
)

// Report is what became of an import.
type Report struct {
	Added, Changed, Same int
	// Families is of how many children guardians began or ended; a file of guardians counts its rows above.
	Families int
	// Bad are the rows that were left out, in order.
	Bad []BadRow
}

// BadRow is a row that was left out.
type BadRow struct {
	// Row is the line in the file, from 1.
	Row int
	// Reason says what is wrong, for who made the file. It holds no personal number.
	Reason string
}

func (b BadRow) String() string { return fmt.Sprintf("row %d: %s", b.Row, b.Reason) }

// outcome is what a row did.
type outcome int

const (
	same outcome = iota
	changed
	added
)

// bad is the error of a row that is left out; every other error ends the import.
type bad string

func (b bad) Error() string { return string(b) }

func badf(format string, args ...any) error { return bad(fmt.Sprintf(format, args...)) }

// batch is how many rows one transaction takes.
const batch = 500

// maxLine is the longest line, in bytes.
const maxLine = 1 << 20

// Import reads rows of one kind and puts the good ones into the register, in transactions of some hundreds. Importing the same file again changes
// nothing. An error means that the file as a whole could not be read, or that the database failed: what went before stays.
func (s *Store) Import(ctx context.Context, kind Kind, format Format, r io.Reader) (Report, error) {
	names, known := columns[kind]
	if !known {
		return Report{}, fmt.Errorf("import: there is no kind %q", kind)
	}
	in := bufio.NewReaderSize(r, 64<<10)
	if bom, err := in.Peek(3); err == nil && bytes.Equal(bom, []byte("\xef\xbb\xbf")) {
		_, _ = in.Discard(3)
	}
	rows, err := reader(format, in, names)
	if err != nil {
		return Report{}, fmt.Errorf("import %s: %w", kind, err)
	}
	var report Report
	for done := false; !done; {
		var some []row
		for len(some) < batch && !done {
			next, err := rows()
			if errors.Is(err, io.EOF) {
				done = true
				break
			}
			if err != nil {
				return report, fmt.Errorf("import %s: %w", kind, err)
			}
			some = append(some, next)
		}
		if err := s.importBatch(ctx, kind, names, some, &report); err != nil {
			return report, fmt.Errorf("import %s: %w", kind, err)
		}
	}
	return report, nil
}

func (s *Store) importBatch(ctx context.Context, kind Kind, names []string, some []row, report *Report) error {
	var sum Report
	err := s.db.Write(ctx, func(tx *dbx.Tx) error {
		sum = Report{} // the transaction may be tried again
		for _, r := range some {
			what, err := s.importRow(ctx, tx, kind, names, r)
			if reason := bad(""); errors.As(err, &reason) {
				sum.Bad = append(sum.Bad, BadRow{r.line, string(reason)})
				continue
			}
			if err != nil {
				return err
			}
			switch what {
			case added:
				sum.Added++
			case changed:
				sum.Changed++
			case same:
				sum.Same++
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	report.Added += sum.Added
	report.Changed += sum.Changed
	report.Same += sum.Same
	report.Bad = append(report.Bad, sum.Bad...)
	return nil
}

func (s *Store) importRow(ctx context.Context, tx *dbx.Tx, kind Kind, names []string, r row) (outcome, error) {
	if r.fault != "" {
		return same, bad(r.fault)
	}
	for _, name := range names {
		if name, must := strings.CutSuffix(name, "*"); must && r.values[name] == "" {
			return same, badf("%s is missing", name)
		}
	}
	imports := map[Kind]func(context.Context, *dbx.Tx, row) (outcome, error){
		Addresses: s.importAddress, People: s.importPerson, Guardians: s.importGuardian, Pupils: s.importPupil,
		Organisations: s.importOrganisation, Signatories: s.importSignatory,
	}
	return imports[kind](ctx, tx, r)
}

// row is one row of the file: its values by column, trimmed, or why it cannot be read.
type row struct {
	line   int
	values map[string]string
	fault  string
}

// reader returns a function that gives the next row, io.EOF after the last.
func reader(format Format, in *bufio.Reader, names []string) (func() (row, error), error) {
	allowed := make([]string, len(names))
	for i, name := range names {
		allowed[i] = strings.TrimSuffix(name, "*")
	}
	switch format {
	case CSV:
		return csvReader(in, allowed)
	case NDJSON:
		return jsonReader(in, allowed), nil
	}
	return nil, fmt.Errorf("there is no format %q", format)
}

func csvReader(in *bufio.Reader, allowed []string) (func() (row, error), error) {
	head, err := in.Peek(4096)
	if err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, bufio.ErrBufferFull) {
		return nil, err
	}
	first, _, _ := strings.Cut(string(head), "\n")
	c := csv.NewReader(in)
	c.FieldsPerRecord = -1
	if strings.Count(first, ";") >= strings.Count(first, ",") {
		c.Comma = ';'
	}
	header, err := c.Read()
	if err != nil {
		return nil, fmt.Errorf("the first line with the columns' names cannot be read: %w", err)
	}
	for i, name := range header {
		header[i] = strings.ToLower(strings.TrimSpace(name))
		if !slices.Contains(allowed, header[i]) {
			return nil, fmt.Errorf("there is no column %q%s", header[i], strict.Suggest(header[i], allowed))
		}
		if slices.Contains(header[:i], header[i]) {
			return nil, fmt.Errorf("the column %q stands twice", header[i])
		}
	}
	return func() (row, error) {
		fields, err := c.Read()
		var parse *csv.ParseError
		switch {
		case errors.As(err, &parse):
			return row{line: parse.StartLine, fault: parse.Err.Error()}, nil
		case err != nil:
			return row{}, err
		}
		line, _ := c.FieldPos(0)
		if len(fields) != len(header) {
			return row{line: line, fault: fmt.Sprintf("has %d columns; want %d", len(fields), len(header))}, nil
		}
		values := make(map[string]string, len(fields))
		for i, f := range fields {
			values[header[i]] = f
		}
		return checked(line, values), nil
	}, nil
}

func jsonReader(in *bufio.Reader, allowed []string) func() (row, error) {
	lines := bufio.NewScanner(in)
	lines.Buffer(nil, maxLine)
	line := 0
	return func() (row, error) {
		for lines.Scan() {
			line++
			if len(bytes.TrimSpace(lines.Bytes())) == 0 {
				continue
			}
			return jsonRow(line, lines.Bytes(), allowed), nil
		}
		if err := lines.Err(); err != nil {
			return row{}, fmt.Errorf("line %d: %w", line+1, err)
		}
		return row{}, io.EOF
	}
}

func jsonRow(line int, b []byte, allowed []string) row {
	object := map[string]any{}
	d := json.NewDecoder(bytes.NewReader(b))
	d.UseNumber()
	if err := d.Decode(&object); err != nil {
		return row{line: line, fault: "is no JSON object"}
	}
	if d.More() {
		return row{line: line, fault: "has more than one JSON object"}
	}
	values := make(map[string]string, len(object))
	for name, v := range object {
		if !slices.Contains(allowed, name) {
			return row{line: line, fault: fmt.Sprintf("there is no column %q%s", name, strict.Suggest(name, allowed))}
		}
		switch v := v.(type) {
		case nil:
		case string:
			values[name] = v
		case json.Number:
			values[name] = v.String()
		case bool:
			values[name] = fmt.Sprint(v)
		default:
			return row{line: line, fault: name + " holds more than one value"}
		}
	}
	return checked(line, values)
}

// checked trims the values and refuses what no column takes.
func checked(line int, values map[string]string) row {
	for name, v := range values {
		v = strings.TrimSpace(v)
		switch {
		case !utf8.ValidString(v):
			return row{line: line, fault: name + " is not UTF-8"}
		case strings.ContainsFunc(v, func(r rune) bool { return r < ' ' }):
			return row{line: line, fault: name + " holds control characters"}
		case len(v) > 300:
			return row{line: line, fault: name + " is longer than 300 bytes"}
		}
		values[name] = v
	}
	return row{line: line, values: values}
}

// asBad turns a fault about a value into the reason for leaving its row out.
func asBad(err error, format string, args ...any) error {
	if errors.Is(err, fault.Invalid) || errors.Is(err, fault.NotFound) {
		return badf(format, args...)
	}
	return err
}
