package login

import (
	"context"
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/go-jose/go-jose/v4"
	"github.com/go-jose/go-jose/v4/jwt"
)

const (
	testClient = "forvag-almby"
	testSecret = "very secret / and+odd"
	returnTo   = "https://etjanster.almby.example/logga-in/e-legitimation/klar"
	loa3       = "http://id.elegnamnden.se/loa/1.0/loa3"
	// Test numbers that Skatteverket publishes: nobody has them.
	testNumber  = "189001019802"
	otherNumber = "189001029819"
)

// grant is a code that waits to be traded.
type grant struct {
	challenge, nonce, redirect string
}

// broker is an OpenID provider on loopback that keeps to the protocol: discovery, authorization endpoint, token endpoint with client
// authentication and PKCE, rotating keys, UserInfo. The fields that tests set make it misbehave in one way each.
type broker struct {
	*httptest.Server
	t     *testing.T
	clock func() time.Time

	mu       sync.Mutex
	codes    map[string]grant
	key      *ecdsa.PrivateKey
	keyID    string
	rotated  int
	asked    url.Values     // parameters of the last authorization request
	claims   map[string]any // added to the ID token; nil removes
	user     map[string]any // what UserInfo says; nil: there is no such endpoint
	metadata map[string]any // added to the metadata; nil removes
	signed   bool           // UserInfo answers with a signed JWT
	deny     url.Values     // the answer instead of a code
	broken   map[string]int // path: status that it answers with instead
	stuck    string         // path that never answers
	forge    func(claims map[string]any) string
	noToken  bool
	public   crypto.PublicKey // of the client that uses private_key_jwt
}

func newBroker(t *testing.T, clock func() time.Time) *broker {
	b := &broker{
		t: t, clock: clock, codes: map[string]grant{}, broken: map[string]int{},
		claims: map[string]any{claimPersonal: testNumber, "acr": loa3},
		user:   map[string]any{"sub": "subject-1", "name": "Test Testsson"},
	}
	b.rotate()
	over := make(chan struct{})
	mux := http.NewServeMux()
	mux.HandleFunc("GET /.well-known/openid-configuration", b.discovery)
	mux.HandleFunc("GET /authorize", b.authorize)
	mux.HandleFunc("POST /token", b.token)
	mux.HandleFunc("GET /jwks", b.jwks)
	mux.HandleFunc("GET /userinfo", b.userInfo)
	b.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		b.mu.Lock()
		status, stuck := b.broken[r.URL.Path], b.stuck == r.URL.Path
		b.mu.Unlock()
		switch {
		case stuck:
			<-over
		case status != 0:
			http.Error(w, "broken for "+testNumber, status)
		default:
			b.mu.Lock()
			defer b.mu.Unlock()
			mux.ServeHTTP(w, r)
		}
	}))
	t.Cleanup(b.Close)
	t.Cleanup(func() { close(over) }) // before Close, which waits for every answer
	return b
}

// rotate replaces the signing key: what was signed before cannot be checked any more.
func (b *broker) rotate() {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		b.t.Fatal(err)
	}
	b.rotated++
	b.key, b.keyID = key, fmt.Sprintf("key-%d", b.rotated)
}

func (b *broker) discovery(w http.ResponseWriter, _ *http.Request) {
	doc := map[string]any{
		"issuer": b.URL, "authorization_endpoint": b.URL + "/authorize", "token_endpoint": b.URL + "/token", "jwks_uri": b.URL + "/jwks",
		"response_types_supported": []string{"code"}, "subject_types_supported": []string{"pairwise"},
		"id_token_signing_alg_values_supported": []string{"ES256", "none", "HS256"},
	}
	if b.user != nil {
		doc["userinfo_endpoint"] = b.URL + "/userinfo"
	}
	answer(w, http.StatusOK, with(doc, b.metadata))
}

// with adds to a map, and removes what is nil.
func with(m, more map[string]any) map[string]any {
	maps.Copy(m, more)
	maps.DeleteFunc(m, func(_ string, v any) bool { return v == nil })
	return m
}

func answer(w http.ResponseWriter, status int, v any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	json.NewEncoder(w).Encode(v)
}

// authorize stands for the person who logs in: it says yes at once, or what deny says.
func (b *broker) authorize(w http.ResponseWriter, r *http.Request) {
	q := r.URL.Query()
	b.asked = q
	switch {
	case q.Get("response_type") != "code", q.Get("client_id") != testClient, q.Get("redirect_uri") != returnTo,
		!slices.Contains(strings.Fields(q.Get("scope")), "openid"),
		q.Get("code_challenge_method") != "S256", len(q.Get("code_challenge")) != 43, len(q.Get("state")) < 22, len(q.Get("nonce")) < 22:
		b.t.Errorf("authorization request %v", q)
		http.Error(w, "bad request", http.StatusBadRequest)
		return
	}
	back := url.Values{"state": {q.Get("state")}, "iss": {b.URL}}
	if b.deny != nil {
		maps.Copy(back, b.deny)
	} else {
		code := rand.Text()
		b.codes[code] = grant{q.Get("code_challenge"), q.Get("nonce"), q.Get("redirect_uri")}
		back.Set("code", code)
	}
	http.Redirect(w, r, returnTo+"?"+back.Encode(), http.StatusFound)
}

func (b *broker) token(w http.ResponseWriter, r *http.Request) {
	if err := r.ParseForm(); err != nil || !b.isClient(r) {
		answer(w, http.StatusUnauthorized, map[string]any{"error": "invalid_client"})
		return
	}
	code := r.PostFormValue("code")
	g, ok := b.codes[code]
	delete(b.codes, code) // a code is good for one use
	sum := sha256.Sum256([]byte(r.PostFormValue("code_verifier")))
	if !ok || r.PostFormValue("grant_type") != "authorization_code" || r.PostFormValue("redirect_uri") != g.redirect ||
		base64.RawURLEncoding.EncodeToString(sum[:]) != g.challenge {
		answer(w, http.StatusBadRequest, map[string]any{"error": "invalid_grant", "error_description": "about " + testNumber})
		return
	}
	access := rand.Text()
	half := sha256.Sum256([]byte(access))
	claims := with(map[string]any{
		"iss": b.URL, "sub": "subject-1", "aud": testClient, "nonce": g.nonce, "iat": b.clock().Unix(),
		"exp": b.clock().Add(5 * time.Minute).Unix(), "at_hash": base64.RawURLEncoding.EncodeToString(half[:16]),
	}, b.claims)
	out := map[string]any{"access_token": access, "token_type": "Bearer", "expires_in": 300}
	switch {
	case b.noToken:
	case b.forge != nil:
		out["id_token"] = b.forge(claims)
	default:
		out["id_token"] = sign(b.t, jose.ES256, b.key, b.keyID, claims)
	}
	answer(w, http.StatusOK, out)
}

// isClient checks the client's secret in header or body, or its signed assertion.
func (b *broker) isClient(r *http.Request) bool {
	if b.public != nil {
		return b.asserted(r)
	}
	id, secret, basic := r.BasicAuth()
	if !basic {
		return r.PostFormValue("client_id") == testClient && r.PostFormValue("client_secret") == testSecret
	}
	id, _ = url.QueryUnescape(id)
	secret, _ = url.QueryUnescape(secret)
	return id == testClient && secret == testSecret
}

func (b *broker) asserted(r *http.Request) bool {
	assertion, err := jwt.ParseSigned(r.PostFormValue("client_assertion"), []jose.SignatureAlgorithm{jose.RS256, jose.ES256})
	if err != nil || r.PostFormValue("client_secret") != "" {
		return false
	}
	var c jwt.Claims
	if err := assertion.Claims(b.public, &c); err != nil {
		b.t.Error(err)
		return false
	}
	err = c.ValidateWithLeeway(jwt.Expected{Issuer: testClient, Subject: testClient, AnyAudience: jwt.Audience{b.URL + "/token"}, Time: b.clock()}, 0)
	return err == nil && c.ID != "" && r.PostFormValue("client_assertion_type") == "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
}

func (b *broker) jwks(w http.ResponseWriter, _ *http.Request) {
	answer(w, http.StatusOK, jose.JSONWebKeySet{Keys: []jose.JSONWebKey{{Key: b.key.Public(), KeyID: b.keyID, Algorithm: "ES256", Use: "sig"}}})
}

func (b *broker) userInfo(w http.ResponseWriter, r *http.Request) {
	if !strings.HasPrefix(r.Header.Get("Authorization"), "Bearer ") {
		http.Error(w, "no token", http.StatusUnauthorized)
		return
	}
	if b.signed {
		w.Header().Set("Content-Type", "application/jwt")
		fmt.Fprint(w, sign(b.t, jose.ES256, b.key, b.keyID, b.user))
		return
	}
	answer(w, http.StatusOK, b.user)
}

// sign makes a JWT.
func sign(t *testing.T, algorithm jose.SignatureAlgorithm, key any, keyID string, claims map[string]any) string {
	t.Helper()
	signer, err := jose.NewSigner(jose.SigningKey{Algorithm: algorithm, Key: jose.JSONWebKey{Key: key, KeyID: keyID}}, nil)
	if err != nil {
		t.Fatal(err)
	}
	token, err := jwt.Signed(signer).Claims(claims).Serialize()
	if err != nil {
		t.Fatal(err)
	}
	return token
}

// visit is the browser: it goes where Begin says and returns the query that it is sent back with.
func (b *broker) visit(to string) url.Values {
	b.t.Helper()
	browser := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	resp, err := browser.Get(to)
	if err != nil {
		b.t.Fatal(err)
	}
	resp.Body.Close()
	back, err := resp.Location()
	if err != nil {
		b.t.Fatalf("%s: %v", resp.Status, err)
	}
	return back.Query()
}

// logIn does a whole login.
func (b *broker) logIn(ctx context.Context, p Provider) (Identity, error) {
	to, keep, err := p.Begin(ctx, returnTo)
	if err != nil {
		return Identity{}, err
	}
	return p.Finish(ctx, returnTo, keep, b.visit(to))
}
