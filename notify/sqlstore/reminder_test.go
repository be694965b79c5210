package sqlstore_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"forvag/internal/casework"
	"forvag/internal/civil"
	"forvag/internal/dbx"
	"forvag/internal/identity"
	"forvag/internal/locale"
	"forvag/internal/outbox"
	"forvag/notify"
)

func TestAPartyIsRemindedOfWhatIsSoStill(t *testing.T) {
	due := civil.Must("2026-11-26")
	request := casework.Request{ID: "r", What: "A drawing", Asked: civil.Must("2026-11-16"), Due: due}
	for _, tc := range []struct {
		name  string
		of    casework.ReminderOf
		after func(w *town)
		want  []notify.Matter // on Anna's phone
		words string
	}{
		{"to answer", casework.OfAnswer, func(*town) {}, []notify.Matter{notify.AnswerSoon}, "Påminnelse: svara senast 26 november 2026: Skolskjuts"},
		{"late", casework.OfLapsed, func(*town) {}, []notify.Matter{notify.AnswerLate}, "Du skulle ha svarat 26 november 2026: Skolskjuts"},
		{"answered before it was sent", casework.OfAnswer, func(w *town) { w.files["c"].Requests[0].Answered = due }, nil, ""},
		{"answered late", casework.OfLapsed, func(w *town) { w.files["c"].Requests[0].Answered = due }, nil, ""},
		{"dead", casework.OfAnswer, func(w *town) { w.died = map[identity.PersonID]civil.Date{"anna": due} }, nil, ""},
		{"protected since", casework.OfAnswer, func(w *town) { w.protected["anna"] = true }, []notify.Matter{notify.AnswerSoon}, ""},
		{"may not see it any longer", casework.OfAnswer, func(w *town) { w.blind["anna"] = true }, nil, ""},
	} {
		t.Run(tc.name, func(t *testing.T) {
			each(t, notify.Live, func(t *testing.T, w *town) {
				w.happens(casework.Assigned, "", casework.Details{})
				w.files["c"].Requests = []casework.Request{request}
				w.happens(casework.Reminded, "", casework.Details{Reminder: &casework.Reminder{Of: tc.of, About: "r", Day: due}})
				tc.after(w)
				w.work()
				var got []notify.Matter
				for _, m := range w.phone.got {
					got = append(got, m.Matter)
				}
				if diff := cmp.Diff(tc.want, got); diff != "" {
					t.Errorf("-want +got:\n%s", diff)
				}
				all, err := w.store.Inbox(t.Context(), "anna", time.Time{}, 1)
				if err != nil || len(all) != 1 {
					t.Fatal(all, err)
				}
				if line := w.Line(locale.SV, all[0], w.files["c"], "Skolskjuts"); tc.words != "" && line != tc.words {
					t.Errorf("the inbox says %q, want %q", line, tc.words)
				}
			})
		})
	}
}

// post is a mail server that keeps what it is handed.
type post struct {
	to     []string
	got    []notify.Message
	answer notify.Result
}

func (p *post) Deliver(_ context.Context, to string, m notify.Message) notify.Result {
	p.to, p.got = append(p.to, to), append(p.got, m)
	return p.answer
}

func TestOfficersAreToldWithoutAWordOfTheCase(t *testing.T) {
	each(t, notify.Live, func(t *testing.T, w *town) {
		mail, live := &post{answer: notify.Result{Outcome: notify.Sent}}, true
		o := &notify.Officers{Cases: w, Mail: mail, Live: func() bool { return live }, Now: func() time.Time { return w.now },
			Name: func() locale.Text { return locale.Text{SV: "Almby kommun"} }, Link: func() string { return "https://almby.example/handlaggning" },
			Address: func(id identity.PersonID) string {
				return map[identity.PersonID]string{"olle": "olle@almby.example", "maj": "maj@almby.example"}[id]
			}}
		remind := func(kind casework.EventKind, to identity.PersonID) (bool, error) {
			news := w.happens(kind, "", casework.Details{Reminder: &casework.Reminder{Of: casework.OfUnanswered, About: "r", To: to}})
			err := w.db.Write(t.Context(), func(tx *dbx.Tx) error {
				return outbox.Put(t.Context(), tx, outbox.Job{Key: string(news.Event), Topic: casework.DeskTopic, Payload: news})
			})
			if err != nil {
				t.Fatal(err)
			}
			var retry bool
			var failed error
			worker := &outbox.Worker{Queue: w.queue, Jitter: func() float64 { return 0 }, Log: w.Log, Parallel: 1,
				Handlers: map[string]outbox.Handler{casework.DeskTopic: func(ctx context.Context, job outbox.Claim) (bool, error) {
					retry, failed = o.Send(ctx, job)
					return false, nil
				}}}
			if _, err := worker.Drain(t.Context()); err != nil {
				t.Fatal(err)
			}
			return retry, failed
		}
		for _, to := range []identity.PersonID{"olle", "gone"} {
			if _, err := remind(casework.Reminded, to); err != nil {
				t.Fatal(err)
			}
		}
		if _, err := remind(casework.HandedUp, "maj"); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff([]string{"olle@almby.example", "maj@almby.example"}, mail.to); diff != "" {
			t.Errorf("-want +got:\n%s", diff)
		}
		if !slices.ContainsFunc(mail.got, func(m notify.Message) bool { return m.Title == "Almby kommun: ett ärende är lyft till dig" }) {
			t.Errorf("the manager is not told: %+v", mail.got)
		}
		for _, m := range mail.got {
			if strings.Contains(m.Title+m.Text+m.Link, "Skolskjuts") {
				t.Errorf("the mail says what it is about: %s", m.Text)
			}
		}
		mail.answer = notify.Result{Outcome: notify.Later, Err: errors.New("busy")}
		var later *outbox.Postponed
		if retry, err := remind(casework.Reminded, "olle"); !retry || !errors.As(err, &later) {
			t.Errorf("a busy server: %v, %v", retry, err)
		}
		live = false
		if _, err := remind(casework.Reminded, "olle"); err != nil || len(mail.to) != 3 {
			t.Errorf("nobody is to be reached: %v, %v", err, mail.to)
		}
	})
}
