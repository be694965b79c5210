package mail_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"errors"
	"io"
	"log"
	"math/big"
	"net"
	"sync"
	"testing"
	"time"

	"github.com/emersion/go-sasl"
	"github.com/emersion/go-smtp"
)

// server is a real mail server that takes messages, or behaves as the test says.
type server struct {
	addr string
	// from, rcpt and data, where not nil, are what it answers to a command; conn is the connection that it came by.
	from, rcpt func(address string) error
	data       func(conn net.Conn) error
	mu         sync.Mutex
	taken      []taken
}

// taken is a message that the server took over.
type taken struct {
	from, to, user string
	tls            bool
	body           []byte
}

func (s *server) messages() []taken {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.taken
}

// kind is what a server offers.
type kind struct {
	tls      *tls.Config // nil: none
	implicit bool        // TLS from the beginning
	password string      // not empty: asks for a login
}

// listen starts a server on this machine, which ends with the test.
func listen(t *testing.T, k kind) *server {
	t.Helper()
	s := &server{}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s.addr = l.Addr().String()
	srv := smtp.NewServer(smtp.BackendFunc(func(c *smtp.Conn) (smtp.Session, error) {
		one := &session{server: s, conn: c}
		if k.password != "" {
			return &guarded{one, k.password}, nil
		}
		return one, nil
	}))
	srv.Domain, srv.TLSConfig, srv.ErrorLog = "mx.almby.example", k.tls, log.New(io.Discard, "", 0)
	if k.implicit {
		l, srv.TLSConfig = tls.NewListener(l, k.tls), nil
	}
	done := make(chan struct{})
	go func() { defer close(done); srv.Serve(l) }()
	t.Cleanup(func() { srv.Close(); <-done })
	return s
}

type session struct {
	server *server
	conn   *smtp.Conn
	one    taken
}

// guarded is a session that wants a login first.
type guarded struct {
	*session
	password string
}

func (g *guarded) AuthMechanisms() []string { return []string{sasl.Plain} }

func (g *guarded) Auth(string) (sasl.Server, error) {
	return sasl.NewPlainServer(func(_, user, password string) error {
		if password != g.password {
			return errors.New("no")
		}
		g.one.user = user
		return nil
	}), nil
}

func (g *guarded) Mail(from string, o *smtp.MailOptions) error {
	if g.one.user == "" {
		return smtp.ErrAuthRequired
	}
	return g.session.Mail(from, o)
}

func (s *session) Mail(from string, _ *smtp.MailOptions) error {
	s.one.from = from
	if s.server.from != nil {
		return s.server.from(from)
	}
	return nil
}

func (s *session) Rcpt(to string, _ *smtp.RcptOptions) error {
	s.one.to = to
	if s.server.rcpt != nil {
		return s.server.rcpt(to)
	}
	return nil
}

func (s *session) Data(r io.Reader) error {
	if s.server.data != nil {
		if err := s.server.data(s.conn.Conn()); err != nil {
			return err
		}
	}
	body, err := io.ReadAll(r)
	if err != nil {
		return err
	}
	s.one.body = body
	_, s.one.tls = s.conn.TLSConnectionState()
	s.server.mu.Lock()
	defer s.server.mu.Unlock()
	s.server.taken = append(s.server.taken, s.one)
	return nil
}

func (s *session) Reset()        {}
func (s *session) Logout() error { return nil }

// says is a server's answer with an enhanced status code.
func says(code int, class, subject, detail int) error {
	return &smtp.SMTPError{Code: code, EnhancedCode: smtp.EnhancedCode{class, subject, detail}, Message: "<anna@post.example>: these are the server's own words"}
}

// certificate makes a certificate for localhost, and a configuration that trusts it.
func certificate(t *testing.T) (own, trust *tls.Config) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "localhost"}, NotBefore: time.Now().Add(-time.Hour),
		NotAfter: time.Now().Add(time.Hour), DNSNames: []string{"localhost"}, IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}, IsCA: true, BasicConstraintsValid: true}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	made, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	pool := x509.NewCertPool()
	pool.AddCert(made)
	return &tls.Config{Certificates: []tls.Certificate{{Certificate: [][]byte{der}, PrivateKey: key}}}, &tls.Config{RootCAs: pool}
}
