package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"strings"
	"time"

	"forvag/internal/casework"
	"forvag/internal/casework/sqlstore"
	"forvag/internal/content"
	"forvag/internal/dbx"
	"forvag/internal/identity"
	lifestore "forvag/lifeevents/sqlstore"
)

type verifyCmd struct{ storage }

// Help stands under the command's flags.
func (verifyCmd) Help() string {
	return `Reads every case's chain of events, every diary's numbers, every stored text and every file, tries the key, and prints one line for each thing that
is not as it was written, then what it has looked at. The exit code is 1 where there is any such thing. It may run beside the portal.`
}

// Run verifies everything that is kept.
func (c *verifyCmd) Run(ctx context.Context, out *console) error {
	db, err := c.existing(ctx)
	if err != nil {
		return err
	}
	defer db.Close()
	blobs, err := content.OpenBlobs(c.files())
	if err != nil {
		return err
	}
	defer blobs.Close()
	v := newVerification(out, db, blobs)
	if err := errors.Join(v.key(ctx, c.storage), v.texts(ctx), v.files(ctx), v.cases(ctx), v.lives(ctx)); err != nil {
		return err
	}
	people, err := register(db, nil).Count(ctx)
	if err != nil {
		return err
	}
	out.printf("%s, %s in %s, %s, %s, %s in the register\n", count(v.walked, "case"), count(v.events, "event"), count(v.walked, "hash chain"), count(v.stored, "file"),
		count(v.written, "stored text"), count(people, "resident"))
	out.printf("%s of cases looked at, %s\n", count(v.documents, "document"), count(v.problems, "problem"))
	if v.problems > 0 {
		return exitCode{code: 1}
	}
	return nil
}

// verification gathers what is wrong.
type verification struct {
	out     *console
	db      *dbx.DB
	blobs   *content.Blobs
	core    *casework.Service
	damaged map[content.Hash]content.DamageKind
	// How much was looked at: cases with their events, documents that name a file, files, and texts.
	walked, events, documents, stored, written int
	problems                                   int
}

func newVerification(out *console, db *dbx.DB, blobs *content.Blobs) *verification {
	return &verification{
		out: out, db: db, blobs: blobs, damaged: map[content.Hash]content.DamageKind{},
		core: casework.New(casework.Config{Store: sqlstore.New(db), Now: time.Now, Tokens: func(string) []string { return nil }}),
	}
}

func (v *verification) report(format string, args ...any) {
	v.problems++
	v.out.printf(format+"\n", args...)
}

// key tries the key on the register; without a key file there is none, which only a database that no portal has run on takes.
func (v *verification) key(ctx context.Context, s storage) error {
	keys, err := s.readKeys()
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	switch err := register(v.db, keys).CheckKeys(ctx); {
	case err != nil && keys == nil:
		v.report("key: there is no key file %s, so that no personal number can be read: put the installation's own there, or set FORVAG_KEY", s.keyFile())
	case err != nil:
		v.report("key: %s is not the one that the database is encrypted with: put the installation's own there, or set FORVAG_KEY (%v)", s.keyName(), err)
	}
	return nil
}

// texts reads every stored text.
func (v *verification) texts(ctx context.Context) error {
	var damaged []content.Damage
	versions := content.NewVersions(v.db, time.Now)
	var err error
	if v.written, err = versions.Verify(ctx, func(d content.Damage) { damaged = append(damaged, d) }); err != nil {
		return err
	}
	for _, d := range damaged {
		uses, err := versions.Uses(ctx, content.Hash(d.Name))
		if err != nil {
			return err
		}
		v.report("text %s (%s): %s", d.Name, strings.Join(uses, ", "), d.Kind)
	}
	return nil
}

// files reads every stored file, whoever names it.
func (v *verification) files(ctx context.Context) (err error) {
	v.stored, err = v.blobs.Verify(ctx, nil, func(d content.Damage) {
		v.damaged[content.Hash(d.Name)] = d.Kind
		v.report("file %s: %s", d.Name, d.Kind)
	})
	return err
}

// Walked implements casework.Files.
func (v *verification) Walked(events int) {
	v.walked++
	v.events += events
}

// cases walks through every case, after the files.
func (v *verification) cases(ctx context.Context) error {
	for problem, err := range v.core.Verify(ctx, identity.Principal{Kind: identity.System}, v) {
		switch {
		case err != nil:
			return err
		case problem.Case == "":
			v.report("%s", problem.What)
		default:
			v.report("case %s %s: %s", problem.Diary, problem.Case, problem.What)
		}
	}
	return nil
}

// lives looks for the version of each rule that something was offered by: it tells why.
func (v *verification) lives(ctx context.Context) error {
	used, err := lifestore.New(v.db).Versions(ctx)
	if err != nil {
		return err
	}
	versions := content.NewVersions(v.db, time.Now)
	for _, u := range used {
		uses, err := versions.Uses(ctx, content.Hash(u[1]))
		if err != nil {
			return err
		}
		if len(uses) == 0 {
			v.report("life events: the rule %s is not stored as it was (%s), so that nothing tells why it offered what it did", u[0], u[1])
		}
	}
	return nil
}

// Check implements casework.Files: whether a document's file is there and whole, and known to be needed.
func (v *verification) Check(ctx context.Context, hash string) error {
	v.documents++
	h, err := content.ParseHash(hash)
	if err != nil {
		return err
	}
	if kind, ok := v.damaged[h]; ok {
		return fmt.Errorf("its file %s is %s", h, kind)
	}
	exists, err := v.blobs.Exists(h)
	if err != nil {
		return err
	}
	if !exists {
		return fmt.Errorf("its file %s is %s", h, content.Missing)
	}
	listed, err := v.core.HasFile(ctx, identity.Principal{Kind: identity.System}, hash)
	if err == nil && !listed {
		err = fmt.Errorf("its file %s is not in the list of files that cases need, and would be removed", h)
	}
	return err
}
