package casework

import (
	"encoding/json"
	"slices"

	"forvag/internal/civil"
	"forvag/internal/identity"
)

// Outcome is what a decision says.
type Outcome string

// The outcomes: bifall, delvis bifall, avslag, avvisning, avskrivning, återkallelse (of a permit).
const (
	Granted       Outcome = "granted"
	PartlyGranted Outcome = "partly_granted"
	Refused       Outcome = "refused"
	Dismissed     Outcome = "dismissed"
	WrittenOff    Outcome = "written_off"
	Revoked       Outcome = "revoked"
)

// Against says whether the outcome can go against a party, so that it needs reasons (FL 32 §).
func (o Outcome) Against() bool { return o != Granted && o != WrittenOff }

// Outcomes returns every outcome.
func Outcomes() []Outcome {
	return []Outcome{Granted, PartlyGranted, Refused, Dismissed, WrittenOff, Revoked}
}

// Grounds are why a decision was made (klargörande motivering, FL 32 §).
type Grounds struct {
	// Law is the provisions that were applied.
	Law []string `json:"law,omitempty"`
	// Circumstances is what decided the matter, in words.
	Circumstances string `json:"circumstances,omitempty"`
	// Conditions are what a grant depends on.
	Conditions []string `json:"conditions,omitempty"`
	// RuleHash names the version of the rules, Facts what they were given and Trace how they came to their answer; empty where no rule ran.
	RuleHash string          `json:"ruleHash,omitempty"`
	Facts    json.RawMessage `json:"facts,omitempty"`
	Trace    json.RawMessage `json:"trace,omitempty"`
}

// Recommendation is what the rules of the case type would decide. A person signs it, or it becomes an automatic decision.
type Recommendation struct {
	// Type is the id of the DecisionType, the track that the case is on.
	Type    string  `json:"type"`
	Outcome Outcome `json:"outcome,omitempty"`
	// Grounds are in the party's words: what they read where the recommendation is followed. Circumstances is empty where the officer writes them.
	Grounds Grounds `json:"grounds"`
	// Note is what the rules tell the officer, for no party to read.
	Note string `json:"note,omitempty"`
	// Automatic says that the rules leave nothing to judge, so that it may be decided without a person where law and delegation allow.
	Automatic bool `json:"automatic,omitempty"`
}

// Decision (beslut). A decision is never changed: a correction (FL 36 §) is added to it, and a reconsideration (FL 37–38 §§) is a new decision.
type Decision struct {
	ID DecisionID `json:"id"`
	// Type is the DecisionType's id, and Appeal how this decision is appealed.
	Type    string     `json:"type"`
	Appeal  AppealKind `json:"appeal"`
	Outcome Outcome    `json:"outcome"`
	// On is the day of the decision.
	On civil.Date `json:"on"`
	// By is who decided, or who wrote down what a meeting decided; empty for an automatic decision. Delegation is the reference by which they, or the function, could; empty where the
	// board's own decision makers did. Rapporteur is the föredragande, empty for none.
	By         identity.PersonID `json:"by,omitempty"`
	Delegation string            `json:"delegation,omitempty"`
	Automatic  bool              `json:"automatic,omitempty"`
	Rapporteur identity.PersonID `json:"rapporteur,omitempty"`
	// Grounds and Text, the decision in the words that the parties get, are stored beside it in Reasons; here in decisions made before that.
	Grounds Grounds `json:"grounds,omitzero"`
	Text    string  `json:"text,omitempty"`
	// Given names what a grant gives, such as the school; empty where the kind of decision says it all.
	Given string `json:"given,omitempty"`
	// Demand marks the separate decision that refuses a party's demand to decide (FL 12 §): the case itself goes on.
	Demand bool `json:"demand,omitempty"`
	// LateAppeal is the appeal that this separate decision dismisses (avvisar) since it came too late (FL 45 §); empty for others.
	LateAppeal AppealID `json:"lateAppeal,omitempty"`
	// Revokes is the permit that the outcome Revoked ends.
	Revokes PermitID `json:"revokes,omitempty"`
	// Meeting is where the board itself decided; nil where a person or a function did.
	Meeting *Meeting `json:"meeting,omitempty"`

	// Adjusted is the day on which the minutes were adjusted (justering), zero where that was not told; Announced the day on which the adjustment, or the
	// decision, was put on the notice board; zero if not yet.
	Adjusted    civil.Date   `json:"-"`
	Announced   civil.Date   `json:"-"`
	Posting     *Posting     `json:"-"` // what stands on the notice board; nil where it was announced elsewhere
	Notices     []Notice     `json:"-"`
	Corrections []Correction `json:"-"`
	// Disposed is the day on which grounds and text were disposed of (gallrades); zero while they are there.
	Disposed civil.Date `json:"-"`
}

// Meeting (sammanträde) is where a board, or the municipal council, decided.
type Meeting struct {
	// Body is who met, in words; empty for the case's board.
	Body string     `json:"body,omitempty"`
	On   civil.Date `json:"on"`
	// Paragraph is the number in the minutes, "87".
	Paragraph string `json:"paragraph"`
}

// Posting (anslag) is what the notice board says of a decision: with no more about a person than must stand there.
type Posting struct {
	Title string `json:"title"`
	Text  string `json:"text,omitempty"`
	// Link leads to the minutes or the decision; empty for none.
	Link string `json:"link,omitempty"`
}

// announceWithin is how long after the adjustment of the minutes it may be announced: KL 8:12.
var announceWithin = civil.Period{N: 2, Unit: civil.Days}

// AnnouncedLate says whether the adjustment of the minutes was announced later than on the second day after it (KL 8:12). The time for appeal counts from
// the announcement all the same.
func (d Decision) AnnouncedLate() bool {
	return !d.Adjusted.IsZero() && d.Announced.After(civil.Deadline(d.Adjusted, announceWithin))
}

// How a party got part of a decision (delgivning, underrättelse).
type How string

// The ways (delgivningslagen 2 §): opened in the portal by who had logged in as the case asks for; digital post or a letter that the party has confirmed (16–18 §§:
// delgivningskvitto, mottagningsbevis or another word of theirs); handed over by a process server or another, who certifies it (stämningsman); simplified service
// (förenklad delgivning, 22–26 §§); by word of mouth (19–21 §§). That a letter or a message was sent is none of them, nor that one lies in a digital mailbox: what its
// operator answers does not tell whether anybody has opened it.
const (
	NoticePortal     How = "portal"
	NoticeMailbox    How = "mailbox_confirmed"
	NoticeLetter     How = "letter"
	NoticeServed     How = "served"
	NoticeSimplified How = "simplified"
	NoticeOral       How = "oral"
	// NoticeMailboxOpened is what officers noted before that: that something was opened in a digital mailbox, by what they knew. It is read, and no longer noted.
	NoticeMailboxOpened How = "mailbox"
)

// NotedWays are those that an officer notes, with what shows it: what happens in the portal writes itself down.
var NotedWays = []How{NoticeLetter, NoticeMailbox, NoticeServed, NoticeSimplified, NoticeOral}

// simplifiedFrom is the first day on which simplified service of what was decided on a day can have taken place: two weeks after the control message, which is sent
// on the next working day at the earliest (delgivningslagen 22 and 26 §§).
func simplifiedFrom(decided civil.Date) civil.Date {
	return civil.NextWorkingDay(decided.AddDays(1)).AddDays(14)
}

// Notice is that a party got part of a decision (fick del av beslutet), which starts that party's time for appeal.
type Notice struct {
	Decision DecisionID `json:"decision"`
	// Party is the party's id within the case.
	Party string     `json:"party"`
	On    civil.Date `json:"on"`
	How   How        `json:"how"`
	// Evidence is what shows it, in words that the party reads too; empty for NoticePortal, which the event itself shows.
	Evidence string `json:"evidence,omitempty"`
}

// Correction (rättelse, FL 36 §) mends an obvious slip of the pen or of arithmetic. The original stays.
type Correction struct {
	Text string
	On   civil.Date
	By   identity.PersonID
	// Disposed is the day on which the words were disposed of; zero while they are there.
	Disposed civil.Date

	seq int
}

// Aside says whether the decision is not in the matter itself: the case goes on as it was.
func (d Decision) Aside() bool { return d.Demand || d.LateAppeal != "" }

// notice is how and when a party got part of the decision; false where they have not.
func (d Decision) notice(party string) (Notice, bool) {
	i := slices.IndexFunc(d.Notices, func(n Notice) bool { return n.Party == party })
	if i < 0 {
		return Notice{}, false
	}
	return d.Notices[i], true
}

// NoticedTo says whether a party has got part of the decision.
func (d Decision) NoticedTo(party string) bool {
	return slices.ContainsFunc(d.Notices, func(n Notice) bool { return n.Party == party })
}

// appealTime is three weeks: FL 44 § and KL 13:5.
var appealTime = civil.Period{N: 3, Unit: civil.Weeks}

// AppealUntil returns the last day on which party may appeal: three weeks from the day they got part of the decision (FL 44 §), or, where only
// its legality is reviewed, from the announcement (KL 13:5). Under the Planning and Building Act, who was not served counts from one week after
// the announcement (PBL 13:16). Zero where the time has not begun, or there is no appeal.
func (d Decision) AppealUntil(party string) civil.Date {
	switch {
	case !d.Appeal.Appealable():
		return civil.Date{}
	case d.Appeal == Legality:
		return civil.Deadline(d.Announced, appealTime)
	}
	if i := slices.IndexFunc(d.Notices, func(n Notice) bool { return n.Party == party }); i >= 0 {
		return civil.Deadline(d.Notices[i].On, appealTime)
	}
	if d.Appeal == Planning {
		return civil.Deadline(d.Announced.AddDays(7), appealTime)
	}
	return civil.Date{}
}

// AppealOutcome is how an appeal ended.
type AppealOutcome string

// The outcomes: dismissed as too late by the authority (FL 45 §), changed by the authority itself (FL 38 §); and from the higher instance:
// rejected, changed, set aside, sent back; or withdrawn.
const (
	AppealTooLate  AppealOutcome = "too_late"
	AppealSelf     AppealOutcome = "changed_by_authority"
	AppealRejected AppealOutcome = "rejected"
	AppealChanged  AppealOutcome = "changed"
	AppealAside    AppealOutcome = "set_aside"
	AppealRemitted AppealOutcome = "remitted"
	AppealDropped  AppealOutcome = "withdrawn"
)

// AppealOutcomes returns every outcome of an appeal.
func AppealOutcomes() []AppealOutcome {
	return []AppealOutcome{AppealTooLate, AppealSelf, AppealRejected, AppealChanged, AppealAside, AppealRemitted, AppealDropped}
}

// Appeal (överklagande) of a decision, filed with the authority that made it (FL 43 §), or, for laglighetsprövning, with the court.
type Appeal struct {
	ID       AppealID   `json:"id"`
	Decision DecisionID `json:"decision"`
	// Party is who appealed; empty where it is nobody among the parties, such as a member of the municipality (KL 13:1).
	Party string `json:"party,omitempty"`
	// Text is what change is asked for, and why, and Disposed the day on which that was disposed of; zero while it is there.
	Text     string     `json:"text,omitempty"`
	Disposed civil.Date `json:"-"`
	Received civil.Date `json:"received"`
	// Late notes that it came after the time; the authority still decides whether to dismiss it (FL 45 §).
	Late bool `json:"late,omitempty"`
	// Forwarded is the day it was handed to To, the higher instance (FL 46 §); zero if not yet.
	Forwarded civil.Date `json:"forwarded,omitzero"`
	To        string     `json:"to,omitempty"`
	// Settled is the day of the decision that ended it, and Until the last day to appeal that decision in turn; zero where it cannot be.
	Settled civil.Date    `json:"settled,omitzero"`
	Until   civil.Date    `json:"until,omitzero"`
	Outcome AppealOutcome `json:"outcome,omitempty"`
}

// final is the first day from which the decision that settled the appeal stands: its own day, or the first after the time in which it can be appealed.
func (a Appeal) final() civil.Date {
	if a.Until.IsZero() {
		return a.Settled
	}
	return a.Until.AddDays(1)
}

// IsOpen says whether the appeal is not settled.
func (a Appeal) IsOpen() bool { return a.Settled.IsZero() }

// Permit (tillstånd) is what a granting decision leaves.
type Permit struct {
	ID       PermitID   `json:"id"`
	Case     CaseID     `json:"case"`
	Decision DecisionID `json:"decision"`
	// Holder is the person, or Org the organisation.
	Holder     identity.PersonID `json:"holder,omitempty"`
	Org        identity.OrgID    `json:"org,omitempty"`
	Kind       string            `json:"kind"`
	Conditions []string          `json:"conditions,omitempty"`
	// From is the first day; zero while it waits for the decision to gain legal force.
	From civil.Date `json:"from,omitzero"`
	// To is the last day; zero for no end, or where From is.
	To civil.Date `json:"to,omitzero"`
	// Final is nil where the permit's days were decided with it.
	Final *FinalTerm `json:"final,omitempty"`
	// StartBy is the last day to begin what is permitted; zero where there is none, or it cannot be told yet.
	StartBy civil.Date `json:"startBy,omitzero"`
	// Revoked is the day from which it no longer holds; zero while it does.
	Revoked civil.Date `json:"revoked,omitzero"`
}
