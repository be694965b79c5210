package contact_test

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"forvag/internal/dbx"
	"forvag/internal/dbx/dbtest"
	"forvag/internal/fault"
	"forvag/internal/identity"
	"forvag/internal/locale"
	"forvag/internal/outbox"
	"forvag/internal/residents"
	"forvag/notify"
	"forvag/notify/contact"
)

var start = time.Date(2026, 11, 23, 8, 0, 0, 0, time.UTC)

// details is where residents' addresses are, by person. It is lost where a test says so.
type details map[identity.PersonID]residents.Contact

var errLost = errors.New("the database is lost")

// lost is a person whose address cannot be kept for the moment.
const lost = "lost"

func (d details) Contact(_ context.Context, id identity.PersonID) (residents.Contact, error) {
	return d[id], nil
}

func (d details) AddContact(_ context.Context, id identity.PersonID, c residents.Contact) error {
	if _, gone := d[lost]; gone {
		return errLost
	}
	now := d[id]
	now.Email, now.Phone = cmp.Or(c.Email, now.Email), cmp.Or(c.Phone, now.Phone)
	d[id] = now
	return nil
}

// wire is a channel that notes what it was handed, and answers as it was told.
type wire struct {
	sent   []notify.Message
	to     []string
	answer notify.Result
}

func (w *wire) Deliver(_ context.Context, to string, m notify.Message) notify.Result {
	w.sent, w.to = append(w.sent, m), append(w.to, to)
	return w.answer
}

// bench is a store with a clock that the test sets, and a courier.
type bench struct {
	*contact.Store
	t       *testing.T
	db      *dbx.DB
	details details
	now     time.Time
	keys    *identity.Keyring
	mail    *wire
	sms     *wire
	live    bool
	worker  *outbox.Worker
}

func each(t *testing.T, fn func(*testing.T, *bench)) {
	t.Helper()
	dbtest.Each(t, []dbx.Module{outbox.Module, contact.Module}, func(t *testing.T, db *dbx.DB) { fn(t, newBench(t, db)) })
}

func newBench(t *testing.T, db *dbx.DB) *bench {
	t.Helper()
	file := filepath.Join(t.TempDir(), "key")
	if err := identity.WriteKeyring(file); err != nil {
		t.Fatal(err)
	}
	keys, err := identity.ReadKeyring(file)
	if err != nil {
		t.Fatal(err)
	}
	b := &bench{t: t, db: db, now: start, live: true, keys: keys, mail: &wire{answer: notify.Result{Outcome: notify.Sent}}, sms: &wire{answer: notify.Result{Outcome: notify.Sent}},
		details: details{"anna": {Email: "anna@post.example", Phone: "+46701740605"}, "bo": {Email: "Anna@Post.example"}, "nobody": {}}}
	clock := func() time.Time { return b.now }
	b.Store = contact.NewStore(db, keys, b.details, clock)
	courier := &contact.Courier{Store: b.Store, Live: func() bool { return b.live }, Name: func(locale.Lang) string { return "Almby kommun" },
		Ways: map[notify.Channel]contact.Direct{notify.Mail: b.mail, notify.SMS: b.sms}}
	b.worker = &outbox.Worker{Queue: outbox.NewQueue(db, clock), Jitter: func() float64 { return 1 }, Log: slog.New(slog.DiscardHandler),
		Handlers: map[string]outbox.Handler{contact.Topic: courier.Send}}
	return b
}

func (b *bench) drain() {
	b.t.Helper()
	if _, err := b.worker.Drain(b.t.Context()); err != nil {
		b.t.Fatal(err)
	}
}

func (b *bench) ask(person identity.PersonID, c notify.Channel) error {
	return b.Ask(b.t.Context(), person, c, locale.SV)
}

// code is what the last message said.
func (b *bench) code(w *wire) string {
	b.t.Helper()
	if len(w.sent) == 0 {
		b.t.Fatal("nothing was sent")
	}
	code := regexp.MustCompile(`\b\d{6}\b`).FindString(w.sent[len(w.sent)-1].Text)
	if code == "" {
		b.t.Fatalf("no code in %q", w.sent[len(w.sent)-1].Text)
	}
	return code
}

func (b *bench) addresses(person identity.PersonID, c notify.Channel) []notify.Address {
	b.t.Helper()
	all, err := b.Addresses(b.t.Context(), person, c)
	if err != nil {
		b.t.Fatal(err)
	}
	return all
}

func key(err error) string {
	k, _, _ := fault.Words(err)
	return k
}

func TestAnAddressIsReachedOnceItsOwnerHasWrittenTheCode(t *testing.T) {
	each(t, func(t *testing.T, b *bench) {
		ctx := t.Context()
		if err := b.ask("anna", notify.Mail); err != nil {
			t.Fatal(err)
		}
		b.drain()
		if len(b.mail.sent) != 1 || b.mail.to[0] != "anna@post.example" || strings.Contains(b.mail.sent[0].Title, b.code(b.mail)) {
			t.Fatalf("sent %+v to %v", b.mail.sent, b.mail.to)
		}
		if got := b.addresses("anna", notify.Mail); len(got) != 0 {
			t.Fatalf("reached before it is verified: %+v", got)
		}
		code := b.code(b.mail)
		if err := b.Confirm(ctx, "bo", notify.Mail, code); key(err) != "contact.code.ended" {
			t.Errorf("another's code: %v", err)
		}
		if err := b.Confirm(ctx, "anna", notify.SMS, code); key(err) != "contact.code.ended" {
			t.Errorf("for another channel: %v", err)
		}
		if err := b.Confirm(ctx, "anna", notify.Mail, code[:3]+" "+code[3:]); err != nil {
			t.Fatal(err)
		}
		got := b.addresses("anna", notify.Mail)
		if len(got) != 1 || got[0].Name != "a…@post.example" || strings.Contains(got[0].ID, "anna") {
			t.Fatalf("%+v", got)
		}
		if at, err := b.Address(ctx, "anna", notify.Mail, got[0].ID); err != nil || at != "anna@post.example" {
			t.Errorf("%q, %v", at, err)
		}
		if err := b.Confirm(ctx, "anna", notify.Mail, code); key(err) != "contact.code.ended" {
			t.Errorf("the code again: %v", err)
		}

		b.details["anna"] = residents.Contact{Email: "anna@annan.example"}
		if left := b.addresses("anna", notify.Mail); len(left) != 0 {
			t.Errorf("a new address is reached: %+v", left)
		}
		if _, err := b.Address(ctx, "anna", notify.Mail, got[0].ID); !errors.Is(err, fault.NotFound) {
			t.Errorf("the new address for the old one's id: %v", err)
		}
		b.details["anna"] = residents.Contact{Email: "Anna@post.example"}
		if left := b.addresses("anna", notify.Mail); len(left) != 1 {
			t.Error("the verified one, in other letters, is not reached")
		}
		if err := b.Bury(ctx, "bo", got[0].ID); err != nil || len(b.addresses("anna", notify.Mail)) != 1 {
			t.Errorf("another forgets it: %v", err)
		}
		if err := b.Bury(ctx, "anna", got[0].ID); err != nil || len(b.addresses("anna", notify.Mail)) != 0 {
			t.Errorf("a dead address is reached: %v", err)
		}
		if _, err := b.Address(ctx, "anna", notify.Mail, got[0].ID); !errors.Is(err, fault.NotFound) {
			t.Errorf("what was planned goes to a dead address: %v", err)
		}
		died := b.now
		b.now = b.now.Add(2 * time.Minute)
		if err := b.Bury(ctx, "anna", got[0].ID); err != nil {
			t.Fatal(err)
		}
		if d, err := b.Detail(ctx, "anna", notify.Mail); err != nil || !d.Verified.IsZero() || !d.Dead.Equal(died) {
			t.Errorf("of a dead address its owner sees %+v, %v", d, err)
		}
		if err := b.ask("anna", notify.Mail); err != nil {
			t.Fatal(err)
		}
		b.drain()
		if err := b.Confirm(ctx, "anna", notify.Mail, b.code(b.mail)); err != nil {
			t.Fatal(err)
		}
		if d, err := b.Detail(ctx, "anna", notify.Mail); err != nil || d.Verified.IsZero() || !d.Dead.IsZero() || len(b.addresses("anna", notify.Mail)) != 1 {
			t.Errorf("verified again: %+v, %v", d, err)
		}
	})
}

func TestACodeEnds(t *testing.T) {
	each(t, func(t *testing.T, b *bench) {
		ctx := t.Context()
		if err := b.ask("anna", notify.SMS); err != nil {
			t.Fatal(err)
		}
		b.drain()
		code := b.code(b.sms)
		wrong := fmt.Sprintf("%06d", (int(code[5]-'0')+1)%10)
		for i := range contact.Tries {
			want := "contact.code.wrong"
			if i == contact.Tries-1 {
				want = "contact.code.spent"
			}
			if err := b.Confirm(ctx, "anna", notify.SMS, wrong); key(err) != want || !errors.Is(err, fault.Invalid) {
				t.Fatalf("try %d: %v, want %s", i+1, err, want)
			}
		}
		if err := b.Confirm(ctx, "anna", notify.SMS, code); key(err) != "contact.code.spent" {
			t.Errorf("the right code after all tries: %v", err)
		}
		b.now = b.now.Add(time.Minute)
		if err := b.ask("anna", notify.SMS); err != nil {
			t.Fatal(err)
		}
		b.drain()
		if again := b.code(b.sms); again == code {
			t.Error("the same code again")
		}
		if err := b.Confirm(ctx, "anna", notify.SMS, code); key(err) != "contact.code.wrong" {
			t.Errorf("the code before the last: %v", err)
		}
		b.now = b.now.Add(contact.Lasts)
		if err := b.Confirm(ctx, "anna", notify.SMS, b.code(b.sms)); key(err) != "contact.code.ended" {
			t.Errorf("a code that ended: %v", err)
		}
		if len(b.addresses("anna", notify.SMS)) != 0 {
			t.Error("reached all the same")
		}
	})
}

func TestNobodyIsSentManyCodes(t *testing.T) {
	each(t, func(t *testing.T, b *bench) {
		if err := b.ask("nobody", notify.Mail); !errors.Is(err, fault.NotFound) {
			t.Errorf("without an address: %v", err)
		}
		for i := range 5 {
			if err := b.ask("anna", notify.Mail); err != nil {
				t.Fatalf("code %d: %v", i+1, err)
			}
			if err := b.ask("anna", notify.Mail); i < 4 && (!errors.Is(err, fault.TooMany) || key(err) != "contact.code.soon") {
				t.Fatalf("at once again: %v", err)
			}
			b.now = b.now.Add(time.Minute)
		}
		for _, who := range []identity.PersonID{"anna", "bo"} { // Bo wrote Anna's address
			if err := b.ask(who, notify.Mail); !errors.Is(err, fault.TooMany) || key(err) != "contact.code.many" {
				t.Errorf("%s asks for a sixth to the same address: %v", who, err)
			}
		}
		if err := b.ask("anna", notify.SMS); err != nil {
			t.Errorf("to her telephone: %v", err)
		}
		b.now = b.now.Add(24 * time.Hour)
		if err := b.ask("bo", notify.Mail); err != nil {
			t.Errorf("a day later: %v", err)
		}
	})
}

func TestACodeThatCannotBeSent(t *testing.T) {
	each(t, func(t *testing.T, b *bench) {
		ctx := t.Context()
		refused := func() bool {
			t.Helper()
			d, err := b.Detail(ctx, "anna", notify.Mail)
			if err != nil || d.Code == nil {
				t.Fatalf("%+v, %v", d, err)
			}
			return d.Code.Refused
		}
		b.mail.answer = notify.Result{Outcome: notify.Later, Err: errors.New("away")}
		if err := b.ask("anna", notify.Mail); err != nil {
			t.Fatal(err)
		}
		b.drain()
		if refused() {
			t.Error("a server that is away refuses the address")
		}
		b.now, b.mail.answer = b.now.Add(time.Minute), notify.Result{Outcome: notify.Gone, Err: errors.New("no such mailbox")}
		b.drain()
		if len(b.mail.sent) != 2 || !refused() {
			t.Errorf("%d sent, refused %v", len(b.mail.sent), refused())
		}

		b.now = b.now.Add(time.Minute)
		b.live = false
		if err := b.ask("anna", notify.Mail); err != nil {
			t.Fatal(err)
		}
		b.drain()
		if len(b.mail.sent) != 2 {
			t.Error("a test installation sends a code")
		}
		b.now, b.live = b.now.Add(contact.Lasts), true
		if err := b.ask("anna", notify.Mail); err != nil {
			t.Fatal(err)
		}
		b.now = b.now.Add(contact.Lasts)
		b.drain()
		if len(b.mail.sent) != 2 {
			t.Error("a code that has ended is sent")
		}
	})
}

// TestOldKeysStillVerify changes the installation's key between asking, confirming and reaching.
func TestOldKeysStillVerify(t *testing.T) {
	b := newBench(t, dbtest.SQLite(t, outbox.Module, contact.Module))
	line := func(n int, fill string) string { return fmt.Sprintf("%d:%s=\n", n, strings.Repeat(fill, 43)) }
	ring := func(lines string) *contact.Store {
		keys, err := identity.ParseKeyring(lines)
		if err != nil {
			t.Fatal(err)
		}
		return contact.NewStore(b.db, keys, b.details, func() time.Time { return b.now })
	}
	first, both := ring(line(1, "A")), ring(line(1, "A")+line(2, "E"))
	if err := first.Ask(t.Context(), "anna", notify.Mail, locale.SV); err != nil {
		t.Fatal(err)
	}
	d, err := first.Detail(t.Context(), "anna", notify.Mail)
	if err != nil {
		t.Fatal(err)
	}
	l, err := first.Letter(t.Context(), d.Code.ID)
	if err != nil {
		t.Fatal(err)
	}
	if err := both.Confirm(t.Context(), "anna", notify.Mail, l.Figures); err != nil {
		t.Fatal(err)
	}
	third := ring(line(1, "A") + line(2, "E") + line(3, "I"))
	if all, err := third.Addresses(t.Context(), "anna", notify.Mail); err != nil || len(all) != 1 {
		t.Errorf("%+v, %v", all, err)
	}
}

func TestMasked(t *testing.T) {
	for value, want := range map[string]string{"anna@post.example": "a…@post.example", "örjan@post.example": "ö…@post.example", "+46701740605": "…06 05", "112": "…"} {
		if got := contact.Masked(value); got != want {
			t.Errorf("%s: %q, want %q", value, got, want)
		}
	}
}
