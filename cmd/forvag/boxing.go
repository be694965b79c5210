package main

import (
	"crypto/tls"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"time"

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
	if u, err := url.Parse(b.MailboxURL); err != nil || u.Hostname() == "" || u.Scheme != "https" {
		return errors.New("FORVAG_MAILBOX_URL must be https://host/path")
	}
	if b.MailboxFolder != "" {
		if info, err := os.Stat(b.MailboxFolder); err != nil || !info.IsDir() {
			return fmt.Errorf("FORVAG_MAILBOX_FOLDER %s is no folder", b.MailboxFolder)
		}
	}
	cert, err := b.certificate()
	if err != nil {
		return err
	}
	if _, err := mailbox.NewSealer(cert, time.Now); err != nil {
		return fmt.Errorf("FORVAG_MAILBOX_CERT_FILE %s: %w", b.MailboxCertFile, err)
	}
	return nil
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
	if s.MailboxURL == "" {
		return r, false, nil
	}
	cert, err := s.boxing.certificate()
	if err != nil {
		return r, false, err
	}
	sealer, err := mailbox.NewSealer(cert, in.clock)
	if err != nil {
		return r, false, fmt.Errorf("FORVAG_MAILBOX_CERT_FILE: %w", err)
	}
	transport := http.DefaultTransport.(*http.Transport).Clone()
	transport.TLSClientConfig = &tls.Config{Certificates: []tls.Certificate{cert}, MinVersion: tls.VersionTLS12}
	client := &http.Client{Transport: transport, Timeout: 30 * time.Second, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	var carrier mailbox.Carrier = &mailbox.Operators{Client: client}
	if s.MailboxFolder != "" {
		carrier = mailbox.Folder(s.MailboxFolder)
	}
	sender := in.types.Municipality().Organisation
	return mailbox.Route{Options: mailbox.Options{Composer: composer, People: in.site.Residents, Sealer: sealer, Carrier: carrier, Sender: sender, Now: in.clock, Log: in.log,
		Register: mailbox.NewCache(&mailbox.Recipients{URL: s.MailboxURL, Sender: sender, Client: client}, in.site.Keys, in.clock),
		Reach: func() (phone, email string) {
			c := in.types.Municipality().Contact
			return c.Phone, c.Email
		}}}, true, nil
}
