package storetest

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"forvag/internal/casework"
	"forvag/internal/civil"
	"forvag/internal/fault"
	"forvag/internal/identity"
)

// Run runs the suite. open gives an empty store each time.
func Run(t *testing.T, open func(t *testing.T) casework.Store) {
	for _, test := range []struct {
		name string
		run  func(*testing.T, *World)
	}{
		{"journey", journey},
		{"submission is idempotent", idempotent},
		{"what must be as it was is asked before a case is made", still},
		{"diary numbers have no gaps", unbroken},
		{"of two officers one is told", stale},
		{"automatic decisions", automatic},
		{"anonymous report, follow code, claim", anonymous},
		{"who sees what", visibility},
		{"sent for somebody else", sentFor},
		{"agents alike", alike},
		{"guardians answer together", together},
		{"a guardian who declines", declined},
		{"cases beside one another", beside},
		{"desk obeys grants", desk},
		{"desk stands in the order that it tells", deskUntil},
		{"mine", mine},
		{"following", following},
		{"nearby and joining", nearby},
		{"following a report by a code", followedByCode},
		{"withdrawal, appeal and reopening", appeals},
		{"an appeal that came too late", late},
		{"several appeal the same decision", rivals},
		{"delegation follows the track", track},
		{"a party has part of a decision once", notices},
		{"an officer notes how a party got a decision", waysOfNotice},
		{"a permit that holds keeps its case", permits},
		{"case types are found before a case is locked", unlocked},
		{"nobody handles what is near to them", near},
		{"a board's meeting decides", meeting},
		{"a building permit runs from legal force", final},
		{"closing", closing},
		{"a promise waits for the party, and the law for nobody", pauses},
		{"a clock is met or missed", metOrMissed},
		{"who is reminded of what", reminders},
		{"an ignored reminder is handed up", handedUp},
		{"a case that fails is reminded of alone", failing},
		{"reminders of appeals", appealReminders},
		{"reminders of each clock", clockReminders},
		{"several remind at once", remindedOnce},
		{"what is left before a case is closed", closedEarly},
		{"what was taken back waits for its closing", takenBack},
		{"demand for a decision", demand},
		{"disposal leaves a sound tombstone", disposal},
		{"each record is kept by its own rule", retention},
		{"grounds go before the case", reasons},
		{"what is due is told before", due},
		{"working material is cleared at the closing", working},
		{"the authority's own cases", authority},
		{"queue", queue},
		{"a child in a queue once", childOnce},
		{"a queue without decisions", agreement},
		{"a place that is left later", leaving},
		{"a booked time", booked},
		{"a wrong day of notice is corrected", wrongDay},
		{"turn in a queue", turn},
		{"a place is offered once", rivalOffers},
		{"who sees a queue", queueVisibility},
		{"random queues", queues},
		{"hostile input", hostile},
		{"random histories", histories},
	} {
		t.Run(test.name, func(t *testing.T) { test.run(t, NewWorld(t, open(t))) })
	}
}

func isKind(t *testing.T, what string, err, kind error) {
	t.Helper()
	if !errors.Is(err, kind) {
		t.Errorf("%s: got %v, want %v", what, err, kind)
	}
}

func equal[T comparable](t *testing.T, what string, got, want T) {
	t.Helper()
	if got != want {
		t.Errorf("%s: got %v, want %v", what, got, want)
	}
}

// Still holds the same of a store alone, whose connections may be few.
func Still(t *testing.T, store casework.Store) {
	w := NewWorld(t, store)
	ctx, stop := context.WithTimeout(w.ctx, time.Minute)
	defer stop()
	w.ctx = ctx
	still(t, w)
}

// still: a submission that is not as it was makes nothing, and takes neither its key nor a number; one that has been made is not asked of again.
func still(t *testing.T, w *World) {
	gone := fault.New(fault.Stale, "case.stale")
	in := application("k1", "permit")
	in.Still = func(context.Context) error { return gone }
	_, err := w.Submit(w.ctx, w.saga(), in)
	isKind(t, "not as it was", err, fault.Stale)
	read := 0
	in.Still = func(ctx context.Context) error { // what it asks may lie in the same database
		read++
		_, err := w.Mine(ctx, w.saga(), casework.MineFilter{Limit: 10})
		return err
	}
	equal(t, "diary", w.submit(in).Diary.String(), "BN 2026-000001")
	equal(t, "times asked", read, 1)
	in.Still = func(context.Context) error { return gone }
	equal(t, "again", w.submit(in).Again, true)
	w.sound()
}

// journey takes a case from form to closing, with everything that people do on the way.
func journey(t *testing.T, w *World) {
	in := application("k1", "permit")
	in.Documents = []casework.NewDocument{{Filename: "plan.pdf", MediaType: "application/pdf", Size: 10, Hash: "aa"}}
	r := w.submit(in)
	equal(t, "diary", r.Diary.String(), "BN 2026-000001")
	equal(t, "status", r.Status, casework.StatusReceived)
	ctx, id := w.ctx, r.Case

	w.must(w.Assign(ctx, w.ada(), w.ref(id), ada))
	equal(t, "step once somebody has it", w.file(id).Case.Step, casework.Investigate)
	isKind(t, "past the decision", w.Move(ctx, w.ada(), w.ref(id), casework.CarryOut, ""), fault.Illegal)
	isKind(t, "back without reason", w.Move(ctx, w.ada(), w.ref(id), casework.Initiate, ""), fault.Illegal)
	w.must(w.Message(ctx, w.saga(), id, "m1", "", "When?", nil))
	w.must(w.Message(ctx, w.saga(), id, "m1", "", "When?", nil))
	isKind(t, "key for another message", w.Message(ctx, w.saga(), id, "m1", "", "Why?", nil), fault.Exists)
	equal(t, "messages", len(w.file(id).Messages), 1)

	w.must(w.Request(ctx, w.ada(), w.ref(id), "A drawing", w.today().AddDays(14), false))
	f := w.file(id)
	equal(t, "status", f.Case.Status, casework.StatusWaitingYou)
	equal(t, "due while incomplete", f.Case.Due, civil.Date{})
	isKind(t, "closing with an open request", w.Close(ctx, w.ada(), w.ref(id), ""), fault.Illegal)
	w.Pass(3)
	w.must(w.Answer(ctx, w.saga(), id, "a1", f.Requests[0].ID, "Here", []casework.NewDocument{{Filename: "d.pdf", Hash: "bb"}}))
	f = w.file(id)
	equal(t, "due", f.Case.Due, civil.Deadline(w.today(), civil.Period{N: 10, Unit: civil.Weeks}))
	equal(t, "documents", len(f.Documents), 2)

	w.must(w.Wait(ctx, w.ada(), w.ref(id), "Rescue services", civil.Date{}))
	equal(t, "status", w.file(id).Case.Status, casework.StatusWaitingOther)
	w.must(w.Resume(ctx, w.ada(), w.ref(id), ""))
	w.must(w.Extend(ctx, w.ada(), w.ref(id), "ten", "Many cases"))
	isKind(t, "extending twice", w.Extend(ctx, w.ada(), w.ref(id), "ten", "Still many"), fault.Illegal)

	refusal := casework.NewDecision{Type: "merits", Outcome: casework.Refused}
	isKind(t, "refusal without grounds", w.Decide(ctx, w.ada(), w.ref(id), refusal), fault.Illegal)
	grant := casework.NewDecision{Type: "merits", Outcome: casework.Granted, Grounds: casework.Grounds{Law: []string{"PBL 9:30"}}}
	w.must(w.Decide(ctx, w.ada(), w.ref(id), grant))
	isKind(t, "deciding twice", w.Decide(ctx, w.ada(), w.ref(id), grant), fault.Illegal)
	f = w.file(id)
	equal(t, "delegation", f.Decisions[0].Delegation, "BN 2.1")
	equal(t, "status", f.Case.Status, casework.StatusDecided)
	permits, err := w.Permits(ctx, w.saga())
	w.must(err)
	equal(t, "permits", len(permits), 1)
	system := identity.Principal{Kind: identity.System, On: w.today()}
	held, err := w.PermitsFrom(ctx, system, w.today())
	w.must(err)
	if len(held) != 1 || held[0].ID != permits[0].ID || held[0].Type != "permit" {
		t.Errorf("permits that hold: %+v", held)
	}
	held, err = w.PermitsFrom(ctx, system, permits[0].To.AddDays(1))
	w.must(err)
	equal(t, "permits that have ended", len(held), 0)
	_, err = w.PermitsFrom(ctx, w.ada(), w.today())
	isKind(t, "everybody's permits for an officer", err, fault.Forbidden)
	engaged, err := w.Engagements(ctx, system)
	w.must(err)
	if want := (casework.Engagement{Holder: casework.HolderOf(saga, ""), Type: "permit"}); len(engaged) != 1 || engaged[0] != want || want.Holder.Person() != saga {
		t.Errorf("engaged: %+v", engaged)
	}
	if of, err := w.EngagementsOf(ctx, system, []casework.Holder{casework.HolderOf(saga, "")}); err != nil || !slices.Equal(of, engaged) {
		t.Errorf("the engagements of one: %v, %v; want those of %v", of, err, engaged)
	}
	if of, err := w.EngagementsOf(ctx, system, []casework.Holder{"p:nobody"}); err != nil || len(of) != 0 {
		t.Errorf("the engagements of nobody: %v, %v", of, err)
	}
	if _, err := w.EngagementsOf(ctx, w.ada(), nil); !errors.Is(err, fault.Forbidden) {
		t.Errorf("a resident asks: %v", err)
	}

	w.must(w.Notice(ctx, w.saga(), casework.Ref{ID: id}, casework.Notice{Decision: f.Decisions[0].ID}))
	f = w.file(id)
	until := f.Decisions[0].AppealUntil(f.Parties[0].ID)
	equal(t, "appeal until", until, civil.Deadline(w.today(), civil.Period{N: 3, Unit: civil.Weeks}))
	w.must(w.Move(ctx, w.ada(), w.ref(id), casework.CarryOut, ""))
	w.must(w.Note(ctx, w.ada(), id, "All done"))
	w.must(w.Close(ctx, w.ada(), w.ref(id), ""))
	equal(t, "status", w.file(id).Case.Status, casework.StatusClosed)
	engaged, err = w.Engagements(ctx, system)
	w.must(err)
	equal(t, "engaged once it is closed", len(engaged), 0)
	isKind(t, "moving a closed case", w.Move(ctx, w.ada(), w.ref(id), casework.Arrange, "x"), fault.Illegal)

	seen, err := w.Case(ctx, w.saga(), id)
	w.must(err)
	if readers := seen.Readings; len(readers) == 0 || readers[0].Reader != "" || readers[0].Role != identity.CaseOfficer {
		t.Errorf("readers as a party sees them: %+v", seen.Readings)
	}
	if days := seen.ReadingDays(); len(days) == 0 || days[0].Role != identity.CaseOfficer || days[0].Times == 0 {
		t.Errorf("days as a party sees them: %+v", days)
	}
	w.sound()
}

func idempotent(t *testing.T, w *World) {
	first := w.submit(application("k1", "permit"))
	second := w.submit(application("k1", "permit"))
	if !second.Again || second.Case != first.Case || second.Diary != first.Diary {
		t.Errorf("same submission again: got %+v, want %+v with Again", second, first)
	}
	other := application("k1", "permit")
	other.Title = "Garage"
	_, err := w.Submit(w.ctx, w.saga(), other)
	isKind(t, "same key, other content", err, fault.Exists)
	in := application("k1", "permit")
	in.Parties[0].Person = kim
	if _, err := w.Submit(w.ctx, w.resident(kim), in); err != nil {
		t.Errorf("another submitter's key: %v", err)
	}
	system := identity.Principal{Kind: identity.System}
	_, err = w.Made(w.ctx, system, "k1")
	isKind(t, "a resident's key, asked of by the system", err, fault.NotFound)
	receipt, err := w.Submit(w.ctx, system, application("k1", "permit"))
	w.must(err)
	made, err := w.Made(w.ctx, system, "k1")
	w.must(err)
	equal(t, "what the system's key made", made.Case.ID, receipt.Case)
	_, err = w.Made(w.ctx, w.saga(), "k1")
	isKind(t, "what a key made, asked of by a resident", err, fault.Forbidden)
}

// unbroken has many submit at once, some of them in vain.
func unbroken(t *testing.T, w *World) {
	const writers, each = 6, 5
	var wg sync.WaitGroup
	for i := range writers {
		wg.Go(func() {
			for j := range each {
				in := application(fmt.Sprintf("k%d-%d", i, j), "permit")
				if j%2 == 1 {
					in.Key = fmt.Sprintf("k%d-0", i) // used, for something else
					in.Title = "Other"
				}
				_, err := w.Submit(w.ctx, w.saga(), in)
				if (j%2 == 1) != errors.Is(err, fault.Exists) || j%2 == 0 && err != nil {
					t.Errorf("submit %d-%d: %v", i, j, err)
				}
			}
		})
	}
	wg.Wait()
	w.sound()
	rows, total, err := w.Desk(w.ctx, w.ada(), casework.DeskFilter{List: casework.ListAll, Size: 200})
	w.must(err)
	seen := map[int]bool{}
	for _, r := range rows {
		seen[r.Diary.Number] = true
	}
	for n := 1; n <= total; n++ {
		if !seen[n] {
			t.Errorf("number %d is missing", n)
		}
	}
	equal(t, "cases", total, writers*3)
}

func stale(t *testing.T, w *World) {
	id := w.submit(application("k1", "permit")).Case
	ref := w.ref(id)
	results := make(chan error, 2)
	var wg sync.WaitGroup
	for _, p := range []identity.Principal{w.ada(), w.bo()} {
		wg.Go(func() { results <- w.Assign(w.ctx, p, ref, p.Actor) })
	}
	wg.Wait()
	a, b := <-results, <-results
	if (a == nil) == (b == nil) || !errors.Is(errors.Join(a, b), fault.Stale) {
		t.Errorf("two at once: %v and %v, want one fault.Stale", a, b)
	}
	isKind(t, "without version", w.Assign(w.ctx, w.ada(), casework.Ref{ID: id}, ada), fault.Stale)
	isKind(t, "stale and not theirs", w.Assign(w.ctx, w.lo(), casework.Ref{ID: id, Version: 99}, lo), fault.NotFound)
	f := w.file(id)
	equal(t, "version", f.Case.Version, int64(2))
	w.sound()
}

func automatic(t *testing.T, w *World) {
	for _, test := range []struct {
		name      string
		decision  string
		outcome   casework.Outcome
		caseType  string
		automatic bool
		protected bool
		want      casework.Status
	}{
		{"granted on the merits", "merits", casework.Granted, "permit", true, false, casework.StatusDecided},
		{"never a refusal", "merits", casework.Refused, "permit", true, false, casework.StatusReceived},
		{"never what only legality reviews", "legality", casework.Granted, "permit", true, false, casework.StatusReceived},
		{"never where something is left to judge", "merits", casework.Granted, "permit", false, false, casework.StatusReceived},
		{"never without delegation", "merits", casework.Granted, "secret", true, false, casework.StatusReceived},
		{"never for protected people", "merits", casework.Granted, "permit", true, true, casework.StatusReceived},
	} {
		in := application(test.name, test.caseType)
		in.Protected = test.protected
		in.Recommendation = &casework.Recommendation{Type: test.decision, Outcome: test.outcome, Automatic: test.automatic}
		r := w.submit(in)
		equal(t, test.name, r.Status, test.want)
		if f := w.file(r.Case); f.Recommendation == nil {
			t.Errorf("%s: the recommendation is not there for the officer", test.name)
		}
		f, err := w.Case(w.ctx, w.saga(), r.Case)
		w.must(err)
		if f.Recommendation != nil {
			t.Errorf("%s: the applicant sees the recommendation", test.name)
		}
	}
	w.sound()
}

func anonymous(t *testing.T, w *World) {
	in := casework.Submission{Key: "a key of at least 128 bits", Type: "fault", Title: "Lamp", Anonymous: true}
	nobody := identity.Principal{Kind: identity.Nobody, On: w.today()}
	short := in
	short.Key = "short"
	_, err := w.Submit(w.ctx, nobody, short)
	isKind(t, "short key", err, fault.Invalid)
	r, err := w.Submit(w.ctx, nobody, in)
	w.must(err)
	again, err := w.Submit(w.ctx, nobody, in)
	w.must(err)
	equal(t, "code of the same submission", again.Code, r.Code)
	_, err = w.Follow(w.ctx, "AAAA-AAAA-AAAA-AAAA", w.today())
	isKind(t, "wrong code", err, fault.NotFound)
	holder, err := w.Follow(w.ctx, " "+r.Code[:10]+strings.ToLower(r.Code[10:]), w.today())
	w.must(err)
	w.must(w.Message(w.ctx, holder, r.Case, "m", "", "It is dark", nil))
	f, err := w.Case(w.ctx, holder, r.Case)
	w.must(err)
	equal(t, "messages", len(f.Messages), 1)
	equal(t, "readers, before anybody", len(f.Readings), 0)
	for range 3 {
		w.fileOf(w.ada(), r.Case)
		w.Pass(1)
	}
	f = w.fileOf(holder, r.Case)
	if days := f.ReadingDays(); len(days) != 3 || days[0].Reader != "" || days[0].Times != 1 || !days[0].On.After(days[2].On) {
		t.Errorf("readers as the holder of the code sees them: %+v", days)
	}
	id, err := w.Claim(w.ctx, w.saga(), r.Code)
	w.must(err)
	equal(t, "claimed case", id, r.Case)
	_, err = w.Claim(w.ctx, w.resident(kim), r.Code)
	isKind(t, "claiming what is claimed", err, fault.NotFound)
	same, err := w.Claim(w.ctx, w.saga(), r.Code)
	w.must(err)
	equal(t, "claimed twice by the same person", same, r.Case)
	_, err = w.Follow(w.ctx, r.Code, w.today())
	isKind(t, "the code of a claimed case", err, fault.NotFound)
	_, err = w.Case(w.ctx, holder, r.Case)
	isKind(t, "who opened the case by its code before it was claimed", err, fault.NotFound)
	isKind(t, "their message", w.Message(w.ctx, holder, r.Case, "m2", "", "Hello", nil), fault.NotFound)
	followed := w.resident(kim)
	followed.CaseID = string(r.Case)
	_, err = w.Case(w.ctx, followed, r.Case)
	isKind(t, "somebody logged in who opened it by its code", err, fault.NotFound)
	rows, err := w.Mine(w.ctx, w.saga(), casework.MineFilter{})
	w.must(err)
	equal(t, "rows", len(rows), 1)
	w.sound()
}

// authority opens cases of its own accord, and registers what came by letter.
func authority(t *testing.T, w *World) {
	supervision := casework.Submission{Key: "k1", Type: "permit", Title: "A carport without permit", Channel: casework.System}
	r, err := w.Submit(w.ctx, w.ada(), supervision)
	w.must(err)
	equal(t, "parties", len(w.file(r.Case).Parties), 0)
	_, err = w.Submit(w.ctx, w.saga(), supervision)
	isKind(t, "a resident without parties", err, fault.Invalid)
	letter := application("k2", "permit")
	letter.Channel, letter.Received = casework.Letter, civil.Must("2025-12-30")
	_, err = w.Submit(w.ctx, w.saga(), letter)
	isKind(t, "a resident who says when it came in", err, fault.Invalid)
	r, err = w.Submit(w.ctx, w.ada(), letter)
	w.must(err)
	equal(t, "diary of the year in which it came in", r.Diary.String(), "BN 2025-000001")
	letter.Key, letter.Received = "k3", w.today().AddDays(1)
	_, err = w.Submit(w.ctx, w.ada(), letter)
	isKind(t, "received tomorrow", err, fault.Invalid)
	for _, day := range []string{"0206-02-28", "2025-03-01"} {
		letter.Received = civil.Must(day)
		_, err = w.Submit(w.ctx, w.ada(), letter)
		isKind(t, "received on "+day, err, fault.Invalid)
	}
	w.sound()
}

// hostile sends what no form sends.
func hostile(t *testing.T, w *World) {
	in := application("k1", "permit")
	in.Title = "broken \xff text"
	id := w.submit(in).Case
	for _, bad := range []casework.CaseID{"", "x", "\x00", casework.CaseID(strings.ToUpper(string(id))), id + "' OR 1=1"} {
		_, err := w.Case(w.ctx, w.saga(), bad)
		isKind(t, fmt.Sprintf("case %q", bad), err, fault.NotFound)
		isKind(t, fmt.Sprintf("note in case %q", bad), w.Note(w.ctx, w.ada(), bad, "x"), fault.NotFound)
	}
	isKind(t, "NUL", w.Message(w.ctx, w.saga(), id, "", "", "a\x00b", nil), fault.Invalid)
	w.must(w.Message(w.ctx, w.saga(), id, "", "", `NUL is written \u0000 in JSON`, nil))
	isKind(t, "too long", w.Message(w.ctx, w.saga(), id, "", "", strings.Repeat("å", 20_000), nil), fault.TooLarge)
	isKind(t, "too long a note", w.Note(w.ctx, w.ada(), id, strings.Repeat("å", 1<<20)), fault.TooLarge)
	isKind(t, "assignee", w.Assign(w.ctx, w.ada(), w.ref(id), "\x00"), fault.Invalid)
	for _, query := range []string{"\x00", "%", "\xff\xfe", "'; DROP TABLE cases; --", "\\"} {
		if _, err := w.Mine(w.ctx, w.saga(), casework.MineFilter{Query: query}); err != nil {
			t.Errorf("Mine %q: %v", query, err)
		}
		if _, _, err := w.Desk(w.ctx, w.ada(), casework.DeskFilter{Query: query, Type: query, Page: -1, Size: -1}); err != nil {
			t.Errorf("Desk %q: %v", query, err)
		}
	}
	w.sound()
}
