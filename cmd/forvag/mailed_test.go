package main

import (
	"context"
	"io"
	"log"
	"log/slog"
	"net"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/emersion/go-smtp"
	"github.com/prometheus/client_golang/prometheus"

	"forvag/internal/casework"
	"forvag/internal/identity"
	"forvag/internal/locale"
	"forvag/internal/residents"
	"forvag/notify"
)

// postOffice is a mail server that keeps what it gets.
type postOffice struct {
	mu  sync.Mutex
	got []string
}

func (p *postOffice) NewSession(*smtp.Conn) (smtp.Session, error) { return &counter{p: p}, nil }

func (p *postOffice) mails() []string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.got
}

type counter struct {
	p  *postOffice
	to string
}

func (c *counter) Mail(string, *smtp.MailOptions) error { return nil }
func (c *counter) Rcpt(to string, _ *smtp.RcptOptions) error {
	c.to = to
	return nil
}
func (c *counter) Data(r io.Reader) error {
	body, err := io.ReadAll(r)
	if err != nil {
		return err
	}
	c.p.mu.Lock()
	defer c.p.mu.Unlock()
	c.p.got = append(c.p.got, "To: "+c.to+"\n"+string(body))
	return nil
}
func (c *counter) Reset()        {}
func (c *counter) Logout() error { return nil }

// TestADecisionIsMailedOnce follows an address from the code that verifies it to the mail about a decision, through the program's own outbox; and when that mail
// comes back, since there is no such address, to the letter that goes instead.
func TestADecisionIsMailedOnce(t *testing.T) {
	office := &postOffice{}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	srv := smtp.NewServer(office)
	srv.ErrorLog = log.New(io.Discard, "", 0)
	done := make(chan struct{})
	go func() { defer close(done); srv.Serve(l) }()
	defer func() { srv.Close(); <-done }()

	now := time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)
	base, err := url.Parse("https://etjanster.almby.example")
	if err != nil {
		t.Fatal(err)
	}
	s := settings{storage: storage{Data: t.TempDir()}, SessionIdle: time.Hour, BaseURL: base, notifying: notifying{Notify: "live"},
		mailing: mailing{SMTPURL: "smtp://" + l.Addr().String(), MailFrom: "avisering@almby.example", MailBounces: "b@studs.almby.example", MailListen: "127.0.0.1:0"}}
	in, err := open(t.Context(), s, func() time.Time { return now }, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	defer in.Close()
	if err := in.site.Residents.LoadDemo(t.Context()); err != nil {
		t.Fatal(err)
	}
	w := newWork(in, prometheus.NewRegistry())
	drain := func() {
		t.Helper()
		for tried := 1; tried > 0; {
			a, err := w.worker.Drain(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			b, err := w.telling.Drain(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			tried = a + b
		}
	}
	made, err := submit(in, "certificate")
	if err != nil {
		t.Fatal(err)
	}
	who := guardian(in).Actor
	if _, err := in.site.Residents.SetContact(t.Context(), who, residents.Contact{Email: "anna@post.example", Language: locale.SV}); err != nil {
		t.Fatal(err)
	}
	if err := in.site.Contacts.Ask(t.Context(), who, notify.Mail, locale.SV); err != nil {
		t.Fatal(err)
	}
	drain()
	got := office.mails()
	if len(got) != 1 || !strings.HasPrefix(got[0], "To: anna@post.example\n") {
		t.Fatalf("%d mails, want one with a code: %v", len(got), got)
	}
	_, code, _ := strings.Cut(got[0], "Din kod =C3=A4r ")
	if err := in.site.Contacts.Confirm(t.Context(), who, notify.Mail, code[:6]); err != nil {
		t.Fatalf("%v of %q", err, code[:6])
	}
	head := identity.Principal{Kind: identity.Officer, Actor: "head", Assurance: identity.AssuranceSubstantial, Grants: []identity.Grant{
		{Board: "BUN", Role: identity.DecisionMaker, Secrecy: true}, {Board: "BUN", Role: identity.CaseOfficer, Secrecy: true}}}
	f, err := in.site.Cases.Case(t.Context(), head, made.Case)
	if err != nil {
		t.Fatal(err)
	}
	decision := casework.NewDecision{Type: "short_leave", Outcome: casework.Granted, Text: "Elsa får vara ledig.",
		Grounds: casework.Grounds{Law: []string{"skollagen 7 kap. 18 §"}, Circumstances: "Ledigheten är kort och skälet är personligt."}}
	if err := in.site.Cases.Decide(t.Context(), head, casework.Ref{ID: made.Case, Version: f.Case.Version}, decision); err != nil {
		t.Fatal(err)
	}
	drain()
	now = now.Add(48 * time.Hour)
	drain()
	got = office.mails()
	if len(got) != 2 {
		t.Fatalf("%d mails, want the code and the decision", len(got))
	}
	mail := got[1]
	for _, want := range []string{"To: anna@post.example\n", "Auto-Submitted: auto-generated", "https://etjanster.almby.example/arenden/" + string(made.Case)[:8]} {
		if !strings.Contains(mail, want) {
			t.Errorf("the mail lacks %q:\n%s", want, mail)
		}
	}
	for _, secret := range []string{"Elsa", "ledig", f.Case.Diary.String(), "List-Unsubscribe"} {
		if strings.Contains(mail, secret) {
			t.Errorf("the mail holds %q:\n%s", secret, mail)
		}
	}
	told, err := in.site.Notify.Store.OfCase(t.Context(), made.Case, who)
	if err != nil || len(told) != 1 || told[0].State != notify.StateSent || told[0].Name != "a…@post.example" || !strings.Contains(told[0].Evidence, "2.0.0") {
		t.Errorf("%+v, %v", told, err)
	}
	comesBack(t, in, s, told[0].ID)
	if d, err := in.site.Contacts.Detail(t.Context(), who, notify.Mail); err != nil || !d.Dead.Equal(now) {
		t.Errorf("of the dead address its owner sees %+v, %v", d, err)
	}
	now = now.Add(7 * 24 * time.Hour)
	drain()
	told, err = in.site.Notify.Store.OfCase(t.Context(), made.Case, who)
	states := map[notify.Channel]notify.State{}
	for _, d := range told {
		states[d.Channel] = d.State
	}
	if err != nil || len(told) != 2 || states[notify.Mail] != notify.StateFailed || states[notify.Letter] == "" || states[notify.Letter] == notify.StateFailed {
		t.Errorf("after the mail came back: %v, %v", states, err)
	}
	if len(office.mails()) != 2 {
		t.Error("a dead address is written to")
	}
}

// comesBack has a mail server hand over at the program's own door that a message could not be delivered.
func comesBack(t *testing.T, in *instance, s settings, delivery string) {
	t.Helper()
	d, err := in.opens(s)
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan struct{})
	go func() { defer close(ended); d.run(ctx, in.log) }()
	defer func() { stop(); <-ended }()
	c, err := smtp.Dial(d.listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	to := "b+" + notify.Token(in.site.Keys, delivery) + "@studs.almby.example"
	report := "To: " + to + "\r\nContent-Type: multipart/report; report-type=delivery-status; boundary=x\r\n\r\n--x\r\nContent-Type: message/delivery-status\r\n\r\n" +
		"Reporting-MTA: dns; mx\r\n\r\nFinal-Recipient: rfc822; anna@post.example\r\nAction: failed\r\nStatus: 5.1.1\r\n\r\n--x--\r\n"
	if err := c.SendMail("", []string{to}, strings.NewReader(report)); err != nil {
		t.Fatal(err)
	}
}
