package portal

import (
	"errors"
	"fmt"
	"log/slog"
	"strings"

	"github.com/gofiber/fiber/v2"
	"github.com/google/uuid"
	"github.com/valyala/fasthttp"

	"forvag/internal/fault"
	"forvag/internal/locale"
	"forvag/web"
)

// statuses says which HTTP status each kind of fault is.
var statuses = []struct {
	kind   error
	status int
}{
	{fault.NotFound, fiber.StatusNotFound},
	{fault.Forbidden, fiber.StatusForbidden},
	{fault.Invalid, fiber.StatusBadRequest},
	{fault.TooLarge, fiber.StatusRequestEntityTooLarge},
	{fault.TooMany, fiber.StatusTooManyRequests},
	{fault.Stale, fiber.StatusConflict},
	{fault.Exists, fiber.StatusConflict},
	{fault.Illegal, fiber.StatusConflict},
	{fault.Gone, fiber.StatusGone},
	{fault.Unavailable, fiber.StatusServiceUnavailable},
	{fasthttp.ErrBodyTooLarge, fiber.StatusRequestEntityTooLarge},
}

// statusOf is the HTTP status that err is answered with.
func statusOf(err error) int {
	for _, s := range statuses {
		if errors.Is(err, s.kind) {
			return s.status
		}
	}
	if e, ok := errors.AsType[*fiber.Error](err); ok {
		return e.Code
	}
	return fiber.StatusInternalServerError
}

// needsLogin is answered by the way to log in, and back.
type needsLogin struct{}

func (needsLogin) Error() string { return "not logged in" }

// fail is the one place where an error becomes an answer: status, page or JSON, and a line in the log.
func (s *Server) fail(c *fiber.Ctx, err error) error {
	r, _ := c.Locals(requestLocal).(*request)
	if r == nil && errors.Is(err, fiber.ErrBadGateway) { // Fiber's word for a connection that broke while the request was read: nobody is left to answer
		s.Log.Debug("connection broke", "error", err)
		return nil
	}
	if r == nil { // before a handler: no route, or a request that could not even be read
		s.setHeaders(c)
		r = s.request(c)
		if failed := r.identify(); failed != nil {
			s.Log.Error("who asks", "error", failed)
		}
	}
	if held, ok := errors.AsType[waits](err); ok {
		return r.seeOther(held.offer)
	}
	if errors.As(err, &needsLogin{}) {
		return r.toLogin()
	}
	status := statusOf(err)
	if status == fiber.StatusRequestEntityTooLarge && c.Locals(requestLocal) == nil {
		drain(c)
	}
	ref := ""
	if status >= fiber.StatusInternalServerError {
		ref = uuid.NewString()[:8]
		s.Log.Error("request failed", "ref", ref, "method", c.Method(), "route", routeOf(c), "error", err)
	} else {
		s.Log.Debug("request refused", "status", status, "method", c.Method(), "route", routeOf(c), slog.Any("error", err))
	}
	words, nothing := "", false
	if key, args, ok := fault.Words(err); ok {
		words = locale.T(r.lang, key, args...)
		nothing = key == "access.not_found" || key == "portal.error.not_found"
	}
	if strings.HasPrefix(c.Path(), apiPrefix) || c.Path() == web.PathAskLive {
		if words == "" {
			words = locale.T(r.lang, plainWords(status))
		}
		return c.Status(status).JSON(problem{Type: typeOf(status), Status: status, Detail: words, Ref: ref}, problemMIME)
	}
	if c.Method() == fiber.MethodGet && status == fiber.StatusInternalServerError {
		return r.pageStatus(status, web.SectionNone, web.ErrorPage{Status: status, Message: words, Ref: ref, Retry: local(c.OriginalURL(), "/")})
	}
	if nothing { // the page says so itself, and more
		words = ""
	}
	return r.pageStatus(status, web.SectionNone, web.ErrorPage{Status: status, Message: words, Ref: ref})
}

// problem is an error of the API, after RFC 9457.
type problem struct {
	// Type is one of problemTypes, a reference to docs/api.md.
	Type   string `json:"type"`
	Status int    `json:"status"`
	Detail string `json:"detail,omitempty"`
	Ref    string `json:"ref,omitempty"`
}

// problemMIME is the media type of an error of the API.
const problemMIME = "application/problem+json"

// problemTypes are what programs tell errors apart by.
var problemTypes = map[int]string{
	fiber.StatusBadRequest: "invalid", fiber.StatusUnauthorized: "unauthorized", fiber.StatusForbidden: "forbidden", fiber.StatusNotFound: "not-found", fiber.StatusMethodNotAllowed: "method",
	fiber.StatusConflict: "conflict", fiber.StatusGone: "gone", fiber.StatusRequestEntityTooLarge: "too-large",
	fiber.StatusUnsupportedMediaType: "media-type", fiber.StatusTooManyRequests: "too-many", fiber.StatusServiceUnavailable: "unavailable",
}

// typeOf is the type of an error with a status.
func typeOf(status int) string {
	if t, ok := problemTypes[status]; ok {
		return t
	}
	return "failed"
}

// plainWords are the words about an error of the API that has none of its own.
func plainWords(status int) string {
	if status == fiber.StatusUnsupportedMediaType {
		return "portal.api.media"
	}
	if key := fmt.Sprintf("web.error.%d_text", status); locale.Has(key) {
		return key
	}
	return "web.error.500_text"
}
