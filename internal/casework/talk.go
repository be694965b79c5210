package casework

import (
	"context"
	"encoding/json"
	"slices"
	"strings"

	"forvag/internal/civil"
	"forvag/internal/fault"
	"forvag/internal/identity"
)

// maxText is the longest text of a message, an answer or a note, in bytes.
const maxText = 20_000

// Request asks those who answer for the case for something, by a day. formal makes it a föreläggande (FL 20 §): then what says that the case
// may be dismissed (avvisas) where nothing comes.
func (s *Service) Request(ctx context.Context, p identity.Principal, ref Ref, what string, due civil.Date, formal bool) error {
	return s.RequestFrom(ctx, p, ref, "", what, due, formal)
}

// RequestFrom is Request put to one party alone, by id: one who answers for the case, or who says that they are an agent; Anonymous for who holds the case's
// code. Empty is all who answer for the case. The error is fault.NotFound for a party that cannot be asked.
func (s *Service) RequestFrom(ctx context.Context, p identity.Principal, ref Ref, party, what string, due civil.Date, formal bool) error {
	r := Request{ID: RequestID(identity.NewID()), What: what, Asked: s.today(), Due: due, Formal: formal, Party: party}
	return s.do(ctx, p, ref, command{kind: Requested, audience: Applicants, details: func(f *File) (Details, error) {
		if r.Party != "" && !slices.ContainsFunc(f.Askable(), func(q Party) bool { return q.ID == r.Party }) {
			return Details{}, fault.New(fault.NotFound, "case.party_unknown")
		}
		return Details{Request: &r}, nil
	}})
}

// Askable are those whom a request can be put to alone. Who holds the case's code is a party of that id and no more.
func (f *File) Askable() []Party {
	askable := keep(f.Parties, func(q Party) bool { return answersFor(q.Role) || q.Role == identity.Sender })
	if f.sentFor && !f.claimed() {
		askable = append(askable, Party{ID: Anonymous})
	}
	return askable
}

// WithdrawRequest takes a request back, since it is not needed any longer.
func (s *Service) WithdrawRequest(ctx context.Context, p identity.Principal, ref Ref, id RequestID, reason string) error {
	d := Details{Request: &Request{ID: id}, Reason: reason}
	return s.do(ctx, p, ref, command{kind: RequestWithdrawn, audience: Applicants, details: with(d)})
}

// Answer answers a request with words, documents or both. The key makes it happen once.
func (s *Service) Answer(ctx context.Context, p identity.Principal, id CaseID, key string, request RequestID, text string,
	docs []NewDocument) error {
	if strings.TrimSpace(text) == "" && len(docs) == 0 {
		return fault.New(fault.Invalid, "case.text_missing")
	}
	if len(text) > maxText {
		return fault.New(fault.TooLarge, "case.text_long")
	}
	return s.do(ctx, p, Ref{ID: id}, command{kind: Answered, audience: Applicants, key: commandKey(p, id, key, []any{request, text, docs}),
		allow: func(f *File) error {
			if open := f.OpenRequest(); open != nil && open.Party != "" && f.Asks(p, *open) {
				return identity.Allow(p, identity.Reply, f.object())
			}
			return allowMove(p, moves[Answered], f)
		},
		details: func(f *File) (Details, error) {
			if open := f.OpenRequest(); open != nil && !f.Asks(p, *open) {
				return Details{}, illegal("case.request_not_open")
			}
			return Details{Request: &Request{ID: request, Answer: text}, Documents: received(f.retention, docs, f.partyOf(p))}, nil
		}})
}

// Message writes to the authority, or, as an officer, to those who answer for the case; to may name another party instead. The key makes it
// happen once.
func (s *Service) Message(ctx context.Context, p identity.Principal, id CaseID, key, to, text string, docs []NewDocument) error {
	if strings.TrimSpace(text) == "" {
		return fault.New(fault.Invalid, "case.text_missing")
	}
	if len(text) > maxText {
		return fault.New(fault.TooLarge, "case.text_long")
	}
	return s.do(ctx, p, Ref{ID: id}, command{kind: Messaged, audience: Applicants, key: commandKey(p, id, key, []any{to, text, docs}),
		details: func(f *File) (Details, error) {
			m := Message{ID: MessageID(identity.NewID()), Text: text}
			var documents []Document
			if p.Kind == identity.Officer || p.Kind == identity.System {
				if _, ok := f.Party(to); to != "" && !ok {
					return Details{}, fault.New(fault.NotFound, "case.party_unknown")
				}
				m.Party, documents = to, made(f.retention, docs, DocumentEstablished, MessageRecord, to)
			} else {
				m.Party = f.partyOf(p)
				documents = received(f.retention, docs, m.Party)
			}
			for _, d := range documents {
				m.Documents = append(m.Documents, d.ID)
			}
			return Details{Message: &m, Documents: documents}, nil
		}})
}

// commandKey scopes a key to a case and who acts in it; the zero Key for an empty one.
func commandKey(p identity.Principal, id CaseID, key string, content any) Key {
	if key == "" {
		return Key{}
	}
	text, err := json.Marshal(content)
	if err != nil {
		text = nil // strings and numbers always encode
	}
	return Key{Scope: "case:" + string(id) + ":" + string(p.Kind) + ":" + string(p.Actor), Hash: hashKey("command", key),
		Content: hashKey("content", string(text))}
}
