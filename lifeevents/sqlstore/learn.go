package sqlstore

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"forvag/internal/civil"
	"forvag/internal/dbx"
	"forvag/internal/fault"
	"forvag/internal/identity"
	"forvag/lifeevents"
)

// Seen is somebody as the register has them now.
type Seen struct {
	Person identity.PersonID
	lifeevents.Known
}

// stale is after how many days without a look nobody can tell when what is found happened: longer than a portal is down, and shorter than most rules speak of it.
const stale = 14

// Learn compares what the register says of everybody with what it said before, keeps what happened as events, and returns how many there were. What was found
// and what is known from now on are written in one transaction for each person, so that nothing is lost or told twice, wherever it is broken off. The first
// time nothing has happened: everybody is just there. Where the last look is too long ago, only that has happened whose day the register tells by itself, births
// and deaths, and moves where it does: another may be months old. The first time that anybody has guardians they are no new ones. Of those who live elsewhere, those alone are known who are near somebody here, such as a guardian, since it
// matters to others whether they have a protected identity. It is fault.Stale where another process has kept something else of somebody meanwhile: look again.
func (s *Store) Learn(ctx context.Context, everyone []Seen, day civil.Date, now time.Time) (events int, err error) {
	before, err := s.known(ctx)
	if err != nil {
		return 0, fmt.Errorf("learn: %w", err)
	}
	last, err := s.Looked(ctx)
	if err != nil {
		return 0, fmt.Errorf("learn: %w", err)
	}
	late := !last.IsZero() && last.AddDays(stale).Before(day)
	type news struct {
		person  identity.PersonID
		old     *lifeevents.Known // nil for who was not known
		known   lifeevents.Known
		events  []lifeevents.Event
		touched []identity.PersonID
		forget  bool
	}
	homes, guarded := map[string][]identity.PersonID{}, false // as they were
	for id, k := range before {
		guarded = guarded || len(k.Guardians) > 0
		if k.At != "" {
			homes[k.At] = append(homes[k.At], id)
		}
	}
	near := nearby(everyone)
	var todo []news
	for _, seen := range everyone {
		old, there := before[seen.Person]
		seen.At = seen.Home
		n := news{person: seen.Person, known: seen.Known}
		n.forget = !seen.Here && (!seen.Died.IsZero() || !near(seen))
		switch {
		case !there && n.forget:
			continue
		case len(before) == 0:
		case !there:
			n.events, n.known = lifeevents.Compare(seen.Person, nil, seen.Known, day)
		default:
			n.events, n.known = lifeevents.Compare(seen.Person, &old, seen.Known, day)
		}
		if late {
			n.events = slices.DeleteFunc(n.events, func(e lifeevents.Event) bool { return !e.Kind.Dated() && !e.Day.Before(day) })
		}
		if !guarded {
			n.events = slices.DeleteFunc(n.events, func(e lifeevents.Event) bool { return e.Kind == lifeevents.GuardianNew })
		}
		if there {
			n.old = &old
		}
		n.forget = n.forget && old.Elsewhere()
		if there && n.known.Equal(old) && !n.forget {
			continue
		}
		if len(before) > 0 {
			n.touched = []identity.PersonID{seen.Person}
		}
		if there && old.At != seen.At { // those whom they left
			n.touched = append(n.touched, homes[old.At]...)
		}
		todo = append(todo, n)
	}
	size := batch
	if len(before) == 0 { // all or nothing, since half of it would look as if the rest moved in
		size = max(1, len(todo))
	}
	for len(todo) > 0 {
		part := todo[:min(size, len(todo))]
		todo = todo[len(part):]
		found := 0
		err := s.db.Write(ctx, func(tx *dbx.Tx) error {
			found = 0
			for _, n := range part {
				done, err := overtaken(ctx, tx, n.person, n.old, n.known, n.forget)
				if err != nil {
					return err
				}
				if done {
					continue
				}
				fresh, err := tell(ctx, tx, n.events, now)
				if err != nil {
					return err
				}
				found += fresh
				for _, who := range n.touched {
					if err := touch(ctx, tx, who, false); err != nil {
						return err
					}
				}
				if n.forget {
					if _, err := tx.Exec(ctx, `DELETE FROM life_known WHERE person = $1`, n.person); err != nil {
						return err
					}
					continue
				}
				state, err := json.Marshal(n.known)
				if err != nil {
					return err
				}
				if _, err := tx.Exec(ctx, `INSERT INTO life_known (person, state) VALUES ($1, $2) ON CONFLICT (person) DO UPDATE SET state = excluded.state`,
					n.person, string(state)); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			return events, fmt.Errorf("learn: %w", err)
		}
		events += found
	}
	if err := s.look(ctx, day, now); err != nil {
		return events, fmt.Errorf("learn: %w", err)
	}
	return events, nil
}

// overtaken says whether another process has kept by now what is to be kept of somebody; fault.Stale where it has kept something else.
func overtaken(ctx context.Context, tx *dbx.Tx, who identity.PersonID, old *lifeevents.Known, now lifeevents.Known, forget bool) (done bool, err error) {
	states, err := dbx.All(ctx, tx, dbx.Value[[]byte], `SELECT state FROM life_known WHERE person = $1`+tx.Dialect().ForUpdate(), who)
	if err != nil {
		return false, err
	}
	if len(states) == 0 {
		return forget, nil // who was known is known no more only where they are forgotten
	}
	var kept lifeevents.Known
	if err := json.Unmarshal(states[0], &kept); err != nil {
		return false, err
	}
	switch {
	case old != nil && kept.Equal(*old):
		return false, nil
	case !forget && kept.Equal(now):
		return true, nil
	}
	return false, fault.New(fault.Stale, "life.gone")
}

// nearby says of people whether somebody who lives here has them at home or for a guardian.
func nearby(everyone []Seen) func(Seen) bool {
	homes, guardians := map[string]bool{}, map[identity.PersonID]bool{}
	for _, s := range everyone {
		if !s.Here {
			continue
		}
		if s.Home != "" {
			homes[s.Home] = true
		}
		for _, g := range s.Guardians {
			guardians[g] = true
		}
	}
	return func(s Seen) bool { return homes[s.Home] || guardians[s.Person] }
}

// Looked is the day on which the population register was last looked at; zero for never.
func (s *Store) Looked(ctx context.Context) (day civil.Date, err error) {
	err = s.db.Read(ctx, func(tx *dbx.Tx) error {
		day, err = looked(ctx, tx)
		return err
	})
	return day, err
}

func looked(ctx context.Context, tx *dbx.Tx) (civil.Date, error) {
	days, err := dbx.All(ctx, tx, dbx.Value[civil.Date], `SELECT day FROM life_looks ORDER BY day DESC LIMIT 1`)
	if err != nil || len(days) == 0 {
		return civil.Date{}, err
	}
	return days[0], nil
}

// look keeps that the register has been looked at, and no earlier day.
func (s *Store) look(ctx context.Context, day civil.Date, now time.Time) error {
	return s.db.Write(ctx, func(tx *dbx.Tx) error {
		if _, err := tx.Exec(ctx, `DELETE FROM life_looks WHERE day <> $1`, day); err != nil {
			return err
		}
		_, err := tx.Exec(ctx, `INSERT INTO life_looks (day, at) VALUES ($1, $2) ON CONFLICT (day) DO NOTHING`, day, now)
		return err
	})
}

func (s *Store) known(ctx context.Context) (map[identity.PersonID]lifeevents.Known, error) {
	known := map[identity.PersonID]lifeevents.Known{}
	err := s.db.Read(ctx, func(tx *dbx.Tx) error {
		rows, err := tx.Query(ctx, `SELECT person, state FROM life_known`)
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			var id identity.PersonID
			var state []byte
			var k lifeevents.Known
			if err := rows.Scan(&id, &state); err != nil {
				return err
			}
			if err := json.Unmarshal(state, &k); err != nil {
				return err
			}
			known[id] = k
		}
		return rows.Err()
	})
	return known, err
}
