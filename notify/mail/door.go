package mail

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"math/big"
	"net"
	"net/mail"
	"strings"
	"time"

	"github.com/emersion/go-smtp"

	"forvag/internal/identity"
	"forvag/notify"
)

// Door takes by SMTP what comes back, for a portal that an MX record leads to, so that no other mail server has to know of it. It takes nothing but mail to a
// return path that was given with a message, and passes nothing on. Safe for concurrent use.
type Door struct {
	// Bounces is the address to which what cannot be delivered comes back, without the token.
	Bounces mail.Address
	Keys    *identity.Keyring
	// Take writes down what a bounce tells. After an error the other side tries again.
	Take func(context.Context, Bounce) error
	Log  *slog.Logger
}

// How much one connection may ask for.
const (
	doorPatience = time.Minute
	doorLine     = 2000
)

// The answers to what is not taken.
var (
	errNobody = &smtp.SMTPError{Code: 550, EnhancedCode: smtp.EnhancedCode{5, 1, 1}, Message: "no such mailbox"}
	errAgain  = &smtp.SMTPError{Code: 451, EnhancedCode: smtp.EnhancedCode{4, 3, 0}, Message: "try again later"}
)

// Serve takes mail that comes to a listener, until ctx ends; it closes the listener. What comes is encrypted for whoever offers to: with a key that is made now,
// which no mail server looks at the name of.
func (d *Door) Serve(ctx context.Context, l net.Listener) error {
	certificate, err := passing(domain(d.Bounces.Address))
	if err != nil {
		return errors.Join(err, l.Close())
	}
	server := smtp.NewServer(smtp.BackendFunc(func(*smtp.Conn) (smtp.Session, error) { return &visit{Door: d, ctx: ctx}, nil }))
	server.Domain, server.TLSConfig = domain(d.Bounces.Address), &tls.Config{Certificates: []tls.Certificate{certificate}, MinVersion: tls.VersionTLS12}
	server.ReadTimeout, server.WriteTimeout = doorPatience, doorPatience
	server.MaxMessageBytes, server.MaxLineLength, server.MaxRecipients = longest, doorLine, 10
	server.ErrorLog = slog.NewLogLogger(d.Log.Handler(), slog.LevelDebug)
	defer context.AfterFunc(ctx, func() { _ = server.Close() })()
	if err := server.Serve(l); !errors.Is(err, smtp.ErrServerClosed) && ctx.Err() == nil {
		return fmt.Errorf("mail that comes back is no longer taken: %w", err)
	}
	return nil
}

// passing is a certificate that nobody vouches for: mail servers encrypt to one where they can, and ask no more.
func passing(name string) (tls.Certificate, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return tls.Certificate{}, err
	}
	about := x509.Certificate{SerialNumber: big.NewInt(1), DNSNames: []string{name}, NotBefore: time.Unix(0, 0), NotAfter: time.Now().AddDate(10, 0, 0)}
	der, err := x509.CreateCertificate(rand.Reader, &about, &about, key.Public(), key)
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}, err
}

// visit is one connection's mail.
type visit struct {
	*Door
	ctx context.Context
	to  string
}

// Mail takes any sender: reports have none, and what else comes is dropped.
func (v *visit) Mail(string, *smtp.MailOptions) error { return nil }

// Rcpt takes a return path alone.
func (v *visit) Rcpt(to string, _ *smtp.RcptOptions) error {
	local, at, _ := strings.Cut(to, "@")
	plain, token, _ := strings.Cut(local, "+")
	_, ours := notify.ReadToken(v.Keys, token)
	if !ours || !strings.EqualFold(plain+"@"+at, v.Bounces.Address) {
		return errNobody
	}
	v.to = to
	return nil
}

// Data reads what came.
func (v *visit) Data(r io.Reader) error {
	b, err := ReadBounce(r, v.Keys, v.to)
	if errors.Is(err, ErrNoBounce) {
		_, err := io.Copy(io.Discard, r)
		return err
	}
	if err == nil {
		err = v.Take(v.ctx, b)
	}
	if err != nil {
		v.Log.Warn("mail that came back was not taken", "error", err)
		return errAgain
	}
	return nil
}

func (v *visit) Reset()        { v.to = "" }
func (v *visit) Logout() error { return nil }
