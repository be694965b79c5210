package main

import (
	"bytes"
	"context"
	"log/slog"
	"strings"
	"testing"
	"time"

	"forvag/internal/identity"
	"forvag/internal/locale"
	"forvag/internal/residents"
	"forvag/notify"
)

// TestBounceCommand hands the command what a mail server gets back of a code that went to an address that is not there.
func TestBounceCommand(t *testing.T) {
	s := settings{storage: storage{Data: t.TempDir()}, SessionIdle: time.Hour}
	in, err := open(t.Context(), s, time.Now, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	if err := in.site.Residents.LoadDemo(t.Context()); err != nil {
		t.Fatal(err)
	}
	anna := residents.DemoID("000101")
	if _, err := in.site.Residents.SetContact(t.Context(), anna, residents.Contact{Email: "anna@post.example"}); err != nil {
		t.Fatal(err)
	}
	if err := in.site.Contacts.Ask(t.Context(), anna, notify.Mail, locale.SV); err != nil {
		t.Fatal(err)
	}
	code := func() (id string, refused bool) {
		t.Helper()
		d, err := in.site.Contacts.Detail(t.Context(), anna, notify.Mail)
		if err != nil || d.Code == nil {
			t.Fatal(d, err)
		}
		return d.Code.ID, d.Code.Refused
	}
	id, _ := code()
	report := func(keys *identity.Keyring) string {
		return "To: studs+" + notify.Token(keys, id) + "@almby.example\nContent-Type: multipart/report; report-type=delivery-status; boundary=x\n\n--x\n" +
			"Content-Type: message/delivery-status\n\nReporting-MTA: dns; mx\n\nFinal-Recipient: rfc822; anna@post.example\nAction: failed\nStatus: 5.1.1\n\n--x--\n"
	}
	takes := func(words string) string {
		t.Helper()
		var out bytes.Buffer
		c := bounceCmd{storage: s.storage, in: strings.NewReader(words)}
		if err := c.Run(context.Background(), &console{out: &out, err: &out}); err != nil {
			t.Fatal(err)
		}
		return out.String()
	}
	if said := takes("Subject: Jag är på semester\n\nHej\n"); !strings.HasPrefix(said, "dropped") {
		t.Error(said)
	}
	if _, refused := code(); refused {
		t.Fatal("a reply refuses the address")
	}
	if said := takes(report(in.site.Keys)); said != "failed 5.1.1\n" {
		t.Error(said)
	}
	if _, refused := code(); !refused {
		t.Error("the address is not refused")
	}
	if err := in.Close(); err != nil {
		t.Fatal(err)
	}
	away := bounceCmd{storage: storage{Data: t.TempDir()}, in: strings.NewReader("")}
	if err, ok := away.Run(context.Background(), &console{out: &bytes.Buffer{}}).(exitCode); !ok || err.code != tryLater {
		t.Errorf("without a database: %v", err)
	}
}

func TestTextingSettings(t *testing.T) {
	for _, c := range []struct {
		name string
		x    texting
		says string
	}{
		{"none", texting{}, ""},
		{"all", texting{SMSURL: "https://u:p@api.46elks.com/a1/sms", SMSFrom: "Almby"}, ""},
		{"in the clear", texting{SMSURL: "http://u:p@api.46elks.com/a1/sms", SMSFrom: "Almby"}, "FORVAG_SMS_URL"},
		{"no sender", texting{SMSURL: "https://u:p@api.46elks.com/a1/sms"}, "FORVAG_SMS_FROM"},
		{"a sender that cannot be", texting{SMSURL: "https://u:p@api.46elks.com/a1/sms", SMSFrom: "Almby kommun"}, "FORVAG_SMS_FROM"},
	} {
		t.Run(c.name, func(t *testing.T) {
			err := c.x.validate()
			if (err == nil) != (c.says == "") || err != nil && !strings.Contains(err.Error(), c.says) {
				t.Errorf("%v, want %q", err, c.says)
			}
		})
	}
}

func TestMailSettings(t *testing.T) {
	for _, c := range []struct {
		name string
		m    mailing
		says string
	}{
		{"none", mailing{}, ""},
		{"all", mailing{SMTPURL: "smtps://u:p@mail.almby.example", MailFrom: "Almby kommun <a@almby.example>", MailBounces: "b@almby.example"}, ""},
		{"no sender", mailing{SMTPURL: "smtp://mail.almby.example"}, "FORVAG_MAIL_FROM"},
		{"no server's address", mailing{SMTPURL: "mail.almby.example:25", MailFrom: "a@almby.example"}, "FORVAG_SMTP_URL"},
		{"no address", mailing{SMTPURL: "smtp://mail.almby.example", MailFrom: "Almby"}, "FORVAG_MAIL_FROM"},
		{"no address for what comes back", mailing{SMTPURL: "smtp://mail.almby.example", MailFrom: "a@almby.example", MailBounces: "x"}, "FORVAG_MAIL_BOUNCES"},
		{"at the door", mailing{SMTPURL: "smtp://mail.almby.example", MailFrom: "a@almby.example", MailBounces: "b@studs.almby.example", MailListen: ":25"}, ""},
		{"a door for no address", mailing{SMTPURL: "smtp://mail.almby.example", MailFrom: "a@almby.example", MailListen: ":25"}, "FORVAG_MAIL_BOUNCES"},
		{"a door for what is not sent", mailing{MailBounces: "b@studs.almby.example", MailListen: ":25"}, "FORVAG_SMTP_URL"},
		{"a key without a name", mailing{SMTPURL: "smtp://mail.almby.example", MailFrom: "a@almby.example", MailDKIMFile: "k"}, "FORVAG_MAIL_DKIM_SELECTOR"},
		{"no key", mailing{SMTPURL: "smtp://mail.almby.example", MailFrom: "a@almby.example", MailDKIMFile: "/nowhere", MailDKIMSelector: "s"}, "FORVAG_MAIL_DKIM_FILE"},
	} {
		t.Run(c.name, func(t *testing.T) {
			err := c.m.validate()
			if (err == nil) != (c.says == "") || err != nil && !strings.Contains(err.Error(), c.says) {
				t.Errorf("%v, want %q", err, c.says)
			}
		})
	}
}
