package portal_test

import (
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
