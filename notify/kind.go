package notify

import "forvag/internal/casework"

// Kind is a group of matters about which somebody chooses, together, where they are told.
type Kind string

// The kinds.
const (
	// Cases is what happens in one's own cases.
	Cases Kind = "cases"
	// Offers is places, and other things, that the municipality offers.
	Offers Kind = "offers"
	// Reminders is that something is to be done before a day.
	Reminders Kind = "reminders"
	// News is what the municipality wants to tell, and no case of one's own.
	News Kind = "news"
)

// Kinds returns every kind, in the order in which they are shown.
func Kinds() []Kind { return []Kind{Cases, Offers, Reminders, News} }

// Channel is a way to reach somebody.
type Channel string

// The channels. The inbox in the portal is none of them: everything stands there.
const (
	Push    Channel = "push"
	Mail    Channel = "mail"
	SMS     Channel = "sms"
	Mailbox Channel = "mailbox" // digital mailbox (Mina meddelanden)
	Letter  Channel = "letter"
)

// Channels returns every channel.
func Channels() []Channel { return []Channel{Push, Mail, SMS, Mailbox, Letter} }

// Choosable returns the channels that a person chooses among. The digital mailbox and the letter follow from what the matter demands.
func Choosable() []Channel { return []Channel{Push, Mail, SMS} }

// Matter is what somebody is told about; each has its message texts.
type Matter string

// The matters.
const (
	// Opened is that a case which others opened concerns the reader: their child's, or one that an officer registered for them.
	Opened   Matter = "opened"
	Progress Matter = "progress"
	Wrote    Matter = "message"
	Asked    Matter = "request"
	Decision Matter = "decision"
	Mended   Matter = "correction"
	Late     Matter = "delay"
	Appeal   Matter = "appeal"
	Agency   Matter = "agency"
	Booking  Matter = "booking"
	Offer    Matter = "offer"
	OfferEnd Matter = "offer_ended"
	// AppealTime is that the reader's last day to appeal is another than they were told.
	AppealTime Matter = "appeal_time"
	Closed     Matter = "closed"
	// Followed is news of somebody else's report that the reader follows, and FollowedEnd that it is closed.
	Followed    Matter = "followed"
	FollowedEnd Matter = "followed_closed"
	// Proposed and Advised are what the municipality came first with, after what happened in somebody's life: an offer, and something to know. Reminded is that
	// an offer has not been answered.
	Proposed Matter = "proposed"
	Advised  Matter = "advised"
	Reminded Matter = "reminded"
	// AnswerSoon and AnswerLate are that what somebody was asked for is to be answered soon, or should have been; AppealSoon, that their time to appeal soon
	// ends; Undecided, that they may demand a decision since six months have passed (FL 12 §).
	AnswerSoon Matter = "answer_soon"
	AnswerLate Matter = "answer_late"
	AppealSoon Matter = "appeal_soon"
	Undecided  Matter = "undecided"
	// Several stands for more than one notice in one message.
	Several Matter = "several"
)

// trait is what follows from a matter.
type trait struct {
	kind Kind
	// must says that it has to reach: it cannot be switched off, only moved.
	must bool
	// formal says that it goes to the digital mailbox where there is one, and by letter where nothing else has reached.
	formal bool
	// chatty says that several of them soon after one another make one message.
	chatty bool
}

var traits = map[Matter]trait{
	Opened:     {kind: Cases},
	Progress:   {kind: Cases, chatty: true},
	Wrote:      {kind: Cases, chatty: true},
	Asked:      {kind: Cases, must: true, formal: true},
	Decision:   {kind: Cases, must: true, formal: true},
	Mended:     {kind: Cases, must: true, formal: true},
	Late:       {kind: Cases, must: true},
	Appeal:     {kind: Cases, must: true},
	AppealTime: {kind: Cases, must: true},

	Agency:   {kind: Cases},
	Booking:  {kind: Cases, must: true},
	Offer:    {kind: Offers, must: true},
	OfferEnd: {kind: Offers},
	Closed:   {kind: Cases, chatty: true},

	Followed:    {kind: Cases, chatty: true},
	FollowedEnd: {kind: Cases, chatty: true},

	Proposed: {kind: Offers},
	Advised:  {kind: Reminders},
	Reminded: {kind: Reminders},
	Several:  {kind: Cases, chatty: true},

	AnswerSoon: {kind: Reminders},
	AnswerLate: {kind: Cases, must: true},
	AppealSoon: {kind: Reminders},
	Undecided:  {kind: Cases},
}

// Matters returns every matter.
func Matters() []Matter {
	return []Matter{Opened, Progress, Wrote, Asked, Decision, Mended, Late, Appeal, AppealTime, Agency, Booking, Offer, OfferEnd, Closed, Followed, FollowedEnd, Proposed, Advised, Reminded,
		AnswerSoon, AnswerLate, AppealSoon, Undecided, Several}
}

// Kind is the kind of the matter.
func (m Matter) Kind() Kind { return traits[m].kind }

// Must says whether it has to reach: decisions, and what has a day.
func (m Matter) Must() bool { return traits[m].must }

// Formal says whether it belongs in a digital mailbox or a letter.
func (m Matter) Formal() bool { return traits[m].formal }

// matters is what each kind of event is to those who hear of it. Of what is not here, nobody is told: it stands in the case.
var matters = map[casework.EventKind]Matter{
	casework.Submitted:        Opened,
	casework.Joined:           Progress,
	casework.Stated:           Progress,
	casework.Moved:            Progress,
	casework.Requested:        Asked,
	casework.RequestWithdrawn: Progress,
	casework.Answered:         Progress,
	casework.Messaged:         Wrote,
	casework.DocumentAdded:    Progress,
	casework.Delayed:          Late,
	casework.Extended:         Late,
	casework.DemandRefused:    Decision,
	casework.Decided:          Decision,
	casework.Corrected:        Mended,
	casework.NoticeCorrected:  AppealTime,
	casework.AppealForwarded:  Appeal,
	casework.AppealSettled:    Appeal,
	casework.Withdrawn:        Closed,
	casework.Closed:           Closed,
	casework.Reopened:         Progress,
	casework.AgentConfirmed:   Agency,
	casework.AgentRefused:     Agency,
	casework.Offered:          Offer,
	casework.OfferAccepted:    OfferEnd,
	casework.OfferDeclined:    OfferEnd,
	casework.OfferExpired:     OfferEnd,
	casework.OfferWithdrawn:   OfferEnd,
	casework.PlaceEnded:       OfferEnd,
	casework.Reminded:         AnswerSoon, // or what else they were reminded of
	casework.BookingMoved:     Booking,
	casework.BookingCancelled: Booking,
}

// followed is what a matter is to who merely follows the case: it is not theirs.
var followed = map[Matter]Matter{Progress: Followed, Closed: FollowedEnd}

// reminded is what a reminder to a party is to them.
var reminded = map[casework.ReminderOf]Matter{
	casework.OfAnswer: AnswerSoon, casework.OfLapsed: AnswerLate, casework.OfAppeal: AppealSoon, casework.OfDemand: Undecided,
}
