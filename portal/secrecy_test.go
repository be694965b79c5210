package portal_test

import (
	"net/url"
	"strings"
	"testing"

	"forvag/internal/casework"
	"forvag/internal/identity"
	"forvag/portal/portaltest"
)

// Who reads which case, and the document in it, as a resident. The words are those of the doors.
//
//	leave      Anna's for Elsa; Mikael is informed                     parking  Gunvor's, secret under OSL 26:1
//	own        Samira's for Yasmin; she is an officer of the board too permit   Tomasz's firm's
//	protected  Jenny's for Milo; Daniel is Milo's other guardian       report   a visitor's, with a code; Linh follows it
//	agent      Linh's for Anna, unconfirmed, with what she sent        inquiry  the same, with what the board has added
//	refused    Linh's for Anna, refused
const residentsRead = `
	                    nobody visitor code  Anna  Mikael Linh  Jenny Daniel Gunvor Omar  firm  Johan
	leave case          login  login   none  ok    ok     none  none  none   none   none  none  no
	leave live          login  login   none  ok    ok     none  none  none   none   none  none  no
	leave document      login  login   none  ok    none   none  none  none   none   none  none  no
	own case            login  login   none  none  none   none  none  none   none   ok    none  no
	own live            login  login   none  none  none   none  none  none   none   ok    none  no
	own document        login  login   none  none  none   none  none  none   none   none  none  no
	protected case      login  login   none  none  none   none  ok    none   none   none  none  no
	protected live      login  login   none  none  none   none  ok    none   none   none  none  no
	protected document  login  login   none  none  none   none  ok    none   none   none  none  no
	parking case        login  login   none  none  none   none  none  none   ok     none  none  no
	parking live        login  login   none  none  none   none  none  none   ok     none  none  no
	parking document    login  login   none  none  none   none  none  none   ok     none  none  no
	permit case         login  login   none  none  none   none  none  none   none   none  ok    no
	permit live         login  login   none  none  none   none  none  none   none   none  ok    no
	permit document     login  login   none  none  none   none  none  none   none   none  ok    no
	agent case          login  login   none  ok    none   ok    none  none   none   none  none  no
	agent live          login  login   none  ok    none   ok    none  none   none   none  none  no
	agent document      login  login   none  ok    none   ok    none  none   none   none  none  no
	inquiry case        login  login   none  ok    none   ok    none  none   none   none  none  no
	inquiry document    login  login   none  ok    none   none  none  none   none   none  none  no
	refused case        login  login   none  ok    none   ok    none  none   none   none  none  no
	refused live        login  login   none  ok    none   ok    none  none   none   none  none  no
	refused document    login  login   none  ok    none   none  none  none   none   none  none  no
	report case         login  login   ok    none  none   ok    none  none   none   none  none  no
	report live         login  login   ok    none  none   ok    none  none   none   none  none  no
	report document     login  login   ok    none  none   none  none  none   none   none  none  no
`

// Who reads them at the desk. Johan and Samira handle the schools' (BUN) secret cases, Samira those of protected people too; Lena registers for all
// boards, and uncleared and reader are on BUN, the one without clearance, the other only to read. Erik, Kerstin and Amina have other boards, Ali none.
const officersRead = `
	                    Johan Samira Lena  uncleared reader Erik  Kerstin Amina Ali   Anna
	leave case          ok    ok     ok    no        ok     none  none    none  none  no
	leave live          ok    ok     ok    no        ok     none  none    none  none  no
	leave document      ok    ok     ok    no        ok     none  none    none  none  no
	own case            ok    no     ok    no        ok     none  none    none  none  no
	own live            ok    no     ok    no        ok     none  none    none  none  no
	own document        ok    no     ok    no        ok     none  none    none  none  no
	protected case      none  ok     none  none      none   none  none    none  none  no
	protected live      none  ok     none  none      none   none  none    none  none  no
	protected document  none  ok     none  none      none   none  none    none  none  no
	parking case        none  none   ok    none      none   none  ok      ok    none  no
	parking live        none  none   ok    none      none   none  ok      ok    none  no
	parking document    none  none   ok    none      none   none  ok      ok    none  no
	permit case         none  none   ok    none      none   ok    ok      none  none  no
	permit live         none  none   ok    none      none   ok    ok      none  none  no
	permit document     none  none   ok    none      none   ok    ok      none  none  no
	agent case          none  none   ok    none      none   none  ok      ok    none  no
	agent document      none  none   ok    none      none   none  ok      ok    none  no
	inquiry case        none  none   ok    none      none   none  ok      ok    none  no
	refused case        none  none   ok    none      none   none  ok      ok    none  no
	report case         none  none   ok    none      none   ok    ok      none  none  no
	report live         none  none   ok    none      none   ok    ok      none  none  no
	report document     none  none   ok    none      none   ok    ok      none  none  no
`

// cases are one of each, by name, and the cookie of who holds the report's code.
func (w *world) cases() (map[string]*casework.File, string) {
	w.t.Helper()
	document := func(in casework.Submission) *casework.File {
		in.Documents = []casework.NewDocument{w.stored("bilaga.pdf", pdf)}
		return w.File(w.Case(in).Case)
	}
	family := func(guardian, child, other string) casework.Submission {
		return casework.Submission{Type: "ledighet-elev", Parties: []casework.Party{
			{Person: portaltest.PersonID(guardian), Role: identity.Guardian}, {Person: portaltest.PersonID(child), Role: identity.Child},
			{Person: portaltest.PersonID(other), Role: identity.Informed},
		}}
	}
	protected := family("000701", "000702", "000801")
	protected.Protected = true
	firm := casework.Submission{Type: "bygglov", Parties: []casework.Party{{Org: "01900000-0000-7000-8000-0000000b0001", Role: identity.Applicant}}}
	report := casework.Submission{Type: "felanmalan", Anonymous: true, Place: &casework.Place{North: 6530000, East: 402000, Address: "Torggatan 3"}}
	report.Documents = []casework.NewDocument{w.stored("bilaga.pdf", pdf)}
	reported := w.Case(report)
	out := map[string]*casework.File{
		"leave": document(portaltest.Leave()), "own": document(family("000301", "000303", "000302")), "protected": document(protected),
		"parking": document(portaltest.Parking()), "permit": document(firm), "report": w.File(reported.Case),
	}
	amina := w.officerNamed("000903")
	change := func(f *casework.File, err error) *casework.File {
		if err != nil {
			w.t.Fatal(err)
		}
		return w.File(f.Case.ID)
	}
	out["agent"] = w.sentForAnna()
	inquiry := w.sentForAnna()
	inquiry = change(inquiry, w.Cases.AddDocument(w.t.Context(), amina, inquiry.Case.ID, "", casework.DocumentEstablished, casework.Parties,
		[]casework.NewDocument{w.stored("utredning.pdf", pdf)}))
	inquiry.Documents = inquiry.Documents[1:]
	refused := w.sentForAnna()
	ref := casework.Ref{ID: refused.Case.ID, Version: refused.Case.Version}
	out["inquiry"], out["refused"] = inquiry, change(refused, w.Cases.RefuseAgent(w.t.Context(), amina, ref, refused.Parties[0].ID, "Fullmakten saknar underskrift."))
	linh := identity.Principal{Kind: identity.Resident, Actor: portaltest.PersonID("001301"), Assurance: identity.AssuranceSubstantial, On: w.Today()}
	if err := w.Cases.Join(w.t.Context(), linh, reported.Case); err != nil {
		w.t.Fatal(err)
	}
	code := w.post("/folj", "", url.Values{"code": {reported.Code}})
	if code.session() == "" {
		w.t.Fatalf("follow by code: %d", code.status)
	}
	return out, code.session()
}

func TestWhoReadsWhichCase(t *testing.T) {
	w := newWorld(t)
	w.staffed()
	files, code := w.cases()
	w.cookies["code"] = code
	for _, side := range []struct{ base, table string }{{"/arenden/", residentsRead}, {"/handlaggning/", officersRead}} {
		columns, want, order := rows(side.table)
		for _, name := range order {
			kind, what, _ := strings.Cut(name, " ")
			f := files[kind]
			if f == nil {
				t.Fatalf("no case %q", kind)
			}
			path := side.base + string(f.Case.ID)
			switch what {
			case "live":
				path += "/live"
			case "document":
				path += "/handling/" + string(f.Documents[0].ID)
			}
			var got []string
			for _, role := range columns {
				a := w.get(path, w.as(role))
				got = append(got, a.outcome())
				if a.outcome() == "none" {
					unknown := strings.ReplaceAll(path, string(f.Case.ID), nothing)
					if b := w.get(unknown, w.as(role)); b.status != a.status || shape(a, path) != shape(b, unknown) {
						t.Errorf("%s as %s: answers about another's otherwise than about nothing", name, role)
					}
				}
			}
			if g, x := strings.Join(got, " "), strings.Join(want[name], " "); g != x {
				t.Errorf("%s%s\n\t got %s\n\twant %s", side.base, name, g, x)
			}
		}
	}
}

// TestSearchFindsWhatOneMayRead holds both searches to the tables: what somebody cannot open is not listed either.
func TestSearchFindsWhatOneMayRead(t *testing.T) {
	w := newWorld(t)
	w.staffed()
	files, _ := w.cases()
	for _, side := range []struct{ base, search, table string }{
		{"/arenden/", "/arenden?q=", residentsRead}, {"/handlaggning/", "/handlaggning?lista=all&q=", officersRead},
	} {
		columns, want, _ := rows(side.table)
		for kind, f := range files {
			for i, role := range columns {
				if role == "code" || role == "nobody" || role == "visitor" {
					continue
				}
				opens := want[kind+" case"][i] == "ok"
				a := w.get(side.search+url.QueryEscape(f.Case.Diary.String()), w.as(role))
				if listed := strings.Contains(a.body, `href="`+side.base+string(f.Case.ID)); listed != opens {
					t.Errorf("%s searches for %s at %s: listed %v, may open it %v", role, kind, side.base, listed, opens)
				}
			}
		}
	}
}

// TestReadingIsLoggedAndShown counts the log of readings after each visit to the desk: one line for what was shown, none for what was refused, and
// the party sees it on the case's page.
func TestReadingIsLoggedAndShown(t *testing.T) {
	w := newWorld(t)
	w.staffed()
	files, _ := w.cases()
	f := files["leave"]
	anna := identity.Principal{Kind: identity.Resident, Actor: portaltest.PersonID("000101"), Assurance: identity.AssuranceSubstantial, On: w.Today()}
	readings := func() []casework.Reading {
		got, err := w.Cases.Case(t.Context(), anna, f.Case.ID)
		if err != nil {
			t.Fatal(err)
		}
		return got.Readings
	}
	base := "/handlaggning/" + string(f.Case.ID)
	document := base + "/handling/" + string(f.Documents[0].ID)
	for _, tc := range []struct {
		who, path string
		logged    int
	}{
		{"Johan", base, 1}, {"Johan", document, 1}, {"Samira", base, 1}, {"reader", base, 1},
		{"uncleared", base, 0}, {"uncleared", document, 0}, {"Erik", base, 0}, {"Ali", document, 0}, {"Anna", base, 0}, {"Johan", base + "/handling/" + nothing, 0},
	} {
		before := len(readings())
		w.get(tc.path, w.as(tc.who))
		if got := len(readings()) - before; got != tc.logged {
			t.Errorf("%s at %s: %d readings logged, want %d", tc.who, strings.ReplaceAll(tc.path, string(f.Case.ID), "CASE"), got, tc.logged)
		}
	}
	board := w.Municipality.Board("BUN").Name.SV
	page := w.get("/arenden/"+string(f.Case.ID), w.as("Anna")).body
	for _, words := range []string{board, text("desk.role.decision_maker"), text("case.read.document", "bilaga.pdf")} {
		if !strings.Contains(page, words) {
			t.Errorf("the party's page does not say %q", words)
		}
	}
	for _, name := range []string{"Johan Ekblad", "Samira Haddad", "Läser Bara"} {
		if strings.Contains(page, name) {
			t.Errorf("the party's page says who read: %s", name)
		}
	}
}
