package casework

import (
	"context"
	"errors"
	"slices"
	"strings"

	"forvag/internal/civil"
	"forvag/internal/fault"
	"forvag/internal/identity"
)

// NewDecision is a decision to be made.
type NewDecision struct {
	// Type is the DecisionType's id; it carries the appeal kind.
	Type    string
	Outcome Outcome
	Grounds Grounds
	// Text is the decision in the words that the parties get.
	Text string
	// Given names what a grant gives, where the decision type wants that.
	Given      string
	Rapporteur identity.PersonID
	// Revokes is the permit that the outcome Revoked ends.
	Revokes PermitID
	// From and To are the validity of the permit that a grant leaves; zero for today, and for the longest that the case type allows.
	From, To civil.Date
	// Meeting is where the board itself decided, on the meeting's day; nil where the officer decides.
	Meeting *Meeting
}

// Decide makes a decision in the matter: by a decision maker of the board, or by a case officer whose delegation covers the type; or writes down what the
// board itself decided at a meeting, which whoever sends out its decisions may. What has been
// withdrawn can only be written off; what goes against a party needs law and circumstances (FL 32 §).
func (s *Service) Decide(ctx context.Context, p identity.Principal, ref Ref, in NewDecision) error {
	cmd, err := s.deciding(ctx, p, ref, in)
	if err != nil {
		return err
	}
	return s.do(ctx, p, ref, cmd)
}

// WouldDecide is the case as Decide would leave it: what who decides reads before they do. Nothing is written, and the faults are those of Decide.
func (s *Service) WouldDecide(ctx context.Context, p identity.Principal, ref Ref, in NewDecision) (*File, error) {
	cmd, err := s.deciding(ctx, p, ref, in)
	if err != nil {
		return nil, err
	}
	return s.would(ctx, p, ref, cmd)
}

// would is the case as a command would leave it, of which nothing is written.
func (s *Service) would(ctx context.Context, p identity.Principal, ref Ref, cmd command) (*File, error) {
	f, err := s.store.Load(ctx, ref.ID)
	if err != nil {
		return nil, err
	}
	stale := ref.Version != f.Case.Version
	c, err := s.try(p, ref, cmd, f)
	switch {
	case stale && (err == nil || errors.Is(err, fault.Illegal)): // who may not know of the case is told that first
		return nil, fault.New(fault.Stale, "case.stale")
	case err != nil:
		return nil, err
	}
	return c.File.view(p), nil
}

func (s *Service) deciding(ctx context.Context, p identity.Principal, ref Ref, in NewDecision) (command, error) {
	t, err := s.typeOf(ctx, ref.ID)
	if err != nil {
		return command{}, err
	}
	rapporteur, err := s.interested(ctx, in.Rapporteur)
	if err != nil {
		return command{}, err
	}
	var delegation string
	return command{kind: Decided, audience: Parties,
		allow: func(f *File) (err error) {
			delegation, err = s.mayDecide(p, f, in.Type, in.Meeting != nil)
			return err
		},
		details: func(f *File) (Details, error) {
			d, err := decision(t, in, f.Case.Received, s.today())
			if err != nil {
				return Details{}, err
			}
			if identity.Concerned(rapporteur, f.object()) {
				return Details{}, fault.New(fault.Invalid, "case.assignee_near")
			}
			d.By, d.Delegation = p.Actor, delegation
			if d.Outcome == Revoked && !f.holds(d.Revokes) {
				return Details{}, fault.New(fault.NotFound, "case.permit_unknown")
			}
			return Details{Decision: &d, Permit: f.permit(t, d, in)}, nil
		}}, nil
}

// typeOf is the case type by which a case is handled, which never changes. It is asked for before the case is locked: it may be read from the
// same database, and a second connection within a write would wait for the first.
func (s *Service) typeOf(ctx context.Context, id CaseID) (CaseType, error) {
	f, err := s.store.Load(ctx, id)
	if err != nil {
		return CaseType{}, err
	}
	return s.types.CaseType(ctx, f.Case.Type.ID, f.Case.Type.Hash)
}

// mayDecide answers by which delegation p decides; empty for the board's decision makers. A delegation goes no further than the track that the
// case is on: who decides by it chooses neither another kind of decision nor, with it, another appeal.
func (s *Service) mayDecide(p identity.Principal, f *File, decisionType string, meeting bool) (delegation string, err error) {
	if meeting {
		return "", identity.Allow(p, identity.Notice, f.object())
	}
	err = identity.Allow(p, identity.Decide, f.object())
	if err == nil || p.Kind != identity.Officer {
		return "", err
	}
	if identity.Allow(p, identity.Close, f.object()) != nil { // only who handles cases decides by delegation
		return "", err
	}
	if r := f.Recommendation; r != nil && r.Type != "" && r.Type != decisionType {
		return "", fault.New(fault.Forbidden, "case.other_track").Because(err)
	}
	delegation = s.delegations.Officer(f.Case.Board, f.Case.Type.ID, decisionType)
	if delegation == "" {
		return "", fault.New(fault.Forbidden, "case.no_delegation").Because(err)
	}
	return delegation, nil
}

func decision(t CaseType, in NewDecision, received, on civil.Date) (Decision, error) {
	kind, ok := t.Decision(in.Type)
	if !ok {
		return Decision{}, fault.New(fault.Invalid, "case.decision_type")
	}
	if kind.Meeting && in.Meeting == nil {
		return Decision{}, fault.New(fault.Invalid, "case.meeting_missing")
	}
	if m := in.Meeting; m != nil {
		switch {
		case !kind.Meeting && kind.Appeal != Legality: // what boards do not use to decide themselves goes by delegation
			return Decision{}, fault.New(fault.Forbidden, "case.no_delegation")
		case m.On.IsZero() || m.On.After(on) || m.On.Before(received):
			return Decision{}, fault.New(fault.Invalid, "case.meeting_day")
		case strings.TrimSpace(m.Paragraph) == "":
			return Decision{}, fault.New(fault.Invalid, "case.meeting_paragraph")
		}
		on = m.On
	}
	switch in.Outcome {
	case Granted, PartlyGranted, Refused, Dismissed, WrittenOff, Revoked:
	default:
		return Decision{}, fault.New(fault.Invalid, "case.outcome")
	}
	in.Given = strings.TrimSpace(in.Given)
	if in.Outcome != Granted && in.Outcome != PartlyGranted {
		in.Given = ""
	} else if kind.Gives && in.Given == "" {
		return Decision{}, fault.New(fault.Invalid, "case.given_missing")
	}
	if !in.To.IsZero() && (in.To.Before(on) || in.To.Before(in.From)) {
		return Decision{}, fault.New(fault.Invalid, "case.permit_time")
	}
	appeal := kind.Appeal
	if in.Outcome == Dismissed && !appeal.Appealable() { // that what they asked was not tried is another matter than what they asked (FL 40-41 §§)
		appeal = Merits
	}
	return Decision{ID: DecisionID(identity.NewID()), Type: kind.ID, Appeal: appeal, Outcome: in.Outcome, On: on, Rapporteur: in.Rapporteur,
		Grounds: in.Grounds, Text: in.Text, Given: in.Given, Revokes: in.Revokes, Meeting: in.Meeting}, nil
}

// holds says whether the case has left that permit and it still holds.
func (f *File) holds(id PermitID) bool {
	for _, p := range f.Permits {
		if p.ID == id {
			return p.Revoked.IsZero()
		}
	}
	return false
}

// permit is what a granting decision leaves, nil where it leaves none: to the child or person that the case is for, else to who applied.
func (f *File) permit(t CaseType, d Decision, in NewDecision) *Permit {
	if t.PermitKind == "" || d.Outcome != Granted && d.Outcome != PartlyGranted {
		return nil
	}
	p := &Permit{ID: PermitID(identity.NewID()), Case: f.Case.ID, Decision: d.ID, Kind: t.PermitKind, Conditions: d.Grounds.Conditions,
		From: in.From, To: in.To}
	for _, role := range []identity.PartyRole{identity.Child, identity.Applicant, identity.Guardian} {
		for _, q := range f.Parties {
			if q.Role == role && p.Holder == "" && p.Org == "" {
				p.Holder, p.Org = q.Person, q.Org
			}
		}
	}
	if t.PermitFinal {
		p.From, p.To, p.Final = civil.Date{}, civil.Date{}, &FinalTerm{StartMonths: t.PermitStartMonths, Months: t.PermitMonths}
		return p
	}
	if p.From.IsZero() {
		p.From = d.On
	}
	if longest := p.From.AddMonths(t.PermitMonths).AddDays(-1); t.PermitMonths > 0 && (p.To.IsZero() || p.To.After(longest)) {
		p.To = longest
	}
	return p
}

// decideAutomatically decides a case that has just come in, where the rules leave nothing to judge, the outcome is a grant, the appeal is of a kind
// that lets an automated function decide (KL 6:38), and the board has delegated to it (KL 6:37). All else stays a recommendation.
func (s *Service) decideAutomatically(c *Change, t CaseType) error {
	r := c.File.Recommendation
	if r == nil || !r.Automatic || r.Outcome != Granted || c.File.Case.Protected {
		return nil
	}
	kind, ok := t.Decision(r.Type)
	if !ok || kind.Automatic == "" || !kind.Appeal.MayBeAutomatic() {
		return nil
	}
	in := NewDecision{Type: r.Type, Outcome: Granted, Grounds: r.Grounds}
	d, err := decision(t, in, c.File.Case.Received, c.day())
	if err != nil {
		return err
	}
	d.Automatic, d.Delegation = true, kind.Automatic
	return c.system(Decided, Parties, Details{Decision: &d, Permit: c.File.permit(t, d, in)})
}

// Correct adds a correction of an obvious slip to a decision (rättelse, FL 36 §). The original stays as it is.
func (s *Service) Correct(ctx context.Context, p identity.Principal, ref Ref, id DecisionID, text string) error {
	return s.do(ctx, p, ref, command{kind: Corrected, audience: Parties, details: with(Details{Decision: &Decision{ID: id}, Text: text}),
		allow: func(f *File) error {
			d := f.decision(id)
			if d == nil {
				return identity.Allow(p, identity.Decide, f.object())
			}
			_, err := s.mayDecide(p, f, d.Type, d.Meeting != nil)
			return err
		}})
}

// Notice notes that a party got part of a decision, which starts the time for appeal (FL 44 §): an officer for any party, with the day and what shows it; a
// party for themselves, by opening it in the portal, today. A second notice to the same party is fault.Illegal from an officer, who may have meant another;
// from the party themself, who may have opened it on two devices at once, it is nothing new and no fault.
func (s *Service) Notice(ctx context.Context, p identity.Principal, ref Ref, n Notice) error {
	own := p.Kind != identity.Officer && p.Kind != identity.System
	done := func(f *File) bool {
		d := f.decision(n.Decision)
		return own && d != nil && d.NoticedTo(f.partyOf(p))
	}
	return s.do(ctx, p, ref, command{kind: Noticed, audience: Parties, done: done, details: func(f *File) (Details, error) {
		if own {
			n.Party, n.On, n.How, n.Evidence = f.partyOf(p), s.today(), NoticePortal, ""
		}
		n.Evidence = strings.TrimSpace(n.Evidence)
		switch err := s.noticeDay(f.decision(n.Decision), n); {
		case !own && !slices.Contains(NotedWays, n.How):
			return Details{}, fault.New(fault.Invalid, "case.notice_how")
		case err != nil:
			return Details{}, err
		case !own && n.Evidence == "":
			return Details{}, fault.New(fault.Invalid, "case.notice_evidence")
		}
		return Details{Decision: &Decision{ID: n.Decision}, Notice: &n}, nil
	}})
}

// noticeDay is fault.Invalid where a party cannot have got part of a decision on the day that is noted; nil also where there is no such decision, which others refuse.
func (s *Service) noticeDay(d *Decision, n Notice) error {
	switch {
	case n.On.IsZero() || n.On.After(s.today()):
		return fault.New(fault.Invalid, "case.notice_day")
	case d == nil:
		return nil
	case n.On.Before(d.On):
		return fault.New(fault.Invalid, "case.notice_before")
	}
	if first := simplifiedFrom(d.On); n.How == NoticeSimplified && n.On.Before(first) {
		return fault.New(fault.Invalid, "case.notice_simplified", first)
	}
	return nil
}

// CorrectNotice gives the day on which a party got part of a decision anew, where an officer has noted the wrong one, with the reason, which that party sees: their time
// for appeal, and what follows from it, counts from the right day. It is fault.Illegal once something rests on the day that was noted: an appeal has been handed
// over or settled, or a permit has begun to run from the legal force that it led to.
func (s *Service) CorrectNotice(ctx context.Context, p identity.Principal, ref Ref, id DecisionID, party string, on civil.Date, reason string) error {
	return s.do(ctx, p, ref, command{kind: NoticeCorrected, audience: Parties, details: func(f *File) (Details, error) {
		to := Notice{Decision: id, Party: party}
		if d := f.decision(id); d != nil {
			had, _ := d.notice(party)
			to.On, to.How, to.Evidence = on, had.How, had.Evidence
			if err := s.noticeDay(d, to); err != nil {
				return Details{}, err
			}
			if on == had.On {
				return Details{}, fault.New(fault.Invalid, "case.notice_same")
			}
		}
		return Details{Decision: &Decision{ID: id}, Notice: &to, Reason: reason}, nil
	}})
}

// Announce notes that a decision, or the adjustment of the minutes with it, was put on a notice board elsewhere (KL 8:12, PBL 9:41 b): the time for appeal
// of those who are not served, and for laglighetsprövning, counts from there. adjusted is the day of the adjustment; zero where there are no minutes. What
// was announced later than the law allows is noted as it was.
func (s *Service) Announce(ctx context.Context, p identity.Principal, ref Ref, id DecisionID, adjusted, on civil.Date) error {
	return s.announce(ctx, p, ref, id, adjusted, on, nil)
}

// Post puts a decision, or the adjustment of the minutes with it, on the municipality's notice board, today: else as Announce. Nothing of a case that is
// secret, or in which somebody has protected data, is put there: fault.Forbidden.
func (s *Service) Post(ctx context.Context, p identity.Principal, ref Ref, id DecisionID, adjusted civil.Date, posting Posting) error {
	if strings.TrimSpace(posting.Title) == "" {
		return fault.New(fault.Invalid, "notice.title")
	}
	return s.announce(ctx, p, ref, id, adjusted, s.today(), &posting)
}

// Postable says whether anything about the case may stand on the notice board.
func (f *File) Postable() bool { return f.Case.Secrecy.IsOpen() && !f.Case.Protected }

func (s *Service) announce(ctx context.Context, p identity.Principal, ref Ref, id DecisionID, adjusted, on civil.Date, posting *Posting) error {
	if on.IsZero() || on.After(s.today()) {
		return fault.New(fault.Invalid, "case.notice_day")
	}
	return s.do(ctx, p, ref, command{kind: Announced, audience: Parties, details: func(f *File) (Details, error) {
		d := f.decision(id)
		switch {
		case posting != nil && !f.Postable():
			return Details{}, fault.New(fault.Forbidden, "case.not_postable")
		case d == nil:
		case d.Meeting != nil && adjusted.IsZero():
			return Details{}, fault.New(fault.Invalid, "case.adjusted_day")
		case !adjusted.IsZero() && (adjusted.Before(d.On) || on.Before(adjusted)):
			return Details{}, fault.New(fault.Invalid, "case.adjusted_day")
		case on.Before(d.On):
			return Details{}, fault.New(fault.Invalid, "case.notice_day")
		}
		return Details{Decision: &Decision{ID: id}, Adjusted: adjusted, On: on, Posting: posting}, nil
	}})
}

// RefuseDemand refuses, in a separate decision, a party's demand that the case be decided (FL 12 § second paragraph). It is appealed, once,
// as the decision in the matter would be: by the track that the case is on, or by the type's first kind of decision.
func (s *Service) RefuseDemand(ctx context.Context, p identity.Principal, ref Ref, reasons string) error {
	cmd, err := s.refusingDemand(ctx, p, ref, reasons)
	if err != nil {
		return err
	}
	return s.do(ctx, p, ref, cmd)
}

// WouldRefuseDemand is the case as RefuseDemand would leave it. Nothing is written, and the faults are those of RefuseDemand.
func (s *Service) WouldRefuseDemand(ctx context.Context, p identity.Principal, ref Ref, reasons string) (*File, error) {
	cmd, err := s.refusingDemand(ctx, p, ref, reasons)
	if err != nil {
		return nil, err
	}
	return s.would(ctx, p, ref, cmd)
}

func (s *Service) refusingDemand(ctx context.Context, p identity.Principal, ref Ref, reasons string) (command, error) {
	t, err := s.typeOf(ctx, ref.ID)
	if err != nil {
		return command{}, err
	}
	return command{kind: DemandRefused, audience: Parties, details: func(f *File) (Details, error) {
		return Details{Decision: &Decision{ID: DecisionID(identity.NewID()), Type: "demand", Appeal: f.appealKind(t), Outcome: Refused, On: s.today(), By: p.Actor,
			Grounds: Grounds{Law: []string{"FL 12 §"}, Circumstances: reasons}, Demand: true}}, nil
	}}, nil
}

// appealKind is how the decision in the matter would be appealed, as far as can be told before it is made.
func (f *File) appealKind(t CaseType) AppealKind {
	if r := f.Recommendation; r != nil {
		if kind, ok := t.Decision(r.Type); ok {
			return kind.Appeal
		}
	}
	if len(t.Decisions) > 0 {
		return t.Decisions[0].Appeal
	}
	return Merits
}
