package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"time"

	"forvag/internal/residents"
	"forvag/portal"
)

type demoCmd struct {
	logging
	Listen string `env:"FORVAG_LISTEN" default:"127.0.0.1:8080" placeholder:"HOST:PORT" help:"Address to listen on. :8080 lets a phone on the same network in."`
}

// Help stands under the command's flags.
func (demoCmd) Help() string {
	return `Shows Almby, a municipality that does not exist, on a database that is gone when you stop it. Choose a resident or an officer to be at
"Logga in". Open two windows, one as each, to see a case handled live.`
}

// Run shows the demo until ctx ends.
func (c *demoCmd) Run(ctx context.Context, out *console) (err error) {
	folder, err := os.MkdirTemp("", "forvag-demo-")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(folder)) }()
	s := settings{storage: storage{Data: folder}, logging: c.logging, Listen: c.Listen, SessionIdle: 12 * time.Hour, ShutdownGrace: 2 * time.Second}
	p, err := start(ctx, s, time.Now, c.logger(out), populate)
	if err != nil {
		return err
	}
	return p.run(ctx, out)
}

// populate gives a municipality the demo's people, places and logins.
func populate(ctx context.Context, in *instance) error {
	if err := in.site.Residents.LoadDemo(ctx); err != nil {
		return err
	}
	in.site.Map = residents.DemoMap()
	in.site.Demo = &portal.Demo{}
	for _, l := range residents.DemoLogins() {
		person, err := in.site.Residents.Person(ctx, l.ID)
		if err != nil {
			return fmt.Errorf("demo: %w", err)
		}
		in.site.Demo.People = append(in.site.Demo.People, portal.DemoPerson{ID: l.ID, Name: person.Name(), About: l.Why})
	}
	for _, o := range in.site.Municipality.Staff {
		if !o.Administrator {
			in.site.Demo.People = append(in.site.Demo.People, portal.DemoPerson{ID: o.ID, Officer: true, Name: o.Name, About: o.Title})
		}
	}
	return nil
}
