package sqlstore

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"forvag/internal/casework"
	"forvag/internal/civil"
	"forvag/internal/dbx"
	"forvag/internal/identity"
)

// granted is the authorisation of lists: each row is covered by one grant whole, and no officer sees a case that they are a party in. The
// CASE keeps the grants from being tried as one search each. The boards stand alone for the index, but where words are asked for: those find
// fewer.
func (c *conditions) granted(q casework.DeskQuery) {
	if len(q.Grants) == 0 {
		c.add(`FALSE`)
		return
	}
	var boards, grants []any
	for _, g := range q.Grants {
		boards = append(boards, g.Board)
		grants = append(grants, g.Board, g.Secrecy, g.Protected)
	}
	if len(q.Tokens) == 0 {
		c.add(`board IN (?`+strings.Repeat(`, ?`, len(boards)-1)+`)`, boards...)
	}
	c.add(`CASE`+strings.Repeat(` WHEN board = ? AND (secrecy_strength = '' OR ?) AND (NOT protected OR ?) THEN TRUE`, len(boards))+
		` ELSE FALSE END`, grants...)
	home := []any{casework.HolderOf(q.Actor, "")}
	for _, id := range q.Near {
		home = append(home, casework.HolderOf(id, ""))
	}
	for _, id := range q.NearOrgs {
		home = append(home, casework.HolderOf("", id))
	}
	c.add(`id NOT IN (SELECT case_id FROM case_holders WHERE holder IN (?`+strings.Repeat(`, ?`, len(home)-1)+`))`, home...)
}

// listed narrows to one of the desk's lists.
func (c *conditions) listed(q casework.DeskQuery) {
	switch q.List {
	case casework.ListUnassigned:
		c.add(`closed IS NULL`)
		c.add(`assignee = ''`)
		c.add(`status <> ?`, casework.StatusWithdrawn)
	case casework.ListMine:
		c.add(`closed IS NULL`)
		c.add(`assignee = ?`, q.Actor)
	case casework.ListOverdue:
		c.add(`closed IS NULL`)
		c.add(`(due < ? OR awaited < ?)`, q.On, q.On)
	case casework.ListReminded:
		c.add(`reminded IS NOT NULL`)
		c.add(`(assignee IN (?, '') OR handed_to = ?)`, q.Actor, q.Actor)
	case casework.ListWaiting:
		c.add(`closed IS NULL`)
		c.add(`status IN (?, ?)`, casework.StatusWaitingYou, casework.StatusWaitingOther)
	case casework.ListAgents:
		c.add(`closed IS NULL`)
		c.add(`EXISTS (SELECT 1 FROM case_holders h WHERE h.case_id = cases.id AND h.role = ?)`, identity.Sender)
	case casework.ListWithdrawn:
		c.add(`closed IS NULL`)
		c.add(`status = ?`, casework.StatusWithdrawn)
	case casework.ListClosed:
		c.add(`closed IS NOT NULL`)
	case casework.ListAll:
	default:
		c.add(`closed IS NULL`)
		c.add(`status <> ?`, casework.StatusWithdrawn)
	}
}

// asked narrows to a board, a type, a diary number or words; the last word may be the beginning of one.
func (c *conditions) asked(q casework.DeskQuery) {
	if q.Board != "" {
		c.add(`board = ?`, q.Board)
	}
	if q.Type != "" {
		c.add(`type_id = ?`, q.Type)
	}
	if q.Diary.Number != 0 {
		c.add(`board = ? AND year = ? AND number = ?`, q.Diary.Board, q.Diary.Year, q.Diary.Number)
	}
	for i, t := range q.Tokens {
		if i < len(q.Tokens)-1 {
			c.add(`id IN (SELECT case_id FROM case_tokens WHERE token = ?)`, t)
		} else {
			c.add(`id IN (SELECT case_id FROM case_tokens WHERE token >= ? AND token < ?)`, t, t+"\U0010FFFF")
		}
	}
}

var deskOrders = map[casework.DeskSort]string{
	casework.SortReceived: ` ORDER BY received_at, id`,
	casework.SortChanged:  ` ORDER BY changed_at DESC, id`,
}

// untilOrder is by casework.DeskRow.Until, on a day.
const untilOrder = ` ORDER BY CASE WHEN awaited < ? AND (due IS NULL OR awaited < due) THEN awaited ELSE COALESCE(due, awaited) END NULLS LAST, received_at, id`

// deskOrder is the order of an officer's list, with the arguments of its own.
func deskOrder(q casework.DeskQuery) (text string, args []any) {
	if q.Sort == "" && q.List == casework.ListClosed {
		return ` ORDER BY closed DESC, received_at DESC, id`, nil
	}
	if text, ok := deskOrders[q.Sort]; ok {
		return text, nil
	}
	return untilOrder, []any{q.On}
}

// Desk lists cases for officers.
func (s *Store) Desk(ctx context.Context, q casework.DeskQuery) (rows []casework.DeskRow, total int, err error) {
	c := deskConditions(q)
	order, args := deskOrder(q)
	list := conditions{args: slices.Clip(c.args)}
	list.add(order, args...)
	page := ` LIMIT ` + strconv.Itoa(q.Size) + ` OFFSET ` + strconv.Itoa(q.Page*q.Size)
	err = s.db.Read(ctx, func(tx *dbx.Tx) error {
		if err := tx.QueryRow(ctx, `SELECT COUNT(*) FROM cases`+c.where(), c.args...).Scan(&total); err != nil || total == 0 {
			return err
		}
		if rows, err = dbx.All(ctx, tx, scanRow, `SELECT `+caseColumns+` FROM cases`+c.where()+list.text[0]+page, list.args...); err != nil {
			return err
		}
		return agentsWait(ctx, tx, rows)
	})
	return rows, total, err
}

// DeskCounts counts cases for officers in several lists.
func (s *Store) DeskCounts(ctx context.Context, q casework.DeskQuery, lists []casework.DeskList) (map[casework.DeskList]int, error) {
	counts := make(map[casework.DeskList]int, len(lists))
	err := s.db.Read(ctx, func(tx *dbx.Tx) error {
		for _, list := range lists {
			q.List = list
			c, n := deskConditions(q), 0
			if err := tx.QueryRow(ctx, `SELECT COUNT(*) FROM cases`+c.where(), c.args...).Scan(&n); err != nil {
				return err
			}
			counts[list] = n
		}
		return nil
	})
	return counts, err
}

// deskConditions are what an officer asks for, of what they may see.
func deskConditions(q casework.DeskQuery) *conditions {
	c := &conditions{}
	c.granted(q)
	c.listed(q)
	c.asked(q)
	return c
}

// agentsWait marks the cases where an agent waits to be confirmed.
func agentsWait(ctx context.Context, tx *dbx.Tx, rows []casework.DeskRow) error {
	if len(rows) == 0 {
		return nil
	}
	args := []any{identity.Sender}
	for _, r := range rows {
		args = append(args, r.ID)
	}
	waiting, err := dbx.All(ctx, tx, dbx.Value[casework.CaseID], `SELECT DISTINCT case_id FROM case_holders WHERE role = $1 AND case_id IN (`+
		dbx.List(2, len(rows))+`)`, args...)
	for i := range rows {
		rows[i].AgentWaits = slices.Contains(waiting, rows[i].ID)
	}
	return err
}

// Watched lists cases in which somebody may have to be reminded of something.
func (s *Store) Watched(ctx context.Context, on, ahead civil.Date, after casework.CaseID, limit int) (ids []casework.CaseID, err error) {
	err = s.db.Read(ctx, func(tx *dbx.Tx) error {
		ids, err = dbx.All(ctx, tx, dbx.Value[casework.CaseID], `SELECT id FROM cases WHERE watch_from IS NOT NULL AND watch_from <= $1
			AND (watch_to IS NULL OR watch_to >= $2) AND id > $3 ORDER BY id LIMIT `+strconv.Itoa(limit), ahead, on, after)
		return err
	})
	return ids, err
}

// RemindsSince keeps the first day on which people were reminded, where it has to be known.
func (s *Store) RemindsSince(ctx context.Context, today civil.Date) (since civil.Date, err error) {
	err = s.db.Write(ctx, func(tx *dbx.Tx) error {
		if _, err := tx.Exec(ctx, `UPDATE case_reminding SET since = $1 WHERE since IS NULL`, today); err != nil {
			return err
		}
		err := tx.QueryRow(ctx, `SELECT since FROM case_reminding`).Scan(&since)
		if errors.Is(err, dbx.ErrNoRows) {
			return nil
		}
		return err
	})
	if err != nil {
		return civil.Date{}, fmt.Errorf("since when people are reminded: %w", err)
	}
	return since, nil
}

// Nearby lists public reports in a square.
func (s *Store) Nearby(ctx context.Context, q casework.NearbyQuery) (rows []casework.NearbyRow, err error) {
	err = s.db.Read(ctx, func(tx *dbx.Tx) error {
		rows, err = dbx.All(ctx, tx, func(row dbx.Scanner) (r casework.NearbyRow, err error) {
			err = row.Scan(&r.Case, &r.Title, &r.Status, &r.Received, &r.Place.North, &r.Place.East, &r.Place.Address)
			return r, err
		}, `SELECT id, public_title, status, received, north, east, address FROM cases WHERE type_id = $1 AND public_place
			AND north BETWEEN $2 AND $3 AND east BETWEEN $4 AND $5 AND received >= $6 AND closed IS NULL ORDER BY received_at DESC LIMIT `+
			strconv.Itoa(q.Limit), q.Type, q.NorthMin, q.NorthMax, q.EastMin, q.EastMax, q.Since.String())
		return err
	})
	return rows, err
}

// LogReading notes a reading.
func (s *Store) LogReading(ctx context.Context, r casework.Reading) error {
	return s.db.Write(ctx, func(tx *dbx.Tx) error {
		_, err := tx.Exec(ctx, `INSERT INTO case_readings (case_id, at, reader, document, board, role) VALUES ($1, $2, $3, $4, $5, $6)
			ON CONFLICT DO NOTHING`, r.Case, r.At, r.Reader, r.Document, r.Board, r.Role)
		return err
	})
}

// Readings lists who read a case, the latest first.
func (s *Store) Readings(ctx context.Context, id casework.CaseID, before time.Time, limit int) (all []casework.Reading, err error) {
	c := &conditions{}
	c.add(`case_id = ?`, id)
	if !before.IsZero() {
		c.add(`at < ?`, before)
	}
	err = s.db.Read(ctx, func(tx *dbx.Tx) error {
		all, err = dbx.All(ctx, tx, func(row dbx.Scanner) (r casework.Reading, err error) {
			err = row.Scan(&r.Case, &r.At, &r.Reader, &r.Document, &r.Board, &r.Role)
			return r, err
		}, `SELECT case_id, at, reader, document, board, role FROM case_readings`+c.where()+` ORDER BY at DESC, reader DESC, document DESC LIMIT `+strconv.Itoa(limit), c.args...)
		return err
	})
	return all, err
}
