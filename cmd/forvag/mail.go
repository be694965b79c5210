package main

import (
	"crypto"
	"errors"
	"fmt"
	netmail "net/mail"
	"os"

	gomail "github.com/wneessen/go-mail"

	"forvag/internal/locale"
	"forvag/notify"
	"forvag/notify/contact"
	"forvag/notify/mail"
	"forvag/web"
)

// mailing says how e-mail is sent.
type mailing struct {
	SMTPURL          string `name:"smtp-url" env:"FORVAG_SMTP_URL" secret:"" placeholder:"URL" help:"Mail server: smtp://user:password@host:587 (STARTTLS) or smtps://user:password@host:465 (TLS). Only one on this machine may do without TLS. Empty: no e-mail."`
	MailFrom         string `env:"FORVAG_MAIL_FROM" placeholder:"MAIL" help:"Whom e-mail is from, as avisering@almby.example or Almby kommun <avisering@almby.example>."`
	MailBounces      string `env:"FORVAG_MAIL_BOUNCES" placeholder:"MAIL" help:"Where e-mail that cannot be delivered comes back; the mail server hands what comes there, and to it with +anything before the @, to forvag notify bounce. Empty: the address of FORVAG_MAIL_FROM."`
	MailListen       string `env:"FORVAG_MAIL_LISTEN" placeholder:"HOST:PORT" help:"Address at which the portal itself takes what comes back to FORVAG_MAIL_BOUNCES, by SMTP, where an MX record leads to it: :25. Empty: the mail server has it."`
	MailDKIMFile     string `name:"mail-dkim-file" env:"FORVAG_MAIL_DKIM_FILE" type:"path" placeholder:"FILE" help:"Private key (PEM, RSA or Ed25519) that signs e-mail (DKIM). Empty: the mail server signs."`
	MailDKIMSelector string `name:"mail-dkim-selector" env:"FORVAG_MAIL_DKIM_SELECTOR" placeholder:"NAME" help:"Name of that key in the DNS of the sender's domain."`
}

// validate reads what the settings say.
func (m mailing) validate() error {
	if m.SMTPURL == "" && m.MailListen != "" {
		return errors.New("FORVAG_MAIL_LISTEN needs FORVAG_SMTP_URL: what is not sent does not come back")
	}
	if m.SMTPURL == "" {
		return nil
	}
	_, err := m.options()
	return err
}

// options are what the settings say; only where there is a mail server.
func (m mailing) options() (o mail.Options, err error) {
	if o.Server, err = mail.ParseServer(m.SMTPURL); err != nil {
		return o, fmt.Errorf("FORVAG_SMTP_URL %w", err)
	}
	if m.MailFrom == "" {
		return o, errors.New("FORVAG_SMTP_URL needs FORVAG_MAIL_FROM: whom e-mail is from")
	}
	if o.From, err = mail.ParseFrom(m.MailFrom); err != nil {
		return o, fmt.Errorf("FORVAG_MAIL_FROM %w", err)
	}
	o.Bounces = netmail.Address{Address: o.From.Address}
	if m.MailBounces != "" {
		if o.Bounces, err = mail.ParseFrom(m.MailBounces); err != nil {
			return o, fmt.Errorf("FORVAG_MAIL_BOUNCES %w", err)
		}
	}
	if m.MailListen != "" && m.MailBounces == "" {
		return o, errors.New("FORVAG_MAIL_LISTEN needs FORVAG_MAIL_BOUNCES: an address of its own for what comes back")
	}
	if (m.MailDKIMFile == "") != (m.MailDKIMSelector == "") {
		return o, errors.New("FORVAG_MAIL_DKIM_FILE and FORVAG_MAIL_DKIM_SELECTOR go together")
	}
	o.Key, o.Selector, err = m.signs()
	return o, err
}

// signs reads the key that e-mail is signed with; nil where there is none.
func (m mailing) signs() (crypto.Signer, string, error) {
	if m.MailDKIMFile == "" {
		return nil, "", nil
	}
	text, err := os.ReadFile(m.MailDKIMFile)
	if err != nil {
		return nil, "", fmt.Errorf("FORVAG_MAIL_DKIM_FILE: %w", err)
	}
	key, err := gomail.PrivKeyFromPEM(text)
	if err != nil {
		return nil, "", fmt.Errorf("FORVAG_MAIL_DKIM_FILE %s: %w", m.MailDKIMFile, err)
	}
	return key, m.MailDKIMSelector, nil
}

// mails makes the way by e-mail; nil where there is no mail server.
func (in *instance) mails(s settings) (*mail.Sender, error) {
	if s.SMTPURL == "" {
		return nil, nil
	}
	o, err := s.mailing.options()
	if err != nil {
		return nil, err
	}
	o.Keys, o.Now, o.Look = in.site.Keys, in.clock, in.mailLook
	return mail.NewSender(in.site.Contacts, o)
}

// mailLook is who speaks in e-mail, and how they look.
func (in *instance) mailLook(lang locale.Lang) mail.Look {
	m := in.types.Municipality()
	l := mail.Look{Name: m.Name.In(lang), Colour: m.Brand.Colour, Contact: m.Contact.Phone}
	if in.site.Origin != "" {
		l.Settings = in.site.Origin + web.PathTell
	}
	return l
}

// courier sends the codes that verify addresses.
func (in *instance) courier(ways map[notify.Channel]contact.Direct) *contact.Courier {
	return &contact.Courier{Store: in.site.Contacts, Live: in.site.Notify.Live, Ways: ways,
		Name: func(lang locale.Lang) string { return in.types.Municipality().Name.In(lang) }}
}
