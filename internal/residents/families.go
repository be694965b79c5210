package residents

import (
	"context"

	"forvag/internal/civil"
	"forvag/internal/dbx"
	"forvag/internal/identity"
	"forvag/internal/residents/navet"
)

// family is what a record told of a child's guardians, kept until everybody in the file is there.
type family struct {
	line      int
	child     identity.PersonID
	guardians []navet.Relation
	partial   bool // there may be more of them
}

// takeFamilies brings children's guardians up to what their records told, in one transaction.
func (s *Store) takeFamilies(ctx context.Context, some []family, o Snapshot, report *Report) error {
	day := o.AsOf
	if day.IsZero() {
		day = s.today()
	}
	var sum Report
	err := s.db.Write(ctx, func(tx *dbx.Tx) error {
		sum = Report{} // the transaction may be tried again
		for _, f := range some {
			did, kept, err := s.takeFamily(ctx, tx, f, day)
			if err != nil {
				return err
			}
			if did {
				sum.Families++
			}
			if kept {
				sum.Bad = append(sum.Bad, BadRow{f.line, "not all of a child's relations could be read: guardians who are not among them stay"})
			}
		}
		return nil
	})
	if err == nil {
		report.Families, report.Bad = report.Families+sum.Families, append(report.Bad, sum.Bad...)
	}
	return err
}

// takeFamily makes a child's guardians those whom the record names, from the day on, and says whether that changed anything. Who is not named is kept where the record
// could not all be read. Guardians who live elsewhere are known by their number alone.
func (s *Store) takeFamily(ctx context.Context, tx *dbx.Tx, f family, day civil.Date) (did, kept bool, err error) {
	before := map[identity.PersonID]years{}
	links, err := dbx.All(ctx, tx, scanLink, `SELECT `+personColumns+`, g.since, g.until FROM resident_guardian g
		JOIN resident_person p ON p.id = g.guardian WHERE g.child = $1`, f.child)
	if err != nil {
		return false, false, err
	}
	for _, l := range links {
		before[l.ID] = years{l.since, l.until}
	}
	named := map[identity.PersonID]bool{}
	for _, rel := range f.guardians {
		if rel.Number.IsZero() {
			continue
		}
		id, err := s.outsider(ctx, tx, rel.Number)
		if err != nil {
			return did, kept, err
		}
		if id == f.child {
			continue
		}
		named[id] = true
		was, known := before[id]
		now := years{rel.Since, rel.Until}
		if now.since.IsZero() {
			now.since = was.since
		}
		if known && was == now {
			continue
		}
		_, err = tx.Exec(ctx, `INSERT INTO resident_guardian (child, guardian, since, until) VALUES ($1, $2, $3, $4)
			ON CONFLICT (child, guardian) DO UPDATE SET since = excluded.since, until = excluded.until`, f.child, id, now.since, now.until)
		if err != nil {
			return did, kept, err
		}
		did = true
	}
	for id, was := range before {
		if named[id] || !was.until.IsZero() && !was.until.After(day) {
			continue
		}
		if f.partial {
			kept = true
			continue
		}
		if _, err := tx.Exec(ctx, `UPDATE resident_guardian SET until = $3 WHERE child = $1 AND guardian = $2`, f.child, id, day); err != nil {
			return did, kept, err
		}
		did = true
	}
	return did, kept, nil
}
