package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promhttp"
)

// private says whether only this machine reaches the portal at an address: then /metrics may stand there too, for whoever tries it. A portal with an address
// of its own for residents has a proxy in front, which comes from this machine as well.
func (s settings) private(at net.Addr) bool {
	tcp, ok := at.(*net.TCPAddr)
	return ok && tcp.IP.IsLoopback() && s.BaseURL == nil && s.MetricsListen == ""
}

// exposition is where Prometheus reads metrics: an address of their own, since they tell how many do what, and since behind a balancer the portal's address
// is now one process and now another. Nil is none.
type exposition struct {
	listener net.Listener
	server   *http.Server
}

// expose begins to listen where the settings say; nil where they say nothing.
func (s settings) expose(metrics prometheus.Gatherer) (*exposition, error) {
	if s.MetricsListen == "" {
		return nil, nil
	}
	listener, err := net.Listen("tcp", s.MetricsListen)
	if err != nil {
		return nil, fmt.Errorf("%w (name another address for metrics with --metrics-listen or FORVAG_METRICS_LISTEN)", err)
	}
	mux := http.NewServeMux()
	mux.Handle("GET /metrics", promhttp.HandlerFor(metrics, promhttp.HandlerOpts{}))
	return &exposition{listener, &http.Server{Handler: mux, ReadTimeout: 10 * time.Second, WriteTimeout: 30 * time.Second, MaxHeaderBytes: 16 << 10}}, nil
}

// url is where they are read; empty for none.
func (e *exposition) url() string {
	if e == nil {
		return ""
	}
	return fmt.Sprintf("http://%s/metrics", e.listener.Addr())
}

// run answers until ctx ends.
func (e *exposition) run(ctx context.Context, log *slog.Logger) {
	if e == nil {
		return
	}
	defer context.AfterFunc(ctx, func() { e.server.Close() })()
	if err := e.server.Serve(e.listener); !errors.Is(err, http.ErrServerClosed) {
		log.Error("metrics are no longer told", "error", err)
	}
}
