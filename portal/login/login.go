// Package login holds the ways to log in. A provider sends the browser away to where somebody identifies themself, and checks what it comes
// back with. The portal knows only Provider; which providers there are is configuration (Settings).
//
// A login takes two requests. At the first, Begin says where to send the browser and what to keep, which a Keeper seals into a cookie:
//
//	to, keep, err := p.Begin(login.WithLang(ctx, lang), returnTo)
//	cookie := keeper.Seal(p.ID(), login.Kept{Next: next, Keep: keep})
//
// At the second, on the address returnTo, the cookie is opened, and removed whatever the outcome:
//
//	kept, err := keeper.Open(p.ID(), cookie)
//	who, err := p.Finish(ctx, returnTo, kept.Keep, query)
package login

import (
	"context"
	"net/url"

	"forvag/internal/identity"
	"forvag/internal/locale"
)

// Provider is one way to log in. Implementations are safe for concurrent use.
type Provider interface {
	// ID stands in the provider's address, /logga-in/ID; lower-case letters and "-".
	ID() string
	// Name is what the way to log in is called: "BankID", "Freja".
	Name() locale.Text
	// About says in a sentence for whom it is.
	About() locale.Text
	// Officers says that it logs officers in to the desk; otherwise it logs residents in to the portal.
	Officers() bool
	// Level is the assurance level that every login here reaches at least.
	Level() identity.Assurance
	// Begin returns where to send the browser, and what to keep, out of others' reach, until the browser comes back to returnTo. The language
	// of ctx (WithLang) is passed on. It returns fault.Unavailable where the provider cannot be reached.
	Begin(ctx context.Context, returnTo string) (to string, keep []byte, err error)
	// Finish checks the query that the browser came back to returnTo with against what was kept. It returns fault.Forbidden where the reader
	// cancelled, the provider refused, or the assurance level is too low; fault.Invalid where what came back does not belong to this login
	// or does not say who it is; and fault.Unavailable where the provider cannot be reached.
	Finish(ctx context.Context, returnTo string, keep []byte, query url.Values) (Identity, error)
}

// Identity is who logged in.
type Identity struct {
	// Number is a resident's personal identity number or coordination number; zero for an officer.
	Number identity.Number
	// Staff is what the staff directory calls an officer, for ever and for nobody else; empty for a resident.
	Staff string
	// Name is the full name as the provider writes it; empty where it said none.
	Name string
	// Assurance is the level of this login.
	Assurance identity.Assurance
}

type langKey struct{}

// WithLang says which language the reader uses, so that the provider's own pages speak it as well.
func WithLang(ctx context.Context, l locale.Lang) context.Context {
	return context.WithValue(ctx, langKey{}, l)
}

// langOf is the language that WithLang set; empty where none was.
func langOf(ctx context.Context) locale.Lang {
	l, _ := ctx.Value(langKey{}).(locale.Lang)
	return l
}
