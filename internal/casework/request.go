package casework

import (
	"slices"
	"time"

	"forvag/internal/civil"
	"forvag/internal/identity"
)

// Request (komplettering) asks the party who answers for the case for something, by a date. The case waits for them until it is answered,
// withdrawn, or due.
type Request struct {
	ID   RequestID `json:"id"`
	What string    `json:"what"`
	// Party is whom alone it is put to, such as an agent who is to show their power of attorney; empty for all who answer for the case.
	Party string `json:"party,omitempty"`
	// Asked is the day it was made, Due the last day to answer.
	Asked civil.Date `json:"asked"`
	Due   civil.Date `json:"due"`
	// Formal marks a föreläggande (FL 20 §): the words must say that the case may be dismissed where nothing comes.
	Formal bool `json:"formal,omitempty"`
	// Answered is the day the answer came in, Withdrawn the day it was taken back; both zero while it is open.
	Answered  civil.Date `json:"answered,omitzero"`
	Withdrawn civil.Date `json:"withdrawn,omitzero"`
	// Answer is what the party wrote, with the documents that came.
	Answer     string       `json:"answer,omitempty"`
	AnsweredAt time.Time    `json:"answeredAt,omitzero"`
	Documents  []DocumentID `json:"documents,omitempty"`
	// WhatDisposed and AnswerDisposed are the days on which the words of each were disposed of; zero while they are there.
	WhatDisposed   civil.Date `json:"-"`
	AnswerDisposed civil.Date `json:"-"`
}

// IsOpen says whether the request waits for its answer.
func (r Request) IsOpen() bool { return r.Answered.IsZero() && r.Withdrawn.IsZero() }

// Late says whether it waits for its answer still although the last day has passed.
func (r Request) Late(on civil.Date) bool { return r.IsOpen() && r.Due.Before(on) }

// asks says whether the request is put to a party, or, by Anonymous, to the holder of the case's code.
func (f *File) asks(r *Request, q Party) bool {
	if r.Party != "" {
		return f.own(q, r.Party)
	}
	return answersFor(q.Role)
}

// Asks says whether a request is put to p, or to whom they act for.
func (f *File) Asks(p identity.Principal, r Request) bool {
	if f.opensBy(p) {
		return r.Party == Anonymous || r.Party == "" && !f.sentFor
	}
	return slices.ContainsFunc(f.Parties, func(q Party) bool { return q.is(p) && f.asks(&r, q) })
}

// Wait is a time when the case waits for somebody who is no party: a referral (remiss, FL 26 §), another authority.
type Wait struct {
	// For says whom, in words that the parties see.
	For   string     `json:"for"`
	Since civil.Date `json:"since"`
	// Until is when an answer was asked for; zero for no date.
	Until civil.Date `json:"until,omitzero"`
	// Guardians says that it is the child's guardians who are to agree: the case goes on by itself when they do.
	Guardians bool `json:"guardians,omitempty"`
}

// Late says whether an answer was asked for by a day that has passed.
func (w Wait) Late(on civil.Date) bool { return !w.Until.IsZero() && w.Until.Before(on) }
