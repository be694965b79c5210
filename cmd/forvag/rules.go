package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"text/tabwriter"
	"time"

	"forvag/internal/civil"
	"forvag/internal/identity"
	"forvag/internal/municipality"
	"forvag/internal/strict"
	"forvag/lifeevents"
)

type rulesCmd struct {
	List     rulesListCmd     `cmd:"" help:"List the rules of life events: what sets each off, what it leads to, whether it is on and since when."`
	Simulate rulesSimulateCmd `cmd:"" help:"Tell how many a rule would reach today, by age and with examples, without doing anything."`
	Run      rulesRunCmd      `cmd:"" help:"Run the rules that are on, for today or a day that has been. A running portal does this once a day."`
	On       rulesOnCmd       `cmd:"" help:"Switch a rule on, in somebody's name and under a decision."`
	Off      rulesOffCmd      `cmd:"" help:"Switch a rule off. What it has offered stands."`
}

// municipal is a municipality's data and folder, for commands that look at both.
type municipal struct {
	storage
	logging
	Content string `env:"FORVAG_CONTENT" type:"path" placeholder:"DIR" help:"The municipality's folder. Without it, what the program carries."`
}

// with opens the municipality, calls fn and closes it.
func (c municipal) with(ctx context.Context, out *console, fn func(*instance) error) error {
	db, err := c.existing(ctx) // no command makes a database where somebody has named the wrong folder
	if err != nil {
		return err
	}
	if err := db.Close(); err != nil {
		return err
	}
	in, err := open(ctx, settings{storage: c.storage, logging: c.logging, Content: c.Content}, time.Now, c.logger(out))
	if err != nil {
		return err
	}
	return errors.Join(fn(in), in.Close())
}

// ruleOf finds a rule; the error names the nearest.
func ruleOf(book *lifeevents.Book, id string) (*lifeevents.Rule, error) {
	if r := book.Rule(id); r != nil {
		return r, nil
	}
	var ids []string
	for _, r := range book.Rules() {
		ids = append(ids, r.ID)
	}
	if near := strict.Suggest(id, ids); near != "" {
		return nil, fmt.Errorf("there is no rule %q%s", id, near)
	}
	return nil, fmt.Errorf("there is no rule %q; there are %s", id, strings.Join(ids, ", "))
}

type rulesListCmd struct{ municipal }

// Run lists.
func (c *rulesListCmd) Run(ctx context.Context, out *console) error {
	return c.with(ctx, out, func(in *instance) error {
		switches, err := in.life.Switches(ctx)
		if err != nil {
			return err
		}
		reviews, err := in.life.Reviews(ctx)
		if err != nil {
			return err
		}
		w := tabwriter.NewWriter(out.out, 0, 0, 2, ' ', 0)
		for _, r := range in.site.Book.Rules() {
			state := "off"
			if s, known := switches[r.ID]; known && s.On {
				state = fmt.Sprintf("on since %s, %s, %s", civil.Of(s.At), s.By, s.Under)
			}
			if n := reviews[r.ID]; n > 0 {
				state += fmt.Sprintf(", %s for a trained officer", waits(n))
			}
			fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%s\n", r.ID, r.Board, r.Effect, r.Name.SV, state)
		}
		return w.Flush()
	})
}

type rulesRunCmd struct {
	municipal
	Date string `placeholder:"YYYY-MM-DD" help:"The day to run for, not after today. Empty: today."`
}

// Help stands under the command's flags.
func (rulesRunCmd) Help() string {
	return `Asks the rules of everybody anew, while the portal's own run each day looks at those alone for whom something comes due or about whom something has changed.
Makes what they come to on the day, takes back what has lost its ground, reminds those who have not answered and ends what was not answered in time.
Each effect has a key, so that the command may be repeated, or broken off and run again. Rules are off until somebody switches them on.`
}

// Run runs.
func (c *rulesRunCmd) Run(ctx context.Context, out *console) error {
	day, err := civil.Parse(c.Date)
	if err != nil {
		return exitCode{code: 2, words: "forvag: --date: want a day as 2026-12-01"}
	}
	return c.with(ctx, out, func(in *instance) error {
		today := civil.Today(in.clock)
		if day.IsZero() {
			day = today
		}
		if day.After(today) {
			return exitCode{code: 2, words: "forvag: --date: rules are not run for a day to come; forvag rules simulate tells what they would do"}
		}
		run, err := in.runRules(ctx, in.site.Municipality, in.site.Book, day, true, func(r *lifeevents.Rule) { fmt.Fprintf(out.err, "%s\n", r.ID) })
		if err != nil {
			return err
		}
		if run.Rules == 0 {
			out.printf("no rule is on; see forvag rules list, and forvag rules simulate before switching one on\n")
			return nil
		}
		out.printf("%s: %s, %s: %d made, %d opened again, %d taken back, %d reminded, %d ended without answer\n", day, count(run.Rules, "rule"),
			people(run.People), run.Made, run.Reopened, run.Withdrawn, run.Reminded, run.Expired)
		reviews, err := in.life.Reviews(ctx)
		if err != nil {
			return err
		}
		for _, r := range in.site.Book.Rules() {
			if n := reviews[r.ID]; n > 0 {
				out.printf("%s: %s for a trained officer of %s: a protected identity is near, and nobody is told\n", r.ID, waits(n), r.Board)
			}
		}
		return nil
	})
}

// waits says how many effects wait.
func waits(n int) string {
	if n == 1 {
		return "1 waits"
	}
	return fmt.Sprintf("%d wait", n)
}

func people(n int) string {
	if n == 1 {
		return "1 person"
	}
	return fmt.Sprintf("%d people", n)
}

type rulesSimulateCmd struct {
	municipal
	Date string `placeholder:"YYYY-MM-DD" help:"The day to simulate. Empty: today."`
	ID   string `arg:"" help:"The rule's id."`
}

// Run simulates.
func (c *rulesSimulateCmd) Run(ctx context.Context, out *console) error {
	day, err := civil.Parse(c.Date)
	if err != nil {
		return exitCode{code: 2, words: "forvag: --date: want a day as 2026-12-01"}
	}
	return c.with(ctx, out, func(in *instance) error {
		r, err := ruleOf(in.site.Book, c.ID)
		if err != nil {
			return err
		}
		if day.IsZero() {
			day = civil.Today(in.clock)
		}
		s, err := in.simulate(ctx, r, day)
		if err != nil {
			return err
		}
		simulated(out, s)
		return nil
	})
}

// simulated prints what a rule would do.
func simulated(out *console, s lifeevents.Simulation) {
	out.printf("%s on %s, of %s:\n", s.Rule, s.Day, people(s.People))
	out.printf("  %s would be told, about %s\n", s.Receivers, s.Subjects)
	out.printf("  %s left to a trained officer\n", s.Reviews)
	for _, g := range s.Ages {
		out.printf("  %-12s %s\n", g.Name, g.Count)
	}
	for _, g := range s.Areas {
		out.printf("  %-24s %s\n", cmp.Or(g.Name, "area not known"), g.Count)
	}
	if c := s.Change; c != nil {
		out.printf("  against version %s: %s come in, %s fall away\n", c.Before[:12], c.Added, c.Gone)
	}
	for i, e := range s.Samples {
		out.printf("  example %d, %s years:\n", i+1, e.Group)
		for _, reason := range e.Reasons {
			out.printf("    %s  %s\n", reason.Outcome, reason.Words.SV)
		}
	}
}

// switching is who switches a rule, and under what.
type switching struct {
	municipal
	ID string `arg:"" help:"The rule's id."`
	By string `required:"" placeholder:"NAME" help:"Who does it, as kommun.yaml has them: an officer's name, login, e-mail address or id."`
}

// officer finds who switches. The error names the nearest, or those who are meant where there are several.
func officer(m *municipality.Municipality, by string) (*municipality.Officer, error) {
	var names []string
	var found []*municipality.Officer
	for i := range m.Staff {
		o := &m.Staff[i]
		names = append(names, o.Name)
		for _, called := range []string{o.Name, o.Login, o.Email, string(o.ID)} {
			if called != "" && strings.EqualFold(called, strings.TrimSpace(by)) {
				found = append(found, o)
				break
			}
		}
	}
	switch {
	case len(found) == 1:
		return found[0], nil
	case len(found) > 1:
		return nil, fmt.Errorf("%d officers in kommun.yaml are called %q: name one by login or id", len(found), by)
	case len(m.Staff) == 0:
		return nil, errors.New("there is no staff in kommun.yaml")
	}
	return nil, fmt.Errorf("no officer in kommun.yaml is called or logs in as %q%s; there are %s", by, strict.Suggest(by, names), strings.Join(names, ", "))
}

// maySwitch refuses whoever the desk would refuse, and says who may.
func maySwitch(m *municipality.Municipality, who *municipality.Officer, board identity.BoardID) error {
	p := identity.Principal{Kind: identity.Officer, Actor: who.ID, Assurance: identity.AssuranceHigh}
	p.Grants, _ = m.Grants(who.ID)
	about := identity.Object{Kind: identity.DeskObject, Board: board}
	if identity.Allow(p, identity.SwitchRule, about) == nil {
		return nil
	}
	var may []string
	for _, o := range m.Staff {
		p.Actor = o.ID
		p.Grants, _ = m.Grants(o.ID)
		if identity.Allow(p, identity.SwitchRule, about) == nil {
			may = append(may, o.Name)
		}
	}
	serves := slices.ContainsFunc(who.Grants, func(g municipality.Grant) bool { return g.Board == board })
	words := map[bool]string{false: "does not serve %s, which answers for the rule", true: "is no decision maker of %s, which answers for the rule"}[serves]
	err := fmt.Errorf("%s "+words, who.Name, board)
	if len(may) > 0 {
		return fmt.Errorf("%w; who may are %s", err, strings.Join(may, ", "))
	}
	return fmt.Errorf("%w; nobody in kommun.yaml is", err)
}

func (c *switching) set(ctx context.Context, out *console, on bool, under string) error {
	return c.with(ctx, out, func(in *instance) error {
		r, err := ruleOf(in.site.Book, c.ID)
		if err != nil {
			return err
		}
		who, err := officer(in.site.Municipality, c.By)
		if err != nil {
			return err
		}
		if err := maySwitch(in.site.Municipality, who, identity.BoardID(r.Board)); err != nil {
			return err
		}
		if on && r.Effect == lifeevents.Grant && r.Reference(in.site.Catalog.Service(r.Accept[0].Service), in.site.Rules) == "" {
			return fmt.Errorf("%s decides by itself, and the board has not delegated that: set the reference in the delegation order in kommun.yaml first", r.ID)
		}
		w := lifeevents.Switch{Rule: r.ID, On: on, At: in.clock(), By: who.Name, Under: under, Hash: r.Hash}
		changed, err := in.life.Switch(ctx, w)
		if err != nil {
			return err
		}
		already := map[bool]string{false: " already"}[changed]
		out.printf("%s is %s%s\n", r.ID, map[bool]string{true: "on", false: "off"}[on], already)
		return nil
	})
}

type rulesOnCmd struct {
	switching
	Under string `required:"" placeholder:"REFERENCE" help:"The reference in the delegation order, or the board's decision, by which they do it."`
}

// Help stands under the command's flags.
func (rulesOnCmd) Help() string {
	return `The same officers may as in the desk: decision makers of the rule's board. The reference is written down and shown as it is said. It is not compared with
the delegation order of kommun.yaml, which has the entries that services decide by and no others.

  forvag rules on bibliotek-sju-ar --by 'Kerstin Wallgren' --under 'KFN 2026-10-14 § 88'`
}

// Run switches on.
func (c *rulesOnCmd) Run(ctx context.Context, out *console) error {
	if strings.TrimSpace(c.Under) == "" {
		return exitCode{code: 2, words: "forvag: --under is needed: by which reference or decision is the rule switched on?"}
	}
	return c.set(ctx, out, true, c.Under)
}

type rulesOffCmd struct {
	switching
	Under string `placeholder:"REFERENCE" help:"The reference or the decision by which they do it, if any."`
}

// Run switches off.
func (c *rulesOffCmd) Run(ctx context.Context, out *console) error {
	return c.set(ctx, out, false, c.Under)
}
