package main

import (
	"strings"
	"testing"
	"time"

	"forvag/internal/casework"
	"forvag/internal/identity"
)

// TestDisposeTellsBeforeItDoes closes a case twelve years ago, and looks at what the command says and does today.
func TestDisposeTellsBeforeItDoes(t *testing.T) {
	eachStorage(t, func(t *testing.T, s storage) {
		ctx, then := t.Context(), time.Now()
		in, err := openQuietly(s, func() time.Time { return then })
		if err != nil {
			t.Fatal(err)
		}
		then = then.AddDate(-12, 0, 0)
		made, err := submit(in, "certificate")
		if err != nil {
			t.Fatal(err)
		}
		if err := in.site.Cases.Withdraw(ctx, guardian(in), made.Case, "No longer"); err != nil {
			t.Fatal(err)
		}
		head := identity.Principal{Kind: identity.Officer, Actor: "head", Assurance: identity.AssuranceSubstantial, Grants: []identity.Grant{
			{Board: "BUN", Role: identity.DecisionMaker, Secrecy: true}, {Board: "BUN", Role: identity.CaseOfficer, Secrecy: true}}}
		ref := casework.Ref{ID: made.Case, Version: 2}
		leave, err := in.site.Types.CaseType(ctx, "ledighet-elev", "")
		if err != nil {
			t.Fatal(err)
		}
		off := casework.NewDecision{Type: leave.Decisions[0].ID, Outcome: casework.WrittenOff}
		if err := in.site.Cases.Decide(ctx, head, ref, off); err != nil {
			t.Fatal(err)
		}
		ref.Version++
		if err := in.site.Cases.Close(ctx, head, ref, ""); err != nil {
			t.Fatal(err)
		}
		if err := in.Close(); err != nil {
			t.Fatal(err)
		}
		for _, step := range []struct {
			args []string
			code int
			want string
		}{
			{[]string{"dispose", "--dry-run", "--on", then.AddDate(0, 1, 0).Format(time.DateOnly)}, 0, "nothing is to be disposed of"},
			{[]string{"dispose", "--dry-run"}, 0, "Dokumenthanteringsplan BUN 3.2.5"},
			{[]string{"dispose", "--dry-run"}, 0, "1 case and 0 parts in others; 0 cases wait"},
			{[]string{"dispose", "--on", "2040-01-01"}, 2, "nothing is disposed of before its day"},
			{[]string{"dispose", "--dry-run", "--on", "soon"}, 2, "soon is no day"},
			{[]string{"dispose"}, 0, "disposed of 1 case and 0 parts in others"},
			{[]string{"dispose", "--dry-run"}, 0, "nothing is to be disposed of"},
			{[]string{"verify"}, 0, "0 problems"},
		} {
			code, stdout, stderr := command(s, step.args...)
			if code != step.code || !strings.Contains(stdout+stderr, step.want) {
				t.Errorf("%v: exit code %d\n%s%s\nwant %d and %q", step.args, code, stdout, stderr, step.code, step.want)
			}
		}
	})
}
