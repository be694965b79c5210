package sqlstore_test

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"log/slog"
	"maps"
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/google/go-cmp/cmp"

	"forvag/internal/civil"
	"forvag/internal/crash"
	"forvag/internal/dbx"
	"forvag/internal/dbx/dbtest"
	"forvag/internal/fault"
	"forvag/internal/identity"
	"forvag/internal/outbox"
	"forvag/lifeevents"
	"forvag/lifeevents/sqlstore"
)

var update = flag.Bool("update", false, "write the golden file anew")

func TestMain(m *testing.M) { crash.Main(m, map[string]crash.Child{"year": liveYear}) }

// yearArgs are what a child that lives through a recorded year is told.
type yearArgs struct {
	DSN  string
	Seed uint64
	Way  string
}

// The ways of keeping effects: the program's own, and two that are naive on purpose and do in two transactions what has to be one. They must be caught, or the
// harness could not tell.
const (
	inOne       = "in one transaction"
	anew        = "in one transaction, and everybody is asked of each day"
	effectFirst = "effect first, then its key"
	keyFirst    = "key first, then its effect"
)

// crashLease is how long a killed worker's jobs are held, by the child's clock, which each life begins that much later.
const crashLease = 2 * time.Second

// liveYear lives from the first day that no run is kept of to the end of the year, as the program does on a day: it hears what other systems tell, takes
// residents' answers, looks at the register, runs the rules and does the work that they leave.
func liveYear(ctx context.Context, l *crash.Life) error {
	var args yearArgs
	if err := l.Args(&args); err != nil {
		return err
	}
	rules, err := recordRules()
	if err != nil {
		return err
	}
	db, err := dbx.Open(ctx, args.DSN)
	if err != nil {
		return err
	}
	defer db.Close()
	y := &liver{record: newRecord(args.Seed), db: db, Store: sqlstore.New(db), rules: rules, late: time.Duration(l.N) * crashLease}
	y.effects = y.Store
	if y.anew = args.Way == anew; args.Way != inOne && !y.anew {
		y.effects = naive{y.Store, db, args.Way == keyFirst}
	}
	if err := l.Begun(); err != nil {
		return err
	}
	for y.pass(); !y.day.After(recordTo); y.pass() {
		ran, err := y.Ran(ctx, y.day)
		if err == nil && !ran {
			err = errors.Join(y.live(ctx), l.Step())
		}
		if err == nil {
			err = y.work(ctx)
		}
		if err != nil {
			return fmt.Errorf("%s: %w", y.day, err)
		}
	}
	return nil
}

// liver is a child that lives through the year.
type liver struct {
	*record
	*sqlstore.Store
	db      *dbx.DB
	effects lifeevents.Store
	rules   []*lifeevents.Rule
	late    time.Duration
	anew    bool
}

func (y *liver) now() time.Time { return noon(y.day).Add(y.late) }

// evening is when the day's work is done, also that of what was told at noon.
func (y *liver) evening() time.Time { return y.now().Add(6 * time.Hour) }

// begun is the key that says that a day has begun.
func begun(day civil.Date) string { return "begun " + day.String() }

// live lives a day, of which some may have been lived before.
func (y *liver) live(ctx context.Context) error {
	if err := y.db.Write(ctx, func(tx *dbx.Tx) error { return keep(ctx, tx, begun(y.day)) }); err != nil {
		return err
	}
	for _, e := range y.tells {
		for range 2 { // a system that had no answer tells once more
			if _, err := y.Hear(ctx, "record", e.ID+e.Day.String(), []lifeevents.Event{e}, y.now()); err != nil {
				return err
			}
		}
	}
	if err := y.answers(ctx); err != nil {
		return err
	}
	if _, err := y.Learn(ctx, y.seen(), y.day, y.now()); err != nil {
		return err
	}
	w, err := y.look(ctx)
	if err != nil {
		return err
	}
	if y.anew {
		_, err = lifeevents.Do(ctx, y.effects, y.rules, w, y.now(), nil)
		return err
	}
	_, err = y.Run(ctx, sqlstore.Night{Rules: y.rules, Effects: y.effects}, w, y.now())
	return err
}

func (y *liver) look(ctx context.Context) (*lifeevents.World, error) {
	events, err := y.Events(ctx, recordFrom.AddYears(-1))
	if err != nil {
		return nil, err
	}
	out, err := y.OptedOut(ctx)
	return y.world(events, out), err
}

// said is what somebody says to what they were told of, and an officer to what was left to one.
type said struct {
	ID, What string
	Others   []identity.PersonID
}

// answers lets people answer what they were told of, before the day's run, and no more once it has begun. Who says what is settled before anybody says anything, so that
// what some have said changes nothing of it when the day is lived again.
func (y *liver) answers(ctx context.Context) error {
	given := "answers of " + y.day.String()
	if there, err := kept(ctx, y.db, given); err != nil || there {
		return err
	}
	all, err := y.settled(ctx)
	if err != nil {
		return err
	}
	for _, one := range all {
		if there, err := kept(ctx, y.db, given+one.ID); err != nil {
			return err
		} else if there {
			continue
		}
		if err := y.say(ctx, one); err != nil && !errors.Is(err, fault.Illegal) && !errors.Is(err, fault.Exists) { // another's answer may have taken it back
			return err
		}
		if err := y.db.Write(ctx, func(tx *dbx.Tx) error { return keep(ctx, tx, given+one.ID) }); err != nil {
			return err
		}
	}
	return y.db.Write(ctx, func(tx *dbx.Tx) error { return keep(ctx, tx, given) })
}

// settled is who says what on the day, as it was settled the first time.
func (y *liver) settled(ctx context.Context) (all []said, err error) {
	name := "said on " + y.day.String() + " "
	var there []string
	err = y.db.Read(ctx, func(tx *dbx.Tx) error {
		there, err = dbx.All(ctx, tx, dbx.Value[string], `SELECT key FROM crash_key WHERE key LIKE $1`, name+"%")
		return err
	})
	if err != nil {
		return nil, err
	}
	if len(there) > 0 {
		return all, json.Unmarshal([]byte(strings.TrimPrefix(there[0], name)), &all)
	}
	for _, r := range y.rules {
		standing, err := y.Standing(ctx, r.ID)
		if err != nil {
			return nil, err
		}
		slices.SortFunc(standing, func(a, b lifeevents.Record) int { return strings.Compare(keyOf(a), keyOf(b)) })
		for i := range standing {
			if what, others := y.answer(r, &standing[i]); what != "" {
				all = append(all, said{standing[i].ID, what, others})
			}
		}
	}
	text, err := json.Marshal(all)
	if err != nil {
		return nil, err
	}
	return all, y.db.Write(ctx, func(tx *dbx.Tx) error { return keep(ctx, tx, name+string(text)) })
}

// kept says whether a key is kept, and keep keeps it.
func kept(ctx context.Context, db *dbx.DB, key string) (bool, error) {
	var n int
	err := db.QueryRow(ctx, `SELECT count(*) FROM crash_key WHERE key = $1`, key).Scan(&n)
	return n > 0, err
}

func keep(ctx context.Context, tx *dbx.Tx, key string) error {
	_, err := tx.Exec(ctx, `INSERT INTO crash_key (key) VALUES ($1) ON CONFLICT DO NOTHING`, key)
	return err
}

// answer is what those say who were told of something twelve days ago, each in their own way, and officers, who close half of what was left to them. Where guardians
// decide together one of them fills in the form, and the other says yes, no or nothing; some who said yes take it back.
func (y *liver) answer(r *lifeevents.Rule, rec *lifeevents.Record) (what string, others []identity.PersonID) {
	if y.day.Before(civil.Of(rec.Made).AddDays(12)) && !rec.Asks() {
		return "", nil
	}
	way := chanceOf(keyOf(*rec))
	switch {
	case rec.State == lifeevents.Reviewed && way%2 == 0:
		return "close", nil
	case rec.State == lifeevents.Awaiting && rec.Others != nil && way%3 == 0:
		return "decline", nil
	case rec.State != lifeevents.Open:
		return "", nil
	case rec.Asks():
		return []string{"agree", "agree", "agree", "decline", ""}[chanceOf(keyOf(*rec)+" asked")%5], nil
	case way%5 == 0:
		return "decline", nil
	case r.Consent != nil && way%5 < 4:
		return "hold", y.besides(rec.Subject, rec.Receiver)
	case way%5 == 1 && rec.Kind == lifeevents.Offer:
		return "accept", nil
	case way%5 == 2:
		return "postpone", nil
	case way%35 == 3:
		return "leave alone", nil
	}
	return "", nil
}

// say says it. It may have been said already, and nothing else since.
func (y *liver) say(ctx context.Context, one said) error {
	rec, err := y.Find(ctx, one.ID)
	if err != nil {
		return err
	}
	draft := "draft of " + rec.ID
	switch one.What {
	case "close":
		_, err = y.Change(ctx, rec.ID, lifeevents.CloseReview{By: "officer", Reason: lifeevents.ByHand, Note: "Ringde."}, y.now())
	case "decline":
		err = y.Decline(ctx, rec.Receiver, rec.ID, y.now())
	case "agree":
		err = y.Agree(ctx, rec.Receiver, rec.ID, y.now())
	case "hold":
		if err = y.Begin(ctx, rec.Receiver, rec.ID, draft); err == nil {
			err = y.Hold(ctx, rec.Receiver, rec.ID, lifeevents.Hold{Draft: draft, Others: one.Others, On: y.day, Until: y.day.AddDays(21)}, y.now())
		}
	case "accept":
		if err = y.Begin(ctx, rec.Receiver, rec.ID, draft); err == nil {
			err = y.Accept(ctx, draft, "case of "+rec.ID, y.now())
		}
	case "postpone":
		err = y.Postpone(ctx, rec.Receiver, rec.ID, civil.Of(rec.Made).AddDays(42))
	case "leave alone":
		err = y.LeaveAlone(ctx, rec.Receiver, rec.Rule, y.now())
	}
	return err
}

// work runs the rules for what was told, and does the jobs that are due. Who does them keeps each command's key, as the inbox and the case core do.
func (y *liver) work(ctx context.Context) error {
	if err := y.catch(ctx); err != nil {
		return err
	}
	w := outbox.Worker{
		Queue: outbox.NewQueue(y.db, y.evening), Jitter: rand.Float64, Log: slog.New(slog.DiscardHandler), Parallel: 2, Lease: crashLease,
		Handlers: map[string]outbox.Handler{sqlstore.NewsTopic: y.done, sqlstore.CaseTopic: y.done},
	}
	_, err := w.Drain(ctx)
	return err
}

// catch runs the rules for what was told on the day, and does not on one that was lived before: what is told by then is of a later one.
func (y *liver) catch(ctx context.Context) error {
	if later, err := kept(ctx, y.db, begun(y.day.AddDays(recordPace))); err != nil || later {
		return err
	}
	told, err := y.Told(ctx, 100)
	if err != nil || len(told) == 0 {
		return err
	}
	w, err := y.look(ctx)
	if err != nil {
		return err
	}
	people := map[identity.PersonID]bool{}
	for _, t := range told {
		people[t.Person] = true
	}
	if _, err := lifeevents.Catch(ctx, y.effects, y.rules, w, people, y.now()); err != nil {
		return err
	}
	return y.Caught(ctx, told)
}

// errand is a job's payload. What is the program's own names an effect; what a naive store puts says itself what it is about.
type errand struct {
	sqlstore.News
	What string
}

// done does the work of an effect. A form that all have said yes to is sent once, whichever of its jobs sends it.
func (y *liver) done(ctx context.Context, job outbox.Claim) (retry bool, err error) {
	var e errand
	if err := job.Decode(&e); err != nil {
		return false, err
	}
	what, opens, draft, key := e.What, false, "", job.Key
	if what == "" {
		rec, err := y.Find(ctx, e.Effect)
		if err != nil {
			return true, err
		}
		opens = job.Topic == sqlstore.CaseTopic
		if opens && rec.State != lifeevents.Opening && rec.State != lifeevents.Agreed {
			return false, nil
		}
		if rec.State == lifeevents.Agreed {
			draft = rec.Draft
			key = draft
		}
		what = fmt.Sprintf("%s %s/%d", job.Topic, keyOf(rec), e.Reminder)
	}
	err = y.db.Write(ctx, func(tx *dbx.Tx) error {
		_, err := tx.Exec(ctx, `INSERT INTO crash_done (key, what) VALUES ($1, $2) ON CONFLICT (key) DO NOTHING`, key, what)
		return err
	})
	switch {
	case err == nil && opens && draft != "": // the form that all have said yes to is sent
		err = y.Accept(ctx, draft, "case of "+e.Effect, y.now())
	case err == nil && opens:
		err = y.Opened(ctx, e.Effect, "case of "+e.Effect, y.now())
	}
	return true, err
}

func keyOf(r lifeevents.Record) string {
	return fmt.Sprintf("%s/%s/%s/%s", r.Rule, r.Subject, r.Period, r.Receiver)
}

// naive keeps effects as one does who has not thought of kill -9.
type naive struct {
	*sqlstore.Store
	db       *dbx.DB
	keyFirst bool
}

func (n naive) Apply(ctx context.Context, r *lifeevents.Rule, effects []lifeevents.Effect, now time.Time) (made, _ int, err error) {
	for _, e := range effects {
		what := fmt.Sprintf("%s/%s/%s", e.Rule, e.Subject, e.Period)
		if there, err := kept(ctx, n.db, what); err != nil {
			return made, 0, err
		} else if there {
			continue
		}
		steps := []func(tx *dbx.Tx) error{
			func(tx *dbx.Tx) error {
				return outbox.Put(ctx, tx, outbox.Job{Key: identity.NewID(), Topic: sqlstore.NewsTopic, Payload: errand{What: what}, Due: now})
			},
			func(tx *dbx.Tx) error { return keep(ctx, tx, what) },
		}
		if n.keyFirst {
			steps[0], steps[1] = steps[1], steps[0]
		}
		for _, step := range steps {
			if err := n.db.Write(ctx, step); err != nil {
				return made, 0, err
			}
		}
		made++
	}
	return made, 0, nil
}

// crashTables are what the children's work is counted by, and what they keep keys in.
var crashTables = func() dbx.Module {
	file := &fstest.MapFile{Data: []byte("CREATE TABLE crash_done (key text PRIMARY KEY, what text NOT NULL);\nCREATE TABLE crash_key (key text PRIMARY KEY);")}
	return dbx.Module{Name: "crash", FS: fstest.MapFS{"sqlite/0001_crash.sql": file, "postgres/0001_crash.sql": file}}
}()

// year lives a recorded year on a fresh database with that many kills, and returns what it came to, each with how often, and how many kills there were.
func year(t *testing.T, dsn string, seed uint64, way string, kills int) (map[string]int, int) {
	t.Helper()
	ctx := t.Context()
	db := dbtest.Open(t, dsn, append(slices.Clone(modules), crashTables)...)
	h := crash.Harness{Child: "year", Args: yearArgs{dsn, seed, way}, Steps: recordFrom.DaysUntil(recordTo) / recordPace / 2, Kills: kills}
	took := h.Run(t)
	counts := map[string]int{}
	err := db.Read(ctx, func(tx *dbx.Tx) error {
		for _, query := range []string{
			`SELECT 'effect ' || rule || ' ' || kind || ' ' || state || ' ' || reason || '/' || subject || '/' || period || '/' || receiver || '/' || COALESCE(until, '')
				|| '/' || CAST(turn AS text) || '/' || CAST(reminded AS text) FROM life_effects`,
			`SELECT 'event ' || kind || '/' || id || '/' || subject || '/' || day FROM life_events`,
			`SELECT 'run' || '/' || day FROM life_runs`,
			`SELECT 'work ' || what FROM crash_done`,
			`SELECT 'not done ' || topic || '/' || key FROM outbox_job WHERE state <> 'done'`,
		} {
			all, err := dbx.All(ctx, tx, dbx.Value[string], query)
			if err != nil {
				return err
			}
			for _, line := range all {
				counts[line]++
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return counts, took
}

// differ counts what is in want and not in got, and what is in got and not in want, and shows some.
func differ(want, got map[string]int) (lost, doubled int, some []string) {
	for _, pair := range []struct {
		more, less map[string]int
		n          *int
		mark       string
	}{{want, got, &lost, "-"}, {got, want, &doubled, "+"}} {
		for line, n := range pair.more {
			if n -= pair.less[line]; n > 0 {
				*pair.n += n
				if some = append(some, pair.mark+line); len(some) > 20 {
					some = some[:20]
				}
			}
		}
	}
	return lost, doubled, some
}

// eachDSN runs fn for SQLite and for PostgreSQL, with what makes fresh databases.
func eachDSN(t *testing.T, fn func(t *testing.T, dsn func(testing.TB) string)) {
	t.Run("sqlite", func(t *testing.T) { fn(t, dbtest.SQLiteDSN) })
	t.Run("postgres", func(t *testing.T) { fn(t, dbtest.PostgresDSN) })
}

// goldens are the years that nothing was killed in, on SQLite, by seed and way.
var goldens = map[string]map[string]int{}

func golden(t *testing.T, seed uint64, way string) map[string]int {
	t.Helper()
	key := fmt.Sprint(seed, way)
	if goldens[key] == nil {
		goldens[key], _ = year(t, dbtest.SQLiteDSN(t), seed, way, 0)
	}
	return goldens[key]
}

// TestAYearSurvivesBeingKilled kills the process that lives through a recorded year, again and again at random moments, and holds that the year came to exactly
// what it comes to when nothing is killed.
func TestAYearSurvivesBeingKilled(t *testing.T) {
	eachDSN(t, func(t *testing.T, dsn func(testing.TB) string) {
		effects := 0
		kills := crash.Rounds(*crash.Kills, func(n, left int) int {
			want := golden(t, uint64(n+1), inOne)
			got, kills := year(t, dsn(t), uint64(n+1), inOne, left)
			lost, doubled, some := differ(want, got)
			if lost+doubled > 0 {
				t.Fatalf("year %d, killed %d times: %d lost, %d doubled: %q", n+1, kills, lost, doubled, some)
			}
			effects += len(want)
			t.Logf("year %d, killed %d times: %d kept, none lost, none doubled", n+1, kills, len(want))
			return kills
		})
		if kills < *crash.Kills {
			t.Errorf("killed %d times, want %d", kills, *crash.Kills)
		}
		t.Logf("killed %d times: %d kept", kills, effects)
	})
}

// TestTheHarnessCatchesWhatIsNaive holds that the same harness finds what is doubled, and what is lost, by a store that does in two transactions what must be one.
func TestTheHarnessCatchesWhatIsNaive(t *testing.T) {
	eachDSN(t, func(t *testing.T, dsn func(testing.TB) string) {
		for _, way := range []string{effectFirst, keyFirst} {
			t.Run(way, func(t *testing.T) {
				want := golden(t, 1, way)
				lost, doubled, tries := 0, 0, 0
				for lost+doubled == 0 && tries < 20 {
					got, _ := year(t, dsn(t), 1, way, 20)
					lost, doubled, _ = differ(want, got)
					tries++
				}
				if wantLost := way == keyFirst; lost > 0 != wantLost || doubled > 0 == wantLost {
					t.Errorf("%d lost, %d doubled, after %d years", lost, doubled, tries)
				}
			})
		}
	})
}

// TestTheIndexesMissNobody lives years in which each run looks at those alone for whom something comes due or about whom something has changed, and years in which it
// asks everybody anew: they come to the same. In the later years it mattered what became of somebody at home who was registered elsewhere.
func TestTheIndexesMissNobody(t *testing.T) {
	for _, seed := range []uint64{1, 2, 33, 37, 40, 46} {
		lost, more, some := differ(golden(t, seed, anew), golden(t, seed, inOne))
		if lost+more > 0 {
			t.Errorf("year %d: %d missed, %d too many: %q", seed, lost, more, some)
		}
	}
}

// TestARecordedYear holds what the year comes to, by rule, kind and state.
func TestARecordedYear(t *testing.T) {
	counts := map[string]int{}
	for line, n := range golden(t, 1, inOne) {
		what, _, _ := strings.Cut(line, "/")
		counts[strings.TrimSpace(what)] += n
	}
	var out strings.Builder
	for _, line := range slices.Sorted(maps.Keys(counts)) {
		fmt.Fprintf(&out, "%s: %d\n", line, counts[line])
	}
	const file = "testdata/year.golden"
	if *update {
		if err := os.WriteFile(file, []byte(out.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), out.String()); diff != "" {
		t.Error(diff)
	}
}
