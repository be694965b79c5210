package login

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"encoding/pem"
	"errors"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/go-jose/go-jose/v4"
	"github.com/google/go-cmp/cmp"

	"forvag/internal/civil"
	"forvag/internal/fault"
	"forvag/internal/identity"
	"forvag/internal/locale"
)

var start = time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC)

func fixed() time.Time { return start }

// settingsFor is the configuration of a resident's login at the broker.
func settingsFor(b *broker) Settings {
	return Settings{OIDCIssuer: b.URL, OIDCClientID: testClient, OIDCSecret: testSecret, OIDCACR: []ACR{{loa3, 3}}}
}

// staffFor is the configuration of an officers' login at the broker.
func staffFor(b *broker) Settings {
	return Settings{
		StaffOIDCIssuer: b.URL, StaffOIDCClientID: testClient, StaffOIDCSecret: testSecret,
		StaffOIDCLevel: 2, StaffOIDCScopes: []string{"profile"}, StaffOIDCClaim: "oid",
	}
}

func open(t *testing.T, s Settings, clock func() time.Time) Provider {
	t.Helper()
	all, err := s.Providers(clock)
	if err != nil {
		t.Fatal(err)
	}
	if len(all) != 1 {
		t.Fatalf("%d providers", len(all))
	}
	return all[0]
}

func number(t *testing.T, digits string) identity.Number {
	t.Helper()
	n, err := identity.ParseNumber(digits, civil.Of(start))
	if err != nil {
		t.Fatal(err)
	}
	return n
}

var sameNumber = cmp.Comparer(func(a, b identity.Number) bool { return a == b })

func TestLogIn(t *testing.T) {
	resident := Identity{Number: number(t, testNumber), Name: "Test Testsson", Assurance: identity.AssuranceSubstantial}
	as := func(change func(*Identity)) Identity {
		who := resident
		change(&who)
		return who
	}
	for _, tc := range []struct {
		name    string
		arrange func(*broker, *Settings)
		want    Identity
	}{
		{"number in the token, name from UserInfo", func(*broker, *Settings) {}, resident},
		{"coordination number", func(b *broker, _ *Settings) {
			b.claims[claimPersonal], b.claims[claimCoordination] = nil, "197302889931"
		}, as(func(i *Identity) { i.Number = number(t, "197302889931") })},
		{"a higher level than asked for", func(b *broker, _ *Settings) {
			b.claims["acr"] = "http://id.elegnamnden.se/loa/1.0/loa4"
		}, as(func(i *Identity) { i.Assurance = identity.AssuranceHigh })},
		{"a broker's own name of a level", func(b *broker, s *Settings) {
			b.claims["acr"] = "urn:broker:bankid"
			s.OIDCACR = []ACR{{"urn:broker:bankid", 3}}
		}, resident},
		{"a broker's own claim and scopes", func(b *broker, s *Settings) {
			b.claims[claimPersonal], b.claims["ssn"] = nil, "18900101-9802"
			s.OIDCClaims, s.OIDCScopes = []string{"ssn"}, []string{"ssn"}
		}, resident},
		{"number only in UserInfo", func(b *broker, _ *Settings) {
			b.claims[claimPersonal], b.user[claimPersonal] = nil, testNumber
		}, resident},
		{"signed UserInfo", func(b *broker, _ *Settings) { b.signed = true }, resident},
		{"UserInfo broken, number in the token", func(b *broker, _ *Settings) { b.broken["/userinfo"] = 500 },
			as(func(i *Identity) { i.Name = "" })},
		{"no UserInfo endpoint, name in parts", func(b *broker, _ *Settings) {
			b.user, b.claims["given_name"], b.claims["family_name"] = nil, "Test", "Testsson"
		}, resident},
		{"no given name", func(b *broker, _ *Settings) {
			b.claims["given_name"], b.claims["family_name"] = "-", "Testsson"
		}, as(func(i *Identity) { i.Name = "Testsson" })},
		{"the token's word stands against UserInfo's", func(b *broker, _ *Settings) { b.user[claimPersonal] = otherNumber }, resident},
		{"secret in the body", func(b *broker, _ *Settings) {
			b.metadata = map[string]any{"token_endpoint_auth_methods_supported": []string{"client_secret_post"}}
		}, resident},
		{"several audiences, the portal authorized", func(b *broker, _ *Settings) {
			b.claims["aud"], b.claims["azp"] = []string{"other", testClient}, testClient
		}, resident},
		{"officer", func(b *broker, s *Settings) {
			*s = staffFor(b)
			b.claims = map[string]any{"oid": "7d3c", "name": "Test Testsson"}
		}, Identity{Staff: "7d3c", Name: "Test Testsson", Assurance: identity.AssuranceLow}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			b := newBroker(t, fixed)
			s := settingsFor(b)
			tc.arrange(b, &s)
			got, err := b.logIn(t.Context(), open(t, s, fixed))
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tc.want, got, sameNumber); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestClientKeys(t *testing.T) {
	rsaKey, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	ecKey, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	ecDER, err := x509.MarshalECPrivateKey(ecKey)
	if err != nil {
		t.Fatal(err)
	}
	pkcs8, err := x509.MarshalPKCS8PrivateKey(ecKey)
	if err != nil {
		t.Fatal(err)
	}
	for _, tc := range []struct {
		name   string
		der    []byte
		public any
	}{
		{"RSA in PKCS #1", x509.MarshalPKCS1PrivateKey(rsaKey), rsaKey.Public()},
		{"EC in SEC 1", ecDER, ecKey.Public()},
		{"EC in PKCS #8", pkcs8, ecKey.Public()},
	} {
		t.Run(tc.name, func(t *testing.T) {
			b := newBroker(t, fixed)
			b.public = tc.public
			s := settingsFor(b)
			s.OIDCSecret, s.OIDCKeyFile = "", filepath.Join(t.TempDir(), "key.pem")
			if err := os.WriteFile(s.OIDCKeyFile, pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: tc.der}), 0o600); err != nil {
				t.Fatal(err)
			}
			if _, err := b.logIn(t.Context(), open(t, s, fixed)); err != nil {
				t.Fatal(err)
			}
		})
	}
}

func TestAuthorizationRequest(t *testing.T) {
	b := newBroker(t, fixed)
	for _, tc := range []struct {
		name string
		s    Settings
		want map[string]string
	}{
		{"resident", settingsFor(b), map[string]string{
			"scope": "openid " + scopePersonInfo + " " + scopePersonNumber, "acr_values": loa3, "prompt": "login", "ui_locales": "en",
		}},
		{"officer", staffFor(b), map[string]string{"scope": "openid profile", "acr_values": "", "prompt": "", "ui_locales": "en"}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			to, _, err := open(t, tc.s, fixed).Begin(WithLang(t.Context(), locale.EN), returnTo)
			if err != nil {
				t.Fatal(err)
			}
			b.visit(to)
			got := map[string]string{}
			for name := range tc.want {
				got[name] = b.asked.Get(name)
			}
			if diff := cmp.Diff(tc.want, got); diff != "" {
				t.Error(diff)
			}
			if strings.Contains(to, testSecret) || strings.Contains(to, url.QueryEscape(testSecret)) {
				t.Error("the secret goes through the browser")
			}
		})
	}
}

// unsigned is a JWT with alg none.
func unsigned(claims map[string]any) string {
	payload, _ := json.Marshal(claims)
	return base64.RawURLEncoding.EncodeToString([]byte(`{"alg":"none"}`)) + "." + base64.RawURLEncoding.EncodeToString(payload) + "."
}

func TestRefused(t *testing.T) {
	type tamper = func(t *testing.T, b *broker, p Provider, back url.Values, keep *[]byte)
	claim := func(name string, value any) func(*broker) { return func(b *broker) { b.claims[name] = value } }
	query := func(name string, values ...string) tamper {
		return func(_ *testing.T, _ *broker, _ Provider, back url.Values, _ *[]byte) {
			if back[name] = values; values == nil {
				delete(back, name)
			}
		}
	}
	none := func(*broker) {}
	const mismatch = "login.mismatch"
	for _, tc := range []struct {
		name    string
		arrange func(*broker)
		tamper  tamper // nil: the browser comes back as it was sent
		kind    error
		key     string
	}{
		{"wrong nonce", claim("nonce", "another"), nil, fault.Invalid, mismatch},
		{"no nonce", claim("nonce", nil), nil, fault.Invalid, mismatch},
		{"no subject", claim("sub", nil), nil, fault.Invalid, mismatch},
		{"token for another client", claim("aud", "another"), nil, fault.Invalid, mismatch},
		{"token for several clients", claim("aud", []string{"another", testClient}), nil, fault.Invalid, mismatch},
		{"token for another client's use", claim("azp", "another"), nil, fault.Invalid, mismatch},
		{"token of another issuer", claim("iss", "https://another.example"), nil, fault.Invalid, mismatch},
		{"expired token", claim("exp", start.Add(-time.Second).Unix()), nil, fault.Invalid, mismatch},
		{"token without end", claim("exp", nil), nil, fault.Invalid, mismatch},
		{"token not valid yet", claim("nbf", start.Add(time.Hour).Unix()), nil, fault.Invalid, mismatch},
		{"another access token", claim("at_hash", "AAAAAAAAAAAAAAAAAAAAAA"), nil, fault.Invalid, mismatch},
		{"alg none", func(b *broker) { b.forge = unsigned }, nil, fault.Invalid, mismatch},
		{"the public key as a shared secret", func(b *broker) {
			b.forge = func(claims map[string]any) string {
				der, err := x509.MarshalPKIXPublicKey(b.key.Public())
				if err != nil {
					b.t.Error(err)
				}
				return sign(b.t, jose.HS256, der, b.keyID, claims)
			}
		}, nil, fault.Invalid, mismatch},
		{"another's key under the same name", func(b *broker) {
			key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
			b.forge = func(claims map[string]any) string { return sign(b.t, jose.ES256, key, b.keyID, claims) }
			if err != nil {
				b.t.Error(err)
			}
		}, nil, fault.Invalid, mismatch},
		{"no JWT", func(b *broker) { b.forge = func(map[string]any) string { return "a.b.c" } }, nil, fault.Invalid, mismatch},
		{"no ID token", func(b *broker) { b.noToken = true }, nil, fault.Invalid, mismatch},

		{"wrong state", none, query("state", "another"), fault.Invalid, mismatch},
		{"no state", none, query("state"), fault.Invalid, mismatch},
		{"two codes", none, query("code", "a", "b"), fault.Invalid, mismatch},
		{"neither code nor error", none, query("code"), fault.Invalid, mismatch},
		{"made-up code", none, query("code", "made-up"), fault.Invalid, mismatch},
		{"answer of another issuer", none, query("iss", "https://another.example"), fault.Invalid, mismatch},
		{"answer of no issuer, though promised", func(b *broker) {
			b.metadata = map[string]any{"authorization_response_iss_parameter_supported": true}
		}, query("iss"), fault.Invalid, mismatch},
		{"nothing kept", none, func(_ *testing.T, _ *broker, _ Provider, _ url.Values, keep *[]byte) { *keep = nil }, fault.Invalid, mismatch},
		{"kept without state", none, func(_ *testing.T, _ *broker, _ Provider, back url.Values, keep *[]byte) {
			*keep = []byte("{}")
			delete(back, "state")
		}, fault.Invalid, mismatch},
		{"replayed code", none, func(t *testing.T, _ *broker, p Provider, back url.Values, keep *[]byte) {
			if _, err := p.Finish(t.Context(), returnTo, *keep, back); err != nil {
				t.Fatal(err)
			}
		}, fault.Invalid, mismatch},
		{"another login's code", none, func(t *testing.T, b *broker, p Provider, back url.Values, _ *[]byte) {
			to, _, err := p.Begin(t.Context(), returnTo)
			if err != nil {
				t.Fatal(err)
			}
			back["code"] = b.visit(to)["code"]
		}, fault.Invalid, mismatch},

		{"cancelled", func(b *broker) { b.deny = url.Values{"error": {"access_denied"}} }, nil, fault.Forbidden, "login.cancelled"},
		{"cancelled by another's hand", func(b *broker) { b.deny = url.Values{"error": {"access_denied"}} }, query("state", "another"),
			fault.Invalid, mismatch},
		{"level that the provider does not have", func(b *broker) { b.deny = url.Values{"error": {"invalid_request"}} }, nil,
			fault.Forbidden, "login.refused"},
		{"provider in trouble", func(b *broker) { b.deny = url.Values{"error": {"temporarily_unavailable"}} }, nil, fault.Unavailable, "login.down"},
		{"token endpoint broken", func(b *broker) { b.broken["/token"] = http.StatusBadGateway }, nil, fault.Unavailable, "login.down"},
		{"token endpoint elsewhere", func(b *broker) { b.broken["/token"] = http.StatusTemporaryRedirect }, nil, fault.Unavailable, "login.down"},
		{"portal's secret wrong", func(b *broker) { b.public = &ecdsa.PublicKey{} }, nil, fault.Unavailable, "login.down"},
		{"keys cannot be fetched", func(b *broker) { b.broken["/jwks"] = http.StatusServiceUnavailable }, nil, fault.Unavailable, "login.down"},

		{"no number", claim(claimPersonal, nil), nil, fault.Invalid, "login.no_number"},
		{"wrong number", claim(claimPersonal, "189001019803"), nil, fault.Invalid, "login.no_number"},
		{"number that is no text", claim(claimPersonal, 189001019802), nil, fault.Invalid, "login.no_number"},
		{"two people", claim(claimCoordination, "197302889931"), nil, fault.Invalid, "login.no_number"},
		{"no number, and UserInfo broken", func(b *broker) {
			b.claims[claimPersonal], b.broken["/userinfo"] = nil, http.StatusInternalServerError
		}, nil, fault.Unavailable, "login.down"},
		{"UserInfo about somebody else", func(b *broker) { b.user["sub"] = "subject-2" }, nil, fault.Invalid, mismatch},
		{"level too low", claim("acr", "http://id.elegnamnden.se/loa/1.0/loa2"), nil, fault.Forbidden, "login.too_weak"},
		{"level of the issuer's own word", claim("acr", "http://id.swedenconnect.se/loa/1.0/uncertified-loa3"), nil,
			fault.Forbidden, "login.too_weak"},
		{"no level", claim("acr", nil), nil, fault.Forbidden, "login.too_weak"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			b := newBroker(t, fixed)
			tc.arrange(b)
			p := open(t, settingsFor(b), fixed)
			to, keep, err := p.Begin(t.Context(), returnTo)
			if err != nil {
				t.Fatal(err)
			}
			back := b.visit(to)
			if tc.tamper != nil {
				tc.tamper(t, b, p, back, &keep)
			}
			who, err := p.Finish(t.Context(), returnTo, keep, back)
			key, _, _ := fault.Words(err)
			if !errors.Is(err, tc.kind) || key != tc.key || who != (Identity{}) {
				t.Errorf("got %v and %v, want %v (%s)", who, err, tc.kind, tc.key)
			}
			if err != nil && (strings.Contains(err.Error(), testNumber) || strings.Contains(err.Error(), testSecret)) {
				t.Errorf("the error for the log tells too much: %v", err)
			}
		})
	}
}

func TestOfficerWithoutName(t *testing.T) {
	b := newBroker(t, fixed)
	_, err := b.logIn(t.Context(), open(t, staffFor(b), fixed))
	if key, _, _ := fault.Words(err); !errors.Is(err, fault.Invalid) || key != "login.no_staff" {
		t.Errorf("got %v", err)
	}
}

func TestKeyRotation(t *testing.T) {
	b := newBroker(t, fixed)
	p := open(t, settingsFor(b), fixed)
	for range 3 {
		if _, err := b.logIn(t.Context(), p); err != nil {
			t.Fatal(err)
		}
		b.rotate()
	}
}

func TestProviderComesAndGoes(t *testing.T) {
	now := start
	clock := func() time.Time { return now }
	b := newBroker(t, clock)
	b.broken["/.well-known/openid-configuration"] = http.StatusServiceUnavailable
	p := open(t, settingsFor(b), clock)
	want := func(when string, kind error) {
		t.Helper()
		if _, err := b.logIn(t.Context(), p); !errors.Is(err, kind) {
			t.Fatalf("%s: got %v, want %v", when, err, kind)
		}
	}
	want("down at start", fault.Unavailable)
	delete(b.broken, "/.well-known/openid-configuration")
	want("up again", nil)
	b.broken["/.well-known/openid-configuration"] = http.StatusServiceUnavailable
	now = now.Add(fresh)
	want("no new metadata", nil)
	delete(b.broken, "/.well-known/openid-configuration")
	b.metadata = map[string]any{"token_endpoint": b.URL + "/token-moved"}
	want("too soon to ask again", nil)
	now = now.Add(again)
	want("moved", fault.Unavailable)
}

func TestSlowProvider(t *testing.T) {
	for _, path := range []string{"/.well-known/openid-configuration", "/token", "/jwks"} {
		t.Run(path, func(t *testing.T) {
			b := newBroker(t, fixed)
			b.stuck = path
			p := open(t, settingsFor(b), fixed).(*OIDC).discover(b.URL, fixed, 100*time.Millisecond)
			if _, err := b.logIn(t.Context(), p); !errors.Is(err, fault.Unavailable) {
				t.Errorf("got %v", err)
			}
		})
	}
	t.Run("the reader left", func(t *testing.T) {
		b := newBroker(t, fixed)
		b.stuck = "/.well-known/openid-configuration"
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		p := open(t, settingsFor(b), fixed).(*OIDC).discover(b.URL, fixed, time.Second)
		if _, err := b.logIn(ctx, p); !errors.Is(err, context.Canceled) {
			t.Errorf("got %v", err)
		}
	})
}

func TestMetadataRefused(t *testing.T) {
	for _, tc := range []struct {
		name, field string
		value       any
		want        string
	}{
		{"another issuer", "issuer", "https://another.example", "did not match the issuer"},
		{"login page without TLS", "authorization_endpoint", "http://login.example/authorize", "authorization_endpoint: must begin with https"},
		{"login page that is a script", "authorization_endpoint", "javascript:alert(1)", "authorization_endpoint: is no address"},
		{"tokens without TLS", "token_endpoint", "http://login.example/token", "token_endpoint: must begin with https"},
		{"no keys", "jwks_uri", nil, "jwks_uri: is no address"},
		{"UserInfo without TLS", "userinfo_endpoint", "http://login.example/userinfo", "userinfo_endpoint: must begin with https"},
		{"endless", "padding", strings.Repeat("x", largest), "failed to decode"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			b := newBroker(t, fixed)
			b.metadata = map[string]any{tc.field: tc.value}
			_, _, err := open(t, settingsFor(b), fixed).Begin(t.Context(), returnTo)
			if !errors.Is(err, fault.Unavailable) || !strings.Contains(err.Error(), tc.want) {
				t.Errorf("got %v, want %q", err, tc.want)
			}
		})
	}
}

func TestSpoken(t *testing.T) {
	for _, tc := range []struct{ name, code, description, want string }{
		{"as it stands", "access_denied", "User cancelled", `access_denied "User cancelled"`},
		{"with a personal number", "access_denied", "user 18900101-9802 said no", `access_denied "user … said no"`},
		{"with lines", "x", "a\nlevel=ERROR b", `x "a\nlevel=ERROR b"`},
		{"code that is none", "<b>", "", `b ""`},
		{"nothing", "", "", `no error code ""`},
	} {
		if got := spoken(tc.code, tc.description); got != tc.want {
			t.Errorf("%s: got %s, want %s", tc.name, got, tc.want)
		}
	}
	if got := spoken("x", strings.Repeat("å", 10_000)); len(got) > 300 {
		t.Errorf("%d bytes", len(got))
	}
}
