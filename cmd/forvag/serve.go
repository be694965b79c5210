package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"sync"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"

	"forvag/internal/identity"
	"forvag/portal"
)

type serveCmd struct{ settings }

// Help stands under the command's flags.
func (serveCmd) Help() string {
	return `Runs one municipality. Without FORVAG_DATABASE_URL everything lies in the data folder: SQLite, uploaded files, and the key.
Several processes may share one PostgreSQL schema and one files folder behind a balancer.

  forvag serve --data /var/lib/forvag --content /etc/forvag --base-url https://etjanster.almby.example

Ready when it prints "listening on http://…". SIGTERM lets requests finish. Probes: /healthz, /readyz; Prometheus: /metrics.`
}

// Run serves until ctx ends.
func (c *serveCmd) Run(ctx context.Context, out *console) error {
	log := c.logger(out)
	for _, row := range c.table() {
		if row.Value != "" {
			log.Info("setting", "name", row.Env, "value", row.Value)
		}
	}
	p, err := start(ctx, c.settings, time.Now, log, nil)
	if err != nil {
		return err
	}
	return p.run(ctx, out, "")
}

// process is a running portal. End-to-end tests start one, as the commands do.
type process struct {
	*instance
	settings settings
	server   *portal.Server
	listener net.Listener
	work     *work
}

// start opens the municipality and begins to listen; nothing is answered before run. prepare, where not nil, may change the instance first.
func start(ctx context.Context, s settings, clock func() time.Time, log *slog.Logger, prepare func(context.Context, *instance) error) (_ *process, err error) {
	in, err := open(ctx, s, clock, log)
	if err != nil {
		return nil, err
	}
	p := &process{instance: in, settings: s}
	defer func() {
		if err != nil {
			err = errors.Join(err, p.Close())
		}
	}()
	if prepare != nil {
		if err := prepare(ctx, in); err != nil {
			return nil, err
		}
	}
	if p.listener, err = net.Listen("tcp", s.Listen); err != nil {
		return nil, fmt.Errorf("listen on %s: %w (is something else running there? choose another with --listen)", s.Listen, err)
	}
	registry := prometheus.NewRegistry()
	registry.MustRegister(collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	p.work = newWork(in, registry)
	p.server = portal.New(in.site, portal.Options{
		Log: log, Clock: clock, Metrics: registry, Gatherer: registry, TrustedProxies: s.TrustedProxies,
		Secure: s.BaseURL != nil && s.BaseURL.Scheme == "https", Version: version(),
	})
	return p, nil
}

// url is where the portal answers.
func (p *process) url() string { return "http://" + p.listener.Addr().String() }

// run answers until ctx ends, then lets requests finish, and closes everything. It says where it listens, and then more.
func (p *process) run(ctx context.Context, out *console, more string) error {
	work, stop := context.WithCancel(context.WithoutCancel(ctx))
	var beside sync.WaitGroup
	beside.Go(func() { p.upkeep(work) })
	beside.Go(func() { p.work.worker.Run(work) })
	served := make(chan error, 1)
	go func() { served <- p.server.Serve(p.listener) }()
	out.printf("listening on %s\n%s", p.url(), more)
	var err error
	select {
	case err = <-served:
	case <-ctx.Done():
		grace, cancel := context.WithTimeout(context.WithoutCancel(ctx), p.settings.ShutdownGrace)
		defer cancel()
		err = p.server.Shutdown(grace)
		if served := <-served; err == nil {
			err = served
		}
	}
	stop()
	beside.Wait()
	return errors.Join(err, p.Close())
}

// sweepEvery is how often what has expired is removed.
const sweepEvery = 10 * time.Minute

// upkeep removes what has expired, until ctx ends: sessions, drafts, broken uploads.
func (p *process) upkeep(ctx context.Context) {
	tick := time.NewTicker(sweepEvery)
	defer tick.Stop()
	for {
		if err := p.sweep(ctx); err != nil && ctx.Err() == nil {
			p.log.Error("upkeep", "error", err)
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

func (p *process) sweep(ctx context.Context) error {
	sessions, err := p.site.Sessions.Sweep(ctx)
	if err != nil {
		return err
	}
	drafts, err := p.site.Drafts.Sweep(ctx)
	if err != nil {
		return err
	}
	if _, err := p.blobs.Sweep(p.clock().Add(-24 * time.Hour)); err != nil {
		return err
	}
	administrator := identity.Principal{Kind: identity.Administrator}
	disposed, err := p.site.Cases.Dispose(ctx, administrator, 100)
	if err != nil {
		return err
	}
	if _, err := p.queue.Prune(ctx, p.clock().Add(-finishedKept)); err != nil {
		return err
	}
	if err := p.work.gauge(ctx, p.queue); err != nil {
		return err
	}
	p.log.Debug("upkeep", "sessions", sessions, "drafts", drafts, "disposed", disposed)
	return nil
}

type healthCmd struct {
	Listen string `env:"FORVAG_LISTEN" default:"127.0.0.1:8080" placeholder:"HOST:PORT" help:"Address that the portal listens on."`
}

// Run asks a running portal whether it is ready: for container health checks, where there is no other program to ask with.
func (c *healthCmd) Run(ctx context.Context) error {
	host, port, err := net.SplitHostPort(c.Listen)
	if err != nil {
		return fmt.Errorf("FORVAG_LISTEN: %w", err)
	}
	if host == "" {
		host = "127.0.0.1"
	}
	ctx, cancel := context.WithTimeout(ctx, 5*time.Second)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+net.JoinHostPort(host, port)+"/readyz", nil)
	if err != nil {
		return err
	}
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		return err
	}
	defer answer.Body.Close()
	if answer.StatusCode != http.StatusOK {
		return fmt.Errorf("not ready: %s", answer.Status)
	}
	return nil
}
