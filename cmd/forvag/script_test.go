package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"forvag/internal/casework"
	"forvag/internal/civil"
	"forvag/internal/dbx"
	"forvag/internal/dbx/dbtest"
	"forvag/internal/identity"
	"forvag/internal/municipality"
	"forvag/portal"
	"forvag/portal/portaltest"
)

// The test binary is forvag itself where it is called by that name. The links to it stand in programs.
func init() {
	if filepath.Base(os.Args[0]) == "forvag" {
		main()
	}
}

// programs makes a folder where forvag is, to go first in PATH.
func programs(t testing.TB) string {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	folder := t.TempDir()
	if err := os.Symlink(self, filepath.Join(folder, "forvag")); err != nil {
		t.Fatal(err)
	}
	return folder
}

// TestScripts runs what an operator would write at the command line.
func TestScripts(t *testing.T) {
	runScripts(t, "testdata/script", func(t *testing.T) string { return "" })
}

// TestScriptsOnBoth runs on SQLite and on PostgreSQL what touches the database.
func TestScriptsOnBoth(t *testing.T) {
	t.Run("sqlite", func(t *testing.T) { runScripts(t, "testdata/script/both", func(t *testing.T) string { return "" }) })
	t.Run("postgres", func(t *testing.T) {
		runScripts(t, "testdata/script/both", func(t *testing.T) string { return dbtest.PostgresDSN(t) })
	})
}

// runScripts runs the scripts of a folder, each in a folder of its own with an empty data folder and a fresh database, and with the URL of another
// PostgreSQL schema in SPARE_URL.
func runScripts(t *testing.T, dir string, database func(*testing.T) string) {
	bin := programs(t)
	files, err := filepath.Glob(dir + "/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatalf("no scripts in %s: %v", dir, err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txtar"), func(t *testing.T) {
			testscript.Run(t, testscript.Params{
				Files: []string{file},
				Setup: func(env *testscript.Env) error {
					env.Setenv("PATH", bin+string(os.PathListSeparator)+env.Getenv("PATH"))
					env.Setenv("FORVAG_DATA", filepath.Join(env.WorkDir, "data"))
					env.Setenv("FORVAG_DATABASE_URL", database(t))
					env.Setenv("SPARE_URL", dbtest.PostgresDSN(t))
					return nil
				},
				Cmds: map[string]func(*testscript.TestScript, bool, []string){"seed": seed, "sql": sql, "diary": diary, "spoil": spoil, "mode": mode, "exits": exits, "carry": carry,
					"damage": damage, "fill": fill},
			})
		})
	}
}

func storageOf(ts *testscript.TestScript) storage {
	return storage{Data: ts.Getenv("FORVAG_DATA"), DatabaseURL: ts.Getenv("FORVAG_DATABASE_URL")}
}

// seed submits cases with a document each: seed 3.
func seed(ts *testscript.TestScript, _ bool, args []string) {
	var n int
	_, err := fmt.Sscan(args[0], &n)
	ts.Check(err)
	in, err := openQuietly(storageOf(ts), time.Now)
	ts.Check(err)
	defer in.Close()
	ts.Check(in.site.Residents.LoadDemo(context.Background()))
	for i := range n {
		_, err := submit(in, fmt.Sprintf("certificate %d", i))
		ts.Check(err)
	}
}

// openQuietly opens a municipality as serve does, in this process.
func openQuietly(s storage, clock func() time.Time) (*instance, error) {
	return open(context.Background(), settings{storage: s, SessionIdle: time.Hour}, clock, slog.New(slog.NewTextHandler(io.Discard, nil)))
}

// guardian is one of the demo's people.
func guardian(in *instance) identity.Principal {
	return identity.Principal{Kind: identity.Resident, Actor: portaltest.PersonID("000101"), Assurance: identity.AssuranceSubstantial,
		On: civil.Today(in.clock)}
}

// submit applies for leave, with a document that says text.
func submit(in *instance, text string) (casework.Receipt, error) {
	ctx := context.Background()
	hash, size, err := in.blobs.Put(ctx, strings.NewReader(text), 1<<20)
	if err != nil {
		return casework.Receipt{}, err
	}
	form := portaltest.Leave()
	form.Key, form.Title, form.Answers = identity.NewID()+identity.NewID(), "Ledighet", []byte("{}")
	form.Documents = []casework.NewDocument{{Filename: "intyg.txt", MediaType: "text/plain", Size: size, Hash: string(hash)}}
	return in.site.Cases.Submit(ctx, guardian(in), form)
}

// withDB does something to a database behind the program's back.
func withDB(s storage, do func(ctx context.Context, tx *dbx.Tx) error) error {
	ctx := context.Background()
	db, err := dbx.Open(ctx, s.source())
	if err != nil {
		return err
	}
	defer db.Close()
	return db.Write(ctx, func(tx *dbx.Tx) error { return do(ctx, tx) })
}

// execute runs a statement that must change something.
func execute(s storage, statement string, args ...any) error {
	return withDB(s, func(ctx context.Context, tx *dbx.Tx) error {
		n, err := tx.Exec(ctx, statement, args...)
		if err == nil && n == 0 {
			err = fmt.Errorf("%s: changed nothing", statement)
		}
		return err
	})
}

// sql runs a statement: sql 'DELETE …'.
func sql(ts *testscript.TestScript, _ bool, args []string) { ts.Check(execute(storageOf(ts), args[0])) }

// diary writes all diary numbers with their cases to a file.
func diary(ts *testscript.TestScript, _ bool, args []string) {
	var lines []string
	err := withDB(storageOf(ts), func(ctx context.Context, tx *dbx.Tx) (err error) {
		lines, err = dbx.All(ctx, tx, dbx.Value[string], `SELECT board || ' ' || year || ' ' || number || ' ' || id || ' ' || head FROM cases ORDER BY 1`)
		return err
	})
	ts.Check(err)
	if len(lines) == 0 {
		ts.Fatalf("there are no cases")
	}
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), []byte(strings.Join(lines, "\n")), 0o600))
}

// spoil writes other bytes into the first stored file.
func spoil(ts *testscript.TestScript, _ bool, _ []string) {
	files, err := storedFiles(storageOf(ts))
	ts.Check(err)
	ts.Check(os.WriteFile(files[0], []byte("other bytes"), 0o600))
}

func storedFiles(s storage) ([]string, error) {
	files, err := filepath.Glob(filepath.Join(s.files(), "??", "*"))
	if err == nil && len(files) == 0 {
		err = fmt.Errorf("no files are stored in %s", s.files())
	}
	return files, err
}

// exits runs forvag and holds its exit code, 1 or 2, and that it has not fallen over: exits 2 serve --lisen :80.
func exits(ts *testscript.TestScript, _ bool, args []string) {
	err := ts.Exec("forvag", args[1:]...)
	ended, ok := errors.AsType[*exec.ExitError](err)
	if !ok || fmt.Sprint(ended.ExitCode()) != args[0] {
		ts.Fatalf("forvag %s: %v, want exit code %s", strings.Join(args[1:], " "), err, args[0])
	}
	if words := ts.ReadFile("stderr"); strings.Contains(words, "goroutine ") || strings.Contains(words, "panic") {
		ts.Fatalf("forvag %s fell over", strings.Join(args[1:], " "))
	}
}

// carry writes a service that the program carries, or its kommun.yaml, to a file with some words changed: carry FILE OLD NEW TO.
func carry(ts *testscript.TestScript, _ bool, args []string) {
	b, err := fs.ReadFile(portal.Services(), args[0])
	if args[0] == municipality.File {
		b, err = os.ReadFile("../../internal/municipality/default.yaml")
	}
	ts.Check(err)
	if !strings.Contains(string(b), args[1]) {
		ts.Fatalf("%s does not say %q", args[0], args[1])
	}
	to := ts.MkAbs(args[3])
	ts.Check(os.MkdirAll(filepath.Dir(to), 0o700))
	ts.Check(os.WriteFile(to, []byte(strings.ReplaceAll(string(b), args[1], args[2])), 0o600))
}

// mode holds a file's permissions: mode 600 data/key.
func mode(ts *testscript.TestScript, _ bool, args []string) {
	info, err := os.Stat(ts.MkAbs(args[1]))
	ts.Check(err)
	if got := fmt.Sprintf("%o", info.Mode().Perm()); got != args[0] {
		ts.Fatalf("%s has mode %s, want %s", args[1], got, args[0])
	}
}

// damage copies a backup with its database's second half of pages written over: damage FILE DIR.
func damage(ts *testscript.TestScript, _ bool, args []string) {
	to := ts.MkAbs(args[1])
	ts.Check(os.CopyFS(to, os.DirFS(filepath.Dir(ts.MkAbs(args[0])))))
	file := filepath.Join(to, filepath.Base(args[0]))
	data, err := os.ReadFile(file)
	ts.Check(err)
	clear(data[len(data)/2:])
	ts.Check(os.WriteFile(file, data, 0o600))
}

// fill copies a new kommun.yaml with all filled in but who has decided the local settings: fill FROM TO.
func fill(ts *testscript.TestScript, _ bool, args []string) {
	const undecided = "decided: FYLL I"
	text := strings.ReplaceAll(ts.ReadFile(args[0]), undecided, "decided: @")
	text = strings.NewReplacer("phone: "+municipality.ToFillIn, "phone: 031-390 06 07", "email: "+municipality.ToFillIn, "email: x@example.se", municipality.ToFillIn, "x", `"0000"`, `"1382"`, "999999-9999", "212000-1231", "decided: @", undecided).Replace(text)
	to := ts.MkAbs(args[1])
	ts.Check(os.MkdirAll(filepath.Dir(to), 0o700))
	ts.Check(os.WriteFile(to, []byte(text), 0o600))
}
