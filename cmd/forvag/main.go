// Command forvag is the whole product: a municipality's portal, case core and desk in one program. Run "forvag help" for what it can do.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"strings"
	"syscall"

	"github.com/alecthomas/kong"

	"forvag/internal/dbx"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	context.AfterFunc(ctx, stop) // a second signal ends the process at once
	dropEmpty()
	os.Exit(run(ctx, os.Args[1:], os.Stdout, os.Stderr))
}

// dropEmpty takes empty settings out of the environment: a variable that is set to nothing, as a container's often is, is absent.
func dropEmpty() {
	for _, entry := range os.Environ() {
		if name, ok := strings.CutSuffix(entry, "="); ok && strings.HasPrefix(name, "FORVAG_") {
			os.Unsetenv(name)
		}
	}
}

// commands is what the program can do; its tags are the help.
type commands struct {
	Serve   serveCmd   `cmd:"" help:"Run the portal for residents and officers."`
	Demo    demoCmd    `cmd:"" help:"Run a fictional municipality with life in it. Nothing to configure, nothing kept."`
	Check   checkCmd   `cmd:"" help:"Check a municipality's folder: every fault at once, as file:line:column: words."`
	New     newCmd     `cmd:"" help:"Write a municipality's kommun.yaml, or the file of a new e-service, to begin with."`
	Schema  schemaCmd  `cmd:"" help:"Print the format of a service's file, or of kommun.yaml, as a JSON Schema, for editors."`
	Migrate migrateCmd `cmd:"" help:"Bring the database to this version's tables. Serve does this too; use it to do it before."`
	Backup  backupCmd  `cmd:"" help:"Make a consistent copy of database and files while the portal runs."`
	Restore restoreCmd `cmd:"" help:"Put a backup back into an empty data folder or an empty PostgreSQL schema."`
	Verify  verifyCmd  `cmd:"" help:"Walk every case's hash chain and every stored file, and say what is wrong where."`

	Dispose disposeCmd `cmd:"" help:"Tell, or do, what the retention rules say is to be disposed of (gallring)."`

	Residents residentsCmd `cmd:"" help:"Bring people, addresses, pupils and organisations into the register."`

	Rules rulesCmd `cmd:"" help:"List, simulate, switch and run the rules of life events."`

	Events eventsCmd `cmd:"" help:"Take life events that other systems tell of."`

	Apikey apikeyCmd `cmd:"" name:"apikey" help:"Make, list and revoke the keys that other systems call the API with."`

	Notify notifyCmd `cmd:"" help:"Take what comes back of the messages that were sent, and try digital mailboxes before any is."`

	Process processCmd `cmd:"" help:"Describe who does what at each step of a service's cases, in Swedish, from its file."`

	Ask askCmd `cmd:"" help:"Ask the assistant a question, and print its answer with its sources."`

	Assistant assistantCmd `cmd:"" help:"Measure whether the assistant answers what residents ask."`

	Search searchCmd `cmd:"" help:"Measure whether residents find what they look for."`

	Knowledge knowledgeCmd `cmd:"" help:"Measure whether the index finds the passages that answer, and keep what staff write."`

	Key     keyCmd     `cmd:"" help:"Make a new key file."`
	Health  healthCmd  `cmd:"" help:"Ask a running portal whether it is ready; the exit code says."`
	Config  configCmd  `cmd:"" help:"Print every setting, its environment variable, its default and its value now."`
	Version versionCmd `cmd:"" help:"Print the version."`
}

// exitCode is an error that ends the program with a code and, where words is not empty, a line on stderr.
type exitCode struct {
	code  int
	words string
}

// Error is the line for stderr.
func (e exitCode) Error() string { return e.words }

// run is main without the process: it parses args, runs the command, and returns the exit code: 0 done, 1 failed or found faults, 2 called wrongly.
func run(ctx context.Context, args []string, stdout, stderr io.Writer) (code int) {
	var cmds commands
	exited := -1
	parser, err := kong.New(&cmds,
		kong.Name("forvag"),
		kong.Description("Förväg: a municipality's one way in. Without settings it runs on SQLite in ./data; see \"forvag config\" for what can be set."),
		kong.Writers(stdout, stderr),
		kong.Exit(func(code int) { exited = code; panic(exitCode{code: code}) }),
		kong.BindTo(ctx, (*context.Context)(nil)),
		kong.Bind(&console{out: stdout, err: stderr}),
		kong.ConfigureHelp(kong.HelpOptions{Compact: true, WrapUpperBound: 100}),
	)
	if err != nil {
		fmt.Fprintln(stderr, err)
		return 2
	}
	defer func() { // kong ends --help by calling Exit in the middle of parsing
		if r := recover(); r != nil {
			if _, ours := r.(exitCode); !ours || exited < 0 {
				panic(r)
			}
			code = exited
		}
	}()
	if len(args) == 0 || args[0] == "help" {
		args = append(args[min(len(args), 1):], "--help")
	}
	k, err := parser.Parse(args)
	if err != nil {
		if selected(err) == "config" {
			_ = list(&console{out: stdout, err: stderr}, unread()) // what is wrong follows
		}
		fmt.Fprintf(stderr, "forvag: %v\n%s\n", err, advice(err))
		return 2
	}
	if err := k.Run(); err != nil {
		if exit, ok := errors.AsType[exitCode](err); ok {
			if exit.words != "" {
				fmt.Fprintln(stderr, exit.words)
			}
			return exit.code
		}
		fmt.Fprintf(stderr, "forvag: %v\n", err)
		if dbx.IsDenied(err) {
			fmt.Fprintln(stderr, "The role in FORVAG_DATABASE_URL may not make tables there. Let it own the database, or the schema that the URL names: docs/operations.md, On PostgreSQL")
		}
		return 1
	}
	return 0
}

// selected is the command that was called wrongly, where that is known.
func selected(err error) string {
	if wrong, ok := errors.AsType[*kong.ParseError](err); ok && wrong.Context.Selected() != nil {
		return wrong.Context.Selected().Name
	}
	return ""
}

// advice is where to read on after a call that is wrong.
func advice(err error) string {
	words := "forvag"
	if wrong, ok := errors.AsType[*kong.ParseError](err); ok && wrong.Context.Selected() != nil {
		words = wrong.Context.Selected().FullPath()
	}
	return fmt.Sprintf(`Run "%s --help" for what can be said.`, words)
}

// console is where a command writes.
type console struct {
	out, err io.Writer
}

func (c *console) printf(format string, args ...any) {
	fmt.Fprintf(c.out, format, args...)
}
