package sqlstore

import (
	"context"
	"errors"
	"fmt"

	"forvag/internal/dbx"
	"forvag/internal/identity"
	"forvag/lifeevents"
)

const switchColumns = `id, rule, is_on, at, by_whom, under, hash`

func scanSwitch(row dbx.Scanner) (w lifeevents.Switch, err error) {
	var id string
	err = row.Scan(&id, &w.Rule, &w.On, &w.At, &w.By, &w.Under, &w.Hash)
	return w, err
}

// Switch switches a rule on or off, and keeps who did it and under what. It changes nothing, and says so, where the rule is so already, as after a press
// that came twice.
func (s *Store) Switch(ctx context.Context, w lifeevents.Switch) (changed bool, err error) {
	err = s.db.Write(ctx, func(tx *dbx.Tx) error {
		changed = false
		var before string
		var on bool
		latest := tx.QueryRow(ctx, `SELECT id, is_on FROM life_switches WHERE rule = $1 ORDER BY id DESC LIMIT 1`, w.Rule)
		if err := latest.Scan(&before, &on); err != nil && !errors.Is(err, dbx.ErrNoRows) {
			return err
		}
		if on == w.On {
			return nil
		}
		n, err := tx.Exec(ctx, `INSERT INTO life_switches (`+switchColumns+`, follows) VALUES (`+dbx.List(1, 8)+`) ON CONFLICT DO NOTHING`,
			identity.NewID(), w.Rule, w.On, w.At, w.By, w.Under, w.Hash, before)
		changed = n > 0
		return err
	})
	if err != nil {
		return false, fmt.Errorf("switch: %w", err)
	}
	return changed, nil
}

// Switches are each rule's latest, by rule. A rule that is not among them has never been on.
func (s *Store) Switches(ctx context.Context) (map[string]lifeevents.Switch, error) {
	latest := map[string]lifeevents.Switch{}
	err := s.switches(ctx, func(w lifeevents.Switch) { latest[w.Rule] = w }, `ORDER BY id`)
	return latest, err
}

// Switched lists when a rule was switched, the latest first.
func (s *Store) Switched(ctx context.Context, rule string) (all []lifeevents.Switch, err error) {
	err = s.switches(ctx, func(w lifeevents.Switch) { all = append(all, w) }, `WHERE rule = $1 ORDER BY id DESC`, rule)
	return all, err
}

func (s *Store) switches(ctx context.Context, fn func(lifeevents.Switch), where string, args ...any) error {
	return s.db.Read(ctx, func(tx *dbx.Tx) error {
		all, err := dbx.All(ctx, tx, scanSwitch, `SELECT `+switchColumns+` FROM life_switches `+where, args...)
		for _, w := range all {
			fn(w)
		}
		return err
	})
}

const ruleRunColumns = `at, day, rule, hash, heard, looked, made, reviews, reopened, withdrawn, reminded, error`

func scanRuleRun(row dbx.Scanner) (r lifeevents.RuleRun, err error) {
	err = row.Scan(&r.At, &r.Day, &r.Rule, &r.Hash, &r.Heard, &r.Looked, &r.Made, &r.Reviews, &r.Reopened, &r.Withdrawn, &r.Reminded, &r.Error)
	return r, err
}

// LogRule implements lifeevents.Store.
func (s *Store) LogRule(ctx context.Context, r lifeevents.RuleRun) error {
	_, err := s.change(ctx, `INSERT INTO life_rule_runs (id, `+ruleRunColumns+`) VALUES (`+dbx.List(1, 13)+`)`, identity.NewID(),
		r.At, r.Day, r.Rule, r.Hash, r.Heard, r.Looked, r.Made, r.Reviews, r.Reopened, r.Withdrawn, r.Reminded, r.Error)
	return err
}

// RuleRuns lists what the last runs did by a rule, at most limit, the latest first.
func (s *Store) RuleRuns(ctx context.Context, rule string, limit int) (all []lifeevents.RuleRun, err error) {
	err = s.db.Read(ctx, func(tx *dbx.Tx) error {
		all, err = dbx.All(ctx, tx, scanRuleRun, `SELECT `+ruleRunColumns+` FROM life_rule_runs WHERE rule = $1 ORDER BY id DESC LIMIT $2`, rule, limit)
		return err
	})
	return all, err
}

// LastRuns are what each rule's last run did, by rule.
func (s *Store) LastRuns(ctx context.Context) (map[string]lifeevents.RuleRun, error) {
	last := map[string]lifeevents.RuleRun{}
	err := s.db.Read(ctx, func(tx *dbx.Tx) error {
		all, err := dbx.All(ctx, tx, scanRuleRun, `SELECT `+ruleRunColumns+` FROM life_rule_runs
			WHERE id IN (SELECT max(id) FROM life_rule_runs GROUP BY rule)`)
		for _, r := range all {
			last[r.Rule] = r
		}
		return err
	})
	return last, err
}

// Used are the rules that have made anything, each with the version that did so last.
func (s *Store) Used(ctx context.Context) (map[string]string, error) {
	used := map[string]string{}
	err := s.db.Read(ctx, func(tx *dbx.Tx) error {
		all, err := dbx.All(ctx, tx, func(row dbx.Scanner) (v [2]string, err error) {
			err = row.Scan(&v[0], &v[1])
			return v, err
		}, `SELECT rule, hash FROM life_effects WHERE id IN (SELECT max(id) FROM life_effects GROUP BY rule)`)
		for _, v := range all {
			used[v[0]] = v[1]
		}
		return err
	})
	return used, err
}

// Numbers are what has become of what a rule made, as it is counted.
func (s *Store) Numbers(ctx context.Context, rule string) (n lifeevents.Numbers, err error) {
	err = s.db.Read(ctx, func(tx *dbx.Tx) error {
		n = lifeevents.Numbers{States: map[lifeevents.State]int{}}
		rows, err := tx.Query(ctx, `SELECT kind, state, receiver <> '', count(*), count(seen), count(later) FROM life_effects WHERE rule = $1
			GROUP BY kind, state, receiver <> ''`, rule)
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			var kind lifeevents.Kind
			var state lifeevents.State
			var told bool
			var all, seen, later int
			if err := rows.Scan(&kind, &state, &told, &all, &seen, &later); err != nil {
				return err
			}
			switch {
			case kind == lifeevents.Review:
				n.Reviews += all
			case !told && state == lifeevents.Done:
				n.Opened += all
			case told && kind != lifeevents.Grant:
				n.States[state] += all
				n.Seen, n.Later = n.Seen+seen, n.Later+later
			}
		}
		return rows.Err()
	})
	return n, err
}
