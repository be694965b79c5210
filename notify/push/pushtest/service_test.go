package pushtest_test

import (
	"context"
	"crypto/ecdh"
	"crypto/rand"
	"encoding/base64"
	"net/http"
	"strings"
	"testing"
	"time"

	webpush "github.com/SherClockHolmes/webpush-go"
	"github.com/coder/websocket"
	"github.com/coder/websocket/wsjson"
	"github.com/google/go-cmp/cmp"

	"forvag/notify/push/pushtest"
)

// browser is one as far as a push service sees it.
type browser struct {
	t      *testing.T
	socket *websocket.Conn
}

// said is what the push service says to it.
type said struct {
	MessageType, ChannelID, PushEndpoint, UAID, Version string
	Status                                              int
}

func hello(t *testing.T, s *pushtest.Service, id string) (b browser, greeted said) {
	t.Helper()
	socket, _, err := websocket.Dial(t.Context(), s.Socket(), nil)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = socket.CloseNow() })
	b = browser{t, socket}
	return b, b.ask(map[string]any{"messageType": "hello", "uaid": id, "use_webpush": true})
}

func (b browser) hear() (heard said) {
	b.t.Helper()
	if err := wsjson.Read(b.t.Context(), b.socket, &heard); err != nil {
		b.t.Fatal(err)
	}
	return heard
}

func (b browser) say(words map[string]any) {
	b.t.Helper()
	if err := wsjson.Write(b.t.Context(), b.socket, words); err != nil {
		b.t.Fatal(err)
	}
}

func (b browser) ask(words map[string]any) said {
	b.t.Helper()
	b.say(words)
	return b.hear()
}

const channel = "21668e05-6da8-42c9-b8ab-9cc3f4d5630c"

func TestWhatIsSentIsKeptUntilTheBrowserHasHadIt(t *testing.T) {
	s := pushtest.Start(t)
	private, public, err := webpush.GenerateVAPIDKeys()
	if err != nil {
		t.Fatal(err)
	}
	_, other, err := webpush.GenerateVAPIDKeys()
	if err != nil {
		t.Fatal(err)
	}
	b, greeted := hello(t, s, "")
	if greeted.Status != http.StatusOK || len(greeted.UAID) != 32 {
		t.Fatalf("%+v", greeted)
	}
	if got := b.ask(map[string]any{"messageType": "register", "channelID": channel}); got.Status != http.StatusBadRequest {
		t.Errorf("without a key: %+v", got)
	}
	endpoint := b.ask(map[string]any{"messageType": "register", "channelID": channel, "key": public}).PushEndpoint
	key, err := ecdh.P256().GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	to := webpush.Subscription{Endpoint: endpoint, Keys: webpush.Keys{Auth: base64.RawURLEncoding.EncodeToString(make([]byte, 16)),
		P256dh: base64.RawURLEncoding.EncodeToString(key.PublicKey().Bytes())}}
	send := func(to webpush.Subscription, public, topic string) int {
		t.Helper()
		answer, err := webpush.SendNotificationWithContext(t.Context(), []byte("{}"), &to, &webpush.Options{Subscriber: "kontakt@almby.example", VAPIDPublicKey: public,
			VAPIDPrivateKey: private, TTL: 60, Topic: topic})
		if err != nil {
			t.Fatal(err)
		}
		answer.Body.Close()
		return answer.StatusCode
	}
	plain, err := http.Post(endpoint, "text/plain", strings.NewReader("hej"))
	if err != nil {
		t.Fatal(err)
	}
	plain.Body.Close()
	nobody := to
	nobody.Endpoint += "x"
	for name, c := range map[string]struct{ got, want int }{
		"taken":                     {send(to, public, "one"), http.StatusCreated},
		"signed with another key":   {send(to, other, "one"), http.StatusUnauthorized},
		"to no subscription":        {send(nobody, public, "one"), http.StatusNotFound},
		"neither sealed nor signed": {plain.StatusCode, http.StatusBadRequest},
		"a ping, which is answered": {b.had(b.hear()).Status, 0},
	} {
		if c.got != c.want {
			t.Errorf("%s: %d, want %d", name, c.got, c.want)
		}
	}
	_ = b.socket.CloseNow()

	again := func() browser { b, _ := hello(t, s, greeted.UAID); return b }
	ctx, stop := context.WithTimeout(t.Context(), 10*time.Second)
	defer stop()
	if err := s.WaitAway(ctx); err != nil {
		t.Fatal(err)
	}
	for _, topic := range []string{"two", "three", "two"} { // the last takes the place of the first
		send(to, public, topic)
	}
	if err := s.WaitKept(ctx, 2); err != nil {
		t.Fatal(err)
	}
	b = again()
	kept := []said{b.hear(), b.hear()}
	for _, m := range kept {
		b.had(m)
	}
	all, err := s.WaitTaken(ctx, 3)
	if diff := cmp.Diff([]pushtest.Taken{{"one", pushtest.Shown}, {"three", pushtest.Shown}, {"two", pushtest.Shown}}, all); diff != "" || err != nil {
		t.Error(diff, err)
	}
	b.ask(map[string]any{"messageType": "unregister", "channelID": channel})
	if got := send(to, public, "four"); got != http.StatusGone {
		t.Errorf("to a subscription that has ended: %d", got)
	}
}

// had says that a message has been shown, and pings, so that the push service has heard it when it answers.
func (b browser) had(m said) said {
	b.t.Helper()
	b.say(map[string]any{"messageType": "ack", "updates": []any{map[string]any{"channelID": m.ChannelID, "version": m.Version, "code": pushtest.Shown}}})
	return b.ask(map[string]any{})
}
