package sqlstore_test

import (
	"context"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"forvag/internal/civil"
	"forvag/internal/fault"
	"forvag/internal/identity"
	"forvag/notify"
)

// lives are what life events have come to, by receiver and id.
type lives map[identity.PersonID]map[string]notify.Effect

func (l lives) Effect(_ context.Context, receiver identity.PersonID, id string) (notify.Effect, error) {
	e, ok := l[receiver][id]
	if !ok {
		return e, fault.New(fault.NotFound, "access.not_found")
	}
	return e, nil
}

// offered is Anna's offer, to be told of.
func offered(w *town, e notify.Effect) lives {
	l := lives{"anna": {"o": e}}
	w.Effects = l
	return l
}

func (w *town) follow(reminder int) {
	w.t.Helper()
	for range 2 { // the outbox may bring it again
		if err := w.FollowEffect(w.t.Context(), "anna", "o", reminder, w.now); err != nil {
			w.t.Fatal(err)
		}
	}
}

func (w *town) told() (out []string) {
	w.t.Helper()
	all, err := w.store.OfCase(w.t.Context(), notify.OfEffect("o"), "")
	if err != nil {
		w.t.Fatal(err)
	}
	for _, d := range all {
		out = append(out, string(d.Matter)+" "+string(d.State)+" "+d.Reason)
	}
	return out
}

func TestAnOfferReachesItsReceiverAndSoDoesItsReminder(t *testing.T) {
	each(t, notify.Live, func(t *testing.T, w *town) {
		l := offered(w, notify.Effect{Waits: true, Offer: true, Until: civil.Must("2027-03-23")})
		w.follow(0)
		w.work()
		if len(w.phone.got) != 1 || w.phone.got[0].Title != "Ett erbjudande till dig" || w.phone.got[0].Link != "https://almby.example/erbjudanden/o" || w.phone.got[0].Urgent {
			t.Fatalf("the phone got %+v", w.phone.got)
		}
		l["anna"]["o"] = notify.Effect{Waits: true, Offer: true, Seen: true} // read, and not answered
		w.now = w.now.AddDate(0, 0, 42)
		w.follow(1)
		w.work()
		if len(w.phone.got) != 2 || w.phone.got[1].Title != "Du har inte svarat än" {
			t.Fatalf("the phone got %+v", w.phone.got)
		}
		if diff := cmp.Diff([]notify.Matter{notify.Reminded, notify.Proposed}, w.inbox("anna")); diff != "" {
			t.Error(diff)
		}
		if _, err := w.store.Read(t.Context(), "anna", notify.OfEffect("o"), 1, w.now); err != nil {
			t.Fatal(err)
		}
		if n, err := w.store.Unread(t.Context(), "anna"); err != nil || n != 0 {
			t.Errorf("%d unread after it was read, %v", n, err)
		}
		if diff := cmp.Diff([]string{"proposed opened ", "reminded opened "}, w.told()); diff != "" {
			t.Error(diff)
		}
		if all, err := w.store.Latest(t.Context(), notify.Page{Boards: []identity.BoardID{"BUN", "KS"}, Limit: 10}); err != nil || len(all) != 0 {
			t.Errorf("the desk's list of what was sent in cases has %d, %v", len(all), err)
		}
	})
}

func TestNobodyIsToldOfWhatIsTakenBackOrSeen(t *testing.T) {
	waits := notify.Effect{Waits: true, Offer: true}
	for _, tc := range []struct {
		name    string
		between func(w *town, l lives) // after it was planned, before it goes
		want    string
	}{
		{"taken back", func(_ *town, l lives) { l["anna"]["o"] = notify.Effect{Offer: true} }, "proposed skipped access"},
		{"disposed of", func(_ *town, l lives) { delete(l["anna"], "o") }, "proposed skipped access"},
		{"read in the portal", func(_ *town, l lives) { l["anna"]["o"] = notify.Effect{Waits: true, Offer: true, Seen: true} }, "proposed skipped seen"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			each(t, notify.Live, func(t *testing.T, w *town) {
				l := offered(w, waits)
				w.follow(0)
				tc.between(w, l)
				w.work()
				if diff := cmp.Diff([]string{tc.want}, w.told()); diff != "" || len(w.phone.got) != 0 {
					t.Errorf("%s, and the phone got %d", diff, len(w.phone.got))
				}
			})
		})
	}
	each(t, notify.Live, func(t *testing.T, w *town) {
		offered(w, notify.Effect{Offer: true})
		w.follow(0)
		if w.inbox("anna") != nil {
			t.Error("what was taken back before it was told stands in the inbox")
		}
	})
}

// TestWhoWantsNoOffersFindsThemInTheInboxAlone is that offers can be turned off, unlike a decision.
func TestWhoWantsNoOffersFindsThemInTheInboxAlone(t *testing.T) {
	each(t, notify.Live, func(t *testing.T, w *town) {
		offered(w, notify.Effect{Waits: true, Offer: true})
		p := notify.Preferences{Order: map[notify.Kind][]notify.Channel{notify.Offers: {}}}
		if err := w.store.SetPreferences(t.Context(), "anna", p); err != nil {
			t.Fatal(err)
		}
		w.follow(0)
		w.now = w.now.Add(48 * time.Hour)
		w.work()
		if diff := cmp.Diff([]notify.Matter{notify.Proposed}, w.inbox("anna")); diff != "" || len(w.phone.got) != 0 || w.told() != nil {
			t.Errorf("%s, and the phone got %d", diff, len(w.phone.got))
		}
	})
}
