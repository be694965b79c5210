package login

import (
	"cmp"
	"context"
	"crypto/rand"
	"crypto/subtle"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"

	"forvag/internal/fault"
	"forvag/internal/identity"
	"forvag/internal/locale"
)

// patience is how long the portal waits for a provider in one request of the reader's, all calls together.
const patience = 10 * time.Second

// OIDC is a login by OpenID Connect: authorization code flow with PKCE (S256), state and nonce, after the Swedish OpenID Connect Profile. Any
// broker of BankID, Freja and other e-IDs can stand behind it, as can a staff directory.
type OIDC struct {
	id          string
	name, about locale.Text
	officers    bool
	client      oauth2.Config // without endpoint, which is discovered
	key         *clientKey    // nil: the client proves itself by its secret
	prompt      string        // parameter prompt; empty: none
	levels      levels
	assured     identity.Assurance // the level of every login where levels is empty
	claims      []string           // the claims that may say who it is
	discovery   *discovery
	clock       func() time.Time
	patience    time.Duration
}

// discover prepares the reading of the provider's metadata; it reads nothing yet.
func (o *OIDC) discover(issuer string, clock func() time.Time, patience time.Duration) *OIDC {
	o.clock, o.patience = clock, patience
	o.discovery = &discovery{issuer: issuer, client: newClient(patience), clock: clock}
	return o
}

// ID implements Provider.
func (o *OIDC) ID() string { return o.id }

// Name implements Provider.
func (o *OIDC) Name() locale.Text { return o.name }

// About implements Provider.
func (o *OIDC) About() locale.Text { return o.about }

// Officers implements Provider.
func (o *OIDC) Officers() bool { return o.officers }

// Level implements Provider.
func (o *OIDC) Level() identity.Assurance {
	if len(o.levels) == 0 {
		return o.assured
	}
	return o.levels.lowest()
}

// begun is what ties the answer to the browser that asked.
type begun struct {
	State    string `json:"state"`
	Nonce    string `json:"nonce"`
	Verifier string `json:"verifier"` // PKCE, RFC 7636
}

// Begin implements Provider.
func (o *OIDC) Begin(ctx context.Context, returnTo string) (string, []byte, error) {
	ctx, cancel := context.WithTimeout(ctx, o.patience)
	defer cancel()
	m, err := o.discovery.get(ctx)
	if err != nil {
		return "", nil, down(err)
	}
	b := begun{State: rand.Text(), Nonce: rand.Text(), Verifier: oauth2.GenerateVerifier()}
	keep, err := json.Marshal(b)
	if err != nil {
		return "", nil, fmt.Errorf("begin login: %w", err)
	}
	options := []oauth2.AuthCodeOption{oauth2.S256ChallengeOption(b.Verifier), oidc.Nonce(b.Nonce)}
	for name, value := range map[string]string{
		"prompt": o.prompt, "acr_values": o.levels.values(), "ui_locales": string(langOf(ctx)),
	} {
		if value != "" {
			options = append(options, oauth2.SetAuthURLParam(name, value))
		}
	}
	return o.at(m, returnTo).AuthCodeURL(b.State, options...), keep, nil
}

// at is the client at the provider's endpoints.
func (o *OIDC) at(m *metadata, returnTo string) *oauth2.Config {
	c := o.client
	c.Endpoint, c.RedirectURL = m.endpoint, returnTo
	if o.key != nil {
		c.Endpoint.AuthStyle = oauth2.AuthStyleInParams
	}
	return &c
}

// Finish implements Provider.
func (o *OIDC) Finish(ctx context.Context, returnTo string, keep []byte, query url.Values) (Identity, error) {
	ctx, cancel := context.WithTimeout(ctx, o.patience)
	defer cancel()
	var b begun
	if err := json.Unmarshal(keep, &b); err != nil || b.State == "" {
		return Identity{}, mismatch(fmt.Errorf("what was kept cannot be read: %w", err))
	}
	if err := once(query, "state", "iss", "error", "code"); err != nil {
		return Identity{}, mismatch(err)
	}
	if !same(query.Get("state"), b.State) {
		return Identity{}, mismatch(errors.New("another state than was sent"))
	}
	m, err := o.discovery.get(ctx)
	if err != nil {
		return Identity{}, down(err)
	}
	if iss := query.Get("iss"); iss != o.discovery.issuer && (iss != "" || m.namesIssuer) {
		return Identity{}, mismatch(errors.New("the answer names another issuer (RFC 9207)"))
	}
	if code := query.Get("error"); code != "" {
		return Identity{}, refused(code, query.Get("error_description"))
	}
	if query.Get("code") == "" {
		return Identity{}, mismatch(errors.New("neither code nor error came back"))
	}
	ctx = oidc.ClientContext(ctx, o.discovery.client)
	token, err := o.exchange(ctx, m, returnTo, query.Get("code"), b.Verifier)
	if err != nil {
		return Identity{}, err
	}
	id, err := o.verify(ctx, m, token, b.Nonce)
	if err != nil {
		return Identity{}, err
	}
	return o.identify(ctx, m, token, id)
}

// once refuses parameters that came several times, where readers could differ on which one counts.
func once(query url.Values, names ...string) error {
	for _, name := range names {
		if len(query[name]) > 1 {
			return fmt.Errorf("%s came %d times", name, len(query[name]))
		}
	}
	return nil
}

// same compares in a time that does not depend on where the two differ.
func same(got, want string) bool { return subtle.ConstantTimeCompare([]byte(got), []byte(want)) == 1 }

// exchange trades the code for tokens.
func (o *OIDC) exchange(ctx context.Context, m *metadata, returnTo, code, verifier string) (*oauth2.Token, error) {
	options := []oauth2.AuthCodeOption{oauth2.VerifierOption(verifier)}
	if o.key != nil {
		assertion, err := o.key.assert(o.client.ClientID, m.endpoint.TokenURL, o.clock())
		if err != nil {
			return nil, err
		}
		options = append(options, assertion...)
	}
	token, err := o.at(m, returnTo).Exchange(ctx, code, options...)
	if err == nil {
		return token, nil
	}
	e, ok := errors.AsType[*oauth2.RetrieveError](err)
	if !ok {
		return nil, down(fmt.Errorf("token endpoint: %w", err))
	}
	err = fmt.Errorf("token endpoint: %s: %s", e.Response.Status, spoken(e.ErrorCode, e.ErrorDescription))
	if e.ErrorCode == "invalid_grant" && e.Response.StatusCode < http.StatusInternalServerError {
		return nil, mismatch(err) // the code was used, is too old or belongs to another login
	}
	return nil, down(err)
}

// verify checks the ID token (OpenID Connect Core 3.1.3.7): signature, issuer, audience, time, nonce, and that it belongs to the access token.
func (o *OIDC) verify(ctx context.Context, m *metadata, token *oauth2.Token, nonce string) (*oidc.IDToken, error) {
	raw, _ := token.Extra("id_token").(string)
	if raw == "" {
		return nil, mismatch(errors.New("the token endpoint gave no ID token"))
	}
	keys := &watched{KeySet: m.keys}
	config := &oidc.Config{ClientID: o.client.ClientID, Now: o.clock, SupportedSigningAlgs: signing}
	id, err := oidc.NewVerifier(o.discovery.issuer, keys, config).Verify(ctx, raw)
	if err != nil && keys.down {
		return nil, down(err)
	}
	if err != nil {
		return nil, mismatch(err)
	}
	var party struct {
		Authorized string `json:"azp"`
	}
	if err := id.Claims(&party); err != nil {
		return nil, mismatch(err)
	}
	switch {
	case !same(id.Nonce, nonce):
		return nil, mismatch(errors.New("ID token with another nonce"))
	case id.Subject == "":
		return nil, mismatch(errors.New("ID token without subject"))
	case party.Authorized == "" && len(id.Audience) > 1, party.Authorized != "" && party.Authorized != o.client.ClientID:
		return nil, mismatch(errors.New("ID token for another client's use"))
	}
	if id.AccessTokenHash != "" {
		if err := id.VerifyAccessToken(token.AccessToken); err != nil {
			return nil, mismatch(err)
		}
	}
	return id, nil
}

// signing are the algorithms that an ID token may be signed with: only those with a key of the provider's own.
var signing = []string{oidc.RS256, oidc.RS384, oidc.RS512, oidc.PS256, oidc.PS384, oidc.PS512, oidc.ES256, oidc.ES384, oidc.ES512, oidc.EdDSA}

// watched tells keys that could not be fetched from a signature that is wrong, which the verifier's error does not.
type watched struct {
	oidc.KeySet
	down bool
}

// VerifySignature implements oidc.KeySet.
func (w *watched) VerifySignature(ctx context.Context, jwt string) ([]byte, error) {
	payload, err := w.KeySet.VerifySignature(ctx, jwt)
	w.down = err != nil && strings.HasPrefix(err.Error(), "fetching keys")
	return payload, err
}

// down is for what the reader can only wait out.
func down(err error) error { return fault.New(fault.Unavailable, "login.down").Because(err) }

// mismatch is for what does not belong to this login, be it by attack, by two tabs or by the "back" button.
func mismatch(err error) error { return fault.New(fault.Invalid, "login.mismatch").Because(err) }

// refused is a provider's error answer (RFC 6749 4.1.2.1, OpenID Connect Core 3.1.2.6).
func refused(code, description string) error {
	cause := fmt.Errorf("provider: %s", spoken(code, description))
	switch code {
	case "access_denied", "login_required", "interaction_required", "consent_required", "account_selection_required":
		return fault.New(fault.Forbidden, "login.cancelled").Because(cause)
	case "server_error", "temporarily_unavailable":
		return down(cause)
	}
	return fault.New(fault.Forbidden, "login.refused").Because(cause)
}

var (
	unspoken = regexp.MustCompile(`[^a-z_]+`)
	figures  = regexp.MustCompile(`\d[\d\s+-]{4,}\d`)
)

// spoken writes an error of a provider's for the log. It may have come through the browser, so that it is quoted, cut, and freed from what could
// be a personal number.
func spoken(code, description string) string {
	code = cmp.Or(unspoken.ReplaceAllString(code, ""), "no error code")
	const most = 200
	if len(description) > most {
		description = description[:most]
	}
	return fmt.Sprintf("%s %q", code, figures.ReplaceAllString(description, "…"))
}
