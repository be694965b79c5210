package notify_test

import (
	"context"
	"crypto/ecdh"
	"crypto/rand"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"log"
	mrand "math/rand/v2"
	"net"
	"net/http"
	"net/http/httptest"
	netmail "net/mail"
	"path"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/emersion/go-smtp"

	"forvag/internal/identity"
	"forvag/notify"
	"forvag/notify/push"
	"forvag/notify/sms/gateway"
)

// receivers are the other ends of the channels, on this machine: a push service, a mail server and a text message gateway, which count what comes by the name
// that a receiver knows it by. They answer a while after they have taken a message, as others do, so that a process may be killed in between.
type receivers struct {
	push, sms *httptest.Server
	mailAt    string
	keys      *identity.Keyring
	// thinks is how long they take to answer at most.
	thinks time.Duration

	mu    sync.Mutex
	came  map[notify.Channel]map[string]int
	first map[notify.Channel][]string
}

func newReceivers(t testing.TB) *receivers {
	t.Helper()
	r := &receivers{thinks: 20 * time.Millisecond, came: map[notify.Channel]map[string]int{}, first: map[notify.Channel][]string{}}
	r.push = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, q *http.Request) {
		_, _ = io.Copy(io.Discard, q.Body)
		r.take(notify.Push, q.Header.Get("Topic")) // by which a push service, and then the device, replaces (RFC 8030, 5.4)
		w.WriteHeader(http.StatusCreated)
	}))
	r.sms = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, q *http.Request) {
		name := path.Base(q.PostFormValue("whendelivered"))
		r.take(notify.SMS, name)
		fmt.Fprintf(w, `{"id": "s%s", "status": "created"}`, name)
	}))
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	r.mailAt = l.Addr().String()
	server := smtp.NewServer(smtp.BackendFunc(func(*smtp.Conn) (smtp.Session, error) { return mailbox{r}, nil }))
	server.Domain, server.ErrorLog = "mx.almby.example", log.New(io.Discard, "", 0)
	done := make(chan struct{})
	go func() { defer close(done); _ = server.Serve(l) }()
	t.Cleanup(func() { _ = server.Close(); <-done; r.push.Close(); r.sms.Close() })
	return r
}

func (r *receivers) smsURL() string {
	return strings.Replace(r.sms.URL, "http://", "http://u46:hemligt@", 1) + gateway.ReceiptPath
}

func (r *receivers) take(c notify.Channel, name string) {
	r.mu.Lock()
	if r.came[c] == nil {
		r.came[c] = map[string]int{}
	}
	if r.came[c][name]++; r.came[c][name] == 1 {
		r.first[c] = append(r.first[c], name)
	}
	r.mu.Unlock()
	<-time.After(mrand.N(r.thinks))
}

// arrived is how often each message came on a channel, and in which order they first did. E-mail and text messages are known by their deliveries.
func (r *receivers) arrived(c notify.Channel) (came map[string]int, first []string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	came = map[string]int{}
	for _, name := range r.first[c] {
		id := name
		if token, ok := notify.ReadToken(r.keys, name); ok {
			id = token
		}
		came[id] += r.came[c][name]
		first = append(first, id)
	}
	return came, first
}

// subscribe adds a device.
func (r *receivers) subscribe(ctx context.Context, devices *push.Store, who identity.PersonID) error {
	key, err := ecdh.P256().GenerateKey(rand.Reader)
	if err != nil {
		return err
	}
	auth := make([]byte, 16)
	rand.Read(auth)
	var s push.Subscription
	s.Endpoint = r.push.URL + "/" + string(who)
	s.Keys.Auth, s.Keys.P256dh = base64.RawURLEncoding.EncodeToString(auth), base64.RawURLEncoding.EncodeToString(key.PublicKey().Bytes())
	text, err := json.Marshal(s)
	if err != nil {
		return err
	}
	if s, err = devices.ParseSubscription(text); err != nil {
		return err
	}
	if _, err = devices.PublicKey(ctx); err != nil {
		return err
	}
	_, err = devices.Add(ctx, who, s, "Firefox, Linux")
	return err
}

// mailbox is a mail server's session, which takes everything.
type mailbox struct{ r *receivers }

func (mailbox) Mail(string, *smtp.MailOptions) error { return nil }
func (mailbox) Rcpt(string, *smtp.RcptOptions) error { return nil }
func (mailbox) Reset()                               {}
func (mailbox) Logout() error                        { return nil }

func (m mailbox) Data(body io.Reader) error {
	msg, err := netmail.ReadMessage(body)
	if err != nil {
		return err
	}
	if _, err := io.Copy(io.Discard, msg.Body); err != nil {
		return err
	}
	name, _, _ := strings.Cut(strings.Trim(msg.Header.Get("Message-Id"), "<>"), "@")
	m.r.take(notify.Mail, name)
	return nil
}
