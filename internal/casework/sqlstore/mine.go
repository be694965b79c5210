package sqlstore

import (
	"context"
	"encoding/json"
	"slices"
	"strconv"
	"strings"

	"forvag/internal/casework"
	"forvag/internal/civil"
	"forvag/internal/dbx"
	"forvag/internal/identity"
)

// upsertHolders writes the rows of everybody who has the case in their list. What a holder has done is seen by them.
func upsertHolders(ctx context.Context, tx *dbx.Tx, f *casework.File) error {
	c := f.Case
	rows := newRows(`INSERT INTO case_holders (holder, case_id, role, until, rank, needs, needs_due, newest, newest_seq, newest_at, own, seen,
		title, folded, board, year, number, type_id, type_hash, status, step, received, closed, protected, assurance, version) VALUES `)
	for _, h := range f.Holdings() {
		seen := 0
		if h.Own {
			seen = h.NewestSeq
		}
		rows.add(h.Holder, c.ID, h.Role, h.Until, h.Rank, h.Needs, h.NeedsDue, h.Newest, h.NewestSeq, h.NewestAt, h.Own, seen,
			h.Title, h.Folded(c.Diary), c.Diary.Board, c.Diary.Year, c.Diary.Number, c.Type.ID, c.Type.Hash, h.Status, c.Step, c.Received,
			c.Closed, c.Protected, c.Assurance, c.Version)
	}
	return rows.exec(ctx, tx, ` ON CONFLICT (case_id, holder) DO UPDATE SET role = excluded.role, until = excluded.until,
		rank = excluded.rank, needs = excluded.needs, needs_due = excluded.needs_due, newest = excluded.newest,
		newest_seq = excluded.newest_seq, newest_at = excluded.newest_at, own = excluded.own,
		seen = CASE WHEN excluded.seen > case_holders.seen THEN excluded.seen ELSE case_holders.seen END,
		title = excluded.title, folded = excluded.folded, status = excluded.status, step = excluded.step, closed = excluded.closed,
		version = excluded.version`)
}

// holdingColumns are read by scanHolding.
var holdingColumns = `holder, case_id, role, until, rank, needs, needs_due, newest, newest_seq, ` + dbx.Instants("newest_at") + `, own, title, status`

func holdingTargets(h *casework.Holding) []any {
	return []any{&h.Holder, &h.Case, &h.Role, &h.Until, &h.Rank, &h.Needs, &h.NeedsDue, &h.Newest, &h.NewestSeq, &h.NewestAt, &h.Own, &h.Title, &h.Status}
}

func scanHolding(row dbx.Scanner) (h casework.Holding, err error) {
	err = row.Scan(holdingTargets(&h)...)
	return h, err
}

func scanMine(row dbx.Scanner) (r casework.MineRow, err error) {
	var seen int
	err = row.Scan(append(holdingTargets(&r.Holding), &r.Diary.Board, &r.Diary.Year, &r.Diary.Number, &r.Type.ID, &r.Type.Hash,
		&r.Step, &r.Received, &r.Closed, &seen)...)
	r.Unseen = r.NewestSeq > seen
	return r, err
}

// conditions builds a WHERE clause: each ? becomes the next placeholder.
type conditions struct {
	text []string
	args []any
}

func (c *conditions) add(text string, args ...any) {
	for _, arg := range args {
		c.args = append(c.args, arg)
		text = strings.Replace(text, "?", "$"+strconv.Itoa(len(c.args)), 1)
	}
	c.text = append(c.text, text)
}

func (c *conditions) where() string { return " WHERE " + strings.Join(c.text, " AND ") }

// mineConditions are what a holder may see in their list.
func mineConditions(q casework.MineQuery) *conditions {
	c := &conditions{}
	c.add(`holder = ?`, q.Holder)
	c.add(`(until IS NULL OR until > ?)`, q.On)
	c.add(`assurance <= ?`, q.Assurance)
	if q.Own {
		c.add(`(NOT protected OR role <> ?)`, identity.Informed)
		c.add(`(NOT protected OR role <> ?)`, identity.CoGuardian)
	} else {
		c.add(`(NOT protected OR role IN (?, ?, ?))`, identity.Agent, identity.Sender, identity.RefusedAgent)
	}
	for _, word := range q.Words {
		c.add(`folded LIKE ? ESCAPE '\'`, "%"+strings.NewReplacer(`\`, `\\`, `%`, `\%`, `_`, `\_`).Replace(word)+"%")
	}
	if len(q.Ranks) > 0 {
		c.add(`rank >= ?`, q.Ranks[0])
		c.add(`rank <= ?`, q.Ranks[len(q.Ranks)-1])
	}
	return c
}

// Mine reads a holder's list: one stretch of one table in SQLite, one index in PostgreSQL.
func (s *Store) Mine(ctx context.Context, q casework.MineQuery) (rows []casework.MineRow, err error) {
	c := mineConditions(q)
	if a := q.After; a != nil {
		c.add(`(rank > ? OR rank = ? AND (newest_at < ? OR newest_at = ? AND case_id < ?))`, a.Rank, a.Rank, a.NewestAt, a.NewestAt, a.Case)
	}
	err = s.db.Read(ctx, func(tx *dbx.Tx) error {
		rows, err = dbx.All(ctx, tx, scanMine, `SELECT `+holdingColumns+`, board, year, number, type_id, type_hash, step, received,
			closed, seen FROM case_holders`+c.where()+` ORDER BY rank, newest_at DESC, case_id DESC LIMIT `+strconv.Itoa(q.Limit), c.args...)
		return err
	})
	return rows, err
}

// Counts counts a holder's list.
func (s *Store) Counts(ctx context.Context, q casework.MineQuery) (n casework.Counts, err error) {
	c := mineConditions(q)
	err = s.db.Read(ctx, func(tx *dbx.Tx) error {
		n = casework.Counts{}
		rows, err := tx.Query(ctx, `SELECT rank, COUNT(*), SUM(CASE WHEN newest_seq > seen THEN 1 ELSE 0 END) FROM case_holders`+c.where()+
			` GROUP BY rank`, c.args...)
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			var rank casework.Rank
			var count, unseen int
			if err := rows.Scan(&rank, &count, &unseen); err != nil {
				return err
			}
			n.Unseen += unseen
			switch rank {
			case casework.RankNeedsMe:
				n.NeedsMe = count
			case casework.RankOngoing:
				n.Ongoing = count
			default:
				n.Closed = count
			}
		}
		return rows.Err()
	})
	return n, err
}

// NeedsMe counts what needs the holder: the first rows of the list.
func (s *Store) NeedsMe(ctx context.Context, q casework.MineQuery) (n int, err error) {
	c := mineConditions(q)
	c.add(`rank = ?`, casework.RankNeedsMe)
	err = s.db.QueryRow(ctx, `SELECT COUNT(*) FROM case_holders`+c.where(), c.args...).Scan(&n)
	return n, err
}

// Seen notes how far a holder has seen.
func (s *Store) Seen(ctx context.Context, id casework.CaseID, h casework.Holder, seq int) error {
	if !id.IsValid() {
		return notFound()
	}
	return s.db.Write(ctx, func(tx *dbx.Tx) error {
		_, err := tx.Exec(ctx, `UPDATE case_holders SET seen = $3 WHERE case_id = $1 AND holder = $2 AND seen < $3`, id, h, seq)
		return err
	})
}

func upsertPermits(ctx context.Context, tx *dbx.Tx, f *casework.File) error {
	rows := newRows(`INSERT INTO case_permits (id, case_id, holder, kind, from_day, to_day, body) VALUES `)
	for _, p := range f.Permits {
		body, err := json.Marshal(p)
		if err != nil {
			return err
		}
		rows.add(p.ID, p.Case, casework.HolderOf(p.Holder, p.Org), p.Kind, listedFrom(f, p), p.To, string(body))
	}
	return rows.exec(ctx, tx, ` ON CONFLICT (id) DO UPDATE SET body = excluded.body,
		from_day = excluded.from_day, to_day = excluded.to_day`)
}

// listedFrom is the day that a permit stands under in its holder's list: that of the decision, while it waits for legal force.
func listedFrom(f *casework.File, p casework.Permit) civil.Date {
	i := slices.IndexFunc(f.Decisions, func(d casework.Decision) bool { return d.ID == p.Decision })
	if p.From.IsZero() && i >= 0 {
		return f.Decisions[i].On
	}
	return p.From
}

// Permits lists a holder's permits.
func (s *Store) Permits(ctx context.Context, h casework.Holder) (permits []casework.Permit, err error) {
	err = s.db.Read(ctx, func(tx *dbx.Tx) error {
		permits, err = dbx.All(ctx, tx, func(row dbx.Scanner) (p casework.Permit, err error) {
			var body []byte
			if err := row.Scan(&body); err != nil {
				return p, err
			}
			return p, json.Unmarshal(body, &p)
		}, `SELECT body FROM case_permits WHERE holder = $1 ORDER BY from_day DESC, id DESC`, h)
		return err
	})
	return permits, err
}

// PermitsFrom lists the permits that have no end, or end on a day or later.
func (s *Store) PermitsFrom(ctx context.Context, day civil.Date) (permits []casework.HeldPermit, err error) {
	err = s.db.Read(ctx, func(tx *dbx.Tx) error {
		permits, err = dbx.All(ctx, tx, func(row dbx.Scanner) (p casework.HeldPermit, err error) {
			var body []byte
			if err := row.Scan(&body, &p.Type); err != nil {
				return p, err
			}
			return p, json.Unmarshal(body, &p.Permit)
		}, `SELECT p.body, c.type_id FROM case_permits p JOIN cases c ON c.id = p.case_id WHERE p.to_day IS NULL OR p.to_day >= $1 ORDER BY p.id`, day)
		return err
	})
	return permits, err
}

// Engagements lists holders with the types of which they have an open case or a place.
func (s *Store) Engagements(ctx context.Context) (all []casework.Engagement, err error) {
	return s.engagements(ctx, ``)
}

// atOnce is how many holders one query asks of.
const atOnce = 500

// EngagementsOf is Engagements of some holders alone.
func (s *Store) EngagementsOf(ctx context.Context, holders []casework.Holder) (all []casework.Engagement, err error) {
	for part := range slices.Chunk(holders, atOnce) {
		args := make([]any, len(part))
		for i, h := range part {
			args[i] = h
		}
		some, err := s.engagements(ctx, `h.holder IN (`+dbx.List(1, len(part))+`) AND `, args...)
		if err != nil {
			return nil, err
		}
		all = append(all, some...)
	}
	return all, nil
}

func (s *Store) engagements(ctx context.Context, of string, args ...any) (all []casework.Engagement, err error) {
	err = s.db.Read(ctx, func(tx *dbx.Tx) error {
		all, err = dbx.All(ctx, tx, func(row dbx.Scanner) (e casework.Engagement, err error) {
			err = row.Scan(&e.Holder, &e.Type)
			return e, err
		}, `SELECT DISTINCT h.holder, h.type_id FROM case_holders h
			WHERE `+of+`(h.closed IS NULL OR EXISTS (SELECT 1 FROM case_places p WHERE p.case_id = h.case_id)) ORDER BY h.holder, h.type_id`, args...)
		return err
	})
	return all, err
}
