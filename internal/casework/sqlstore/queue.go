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
)

// movesQueue are the events that may change where a case stands.
var movesQueue = map[casework.EventKind]bool{
	casework.Submitted: true, casework.WishesSet: true, casework.TurnSet: true, casework.Offered: true, casework.OfferAccepted: true,
	casework.OfferDeclined: true, casework.OfferExpired: true, casework.OfferWithdrawn: true, casework.PlaceEnded: true, casework.Withdrawn: true,
	casework.Decided: true, casework.Closed: true, casework.Reopened: true,
}

// writeQueue writes the case's rows in queues, and the place that is kept for it. A place that another case has is fault.Exists: the key decides between
// two who offer it at once.
func (s *Store) writeQueue(ctx context.Context, tx *dbx.Tx, c *casework.Change) error {
	f, moved := c.File, false
	for i := range c.Events {
		moved = moved || movesQueue[c.Events[i].Kind]
	}
	if f.Queue == nil || !moved {
		return nil
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
	h := f.Hold()
	if h == nil {
		return nil
	}
	n, err := tx.Exec(ctx, `INSERT INTO case_places (type_id, unit, place, case_id, offer, due) VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING`,
		h.Type, h.Unit, h.Place, h.Case, h.Offer, h.Due)
	if err == nil && n != 1 {
		return fault.New(fault.Exists, casework.PlaceTaken)
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

const holdColumns = `type_id, unit, place, case_id, offer, due`

func scanHold(row dbx.Scanner) (h casework.Hold, err error) {
	err = row.Scan(&h.Type, &h.Unit, &h.Place, &h.Case, &h.Offer, &h.Due)
	return h, err
}

// Queue lists who stands in line to a unit.
func (s *Store) Queue(ctx context.Context, q casework.QueueQuery) (out []casework.QueueRow, err error) {
	err = s.db.Read(ctx, func(tx *dbx.Tx) error {
		out = nil
		lines, err := dbx.All(ctx, tx, scanLine, `SELECT `+lineColumns+` FROM case_queue WHERE type_id = $1 AND unit = $2
			ORDER BY state DESC, turn, case_id LIMIT `+strconv.Itoa(q.Limit), q.Type, q.Unit)
		if err != nil || len(lines) == 0 {
			return err
		}
		ids, at := make([]any, len(lines)), map[casework.CaseID]int{}
		for i, l := range lines {
			ids[i], at[l.Case] = l.Case, i
			out = append(out, casework.QueueRow{Line: l})
		}
		among := ` IN (` + dbx.List(1, len(ids)) + `)`
		cases, err := dbx.All(ctx, tx, scanRow, `SELECT `+caseColumns+` FROM cases WHERE id`+among, ids...)
		if err != nil {
			return err
		}
		for _, c := range cases {
			out[at[c.ID]].Case = c.Case
		}
		parties, err := dbx.All(ctx, tx, scanHolding, `SELECT `+holdingColumns+` FROM case_holders WHERE case_id`+among+` ORDER BY case_id, holder`, ids...)
		for _, h := range parties {
			row := &out[at[h.Case]]
			row.Parties = append(row.Parties, h)
		}
		return err
	})
	return out, err
}

// Standings counts where cases stand: those who wait before each, by the index of the turn.
func (s *Store) Standings(ctx context.Context, cases []casework.CaseID) (all []casework.Standing, err error) {
	ids := make([]any, 0, len(cases)+1)
	ids = append(ids, casework.LineWaiting)
	for _, id := range cases {
		ids = append(ids, id)
	}
	err = s.db.Read(ctx, func(tx *dbx.Tx) error {
		all, err = dbx.All(ctx, tx, func(row dbx.Scanner) (st casework.Standing, err error) {
			err = row.Scan(&st.Case, &st.Unit, &st.Wish, &st.Number, &st.Of)
			return st, err
		}, `SELECT q.case_id, q.unit, q.wish, CASE WHEN q.state = $1 THEN 1 + (SELECT COUNT(*) FROM case_queue o WHERE o.type_id = q.type_id
			AND o.unit = q.unit AND o.state = $1 AND (o.turn < q.turn OR o.turn = q.turn AND o.case_id < q.case_id)) ELSE 0 END,
			(SELECT COUNT(*) FROM case_queue o WHERE o.type_id = q.type_id AND o.unit = q.unit AND o.state = $1)
			FROM case_queue q WHERE q.case_id IN (`+dbx.List(2, len(cases))+`) ORDER BY q.case_id, q.wish`, ids...)
		return err
	})
	return all, err
}

// Holds lists the places of a type that are offered or held.
func (s *Store) Holds(ctx context.Context, caseType string) (all []casework.Hold, err error) {
	err = s.db.Read(ctx, func(tx *dbx.Tx) error {
		all, err = dbx.All(ctx, tx, scanHold, `SELECT `+holdColumns+` FROM case_places WHERE type_id = $1 ORDER BY unit, place`, caseType)
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
	holds, err := dbx.All(ctx, tx, scanHold, `SELECT `+holdColumns+` FROM case_places WHERE case_id > $1 AND case_id <= $2`, after, last)
	for _, h := range holds {
		if i, ok := at[h.Case]; ok {
			some[i].Hold = &h
		}
	}
	return err
}
