package portal

import (
	"context"
	"errors"
	"net/url"
	"time"

	"github.com/gofiber/fiber/v2"

	"forvag/internal/civil"
	"forvag/internal/fault"
	"forvag/internal/identity"
	"forvag/internal/municipality"
	"forvag/portal/draft"
	"forvag/portal/session"
	"forvag/web"
)

// cookieName is the session's cookie. Over https it has the prefix that has browsers refuse it from anywhere but this host, over https.
func (s *Server) cookieName() string {
	if s.Secure {
		return "__Host-forvag"
	}
	return "forvag"
}

// identify finds the session and makes the principal.
func (r *request) identify() error {
	r.principal = identity.Principal{Kind: identity.Nobody, On: r.today()}
	token := r.Cookies(r.server.cookieName())
	if token == "" {
		return nil
	}
	s, err := r.Sessions.Get(r.ctx(), token)
	if errors.Is(err, fault.NotFound) {
		r.dropCookie()
		return nil
	}
	if err != nil {
		return err
	}
	r.session = s
	r.principal, err = r.principalOf(s)
	return err
}

// principalOf is who asks, with rights as they are now and not as they were at login.
func (r *request) principalOf(s *session.Session) (identity.Principal, error) {
	return r.Site.principal(r.ctx(), s, r.today())
}

// principal is who a session lets ask on a day.
func (s *Site) principal(ctx context.Context, n *session.Session, on civil.Date) (identity.Principal, error) {
	p := identity.Principal{Kind: identity.Nobody, Actor: n.Person, Assurance: n.Assurance, CaseID: n.Case, Follows: n.Follows, On: on}
	switch {
	case n.Officer:
		grants, ok := s.Municipality.Grants(n.Person)
		if !ok { // no longer employed
			return identity.Principal{Kind: identity.Nobody, On: p.On}, nil
		}
		p.Kind, p.Grants = identity.Officer, grants
		var err error
		if p.Near, p.NearOrgs, err = (Staff{func() *municipality.Municipality { return s.Municipality }, s.Residents}).Near(ctx, n.Person); err != nil {
			return p, err
		}
	case n.Person != "":
		p.Kind = identity.Resident
		if n.For != "" {
			signs, err := s.Residents.SignsFor(ctx, n.Person, n.For, on)
			if err != nil {
				return p, err
			}
			if signs {
				p.For = identity.Mandate{Org: n.For}
			}
		}
	case n.Case != "":
		p.Kind = identity.CodeHolder
	}
	return p, nil
}

func (r *request) requireResident() error {
	switch r.principal.Kind {
	case identity.Resident:
		return nil
	case identity.Officer:
		return fault.New(fault.Forbidden, "portal.error.as_resident")
	default:
		return needsLogin{}
	}
}

func (r *request) requireReader() error {
	if r.principal.Kind == identity.CodeHolder {
		return nil
	}
	return r.requireResident()
}

func (r *request) requireOfficer() error {
	switch r.principal.Kind {
	case identity.Officer:
		return nil
	case identity.Resident:
		return fault.New(fault.Forbidden, "portal.error.as_officer")
	default:
		return needsLogin{}
	}
}

// toLogin sends the reader to the login, and back to where they were.
func (r *request) toLogin() error {
	next := local(r.OriginalURL(), web.PathHome)
	if r.Method() != fiber.MethodGet {
		next = r.cameFrom()
	}
	return r.seeOther(web.PathLogin + "?next=" + url.QueryEscape(next))
}

// cameFrom is the page of ours that a form was posted from; the front page where that is not known.
func (r *request) cameFrom() string {
	from, err := url.Parse(r.Get(fiber.HeaderReferer))
	if err != nil || from.Host != string(r.Context().Host()) {
		return web.PathHome
	}
	return local(from.RequestURI(), web.PathHome)
}

// owner is whose drafts the reader writes. It is false where the reader is nobody that a draft could belong to yet.
func (r *request) owner() (draft.Owner, bool) {
	if r.session == nil || r.principal.Kind == identity.Officer {
		return draft.Owner{}, false
	}
	if r.principal.Kind == identity.Resident {
		return draft.Owner{Person: string(r.principal.Actor), For: string(r.principal.Acting().Org)}, true
	}
	return draft.Owner{Session: r.session.ID}, true
}

// visit makes sure that the reader has a session, so that a form can be begun without login.
func (r *request) visit() error {
	if r.session != nil {
		return nil
	}
	s, token, err := r.Sessions.Open(r.ctx())
	if err != nil {
		return err
	}
	r.session = s
	r.setCookie(token, s.Expires)
	return nil
}

// logIn begins the person's session and hands them the form that they had begun as a visitor.
func (r *request) logIn(l session.Login) error {
	visitor, wasVisitor := r.owner()
	s, token, err := r.Sessions.LogIn(r.ctx(), r.session, l)
	if err != nil {
		return err
	}
	r.session = s
	r.setCookie(token, time.Time{}) // the server ends it; the browser forgets it when closed
	if r.principal, err = r.principalOf(s); err != nil {
		return err
	}
	if person, ok := r.owner(); ok && wasVisitor && visitor.Person == "" {
		return r.Drafts.Adopt(r.ctx(), visitor, person)
	}
	return nil
}

func (r *request) setCookie(token string, expires time.Time) {
	r.Cookie(&fiber.Cookie{
		Name: r.server.cookieName(), Value: token, Path: "/", Expires: expires, SessionOnly: expires.IsZero(),
		HTTPOnly: true, Secure: r.server.Secure, SameSite: fiber.CookieSameSiteLaxMode,
	})
}

// dropCookie has the browser forget a session that has ended. The cookie is the same in all but its end, or browsers would keep the old one.
func (r *request) dropCookie() { r.setCookie("", time.Unix(1, 0)) }
