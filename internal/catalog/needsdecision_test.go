package catalog_test

import (
	"testing"

	"forvag/internal/catalog"
)

func TestWhatIsAskedForMayBeDoneWithoutADecision(t *testing.T) {
	kinds := []catalog.DecisionType{{ID: "refusal"}}
	for _, tc := range []struct {
		kind      catalog.Kind
		decisions []catalog.DecisionType
		want      bool
	}{
		{catalog.Application, kinds, true},
		{catalog.Report, kinds, true},
		{catalog.Proposal, kinds, true},
		{catalog.Request, kinds, false},
		{catalog.Order, kinds, false},
		{catalog.Report, nil, false},
	} {
		s := catalog.Service{Kind: tc.kind, Decisions: tc.decisions}
		if got := s.NeedsDecision(); got != tc.want {
			t.Errorf("%s with %d kinds of decision: needs a decision %t, want %t", tc.kind, len(tc.decisions), got, tc.want)
		}
	}
}
