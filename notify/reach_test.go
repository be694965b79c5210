package notify_test

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	"forvag/notify"
)

func TestHowFarANoticeHasCome(t *testing.T) {
	d := func(states ...notify.State) (all []notify.Delivery) {
		for _, s := range states {
			all = append(all, notify.Delivery{State: s})
		}
		return all
	}
	read := time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)
	for _, c := range []struct {
		name       string
		matter     notify.Matter
		read       time.Time
		deliveries []notify.Delivery
		want       notify.Reach
	}{
		{"nobody is told elsewhere", notify.Decision, time.Time{}, nil, notify.ReachInbox},
		{"waits", notify.Decision, time.Time{}, d(notify.StatePlanned), notify.ReachTrying},
		{"sent", notify.Decision, time.Time{}, d(notify.StateSent), notify.ReachReached},
		{"gone, and the next way waits", notify.Decision, time.Time{}, d(notify.StateSkipped, notify.StatePlanned), notify.ReachTrying},
		{"failed, and the next way waits", notify.Decision, time.Time{}, d(notify.StateFailed, notify.StateHanding), notify.ReachTrying},
		{"failed, and the next way took it", notify.Decision, time.Time{}, d(notify.StateFailed, notify.StateDelivered), notify.ReachReached},
		{"failed everywhere", notify.Decision, time.Time{}, d(notify.StateFailed, notify.StateFailed), notify.ReachNobody},
		{"no way", notify.Decision, time.Time{}, d(notify.StateSkipped, notify.StateUnreached), notify.ReachNobody},
		{"no way, and read in the portal", notify.Decision, read, d(notify.StateUnreached), notify.ReachReached},
		{"a person let it go", notify.Decision, time.Time{}, d(notify.StateSkipped), notify.ReachInbox},
		{"a trifle that failed", notify.Wrote, time.Time{}, d(notify.StateFailed), notify.ReachInbox},
		{"written down in test mode", notify.Decision, time.Time{}, []notify.Delivery{{State: notify.StateSent, Test: true}}, notify.ReachInbox},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := notify.ReachOf(notify.Notice{Matter: c.matter, Read: c.read}, c.deliveries); got != c.want {
				t.Errorf("%s, want %s", got, c.want)
			}
		})
	}
}

// TestOrderDoesNotMatterForReach holds that neither the deliveries' order nor one that was not needed changes how far a notice has come, and that only what
// must reach can have reached nobody.
func TestOrderDoesNotMatterForReach(t *testing.T) {
	states := []notify.State{notify.StatePlanned, notify.StateHanding, notify.StateSent, notify.StateDelivered, notify.StateOpened, notify.StateFailed,
		notify.StateSkipped, notify.StateUnreached}
	rapid.Check(t, func(t *rapid.T) {
		n := notify.Notice{Matter: rapid.SampledFrom(notify.Matters()).Draw(t, "matter")}
		all := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) notify.Delivery {
			return notify.Delivery{State: rapid.SampledFrom(states).Draw(t, "state"), Test: rapid.Bool().Draw(t, "test")}
		}), 0, 5).Draw(t, "deliveries")
		got := notify.ReachOf(n, all)
		if other := notify.ReachOf(n, rapid.Permutation(all).Draw(t, "order")); other != got {
			t.Fatalf("%s in one order, %s in another: %+v", got, other, all)
		}
		if other := notify.ReachOf(n, append(all[:len(all):len(all)], notify.Delivery{State: notify.StateSkipped})); other != got {
			t.Fatalf("%s, and %s with one that was not needed: %+v", got, other, all)
		}
		if got == notify.ReachNobody && !n.Matter.Must() {
			t.Fatalf("%s of %s", got, n.Matter)
		}
	})
}
