package portal_test

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"forvag/internal/casework"
	"forvag/internal/dbx"
	"forvag/internal/dbx/dbtest"
	"forvag/internal/identity"
	"forvag/internal/locale"
	"forvag/portal"
	"forvag/portal/portaltest"
)

// perHousehold is how many cases each household has, and eventsEach how many events each case has.
const perHousehold, eventsEach = 20, 5

// A household is a guardian, who has all its cases, their child, and the other guardian, who is informed of some.
type household int

func (h household) guardian() identity.PersonID { return h.person(1) }

func (h household) person(n int) identity.PersonID {
	return identity.PersonID(fmt.Sprintf("01900000-0000-7000-9000-%010d%02d", int(h), n))
}

// model are the demo's people that every household is a copy of: the Lindqvists.
func model(n int) identity.PersonID { return portaltest.PersonID(fmt.Sprintf("0001%02d", n)) }

// fill gives an empty SQLite database so many households: twenty cases are handled for real, by the case core, and each household gets a copy
// of them, with its own people, ids, numbers and hashes. What is copied is what Verify finds nothing wrong with.
func fill(b testing.TB, db *dbx.DB, households int) {
	b.Helper()
	source := dbtest.SQLite(b, portaltest.Modules...)
	site := portaltest.On(b, source)
	templates := make([]casework.CaseID, perHousehold)
	for i := range templates {
		site.Pass(-time.Duration(14*(perHousehold-i)) * 24 * time.Hour)
		templates[i] = lived(b, site, i)
		site.Pass(portaltest.Start.Sub(site.Now()))
	}
	c := &copier{from: source, to: db, numbers: map[casework.Diary]int{}}
	if err := c.people(b.Context(), households); err != nil {
		b.Fatal(err)
	}
	for _, id := range templates {
		if err := c.spread(b.Context(), id, households); err != nil {
			b.Fatal(err)
		}
	}
	if err := c.diaries(b.Context()); err != nil {
		b.Fatal(err)
	}
}

// lived is the i-th case of a household: sent in as a form, and handled in five events to where it stands.
func lived(b testing.TB, site *portaltest.Site, i int) casework.CaseID {
	ctx := b.Context()
	resident := identity.Principal{Kind: identity.Resident, Actor: model(1), Assurance: identity.AssuranceSubstantial, On: site.Today()}
	form, officer := opinion(i), "Erik Sandberg"
	if i%5 == 0 {
		form, officer = leave(site), "Johan Ekblad"
	}
	in, err := site.Submission(ctx, resident, site.Now(), form)
	if err != nil {
		b.Fatal(err)
	}
	made, err := site.Cases.Submit(ctx, resident, in)
	if err != nil {
		b.Fatal(err)
	}
	by := staff(b, site, officer)
	step := 0
	do := func(err error) {
		if err != nil {
			b.Fatalf("case %d: %v", i, err)
		}
		step++
		site.Pass(time.Duration(step) * 26 * time.Hour)
		by.On, resident.On = site.Today(), site.Today()
	}
	ref := func() casework.Ref { return casework.Ref{ID: made.Case, Version: site.File(made.Case).Case.Version} }
	do(site.Cases.Assign(ctx, by, ref(), by.Actor))
	do(site.Cases.Message(ctx, by, made.Case, "", "", "Tack för att du hör av dig. Jag läser det du har skrivit och återkommer i veckan.", nil))
	switch {
	case i%5 == 0 && i > 0:
		do(site.Cases.Decide(ctx, by, ref(), casework.NewDecision{Type: "short_leave", Outcome: casework.Granted, Text: "Elsa får vara ledig.",
			Grounds: casework.Grounds{Law: []string{"skollagen 7 kap. 18 §"}, Circumstances: "Ledigheten är kort och skälet är personligt."}}))
		do(site.Cases.Notice(ctx, resident, casework.Ref{ID: made.Case}, casework.Notice{Decision: site.File(made.Case).Decision().ID}))
	case i < 2:
		do(site.Cases.Message(ctx, resident, made.Case, "", "", "Tack, då väntar jag på svar.", nil))
		do(site.Cases.Request(ctx, by, ref(), "Skicka gärna en bild på stället.", site.Today().AddDays(60), false))
	case i%2 == 0:
		do(site.Cases.Message(ctx, resident, made.Case, "", "", "Tack, då väntar jag på svar.", nil))
		do(site.Cases.Close(ctx, by, ref(), "Synpunkten är besvarad."))
	default:
		do(site.Cases.Note(ctx, by, made.Case, "Har frågat gatukontoret."))
		do(site.Cases.Message(ctx, resident, made.Case, "", "", "Tack, då väntar jag på svar.", nil))
	}
	if n := len(site.File(made.Case).Events); n != eventsEach {
		b.Fatalf("case %d has %d events", i, n)
	}
	return made.Case
}

func opinion(i int) portal.Form {
	return portal.Form{Service: "synpunkt", Key: identity.NewID(), Lang: locale.SV, Values: map[string][]string{
		"intent": {"suggestion"}, "area": {"traffic"}, "heading": {fmt.Sprintf("Fler bänkar vid sjön, förslag %d", i)}, "answer": {"here"},
		"text": {"Det är långt mellan bänkarna på promenaden runt sjön. Sätt gärna ut några till, så att fler orkar hela vägen."},
	}}
}

func leave(site *portaltest.Site) portal.Form {
	return portal.Form{Service: "ledighet-elev", Key: identity.NewID(), Lang: locale.SV, Values: map[string][]string{
		"child": {string(model(3))}, "from": {site.Today().AddDays(30).String()}, "to": {site.Today().AddDays(32).String()},
		"reason": {"family"}, "description": {"Vi ska på bröllop hos släkten i Luleå."}, "plan": {"Vi läser i kapp på kvällarna."},
		"email": {"anna@example.se"}, "school": {"Alskolan"}, "class": {"4B"},
	}}
}

func staff(b testing.TB, site *portaltest.Site, name string) identity.Principal {
	for _, o := range site.Municipality.Staff {
		if o.Name == name {
			grants, _ := site.Municipality.Grants(o.ID)
			return identity.Principal{Kind: identity.Officer, Actor: o.ID, Grants: grants, Assurance: identity.AssuranceSubstantial, On: site.Today()}
		}
	}
	b.Fatalf("nobody of the staff is called %q", name)
	return identity.Principal{}
}

// copier copies the rows of cases from one database into another, many times, each time as if it had happened to other people.
type copier struct {
	from, to *dbx.DB
	numbers  map[casework.Diary]int // the last of each board and year
}

// rowsOf are a table's rows where a column has a value.
func (c *copier) rowsOf(ctx context.Context, table, column, value string) (columns []string, all [][]any, err error) {
	err = c.from.Read(ctx, func(tx *dbx.Tx) error {
		rows, err := tx.Query(ctx, `SELECT * FROM `+table+` WHERE `+column+` = $1`, value)
		if err != nil {
			return err
		}
		defer rows.Close()
		if columns, err = rows.Columns(); err != nil {
			return err
		}
		for rows.Next() {
			row := make([]any, len(columns))
			into := make([]any, len(columns))
			for i := range row {
				into[i] = &row[i]
			}
			if err := rows.Scan(into...); err != nil {
				return err
			}
			all = append(all, row)
		}
		return rows.Err()
	})
	return columns, all, err
}

// batch collects rows of one table and inserts them a thousand values at a time.
type batch struct {
	tx    *dbx.Tx
	table string
	width int
	args  []any
}

func (n *batch) add(ctx context.Context, row []any) error {
	n.width = len(row)
	if n.args = append(n.args, row...); len(n.args) < 1000 {
		return nil
	}
	return n.flush(ctx)
}

func (n *batch) flush(ctx context.Context) error {
	if len(n.args) == 0 {
		return nil
	}
	tuples := make([]string, 0, len(n.args)/n.width)
	for at := 1; at <= len(n.args); at += n.width {
		tuples = append(tuples, "("+dbx.List(at, n.width)+")")
	}
	_, err := n.tx.Exec(ctx, `INSERT INTO `+n.table+` VALUES `+strings.Join(tuples, ", "), n.args...)
	n.args = n.args[:0]
	return err
}

// people copies the model household's people.
func (c *copier) people(ctx context.Context, households int) error {
	return c.to.Write(ctx, func(tx *dbx.Tx) error {
		into := &batch{tx: tx, table: "resident_person"}
		for n := 1; n <= 3; n++ {
			columns, rows, err := c.rowsOf(ctx, "resident_person", "id", string(model(n)))
			if err != nil {
				return err
			}
			home := slices.Index(columns, "apartment")
			for h := range households {
				row := append([]any(nil), rows[0]...)
				row[0], row[home] = string(household(h).person(n)), fmt.Sprint(1000+h) // a flat each, or they would all live together
				if err := into.add(ctx, row); err != nil {
					return err
				}
			}
		}
		return into.flush(ctx)
	})
}

// spread gives every household a copy of a case. The copies get ids and numbers in turn, so that a household's cases lie far apart.
func (c *copier) spread(ctx context.Context, id casework.CaseID, households int) error {
	from := map[string][][]any{}
	at := map[string]map[string]int{} // the columns' places, by table
	tables := []string{"case_events", "cases", "case_holders", "case_tokens"}
	for _, table := range tables {
		key := "case_id"
		if table == "cases" {
			key = "id"
		}
		columns, rows, err := c.rowsOf(ctx, table, key, string(id))
		if err != nil {
			return err
		}
		from[table], at[table] = rows, map[string]int{}
		for i, name := range columns {
			at[table][name] = i
		}
	}
	model0 := from["cases"][0]
	diary := casework.Diary{Board: identity.BoardID(model0[at["cases"]["board"]].(string)), Year: int(model0[at["cases"]["year"]].(int64)),
		Number: int(model0[at["cases"]["number"]].(int64))}
	return c.to.Write(ctx, func(tx *dbx.Tx) error {
		into := map[string]*batch{}
		for _, table := range tables {
			into[table] = &batch{tx: tx, table: table}
		}
		for h := range households {
			made := diary
			book := casework.Diary{Board: diary.Board, Year: diary.Year}
			c.numbers[book]++
			made.Number = c.numbers[book]
			swap := strings.NewReplacer(string(id), identity.NewID(), strings.ToLower(diary.String()), strings.ToLower(made.String()),
				string(model(1)), string(household(h).person(1)), string(model(2)), string(household(h).person(2)), string(model(3)), string(household(h).person(3)))
			head := ""
			for _, table := range tables {
				for _, row := range from[table] {
					row = swapped(swap, row)
					switch places := at[table]; table {
					case "case_events":
						head = sealed(row, places, head)
					case "cases":
						row[places["number"]], row[places["head"]] = made.Number, head
					case "case_holders":
						row[places["number"]], row[places["seen"]] = made.Number, row[places["newest_seq"]]
					}
					if err := into[table].add(ctx, row); err != nil {
						return err
					}
				}
			}
		}
		for _, table := range tables {
			if err := into[table].flush(ctx); err != nil {
				return err
			}
		}
		return nil
	})
}

func swapped(swap *strings.Replacer, row []any) []any {
	out := make([]any, len(row))
	for i, v := range row {
		switch v := v.(type) {
		case string:
			out[i] = swap.Replace(v)
		default:
			out[i] = v
		}
	}
	return out
}

// sealed gives a copied event the hashes that it has by itself, written down from the format's description, and returns its hash.
func sealed(row []any, at map[string]int, prev string) string {
	text := func(name string) string { return row[at[name]].(string) }
	row[at["id"]] = identity.NewID()
	digest, err := casework.Digest(row[at["salt"]].([]byte), []byte(text("payload")))
	if err != nil {
		panic(err) // the core wrote the payload
	}
	row[at["digest"]], row[at["prev"]] = string(digest), prev
	header := strings.Join([]string{"forvag event 1", text("case_id"), fmt.Sprint(row[at["seq"]]), text("id"),
		row[at["at"]].(time.Time).UTC().Format(time.RFC3339Nano), text("actor"), text("actor_kind"), text("kind"), text("audience"),
		text("digest"), prev}, "\n")
	sum := sha256.Sum256([]byte(header))
	row[at["hash"]] = hex.EncodeToString(sum[:])
	return text("hash")
}

// diaries notes the last number of each board and year.
func (c *copier) diaries(ctx context.Context) error {
	return c.to.Write(ctx, func(tx *dbx.Tx) error {
		for d, last := range c.numbers {
			if _, err := tx.Exec(ctx, `INSERT INTO diaries (board, year, last) VALUES ($1, $2, $3)`, d.Board, d.Year, last); err != nil {
				return err
			}
		}
		return nil
	})
}

// TestFilledIsWhatTheCoreWrites holds that the benchmarks stand on cases as the case core writes them.
func TestFilledIsWhatTheCoreWrites(t *testing.T) {
	db := dbtest.SQLite(t, portaltest.Modules...)
	fill(t, db, 3)
	site := portaltest.On(t, db)
	n := 0
	for problem, err := range site.Cases.Verify(t.Context(), identity.Principal{Kind: identity.Administrator}, nil) {
		if err != nil {
			t.Fatal(err)
		}
		t.Errorf("%s: %s", problem.Diary, problem.What)
	}
	for h := range household(3) {
		resident := identity.Principal{Kind: identity.Resident, Actor: h.guardian(), Assurance: identity.AssuranceSubstantial, On: site.Today()}
		rows, err := site.Cases.Mine(t.Context(), resident, casework.MineFilter{Limit: 100})
		if err != nil {
			t.Fatal(err)
		}
		n += len(rows)
	}
	if want := 3 * perHousehold; n != want {
		t.Errorf("households have %d cases, want %d", n, want)
	}
}
