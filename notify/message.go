package notify

import (
	"context"
	"time"

	"forvag/internal/identity"
	"forvag/internal/locale"
)

// Message is what a channel is handed: rendered in the reader's language, with no more about them than the channel may carry.
type Message struct {
	// ID is the delivery's, and the same at each attempt: a Message-ID, a reference at the gateway, a file's name. Opaque.
	ID string
	// Person is who is told, and Address the ID of one of the addresses that the Route gave for them.
	Person  identity.PersonID
	Address string
	Lang    locale.Lang
	Matter  Matter
	// Title is the subject or the heading: discreet, one line, no personal data. Empty for SMS.
	Title string
	// Text is the words: one line for push and SMS, else paragraphs with an empty line between them.
	Text string
	// Link is where it leads, as https://host/path; empty where there is nothing to open. LinkText names it.
	Link, LinkText string
	// Topic is the same for all messages to one person about one case that can wait: the newer may take the older one's place. What must reach has
	// one of its own. Opaque, at most 32 characters of the URL-safe base64 alphabet (RFC 8030, 5.4).
	Topic string
	// Urgent says that it has to reach.
	Urgent bool
	// Expires is when it is no use any longer to hand it over; zero for never.
	Expires time.Time
	// NeedsMe is how many of the reader's cases wait for them, for an icon's badge.
	NeedsMe int
	// Unsubscribe is where one press ends messages of this kind, without login; empty where they cannot be ended (RFC 8058).
	Unsubscribe string
	// Case is the diary number, for the channels that go to the person alone (digital mailbox and letter); empty for others.
	Case string
}

// Outcome is how handing over went.
type Outcome string

// The outcomes.
const (
	// Sent: the other side has taken the message over.
	Sent Outcome = "sent"
	// Arrived: the other side has taken it over, and answers that it lies with the one whom it is to.
	Arrived Outcome = "arrived"
	// Queued: it waits for a person who prints and posts it.
	Queued Outcome = "queued"
	// Later: not now; trying again can help.
	Later Outcome = "later"
	// Gone: the address is there no longer. The Route has forgotten it.
	Gone Outcome = "gone"
	// Refused: not this message, whenever it is tried.
	Refused Outcome = "refused"
)

// Result is what came of handing over.
type Result struct {
	Outcome Outcome
	// After is how long the other side asks to be left alone, for Later; zero where it does not say.
	After time.Duration
	// Evidence is what shows that it was taken over: the gateway's id, the mail server's answer. No personal data. Empty where there is none.
	Evidence string
	// Err says why not, for the desk and the log: no address, no name, no text of the message. nil where Sent or Arrived.
	Err error
}

// Sender hands messages over. Safe for concurrent use.
type Sender interface {
	// Send hands one message over, and returns when the other side has answered or ctx ends; the context's end is Later.
	Send(ctx context.Context, m Message) Result
}

// Address is somewhere that somebody can be reached on a channel.
type Address struct {
	// ID names it without saying it: a subscription's id, a keyed digest of an e-mail address. Never empty.
	ID string
	// Was is what deliveries that were made by an earlier version call it; empty where they call it the same.
	Was string
	// Name is what the owner and officers are shown, with nothing that must not be seen: "Firefox, Linux", "k…@post.example".
	Name string
	// Safe says that what is sent there does not give away where the person lives: who has a protected identity gets letters at such addresses alone.
	Safe bool
}

// Route is a channel: whom it reaches, where, and how it is handed messages. Safe for concurrent use.
type Route interface {
	Sender
	// Addresses are where the person can be reached, verified ones alone; none where they cannot.
	Addresses(ctx context.Context, person identity.PersonID) ([]Address, error)
	// Repeats says whether a message may be handed over again when a crash leaves open whether it was: whoever gets it twice sees it once.
	Repeats() bool
}

// OrgRoute is a Route that reaches an organisation itself, wherever those live who sign for it.
type OrgRoute interface {
	Route
	// OrgAddresses are where the organisation can be reached; none where it cannot.
	OrgAddresses(ctx context.Context, org identity.OrgID) ([]Address, error)
}

// Report is what a channel tells afterwards of a message that it took over.
type Report struct {
	// Delivery is the Message's ID.
	Delivery string
	// State is StateDelivered, StateOpened or StateFailed.
	State State
	At    time.Time
	// Evidence as in Result; for Failed it says why.
	Evidence string
}
