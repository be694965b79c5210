package mail

import (
	"cmp"
	"context"
	"crypto"
	"crypto/tls"
	"errors"
	"fmt"
	"net/mail"
	"strings"
	"time"

	gomail "github.com/wneessen/go-mail"

	"forvag/internal/fault"
	"forvag/internal/identity"
	"forvag/internal/locale"
	"forvag/notify"
	"forvag/notify/contact"
)

// Options say how mail is sent.
type Options struct {
	Server Server
	// From is whom messages are from. Without a name it is the municipality's.
	From mail.Address
	// Bounces is the address to which what cannot be delivered comes back, with a token added after a plus (RFC 5233).
	Bounces mail.Address
	// Key signs messages for From's domain (DKIM, RFC 6376), and Selector names it in the domain's DNS; nil where the mail server signs.
	Key      crypto.Signer
	Selector string
	// Look is who speaks.
	Look func(locale.Lang) Look
	Keys *identity.Keyring
	Now  func() time.Time
	// Trust is whose certificates are believed; nil for those that the machine believes.
	Trust *tls.Config
	// Patience is how long the server may take for one message; zero for 45 s.
	Patience time.Duration
}

// Sender hands messages to the mail server. It implements notify.Route. Safe for concurrent use.
type Sender struct {
	options  Options
	contacts *contact.Store
	client   *gomail.Client
}

var (
	_ notify.Route   = (*Sender)(nil)
	_ contact.Direct = (*Sender)(nil)
)

// signed are the headers that a signature covers: those of List-Unsubscribe have to be (RFC 8058, 4). They fit one line of the signature, since go-mail
// 0.8 signs a list that it then folds as if it had not been.
var signed = []string{"From", "To", "Subject", "Date", "Message-ID", "List-Unsubscribe", "List-Unsubscribe-Post"}

// NewSender returns a sender to the addresses that residents have verified. The error is that the options cannot be.
func NewSender(contacts *contact.Store, o Options) (*Sender, error) {
	client, err := o.Server.client(o.Trust, cmp.Or(o.Patience, patience))
	if err != nil {
		return nil, fmt.Errorf("mail: %w", err)
	}
	if o.Key != nil {
		signer := gomail.NewDKIMSigner(domain(o.From.Address), o.Selector, o.Key)
		signer.SignHeaders(signed...)
		signer.NowFunc = o.Now
		if _, err := signer.Sign([]byte("From: x\r\n"), nil); err != nil { // it remembers what kind of key it has, which must not first be found out by several at once
			return nil, fmt.Errorf("mail: sign: %w", err)
		}
		if err := client.SetAlwaysDKIMSign(signer); err != nil {
			return nil, fmt.Errorf("mail: sign: %w", err)
		}
	}
	return &Sender{o, contacts, client}, nil
}

// Repeats implements notify.Route: a message that comes again has the same Message-ID, by which mail readers know it.
func (s *Sender) Repeats() bool { return true }

// Addresses implements notify.Route.
func (s *Sender) Addresses(ctx context.Context, person identity.PersonID) ([]notify.Address, error) {
	return s.contacts.Addresses(ctx, person, notify.Mail)
}

// Send implements notify.Sender.
func (s *Sender) Send(ctx context.Context, m notify.Message) notify.Result {
	to, err := s.contacts.Address(ctx, m.Person, notify.Mail, m.Address)
	if errors.Is(err, fault.NotFound) {
		return notify.Result{Outcome: notify.Gone, Err: errors.New("the address is another now")}
	}
	if err != nil {
		return notify.Result{Outcome: notify.Later, Err: err}
	}
	r := s.Deliver(ctx, to, m)
	if r.Outcome == notify.Gone {
		r.Err = errors.Join(r.Err, s.contacts.Bury(ctx, m.Person, m.Address))
	}
	return r
}

// Deliver hands a message over to an address, verified or not.
func (s *Sender) Deliver(ctx context.Context, to string, m notify.Message) notify.Result {
	msg, err := s.compose(to, m)
	if err != nil {
		return notify.Result{Outcome: notify.Refused, Err: err}
	}
	sent := make(chan error, 1)
	go func() { sent <- s.client.DialAndSendWithContext(ctx, msg) }()
	select {
	case err = <-sent:
	case <-ctx.Done(): // what is under way ends within the server's patience, and is known when it comes again
		return notify.Result{Outcome: notify.Later, Err: fmt.Errorf("mail server: %w", context.Cause(ctx))}
	}
	if msg.IsDelivered() { // what went wrong after that is no concern of the message's
		return notify.Result{Outcome: notify.Sent, Evidence: accepted(msg.ServerResponse())}
	}
	return unsent(err)
}

// compose makes the message. No header says anything that the words don't.
func (s *Sender) compose(to string, m notify.Message) (*gomail.Msg, error) {
	look := s.options.Look(m.Lang)
	w := wordsOf(m, look)
	html, err := w.html()
	if err != nil {
		return nil, err
	}
	msg := gomail.NewMsg(gomail.WithNoDefaultUserAgent())
	token := notify.Token(s.options.Keys, m.ID)
	err = errors.Join(
		msg.FromFormat(cmp.Or(s.options.From.Name, look.Name), s.options.From.Address),
		msg.EnvelopeFrom(returnPath(s.options.Bounces.Address, token)),
		msg.To(to),
	)
	if err != nil {
		return nil, errors.New("mail: an address that cannot be written to") // the cause would name it
	}
	msg.Subject(m.Title)
	msg.SetMessageIDWithValue(token + "@" + domain(s.options.From.Address))
	msg.SetDateWithValue(s.options.Now())
	msg.SetGenHeader("Auto-Submitted", "auto-generated") // RFC 3834, 5
	msg.SetGenHeader(gomail.HeaderXAutoResponseSuppress, "All")
	msg.SetGenHeader(gomail.HeaderContentLang, string(m.Lang))
	if m.Unsubscribe != "" { // RFC 8058
		msg.SetGenHeader(gomail.HeaderListUnsubscribe, "<"+m.Unsubscribe+">")
		msg.SetGenHeader(gomail.HeaderListUnsubscribePost, "List-Unsubscribe=One-Click")
	}
	msg.SetBodyString(gomail.TypeTextPlain, w.text())
	msg.AddAlternativeString(gomail.TypeTextHTML, html)
	return msg, nil
}

// returnPath is where a message comes back to that cannot be delivered.
func returnPath(bounces, token string) string {
	local, at, _ := strings.Cut(bounces, "@")
	return local + "+" + token + "@" + at
}

// domain is what stands after an address's @.
func domain(address string) string {
	_, at, _ := strings.Cut(address, "@")
	return at
}
