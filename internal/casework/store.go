package casework

import (
	"context"
	"iter"
	"time"

	"forvag/internal/civil"
	"forvag/internal/identity"
)

// Store keeps cases. Each method is one transaction. Package storetest holds what every implementation must do.
type Store interface {
	// Create writes a new case, gives it the board's next diary number of the year, and returns it. Where the key has been used with the same
	// content, or its content has been forgotten, it returns the case that it made then, and true; with other content fault.Exists. Numbers have no gaps: the counter is locked
	// last and rolls back with the rest. A case that would put a child in a queue a second time is fault.Exists. Where a case that was made with the same
	// Together can still be answered in, nothing is written and the error is a TakenError.
	Create(ctx context.Context, c Creation) (Case, bool, error)
	// Update locks the case, calls fn with its whole file, and writes the change that fn returns; an error from fn leaves no trace and is
	// returned. fn may be called again after a conflict. A ref with a version that is not the case's is fault.Stale; an unknown id is
	// fault.NotFound. A place that the change offers and that another case has is fault.Exists, and a Turn
	// that is somebody else's fault.Invalid. Where key is set and has been used with the same content, nothing is done and no error returned; other content is
	// fault.Exists. A nil change writes nothing.
	Update(ctx context.Context, ref Ref, key Key, fn func(*File) (*Change, error)) error
	// Load reads one case: fault.NotFound where there is none. Its events are without salt, digest and hashes: All reads those, for verification.
	Load(ctx context.Context, id CaseID) (*File, error)
	// Made returns the case that a command with a key made, whatever its content: fault.NotFound where none did.
	Made(ctx context.Context, key Key) (CaseID, error)
	// LoadSeen is Load for who only reads: with the last event that the holder has marked as read, and without the head of the chain.
	LoadSeen(ctx context.Context, id CaseID, h Holder) (*File, int, error)
	// Newest is the number of the case's last event: fault.NotFound where there is no case.
	Newest(ctx context.Context, id CaseID) (int, error)
	// Code returns the case that a follow code's hash belongs to, and whether it is a code to follow somebody else's report by: fault.NotFound where there
	// is none.
	Code(ctx context.Context, hash string) (id CaseID, follows bool, err error)
	// Mine lists a holder's cases.
	Mine(ctx context.Context, q MineQuery) ([]MineRow, error)
	// Counts counts a holder's cases.
	Counts(ctx context.Context, q MineQuery) (Counts, error)
	// NeedsMe counts those of a holder's cases that need something of them: Counts.NeedsMe, cheaper.
	NeedsMe(ctx context.Context, q MineQuery) (int, error)
	// Seen notes that the holder has seen the case's events up to seq; it never goes back.
	Seen(ctx context.Context, id CaseID, h Holder, seq int) error
	// Desk lists cases for officers, with the number of all that match.
	Desk(ctx context.Context, q DeskQuery) ([]DeskRow, int, error)
	// DeskCounts counts what matches in each of several lists, at one moment.
	DeskCounts(ctx context.Context, q DeskQuery, lists []DeskList) (map[DeskList]int, error)
	// Nearby lists open cases of a type whose place lies in the square around the point; public ones only.
	Nearby(ctx context.Context, q NearbyQuery) ([]NearbyRow, error)
	// LogReading notes that somebody read a case or a document in it.
	LogReading(ctx context.Context, r Reading) error
	// Readings lists who read a case before an instant, zero for no such end, the latest first, at most limit.
	Readings(ctx context.Context, id CaseID, before time.Time, limit int) ([]Reading, error)
	// Permits lists a holder's permits, the latest first.
	Permits(ctx context.Context, h Holder) ([]Permit, error)
	// PermitsFrom lists the permits of all holders that have no end, or end on a day or later, with the types that they came by, by id.
	PermitsFrom(ctx context.Context, day civil.Date) ([]HeldPermit, error)
	// Engagements lists every holder and type of which they have an open case, or a place that one led to, each once.
	Engagements(ctx context.Context) ([]Engagement, error)
	// EngagementsOf is Engagements of some holders alone.
	EngagementsOf(ctx context.Context, holders []Holder) ([]Engagement, error)
	// All walks through every case in the order of their ids, whole files without state: case row and events.
	All(ctx context.Context) iter.Seq2[Stored, error]
	// Diaries tells, for each board and year, how many numbers were given out and how many cases have one.
	Diaries(ctx context.Context) ([]DiaryCount, error)
	// HasFile tells whether any case still names a stored file by its hash.
	HasFile(ctx context.Context, hash string) (bool, error)
	// Disposable lists cases in which something has come to the end of its time of retention on the day, by id, at most limit of those after one.
	Disposable(ctx context.Context, on civil.Date, after CaseID, limit int) ([]CaseID, error)
	// Queue lists a part of who stands in line to a unit, by turn.
	Queue(ctx context.Context, q QueueQuery) ([]QueueRow, error)
	// QueueLengths counts those who wait, by unit; a unit to which nobody waits is not among them.
	QueueLengths(ctx context.Context, caseType string) (map[string]int, error)
	// Standings counts where cases stand, in the order of their wishes.
	Standings(ctx context.Context, ids []CaseID) ([]StandingRow, error)
	// Holds lists the places of a type that are offered or held, and those that somebody leaves on the day or later, by unit and number.
	Holds(ctx context.Context, caseType string, on civil.Date) ([]Hold, error)
	// Queued lists the cases of a type by which children stand in line or have a place, offered or accepted, but for the one that the key made.
	Queued(ctx context.Context, caseType string, children []Holder, but Key) ([]QueuedRow, error)
	// DueOffers lists cases with an open offer whose last day is before the day, at most limit.
	DueOffers(ctx context.Context, on civil.Date, limit int) ([]CaseID, error)
	// Watched lists cases in which somebody may have to be reminded of something on a day: those whose File.Watch has begun by ahead and not ended before the
	// day, by id, at most limit of those after one.
	Watched(ctx context.Context, on, ahead civil.Date, after CaseID, limit int) ([]CaseID, error)
	// RemindsSince is the first day on which people were reminded from a database that had cases before, today where that is now; zero for one that had none.
	RemindsSince(ctx context.Context, today civil.Date) (civil.Date, error)
}

// Key makes a command happen once. The zero value is no key.
type Key struct {
	// Scope says whose keys these are, Hash is the key's and Content the command's.
	Scope, Hash, Content string
}

// Creation is a case to be.
type Creation struct {
	Change *Change
	Key    Key
	// Code is the hash of the follow code, empty for none.
	Code string
	// Together is unique among the running cases; the zero value is no key.
	Together Key
	// Still is asked in the transaction, and reads in it by its context, unless the key has been used: an error undoes it. Nil asks nothing.
	Still func(context.Context) error
}

// Stored is a case as it lies in the store.
type Stored struct {
	Case   Case
	Events []Event
	// Holdings are the rows in parties' lists, Lines those in queues.
	Holdings []Holding
	Lines    []Line
	// Hold is the place that is kept for the case, nil for none.
	Hold *Hold
}

// DiaryCount is a diary's last number and how many cases carry one.
type DiaryCount struct {
	Board       identity.BoardID
	Year        int
	Last, Cases int
	// Gaps are the first number of each gap, ten at most; nil where the diary is whole.
	Gaps []int
}

// Effect is work for another part of the program, written in the same transaction.
type Effect struct {
	// Topic says whose work it is, Key makes it unique, Payload is what it needs.
	Topic, Key string
	Payload    EventNews
}

// EventNews tells other parts that something happened to a case. They read the case for more.
type EventNews struct {
	Case  CaseID    `json:"case"`
	Event EventID   `json:"event"`
	Seq   int       `json:"seq"`
	Kind  EventKind `json:"kind"`
}

// NewsTopic is the topic of EventNews.
const NewsTopic = "case.event"

// HeldPermit is a permit with the type of the case that it came by.
type HeldPermit struct {
	Permit
	Type string
}

// Engagement is that a holder has an open case of a type, or a place that one led to.
type Engagement struct {
	Holder Holder
	Type   string
}

// Reading is that somebody read a case.
type Reading struct {
	Case CaseID
	At   time.Time
	// Reader is the officer; empty where the one who asks may only know their role.
	Reader identity.PersonID
	// Board and Role tell in what capacity.
	Board identity.BoardID
	Role  identity.Role
	// Document is empty where the case itself was read.
	Document DocumentID
}
