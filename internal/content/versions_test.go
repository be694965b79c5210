package content_test

import (
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/sync/errgroup"

	"forvag/internal/content"
	"forvag/internal/dbx"
	"forvag/internal/dbx/dbtest"
	"forvag/internal/fault"
)

var modules = []dbx.Module{content.Module}

func TestVersionsKeepEachTextOnce(t *testing.T) {
	dbtest.Each(t, modules, func(t *testing.T, db *dbx.DB) {
		ctx := t.Context()
		now := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
		first := now
		clock := func() time.Time { return now }
		ensure := func(v *content.Versions, text string) content.Hash {
			t.Helper()
			h, err := v.Ensure(ctx, "service", "bygglov", []byte(text))
			if err != nil || h != content.Sum([]byte(text)) {
				t.Fatalf("Ensure(%q) = %s, %v", text, h, err)
			}
			return h
		}
		v := content.NewVersions(db, clock)
		old := ensure(v, "fee: 100")
		now = now.Add(time.Hour)
		ensure(v, "fee: 100")
		ensure(content.NewVersions(db, clock), "fee: 100") // another process
		empty := ensure(v, "")

		got, err := v.History(ctx, "service", "bygglov")
		want := []content.Version{{Hash: empty, FirstAt: now}, {Hash: old, FirstAt: first}}
		if diff := cmp.Diff(got, want); err != nil || diff != "" {
			t.Error(err, diff)
		}
		if other, err := v.History(ctx, "rule", "bygglov"); len(other) != 0 || err != nil {
			t.Errorf("history of another kind: %v, %v", other, err)
		}
		if text, err := v.Get(ctx, old); string(text) != "fee: 100" || err != nil {
			t.Errorf("Get = %q, %v", text, err)
		}
		if text, err := v.Get(ctx, empty); len(text) != 0 || err != nil {
			t.Errorf("Get of the empty text = %q, %v", text, err)
		}
		if _, err := v.Get(ctx, content.Sum([]byte("never"))); !errors.Is(err, fault.NotFound) {
			t.Errorf("Get of an unknown hash: %v, want fault.NotFound", err)
		}
	})
}

func TestVersionsSeeCorruptText(t *testing.T) {
	dbtest.Each(t, modules, func(t *testing.T, db *dbx.DB) {
		ctx := t.Context()
		v := content.NewVersions(db, time.Now)
		h, err := v.Ensure(ctx, "rule", "skolskjuts", []byte("distance > 3000"))
		if err != nil {
			t.Fatal(err)
		}
		verify := func() (all []content.Damage) {
			if _, err := v.Verify(ctx, func(d content.Damage) { all = append(all, d) }); err != nil {
				t.Error(err)
			}
			return all
		}
		if all := verify(); len(all) != 0 {
			t.Errorf("damage before any: %v", all)
		}
		err = db.Write(ctx, func(tx *dbx.Tx) error {
			_, err := tx.Exec(ctx, `UPDATE content_text SET bytes = $1`, []byte("distance > 2000"))
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := v.Get(ctx, h); err == nil {
			t.Error("Get returned bytes that the hash does not promise")
		}
		if diff := cmp.Diff(verify(), []content.Damage{{Name: string(h), Kind: content.Corrupt}}); diff != "" {
			t.Error(diff)
		}
	})
}

func TestEnsureAtOnceFromManyProcesses(t *testing.T) {
	dbtest.Each(t, modules, func(t *testing.T, db *dbx.DB) {
		var g errgroup.Group
		for range 6 {
			g.Go(func() error {
				_, err := content.NewVersions(db, time.Now).Ensure(t.Context(), "article", "avfall", []byte("Tisdagar"))
				return err
			})
		}
		if err := g.Wait(); err != nil {
			t.Error(err)
		}
	})
}

func TestParity(t *testing.T) { dbtest.Parity(t, content.Module) }
