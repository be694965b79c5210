// Package mail reaches people by e-mail, through the municipality's mail server (SMTP, RFC 5321).
//
// Nothing goes in the clear: the server must offer TLS, but on this machine. A message says who wrote it and that no person did, is text and HTML of the
// same words, and can be recognised when it comes a second time, by its Message-ID. What comes back goes to a return path that names the message, so that a
// dead address is found out (RFC 3464).
package mail

import (
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"net/mail"
	"net/url"
	"strconv"
	"strings"
	"time"

	gomail "github.com/wneessen/go-mail"
)

// Server is a mail server that takes messages over: smtp://user:password@host:587 with STARTTLS, smtps://user:password@host:465 with TLS from the
// beginning. Only one on this machine may do without.
type Server struct{ *url.URL }

// ParseServer reads a server's address. The error does not hold the password.
func ParseServer(text string) (Server, error) {
	u, err := url.Parse(text)
	if err != nil || u.Hostname() == "" || u.Scheme != "smtp" && u.Scheme != "smtps" || strings.Trim(u.Path, "/") != "" || u.RawQuery != "" {
		return Server{}, errors.New("must be smtp://user:password@host:587 or smtps://user:password@host:465")
	}
	if port := u.Port(); port != "" {
		if n, err := strconv.Atoi(port); err != nil || n < 1 || n > 65535 {
			return Server{}, fmt.Errorf("has no port %q", port)
		}
	}
	return Server{u}, nil
}

// local says whether the server is this machine: what is sent there passes no network.
func (s Server) local() bool {
	ip := net.ParseIP(s.Hostname())
	return s.Hostname() == "localhost" || ip != nil && ip.IsLoopback()
}

// patience is how long the server may take for one message, all in all.
const patience = 45 * time.Second

// client makes what speaks with the server. trust is nil for the machine's own certificates.
func (s Server) client(trust *tls.Config, wait time.Duration) (*gomail.Client, error) {
	options := []gomail.Option{gomail.WithTimeout(wait)}
	port := 587
	switch {
	case s.Scheme == "smtps":
		port = 465
		options = append(options, gomail.WithSSL())
	case s.local():
		port = 25
		options = append(options, gomail.WithTLSPolicy(gomail.TLSOpportunistic))
	default:
		options = append(options, gomail.WithTLSPolicy(gomail.TLSMandatory))
	}
	if given := s.Port(); given != "" {
		port, _ = strconv.Atoi(given) // ParseServer has read it
	}
	options = append(options, gomail.WithPort(port))
	if trust == nil {
		trust = &tls.Config{}
	}
	trust = trust.Clone()
	trust.ServerName, trust.MinVersion = s.Hostname(), tls.VersionTLS12
	options = append(options, gomail.WithTLSConfig(trust))
	if s.User != nil {
		password, _ := s.User.Password()
		options = append(options, gomail.WithSMTPAuth(gomail.SMTPAuthAutoDiscover), gomail.WithUsername(s.User.Username()), gomail.WithPassword(password))
	}
	return gomail.NewClient(s.Hostname(), options...)
}

// ParseFrom reads whom messages are from: an address, with or without a name before it.
func ParseFrom(text string) (mail.Address, error) {
	a, err := mail.ParseAddress(text)
	if err != nil {
		return mail.Address{}, fmt.Errorf("must be an e-mail address, or a name and one as in Almby kommun <avisering@almby.example>, not %q", text)
	}
	return *a, nil
}
