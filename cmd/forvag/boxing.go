package main

import (
	"context"
	"crypto/rand"
	"crypto/rsa"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"errors"
	"fmt"
	"math/big"
	"net/http"
	"net/url"
	"os"
	"sync"
	"time"

	"forvag/internal/fault"
	"forvag/internal/identity"
	"forvag/internal/residents"
	"forvag/notify/letter"
	"forvag/notify/mailbox"
)

// boxing says how messages are put in digital mailboxes.
type boxing struct {
	MailboxURL      string `name:"mailbox-url" env:"FORVAG_MAILBOX_URL" placeholder:"URL" help:"Register of digital mailboxes in Mina meddelanden (the service Recipient), as https://…. Empty: no digital mailboxes."`
	MailboxCertFile string `name:"mailbox-cert-file" env:"FORVAG_MAILBOX_CERT_FILE" type:"path" placeholder:"FILE" help:"Certificate (PEM) that the register and the operators know the municipality by, and that messages are signed with."`
	MailboxKeyFile  string `name:"mailbox-key-file" env:"FORVAG_MAILBOX_KEY_FILE" type:"path" placeholder:"FILE" help:"Its private key (PEM, RSA)."`
	MailboxFolder   string `name:"mailbox-folder" env:"FORVAG_MAILBOX_FOLDER" type:"path" placeholder:"FOLDER" help:"Lay signed messages here as files, for an intermediary that fetches them, instead of handing them to the operators."`
}

// validate reads what the settings say.
func (b boxing) validate() error {
	if b.MailboxURL == "" {
		return nil
	}
	_, _, err := b.sealer(time.Now)
	return errors.Join(b.address(), b.folder(), err)
}

// address checks where the register is.
func (b boxing) address() error {
	if u, err := url.Parse(b.MailboxURL); err != nil || u.Hostname() == "" || u.Scheme != "https" {
		return errors.New("FORVAG_MAILBOX_URL must be https://host/path")
	}
	return nil
}

// folder checks where messages are laid, if anywhere.
func (b boxing) folder() error {
	if b.MailboxFolder == "" {
		return nil
	}
	if info, err := os.Stat(b.MailboxFolder); err != nil || !info.IsDir() {
		return fmt.Errorf("FORVAG_MAILBOX_FOLDER %s is no folder", b.MailboxFolder)
	}
	return nil
}

// sealer signs and seals messages with the municipality's certificate, which it returns beside.
func (b boxing) sealer(now func() time.Time) (cert tls.Certificate, s *mailbox.Sealer, err error) {
	if cert, err = b.certificate(); err != nil {
		return cert, nil, err
	}
	if s, err = mailbox.NewSealer(cert, now); err != nil {
		err = fmt.Errorf("FORVAG_MAILBOX_CERT_FILE %s: %w", b.MailboxCertFile, err)
	}
	return cert, s, err
}

func (b boxing) certificate() (tls.Certificate, error) {
	if b.MailboxCertFile == "" || b.MailboxKeyFile == "" {
		return tls.Certificate{}, errors.New("FORVAG_MAILBOX_URL needs FORVAG_MAILBOX_CERT_FILE and FORVAG_MAILBOX_KEY_FILE: whom the operators know the municipality by")
	}
	cert, err := tls.LoadX509KeyPair(b.MailboxCertFile, b.MailboxKeyFile)
	if err != nil {
		return cert, fmt.Errorf("FORVAG_MAILBOX_CERT_FILE and FORVAG_MAILBOX_KEY_FILE: %w", err)
	}
	return cert, nil
}

// boxes makes the way by digital mailbox; false where there is no register.
func (in *instance) boxes(s settings, composer letter.Composer) (r mailbox.Route, ok bool, err error) {
	if s.MailboxURL == "" && !s.demo {
		return r, false, nil
	}
	certificate := s.boxing.certificate
	if s.demo {
		certificate = demoCertificate
	}
	cert, err := certificate()
	if err != nil {
		return r, false, err
	}
	sealer, err := mailbox.NewSealer(cert, in.clock)
	if err != nil {
		return r, false, fmt.Errorf("FORVAG_MAILBOX_CERT_FILE: %w", err)
	}
	client, sender := boxClient(cert), in.types.Municipality().Organisation
	var register mailbox.Register = &mailbox.Recipients{URL: s.MailboxURL, Sender: sender, Client: client}
	var carrier mailbox.Carrier = &mailbox.Operators{Client: client}
	switch {
	case s.demo:
		register = demoBoxes{in.site.Residents}
	case s.MailboxFolder != "":
		carrier = mailbox.Folder(s.MailboxFolder)
	}
	return mailbox.Route{Options: mailbox.Options{Composer: composer, People: in.site.Residents, Sealer: sealer, Carrier: carrier, Sender: sender, Now: in.clock, Log: in.log,
		Register: mailbox.NewCache(register, in.site.Keys, in.clock),
		Reach: func() (phone, email string) {
			c := in.types.Municipality().Contact
			return c.Phone, c.Email
		}}}, true, nil
}

// boxClient calls the register and the operators, who know the municipality by its certificate.
func boxClient(cert tls.Certificate) *http.Client {
	transport := http.DefaultTransport.(*http.Transport).Clone()
	transport.TLSClientConfig = &tls.Config{Certificates: []tls.Certificate{cert}, MinVersion: tls.VersionTLS12}
	return &http.Client{Transport: transport, Timeout: 30 * time.Second, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
}

// demoBoxes is the demo's register of digital mailboxes. Nothing is put in them: the demo only rehearses.
type demoBoxes struct{ people mailbox.Numbers }

// Box implements mailbox.Register.
func (d demoBoxes) Box(ctx context.Context, n identity.Number) (mailbox.Box, bool, error) {
	for _, id := range residents.DemoBoxes() {
		own, err := d.people.Number(ctx, id)
		if err != nil && !errors.Is(err, fault.NotFound) {
			return mailbox.Box{}, false, err
		}
		if err == nil && own == n {
			return mailbox.Box{Operator: "Min myndighetspost"}, true, nil
		}
	}
	return mailbox.Box{}, false, nil
}

// demoCertificate is one that no operator knows.
var demoCertificate = sync.OnceValues(func() (tls.Certificate, error) {
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		return tls.Certificate{}, err
	}
	made := time.Now()
	template := &x509.Certificate{SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "almby.example"}, NotBefore: made, NotAfter: made.AddDate(100, 0, 0)}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}, err
})
