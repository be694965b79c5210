package portal

import (
	"context"
	"time"

	"github.com/gofiber/fiber/v2"
	"github.com/valyala/fasthttp"

	"forvag/internal/casework"
	"forvag/internal/identity"
	"forvag/internal/locale"
	"forvag/portal/session"
	"forvag/web"
)

// View is a page as a handler hands it over to be rendered.
type View struct {
	Frame web.Frame
	Page  web.Page
}

// ViewMine makes the view of Mina ärenden.
func ViewMine(ctx context.Context, s *Site, p identity.Principal, now time.Time) (View, error) {
	r := requestAt(ctx, s, p, now, web.PathCases)
	page, err := r.mineView()
	if err != nil {
		return View{}, err
	}
	frame, err := r.frame(web.SectionCases)
	return View{frame, page}, err
}

// ViewCase makes the view of a case page.
func ViewCase(ctx context.Context, s *Site, p identity.Principal, now time.Time, id casework.CaseID) (View, error) {
	r := requestAt(ctx, s, p, now, "/arenden/"+string(id))
	f, err := s.Cases.Case(ctx, p, id)
	if err != nil {
		return View{}, err
	}
	page, err := r.caseView(f)
	if err != nil {
		return View{}, err
	}
	frame, err := r.frame(web.SectionCases)
	return View{frame, page}, err
}

func requestAt(ctx context.Context, s *Site, p identity.Principal, now time.Time, path string) *request {
	c := &fasthttp.RequestCtx{}
	c.Request.SetRequestURI(path)
	return &request{
		Ctx:    fiber.New(fiber.Config{Immutable: true}).AcquireCtx(c),
		caller: caller{Site: s, within: ctx, lang: locale.SV, principal: p, now: now}, session: &session.Session{ID: "a login of its own"},
	}
}
