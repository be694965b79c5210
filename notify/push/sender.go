package push

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"time"

	webpush "github.com/SherClockHolmes/webpush-go"

	"forvag/internal/fault"
	"forvag/notify"
)

// Sender hands messages to push services. It implements notify.Route. Safe for concurrent use.
type Sender struct {
	*Store
	client *http.Client
	// subscriber is whom a push service turns to: an e-mail address, or an https address.
	subscriber string
}

var _ notify.Route = (*Sender)(nil)

// NewSender returns a sender to the store's devices. subscriber is whom a push service may turn to (RFC 8292, 2.1): an e-mail address, or an https address.
func NewSender(s *Store, subscriber string) *Sender {
	return &Sender{Store: s, client: s.hosts.client(), subscriber: subscriber}
}

// payload is Declarative Web Push. What stands twice is read by some browsers in the one place and by some in the other.
type payload struct {
	WebPush      int          `json:"web_push"`
	Notification notification `json:"notification"`
	AppBadge     int          `json:"app_badge"`
}

type notification struct {
	Title    string `json:"title"`
	Lang     string `json:"lang"`
	Dir      string `json:"dir"`
	Body     string `json:"body"`
	Navigate string `json:"navigate"`
	// Tag is the message's topic: a newer one takes the place of the older, and one that came twice is shown once.
	Tag      string `json:"tag"`
	Silent   bool   `json:"silent"`
	AppBadge string `json:"app_badge"`
}

// Payload is what a device shows of a message: words without personal data, and where a press leads.
func Payload(m notify.Message) ([]byte, error) {
	return json.Marshal(payload{WebPush: 8030, AppBadge: m.NeedsMe, Notification: notification{
		Title: m.Title, Body: m.Text, Lang: string(m.Lang), Dir: "ltr", Navigate: m.Link, Tag: m.Topic, AppBadge: strconv.Itoa(m.NeedsMe),
	}})
}

// Repeats implements notify.Route: a device shows a message that comes again in the place of the first.
func (s *Sender) Repeats() bool { return true }

// Send implements notify.Sender.
func (s *Sender) Send(ctx context.Context, m notify.Message) notify.Result {
	sub, used, err := s.device(ctx, m.Person, m.Address)
	if errors.Is(err, fault.NotFound) {
		return notify.Result{Outcome: notify.Gone, Err: errors.New("the device was removed")}
	}
	if err != nil {
		return notify.Result{Outcome: notify.Later, Err: err}
	}
	key, err := s.vapid(ctx)
	if err != nil {
		return notify.Result{Outcome: notify.Later, Err: err}
	}
	if u, err := url.Parse(sub.Endpoint); err != nil || !s.hosts.Allow(u) { // the list may be another than when the device was added
		return notify.Result{Outcome: notify.Refused, Err: errors.New("the device's push service is not on the list")}
	}
	body, err := Payload(m)
	if err != nil {
		return notify.Result{Outcome: notify.Refused, Err: err}
	}
	urgency := webpush.UrgencyNormal
	if m.Urgent {
		urgency = webpush.UrgencyHigh
	}
	answer, err := webpush.SendNotificationWithContext(ctx, body, &sub, &webpush.Options{
		HTTPClient: s.client, Subscriber: s.subscriber, VAPIDPublicKey: key.public, VAPIDPrivateKey: key.private,
		TTL: max(0, int(m.Expires.Sub(s.now()).Seconds())), Urgency: urgency, Topic: m.Topic,
	})
	if err != nil {
		return unsent(err)
	}
	defer answer.Body.Close()
	words, _ := io.ReadAll(io.LimitReader(answer.Body, 300)) // only for the log
	r := result(answer, words, s.now())
	switch r.Outcome {
	case notify.Gone:
		err = s.Remove(ctx, m.Person, m.Address)
	case notify.Sent:
		if s.now().Sub(used) > touch {
			err = s.used(ctx, m.Address)
		}
	}
	if err != nil { // the message went, or never will: what could not be noted must not send it again
		r.Err = errors.Join(r.Err, err)
	}
	return r
}

// unsent is what comes of a message that no push service answered for. The error of a request names the endpoint, which is not for the log.
func unsent(err error) notify.Result {
	if _, ok := errors.AsType[*url.Error](err); !ok || errors.Is(err, webpush.ErrMaxPadExceeded) {
		return notify.Result{Outcome: notify.Refused, Err: fmt.Errorf("push: encrypt: %w", err)}
	}
	inner, _ := errors.AsType[*url.Error](err)
	if errors.Is(err, errInside) {
		return notify.Result{Outcome: notify.Refused, Err: errInside}
	}
	return notify.Result{Outcome: notify.Later, Err: fmt.Errorf("push: %w", inner.Err)}
}

// longest is the most that a push service's wish to be left alone is heeded.
const longest = 6 * time.Hour

// result reads a push service's answer (RFC 8030, 5 and 8.4).
func result(answer *http.Response, words []byte, now time.Time) notify.Result {
	why := fmt.Errorf("push service answers %d %q", answer.StatusCode, words)
	switch code := answer.StatusCode; {
	case code >= 200 && code < 300:
		return notify.Result{Outcome: notify.Sent, Evidence: fmt.Sprintf("HTTP %d", code)}
	case code == http.StatusNotFound || code == http.StatusGone:
		return notify.Result{Outcome: notify.Gone, Err: why}
	case code == http.StatusTooManyRequests || code >= 500:
		return notify.Result{Outcome: notify.Later, After: after(answer.Header.Get("Retry-After"), now), Err: why}
	default:
		return notify.Result{Outcome: notify.Refused, Err: why}
	}
}

// after reads Retry-After: seconds, or an instant (RFC 9110, 10.2.3). Zero where it says nothing that can be read.
func after(header string, now time.Time) time.Duration {
	if seconds, err := strconv.Atoi(header); err == nil {
		return min(longest, max(0, time.Duration(seconds)*time.Second))
	}
	if at, err := http.ParseTime(header); err == nil {
		return min(longest, max(0, at.Sub(now)))
	}
	return 0
}
