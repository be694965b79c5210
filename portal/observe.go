package portal

import (
	"strconv"
	"time"

	"github.com/gofiber/fiber/v2"
	"github.com/gofiber/fiber/v2/middleware/adaptor"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promhttp"
)

// metrics are what the portal counts. Labels are routes and statuses, never addresses or people.
type metrics struct {
	requests *prometheus.HistogramVec
	streams  prometheus.Gauge
	refused  *prometheus.CounterVec
}

func newMetrics(r prometheus.Registerer) *metrics {
	m := &metrics{
		requests: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "forvag_request_seconds", Help: "Time to answer a request, by route and status.",
			Buckets: []float64{.001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5},
		}, []string{"route", "status"}),
		streams: prometheus.NewGauge(prometheus.GaugeOpts{Name: "forvag_live_streams", Help: "Case pages that are open and followed live."}),
		refused: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "forvag_refused_total", Help: "Requests refused because there were too many of them, by limit.",
		}, []string{"limit"}),
	}
	r.MustRegister(m.requests, m.streams, m.refused)
	return m
}

// observe measures every request and logs it without personal data: the route's pattern, never the address with its ids.
func (s *Server) observe(c *fiber.Ctx) error {
	start := s.Clock()
	if err := c.Next(); err != nil {
		if failed := s.fail(c, err); failed != nil {
			s.Log.Error("error page", "error", failed)
			c.Status(fiber.StatusInternalServerError).SendString("500")
		}
	}
	took, status := s.Clock().Sub(start), c.Response().StatusCode()
	s.metrics.requests.WithLabelValues(routeOf(c), strconv.Itoa(status)).Observe(took.Seconds())
	s.Log.Debug("request", "method", c.Method(), "route", routeOf(c), "status", status, "ms", float64(took.Microseconds())/1000)
	return nil
}

// routeOf is the pattern of the route that was taken, "none" where there was none.
func routeOf(c *fiber.Ctx) string {
	if _, ok := c.Locals(routeLocal).(bool); ok {
		return c.Route().Path
	}
	return "none"
}

// routeLocal is set once a route of the list is reached.
const routeLocal = "route"

// health answers as long as the process does.
func (s *Server) health(c *fiber.Ctx) error { return c.SendString("ok") }

// ready answers 200 when the database does, and 503 when it does not or the server is on its way down.
func (s *Server) ready(c *fiber.Ctx) error {
	if s.streams.closed() {
		return c.Status(fiber.StatusServiceUnavailable).SendString("stopping")
	}
	if err := s.Site().Ping(c.UserContext()); err != nil {
		s.Log.Error("not ready", "error", err)
		return c.Status(fiber.StatusServiceUnavailable).SendString("database")
	}
	return c.SendString("ok")
}

// exposition serves the metrics to Prometheus.
func (s *Server) exposition() fiber.Handler {
	return adaptor.HTTPHandler(promhttp.HandlerFor(s.Gatherer, promhttp.HandlerOpts{}))
}

// limit is how many requests of a kind one address may make in a time. The zero limit is none.
type limit struct {
	name string
	most int
	per  time.Duration
}

// The limits. They stop guessing and flooding, not a family behind one address.
var (
	limitLogin  = limit{"login", 20, time.Minute}
	limitCode   = limit{"code", 10, 10 * time.Minute}
	limitSubmit = limit{"submit", 30, time.Minute}
	limitSearch = limit{"search", 240, time.Minute}
	limitAsk    = limit{"ask", 60, time.Minute}
	limitEvents = limit{"events", 600, time.Minute}
)
