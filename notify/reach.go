package notify

// Reach is how far a notice has come to its person: the question that the law asks, where a delivery's State says how one attempt went.
type Reach string

// How far a notice has come.
const (
	// ReachInbox: it stands in the inbox, and nobody follows whether it is read: it can wait, nobody is told elsewhere, or a person has seen to it.
	ReachInbox Reach = "inbox"
	// ReachTrying: a message of it is on its way, or will be.
	ReachTrying Reach = "trying"
	// ReachReached: the person has read it, or a channel has taken a message of it over and has not said since that it did not arrive.
	ReachReached Reach = "reached"
	// ReachNobody: it must reach, and none of its messages has or will. Somebody has to see to it.
	ReachNobody Reach = "nobody"
)

// LostOf is the last of the deliveries that did not arrive; one that there was no way for only where no other was tried.
func LostOf(deliveries []Delivery) (lost Delivery) {
	for _, d := range deliveries {
		if d.State == StateFailed || d.State == StateUnreached && lost.State == "" {
			lost = d
		}
	}
	return lost
}

// ReachOf derives how far a notice has come from the deliveries that speak of it. What was only written down in test mode reached nobody, and need not.
func ReachOf(n Notice, deliveries []Delivery) Reach {
	if !n.Read.IsZero() {
		return ReachReached
	}
	reach := ReachInbox
	for _, d := range deliveries {
		switch d.State {
		case StateSent, StateDelivered, StateOpened:
			if !d.Test {
				return ReachReached
			}
		case StatePlanned, StateHanding:
			reach = ReachTrying
		case StateQueued, StatePrinted:
			if !d.Test {
				reach = ReachTrying
			}
		case StateFailed, StateUnreached:
			if reach == ReachInbox && n.Matter.Must() {
				reach = ReachNobody
			}
		case StateSkipped: // read, not allowed, let go by a person, or not there: then another delivery says what came of it
		}
	}
	return reach
}
