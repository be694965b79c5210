package sqlstore

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"forvag/internal/civil"
	"forvag/internal/dbx"
	"forvag/internal/identity"
	"forvag/lifeevents"
)

// Seen is somebody as the register has them now.
type Seen struct {
	Person identity.PersonID
	lifeevents.Known
}

// Learn compares what the register says of everybody with what it said before, keeps what happened as events, and returns how many there were. What was found
// and what is known from now on are written in one transaction for each person, so that nothing is lost or told twice, wherever it is broken off. The first
// time nothing has happened: everybody is just there.
func (s *Store) Learn(ctx context.Context, everyone []Seen, day civil.Date, now time.Time) (events int, err error) {
	before, err := s.known(ctx)
	if err != nil {
		return 0, fmt.Errorf("learn: %w", err)
	}
	type news struct {
		person identity.PersonID
		known  lifeevents.Known
		events []lifeevents.Event
	}
	var todo []news
	for _, seen := range everyone {
		old, there := before[seen.Person]
		n := news{person: seen.Person, known: seen.Known}
		switch {
		case len(before) == 0:
		case !there:
			n.events, n.known = lifeevents.Compare(seen.Person, nil, seen.Known, day)
		default:
			n.events, n.known = lifeevents.Compare(seen.Person, &old, seen.Known, day)
		}
		if !there || !n.known.Equal(old) {
			todo = append(todo, n)
		}
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
				fresh, err := tell(ctx, tx, n.events, now)
				if err != nil {
					return err
				}
				found += fresh
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
	return events, nil
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
