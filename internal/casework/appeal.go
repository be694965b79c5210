package casework

import (
	"context"

	"forvag/internal/civil"
	"forvag/internal/fault"
	"forvag/internal/identity"
)

// RegisterAppeal receives an appeal of a decision: from a party, today; or, by an officer, what came by other ways, with party (empty for
// somebody who is none) and the day it was received. An appeal after the time is noted as late; the authority then decides whether to dismiss
// it (FL 45 §).
func (s *Service) RegisterAppeal(ctx context.Context, p identity.Principal, id CaseID, key string, a Appeal) error {
	content := []any{a.Decision, a.Party, a.Text, a.Received}
	return s.do(ctx, p, Ref{ID: id}, command{kind: Appealed, audience: Parties, key: commandKey(p, id, key, content),
		details: func(f *File) (Details, error) {
			made := Appeal{ID: AppealID(identity.NewID()), Decision: a.Decision, Party: a.Party, Text: a.Text, Received: a.Received}
			if p.Kind != identity.Officer {
				made.Party, made.Received = f.partyOf(p), s.today()
			}
			if made.Received.IsZero() || made.Received.After(s.today()) {
				return Details{}, fault.New(fault.Invalid, "case.received_invalid")
			}
			if d := f.decision(a.Decision); d != nil {
				until := d.AppealUntil(made.Party)
				made.Late = !until.IsZero() && made.Received.After(until)
			}
			return Details{Appeal: &made}, nil
		}})
}

// ForwardAppeal notes that the appeal was handed over to the higher instance (FL 46 §).
func (s *Service) ForwardAppeal(ctx context.Context, p identity.Principal, ref Ref, id AppealID, to string, on civil.Date) error {
	if to == "" || on.IsZero() || on.After(s.today()) {
		return fault.New(fault.Invalid, "case.notice_day")
	}
	d := Details{Appeal: &Appeal{ID: id, To: to}, On: on}
	return s.do(ctx, p, ref, command{kind: AppealForwarded, audience: Parties, details: with(d)})
}

// SettleAppeal notes how the appeal ended. Where the decision was set aside or sent back, Reopen takes the case up again.
func (s *Service) SettleAppeal(ctx context.Context, p identity.Principal, ref Ref, id AppealID, outcome AppealOutcome, text string) error {
	switch outcome {
	case AppealTooLate, AppealSelf, AppealRejected, AppealChanged, AppealAside, AppealRemitted, AppealDropped:
	default:
		return fault.New(fault.Invalid, "case.outcome")
	}
	d := Details{Appeal: &Appeal{ID: id, Outcome: outcome}, On: s.today(), Text: text}
	return s.do(ctx, p, ref, command{kind: AppealSettled, audience: Parties, details: with(d)})
}
