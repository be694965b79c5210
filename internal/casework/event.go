package casework

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"regexp"
	"strings"
	"time"

	"forvag/internal/civil"
	"forvag/internal/fault"
	"forvag/internal/identity"
)

// EventKind is what happened. Each kind is a row in the table of moves.
type EventKind string

// The kinds.
const (
	Submitted        EventKind = "submitted"
	Joined           EventKind = "joined"
	Claimed          EventKind = "claimed"
	Stated           EventKind = "stated"
	Assigned         EventKind = "assigned"
	Unassigned       EventKind = "unassigned"
	Moved            EventKind = "moved"
	Requested        EventKind = "requested"
	RequestWithdrawn EventKind = "request_withdrawn"
	Answered         EventKind = "answered"
	Messaged         EventKind = "messaged"
	Noted            EventKind = "noted"
	DocumentAdded    EventKind = "document_added"
	SecrecySet       EventKind = "secrecy_set"
	Waiting          EventKind = "waiting"
	Resumed          EventKind = "resumed"
	Delayed          EventKind = "delayed"
	Extended         EventKind = "extended"
	Demanded         EventKind = "demanded"
	DemandRefused    EventKind = "demand_refused"
	Decided          EventKind = "decided"
	Corrected        EventKind = "corrected"
	Noticed          EventKind = "noticed"
	NoticeCorrected  EventKind = "notice_corrected"
	Announced        EventKind = "announced"
	Appealed         EventKind = "appealed"
	AppealForwarded  EventKind = "appeal_forwarded"
	AppealSettled    EventKind = "appeal_settled"
	Withdrawn        EventKind = "withdrawn"
	Closed           EventKind = "closed"
	Reopened         EventKind = "reopened"
	PartsDisposed    EventKind = "parts_disposed"
	Disposed         EventKind = "disposed"
	AgentConfirmed   EventKind = "agent_confirmed"
	AgentRefused     EventKind = "agent_refused"
	Reminded         EventKind = "reminded"
	HandedUp         EventKind = "handed_up"

	// Of a queue: other wishes, an officer's word on a rule of the order, an offer with its four ends, and the end of a place.
	WishesSet      EventKind = "wishes_set"
	TurnSet        EventKind = "turn_set"
	Offered        EventKind = "offered"
	OfferAccepted  EventKind = "offer_accepted"
	OfferDeclined  EventKind = "offer_declined"
	OfferExpired   EventKind = "offer_expired"
	OfferWithdrawn EventKind = "offer_withdrawn"
	PlaceEnded     EventKind = "place_ended"

	// Of a booking: another time, none any longer, and that the time has been.
	BookingMoved     EventKind = "booking_moved"
	BookingCancelled EventKind = "booking_cancelled"
	BookingEnded     EventKind = "booking_ended"
)

// Audience is who may see an event and what came with it.
type Audience string

// The audiences, each wider than the one before: the authority alone; those who answer for the case; all its parties; and those who merely
// follow it too, for what holds nothing about a person.
const (
	Internal   Audience = "internal"
	Applicants Audience = "applicants"
	Parties    Audience = "parties"
	Everyone   Audience = "everyone"
)

// width orders audiences.
func (a Audience) width() int {
	switch a {
	case Internal:
		return 0
	case Applicants:
		return 1
	case Parties:
		return 2
	default:
		return 3
	}
}

// reaches says whether somebody of that audience sees what is meant for a: applicants see what is for all parties, not the other way round.
func (a Audience) reaches(reader Audience) bool { return a.width() >= reader.width() }

// ActorKind is what did something.
type ActorKind string

// The kinds of actor: a party, an officer, and the system itself, which includes automatic decisions.
const (
	ByParty   ActorKind = "party"
	ByOfficer ActorKind = "officer"
	BySystem  ActorKind = "system"
)

// Hash is a SHA-256 in hex; empty before a chain's first event.
type Hash string

// Event (händelse) is one thing that happened to a case. Events are only ever added; each carries the hash of the one before.
type Event struct {
	// Seq counts from 1 without gaps.
	Seq  int
	ID   EventID
	Case CaseID
	At   time.Time
	// Actor is who did it, empty for the system. For a party without account it is empty too.
	Actor     identity.PersonID
	ActorKind ActorKind
	Kind      EventKind
	Audience  Audience
	// Details is the payload, decoded; the zero value after disposal.
	Details Details
	// Payload is the JSON that Digest was made of; nil after disposal of the whole case, as is Salt.
	Payload, Salt []byte
	// Digest is SHA-256 over salt and payload, in which parts stand by their digests. The hash covers it and not the payload, so that a payload can be
	// stored in another form, or disposed of whole or in part, and the chain still holds.
	Digest     Hash
	Prev, Hash Hash
}

// day is the event's legal day.
func (e *Event) day() civil.Date { return civil.Of(e.At) }

// maxPayload is the most that one event says, in bytes. Files are stored beside; a form of many pages with long texts stays far below.
const maxPayload = 1 << 20

// nul is the escape of the character NUL in JSON, not preceded by an odd number of backslashes.
var nul = regexp.MustCompile(`(?:^|[^\\])(?:\\\\)*\\u0000`)

// storable refuses a payload that is too long, or that holds NUL, which the databases don't keep alike.
func (e *Event) storable() error {
	switch {
	case len(e.Payload) > maxPayload:
		return fault.New(fault.TooLarge, "case.text_long")
	case nul.Match(e.Payload):
		return fault.New(fault.Invalid, "case.text_invalid")
	default:
		return nil
	}
}

// open decodes the payload, so that the file is made of what is stored: text that is no Unicode has been mended by the encoder.
func (e *Event) open() error {
	e.Details = Details{}
	if err := json.Unmarshal(e.Payload, &e.Details); err != nil {
		return fmt.Errorf("payload of event %d: %w", e.Seq, err)
	}
	e.Details.unseason(e.Kind)
	return nil
}

// seal encodes the payload, and fills in digest and hash. salt is 16 random bytes.
func (e *Event) seal(prev Hash, salt []byte) error {
	e.Details.season()
	payload, err := json.Marshal(e.Details)
	if err != nil {
		return fmt.Errorf("encode %s: %w", e.Kind, err)
	}
	e.Payload, e.Salt, e.Prev = payload, salt, prev
	if e.Digest, err = Digest(salt, payload); err != nil {
		return fmt.Errorf("sign %s: %w", e.Kind, err)
	}
	e.Hash = e.hash()
	return nil
}

// hash is SHA-256 over the header, one field to a line. No field can hold a line break but the payload, of which only the digest stands here.
func (e *Event) hash() Hash {
	header := strings.Join([]string{"forvag event 1", string(e.Case), fmt.Sprint(e.Seq), string(e.ID), e.At.UTC().Format(time.RFC3339Nano),
		string(e.Actor), string(e.ActorKind), string(e.Kind), string(e.Audience), string(e.Digest), string(e.Prev)}, "\n")
	sum := sha256.Sum256([]byte(header))
	return Hash(hex.EncodeToString(sum[:]))
}

// Digest is what an event's header carries of its payload: SHA-256 over salt and payload, in which each part stands by its own digest.
func Digest(salt, payload []byte) (Hash, error) {
	payload, err := signed(payload)
	if err != nil {
		return "", err
	}
	h := sha256.New()
	h.Write(salt)
	h.Write(payload)
	return Hash(hex.EncodeToString(h.Sum(nil))), nil
}

// Details is what an event says beyond its header. Which fields are set follows from the kind; Fold reads nothing else.
type Details struct {
	// Text is a person's own words: a note, a refusal's or an extension's reasons. It is stored in Said, as are the words of a request, of its answer and of
	// an appeal.
	Text string `json:"text,omitempty"`
	Said *Said  `json:"said,omitempty"`
	// Reason says why, to whoever sees the event.
	Reason   string            `json:"reason,omitempty"`
	Opening  *Opening          `json:"opening,omitempty"`
	Sent     *Sent             `json:"sent,omitempty"`
	Party    *Party            `json:"party,omitempty"`
	Stance   Stance            `json:"stance,omitempty"`
	Urgent   bool              `json:"urgent,omitempty"`
	Assignee identity.PersonID `json:"assignee,omitempty"`
	From     Step              `json:"from,omitempty"`
	To       Step              `json:"to,omitempty"`
	Request  *Request          `json:"request,omitempty"`
	Message  *Message          `json:"message,omitempty"`
	// Documents came in, or were made, with the event.
	Documents []Document `json:"documents,omitempty"`
	// Secrecy is what Document was marked with, or the case where Document is empty.
	Secrecy  *Secrecy   `json:"secrecy,omitempty"`
	Document DocumentID `json:"document,omitempty"`
	Wait     *Wait      `json:"wait,omitempty"`
	// Clock is the id of the clock that was extended.
	Clock    string    `json:"clock,omitempty"`
	Decision *Decision `json:"decision,omitempty"`
	// Reasons are the decision's, which stand apart from it since they may go before it.
	Reasons  *Reasons  `json:"reasons,omitempty"`
	Permit   *Permit   `json:"permit,omitempty"`
	Notice   *Notice   `json:"notice,omitempty"`
	Appeal   *Appeal   `json:"appeal,omitempty"`
	Queue    *Queueing `json:"queue,omitempty"`
	Offer    *Offer    `json:"offer,omitempty"`
	Mark     *Mark     `json:"mark,omitempty"`
	Reminder *Reminder `json:"reminder,omitempty"`
	Disposal *Disposal `json:"disposal,omitempty"`
	// Archived is working material that was kept with the case when it was closed (TF 2:12).
	Archived []DocumentID `json:"archived,omitempty"`
	Agency   *Agency      `json:"agency,omitempty"`
	// Booking is the time that a case was moved to, or, of one that was cancelled, the fee.
	Booking *Booking `json:"booking,omitempty"`
	// On is the legal day of an announcement, a hand-over or a settlement.
	On civil.Date `json:"on,omitzero"`
	// Posting is what was put on the notice board; nil where it was put up elsewhere.
	Posting *Posting `json:"posting,omitempty"`
	// Adjusted is the day on which minutes were adjusted that are announced.
	Adjusted civil.Date `json:"adjusted,omitzero"`
	// Until is the new day of something delayed, where one can be told.
	Until civil.Date `json:"until,omitzero"`
}

// Opening is how a case began: everything that the later state builds on, so that a file is made from its events alone.
type Opening struct {
	Type           TypeRef            `json:"type"`
	Kind           Kind               `json:"kind"`
	Channel        Channel            `json:"channel"`
	Classification string             `json:"classification,omitempty"`
	Board          identity.BoardID   `json:"board"`
	Assurance      identity.Assurance `json:"assurance,omitempty"`
	Title          string             `json:"title"`
	PublicTitle    string             `json:"publicTitle"`
	Secrecy        Secrecy            `json:"secrecy"`
	Protected      bool               `json:"protected,omitempty"`
	Lang           string             `json:"lang,omitempty"`
	Received       civil.Date         `json:"received"`
	Place          *Place             `json:"place,omitempty"`
	Clocks         []ClockRule        `json:"clocks,omitempty"`
	// Retention is how long what is in the case is kept. RetentionYears is the whole case's in cases that were opened before each kind of record had its
	// own rule; 0 preserves.
	Retention      []Keep `json:"retention,omitempty"`
	RetentionYears int    `json:"retentionYears,omitempty"`
	// NeedsDecision, LegalityOnly (FL 2 §) and PublicPlace are the type's.
	NeedsDecision bool    `json:"needsDecision,omitempty"`
	LegalityOnly  bool    `json:"legalityOnly,omitempty"`
	PublicPlace   bool    `json:"publicPlace,omitempty"`
	Parties       []Party `json:"parties,omitempty"`
	// SentFor says that somebody sent it for the applicant, without login.
	SentFor bool `json:"sentFor,omitempty"`
	// StateUntil is the last day on which each of the child's guardians may answer for themself; zero where the form is the sender's alone.
	StateUntil civil.Date `json:"stateUntil,omitzero"`
	Urgent     bool       `json:"urgent,omitempty"`
	// Answers and Recommendation stand here in cases that were opened before the form was a part of its own.
	Answers json.RawMessage `json:"answers,omitempty"`
	// Queue is nil where the case stands in no queue.
	Queue *Queueing `json:"queue,omitempty"`
	// Booking is nil where no time is booked.
	Booking        *Booking        `json:"booking,omitempty"`
	Recommendation *Recommendation `json:"recommendation,omitempty"`
}
