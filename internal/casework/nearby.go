package casework

import (
	"cmp"
	"context"
	"errors"
	"math"
	"slices"

	"forvag/internal/civil"
	"forvag/internal/fault"
	"forvag/internal/identity"
)

// NearbyQuery is a square of places, in metres.
type NearbyQuery struct {
	Type                                 string
	NorthMin, NorthMax, EastMin, EastMax int
	Since                                civil.Date
	Limit                                int
}

// NearbyRow is what anybody may know of a report nearby.
type NearbyRow struct {
	Case     CaseID
	Title    string
	Status   Status
	Received civil.Date
	Place    Place
	// Distance is in metres.
	Distance int
}

// Nearby lists open reports of a type within a radius in metres, received since a day, the nearest first: public facts only, for types whose
// places are public.
func (s *Service) Nearby(ctx context.Context, caseType string, at Place, radius int, since civil.Date) ([]NearbyRow, error) {
	if radius <= 0 || radius > 5000 {
		return nil, fault.New(fault.Invalid, "case.radius")
	}
	rows, err := s.store.Nearby(ctx, NearbyQuery{Type: caseType, NorthMin: at.North - radius, NorthMax: at.North + radius,
		EastMin: at.East - radius, EastMax: at.East + radius, Since: since, Limit: 200})
	if err != nil {
		return nil, err
	}
	for i := range rows {
		rows[i].Distance = int(math.Round(math.Hypot(float64(rows[i].Place.North-at.North), float64(rows[i].Place.East-at.East))))
	}
	rows = slices.DeleteFunc(rows, func(r NearbyRow) bool { return r.Distance > radius })
	slices.SortStableFunc(rows, func(a, b NearbyRow) int { return cmp.Compare(a.Distance, b.Distance) })
	return rows, nil
}

// Join lets a resident follow somebody else's report of the same thing. They see its state and nothing about anybody. Joining again changes
// nothing.
func (s *Service) Join(ctx context.Context, p identity.Principal, id CaseID) error {
	return s.do(ctx, p, Ref{ID: id}, command{kind: Joined, audience: Internal, key: commandKey(p, id, "join", ""),
		allow: func(f *File) error {
			if p.Kind != identity.Resident || !f.Public() {
				return fault.New(fault.NotFound, "access.not_found")
			}
			return nil
		},
		details: func(f *File) (Details, error) {
			if f.partyOf(p) != "" {
				return Details{}, fault.New(fault.Exists, "case.joined")
			}
			return Details{Party: &Party{ID: identity.NewID(), Person: p.Actor, Role: identity.Follower}}, nil
		}})
}

// JoinByCode lets somebody without login follow somebody else's report of the same thing: they get a code of their own, by which they see its state and
// nothing about anybody, also once the report is somebody's. The key is at least 22 characters of randomness; the same key again gives the same code.
// fault.NotFound for what is no public report.
func (s *Service) JoinByCode(ctx context.Context, p identity.Principal, id CaseID, key string) (string, error) {
	if len(key) < anonymousKey {
		return "", fault.New(fault.Invalid, "case.key_missing")
	}
	code := FollowCode(key)
	return code, s.do(ctx, p, Ref{ID: id}, command{kind: Joined, audience: Internal, key: commandKey(p, id, key, "join"),
		allow: func(f *File) error {
			if (p.Kind != identity.Nobody && p.Kind != identity.CodeHolder) || !f.Public() || f.Case.Assurance > identity.AssuranceNone {
				return fault.New(fault.NotFound, "access.not_found")
			}
			return nil
		},
		then: func(c *Change) error {
			c.Code = hashCode(code)
			return nil
		}})
}

// Follow turns a follow code into the principal that it makes: a CodeHolder of one case. fault.NotFound where there is no such code, or the case has
// been claimed; the caller limits how often somebody may try. A code by JoinByCode makes one that Follows, whoever the case is by then.
func (s *Service) Follow(ctx context.Context, code string, on civil.Date) (identity.Principal, error) {
	id, follows, err := s.store.Code(ctx, hashCode(code))
	if err != nil {
		return identity.Principal{}, err
	}
	p := identity.Principal{Kind: identity.CodeHolder, CaseID: string(id), Follows: follows, On: on}
	if _, _, err := s.read(ctx, p, id); err != nil {
		return identity.Principal{}, err
	}
	return p, nil
}

// Claim ties an anonymous case to a resident who has its code: from then on it stands among their cases, and the code gives nothing more. Who sent it
// for somebody else is then known as its sender, whose word that they are the applicant's agent remains to be confirmed. With a code by JoinByCode the
// resident joins.
func (s *Service) Claim(ctx context.Context, p identity.Principal, code string) (CaseID, error) {
	id, follows, err := s.store.Code(ctx, hashCode(code))
	if err != nil {
		return "", err
	}
	if follows {
		if err := s.Join(ctx, p, id); err != nil && !errors.Is(err, fault.Exists) {
			return "", err
		}
		return id, nil
	}
	p.CaseID = string(id)
	err = s.do(ctx, p, Ref{ID: id}, command{kind: Claimed, audience: Applicants, key: commandKey(p, id, "claim", ""),
		allow: func(f *File) error {
			o := f.object()
			o.Parties = slices.DeleteFunc(o.Parties, func(r identity.PartyRef) bool {
				return r.Role == identity.Follower || f.sentFor && r.Role == identity.Applicant && r.Person != p.Actor
			})
			return identity.Allow(p, identity.Claim, o)
		},
		details: func(f *File) (Details, error) {
			role := identity.Applicant
			if f.sentFor {
				role = identity.Sender
			}
			return Details{Party: &Party{ID: identity.NewID(), Person: p.Actor, Role: role}}, nil
		}})
	return id, err
}
