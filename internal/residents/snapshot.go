package residents

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"forvag/internal/civil"
	"forvag/internal/dbx"
	"forvag/internal/identity"
	"forvag/internal/residents/navet"
)

// Snapshot is how a file from Navet is read.
type Snapshot struct {
	// Codes is the table of codes; nil for the one that the program carries.
	Codes *navet.Codes
	// Municipality is SCB's four digits: who is registered in another has moved away. Empty where no record is to be compared with it.
	Municipality string
	// AsOf is the day of the file. What is known from a later one is not changed. Zero for a file that does not say.
	AsOf civil.Date
	// Progress is told how many records have been taken, now and then; nil for nobody.
	Progress func(records int)
}

// ImportNavet takes a file of Navet's into the register, in transactions of some hundreds of records: people, where they live, their protection, and, of children, all
// who are their guardians. Taking the same file again changes nothing, nobody is removed, and what is left out is in the report. Protection is taken whatever
// else of a record cannot be. An error means that the file as a whole could not be read, or that the database failed: what went before stays.
func (s *Store) ImportNavet(ctx context.Context, r io.Reader, o Snapshot) (Report, error) {
	if o.Codes == nil {
		o.Codes = navet.Carried()
	}
	var (
		report   Report
		some     []navet.Record
		families []family
		taken    int
	)
	flush := func() error {
		found, err := s.takeRecords(ctx, some, o, &report)
		families, taken, some = append(families, found...), taken+len(some), some[:0]
		if o.Progress != nil {
			o.Progress(taken)
		}
		return err
	}
	err := navet.Read(r, o.Codes, s.today(), func(rec navet.Record) error {
		if some = append(some, rec); len(some) < batch {
			return nil
		}
		return flush()
	}, func(a navet.Aside) { report.Bad = append(report.Bad, BadRow{a.Line, a.Reason}) })
	if err == nil {
		err = flush()
	}
	for part := range slices.Chunk(families, batch) {
		if err == nil {
			err = s.takeFamilies(ctx, part, o, &report)
		}
	}
	slices.SortStableFunc(report.Bad, func(a, b BadRow) int { return a.Row - b.Row })
	if err != nil {
		return report, fmt.Errorf("import from Navet: %w", err)
	}
	return report, nil
}

// takeRecords takes some records in one transaction, and returns what they tell of children's guardians.
func (s *Store) takeRecords(ctx context.Context, some []navet.Record, o Snapshot, report *Report) (families []family, err error) {
	var sum Report
	err = s.db.Write(ctx, func(tx *dbx.Tx) error {
		sum, families = Report{}, nil // the transaction may be tried again
		for _, rec := range some {
			id, what, asides, err := s.takeRecord(ctx, tx, rec, o)
			if reason := bad(""); errors.As(err, &reason) {
				sum.Bad = append(sum.Bad, BadRow{rec.Line, string(reason)})
				continue
			}
			if err != nil {
				return err
			}
			for _, a := range asides {
				sum.Bad = append(sum.Bad, BadRow{a.Line, a.Reason})
			}
			switch what {
			case added:
				sum.Added++
			case changed:
				sum.Changed++
			case same:
				sum.Same++
			}
			if f := (family{line: rec.Line, child: id, partial: rec.Partial}); rec.Leaving == "" && len(rec.Relations) > 0 && civil.Age(rec.Number.BirthDate(), s.today()) < majority {
				for _, rel := range rec.Relations {
					if rel.Kin == navet.Guardian {
						f.guardians = append(f.guardians, rel)
					}
				}
				families = append(families, f)
			}
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	report.Added, report.Changed, report.Same = report.Added+sum.Added, report.Changed+sum.Changed, report.Same+sum.Same
	report.Bad = append(report.Bad, sum.Bad...)
	return families, nil
}

// takeRecord takes one record.
func (s *Store) takeRecord(ctx context.Context, tx *dbx.Tx, rec navet.Record, o Snapshot) (id identity.PersonID, what outcome, asides []navet.Aside, err error) {
	leftOut := func(reason bad) error {
		if _, err := s.protect(ctx, tx, rec, o); err != nil {
			return err
		}
		return reason
	}
	if rec.Bad != "" {
		return "", same, nil, leftOut(bad(rec.Bad))
	}
	before, known, renumbered, err := s.knownAs(ctx, tx, &rec)
	if reason := bad(""); errors.As(err, &reason) {
		return "", same, nil, leftOut(reason)
	}
	if err != nil {
		return "", same, nil, err
	}
	if rec.Leaving == navet.Renumbered { // the record of the new number tells the rest
		protected, err := s.protect(ctx, tx, rec, o)
		return before.ID, either(renumbered || protected, same), rec.Asides, err
	}
	old, err := s.status(ctx, tx, before.ID)
	if err != nil {
		return "", same, nil, err
	}
	if !o.AsOf.IsZero() && o.AsOf.Before(old.asOf) {
		return "", same, nil, badf("the record is of %s, and what is known is of %s", o.AsOf, old.asOf)
	}
	p, status, asides, err := s.after(ctx, tx, before, old, rec, o)
	if err != nil {
		return "", same, nil, err
	}
	what = either(renumbered, same)
	switch {
	case !known:
		what, p.ID = added, identity.NewPersonID()
		err = s.insertPerson(ctx, tx, p, rec.Number)
	case p != before:
		what, err = changed, updatePerson(ctx, tx, p)
	}
	if err != nil {
		return "", same, nil, err
	}
	differs, err := s.putStatus(ctx, tx, p.ID, old, status)
	if differs {
		what = max(what, changed)
	}
	return p.ID, what, append(slices.Clone(rec.Asides), asides...), err
}

// either is changed where something did.
func either(did bool, otherwise outcome) outcome {
	if did {
		return changed
	}
	return otherwise
}

// knownAs finds who a record is of, by the number that they have or had, and gives them the one that they have from now on.
func (s *Store) knownAs(ctx context.Context, tx *dbx.Tx, rec *navet.Record) (p Person, known, renumbered bool, err error) {
	find := func(n identity.Number) (identity.PersonID, error) {
		id, err := s.byNumber(ctx, tx, n)
		if isNotFound(err) {
			return "", nil
		}
		return id, err
	}
	id, err := find(rec.Number)
	if err != nil {
		return p, false, false, err
	}
	if !rec.Later.IsZero() {
		later, err := find(rec.Later)
		switch {
		case err != nil:
			return p, false, false, err
		case id != "" && later != "" && id != later:
			return p, false, false, badf("the old number and the new one are two people's in the register, who are to be made one by hand")
		case id != "" && later == "":
			_, err = tx.Exec(ctx, `UPDATE resident_number SET sealed = $1, digest = $2 WHERE person = $3`,
				s.keys.Encrypt(purpose, []byte(rec.Later.Digits()), []byte(id)), s.keys.Digest(purpose, rec.Later.Digits()), id)
			renumbered = true
		case id == "":
			id = later
		}
		if err != nil {
			return p, false, false, err
		}
		rec.Number = rec.Later
	}
	if id == "" {
		return p, false, false, nil
	}
	p, err = person(ctx, tx, id)
	return p, err == nil, renumbered, err
}

// after is somebody as a record has them. What it does not tell stays as it was.
func (s *Store) after(ctx context.Context, tx *dbx.Tx, before Person, old told, rec navet.Record, o Snapshot) (p Person, t told, asides []navet.Aside, err error) {
	p, t = before, old
	p.Outside, p.Protection, p.Died = false, markOf(rec), civil.Date{}
	if strict := stricter(p.Protection, before.Protection); rec.Unclear && strict != p.Protection {
		p.Protection = strict
		asides = append(asides, navet.Aside{Line: rec.Line, Reason: "not all of the record was understood: it may say that the person is protected, and they stay so"})
	}
	if rec.Given+rec.Family != "" {
		p.Given, p.Family = rec.Given, rec.Family
	}
	if p.Born.IsZero() {
		p.Born = bornBy(rec.Number)
	}
	if rec.Leaving == navet.Died {
		if p.Died = rec.LeftOn; p.Died.IsZero() {
			p.Died = s.today()
			if !before.Died.IsZero() {
				p.Died = before.Died
			}
			asides = append(asides, navet.Aside{Line: rec.Line, Reason: "the day of death is not told: it is taken for the day on which it was learnt"})
		}
	}
	elsewhere := o.Municipality != "" && rec.Municipality != "" && rec.Municipality != o.Municipality
	t.Away = rec.Leaving == navet.Away || elsewhere && rec.Leaving == ""
	if t.Away || p.Protection == Registered {
		p.Address, p.Apartment, p.Alternate = "", "", ""
	} else {
		var missed string
		if p.Address, p.Apartment, missed, err = s.home(ctx, tx, before, old, rec); err != nil {
			return p, t, nil, err
		}
		if missed != "" {
			asides = append(asides, navet.Aside{Line: rec.Line, Reason: missed})
		}
	}
	if !rec.Since.IsZero() {
		t.Since = rec.Since
	}
	if rec.Civil != "" {
		t.Civil, t.CivilSince = string(rec.Civil), rec.CivilSince
	}
	t.asOf = later(old.asOf, o.AsOf)
	return p, t, asides, nil
}

// home is where a record says that somebody lives; missed says why it could not be found. Who has moved since what was known does not keep the address that they moved
// from, where others may live by now, and gets none.
func (s *Store) home(ctx context.Context, tx *dbx.Tx, before Person, old told, rec navet.Record) (id AddressID, apartment, missed string, err error) {
	moved := rec.Since.After(old.Since)
	if rec.Street == "" {
		if moved && !old.Since.IsZero() && before.Address != "" {
			return "", "", "they have moved, and the record does not say where: they have no address", nil
		}
		return before.Address, before.Apartment, "", nil
	}
	found, err := s.at(ctx, tx, rec.Street, rec.Postcode)
	switch {
	case err != nil:
		return "", "", "", err
	case len(found) == 1:
		return found[0].ID, rec.Apartment, "", nil
	case moved:
		return "", "", fmt.Sprintf("the address register has %d addresses of that name: who has moved there has none", len(found)), nil
	default:
		return before.Address, before.Apartment, fmt.Sprintf("the address register has %d addresses of that name: the address is left as it was", len(found)), nil
	}
}

// at finds the addresses of a street, a number and a postcode, which is one where the register has it.
func (s *Store) at(ctx context.Context, tx *dbx.Tx, street, postcode string) ([]Address, error) {
	q := seek(street)
	all, err := dbx.All(ctx, tx, scanAddress, `SELECT `+addressColumns+` FROM resident_address a WHERE a.folded = $1 AND a.letter = $2`, q.street, q.letter)
	return slices.DeleteFunc(all, func(a Address) bool {
		return fmt.Sprint(a.Number) != q.number || postcode != "" && digitsOf(a.Postcode) != digitsOf(postcode)
	}), err
}

// digitsOf is a postcode as digits alone.
func digitsOf(postcode string) string { return strings.ReplaceAll(postcode, " ", "") }
