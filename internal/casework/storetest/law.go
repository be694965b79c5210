package storetest

import (
	"context"
	"errors"
	"slices"
	"testing"

	"forvag/internal/casework"
	"forvag/internal/civil"
	"forvag/internal/fault"
	"forvag/internal/identity"
)

func appeals(t *testing.T, w *World) {
	id := w.submit(application("k1", "leave")).Case
	ctx := w.ctx
	refuse := casework.NewDecision{Type: "leave", Outcome: casework.Refused,
		Grounds: casework.Grounds{Law: []string{"Skollagen 7:18"}, Circumstances: "Too long"}}
	isKind(t, "deciding without delegation", w.Decide(ctx, w.ada(), w.ref(id), refuse), fault.Forbidden)
	w.must(w.Decide(ctx, w.dina(), w.ref(id), refuse))
	isKind(t, "withdrawing what is decided", w.Withdraw(ctx, w.saga(), id, ""), fault.Illegal)
	d := w.file(id).Decisions[0]
	isKind(t, "an unknown decision", w.Announce(ctx, w.ada(), w.ref(id), "none", w.today(), w.today()), fault.Illegal)
	w.must(w.Announce(ctx, w.ada(), w.ref(id), d.ID, civil.Date{}, w.today()))
	w.must(w.Correct(ctx, w.dina(), w.ref(id), d.ID, "7:18, not 7:81"))
	w.must(w.Close(ctx, w.ada(), w.ref(id), ""))

	w.Pass(40)
	w.must(w.RegisterAppeal(ctx, w.saga(), id, "a1", casework.Appeal{Decision: d.ID, Text: "Unfair"}))
	f := w.file(id)
	equal(t, "status", f.Case.Status, casework.StatusAppealed)
	if !f.Appeals[0].Late {
		t.Error("an appeal 40 days after the announcement is late")
	}
	w.must(w.ForwardAppeal(ctx, w.ada(), w.ref(id), f.Appeals[0].ID, "Förvaltningsrätten", w.today()))
	isKind(t, "reopening what the court has", w.Reopen(ctx, w.ada(), w.ref(id), "Wrong"), fault.Illegal)
	w.must(w.SettleAppeal(ctx, w.ada(), w.ref(id), f.Appeals[0].ID, casework.Settlement{Outcome: casework.AppealAside, On: w.today()}))
	equal(t, "status", w.file(id).Case.Status, casework.StatusClosed)
	isKind(t, "reopening without reason", w.Reopen(ctx, w.ada(), w.ref(id), " "), fault.Illegal)
	w.must(w.Reopen(ctx, w.ada(), w.ref(id), "Set aside by the court"))
	equal(t, "status", w.file(id).Case.Status, casework.StatusInProgress)
	again := refuse
	again.Outcome = casework.Granted
	w.must(w.Decide(ctx, w.dina(), w.ref(id), again))
	f = w.file(id)
	equal(t, "decisions", len(f.Decisions), 2)
	equal(t, "the decision that stands", f.Decision().Outcome, casework.Granted)
	equal(t, "the first one's outcome", f.Decisions[0].Outcome, casework.Refused)
	w.sound()
}

// rivals has an applicant, a neighbour and people who are no parties appeal one decision.
func rivals(t *testing.T, w *World) {
	ctx := w.ctx
	in := application("k1", "permit")
	in.Parties = append(in.Parties, casework.Party{Person: noor, Role: identity.Neighbour})
	id := w.submit(in).Case
	w.must(w.Decide(ctx, w.ada(), w.ref(id), casework.NewDecision{Type: "merits", Outcome: casework.PartlyGranted,
		Grounds: casework.Grounds{Law: []string{"PBL 9:30"}, Circumstances: "Half of it"}}))
	d := w.file(id).Decisions[0].ID
	w.must(w.RegisterAppeal(ctx, w.saga(), id, "", casework.Appeal{Decision: d, Text: "Too little"}))
	w.must(w.RegisterAppeal(ctx, w.resident(noor), id, "", casework.Appeal{Decision: d, Text: "Too much"}))
	refused(t, "the same party's second", w.RegisterAppeal(ctx, w.saga(), id, "", casework.Appeal{Decision: d, Text: "And this"}), "case.not_appealable")
	for _, text := range []string{"A member of the municipality", "Another"} {
		w.must(w.RegisterAppeal(ctx, w.ada(), id, "", casework.Appeal{Decision: d, Text: text, Received: w.today()}))
	}
	f := w.file(id)
	equal(t, "open appeals", len(f.Appeals), 4)
	first, second := f.Appeals[0].ID, f.Appeals[1].ID
	w.must(w.ForwardAppeal(ctx, w.ada(), w.ref(id), second, "Länsstyrelsen", w.today()))
	refused(t, "handing over twice", w.ForwardAppeal(ctx, w.ada(), w.ref(id), second, "Länsstyrelsen", w.today()), "case.appeal_forwarded")
	refused(t, "reopening what the court has one appeal of", w.Reopen(ctx, w.ada(), w.ref(id), "Wrong"), "case.appeal_forwarded")
	f = w.file(id)
	if f.Appeals[1].To != "Länsstyrelsen" || f.Appeals[0].To != "" || f.UnforwardedAppeal().ID != first {
		t.Errorf("the second was handed over: %+v", f.Appeals)
	}
	for i := len(f.Appeals) - 1; i >= 0; i-- {
		equal(t, "status", w.file(id).Case.Status, casework.StatusAppealed)
		refused(t, "closing while any is open", w.Close(ctx, w.ada(), w.ref(id), ""), "case.appealed")
		w.must(w.SettleAppeal(ctx, w.ada(), w.ref(id), f.Appeals[i].ID, casework.Settlement{Outcome: casework.AppealRejected, On: w.today()}))
	}
	refused(t, "settling twice", w.SettleAppeal(ctx, w.ada(), w.ref(id), first, casework.Settlement{Outcome: casework.AppealChanged, On: w.today()}), "case.appeal_not_open")
	w.must(w.Close(ctx, w.ada(), w.ref(id), ""))
	w.must(w.RegisterAppeal(ctx, w.saga(), id, "", casework.Appeal{Decision: d, Text: "Again, once the first is settled"}))
	w.sound()
}

// late has an appeal come after its time: the authority dismisses it in a decision of its own, which is appealed in turn (FL 45 §).
func late(t *testing.T, w *World) {
	ctx := w.ctx
	in := application("k1", "permit")
	in.Parties = append(in.Parties, casework.Party{Person: noor, Role: identity.Neighbour})
	id := w.submit(in).Case
	w.must(w.Decide(ctx, w.ada(), w.ref(id), casework.NewDecision{Type: "merits", Outcome: casework.Granted}))
	d := w.file(id).Decisions[0]
	w.must(w.Notice(ctx, w.resident(noor), casework.Ref{ID: id}, casework.Notice{Decision: d.ID}))
	w.must(w.RegisterAppeal(ctx, w.resident(noor), id, "", casework.Appeal{Decision: d.ID, Text: "In time"}))
	inTime := w.file(id).Appeals[0].ID
	w.Pass(30)
	w.must(w.Notice(ctx, w.saga(), casework.Ref{ID: id}, casework.Notice{Decision: d.ID}))
	refused(t, "dismissing what came in time", w.SettleAppeal(ctx, w.ada(), w.ref(id), inTime, casework.Settlement{Outcome: casework.AppealTooLate, On: w.today(), Text: "Late"}), "case.appeal_in_time")
	w.must(w.SettleAppeal(ctx, w.ada(), w.ref(id), inTime, casework.Settlement{Outcome: casework.AppealDropped, On: w.today()}))
	w.must(w.RegisterAppeal(ctx, w.resident(noor), id, "", casework.Appeal{Decision: d.ID, Text: "Too late"}))
	appeal := w.file(id).Appeals[1]
	equal(t, "late", appeal.Late, true)
	isKind(t, "without reasons", w.SettleAppeal(ctx, w.ada(), w.ref(id), appeal.ID, casework.Settlement{Outcome: casework.AppealTooLate, On: w.today(), Text: " "}), fault.Invalid)
	isKind(t, "by who may not decide", w.SettleAppeal(ctx, w.officer(bo, identity.Registrar), w.ref(id), appeal.ID, casework.Settlement{Outcome: casework.AppealTooLate, On: w.today(), Text: "Late"}), fault.Forbidden)
	w.must(w.SettleAppeal(ctx, w.ada(), w.ref(id), appeal.ID, casework.Settlement{Outcome: casework.AppealTooLate, On: w.today(), Text: "Got it on 2 March, appealed on 1 April"}))
	f := w.file(id)
	made := f.Decisions[1]
	equal(t, "outcome", made.Outcome, casework.Dismissed)
	equal(t, "appeal kind", made.Appeal, casework.Merits)
	equal(t, "by delegation", made.Delegation, "BN 2.1")
	equal(t, "the decision in the matter", f.Decision().ID, d.ID)
	equal(t, "status", f.Case.Status, casework.StatusDecided)
	equal(t, "the appeal's outcome", f.Appeals[1].Outcome, casework.AppealTooLate)
	if left := f.Unnoticed(); len(left) != 1 || left[0].Decision != made.ID {
		t.Errorf("who is to be told: got %+v", left)
	}
	rows, err := w.Mine(ctx, w.resident(noor), casework.MineFilter{})
	w.must(err)
	equal(t, "what the neighbour needs to do", rows[0].Needs, casework.NeedDecision)
	w.must(w.Notice(ctx, w.resident(noor), casework.Ref{ID: id}, casework.Notice{Decision: made.ID}))
	equal(t, "the new appeal's end", w.file(id).Decisions[1].AppealUntil(appeal.Party), civil.Deadline(w.today(), civil.Period{N: 3, Unit: civil.Weeks}))
	w.must(w.RegisterAppeal(ctx, w.resident(noor), id, "", casework.Appeal{Decision: made.ID, Text: "The letter never came"}))
	equal(t, "late again", w.file(id).Appeals[2].Late, false)
	w.must(w.ForwardAppeal(ctx, w.ada(), w.ref(id), w.file(id).Appeals[2].ID, "Förvaltningsrätten", w.today()))
	refused(t, "dismissing what the court has", w.SettleAppeal(ctx, w.ada(), w.ref(id), w.file(id).Appeals[2].ID, casework.Settlement{Outcome: casework.AppealTooLate, On: w.today(), Text: "Late"}), "case.appeal_not_ours")
	w.sound()
}

// track has an officer with delegation, and a decision maker, decide beside the track that the rules put the case on.
func track(t *testing.T, w *World) {
	for _, test := range []struct {
		name, track, chosen string
		p                   identity.Principal
		want                error
	}{
		{"by delegation, on it", "legality", "legality", w.ada(), nil},
		{"by delegation, beside it", "legality", "merits", w.ada(), fault.Forbidden},
		{"by a decision maker, beside it", "legality", "merits", w.dina(), nil},
		{"by delegation, where the rules say nothing", "", "merits", w.ada(), nil},
	} {
		in := application(test.name, "permit")
		in.Recommendation = &casework.Recommendation{Type: test.track, Outcome: casework.Granted}
		id := w.submit(in).Case
		options, err := w.Options(w.ctx, test.p, w.file(id))
		w.must(err)
		offered := slices.ContainsFunc(options.Decisions, func(d casework.DecisionType) bool { return d.ID == test.chosen })
		equal(t, test.name+": offered", offered, test.want == nil)
		err = w.Decide(w.ctx, test.p, w.ref(id), casework.NewDecision{Type: test.chosen, Outcome: casework.Granted})
		if !errors.Is(err, test.want) {
			t.Errorf("%s: got %v, want %v", test.name, err, test.want)
		}
	}
	w.sound()
}

// waysOfNotice has an officer note how a party got a decision of the day before: in no way that writes itself down, and by simplified service no earlier than two weeks
// after the next working day (delgivningslagen 22 and 26 §§).
func waysOfNotice(t *testing.T, w *World) {
	made := w.today()
	id := w.submit(application("k-ways", "permit")).Case
	w.must(w.Decide(w.ctx, w.ada(), w.ref(id), casework.NewDecision{Type: "merits", Outcome: casework.Granted}))
	f := w.file(id)
	note := func(how casework.How, on civil.Date) error {
		return w.Notice(w.ctx, w.ada(), w.ref(id), casework.Notice{Decision: f.Decision().ID, Party: f.Parties[0].ID, On: on, How: how, Evidence: "delgivningskvitto"})
	}
	for _, how := range []casework.How{"", casework.NoticePortal, casework.NoticeMailboxOpened, "sent"} {
		refusedAs(t, "as "+string(how), note(how, made), fault.Invalid, "case.notice_how")
	}
	first := civil.Must("2026-03-17") // decided on Monday the 2nd
	w.Pass(20)
	refusedAs(t, "simplified service before its time", note(casework.NoticeSimplified, first.AddDays(-1)), fault.Invalid, "case.notice_simplified")
	w.must(note(casework.NoticeSimplified, first))
	refusedAs(t, "corrected to before its time", w.CorrectNotice(w.ctx, w.ada(), w.ref(id), f.Decision().ID, f.Parties[0].ID, first.AddDays(-1), "r"),
		fault.Invalid, "case.notice_simplified")
	equal(t, "noted", w.file(id).Decision().Notices[0].On, first)
}

// notices has a party open a decision on two devices, on the last day with access and the first without.
func notices(t *testing.T, w *World) {
	ctx := w.ctx
	in := application("k1", "permit")
	in.Parties[0].Until = w.today().AddDays(2)
	id := w.submit(in).Case
	w.must(w.Decide(ctx, w.ada(), w.ref(id), casework.NewDecision{Type: "merits", Outcome: casework.Granted}))
	d := w.file(id).Decisions[0].ID
	w.Pass(1)
	results := make(chan error, 2)
	for range 2 {
		go func() { results <- w.Notice(ctx, w.saga(), casework.Ref{ID: id}, casework.Notice{Decision: d}) }()
	}
	w.must(<-results)
	w.must(<-results)
	f := w.file(id)
	equal(t, "notices", len(f.Decisions[0].Notices), 1)
	equal(t, "how", f.Decisions[0].Notices[0].How, casework.NoticePortal)
	refused(t, "a second one by an officer", w.Notice(ctx, w.ada(), casework.Ref{ID: id},
		casework.Notice{Decision: d, Party: f.Parties[0].ID, On: w.today(), How: casework.NoticeLetter, Evidence: "delgivningskvitto"}), "case.noticed")
	me, ok := f.PartyOf(w.saga())
	equal(t, "the party on the last day with access", me.ID, f.Parties[0].ID)
	equal(t, "is there", ok, true)
	w.Pass(1)
	_, ok = f.PartyOf(w.saga())
	equal(t, "a party on the first day without access", ok, false)
	isKind(t, "notice on the first day without access", w.Notice(ctx, w.saga(), casework.Ref{ID: id}, casework.Notice{Decision: d}), fault.NotFound)
	w.sound()
}

// permits has a case whose permit outlives its time of retention, beside one that can be disposed of.
func permits(t *testing.T, w *World) {
	ctx := w.ctx
	grant := casework.NewDecision{Type: "merits", Outcome: casework.Granted, From: w.today().AddYears(4)}
	backwards := grant
	backwards.To = w.today().AddYears(3)
	var ids []casework.CaseID
	for _, key := range []string{"holds", "ends"} {
		id := w.submit(application(key, "permit")).Case
		isKind(t, "a permit that ends before it begins", w.Decide(ctx, w.ada(), w.ref(id), backwards), fault.Invalid)
		w.must(w.Decide(ctx, w.ada(), w.ref(id), grant))
		w.must(w.Close(ctx, w.ada(), w.ref(id), ""))
		ids = append(ids, id)
		grant.From, grant.To = civil.Date{}, w.today().AddYears(1)
	}
	w.Pass(5*365 + 10)
	n, err := w.Dispose(ctx, Administrator(), 10)
	w.must(err)
	equal(t, "disposed of, but for the one whose permit holds", n, casework.Disposals{Cases: 1, Waiting: 1})
	equal(t, "the one whose permit holds", w.file(ids[0]).Case.Disposed, false)
	equal(t, "the other", w.file(ids[1]).Case.Disposed, true)
	if again := w.submit(application("ends", "permit")); again.Again {
		t.Error("the key of the case that was disposed of is still there")
	}
	w.Pass(2 * 365)
	n, err = w.Dispose(ctx, Administrator(), 10)
	w.must(err)
	equal(t, "disposed of once the permit has ended", n, casework.Disposals{Cases: 1})
	w.sound()
}

// lock is a store that knows whether a case is locked.
type lock struct {
	casework.Store
	held bool
}

func (l *lock) Update(ctx context.Context, ref casework.Ref, key casework.Key, fn func(*casework.File) (*casework.Change, error)) error {
	return l.Store.Update(ctx, ref, key, func(f *casework.File) (*casework.Change, error) {
		l.held = true
		defer func() { l.held = false }()
		return fn(f)
	})
}

// free finds case types while no case is locked.
type free struct {
	types
	lock *lock
}

func (t free) CaseType(ctx context.Context, id, hash string) (casework.CaseType, error) {
	if t.lock.held {
		return casework.CaseType{}, errors.New("a case is locked")
	}
	return t.types.CaseType(ctx, id, hash)
}

// unlocked decides, and refuses a demand, with case types that a second connection would find.
func unlocked(t *testing.T, w *World) {
	store := &lock{Store: w.store}
	w.Service = casework.New(casework.Config{Store: store, Types: free{lock: store}, Delegations: order{}, Tokens: tokens, Now: w.Now})
	id := w.submit(application("k1", "permit")).Case
	w.Pass(190)
	w.must(w.DemandDecision(w.ctx, w.saga(), id))
	w.must(w.RefuseDemand(w.ctx, w.dina(), w.ref(id), "A neighbour is to be heard"))
	w.must(w.Decide(w.ctx, w.ada(), w.ref(id), casework.NewDecision{Type: "merits", Outcome: casework.Granted}))
}

// refused asks that a move is refused, and for that reason.
func refused(t *testing.T, what string, err error, key string) {
	t.Helper()
	refusedAs(t, what, err, fault.Illegal, key)
}

func refusedAs(t *testing.T, what string, err, kind error, key string) {
	t.Helper()
	isKind(t, what, err, kind)
	if got, _, _ := fault.Words(err); got != key {
		t.Errorf("%s: refused because of %s, want %s", what, got, key)
	}
}

// closing tries to close what is not at its end.
func closing(t *testing.T, w *World) {
	ctx := w.ctx
	id := w.submit(application("k1", "permit")).Case
	refused(t, "without decision", w.Close(ctx, w.ada(), w.ref(id), ""), "case.decision_missing")
	id = w.submit(application("k2", "fault")).Case
	w.must(w.Request(ctx, w.ada(), w.ref(id), "Which lamp?", w.today(), false))
	refused(t, "while a request is open", w.Close(ctx, w.ada(), w.ref(id), ""), "case.request_open")
	refused(t, "asking twice", w.Request(ctx, w.ada(), w.ref(id), "Which?", w.today(), false), "case.request_open")
	w.must(w.WithdrawRequest(ctx, w.ada(), w.ref(id), w.file(id).Requests[0].ID, "Found it"))
	w.must(w.Wait(ctx, w.ada(), w.ref(id), "The grid's owner", w.today()))
	refused(t, "while it waits", w.Close(ctx, w.ada(), w.ref(id), ""), "case.waiting")
	w.must(w.Resume(ctx, w.ada(), w.ref(id), "Mended"))
	w.must(w.Close(ctx, w.ada(), w.ref(id), "The lamp is mended"))
	refused(t, "twice", w.Close(ctx, w.ada(), w.ref(id), ""), "case.closed")
	w.sound()
}

func demand(t *testing.T, w *World) {
	id := w.submit(application("k1", "permit")).Case
	legality := w.submit(application("k2", "leave")).Case
	in := application("k3", "permit")
	in.Recommendation = &casework.Recommendation{Type: "legality"}
	onTrack := w.submit(in).Case
	isKind(t, "before six months", w.DemandDecision(w.ctx, w.saga(), id), fault.Illegal)
	w.Pass(190)
	isKind(t, "where only legality is reviewed", w.DemandDecision(w.ctx, w.saga(), legality), fault.Illegal)
	w.must(w.DemandDecision(w.ctx, w.saga(), id))
	isKind(t, "twice", w.DemandDecision(w.ctx, w.saga(), id), fault.Illegal)
	var runs bool
	for _, c := range w.file(id).Clocks {
		runs = runs || c.ID == "demand" && c.Runs() && w.today().DaysUntil(c.Due) >= 28
	}
	if !runs {
		t.Errorf("no clock of four weeks runs: %+v", w.file(id).Clocks)
	}
	w.must(w.RefuseDemand(w.ctx, w.dina(), w.ref(id), "A neighbour is to be heard"))
	f := w.file(id)
	if f.Decision() != nil || len(f.Decisions) != 1 || f.Case.Status == casework.StatusDecided {
		t.Errorf("refusing the demand decided the case: %+v", f.Decisions)
	}
	equal(t, "appeal by the type's first kind of decision", f.Decisions[0].Appeal, casework.Merits)
	w.must(w.DemandDecision(w.ctx, w.saga(), onTrack))
	w.must(w.RefuseDemand(w.ctx, w.dina(), w.ref(onTrack), "A neighbour is to be heard"))
	equal(t, "appeal by the case's track", w.file(onTrack).Decisions[0].Appeal, casework.Legality)
	w.sound()
}

func disposal(t *testing.T, w *World) {
	in := application("k1", "permit")
	in.Documents = []casework.NewDocument{{Filename: "plan.pdf", Hash: "aa"}}
	id := w.submit(in).Case
	w.must(w.Withdraw(w.ctx, w.saga(), id, ""))
	w.must(w.Decide(w.ctx, w.ada(), w.ref(id), casework.NewDecision{Type: "merits", Outcome: casework.WrittenOff}))
	w.must(w.Close(w.ctx, w.ada(), w.ref(id), ""))
	system := identity.Principal{Kind: identity.System}
	for _, test := range []struct {
		days, want int
		file       bool
	}{{0, 0, true}, {5 * 365, 0, true}, {10, 1, false}, {0, 0, false}} {
		w.Pass(test.days)
		n, err := w.Dispose(w.ctx, Administrator(), 10)
		w.must(err)
		equal(t, "disposed of", n.Cases, test.want)
		has, err := w.HasFile(w.ctx, system, "aa")
		w.must(err)
		equal(t, "the file is named", has, test.file)
	}
	_, err := w.Dispose(w.ctx, w.ada(), 10)
	isKind(t, "disposal by an officer", err, fault.Forbidden)
	_, err = w.HasFile(w.ctx, w.ada(), "aa")
	isKind(t, "looking for a file by an officer", err, fault.Forbidden)
	f := w.file(id)
	if !f.Case.Disposed || f.Case.Title != "" || f.Case.Diary.String() != "BN 2026-000001" || f.Documents != nil || len(f.Parties) > 0 {
		t.Errorf("tombstone: %+v", f.Case)
	}
	for _, e := range f.Events {
		if e.Details.Message != nil || e.Details.Documents != nil || e.Details.Decision != nil {
			t.Errorf("event %d still says something", e.Seq)
		}
	}
	last := f.Events[len(f.Events)-1].Details.Disposal
	if last == nil || len(last.Rules) != 1 || last.Rules[0] != kept(5)[0] {
		t.Errorf("by what rule: %+v", last)
	}
	_, err = w.Case(w.ctx, w.saga(), id)
	isKind(t, "the former applicant", err, fault.NotFound)
	rows, err := w.Mine(w.ctx, w.saga(), casework.MineFilter{})
	w.must(err)
	equal(t, "rows", len(rows), 0)
	isKind(t, "a note in what is gone", w.Note(w.ctx, w.ada(), id, "x"), fault.Gone)
	w.sound()
}

// wrongDay has an officer note the wrong day of notice: the time to appeal follows the right one, as long as nothing rests on the wrong one.
func wrongDay(t *testing.T, w *World) {
	ctx := w.ctx
	in := application("w1", "permit")
	in.Parties = append(in.Parties, casework.Party{Person: noor, Role: identity.Neighbour})
	id := w.submit(in).Case
	w.must(w.Decide(ctx, w.ada(), w.ref(id), casework.NewDecision{Type: "merits", Outcome: casework.PartlyGranted,
		Grounds: casework.Grounds{Law: []string{"PBL 9:30"}, Circumstances: "Half of it"}}))
	f := w.file(id)
	d, neighbour := f.Decision(), f.In(identity.Neighbour)[0].ID
	three := civil.Period{N: 3, Unit: civil.Weeks}
	decided := w.today()
	correct := func(p identity.Principal, party string, on civil.Date, reason string) error {
		return w.CorrectNotice(ctx, p, w.ref(id), d.ID, party, on, reason)
	}
	w.must(w.Notice(ctx, w.saga(), casework.Ref{ID: id}, casework.Notice{Decision: d.ID}))
	w.Pass(30)
	refused(t, "of who has not got it", correct(w.ada(), neighbour, decided, "r"), "case.notice_unknown")
	w.must(w.Notice(ctx, w.ada(), w.ref(id), casework.Notice{Decision: d.ID, Party: neighbour, On: decided, How: casework.NoticeLetter, Evidence: "delgivningskvitto"}))
	w.must(w.RegisterAppeal(ctx, w.resident(noor), id, "", casework.Appeal{Decision: d.ID, Text: "Too high"}))
	equal(t, "late by the wrong day", w.file(id).Appeals[0].Late, true)
	right := w.today().AddDays(-5)
	isKind(t, "by who appealed", correct(w.resident(noor), neighbour, right, "r"), fault.Forbidden)
	isKind(t, "in the future", correct(w.ada(), neighbour, w.today().AddDays(1), "r"), fault.Invalid)
	isKind(t, "before the decision", correct(w.ada(), neighbour, decided.AddDays(-1), "r"), fault.Invalid)
	isKind(t, "to the same day", correct(w.ada(), neighbour, decided, "r"), fault.Invalid)
	refused(t, "without a reason", correct(w.ada(), neighbour, right, " "), "case.reason_missing")
	refused(t, "of what the party did themself", correct(w.ada(), f.In(identity.Applicant)[0].ID, right, "r"), "case.notice_unknown")
	equal(t, "to be corrected", len(w.file(id).CorrectableNotices(w.today())), 1)
	w.must(correct(w.ada(), neighbour, right, "The receipt says another day"))
	f = w.file(id)
	equal(t, "the last day to appeal", f.Decision().AppealUntil(neighbour), civil.Deadline(right, three))
	equal(t, "how they got it", f.Decision().Notices[1].How, casework.NoticeLetter)
	equal(t, "in time by the right day", f.Appeals[0].Late, false)
	for who, p := range map[string]identity.Principal{"The receipt says another day": w.resident(noor), "": w.saga()} {
		events := w.fileOf(p, id).Events
		last := events[len(events)-1]
		if last.Kind != casework.NoticeCorrected || last.Details.Reason != who || (last.Details.Notice != nil) != (who != "") {
			t.Errorf("%q is to be told, and %+v is", who, last.Details)
		}
	}
	w.must(w.ForwardAppeal(ctx, w.ada(), w.ref(id), f.Appeals[0].ID, "Länsstyrelsen", w.today()))
	refused(t, "once the court has the appeal", correct(w.ada(), neighbour, decided, "r"), "case.notice_acted_on")
	equal(t, "nothing more to be corrected", len(w.file(id).CorrectableNotices(w.today())), 0)
	w.sound()
}
