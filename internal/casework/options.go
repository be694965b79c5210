package casework

import (
	"context"
	"slices"

	"forvag/internal/civil"
	"forvag/internal/identity"
)

// Options are what a principal can do with a case as it is, so that nothing else is offered. They promise nothing: what is then asked for is tried
// anew.
type Options struct {
	kinds map[EventKind]bool
	// Steps are those that the case can be moved to, in order.
	Steps []Step
	// Decisions are the kinds of decision that the principal may make, and Outcomes those that the state allows; both empty where nothing can be
	// decided now.
	Decisions []DecisionType
	Outcomes  []Outcome
	// Clocks are the ids of those that can be extended.
	Clocks []string
}

// Can says whether something of the kind can be done.
func (o Options) Can(kind EventKind) bool { return o.kinds[kind] }

// Options answers what p can do with a case that they have read.
func (s *Service) Options(ctx context.Context, p identity.Principal, f *File) (Options, error) {
	o := Options{kinds: map[EventKind]bool{}}
	if f.Case.Disposed {
		return o, nil
	}
	t, err := s.types.CaseType(ctx, f.Case.Type.ID, f.Case.Type.Hash)
	if err != nil {
		return o, err
	}
	today := s.today()
	for kind, m := range moves {
		switch kind {
		case Moved, Decided, Corrected, Extended:
		default:
			d := f.likely(p, kind, today)
			o.kinds[kind] = allowMove(p, m, f) == nil && check(f, &d, kind, today) == nil
		}
	}
	if allowMove(p, moves[Moved], f) == nil {
		o.Steps = slices.DeleteFunc(Steps(), func(to Step) bool {
			return check(f, &Details{To: to, Reason: "-"}, Moved, today) != nil
		})
	}
	if allowMove(p, moves[Extended], f) == nil {
		for _, c := range f.Clocks {
			if c.Runs() && check(f, &Details{Clock: c.ID, Reason: "-"}, Extended, today) == nil {
				o.Clocks = append(o.Clocks, c.ID)
			}
		}
	}
	s.decisions(p, f, t, &o, today)
	s.offers(p, f, t, &o, today)
	o.kinds[Moved], o.kinds[Extended], o.kinds[Decided] = len(o.Steps) > 0, len(o.Clocks) > 0, len(o.Decisions) > 0
	return o, nil
}

// Deciders are those of the officers who may decide a case that somebody has read, in any of the kinds of decision that the state allows now.
func (s *Service) Deciders(ctx context.Context, f *File, officers []identity.Principal) ([]identity.PersonID, error) {
	t, err := s.types.CaseType(ctx, f.Case.Type.ID, f.Case.Type.Hash)
	if err != nil {
		return nil, err
	}
	var out []identity.PersonID
	for _, p := range officers {
		o := Options{kinds: map[EventKind]bool{}}
		if s.decisions(p, f, t, &o, s.today()); len(o.Decisions) > 0 {
			out = append(out, p.Actor)
		}
	}
	return out, nil
}

// MayBeDecided says whether the state lets the matter be decided on a day, by whoever has the right.
func (f *File) MayBeDecided(on civil.Date) bool {
	return slices.ContainsFunc(Outcomes(), func(o Outcome) bool {
		d := Details{Decision: &Decision{Outcome: o, Grounds: Grounds{Law: []string{"-"}, Circumstances: "-"}}}
		return check(f, &d, Decided, on) == nil
	})
}

// decisions fills in what p may decide, and whether they may correct the latest decision.
func (s *Service) decisions(p identity.Principal, f *File, t CaseType, o *Options, on civil.Date) {
	for _, outcome := range Outcomes() {
		d := Details{Decision: &Decision{Outcome: outcome, Grounds: Grounds{Law: []string{"-"}, Circumstances: "-"}}}
		held := slices.ContainsFunc(f.Permits, func(q Permit) bool { return q.Revoked.IsZero() })
		if (outcome != Revoked || held) && check(f, &d, Decided, on) == nil {
			o.Outcomes = append(o.Outcomes, outcome)
		}
	}
	may := func(decisionType string, meeting bool) bool {
		_, err := s.mayDecide(p, f, decisionType, meeting)
		return err == nil
	}
	if len(o.Outcomes) > 0 {
		for _, d := range t.Decisions {
			if may(d.ID, d.Meeting) {
				o.Decisions = append(o.Decisions, d)
			}
		}
	}
	if len(o.Decisions) == 0 {
		o.Outcomes = nil
	}
	if d := f.Decision(); d != nil {
		o.kinds[Corrected] = may(d.Type, d.Meeting != nil)
	}
}

// offers fills in whether p may offer a place, which is asked as a decision is.
func (s *Service) offers(p identity.Principal, f *File, t CaseType, o *Options, on civil.Date) {
	o.kinds[Offered] = false
	if t.Queue == nil || !f.InLine() || p.Kind != identity.Officer {
		return
	}
	_, err := s.mayOffer(p, f, t)
	d := f.likely(p, Offered, on)
	o.kinds[Offered] = err == nil && check(f, &d, Offered, on) == nil
}

// likely are details of a kind from p that stand in no way of it.
func (f *File) likely(p identity.Principal, kind EventKind, on civil.Date) Details {
	d := Details{Reason: "-", Decision: f.Decision(), Appeal: f.OpenAppeal(), Request: f.OpenRequest()}
	d.Offer, d.Booking = f.OpenOffer(), f.Booking
	switch kind {
	case WishesSet:
		d.Queue = &Queueing{Wishes: []Wish{{}}}
	case Offered:
		if f.Queue != nil && len(f.Queue.Wishes) > 0 {
			d.Offer = &Offer{Unit: f.Queue.Wishes[0].Unit, Due: on}
		}
	case PlaceEnded:
		d.On = on
	case AgentConfirmed:
		d.Agency = f.likelyAgency(identity.Sender, identity.RefusedAgent)
	case AgentRefused:
		d.Agency = f.likelyAgency(identity.Sender, identity.Agent)
	case Requested:
		d.Request = &Request{What: "-", Due: on}
	case Noticed:
		n := f.unnoticed()
		d.Decision, d.Notice = &Decision{ID: n.Decision}, &n
	case NoticeCorrected:
		d.Notice = &Notice{}
		if all := f.CorrectableNotices(on); len(all) > 0 {
			d.Decision, d.Notice = &Decision{ID: all[0].Decision}, &all[0]
		}
	case AppealForwarded:
		d.Appeal = f.UnforwardedAppeal()
	case Appealed:
		d.Appeal = &Appeal{}
		if p.Kind != identity.Officer {
			d.Appeal.Party = f.partyOf(p)
		}
		if d.Decision != nil {
			d.Appeal.Decision = d.Decision.ID
		}
	}
	return d
}

// CorrectableNotices are the notices whose day can be corrected on a day, of all decisions.
func (f *File) CorrectableNotices(on civil.Date) []Notice {
	var out []Notice
	for _, made := range f.Decisions {
		for _, n := range made.Notices {
			d := Details{Decision: &Decision{ID: made.ID}, Notice: &n}
			if notedByHand(f, &d, on) == nil && notActedOn(f, &d, on) == nil {
				n.Decision = made.ID
				out = append(out, n)
			}
		}
	}
	return out
}

// Unnoticed are who has not got part of a decision yet: of the latest decision in the matter every party, of one that dismisses a late appeal whoever
// appealed. Day and way are empty.
func (f *File) Unnoticed() []Notice {
	var left []Notice
	if d := f.Decision(); d != nil {
		for _, p := range f.Parties {
			if p.Role != identity.Follower && !p.shutOut() && !d.NoticedTo(p.ID) {
				left = append(left, Notice{Decision: d.ID, Party: p.ID})
			}
		}
		if len(f.Parties) == 0 && !d.NoticedTo(Anonymous) {
			left = append(left, Notice{Decision: d.ID, Party: Anonymous})
		}
	}
	for _, d := range f.Decisions {
		if a := f.appeal(d.LateAppeal); a != nil && a.Party != "" && !d.NoticedTo(a.Party) {
			left = append(left, Notice{Decision: d.ID, Party: a.Party})
		}
	}
	return left
}

// unnoticed is the first of them; zero where there is nobody.
func (f *File) unnoticed() Notice {
	if left := f.Unnoticed(); len(left) > 0 {
		return left[0]
	}
	return Notice{}
}

// OpenAppeal is the oldest appeal that waits for its outcome, nil where none does. Several may: each party can appeal.
func (f *File) OpenAppeal() *Appeal { return f.firstOpen(func(Appeal) bool { return true }) }

// UnforwardedAppeal is the oldest open appeal that has not been handed over to the higher instance, nil where there is none.
func (f *File) UnforwardedAppeal() *Appeal {
	return f.firstOpen(func(a Appeal) bool { return a.Forwarded.IsZero() })
}

// May says whether somebody may do something with the case, whatever its state: such as whether it can be given to them.
func (f *File) May(p identity.Principal, a identity.Action) bool {
	return identity.Allow(p, a, f.object()) == nil
}
