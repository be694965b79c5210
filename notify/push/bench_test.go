package push_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	webpush "github.com/SherClockHolmes/webpush-go"

	"forvag/internal/dbx/dbtest"
	"forvag/notify"
	"forvag/notify/push"
)

// sink answers without looking, so that encryption alone is measured.
type sink struct{}

func (sink) Do(*http.Request) (*http.Response, error) {
	return &http.Response{StatusCode: http.StatusCreated, Body: http.NoBody}, nil
}

// turn is how many messages are sent, and encrypted alone, before it is the other's turn.
const turn = 100

// BenchmarkSend hands messages over to a push service on this machine, and tells the share of what encrypting and signing alone allow in the same run.
func BenchmarkSend(b *testing.B) {
	var taken atomic.Int64
	service := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
		taken.Add(1)
		w.WriteHeader(http.StatusCreated)
	}))
	defer service.Close()
	receiver := newBrowser(b)
	receiver.URL = service.URL
	sender, id := device(b, dbtest.SQLite(b, push.Module), receiver)
	m := message(id)
	body, err := push.Payload(m)
	if err != nil {
		b.Fatal(err)
	}
	sub, err := sender.ParseSubscription(receiver.subscription())
	if err != nil {
		b.Fatal(err)
	}
	private, public, err := webpush.GenerateVAPIDKeys()
	if err != nil {
		b.Fatal(err)
	}
	encrypt := func() {
		answer, err := webpush.SendNotificationWithContext(b.Context(), body, &sub, &webpush.Options{HTTPClient: sink{}, Subscriber: "kontakt@almby.example",
			VAPIDPublicKey: public, VAPIDPrivateKey: private, TTL: 60, Topic: m.Topic})
		if err != nil {
			b.Error(err)
			return
		}
		answer.Body.Close()
	}
	send := func() {
		if r := sender.Send(b.Context(), m); r.Outcome != notify.Sent {
			b.Error(r)
		}
	}
	var alone, whole time.Duration
	b.ResetTimer()
	for left := b.N; left > 0; left -= turn { // by turns, so that what else the machine does meets both alike
		b.StopTimer()
		alone += spread(min(turn, left), encrypt)
		b.StartTimer()
		whole += spread(min(turn, left), send)
	}
	b.StopTimer()
	if taken.Load() != int64(b.N) {
		b.Errorf("%d of %d arrived", taken.Load(), b.N)
	}
	b.ReportMetric(float64(b.N)/whole.Seconds(), "messages/s")
	b.ReportMetric(alone.Seconds()/whole.Seconds(), "of-encryption")
}

// spread does something n times in four goroutines, and returns how long it took.
func spread(n int, do func()) time.Duration {
	start := time.Now()
	var left atomic.Int64
	left.Store(int64(n))
	var group sync.WaitGroup
	for range 4 {
		group.Go(func() {
			for left.Add(-1) >= 0 {
				do()
			}
		})
	}
	group.Wait()
	return time.Since(start)
}
