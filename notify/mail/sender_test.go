package mail_test

import (
	"bytes"
	"context"
	"crypto"
	"crypto/ed25519"
	"crypto/rand"
	"encoding/base64"
	"errors"
	"io"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	"net"
	netmail "net/mail"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/emersion/go-msgauth/dkim"
	"golang.org/x/net/html"

	"forvag/internal/dbx/dbtest"
	"forvag/internal/identity"
	"forvag/internal/locale"
	"forvag/internal/outbox"
	"forvag/internal/residents"
	"forvag/notify"
	"forvag/notify/contact"
	"forvag/notify/mail"
)

var start = time.Date(2026, 11, 23, 8, 0, 0, 0, time.UTC)

// details says that everybody has the same address.
type details struct{}

func (details) Contact(context.Context, identity.PersonID) (residents.Contact, error) {
	return residents.Contact{Email: "anna@post.example"}, nil
}

func (details) AddContact(context.Context, identity.PersonID, residents.Contact) error {
	return nil
}

// bench is a sender to Anna, whose address is verified.
type bench struct {
	*mail.Sender
	contacts *contact.Store
	keys     *identity.Keyring
	// address is its ID.
	address string
}

// write makes one that hands messages to a server's address, with whatever else the test changes.
func write(t *testing.T, url string, change func(*mail.Options)) *bench {
	t.Helper()
	b := &bench{}
	file := filepath.Join(t.TempDir(), "key")
	err := identity.WriteKeyring(file)
	if err == nil {
		b.keys, err = identity.ReadKeyring(file)
	}
	if err != nil {
		t.Fatal(err)
	}
	now := func() time.Time { return start }
	b.contacts = contact.NewStore(dbtest.SQLite(t, outbox.Module, contact.Module), b.keys, details{}, now)
	o := mail.Options{From: netmail.Address{Address: "avisering@almby.example"}, Bounces: netmail.Address{Address: "studs@almby.example"}, Keys: b.keys, Now: now,
		Patience: 5 * time.Second, Look: func(lang locale.Lang) mail.Look {
			return mail.Look{Name: locale.Text{SV: "Älmby kommun", EN: "Älmby Municipality"}.In(lang), Colour: "#0b5d57", Contact: "031-390 06 00", Settings: "https://almby.example/konto/aviseringar"}
		}}
	if o.Server, err = mail.ParseServer(url); err != nil {
		t.Fatal(err)
	}
	if change != nil {
		change(&o)
	}
	if b.Sender, err = mail.NewSender(b.contacts, o); err != nil {
		t.Fatal(err)
	}
	b.verify(t)
	return b
}

func (b *bench) verify(t *testing.T) {
	t.Helper()
	ctx := t.Context()
	if err := b.contacts.Ask(ctx, "anna", notify.Mail, locale.SV); err != nil {
		t.Fatal(err)
	}
	d, err := b.contacts.Detail(ctx, "anna", notify.Mail)
	if err != nil {
		t.Fatal(err)
	}
	l, err := b.contacts.Letter(ctx, d.Code.ID)
	if err == nil {
		err = b.contacts.Confirm(ctx, "anna", notify.Mail, l.Figures)
	}
	all, err2 := b.Addresses(ctx, "anna")
	if err := errors.Join(err, err2); err != nil || len(all) != 1 {
		t.Fatal(all, err)
	}
	b.address = all[0].ID
}

func (b *bench) message() notify.Message {
	return notify.Message{ID: "019aaaaa-0000-7000-8000-000000000001", Person: "anna", Address: b.address, Lang: locale.SV, Matter: notify.Wrote,
		Title: "Du har fått ett meddelande", Text: "Hej!\n\nDet finns ett meddelande i ett av dina ärenden. <b>Ärlig</b> text & rätt.", Link: "https://almby.example/arenden/1?a=b&c=d",
		LinkText: "Öppna ärendet", Unsubscribe: "https://almby.example/avisering/av/x.y"}
}

// read is a message as its reader has it.
type read struct {
	netmail.Header
	text, html string
}

func open(t *testing.T, raw []byte) read {
	t.Helper()
	m, err := netmail.ReadMessage(bytes.NewReader(raw))
	if err != nil {
		t.Fatal(err)
	}
	media, params, err := mime.ParseMediaType(m.Header.Get("Content-Type"))
	if err != nil || media != "multipart/alternative" {
		t.Fatal(media, err)
	}
	r := read{Header: m.Header}
	for parts := multipart.NewReader(m.Body, params["boundary"]); ; {
		p, err := parts.NextRawPart()
		if errors.Is(err, io.EOF) {
			return r
		}
		if err != nil {
			t.Fatal(err)
		}
		if p.Header.Get("Content-Transfer-Encoding") != "quoted-printable" {
			t.Fatal(p.Header)
		}
		body, err := io.ReadAll(quotedprintable.NewReader(p))
		if err != nil {
			t.Fatal(err)
		}
		if strings.HasPrefix(p.Header.Get("Content-Type"), "text/html") {
			r.html = string(body)
		} else {
			r.text = strings.ReplaceAll(string(body), "\r\n", "\n")
		}
	}
}

// shown are the words of a page, and where its links lead.
func shown(t *testing.T, page string) (words string, links []string) {
	t.Helper()
	doc, err := html.Parse(strings.NewReader(page))
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	for n := range doc.Descendants() {
		if n.Type == html.TextNode && n.Parent.Data != "style" && n.Parent.Data != "title" {
			b.WriteString(n.Data + " ")
		}
		for _, a := range n.Attr {
			switch a.Key {
			case "href":
				links = append(links, a.Val)
			case "src", "background":
				t.Errorf("the message fetches %s", a.Val)
			}
		}
	}
	return strings.Join(strings.Fields(b.String()), " "), links
}

func TestAMessageArrivesWhole(t *testing.T) {
	s := listen(t, kind{})
	b := write(t, "smtp://"+s.addr, nil)
	m := b.message()
	for range 2 {
		r := b.Send(t.Context(), m)
		if r.Outcome != notify.Sent || r.Err != nil || !strings.HasPrefix(r.Evidence, "2.0.0 OK") {
			t.Fatalf("%+v", r)
		}
	}
	got := s.messages()
	if len(got) != 2 || got[0].to != "anna@post.example" {
		t.Fatalf("%+v", got)
	}
	first, second := open(t, got[0].body), open(t, got[1].body)
	token := notify.Token(b.keys, m.ID)
	for name, want := range map[string]string{
		"Message-Id": "<" + token + "@almby.example>", "Auto-Submitted": "auto-generated", "Content-Language": "sv", "To": "<anna@post.example>",
		"List-Unsubscribe": "<https://almby.example/avisering/av/x.y>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click", "Mime-Version": "1.0",
		"X-Auto-Response-Suppress": "All", "User-Agent": "", "X-Mailer": "",
	} {
		if h := first.Get(name); h != want {
			t.Errorf("%s: %q, want %q", name, h, want)
		}
	}
	if first.Get("Message-Id") != second.Get("Message-Id") {
		t.Error("another Message-ID when it comes again")
	}
	if got[0].from != "studs+"+token+"@almby.example" {
		t.Errorf("return path %q", got[0].from)
	}
	if at, err := first.Date(); err != nil || !at.Equal(start) {
		t.Errorf("Date %v, %v", at, err)
	}
	subject, err := new(mime.WordDecoder).DecodeHeader(first.Get("Subject"))
	if err != nil || subject != m.Title {
		t.Errorf("Subject %q, %v", subject, err)
	}
	if from, err := netmail.ParseAddress(first.Get("From")); err != nil || from.Name != "Älmby kommun" || from.Address != "avisering@almby.example" {
		t.Errorf("From %v, %v", from, err)
	}
	words, links := shown(t, first.html)
	for _, want := range []string{"Hej!", "<b>Ärlig</b> text & rätt.", "Älmby kommun", "Det går inte att svara på mejlet.", "031-390 06 00"} {
		if !strings.Contains(first.text, want) || !strings.Contains(words, want) {
			t.Errorf("%q is missing in text or page:\n%s\n%s", want, first.text, words)
		}
	}
	for _, want := range []string{m.Link, m.Unsubscribe, "https://almby.example/konto/aviseringar"} {
		if !strings.Contains(first.text, want) || !strings.Contains(strings.Join(links, " "), want) {
			t.Errorf("no link to %s:\n%s\n%v", want, first.text, links)
		}
	}
	if !strings.Contains(first.html, `lang="sv"`) {
		t.Error("the page has no language")
	}
}

func TestWhatMustReachCannotBeEnded(t *testing.T) {
	s := listen(t, kind{})
	b := write(t, "smtp://"+s.addr, nil)
	m := b.message()
	m.Unsubscribe, m.Lang = "", locale.EN
	if r := b.Send(t.Context(), m); r.Outcome != notify.Sent {
		t.Fatalf("%+v", r)
	}
	got := open(t, s.messages()[0].body)
	if got.Get("List-Unsubscribe") != "" || got.Get("List-Unsubscribe-Post") != "" || strings.Contains(got.html, "/avisering/av/") {
		t.Errorf("%v", got.Header)
	}
	if from, err := netmail.ParseAddress(got.Get("From")); err != nil || from.Name != "Älmby Municipality" || got.Get("Content-Language") != "en" {
		t.Errorf("%v, %v", from, err)
	}
}

func TestWhatTheServerAnswers(t *testing.T) {
	hang := func(t *testing.T) func(net.Conn) error {
		end := make(chan struct{})
		t.Cleanup(func() { close(end) })
		return func(net.Conn) error { <-end; return nil }
	}
	drop := func(c net.Conn) error { c.Close(); return nil }
	for _, c := range []struct {
		name   string
		behave func(*testing.T, *server)
		want   notify.Outcome
		why    string
	}{
		{"takes it", func(*testing.T, *server) {}, notify.Sent, ""},
		{"greylists", func(_ *testing.T, s *server) { s.rcpt = func(string) error { return says(451, 4, 7, 1) } }, notify.Later, "451 4.7.1 to RCPT TO"},
		{"is going down", func(_ *testing.T, s *server) { s.from = func(string) error { return says(421, 4, 3, 2) } }, notify.Later, "421 4.3.2 to MAIL FROM"},
		{"has no room now", func(_ *testing.T, s *server) { s.data = func(net.Conn) error { return says(452, 4, 3, 1) } }, notify.Later, "452 4.3.1 to DATA"},
		{"knows nobody of the name", func(_ *testing.T, s *server) { s.rcpt = func(string) error { return says(550, 5, 1, 1) } }, notify.Gone, "550 5.1.1 to RCPT TO"},
		{"has closed the mailbox", func(_ *testing.T, s *server) { s.rcpt = func(string) error { return says(550, 5, 2, 1) } }, notify.Gone, "550 5.2.1 to RCPT TO"},
		{"knows of no mail there", func(_ *testing.T, s *server) { s.data = func(net.Conn) error { return says(556, 5, 1, 10) } }, notify.Gone, "556 5.1.10 to DATA"},
		{"has a full mailbox", func(_ *testing.T, s *server) { s.rcpt = func(string) error { return says(552, 5, 2, 2) } }, notify.Refused, "552 5.2.2 to RCPT TO"},
		{"has a policy", func(_ *testing.T, s *server) { s.data = func(net.Conn) error { return says(554, 5, 7, 1) } }, notify.Refused, "554 5.7.1 to DATA"},
		{"does not let us send", func(_ *testing.T, s *server) { s.from = func(string) error { return says(550, 5, 7, 1) } }, notify.Refused, "550 5.7.1 to MAIL FROM"},
		{"hangs", func(t *testing.T, s *server) { s.data = hang(t) }, notify.Later, "i/o timeout"},
		{"drops in the middle", func(_ *testing.T, s *server) { s.data = drop }, notify.Later, "mail server"},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := listen(t, kind{})
			c.behave(t, s)
			b := write(t, "smtp://"+s.addr, func(o *mail.Options) { o.Patience = 500 * time.Millisecond })
			r := b.Send(t.Context(), b.message())
			if r.Outcome != c.want || (r.Err == nil) != (c.why == "") || r.Err != nil && !strings.Contains(r.Err.Error(), c.why) {
				t.Fatalf("%s, %v; want %s, %s", r.Outcome, r.Err, c.want, c.why)
			}
			if r.Err != nil && (strings.Contains(r.Err.Error(), "@") || strings.Contains(r.Err.Error(), "own words")) {
				t.Errorf("the error names the address or quotes the server: %v", r.Err)
			}
			left, err := b.Addresses(t.Context(), "anna")
			if err != nil || (len(left) == 0) != (c.want == notify.Gone) {
				t.Errorf("%d addresses left, %v", len(left), err)
			}
			if n := len(s.messages()); n > 0 != (c.want == notify.Sent) {
				t.Errorf("the server took %d", n)
			}
		})
	}
}

// TestNothingGoesInTheClear uses a name that is no name of this machine to the sender, though it leads here.
func TestNothingGoesInTheClear(t *testing.T) {
	own, trust := certificate(t)
	far := func(s *server) string { _, port, _ := net.SplitHostPort(s.addr); return "LOCALHOST:" + port }
	for _, c := range []struct {
		name  string
		kind  kind
		url   func(*server) string
		trust bool
		want  notify.Outcome
		tls   bool
	}{
		{"STARTTLS", kind{tls: own}, func(s *server) string { return "smtp://" + far(s) }, true, notify.Sent, true},
		{"TLS from the beginning", kind{tls: own, implicit: true}, func(s *server) string { return "smtps://" + far(s) }, true, notify.Sent, true},
		{"none, elsewhere", kind{}, func(s *server) string { return "smtp://" + far(s) }, true, notify.Later, false},
		{"none, here", kind{}, func(s *server) string { return "smtp://" + s.addr }, true, notify.Sent, false},
		{"a certificate that nobody knows", kind{tls: own}, func(s *server) string { return "smtp://" + far(s) }, false, notify.Later, false},
		{"such a one here", kind{tls: own}, func(s *server) string { return "smtp://" + s.addr }, false, notify.Later, false},
		{"no TLS where it should begin", kind{}, func(s *server) string { return "smtps://" + far(s) }, true, notify.Later, false},
		{"a login", kind{tls: own, password: "hem ligt"}, func(s *server) string { return "smtp://forvag:hem%20ligt@" + far(s) }, true, notify.Sent, true},
		{"a login, TLS from the beginning", kind{tls: own, implicit: true, password: "x"}, func(s *server) string { return "smtps://forvag:x@" + far(s) }, true, notify.Sent, true},
		{"a wrong password", kind{tls: own, password: "hemligt"}, func(s *server) string { return "smtp://forvag:tokigt@" + far(s) }, true, notify.Later, false},
		{"a login in the clear", kind{password: "hemligt"}, func(s *server) string { return "smtp://forvag:hemligt@" + far(s) }, true, notify.Later, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := listen(t, c.kind)
			b := write(t, c.url(s), func(o *mail.Options) {
				if o.Patience = 2 * time.Second; c.trust {
					o.Trust = trust
				}
			})
			r := b.Send(t.Context(), b.message())
			got := s.messages()
			if r.Outcome != c.want || len(got) > 0 != (c.want == notify.Sent) {
				t.Fatalf("%s, %v, and the server took %d; want %s", r.Outcome, r.Err, len(got), c.want)
			}
			if len(got) > 0 && got[0].tls != c.tls {
				t.Errorf("TLS %v, want %v", got[0].tls, c.tls)
			}
			if r.Err != nil && (strings.Contains(r.Err.Error(), "tokigt") || strings.Contains(r.Err.Error(), "hemligt")) {
				t.Errorf("the error tells the password: %v", r.Err)
			}
		})
	}
}

func TestNobodyWaitsForAServerThatIsAway(t *testing.T) {
	s := listen(t, kind{})
	end := make(chan struct{})
	defer close(end)
	begun := make(chan struct{})
	s.data = func(net.Conn) error { close(begun); <-end; return nil }
	b := write(t, "smtp://"+s.addr, func(o *mail.Options) { o.Patience = time.Minute })
	ctx, cancel := context.WithCancel(t.Context())
	go func() { <-begun; cancel() }()
	if r := b.Send(ctx, b.message()); r.Outcome != notify.Later || !errors.Is(r.Err, context.Canceled) {
		t.Errorf("%+v", r)
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	l.Close()
	if r := write(t, "smtp://"+l.Addr().String(), nil).Deliver(t.Context(), "anna@post.example", b.message()); r.Outcome != notify.Later || r.Err == nil {
		t.Errorf("nobody listens: %+v", r)
	}
}

func TestAnotherAddressIsNotSentTo(t *testing.T) {
	s := listen(t, kind{})
	b := write(t, "smtp://"+s.addr, nil)
	m := b.message()
	m.Address = "019aaaaa-0000-7000-8000-00000000000f"
	if r := b.Send(t.Context(), m); r.Outcome != notify.Gone || len(s.messages()) != 0 {
		t.Errorf("%+v, and the server took %d", r, len(s.messages()))
	}
	if left, err := b.Addresses(t.Context(), "anna"); err != nil || len(left) != 1 {
		t.Errorf("her own is forgotten: %v, %v", left, err)
	}
}

// TestTheSignatureHolds has another implementation check it.
func TestTheSignatureHolds(t *testing.T) {
	public, private, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	s := listen(t, kind{})
	b := write(t, "smtp://"+s.addr, func(o *mail.Options) { o.Key, o.Selector = crypto.Signer(private), "forvag1" })
	if r := b.Send(t.Context(), b.message()); r.Outcome != notify.Sent {
		t.Fatalf("%+v", r)
	}
	raw := s.messages()[0].body
	check := func(raw []byte) error {
		found, err := dkim.VerifyWithOptions(bytes.NewReader(raw), &dkim.VerifyOptions{LookupTXT: func(name string) ([]string, error) {
			if name != "forvag1._domainkey.almby.example" {
				return nil, errors.New("asked for " + name)
			}
			return []string{"v=DKIM1; k=ed25519; p=" + base64.StdEncoding.EncodeToString(public)}, nil
		}})
		if err != nil || len(found) != 1 {
			t.Fatal(found, err)
		}
		for _, h := range []string{"List-Unsubscribe", "List-Unsubscribe-Post", "From", "Subject"} {
			if !strings.Contains(strings.ToLower(strings.Join(found[0].HeaderKeys, " ")), strings.ToLower(h)) {
				t.Errorf("%s is not signed: %v", h, found[0].HeaderKeys)
			}
		}
		return found[0].Err
	}
	if err := check(raw); err != nil {
		t.Error(err)
	}
	if err := check(bytes.Replace(raw, []byte("One-Click"), []byte("Two-Click"), 1)); err == nil {
		t.Error("a changed header is believed")
	}
}

func TestServersThatCannotBe(t *testing.T) {
	for _, text := range []string{"", "mail.almby.example", "http://mail.almby.example", "smtp://", "smtp://mail.almby.example/path", "smtp://mail.almby.example:0", "smtp://u:hemligt@mail.almby.example:x"} {
		if _, err := mail.ParseServer(text); err == nil || strings.Contains(err.Error(), "hemligt") {
			t.Errorf("%q: %v", text, err)
		}
	}
}
