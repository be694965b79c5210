package main

import (
	"context"
	"fmt"
	"text/tabwriter"
	"time"

	"forvag/internal/casework"
	"forvag/internal/casework/sqlstore"
	"forvag/internal/civil"
	"forvag/internal/identity"
	"forvag/internal/locale"
)

type disposeCmd struct {
	storage
	DryRun bool   `help:"Only tell what would go, by service and rule."`
	On     string `placeholder:"DATE" help:"With --dry-run: tell what will go until a day, as 2027-01-01."`
}

// Help stands under the command's flags.
func (disposeCmd) Help() string {
	return `Disposes of documents, messages, forms and cases whose time of retention has ended, as the portal does by itself every ten minutes, and prints how many.
With --dry-run it changes nothing, and prints one line for each service and rule:

  forvag dispose --dry-run --on 2027-01-01

Cases go whole, parts are documents, messages, forms and notes that go before their case, and waiting are cases whose time has ended but that an open
appeal, a permit that still runs or a place keeps. The stored files go with the portal's next round, if no other case names them. It may run beside
the portal.`
}

// Run disposes, or tells what would go.
func (c *disposeCmd) Run(ctx context.Context, out *console) error {
	on := civil.Today(time.Now)
	if c.On != "" {
		if !c.DryRun {
			return exitCode{code: 2, words: "forvag: --on goes with --dry-run: nothing is disposed of before its day"}
		}
		var err error
		if on, err = civil.Parse(c.On); err != nil {
			return exitCode{code: 2, words: fmt.Sprintf("forvag: %s is no day; write it as 2027-01-01", c.On)}
		}
	}
	db, err := c.existing(ctx)
	if err != nil {
		return err
	}
	defer db.Close()
	core := casework.New(casework.Config{Store: sqlstore.New(db), Now: time.Now, Tokens: locale.Tokens})
	admin := identity.Principal{Kind: identity.Administrator}
	if c.DryRun {
		due, err := core.DueDisposals(ctx, admin, on)
		if err != nil {
			return err
		}
		return tellDisposals(out, due, on)
	}
	done, err := core.Dispose(ctx, admin, casework.AllCases)
	out.printf("disposed of %s and %s in others; %s\n", count(done.Cases, "case"), count(done.Parts, "part"), waiting(done.Waiting))
	return err
}

func waiting(n int) string {
	if n == 1 {
		return "1 case waits for an appeal, a permit or a place to end"
	}
	return fmt.Sprintf("%d cases wait for an appeal, a permit or a place to end", n)
}

// tellDisposals prints what would go on a day.
func tellDisposals(out *console, due []casework.DueDisposal, on civil.Date) error {
	if len(due) == 0 {
		out.printf("nothing is to be disposed of on %s\n", on)
		return nil
	}
	w := tabwriter.NewWriter(out.out, 0, 4, 2, ' ', 0)
	fmt.Fprintln(w, "service\tboard\tkept as\tyears\tcases\tparts\twaiting\tfrom\tdecided in")
	var sum casework.Disposals
	for _, d := range due {
		record, years := string(d.Keep.Record), fmt.Sprint(d.Keep.Years)
		if d.Working {
			record, years = "working material", "-"
		}
		fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%d\t%d\t%d\t%s\t%s\n", d.Type, d.Board, record, years, d.Cases, d.Parts, d.Waiting, d.First, d.Keep.Plan)
		sum.Cases, sum.Parts, sum.Waiting = sum.Cases+d.Cases, sum.Parts+d.Parts, sum.Waiting+d.Waiting
	}
	if err := w.Flush(); err != nil {
		return err
	}
	out.printf("on %s: %s and %s in others; %s\n", on, count(sum.Cases, "case"), count(sum.Parts, "part"), waiting(sum.Waiting))
	return nil
}
