package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"strings"
	"time"

	"forvag/assistant/chat"
	"forvag/internal/civil"
	"forvag/internal/residents"
	"forvag/knowledge"
	"forvag/lifeevents"
	"forvag/notify"
	"forvag/portal"
)

type demoCmd struct {
	logging
	Listen  string `env:"FORVAG_LISTEN" default:"127.0.0.1:8080" placeholder:"HOST:PORT" help:"Address to listen on. :8080 lets a phone on the same network in."`
	Content string `env:"FORVAG_CONTENT" type:"path" placeholder:"DIR" help:"A municipality's own folder, laid over the demo: for trying services and a look of your own."`
	Keep    string `type:"path" placeholder:"DIR" help:"Keep the data in this folder, and go on with it the next time: for trying backup, restore and verify."`
	People  int    `name:"residents" default:"3000" placeholder:"N" help:"How many live in Almby beside those to log in as. They are born, move and die as time is moved on, and are offered what that calls for."`
	knowledge.Embedding
	chat.Options
}

// Help stands under the command's flags.
func (demoCmd) Help() string {
	return `Shows Almby, a municipality that does not exist, on a database that is gone when you stop it. Choose a resident or an officer to be at
"Logga in". Open two windows, one as each, to see a case handled live. Time can be moved on there, by a week or by a year, to see what comes of it.

What you change in the folder of --content shows when you load a page again. Faults stand at the top of each page, as forvag check words them, and the
version before them is shown meanwhile. To change a service that the program carries, take a copy: forvag new service ID --from ID.

  forvag demo --listen :8080           and open the address that it prints on a phone
  forvag demo --content ./min-kommun   to try e-services, a look and a kommun.yaml of your own; with that one there are no cases beforehand,
                                       and Almby's officers beside your own
  forvag demo --keep /tmp/almby        then, in another window: forvag verify --data /tmp/almby`
}

// Validate is called by the command-line parser.
func (c demoCmd) Validate() error { return errors.Join(c.Embedding.Validate(), c.Options.Validate()) }

// Run shows the demo until ctx ends.
func (c *demoCmd) Run(ctx context.Context, out *console) (err error) {
	folder := c.Keep
	if folder == "" {
		if folder, err = os.MkdirTemp("", "forvag-demo-"); err != nil {
			return err
		}
		defer func() { err = errors.Join(err, os.RemoveAll(folder)) }()
	}
	s := settings{storage: storage{Data: folder}, logging: c.logging, Listen: c.Listen, Content: c.Content, SessionIdle: 12 * time.Hour, ShutdownGrace: 2 * time.Second,
		QuestionsKept: 30, Embedding: c.Embedding, Options: c.Options,
		notifying: notifying{Notify: string(notify.Test)}, mailing: mailing{SMTPURL: "smtp://localhost", MailFrom: "avisering@almby.example"},
		texting: texting{SMSURL: "https://demo:demo@localhost/sms", SMSFrom: "Almby"}, demo: true} // nothing is sent
	s.DatabaseURL = "sqlite:" + s.source() + "?synchronous=off" // what a power cut takes is fiction
	clock, err := openDemoClock(folder, time.Now)
	if err != nil {
		return err
	}
	var code string
	var almby *townsfolk
	p, err := start(ctx, s, clock.now, c.logger(out), func(ctx context.Context, in *instance) (err error) {
		code, almby, err = populate(ctx, in)
		return err
	})
	if err != nil && ctx.Err() != nil {
		return nil // stopped before it had begun
	}
	if err != nil {
		return err
	}
	p.first = func(ctx context.Context) error { return almby.settle(ctx, c.People) }
	clock.daily = p.remind
	p.site.Demo.Leap = func(ctx context.Context, to civil.Date) error { return almby.moved(ctx, clock, to, p.sweep) }
	if c.Content != "" {
		p.tell(nil)
	}
	return p.run(ctx, out, welcome(p, code))
}

// welcome says to people what the demo is and how to begin.
func welcome(p *process, code string) string {
	var b strings.Builder
	fmt.Fprintf(&b, "\n  %s: open %s in a browser. All residents and cases in it are fictional.\n", p.site.Municipality.Name.SV, p.local())
	b.WriteString("  Choose who to be at \"Logga in\": a resident in one window, an officer in another.\n")
	if code != "" {
		fmt.Fprintf(&b, "  A report without login is followed with the code %s.\n", code)
	}
	if phone := p.phone(); phone != "" {
		fmt.Fprintf(&b, "  On a phone in the same network: %s\n", phone)
	} else {
		b.WriteString("  To open it on a phone in the same network, start it with: forvag demo --listen :8080\n")
	}
	b.WriteString("  Ctrl+C ends it.\n\n")
	return b.String()
}

// local is where the portal answers on this machine.
func (p *process) local() string {
	if at := p.listener.Addr().(*net.TCPAddr); at.IP.IsUnspecified() {
		return fmt.Sprintf("http://localhost:%d", at.Port)
	}
	return p.url()
}

// phone is where the portal answers for others on the network; empty where it listens to this machine alone, or there is no network.
func (p *process) phone() string {
	at := p.listener.Addr().(*net.TCPAddr)
	if !at.IP.IsUnspecified() {
		return ""
	}
	addresses, err := net.InterfaceAddrs()
	if err != nil {
		return ""
	}
	for _, a := range addresses {
		if ip, ok := a.(*net.IPNet); ok && ip.IP.IsPrivate() && ip.IP.To4() != nil {
			return fmt.Sprintf("http://%s:%d", ip.IP, at.Port)
		}
	}
	return ""
}

// populate gives a municipality what a visitor to the demo meets first: the people of the stories, its places, logins and cases. It returns the code of an
// anonymous case, empty where there were cases already, and the town around them, which settle fills.
func populate(ctx context.Context, in *instance) (code string, almby *townsfolk, err error) {
	if err := in.site.Residents.LoadDemo(ctx); err != nil {
		return "", nil, err
	}
	almby = in.townsfolk()
	in.site.Map = residents.DemoMap()
	in.site.Demo = &portal.Demo{Lately: almby.lately.Load, Offered: in.life.Newest}
	for _, l := range residents.DemoLogins() {
		person, err := in.site.Residents.Person(ctx, l.ID)
		if err != nil {
			return "", nil, fmt.Errorf("demo: %w", err)
		}
		in.site.Demo.People = append(in.site.Demo.People, portal.DemoPerson{ID: l.ID, Name: person.Name(), About: l.Why})
	}
	for _, o := range in.site.Municipality.Staff {
		if !o.Administrator {
			in.site.Demo.People = append(in.site.Demo.People, portal.DemoPerson{ID: o.ID, Officer: true, Name: o.Name, About: o.Title})
		}
	}
	if err := in.demoDevices(ctx); err != nil {
		return "", nil, err
	}
	if in.site.Municipality.Sample() { // the stories are about Almby's boards, places and queues
		if code, err = live(ctx, in); err != nil {
			return "", nil, err
		}
	}
	return code, almby, nil
}

// comeFirst switches the rules of life events on, once, so that residents find what they are offered.
func comeFirst(ctx context.Context, in *instance) error {
	switches, err := in.life.Switches(ctx)
	if err != nil {
		return err
	}
	for _, r := range in.site.Book.Rules() {
		if _, known := switches[r.ID]; known {
			continue
		}
		s := lifeevents.Switch{Rule: r.ID, On: true, At: in.clock(), By: "forvag demo", Under: r.Board, Hash: r.Hash}
		if _, err := in.life.Switch(ctx, s); err != nil {
			return err
		}
	}
	today := civil.Today(in.clock)
	if _, err := in.life.Tell(ctx, demoEvents(today), in.clock()); err != nil {
		return err
	}
	_, err = in.runRules(ctx, in.site.Municipality, in.site.Book, today, false, nil)
	return err
}

// demoEvents are what has just happened in Almby.
func demoEvents(today civil.Date) []lifeevents.Event {
	of := func(kind lifeevents.EventKind, who string, ago int) lifeevents.Event {
		day := today.AddDays(-ago)
		return lifeevents.Event{ID: fmt.Sprintf("demo-%s-%s", kind, who), Kind: kind, Subject: residents.DemoID(demoPeople[who]), Day: day}
	}
	guardian := of(lifeevents.GuardianNew, "milo", 10) // who has a protected identity: it goes to a trained officer
	guardian.Other = residents.DemoID(demoPeople["jenny"])
	return []lifeevents.Event{guardian, of(lifeevents.MovedIn, "linh", 20), of(lifeevents.MovedIn, "omar", 15), of(lifeevents.MovedIn, "yasmin", 15), of(lifeevents.MovedIn, "adam", 15)}
}
