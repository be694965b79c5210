package portal

import (
	"github.com/gofiber/fiber/v2"
	"github.com/gofiber/fiber/v2/middleware/limiter"

	"forvag/internal/fault"
)

// limited counts requests per address in this process. Several processes behind a balancer each count their own, so that the bound is theirs times
// the number of processes; a follow code's 80 bits, not the count, are what makes guessing hopeless.
func (s *Server) limited(l limit) fiber.Handler {
	return limiter.New(limiter.Config{
		Max:               l.most,
		Expiration:        l.per,
		LimiterMiddleware: limiter.SlidingWindow{},
		KeyGenerator:      func(c *fiber.Ctx) string { return c.IP() },
		LimitReached: func(c *fiber.Ctx) error {
			s.metrics.refused.WithLabelValues(l.name).Inc()
			return fault.New(fault.TooMany, "portal.error.too_many")
		},
	})
}
