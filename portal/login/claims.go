package login

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"

	"forvag/internal/civil"
	"forvag/internal/fault"
	"forvag/internal/identity"
)

// Names of the Swedish OpenID Connect Profile's claims and scopes.
const (
	claimPersonal     = "https://id.oidc.se/claim/personalIdentityNumber"
	claimCoordination = "https://id.oidc.se/claim/coordinationNumber"
	scopePersonInfo   = "https://id.oidc.se/scope/naturalPersonInfo"
	scopePersonNumber = "https://id.oidc.se/scope/naturalPersonNumber"
)

// claimSet is what a token or the UserInfo endpoint says about somebody.
type claimSet map[string]any

// text returns a claim that is a text; "" where it is missing or anything else.
func (c claimSet) text(name string) string {
	s, _ := c[name].(string)
	return strings.TrimSpace(s)
}

// fullName is the claim name, or put together from its parts. A person without given name has "-" in its place.
func (c claimSet) fullName() string {
	if name := c.text("name"); name != "" {
		return name
	}
	given := c.text("given_name")
	if given == "-" {
		given = ""
	}
	return strings.TrimSpace(given + " " + c.text("family_name"))
}

// who is the one value that the claims with these names have; empty where there is none.
func (c claimSet) who(names []string) (string, error) {
	found := ""
	for _, name := range names {
		switch value := c.text(name); {
		case value == "":
		case found != "" && found != value:
			return "", errors.New("two claims name different people")
		default:
			found = value
		}
	}
	return found, nil
}

// identify reads who logged in and how surely from the ID token, and from the UserInfo endpoint what the token leaves out.
func (o *OIDC) identify(ctx context.Context, m *metadata, token *oauth2.Token, id *oidc.IDToken) (Identity, error) {
	claims := claimSet{}
	if err := id.Claims(&claims); err != nil {
		return Identity{}, mismatch(err)
	}
	assurance := o.assured
	if len(o.levels) > 0 {
		level, enough := o.levels.of(claims.text("acr"))
		if !enough {
			return Identity{}, fault.New(fault.Forbidden, "login.too_weak").Because(fmt.Errorf("acr %q", claims.text("acr")))
		}
		assurance = level
	}
	who, err := claims.who(o.claims)
	if err != nil {
		return Identity{}, o.nameless(err)
	}
	if (who == "" || claims.fullName() == "") && m.provider.UserInfoEndpoint() != "" {
		err := claims.complete(ctx, m, token, id.Subject)
		if err != nil && (who == "" || errors.Is(err, fault.Invalid)) {
			return Identity{}, err
		}
		if who, err = claims.who(o.claims); err != nil {
			return Identity{}, o.nameless(err)
		}
	}
	if who == "" {
		return Identity{}, o.nameless(errors.New("none of the claims came: " + strings.Join(o.claims, ", ")))
	}
	if o.officers {
		return Identity{Staff: who, Name: claims.fullName(), Assurance: assurance}, nil
	}
	number, err := identity.ParseNumber(who, civil.Today(o.clock))
	if err != nil {
		return Identity{}, o.nameless(err)
	}
	return Identity{Number: number, Name: claims.fullName(), Assurance: assurance}, nil
}

// complete adds what the UserInfo endpoint says of the same subject. What the ID token said stands.
func (c claimSet) complete(ctx context.Context, m *metadata, token *oauth2.Token, subject string) error {
	info, err := m.provider.UserInfo(ctx, oauth2.StaticTokenSource(token))
	if err != nil {
		return down(errors.New("the UserInfo endpoint gave no usable answer")) // its own words may hold personal data
	}
	if info.Subject != subject {
		return mismatch(errors.New("UserInfo about another subject"))
	}
	more := claimSet{}
	if err := info.Claims(&more); err != nil {
		return down(errors.New("the UserInfo endpoint gave no usable answer"))
	}
	for name, value := range more {
		if _, said := c[name]; !said {
			c[name] = value
		}
	}
	return nil
}

// nameless is for a login that went well but does not say who it is.
func (o *OIDC) nameless(err error) error {
	if o.officers {
		return fault.New(fault.Invalid, "login.no_staff").Because(err)
	}
	return fault.New(fault.Invalid, "login.no_number").Because(err)
}
