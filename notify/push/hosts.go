package push

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"strings"
	"syscall"
	"time"
)

// Hosts are the push services that messages may be sent to: a name alone for that host, *.name for every host below it. An endpoint comes from whoever
// says that they are a browser, so that without such a list they could have the server fetch anything that it reaches.
type Hosts []string

// Known are the push services of Chrome and Edge (Google's and Microsoft's), Firefox and Safari.
func Known() Hosts {
	return Hosts{"fcm.googleapis.com", "jmt17.google.com", "updates.push.services.mozilla.com", "*.push.services.mozilla.com", "*.push.apple.com", "*.notify.windows.com"}
}

// Allow says whether a message may be sent to an endpoint: by https, at its standard port, to a host on the list. A host with a port of its own is one
// on this machine, for tests, and is taken by http too.
func (h Hosts) Allow(u *url.URL) bool {
	if u.User != nil || u.Host == "" {
		return false
	}
	for _, allowed := range h {
		if strings.Contains(allowed, ":") {
			if u.Host == allowed {
				return true
			}
			continue
		}
		if u.Scheme != "https" || u.Port() != "" && u.Port() != "443" {
			continue
		}
		name := strings.ToLower(u.Hostname())
		if below, ok := strings.CutPrefix(allowed, "*."); ok && strings.HasSuffix(name, "."+below) || name == allowed {
			return true
		}
	}
	return false
}

// Validate says what is wrong with a list.
func (h Hosts) Validate() error {
	for _, allowed := range h {
		name, port, err := net.SplitHostPort(allowed)
		if err != nil {
			name = allowed
		} else if at, bad := netip.ParseAddr(name); bad != nil || !at.IsLoopback() || port == "" {
			return fmt.Errorf("%q: only a host on this machine is named with its port, 127.0.0.1:8098", allowed)
		}
		if name == "" || strings.ContainsAny(name, "/@ ") || strings.Contains(strings.TrimPrefix(name, "*."), "*") {
			return fmt.Errorf("%q is no host: push.example.com, or *.example.com", allowed)
		}
	}
	return nil
}

// local says whether the list names a host on this machine.
func (h Hosts) local(address string) bool {
	for _, allowed := range h {
		if allowed == address {
			return true
		}
	}
	return false
}

// errInside is that a push service's name leads to an address inside.
var errInside = errors.New("push: the push service's name leads to an address that is not on the internet")

// client sends to push services: no proxy, no redirect, and never to an address that is not on the internet, whatever a name leads to, unless the list names
// it with its port.
func (h Hosts) client() *http.Client {
	dialer := &net.Dialer{Timeout: 10 * time.Second, Control: func(_, address string, _ syscall.RawConn) error {
		at, err := netip.ParseAddrPort(address)
		if err != nil {
			return err
		}
		ip := at.Addr().Unmap()
		if h.local(address) || ip.IsGlobalUnicast() && !ip.IsPrivate() {
			return nil
		}
		return errInside
	}}
	return &http.Client{
		Timeout:       30 * time.Second,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		Transport: &http.Transport{
			DialContext: func(ctx context.Context, network, address string) (net.Conn, error) {
				return dialer.DialContext(ctx, network, address)
			},
			ForceAttemptHTTP2:   true,
			WriteBufferSize:     8 << 10, // a whole message, so that it leaves in one write
			MaxIdleConns:        100,
			MaxIdleConnsPerHost: 16,
			IdleConnTimeout:     90 * time.Second,
			TLSHandshakeTimeout: 10 * time.Second,
		},
	}
}
