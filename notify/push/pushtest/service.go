// Package pushtest is a push service for tests, on this machine: browsers on one side, whoever sends to them on the other. To browsers it speaks the protocol of
// Mozilla's push service (https://mozilla-services.github.io/autopush-rs), so that a Firefox that is told its address subscribes for real. It takes messages as
// RFC 8030 says, signed by RFC 8292, and keeps those for a browser that is away until it comes back.
package pushtest

import (
	"context"
	"crypto/rand"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/coder/websocket"
	"github.com/coder/websocket/wsjson"
	"github.com/google/uuid"
)

// What a browser says of a message that it has had.
const (
	Shown         = 100
	NotDecrypted  = 101
	NotDispatched = 102
)

// Taken is a message that a browser has had.
type Taken struct {
	Topic string
	// Code is Shown, or why not.
	Code int
}

// largest is how long a message may be at most (RFC 8030, 7.2).
const largest = 4096

// Service is a push service. Safe for concurrent use.
type Service struct {
	server *httptest.Server

	mu       sync.Mutex
	changed  chan struct{} // closed and replaced whenever anything below changes
	browsers map[string]*browser
	channels map[string]*channel // by the token in their endpoint
	taken    []Taken
	refused  []error
}

// browser is one that has said hello, by its id.
type browser struct {
	socket *websocket.Conn // nil while it is away
	kept   []*message      // what it has not said that it has had, oldest first
}

// channel is one subscription.
type channel struct {
	id, key string
	browser *browser
	gone    bool
}

// message is one as the browser is told of it.
type message struct {
	Type    string            `json:"messageType"`
	Channel string            `json:"channelID"`
	Version string            `json:"version"`
	TTL     int               `json:"ttl"`
	Data    string            `json:"data,omitempty"`
	Headers map[string]string `json:"headers,omitempty"`

	topic string
	until time.Time
}

// Start starts a push service, which ends with the test.
func Start(t testing.TB) *Service {
	t.Helper()
	s := &Service{changed: make(chan struct{}), browsers: map[string]*browser{}, channels: map[string]*channel{}}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /{$}", s.listen)
	mux.HandleFunc("POST /wpush/v2/{token}", s.take)
	s.server = httptest.NewServer(mux)
	t.Cleanup(func() {
		s.mu.Lock()
		for _, b := range s.browsers {
			if b.socket != nil {
				_ = b.socket.CloseNow()
			}
		}
		s.mu.Unlock()
		s.server.Close()
	})
	return s
}

// Host is what a list of push services names it by, "127.0.0.1:40123".
func (s *Service) Host() string { return strings.TrimPrefix(s.server.URL, "http://") }

// Socket is where browsers listen, for Firefox's dom.push.serverURL.
func (s *Service) Socket() string { return "ws://" + s.Host() + "/" }

// WaitTaken waits until browsers have said of that many messages what became of them, and returns all of those.
func (s *Service) WaitTaken(ctx context.Context, n int) (all []Taken, err error) {
	err = s.until(ctx, func() bool { all = slices.Clone(s.taken); return len(all) >= n })
	return all, err
}

// WaitKept waits until that many messages are kept for browsers.
func (s *Service) WaitKept(ctx context.Context, n int) error {
	return s.until(ctx, func() bool {
		kept := 0
		for _, b := range s.browsers {
			kept += len(b.kept)
		}
		return kept == n
	})
}

// WaitAway waits until no browser listens.
func (s *Service) WaitAway(ctx context.Context) error {
	return s.until(ctx, func() bool {
		for _, b := range s.browsers {
			if b.socket != nil {
				return false
			}
		}
		return true
	})
}

// until waits until is says so of what is locked. The error has what was refused meanwhile.
func (s *Service) until(ctx context.Context, is func() bool) error {
	for {
		s.mu.Lock()
		done, changed, refused := is(), s.changed, slices.Clone(s.refused)
		s.mu.Unlock()
		if done {
			return nil
		}
		select {
		case <-changed:
		case <-ctx.Done():
			return errors.Join(append(refused, ctx.Err())...)
		}
	}
}

// tell says that something has changed; it is locked.
func (s *Service) tell() {
	close(s.changed)
	s.changed = make(chan struct{})
}

// said is what a browser says.
type said struct {
	Type    string `json:"messageType"`
	Browser string `json:"uaid"`
	WebPush bool   `json:"use_webpush"`
	Channel string `json:"channelID"`
	Key     string `json:"key"`
	Updates []said `json:"updates"`
	Version string `json:"version"`
	Code    int    `json:"code"`
}

// listen is a browser's connection.
func (s *Service) listen(w http.ResponseWriter, r *http.Request) {
	socket, err := websocket.Accept(w, r, &websocket.AcceptOptions{InsecureSkipVerify: true, Subprotocols: []string{"push-notification"}})
	if err != nil {
		return // Accept has answered
	}
	defer socket.CloseNow()
	var b *browser
	for {
		var m said
		if wsjson.Read(r.Context(), socket, &m) != nil {
			break
		}
		if b == nil && m.Type != "hello" || b != nil && m.Type == "hello" {
			_ = socket.Close(websocket.StatusPolicyViolation, "hello comes first, and once")
			break
		}
		s.mu.Lock()
		if m.Type == "hello" {
			b, m.Browser = s.greet(m.Browser)
			b.socket = socket
		}
		answers := s.answer(b, m)
		s.tell()
		s.mu.Unlock()
		for _, a := range answers {
			if err := wsjson.Write(r.Context(), socket, a); err != nil {
				break
			}
		}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if b != nil && b.socket == socket {
		b.socket = nil
		s.tell()
	}
}

// greet returns the browser of an id, a new one where there is none. It is locked.
func (s *Service) greet(id string) (*browser, string) {
	if b := s.browsers[id]; b != nil {
		return b, id
	}
	id = strings.ReplaceAll(uuid.NewString(), "-", "")
	s.browsers[id] = &browser{}
	return s.browsers[id], id
}

// answer is what the browser is told when it has said something. It is locked.
func (s *Service) answer(b *browser, m said) (all []any) {
	type answer struct {
		Type       string            `json:"messageType"`
		Status     int               `json:"status"`
		Browser    string            `json:"uaid,omitempty"`
		WebPush    bool              `json:"use_webpush,omitempty"`
		Broadcasts map[string]string `json:"broadcasts,omitempty"`
		Channel    string            `json:"channelID,omitempty"`
		Endpoint   string            `json:"pushEndpoint,omitempty"`
	}
	switch m.Type {
	case "hello":
		all = append(all, answer{Type: "hello", Status: http.StatusOK, Browser: m.Browser, WebPush: m.WebPush})
		b.kept = slices.DeleteFunc(b.kept, func(old *message) bool { return time.Now().After(old.until) })
		for _, old := range b.kept {
			all = append(all, old)
		}
	case "register":
		if _, err := uuid.Parse(m.Channel); err != nil || m.Key == "" {
			return []any{answer{Type: "register", Status: http.StatusBadRequest, Channel: m.Channel}}
		}
		token := rand.Text()
		s.channels[token] = &channel{id: m.Channel, key: strings.TrimRight(m.Key, "="), browser: b}
		all = append(all, answer{Type: "register", Status: http.StatusOK, Channel: m.Channel, Endpoint: s.server.URL + "/wpush/v2/" + token})
	case "unregister":
		for _, c := range s.channels {
			c.gone = c.gone || c.browser == b && c.id == m.Channel
		}
		all = append(all, answer{Type: "unregister", Status: http.StatusOK, Channel: m.Channel})
	case "ack":
		for _, u := range m.Updates {
			b.kept = slices.DeleteFunc(b.kept, func(old *message) bool {
				had := old.Version == u.Version && old.Channel == u.Channel
				if had {
					s.taken = append(s.taken, Taken{old.topic, u.Code})
				}
				return had
			})
		}
	case "", "ping":
		all = append(all, struct{}{})
	}
	return all
}

// take is a message from whoever sends (RFC 8030, 5).
func (s *Service) take(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(io.LimitReader(r.Body, largest+1))
	if err != nil {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	defer s.tell()
	status, err := s.keep(r, body, w.Header())
	if err != nil {
		s.refused = append(s.refused, fmt.Errorf("push service answers %d: %w", status, err))
		http.Error(w, err.Error(), status)
		return
	}
	w.WriteHeader(status)
}

// keep keeps a message, and hands it over where its browser is there. It is locked.
func (s *Service) keep(r *http.Request, body []byte, header http.Header) (status int, err error) {
	c := s.channels[r.PathValue("token")]
	switch {
	case c == nil:
		return http.StatusNotFound, errors.New("no such subscription")
	case c.gone:
		return http.StatusGone, errors.New("the subscription has ended")
	case len(body) > largest:
		return http.StatusRequestEntityTooLarge, errors.New("too long")
	case r.Header.Get("Content-Encoding") != "aes128gcm":
		return http.StatusBadRequest, errors.New("not encrypted by RFC 8188")
	}
	if _, err := Signed(r.Header.Get("Authorization"), c.key, s.server.URL, time.Now()); err != nil {
		return http.StatusUnauthorized, err
	}
	ttl, err := strconv.Atoi(r.Header.Get("TTL"))
	if err != nil || ttl < 0 {
		return http.StatusBadRequest, errors.New("no TTL")
	}
	m := &message{Type: "notification", Channel: c.id, Version: uuid.NewString(), TTL: ttl, Data: base64.RawURLEncoding.EncodeToString(body),
		Headers: map[string]string{"encoding": "aes128gcm"}, topic: r.Header.Get("Topic"), until: time.Now().Add(time.Duration(ttl) * time.Second)}
	b := c.browser
	if b.socket != nil {
		b.kept = append(b.kept, m)
		if err := wsjson.Write(r.Context(), b.socket, m); err != nil {
			return http.StatusServiceUnavailable, err
		}
	} else if ttl > 0 {
		b.kept = slices.DeleteFunc(b.kept, func(old *message) bool { return m.topic != "" && old.topic == m.topic && old.Channel == m.Channel })
		b.kept = append(b.kept, m)
	}
	header.Set("Location", s.server.URL+"/m/"+m.Version)
	header.Set("TTL", strconv.Itoa(ttl))
	return http.StatusCreated, nil
}
