package casework

import (
	"slices"

	"forvag/internal/civil"
	"forvag/internal/identity"
)

// FinalTerm is how long a permit holds that runs from the day on which its decision gains legal force: what it permits is begun within StartMonths and
// ended within Months from that day (PBL 9 kap.). 0 is no such limit.
type FinalTerm struct {
	StartMonths int `json:"startMonths,omitempty"`
	Months      int `json:"months,omitempty"`
}

// final is the first day on which a decision has gained legal force (vunnit laga kraft), nobody being able to appeal it any more, as far as can be told
// from what has happened: zero while somebody's time to appeal has not begun, while an appeal is open, and where the decision was set aside. After an appeal
// it counts from the decision that settled it. An agent has no time of their own beside the applicant's.
func (f *File) final(d Decision) civil.Date {
	var first civil.Date
	later := func(day civil.Date) {
		if first.Before(day) {
			first = day
		}
	}
	ends := func(until civil.Date) bool {
		if !until.IsZero() {
			later(until.AddDays(1))
		}
		return !until.IsZero()
	}
	applicant := len(f.In(identity.Applicant)) > 0
	for _, q := range f.Parties {
		if q.Role == identity.Follower || q.shutOut() || q.Role == identity.Agent && applicant {
			continue
		}
		if !ends(d.AppealUntil(q.ID)) {
			return civil.Date{}
		}
	}
	if d.Appeal == Planning && !ends(d.AppealUntil("")) { // those who were not served (PBL 13:16)
		return civil.Date{}
	}
	for _, a := range f.Appeals {
		if a.Decision != d.ID {
			continue
		}
		if a.IsOpen() || a.Outcome == AppealAside || a.Outcome == AppealRemitted {
			return civil.Date{}
		}
		later(a.final())
	}
	return first
}

// Left is something to be done before the time to appeal a decision can begin.
type Left struct {
	Decision DecisionID
	// Party is who has not got part of the decision; empty where it has not been announced.
	Party string
}

// Left is what is left to do so that the time to appeal the latest decision begins for those who may: to announce what is tried by laglighetsprövning (KL 13:5)
// and what is permitted under the Planning and Building Act (PBL 13:16), and to see that who lost gets part of it (FL 33 and 44 §§). Nothing is left of what was
// written off, and of what its party got as they wanted.
func (f *File) Left() (left []Left) {
	d := f.Decision()
	if d == nil || f.reconsidering || !d.Appeal.Appealable() || d.Outcome == WrittenOff || !f.Withdrawn.IsZero() {
		return nil
	}
	granted := d.Outcome == Granted || d.Outcome == PartlyGranted
	if d.Announced.IsZero() && (d.Appeal == Legality || d.Appeal == Planning && granted) {
		left = append(left, Left{Decision: d.ID})
	}
	if d.Appeal == Legality || d.Outcome == Granted {
		return left
	}
	for _, q := range f.Parties {
		appealed := slices.ContainsFunc(f.Appeals, func(a Appeal) bool { return a.Decision == d.ID && a.Party == q.ID }) // who has appealed it knows it
		if (answersFor(q.Role) || q.Role == identity.CoGuardian) && !d.NoticedTo(q.ID) && !appealed {
			left = append(left, Left{Decision: d.ID, Party: q.ID})
		}
	}
	return left
}

// runPermits sets the days of permits that run from the day on which their decision gains legal force.
func (f *File) runPermits() {
	for i := range f.Permits {
		p := &f.Permits[i]
		d := f.decision(p.Decision)
		if p.Final == nil || d == nil {
			continue
		}
		p.From, p.StartBy, p.To = f.final(*d), civil.Date{}, civil.Date{}
		if p.From.IsZero() {
			continue
		}
		if p.Final.StartMonths > 0 {
			p.StartBy = p.From.AddMonths(p.Final.StartMonths)
		}
		if p.Final.Months > 0 {
			p.To = p.From.AddMonths(p.Final.Months)
		}
	}
}
