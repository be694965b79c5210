package notify_test

import (
	"log/slog"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"forvag/internal/casework"
	"forvag/internal/dbx/dbtest"
	"forvag/internal/identity"
	"forvag/internal/outbox"
	"forvag/notify"
)

// TestAPushThatNobodyOpensIsFollowedByEmail has a push service and a mail server on this machine, and lets the hours pass.
func TestAPushThatNobodyOpensIsFollowedByEmail(t *testing.T) {
	type got struct{ Push, Mail int }
	for _, tc := range []struct {
		name string
		// after is how long after the push, seen that the case is read in the portal by then.
		after time.Duration
		seen  bool
		want  got
	}{
		{"at once", 0, false, got{1, 0}},
		{"within a day", 23 * time.Hour, false, got{1, 0}},
		{"after a day", 25 * time.Hour, false, got{1, 1}},
		{"after a day, and opened", 25 * time.Hour, true, got{1, 0}},
		{"after a week, and no more than once", 7 * 24 * time.Hour, false, got{1, 1}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			eachDSN(t, func(t *testing.T, dsn func(testing.TB) string) {
				now := crashNoon
				w, r := fallback(t, dsn(t), func() time.Time { return now })
				w.drain(t)
				for now = now.Add(time.Minute); now.Sub(crashNoon) < tc.after; now = now.Add(30 * time.Minute) {
					if tc.seen {
						if _, err := w.store.Read(t.Context(), "p0", "c0", crashDecisions, now); err != nil {
							t.Fatal(err)
						}
					}
					w.drain(t)
				}
				pushed, _ := r.arrived(notify.Push)
				mailed, _ := r.arrived(notify.Mail)
				if diff := cmp.Diff(tc.want, got{len(pushed), len(mailed)}); diff != "" {
					t.Error(diff)
				}
				for id, n := range mailed {
					if d, err := w.store.Delivery(t.Context(), id); err != nil || n != 1 || d.Channel != notify.Mail || d.Step != 1 || d.State != notify.StateSent {
						t.Errorf("%s came %d times: %+v, %v", id, n, d, err)
					}
				}
			})
		})
	}
}

// fallback is a town where one person, with a device and an e-mail address, is told of a decision.
func fallback(t *testing.T, dsn string, now func() time.Time) (*teller, *receivers) {
	t.Helper()
	ctx := t.Context()
	r := newReceivers(t)
	r.thinks = 1
	keyFile := filepath.Join(t.TempDir(), "key")
	if err := identity.WriteKeyring(keyFile); err != nil {
		t.Fatal(err)
	}
	dbtest.Open(t, dsn, crashModules...)
	w, err := newTeller(ctx, tellArgs{DSN: dsn, Keys: keyFile, Push: r.push.URL, Mail: "smtp://" + r.mailAt, SMS: r.smsURL(), Way: asItIs}, now)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = w.db.Close() })
	r.keys = w.Keys
	if err := r.subscribe(ctx, w.devices, "p0"); err != nil {
		t.Fatal(err)
	}
	w.verify(t, "p0", notify.Mail)
	if err := w.Follow(ctx, casework.EventNews{Case: "c0", Event: crashEvent("c0", 0), Seq: 1, Kind: casework.Decided}); err != nil {
		t.Fatal(err)
	}
	return w, r
}

// drain does what is due.
func (w *teller) drain(t *testing.T) {
	t.Helper()
	worker := outbox.Worker{Queue: w.queue, Jitter: func() float64 { return 0 }, Log: slog.New(slog.DiscardHandler), Attempts: notify.Attempts,
		Handlers: map[string]outbox.Handler{notify.SendTopic: w.Send, notify.NextTopic: w.Next}}
	if _, err := worker.Drain(t.Context()); err != nil {
		t.Fatal(err)
	}
}
