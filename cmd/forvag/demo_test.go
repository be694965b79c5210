package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/gabriel-vasile/mimetype"

	"forvag/internal/casework"
	"forvag/internal/catalog"
	"forvag/internal/civil"
	"forvag/internal/dbx/dbtest"
	"forvag/internal/identity"
	"forvag/internal/residents"
)

// aMonday is a moment when there is time enough for everything of today.
var aMonday = civil.Must("2026-11-23").Start().Add(15*time.Hour + 30*time.Minute)

// almby is the demo on a database of its own, at a moment.
func almby(t *testing.T, dsn string, now time.Time) *instance {
	t.Helper()
	s := settings{storage: storage{Data: t.TempDir(), DatabaseURL: dsn}}
	in, err := open(t.Context(), s, func() time.Time { return now }, slog.New(slog.NewTextHandler(io.Discard, nil)))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := in.Close(); err != nil {
			t.Error(err)
		}
	})
	return in
}

// demoOfficer is an officer of the demo as they log in.
func demoOfficer(in *instance, given string) identity.Principal {
	for _, o := range in.site.Municipality.Staff {
		if strings.HasPrefix(strings.ToLower(o.Name), given) {
			grants, _ := in.site.Municipality.Grants(o.ID)
			return identity.Principal{Kind: identity.Officer, Actor: o.ID, Grants: grants, Assurance: identity.AssuranceSubstantial, On: civil.Today(in.clock)}
		}
	}
	panic(given)
}

func demoResident(in *instance, given string) identity.Principal {
	return identity.Principal{Kind: identity.Resident, Actor: residents.DemoID(demoPeople[given]), Assurance: identity.AssuranceSubstantial, On: civil.Today(in.clock)}
}

// TestDemoOfAnotherMunicipality shows a new kommun.yaml, which has no staff and none of Almby's places, as its author would look at it.
func TestDemoOfAnotherMunicipality(t *testing.T) {
	folder := t.TempDir()
	if code := run(t.Context(), []string{"new", "municipality", "Falkenbergs kommun", "--place", "Falkenberg", "--folder", folder}, io.Discard, io.Discard); code != 0 {
		t.Fatalf("exit code %d", code)
	}
	s := settings{storage: storage{Data: t.TempDir()}, Content: folder, demo: true}
	in, err := open(t.Context(), s, func() time.Time { return aMonday }, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	defer in.Close()
	if code, err := populated(t.Context(), in); err != nil || code != "" {
		t.Fatalf("code %q, %v", code, err)
	}
	var officers []string
	for _, p := range in.site.Demo.People {
		if p.Officer {
			officers = append(officers, p.Name)
		}
	}
	if !slices.Contains(officers, "Samira Haddad") || in.site.Municipality.Place != "Falkenberg" {
		t.Errorf("%s has the officers %v", in.site.Municipality.Place, officers)
	}
	in.folder.demo = false // a portal in earnest
	c, err := in.folder.load(in.clock)
	if err != nil {
		t.Fatal(err)
	}
	if len(c.municipality.Staff) > 0 {
		t.Errorf("a portal in earnest has officers who do not exist: %d", len(c.municipality.Staff))
	}
}

func TestDemoIsAlive(t *testing.T) {
	databases := map[string]func(testing.TB) string{"sqlite": dbtest.SQLiteDSN, "postgres": dbtest.PostgresDSN}
	for name, dsn := range databases {
		t.Run(name, func(t *testing.T) {
			in := almby(t, dsn(t), aMonday)
			code, err := populated(t.Context(), in)
			if err != nil {
				t.Fatal(err)
			}
			t.Run("nothing is wrong", func(t *testing.T) { verified(t, in) })
			t.Run("every status", func(t *testing.T) { everyStatus(t, in) })
			t.Run("the first resident has something of each", func(t *testing.T) { somethingOfEach(t, in) })
			t.Run("the desk's lists", func(t *testing.T) { deskLists(t, in) })
			t.Run("the other guardian is told", func(t *testing.T) { otherGuardian(t, in) })
			t.Run("protected", func(t *testing.T) { protectedPerson(t, in) })
			t.Run("nearby", func(t *testing.T) { reportsNearby(t, in) })
			t.Run("the code", func(t *testing.T) {
				p, err := in.site.Cases.Follow(t.Context(), code, civil.Today(in.clock))
				if err != nil {
					t.Fatal(err)
				}
				if _, err := in.site.Cases.Case(t.Context(), p, casework.CaseID(p.CaseID)); err != nil {
					t.Error(err)
				}
			})
			t.Run("again", func(t *testing.T) {
				before := deskCount(t, in, "lena", casework.ListAll)
				if _, err := populated(t.Context(), in); err != nil {
					t.Fatal(err)
				}
				if after := deskCount(t, in, "lena", casework.ListAll); after != before {
					t.Errorf("%d cases, and %d after a second start", before, after)
				}
			})
		})
	}
}

func verified(t *testing.T, in *instance) {
	var said bytes.Buffer
	v := newVerification(&console{out: &said}, in.db, in.blobs)
	if err := errors.Join(v.texts(t.Context()), v.files(t.Context()), v.cases(t.Context())); err != nil {
		t.Fatal(err)
	}
	if v.problems > 0 || v.documents == 0 {
		t.Errorf("%d problems in %d documents: %s", v.problems, v.documents, &said)
	}
}

func everyStatus(t *testing.T, in *instance) {
	found := map[casework.Status]int{}
	for _, officer := range []string{"lena", "samira"} {
		rows, _, err := in.site.Cases.Desk(t.Context(), demoOfficer(in, officer), casework.DeskFilter{List: casework.ListAll, Size: 200})
		if err != nil {
			t.Fatal(err)
		}
		for _, row := range rows {
			found[row.Status]++
			answered(t, in, demoOfficer(in, officer), row.ID)
		}
	}
	for _, s := range casework.Statuses() {
		if found[s] == 0 {
			t.Errorf("no case is %s: %v", s, found)
		}
	}
}

// answered holds that what was sent in can be read, and still answers the form.
func answered(t *testing.T, in *instance, p identity.Principal, id casework.CaseID) {
	t.Helper()
	f, err := in.site.Cases.Case(t.Context(), p, id)
	if err != nil {
		t.Fatal(err)
	}
	service := in.site.Catalog.Service(f.Case.Type.ID)
	var answers catalog.Answers
	if err := json.Unmarshal(f.Answers, &answers); err != nil || len(answers) < 3 {
		t.Errorf("%s: %d answers, %v", f.Case.Diary, len(answers), err)
	}
	shown := service.Visible(answers, catalog.Moment{Today: f.Case.Received, Municipality: in.site.Rules})
	for field := range answers {
		if strings.HasPrefix(field, "_") {
			continue // of no field: what came in together
		}
		if !shown[field] {
			t.Errorf("%s: the answer to %s is not shown", f.Case.Diary, field)
		}
	}
	asked := service.ID == "skolval" // the officer is asked which decision it becomes
	if len(service.Decisions) > 0 && f.Recommendation == nil && !asked {
		t.Errorf("%s, %s: the rules recommend nothing", f.Case.Diary, service.ID)
	}
}

func somethingOfEach(t *testing.T, in *instance) {
	p := identity.Principal{Kind: identity.Resident, Actor: residents.DemoLogins()[0].ID, Assurance: identity.AssuranceSubstantial, On: civil.Today(in.clock)}
	counts, err := in.site.Cases.Counts(t.Context(), p)
	if err != nil || counts.NeedsMe == 0 || counts.Ongoing == 0 || counts.Closed == 0 || counts.Unseen == 0 {
		t.Errorf("%+v, %v: want something of each", counts, err)
	}
	mine, err := in.site.Cases.Mine(t.Context(), p, casework.MineFilter{})
	if err != nil {
		t.Fatal(err)
	}
	if !slices.ContainsFunc(mine, func(r casework.MineRow) bool { return r.Needs == casework.NeedAnswer }) {
		t.Error("nothing is asked of her")
	}
}

func deskCount(t *testing.T, in *instance, officer string, list casework.DeskList) int {
	t.Helper()
	_, n, err := in.site.Cases.Desk(t.Context(), demoOfficer(in, officer), casework.DeskFilter{List: list})
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func deskLists(t *testing.T, in *instance) {
	for _, list := range []casework.DeskList{casework.ListUnassigned, casework.ListMine, casework.ListOverdue, casework.ListWaiting, casework.ListOpen,
		casework.ListClosed} {
		if deskCount(t, in, "erik", list) == 0 {
			t.Errorf("%s is empty", list)
		}
	}
}

func otherGuardian(t *testing.T, in *instance) {
	mine, err := in.site.Cases.Mine(t.Context(), demoResident(in, "peter"), casework.MineFilter{})
	if err != nil {
		t.Fatal(err)
	}
	if !slices.ContainsFunc(mine, func(r casework.MineRow) bool { return r.Role == identity.Informed }) {
		t.Error("Peter is told of nothing")
	}
}

func protectedPerson(t *testing.T, in *instance) {
	mine, err := in.site.Cases.Mine(t.Context(), demoResident(in, "jenny"), casework.MineFilter{})
	if err != nil || len(mine) == 0 {
		t.Fatalf("%d cases, %v", len(mine), err)
	}
	for _, row := range mine {
		if _, err := in.site.Cases.Case(t.Context(), demoOfficer(in, "johan"), row.Case); err == nil {
			t.Errorf("%s: an officer without clearance reads it", row.Diary)
		}
	}
	others, err := in.site.Cases.Mine(t.Context(), demoResident(in, "daniel"), casework.MineFilter{})
	if err != nil {
		t.Fatal(err)
	}
	for _, row := range others {
		if row.Role == identity.Informed {
			t.Errorf("%s: the other guardian of a protected child is told", row.Diary)
		}
	}
}

func reportsNearby(t *testing.T, in *instance) {
	a, found, err := in.site.Residents.FindAddress(t.Context(), "Storgatan 9")
	if err != nil || !found {
		t.Fatal(found, err)
	}
	rows, err := in.site.Cases.Nearby(t.Context(), "felanmalan", casework.Place{North: a.Point.North, East: a.Point.East}, 60, civil.Today(in.clock).AddDays(-60))
	if err != nil || len(rows) < 2 {
		t.Errorf("%d reports, %v; want two", len(rows), err)
	}
}

// TestDemoOnAnyDay holds that the demo is told up to any moment: in order, on working days, with officers in office hours.
func TestDemoOnAnyDay(t *testing.T) {
	all, err := stories()
	if err != nil {
		t.Fatal(err)
	}
	for _, now := range []string{
		"2026-11-23T08:00:00Z", "2026-11-23T09:01:00+01:00", "2026-11-22T03:00:00+01:00", "2027-01-01T12:00:00+01:00", "2027-06-25T15:00:00+02:00",
		"2028-02-29T23:59:00+01:00", "2026-03-29T10:00:00+02:00",
	} {
		t.Run(now, func(t *testing.T) {
			at, err := time.Parse(time.RFC3339, now)
			if err != nil {
				t.Fatal(err)
			}
			played, err := scenes(all, at)
			if err != nil {
				t.Fatal(err)
			}
			inOrder(t, played, at)
		})
	}
}

func inOrder(t *testing.T, played []scene, now time.Time) {
	t.Helper()
	next := map[*story]int{}
	before := time.Time{}
	for _, s := range played {
		who := s.story.By
		if s.n >= 0 {
			who = s.story.Then[s.n].Who
		}
		day, hour := civil.Of(s.at), s.at.In(civil.Zone()).Hour()
		switch {
		case s.at.Before(before) || s.at.After(now):
			t.Errorf("%s: %v comes after %v", s.story.Service, s.at, before)
		case s.n != next[s.story]-1:
			t.Errorf("%s: step %d comes out of order", s.story.Service, s.n)
		case !civil.IsWorkingDay(day):
			t.Errorf("%s: something happens on %v", s.story.Service, day)
		case isOfficer(who) && day != civil.Of(now) && (hour < 8 || hour > 16):
			t.Errorf("%s: %s works at %v", s.story.Service, who, s.at)
		}
		before = s.at
		next[s.story]++
	}
}

func TestDemoFiles(t *testing.T) {
	for name := range demoPictures {
		t.Run(name, func(t *testing.T) { detected(t, name, "image/png") })
	}
	for name := range demoDocuments {
		t.Run(name, func(t *testing.T) { detected(t, name, "application/pdf") })
	}
}

func detected(t *testing.T, name, want string) {
	b, media, err := demoFile(name)
	if err != nil {
		t.Fatal(err)
	}
	if found := mimetype.Detect(b); media != want || !found.Is(want) {
		t.Errorf("%s said, %s found; want %s", media, found, want)
	}
}

// TestDemoGoesOn holds that a kept demo starts on what it has, and has its whole town, also where it is stopped as soon as it answers.
func TestDemoGoesOn(t *testing.T) {
	folder := t.TempDir()
	var town []int // how many live there after each run
	for range 2 {
		ctx, stop := context.WithCancel(t.Context())
		reads, writes := io.Pipe()
		done := make(chan int)
		go func() {
			code := run(ctx, []string{"demo", "--listen", "127.0.0.1:0", "--keep", folder, "--log-level", "ERROR"}, writes, io.Discard)
			writes.Close()
			done <- code
		}()
		first := make([]byte, 64)
		if _, err := reads.Read(first); err != nil || !strings.HasPrefix(string(first), "listening on http://127.0.0.1:") {
			t.Errorf("it says %q, %v", first, err)
		}
		go io.Copy(io.Discard, reads)
		stop()
		if code := <-done; code != 0 {
			t.Fatalf("exit code %d", code)
		}
		town = append(town, living(t, folder))
	}
	if town[0] < 3000 || town[1] != town[0] {
		t.Errorf("%d lived in the town, and then %d", town[0], town[1])
	}
	var out bytes.Buffer
	if code := run(t.Context(), []string{"verify", "--data", folder}, &out, &out); code != 0 {
		t.Errorf("verify: %s", &out)
	}
}

// living counts the people in the register of a demo that was stopped.
func living(t *testing.T, folder string) (n int) {
	t.Helper()
	s := storage{Data: folder}
	db, err := s.connect(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	err = residents.New(db, nil, nil).Everyone(t.Context(), func(residents.Resident) { n++ }, func(residents.Guardianship) {})
	if err != nil {
		t.Fatal(err)
	}
	return n
}
