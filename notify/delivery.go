package notify

import (
	"time"

	"forvag/internal/casework"
	"forvag/internal/identity"
)

// State is how far a delivery has come.
type State string

// The states. A delivery goes from StatePlanned over StateHanding to StateSent, StateDelivered and StateOpened, or ends as StateFailed, which a person
// must look at, or StateSkipped. A letter is StateQueued and StatePrinted before somebody has posted it. StateUnreached is of no way at all: the others lead nowhere, and a person must look at it too.
const (
	StatePlanned   State = "planned"
	StateHanding   State = "handing" // a worker is handing it over, or died doing so
	StateQueued    State = "queued"  // waits to be printed
	StatePrinted   State = "printed" // was printed, and waits to be posted
	StateSent      State = "sent"
	StateDelivered State = "delivered"
	StateOpened    State = "opened"
	StateFailed    State = "failed"
	StateSkipped   State = "skipped" // was not needed any longer, or not allowed
	// StateUnreached is that somebody who must be reached was not, since there is no way left.
	StateUnreached State = "unreached"
)

// Notice is that one person is told of one thing. It stands in their inbox.
type Notice struct {
	ID     string
	Person identity.PersonID
	// Party is what the person, or whom they act for, is within the case.
	Party string
	Case  casework.CaseID
	// Number is the case's in the diary.
	Number string
	// Board answers for what it is of, where no number says so: the board of the rule that came first. Empty otherwise.
	Board identity.BoardID
	Event casework.EventID
	// Seq is the event's place in the case.
	Seq    int
	Matter Matter
	At     time.Time
	// Read is when the person saw it in the portal; zero if not yet.
	Read time.Time
	// Reach is how far it has come, and Lost the last message of it that did not arrive, by its Channel, Reason and Ended: without a channel where there was no
	// way, and zero where none was lost. Only NoticesOf fills them in.
	Reach Reach
	Lost  Delivery
}

// Delivery is one message by one way to one address.
type Delivery struct {
	ID     string
	Person identity.PersonID
	Case   casework.CaseID
	// Number is the case's in the diary; empty for an offer's.
	Number string
	// Board is whose matter it is of.
	Board  identity.BoardID
	Matter Matter
	// Channel is empty where the state is StateUnreached, or was before a person looked.
	Channel Channel
	// Address is the Route's ID of it, and Name what it is called.
	Address, Name string
	// Step counts from 0 the ways that are tried one after the other.
	Step  int
	State State
	// Notices is how many it speaks of.
	Notices int
	// Made is when it was planned, Due when it may go.
	Made, Due time.Time
	// Sent, Delivered, Opened and Ended are when it came so far; zero if not.
	Sent, Delivered, Opened, Ended time.Time
	// Evidence is what the channel answered, Reason why it failed or was skipped.
	Evidence, Reason string
	// Test says that it was written down and handed to nobody.
	Test bool
	// Title and Text are what was said, and Texts the version of the texts that it was made of.
	Title, Text, Texts string
}
