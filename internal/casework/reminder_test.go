package casework

import "testing"

// TestWhatPressesMostIsTold holds the order in which officers' reminders press: each before all that follow it.
func TestWhatPressesMostIsTold(t *testing.T) {
	order := []ReminderOf{OfForward, OfClockOver, OfUnanswered, OfWait, OfNotice, OfHalfYear, OfClockNear, OfFinal, "unknown", "another"}
	for i, more := range order[:len(order)-1] {
		for _, less := range order[i+1:] {
			if want := more != "unknown"; more.before(less) != want || less.before(more) {
				t.Errorf("%s before %s: %v, and the other way: %v", more, less, more.before(less), less.before(more))
			}
		}
	}
}
