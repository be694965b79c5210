package residents

import (
	"context"
	"database/sql"
	"errors"
	"slices"

	"forvag/internal/civil"
	"forvag/internal/dbx"
	"forvag/internal/identity"
	"forvag/internal/residents/navet"
)

// Status is what the population register tells of somebody beside who and where they are. The zero Status is of whom nothing such is told.
type Status struct {
	// Away says that they are registered elsewhere, or nowhere.
	Away bool
	// Since is the day from which they are registered where they live; zero where it is not told.
	Since civil.Date
	// Civil is unmarried, married, divorced or widowed, since CivilSince; empty and zero where it is not told. A registered partner counts as married.
	Civil      string
	CivilSince civil.Date
}

// told is a status with the day of the file that told it; zero for none that says its day.
type told struct {
	Status
	asOf civil.Date
}

func (s *Store) status(ctx context.Context, tx *dbx.Tx, id identity.PersonID) (t told, err error) {
	err = tx.QueryRow(ctx, `SELECT away, since, civil, civil_since, as_of FROM resident_status WHERE person = $1`, id).
		Scan(&t.Away, &t.Since, &t.Civil, &t.CivilSince, &t.asOf)
	if errors.Is(err, sql.ErrNoRows) {
		err = nil
	}
	return t, err
}

// putStatus writes a status where it differs, and says whether it did in anything but the day on which it was told.
func (s *Store) putStatus(ctx context.Context, tx *dbx.Tx, id identity.PersonID, before, after told) (bool, error) {
	if before == after {
		return false, nil
	}
	_, err := tx.Exec(ctx, `INSERT INTO resident_status (person, away, since, civil, civil_since, as_of) VALUES ($1, $2, $3, $4, $5, $6)
		ON CONFLICT (person) DO UPDATE SET away = excluded.away, since = excluded.since, civil = excluded.civil, civil_since = excluded.civil_since,
		as_of = excluded.as_of`, id, after.Away, after.Since, after.Civil, after.CivilSince, after.asOf)
	return before.Status != after.Status, err
}

// status is what the columns of a person's row say of their status, over what was known; columns that are empty change nothing.
func (r row) status(before told) (after told, err error) {
	after = before
	if r.values["since"] != "" {
		if after.Since, err = r.date("since"); err != nil {
			return before, err
		}
	}
	if c := r.values["civil"]; c != "" {
		if !slices.Contains(navet.Civil("").Values(), c) {
			return before, badf("civil: want unmarried, married, divorced or widowed")
		}
		after.Civil = c
		if after.CivilSince, err = r.date("civil_since"); err != nil {
			return before, err
		}
	}
	if r.values["address"] != "" {
		after.Away = false
	}
	return after, nil
}
