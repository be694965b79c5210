package portal_test

import (
	"context"
	"errors"
	"log/slog"
	"net"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"forvag/internal/municipality"
	"forvag/portal"
	"forvag/web"
)

func TestStopThatComesBeforeTheBeginningHolds(t *testing.T) {
	metrics := prometheus.NewRegistry()
	site := &portal.Site{Municipality: municipality.Default(), Assets: web.Carried()}
	server := portal.New(site, portal.Options{Clock: time.Now, Metrics: metrics, Gatherer: metrics})
	if err := server.Shutdown(t.Context()); err != nil {
		t.Fatal(err)
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	served := make(chan error, 1)
	go func() { served <- server.Serve(l) }()
	select {
	case err := <-served:
		if err != nil {
			t.Error(err)
		}
	case <-time.After(10 * time.Second):
		t.Error("it serves, though it was told to stop")
	}
}

// TestAConnectionWithoutRequestsHoldsNoStopUp: a browser opens connections ahead of need.
func TestAConnectionWithoutRequestsHoldsNoStopUp(t *testing.T) {
	metrics := prometheus.NewRegistry()
	site := &portal.Site{Municipality: municipality.Default(), Assets: web.Carried()}
	server := portal.New(site, portal.Options{Log: slog.New(slog.DiscardHandler), Clock: time.Now, Metrics: metrics, Gatherer: metrics})
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	served := make(chan error, 1)
	go func() { served <- server.Serve(l) }()
	used, err := net.Dial("tcp", l.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer used.Close()
	if _, err := used.Write([]byte("GET /healthz HTTP/1.1\r\nHost: almby\r\n\r\n")); err != nil {
		t.Fatal(err)
	}
	if _, err := used.Read(make([]byte, 1)); err != nil {
		t.Fatal(err)
	}
	unused, err := net.Dial("tcp", l.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer unused.Close()
	ctx, cancel := context.WithTimeout(t.Context(), 15*time.Second)
	defer cancel()
	if err := errors.Join(server.Shutdown(ctx), <-served); err != nil {
		t.Error(err)
	}
}
