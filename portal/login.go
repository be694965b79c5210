package portal

import (
	"errors"
	"fmt"
	"net/url"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"
	"github.com/google/uuid"

	"forvag/internal/fault"
	"forvag/internal/identity"
	"forvag/internal/locale"
	"forvag/portal/login"
	"forvag/portal/session"
	"forvag/web"
)

// login lists the ways to log in.
func (r *request) login() error {
	next := local(r.Query("next"), "")
	if next != "" && r.principal.Kind == identity.Nobody {
		return r.loginPage(next, r.t("portal.login.reason"))
	}
	return r.loginPage(next, "")
}

func (r *request) loginPage(next, reason string) error {
	page := web.LoginPage{Next: next, Reason: reason}
	for _, p := range r.Logins {
		page.Providers = append(page.Providers, web.Provider{
			Name: p.Name().In(r.lang), Text: p.About().In(r.lang), Icon: web.IconShield,
			Href:  "/logga-in/" + p.ID() + "?next=" + url.QueryEscape(next),
			Level: r.t("portal.login.level", int(p.Level())),
		})
	}
	if len(r.Logins) == 0 && r.Demo == nil {
		page.Error = r.t("portal.login.none", r.Municipality.Contact.Phone)
	}
	if r.Demo != nil {
		var err error
		if page.Demo, err = r.demoChoice(); err != nil {
			return err
		}
	}
	return r.page(web.SectionAccount, page)
}

// logout ends the session.
func (r *request) logout() error {
	if r.session != nil {
		if err := r.Sessions.End(r.ctx(), r.session); err != nil {
			return err
		}
	}
	r.dropCookie()
	return r.seeOther(web.PathHome)
}

// languageLife is how long a choice of language is remembered.
const languageLife = 365 * 24 * time.Hour

// chooseLanguage remembers the language and goes back to the page.
func (r *request) chooseLanguage() error {
	lang, ok := locale.Of(r.FormValue("lang"))
	if !ok {
		return fault.New(fault.Invalid, "portal.error.language")
	}
	r.Cookie(&fiber.Cookie{
		Name: languageCookie, Value: string(lang), Path: "/", Expires: r.now.Add(languageLife),
		HTTPOnly: true, Secure: r.server.Secure, SameSite: fiber.CookieSameSiteLaxMode,
	})
	return r.seeOther(local(r.FormValue("next"), web.PathHome))
}

// Cookies of a login that has begun, one for each provider, until the browser comes back.
const loginCookie = "inloggning-"

func (r *request) provider() (login.Provider, error) {
	for _, p := range r.Logins {
		if p.ID() == r.Params("provider") {
			return p, nil
		}
	}
	return nil, unknownAddress()
}

// returnTo is where a provider sends the browser back.
func (r *request) returnTo(p login.Provider) string {
	base := r.Origin
	if base == "" {
		base = r.BaseURL()
	}
	return base + web.PathLogin + "/" + p.ID() + "/klar"
}

// beginLogin sends the browser to a provider.
func (r *request) beginLogin() error {
	p, err := r.provider()
	if err != nil {
		return err
	}
	to, keep, err := p.Begin(login.WithLang(r.ctx(), r.lang), r.returnTo(p))
	if err != nil {
		return err
	}
	r.Cookie(&fiber.Cookie{
		Name: loginCookie + p.ID(), Value: login.NewKeeper(r.Keys, r.server.Clock).Seal(p.ID(), login.Kept{Next: local(r.Query("next"), ""), Keep: keep}),
		Path: web.PathLogin, MaxAge: int(login.KeepFor.Seconds()), HTTPOnly: true, Secure: r.server.Secure, SameSite: fiber.CookieSameSiteLaxMode,
	})
	return r.Redirect(to, fiber.StatusSeeOther)
}

// finishLogin checks what the browser came back from the provider with. The log has why somebody was not let in.
func (r *request) finishLogin() error {
	p, err := r.provider()
	if err != nil {
		return err
	}
	err = r.letIn(p)
	if err != nil && statusOf(err) < fiber.StatusInternalServerError {
		r.server.Log.Info("a login was refused", "provider", p.ID(), "error", err)
	}
	return err
}

// letIn logs in who came back from a provider.
func (r *request) letIn(p login.Provider) error {
	kept, err := login.NewKeeper(r.Keys, r.server.Clock).Open(p.ID(), r.Cookies(loginCookie+p.ID()))
	r.Cookie(&fiber.Cookie{Name: loginCookie + p.ID(), Path: web.PathLogin, MaxAge: -1, Expires: time.Unix(1, 0), HTTPOnly: true, Secure: r.server.Secure})
	if err != nil {
		return err
	}
	who, err := p.Finish(r.ctx(), r.returnTo(p), kept.Keep, r.queryValues())
	if err != nil {
		return err
	}
	entry, home := session.Login{Officer: p.Officers(), Assurance: who.Assurance}, web.PathCases
	if p.Officers() {
		officer := r.Municipality.OfficerByLogin(who.Staff)
		if officer == nil {
			return fault.New(fault.Forbidden, "portal.login.no_officer", who.Staff).Because(
				fmt.Errorf("kommun.yaml has no officer by what the staff directory says, which is %s", kindOf(who.Staff)))
		}
		entry.Person, home = officer.ID, web.PathDesk
	} else {
		person, err := r.Residents.ByNumber(r.ctx(), who.Number)
		if errors.Is(err, fault.NotFound) {
			return fault.New(fault.Forbidden, "portal.login.not_registered").Because(err)
		}
		if err != nil {
			return err
		}
		entry.Person = person.ID
		if person.Outside {
			if err := r.Residents.NameOutsider(r.ctx(), person.ID, who.Name); err != nil {
				return err
			}
		}
	}
	if err := r.logIn(entry); err != nil {
		return err
	}
	return r.seeOther(local(kept.Next, home))
}

// kindOf says what the staff directory's name for somebody looks like, without the name.
func kindOf(name string) string {
	switch _, err := uuid.Parse(name); {
	case err == nil:
		return "a UUID"
	case strings.Contains(name, "@"):
		return "an e-mail address"
	}
	return fmt.Sprintf("%d characters, no UUID and no e-mail address", len([]rune(name)))
}
