package residents_test

import (
	"slices"
	"testing"

	"forvag/internal/dbx"
	"forvag/internal/dbx/dbtest"
	"forvag/internal/identity"
	"forvag/internal/residents"
)

// Whom an officer's interest reaches to: themself, home, children and guardians wherever they live, brothers and sisters and whom they have a child with
// likewise, and whom any of them signs or has signed for. Peter is here Nils's guardian too, so that Alva and Nils are half-siblings.
func TestNear(t *testing.T) {
	dbtest.Each(t, modules, func(t *testing.T, db *dbx.DB) {
		ctx, s := t.Context(), almby(t, db)
		digits := func(who string) string {
			n, err := s.Number(ctx, residents.DemoID(who))
			if err != nil {
				t.Fatal(err)
			}
			return n.Digits()
		}
		load(ctx, t, s, residents.Guardians, residents.CSV, "child;guardian\n"+digits("000504")+";"+digits("000401")+"\n")
		for _, tc := range []struct {
			name, who    string
			near, others []string
			orgs         []identity.OrgID
		}{
			{"a guardian", "000101", []string{"000101", "000102", "000103", "000104"}, []string{"000401"}, nil},
			{"a child", "000103", []string{"000101", "000102", "000104"}, nil, nil},
			{"a guardian whose child lives elsewhere", "000801", []string{"000801", "000702", "000701"}, []string{"000101"}, nil},
			{"a half-sister", "000202", []string{"000202", "000201", "000401", "000504"}, []string{"000503", "000502"}, nil},
			{"a sister", "000503", []string{"000504", "000501", "000502"}, []string{"000202", "000401"}, nil},
			{"who has children with several", "000401", []string{"000202", "000504", "000201", "000502", "000501"}, []string{"000503"}, nil},
			{"a signatory", "001201", []string{"001201"}, []string{"001001"}, []identity.OrgID{"01900000-0000-7000-8000-0000000b0002"}},
		} {
			people, orgs, err := s.Near(ctx, residents.DemoID(tc.who))
			if err != nil || !slices.Equal(orgs, tc.orgs) {
				t.Errorf("%s: got organisations %v, %v", tc.name, orgs, err)
			}
			for _, id := range tc.near {
				if !slices.Contains(people, residents.DemoID(id)) {
					t.Errorf("%s: %s is not among those near", tc.name, id)
				}
			}
			for _, id := range tc.others {
				if slices.Contains(people, residents.DemoID(id)) {
					t.Errorf("%s: %s is among those near", tc.name, id)
				}
			}
		}
		if people, orgs, err := s.Near(ctx, "elsewhere"); err != nil || len(people) != 1 || len(orgs) > 0 {
			t.Errorf("whom the register does not have: got %v, %v, %v", people, orgs, err)
		}
	})
}
