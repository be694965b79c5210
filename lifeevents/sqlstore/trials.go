package sqlstore

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"forvag/internal/dbx"
	"forvag/lifeevents"
)

// stuck is after how long a simulation that has not ended was broken off, with its process.
const stuck = 10 * time.Minute

// BeginTrial notes that a version of a rule is being simulated; false where it is already.
func (s *Store) BeginTrial(ctx context.Context, r *lifeevents.Rule, by string, now time.Time) (begun bool, err error) {
	begun, err = s.change(ctx, `INSERT INTO life_trials (rule, hash, begun, by_whom, result, error) VALUES ($1, $2, $3, $4, '', '')
		ON CONFLICT (rule, hash) DO UPDATE SET begun = excluded.begun, by_whom = excluded.by_whom
		WHERE life_trials.ended >= life_trials.begun OR life_trials.begun < $5`, r.ID, r.Hash, now, by, now.Add(-stuck))
	if err != nil {
		return false, fmt.Errorf("begin trial: %w", err)
	}
	return begun, nil
}

// counted is a simulation as it is kept, with when it was counted and who began it: both stay while it is counted again, and where that is broken off. One that was kept
// before these were has neither.
type counted struct {
	lifeevents.Simulation
	At time.Time `json:"at,omitzero"`
	By string    `json:"by,omitempty"`
}

// EndTrial keeps what the simulation that of.By began at of.Begun has counted, of.Done, or what broke it off, of.Error, which leaves what was counted before. It changes
// nothing where the simulation was taken for dead and has been begun anew since.
func (s *Store) EndTrial(ctx context.Context, r *lifeevents.Rule, of lifeevents.Trial, now time.Time) error {
	result := ""
	if of.Done != nil {
		b, err := json.Marshal(counted{*of.Done, now, of.By})
		if err != nil {
			return err
		}
		result = string(b)
	}
	_, err := s.change(ctx, `UPDATE life_trials SET ended = $4, result = CASE WHEN CAST($5 AS TEXT) = '' THEN result ELSE $5 END, error = $6
		WHERE rule = $1 AND hash = $2 AND begun = $3`, r.ID, r.Hash, of.Begun, now, result, of.Error)
	if err != nil {
		return fmt.Errorf("end trial: %w", err)
	}
	return nil
}

// Trial is the last simulation of a version of a rule; nil where there was none. One that its process did not live to end is told of as broken off.
func (s *Store) Trial(ctx context.Context, rule, hash string, now time.Time) (*lifeevents.Trial, error) {
	t := &lifeevents.Trial{}
	var result string
	err := s.db.Read(ctx, func(tx *dbx.Tx) error {
		return tx.QueryRow(ctx, `SELECT begun, by_whom, ended, result, error FROM life_trials WHERE rule = $1 AND hash = $2`, rule, hash).
			Scan(&t.Begun, &t.By, dbx.OrZero(&t.Ended), &result, &t.Error)
	})
	if errors.Is(err, dbx.ErrNoRows) {
		return nil, nil
	}
	if err == nil && result != "" {
		last := counted{At: t.Ended, By: t.By}
		err = json.Unmarshal([]byte(result), &last)
		t.Done, t.Counted, t.CountedBy = &last.Simulation, last.At, last.By
	}
	if err != nil {
		return nil, fmt.Errorf("trial: %w", err)
	}
	if t.Counting() && t.Begun.Before(now.Add(-stuck)) {
		t.Ended, t.Error = t.Begun, "the process ended"
	}
	return t, nil
}
