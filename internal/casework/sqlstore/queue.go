package sqlstore

import (
	"context"
	"encoding/json"
	"fmt"
	"strconv"

	"forvag/internal/casework"
	"forvag/internal/civil"
	"forvag/internal/dbx"
	"forvag/internal/fault"
	"forvag/internal/identity"
)

// movesQueue are the events that may change where a case stands.
var movesQueue = map[casework.EventKind]bool{
	casework.Submitted: true, casework.WishesSet: true, casework.TurnSet: true, casework.Offered: true, casework.OfferAccepted: true,
	casework.OfferDeclined: true, casework.OfferExpired: true, casework.OfferWithdrawn: true, casework.PlaceEnded: true, casework.Withdrawn: true,
	casework.Decided: true, casework.Closed: true, casework.Reopened: true,
}

// writeQueue writes the case's rows in queues, and the place that is kept for it or that it leaves. A place that another case has is fault.Exists: the key
// decides between two who offer it at once.
func (s *Store) writeQueue(ctx context.Context, tx *dbx.Tx, c *casework.Change) error {
	f, moved := c.File, false
	for i := range c.Events {
		moved = moved || movesQueue[c.Events[i].Kind]
	}
	if f.Queue == nil || !moved {
		return nil
	}
	if err := s.inTurn(ctx, tx, c); err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, `DELETE FROM case_queue WHERE case_id = $1`, f.Case.ID); err != nil {
		return err
	}
	rows := newRows(`INSERT INTO case_queue (case_id, unit, type_id, state, turn, wish, wanted, since, marks) VALUES `)
	for _, l := range f.Lines() {
		marks, err := json.Marshal(l.Marks)
		if err != nil {
			return fmt.Errorf("marks: %w", err)
		}
		rows.add(l.Case, l.Unit, l.Type, l.State, l.Turn, l.Wish, l.From, l.Since, string(marks))
	}
	if err := rows.exec(ctx, tx, ""); err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, `DELETE FROM case_places WHERE case_id = $1`, f.Case.ID); err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, `DELETE FROM case_leaving WHERE case_id = $1`, f.Case.ID); err != nil {
		return err
	}
	h := f.Hold()
	switch {
	case h == nil:
		return nil
	case !h.Until.IsZero():
		_, err := tx.Exec(ctx, `INSERT INTO case_leaving (case_id, type_id, unit, place, offer, until) VALUES ($1, $2, $3, $4, $5, $6)`,
			h.Case, h.Type, h.Unit, h.Place, h.Offer, h.Until)
		return err
	}
	n, err := tx.Exec(ctx, `INSERT INTO case_places (type_id, unit, place, case_id, offer, due) VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING`,
		h.Type, h.Unit, h.Place, h.Case, h.Offer, h.Due)
	if err == nil && n != 1 {
		return fault.New(fault.Exists, casework.PlaceTaken)
	}
	return err
}

// inTurn refuses a change where somebody else waits before the case in the line that the change names.
func (s *Store) inTurn(ctx context.Context, tx *dbx.Tx, c *casework.Change) error {
	if c.Turn == "" {
		return nil
	}
	first, err := dbx.All(ctx, tx, dbx.Value[casework.CaseID], `SELECT case_id FROM case_queue WHERE type_id = $1 AND unit = $2 AND state = $3
		ORDER BY turn, case_id LIMIT 1`, c.File.Case.Type.ID, c.Turn, casework.LineWaiting)
	if err == nil && (len(first) == 0 || first[0] != c.File.Case.ID) {
		return fault.New(fault.Invalid, casework.TurnMissing)
	}
	return err
}

// lineColumns are read by scanLine.
const lineColumns = `case_id, unit, type_id, state, turn, wish, wanted, since, marks`

func scanLine(row dbx.Scanner) (l casework.Line, err error) {
	var marks string
	if err = row.Scan(&l.Case, &l.Unit, &l.Type, &l.State, &l.Turn, &l.Wish, &l.From, &l.Since, &marks); err != nil {
		return l, err
	}
	return l, json.Unmarshal([]byte(marks), &l.Marks)
}

// holds are the places that are offered or held, and leaving those that somebody gives up. Both are read by scanHold.
const (
	holds   = `SELECT type_id, unit, place, case_id, offer, due, CAST(NULL AS TEXT) AS until FROM case_places`
	leaving = `SELECT type_id, unit, place, case_id, offer, CAST(NULL AS TEXT) AS due, until FROM case_leaving`
)

func scanHold(row dbx.Scanner) (h casework.Hold, err error) {
	err = row.Scan(&h.Type, &h.Unit, &h.Place, &h.Case, &h.Offer, &h.Due, &h.Until)
	return h, err
}

// Queued lists the cases by which children stand in a queue, or have a place.
func (s *Store) Queued(ctx context.Context, caseType string, children []casework.Holder, but casework.Key) (out []casework.QueuedRow, err error) {
	err = s.db.Read(ctx, func(tx *dbx.Tx) error {
		out = nil
		rows, err := queued(ctx, tx, caseType, children, but)
		if err != nil {
			return err
		}
		ids := make([]casework.CaseID, len(rows))
		for i, row := range rows {
			ids[i] = row.id
		}
		who, err := waiters(ctx, tx, ids)
		for _, row := range rows {
			out = append(out, casework.QueuedRow{Child: row.child, Who: who[row.id]})
		}
		return err
	})
	return out, err
}

// queuedCase is a child's case in a queue.
type queuedCase struct {
	child casework.Holder
	id    casework.CaseID
}

func queued(ctx context.Context, tx *dbx.Tx, caseType string, children []casework.Holder, but casework.Key) ([]queuedCase, error) {
	args := []any{caseType, identity.Child, but.Scope, but.Hash}
	for _, child := range children {
		args = append(args, child)
	}
	return dbx.All(ctx, tx, func(row dbx.Scanner) (q queuedCase, err error) {
		err = row.Scan(&q.child, &q.id)
		return q, err
	}, `SELECT h.holder, h.case_id FROM case_holders h WHERE h.type_id = $1 AND h.role = $2 AND h.holder IN (`+dbx.List(5, len(children))+`)
		AND (EXISTS (SELECT 1 FROM case_queue q WHERE q.case_id = h.case_id) OR EXISTS (SELECT 1 FROM case_places p WHERE p.case_id = h.case_id))
		AND NOT EXISTS (SELECT 1 FROM case_keys k WHERE k.scope = $3 AND k.hash = $4 AND k.case_id = h.case_id)
		ORDER BY h.holder, h.case_id`, args...)
}

// standsOnce refuses a new case by which a child would stand in a queue twice. The diary's number is taken by then, so that no other case of the board
// comes in meanwhile.
func standsOnce(ctx context.Context, tx *dbx.Tx, f *casework.File) error {
	var children []casework.Holder
	for _, p := range f.Parties {
		if p.Role == identity.Child {
			children = append(children, casework.HolderOf(p.Person, p.Org))
		}
	}
	if f.Queue == nil || len(children) == 0 {
		return nil
	}
	others, err := queued(ctx, tx, f.Case.Type.ID, children, casework.Key{})
	if err == nil && len(others) > 0 {
		return fault.New(fault.Exists, casework.ChildStands)
	}
	return err
}

// Queue lists a part of who stands in line to a unit.
func (s *Store) Queue(ctx context.Context, q casework.QueueQuery) (out []casework.QueueRow, err error) {
	err = s.db.Read(ctx, func(tx *dbx.Tx) error {
		out = nil
		lines, err := dbx.All(ctx, tx, scanLine, `SELECT `+lineColumns+` FROM case_queue WHERE type_id = $1 AND unit = $2 AND state = $3
			ORDER BY turn, case_id LIMIT `+strconv.Itoa(q.Limit)+` OFFSET `+strconv.Itoa(q.From), q.Type, q.Unit, q.State)
		if err != nil {
			return err
		}
		ids := make([]casework.CaseID, len(lines))
		for i, l := range lines {
			ids[i] = l.Case
		}
		who, err := waiters(ctx, tx, ids)
		for _, l := range lines {
			out = append(out, casework.QueueRow{Line: l, Who: who[l.Case]})
		}
		return err
	})
	return out, err
}

// waiters reads whose cases stand in line.
func waiters(ctx context.Context, tx *dbx.Tx, cases []casework.CaseID) (map[casework.CaseID]casework.Waiter, error) {
	out := map[casework.CaseID]casework.Waiter{}
	if len(cases) == 0 {
		return out, nil
	}
	ids := make([]any, len(cases))
	for i, id := range cases {
		ids[i] = id
	}
	among := ` IN (` + dbx.List(1, len(ids)) + `)`
	rows, err := dbx.All(ctx, tx, scanRow, `SELECT `+caseColumns+` FROM cases WHERE id`+among, ids...)
	if err != nil {
		return nil, err
	}
	for _, c := range rows {
		out[c.ID] = casework.Waiter{Case: c.Case}
	}
	parties, err := dbx.All(ctx, tx, scanHolding, `SELECT `+holdingColumns+` FROM case_holders WHERE case_id`+among+` ORDER BY case_id, holder`, ids...)
	for _, h := range parties {
		w := out[h.Case]
		w.Parties = append(w.Parties, h)
		out[h.Case] = w
	}
	return out, err
}

// QueueLengths counts those who wait, by unit.
func (s *Store) QueueLengths(ctx context.Context, caseType string) (out map[string]int, err error) {
	type length struct {
		unit string
		n    int
	}
	err = s.db.Read(ctx, func(tx *dbx.Tx) error {
		all, err := dbx.All(ctx, tx, func(row dbx.Scanner) (l length, err error) {
			err = row.Scan(&l.unit, &l.n)
			return l, err
		}, `SELECT unit, COUNT(*) FROM case_queue WHERE type_id = $1 AND state = $2 GROUP BY unit`, caseType, casework.LineWaiting)
		out = map[string]int{}
		for _, l := range all {
			out[l.unit] = l.n
		}
		return err
	})
	return out, err
}

// Standings counts where cases stand: those who wait before each, by the index of the turn.
func (s *Store) Standings(ctx context.Context, cases []casework.CaseID) (all []casework.StandingRow, err error) {
	ids := make([]any, 0, len(cases)+1)
	ids = append(ids, casework.LineWaiting)
	for _, id := range cases {
		ids = append(ids, id)
	}
	err = s.db.Read(ctx, func(tx *dbx.Tx) error {
		all, err = dbx.All(ctx, tx, func(row dbx.Scanner) (st casework.StandingRow, err error) {
			err = row.Scan(&st.Case, &st.Unit, &st.Wish, &st.Number, &st.Of)
			return st, err
		}, `SELECT q.case_id, q.unit, q.wish, CASE WHEN q.state = $1 THEN 1 + (SELECT COUNT(*) FROM case_queue o WHERE o.type_id = q.type_id
			AND o.unit = q.unit AND o.state = $1 AND (o.turn < q.turn OR o.turn = q.turn AND o.case_id < q.case_id)) ELSE 0 END,
			(SELECT COUNT(*) FROM case_queue o WHERE o.type_id = q.type_id AND o.unit = q.unit AND o.state = $1)
			FROM case_queue q WHERE q.case_id IN (`+dbx.List(2, len(cases))+`) ORDER BY q.case_id, q.wish`, ids...)
		if err != nil {
			return err
		}
		who, err := waiters(ctx, tx, cases)
		for i := range all {
			all[i].Who = who[all[i].Case]
		}
		return err
	})
	return all, err
}

// Holds lists the places of a type that are offered or held, or that somebody leaves on a day or later.
func (s *Store) Holds(ctx context.Context, caseType string, on civil.Date) (all []casework.Hold, err error) {
	err = s.db.Read(ctx, func(tx *dbx.Tx) error {
		all, err = dbx.All(ctx, tx, scanHold, holds+` WHERE type_id = $1 UNION ALL `+leaving+` WHERE type_id = $1 AND until >= $2 ORDER BY unit, place, until`,
			caseType, on)
		return err
	})
	return all, err
}

// DueOffers lists cases with an open offer whose last day has passed.
func (s *Store) DueOffers(ctx context.Context, on civil.Date, limit int) (ids []casework.CaseID, err error) {
	err = s.db.Read(ctx, func(tx *dbx.Tx) error {
		ids, err = dbx.All(ctx, tx, dbx.Value[casework.CaseID], `SELECT case_id FROM case_places WHERE due IS NOT NULL AND due < $1
			ORDER BY due, case_id LIMIT `+strconv.Itoa(limit), on)
		return err
	})
	return ids, err
}

// walkQueue adds rows in queues, and places, to cases after one and up to another.
func walkQueue(ctx context.Context, tx *dbx.Tx, some []casework.Stored, at map[casework.CaseID]int, after, last casework.CaseID) error {
	lines, err := dbx.All(ctx, tx, scanLine, `SELECT `+lineColumns+` FROM case_queue WHERE case_id > $1 AND case_id <= $2`, after, last)
	if err != nil {
		return err
	}
	for _, l := range lines {
		if i, ok := at[l.Case]; ok {
			some[i].Lines = append(some[i].Lines, l)
		}
	}
	of := ` WHERE case_id > $1 AND case_id <= $2`
	kept, err := dbx.All(ctx, tx, scanHold, holds+of+` UNION ALL `+leaving+of, after, last)
	for _, h := range kept {
		if i, ok := at[h.Case]; ok {
			some[i].Hold = &h
		}
	}
	return err
}
