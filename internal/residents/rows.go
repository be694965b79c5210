package residents

import (
	"context"
	"database/sql"
	"errors"
	"slices"
	"strconv"
	"strings"

	"github.com/google/uuid"

	"forvag/internal/civil"
	"forvag/internal/dbx"
	"forvag/internal/fault"
	"forvag/internal/identity"
	"forvag/internal/strict"
)

// put writes a row that a query found or did not find: nothing where it is as it was.
func put[T comparable](before T, err error, after T, insert, update func() error) (outcome, error) {
	switch {
	case errors.Is(err, sql.ErrNoRows):
		return added, insert()
	case err != nil:
		return same, err
	case before == after:
		return same, nil
	default:
		return changed, update()
	}
}

// execute makes the functions that put takes.
func execute(ctx context.Context, tx *dbx.Tx, query string, args ...any) func() error {
	return func() error {
		_, err := tx.Exec(ctx, query, args...)
		return err
	}
}

// newID returns the id that a new row asks for, or a fresh one. A row whose id another one has is bad. table is a constant of this file.
func newID(ctx context.Context, tx *dbx.Tx, r row, table string) (string, error) {
	given := r.values["id"]
	if given == "" {
		return uuid.Must(uuid.NewV7()).String(), nil
	}
	var taken int
	if err := tx.QueryRow(ctx, `SELECT count(*) FROM `+table+` WHERE id = $1`, given).Scan(&taken); err != nil {
		return "", err
	}
	if taken > 0 {
		return "", badf("id: another entry has it")
	}
	return given, nil
}

func (r row) integer(name string, least, most int) (int, error) {
	n, err := strconv.Atoi(r.values[name])
	if err != nil || n < least || n > most {
		return 0, badf("%s: want a whole number between %d and %d", name, least, most)
	}
	return n, nil
}

func (r row) boolean(name string) (bool, error) {
	switch v := r.values[name]; v {
	case "", "false":
		return false, nil
	case "true":
		return true, nil
	default:
		return false, badf("%s: want true or false", name)
	}
}

func (r row) date(name string) (civil.Date, error) {
	d, err := civil.Parse(r.values[name])
	if err != nil {
		return civil.Date{}, badf("%s: want a date such as 2026-11-22", name)
	}
	return d, nil
}

func (r row) span() (since, until civil.Date, err error) {
	if since, err = r.date("since"); err != nil {
		return since, until, err
	}
	if until, err = r.date("until"); err != nil {
		return since, until, err
	}
	if !until.IsZero() && !since.Before(until) {
		return since, until, badf("until: does not come after since")
	}
	return since, until, nil
}

func (s *Store) importAddress(ctx context.Context, tx *dbx.Tx, r row) (outcome, error) {
	number, err := r.integer("number", 1, 9999)
	if err != nil {
		return same, err
	}
	east, err := r.integer("east", 0, 9_999_999)
	if err != nil {
		return same, err
	}
	north, err := r.integer("north", 0, 9_999_999)
	if err != nil {
		return same, err
	}
	a := Address{Street: r.values["street"], Number: number, Letter: strings.ToUpper(r.values["letter"]), Postcode: r.values["postcode"],
		Town: r.values["town"], Point: Point{east, north}}
	if !a.Point.InSweden() {
		return same, badf("east %d, north %d is not in Sweden; want metres in SWEREF 99 TM", east, north)
	}
	folded := fold(a.Street)
	if folded == "" || strings.ContainsAny(folded, "0123456789") {
		return same, badf("street: want the street's name without a number")
	}
	before, err := scanAddress(tx.QueryRow(ctx, `SELECT `+addressColumns+` FROM resident_address a
		WHERE a.folded = $1 AND a.number = $2 AND a.letter = $3 AND a.postcode = $4`, folded, a.Number, a.Letter, a.Postcode))
	if a.ID = before.ID; errors.Is(err, sql.ErrNoRows) {
		id, taken := newID(ctx, tx, r, "resident_address")
		if taken != nil {
			return same, taken
		}
		a.ID = AddressID(id)
	}
	args := []any{a.ID, a.Street, a.Number, a.Letter, a.Postcode, a.Town, folded, east, north}
	return put(before, err, a,
		execute(ctx, tx, `INSERT INTO resident_address (id, street, number, letter, postcode, town, folded, east, north)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`, args...),
		execute(ctx, tx, `UPDATE resident_address SET street = $2, number = $3, letter = $4, postcode = $5, town = $6, folded = $7, east = $8,
			north = $9 WHERE id = $1`, args...))
}

// address finds the one address that a row names by id or in full.
func (s *Store) address(ctx context.Context, tx *dbx.Tx, r row, name string) (AddressID, error) {
	text := r.values[name]
	if text == "" {
		return "", nil
	}
	q := seek(text)
	number, _ := strconv.Atoi(q.number)
	ids, err := dbx.All(ctx, tx, dbx.Value[AddressID], `SELECT id FROM resident_address WHERE id = $1
		OR (folded = $2 AND number = $3 AND letter = $4)`, text, q.street, number, q.letter)
	if err != nil {
		return "", err
	}
	if len(ids) != 1 {
		return "", badf("%s: the address register has %d addresses of that name", name, len(ids))
	}
	return ids[0], nil
}

func (s *Store) personOf(ctx context.Context, tx *dbx.Tx, r row, name string) (identity.PersonID, error) {
	n, err := identity.ParseNumber(r.values[name], s.today())
	if err != nil {
		return "", unnumbered(name, err)
	}
	id, err := s.byNumber(ctx, tx, n)
	if err != nil {
		return "", asBad(err, "%s: the register has nobody with that number", name)
	}
	return id, nil
}

// unnumbered says what is wrong with a personal number that does not parse.
func unnumbered(column string, err error) error {
	words := "want twelve digits, YYYYMMDDNNNC, with a right check digit"
	if f, ok := errors.AsType[*fault.Error](err); ok {
		switch f.Key {
		case identity.NumberWrong:
			words = "its date or its check digit is wrong"
		case identity.NumberFuture:
			words = "its date has not been yet"
		}
	}
	return badf("%s: is no personal number: %s", column, words)
}

func (s *Store) importPerson(ctx context.Context, tx *dbx.Tx, r row) (outcome, error) {
	number, err := identity.ParseNumber(r.values["number"], s.today())
	if err != nil {
		return same, unnumbered("number", err)
	}
	p := Person{Given: r.values["given"], Family: r.values["family"], Apartment: r.values["apartment"], Protection: Protection(r.values["protection"])}
	if p.Protection != NotProtected && p.Protection != Marked && p.Protection != Registered {
		return same, badf("protection: want nothing, marked or registered")
	}
	if p.Born, err = r.date("born"); err != nil {
		return same, err
	}
	if p.Born.IsZero() {
		p.Born = number.BirthDate()
	}
	if p.Born.IsZero() || p.Born.After(s.today()) {
		return same, badf("born: want the day of birth")
	}
	if p.Died, err = r.date("died"); err != nil {
		return same, err
	}
	if p.Protection == Registered {
		p.Apartment = ""
	} else {
		if p.Address, err = s.address(ctx, tx, r, "address"); err != nil {
			return same, err
		}
		if p.Alternate, err = s.address(ctx, tx, r, "alternate"); err != nil {
			return same, err
		}
	}
	var before Person
	known, missed := s.byNumber(ctx, tx, number)
	switch {
	case missed == nil:
		p.ID = known
		before, missed = scanPerson(tx.QueryRow(ctx, `SELECT `+personColumns+` FROM resident_person p WHERE p.id = $1`, known))
	case isNotFound(missed):
		id, err := newID(ctx, tx, r, "resident_person")
		if err != nil {
			return same, err
		}
		p.ID, missed = identity.PersonID(id), sql.ErrNoRows
	default:
		return same, missed
	}
	old, err := s.status(ctx, tx, p.ID)
	if err != nil {
		return same, err
	}
	status, err := r.status(old)
	if err != nil {
		return same, err
	}
	what, err := put(before, missed, p, func() error { return s.insertPerson(ctx, tx, p, number) }, func() error { return updatePerson(ctx, tx, p) })
	if err != nil {
		return what, err
	}
	if differs, err := s.putStatus(ctx, tx, p.ID, old, status); err != nil || !differs {
		return what, err
	}
	return max(what, changed), nil
}

// insertPerson adds somebody with their number.
func (s *Store) insertPerson(ctx context.Context, tx *dbx.Tx, p Person, number identity.Number) error {
	_, err := tx.Exec(ctx, `INSERT INTO resident_person (id, given, family, born, died, address, apartment, alternate, protection)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`, p.ID, p.Given, p.Family, p.Born, p.Died, p.Address, p.Apartment, p.Alternate, string(p.Protection))
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `INSERT INTO resident_number (person, sealed, digest) VALUES ($1, $2, $3)`, p.ID,
		s.keys.Encrypt(purpose, []byte(number.Digits()), []byte(p.ID)), s.keys.Digest(purpose, number.Digits()))
	return err
}

// updatePerson writes somebody as the register has them.
func updatePerson(ctx context.Context, tx *dbx.Tx, p Person) error {
	_, err := tx.Exec(ctx, `UPDATE resident_person SET given = $2, family = $3, born = $4, died = $5, address = $6, apartment = $7, alternate = $8,
		protection = $9, outside = FALSE WHERE id = $1`, p.ID, p.Given, p.Family, p.Born, p.Died, p.Address, p.Apartment, p.Alternate, string(p.Protection))
	return err
}

// years is a span of legal days, for comparing.
type years struct{ since, until civil.Date }

func scanYears(s dbx.Scanner) (y years, err error) {
	err = s.Scan(&y.since, &y.until)
	return y, err
}

func (s *Store) importGuardian(ctx context.Context, tx *dbx.Tx, r row) (outcome, error) {
	child, err := s.personOf(ctx, tx, r, "child")
	if err != nil {
		return same, err
	}
	guardian, err := s.personOf(ctx, tx, r, "guardian")
	if err != nil {
		return same, err
	}
	if child == guardian {
		return same, badf("guardian: is the child")
	}
	since, until, err := r.span()
	if err != nil {
		return same, err
	}
	before, err := scanYears(tx.QueryRow(ctx, `SELECT since, until FROM resident_guardian WHERE child = $1 AND guardian = $2`, child, guardian))
	return put(before, err, years{since, until},
		execute(ctx, tx, `INSERT INTO resident_guardian (child, guardian, since, until) VALUES ($1, $2, $3, $4)`, child, guardian, since, until),
		execute(ctx, tx, `UPDATE resident_guardian SET since = $3, until = $4 WHERE child = $1 AND guardian = $2`, child, guardian, since, until))
}

func (s *Store) importPupil(ctx context.Context, tx *dbx.Tx, r row) (outcome, error) {
	id, err := s.personOf(ctx, tx, r, "person")
	if err != nil {
		return same, err
	}
	left, err := r.boolean("left")
	if err != nil {
		return same, err
	}
	if left {
		return s.endPupil(ctx, tx, id)
	}
	for _, must := range []string{"school", "grade"} {
		if r.values[must] == "" {
			return same, badf("%s is missing; write left: true where they go to none of the municipality's schools", must)
		}
	}
	grade, err := r.integer("grade", 0, 9)
	if err != nil {
		return same, err
	}
	if school := r.values["school"]; s.schools != nil && !slices.Contains(s.schools, school) {
		return same, badf("school: there is no school %q among the places of kommun.yaml%s", school, strict.Suggest(school, s.schools))
	}
	chosen, err := r.boolean("chosen")
	if err != nil {
		return same, err
	}
	p := Pupil{Person: id, School: r.values["school"], Grade: grade, Chosen: chosen}
	var before Pupil
	err = tx.QueryRow(ctx, `SELECT person, school, grade, chosen FROM resident_pupil WHERE person = $1`, id).
		Scan(&before.Person, &before.School, &before.Grade, &before.Chosen)
	args := []any{p.Person, p.School, p.Grade, p.Chosen}
	return put(before, err, p,
		execute(ctx, tx, `INSERT INTO resident_pupil (person, school, grade, chosen) VALUES ($1, $2, $3, $4)`, args...),
		execute(ctx, tx, `UPDATE resident_pupil SET school = $2, grade = $3, chosen = $4 WHERE person = $1`, args...))
}

// endPupil takes somebody out of the municipality's schools.
func (s *Store) endPupil(ctx context.Context, tx *dbx.Tx, who identity.PersonID) (outcome, error) {
	n, err := tx.Exec(ctx, `DELETE FROM resident_pupil WHERE person = $1`, who)
	if err != nil || n == 0 {
		return same, err
	}
	return changed, nil
}

func (s *Store) importOrganisation(ctx context.Context, tx *dbx.Tx, r row) (outcome, error) {
	number, err := identity.ParseOrgNumber(r.values["number"])
	if err != nil {
		return same, badf("number: is no organisation number")
	}
	o := Organisation{Name: r.values["name"], Number: number, Form: Form(r.values["form"])}
	if o.Form != Company && o.Form != Association {
		return same, badf("form: want company or association")
	}
	if o.Address, err = s.address(ctx, tx, r, "address"); err != nil {
		return same, err
	}
	before, err := scanOrganisation(tx.QueryRow(ctx, `SELECT `+organisationColumns+` FROM resident_organisation o WHERE o.number = $1`, string(number)))
	if o.ID = before.ID; errors.Is(err, sql.ErrNoRows) {
		id, taken := newID(ctx, tx, r, "resident_organisation")
		if taken != nil {
			return same, taken
		}
		o.ID = identity.OrgID(id)
	}
	args := []any{o.ID, o.Name, string(o.Number), string(o.Form), o.Address}
	return put(before, err, o,
		execute(ctx, tx, `INSERT INTO resident_organisation (id, name, number, form, address) VALUES ($1, $2, $3, $4, $5)`, args...),
		execute(ctx, tx, `UPDATE resident_organisation SET name = $2, number = $3, form = $4, address = $5 WHERE id = $1`, args...))
}

func (s *Store) importSignatory(ctx context.Context, tx *dbx.Tx, r row) (outcome, error) {
	number, err := identity.ParseOrgNumber(r.values["organisation"])
	if err != nil {
		return same, badf("organisation: is no organisation number")
	}
	var org identity.OrgID
	err = tx.QueryRow(ctx, `SELECT id FROM resident_organisation WHERE number = $1`, string(number)).Scan(&org)
	if errors.Is(err, sql.ErrNoRows) {
		return same, badf("organisation: the register has none with that number")
	}
	if err != nil {
		return same, err
	}
	id, err := s.personOf(ctx, tx, r, "person")
	if err != nil {
		return same, err
	}
	since, until, err := r.span()
	if err != nil {
		return same, err
	}
	before, err := scanYears(tx.QueryRow(ctx, `SELECT since, until FROM resident_signatory WHERE organisation = $1 AND person = $2`, org, id))
	return put(before, err, years{since, until},
		execute(ctx, tx, `INSERT INTO resident_signatory (organisation, person, since, until) VALUES ($1, $2, $3, $4)`, org, id, since, until),
		execute(ctx, tx, `UPDATE resident_signatory SET since = $3, until = $4 WHERE organisation = $1 AND person = $2`, org, id, since, until))
}
