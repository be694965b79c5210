package sqlstore_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"forvag/internal/casework"
	"forvag/internal/civil"
	"forvag/internal/dbx"
	"forvag/internal/dbx/dbtest"
	"forvag/internal/fault"
	"forvag/internal/identity"
	"forvag/internal/locale"
	"forvag/internal/outbox"
	"forvag/internal/residents"
	"forvag/notify"
	"forvag/notify/messages"
	"forvag/notify/sqlstore"
)

// town is a service on a real store, with cases and people that the test makes up and a channel that it listens on.
type town struct {
	t     *testing.T
	db    *dbx.DB
	now   time.Time
	store *sqlstore.Store
	queue *outbox.Queue
	*notify.Service
	files     map[casework.CaseID]*casework.File
	blind     map[identity.PersonID]bool // who may see nothing
	seen      map[identity.PersonID]int  // up to which event they have read
	protected map[identity.PersonID]bool
	died      map[identity.PersonID]civil.Date
	phone     *phone
}

// phone is a channel that keeps what it is handed, and answers as it is told.
type phone struct {
	addresses map[identity.PersonID][]notify.Address
	got       []notify.Message
	answer    notify.Result
	once      bool // a message may not be handed over twice
	during    func()
}

func (p *phone) Addresses(_ context.Context, person identity.PersonID) ([]notify.Address, error) {
	return p.addresses[person], nil
}
func (p *phone) Repeats() bool { return !p.once }
func (p *phone) Send(_ context.Context, m notify.Message) notify.Result {
	p.got = append(p.got, m)
	if p.during != nil {
		p.during()
	}
	return p.answer
}

func (w *town) Case(_ context.Context, p identity.Principal, id casework.CaseID) (*casework.File, error) {
	f := w.files[id]
	if f == nil || p.Kind == identity.Resident && w.blind[p.Actor] {
		return nil, fault.New(fault.NotFound, "access.not_found")
	}
	view := *f
	view.Seen = w.seen[p.Actor]
	return &view, nil
}
func (w *town) NeedsMe(context.Context, identity.Principal) (int, error) { return 2, nil }
func (w *town) Person(_ context.Context, id identity.PersonID) (residents.Person, error) {
	return residents.Person{ID: id, Died: w.died[id]}, nil
}
func (w *town) Contact(context.Context, identity.PersonID) (residents.Contact, error) {
	return residents.Contact{}, nil
}
func (w *town) Protected(_ context.Context, people ...identity.PersonID) (bool, error) {
	return w.protected[people[0]], nil
}
func (w *town) Signatories(context.Context, identity.OrgID, civil.Date) ([]identity.PersonID, error) {
	return []identity.PersonID{"sven"}, nil
}

func each(t *testing.T, mode notify.Mode, fn func(t *testing.T, w *town)) {
	t.Helper()
	keyFile := filepath.Join(t.TempDir(), "key")
	if err := identity.WriteKeyring(keyFile); err != nil {
		t.Fatal(err)
	}
	keys, err := identity.ReadKeyring(keyFile)
	if err != nil {
		t.Fatal(err)
	}
	texts, wrong := messages.Load(os.DirFS("../messages"), notify.Specs())
	if len(wrong) > 0 {
		t.Fatal(wrong)
	}
	dbtest.Each(t, []dbx.Module{outbox.Module, sqlstore.Module}, func(t *testing.T, db *dbx.DB) {
		w := &town{t: t, db: db, now: time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC), store: sqlstore.New(db), files: map[casework.CaseID]*casework.File{},
			blind: map[identity.PersonID]bool{}, seen: map[identity.PersonID]int{}, protected: map[identity.PersonID]bool{},
			phone: &phone{addresses: map[identity.PersonID][]notify.Address{"anna": {{ID: "a", Name: "Anna's"}}}, answer: notify.Result{Outcome: notify.Sent, Evidence: "201"}}}
		clock := func() time.Time { return w.now }
		w.queue = outbox.NewQueue(db, clock)
		w.Service = notify.New(notify.Config{Store: w.store, Cases: w, People: w, Routes: map[notify.Channel]notify.Route{notify.Push: w.phone}, Mode: mode,
			Origin: func() string { return "https://almby.example" }, Keys: keys, Now: clock, Log: slog.New(slog.DiscardHandler),
		}, notify.Content{Texts: texts, Name: locale.Text{SV: "Almby kommun", EN: "Almby Municipality"}})
		fn(t, w)
	})
}

// happens adds an event to case c, of which Anna and Erik are parties, and has the service follow it.
func (w *town) happens(kind casework.EventKind, by identity.PersonID, d casework.Details) casework.EventNews {
	w.t.Helper()
	f := w.files["c"]
	if f == nil {
		f = &casework.File{Case: casework.Case{ID: "c", Title: "Skolskjuts"}, Parties: []casework.Party{
			{ID: "p1", Person: "anna", Role: identity.Applicant}, {ID: "p2", Person: "erik", Role: identity.Informed}}}
		w.files["c"] = f
	}
	actor := casework.ByOfficer
	if by != "" {
		actor = casework.ByParty
	}
	seq := len(f.Events) + 1
	e := casework.Event{Seq: seq, ID: casework.EventID(fmt.Sprintf("e%d", seq)), Case: "c", At: w.now, Kind: kind, Actor: by, ActorKind: actor, Details: d}
	f.Events = append(f.Events, e)
	news := casework.EventNews{Case: "c", Event: e.ID, Seq: seq, Kind: kind}
	if err := w.Follow(w.t.Context(), news); err != nil {
		w.t.Fatal(err)
	}
	return news
}

// work does what is due, and returns how many jobs were tried.
func (w *town) work() int {
	w.t.Helper()
	worker := &outbox.Worker{Queue: w.queue, Jitter: func() float64 { return 0 }, Log: slog.New(slog.DiscardHandler), Parallel: 1, Attempts: notify.Attempts,
		Handlers: map[string]outbox.Handler{notify.SendTopic: w.Send, notify.NextTopic: w.Next}, Spent: map[string]func(context.Context, outbox.Claim) error{notify.SendTopic: w.GiveUp}}
	n, err := worker.Drain(w.t.Context())
	if err != nil {
		w.t.Fatal(err)
	}
	return n
}

func (w *town) deliveries() []notify.Delivery {
	w.t.Helper()
	all, err := w.store.OfCase(w.t.Context(), "c", "")
	if err != nil {
		w.t.Fatal(err)
	}
	return all
}

// states are Anna's deliveries. Erik has no device: what must reach him is unreached.
func (w *town) states() (out []string) {
	for _, d := range w.deliveries() {
		if d.Person != "anna" {
			continue
		}
		out = append(out, string(d.Channel)+" "+string(d.State)+" "+d.Reason)
	}
	return out
}

func (w *town) inbox(person identity.PersonID) (out []notify.Matter) {
	w.t.Helper()
	all, err := w.store.Inbox(w.t.Context(), person, time.Time{}, 50)
	if err != nil {
		w.t.Fatal(err)
	}
	for _, n := range all {
		out = append(out, n.Matter)
	}
	return out
}

// all is a page of everything: case c has no number, and so no board.
var all = notify.Page{Boards: []identity.BoardID{""}, Limit: 9}

var asked = casework.Details{Request: &casework.Request{ID: "r", Due: civil.Must("2026-12-05")}}

// TestWhoFollowsIsToldAsOne: what happens in somebody else's report is told as that.
func TestWhoFollowsIsToldAsOne(t *testing.T) {
	each(t, notify.Live, func(t *testing.T, w *town) {
		w.files["c"] = &casework.File{Case: casework.Case{ID: "c", Title: "Trasig lampa"}, Parties: []casework.Party{
			{ID: "p1", Person: "erik", Role: identity.Applicant}, {ID: "p2", Person: "anna", Role: identity.Follower}}}
		w.happens(casework.Moved, "", casework.Details{})
		w.work()
		w.now = w.now.Add(24 * time.Hour)
		w.happens(casework.Closed, "", casework.Details{})
		w.work()
		for person, want := range map[identity.PersonID][]notify.Matter{"anna": {notify.FollowedEnd, notify.Followed}, "erik": {notify.Closed, notify.Progress}} {
			if diff := cmp.Diff(want, w.inbox(person)); diff != "" {
				t.Errorf("%s: %s", person, diff)
			}
		}
		var said []string
		for _, m := range w.phone.got {
			said = append(said, m.Text)
		}
		if diff := cmp.Diff([]string{"Det har hänt något i ett ärende som du följer hos Almby kommun.", "Ett ärende som du följer hos Almby kommun är avslutat."}, said); diff != "" {
			t.Error(diff)
		}
	})
}

func TestWhoeverMayKnowIsToldOnce(t *testing.T) {
	each(t, notify.Live, func(t *testing.T, w *town) {
		w.blind["erik"] = true
		news := w.happens(casework.Requested, "", asked)
		for range 2 { // the outbox may bring it again
			if err := w.Follow(t.Context(), news); err != nil {
				t.Fatal(err)
			}
		}
		w.work()
		if diff := cmp.Diff([]notify.Matter{notify.Asked}, w.inbox("anna")); diff != "" {
			t.Error(diff)
		}
		if got := w.inbox("erik"); got != nil {
			t.Errorf("who may not see the case is told %v", got)
		}
		if len(w.phone.got) != 1 {
			t.Fatalf("%d messages, want one", len(w.phone.got))
		}
		m := w.phone.got[0]
		if m.Title != "Du behöver svara" || m.Link != "https://almby.example/arenden/c" || !m.Urgent || m.NeedsMe != 2 || len(m.Topic) != 22 {
			t.Errorf("%+v", m)
		}
		if diff := cmp.Diff([]string{"push sent "}, w.states()); diff != "" {
			t.Error(diff)
		}
		if d := w.deliveries()[0]; d.ID != m.ID || d.Evidence != "201" || d.Texts == "" || !d.Sent.Equal(w.now) || d.Name != "Anna's" {
			t.Errorf("%+v", d)
		}
	})
}

func TestWhoDidItIsNotTold(t *testing.T) {
	each(t, notify.Live, func(t *testing.T, w *town) {
		w.happens(casework.Messaged, "anna", casework.Details{Message: &casework.Message{}})
		w.happens(casework.Noticed, "", casework.Details{})
		if w.inbox("anna") != nil {
			t.Error("told of what she did herself")
		}
		if diff := cmp.Diff([]notify.Matter{notify.Progress}, w.inbox("erik")); diff != "" {
			t.Error(diff)
		}
		w.files["c"].Parties = append(w.files["c"].Parties, casework.Party{ID: "p3", Org: "bageri", Role: identity.Applicant})
		w.happens(casework.Decided, "", casework.Details{})
		if diff := cmp.Diff([]notify.Matter{notify.Decision}, w.inbox("sven")); diff != "" {
			t.Errorf("who signs for a party: %s", diff)
		}
	})
}

func TestModes(t *testing.T) {
	for _, mode := range []notify.Mode{notify.Off, notify.Test} {
		each(t, mode, func(t *testing.T, w *town) {
			w.happens(casework.Requested, "", asked)
			w.work()
			if len(w.phone.got) != 0 {
				t.Fatalf("%s: somebody was reached", mode)
			}
			if diff := cmp.Diff([]notify.Matter{notify.Asked}, w.inbox("anna")); diff != "" {
				t.Errorf("%s: %s", mode, diff)
			}
			all := w.deliveries()
			if mode == notify.Off && len(all) != 0 {
				t.Errorf("planned %+v", all)
			}
			if mode == notify.Test && (len(all) != 1 || !all[0].Test || all[0].Title != "Du behöver svara") {
				t.Errorf("written down: %+v", all)
			}
		})
	}
}

func TestWhatWasReadMeanwhileIsNotSent(t *testing.T) {
	each(t, notify.Live, func(t *testing.T, w *town) {
		w.happens(casework.Requested, "", asked)
		w.seen["anna"] = 1
		w.work()
		if diff := cmp.Diff([]string{"push skipped seen"}, w.states()); diff != "" || len(w.phone.got) != 0 {
			t.Error(diff)
		}
		w.happens(casework.Decided, "", casework.Details{})
		w.blind["anna"] = true
		w.work()
		if diff := cmp.Diff([]string{"push skipped seen", "push skipped access"}, w.states()); diff != "" {
			t.Error(diff)
		}
	})
}

func TestChattyNewsBecomeOneMessage(t *testing.T) {
	each(t, notify.Live, func(t *testing.T, w *town) {
		w.now = time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC) // a Sunday
		for range 3 {
			w.happens(casework.Messaged, "", casework.Details{Message: &casework.Message{FromOfficer: true}})
			w.now = w.now.Add(time.Minute)
		}
		if w.work(); len(w.phone.got) != 0 {
			t.Fatal("disturbed on a Sunday")
		}
		w.now = time.Date(2026, 11, 23, 7, 0, 0, 0, time.UTC)
		w.work()
		if len(w.phone.got) != 1 || w.phone.got[0].Text != "3 händelser i ett ärende hos Almby kommun." {
			t.Fatalf("%+v", w.phone.got)
		}
		w.now = w.now.Add(time.Minute)
		w.happens(casework.Messaged, "", casework.Details{Message: &casework.Message{FromOfficer: true}})
		if w.work(); len(w.phone.got) != 1 {
			t.Error("a message a minute after the last")
		}
		w.now = w.now.Add(2 * time.Hour)
		if w.work(); len(w.phone.got) != 2 {
			t.Errorf("%d messages, want a second after two hours", len(w.phone.got))
		}
	})
}

func TestOrderIsKeptPerCase(t *testing.T) {
	each(t, notify.Live, func(t *testing.T, w *town) {
		w.phone.answer = notify.Result{Outcome: notify.Later, After: 10 * time.Minute, Err: errors.New("asked to wait")}
		w.happens(casework.Requested, "", asked)
		w.work()
		w.now = w.now.Add(time.Second)
		w.happens(casework.Decided, "", casework.Details{})
		w.phone.answer = notify.Result{Outcome: notify.Sent}
		w.work()
		if len(w.phone.got) != 1 {
			t.Fatalf("the decision overtook the question: %d messages", len(w.phone.got))
		}
		w.now = w.now.Add(9 * time.Minute)
		if w.work(); len(w.phone.got) != 1 {
			t.Error("sent again before the channel had asked to")
		}
		w.now = w.now.Add(2 * time.Minute)
		w.work()
		w.now = w.now.Add(time.Minute)
		w.work()
		var titles []string
		for _, m := range w.phone.got[1:] {
			titles = append(titles, m.Title)
		}
		if diff := cmp.Diff([]string{"Du behöver svara", "Du har fått ett beslut"}, titles); diff != "" {
			t.Error(diff)
		}
	})
}

// TestATrifleDoesNotTakeADecisionsPlace looks at the topics, by which a push service and a phone replace what has not been seen.
func TestATrifleDoesNotTakeADecisionsPlace(t *testing.T) {
	each(t, notify.Live, func(t *testing.T, w *town) {
		news := func(kind casework.EventKind, d casework.Details) {
			w.happens(kind, "", d)
			w.work()
			w.now = w.now.Add(3 * time.Hour)
		}
		message := casework.Details{Message: &casework.Message{FromOfficer: true}}
		news(casework.Messaged, message)
		w.phone.answer = notify.Result{Outcome: notify.Later, Err: errors.New("HTTP 503")}
		news(casework.Decided, casework.Details{})
		w.phone.answer = notify.Result{Outcome: notify.Sent}
		w.work()
		news(casework.Messaged, message)
		news(casework.Decided, casework.Details{})
		var topics []string
		for _, m := range w.phone.got {
			topics = append(topics, m.Topic)
		}
		if len(topics) != 5 {
			t.Fatalf("%d messages, want five", len(topics))
		}
		trifle, decision, again, later, other := topics[0], topics[1], topics[2], topics[3], topics[4]
		if trifle != later || decision != again {
			t.Errorf("what may replace the one before it does not: %q", topics)
		}
		if decision == trifle || decision == other || other == trifle {
			t.Errorf("a decision can be replaced before it is seen: %q", topics)
		}
	})
}

func TestWhatDoesNotArriveWaitsForAPerson(t *testing.T) {
	each(t, notify.Live, func(t *testing.T, w *town) {
		w.blind["erik"] = true
		w.phone.answer = notify.Result{Outcome: notify.Refused, Err: errors.New("too large")}
		w.happens(casework.Requested, "", asked)
		w.work()
		if diff := cmp.Diff([]string{"push failed too large"}, w.states()); diff != "" {
			t.Fatal(diff)
		}
		stuck, err := w.store.Stuck(t.Context(), w.now, civil.Of(w.now), all)
		if err != nil || len(stuck) != 1 {
			t.Fatal(stuck, err)
		}
		w.phone.answer = notify.Result{Outcome: notify.Sent}
		if err := w.store.Again(t.Context(), stuck[0].ID, w.now); err != nil {
			t.Fatal(err)
		}
		w.work()
		if diff := cmp.Diff([]string{"push sent "}, w.states()); diff != "" {
			t.Error(diff)
		}
		if err := w.store.Again(t.Context(), stuck[0].ID, w.now); !errors.Is(err, fault.Illegal) {
			t.Errorf("what was sent is sent again: %v", err)
		}
		if err := w.Report(t.Context(), notify.Report{Delivery: stuck[0].ID, State: notify.StateFailed, At: w.now, Evidence: "bounced"}); err != nil {
			t.Fatal(err)
		}
		if err := w.store.GiveUp(t.Context(), stuck[0].ID, notify.ReasonGivenUp, w.now); err != nil {
			t.Fatal(err)
		}
		w.work()
		if diff := cmp.Diff([]string{"push skipped given_up"}, w.states()); diff != "" {
			t.Error(diff)
		}
	})
}

func TestWhatMustReachAndReachesNobodyWaitsForAPerson(t *testing.T) {
	message := casework.Details{Message: &casework.Message{FromOfficer: true}}
	for _, test := range []struct {
		name string
		mode notify.Mode
		set  func(w *town)
		kind casework.EventKind
		d    casework.Details
		want []string
	}{
		{"a decision, and no device", notify.Live, func(w *town) { w.phone.addresses = nil }, casework.Decided, casework.Details{}, []string{" unreached nowhere"}},
		{"a decision, and the only device is gone", notify.Live, func(w *town) { w.phone.answer = notify.Result{Outcome: notify.Gone} }, casework.Decided, casework.Details{},
			[]string{"push skipped address", " unreached nowhere"}},
		{"a message, and no device", notify.Live, func(w *town) { w.phone.addresses = nil }, casework.Messaged, message, nil},
		{"a decision that was seen", notify.Live, func(w *town) { w.phone.addresses, w.seen["anna"] = nil, 1 }, casework.Decided, casework.Details{}, nil},
		{"a decision that arrives", notify.Live, func(*town) {}, casework.Decided, casework.Details{}, []string{"push sent "}},
		{"a decision that is refused", notify.Live, func(w *town) { w.phone.answer = notify.Result{Outcome: notify.Refused} }, casework.Decided, casework.Details{},
			[]string{"push failed refused"}},
		{"where nobody is reached", notify.Test, func(w *town) { w.phone.addresses = nil }, casework.Decided, casework.Details{}, nil},
	} {
		t.Run(test.name, func(t *testing.T) {
			each(t, test.mode, func(t *testing.T, w *town) {
				w.blind["erik"] = true
				test.set(w)
				w.happens(test.kind, "", test.d)
				w.work()
				w.now = w.now.Add(48 * time.Hour)
				w.work()
				if diff := cmp.Diff(test.want, w.states()); diff != "" {
					t.Error(diff)
				}
			})
		})
	}
	for _, end := range []struct {
		name, want string
		do         func(w *town, id string) error
	}{
		{"let go", " skipped given_up", func(w *town, id string) error { return w.store.GiveUp(w.t.Context(), id, notify.ReasonGivenUp, w.now) }},
		{"read in the portal", " skipped seen", func(w *town, _ string) error {
			_, err := w.store.Read(w.t.Context(), "anna", "c", 1, w.now)
			return err
		}},
	} {
		t.Run(end.name, func(t *testing.T) {
			each(t, notify.Live, func(t *testing.T, w *town) {
				w.blind["erik"], w.phone.addresses = true, nil
				w.happens(casework.Decided, "", casework.Details{})
				stuck, err := w.store.Stuck(t.Context(), w.now, civil.Of(w.now), all)
				if err != nil || len(stuck) != 1 {
					t.Fatal(stuck, err)
				}
				if err := w.store.Again(t.Context(), stuck[0].ID, w.now); !errors.Is(err, fault.Illegal) {
					t.Errorf("sent again to nowhere: %v", err)
				}
				if err := end.do(w, stuck[0].ID); err != nil {
					t.Fatal(err)
				}
				if diff := cmp.Diff([]string{end.want}, w.states()); diff != "" {
					t.Error(diff)
				}
			})
		})
	}
}

func TestAChannelThatNeverAnswersIsGivenUp(t *testing.T) {
	each(t, notify.Live, func(t *testing.T, w *town) {
		if err := w.store.SetPreferences(t.Context(), "anna", notify.Preferences{Anytime: true}); err != nil {
			t.Fatal(err)
		}
		w.phone.answer = notify.Result{Outcome: notify.Later, Err: errors.New("HTTP 503")}
		w.happens(casework.Requested, "", asked)
		for range notify.Attempts {
			w.work()
			w.now = w.now.Add(3 * time.Hour)
		}
		if diff := cmp.Diff([]string{"push failed exhausted"}, w.states()); diff != "" || len(w.phone.got) != notify.Attempts {
			t.Error(len(w.phone.got), diff)
		}
	})
}

// TestCrashWhileHandingOver has a worker die with a message in its hands.
func TestCrashWhileHandingOver(t *testing.T) {
	for _, once := range []bool{false, true} {
		each(t, notify.Live, func(t *testing.T, w *town) {
			w.phone.once = once
			w.happens(casework.Requested, "", asked)
			claims, err := w.queue.Claim(t.Context(), []string{notify.SendTopic}, 1, time.Minute)
			if err != nil || len(claims) != 1 {
				t.Fatal(claims, err)
			}
			if _, _, _, _, err := w.store.Begin(t.Context(), w.deliveries()[0].ID, w.now); err != nil { // and here it dies
				t.Fatal(err)
			}
			w.now = w.now.Add(2 * time.Minute)
			w.work()
			want := []string{"push sent "}
			if once {
				want = []string{"push failed unsure"}
			}
			if diff := cmp.Diff(want, w.states()); diff != "" || once != (len(w.phone.got) == 0) {
				t.Error(once, len(w.phone.got), diff)
			}
		})
	}
}

// TestWorkersThatDieEachTimeEndTheDelivery has each worker die with the message in its hands, until its job is given up: the next way is tried at once.
func TestWorkersThatDieEachTimeEndTheDelivery(t *testing.T) {
	for _, once := range []bool{false, true} {
		each(t, notify.Live, func(t *testing.T, w *town) {
			post := w.post()
			w.phone.once = once
			w.happens(casework.Decided, "", casework.Details{})
			d := w.deliveries()[0]
			for range notify.Attempts {
				claims, err := w.queue.Claim(t.Context(), []string{notify.SendTopic}, 1, time.Minute)
				if err != nil || len(claims) != 1 {
					t.Fatal(claims, err)
				}
				if _, _, _, _, err := w.store.Begin(t.Context(), d.ID, w.now); err != nil { // and here it dies
					t.Fatal(err)
				}
				w.now = w.now.Add(2 * time.Minute)
			}
			w.work()
			want := "push failed " + map[bool]string{false: "exhausted", true: "unsure"}[once]
			if states := w.states(); !slices.Contains(states, want) || len(w.phone.got) != 0 || len(post.got) != 1 {
				t.Errorf("%q, %d on the device and %d by mail; want %q, none and one", states, len(w.phone.got), len(post.got), want)
			}
		})
	}
}

// TestADeliveryThatHangsHoldsTheNextForADayOnly loses the worker, and the job, of the first of two.
func TestADeliveryThatHangsHoldsTheNextForADayOnly(t *testing.T) {
	each(t, notify.Live, func(t *testing.T, w *town) {
		w.blind["erik"] = true
		w.happens(casework.Requested, "", asked)
		claims, err := w.queue.Claim(t.Context(), []string{notify.SendTopic}, 1, 72*time.Hour)
		if err != nil || len(claims) != 1 {
			t.Fatal(claims, err)
		}
		if _, _, _, _, err := w.store.Begin(t.Context(), w.deliveries()[0].ID, w.now); err != nil {
			t.Fatal(err)
		}
		due := w.now
		w.now = w.now.Add(time.Second)
		w.happens(casework.Decided, "", casework.Details{})
		w.now = due.Add(24 * time.Hour)
		if w.work(); len(w.phone.got) != 0 {
			t.Fatal("the decision overtook the question within a day")
		}
		w.now = w.now.Add(time.Minute)
		w.work()
		if diff := cmp.Diff([]string{"push handing ", "push sent "}, w.states()); diff != "" {
			t.Error(diff)
		}
		if stuck, err := w.store.Stuck(t.Context(), w.now.Add(-24*time.Hour), civil.Of(w.now), all); err != nil || len(stuck) != 1 {
			t.Errorf("stuck: %+v, %v; want the question", stuck, err)
		}
	})
}

func TestReadingOpensWhatWasSent(t *testing.T) {
	each(t, notify.Live, func(t *testing.T, w *town) {
		w.happens(casework.Requested, "", asked)
		w.happens(casework.Decided, "", casework.Details{})
		w.work()
		read, err := w.store.Read(t.Context(), "anna", "c", 1, w.now)
		if err != nil || read != 1 {
			t.Fatal(read, err)
		}
		if n, err := w.store.Unread(t.Context(), "anna"); n != 1 || err != nil {
			t.Errorf("%d unread, %v; want the decision", n, err)
		}
		w.now = w.now.Add(time.Minute)
		w.work()
		got := w.states()
		slices.Sort(got)
		if diff := cmp.Diff([]string{"push opened ", "push sent "}, got); diff != "" {
			t.Error(diff)
		}
		if n, err := w.store.Read(t.Context(), "anna", "c", 1, w.now); n != 0 || err != nil {
			t.Errorf("read %d again, %v", n, err)
		}
	})
}

func TestNextWayIsTriedUntilItIsSeen(t *testing.T) {
	each(t, notify.Live, func(t *testing.T, w *town) {
		post := &phone{addresses: map[identity.PersonID][]notify.Address{"anna": {{ID: "m", Name: "a…@post.example"}}}, answer: notify.Result{Outcome: notify.Sent}}
		w.Routes[notify.Mail] = post
		w.happens(casework.Requested, "", asked)
		w.work()
		w.now = w.now.Add(23 * time.Hour)
		if w.work(); len(post.got) != 0 {
			t.Fatal("mail within a day")
		}
		w.now = w.now.Add(2 * time.Hour)
		w.work()
		if len(post.got) != 1 || post.got[0].Title != "Du behöver svara oss" || post.got[0].Unsubscribe != "" {
			t.Fatalf("%+v", post.got)
		}
		w.happens(casework.Messaged, "", casework.Details{Message: &casework.Message{FromOfficer: true}})
		w.work()
		if _, err := w.store.Read(t.Context(), "anna", "c", 2, w.now); err != nil {
			t.Fatal(err)
		}
		w.now = w.now.Add(72 * time.Hour)
		if w.work(); len(post.got) != 1 {
			t.Error("mail of what was read")
		}
	})
}

// TestWhatLiesInAMailboxIsSaidToLieThere: its operator has answered so. That the person read the decision in the portal does not say that they opened it there.
func TestWhatLiesInAMailboxIsSaidToLieThere(t *testing.T) {
	each(t, notify.Live, func(t *testing.T, w *town) {
		box := &phone{addresses: map[identity.PersonID][]notify.Address{"anna": {{ID: "mailbox", Name: "Kivra"}}}, answer: notify.Result{Outcome: notify.Arrived, Evidence: "t-1"}}
		w.Routes[notify.Mailbox] = box
		w.happens(casework.Decided, "", casework.Details{})
		laid := w.now
		w.work()
		w.now = w.now.Add(time.Hour)
		if _, err := w.store.Read(t.Context(), "anna", "c", 1, w.now); err != nil {
			t.Fatal(err)
		}
		got := w.states()
		slices.Sort(got)
		if diff := cmp.Diff([]string{"mailbox delivered ", "push opened "}, got); diff != "" {
			t.Error(diff)
		}
		for _, d := range w.deliveries() {
			if d.Channel == notify.Mailbox && (!d.Sent.Equal(laid) || !d.Delivered.Equal(laid) || !d.Opened.IsZero() || d.Evidence != "t-1") {
				t.Errorf("%+v", d)
			}
		}
	})
}

func TestAWayThatIsGoneLeadsToTheNextAtOnce(t *testing.T) {
	each(t, notify.Live, func(t *testing.T, w *town) {
		post := &phone{addresses: map[identity.PersonID][]notify.Address{"anna": {{ID: "m"}}}, answer: notify.Result{Outcome: notify.Sent}}
		w.Routes[notify.Mail] = post
		w.phone.answer = notify.Result{Outcome: notify.Gone, Err: errors.New("HTTP 410")}
		w.happens(casework.Messaged, "", casework.Details{Message: &casework.Message{FromOfficer: true}})
		w.work()
		if diff := cmp.Diff([]string{"push skipped address", "mail sent "}, w.states()); diff != "" {
			t.Error(diff)
		}
		token := post.got[0].Unsubscribe[len("https://almby.example"+notify.UnsubscribePath):]
		kind, err := w.Unsubscribe(t.Context(), token)
		if kind != notify.Cases || err != nil {
			t.Fatal(kind, err)
		}
		p, err := w.store.Preferences(t.Context(), "anna")
		if diff := cmp.Diff([]notify.Channel{notify.Push}, p.Of(notify.Cases)); err != nil || diff != "" {
			t.Error(err, diff)
		}
		for _, bad := range []string{"", token[:len(token)-2] + "xx", "x" + token, "YW5uYS9jYXNlcw"} {
			if _, err := w.Unsubscribe(t.Context(), bad); !errors.Is(err, fault.NotFound) {
				t.Errorf("token %q: %v", bad, err)
			}
		}
	})
}

func TestOldNewsDisturbNobody(t *testing.T) {
	each(t, notify.Live, func(t *testing.T, w *town) {
		w.happens(casework.Closed, "", casework.Details{})
		news := casework.EventNews{Case: "c", Event: "e2", Seq: 2, Kind: casework.Messaged}
		w.files["c"].Events = append(w.files["c"].Events, casework.Event{Seq: 2, ID: "e2", At: w.now.AddDate(0, 0, -8), Kind: casework.Messaged, ActorKind: casework.ByOfficer})
		if err := w.Follow(t.Context(), news); err != nil {
			t.Fatal(err)
		}
		w.work()
		if len(w.phone.got) != 1 || len(w.inbox("anna")) != 2 {
			t.Errorf("%d messages, inbox %v; want one and two", len(w.phone.got), w.inbox("anna"))
		}
	})
}

func TestDisposalForgets(t *testing.T) {
	each(t, notify.Live, func(t *testing.T, w *town) {
		w.happens(casework.Requested, "", asked)
		if err := w.Follow(t.Context(), casework.EventNews{Case: "c", Kind: casework.Disposed}); err != nil {
			t.Fatal(err)
		}
		w.work() // the job that was put finds nothing
		if len(w.phone.got) != 0 || len(w.deliveries()) != 0 || w.inbox("anna") != nil {
			t.Error("something is left")
		}
	})
}

func TestProtectionThatComesLaterHolds(t *testing.T) {
	each(t, notify.Live, func(t *testing.T, w *town) {
		post := &phone{addresses: map[identity.PersonID][]notify.Address{"anna": {{ID: "m"}}}, answer: notify.Result{Outcome: notify.Sent}}
		w.Routes = map[notify.Channel]notify.Route{notify.Mail: post}
		w.happens(casework.Decided, "", casework.Details{})
		w.protected["anna"] = true
		w.work()
		if diff := cmp.Diff([]string{"mail skipped address", " unreached nowhere"}, w.states()); diff != "" || len(post.got) != 0 {
			t.Error(diff)
		}
	})
}

func TestPreferencesAreKept(t *testing.T) {
	each(t, notify.Off, func(t *testing.T, w *town) {
		want := notify.Preferences{Anytime: true, Order: map[notify.Kind][]notify.Channel{notify.Cases: {notify.SMS, notify.Push}, notify.News: {}}}
		for _, p := range []notify.Preferences{{}, want, want} {
			if err := w.store.SetPreferences(t.Context(), "anna", p); err != nil {
				t.Fatal(err)
			}
			got, err := w.store.Preferences(t.Context(), "anna")
			if diff := cmp.Diff(p, got); err != nil || diff != "" {
				t.Error(err, diff)
			}
		}
		if err := w.store.SetPreferences(t.Context(), "anna", notify.Preferences{Order: map[notify.Kind][]notify.Channel{notify.Cases: {notify.Letter}}}); !errors.Is(err, fault.Invalid) {
			t.Errorf("a letter was chosen: %v", err)
		}
	})
}

func TestParity(t *testing.T) { dbtest.Parity(t, outbox.Module, sqlstore.Module) }
