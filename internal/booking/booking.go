// Package booking keeps who has which time in which room, and lets no two have the same.
//
// A time is first held, for some minutes, while a form is filled in; it becomes a booking when the form has become a case. The case core and this
// package share no transaction: the case says what was booked, the news of it comes through the outbox, and Confirm can be asked again without harm.
package booking

import (
	"context"
	"embed"
	"errors"
	"time"

	"forvag/internal/civil"
	"forvag/internal/dbx"
	"forvag/internal/fault"
	"forvag/internal/identity"
)

//go:embed migrations
var migrations embed.FS

// Module is the package's tables.
var Module = dbx.Embedded("booking", migrations)

// State is what a time is taken for.
type State string

// The states: held while a form is filled in, booked by a case, and blocked by an officer.
const (
	Held    State = "held"
	Booked  State = "booked"
	Blocked State = "blocked"
)

// Time is a stretch of time in a room, within one day.
type Time struct {
	Room string
	Day  civil.Date
	// Minute is when it begins, in minutes after midnight. Length and Slot are minutes too; Length is a multiple of Slot.
	Minute, Length, Slot int
}

// OfOthers says whether the time is taken from somebody who fills in the form that id names: what the form holds, and what its holder holds by another
// form, is free to them.
func (b *Booking) OfOthers(id, holder string) bool {
	return b.ID != id && !(b.State == Held && b.Case == "" && holder != "" && b.Holder == holder)
}

// slots are the minutes at which the time's slots begin.
func (t Time) slots() []int {
	var out []int
	for m := t.Minute; m < t.Minute+t.Length; m += t.Slot {
		out = append(out, m)
	}
	return out
}

// Booking is a time that is taken.
type Booking struct {
	ID string
	Time
	State State
	// Holder is who has it, as casework names holders; empty for a blocked one. Case is empty until the form is a case, and of what is held the case that is to
	// be moved there.
	Holder, Case string
	// Note is what a booked time is for, and an officer's words about a blocked one.
	Note string
	// Expires is when a held time is let go; zero for others.
	Expires time.Time
}

// Store keeps bookings. Safe for concurrent use.
type Store struct {
	db  *dbx.DB
	now func() time.Time
}

// NewStore makes a store on a database that has the Module's tables.
func NewStore(db *dbx.DB, now func() time.Time) *Store { return &Store{db: db, now: now} }

// Taken is the key of the fault that somebody has the time already.
const Taken = "booking.taken"

// Hold keeps a time for whoever fills in the form that id names, for some minutes, in place of what that form held before, and of what the same holder holds
// of it by another form. It is fault.Exists where somebody else has any of it; then nothing changes. A form that has become a case holds nothing more: fault.Gone.
func (s *Store) Hold(ctx context.Context, id, holder string, t Time, keep time.Duration) error {
	return s.take(ctx, Booking{ID: id, Time: t, State: Held, Holder: holder, Expires: s.now().Add(keep)})
}

// Reserve keeps a time for a case that is to be moved to it, for some minutes. What the case has itself is free to it. It is fault.Exists where somebody else
// has any of it.
func (s *Store) Reserve(ctx context.Context, caseID, holder string, t Time, keep time.Duration) error {
	return s.take(ctx, Booking{ID: identity.NewID(), Time: t, State: Held, Holder: holder, Case: caseID, Expires: s.now().Add(keep)})
}

// Block keeps a time from being booked, such as for repairs. It is fault.Exists where somebody has any of it.
func (s *Store) Block(ctx context.Context, t Time, note string) error {
	return s.take(ctx, Booking{ID: identity.NewID(), Time: t, State: Blocked, Note: note})
}

func (s *Store) take(ctx context.Context, b Booking) error {
	if b.Length <= 0 || b.Slot <= 0 || b.Length%b.Slot != 0 || b.Minute < 0 || b.Minute+b.Length > 24*60 {
		return fault.New(fault.Invalid, "booking.time")
	}
	return s.db.Write(ctx, func(tx *dbx.Tx) error {
		if err := s.letGo(ctx, tx, b.Room); err != nil {
			return err
		}
		var state State
		err := tx.QueryRow(ctx, `SELECT state FROM bookings WHERE id = $1`, b.ID).Scan(&state)
		if err != nil && !errors.Is(err, dbx.ErrNoRows) {
			return err
		}
		if err == nil && state != Held {
			return fault.New(fault.Gone, "booking.done")
		}
		if err := removeAll(ctx, tx, `SELECT id FROM bookings WHERE id = $1 OR case_id = $2 AND case_id <> '' AND state = $3`, b.ID, b.Case, Held); err != nil {
			return err
		}
		if b.State == Held && b.Case == "" && b.Holder != "" {
			if err := removeAll(ctx, tx, `SELECT id FROM bookings WHERE room = $1 AND day = $2 AND minute < $3 AND minute + length > $4 AND state = $5
				AND case_id = '' AND holder = $6`, b.Room, b.Day, b.Minute+b.Length, b.Minute, Held, b.Holder); err != nil {
				return err
			}
		}
		if _, err := tx.Exec(ctx, `INSERT INTO bookings (id, room, day, minute, length, state, holder, case_id, note, expires, made)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`, b.ID, b.Room, b.Day, b.Minute, b.Length, b.State, b.Holder, b.Case, b.Note, dbx.OrNull(b.Expires),
			s.now()); err != nil {
			return err
		}
		return s.keep(ctx, tx, b)
	})
}

// letGo removes what was held in a room and not sent in.
func (s *Store) letGo(ctx context.Context, tx *dbx.Tx, room string) error {
	return removeAll(ctx, tx, `SELECT id FROM bookings WHERE expires IS NOT NULL AND expires <= $1 AND (room = $2 OR $2 = '')`, s.now(), room)
}

func remove(ctx context.Context, tx *dbx.Tx, id string) error {
	if _, err := tx.Exec(ctx, `DELETE FROM booking_slots WHERE booking = $1`, id); err != nil {
		return err
	}
	_, err := tx.Exec(ctx, `DELETE FROM bookings WHERE id = $1`, id)
	return err
}

// Confirm makes a held time the case's own, and lets go of any other that the case has. It is found by the holder and the time, which stand in the case.
// Note says what it is for. Asked again it does nothing more. It is fault.NotFound where the holder does not hold the time any longer, and fault.Exists where somebody else has got a
// part of it meanwhile.
func (s *Store) Confirm(ctx context.Context, holder string, t Time, caseID, note string) error {
	return s.db.Write(ctx, func(tx *dbx.Tx) error {
		ids, err := dbx.All(ctx, tx, dbx.Value[string], `SELECT id FROM bookings WHERE room = $1 AND day = $2 AND minute = $3 AND length = $4 AND holder = $5
			AND (state = $6 AND case_id IN ('', $7) OR case_id = $7) ORDER BY state, made`, t.Room, t.Day, t.Minute, t.Length, holder, Held, caseID)
		if err != nil {
			return err
		}
		if len(ids) == 0 {
			return fault.New(fault.NotFound, "booking.gone")
		}
		if err := removeAll(ctx, tx, `SELECT id FROM bookings WHERE case_id = $1 AND id <> $2`, caseID, ids[0]); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, `UPDATE bookings SET state = $1, case_id = $2, note = $3, expires = NULL WHERE id = $4`, Booked, caseID, note, ids[0]); err != nil {
			return err
		}
		return s.keep(ctx, tx, Booking{ID: ids[0], Time: t, Case: caseID})
	})
}

// keep writes the slots that a booking takes. It is fault.Exists where somebody else has one of them; what the case has itself may stay with it.
func (s *Store) keep(ctx context.Context, tx *dbx.Tx, b Booking) error {
	for _, minute := range b.slots() {
		n, err := tx.Exec(ctx, `INSERT INTO booking_slots (room, day, minute, booking) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING`,
			b.Room, b.Day, minute, b.ID)
		if err != nil {
			return err
		}
		if n == 1 {
			continue
		}
		own, err := dbx.All(ctx, tx, dbx.Value[string], `SELECT b.id FROM booking_slots s JOIN bookings b ON b.id = s.booking
			WHERE s.room = $1 AND s.day = $2 AND s.minute = $3 AND (b.id = $4 OR b.case_id = $5 AND b.case_id <> '')`, b.Room, b.Day, minute, b.ID, b.Case)
		if err != nil {
			return err
		}
		if len(own) == 0 {
			return fault.New(fault.Exists, Taken)
		}
	}
	return nil
}

// Free lets go of what a case has booked. Asked again it does nothing more.
func (s *Store) Free(ctx context.Context, caseID string) error {
	return s.free(ctx, `SELECT id FROM bookings WHERE case_id = $1 AND case_id <> ''`, caseID)
}

// Unblock lets go of a blocked time in a room. Asked again, or of another room, it does nothing.
func (s *Store) Unblock(ctx context.Context, room, id string) error {
	return s.free(ctx, `SELECT id FROM bookings WHERE id = $1 AND room = $2 AND state = 'blocked'`, id, room)
}

func (s *Store) free(ctx context.Context, query string, args ...any) error {
	return s.db.Write(ctx, func(tx *dbx.Tx) error { return removeAll(ctx, tx, query, args...) })
}

// removeAll removes the bookings whose ids a query finds.
func removeAll(ctx context.Context, tx *dbx.Tx, query string, args ...any) error {
	ids, err := dbx.All(ctx, tx, dbx.Value[string], query, args...)
	for _, id := range ids {
		if err == nil {
			err = remove(ctx, tx, id)
		}
	}
	return err
}

// Sweep removes what was held and not sent in.
func (s *Store) Sweep(ctx context.Context) error {
	return s.db.Write(ctx, func(tx *dbx.Tx) error { return s.letGo(ctx, tx, "") })
}

// columns are read by scan.
const columns = `id, room, day, minute, length, state, holder, case_id, note, expires`

func scan(row dbx.Scanner) (b Booking, err error) {
	err = row.Scan(&b.ID, &b.Room, &b.Day, &b.Minute, &b.Length, &b.State, &b.Holder, &b.Case, &b.Note, dbx.OrZero(&b.Expires))
	return b, err
}

// Between lists what is taken in rooms from one day to another, both counted, in order. What was held and not sent in is not among it.
func (s *Store) Between(ctx context.Context, from, to civil.Date, rooms ...string) (all []Booking, err error) {
	if len(rooms) == 0 {
		return nil, nil
	}
	args := []any{from, to, s.now()}
	for _, room := range rooms {
		args = append(args, room)
	}
	err = s.db.Read(ctx, func(tx *dbx.Tx) error {
		all, err = dbx.All(ctx, tx, scan, `SELECT `+columns+` FROM bookings WHERE day BETWEEN $1 AND $2 AND (expires IS NULL OR expires > $3)
			AND room IN (`+dbx.List(4, len(rooms))+`) ORDER BY day, minute, room`, args...)
		return err
	})
	return all, err
}

// Past lists what cases have booked whose time has been, and of which Ended has not been said: the earliest first, at most limit.
func (s *Store) Past(ctx context.Context, limit int) (all []Booking, err error) {
	now := s.now().In(civil.Zone())
	err = s.db.Read(ctx, func(tx *dbx.Tx) error {
		all, err = dbx.All(ctx, tx, scan, `SELECT `+columns+` FROM bookings WHERE state = $1 AND ended IS NULL
			AND (day < $2 OR day = $2 AND minute + length <= $3) ORDER BY day, minute, id LIMIT $4`, Booked, civil.Of(now), now.Hour()*60+now.Minute(), limit)
		return err
	})
	return all, err
}

// Ended notes that all is done that is to be done when the time has been.
func (s *Store) Ended(ctx context.Context, id string) error {
	return s.db.Write(ctx, func(tx *dbx.Tx) error {
		_, err := tx.Exec(ctx, `UPDATE bookings SET ended = $1 WHERE id = $2`, s.now(), id)
		return err
	})
}

// OfEach is what cases have booked, by case; one that has nothing is not among them.
func (s *Store) OfEach(ctx context.Context, cases ...string) (map[string]Booking, error) {
	out := map[string]Booking{}
	if len(cases) == 0 {
		return out, nil
	}
	args := []any{Booked}
	for _, id := range cases {
		args = append(args, id)
	}
	err := s.db.Read(ctx, func(tx *dbx.Tx) error {
		all, err := dbx.All(ctx, tx, scan, `SELECT `+columns+` FROM bookings WHERE state = $1 AND case_id IN (`+dbx.List(2, len(cases))+`)`, args...)
		for _, b := range all {
			out[b.Case] = b
		}
		return err
	})
	return out, err
}

// Of is what a case has booked; false where it has nothing.
func (s *Store) Of(ctx context.Context, caseID string) (b Booking, ok bool, err error) {
	err = s.db.Read(ctx, func(tx *dbx.Tx) error {
		b, err = scan(tx.QueryRow(ctx, `SELECT `+columns+` FROM bookings WHERE case_id = $1 AND state = $2`, caseID, Booked))
		return err
	})
	if errors.Is(err, dbx.ErrNoRows) {
		return Booking{}, false, nil
	}
	return b, err == nil, err
}
