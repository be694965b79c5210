package portal

import (
	"context"
	"errors"
	"log/slog"
	"net"
	"net/netip"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/gofiber/fiber/v2"
	"github.com/gofiber/fiber/v2/middleware/compress"
	"github.com/prometheus/client_golang/prometheus"
)

// Limits of what a client may send, set once for every route.
const (
	// maxUpload is the largest request, which is one upload of several files.
	maxUpload = 64 << 20
	// maxBody is the largest request without files.
	maxBody = 1 << 20
	// maxHeader is the largest header, cookies and address included.
	maxHeader = 16 << 10
	// readTimeout is how long a client may take to send a request that holds no files.
	readTimeout = 20 * time.Second
	// uploadTimeout is how long it may take to send files, over a phone too.
	uploadTimeout = 5 * time.Minute
	// writeTimeout is how long a client may take to receive an answer. Live streams extend it for themselves.
	writeTimeout = time.Minute
	idleTimeout  = 2 * time.Minute
)

// Options are what a Server needs beside its municipality.
type Options struct {
	Log     *slog.Logger
	Clock   func() time.Time
	Metrics prometheus.Registerer
	// Gatherer is what /metrics tells; nil for a server that does not have that address.
	Gatherer       prometheus.Gatherer
	TrustedProxies []netip.Prefix
	// Secure says that residents come by https: cookies are then sent over nothing else, and browsers are told to remember it.
	Secure  bool
	Version string
	// Refresh is called before each request for a page, as a demonstration does to bring its content up to date; nil for nothing.
	Refresh func(context.Context)
}

// Server answers HTTP for a municipality. Make it with New; it is safe for concurrent use.
type Server struct {
	Options
	app     *fiber.App
	current atomic.Pointer[Site]
	streams *streams
	unused  unused
	asking  *turns
	metrics *metrics

	mu       sync.Mutex
	listener net.Listener // nil before Serve
	stopped  bool
}

// New makes a server for one municipality. The site stays the caller's to close, after Shutdown.
func New(site *Site, o Options) *Server {
	s := &Server{Options: o, streams: newStreams(), asking: newTurns(), metrics: newMetrics(o.Metrics), unused: unused{conns: map[*opened]bool{}}}
	s.Use(site)
	proxies := make([]string, len(o.TrustedProxies))
	for i, p := range o.TrustedProxies {
		proxies[i] = p.String()
	}
	s.app = fiber.New(fiber.Config{
		AppName:                 "forvag",
		Immutable:               true, // a string from the request must outlive it: one resident's words must never end in another's case
		BodyLimit:               maxUpload,
		ReadBufferSize:          maxHeader,
		ReadTimeout:             readTimeout,
		WriteTimeout:            writeTimeout,
		IdleTimeout:             idleTimeout,
		DisableStartupMessage:   true,
		EnableTrustedProxyCheck: true,
		TrustedProxies:          proxies,
		StreamRequestBody:       false,
		StrictRouting:           true,
		CaseSensitive:           true,
		UnescapePath:            true,
		ErrorHandler:            s.fail,
	})
	s.app.Server().HeaderReceived = bounds
	s.app.Use(s.observe, s.secure, s.recovered, sameOrigin)
	s.app.Use(compress.New(compress.Config{Level: compress.LevelBestSpeed, Next: alreadyCompressed}))
	s.install()
	return s
}

// Use makes the server answer for a site, the same municipality as its content now is: requests that come from now on meet it, and those that run
// keep the one they began with.
func (s *Server) Use(site *Site) { s.current.Store(site) }

// Site is what requests meet from now on.
func (s *Server) Site() *Site { return s.current.Load() }

// alreadyCompressed spares static files, which are compressed once and better, and live streams, which must not be held back.
func alreadyCompressed(c *fiber.Ctx) bool {
	return strings.HasPrefix(c.Path(), staticPrefix) || strings.HasSuffix(c.Path(), liveSuffix) || wantsEvents(c)
}

// Serve answers on the listener until Shutdown, and closes it. It returns nil after Shutdown, at once where that came first.
func (s *Server) Serve(l net.Listener) error {
	s.mu.Lock()
	s.listener = l
	stopped := s.stopped
	s.mu.Unlock()
	if stopped {
		return l.Close()
	}
	if err := s.app.Listener(listener{l, &s.unused}); err != nil && !errors.Is(err, net.ErrClosed) {
		return err
	}
	return nil
}

// Shutdown ends the live streams, lets running requests finish until ctx is done, and closes the rest.
func (s *Server) Shutdown(ctx context.Context) error {
	s.mu.Lock()
	s.stopped = true
	l := s.listener
	s.mu.Unlock()
	s.streams.close()
	defer time.AfterFunc(unusedPatience, s.unused.close).Stop()
	err := s.app.ShutdownWithContext(ctx)
	if l != nil { // a Serve that had only begun was not told
		if bad := l.Close(); !errors.Is(bad, net.ErrClosed) {
			err = errors.Join(err, bad)
		}
	}
	return err
}
