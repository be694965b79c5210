package mail_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"forvag/internal/fault"
	"forvag/internal/identity"
	"forvag/internal/locale"
	"forvag/notify"
	"forvag/notify/mail"
)

// dsn is a report as Postfix writes it. %TOKEN%, %ACTION%, %STATUS% and %SAID% are filled in.
const dsn = `Return-Path: <>
Delivered-To: studs+%TOKEN%@almby.example
From: MAILER-DAEMON@mx.almby.example (Mail Delivery System)
Subject: Undelivered Mail Returned to Sender
To: studs+%TOKEN%@almby.example
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status;
	boundary="4F1.1700000000/mx.almby.example"

This is a MIME-encapsulated message.

--4F1.1700000000/mx.almby.example
Content-Description: Notification
Content-Type: text/plain; charset=us-ascii

I'm sorry to have to inform you that your message could not be delivered.

--4F1.1700000000/mx.almby.example
Content-Description: Delivery report
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.almby.example
X-Postfix-Queue-ID: 4F1
Arrival-Date: Mon, 23 Nov 2026 08:00:00 +0000 (UTC)

Final-Recipient: rfc822; anna@post.example
Original-Recipient: rfc822;anna@post.example
Action: %ACTION%
Status: %STATUS%
Remote-MTA: dns; mx.post.example
Diagnostic-Code: smtp; %SAID%

--4F1.1700000000/mx.almby.example
Content-Description: Undelivered Message
Content-Type: text/rfc822-headers

Message-ID: <%TOKEN%@almby.example>
Subject: x

--4F1.1700000000/mx.almby.example--
`

func fill(token, action, status, said string) string {
	return strings.NewReplacer("%TOKEN%", token, "%ACTION%", action, "%STATUS%", status, "%SAID%", said).Replace(dsn)
}

func TestWhatComesBackIsRead(t *testing.T) {
	b := write(t, "smtp://localhost", nil)
	id := b.message().ID
	token := notify.Token(b.keys, id)
	forged := strings.Map(func(r rune) rune { // the id is right, and the rest is not
		if r == rune(token[41]) {
			return 'b' + (r-'a'+1)%2
		}
		return r
	}, token)
	for _, c := range []struct {
		name, text, recipient string
		want                  *mail.Bounce
	}{
		{"no such mailbox", fill(token, "failed", "5.1.1", "550 5.1.1 <anna@post.example>: no"), "", &mail.Bounce{Message: id, Action: "failed", Status: "5.1.1"}},
		{"in capitals", fill(strings.ToUpper(token), "Failed", "5.1.1", "550"), "", &mail.Bounce{Message: id, Action: "failed", Status: "5.1.1"}},
		{"what the other side said is more", fill(token, "failed", "5.0.0", "550 5.7.1 spam"), "", &mail.Bounce{Message: id, Action: "failed", Status: "5.7.1"}},
		{"still trying", fill(token, "delayed", "4.4.1", "connection timed out"), "", &mail.Bounce{Message: id, Action: "delayed", Status: "4.4.1"}},
		{"named by the mail server alone", fill("", "failed", "5.1.1", "550"), "studs+" + token + "@almby.example", &mail.Bounce{Message: id, Action: "failed", Status: "5.1.1"}},
		{"of a message that was not ours", fill(forged, "failed", "5.1.1", "550"), "", nil},
		{"a reply by hand", "To: studs+" + token + "@almby.example\nContent-Type: text/plain\n\nAction: failed\nStatus: 5.1.1\n", "", nil},
		{"a reply by a machine", strings.Replace(fill(token, "failed", "5.1.1", ""), "delivery-status", "disposition-notification", 1), "", nil},
		{"cut short", fill(token, "failed", "5.1.1", "550")[:900], "", nil},
		{"nothing", "", "studs+" + token + "@almby.example", nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, err := mail.ReadBounce(strings.NewReader(c.text), b.keys, c.recipient)
			if c.want == nil {
				if !errors.Is(err, mail.ErrNoBounce) {
					t.Errorf("%+v, %v", got, err)
				}
				return
			}
			if diff := cmp.Diff(got, *c.want); err != nil || diff != "" {
				t.Error(err, diff)
			}
		})
	}
}

func FuzzReadBounce(f *testing.F) {
	keys, err := identity.ParseKeyring("1:" + strings.Repeat("A", 43) + "=")
	if err != nil {
		f.Fatal(err)
	}
	f.Add(fill(notify.Token(keys, "019aaaaa-0000-7000-8000-000000000001"), "failed", "5.1.1", "550 5.1.1"))
	f.Add("")
	f.Fuzz(func(t *testing.T, text string) {
		b, err := mail.ReadBounce(strings.NewReader(text), keys, "")
		if err == nil && (b.Message == "" || b.Action == "") {
			t.Errorf("%+v of %q", b, text)
		}
	})
}

func TestADeadAddressIsForgotten(t *testing.T) {
	const delivery = "019aaaaa-0000-7000-8000-000000000001"
	for _, c := range []struct {
		name    string
		bounce  mail.Bounce
		reports []notify.State
		left    int
	}{
		{"dead", mail.Bounce{Message: delivery, Action: "failed", Status: "5.1.1"}, []notify.State{notify.StateFailed}, 0},
		{"full", mail.Bounce{Message: delivery, Action: "failed", Status: "5.2.2"}, []notify.State{notify.StateFailed}, 1},
		{"late", mail.Bounce{Message: delivery, Action: "delayed", Status: "4.4.1"}, nil, 1},
		{"arrived", mail.Bounce{Message: delivery, Action: "delivered", Status: "2.1.5"}, []notify.State{notify.StateDelivered}, 1},
		{"of what is gone", mail.Bounce{Message: "019aaaaa-0000-7000-8000-0000000000ff", Action: "failed", Status: "5.1.1"}, nil, 1},
	} {
		t.Run(c.name, func(t *testing.T) {
			b := write(t, "smtp://localhost", nil)
			var reports []notify.State
			back := mail.Returns{Contacts: b.contacts, Now: func() time.Time { return start },
				Report: func(_ context.Context, r notify.Report) error { reports = append(reports, r.State); return nil },
				Delivery: func(_ context.Context, id string) (notify.Delivery, error) {
					if id != delivery {
						return notify.Delivery{}, fault.New(fault.NotFound, "access.not_found")
					}
					return notify.Delivery{ID: delivery, Person: "anna", Address: b.address}, nil
				}}
			if err := back.Take(t.Context(), c.bounce); err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(reports, c.reports); diff != "" {
				t.Error(diff)
			}
			if left, err := b.Addresses(t.Context(), "anna"); err != nil || len(left) != c.left {
				t.Errorf("%d addresses left, %v; want %d", len(left), err, c.left)
			}
		})
	}
}

// TestACodeThatComesBack asks for one, which bounces.
func TestACodeThatComesBack(t *testing.T) {
	b := write(t, "smtp://localhost", nil)
	if err := b.contacts.Ask(t.Context(), "bo", notify.Mail, locale.SV); err != nil {
		t.Fatal(err)
	}
	d, err := b.contacts.Detail(t.Context(), "bo", notify.Mail)
	if err != nil || d.Code == nil {
		t.Fatal(d, err)
	}
	back := mail.Returns{Contacts: b.contacts, Now: func() time.Time { return start }, Delivery: func(context.Context, string) (notify.Delivery, error) {
		return notify.Delivery{}, fault.New(fault.NotFound, "access.not_found")
	}}
	if err := back.Take(t.Context(), mail.Bounce{Message: d.Code.ID, Action: "failed", Status: "5.1.1"}); err != nil {
		t.Fatal(err)
	}
	if d, err = b.contacts.Detail(t.Context(), "bo", notify.Mail); err != nil || !d.Code.Refused {
		t.Errorf("%+v, %v", d, err)
	}
}
