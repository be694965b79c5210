package residents

import (
	"context"
	"slices"

	"forvag/internal/civil"
	"forvag/internal/dbx"
	"forvag/internal/identity"
	"forvag/internal/residents/navet"
)

// protect protects whom a record that is not taken otherwise says is protected, under each number that it has for them, and says whether that changed anybody. What
// is known of them is then of the record's day, so that no older one lifts it.
func (s *Store) protect(ctx context.Context, tx *dbx.Tx, rec navet.Record, o Snapshot) (did bool, err error) {
	mark := markOf(rec)
	if mark == NotProtected {
		return false, nil
	}
	for _, n := range []identity.Number{rec.Number, rec.Later} {
		if n.IsZero() {
			continue
		}
		id, err := s.byNumber(ctx, tx, n)
		if isNotFound(err) {
			continue
		}
		if err != nil {
			return did, err
		}
		before, err := person(ctx, tx, id)
		if err != nil {
			return did, err
		}
		old, err := s.status(ctx, tx, id)
		if err != nil {
			return did, err
		}
		after, seen := before, old
		after.Protection, seen.asOf = stricter(mark, before.Protection), later(old.asOf, o.AsOf)
		after = withheld(after)
		if _, err := s.putStatus(ctx, tx, id, old, seen); err != nil {
			return did, err
		}
		if after == before {
			continue
		}
		if err := updatePerson(ctx, tx, after); err != nil {
			return did, err
		}
		did = true
	}
	return did, nil
}

// markOf is the protection that a record tells of.
func markOf(rec navet.Record) Protection {
	switch {
	case rec.Registered:
		return Registered
	case rec.Marked:
		return Marked
	default:
		return NotProtected
	}
}

// stricter is the stricter of two protections.
func stricter(a, b Protection) Protection {
	order := []Protection{NotProtected, Marked, Registered}
	return order[max(slices.Index(order, a), slices.Index(order, b))]
}

// withheld is a person without the addresses that nobody may have of whom is protected by skyddad folkbokföring (FOL 16 §).
func withheld(p Person) Person {
	if p.Protection == Registered {
		p.Address, p.Apartment, p.Alternate = "", "", ""
	}
	return p
}

// later is the later of two days.
func later(a, b civil.Date) civil.Date {
	if a.Before(b) {
		return b
	}
	return a
}
