package casework

import (
	"maps"
	"slices"

	"forvag/internal/civil"
	"forvag/internal/fault"
	"forvag/internal/identity"
)

// states is a set of steps, and closed.
type states uint8

const (
	inInitiate states = 1 << iota
	inInvestigate
	inDecide
	inArrange
	inCarryOut
	inFollowUp
	closed

	handling = inInitiate | inInvestigate | inDecide
	opened   = handling | inArrange | inCarryOut | inFollowUp
	anytime  = opened | closed
	nothing  = states(0)
)

// state is where the case is.
func (f *File) state() states {
	if f.Case.IsClosed() {
		return closed
	}
	return 1 << f.Case.Step.order()
}

// move is one row of the table: who may do it, in which states, and what else must hold.
type move struct {
	// party and officer are the actions that identity.Allow is asked about; empty where they cannot do this.
	party, officer identity.Action
	in             states
	// fresh says that an officer must have seen the case as it is: what changes its state, not what only adds to it.
	fresh bool
	needs []need
}

// need is a condition on the file, nil where it holds.
type need func(f *File, d *Details, on civil.Date) error

// EventKinds returns everything that can happen to a case, in alphabetical order.
func EventKinds() []EventKind { return slices.Sorted(maps.Keys(moves)) }

// moves is everything that can happen to a case. What is not here cannot. Submitted is not either: it is only ever first.
var moves = map[EventKind]move{
	Joined:           {party: identity.Submit, in: opened, needs: []need{publicPlace}},
	Stated:           {party: identity.State, in: handling, needs: []need{undecided, notWithdrawn, statesTogether, agreesWithSomething}},
	Claimed:          {party: identity.Claim, in: anytime, needs: []need{unclaimed}},
	Assigned:         {officer: identity.Assign, in: opened, fresh: true},
	Unassigned:       {officer: identity.Assign, in: opened, fresh: true, needs: []need{assigned}},
	Moved:            {officer: identity.Move, in: opened, fresh: true, needs: []need{anotherStep, decisionBeforeDelivery, reasonToGoBack}},
	Requested:        {officer: identity.RequestCompletion, in: handling, fresh: true, needs: []need{undecided, notWithdrawn, noOpenRequest, noOpenOffer, dueAhead}},
	RequestWithdrawn: {officer: identity.RequestCompletion, in: opened, fresh: true, needs: []need{requestIsOpen}},
	Answered:         {party: identity.Answer, in: opened, needs: []need{requestIsOpen}},
	Messaged:         {party: identity.Message, officer: identity.Message, in: anytime},
	Noted:            {officer: identity.Note, in: anytime},
	DocumentAdded:    {party: identity.AddDocument, officer: identity.AddDocument, in: anytime},
	SecrecySet:       {officer: identity.AddDocument, in: anytime, fresh: true},
	Waiting:          {officer: identity.RequestCompletion, in: opened, fresh: true, needs: []need{notWaiting, notWithdrawn}},
	Resumed:          {officer: identity.RequestCompletion, in: opened, fresh: true, needs: []need{waiting}},
	Delayed:          {officer: identity.RequestCompletion, in: handling, fresh: true, needs: []need{undecided, notWithdrawn, reason}},
	Extended:         {officer: identity.RequestCompletion, in: handling, fresh: true, needs: []need{undecided, notWithdrawn, reason, extendable}},
	Demanded:         {party: identity.RequestDecision, in: handling, needs: []need{undecided, notWithdrawn, sixMonthsOld, firstDemand}},
	DemandRefused:    {officer: identity.Decide, in: handling, fresh: true, needs: []need{undecided, demandOpen}},
	Decided:          {officer: identity.Decide, in: handling, fresh: true, needs: []need{undecided, withdrawalWrittenOff, requestLapsed, offerAnswered, circumstances}},
	Corrected:        {officer: identity.Decide, in: anytime, fresh: true, needs: []need{hasDecision}},
	Noticed:          {party: identity.ReadDocument, officer: identity.Notice, in: anytime, needs: []need{hasDecision, notNoticed}},
	NoticeCorrected:  {officer: identity.Notice, in: anytime, fresh: true, needs: []need{hasDecision, reason, notedByHand, notActedOn}},
	Announced:        {officer: identity.Notice, in: anytime, fresh: true, needs: []need{hasDecision, notAnnounced}},
	Appealed:         {party: identity.Appeal, officer: identity.AddDocument, in: anytime, needs: []need{appealable}},
	AppealForwarded:  {officer: identity.Close, in: anytime, fresh: true, needs: []need{appealHere}},
	AppealSettled:    {officer: identity.Close, in: anytime, fresh: true, needs: []need{appealIsOpen}},
	AgentConfirmed:   {party: identity.ConfirmAgent, officer: identity.ConfirmAgent, in: anytime, fresh: true, needs: []need{agentUnconfirmed}},
	AgentRefused:     {party: identity.ConfirmAgent, officer: identity.ConfirmAgent, in: anytime, fresh: true, needs: []need{agentUnrefused, reasonToRefuse}},
	Withdrawn:        {party: identity.Withdraw, in: handling, needs: []need{undecided, notWithdrawn, holdsNoTime, answeredAlone}},
	Closed:           {officer: identity.Close, in: opened, fresh: true, needs: []need{noOpenRequest, noOpenOffer, notWaiting, noOpenAppeal, noDemand, appealBegun}},
	Reopened:         {officer: identity.Close, in: anytime, fresh: true, needs: []need{reason, endedOrDecided, appealNotForwarded}},
	WishesSet:        {party: identity.Answer, officer: identity.Move, in: handling, needs: []need{undecided, notWithdrawn, noOpenOffer, wishes}},
	TurnSet:          {officer: identity.Move, in: handling, fresh: true, needs: []need{inLine, noOpenOffer, reason}},
	Offered:          {officer: identity.Decide, in: handling, fresh: true, needs: []need{inLine, noOpenOffer, noOpenRequest, wishedFor, offerAhead}},
	OfferAccepted:    {party: identity.Answer, in: handling, needs: []need{offerIsOpen, offerInTime}},
	OfferDeclined:    {party: identity.Answer, in: handling, needs: []need{offerIsOpen}},
	OfferExpired:     {in: handling, needs: []need{offerIsOpen, offerDue}},
	OfferWithdrawn:   {officer: identity.Move, in: handling, fresh: true, needs: []need{offerIsOpen, reason}},
	PlaceEnded:       {party: identity.Withdraw, officer: identity.Close, in: anytime, needs: []need{holdsPlace, placeEnd}},
	BookingMoved:     {officer: identity.Move, in: opened, fresh: true, needs: []need{holdsTime, reason}},
	BookingCancelled: {party: identity.Withdraw, officer: identity.Move, in: opened, fresh: true, needs: []need{holdsTime}},
	BookingEnded:     {in: opened, needs: []need{holdsTime}},
	Reminded:         {in: anytime},
	HandedUp:         {in: anytime},
	PartsDisposed:    {in: closed, needs: []need{noOpenAppeal}},
	Disposed:         {in: closed, needs: []need{retained}},
}

// check answers whether kind can happen to f now: nil, or fault.Illegal with the words that say why not.
func check(f *File, d *Details, kind EventKind, on civil.Date) error {
	if kind == Submitted {
		if f.Case.Seq > 0 {
			return illegal("case.exists")
		}
		return nil
	}
	m, ok := moves[kind]
	switch {
	case !ok || f.Case.Disposed:
		return illegal("case.disposed")
	case m.in&f.state() == nothing && f.Case.IsClosed():
		return illegal("case.closed")
	case m.in&f.state() == nothing && m.in == closed:
		return illegal("case.open")
	case m.in&f.state() == nothing:
		return illegal("case.step")
	}
	for _, need := range m.needs {
		if err := need(f, d, on); err != nil {
			return err
		}
	}
	return nil
}

func illegal(key string, args ...any) error { return fault.New(fault.Illegal, key, args...) }

func unless(ok bool, key string, args ...any) error {
	if ok {
		return nil
	}
	return illegal(key, args...)
}
