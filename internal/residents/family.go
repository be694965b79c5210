package residents

import (
	"context"
	"fmt"
	"slices"

	"forvag/internal/civil"
	"forvag/internal/dbx"
	"forvag/internal/fault"
	"forvag/internal/identity"
)

// household returns everybody in p's home, p first.
func household(ctx context.Context, tx *dbx.Tx, p Person) ([]Person, error) {
	if p.Address == "" {
		return []Person{p}, nil
	}
	all, err := dbx.All(ctx, tx, scanPerson, `SELECT `+personColumns+` FROM resident_person p
		WHERE p.address = $1 AND p.apartment = $2 AND p.died IS NULL AND p.id <> $3 ORDER BY p.born, p.id`, p.Address, p.Apartment, p.ID)
	return append([]Person{p}, all...), err
}

// exposed says whether somebody in a home is protected.
func exposed(home []Person) bool { return slices.ContainsFunc(home, Person.IsProtected) }

// Household returns who live in a person's home, the person first, then by age. It holds protected people too: it is for deciding about access, not for
// showing.
func (s *Store) Household(ctx context.Context, id identity.PersonID) (home []Person, err error) {
	err = s.db.Read(ctx, func(tx *dbx.Tx) error {
		p, err := person(ctx, tx, id)
		if err != nil {
			return err
		}
		home, err = household(ctx, tx, p)
		return err
	})
	return home, err
}

// Concerned returns the people and those who live with them, each once: none of them may handle the case (jäv, FL 16–18 §§). protected says that
// one of them has a protected identity. People whom the register does not have concern themselves only.
func (s *Store) Concerned(ctx context.Context, people ...identity.PersonID) (all []identity.PersonID, protected bool, err error) {
	err = s.db.Read(ctx, func(tx *dbx.Tx) error {
		all, protected = nil, false
		for _, id := range people {
			home := []Person{{ID: id}}
			p, err := person(ctx, tx, id)
			switch {
			case err == nil:
				if home, err = household(ctx, tx, p); err != nil {
					return err
				}
			case !isNotFound(err):
				return err
			}
			protected = protected || exposed(home)
			for _, h := range home {
				if !slices.Contains(all, h.ID) {
					all = append(all, h.ID)
				}
			}
		}
		return nil
	})
	return all, protected, err
}

// Protected says whether one of the people, or somebody who lives with one, has a protected identity. Such matters go to a trained officer.
func (s *Store) Protected(ctx context.Context, people ...identity.PersonID) (bool, error) {
	_, protected, err := s.Concerned(ctx, people...)
	return protected, err
}

// link is one guardianship with the child.
type link struct {
	Person
	since, until civil.Date
}

func scanLink(s dbx.Scanner) (l link, err error) {
	err = s.Scan(&l.ID, &l.Given, &l.Family, &l.Born, &l.Died, &l.Address, &l.Apartment, &l.Alternate, &l.Protection, &l.Outside, &l.since, &l.until)
	return l, err
}

// ends is the first day on which a guardian's access to a child has ended: the eighteenth birthday, or before that the guardianship's own end.
func ends(child Person, until civil.Date) civil.Date {
	birthday := child.Born.AddYears(majority)
	if !until.IsZero() && until.Before(birthday) {
		return until
	}
	return birthday
}

func holds(since, until, on civil.Date) bool {
	return (since.IsZero() || !on.Before(since)) && (until.IsZero() || on.Before(until))
}

// wards returns the children that a guardian has on a day and may see, oldest first, with the day on which access ends.
func wards(ctx context.Context, tx *dbx.Tx, guardian Person, on civil.Date) ([]Child, error) {
	links, err := dbx.All(ctx, tx, scanLink, `SELECT `+personColumns+`, g.since, g.until FROM resident_guardian g
		JOIN resident_person p ON p.id = g.child WHERE g.guardian = $1 AND p.died IS NULL ORDER BY p.born, p.id`, guardian.ID)
	if err != nil {
		return nil, err
	}
	var out []Child
	for _, l := range links {
		until := ends(l.Person, l.until)
		if !holds(l.since, until, on) {
			continue
		}
		home, err := household(ctx, tx, l.Person)
		if err != nil {
			return nil, err
		}
		if exposed(home) && !l.livesWith(guardian) {
			continue
		}
		out = append(out, Child{Person: l.Person, Until: until})
	}
	return out, nil
}

// Child is somebody's child in the register.
type Child struct {
	Person
	// Until is the first day on which the guardian has no access any more.
	Until civil.Date
}

// Children returns the children whom somebody is guardian of on a day, oldest first. A child who has a protected identity, or lives with somebody who
// has, is there only for a guardian in the same home.
func (s *Store) Children(ctx context.Context, guardian identity.PersonID, on civil.Date) (children []Child, err error) {
	err = s.db.Read(ctx, func(tx *dbx.Tx) error {
		g, err := person(ctx, tx, guardian)
		if err != nil {
			return err
		}
		children, err = wards(ctx, tx, g, on)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("children: %w", err)
	}
	return children, nil
}

// Guardian is one of a child's guardians.
type Guardian struct {
	Person
	// Until is the first day on which their access to the child has ended.
	Until civil.Date
}

// OtherGuardians returns a child's guardians on a day but for the one who applies, for informing them. Where the child's home, the applicant's or
// the other guardian's has a protected identity, that guardian is left out and withheld says so: a trained officer then judges what may be told.
// Where the applicant is no guardian whom the register shows the child to, it returns fault.NotFound.
func (s *Store) OtherGuardians(ctx context.Context, child, applicant identity.PersonID, on civil.Date) (others []Guardian, withheld bool, err error) {
	err = s.db.Read(ctx, func(tx *dbx.Tx) error {
		others, withheld = nil, false
		a, err := person(ctx, tx, applicant)
		if err != nil {
			return err
		}
		mine, err := wards(ctx, tx, a, on)
		if err != nil {
			return err
		}
		at := slices.IndexFunc(mine, func(c Child) bool { return c.ID == child })
		if at < 0 {
			return fault.New(fault.NotFound, "register.not_found")
		}
		c := mine[at].Person
		protected, err := anyExposed(ctx, tx, a, c)
		if err != nil {
			return err
		}
		links, err := dbx.All(ctx, tx, scanLink, `SELECT `+personColumns+`, g.since, g.until FROM resident_guardian g
			JOIN resident_person p ON p.id = g.guardian WHERE g.child = $1 AND g.guardian <> $2 AND p.died IS NULL ORDER BY p.id`, child, applicant)
		if err != nil {
			return err
		}
		for _, l := range links {
			until := ends(c, l.until)
			if !holds(l.since, until, on) {
				continue
			}
			theirs, err := anyExposed(ctx, tx, l.Person)
			if err != nil {
				return err
			}
			if (protected || theirs) && !l.livesWith(a) {
				withheld = true
				continue
			}
			others = append(others, Guardian{l.Person, until})
		}
		return nil
	})
	if err != nil {
		return nil, false, fmt.Errorf("guardians: %w", err)
	}
	return others, withheld, nil
}

func anyExposed(ctx context.Context, tx *dbx.Tx, people ...Person) (bool, error) {
	for _, p := range people {
		home, err := household(ctx, tx, p)
		if err != nil {
			return false, err
		}
		if exposed(home) {
			return true, nil
		}
	}
	return false, nil
}

// Mandate returns by what right somebody acts for a child on a day, with its end; fault.NotFound where they have none.
func (s *Store) Mandate(ctx context.Context, actor, child identity.PersonID, on civil.Date) (identity.Mandate, error) {
	children, err := s.Children(ctx, actor, on)
	if err != nil {
		return identity.Mandate{}, err
	}
	for _, c := range children {
		if c.ID == child {
			return identity.Mandate{Person: child, Until: c.Until}, nil
		}
	}
	return identity.Mandate{}, fault.New(fault.NotFound, "register.not_found")
}

// Pupil returns where a child goes to school; fault.NotFound where the register does not say.
func (s *Store) Pupil(ctx context.Context, id identity.PersonID) (p Pupil, err error) {
	err = s.db.Read(ctx, func(tx *dbx.Tx) error {
		err := tx.QueryRow(ctx, `SELECT person, school, grade, chosen FROM resident_pupil WHERE person = $1`, id).
			Scan(&p.Person, &p.School, &p.Grade, &p.Chosen)
		if err != nil {
			return missing("read pupil", err)
		}
		return nil
	})
	return p, err
}
