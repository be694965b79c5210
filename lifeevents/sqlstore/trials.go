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

// EndTrial keeps what was counted, or what broke it off.
func (s *Store) EndTrial(ctx context.Context, r *lifeevents.Rule, done *lifeevents.Simulation, broke string, now time.Time) error {
	result := ""
	if done != nil {
		b, err := json.Marshal(done)
		if err != nil {
			return err
		}
		result = string(b)
	}
	_, err := s.change(ctx, `UPDATE life_trials SET ended = $3, result = $4, error = $5 WHERE rule = $1 AND hash = $2`, r.ID, r.Hash, now, result, broke)
	if err != nil {
		return fmt.Errorf("end trial: %w", err)
	}
	return nil
}

// Trial is the last simulation of a version of a rule; nil where there was none. One that its process did not live to end is told of as broken off.
func (s *Store) Trial(ctx context.Context, rule, hash string, now time.Time) (*lifeevents.Trial, error) {
	t := &lifeevents.Trial{}
	var ended *time.Time
	var result string
	err := s.db.Read(ctx, func(tx *dbx.Tx) error {
		return tx.QueryRow(ctx, `SELECT begun, by_whom, ended, result, error FROM life_trials WHERE rule = $1 AND hash = $2`, rule, hash).
			Scan(&t.Begun, &t.By, &ended, &result, &t.Error)
	})
	if errors.Is(err, dbx.ErrNoRows) {
		return nil, nil
	}
	if err == nil && result != "" {
		err = json.Unmarshal([]byte(result), &t.Done)
	}
	if err != nil {
		return nil, fmt.Errorf("trial: %w", err)
	}
	if t.Ended = zero(ended); t.Counting() && t.Begun.Before(now.Add(-stuck)) {
		t.Ended, t.Error = t.Begun, "the process ended"
	}
	return t, nil
}
