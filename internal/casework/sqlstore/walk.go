package sqlstore

import (
	"context"
	"iter"
	"strconv"

	"forvag/internal/casework"
	"forvag/internal/civil"
	"forvag/internal/dbx"
)

// batch is how many cases All reads at a time: enough to be quick, few enough for memory.
const batch = 200

// All walks through every case. Each batch is one snapshot, so that a case that changes meanwhile is whole.
func (s *Store) All(ctx context.Context) iter.Seq2[casework.Stored, error] {
	return func(yield func(casework.Stored, error) bool) {
		after := casework.CaseID("")
		for {
			some, err := s.walk(ctx, after)
			if err != nil {
				yield(casework.Stored{}, err)
				return
			}
			for _, one := range some {
				if !yield(one, nil) {
					return
				}
			}
			if len(some) < batch {
				return
			}
			after = some[len(some)-1].Case.ID
		}
	}
}

func (s *Store) walk(ctx context.Context, after casework.CaseID) (some []casework.Stored, err error) {
	err = s.db.Read(ctx, func(tx *dbx.Tx) error {
		some = nil
		cases, err := dbx.All(ctx, tx, scanRow, `SELECT `+caseColumns+` FROM cases WHERE id > $1 ORDER BY id LIMIT `+strconv.Itoa(batch), after)
		if err != nil || len(cases) == 0 {
			return err
		}
		last := cases[len(cases)-1].ID
		at := make(map[casework.CaseID]int, len(cases))
		for i, c := range cases {
			at[c.ID] = i
			some = append(some, casework.Stored{Case: c.Case})
		}
		events, err := dbx.All(ctx, tx, scanEvent, `SELECT `+eventColumns+` FROM case_events WHERE case_id > $1 AND case_id <= $2
			ORDER BY case_id, seq`, after, last)
		if err != nil {
			return err
		}
		for _, e := range events {
			if i, ok := at[e.Case]; ok {
				some[i].Events = append(some[i].Events, e)
			}
		}
		holdings, err := dbx.All(ctx, tx, scanHolding, `SELECT `+holdingColumns+` FROM case_holders WHERE case_id > $1 AND case_id <= $2`,
			after, last)
		if err != nil {
			return err
		}
		for _, h := range holdings {
			if i, ok := at[h.Case]; ok {
				some[i].Holdings = append(some[i].Holdings, h)
			}
		}
		return walkQueue(ctx, tx, some, at, after, last)
	})
	return some, err
}

// Diaries counts numbers given out and cases that carry them.
func (s *Store) Diaries(ctx context.Context) (all []casework.DiaryCount, err error) {
	err = s.db.Read(ctx, func(tx *dbx.Tx) error {
		all, err = dbx.All(ctx, tx, func(row dbx.Scanner) (d casework.DiaryCount, err error) {
			err = row.Scan(&d.Board, &d.Year, &d.Last, &d.Cases)
			return d, err
		}, `SELECT board, year, last, (SELECT COUNT(*) FROM cases c WHERE c.board = d.board AND c.year = d.year AND c.number <= d.last)
			FROM diaries d ORDER BY board, year`)
		for i := range all {
			if err == nil && all[i].Last != all[i].Cases {
				all[i].Gaps, err = gaps(ctx, tx, all[i])
			}
		}
		return err
	})
	return all, err
}

// maxGaps is how many gaps of one diary are told.
const maxGaps = 10

// gaps finds numbers that were given out and that no case has.
func gaps(ctx context.Context, tx *dbx.Tx, d casework.DiaryCount) ([]int, error) {
	return dbx.All(ctx, tx, dbx.Value[int], `SELECT n.number + 1 FROM
		(SELECT 0 AS number UNION ALL SELECT number FROM cases WHERE board = $1 AND year = $2) n
		WHERE n.number < $3 AND NOT EXISTS (SELECT 1 FROM cases c WHERE c.board = $1 AND c.year = $2 AND c.number = n.number + 1)
		ORDER BY 1 LIMIT `+strconv.Itoa(maxGaps), d.Board, d.Year, d.Last)
}

// HasFile tells whether any case names a stored file.
func (s *Store) HasFile(ctx context.Context, hash string) (has bool, err error) {
	err = s.db.Read(ctx, func(tx *dbx.Tx) error {
		return tx.QueryRow(ctx, `SELECT EXISTS (SELECT 1 FROM case_files WHERE hash = $1)`, hash).Scan(&has)
	})
	return has, err
}

// Disposable lists cases in which something has come to the end of its time of retention.
func (s *Store) Disposable(ctx context.Context, on civil.Date, after casework.CaseID, limit int) (ids []casework.CaseID, err error) {
	err = s.db.Read(ctx, func(tx *dbx.Tx) error {
		ids, err = dbx.All(ctx, tx, dbx.Value[casework.CaseID], `SELECT id FROM cases WHERE (dispose_from <= $1 OR parts_from <= $1) AND NOT disposed
			AND id > $2 ORDER BY id LIMIT `+strconv.Itoa(limit), on, after)
		return err
	})
	return ids, err
}
