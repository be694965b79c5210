package notify

import (
	"context"
	"time"

	"forvag/internal/casework"
	"forvag/internal/civil"
	"forvag/internal/identity"
)

// The topics of the outbox that are this package's.
const (
	// SendTopic has a job for each delivery.
	SendTopic = "notify.send"
	// NextTopic has a job for each next way that may have to be tried.
	NextTopic = "notify.next"
)

// SendJob is the payload of SendTopic.
type SendJob struct {
	Delivery string `json:"delivery"`
}

// NextJob is the payload of NextTopic.
type NextJob struct {
	Notice string `json:"notice"`
}

// Finish is how a delivery's attempt ended.
type Finish struct {
	// State is StateSent, StateDelivered, StateQueued, StateFailed, StateSkipped, or StatePlanned where it is tried again.
	State            State
	At               time.Time
	Evidence, Reason string
	Test             bool
	// Title, Text and Texts are what was said; empty where nothing was.
	Title, Text, Texts string
}

// Page is a part of a list of deliveries, the newest first.
type Page struct {
	// Boards are those whose cases they are in; empty for none.
	Boards []identity.BoardID
	// After is the last one before the page: only Made and ID are looked at. The zero Delivery is for the first page.
	After Delivery
	Limit int
}

// Store keeps notices, deliveries and preferences. Each method is one transaction; jobs for the outbox are put in the same.
type Store interface {
	// Add writes a notice and the first step of its plan, which it is given the person's earlier deliveries in the case to make. A notice that is there
	// already is left as it is.
	Add(ctx context.Context, n Notice, plan func([]Earlier) Step) error
	// Further writes the next step of a notice's plan, given the channels that were tried.
	Further(ctx context.Context, notice string, at time.Time, plan func(tried []Channel, earlier []Earlier) Step) error
	// Notice returns one notice: fault.NotFound where there is none.
	Notice(ctx context.Context, id string) (Notice, error)
	// Begin takes a delivery that is planned, or was being handed over when a worker died, which again tells, and marks it as being handed over. One that
	// is in another state comes back as it is. Where another to the same address about the same case is to go first, wait is when to look again, and nothing
	// is changed; zero where there is none. One that should have gone a day ago, or that no worker will come back to, holds nobody up.
	// fault.NotFound where there is none.
	Begin(ctx context.Context, id string, now time.Time) (d Delivery, notices []Notice, again bool, wait time.Time, err error)
	// End writes how an attempt ended. Where it did not lead to the person, and no other delivery has or still may, the next way is tried at once.
	End(ctx context.Context, id string, f Finish) error
	// Report writes what a channel tells afterwards; later states are not taken back. Where it tells that the message failed, the next way is tried as
	// after End. fault.NotFound where there is no such delivery, fault.Stale where it is being handed over and is to be told again.
	Report(ctx context.Context, r Report) error
	// Read marks a person's notices in a case as seen up to an event, and what was sent of them as opened. It returns how many were new to them.
	Read(ctx context.Context, person identity.PersonID, id casework.CaseID, seq int, at time.Time) (int, error)
	// Inbox lists a person's notices, the newest first, limit at most of those before an instant; zero for now.
	Inbox(ctx context.Context, person identity.PersonID, before time.Time, limit int) ([]Notice, error)
	// Unread counts the notices that a person has not seen.
	Unread(ctx context.Context, person identity.PersonID) (int, error)
	// OfCase lists the deliveries in a case, the oldest first; of one person, or of all where person is empty.
	OfCase(ctx context.Context, id casework.CaseID, person identity.PersonID) ([]Delivery, error)
	// NoticesOf lists the notices in a case as OfCase does, with how far each has come.
	NoticesOf(ctx context.Context, id casework.CaseID, person identity.PersonID) ([]Notice, error)
	// Unreached are what has reached nobody in some cases: the matters of those notices whose Reach is ReachNobody. A case without any is not among them.
	Unreached(ctx context.Context, ids []casework.CaseID) (map[casework.CaseID][]Matter, error)
	// Stuck lists deliveries that failed, those that there is no way for, those that should have gone before an instant and did not, and letters that were to be
	// printed and posted before a day, and have not been, the newest first.
	Stuck(ctx context.Context, before time.Time, posted civil.Date, p Page) ([]Delivery, error)
	// Latest lists deliveries by when they were planned, the newest first.
	Latest(ctx context.Context, p Page) ([]Delivery, error)
	// Delivery returns one: fault.NotFound where there is none.
	Delivery(ctx context.Context, id string) (Delivery, error)
	// Again has a delivery that failed or is stuck tried once more: fault.Illegal for another.
	Again(ctx context.Context, id string, at time.Time) error
	// GiveUp ends a delivery that failed or is stuck: fault.Illegal for another.
	GiveUp(ctx context.Context, id, reason string, at time.Time) error
	// Spoken lists the notices that a delivery speaks of, in the order of the events.
	Spoken(ctx context.Context, delivery string) ([]Notice, error)
	// Enqueue keeps the letter that is a delivery, in place of one that was kept when a worker died. It waits once End has said so. Of a delivery that is not
	// being handed over any longer it changes nothing: another worker was before this one. fault.NotFound where there is no such delivery.
	Enqueue(ctx context.Context, delivery string, content []byte, pages int) error
	// Queued lists the letters that wait to be printed, in cases of some boards, the oldest first.
	Queued(ctx context.Context, boards []identity.BoardID, limit int) ([]Paper, error)
	// Print takes letters out of the queue as a batch, and returns how many they are: those that waited. A batch that is there already stays as it is.
	Print(ctx context.Context, b Batch, deliveries []string) (int, error)
	// Batch returns one, with its letters and their contents: fault.NotFound where there is none.
	Batch(ctx context.Context, id string) (Batch, error)
	// Batches lists batches with letters in cases of some boards, posted or not, the newest first, their letters without contents.
	Batches(ctx context.Context, boards []identity.BoardID, posted bool, limit int) ([]Batch, error)
	// Unprint puts a batch's letters back in the queue: fault.Illegal where it was posted.
	Unprint(ctx context.Context, batch string) error
	// Post notes that a batch was posted on a day: fault.Illegal where it was already, and fault.NotFound where none of its letters is left.
	Post(ctx context.Context, batch string, on civil.Date, by identity.PersonID) error
	// Unpost takes that back: fault.Illegal where it was not posted.
	Unpost(ctx context.Context, batch string) error
	// Drop takes a letter that waits to be printed out of the queue, with why: fault.Illegal where it does not wait. The next way is tried where it cannot
	// reach.
	Drop(ctx context.Context, delivery, reason string, at time.Time) error
	// Preferences returns what a person has chosen.
	Preferences(ctx context.Context, person identity.PersonID) (Preferences, error)
	// SetPreferences keeps them.
	SetPreferences(ctx context.Context, person identity.PersonID, p Preferences) error
	// Forget removes everything about a case that has been disposed of.
	Forget(ctx context.Context, id casework.CaseID) error
}
