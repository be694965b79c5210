package notify_test

import (
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"forvag/internal/civil"
	"forvag/notify"
)

// swedish is an instant by the clock on the wall in Sweden.
func swedish(t *testing.T, wall string) time.Time {
	t.Helper()
	at, err := time.ParseInLocation("2006-01-02 15:04", wall, civil.Zone())
	if err != nil {
		t.Fatal(err)
	}
	return at.UTC()
}

func TestOpen(t *testing.T) {
	cases := []struct {
		name, at      string
		must, anytime bool
		want          string
	}{
		{"a working day at noon", "2026-11-23 12:00", false, false, "2026-11-23 12:00"},
		{"seven in the morning", "2026-11-23 07:00", false, false, "2026-11-23 07:00"},
		{"a minute before", "2026-11-23 06:59", false, false, "2026-11-23 07:00"},
		{"nine in the evening", "2026-11-23 21:00", false, false, "2026-11-24 07:00"},
		{"Friday night waits for Monday", "2026-11-20 22:00", false, false, "2026-11-23 07:00"},
		{"what must reach waits for Saturday morning", "2026-11-20 22:00", true, false, "2026-11-21 07:00"},
		{"Christmas Eve waits for the day after Boxing Day's weekend", "2026-12-24 10:00", false, false, "2026-12-28 07:00"},
		{"the night that summer time begins", "2027-03-28 02:30", true, false, "2027-03-28 07:00"},
		{"the night that it ends", "2026-10-25 02:30", true, false, "2026-10-25 07:00"},
		{"whoever wants to know at any time", "2026-12-24 03:00", false, true, "2026-12-24 03:00"},
	}
	for _, c := range cases {
		got := notify.Open(swedish(t, c.at), c.must, c.anytime)
		if want := swedish(t, c.want); !got.Equal(want) {
			t.Errorf("%s: %v, want %v", c.name, got.In(civil.Zone()), want.In(civil.Zone()))
		}
	}
}

// TestOpenKeepsTheHours holds, over the days on which clocks change as over all others, that nobody is disturbed at night, that what can wait keeps to
// working days, that nothing comes earlier than it happened, and that no open hour is passed over.
func TestOpenKeepsTheHours(t *testing.T) {
	start := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	rapid.Check(t, func(t *rapid.T) {
		at := start.Add(time.Duration(rapid.Int64Range(0, int64(3*365*24*time.Hour)).Draw(t, "at")))
		must := rapid.Bool().Draw(t, "must")
		got := notify.Open(at, must, false)
		wall := got.In(civil.Zone())
		if got.Before(at) || wall.Hour() < 7 || wall.Hour() >= 21 || !must && !civil.IsWorkingDay(civil.Of(got)) {
			t.Fatalf("%v is told at %v", at, wall)
		}
		if !notify.Open(got, must, false).Equal(got) {
			t.Fatalf("%v is open, and moves", wall)
		}
		if got.After(at) && (wall.Hour() != 7 || wall.Minute() != 0) {
			t.Fatalf("%v waits until %v, and not for a morning", at, wall)
		}
	})
}

var (
	phone   = notify.Address{ID: "phone", Name: "Safari, iPhone"}
	laptop  = notify.Address{ID: "laptop", Name: "Firefox, Linux"}
	mailTo  = notify.Address{ID: "mail", Name: "a…@post.example"}
	number  = notify.Address{ID: "number", Name: "…40 605"}
	box     = notify.Address{ID: "box", Name: "Min myndighetspost"}
	street  = notify.Address{ID: "street", Name: "Torggatan 1"}
	sentOn  = notify.Address{ID: "office", Safe: true}
	reached = map[notify.Channel][]notify.Address{notify.Push: {phone, laptop}, notify.Mail: {mailTo}, notify.SMS: {number}, notify.Letter: {street}}
)

func withBox() map[notify.Channel][]notify.Address {
	all := map[notify.Channel][]notify.Address{notify.Mailbox: {box}}
	for c, a := range reached {
		all[c] = a
	}
	return all
}

// sent are the channels and addresses of a step, in order.
func sent(s notify.Step) (out []string) {
	for _, p := range s.Planned {
		out = append(out, string(p.Channel)+" "+p.Address.ID)
	}
	return out
}

func TestPlan(t *testing.T) {
	monday := swedish(t, "2026-11-23 12:00")
	silent := notify.Preferences{Order: map[notify.Kind][]notify.Channel{notify.Cases: {}}}
	mailFirst := notify.Preferences{Order: map[notify.Kind][]notify.Channel{notify.Cases: {notify.Mail}}}
	cases := []struct {
		name   string
		matter notify.Matter
		reader notify.Reader
		tried  []notify.Channel
		want   []string
		next   string
	}{
		{"every device first, e-mail a day later", notify.Progress, notify.Reader{Addresses: reached}, nil, []string{"push phone", "push laptop"}, "2026-11-24 12:00"},
		{"then e-mail, and no more of what can wait", notify.Progress, notify.Reader{Addresses: reached}, []notify.Channel{notify.Push}, []string{"mail mail"}, ""},
		{"whoever wants to know nothing", notify.Progress, notify.Reader{Addresses: reached, Preferences: silent}, nil, nil, ""},
		{"a decision reaches them all the same", notify.Decision, notify.Reader{Addresses: reached, Preferences: silent}, nil, []string{"push phone", "push laptop"}, "2026-11-24 12:00"},
		{"as they chose first", notify.Decision, notify.Reader{Addresses: reached, Preferences: mailFirst}, nil, []string{"mail mail"}, "2026-11-24 12:00"},
		{"a text message before a letter", notify.Decision, notify.Reader{Addresses: reached, Answers: true}, []notify.Channel{notify.Push, notify.Mail}, []string{"sms number"}, "2026-11-26 07:00"},
		{"a letter last, three working days after", notify.Decision, notify.Reader{Addresses: reached, Answers: true}, []notify.Channel{notify.Push, notify.Mail, notify.SMS}, []string{"letter street"}, ""},
		{"no letter to who does not answer for the case", notify.Decision, notify.Reader{Addresses: reached}, []notify.Channel{notify.Push, notify.Mail, notify.SMS}, nil, ""},
		{"a digital mailbox besides", notify.Decision, notify.Reader{Addresses: withBox(), Answers: true}, nil, []string{"mailbox box", "push phone", "push laptop"}, "2026-11-24 12:00"},
		{"and then no letter", notify.Decision, notify.Reader{Addresses: withBox(), Answers: true}, []notify.Channel{notify.Mailbox, notify.Push, notify.Mail, notify.SMS}, nil, ""},
		{"a message is not for the mailbox", notify.Wrote, notify.Reader{Addresses: withBox()}, nil, []string{"push phone", "push laptop"}, "2026-11-24 12:00"},
		{"who is protected is told where they alone are", notify.Decision, notify.Reader{Addresses: withBox(), Answers: true, Protected: true}, nil, []string{"mailbox box", "push phone", "push laptop"}, ""},
		{"and by no address or number that is known", notify.Decision, notify.Reader{Addresses: map[notify.Channel][]notify.Address{notify.Mail: {mailTo}, notify.SMS: {number}, notify.Letter: {street}}, Answers: true, Protected: true}, nil, nil, ""},
		{"but by a letter that is sent on", notify.Decision, notify.Reader{Addresses: map[notify.Channel][]notify.Address{notify.Mail: {mailTo}, notify.Letter: {street, sentOn}}, Answers: true, Protected: true}, nil, []string{"letter office"}, ""},
		{"who can be reached nowhere", notify.Decision, notify.Reader{Answers: true}, nil, nil, ""},
	}
	for _, c := range cases {
		step := notify.Plan(c.matter, c.reader, c.tried, nil, monday)
		if diff := cmp.Diff(c.want, sent(step)); diff != "" {
			t.Errorf("%s: %s", c.name, diff)
		}
		var next time.Time
		if c.next != "" {
			next = swedish(t, c.next)
		}
		if !step.Next.Equal(next) {
			t.Errorf("%s: next at %v, want %v", c.name, step.Next.In(civil.Zone()), c.next)
		}
	}
}

func TestChattyMattersMakeOneMessage(t *testing.T) {
	now := swedish(t, "2026-11-23 12:00")
	reader := notify.Reader{Addresses: map[notify.Channel][]notify.Address{notify.Push: {phone}}}
	waiting := notify.Earlier{ID: "d1", Channel: notify.Push, Address: phone.ID, Matter: notify.Wrote, State: notify.StatePlanned}
	gone := notify.Earlier{ID: "d1", Channel: notify.Push, Address: phone.ID, Matter: notify.Wrote, State: notify.StateSent, Sent: now.Add(-time.Hour)}
	cases := []struct {
		name    string
		matter  notify.Matter
		earlier notify.Earlier
		join    string
		due     time.Time
	}{
		{"a second message joins the first that waits", notify.Wrote, waiting, "d1", time.Time{}},
		{"and comes two hours after one that went", notify.Wrote, gone, "", now.Add(time.Hour)},
		{"a decision joins nothing", notify.Decision, waiting, "", now},
		{"nor does it wait", notify.Decision, gone, "", now},
		{"nothing joins a decision", notify.Wrote, notify.Earlier{ID: "d1", Channel: notify.Push, Address: phone.ID, Matter: notify.Decision, State: notify.StatePlanned}, "", now},
		{"another device is another matter", notify.Wrote, notify.Earlier{ID: "d1", Channel: notify.Push, Address: laptop.ID, Matter: notify.Wrote, State: notify.StatePlanned}, "", now},
	}
	for _, c := range cases {
		planned := notify.Plan(c.matter, reader, nil, []notify.Earlier{c.earlier}, now).Planned
		if len(planned) != 1 || planned[0].Join != c.join || !planned[0].Due.Equal(c.due) {
			t.Errorf("%s: %+v, want join %q due %v", c.name, planned, c.join, c.due)
		}
	}
}

// TestPlanReachesAsPromised holds, for whatever somebody chose and wherever they can be reached: what must reach goes somewhere if anywhere is allowed,
// what they switched off goes nowhere, no way is tried twice, and who is protected is told on their own devices, in their own mailbox and by letters that are sent on to them only.
func TestPlanReachesAsPromised(t *testing.T) {
	now := time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)
	rapid.Check(t, func(t *rapid.T) {
		m := rapid.SampledFrom(notify.Matters()).Draw(t, "matter")
		r := notify.Reader{Protected: rapid.Bool().Draw(t, "protected"), Answers: rapid.Bool().Draw(t, "answers"), Addresses: map[notify.Channel][]notify.Address{}}
		for _, c := range notify.Channels() {
			if rapid.Bool().Draw(t, string(c)) {
				r.Addresses[c] = []notify.Address{{ID: string(c), Safe: rapid.Bool().Draw(t, "safe")}}
			}
		}
		if rapid.Bool().Draw(t, "chose") {
			order := rapid.Permutation(notify.Choosable()).Draw(t, "order")[:rapid.IntRange(0, 3).Draw(t, "some")]
			r.Preferences.Order = map[notify.Kind][]notify.Channel{m.Kind(): order}
		}
		var tried []notify.Channel
		for range 10 {
			step := notify.Plan(m, r, tried, nil, now)
			if len(step.Planned) == 0 && !step.Next.IsZero() {
				t.Fatalf("after %v nothing is sent, and something comes next", tried)
			}
			for _, p := range step.Planned {
				if slices.Contains(tried, p.Channel) {
					t.Fatalf("%s is tried twice", p.Channel)
				}
				if safe := p.Channel == notify.Letter && p.Address.Safe; r.Protected && p.Channel != notify.Push && p.Channel != notify.Mailbox && !safe {
					t.Fatalf("%s to somebody protected", p.Channel)
				}
				if chosen := r.Preferences.Of(m.Kind()); !m.Must() && !slices.Contains(chosen, p.Channel) {
					t.Fatalf("%s, which is switched off", p.Channel)
				}
				tried = append(tried, p.Channel)
			}
			if step.Next.IsZero() {
				break
			}
		}
		could := len(r.Addresses[notify.Push]) > 0 || !r.Protected && len(r.Addresses[notify.Mail])+len(r.Addresses[notify.SMS]) > 0
		if m.Must() && could && len(tried) == 0 {
			t.Fatal("what must reach goes nowhere")
		}
	})
}

func TestPreferencesAreChecked(t *testing.T) {
	order := func(k notify.Kind, c ...notify.Channel) notify.Preferences {
		return notify.Preferences{Order: map[notify.Kind][]notify.Channel{k: c}}
	}
	cases := []struct {
		name string
		p    notify.Preferences
		ok   bool
	}{
		{"nothing chosen", notify.Preferences{}, true},
		{"nothing wanted", order(notify.News), true},
		{"two ways", order(notify.Cases, notify.SMS, notify.Push), true},
		{"one way twice", order(notify.Cases, notify.Push, notify.Push), false},
		{"a letter is not chosen", order(notify.Cases, notify.Letter), false},
		{"no such kind", order("gossip", notify.Push), false},
	}
	for _, c := range cases {
		if err := c.p.Check(); (err == nil) != c.ok {
			t.Errorf("%s: %v", c.name, err)
		}
	}
}

// TestWhatMustReachIsMovedAndNeverSwitchedOff holds that, whatever somebody chose, they are told of what must reach on the same channels in the end, and
// that what they chose says which comes first.
func TestWhatMustReachIsMovedAndNeverSwitchedOff(t *testing.T) {
	now := time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)
	channels := func(m notify.Matter, r notify.Reader) (tried []notify.Channel) {
		for {
			step := notify.Plan(m, r, tried, nil, now)
			for _, p := range step.Planned {
				tried = append(tried, p.Channel)
			}
			if step.Next.IsZero() {
				return tried
			}
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		m := rapid.SampledFrom(notify.Matters()).Filter(notify.Matter.Must).Draw(t, "matter")
		r := notify.Reader{Tell: true, Protected: rapid.Bool().Draw(t, "protected"), Answers: rapid.Bool().Draw(t, "answers"), Addresses: map[notify.Channel][]notify.Address{}}
		for _, c := range notify.Channels() {
			if rapid.Bool().Draw(t, string(c)) {
				r.Addresses[c] = []notify.Address{{ID: string(c), Safe: rapid.Bool().Draw(t, "safe")}}
			}
		}
		standard := channels(m, r)
		chosen := rapid.Permutation(notify.Choosable()).Draw(t, "order")[:rapid.IntRange(0, 3).Draw(t, "some")]
		r.Preferences.Order = map[notify.Kind][]notify.Channel{m.Kind(): chosen}
		moved := channels(m, r)
		if diff := cmp.Diff(slices.Sorted(slices.Values(standard)), slices.Sorted(slices.Values(moved))); diff != "" {
			t.Fatalf("%s with %v chosen: %s", m, chosen, diff)
		}
		first := slices.IndexFunc(chosen, func(c notify.Channel) bool { return slices.Contains(moved, c) })
		at := slices.IndexFunc(moved, func(c notify.Channel) bool { return c != notify.Mailbox })
		if first >= 0 && moved[at] != chosen[first] {
			t.Fatalf("%v chosen, and %v comes first", chosen, moved[at])
		}
		letter := slices.Index(moved, notify.Letter)
		if letter >= 0 && (letter != len(moved)-1 || slices.Contains(moved, notify.Mailbox)) {
			t.Fatalf("a letter is not the last way: %v", moved)
		}
		if m.Formal() && r.Answers && len(moved) == 0 && len(r.Addresses[notify.Letter]) > 0 && !r.Protected {
			t.Fatal("who has nothing but an address is not written to")
		}
	})
}
