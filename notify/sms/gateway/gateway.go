// Package gateway reaches people by text message, through a gateway that speaks as 46elks does: a form posted over HTTPS, and a receipt posted back.
//
// A text message cannot be told from one that came before, so each is handed over at most once: where the gateway was told everything and its answer did
// not come, or cannot be read, an officer sees the message as uncertain, unless a receipt tells that it arrived.
package gateway

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptrace"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"sync/atomic"
	"time"

	"forvag/internal/fault"
	"forvag/internal/identity"
	"forvag/notify"
	"forvag/notify/contact"
)

// ReceiptPath is where the portal takes receipts, followed by a token.
const ReceiptPath = "/avisering/sms/"

// Options say how text messages are sent.
type Options struct {
	// URL is the gateway's, with user and password.
	URL *url.URL
	// From is what stands as sender: up to eleven letters and figures, or a number in E.164.
	From string
	// Origin is how the gateway reaches the portal, as https://host; empty for no receipts.
	Origin func() string
	Keys   *identity.Keyring
	// Patience is how long the gateway may take; zero for 30 s.
	Patience time.Duration
	// Transport carries requests; nil for the usual.
	Transport http.RoundTripper
}

var senders = regexp.MustCompile(`^([A-Za-z][A-Za-z0-9]{2,10}|\+[1-9]\d{6,14})$`)

// ParseURL reads a gateway's address. The error does not hold the password.
func ParseURL(text string) (*url.URL, error) {
	u, err := url.Parse(text)
	if err != nil || u.Hostname() == "" || u.User == nil {
		return nil, errors.New("must be https://user:password@host/path")
	}
	if u.Scheme != "https" && (u.Scheme != "http" || u.Hostname() != "localhost" && u.Hostname() != "127.0.0.1") {
		return nil, errors.New("must be https:// but on this machine")
	}
	return u, nil
}

// CheckFrom says whether a gateway takes something as sender.
func CheckFrom(from string) error {
	if !senders.MatchString(from) {
		return fmt.Errorf("must be 3 to 11 letters and figures that begin with a letter, or a number as +46701740605, not %q", from)
	}
	return nil
}

// Sender hands text messages to a gateway. It implements notify.Route. Safe for concurrent use.
type Sender struct {
	options  Options
	contacts *contact.Store
	client   *http.Client
}

var (
	_ notify.Route   = (*Sender)(nil)
	_ contact.Direct = (*Sender)(nil)
)

// NewSender returns a sender to the numbers that residents have verified.
func NewSender(contacts *contact.Store, o Options) *Sender {
	return &Sender{o, contacts, &http.Client{Transport: o.Transport, Timeout: cmp.Or(o.Patience, 30*time.Second),
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}}
}

// Repeats implements notify.Route: a telephone shows a text message again.
func (s *Sender) Repeats() bool { return false }

// Addresses implements notify.Route.
func (s *Sender) Addresses(ctx context.Context, person identity.PersonID) ([]notify.Address, error) {
	return s.contacts.Addresses(ctx, person, notify.SMS)
}

// Send implements notify.Sender.
func (s *Sender) Send(ctx context.Context, m notify.Message) notify.Result {
	to, err := s.contacts.Address(ctx, m.Person, notify.SMS, m.Address)
	if errors.Is(err, fault.NotFound) {
		return notify.Result{Outcome: notify.Gone, Err: errors.New("the number is another now")}
	}
	if err != nil {
		return notify.Result{Outcome: notify.Later, Err: err}
	}
	return s.Deliver(ctx, to, m)
}

// Deliver hands a message over to a number, verified or not.
func (s *Sender) Deliver(ctx context.Context, to string, m notify.Message) notify.Result {
	form := url.Values{"from": {s.options.From}, "to": {to}, "message": {m.Text}, "dontlog": {"message"}}
	if s.options.Origin != nil && s.options.Origin() != "" {
		form.Set("whendelivered", s.options.Origin()+ReceiptPath+notify.Token(s.options.Keys, m.ID))
	}
	var told atomic.Bool // the gateway has everything, whatever becomes of its answer
	trace := &httptrace.ClientTrace{WroteRequest: func(i httptrace.WroteRequestInfo) {
		if i.Err == nil {
			told.Store(true)
		}
	}}
	where := *s.options.URL
	where.User = nil
	req, err := http.NewRequestWithContext(httptrace.WithClientTrace(ctx, trace), http.MethodPost, where.String(), strings.NewReader(form.Encode()))
	if err != nil {
		return notify.Result{Outcome: notify.Refused, Err: errors.New("text message gateway: its address cannot be")}
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	password, _ := s.options.URL.User.Password()
	req.SetBasicAuth(s.options.URL.User.Username(), password)
	answer, err := s.client.Do(req)
	if err != nil && told.Load() {
		return unsure
	}
	if err != nil {
		if inner, ok := errors.AsType[*url.Error](err); ok {
			err = inner.Err
		}
		return notify.Result{Outcome: notify.Later, Err: fmt.Errorf("text message gateway: %w", err)}
	}
	defer answer.Body.Close()
	return result(answer)
}

// unsure is that nobody knows whether the gateway has the message.
var unsure = notify.Result{Outcome: notify.Refused, Err: errors.New(notify.ReasonUnsure)}

// longest is the most that a gateway's wish to be left alone is heeded.
const longest = 6 * time.Hour

// result reads a gateway's answer. Its words are left out, since they may quote the message.
func result(answer *http.Response) notify.Result {
	why := fmt.Errorf("text message gateway answers %d", answer.StatusCode)
	switch code := answer.StatusCode; {
	case code >= 200 && code < 300:
		return accepted(answer.Body)
	case code == http.StatusBadGateway || code == http.StatusGatewayTimeout: // somebody between us, who cannot tell either
		return unsure
	case code == http.StatusTooManyRequests || code >= 500:
		seconds, _ := strconv.Atoi(answer.Header.Get("Retry-After")) // without it our own pauses must do
		return notify.Result{Outcome: notify.Later, After: min(longest, max(0, time.Duration(seconds)*time.Second)), Err: why}
	case code == http.StatusUnauthorized || code == http.StatusPaymentRequired || code == http.StatusForbidden: // the account, which somebody mends
		return notify.Result{Outcome: notify.Later, Err: why}
	default:
		return notify.Result{Outcome: notify.Refused, Err: why}
	}
}

// accepted reads what a gateway says of a message that it has taken.
func accepted(body io.Reader) notify.Result {
	var said struct {
		ID     string `json:"id"`
		Status string `json:"status"`
	}
	if err := json.NewDecoder(io.LimitReader(body, 1<<16)).Decode(&said); err != nil || said.ID == "" || len(said.ID) > 100 {
		return unsure
	}
	if said.Status == "failed" {
		return notify.Result{Outcome: notify.Refused, Err: errors.New("text message gateway: failed")}
	}
	return notify.Result{Outcome: notify.Sent, Evidence: said.ID}
}

// Receipt is what a gateway posts back.
type Receipt struct {
	// Message is its ID.
	Message string
	// State is notify.StateDelivered or notify.StateFailed; empty for what says nothing yet.
	State notify.State
	// Evidence is the gateway's own id of it.
	Evidence string
}

// ReadReceipt reads a receipt: the token that its address ends in, and what was posted. fault.NotFound for a token that is not ours.
func ReadReceipt(keys *identity.Keyring, token, id, status string) (Receipt, error) {
	message, ok := notify.ReadToken(keys, token)
	if !ok {
		return Receipt{}, fault.New(fault.NotFound, "portal.error.not_found")
	}
	r := Receipt{Message: message, Evidence: id[:min(len(id), 100)]}
	switch status {
	case "delivered":
		r.State = notify.StateDelivered
	case "failed":
		r.State = notify.StateFailed
	}
	return r, nil
}
