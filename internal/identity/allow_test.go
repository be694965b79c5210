package identity_test

import (
	"errors"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"forvag/internal/civil"
	"forvag/internal/fault"
	"forvag/internal/identity"
)

// The people of the matrix: Alva is seven; Bo lives with her and applied; Cilla is her other guardian; Dag is the neighbour, Eva the agent.
var parties = []identity.PartyRef{
	{Person: "bo", Role: identity.Guardian, Until: civil.Must("2037-03-01")},
	{Person: "alva", Role: identity.Child},
	{Person: "cilla", Role: identity.Informed, Until: civil.Must("2037-03-01")},
	{Person: "dag", Role: identity.Neighbour},
	{Person: "eva", Role: identity.Agent},
	{Org: "laget", Role: identity.Applicant},
}

func resident(id identity.PersonID) identity.Principal {
	return identity.Principal{Kind: identity.Resident, Actor: id, Assurance: identity.AssuranceSubstantial, On: today}
}

func officer(role identity.Role, board identity.BoardID, cleared bool) identity.Principal {
	return identity.Principal{Kind: identity.Officer, Actor: "olle", Assurance: identity.AssuranceSubstantial, On: today,
		Grants: []identity.Grant{{Board: board, Role: role, Secrecy: cleared, Protected: cleared}}}
}

func acting(id identity.PersonID, m identity.Mandate) identity.Principal {
	p := resident(id)
	p.For = m
	return p
}

// who are the columns of the matrices.
var who = map[string]identity.Principal{
	"nobod": {},
	"guard": resident("bo"),
	"other": resident("gun"), // a resident whom nothing here concerns
	"child": resident("alva"),
	"infor": resident("cilla"),
	"neigh": resident("dag"),
	"agent": resident("eva"),
	"sende": resident("siv"),
	"refus": resident("rut"),
	"signa": acting("frej", identity.Mandate{Org: "laget"}),
	"code":  {Kind: identity.CodeHolder, CaseID: "case", On: today},
	"code2": {Kind: identity.CodeHolder, CaseID: "another", On: today},
	"regis": officer(identity.Registrar, "BUN", true),
	"offic": officer(identity.CaseOfficer, "BUN", true),
	"decid": officer(identity.DecisionMaker, "BUN", true),
	"reads": officer(identity.Reader, "BUN", true),
	"uncle": officer(identity.CaseOfficer, "BUN", false), // not cleared for secrecy
	"elsew": officer(identity.CaseOfficer, "BN", true),   // of another board
	"bias":  func() identity.Principal { p := officer(identity.CaseOfficer, "BUN", true); p.Actor = "bo"; return p }(),
	"biasu": func() identity.Principal { p := officer(identity.CaseOfficer, "BUN", false); p.Actor = "bo"; return p }(),
	"admin": {Kind: identity.Administrator, Actor: "adam", Assurance: identity.AssuranceSubstantial, On: today},
	"syst":  {Kind: identity.System, On: today},
}

var openCase = identity.Object{Kind: identity.CaseObject, Board: "BUN", CaseID: "case", Parties: parties}

func with(change func(*identity.Object)) identity.Object {
	o := openCase
	change(&o)
	return o
}

// agency is a case that Siv, and the firm that Frej signs for, say that they send as Bo's agents. Rut was one and is so no longer.
var agency = identity.Object{Kind: identity.CaseObject, Board: "BUN", CaseID: "case", Parties: []identity.PartyRef{
	{Person: "bo", Role: identity.Applicant}, {Person: "siv", Role: identity.Sender}, {Person: "rut", Role: identity.RefusedAgent},
	{Org: "laget", Role: identity.Sender},
}}

const agencyTable = `
                   guard sende refus signa other
read case              y     y     y     y     -
read document          y     y     x     y     -
read secret parts      y     x     x     x     -
read internal          x     x     x     x     -
see readers            y     x     x     x     -
answer                 y     x     x     x     -
reply                  y     y     x     y     -
withdraw               y     x     x     x     -
appeal                 y     x     x     x     -
request decision       y     x     x     x     -
claim                  x     x     x     x     -
message                y     y     x     y     -
add document           y     y     x     y     -
confirm agent          y     x     x     x     -
`

// matrices hold the whole answer. y: allowed. -: not found, as if it did not exist. x: forbidden. L: a login, or a stronger one, may help.
var matrices = []struct {
	name   string
	object identity.Object
	table  string
}{
	{"an open case",
		openCase, `
                   nobod guard other child infor neigh agent signa  code code2 regis offic decid reads uncle elsew  bias admin  syst
read case              L     y     -     y     y     y     y     y     -     -     y     y     y     y     y     -     x     -     y
read document          L     y     -     y     y     y     y     y     -     -     y     y     y     y     y     -     x     -     y
read secret parts      L     y     -     y     x     x     y     y     -     -     y     y     y     y     x     -     x     -     y
read internal          L     x     -     x     x     x     x     x     -     -     y     y     y     x     y     -     x     -     y
see readers            L     y     -     y     y     x     y     y     -     -     y     y     y     x     y     -     x     -     -
answer                 L     y     -     x     x     x     y     y     -     -     x     x     x     x     x     -     x     -     -
withdraw               L     y     -     x     x     x     y     y     -     -     x     x     x     x     x     -     x     -     -
appeal                 L     y     -     y     y     y     y     y     -     -     x     x     x     x     x     -     x     -     -
request decision       L     y     -     x     x     x     y     y     -     -     x     x     x     x     x     -     x     -     -
claim                  L     x     -     x     x     x     x     x     -     -     x     x     x     x     x     -     x     -     -
message                L     y     -     y     y     y     y     y     -     -     y     y     y     x     y     -     x     -     y
add document           L     y     -     x     x     y     y     y     -     -     y     y     y     x     y     -     x     -     y
assign                 L     x     -     x     x     x     x     x     -     -     y     y     y     x     y     -     x     -     y
move                   L     x     -     x     x     x     x     x     -     -     y     y     x     x     y     -     x     -     y
request completion     L     x     -     x     x     x     x     x     -     -     x     y     y     x     y     -     x     -     y
note                   L     x     -     x     x     x     x     x     -     -     y     y     y     x     y     -     x     -     y
decide                 L     x     -     x     x     x     x     x     -     -     x     x     y     x     x     -     x     -     y
notice                 L     x     -     x     x     x     x     x     -     -     x     y     y     x     y     -     x     -     y
close                  L     x     -     x     x     x     x     x     -     -     x     y     x     x     y     -     x     -     y
submit                 -     -     -     -     -     -     -     -     -     -     -     -     -     -     -     -     -     -     -
`},
	{"a secret case: officers must be cleared, parties see their own (OSL 12:1)",
		with(func(o *identity.Object) { o.Secret = true }), `
                   nobod guard other child infor neigh agent signa  code code2 regis offic decid reads uncle elsew  bias admin  syst
read case              L     y     -     y     y     y     y     y     -     -     y     y     y     y     x     -     x     -     y
read document          L     y     -     y     y     y     y     y     -     -     y     y     y     y     x     -     x     -     y
read secret parts      L     y     -     y     x     x     y     y     -     -     y     y     y     y     x     -     x     -     y
read internal          L     x     -     x     x     x     x     x     -     -     y     y     y     x     x     -     x     -     y
message                L     y     -     y     y     y     y     y     -     -     y     y     y     x     x     -     x     -     y
decide                 L     x     -     x     x     x     x     x     -     -     x     x     y     x     x     -     x     -     y
close                  L     x     -     x     x     x     x     x     -     -     x     y     x     x     x     -     x     -     y
`},
	{"a case with a protected identity: not for the other guardian, not for who acts for somebody but the confirmed agent, only for trained officers",
		with(func(o *identity.Object) { o.Protected = true }), `
                   nobod guard other child infor neigh agent signa  code code2 regis offic decid reads uncle elsew  bias admin  syst
read case              L     y     -     y     -     y     y     -     -     -     y     y     y     y     -     -     x     -     y
read document          L     y     -     y     -     y     y     -     -     -     y     y     y     y     -     -     x     -     y
read secret parts      L     y     -     y     -     x     y     -     -     -     y     y     y     y     -     -     x     -     y
withdraw               L     y     -     x     -     x     y     -     -     -     x     x     x     x     -     -     x     -     -
appeal                 L     y     -     y     -     y     y     -     -     -     x     x     x     x     -     -     x     -     -
read internal          L     x     -     x     -     x     x     -     -     -     y     y     y     x     -     -     x     -     y
message                L     y     -     y     -     y     y     -     -     -     y     y     y     x     -     -     x     -     y
decide                 L     x     -     x     -     x     x     -     -     -     x     x     y     x     -     -     x     -     y
close                  L     x     -     x     -     x     x     -     -     -     x     y     x     x     -     -     x     -     y
`},
	{"the same, of somebody near to officers",
		with(func(o *identity.Object) { o.Protected = true }), `
                    bias biasu
read case              x     -
note                   x     -
`},
	{"a case that somebody sent for another without login: the code opens what they sent",
		with(func(o *identity.Object) {
			o.SentFor, o.Parties = true, []identity.PartyRef{{Person: "bo", Role: identity.Applicant}, {Person: "dag", Role: identity.Follower}}
		}), `
                   nobod guard other  code code2 offic
read case              L     y     -     y     -     y
read document          L     y     -     y     -     y
read secret parts      L     y     -     L     -     y
see readers            L     y     -     L     -     y
answer                 L     y     -     L     -     x
withdraw               L     y     -     L     -     x
message                L     y     -     y     -     y
add document           L     y     -     y     -     y
appeal                 L     y     -     L     -     x
`},
	{"the same case once its sender has logged in",
		with(func(o *identity.Object) {
			o.SentFor, o.Parties = true, []identity.PartyRef{{Person: "bo", Role: identity.Applicant}, {Person: "eva", Role: identity.Agent}}
		}), `
                   nobod guard agent  code code2
read case              L     y     y     -     -
message                L     y     y     -     -
`},
	{"the same case once its sender has said who they are",
		with(func(o *identity.Object) {
			o.SentFor, o.Parties = true, []identity.PartyRef{{Person: "bo", Role: identity.Applicant}, {Person: "siv", Role: identity.Sender}}
		}), `
                   nobod guard sende  code code2
read case              L     y     y     -     -
message                L     y     y     -     -
claim                  L     x     x     -     -
`},
	{"who says that they are the applicant's agent, and who is not accepted as one",
		agency, agencyTable},
	{"the same where the case is secret, and a party protected: it tells them nothing",
		func() identity.Object { o := agency; o.Secret, o.Protected = true, true; return o }(), agencyTable},
	{"officers who confirm an agent",
		openCase, `
                   nobod guard infor neigh agent signa  code regis offic decid reads uncle elsew  bias admin  syst
confirm agent          L     x     x     x     x     y     -     x     y     y     x     y     -     x     -     -
reply                  L     y     x     x     y     y     -     x     x     x     x     x     -     x     -     -
`},
	{"a note or working material",
		with(func(o *identity.Object) { o.Kind, o.Internal = identity.DocumentObject, true }), `
                   nobod guard other child infor neigh agent signa  code code2 regis offic decid reads uncle elsew  bias admin  syst
read case              L     -     -     -     -     -     -     -     -     -     y     y     y     x     y     -     x     -     y
read document          L     -     -     -     -     -     -     -     -     -     y     y     y     x     y     -     x     -     y
read secret parts      L     -     -     -     -     -     -     -     -     -     y     y     y     x     x     -     x     -     y
read internal          L     -     -     -     -     -     -     -     -     -     y     y     y     x     y     -     x     -     y
`},
	{"a secret document that is withheld from parties too (OSL 10:3)",
		with(func(o *identity.Object) { o.Kind, o.Secret, o.Withheld = identity.DocumentObject, true, true }), `
                   nobod guard other child infor neigh agent signa  code code2 regis offic decid reads uncle elsew  bias admin  syst
read case              L     -     -     -     -     -     -     -     -     -     y     y     y     y     x     -     x     -     y
read document          L     -     -     -     -     -     -     -     -     -     y     y     y     y     x     -     x     -     y
read secret parts      L     -     -     -     -     -     -     -     -     -     y     y     y     y     x     -     x     -     y
read internal          L     -     -     -     -     -     -     -     -     -     y     y     y     x     x     -     x     -     y
`},
	{"a case whose service demands a higher level than anybody here has",
		with(func(o *identity.Object) { o.MinAssurance = identity.AssuranceHigh }), `
                   nobod guard other child infor neigh agent signa  code code2 regis offic decid reads uncle elsew  bias admin  syst
read case              L     L     -     L     L     L     L     L     -     -     y     y     y     y     y     -     x     -     y
read document          L     L     -     L     L     L     L     L     -     -     y     y     y     y     y     -     x     -     y
read secret parts      L     L     -     L     L     L     L     L     -     -     y     y     y     y     x     -     x     -     y
read internal          L     L     -     L     L     L     L     L     -     -     y     y     y     x     y     -     x     -     y
message                L     L     -     L     L     L     L     L     -     -     y     y     y     x     y     -     x     -     y
decide                 L     L     -     L     L     L     L     L     -     -     x     x     y     x     x     -     x     -     y
close                  L     L     -     L     L     L     L     L     -     -     x     y     x     x     y     -     x     -     y
`},
	{"the guardian's draft",
		identity.Object{Kind: identity.DraftObject, Owner: "bo"}, `
                   nobod guard other child infor neigh agent signa  code code2 regis offic decid reads uncle elsew  bias admin  syst
read draft             L     y     -     -     -     -     -     -     -     -     -     -     -     -     -     -     -     -     -
edit draft             L     y     -     -     -     -     -     -     -     -     -     -     -     -     -     -     -     -     -
`},
	{"a service for all",
		identity.Object{Kind: identity.ServiceObject, Board: "BUN"}, `
                   nobod guard other child infor neigh agent signa  code code2 regis offic decid reads uncle elsew  bias admin  syst
submit                 y     y     y     y     y     y     y     y     y     y     x     x     x     x     x     x     x     x     y
register               L     x     x     x     x     x     x     x     x     x     y     y     x     x     y     x     y     x     x
`},
	{"a service that needs a login",
		identity.Object{Kind: identity.ServiceObject, Board: "BUN", MinAssurance: identity.AssuranceSubstantial}, `
                   nobod guard other child infor neigh agent signa  code code2 regis offic decid reads uncle elsew  bias admin  syst
submit                 L     y     y     y     y     y     y     y     L     L     x     x     x     x     x     x     x     x     y
register               L     x     x     x     x     x     x     x     x     x     y     y     x     x     y     x     y     x     x
`},
	{"what life events have left to a trained officer",
		identity.Object{Kind: identity.ReviewObject, Board: "BUN", Protected: true, Parties: []identity.PartyRef{{Person: "alva"}, {Person: "bo"}}}, `
                   nobod guard other child infor neigh agent signa  code code2 regis offic decid reads uncle elsew  bias biasu admin  syst
handle review          L     -     -     -     -     -     -     -     -     -     x     y     y     x     -     -     x     -     -     -
read case              -     -     -     -     -     -     -     -     -     -     -     -     -     -     -     -     -     -     -     -
`},
	{"the list of it",
		identity.Object{Kind: identity.DeskObject, Protected: true}, `
                   nobod guard  code regis offic decid reads uncle elsew  bias biasu admin  syst
handle review          L     x     x     x     y     y     x     x     y     y     x     x     x
`},
	{"a board's desk",
		identity.Object{Kind: identity.DeskObject, Board: "BUN"}, `
                   nobod guard other child infor neigh agent signa  code code2 regis offic decid reads uncle elsew  bias admin  syst
list desk              L     x     x     x     x     x     x     x     x     x     y     y     y     y     y     x     y     x     x
search                 L     x     x     x     x     x     x     x     x     x     y     y     y     y     y     x     y     x     x
see rules              L     x     x     x     x     x     x     x     x     x     y     y     y     y     y     x     y     x     x
switch rule            L     x     x     x     x     x     x     x     x     x     x     x     y     x     x     x     x     x     x
`},
	{"all the boards' desk: each officer then sees their own boards",
		identity.Object{Kind: identity.DeskObject}, `
                   nobod guard other child infor neigh agent signa  code code2 regis offic decid reads uncle elsew  bias admin  syst
list desk              L     x     x     x     x     x     x     x     x     x     y     y     y     y     y     y     y     x     x
search                 L     x     x     x     x     x     x     x     x     x     y     y     y     y     y     y     y     x     x
mend links             L     x     x     x     x     x     x     x     x     x     y     y     y     x     y     y     y     x     x
`},
	{"the installation",
		identity.Object{Kind: identity.InstallationObject}, `
                   nobod guard other child infor neigh agent signa  code code2 regis offic decid reads uncle elsew  bias admin  syst
administer             L     x     x     x     x     x     x     x     x     x     x     x     x     x     x     x     x     y     x
verify                 L     x     x     x     x     x     x     x     x     x     x     x     x     x     x     x     x     y     y
`},
}

func answer(p identity.Principal, a identity.Action, o identity.Object) string {
	err := identity.Allow(p, a, o)
	_, login := errors.AsType[identity.LoginNeeded](err)
	switch {
	case err == nil:
		return "y"
	case login && errors.Is(err, fault.Forbidden):
		return "L"
	case errors.Is(err, fault.Forbidden):
		return "x"
	case errors.Is(err, fault.NotFound):
		return "-"
	default:
		return "?"
	}
}

func TestMatrix(t *testing.T) {
	for _, m := range matrices {
		rows := strings.Split(strings.Trim(m.table, "\n"), "\n")
		columns := strings.Fields(rows[0])
		for _, row := range rows[1:] {
			action := identity.Action(strings.TrimSpace(row[:18]))
			answers := strings.Fields(row[18:])
			if len(answers) != len(columns) {
				t.Fatalf("%s, %s: %d answers for %d columns", m.name, action, len(answers), len(columns))
			}
			for i, column := range columns {
				p, known := who[column]
				if !known {
					t.Fatalf("nobody is called %s", column)
				}
				if got := answer(p, action, m.object); got != answers[i] {
					t.Errorf("%s: %s, %s: got %s, want %s", m.name, column, action, got, answers[i])
				}
			}
		}
	}
}

func TestGuardianAccessEndsTheDayTheChildTurnsEighteen(t *testing.T) {
	birthday := civil.Must("2037-03-01")
	asWard := acting("bo", identity.Mandate{Person: "alva", Until: birthday})
	onlyChild := with(func(o *identity.Object) { o.Parties = []identity.PartyRef{{Person: "alva", Role: identity.Child}} })
	for _, tc := range []struct {
		name string
		p    identity.Principal
		o    identity.Object
		on   civil.Date
		want string
	}{
		{"party, the day before", resident("bo"), openCase, birthday.AddDays(-1), "y"},
		{"party, the day", resident("bo"), openCase, birthday, "-"},
		{"party, the day unknown", resident("bo"), openCase, civil.Date{}, "-"},
		{"informed, the day", resident("cilla"), openCase, birthday, "-"},
		{"the child, the day", resident("alva"), openCase, birthday, "y"},
		{"acting for the child, the day before", asWard, onlyChild, birthday.AddDays(-1), "y"},
		{"acting for the child, the day", asWard, onlyChild, birthday, "-"},
		{"acting for the child, the day unknown", asWard, onlyChild, civil.Date{}, "-"},
	} {
		tc.p.On = tc.on
		if got := answer(tc.p, identity.ReadCase, tc.o); got != tc.want {
			t.Errorf("%s: got %s, want %s", tc.name, got, tc.want)
		}
	}
}

func TestMandateDoesNotReachAProtectedChild(t *testing.T) {
	p := acting("cilla", identity.Mandate{Person: "alva"})
	protected := with(func(o *identity.Object) { o.Protected = true })
	if got := answer(p, identity.ReadCase, protected); got != "-" {
		t.Errorf("got %s, want -", got)
	}
}

func TestAnonymousCaseIsClaimedByItsCode(t *testing.T) {
	anonymous := with(func(o *identity.Object) { o.Parties = nil })
	p := resident("gun")
	if got := answer(p, identity.Claim, anonymous); got != "-" {
		t.Errorf("without the code: got %s, want -", got)
	}
	p.CaseID = "case"
	if got := answer(p, identity.Claim, anonymous); got != "y" {
		t.Errorf("with the code: got %s, want y", got)
	}
	if got := answer(p, identity.Claim, openCase); got == "y" {
		t.Error("a case that has parties was claimed")
	}
	for a, want := range map[identity.Action]string{identity.ReadCase: "y", identity.Answer: "y", identity.Withdraw: "y", identity.Message: "y",
		identity.SeeReaders: "y", identity.Appeal: "L", identity.Close: "L"} {
		anonymous.Parties = []identity.PartyRef{{Person: "dag", Role: identity.Follower}}
		if got := answer(who["code"], a, anonymous); got != want {
			t.Errorf("%s by the code: got %s, want %s", a, got, want)
		}
		anonymous.Parties = append(anonymous.Parties, identity.PartyRef{Person: "bo", Role: identity.Applicant})
		if got := answer(who["code"], a, anonymous); got != "-" {
			t.Errorf("%s by the code of a claimed case: got %s, want -", a, got)
		}
	}
	anonymous.Parties = nil
	anonymous.MinAssurance = identity.AssuranceSubstantial
	if got := answer(who["code"], identity.ReadCase, anonymous); got != "-" {
		t.Errorf("a code opened a case that needs a login: %s", got)
	}
}

func TestOfficerNeedsAStrongLoginForSecrets(t *testing.T) {
	p := officer(identity.CaseOfficer, "BUN", true)
	p.Assurance = identity.AssuranceLow
	if got := answer(p, identity.ReadCase, with(func(o *identity.Object) { o.Secret = true })); got != "L" {
		t.Errorf("got %s, want L", got)
	}
	if got := answer(p, identity.ReadCase, openCase); got != "y" {
		t.Errorf("an open case: got %s, want y", got)
	}
}

func TestClearanceIsForTheRoleThatHasIt(t *testing.T) {
	p := officer(identity.Reader, "BUN", true)
	p.Grants = append(p.Grants, identity.Grant{Board: "BUN", Role: identity.DecisionMaker})
	secret := with(func(o *identity.Object) { o.Secret = true })
	if got := answer(p, identity.Decide, secret); got != "x" {
		t.Errorf("decide in a secret case, cleared only as a reader: got %s, want x", got)
	}
	if got := answer(p, identity.Decide, openCase); got != "y" {
		t.Errorf("decide in an open case: got %s, want y", got)
	}
}

// TestNothingIsAllowedWithoutAReason holds for every principal, action and object that can be drawn: who is neither party, code-holder, officer
// of the board nor the system is told nothing about a case.
func TestNothingIsAllowedWithoutAReason(t *testing.T) {
	people := rapid.SampledFrom([]identity.PersonID{"", "bo", "gun", "alva"})
	orgs := rapid.SampledFrom([]identity.OrgID{"", "laget"})
	boards := rapid.SampledFrom([]identity.BoardID{"", "BUN", "BN"})
	every := rapid.SampledFrom([]identity.Action{identity.ReadCase, identity.ReadDocument, identity.ReadSecret, identity.ReadInternal,
		identity.SeeReaders, identity.Answer, identity.Withdraw, identity.Appeal, identity.RequestDecision, identity.Message, identity.AddDocument, identity.Assign,
		identity.Move, identity.RequestCompletion, identity.Note, identity.Decide, identity.Notice, identity.Close})
	roles := rapid.SampledFrom([]identity.Role{identity.Registrar, identity.CaseOfficer, identity.DecisionMaker, identity.Reader})
	kinds := rapid.SampledFrom([]identity.Kind{identity.Nobody, identity.Resident, identity.Officer, identity.Administrator,
		identity.CodeHolder, ""})
	rapid.Check(t, func(t *rapid.T) {
		p := identity.Principal{
			Kind:      kinds.Draw(t, "kind"),
			Actor:     people.Draw(t, "actor"),
			For:       identity.Mandate{Person: people.Draw(t, "for person"), Org: orgs.Draw(t, "for org")},
			Assurance: identity.AssuranceHigh,
			CaseID:    rapid.SampledFrom([]string{"", "case", "another"}).Draw(t, "code"),
			Grants: []identity.Grant{{Board: boards.Draw(t, "grant"), Role: roles.Draw(t, "role"), Protected: true,
				Secrecy: rapid.Bool().Draw(t, "cleared")}},
			On: today,
		}
		o := identity.Object{
			Kind:     rapid.SampledFrom([]identity.ObjectKind{identity.CaseObject, identity.DocumentObject}).Draw(t, "object"),
			Board:    rapid.SampledFrom([]identity.BoardID{"BUN", "BN"}).Draw(t, "board"),
			CaseID:   "case",
			Secret:   rapid.Bool().Draw(t, "secret"),
			Internal: rapid.Bool().Draw(t, "internal"),
			Withheld: rapid.Bool().Draw(t, "withheld"),
			Parties:  []identity.PartyRef{{Person: people.Draw(t, "party"), Org: orgs.Draw(t, "party org"), Role: identity.Applicant}},
		}
		if identity.Allow(p, every.Draw(t, "action"), o) != nil {
			return
		}
		party := p.Kind == identity.Resident && !o.Internal && !o.Withheld &&
			((o.Parties[0].Person != "" && (o.Parties[0].Person == p.Actor || o.Parties[0].Person == p.For.Person)) ||
				(o.Parties[0].Org != "" && o.Parties[0].Org == p.For.Org))
		code := (p.Kind == identity.CodeHolder || p.Kind == identity.Resident) && p.CaseID == "case" && !o.Internal && !o.Withheld
		serves := p.Kind == identity.Officer && p.Grants[0].Board == o.Board && (!o.Secret || p.Grants[0].Secrecy) &&
			(p.Actor == "" || p.Actor != o.Parties[0].Person)
		if !party && !code && !serves {
			t.Fatalf("allowed to %+v about %+v", p, o)
		}
	})
}

func TestNobodyHandlesTheCaseOfSomebodyAtHome(t *testing.T) {
	p := who["offic"]
	p.Near = []identity.PersonID{"bo"}
	if got := answer(p, identity.ReadCase, openCase); got != "x" {
		t.Errorf("living with a party: got %s, want x", got)
	}
	p.Near = []identity.PersonID{"somebody else", ""}
	if got := answer(p, identity.ReadCase, openCase); got != "y" {
		t.Errorf("living with somebody else: got %s, want y", got)
	}
	p.NearOrgs = []identity.OrgID{"another", ""}
	if got := answer(p, identity.ReadCase, openCase); got != "y" {
		t.Errorf("signing for another: got %s, want y", got)
	}
	p.NearOrgs = []identity.OrgID{"laget"}
	if got := answer(p, identity.Decide, openCase); got != "x" {
		t.Errorf("signing for a party: got %s, want x", got)
	}
}
