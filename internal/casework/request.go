package casework

import (
	"time"

	"forvag/internal/civil"
)

// Request (komplettering) asks the party who answers for the case for something, by a date. The case waits for them until it is answered,
// withdrawn, or due.
type Request struct {
	ID   RequestID `json:"id"`
	What string    `json:"what"`
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
}

// IsOpen says whether the request waits for its answer.
func (r Request) IsOpen() bool { return r.Answered.IsZero() && r.Withdrawn.IsZero() }

// Wait is a time when the case waits for somebody who is no party: a referral (remiss, FL 26 §), another authority.
type Wait struct {
	// For says whom, in words that the parties see.
	For   string     `json:"for"`
	Since civil.Date `json:"since"`
	// Until is when an answer was asked for; zero for no date.
	Until civil.Date `json:"until,omitzero"`
}
