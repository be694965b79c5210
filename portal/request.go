package portal

import (
	"context"
	"mime/multipart"
	"strings"

	"github.com/gofiber/fiber/v2"

	"forvag/internal/casework"
	"forvag/internal/locale"
	"forvag/internal/residents"
	"forvag/portal/session"
	"forvag/web"
)

// languageCookie remembers the reader's choice of language.
const languageCookie = "sprak"

// request is one request with what every handler asks of it: the municipality, who asks, and in which language.
type request struct {
	*fiber.Ctx
	caller
	server  *Server
	session *session.Session // nil for a visitor who has none
	notices []web.Notice
	// What is known by now, so that it is not looked up again: the reader's cases by number, nil where they are not counted, and people's names.
	counted *casework.Counts
	named   residents.Names
	// posted and files are what was posted; nil for a GET.
	posted map[string][]string
	files  map[string][]*multipart.FileHeader
}

// handler answers a request. An error becomes a page in one place: Server.fail.
type handler func(r *request) error

// meet is where every route begins: it finds out who asks, and in which language.
func (s *Server) meet(c *fiber.Ctx) error {
	c.Locals(routeLocal, true)
	if s.Refresh != nil {
		s.Refresh(c.UserContext())
	}
	r := s.request(c)
	c.Locals(requestLocal, r)
	if err := r.identify(); err != nil {
		return err
	}
	if err := readable(c); err != nil {
		return err
	}
	return c.Next()
}

// handle makes a fiber handler of the route: it refuses who may not come at all, and reads what was posted.
func (s *Server) handle(rt route) fiber.Handler {
	return func(c *fiber.Ctx) (err error) {
		r := c.Locals(requestLocal).(*request)
		if err := rt.who.admit(r); err != nil {
			return err
		}
		if rt.method == post && !strings.HasPrefix(rt.path, apiPrefix) {
			if r.posted, r.files, err = readForm(c); err != nil {
				return err
			}
		}
		return rt.do(r)
	}
}

func (s *Server) request(c *fiber.Ctx) *request {
	return &request{Ctx: c, server: s, caller: caller{Site: s.Site(), within: c.UserContext(), now: s.Clock(), lang: language(c)}}
}

// requestLocal is where Server.fail finds the request.
const requestLocal = "request"

// language is the reader's choice, else what their browser prefers.
func language(c *fiber.Ctx) locale.Lang {
	if lang, ok := locale.Of(c.Cookies(languageCookie)); ok {
		return lang
	}
	return locale.Negotiate(c.Get(fiber.HeaderAcceptLanguage))
}

// page renders p with everything around it.
func (r *request) page(section web.Section, p web.Page) error {
	return r.pageStatus(fiber.StatusOK, section, p)
}

func (r *request) pageStatus(status int, section web.Section, p web.Page) error {
	frame, err := r.frame(section)
	if err != nil {
		return err
	}
	r.Response().ResetBody()
	if err := web.Render(r.ctx(), r.Response().BodyWriter(), frame, p); err != nil {
		r.Response().ResetBody()
		return err
	}
	r.Status(status).Set(fiber.HeaderContentType, fiber.MIMETextHTMLCharsetUTF8)
	return nil
}

// snapshot runs fn with everything that it asks of the database answered as of one instant.
func (r *request) snapshot(fn func() error) error {
	within := r.within
	defer func() { r.within = within }()
	return r.Snapshot(within, func(ctx context.Context) error {
		r.within = ctx
		return fn()
	})
}

// seeOther sends the reader on after a post.
func (r *request) seeOther(path string) error {
	return r.Redirect(path, fiber.StatusSeeOther)
}

// local returns path if it leads within the portal, else fallback: where a login or a choice of language goes on to.
func local(path, fallback string) string {
	if !strings.HasPrefix(path, "/") || strings.HasPrefix(path, "//") || strings.ContainsAny(path, "\\\r\n\t") {
		return fallback
	}
	return path
}
