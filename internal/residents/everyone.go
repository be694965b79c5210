package residents

import (
	"context"
	"fmt"
	"slices"

	"forvag/internal/civil"
	"forvag/internal/dbx"
	"forvag/internal/identity"
)

// Resident is somebody in the register with what else it knows of them at once.
type Resident struct {
	Person
	// Pupil is where they go to school; nil for who is no pupil.
	Pupil *Pupil
	// Area is the postcode and the town of their home; empty where that is not known.
	Area string
	// Point is where their home is; nil where that is not known.
	Point *Point
	Status
}

// Guardianship is that somebody is a child's guardian from a day until another, which is the first without; zero days are without end.
type Guardianship struct {
	Child, Guardian identity.PersonID
	Since, Until    civil.Date
}

// Everyone calls person for everybody in the register, protected people too, in the order of their ids, and then guardianship for every guardianship,
// all as of one instant. It is for deciding whom the municipality turns to, not for showing. Those whom only a case names are left out.
func (s *Store) Everyone(ctx context.Context, person func(Resident), guardianship func(Guardianship)) error {
	err := s.db.Read(ctx, func(tx *dbx.Tx) error {
		if err := everyone(ctx, tx, ``, person); err != nil {
			return err
		}
		return guardianships(ctx, tx, ``, guardianship)
	})
	if err != nil {
		return fmt.Errorf("everyone: %w", err)
	}
	return nil
}

// around is how many people one query asks of.
const around = 200

// Around is Everyone for some people and those near them alone: who lives in the home of one, their guardians, and who lives in a guardian's home. Guardianships
// are those of the people asked of. Nobody comes twice.
func (s *Store) Around(ctx context.Context, ids []identity.PersonID, person func(Resident), guardianship func(Guardianship)) error {
	err := s.db.Read(ctx, func(tx *dbx.Tx) error {
		told := map[identity.PersonID]bool{}
		for part := range slices.Chunk(ids, around) {
			of := dbx.List(1, len(part))
			err := everyone(ctx, tx, ` AND p.id IN (SELECT n.id FROM resident_person o JOIN resident_person n ON n.id = o.id OR (o.address <> '' AND n.address = o.address
				AND n.apartment = o.apartment) WHERE o.id IN (`+of+`) OR o.id IN (SELECT g.guardian FROM resident_guardian g WHERE g.child IN (`+of+`)))`, func(r Resident) {
				if !told[r.ID] {
					told[r.ID] = true
					person(r)
				}
			}, list(part)...)
			if err != nil {
				return err
			}
		}
		for part := range slices.Chunk(ids, around) {
			if err := guardianships(ctx, tx, ` WHERE child IN (`+dbx.List(1, len(part))+`)`, guardianship, list(part)...); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("around: %w", err)
	}
	return nil
}

func everyone(ctx context.Context, tx *dbx.Tx, which string, person func(Resident), args ...any) error {
	rows, err := tx.Query(ctx, `SELECT `+personColumns+`, u.school, u.grade, u.chosen, a.east, a.north, a.postcode, a.town,
		t.away, t.since, COALESCE(t.civil, ''), t.civil_since FROM resident_person p LEFT JOIN resident_pupil u ON u.person = p.id
		LEFT JOIN resident_address a ON a.id = p.address LEFT JOIN resident_status t ON t.person = p.id WHERE NOT p.outside`+which+` ORDER BY p.id`, args...)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var r Resident
		var school, postcode, town *string
		var grade, east, north *int
		var chosen, away *bool
		err := rows.Scan(&r.ID, &r.Given, &r.Family, &r.Born, &r.Died, &r.Address, &r.Apartment, &r.Alternate, &r.Protection, &r.Outside,
			&school, &grade, &chosen, &east, &north, &postcode, &town, &away, &r.Since, &r.Civil, &r.CivilSince)
		if err != nil {
			return err
		}
		r.Away = away != nil && *away
		if school != nil && grade != nil && chosen != nil {
			r.Pupil = &Pupil{Person: r.ID, School: *school, Grade: *grade, Chosen: *chosen}
		}
		if east != nil && north != nil {
			r.Point = &Point{East: *east, North: *north}
		}
		if postcode != nil && town != nil {
			r.Area = *postcode + " " + *town
		}
		person(r)
	}
	return rows.Err()
}

func guardianships(ctx context.Context, tx *dbx.Tx, which string, guardianship func(Guardianship), args ...any) error {
	all, err := dbx.All(ctx, tx, func(sc dbx.Scanner) (g Guardianship, err error) {
		err = sc.Scan(&g.Child, &g.Guardian, &g.Since, &g.Until)
		return g, err
	}, `SELECT child, guardian, since, until FROM resident_guardian`+which+` ORDER BY child, guardian`, args...)
	for _, g := range all {
		guardianship(g)
	}
	return err
}
