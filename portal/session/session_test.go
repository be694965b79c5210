package session_test

import (
	"errors"
	"testing"
	"time"

	"forvag/internal/dbx"
	"forvag/internal/dbx/dbtest"
	"forvag/internal/fault"
	"forvag/internal/identity"
	"forvag/portal/session"
)

var saga = session.Login{Person: "saga", Assurance: identity.AssuranceSubstantial}

func each(t *testing.T, test func(t *testing.T, s *session.Store, now *time.Time)) {
	dbtest.Each(t, []dbx.Module{session.Module}, func(t *testing.T, db *dbx.DB) {
		now := time.Date(2026, 11, 22, 8, 0, 0, 0, time.UTC)
		test(t, session.NewStore(db, func() time.Time { return now }, 30*time.Minute), &now)
	})
}

func TestTokenFromBeforeTheLoginIsWorthNothing(t *testing.T) {
	each(t, func(t *testing.T, s *session.Store, _ *time.Time) {
		ctx := t.Context()
		visitor, before, err := s.Open(ctx)
		if err != nil {
			t.Fatal(err)
		}
		in, token, err := s.LogIn(ctx, visitor, saga)
		if err != nil {
			t.Fatal(err)
		}
		if token == before || in.ID == token {
			t.Error("a login must have a token of its own, and the token must not be stored")
		}
		if _, err := s.Get(ctx, before); !errors.Is(err, fault.NotFound) {
			t.Errorf("the visitor's token: got %v, want NotFound", err)
		}
		got, err := s.Get(ctx, token)
		if err != nil || got.Person != "saga" || got.Assurance != identity.AssuranceSubstantial || got.Officer {
			t.Errorf("Get = %+v, %v", got, err)
		}
	})
}

func TestSessionChangesAndEnds(t *testing.T) {
	each(t, func(t *testing.T, s *session.Store, _ *time.Time) {
		ctx := t.Context()
		n, token, err := s.LogIn(ctx, nil, saga)
		if err != nil {
			t.Fatal(err)
		}
		if err := s.ActFor(ctx, n, "org"); err != nil {
			t.Fatal(err)
		}
		if err := s.Follow(ctx, n, "case", true); err != nil {
			t.Fatal(err)
		}
		if got, err := s.Get(ctx, token); err != nil || got.For != "org" || got.Case != "case" || !got.Follows {
			t.Errorf("Get = %+v, %v, want for org and case", got, err)
		}
		if err := s.End(ctx, n); err != nil {
			t.Fatal(err)
		}
		if _, err := s.Get(ctx, token); !errors.Is(err, fault.NotFound) {
			t.Errorf("after logging out: got %v, want NotFound", err)
		}
	})
}

func TestSilenceAndTwelveHoursEndALogin(t *testing.T) {
	each(t, func(t *testing.T, s *session.Store, now *time.Time) {
		ctx := t.Context()
		_, idle, err := s.LogIn(ctx, nil, saga)
		if err != nil {
			t.Fatal(err)
		}
		_, busy, err := s.LogIn(ctx, nil, saga)
		if err != nil {
			t.Fatal(err)
		}
		for at := 20 * time.Minute; at < 12*time.Hour; at += 20 * time.Minute {
			*now = now.Add(20 * time.Minute)
			if _, err := s.Get(ctx, busy); err != nil {
				t.Fatalf("busy for %v: %v", at, err)
			}
		}
		if _, err := s.Get(ctx, idle); !errors.Is(err, fault.NotFound) {
			t.Errorf("after silence: got %v, want NotFound", err)
		}
		*now = now.Add(20 * time.Minute)
		if _, err := s.Get(ctx, busy); !errors.Is(err, fault.NotFound) {
			t.Errorf("after twelve hours, however busy: got %v, want NotFound", err)
		}
		if n, err := s.Sweep(ctx); err != nil || n != 2 {
			t.Errorf("Sweep = %d, %v, want both removed", n, err)
		}
	})
}
