package login

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"slices"
	"sync"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"
	"golang.org/x/sync/singleflight"
)

const (
	// fresh is how long a provider's metadata is used before it is read again.
	fresh = time.Hour
	// again is how soon old metadata is tried again after a refresh failed.
	again = time.Minute
	// largest is how many bytes of an answer are read.
	largest = 1 << 20
)

// metadata is what a provider says about itself (OpenID Connect Discovery 1.0).
type metadata struct {
	provider *oidc.Provider
	keys     *oidc.RemoteKeySet
	endpoint oauth2.Endpoint
	// namesIssuer says that every answer carries iss (RFC 9207).
	namesIssuer bool
}

// discovery reads a provider's metadata when it is first needed, so that a provider that is down never keeps the portal from starting, and
// again every hour. Safe for concurrent use.
type discovery struct {
	issuer string
	client *http.Client
	clock  func() time.Time
	flight singleflight.Group

	mu    sync.Mutex
	known *metadata
	until time.Time
}

// get returns the metadata. Those who ask at the same time wait for one request together. While a refresh fails, what was known stands.
func (d *discovery) get(ctx context.Context) (*metadata, error) {
	d.mu.Lock()
	known, until := d.known, d.until
	d.mu.Unlock()
	if known != nil && d.clock().Before(until) {
		return known, nil
	}
	answer := d.flight.DoChan("", func() (any, error) {
		m, err := d.read(context.WithoutCancel(ctx)) // the client's timeout ends it
		d.mu.Lock()
		defer d.mu.Unlock()
		switch {
		case err == nil:
			d.known, d.until = m, d.clock().Add(fresh)
		case d.known != nil:
			m, err = d.known, nil
			d.until = d.clock().Add(again)
		}
		return m, err
	})
	select {
	case <-ctx.Done():
		return nil, ctx.Err()
	case a := <-answer:
		if a.Err != nil {
			return nil, a.Err
		}
		return a.Val.(*metadata), nil
	}
}

func (d *discovery) read(ctx context.Context) (*metadata, error) {
	ctx = oidc.ClientContext(ctx, d.client)
	p, err := oidc.NewProvider(ctx, d.issuer)
	if err != nil {
		return nil, fmt.Errorf("discover %s: %w", d.issuer, err)
	}
	var more struct {
		Keys        string   `json:"jwks_uri"`
		ClientAuth  []string `json:"token_endpoint_auth_methods_supported"`
		NamesIssuer bool     `json:"authorization_response_iss_parameter_supported"`
	}
	if err := p.Claims(&more); err != nil {
		return nil, fmt.Errorf("discover %s: %w", d.issuer, err)
	}
	m := &metadata{provider: p, endpoint: p.Endpoint(), namesIssuer: more.NamesIssuer}
	for name, address := range map[string]string{
		"authorization_endpoint": m.endpoint.AuthURL, "token_endpoint": m.endpoint.TokenURL, "jwks_uri": more.Keys,
	} {
		if err := private(address); err != nil {
			return nil, fmt.Errorf("discover %s: %s: %w", d.issuer, name, err)
		}
	}
	if address := p.UserInfoEndpoint(); address != "" {
		if err := private(address); err != nil {
			return nil, fmt.Errorf("discover %s: userinfo_endpoint: %w", d.issuer, err)
		}
	}
	m.endpoint.AuthStyle = oauth2.AuthStyleInHeader // what holds where nothing is said
	if len(more.ClientAuth) > 0 && !slices.Contains(more.ClientAuth, "client_secret_basic") {
		m.endpoint.AuthStyle = oauth2.AuthStyleInParams
	}
	m.keys = oidc.NewRemoteKeySet(ctx, more.Keys)
	return m, nil
}

// private checks that nobody on the way can read or change what is sent to an address: https, or http on this machine.
func private(address string) error {
	u, err := url.Parse(address)
	switch {
	case err != nil || u.Host == "":
		return errors.New("is no address")
	case u.Scheme == "https" || (u.Scheme == "http" && loopback(u.Hostname())):
		return nil
	}
	return errors.New("must begin with https://")
}

func loopback(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || (ip != nil && ip.IsLoopback())
}

// newClient is the client for a provider: it gives up after patience, follows no redirects, since none belong in these answers and a secret
// could leave with them, and reads no endless answer.
func newClient(patience time.Duration) *http.Client {
	return &http.Client{
		Timeout:       patience,
		Transport:     limited{http.DefaultTransport},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
}

// limited cuts answers at the largest size; what is cut does not decode. Of a failed GET it keeps the status alone, since the page that comes
// with it would end up in an error and the log.
type limited struct{ http.RoundTripper }

// RoundTrip implements http.RoundTripper.
func (l limited) RoundTrip(req *http.Request) (*http.Response, error) {
	resp, err := l.RoundTripper.RoundTrip(req)
	switch {
	case err != nil:
	case req.Method == http.MethodGet && resp.StatusCode != http.StatusOK:
		resp.Body.Close()
		resp.Body = http.NoBody
	default:
		body := resp.Body
		resp.Body = struct {
			io.Reader
			io.Closer
		}{io.LimitReader(body, largest), body}
	}
	return resp, err
}
