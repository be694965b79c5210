package notify_test

import (
	"flag"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"runtime"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"forvag/internal/casework"
	"forvag/internal/dbx/dbtest"
	"forvag/internal/identity"
	"forvag/internal/outbox"
	"forvag/notify"
)

var queued = flag.Int("queued", 100_000, "how many notifications the queue's benchmark has; a fiftieth with -short")

// queuePeople is how many people they are for.
const queuePeople = 200

// BenchmarkQueue queues notifications and hands them to a push service on this machine, and tells what is live in Go's memory with the queue full, half empty and
// empty, as a share of what was before anything was queued. Beside it stands how long one took to queue and to send.
func BenchmarkQueue(b *testing.B) {
	for _, on := range []struct {
		name string
		dsn  func(testing.TB) string
	}{{"sqlite", dbtest.SQLiteDSN}, {"postgres", dbtest.PostgresDSN}} {
		b.Run(on.name, func(b *testing.B) {
			n := *queued
			if testing.Short() {
				n /= 50
			}
			for range b.N {
				queue(b, on.dsn(b), n)
			}
		})
	}
}

func queue(b *testing.B, dsn string, n int) {
	b.StopTimer()
	ctx := b.Context()
	var taken atomic.Int64
	middle := make(chan float64, 1)
	service := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
		if taken.Add(1) == int64(n/2) {
			middle <- live()
		}
		w.WriteHeader(http.StatusCreated)
	}))
	defer service.Close()
	keyFile := filepath.Join(b.TempDir(), "key")
	if err := identity.WriteKeyring(keyFile); err != nil {
		b.Fatal(err)
	}
	dbtest.Open(b, dsn, crashModules...)
	a := tellArgs{DSN: dsn, Keys: keyFile, Push: service.URL, Mail: "smtp://127.0.0.1:25", SMS: "http://u:p@127.0.0.1/", Way: asItIs}
	w, err := newTeller(ctx, a, func() time.Time { return crashNoon })
	if err != nil {
		b.Fatal(err)
	}
	defer w.db.Close()
	to := receivers{push: service}
	for i := range queuePeople {
		if err := to.subscribe(ctx, w.devices, crashPerson(i)); err != nil {
			b.Fatal(err)
		}
	}
	follow := func(i int) {
		id := casework.CaseID(fmt.Sprintf("c%d-%d", i%queuePeople, i))
		if err := w.Follow(ctx, casework.EventNews{Case: id, Event: crashEvent(id, 0), Seq: 1, Kind: casework.Decided}); err != nil {
			b.Error(err)
		}
	}
	worker := outbox.Worker{Queue: w.queue, Jitter: func() float64 { return 0 }, Log: slog.New(slog.DiscardHandler), Attempts: notify.Attempts,
		Handlers: map[string]outbox.Handler{notify.SendTopic: w.Send, notify.NextTopic: w.Next}}
	drain := func() {
		if _, err := worker.Drain(ctx); err != nil {
			b.Fatal(err)
		}
	}
	for i := range 100 { // so that what is made once is there
		follow(i)
	}
	drain()
	taken.Store(0)
	before := live()
	b.StartTimer()
	spread(n, func(i int) { follow(100 + i) })
	b.StopTimer()
	full := live()
	b.StartTimer()
	drain()
	b.StopTimer()
	if taken.Load() != int64(n) {
		b.Fatalf("%d of %d arrived", taken.Load(), n)
	}
	b.ReportMetric(full/before, "full/before")
	b.ReportMetric(<-middle/before, "middle/before")
	b.ReportMetric(live()/before, "end/before")
	b.ReportMetric(before/(1<<20), "before-MiB")
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(n), "ns/notification")
	runtime.KeepAlive(w)
}

// spread does something for each number below n, in four goroutines.
func spread(n int, do func(i int)) {
	var next atomic.Int64
	var group sync.WaitGroup
	for range 4 {
		group.Go(func() {
			for i := next.Add(1) - 1; i < int64(n); i = next.Add(1) - 1 {
				do(int(i))
			}
		})
	}
	group.Wait()
}

// live is how many bytes are live in Go's memory.
func live() float64 {
	var m runtime.MemStats
	runtime.GC()
	runtime.GC() // what was pooled goes in the second
	runtime.ReadMemStats(&m)
	return float64(m.HeapAlloc)
}
