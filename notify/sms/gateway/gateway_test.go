package gateway_test

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"forvag/internal/dbx/dbtest"
	"forvag/internal/fault"
	"forvag/internal/identity"
	"forvag/internal/locale"
	"forvag/internal/outbox"
	"forvag/internal/residents"
	"forvag/notify"
	"forvag/notify/contact"
	"forvag/notify/sms/gateway"
)

const message = "019aaaaa-0000-7000-8000-000000000001"

var start = time.Date(2026, 11, 23, 8, 0, 0, 0, time.UTC)

type details struct{}

func (details) Contact(context.Context, identity.PersonID) (residents.Contact, error) {
	return residents.Contact{Phone: "+46701740605"}, nil
}

func (details) AddContact(context.Context, identity.PersonID, residents.Contact) error {
	return nil
}

// bench is a sender to Anna, whose number is verified.
type bench struct {
	*gateway.Sender
	keys    *identity.Keyring
	address string
}

func dial(t *testing.T, at string, patience time.Duration) *bench {
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
	contacts := contact.NewStore(dbtest.SQLite(t, outbox.Module, contact.Module), b.keys, details{}, func() time.Time { return start })
	u, err := gateway.ParseURL(at)
	if err != nil {
		t.Fatal(err)
	}
	u.User = url.UserPassword("u46", "hem ligt")
	b.Sender = gateway.NewSender(contacts, gateway.Options{URL: u, From: "Almby", Keys: b.keys, Patience: patience, Origin: func() string { return "https://almby.example" },
		Transport: &http.Transport{}})
	if err := contacts.Ask(t.Context(), "anna", notify.SMS, locale.SV); err != nil {
		t.Fatal(err)
	}
	d, err := contacts.Detail(t.Context(), "anna", notify.SMS)
	if err != nil {
		t.Fatal(err)
	}
	l, err := contacts.Letter(t.Context(), d.Code.ID)
	if err == nil {
		err = contacts.Confirm(t.Context(), "anna", notify.SMS, l.Figures)
	}
	all, err2 := b.Addresses(t.Context(), "anna")
	if err := errors.Join(err, err2); err != nil || len(all) != 1 || all[0].Name != "…06 05" {
		t.Fatal(all, err)
	}
	b.address = all[0].ID
	return b
}

func (b *bench) send(t *testing.T) notify.Result {
	t.Helper()
	return b.Send(t.Context(), notify.Message{ID: message, Person: "anna", Address: b.address, Lang: locale.SV, Text: "Almby kommun: Du har fått ett beslut."})
}

func withLogin(at string) string { return strings.Replace(at, "http://", "http://u:p@", 1) }

func TestAMessageIsPosted(t *testing.T) {
	var form url.Values
	var user, password, method string
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if err := r.ParseForm(); err != nil {
			t.Error(err)
		}
		form, method = r.PostForm, r.Method
		user, password, _ = r.BasicAuth()
		io.WriteString(w, `{"id": "s70df59406a1b4643b96f3f91e0bfb7b0", "status": "created", "parts": 1, "cost": 3500}`)
	}))
	defer srv.Close()
	b := dial(t, withLogin(srv.URL+"/a1/sms"), 0)
	r := b.send(t)
	if diff := cmp.Diff(notify.Result{Outcome: notify.Sent, Evidence: "s70df59406a1b4643b96f3f91e0bfb7b0"}, r); diff != "" {
		t.Error(diff)
	}
	want := url.Values{"from": {"Almby"}, "to": {"+46701740605"}, "message": {"Almby kommun: Du har fått ett beslut."}, "dontlog": {"message"},
		"whendelivered": {"https://almby.example/avisering/sms/" + notify.Token(b.keys, message)}}
	if diff := cmp.Diff(want, form); diff != "" || user != "u46" || password != "hem ligt" || method != http.MethodPost {
		t.Errorf("%s as %s:%s %s", method, user, password, diff)
	}
	if r := b.Send(t.Context(), notify.Message{ID: message, Person: "anna", Address: "another"}); r.Outcome != notify.Gone {
		t.Errorf("for a number that is another now: %+v", r)
	}
}

// TestWhatAGatewayAnswers has it be slow, fail and lie.
func TestWhatAGatewayAnswers(t *testing.T) {
	says := func(code int, body string) http.HandlerFunc {
		return func(w http.ResponseWriter, _ *http.Request) {
			if code == http.StatusServiceUnavailable {
				w.Header().Set("Retry-After", "120")
			}
			w.WriteHeader(code)
			io.WriteString(w, body)
		}
	}
	end := make(chan struct{})
	defer close(end)
	for _, c := range []struct {
		name    string
		gateway http.HandlerFunc
		want    notify.Outcome
		after   time.Duration
		why     string
	}{
		{"takes it", says(200, `{"id": "s1", "status": "created"}`), notify.Sent, 0, ""},
		{"is overloaded", says(503, "busy"), notify.Later, 2 * time.Minute, "answers 503"},
		{"fails", says(500, "oops +46701740605"), notify.Later, 0, "answers 500"},
		{"counts", says(429, ""), notify.Later, 0, "answers 429"},
		{"has no money of ours", says(402, ""), notify.Later, 0, "answers 402"},
		{"knows us not", says(401, ""), notify.Later, 0, "answers 401"},
		{"does not like the number", says(400, "Invalid to +46701740605"), notify.Refused, 0, "answers 400"},
		{"leads elsewhere", func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, "https://evil.example/", http.StatusTemporaryRedirect)
		}, notify.Refused, 0, "answers 307"},
		{"is behind somebody who lost it", says(502, ""), notify.Refused, 0, notify.ReasonUnsure},
		{"is slow", func(http.ResponseWriter, *http.Request) { <-end }, notify.Refused, 0, notify.ReasonUnsure},
		{"hangs up", func(w http.ResponseWriter, _ *http.Request) {
			conn, _, err := w.(http.Hijacker).Hijack()
			if err == nil {
				conn.Close()
			}
		}, notify.Refused, 0, notify.ReasonUnsure},
		{"says yes and no", says(200, `{"id": "s1", "status": "failed"}`), notify.Refused, 0, "failed"},
		{"says yes to nothing", says(200, `{"status": "created"}`), notify.Refused, 0, notify.ReasonUnsure},
		{"shows a page", says(200, `<html>OK</html>`), notify.Refused, 0, notify.ReasonUnsure},
	} {
		t.Run(c.name, func(t *testing.T) {
			var asked atomic.Int32
			srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				asked.Add(1)
				io.Copy(io.Discard, r.Body)
				c.gateway(w, r)
			}))
			defer func() { srv.CloseClientConnections(); go srv.Close() }()
			r := dial(t, withLogin(srv.URL), 500*time.Millisecond).send(t)
			if r.Outcome != c.want || r.After != c.after || (r.Err == nil) != (c.why == "") || r.Err != nil && !strings.Contains(r.Err.Error(), c.why) {
				t.Errorf("%+v; want %s after %s, %q", r, c.want, c.after, c.why)
			}
			if r.Err != nil && strings.Contains(r.Err.Error(), "4670") {
				t.Errorf("the error tells the number: %v", r.Err)
			}
			if n := asked.Load(); n != 1 {
				t.Errorf("asked %d times, want once", n)
			}
		})
	}
}

func TestAGatewayThatIsAway(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	l.Close()
	if r := dial(t, "http://u:p@"+l.Addr().String(), 0).send(t); r.Outcome != notify.Later || r.Err == nil || strings.Contains(r.Err.Error(), "p@") {
		t.Errorf("%+v", r)
	}
}

func TestReceipts(t *testing.T) {
	keys, err := identity.ParseKeyring("1:" + strings.Repeat("A", 43) + "=")
	if err != nil {
		t.Fatal(err)
	}
	token := notify.Token(keys, message)
	for status, want := range map[string]notify.State{"delivered": notify.StateDelivered, "failed": notify.StateFailed, "sent": "", "": ""} {
		r, err := gateway.ReadReceipt(keys, token, "s1", status)
		if diff := cmp.Diff(gateway.Receipt{Message: message, State: want, Evidence: "s1"}, r); err != nil || diff != "" {
			t.Errorf("%s: %v %s", status, err, diff)
		}
	}
	for _, bad := range []string{"", "x", token[1:], "b" + token[1:], token + "a"} {
		if bad == token {
			continue
		}
		if _, err := gateway.ReadReceipt(keys, bad, "s1", "delivered"); !errors.Is(err, fault.NotFound) {
			t.Errorf("%q: %v", bad, err)
		}
	}
}

func TestSettingsThatCannotBe(t *testing.T) {
	for _, text := range []string{"", "https://api.example/sms", "http://u:hemligt@api.example/sms", "ftp://u:hemligt@api.example"} {
		if _, err := gateway.ParseURL(text); err == nil || strings.Contains(err.Error(), "hemligt") {
			t.Errorf("%q: %v", text, err)
		}
	}
	for from, ok := range map[string]bool{"Almby": true, "AlmbyKommun": true, "+46701740605": true, "Almby kommun": false, "46elks": false, "": false, "Al": false, "0701740605": false} {
		if err := gateway.CheckFrom(from); (err == nil) != ok {
			t.Errorf("%q: %v", from, err)
		}
	}
}
