package casework

import (
	"context"
	"strings"

	"forvag/internal/civil"
	"forvag/internal/fault"
	"forvag/internal/identity"
)

// Assign gives the case to an officer of its board; the parties see that it has a case officer. Assigning a case that somebody has takes it over. Nobody
// is given what concerns themself or somebody near to them: fault.Invalid (jäv, FL 16–17 §§).
func (s *Service) Assign(ctx context.Context, p identity.Principal, ref Ref, to identity.PersonID) error {
	if to == "" {
		return fault.New(fault.Invalid, "case.assignee_missing")
	}
	officer, err := s.interested(ctx, to)
	if err != nil {
		return err
	}
	return s.do(ctx, p, ref, command{kind: Assigned, audience: Parties, details: func(f *File) (Details, error) {
		if identity.Concerned(officer, f.object()) {
			return Details{}, fault.New(fault.Invalid, "case.assignee_near")
		}
		return Details{Assignee: to}, nil
	}})
}

// interested is an officer with those near to them. It is asked before the case is locked: the register may lie in the same database.
func (s *Service) interested(ctx context.Context, officer identity.PersonID) (p identity.Principal, err error) {
	p = identity.Principal{Kind: identity.Officer, Actor: officer}
	if s.staff != nil && officer != "" {
		p.Near, p.NearOrgs, err = s.staff.Near(ctx, officer)
	}
	return p, err
}

// Unassign puts the case back among those that nobody has.
func (s *Service) Unassign(ctx context.Context, p identity.Principal, ref Ref) error {
	return s.do(ctx, p, ref, command{kind: Unassigned, audience: Internal})
}

// Move takes the case to another step. Steps may be passed over; going back needs a reason, which the parties see. Beyond the decision comes
// only what has been decided, where cases of the type are.
func (s *Service) Move(ctx context.Context, p identity.Principal, ref Ref, to Step, reason string) error {
	return s.do(ctx, p, ref, command{kind: Moved, audience: Everyone, details: func(f *File) (Details, error) {
		return Details{From: f.Case.Step, To: to, Reason: reason}, nil
	}})
}

// Wait notes that the case waits for somebody who is no party, such as a referral (remiss, FL 26 §). until may be zero.
func (s *Service) Wait(ctx context.Context, p identity.Principal, ref Ref, whom string, until civil.Date) error {
	if strings.TrimSpace(whom) == "" {
		return fault.New(fault.Invalid, "case.wait_missing")
	}
	d := Details{Wait: &Wait{For: whom, Since: s.today(), Until: until}}
	return s.do(ctx, p, ref, command{kind: Waiting, audience: Parties, details: with(d)})
}

// Resume ends the waiting; text says what came of it.
func (s *Service) Resume(ctx context.Context, p identity.Principal, ref Ref, text string) error {
	return s.do(ctx, p, ref, command{kind: Resumed, audience: Parties, details: with(Details{Text: text})})
}

// Delay tells the parties that the decision will be substantially delayed, and why (FL 11 §); until is when it is expected, zero where that
// cannot be told.
func (s *Service) Delay(ctx context.Context, p identity.Principal, ref Ref, reason string, until civil.Date) error {
	return s.do(ctx, p, ref, command{kind: Delayed, audience: Parties, details: with(Details{Reason: reason, Until: until})})
}

// Extend lengthens a clock by what its rule allows, once, with reasons that the parties see (PBL 9:99).
func (s *Service) Extend(ctx context.Context, p identity.Principal, ref Ref, clock, reason string) error {
	return s.do(ctx, p, ref, command{kind: Extended, audience: Parties, details: with(Details{Clock: clock, Reason: reason})})
}

// Note writes down what was said or found (tjänsteanteckning, FL 27 §). Parties don't see it here; they may ask for it (FL 10 §).
func (s *Service) Note(ctx context.Context, p identity.Principal, id CaseID, text string) error {
	if strings.TrimSpace(text) == "" {
		return fault.New(fault.Invalid, "case.text_missing")
	}
	return s.do(ctx, p, Ref{ID: id}, command{kind: Noted, audience: Internal, details: with(Details{Text: text})})
}

// AddDocument adds documents: received ones from a party, and what kind and audience say from an officer, for whom Everyone is no choice. A
// party's documents are seen by those who answer for the case. The key makes it happen once; empty for no such care.
func (s *Service) AddDocument(ctx context.Context, p identity.Principal, id CaseID, key string, kind DocumentKind, audience Audience,
	docs []NewDocument) error {
	officer := p.Kind == identity.Officer || p.Kind == identity.System
	if !officer {
		kind, audience = DocumentReceived, Applicants
	}
	if len(docs) == 0 || audience != Internal && audience != Applicants && audience != Parties {
		return fault.New(fault.Invalid, "case.document_missing")
	}
	return s.do(ctx, p, Ref{ID: id}, command{kind: DocumentAdded, audience: audience, key: commandKey(p, id, key, docs),
		details: func(f *File) (Details, error) {
			if !officer {
				return Details{Documents: received(f.retention, docs, f.partyOf(p))}, nil
			}
			as := WholeCase
			if kind == DocumentReceived {
				as = AttachmentRecord
			}
			return Details{Documents: made(f.retention, docs, kind, as, "")}, nil
		}})
}

// SetSecrecy marks a document, or the case where document is empty, with a provision of OSL, or takes the mark away (OSL 5:5). A document that the
// officer may not read is fault.NotFound, like one that is not there.
func (s *Service) SetSecrecy(ctx context.Context, p identity.Principal, ref Ref, document DocumentID, to Secrecy) error {
	if (to.Law == "") != (to.Strength == Open) {
		return fault.New(fault.Invalid, "case.secrecy_invalid")
	}
	return s.do(ctx, p, ref, command{kind: SecrecySet, audience: Internal, details: with(Details{Secrecy: &to, Document: document}),
		allow: func(f *File) error {
			if err := allowMove(p, moves[SecrecySet], f); err != nil || document == "" {
				return err
			}
			d, ok := f.Document(document)
			if !ok {
				return fault.New(fault.NotFound, "case.document_unknown")
			}
			if err := identity.Allow(p, identity.ReadDocument, f.document(d)); err != nil {
				return fault.New(fault.NotFound, "case.document_unknown").Because(err)
			}
			return nil
		}})
}
