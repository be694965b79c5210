package contact_test

import (
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"forvag/internal/fault"
	"forvag/internal/identity"
	"forvag/internal/locale"
	"forvag/internal/residents"
	"forvag/notify"
)

// TestTheVerifiedAddressIsReachedUntilTheNewOneIsConfirmed has Anna change her address, with a limit, a removal and the code between.
func TestTheVerifiedAddressIsReachedUntilTheNewOneIsConfirmed(t *testing.T) {
	each(t, func(t *testing.T, b *bench) {
		ctx := t.Context()
		old := func(when string) {
			t.Helper()
			all := b.addresses("anna", notify.Mail)
			if len(all) != 1 {
				t.Fatalf("%s: the verified address is not reached", when)
			}
			if at, err := b.Address(ctx, "anna", notify.Mail, all[0].ID); err != nil || at != "anna@post.example" {
				t.Fatalf("%s: %q, %v", when, at, err)
			}
		}
		change := func(address string) error { return b.AskAt(ctx, "anna", notify.Mail, address, locale.SV) }
		if err := b.ask("anna", notify.Mail); err != nil {
			t.Fatal(err)
		}
		b.drain()
		if err := b.Confirm(ctx, "anna", notify.Mail, b.code(b.mail)); err != nil {
			t.Fatal(err)
		}
		if err := change("ny@post.example"); !errors.Is(err, fault.TooMany) {
			t.Fatalf("at once: %v", err)
		}
		old("refused by a limit")
		b.now = b.now.Add(time.Minute)
		for address, kind := range map[string]error{"ny": fault.Invalid, " ": fault.NotFound} {
			if err := change(address); !errors.Is(err, kind) {
				t.Errorf("%q: %v", address, err)
			}
		}
		if err := change("ny@post.example"); err != nil {
			t.Fatal(err)
		}
		b.drain()
		old("asked for")
		if b.mail.to[1] != "ny@post.example" {
			t.Fatalf("the code went to %v", b.mail.to)
		}
		if d, err := b.Detail(ctx, "anna", notify.Mail); err != nil || d.Value != "anna@post.example" || d.Verified.IsZero() || d.Code == nil || d.Code.To != "ny@post.example" {
			t.Fatalf("%+v, %v", d, err)
		}

		if err := b.Withdraw(ctx, "anna", notify.Mail); err != nil {
			t.Fatal(err)
		}
		if err := b.Confirm(ctx, "anna", notify.Mail, b.code(b.mail)); key(err) != "contact.code.ended" {
			t.Errorf("withdrawn: %v", err)
		}
		old("withdrawn")

		b.now = b.now.Add(time.Minute)
		if err := change("ny@post.example"); err != nil {
			t.Fatal(err)
		}
		b.drain()
		if err := b.Confirm(ctx, "anna", notify.Mail, b.code(b.mail)); err != nil {
			t.Fatal(err)
		}
		all := b.addresses("anna", notify.Mail)
		if len(all) != 1 {
			t.Fatal("the new address is not reached")
		}
		if at, err := b.Address(ctx, "anna", notify.Mail, all[0].ID); err != nil || at != "ny@post.example" {
			t.Errorf("%q, %v", at, err)
		}
		if b.details["anna"].Phone != "+46701740605" {
			t.Errorf("the telephone became %q", b.details["anna"].Phone)
		}
	})
}

// TestACodeThatWasInterruptedIsWrittenOnceMore has where residents keep their addresses fail when the code was right.
func TestACodeThatWasInterruptedIsWrittenOnceMore(t *testing.T) {
	each(t, func(t *testing.T, b *bench) {
		ctx := t.Context()
		if err := b.ask("anna", notify.Mail); err != nil {
			t.Fatal(err)
		}
		b.drain()
		b.details[lost] = residents.Contact{}
		if err := b.Confirm(ctx, "anna", notify.Mail, b.code(b.mail)); !errors.Is(err, errLost) {
			t.Fatalf("interrupted: %v", err)
		}
		if len(b.addresses("anna", notify.Mail)) != 0 {
			t.Error("what could not be kept is verified")
		}
		delete(b.details, lost)
		if err := b.Confirm(ctx, "anna", notify.Mail, b.code(b.mail)); err != nil {
			t.Fatalf("once more: %v", err)
		}
		if len(b.addresses("anna", notify.Mail)) != 1 {
			t.Error("it is not verified")
		}
	})
}

// TestTheLimitsHoldForManyAtOnce has people ask at the same time: one for many codes, and many for the same stranger's address.
func TestTheLimitsHoldForManyAtOnce(t *testing.T) {
	each(t, func(t *testing.T, b *bench) {
		for _, test := range []struct {
			name string
			who  func(i int) identity.PersonID
			most int
		}{
			{"one person", func(int) identity.PersonID { return "anna" }, 1},
			{"one address", func(i int) identity.PersonID { return identity.PersonID(fmt.Sprint("asker", i)) }, 5},
		} {
			t.Run(test.name, func(t *testing.T) {
				to := test.name[4:] + "@post.example"
				var wait sync.WaitGroup
				errs := make([]error, 12)
				for i := range errs {
					wait.Go(func() { errs[i] = b.AskAt(t.Context(), test.who(i), notify.Mail, to, locale.SV) })
				}
				wait.Wait()
				sent := 0
				for _, err := range errs {
					if err == nil {
						sent++
					} else if !errors.Is(err, fault.TooMany) {
						t.Error(err)
					}
				}
				if sent != test.most {
					t.Errorf("%d codes, want %d", sent, test.most)
				}
			})
		}
	})
}
