package residents

import (
	"context"
	"errors"
	"fmt"

	"forvag/internal/civil"
	"forvag/internal/dbx"
	"forvag/internal/fault"
	"forvag/internal/identity"
	"forvag/internal/locale"
)

func isNotFound(err error) bool { return errors.Is(err, fault.NotFound) }

const organisationColumns = `o.id, o.name, o.number, o.form, o.address`

func scanOrganisation(s dbx.Scanner) (o Organisation, err error) {
	err = s.Scan(&o.ID, &o.Name, &o.Number, &o.Form, &o.Address)
	return o, err
}

// Organisation returns a company or association by id; fault.NotFound where the register has none.
func (s *Store) Organisation(ctx context.Context, id identity.OrgID) (o Organisation, err error) {
	err = s.db.Read(ctx, func(tx *dbx.Tx) error {
		o, err = scanOrganisation(tx.QueryRow(ctx, `SELECT `+organisationColumns+` FROM resident_organisation o WHERE o.id = $1`, id))
		if err != nil {
			return missing("read organisation", err)
		}
		return nil
	})
	return o, err
}

// OrganisationByNumber returns who has an organisation number; fault.NotFound where the register has none.
func (s *Store) OrganisationByNumber(ctx context.Context, n identity.OrgNumber) (o Organisation, err error) {
	err = s.db.Read(ctx, func(tx *dbx.Tx) error {
		o, err = scanOrganisation(tx.QueryRow(ctx, `SELECT `+organisationColumns+` FROM resident_organisation o WHERE o.number = $1`, string(n)))
		if err != nil {
			return missing("find organisation", err)
		}
		return nil
	})
	return o, err
}

// Organisations returns the companies and associations that somebody signs for on a day, by name.
func (s *Store) Organisations(ctx context.Context, signatory identity.PersonID, on civil.Date) (all []Organisation, err error) {
	type signed struct {
		Organisation
		since, until civil.Date
	}
	err = s.db.Read(ctx, func(tx *dbx.Tx) error {
		rows, err := dbx.All(ctx, tx, func(sc dbx.Scanner) (r signed, err error) {
			err = sc.Scan(&r.ID, &r.Name, &r.Number, &r.Form, &r.Address, &r.since, &r.until)
			return r, err
		}, `SELECT `+organisationColumns+`, s.since, s.until FROM resident_signatory s
			JOIN resident_organisation o ON o.id = s.organisation WHERE s.person = $1`, signatory)
		all = nil
		for _, r := range rows {
			if holds(r.since, r.until, on) {
				all = append(all, r.Organisation)
			}
		}
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("organisations: %w", err)
	}
	locale.Sort(locale.SV, all, func(o Organisation) string { return o.Name })
	return all, nil
}

// SignsFor says whether somebody is signatory (firmatecknare) of an organisation on a day.
func (s *Store) SignsFor(ctx context.Context, id identity.PersonID, org identity.OrgID, on civil.Date) (bool, error) {
	all, err := s.Organisations(ctx, id, on)
	for _, o := range all {
		if o.ID == org {
			return true, nil
		}
	}
	return false, err
}

// Signatories returns who sign for an organisation on a day.
func (s *Store) Signatories(ctx context.Context, org identity.OrgID, on civil.Date) (people []identity.PersonID, err error) {
	type signed struct {
		person       identity.PersonID
		since, until civil.Date
	}
	err = s.db.Read(ctx, func(tx *dbx.Tx) error {
		rows, err := dbx.All(ctx, tx, func(sc dbx.Scanner) (r signed, err error) {
			err = sc.Scan(&r.person, &r.since, &r.until)
			return r, err
		}, `SELECT person, since, until FROM resident_signatory WHERE organisation = $1 ORDER BY person`, org)
		people = nil
		for _, r := range rows {
			if holds(r.since, r.until, on) {
				people = append(people, r.person)
			}
		}
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("signatories: %w", err)
	}
	return people, nil
}
