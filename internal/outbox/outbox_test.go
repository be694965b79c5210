package outbox_test

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"forvag/internal/dbx"
	"forvag/internal/dbx/dbtest"
	"forvag/internal/fault"
	"forvag/internal/outbox"
)

// bench is a queue on a fresh database with a clock that the test sets.
type bench struct {
	*outbox.Queue
	t   *testing.T
	db  *dbx.DB
	now atomic.Pointer[time.Time]
}

func each(t *testing.T, fn func(t *testing.T, b *bench)) {
	t.Helper()
	dbtest.Each(t, []dbx.Module{outbox.Module}, func(t *testing.T, db *dbx.DB) {
		b := &bench{t: t, db: db}
		start := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
		b.now.Store(&start)
		b.Queue = outbox.NewQueue(db, b.clock)
		fn(t, b)
	})
}

func (b *bench) clock() time.Time { return *b.now.Load() }

func (b *bench) pass(d time.Duration) {
	later := b.clock().Add(d)
	b.now.Store(&later)
}

func (b *bench) put(jobs ...outbox.Job) {
	b.t.Helper()
	ctx := b.t.Context()
	err := b.db.Write(ctx, func(tx *dbx.Tx) error {
		for _, j := range jobs {
			if err := outbox.Put(ctx, tx, j); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		b.t.Fatal(err)
	}
}

func (b *bench) claim(limit int) []outbox.Claim {
	b.t.Helper()
	claims, err := b.Claim(b.t.Context(), []string{"mail"}, limit, time.Minute)
	if err != nil {
		b.t.Fatal(err)
	}
	return claims
}

func (b *bench) worker(h outbox.Handler) *outbox.Worker {
	return &outbox.Worker{
		Queue: b.Queue, Handlers: map[string]outbox.Handler{"mail": h}, Jitter: func() float64 { return 1 },
		Log: slog.New(slog.DiscardHandler), Attempts: 3, Lease: time.Minute, Poll: 5 * time.Millisecond,
	}
}

func (b *bench) counts() outbox.Counts {
	b.t.Helper()
	c, err := b.Counts(b.t.Context())
	if err != nil {
		b.t.Fatal(err)
	}
	return c
}

func (b *bench) drain(w *outbox.Worker, want int) {
	b.t.Helper()
	if n, err := w.Drain(b.t.Context()); err != nil || n != want {
		b.t.Fatalf("Drain tried %d jobs, %v; want %d", n, err, want)
	}
}

func keys(claims []outbox.Claim) (keys []string) {
	for _, c := range claims {
		keys = append(keys, c.Key)
	}
	return keys
}

func TestPutIsPartOfItsTransaction(t *testing.T) {
	each(t, func(t *testing.T, b *bench) {
		broken := errors.New("broken")
		err := b.db.Write(t.Context(), func(tx *dbx.Tx) error {
			return errors.Join(outbox.Put(t.Context(), tx, outbox.Job{Key: "a", Topic: "mail"}), broken)
		})
		if !errors.Is(err, broken) || len(b.claim(9)) != 0 {
			t.Errorf("%v: a job outlived its cause", err)
		}
		for _, bad := range []outbox.Job{{Topic: "mail"}, {Key: "a"}, {Key: "a", Topic: "mail", Payload: func() {}}} {
			err := b.db.Write(t.Context(), func(tx *dbx.Tx) error { return outbox.Put(t.Context(), tx, bad) })
			if err == nil {
				t.Errorf("put %+v; want an error", bad.Topic)
			}
		}
	})
}

func TestKeyIsOnceForEver(t *testing.T) {
	each(t, func(t *testing.T, b *bench) {
		job := outbox.Job{Key: "a", Topic: "mail", Payload: map[string]int{"n": 7}}
		b.put(job, job)
		claims := b.claim(9)
		if diff := cmp.Diff(keys(claims), []string{"a"}); diff != "" {
			t.Fatal(diff)
		}
		var payload struct{ N int }
		if err := claims[0].Decode(&payload); err != nil || payload.N != 7 {
			t.Errorf("payload %+v, %v; want n = 7", payload, err)
		}
		if err := b.Done(t.Context(), claims[0]); err != nil {
			t.Fatal(err)
		}
		b.put(job)
		b.pass(time.Hour)
		if again := b.claim(9); len(again) != 0 {
			t.Errorf("a key that was done came again: %v", keys(again))
		}
		if n, err := b.Prune(t.Context(), b.clock()); n != 1 || err != nil {
			t.Errorf("pruned %d, %v; want 1", n, err)
		}
	})
}

func TestClaimTakesDueJobsInOrder(t *testing.T) {
	each(t, func(t *testing.T, b *bench) {
		now := b.clock()
		b.put(
			outbox.Job{Key: "later", Topic: "mail", Due: now.Add(time.Hour)},
			outbox.Job{Key: "second", Topic: "mail", Due: now},
			outbox.Job{Key: "first", Topic: "mail"},
			outbox.Job{Key: "other", Topic: "sms"},
			outbox.Job{Key: "third", Topic: "mail", Due: now},
		)
		if diff := cmp.Diff(b.counts(), outbox.Counts{Due: 4, Waiting: 1, Oldest: time.Unix(0, 0).UTC()}); diff != "" {
			t.Error(diff)
		}
		if diff := cmp.Diff(keys(b.claim(2)), []string{"first", "second"}); diff != "" {
			t.Error(diff)
		}
		if diff := cmp.Diff(keys(b.claim(9)), []string{"third"}); diff != "" {
			t.Error(diff)
		}
		b.pass(time.Hour)
		if diff := cmp.Diff(keys(b.claim(9)), []string{"first", "second", "third", "later"}, cmp.Transformer("set", set)); diff != "" {
			t.Error(diff)
		}
	})
}

func set(keys []string) map[string]bool {
	out := map[string]bool{}
	for _, k := range keys {
		out[k] = true
	}
	return out
}

func TestLostLeaseIsFenced(t *testing.T) {
	each(t, func(t *testing.T, b *bench) {
		b.put(outbox.Job{Key: "a", Topic: "mail"})
		slow := b.claim(1)[0]
		b.pass(time.Minute - time.Microsecond)
		if early := b.claim(1); len(early) != 0 {
			t.Fatalf("claimed %v while the lease held", keys(early))
		}
		b.pass(time.Microsecond)
		fast := b.claim(1)
		if len(fast) != 1 || fast[0].Attempt != 2 {
			t.Fatalf("claims after the lease: %+v, want one with attempt 2", fast)
		}
		ctx := t.Context()
		for name, finish := range map[string]error{
			"Done": b.Done(ctx, slow), "Retry": b.Retry(ctx, slow, b.clock(), nil), "Bury": b.Bury(ctx, slow, nil), "Release": b.Release(ctx, slow),
		} {
			if !errors.Is(finish, fault.Stale) {
				t.Errorf("%s by the slow worker: %v, want fault.Stale", name, finish)
			}
		}
		if err := b.Done(ctx, fast[0]); err != nil {
			t.Errorf("Done by the worker that holds the lease: %v", err)
		}
		if err := b.Done(ctx, fast[0]); !errors.Is(err, fault.Stale) {
			t.Errorf("Done twice: %v, want fault.Stale", err)
		}
	})
}

func TestRetryThenDeadLetterThenRequeue(t *testing.T) {
	each(t, func(t *testing.T, b *bench) {
		b.put(outbox.Job{Key: "a", Topic: "mail"})
		healthy := false
		var attempts []int
		w := b.worker(func(_ context.Context, job outbox.Claim) (bool, error) {
			attempts = append(attempts, job.Attempt)
			if healthy {
				return false, nil
			}
			return true, errors.New("the mail server is away")
		})
		for _, pause := range []time.Duration{10 * time.Second, 20 * time.Second} {
			b.drain(w, 1)
			b.pass(pause - time.Microsecond)
			b.drain(w, 0)
			b.pass(time.Microsecond)
		}
		b.drain(w, 1)
		letters, err := b.Dead(t.Context(), 9)
		want := []outbox.Letter{{Key: "a", Topic: "mail", LastError: "the mail server is away", Attempts: 3, Died: b.clock()}}
		if diff := cmp.Diff(letters, want); err != nil || diff != "" {
			t.Fatal(err, diff)
		}
		healthy = true
		if err := b.Requeue(t.Context(), "a"); err != nil {
			t.Fatal(err)
		}
		b.drain(w, 1)
		if diff := cmp.Diff(attempts, []int{1, 2, 3, 1}); diff != "" {
			t.Error(diff)
		}
		if diff := cmp.Diff(b.counts(), outbox.Counts{}); diff != "" {
			t.Error(diff)
		}
		if err := b.Requeue(t.Context(), "a"); !errors.Is(err, fault.NotFound) {
			t.Errorf("requeue of a done job: %v, want fault.NotFound", err)
		}
	})
}

func TestPostponedJobWaitsAsLongAsItSays(t *testing.T) {
	each(t, func(t *testing.T, b *bench) {
		b.put(outbox.Job{Key: "a", Topic: "mail"})
		until, cause := b.clock().Add(time.Hour), error(nil)
		var attempts []int
		w := b.worker(func(_ context.Context, job outbox.Claim) (bool, error) {
			attempts = append(attempts, job.Attempt)
			return true, &outbox.Postponed{Until: until, Cause: cause}
		})
		b.drain(w, 1)
		b.pass(time.Hour - time.Microsecond)
		b.drain(w, 0)
		b.pass(time.Microsecond)
		until, cause = b.clock().Add(time.Hour), errors.New("asked to wait")
		b.drain(w, 1) // the first time did not count, this one does
		b.pass(time.Hour - time.Microsecond)
		b.drain(w, 0)
		b.pass(time.Microsecond)
		b.drain(w, 1)
		if diff := cmp.Diff(attempts, []int{1, 1, 2}); diff != "" {
			t.Error(diff)
		}
	})
}

func TestAgainRunsWhatIsDoneOrDead(t *testing.T) {
	each(t, func(t *testing.T, b *bench) {
		again := func() {
			t.Helper()
			err := b.db.Write(t.Context(), func(tx *dbx.Tx) error {
				return outbox.Again(t.Context(), tx, outbox.Job{Key: "a", Topic: "mail", Payload: "once more", Due: b.clock()})
			})
			if err != nil {
				t.Fatal(err)
			}
		}
		again()
		again() // waits already
		hopeless := b.worker(func(context.Context, outbox.Claim) (bool, error) { return false, errors.New("no such address") })
		b.drain(hopeless, 1)
		again()
		b.drain(b.worker(func(context.Context, outbox.Claim) (bool, error) { return false, nil }), 1)
		again()
		claims := b.claim(9)
		if len(claims) != 1 || string(claims[0].Payload) != `"once more"` || claims[0].Attempt != 1 {
			t.Errorf("claims: %+v, want the job with its payload and first attempt", claims)
		}
	})
}

func TestHopelessJobIsDeadAtOnce(t *testing.T) {
	each(t, func(t *testing.T, b *bench) {
		b.put(outbox.Job{Key: "a", Topic: "mail"})
		b.drain(b.worker(func(context.Context, outbox.Claim) (bool, error) { return false, errors.New("no such address") }), 1)
		if diff := cmp.Diff(b.counts(), outbox.Counts{Dead: 1}); diff != "" {
			t.Error(diff)
		}
		if err := b.Discard(t.Context(), "a"); err != nil {
			t.Error(err)
		}
		if diff := cmp.Diff(b.counts(), outbox.Counts{}); diff != "" {
			t.Error(diff)
		}
	})
}

func TestPanicIsAFailedAttempt(t *testing.T) {
	each(t, func(t *testing.T, b *bench) {
		b.put(outbox.Job{Key: "a", Topic: "mail"})
		b.drain(b.worker(func(context.Context, outbox.Claim) (bool, error) { panic("nil map") }), 1)
		if diff := cmp.Diff(b.counts(), outbox.Counts{Waiting: 1}); diff != "" {
			t.Error(diff)
		}
	})
}

// TestCrashLoopEndsAsDeadLetter has every worker die with the job in its hands.
func TestCrashLoopEndsAsDeadLetter(t *testing.T) {
	each(t, func(t *testing.T, b *bench) {
		b.put(outbox.Job{Key: "a", Topic: "mail"})
		for range 3 {
			if len(b.claim(1)) != 1 {
				t.Fatal("nothing to claim")
			}
			b.pass(time.Minute)
		}
		b.drain(b.worker(func(context.Context, outbox.Claim) (bool, error) {
			t.Error("the job that kills its worker was called once more")
			return false, nil
		}), 1)
		if diff := cmp.Diff(b.counts(), outbox.Counts{Dead: 1}); diff != "" {
			t.Error(diff)
		}
	})
}

func TestConcurrentWorkersDoEachJobOnce(t *testing.T) {
	each(t, func(t *testing.T, b *bench) {
		const jobs = 40
		var all []outbox.Job
		for i := range jobs {
			all = append(all, outbox.Job{Key: string(rune('A' + i)), Topic: "mail"})
		}
		b.put(all...)
		ctx, stop := context.WithCancel(t.Context())
		defer stop()
		var mu sync.Mutex
		calls := map[string]int{}
		var group sync.WaitGroup
		for range 3 {
			w := b.worker(func(_ context.Context, job outbox.Claim) (bool, error) {
				mu.Lock()
				defer mu.Unlock()
				if calls[job.Key]++; len(calls) == jobs {
					stop()
				}
				return false, nil
			})
			group.Go(func() {
				if err := w.Run(ctx); err != nil {
					t.Error(err)
				}
			})
		}
		group.Wait()
		for key, n := range calls {
			if n != 1 {
				t.Errorf("job %s was called %d times", key, n)
			}
		}
		if diff := cmp.Diff(b.counts(), outbox.Counts{}); diff != "" {
			t.Error(diff)
		}
	})
}

func TestShutdownGivesTheJobBack(t *testing.T) {
	each(t, func(t *testing.T, b *bench) {
		b.put(outbox.Job{Key: "a", Topic: "mail"})
		ctx, stop := context.WithCancel(t.Context())
		w := b.worker(func(ctx context.Context, _ outbox.Claim) (bool, error) {
			stop()
			<-ctx.Done()
			return true, ctx.Err()
		})
		if err := w.Run(ctx); err != nil {
			t.Error(err)
		}
		claims := b.claim(1)
		if len(claims) != 1 || claims[0].Attempt != 1 {
			t.Errorf("claims after shutdown: %+v, want the job with attempt 1", claims)
		}
	})
}

func TestParity(t *testing.T) { dbtest.Parity(t, outbox.Module) }
