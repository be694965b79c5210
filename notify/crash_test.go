package notify_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	netmail "net/mail"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"forvag/internal/casework"
	"forvag/internal/civil"
	"forvag/internal/crash"
	"forvag/internal/dbx"
	"forvag/internal/dbx/dbtest"
	"forvag/internal/fault"
	"forvag/internal/identity"
	"forvag/internal/locale"
	"forvag/internal/outbox"
	"forvag/internal/residents"
	"forvag/notify"
	"forvag/notify/contact"
	"forvag/notify/mail"
	"forvag/notify/messages"
	"forvag/notify/push"
	"forvag/notify/sms/gateway"
	"forvag/notify/sqlstore"
)

func TestMain(m *testing.M) { crash.Main(m, map[string]crash.Child{"tell": tell}) }

// In the town of the crash test, each person has a case of their own in which the municipality decides again and again. A third are told on a device, a third by
// e-mail, a third by text message.
const (
	crashPeople    = 18
	crashDecisions = 3
)

var crashModules = []dbx.Module{outbox.Module, sqlstore.Module, contact.Module, push.Module}

// crashTown is what the children, and the test, know of it.
type crashTown struct{}

func crashPerson(i int) identity.PersonID { return identity.PersonID(fmt.Sprint("p", i)) }

// numberOf is which of the people an id is: "p7" or "c7".
func numberOf(id string) (i int) {
	_, _ = fmt.Sscan(id[1:], &i)
	return i
}

// wayOf is how somebody is told first.
func wayOf(i int) notify.Channel {
	return [...]notify.Channel{notify.Push, notify.Mail, notify.SMS}[i%3]
}

func (crashTown) Case(_ context.Context, p identity.Principal, id casework.CaseID) (*casework.File, error) {
	who := crashPerson(numberOf(string(id)))
	if p.Kind == identity.Resident && p.Actor != who {
		return nil, fault.New(fault.NotFound, "access.not_found")
	}
	f := &casework.File{Case: casework.Case{ID: id, Title: "Skolskjuts"}, Parties: []casework.Party{{ID: "party", Person: who, Role: identity.Applicant}}}
	for seq := range crashDecisions {
		f.Events = append(f.Events, casework.Event{Seq: seq + 1, ID: crashEvent(id, seq), Case: id, At: crashNoon, Kind: casework.Decided, ActorKind: casework.ByOfficer})
	}
	return f, nil
}

func crashEvent(id casework.CaseID, seq int) casework.EventID {
	return casework.EventID(fmt.Sprintf("%s-%d", id, seq+1))
}

func (crashTown) NeedsMe(context.Context, identity.Principal) (int, error) { return 1, nil }
func (crashTown) Person(_ context.Context, id identity.PersonID) (residents.Person, error) {
	return residents.Person{ID: id}, nil
}
func (crashTown) Contact(_ context.Context, id identity.PersonID) (residents.Contact, error) {
	return residents.Contact{Email: string(id) + "@post.example", Phone: fmt.Sprintf("+467017406%02d", 5+numberOf(string(id)))}, nil
}
func (crashTown) AddContact(context.Context, identity.PersonID, residents.Contact) error {
	return nil
}
func (crashTown) Protected(context.Context, ...identity.PersonID) (bool, error) { return false, nil }
func (crashTown) Signatories(context.Context, identity.OrgID, civil.Date) ([]identity.PersonID, error) {
	return nil, nil
}

// tellArgs are what a child that tells people is told.
type tellArgs struct {
	DSN, Keys, Push, Mail, SMS string
	// Epoch is the machine's instant at which it is noon in the town.
	Epoch time.Time
	Way   string
}

// The ways of telling: the program's own, and three that are naive on purpose and must be caught, or the harness could not tell.
const (
	asItIs      = "as it is"
	doneBefore  = "the job is done before the message is handed over"
	namedAnew   = "a message has another name at each attempt"
	smsRepeated = "a text message is handed over again"
)

var (
	crashNoon = time.Date(2026, 11, 24, 11, 0, 0, 0, time.UTC)
	crashFrom = netmail.Address{Address: "avisering@almby.example"}
)

// The children's time goes faster, so that what a killed process held is free again within a second.
const (
	crashSpeed = 30
	crashLease = 30 * time.Second
)

func (a tellArgs) now() time.Time { return crashNoon.Add(crashSpeed * time.Since(a.Epoch)) }

// teller is the service on real channels.
type teller struct {
	*notify.Service
	db       *dbx.DB
	queue    *outbox.Queue
	contacts *contact.Store
	devices  *push.Store
	store    *sqlstore.Store
}

// newTeller wires it as the program does.
func newTeller(ctx context.Context, a tellArgs, now func() time.Time) (*teller, error) {
	keys, err := identity.ReadKeyring(a.Keys)
	if err != nil {
		return nil, err
	}
	texts, wrong := messages.Load(os.DirFS("messages"), notify.Specs())
	if len(wrong) > 0 {
		return nil, errors.New(fmt.Sprint(wrong))
	}
	server, err := mail.ParseServer(a.Mail)
	if err != nil {
		return nil, err
	}
	sms, err := gateway.ParseURL(a.SMS)
	if err != nil {
		return nil, err
	}
	service, err := url.Parse(a.Push)
	if err != nil {
		return nil, err
	}
	db, err := dbx.Open(ctx, a.DSN)
	if err != nil {
		return nil, err
	}
	t := &teller{db: db, queue: outbox.NewQueue(db, now), contacts: contact.NewStore(db, keys, crashTown{}, now),
		devices: push.NewStore(db, keys, push.Hosts{service.Host}, time.Now), store: sqlstore.New(db)}
	look := func(locale.Lang) mail.Look {
		return mail.Look{Name: "Almby kommun", Colour: "#0b5d57", Contact: "0", Settings: "https://almby.example"}
	}
	post, err := mail.NewSender(t.contacts, mail.Options{Server: server, From: crashFrom, Bounces: crashFrom, Look: look, Keys: keys, Now: now})
	if err != nil {
		return nil, err
	}
	origin := func() string { return "https://almby.example" }
	routes := map[notify.Channel]notify.Route{
		notify.Push: push.NewSender(t.devices, "kontakt@almby.example"), notify.Mail: post,
		notify.SMS: gateway.NewSender(t.contacts, gateway.Options{URL: sms, From: "Almby", Keys: keys, Origin: origin}),
	}
	for c, route := range routes {
		routes[c] = astray{route, a.Way}
	}
	t.Service = notify.New(notify.Config{Store: t.store, Cases: crashTown{}, People: crashTown{}, Routes: routes, Mode: notify.Live, Origin: origin, Keys: keys, Now: now,
		Log: slog.New(slog.DiscardHandler)}, notify.Content{Texts: texts, Name: locale.Text{SV: "Almby kommun", EN: "Almby Municipality"}})
	return t, nil
}

// astray is a channel as a naive program has it.
type astray struct {
	notify.Route
	way string
}

func (r astray) Repeats() bool { return r.way == smsRepeated || r.Route.Repeats() }

func (r astray) Send(ctx context.Context, m notify.Message) notify.Result {
	if r.way == namedAnew {
		m.ID = identity.NewID()
		m.Topic = strings.ReplaceAll(m.ID, "-", "")
	}
	return r.Route.Send(ctx, m)
}

// caseTopic is the case core's news.
const caseTopic = "crash.case"

// tell works the outbox until nothing is left in it that is due today.
func tell(ctx context.Context, l *crash.Life) error {
	var a tellArgs
	if err := l.Args(&a); err != nil {
		return err
	}
	t, err := newTeller(ctx, a, a.now)
	if err != nil {
		return err
	}
	defer t.db.Close()
	steps := make(chan error, 1)
	steps <- nil
	handlers := map[string]outbox.Handler{
		caseTopic: func(ctx context.Context, job outbox.Claim) (bool, error) {
			var news casework.EventNews
			if err := job.Decode(&news); err != nil {
				return false, err
			}
			return true, t.Follow(ctx, news)
		},
		notify.SendTopic: t.Send, notify.NextTopic: t.Next,
	}
	if a.Way == doneBefore {
		handlers[notify.SendTopic] = func(ctx context.Context, job outbox.Claim) (bool, error) {
			return false, errors.Join(t.queue.Done(ctx, job), second(t.Send(ctx, job)))
		}
	}
	for topic, do := range handlers {
		handlers[topic] = func(ctx context.Context, job outbox.Claim) (bool, error) {
			retry, err := do(ctx, job)
			if err == nil {
				steps <- errors.Join(<-steps, l.Step())
			}
			return retry, err
		}
	}
	w := outbox.Worker{Queue: t.queue, Handlers: handlers, Spent: map[string]func(context.Context, outbox.Claim) error{notify.SendTopic: t.GiveUp},
		Jitter: rand.Float64, Log: slog.New(slog.DiscardHandler), Parallel: 2, Lease: crashLease, Attempts: notify.Attempts}
	if err := l.Begun(); err != nil {
		return err
	}
	for {
		if _, err := w.Drain(ctx); err != nil {
			return err
		}
		var left int
		err := t.db.QueryRow(ctx, `SELECT count(*) FROM outbox_job WHERE state = 'ready' AND due < $1 AND topic <> $2`,
			crashNoon.Add(8*time.Hour), contact.Topic).Scan(&left)
		if err != nil || left == 0 {
			return errors.Join(err, <-steps)
		}
		time.Sleep(5 * time.Millisecond) // another process holds it, or did
	}
}

func second(_ bool, err error) error { return err }

// told is what one town came to: of the deliveries, and of the messages that receivers saw.
type told struct{ lost, doubled, unsure, again int }

// town tells everybody on a fresh database, by two processes that are killed that many times, and counts.
func town(t *testing.T, dsn, way string, kills int) (told, int) {
	t.Helper()
	ctx := t.Context()
	r := newReceivers(t)
	keyFile := filepath.Join(t.TempDir(), "key")
	if err := identity.WriteKeyring(keyFile); err != nil {
		t.Fatal(err)
	}
	a := tellArgs{DSN: dsn, Keys: keyFile, Push: r.push.URL, Mail: "smtp://" + r.mailAt, SMS: r.smsURL(), Epoch: time.Now(), Way: way}
	dbtest.Open(t, dsn, crashModules...)
	w, err := newTeller(ctx, a, a.now)
	if err != nil {
		t.Fatal(err)
	}
	defer w.db.Close()
	r.keys = w.Keys
	w.settle(t, r)
	h := crash.Harness{Child: "tell", Args: a, Processes: 2, Steps: crashPeople * crashDecisions, Kills: kills}
	took := h.Run(t)
	return w.count(t, r, way == asItIs), took
}

// settle has everybody choose how they are told, verifies their addresses, and lets all decisions be made.
func (w *teller) settle(t *testing.T, r *receivers) {
	t.Helper()
	ctx := t.Context()
	for i := range crashPeople {
		who, way := crashPerson(i), wayOf(i)
		var err error
		switch way {
		case notify.Push:
			err = r.subscribe(ctx, w.devices, who)
		case notify.SMS:
			w.verify(t, who, notify.SMS)
			w.verify(t, who, notify.Mail)
		default:
			w.verify(t, who, notify.Mail)
		}
		order := map[notify.Kind][]notify.Channel{notify.Cases: {way}}
		if err := errors.Join(err, w.store.SetPreferences(ctx, who, notify.Preferences{Order: order})); err != nil {
			t.Fatal(err)
		}
	}
	err := w.db.Write(ctx, func(tx *dbx.Tx) error {
		var errs []error
		for i := range crashPeople {
			for seq := range crashDecisions {
				id := casework.CaseID(fmt.Sprint("c", i))
				news := casework.EventNews{Case: id, Event: crashEvent(id, seq), Seq: seq + 1, Kind: casework.Decided}
				errs = append(errs, outbox.Put(ctx, tx, outbox.Job{Key: "case/" + string(news.Event), Topic: caseTopic, Payload: news, Due: crashNoon.Add(time.Duration(seq))}))
			}
		}
		return errors.Join(errs...)
	})
	if err != nil {
		t.Fatal(err)
	}
}

// verify has somebody write back the code that went to their address.
func (w *teller) verify(t *testing.T, who identity.PersonID, c notify.Channel) {
	t.Helper()
	ctx := t.Context()
	if err := w.contacts.Ask(ctx, who, c, locale.SV); err != nil {
		t.Fatal(err)
	}
	d, err := w.contacts.Detail(ctx, who, c)
	if err != nil {
		t.Fatal(err)
	}
	letter, err := w.contacts.Letter(ctx, d.Code.ID)
	if err == nil {
		err = w.contacts.Confirm(ctx, who, c, letter.Figures)
	}
	if err != nil {
		t.Fatal(err)
	}
}

// count holds what is promised for each channel, and counts what is not kept. own says that messages bear their deliveries' own names.
func (w *teller) count(t *testing.T, r *receivers, own bool) (sum told) {
	t.Helper()
	handed, unsure := map[notify.Channel]map[string]notify.Delivery{}, 0
	for i := range crashPeople {
		id, who := casework.CaseID(fmt.Sprint("c", i)), crashPerson(i)
		notices, err := w.store.Inbox(t.Context(), who, time.Time{}, 100)
		if err != nil {
			t.Fatal(err)
		}
		events := map[casework.EventID]int{}
		for _, n := range notices {
			events[n.Event]++
		}
		for seq := range crashDecisions {
			n := events[crashEvent(id, seq)]
			sum.lost, sum.doubled = sum.lost+max(0, 1-n), sum.doubled+max(0, n-1)
		}
		deliveries, err := w.store.OfCase(t.Context(), id, who)
		if err != nil {
			t.Fatal(err)
		}
		reached := 0
		for _, d := range deliveries {
			switch {
			case d.State == notify.StateSent:
				reached++
			case d.State == notify.StateFailed && d.Reason == notify.ReasonUnsure && d.Channel == notify.SMS:
				unsure++
			default:
				continue
			}
			if handed[d.Channel] == nil {
				handed[d.Channel] = map[string]notify.Delivery{}
			}
			handed[d.Channel][d.ID] = d
		}
		sum.lost += max(0, crashDecisions-reached)
	}
	sum.unsure = unsure
	for c, all := range handed {
		arrived, first := r.arrived(c)
		for _, n := range arrived {
			sum.again += n - 1
			if c == notify.SMS {
				sum.doubled += n - 1
			}
		}
		sum.doubled += max(0, len(arrived)-len(all))
		sent := 0
		for _, d := range all {
			if d.State == notify.StateSent {
				sent++
			}
		}
		sum.lost += max(0, sent-len(arrived))
		if !own || c == notify.Push {
			continue
		}
		last := map[casework.CaseID]notify.Delivery{}
		for _, id := range first {
			d, known := all[id]
			if before := last[d.Case]; known && (d.Made.Before(before.Made) || d.Made.Equal(before.Made) && d.ID < before.ID) {
				t.Errorf("%s: a later message overtook an earlier one by %s", d.Case, c)
			}
			last[d.Case] = d
			if !known {
				d, err := w.store.Delivery(t.Context(), id)
				t.Errorf("%s by %s arrived, and is said to be %q (%s), %v", id, c, d.State, d.Reason, err)
			}
		}
		for id, d := range all {
			if arrived[id] == 0 && d.State == notify.StateSent {
				t.Errorf("%s by %s is said to be sent, and did not arrive", id, c)
			}
		}
	}
	return sum
}

// TestMessagesSurviveBeingKilled kills the two processes that share the outbox, at random moments, and holds that everybody is told of everything: each in the
// inbox once, by e-mail and push once for each name that their receivers know a message by, and by text message at most once.
func TestMessagesSurviveBeingKilled(t *testing.T) {
	eachDSN(t, func(t *testing.T, dsn func(testing.TB) string) {
		var all told
		kills := crash.Rounds(*crash.Kills, func(_, left int) int {
			sum, kills := town(t, dsn(t), asItIs, left)
			if sum.lost+sum.doubled > 0 {
				t.Fatalf("killed %d times: %+v", kills, sum)
			}
			all.unsure, all.again = all.unsure+sum.unsure, all.again+sum.again
			return kills
		})
		if kills < *crash.Kills {
			t.Errorf("killed %d times, want %d", kills, *crash.Kills)
		}
		t.Logf("killed %d times: none lost, none doubled, %d came again under the same name, %d text messages uncertain and told another way", kills, all.again, all.unsure)
	})
}

// TestTheHarnessCatchesNaiveMessages holds that the same harness finds what is lost and what is doubled.
func TestTheHarnessCatchesNaiveMessages(t *testing.T) {
	eachDSN(t, func(t *testing.T, dsn func(testing.TB) string) {
		for _, way := range []string{doneBefore, namedAnew, smsRepeated} {
			t.Run(way, func(t *testing.T) {
				var sum told
				tries := 0
				for sum.lost+sum.doubled == 0 && tries < 20 {
					sum, _ = town(t, dsn(t), way, 20)
					tries++
				}
				if loses := way == doneBefore; loses && sum.lost == 0 || !loses && (sum.lost > 0 || sum.doubled == 0) {
					t.Errorf("%+v after %d towns", sum, tries)
				}
			})
		}
	})
}

// eachDSN runs fn for SQLite and for PostgreSQL, with what makes fresh databases.
func eachDSN(t *testing.T, fn func(t *testing.T, dsn func(testing.TB) string)) {
	t.Run("sqlite", func(t *testing.T) { fn(t, dbtest.SQLiteDSN) })
	t.Run("postgres", func(t *testing.T) { fn(t, dbtest.PostgresDSN) })
}
