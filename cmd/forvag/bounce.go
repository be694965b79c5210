package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"os"
	"time"

	"forvag/internal/civil"
	"forvag/internal/residents"
	"forvag/notify/contact"
	"forvag/notify/mail"
	notifystore "forvag/notify/sqlstore"
)

type notifyCmd struct {
	Bounce  bounceCmd  `cmd:"" help:"Read a mail that came back, from standard input."`
	Mailbox mailboxCmd `cmd:"" help:"Try what is set up for digital mailboxes, and say what is missing. Nothing is sent."`
}

type bounceCmd struct {
	storage
	To string `placeholder:"MAIL" help:"The address that it came to, where the mail server says it."`
	in io.Reader
}

// tryLater tells a mail server to hand the mail over again (sysexits.h, EX_TEMPFAIL).
const tryLater = 75

// Help stands under the command's flags.
func (bounceCmd) Help() string {
	return `The mail server hands this command what comes to the address of FORVAG_MAIL_BOUNCES, and to it with +anything before the @. A report that a message
could not be delivered (RFC 3464) has the next way tried; an address that is dead has to be verified again. Everything else is dropped. With Postfix, which reads none
of the portal's settings, by way of a script, whatever the database is:

  /usr/local/sbin/forvag-bounce (mode 755):
    #!/bin/sh
    set -a; . /etc/forvag.env; exec /usr/local/bin/forvag notify bounce --to "$1"
  /etc/postfix/master.cf:
    forvag unix - n n - - pipe user=forvag argv=/usr/local/sbin/forvag-bounce ${original_recipient}

It may run beside the portal. The exit code is 75 where the mail server shall try again later.`
}

// Run takes one mail.
func (c *bounceCmd) Run(ctx context.Context, out *console) error {
	if c.in == nil {
		c.in = os.Stdin
	}
	err := c.take(ctx, out)
	if err != nil {
		return exitCode{tryLater, "forvag: " + err.Error()}
	}
	return nil
}

func (c *bounceCmd) take(ctx context.Context, out *console) error {
	db, err := c.existing(ctx)
	if err != nil {
		return err
	}
	defer db.Close()
	keys, err := c.readKeys()
	if err != nil {
		return err
	}
	b, err := mail.ReadBounce(c.in, keys, c.To)
	if errors.Is(err, mail.ErrNoBounce) {
		out.printf("dropped: %v\n", err)
		return nil
	}
	if err != nil {
		return err
	}
	people, store := residents.New(db, keys, func() civil.Date { return civil.Today(time.Now) }), notifystore.New(db)
	if err := returns(store, contact.NewStore(db, keys, people, time.Now), time.Now).Take(ctx, b); err != nil {
		return err
	}
	out.printf("%s %s\n", b.Action, b.Status)
	return nil
}

// returns takes what comes back.
func returns(store *notifystore.Store, contacts *contact.Store, now func() time.Time) mail.Returns {
	return mail.Returns{Report: store.Report, Delivery: store.Delivery, Contacts: contacts, Now: now}
}

// door is where the portal itself takes what comes back. Nil is none.
type door struct {
	listener net.Listener
	mail     mail.Door
}

// opens begins to listen where the settings say; nil where they say nothing.
func (in *instance) opens(s settings) (*door, error) {
	if s.MailListen == "" {
		return nil, nil
	}
	o, err := s.mailing.options()
	if err != nil {
		return nil, err
	}
	listener, err := net.Listen("tcp", s.MailListen)
	if err != nil {
		return nil, fmt.Errorf("%w (name another address for mail that comes back with --mail-listen or FORVAG_MAIL_LISTEN)", err)
	}
	back := returns(notifystore.New(in.db), in.site.Contacts, in.clock)
	return &door{listener, mail.Door{Bounces: o.Bounces, Keys: in.site.Keys, Take: back.Take, Log: in.log}}, nil
}

// run takes mail until ctx ends.
func (d *door) run(ctx context.Context, log *slog.Logger) {
	if d == nil {
		return
	}
	if err := d.mail.Serve(ctx, d.listener); err != nil {
		log.Error(err.Error())
	}
}
