package portal

import (
	"net/netip"
	"strings"

	"github.com/gofiber/fiber/v2"
	"github.com/gofiber/fiber/v2/middleware/limiter"
	"github.com/valyala/fasthttp"

	"forvag/internal/fault"
)

// limited counts requests per reader in this process. Several processes behind a balancer each count their own, so that the bound is theirs times
// the number of processes; a follow code's 80 bits, not the count, are what makes guessing hopeless.
func (s *Server) limited(l limit) fiber.Handler {
	return limiter.New(limiter.Config{
		Max:               l.most,
		Expiration:        l.per,
		LimiterMiddleware: limiter.SlidingWindow{},
		KeyGenerator:      s.countedAs,
		LimitReached: func(c *fiber.Ctx) error {
			s.metrics.refused.WithLabelValues(l.name).Inc()
			return fault.New(fault.TooMany, "portal.error.too_many")
		},
	})
}

// countedAs is whom a request counts for: the address, and who is logged in there, so that a town hall's officers don't share one count.
func (s *Server) countedAs(c *fiber.Ctx) string {
	who := ""
	if r, ok := c.Locals(requestLocal).(*request); ok {
		who = string(r.principal.Actor)
	}
	at := s.client(c)
	if at.Is6() { // a household has a whole network of these
		if p, err := at.Prefix(64); err == nil {
			return who + "@" + p.String()
		}
	}
	return who + "@" + at.String()
}

// client is the address that a request came from. Each trusted proxy adds to X-Forwarded-For whom it heard from, so the last address that is no
// trusted proxy's is the client's; what stands before it, anybody may have written.
func (s *Server) client(c *fiber.Ctx) netip.Addr {
	at, _ := netip.AddrFromSlice(c.Context().RemoteIP())
	at = at.Unmap()
	said := strings.Split(c.Get(fiber.HeaderXForwardedFor), ",")
	for i := len(said) - 1; i >= 0 && s.trusts(at); i-- {
		next, err := netip.ParseAddr(strings.TrimSpace(said[i]))
		if err != nil {
			break
		}
		at = next.Unmap()
	}
	return at
}

func (s *Server) trusts(at netip.Addr) bool {
	for _, p := range s.TrustedProxies {
		if p.Contains(at) {
			return true
		}
	}
	return false
}

// bounds are how much a request may send after its header, and in what time: only what may hold files is let to be large, or slow.
func bounds(h *fasthttp.RequestHeader) fasthttp.RequestConfig {
	if mediaType(string(h.ContentType())) == fiber.MIMEMultipartForm {
		return fasthttp.RequestConfig{MaxRequestBodySize: maxUpload, ReadTimeout: uploadTimeout}
	}
	return fasthttp.RequestConfig{MaxRequestBodySize: maxBody}
}
