package casework

import (
	"context"
	"encoding/json"
	"slices"
	"time"

	"forvag/internal/civil"
	"forvag/internal/fault"
	"forvag/internal/identity"
)

// Guardians decide together about a child (FB 6:11 and 6:13). In a case that says until when they may, each of them answers for themself: what one says
// is kept beside what the other says, and changes nothing in it.

// Stance is how a guardian answers.
type Stance string

// The stances: answers of their own; the same as the other's; and that they want nothing of what the case is about.
const (
	OwnAnswers Stance = "own"
	Agrees     Stance = "agrees"
	Declines   Stance = "declines"
)

// Statement is what a guardian has answered last.
type Statement struct {
	Party  string
	Stance Stance
	// Answers are the last of their own, canonical JSON; they stand for nothing but where the stance is OwnAnswers. Nil for none.
	Answers json.RawMessage
	At      time.Time
	// Seq is the event's: who agrees does so with what stood there before it.
	Seq int
}

// Stating is what a guardian answers now.
type Stating struct {
	// Key makes it happen once.
	Key    string
	Stance Stance
	// Answers are for OwnAnswers, with the documents that came with them. The recommendation is of the one who opened the case, nil for none.
	Answers        json.RawMessage
	Documents      []NewDocument
	Recommendation *Recommendation
	// Urgent says that the answers brook no delay. The case is then urgent, and stays so whatever is answered later.
	Urgent bool
}

// State notes what a guardian answers in a case about their child: the one who opened it, anew, or the other one, who becomes a party with answers of
// their own. It can be done as long as the case is undecided and the last day has not passed. Whoever agrees does so with answers that the other one
// has given: else it is fault.Illegal.
func (s *Service) State(ctx context.Context, p identity.Principal, id CaseID, in Stating) error {
	if in.Stance == OwnAnswers && !json.Valid(in.Answers) {
		return fault.New(fault.Invalid, "case.answers_invalid")
	}
	content := []any{in.Stance, in.Answers, in.Documents}
	return s.do(ctx, p, Ref{ID: id}, command{kind: Stated, audience: Parties, key: commandKey(p, id, in.Key, content),
		details: func(f *File) (Details, error) {
			me, ok := f.PartyOf(p)
			if !ok {
				return Details{}, fault.New(fault.NotFound, "access.not_found")
			}
			if me.Role == identity.Informed {
				me.Role = identity.CoGuardian
			}
			d := Details{Party: &me, Stance: in.Stance, Urgent: in.Urgent, Documents: received(f.retention, in.Documents, me.ID)}
			if in.Stance == OwnAnswers {
				d.Sent = &Sent{Answers: in.Answers}
				if f.opens(me.ID) {
					d.Sent.Recommendation = in.Recommendation
				}
			}
			return d, nil
		}})
}

// AwaitGuardians lets a case wait until the child's guardians say the same, for what the words tell both; without words it goes on. A wait of another
// kind, and a case that is decided, is left alone. For the program.
func (s *Service) AwaitGuardians(ctx context.Context, p identity.Principal, id CaseID, words string) error {
	err := s.store.Update(ctx, Ref{ID: id}, Key{}, func(f *File) (*Change, error) {
		if err := allowMove(p, moves[Waiting], f); err != nil {
			return nil, err
		}
		c := s.change(p, f)
		switch waits := f.Wait != nil && f.Wait.Guardians; {
		case f.decided() || f.Case.IsClosed() || !f.Withdrawn.IsZero():
			return nil, nil
		case words != "" && f.Wait == nil:
			return c, c.system(Waiting, Parties, Details{Wait: &Wait{For: words, Since: c.day(), Guardians: true}})
		case words == "" && waits:
			return c, c.system(Resumed, Parties, Details{})
		default:
			return nil, nil
		}
	})
	if err == nil {
		s.watchers.signal(id)
	}
	return err
}

// Beside are the other running cases of the same kind about the same child, by diary number, that an officer may read: where the guardians may know
// nothing of each other, each has a case of their own.
func (s *Service) Beside(ctx context.Context, p identity.Principal, f *File) ([]Case, error) {
	at := slices.IndexFunc(f.Parties, func(q Party) bool { return q.Role == identity.Child })
	if at < 0 || p.Kind != identity.Officer {
		return nil, nil
	}
	rows, err := s.store.Mine(ctx, MineQuery{Holder: HolderOf(f.Parties[at].Person, ""), On: s.today(), Assurance: identity.AssuranceHigh, Own: true,
		Ranks: []Rank{RankNeedsMe, RankOngoing}, Limit: 100})
	if err != nil {
		return nil, err
	}
	var out []Case
	for _, row := range rows {
		if row.Case == f.Case.ID || row.Type.ID != f.Case.Type.ID {
			continue
		}
		other, err := s.store.Load(ctx, row.Case)
		if err != nil {
			return nil, err
		}
		if identity.Allow(p, identity.ReadCase, other.object()) == nil {
			out = append(out, other.Case)
		}
	}
	return out, nil
}

// Statement is what a party has answered last; false where they have not.
func (f *File) Statement(party string) (Statement, bool) {
	i := slices.IndexFunc(f.Statements, func(s Statement) bool { return s.Party == party })
	if i < 0 {
		return Statement{}, false
	}
	return f.Statements[i], true
}

// MayState says whether p can answer for themself on a day, or change what they have answered.
func (f *File) MayState(p identity.Principal, on civil.Date) bool {
	return f.May(p, identity.State) && check(f, &Details{Stance: OwnAnswers}, Stated, on) == nil
}

// stated notes what a guardian said, and lets them be a party who has.
func (f *File) stated(e *Event, stance Stance, party Party) {
	said := Statement{Party: party.ID, Stance: stance, At: e.At, Seq: e.Seq}
	if e.Details.Sent != nil {
		said.Answers = e.Details.Sent.Answers
	}
	if i := slices.IndexFunc(f.Statements, func(s Statement) bool { return s.Party == party.ID }); i >= 0 {
		if e.Details.Sent == nil {
			said.Answers = f.Statements[i].Answers
		}
		f.Statements[i] = said
	} else {
		f.Statements = append(f.Statements, said)
	}
	if i := slices.IndexFunc(f.Parties, func(q Party) bool { return q.ID == party.ID }); i >= 0 {
		f.Parties[i].Role = party.Role
	}
	f.answeredByOther = slices.ContainsFunc(f.Statements, func(s Statement) bool { return !f.opens(s.Party) && s.Stance != Declines })
}

// opens says whether a party opened the case: theirs are the answers that it is handled by.
func (f *File) opens(party string) bool {
	return len(f.Statements) > 0 && f.Statements[0].Party == party
}

func statesTogether(f *File, _ *Details, on civil.Date) error {
	if f.StateUntil.IsZero() {
		return illegal("case.not_together")
	}
	return unless(!on.After(f.StateUntil), "case.together_late")
}

// agreesWithSomething: whoever agrees does so with the other's own answers, not with their agreement.
func agreesWithSomething(f *File, d *Details, _ civil.Date) error {
	if d.Stance != Agrees {
		return nil
	}
	return unless(slices.ContainsFunc(f.Statements, func(s Statement) bool {
		return (d.Party == nil || s.Party != d.Party.ID) && s.Stance != Agrees
	}), "case.nothing_to_agree")
}

func answeredAlone(f *File, _ *Details, _ civil.Date) error {
	return unless(!f.answeredByOther, "case.answered_together")
}
