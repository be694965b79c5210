package push_test

import (
	"bytes"
	"crypto/aes"
	"crypto/cipher"
	"crypto/ecdh"
	"crypto/hkdf"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"forvag/internal/dbx"
	"forvag/internal/dbx/dbtest"
	"forvag/internal/fault"
	"forvag/internal/identity"
	"forvag/notify"
	"forvag/notify/push"
	"forvag/notify/push/pushtest"
)

// start is when the tests' clock stands. VAPID's own times are by the machine's.
var start = time.Now().UTC().Truncate(time.Second)

func keyring(t testing.TB) *identity.Keyring {
	t.Helper()
	file := filepath.Join(t.TempDir(), "key")
	if err := identity.WriteKeyring(file); err != nil {
		t.Fatal(err)
	}
	keys, err := identity.ReadKeyring(file)
	if err != nil {
		t.Fatal(err)
	}
	return keys
}

// browser is the receiving end, written from the RFCs with the standard library alone: it decrypts what the program encrypts, and checks who signed it.
type browser struct {
	t    testing.TB
	key  *ecdh.PrivateKey
	auth []byte
	*httptest.Server
	mu     sync.Mutex
	vapid  string // the key that it subscribed with
	status int
	header map[string]string
	got    []received
}

// received is one message as the push service saw it and the browser read it.
type received struct {
	header http.Header
	text   string
	err    error
}

func newBrowser(t testing.TB) *browser {
	t.Helper()
	b := &browser{t: t, auth: make([]byte, 16), status: http.StatusCreated}
	var err error
	if b.key, err = ecdh.P256().GenerateKey(rand.Reader); err != nil {
		t.Fatal(err)
	}
	rand.Read(b.auth)
	b.Server = httptest.NewServer(b)
	t.Cleanup(b.Close)
	return b
}

func (b *browser) host() string { return strings.TrimPrefix(b.URL, "http://") }

// subscription is what the browser's page posts.
func (b *browser) subscription() []byte {
	var s push.Subscription
	s.Endpoint = b.URL + "/p/1"
	s.Keys.Auth, s.Keys.P256dh = base64.RawURLEncoding.EncodeToString(b.auth), base64.RawURLEncoding.EncodeToString(b.key.PublicKey().Bytes())
	text, err := json.Marshal(s)
	if err != nil {
		b.t.Fatal(err)
	}
	return text
}

func (b *browser) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	got := received{header: r.Header, err: err}
	b.mu.Lock()
	defer b.mu.Unlock()
	if err == nil {
		got.err = errors.Join(b.signed(r.Header.Get("Authorization")), b.read(body, &got.text))
	}
	b.got = append(b.got, got)
	for name, v := range b.header {
		w.Header().Set(name, v)
	}
	w.WriteHeader(b.status)
}

// read decrypts one record: RFC 8188 and RFC 8291.
func (b *browser) read(body []byte, text *string) error {
	if len(body) < 86 || body[20] != 65 || len(body) > 4096 {
		return errors.New("header of the record")
	}
	salt, size, sender, sealed := body[:16], binary.BigEndian.Uint32(body[16:20]), body[21:86], body[86:]
	if int(size) < len(sealed) {
		return errors.New("more than one record")
	}
	public, err := ecdh.P256().NewPublicKey(sender)
	if err != nil {
		return err
	}
	shared, err := b.key.ECDH(public)
	if err != nil {
		return err
	}
	derive := func(secret, salt []byte, info string, n int) []byte {
		key, e := hkdf.Key(sha256.New, secret, salt, info, n)
		err = errors.Join(err, e)
		return key
	}
	ikm := derive(shared, b.auth, "WebPush: info\x00"+string(b.key.PublicKey().Bytes())+string(sender), 32)
	block, e := aes.NewCipher(derive(ikm, salt, "Content-Encoding: aes128gcm\x00", 16))
	if err = errors.Join(err, e); err != nil {
		return err
	}
	gcm, err := cipher.NewGCM(block)
	if err != nil {
		return err
	}
	plain, err := gcm.Open(nil, derive(ikm, salt, "Content-Encoding: nonce\x00", 12), sealed, nil)
	if err != nil {
		return err
	}
	plain = bytes.TrimRight(plain, "\x00")
	if len(plain) == 0 || plain[len(plain)-1] != 2 {
		return errors.New("not marked as the last record")
	}
	*text = string(plain[:len(plain)-1])
	return nil
}

// signed checks who sent it: RFC 8292.
func (b *browser) signed(header string) error {
	subscriber, err := pushtest.Signed(header, b.vapid, b.URL, start)
	if err == nil && subscriber != "mailto:kontakt@almby.example" {
		err = errors.New("subscriber: " + subscriber)
	}
	return err
}

// device is a store on which Anna has added the browser.
func device(t testing.TB, db *dbx.DB, b *browser) (*push.Sender, string) {
	t.Helper()
	store := push.NewStore(db, keyring(t), push.Hosts{b.host()}, func() time.Time { return start })
	key, err := store.PublicKey(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	b.vapid = key
	sub, err := store.ParseSubscription(b.subscription())
	if err != nil {
		t.Fatal(err)
	}
	id, err := store.Add(t.Context(), "anna", sub, "Firefox, Linux")
	if err != nil {
		t.Fatal(err)
	}
	return push.NewSender(store, "kontakt@almby.example"), id
}

func message(device string) notify.Message {
	return notify.Message{ID: "d1", Person: "anna", Address: device, Lang: "sv", Title: "Nytt i ditt ärende", Text: "Du har en händelse i ett ärende hos Almby kommun.",
		Link: "https://almby.example/arenden/1", Topic: "ZXR0LcOkcmVuZGUtc29tIQ", Urgent: true, Expires: start.Add(time.Hour), NeedsMe: 3}
}

func TestADeviceReadsWhatWasSent(t *testing.T) {
	dbtest.Each(t, []dbx.Module{push.Module}, func(t *testing.T, db *dbx.DB) {
		b := newBrowser(t)
		sender, id := device(t, db, b)
		if r := sender.Send(t.Context(), message(id)); r.Outcome != notify.Sent || r.Err != nil || r.Evidence != "HTTP 201" {
			t.Fatalf("%+v", r)
		}
		if len(b.got) != 1 || b.got[0].err != nil {
			t.Fatalf("%+v", b.got)
		}
		want := `{"web_push":8030,"notification":{"title":"Nytt i ditt ärende","lang":"sv","dir":"ltr","body":"Du har en händelse i ett ärende hos Almby kommun.",` +
			`"navigate":"https://almby.example/arenden/1","tag":"ZXR0LcOkcmVuZGUtc29tIQ","silent":false,"app_badge":"3"},"app_badge":3}`
		if diff := cmp.Diff(want, b.got[0].text); diff != "" {
			t.Error(diff)
		}
		for name, want := range map[string]string{"Ttl": "3600", "Urgency": "high", "Topic": "ZXR0LcOkcmVuZGUtc29tIQ", "Content-Encoding": "aes128gcm"} {
			if got := b.got[0].header.Get(name); got != want {
				t.Errorf("%s: %q, want %q", name, got, want)
			}
		}
		devices, err := sender.Devices(t.Context(), "anna")
		want2 := []push.Device{{ID: id, Name: "Firefox, Linux", Added: start, Used: start}}
		if diff := cmp.Diff(want2, devices); err != nil || diff != "" {
			t.Error(err, diff)
		}
	})
}

func TestAnswersOfAPushService(t *testing.T) {
	cases := []struct {
		name       string
		status     int
		retryAfter string
		outcome    notify.Outcome
		after      time.Duration
		left       int // devices
	}{
		{"taken", 201, "", notify.Sent, 0, 1},
		{"unsubscribed", 404, "", notify.Gone, 0, 0},
		{"gone", 410, "", notify.Gone, 0, 0},
		{"too many", 429, "120", notify.Later, 2 * time.Minute, 1},
		{"too many until", 429, start.Add(5 * time.Minute).Format(http.TimeFormat), notify.Later, 5 * time.Minute, 1},
		{"too many for ever", 429, "9999999", notify.Later, 6 * time.Hour, 1},
		{"too many since", 429, "soon", notify.Later, 0, 1},
		{"down", 503, "", notify.Later, 0, 1},
		{"too large", 413, "", notify.Refused, 0, 1},
		{"forbidden", 403, "", notify.Refused, 0, 1},
		{"leads elsewhere, which is not followed", 302, "", notify.Refused, 0, 1},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			b := newBrowser(t)
			sender, id := device(t, dbtest.SQLite(t, push.Module), b)
			b.status, b.header = c.status, map[string]string{"Location": "http://127.0.0.1:1/"}
			if c.retryAfter != "" {
				b.header["Retry-After"] = c.retryAfter
			}
			r := sender.Send(t.Context(), message(id))
			if r.Outcome != c.outcome || r.After != c.after || len(b.got) != 1 {
				t.Errorf("%+v after %d requests", r, len(b.got))
			}
			if devices, err := sender.Devices(t.Context(), "anna"); len(devices) != c.left || err != nil {
				t.Errorf("%d devices, %v; want %d", len(devices), err, c.left)
			}
			if r.Err != nil && (strings.Contains(r.Err.Error(), b.URL) || strings.Contains(r.Err.Error(), "/p/1")) {
				t.Errorf("the endpoint stands in the log: %v", r.Err)
			}
		})
	}
}

func TestAPushServiceThatIsAway(t *testing.T) {
	b := newBrowser(t)
	sender, id := device(t, dbtest.SQLite(t, push.Module), b)
	b.Close()
	r := sender.Send(t.Context(), message(id))
	if r.Outcome != notify.Later || r.Err == nil || strings.Contains(r.Err.Error(), "/p/1") {
		t.Errorf("%+v", r)
	}
	if r := sender.Send(t.Context(), message("another")); r.Outcome != notify.Gone {
		t.Errorf("a device that is not there: %+v", r)
	}
}

func TestOnlyPushServicesAreSentTo(t *testing.T) {
	hosts := append(push.Known(), "127.0.0.1:8098")
	cases := map[string]bool{
		"https://fcm.googleapis.com/fcm/send/x":                true,
		"https://fcm.googleapis.com:443/fcm/send/x":            true,
		"https://updates.push.services.mozilla.com/wpush/v2/x": true,
		"https://web.push.apple.com/x":                         true,
		"https://wns2-par02p.notify.windows.com/w/?token=x":    true,
		"http://127.0.0.1:8098/p/1":                            true,
		"http://fcm.googleapis.com/x":                          false,
		"https://fcm.googleapis.com:8443/x":                    false,
		"https://fcm.googleapis.com.evil.example/x":            false,
		"https://notify.windows.com.evil.example/x":            false,
		"https://evilnotify.windows.com/x":                     false,
		"https://user:pass@fcm.googleapis.com/x":               false,
		"http://127.0.0.1:8099/p/1":                            false,
		"http://127.0.0.1/p/1":                                 false,
		"https://169.254.169.254/latest/meta-data":             false,
		"file:///etc/passwd":                                   false,
		"https:///x":                                           false,
	}
	for text, want := range cases {
		u, err := url.Parse(text)
		if err != nil {
			t.Fatal(err)
		}
		if got := hosts.Allow(u); got != want {
			t.Errorf("%s: %v, want %v", text, got, want)
		}
	}
	for list, ok := range map[string]bool{"push.example.com": true, "*.example.com": true, "127.0.0.1:8098": true, "[::1]:80": true, "10.0.0.1:80": false, "push.example.com:80": false,
		"https://push.example.com": false, "*.*.com": false, "": false} {
		if err := (push.Hosts{list}).Validate(); (err == nil) != ok {
			t.Errorf("%q: %v", list, err)
		}
	}
}

// TestANameThatLeadsInside has the list allow a host whose address is on this machine, as a name server could say.
func TestANameThatLeadsInside(t *testing.T) {
	store := push.NewStore(dbtest.SQLite(t, push.Module), keyring(t), push.Hosts{"localhost"}, func() time.Time { return start })
	b := newBrowser(t)
	var sub push.Subscription
	if err := json.Unmarshal(b.subscription(), &sub); err != nil {
		t.Fatal(err)
	}
	sub.Endpoint = "https://localhost/p/1"
	id, err := store.Add(t.Context(), "anna", sub, "?")
	if err != nil {
		t.Fatal(err)
	}
	r := push.NewSender(store, "kontakt@almby.example").Send(t.Context(), message(id))
	if r.Outcome != notify.Refused || !strings.Contains(r.Err.Error(), "not on the internet") {
		t.Errorf("%+v", r)
	}
}

func TestDevices(t *testing.T) {
	dbtest.Each(t, []dbx.Module{push.Module}, func(t *testing.T, db *dbx.DB) {
		b := newBrowser(t)
		sender, id := device(t, db, b)
		sub, err := sender.ParseSubscription(b.subscription())
		if err != nil {
			t.Fatal(err)
		}
		again, err := sender.Add(t.Context(), "anna", sub, "Firefox, Windows")
		if again != id || err != nil {
			t.Errorf("renewed as %s, %v; want the same device", again, err)
		}
		if has, err := sender.Has(t.Context(), "anna", sub.Endpoint); !has || err != nil {
			t.Error(has, err)
		}
		if has, _ := sender.Has(t.Context(), "erik", sub.Endpoint); has {
			t.Error("somebody else has it")
		}
		if err := sender.Remove(t.Context(), "erik", id); err != nil {
			t.Fatal(err)
		}
		if devices, _ := sender.Devices(t.Context(), "anna"); len(devices) != 1 || devices[0].Name != "Firefox, Windows" {
			t.Errorf("%+v", devices)
		}
		if _, err := sender.Add(t.Context(), "erik", sub, "Firefox, Linux"); err != nil { // he logged in on her computer and asked for it
			t.Fatal(err)
		}
		if devices, _ := sender.Devices(t.Context(), "anna"); len(devices) != 0 {
			t.Errorf("one computer tells two people: %+v", devices)
		}
		if err := sender.RemoveEndpoint(t.Context(), "erik", sub.Endpoint); err != nil {
			t.Fatal(err)
		}
		if devices, _ := sender.Devices(t.Context(), "erik"); len(devices) != 0 {
			t.Errorf("%+v", devices)
		}
		for i := range 25 {
			sub.Endpoint = b.URL + "/p/" + string(rune('A'+i))
			if _, err := sender.Add(t.Context(), "anna", sub, "?"); err != nil {
				t.Fatal(err)
			}
		}
		if devices, _ := sender.Devices(t.Context(), "anna"); len(devices) != 20 {
			t.Errorf("%d devices, want 20 at most", len(devices))
		}
	})
}

// TestADeviceHasOneOwnerThroughAChangeOfKeys adds one browser anew after the installation has got a second key.
func TestADeviceHasOneOwnerThroughAChangeOfKeys(t *testing.T) {
	key := func(number, fill byte) string {
		return fmt.Sprintf("%d:%s\n", number, base64.StdEncoding.EncodeToString(bytes.Repeat([]byte{fill}, 32)))
	}
	for _, test := range []struct {
		name   string
		person identity.PersonID
		same   bool // it keeps its id, by which messages that wait find it
	}{{"the same person", "anna", true}, {"another", "bo", false}} {
		t.Run(test.name, func(t *testing.T) {
			dbtest.Each(t, []dbx.Module{push.Module}, func(t *testing.T, db *dbx.DB) {
				b := newBrowser(t)
				store := func(file string) *push.Store {
					keys, err := identity.ParseKeyring(file)
					if err != nil {
						t.Fatal(err)
					}
					return push.NewStore(db, keys, push.Hosts{b.host()}, func() time.Time { return start })
				}
				before, after := store(key(1, 'a')), store(key(1, 'a')+key(2, 'b'))
				sub, err := before.ParseSubscription(b.subscription())
				if err != nil {
					t.Fatal(err)
				}
				first, err := before.Add(t.Context(), "anna", sub, "Firefox, Linux")
				if err != nil {
					t.Fatal(err)
				}
				for range 2 {
					id, err := after.Add(t.Context(), test.person, sub, "Firefox, Linux")
					if err != nil || (id == first) != test.same {
						t.Errorf("added as %s, %v; it was %s", id, err, first)
					}
				}
				owners := map[identity.PersonID]int{}
				for _, person := range []identity.PersonID{"anna", "bo"} {
					devices, err := after.Devices(t.Context(), person)
					if err != nil {
						t.Fatal(err)
					}
					if len(devices) > 0 {
						owners[person] = len(devices)
					}
				}
				if diff := cmp.Diff(map[identity.PersonID]int{test.person: 1}, owners); diff != "" {
					t.Error(diff)
				}
				// A process that has not read the second key yet wrote it down too.
				if _, err := before.Add(t.Context(), "anna", sub, "Firefox, Linux"); err != nil {
					t.Fatal(err)
				}
				if _, err := after.Add(t.Context(), test.person, sub, "Firefox, Linux"); err != nil {
					t.Fatal(err)
				}
				anna, _ := after.Devices(t.Context(), "anna")
				bo, _ := after.Devices(t.Context(), "bo")
				if len(anna)+len(bo) != 1 {
					t.Errorf("of two rows are left: %+v %+v", anna, bo)
				}
			})
		})
	}
}

func TestKeysAreMadeOnceAndKeptSecret(t *testing.T) {
	dbtest.Each(t, []dbx.Module{push.Module}, func(t *testing.T, db *dbx.DB) {
		keys := keyring(t)
		var group sync.WaitGroup
		found := make([]string, 4)
		for i := range found { // four processes that start at once
			group.Go(func() {
				var err error
				if found[i], err = push.NewStore(db, keys, nil, func() time.Time { return start }).PublicKey(t.Context()); err != nil {
					t.Error(err)
				}
			})
		}
		group.Wait()
		for _, key := range found {
			if key != found[0] || len(key) != 87 {
				t.Errorf("keys %q", found)
			}
		}
		if _, err := push.NewStore(db, keyring(t), nil, nil).PublicKey(t.Context()); err == nil {
			t.Error("read with another installation's key")
		}
	})
}

func TestParseSubscription(t *testing.T) {
	b := newBrowser(t)
	store := push.NewStore(nil, keyring(t), push.Hosts{b.host()}, nil)
	good := string(b.subscription())
	if _, err := store.ParseSubscription([]byte(good)); err != nil {
		t.Error(err)
	}
	for name, bad := range map[string]string{
		"nothing": "", "no JSON": "hello", "long": `{"endpoint":"` + strings.Repeat("x", 5000) + `"}`,
		"another host": strings.Replace(good, b.host(), "127.0.0.1:1", 1),
		"a short key":  strings.Replace(good, `"p256dh":"B`, `"p256dh":"`, 1),
		"a short auth": strings.Replace(good, `"auth":"`, `"auth":"AA`, 1),
	} {
		if _, err := store.ParseSubscription([]byte(bad)); !errors.Is(err, fault.Invalid) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func FuzzParseSubscription(f *testing.F) {
	store := push.NewStore(nil, nil, push.Known(), nil)
	f.Add([]byte(`{"endpoint":"https://fcm.googleapis.com/x","keys":{"auth":"AAAAAAAAAAAAAAAAAAAAAA","p256dh":"BAAA"}}`))
	f.Fuzz(func(t *testing.T, text []byte) {
		sub, err := store.ParseSubscription(text)
		if err != nil {
			return
		}
		u, err := url.Parse(sub.Endpoint)
		if err != nil || u.Scheme != "https" || u.User != nil {
			t.Errorf("%q was taken", sub.Endpoint)
		}
	})
}

func TestParity(t *testing.T) { dbtest.Parity(t, push.Module) }
