package login

import (
	"errors"
	"fmt"
	"net/url"
	"strings"
	"time"

	"golang.org/x/oauth2"

	"forvag/internal/identity"
	"forvag/internal/locale"
)

// Settings are the configured ways to log in. cmd embeds them in its table of flags and environment variables; a way without issuer does not
// exist.
type Settings struct {
	OIDCIssuer   string   `env:"FORVAG_OIDC_ISSUER" placeholder:"URL" help:"OpenID provider or broker that residents log in with. Empty: none."`
	OIDCClientID string   `env:"FORVAG_OIDC_CLIENT_ID" placeholder:"ID" help:"The portal's name at the provider."`
	OIDCSecret   string   `name:"oidc-client-secret" env:"FORVAG_OIDC_CLIENT_SECRET" secret:"" placeholder:"SECRET" help:"The portal's secret at the provider. Empty: a key, or PKCE alone."`
	OIDCKeyFile  string   `name:"oidc-client-key-file" env:"FORVAG_OIDC_CLIENT_KEY_FILE" type:"path" placeholder:"FILE" help:"Private key in PEM instead of a secret (private_key_jwt)."`
	OIDCName     string   `env:"FORVAG_OIDC_NAME" placeholder:"SV|EN" help:"What the way to log in is called, as \"BankID eller Freja|BankID or Freja\"."`
	OIDCACR      []ACR    `name:"oidc-acr" env:"FORVAG_OIDC_ACR" default:"http://id.elegnamnden.se/loa/1.0/loa3" placeholder:"ACR" help:"Assurance levels to ask for and accept; ACR=3 gives a broker's own name a level."`
	OIDCScopes   []string `env:"FORVAG_OIDC_SCOPES" placeholder:"SCOPE" help:"Scopes beside openid. Empty: name and number of the Swedish profile."`
	OIDCClaims   []string `env:"FORVAG_OIDC_CLAIMS" placeholder:"CLAIM" help:"Claims that may hold the personal number. Empty: those of the Swedish profile."`

	StaffOIDCIssuer   string   `env:"FORVAG_STAFF_OIDC_ISSUER" placeholder:"URL" help:"Staff directory that officers log in with. Empty: none."`
	StaffOIDCClientID string   `env:"FORVAG_STAFF_OIDC_CLIENT_ID" placeholder:"ID" help:"The portal's name in the staff directory."`
	StaffOIDCSecret   string   `name:"staff-oidc-client-secret" env:"FORVAG_STAFF_OIDC_CLIENT_SECRET" secret:"" placeholder:"SECRET" help:"The portal's secret in the staff directory."`
	StaffOIDCKeyFile  string   `name:"staff-oidc-client-key-file" env:"FORVAG_STAFF_OIDC_CLIENT_KEY_FILE" type:"path" placeholder:"FILE" help:"Private key in PEM instead of a secret."`
	StaffOIDCName     string   `env:"FORVAG_STAFF_OIDC_NAME" placeholder:"SV|EN" help:"What the officers' way to log in is called."`
	StaffOIDCACR      []ACR    `name:"staff-oidc-acr" env:"FORVAG_STAFF_OIDC_ACR" placeholder:"ACR" help:"Assurance levels to ask for and accept. Empty: none is asked for."`
	StaffOIDCLevel    int      `env:"FORVAG_STAFF_OIDC_LEVEL" default:"2" placeholder:"2-4" help:"What a staff login is worth where no ACR is asked for. 3 takes a second factor for everybody."`
	StaffOIDCScopes   []string `env:"FORVAG_STAFF_OIDC_SCOPES" default:"profile" placeholder:"SCOPE" help:"Scopes beside openid."`
	StaffOIDCClaim    string   `env:"FORVAG_STAFF_OIDC_CLAIM" default:"sub" placeholder:"CLAIM" help:"Claim that names the officer for good: oid for Entra ID."`
}

// way is one provider's settings.
type way struct {
	prefix                                     string // of the environment variables
	id                                         string
	issuer, client, secret, keyFile            string
	name                                       string
	standard, about                            locale.Text
	officers                                   bool
	acr                                        []ACR
	level                                      int
	scopes, claims, standardScopes, standClaim []string
	prompt                                     string
}

func (s Settings) ways() []way {
	return []way{
		{
			prefix: "FORVAG_OIDC_", id: "e-legitimation", issuer: s.OIDCIssuer, client: s.OIDCClientID, secret: s.OIDCSecret, keyFile: s.OIDCKeyFile,
			name: s.OIDCName, standard: both("login.name.resident"), about: both("login.about.resident"), acr: s.OIDCACR,
			scopes: s.OIDCScopes, standardScopes: []string{scopePersonInfo, scopePersonNumber},
			claims: s.OIDCClaims, standClaim: []string{claimPersonal, claimCoordination},
			prompt: "login", // on a library's computer, the next person must not become the last one
		},
		{
			prefix: "FORVAG_STAFF_OIDC_", id: "medarbetare", issuer: s.StaffOIDCIssuer, client: s.StaffOIDCClientID, secret: s.StaffOIDCSecret,
			keyFile: s.StaffOIDCKeyFile, name: s.StaffOIDCName, standard: both("login.name.staff"), about: both("login.about.staff"),
			officers: true, acr: s.StaffOIDCACR, level: s.StaffOIDCLevel,
			scopes: s.StaffOIDCScopes, claims: []string{s.StaffOIDCClaim}, standClaim: []string{"sub"},
		},
	}
}

// both is a text of the program's own in both languages.
func both(key string) locale.Text {
	return locale.Text{SV: locale.T(locale.SV, key), EN: locale.T(locale.EN, key)}
}

// Validate finds what is wrong with the settings, all of it at once, named by environment variable. It asks no provider.
func (s Settings) Validate() error {
	var wrong []error
	for _, w := range s.ways() {
		wrong = append(wrong, w.validate())
	}
	return errors.Join(wrong...)
}

func (w way) validate() error {
	var wrong []error
	add := func(name, words string) { wrong = append(wrong, errors.New(w.prefix+name+" "+words)) }
	if w.issuer == "" {
		if w.client != "" || w.secret != "" || w.keyFile != "" {
			add("ISSUER", "is missing, but other settings of it are there")
		}
		return errors.Join(wrong...)
	}
	if err := private(w.issuer); err != nil {
		add("ISSUER", err.Error())
	}
	if u, err := url.Parse(w.issuer); err == nil && (u.RawQuery != "" || u.Fragment != "" || u.User != nil) {
		add("ISSUER", "must have neither query, fragment nor user")
	}
	if w.client == "" {
		add("CLIENT_ID", "is missing")
	}
	if w.secret != "" && w.keyFile != "" {
		add("CLIENT_SECRET", "and "+w.prefix+"CLIENT_KEY_FILE cannot both be set")
	}
	if !w.officers && len(w.acr) == 0 {
		add("ACR", "must name at least one assurance level")
	}
	if w.officers && len(w.acr) == 0 && (w.level < 2 || w.level > 4) {
		add("LEVEL", fmt.Sprintf("must be 2, 3 or 4, not %d", w.level))
	}
	return errors.Join(wrong...)
}

// Providers makes the ways to log in that are configured, the residents' first. It reads key files but asks no provider: that happens at the
// first login, so that a provider that is down does not keep the portal from starting.
func (s Settings) Providers(clock func() time.Time) ([]Provider, error) {
	if err := s.Validate(); err != nil {
		return nil, err
	}
	var all []Provider
	for _, w := range s.ways() {
		if w.issuer == "" {
			continue
		}
		o, err := w.open()
		if err != nil {
			return nil, err
		}
		all = append(all, o.discover(w.issuer, clock, patience))
	}
	return all, nil
}

func (w way) open() (*OIDC, error) {
	o := &OIDC{
		id: w.id, name: w.standard, about: w.about, officers: w.officers, prompt: w.prompt,
		levels: w.acr, assured: identity.Assurance(w.level), claims: orElse(w.claims, w.standClaim),
		client: oauth2.Config{ClientID: w.client, ClientSecret: w.secret, Scopes: append([]string{"openid"}, orElse(w.scopes, w.standardScopes)...)},
	}
	if w.name != "" {
		sv, en, _ := strings.Cut(w.name, "|")
		o.name = locale.Text{SV: strings.TrimSpace(sv), EN: strings.TrimSpace(en)}
	}
	if w.keyFile != "" {
		key, err := readClientKey(w.keyFile)
		if err != nil {
			return nil, fmt.Errorf("%sCLIENT_KEY_FILE: %w", w.prefix, err)
		}
		o.key = key
	}
	return o, nil
}

// orElse returns the values that are not empty, or the standard where there are none.
func orElse(values, standard []string) []string {
	var given []string
	for _, v := range values {
		if v = strings.TrimSpace(v); v != "" {
			given = append(given, v)
		}
	}
	if given == nil {
		return standard
	}
	return given
}
