package sqlstore

import (
	"context"
	"database/sql"
	"errors"

	"forvag/internal/casework"
	"forvag/internal/dbx"
	"forvag/internal/fault"
)

// caseColumns are read by scanCase and bound by caseValues, in this order.
const caseColumns = `id, version, board, year, number, type_id, type_hash, kind, channel, classification, title, public_title, assurance, step,
	status, assignee, secrecy_law, secrecy_strength, protected, received_at, received, due, closed, dispose_from, parts_from, disposed, lang, north, east,
	address, seq, head, changed_at, unanswered, urgent, awaited, reminded, handed_to, pressing, pressing_about, pressing_day`

func scanRow(row dbx.Scanner) (r casework.DeskRow, err error) {
	c := &r.Case
	var north, east sql.Null[int]
	var address string
	err = row.Scan(&c.ID, &c.Version, &c.Diary.Board, &c.Diary.Year, &c.Diary.Number, &c.Type.ID, &c.Type.Hash, &c.Kind, &c.Channel,
		&c.Classification, &c.Title, &c.PublicTitle, &c.Assurance, &c.Step, &c.Status, &c.Assignee, &c.Secrecy.Law, &c.Secrecy.Strength,
		&c.Protected, &c.ReceivedAt, &c.Received, &c.Due, &c.Closed, &c.DisposeFrom, &c.PartsFrom, &c.Disposed, &c.Lang, &north, &east, &address, &c.Seq,
		&c.Head, &c.ChangedAt, &r.Unanswered, &c.Urgent, &r.Awaited, &r.Reminded, &r.HandedTo,
		&r.Pressing.Of, &r.Pressing.About, &r.Pressing.Day)
	c.Board = c.Diary.Board
	if north.Valid && east.Valid {
		c.Place = &casework.Place{North: north.V, East: east.V, Address: address}
	}
	return r, err
}

func caseValues(f *casework.File) []any {
	c, ask := f.Case, f.Attention()
	var north, east sql.Null[int]
	address := ""
	if c.Place != nil {
		north, east = sql.Null[int]{V: c.Place.North, Valid: true}, sql.Null[int]{V: c.Place.East, Valid: true}
		address = c.Place.Address
	}
	return []any{c.ID, c.Version, c.Board, c.Diary.Year, c.Diary.Number, c.Type.ID, c.Type.Hash, c.Kind, c.Channel, c.Classification,
		c.Title, c.PublicTitle, c.Assurance, c.Step, c.Status, c.Assignee, c.Secrecy.Law, c.Secrecy.Strength, c.Protected, c.ReceivedAt,
		c.Received, c.Due, c.Closed, c.DisposeFrom, c.PartsFrom, c.Disposed, c.Lang, north, east, address, c.Seq, c.Head, c.ChangedAt, f.Unanswered() != nil, c.Urgent,
		ask.Awaited, ask.Reminded, ask.HandedTo, ask.Pressing.Of, ask.Pressing.About, ask.Pressing.Day}
}

func insertCase(ctx context.Context, tx *dbx.Tx, f *casework.File) error {
	from, to := f.Watch()
	args := append(caseValues(f), f.Public(), from, to)
	_, err := tx.Exec(ctx, `INSERT INTO cases (`+caseColumns+`, public_place, watch_from, watch_to) VALUES (`+dbx.List(1, len(args))+`)`, args...)
	return err
}

// updateCase writes what can change, if the version is still what was read.
func updateCase(ctx context.Context, tx *dbx.Tx, f *casework.File, version int64) error {
	c, ask := f.Case, f.Attention()
	from, to := f.Watch()
	n, err := tx.Exec(ctx, `UPDATE cases SET version = $3, title = $4, public_title = $5, step = $6, status = $7, assignee = $8,
		secrecy_law = $9, secrecy_strength = $10, due = $11, closed = $12, dispose_from = $13, disposed = $14, seq = $15, head = $16,
		changed_at = $17, unanswered = $18, public_place = $19, lang = $20, parts_from = $21, urgent = $22,
		awaited = $23, reminded = $24, handed_to = $25, watch_from = $26, watch_to = $27,
		pressing = $28, pressing_about = $29, pressing_day = $30 WHERE id = $1 AND version = $2`,
		c.ID, version, c.Version, c.Title, c.PublicTitle, c.Step, c.Status, c.Assignee, c.Secrecy.Law, c.Secrecy.Strength, c.Due, c.Closed,
		c.DisposeFrom, c.Disposed, c.Seq, c.Head, c.ChangedAt, f.Unanswered() != nil, f.Public(), c.Lang, c.PartsFrom, c.Urgent,
		ask.Awaited, ask.Reminded, ask.HandedTo, from, to, ask.Pressing.Of, ask.Pressing.About, ask.Pressing.Day)
	if err == nil && n != 1 {
		return fault.New(fault.Stale, "case.stale")
	}
	if err == nil && c.Disposed {
		_, err = tx.Exec(ctx, `UPDATE cases SET north = NULL, east = NULL, address = '' WHERE id = $1`, c.ID)
	}
	return err
}

// caseRow reads the stored state of one case.
func caseRow(ctx context.Context, tx *dbx.Tx, id casework.CaseID) (casework.Case, error) {
	r, err := scanRow(tx.QueryRow(ctx, `SELECT `+caseColumns+` FROM cases WHERE id = $1`, id))
	if errors.Is(err, dbx.ErrNoRows) {
		return casework.Case{}, notFound()
	}
	return r.Case, err
}

// eventColumns are read by scanEvent.
const eventColumns = `case_id, seq, id, at, actor, actor_kind, kind, audience, payload, salt, digest, prev, hash`

func scanEvent(row dbx.Scanner) (e casework.Event, err error) {
	err = row.Scan(&e.Case, &e.Seq, &e.ID, &e.At, &e.Actor, &e.ActorKind, &e.Kind, &e.Audience, &e.Payload, &e.Salt, &e.Digest, &e.Prev, &e.Hash)
	return e, err
}

// load reads a whole case in two queries: its row, for version, number and head, and its events, of which the file is made.
func load(ctx context.Context, tx *dbx.Tx, id casework.CaseID, lock string) (*casework.File, error) {
	if !id.IsValid() {
		return nil, notFound()
	}
	var row casework.Case
	err := tx.QueryRow(ctx, `SELECT version, board, year, number, seq, head, disposed FROM cases WHERE id = $1`+lock, id).
		Scan(&row.Version, &row.Diary.Board, &row.Diary.Year, &row.Diary.Number, &row.Seq, &row.Head, &row.Disposed)
	if errors.Is(err, dbx.ErrNoRows) {
		return nil, notFound()
	}
	if err != nil {
		return nil, err
	}
	f, err := made(ctx, tx, id, row)
	if err == nil && row.Disposed {
		f.Case, err = caseRow(ctx, tx, id)
	}
	return f, err
}

// made makes the file of a case of its events, with what its row says beside them.
func made(ctx context.Context, tx *dbx.Tx, id casework.CaseID, row casework.Case) (*casework.File, error) {
	events, err := eventsOf(ctx, tx, row.Seq, id)
	if err != nil {
		return nil, err
	}
	f, err := casework.Fold(events)
	if err != nil {
		return nil, err
	}
	f.Case.Version, f.Case.Diary, f.Case.Head = row.Version, row.Diary, row.Head
	return f, nil
}

// eventsOf reads the n events of a case, without salts and hashes: those are for Verify, and of them the next event needs the last alone.
func eventsOf(ctx context.Context, tx *dbx.Tx, n int, id casework.CaseID) (events []casework.Event, err error) {
	rows, err := tx.Query(ctx, `SELECT seq, id, `+dbx.Instants("at")+`, actor, actor_kind, kind, audience, payload FROM case_events
		WHERE case_id = $1 ORDER BY seq`, id)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	events = make([]casework.Event, 0, n) // events are large, and growing would copy them
	for rows.Next() {
		events = append(events, casework.Event{Case: id})
		e := &events[len(events)-1]
		if err := rows.Scan(&e.Seq, &e.ID, &e.At, &e.Actor, &e.ActorKind, &e.Kind, &e.Audience, &e.Payload); err != nil {
			return nil, err
		}
	}
	return events, rows.Err()
}

// Load reads one case.
func (s *Store) Load(ctx context.Context, id casework.CaseID) (f *casework.File, err error) {
	err = s.db.Read(ctx, func(tx *dbx.Tx) error {
		f, err = load(ctx, tx, id, "")
		return err
	})
	return f, err
}

// LoadSeen reads one case and what a holder has seen of it: by the row in the holder's list where there is one, which goes when the case is disposed of.
func (s *Store) LoadSeen(ctx context.Context, id casework.CaseID, h casework.Holder) (f *casework.File, seen int, err error) {
	if h == "" || !id.IsValid() {
		f, err = s.Load(ctx, id)
		return f, 0, err
	}
	err = s.db.Read(ctx, func(tx *dbx.Tx) error {
		var row casework.Case
		err := tx.QueryRow(ctx, `SELECT version, board, year, number, newest_seq, seen FROM case_holders WHERE case_id = $1 AND holder = $2`, id, h).
			Scan(&row.Version, &row.Diary.Board, &row.Diary.Year, &row.Diary.Number, &row.Seq, &seen)
		switch {
		case errors.Is(err, dbx.ErrNoRows):
			seen = 0
			f, err = load(ctx, tx, id, "")
		case err == nil:
			f, err = made(ctx, tx, id, row)
		}
		return err
	})
	return f, seen, err
}

// Newest reads the number of the last event.
func (s *Store) Newest(ctx context.Context, id casework.CaseID) (seq int, err error) {
	if !id.IsValid() {
		return 0, notFound()
	}
	err = s.db.QueryRow(ctx, `SELECT seq FROM cases WHERE id = $1`, id).Scan(&seq)
	if errors.Is(err, dbx.ErrNoRows) {
		return 0, notFound()
	}
	return seq, err
}

// Code finds the case of a follow code.
func (s *Store) Code(ctx context.Context, hash string) (id casework.CaseID, follows bool, err error) {
	err = s.db.Read(ctx, func(tx *dbx.Tx) error {
		return tx.QueryRow(ctx, `SELECT case_id, follows FROM case_codes WHERE hash = $1`, hash).Scan(&id, &follows)
	})
	if errors.Is(err, dbx.ErrNoRows) {
		return "", false, notFound()
	}
	return id, follows, err
}
