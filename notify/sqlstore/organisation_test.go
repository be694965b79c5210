package sqlstore_test

import (
	"context"
	"testing"

	"github.com/google/go-cmp/cmp"

	"forvag/internal/casework"
	"forvag/internal/identity"
	"forvag/notify"
)

// firmPost is a channel that reaches a firm, and its signatory at home.
type firmPost struct{ phone }

func (p *firmPost) OrgAddresses(_ context.Context, org identity.OrgID) ([]notify.Address, error) {
	return []notify.Address{{ID: "of " + string(org)}}, nil
}

// firmTray is a way by letter to a firm that has been given a name of its own: firm, which was home.
type firmTray struct {
	*tray
	named bool
}

func (p *firmTray) OrgAddresses(context.Context, identity.OrgID) ([]notify.Address, error) {
	if p.named {
		return []notify.Address{{ID: "firm", Was: "home"}}, nil
	}
	return []notify.Address{{ID: "home"}}, nil
}

// TestALetterToAFirmOutlivesANewNameOfItsAddress: what was planned, or waits to be printed, when the address got its name goes there all the same; not once who signs for
// the firm has got a protected identity.
func TestALetterToAFirmOutlivesANewNameOfItsAddress(t *testing.T) {
	for name, test := range map[string]struct {
		protected, planned bool
		printed            int
	}{"queued": {printed: 1}, "planned": {planned: true, printed: 1}, "protected since": {protected: true}} {
		each(t, notify.Live, func(t *testing.T, w *town) {
			post := &firmTray{tray: &tray{store: w.store}}
			w.Routes = map[notify.Channel]notify.Route{notify.Letter: post}
			w.files["c"] = &casework.File{Case: casework.Case{ID: "c", Title: "Bygglov"}, Parties: []casework.Party{{ID: "p1", Org: "bageri", Role: identity.Applicant}}}
			w.happens(casework.Decided, "", casework.Details{})
			if !test.planned {
				w.work()
			}
			post.named, w.protected["sven"] = true, test.protected
			w.work()
			if want := map[bool]string{false: "home", true: "firm"}[test.planned]; len(post.got) != 1 || post.got[0].Address != want {
				t.Errorf("%s: handed over %+v, want one to %s", name, post.got, want)
			}
			n, err := w.Print(t.Context(), notify.Batch{ID: "b1", By: "johan", Made: w.now}, []string{w.deliveries()[0].ID})
			if n != test.printed || err != nil {
				t.Errorf("%s: printed %d, %v; want %d", name, n, err, test.printed)
			}
		})
	}
}

// TestAnOrganisationIsWrittenToNotItsSignatory: the letter of a decision to a firm goes where the firm is, also where the register has no home of who signs for it. Who
// signs and has a protected identity is reached as themselves alone.
func TestAnOrganisationIsWrittenToNotItsSignatory(t *testing.T) {
	for protected, want := range map[bool][]string{false: {"of bageri"}, true: {"sent on"}} {
		each(t, notify.Live, func(t *testing.T, w *town) {
			post := &firmPost{phone{answer: notify.Result{Outcome: notify.Queued}}}
			if w.protected["sven"] = protected; protected {
				post.addresses = map[identity.PersonID][]notify.Address{"sven": {{ID: "sent on", Safe: true}}}
			}
			w.Routes = map[notify.Channel]notify.Route{notify.Letter: post}
			w.files["c"] = &casework.File{Case: casework.Case{ID: "c", Title: "Bygglov"}, Parties: []casework.Party{{ID: "p1", Org: "bageri", Role: identity.Applicant}}}
			w.happens(casework.Decided, "", casework.Details{})
			w.work()
			var got []string
			for _, d := range w.deliveries() {
				if d.State != notify.StateQueued {
					t.Errorf("%+v", d)
				}
				got = append(got, d.Address)
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}
