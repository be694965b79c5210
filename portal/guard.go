package portal

import (
	"fmt"
	"net/http"
	"net/url"
	"runtime/debug"

	"github.com/gofiber/fiber/v2"

	"forvag/internal/fault"
)

// policy is the content security policy of every page: own files only, no inline script or style, no frames.
const policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:; font-src 'self'; connect-src 'self'; " +
	"manifest-src 'self'; worker-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

// secure sets the headers that every answer has.
func (s *Server) secure(c *fiber.Ctx) error {
	s.setHeaders(c)
	return c.Next()
}

func (s *Server) setHeaders(c *fiber.Ctx) {
	c.Set("Content-Security-Policy", policy)
	c.Set("X-Content-Type-Options", "nosniff")
	c.Set("Referrer-Policy", "same-origin")
	c.Set("Permissions-Policy", "geolocation=(self), camera=(), microphone=(), payment=()")
	c.Set("Cross-Origin-Opener-Policy", "same-origin")
	c.Set("Cross-Origin-Resource-Policy", "same-origin")
	c.Set("X-Frame-Options", "DENY")
	c.Set(fiber.HeaderCacheControl, "no-store") // pages are personal; static files and the few open answers say otherwise
	c.Vary(fiber.HeaderCookie, fiber.HeaderAcceptLanguage)
	if s.Secure {
		c.Set("Strict-Transport-Security", "max-age=31536000; includeSubDomains")
	}
}

// crossOrigin decides by Sec-Fetch-Site and Origin whether a browser was sent here by another site.
var crossOrigin = http.NewCrossOriginProtection()

// sameOrigin refuses what another site had a browser post (CSRF).
func sameOrigin(c *fiber.Ctx) error {
	asked := &http.Request{Method: c.Method(), Host: string(c.Context().Host()), URL: &url.URL{Path: c.Path()}, Header: http.Header{}}
	for _, name := range []string{"Origin", "Sec-Fetch-Site"} {
		if v := c.Get(name); v != "" {
			asked.Header.Set(name, v)
		}
	}
	if err := crossOrigin.Check(asked); err != nil {
		return fault.New(fault.Forbidden, "portal.error.cross_origin").Because(err)
	}
	return c.Next()
}

// recovered turns a panic into an error like any other: the reader gets a page, the log the place.
func (s *Server) recovered(c *fiber.Ctx) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("panic: %v\n%s", p, debug.Stack())
		}
	}()
	return c.Next()
}
