package sqlstore

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"forvag/internal/civil"
	"forvag/internal/dbx"
	"forvag/internal/identity"
	"forvag/lifeevents"
)

// Of lists everything that somebody was ever offered or told, the latest first.
func (s *Store) Of(ctx context.Context, receiver identity.PersonID) ([]lifeevents.Record, error) {
	return s.list(ctx, `WHERE receiver = $1 AND receiver <> '' ORDER BY made DESC, id DESC`, receiver)
}

// Waiting lists what waits for somebody on a day, the latest first.
func (s *Store) Waiting(ctx context.Context, receiver identity.PersonID, on civil.Date) ([]lifeevents.Record, error) {
	return s.list(ctx, `WHERE receiver = $1 AND receiver <> '' AND state = 'open' AND (later IS NULL OR later <= $2) AND (until IS NULL OR until >= $2)
		ORDER BY made DESC, id DESC`, receiver, on)
}

// newest is how many offers Newest looks at.
const newest = 300

// Newest lists what was offered last and waits on a day, one for each rule and for each receiver, the latest first. A demonstration shows with it whom to be.
func (s *Store) Newest(ctx context.Context, on civil.Date) ([]lifeevents.Record, error) {
	all, err := s.list(ctx, `WHERE receiver <> '' AND state = 'open' AND (later IS NULL OR later <= $1) AND (until IS NULL OR until >= $1)
		ORDER BY made DESC, id DESC LIMIT $2`, on, newest)
	seen := map[string]bool{}
	return slices.DeleteFunc(all, func(r lifeevents.Record) bool {
		known := seen[r.Rule] || seen[string(r.Receiver)]
		seen[r.Rule], seen[string(r.Receiver)] = true, true
		return known
	}), err
}

// MadeSince counts what was offered to residents from an instant on.
func (s *Store) MadeSince(ctx context.Context, at time.Time) (n int, err error) {
	err = s.db.Read(ctx, func(tx *dbx.Tx) error {
		return tx.QueryRow(ctx, `SELECT COUNT(*) FROM life_effects WHERE receiver <> '' AND made >= $1`, at).Scan(&n)
	})
	return n, err
}

// Get reads one of somebody's; fault.NotFound for one that is not theirs.
func (s *Store) Get(ctx context.Context, receiver identity.PersonID, id string) (lifeevents.Record, error) {
	all, err := s.list(ctx, `WHERE id = $1 AND receiver = $2 AND receiver <> ''`, id, receiver)
	if err == nil && len(all) == 0 {
		err = gone()
	}
	if err != nil {
		return lifeevents.Record{}, err
	}
	return all[0], nil
}

// Find reads any effect, for the municipality; fault.NotFound where there is none.
func (s *Store) Find(ctx context.Context, id string) (lifeevents.Record, error) {
	all, err := s.list(ctx, `WHERE id = $1`, id)
	if err == nil && len(all) == 0 {
		err = gone()
	}
	if err != nil {
		return lifeevents.Record{}, err
	}
	return all[0], nil
}

// See notes that its receiver has read it. Reading again changes nothing.
func (s *Store) See(ctx context.Context, receiver identity.PersonID, id string, now time.Time) error {
	return s.theirs(ctx, receiver, id, lifeevents.See{}, now)
}

// Decline says no, or of a reminder that it is read.
func (s *Store) Decline(ctx context.Context, receiver identity.PersonID, id string, now time.Time) error {
	return s.theirs(ctx, receiver, id, lifeevents.Decline{}, now)
}

// Postpone hides it until a day.
func (s *Store) Postpone(ctx context.Context, receiver identity.PersonID, id string, until civil.Date) error {
	return s.theirs(ctx, receiver, id, lifeevents.Postpone{Until: until}, time.Time{})
}

// Answer keeps what somebody wrote in answer to what an offer asks.
func (s *Store) Answer(ctx context.Context, receiver identity.PersonID, id string, asked map[string][]string) error {
	return s.theirs(ctx, receiver, id, lifeevents.Answer{Asked: asked}, time.Time{})
}

// Begin notes the form that was begun from an offer.
func (s *Store) Begin(ctx context.Context, receiver identity.PersonID, id, draft string) error {
	return s.theirs(ctx, receiver, id, lifeevents.Begin{Draft: draft}, time.Time{})
}

// Accept says what case an offer became, by the form that was begun from it, and takes it back from others whom the same was offered, and from those who share it. A form that was begun
// from no offer changes nothing, and so does one that has been told of.
func (s *Store) Accept(ctx context.Context, draft, caseID string, now time.Time) error {
	var id string
	err := s.db.QueryRow(ctx, `SELECT id FROM life_effects WHERE draft = $1 AND draft <> '' AND state <> 'accepted'`, draft).Scan(&id)
	if errors.Is(err, dbx.ErrNoRows) { // as it is of nearly every form
		return nil
	}
	if err != nil {
		return fmt.Errorf("accept: %w", err)
	}
	err = s.db.Write(ctx, func(tx *dbx.Tx) error {
		r, err := one(ctx, tx, `WHERE id = $1`, id)
		if err != nil {
			return err
		}
		if _, err := advance(ctx, tx, r, lifeevents.Accept{Case: caseID}, now); err != nil {
			return err
		}
		others, err := dbx.All(ctx, tx, dbx.Value[string], `SELECT id FROM life_effects WHERE rule = $1 AND subject = $2 AND period = $3 AND id <> $4
			AND receiver <> '' ORDER BY id`, r.Rule, r.Subject, r.Period, r.ID)
		if err != nil {
			return err
		}
		if _, err = changeEach(ctx, tx, others, lifeevents.OtherAccepted{Case: caseID}, now); err != nil || !r.ForAll() {
			return err
		}
		sharing, err := dbx.All(ctx, tx, dbx.Value[string], `SELECT id FROM life_effects WHERE rule = $1 AND period = $2 AND period LIKE 'shared-%' AND subject <> $3
			AND receiver <> '' ORDER BY id`, r.Rule, r.Period, r.Subject)
		if err != nil {
			return err
		}
		_, err = changeEach(ctx, tx, sharing, lifeevents.DoneByOther{}, now)
		return err
	})
	if err != nil {
		return fmt.Errorf("accept: %w", err)
	}
	return nil
}

// doneForAll says whether somebody who shares what an effect is about has accepted it for all.
func doneForAll(ctx context.Context, tx *dbx.Tx, rule, period string) (bool, error) {
	if !strings.HasPrefix(period, lifeevents.SharedPeriod) {
		return false, nil
	}
	var n int
	err := tx.QueryRow(ctx, `SELECT count(*) FROM life_effects WHERE rule = $1 AND period = $2 AND period LIKE 'shared-%' AND state = 'accepted'`, rule, period).Scan(&n)
	return n > 0, err
}

// LeaveAlone keeps that somebody wants no more of a rule, or of any where rule is empty, and takes back what waits for them by it.
func (s *Store) LeaveAlone(ctx context.Context, person identity.PersonID, rule string, now time.Time) error {
	return s.db.Write(ctx, func(tx *dbx.Tx) error {
		_, err := tx.Exec(ctx, `INSERT INTO life_left_alone (person, rule, since) VALUES ($1, $2, $3) ON CONFLICT (person, rule) DO NOTHING`, person, rule, now)
		if err != nil {
			return err
		}
		if err := touch(ctx, tx, person, false); err != nil {
			return err
		}
		waiting, err := dbx.All(ctx, tx, dbx.Value[string], `SELECT id FROM life_effects WHERE receiver = $1 AND receiver <> '' AND state = 'open'
			AND (rule = $2 OR $2 = '') ORDER BY id`, person, rule)
		if err != nil {
			return err
		}
		_, err = changeEach(ctx, tx, waiting, lifeevents.LeaveAlone{}, now)
		return err
	})
}

// Welcome takes back that somebody wants no more of a rule; of all where rule is empty, and then what was said of single rules stands.
func (s *Store) Welcome(ctx context.Context, person identity.PersonID, rule string) error {
	return s.db.Write(ctx, func(tx *dbx.Tx) error {
		n, err := tx.Exec(ctx, `DELETE FROM life_left_alone WHERE person = $1 AND rule = $2`, person, rule)
		if err != nil || n == 0 {
			return err
		}
		return touch(ctx, tx, person, false)
	})
}

// LeftAlone lists the rules that somebody wants no more of; the empty one stands for all.
func (s *Store) LeftAlone(ctx context.Context, person identity.PersonID) (all []string, err error) {
	err = s.db.Read(ctx, func(tx *dbx.Tx) error {
		all, err = dbx.All(ctx, tx, dbx.Value[string], `SELECT rule FROM life_left_alone WHERE person = $1 ORDER BY rule`, person)
		return err
	})
	return all, err
}
