package casework

import (
	"encoding/json"
	"slices"
	"time"

	"forvag/internal/civil"
	"forvag/internal/identity"
)

// File (akt) is a case with everything in it, as one reader may see it; the core itself works on the whole.
type File struct {
	Case           Case
	Parties        []Party
	Answers        json.RawMessage
	Recommendation *Recommendation
	Documents      []Document
	Messages       []Message
	Requests       []Request
	// StateUntil is the last day on which each of the child's guardians may answer for themself; zero where the form is the sender's alone. Then
	// Statements are what they have answered last, the one who opened the case first; of a party's view, only their own.
	StateUntil civil.Date
	Statements []Statement
	// Wait is nil while the case waits for nobody outside it.
	Wait      *Wait
	Decisions []Decision
	Appeals   []Appeal
	Permits   []Permit
	// Queue is nil where the case never stood in a queue.
	Queue *Queue
	// Booking is the time that the case is about, nil where it is about none.
	Booking *Booking
	Clocks  []Clock
	Events  []Event
	// Readings are who of the authority has read the case, the latest first, where this reader may see them; nil in the whole file. They are at most ReadingsShown:
	// EarlierReadings goes on.
	Readings []Reading
	// Withdrawn is the day the applicant took the matter back; zero if not.
	Withdrawn civil.Date
	// Demanded is the day a party demanded a decision (FL 12 §); zero if not. DemandAnswered is when a separate decision refused it.
	Demanded, DemandAnswered civil.Date
	// Delay is the reason last told for a delay (FL 11 §), with when a decision is now expected; nil if none.
	Delay *Delay
	// AnswersDisposed is the day on which the form was disposed of; zero while it is there.
	AnswersDisposed civil.Date
	// Seen is the last event that this reader has marked as read; 0 for none, and in the whole file.
	Seen int

	// answeredByOther says that another guardian than the one who opened the case wants something of it too.
	answeredByOther bool
	// reconsidering says that the latest decision is being reconsidered (FL 37–38 §§), so that a new one may be made.
	reconsidering bool
	// needsDecision, legalityOnly, publicPlace and sentFor are the opening's.
	needsDecision, legalityOnly, publicPlace, sentFor bool
	// claimer is the id of the party who claimed it by its code; empty for nobody.
	claimer string
	// agreeing are the times in which the guardians were to agree; the last without end while it goes on.
	agreeing []span
	// reminders are those that were given, in order.
	reminders []Reminder
	rules     []ClockRule
	extended  map[string]bool
	retention []Keep
}

// Delay is what parties were told about a delay (FL 11 §).
type Delay struct {
	Reason string
	Told   civil.Date
	Until  civil.Date
}

// Party finds a party by id.
func (f *File) Party(id string) (Party, bool) {
	i := slices.IndexFunc(f.Parties, func(p Party) bool { return p.ID == id })
	if i < 0 {
		return Party{}, false
	}
	return f.Parties[i], true
}

// Document finds a document by id.
func (f *File) Document(id DocumentID) (Document, bool) {
	i := slices.IndexFunc(f.Documents, func(d Document) bool { return d.ID == id })
	if i < 0 {
		return Document{}, false
	}
	return f.Documents[i], true
}

// OpenRequest is the request that waits for its answer, nil where none does.
func (f *File) OpenRequest() *Request {
	if i := slices.IndexFunc(f.Requests, Request.IsOpen); i >= 0 {
		return &f.Requests[i]
	}
	return nil
}

// Decision is the latest decision in the matter itself, nil before there is one.
func (f *File) Decision() *Decision {
	for i := len(f.Decisions) - 1; i >= 0; i-- {
		if !f.Decisions[i].Aside() {
			return &f.Decisions[i]
		}
	}
	return nil
}

// decision finds a decision by id, nil where there is none.
func (f *File) decision(id DecisionID) *Decision {
	if i := slices.IndexFunc(f.Decisions, func(d Decision) bool { return d.ID == id }); i >= 0 {
		return &f.Decisions[i]
	}
	return nil
}

// Public says whether others near the place may know that the case is there.
func (f *File) Public() bool {
	return f.publicPlace && f.Case.Place != nil && f.Case.Secrecy.IsOpen() && !f.Case.Protected
}

// MayWithdraw says whether a party can take the matter back now.
func (f *File) MayWithdraw() bool {
	return check(f, &Details{}, Withdrawn, civil.Date{}) == nil
}

// MayDemand says whether a party can demand that the case be decided on a day (FL 12 §).
func (f *File) MayDemand(on civil.Date) bool {
	return check(f, &Details{}, Demanded, on) == nil
}

// decided says whether the matter has a decision that stands.
func (f *File) decided() bool { return f.Decision() != nil && !f.reconsidering }

// appealed says whether any appeal waits for its outcome.
func (f *File) appealed() bool { return slices.ContainsFunc(f.Appeals, Appeal.IsOpen) }

// appeal finds an appeal by id, nil where there is none.
func (f *File) appeal(id AppealID) *Appeal {
	if i := slices.IndexFunc(f.Appeals, func(a Appeal) bool { return a.ID == id }); i >= 0 {
		return &f.Appeals[i]
	}
	return nil
}

// appealedIn is the decision that an appeal is about, nil where there is none such.
func (f *File) appealedIn(id AppealID) *Decision {
	if a := f.appeal(id); a != nil {
		return f.decision(a.Decision)
	}
	return nil
}

// OpenAppeals are those that wait for their outcome, the oldest first.
func (f *File) OpenAppeals() []Appeal { return keep(f.Appeals, Appeal.IsOpen) }

// firstOpen is the oldest appeal that waits for its outcome and that ok likes, nil where there is none.
func (f *File) firstOpen(ok func(Appeal) bool) *Appeal {
	if i := slices.IndexFunc(f.Appeals, func(a Appeal) bool { return a.IsOpen() && ok(a) }); i >= 0 {
		return &f.Appeals[i]
	}
	return nil
}

// Unanswered is the latest message from a party that no officer has answered, nil where there is none.
func (f *File) Unanswered() *Message {
	if n := len(f.Messages); n > 0 && !f.Messages[n-1].FromOfficer {
		return &f.Messages[n-1]
	}
	return nil
}

// StepTime is when a step was reached.
type StepTime struct {
	Step Step
	// At is zero for a step that was not reached, or was passed over.
	At time.Time
}

// StepTimes returns the six steps with the instants at which the case last reached them.
func (f *File) StepTimes() []StepTime {
	times := make([]StepTime, 0, len(Steps()))
	for _, s := range Steps() {
		times = append(times, StepTime{Step: s})
	}
	var now Step
	for i := range f.Events {
		e := &f.Events[i]
		before := now
		if now = stepAfter(now, e); now == before {
			continue
		}
		times[now.order()].At = e.At
		for later := now.order() + 1; later < len(times); later++ {
			times[later].At = time.Time{}
		}
	}
	return times
}

// PartyOf is the party that p is, or acts for, on the day of the principal: of several, the one who answers for the case. False for nobody among
// the parties, and for who holds the case's follow code.
func (f *File) PartyOf(p identity.Principal) (Party, bool) { return f.Party(f.partyOf(p)) }
