package casework

import (
	"context"
	"strings"

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
				until := f.appealUntil(*d, made.Party)
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

// appealUntil is the last day on which a party may appeal: the decision, or what settled an earlier appeal of it.
func (f *File) appealUntil(d Decision, party string) civil.Date {
	until := d.AppealUntil(party)
	for _, a := range f.Appeals {
		if a.Decision == d.ID && until.Before(a.Until) {
			until = a.Until
		}
	}
	return until
}

// Settlement is how an appeal ended.
type Settlement struct {
	Outcome AppealOutcome
	// On is the day of the decision that ended it: not before the appeal came in, nor in the future. It is not asked for where the authority dismisses it now.
	On civil.Date
	// Until is the last day on which that decision can be appealed in turn, a year from On at most; zero where it cannot be.
	Until civil.Date
	Text  string
}

// SettleAppeal notes how the appeal ended. Where the decision was set aside or sent back, Reopen takes the case up again. An appeal that came too late
// the authority dismisses itself, with text for its reasons: a decision of its own that whoever appealed may appeal in turn (FL 45 §), by who may make
// the decision that was appealed.
func (s *Service) SettleAppeal(ctx context.Context, p identity.Principal, ref Ref, id AppealID, in Settlement) error {
	switch in.Outcome {
	case AppealSelf, AppealRejected, AppealChanged, AppealAside, AppealRemitted, AppealDropped:
	case AppealTooLate:
		return s.dismissAppeal(ctx, p, ref, id, in.Text)
	default:
		return fault.New(fault.Invalid, "case.outcome")
	}
	return s.do(ctx, p, ref, command{kind: AppealSettled, audience: Parties, details: func(f *File) (Details, error) {
		switch a := f.appeal(id); {
		case in.On.IsZero() || in.On.After(s.today()) || a != nil && in.On.Before(a.Received):
			return Details{}, fault.New(fault.Invalid, "case.settled_day")
		case !in.Until.IsZero() && (in.Until.Before(in.On) || in.Until.After(in.On.AddYears(1))):
			return Details{}, fault.New(fault.Invalid, "case.settled_until")
		}
		return Details{Appeal: &Appeal{ID: id, Outcome: in.Outcome, Until: in.Until}, On: in.On, Text: in.Text}, nil
	}})
}

// dismissAppeal dismisses an appeal that came too late. One of laglighetsprövning is the court's to dismiss, since it is filed there (KL 13:5).
func (s *Service) dismissAppeal(ctx context.Context, p identity.Principal, ref Ref, id AppealID, reasons string) error {
	var delegation string
	return s.do(ctx, p, ref, command{kind: AppealSettled, audience: Parties,
		allow: func(f *File) (err error) {
			if d := f.appealedIn(id); d != nil {
				delegation, err = s.mayDecide(p, f, d.Type, false)
				return err
			}
			return allowMove(p, moves[AppealSettled], f)
		},
		details: func(f *File) (Details, error) {
			a, d := f.appeal(id), f.appealedIn(id)
			switch {
			case d == nil || !a.IsOpen():
				return Details{}, illegal("case.appeal_not_open")
			case d.Appeal == Legality || !a.Forwarded.IsZero():
				return Details{}, illegal("case.appeal_not_ours")
			case !a.Late:
				return Details{}, illegal("case.appeal_in_time")
			case strings.TrimSpace(reasons) == "":
				return Details{}, fault.New(fault.Invalid, "case.late_reasons")
			}
			made := Decision{ID: DecisionID(identity.NewID()), Type: d.Type, Appeal: d.Appeal, Outcome: Dismissed, On: s.today(), By: p.Actor,
				Delegation: delegation, LateAppeal: id, Grounds: Grounds{Law: []string{"FL 45 §"}, Circumstances: reasons}}
			return Details{Appeal: &Appeal{ID: id, Outcome: AppealTooLate}, Decision: &made, On: s.today()}, nil
		}})
}
