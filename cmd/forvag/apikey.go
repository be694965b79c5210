package main

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"text/tabwriter"
	"time"

	"forvag/internal/apikey"
	"forvag/internal/civil"
	"forvag/internal/dbx"
	"forvag/internal/fault"
)

type apikeyCmd struct {
	New    apikeyNewCmd    `cmd:"" help:"Make a key that another system calls the API with, and print it, once."`
	List   apikeyListCmd   `cmd:"" help:"List the keys: what each is for, and whether it is good."`
	Revoke apikeyRevokeCmd `cmd:"" help:"End a key at once."`
}

// withKeys opens the store of keys, calls fn and closes it.
func withKeys(ctx context.Context, s storage, fn func(*apikey.Store) error) error {
	db, err := s.existing(ctx)
	if err != nil {
		return err
	}
	if err := dbx.Migrate(ctx, db, modules...); err != nil {
		return errors.Join(err, db.Close())
	}
	err = errors.Join(fn(apikey.New(db, time.Now)), db.Close())
	if errors.Is(err, fault.Invalid) || errors.Is(err, fault.Exists) || errors.Is(err, fault.NotFound) {
		words, _, _ := strings.Cut(err.Error(), ": ")
		return exitCode{code: 2, words: "forvag: " + words}
	}
	return err
}

type apikeyNewCmd struct {
	storage
	Name  string   `arg:"" help:"What the key is called: the system that will use it."`
	Scope []string `name:"scope" required:"" placeholder:"SCOPE" help:"What the key may be used for: events."`
}

// Help stands under the command's flags.
func (apikeyNewCmd) Help() string {
	return `The key is printed once and kept nowhere: give it to the system that is to use it, in the header Authorization: Bearer KEY. Only a digest of it is stored.

  forvag apikey new bygglov --scope events`
}

// Run makes a key. Only the key is on stdout, so that it can be piped where it is to be.
func (c *apikeyNewCmd) Run(ctx context.Context, out *console) error {
	return withKeys(ctx, c.storage, func(store *apikey.Store) error {
		scopes := make([]apikey.Scope, len(c.Scope))
		for i, s := range c.Scope {
			scopes[i] = apikey.Scope(s)
		}
		key, err := store.Make(ctx, c.Name, scopes)
		if err != nil {
			return err
		}
		out.printf("%s\n", key)
		fmt.Fprintln(out.err, "This is the only time that the key is shown.")
		return nil
	})
}

type apikeyListCmd struct{ storage }

// Run lists.
func (c *apikeyListCmd) Run(ctx context.Context, out *console) error {
	return withKeys(ctx, c.storage, func(store *apikey.Store) error {
		all, err := store.List(ctx)
		if err != nil {
			return err
		}
		w := tabwriter.NewWriter(out.out, 0, 0, 2, ' ', 0)
		for _, k := range all {
			state := "good since " + civil.Of(k.Made).String()
			if !k.Revoked.IsZero() {
				state = "revoked " + civil.Of(k.Revoked).String()
			}
			fmt.Fprintf(w, "%s\t%v\t%s\n", k.Name, k.Scopes, state)
		}
		return w.Flush()
	})
}

type apikeyRevokeCmd struct {
	storage
	Name string `arg:"" help:"The key's name."`
}

// Run revokes.
func (c *apikeyRevokeCmd) Run(ctx context.Context, out *console) error {
	return withKeys(ctx, c.storage, func(store *apikey.Store) error {
		if err := store.Revoke(ctx, c.Name); err != nil {
			return err
		}
		out.printf("%s is revoked\n", c.Name)
		return nil
	})
}
