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
