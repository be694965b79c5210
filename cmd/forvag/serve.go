package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"os"
	"os/signal"
	"sync"
	"sync/atomic"
	"syscall"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"

	"forvag/internal/civil"
	"forvag/internal/municipality"
	"forvag/internal/rules"
	"forvag/portal"
)

type serveCmd struct{ settings }

// Help stands under the command's flags.
func (serveCmd) Help() string {
	return `Runs one municipality. Without FORVAG_DATABASE_URL everything lies in the data folder: SQLite, uploaded files, and the key.
Several processes may share one PostgreSQL schema and one files folder behind a balancer.

  forvag serve --data /var/lib/forvag --content /etc/forvag --base-url https://etjanster.almby.example

Ready when it prints "listening on http://…", which is all that it writes on standard output; standard error is the log, one JSON object a line. SIGTERM lets
requests finish. SIGHUP reads the folder of --content again: where it has faults, those that forvag check finds, the portal goes on as it was, and the log says
what they are. It does not start on a folder with faults either, nor with one whose own examples fail. Probes: /healthz, /readyz. Prometheus: /metrics, at an address of its own (--metrics-listen).`
}

// Run serves until ctx ends.
func (c *serveCmd) Run(ctx context.Context, out *console) error {
	log := c.logger(out)
	for _, row := range c.table() {
		if row.Value != "" {
			log.Info("setting", "name", row.Env, "value", row.Value)
		}
	}
	for _, words := range strangers() {
		log.Warn("a setting that there is not", "variable", words)
	}
	if c.Content == "" {
		log.Warn("no folder of the municipality's own: the portal speaks as Almby, which does not exist", "set", "FORVAG_CONTENT")
	} else if own, err := openFolder(c.Content); err == nil && !own.has(municipality.File) { // a folder that cannot be opened is told of by start
		log.Warn("no kommun.yaml in the municipality's folder: the portal speaks as Almby, which does not exist", "folder", c.Content)
	}
	c.warn(log)
	if err := c.finished(); err != nil {
		return err
	}
	p, err := start(ctx, c.settings, time.Now, log, nil)
	if err != nil && ctx.Err() != nil {
		return nil // stopped before it had begun
	}
	if err != nil {
		return err
	}
	hangups := make(chan os.Signal, 1)
	signal.Notify(hangups, syscall.SIGHUP)
	defer signal.Stop(hangups)
	p.hangups = hangups
	return p.run(ctx, out, "")
}

// warn tells of what keeps residents or officers out, each once, with what mends it.
func (c *serveCmd) warn(log *slog.Logger) {
	if c.OIDCIssuer == "" {
		log.Warn("residents have no way to log in", "set", "FORVAG_OIDC_ISSUER", "read", "docs/login.md")
	}
	if c.StaffOIDCIssuer == "" {
		log.Warn("officers have no way to log in: nobody can open the desk", "set", "FORVAG_STAFF_OIDC_ISSUER", "read", "docs/login.md")
	}
	own, err := openFolder(c.Content)
	if err != nil {
		return // told of by start
	}
	remarks, err := own.remarks()
	if err != nil {
		return
	}
	if len(remarks) > 0 {
		log.Warn("kommun.yaml is not finished", "warnings", len(remarks), "first", remarks[0].String(), "list", "forvag check", "read", "docs/municipality.md")
	}
}

// finished refuses to open a portal that would tell residents what nobody in the municipality has said, unless it is only tried, and one whose own services
// or rules do not do what their examples say.
func (c *serveCmd) finished() error {
	own, err := openFolder(c.Content)
	if err != nil {
		return nil // told of by start
	}
	if !c.Unfinished {
		err = own.closed()
	}
	if err == nil {
		var failing faults
		if failing, err = own.proof(time.Now); err == nil && len(failing) > 0 {
			err = failing
		}
	}
	if err == nil {
		return nil
	}
	if _, unread := own.load(time.Now); unread != nil {
		return nil // what keeps it from being read comes first, and start tells of it
	}
	return err
}

// process is a running portal. End-to-end tests start one, as the commands do.
type process struct {
	*instance
	settings settings
	server   *portal.Server
	listener net.Listener
	metrics  *exposition
	door     *door
	work     *work
	reload   *reloading
	// first is done beside, before the first upkeep; nil for nothing.
	first func(context.Context) error
	// reminded is how far this process has come with the reminders: a reminded.
	reminded atomic.Value
	// hangups ask the process to read its content again; nil for one that is never asked.
	hangups <-chan os.Signal
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
		return nil, fmt.Errorf("%w (name another address with --listen or FORVAG_LISTEN)", err)
	}
	registry := prometheus.NewRegistry()
	registry.MustRegister(collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}),
		prometheus.NewCounterFunc(prometheus.CounterOpts{Name: "forvag_rules_compiled_total", Help: "Expressions of services that were compiled."},
			func() float64 { return float64(rules.Compiled()) }))
	registry.MustRegister(in.writings.turns, in.writings.sentences)
	p.work = newWork(in, registry)
	var refresh func(context.Context)
	if in.site.Demo != nil && s.Content != "" {
		refresh = func(ctx context.Context) { p.reload.refresh(ctx) }
	}
	in.site.Writing.Follow = func(ctx context.Context) error { return p.reload.follow(ctx) }
	if p.metrics, err = s.expose(registry); err != nil {
		return nil, errors.Join(err, p.listener.Close())
	}
	if p.door, err = in.opens(s); err != nil {
		return nil, errors.Join(err, p.listener.Close())
	}
	var beside prometheus.Gatherer // what the portal's own address tells
	if s.private(p.listener.Addr()) {
		beside = registry
	}
	p.server = portal.New(in.site, portal.Options{
		Log: log, Clock: clock, Metrics: registry, Gatherer: beside, TrustedProxies: s.TrustedProxies,
		Secure: s.BaseURL != nil && s.BaseURL.Scheme == "https", Version: version(), Refresh: refresh,
	})
	in.current = p.server.Site
	p.reload = newReloading(p)
	return p, nil
}

// rereads reads the content again at each hangup, until ctx ends.
func (p *process) rereads(ctx context.Context) {
	for {
		select {
		case <-ctx.Done():
			return
		case <-p.hangups:
		}
		changed, err := p.reload.read(ctx)
		switch {
		case err != nil:
			p.log.Error("content is not read, and the portal goes on as before", "error", err)
		case p.settings.Content == "":
			p.log.Info("there is no content to read again", "set", "FORVAG_CONTENT")
		case !changed:
			p.log.Info("content is read: nothing in the folder has changed", "folder", p.settings.Content)
		default:
			p.log.Info("content is read", "folder", p.settings.Content)
		}
	}
}

// prepare does beforehand what would else be done when it is first asked for, so that no resident waits for it.
func (p *process) prepare() {
	site := p.server.Site()
	site.Assets.Compress()
	today := civil.Today(p.clock)
	site.Search.On(today).Prepare()
	site.Search.Contents(today)
}

// url is where the portal answers, as somebody at this machine would write it.
func (p *process) url() string {
	at, ok := p.listener.Addr().(*net.TCPAddr)
	if ok && at.IP.IsUnspecified() {
		return fmt.Sprintf("http://localhost:%d", at.Port)
	}
	return "http://" + p.listener.Addr().String()
}

// run answers until ctx ends, then lets requests finish, and closes everything. It says where it listens, and then more.
func (p *process) run(ctx context.Context, out *console, more string) error {
	work, stop := context.WithCancel(context.WithoutCancel(ctx))
	var beside sync.WaitGroup
	beside.Go(func() {
		if p.first != nil {
			p.complain(work, "beginning", p.first(work))
		}
		p.upkeep(work)
	})
	beside.Go(func() { p.work.worker.Run(work) })
	beside.Go(func() { p.work.telling.Run(work) })
	beside.Go(func() { p.catches(work) })
	beside.Go(func() { p.rereads(work) })
	beside.Go(func() { p.follows(work) })
	beside.Go(func() { p.site.Journal.Run(work) })
	beside.Go(p.prepare)
	served := make(chan error, 1)
	go func() { served <- p.server.Serve(p.listener) }()
	beside.Go(func() { p.metrics.run(work, p.log) })
	beside.Go(func() { p.door.run(work, p.log) })
	out.printf("listening on %s\n%s", p.url(), more)
	metrics := p.metrics.url()
	if p.server.Gatherer != nil {
		metrics = p.url() + "/metrics"
	}
	p.log.Info("listening", "url", p.url(), "metrics", metrics)
	var err error
	select {
	case err = <-served:
	case <-ctx.Done():
		p.log.Info("stopping", "grace", p.settings.ShutdownGrace.String())
		grace, cancel := context.WithTimeout(context.WithoutCancel(ctx), p.settings.ShutdownGrace)
		defer cancel()
		err = p.server.Shutdown(grace)
		if served := <-served; err == nil {
			err = served
		}
	}
	stop()
	beside.Wait()
	err = errors.Join(err, p.Close())
	p.log.Info("stopped")
	return err
}

// healthPatience is how long a portal may take to say that it is ready.
const healthPatience = 3 * time.Second

type healthCmd struct {
	Listen string `env:"FORVAG_LISTEN" default:"127.0.0.1:8080" placeholder:"HOST:PORT" help:"Address that the portal listens on."`
}

// Help stands under the command's flags.
func (healthCmd) Help() string {
	return `Asks /readyz at the address that FORVAG_LISTEN names, and waits three seconds at most. For containers, where there is no other program to ask
with.`
}

// Run asks a running portal whether it is ready.
func (c *healthCmd) Run(ctx context.Context) error {
	host, port, err := net.SplitHostPort(c.Listen)
	if err != nil {
		return fmt.Errorf("FORVAG_LISTEN: %w", err)
	}
	if host == "" {
		host = "127.0.0.1"
	}
	ctx, cancel := context.WithTimeout(ctx, healthPatience)
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
		why, _ := io.ReadAll(io.LimitReader(answer.Body, 200)) // one word; without it the status must do
		return fmt.Errorf("not ready: %s %s", answer.Status, why)
	}
	return nil
}
