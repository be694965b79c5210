package portal

import (
	"context"
	"time"

	"forvag/internal/civil"
	"forvag/internal/identity"
	"forvag/lifeevents"
)

// Offers keeps what life events have come to for residents. Each method on an offer returns fault.NotFound for one that is not the receiver's, and those
// that answer it fault.Illegal once it is answered or taken back.
type Offers interface {
	// Waiting lists what waits for somebody on a day, and Of everything that they were ever offered or told; the latest first.
	Waiting(ctx context.Context, receiver identity.PersonID, on civil.Date) ([]lifeevents.Record, error)
	Of(ctx context.Context, receiver identity.PersonID) ([]lifeevents.Record, error)
	Get(ctx context.Context, receiver identity.PersonID, id string) (lifeevents.Record, error)
	See(ctx context.Context, receiver identity.PersonID, id string, now time.Time) error
	Decline(ctx context.Context, receiver identity.PersonID, id string, now time.Time) error
	Postpone(ctx context.Context, receiver identity.PersonID, id string, until civil.Date) error
	// Answer keeps what was written in answer to what the offer asks.
	Answer(ctx context.Context, receiver identity.PersonID, id string, asked map[string][]string) error
	// Begin notes the form that was begun, and Accept the case that a form became; a form that was begun from no offer is none's.
	Begin(ctx context.Context, receiver identity.PersonID, id, draft string) error
	Accept(ctx context.Context, draft, caseID string, now time.Time) error
	// Hold is a yes with a form that waits for the other guardians', and Agree a yes to such a form. Held is the offer that a form was begun from, and Beside that of
	// the guardian whose form waits for somebody's yes; false where there is none. HandOver leaves it all to a trained officer, who is told of those near.
	Hold(ctx context.Context, receiver identity.PersonID, id string, h lifeevents.Hold, now time.Time) error
	Agree(ctx context.Context, receiver identity.PersonID, id string, now time.Time) error
	Held(ctx context.Context, draft string) (lifeevents.Record, bool, error)
	Beside(ctx context.Context, r lifeevents.Record) (lifeevents.Record, bool, error)
	HandOver(ctx context.Context, id string, near []identity.PersonID, now time.Time) error
	// LeaveAlone and Welcome switch a rule, or all where it is empty, off and on for somebody; LeftAlone lists what is off.
	LeaveAlone(ctx context.Context, person identity.PersonID, rule string, now time.Time) error
	Welcome(ctx context.Context, person identity.PersonID, rule string) error
	LeftAlone(ctx context.Context, person identity.PersonID) ([]string, error)
}

// Reviews keeps what life events have left to a trained officer. Those on one return fault.NotFound where there is none.
type Reviews interface {
	// Reviewing lists what waits, by rules, the oldest first, and Reviewed what was closed last.
	Reviewing(ctx context.Context, rules []string) ([]lifeevents.Record, error)
	Reviewed(ctx context.Context, rules []string) ([]lifeevents.Record, error)
	Review(ctx context.Context, id string) (lifeevents.Record, error)
	// ReadReview notes that an officer reads one, and returns who has before.
	ReadReview(ctx context.Context, id string, by identity.PersonID, now time.Time) ([]lifeevents.Reading, error)
	// CloseReview returns fault.Illegal where it is closed already, and fault.Invalid without words.
	CloseReview(ctx context.Context, id string, c lifeevents.CloseReview, now time.Time) error
}
