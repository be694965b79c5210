package casework

import (
	"slices"

	"forvag/internal/civil"
	"forvag/internal/identity"
)

// view is the file as p may see it, given that they may read the case. It shares nothing that the caller could change with f but details of
// events, which nobody changes.
func (f *File) view(p identity.Principal) *File {
	reach := f.reach(p)
	secret := identity.Allow(p, identity.ReadSecret, f.object()) == nil
	mine := map[string]bool{}
	for _, q := range f.Parties {
		mine[q.ID] = q.is(p)
	}
	mine[Anonymous] = f.opensBy(p) || mine[f.claimer]
	v := &viewer{File: f, p: p, reach: reach, secret: secret, mine: mine, authority: p.Kind == identity.Officer || p.Kind == identity.System}
	if !v.authority {
		v.onlySent, v.refused = f.OnlySent(p)
	}
	out := &File{Case: f.Case, Wait: f.Wait, Delay: f.Delay, Withdrawn: f.Withdrawn, Demanded: f.Demanded,
		DemandAnswered: f.DemandAnswered, Clocks: f.Clocks, needsDecision: f.needsDecision, legalityOnly: f.legalityOnly,
		publicPlace: f.publicPlace, sentFor: f.sentFor, claimer: f.claimer, reconsidering: f.reconsidering, agreeing: f.agreeing, rules: f.rules, extended: f.extended, retention: f.retention,
		AnswersDisposed: f.AnswersDisposed}
	out.StateUntil, out.answeredByOther = f.StateUntil, f.answeredByOther
	out.Statements = keep(f.Statements, func(s Statement) bool { return v.authority || mine[s.Party] })
	if !v.authority {
		out.Case.Status = f.Case.Status.to(f.waitsFor(p))
	}
	if reach != Everyone {
		out.Queue, out.Booking = f.Queue.standing(v.authority), f.Booking
	}
	if v.authority {
		out.reminders = f.reminders
	}
	v.cut(out)
	return out
}

// viewer is who looks at a file.
type viewer struct {
	*File
	p      identity.Principal
	reach  Audience
	secret bool
	mine   map[string]bool
	// authority says that it is an officer or the system; onlySent, that it is who sent the case for somebody else and may not see into it; refused, that it
	// is who was not accepted as agent.
	authority, onlySent, refused bool
}

func (v *viewer) cut(out *File) {
	if !v.refused {
		out.Documents = keep(v.Documents, v.seesDocument)
		out.Messages = keep(v.Messages, v.seesMessage)
	}
	out.Events = keep(v.Events, v.seesEvent)
	for i := range out.Events {
		out.Events[i] = v.trim(out.Events[i])
	}
	if v.reach == Everyone {
		v.publicOnly(out)
		switch {
		case v.onlySent:
			out.Case.Title, out.Answers = v.Case.Title, v.Answers
			out.Requests = keep(v.Requests, func(r Request) bool { return v.Asks(v.p, r) })
		case v.refused:
			out.Case.Title = v.Case.Title
			v.receiptOnly(out)
		}
		return
	}
	out.Decisions, out.Permits, out.Appeals = slices.Clone(v.Decisions), v.Permits, v.Appeals
	out.Parties = slices.Clone(v.Parties)
	if v.seesFrom(Applicants, "") {
		out.Requests = slices.Clone(v.Requests)
	}
	if v.authority || v.seesAnswers() {
		out.Answers = v.Answers
	} else {
		if len(out.Statements) > 0 {
			out.Answers = out.Statements[0].Answers
		}
		// Facts and trace are the answers in another form.
		for i := range out.Decisions {
			out.Decisions[i].Grounds.Facts, out.Decisions[i].Grounds.Trace = nil, nil
		}
	}
	if v.reach == Internal {
		out.Recommendation = v.Recommendation
	}
	if v.Case.Protected && !v.authority {
		v.hideOthers(out)
	}
}

// seesFrom says whether the reader sees what is for an audience, or went between the authority and one party.
func (v *viewer) seesFrom(a Audience, party string) bool {
	return a.reaches(v.reach) || party != "" && v.mine[party]
}

// seesAnswers: a secret case's form is for those who answer for it; an open one's for every party (partsinsyn, FL 10 §), unless somebody in it has
// protected data. Of guardians who answer each for themself, the other one sees only their own.
func (v *viewer) seesAnswers() bool {
	if v.othersHidden() && !v.mine[v.between(&v.Events[0])] { // somebody else's words
		return false
	}
	if v.otherGuardian() {
		return false
	}
	if v.Case.Protected || !v.Case.Secrecy.IsOpen() {
		return v.secret && v.reach == Applicants
	}
	return true
}

func (v *viewer) seesDocument(d Document) bool {
	if v.reach == Everyone && !(v.onlySent && v.mine[d.Party]) {
		return false
	}
	if !v.seesFrom(d.Audience, d.Party) {
		return false
	}
	if v.otherSide(d.Party) {
		return false
	}
	if v.othersHidden() && (d.Party != "" || v.reach != Applicants) && !v.mine[d.Party] {
		return false
	}
	marked := !v.Case.Secrecy.IsOpen() || !d.Secrecy.IsOpen()
	if marked && !v.secret && !v.mine[d.Party] {
		return false
	}
	return identity.Allow(v.p, identity.ReadDocument, v.document(d)) == nil
}

// othersHidden says that the reader is a confirmed agent, or no answering party, in a case where somebody is protected: what another party has sent may tell
// where they live.
func (v *viewer) othersHidden() bool {
	if !v.Case.Protected || v.authority {
		return false
	}
	return !slices.ContainsFunc(v.Parties, func(q Party) bool {
		return v.mine[q.ID] && q.Role != identity.Agent && audienceOf(q.Role) == Applicants
	})
}

func (v *viewer) seesMessage(m Message) bool {
	if v.othersHidden() && !m.FromOfficer && !v.mine[m.Party] {
		return false
	}
	return v.seesFrom(Applicants, m.Party) && !v.otherSide(m.Party)
}

// otherSide says that the reader is one guardian and the party the other, where each answers for themself: what goes between one of them and the authority
// is not shown to the other.
func (v *viewer) otherSide(party string) bool {
	return !v.StateUntil.IsZero() && !v.authority && party != "" && !v.mine[party]
}

// otherGuardian says that the reader is a guardian who did not open the case, and answers for themself.
func (v *viewer) otherGuardian() bool {
	return !v.StateUntil.IsZero() && slices.ContainsFunc(v.Parties, func(q Party) bool {
		return v.mine[q.ID] && (q.Role == identity.Informed || q.Role == identity.CoGuardian)
	})
}

func (v *viewer) seesEvent(e Event) bool {
	party := v.between(&e)
	if v.refused {
		return v.mine[party] && onReceipt(e.Kind)
	}
	if e.Details.Message != nil && v.otherSide(party) {
		return false
	}
	return v.seesFrom(e.Audience, party)
}

// trim takes out of an event what stands, cut to measure, elsewhere in the file: the opening, a decision's grounds, documents that the reader
// does not see; and the payload, which is for verification alone.
func (v *viewer) trim(e Event) Event {
	own := v.mine[v.between(&e)]
	e.Payload, e.Salt, e.Details.Opening, e.Details.Sent, e.Details.Said, e.Details.Reasons = nil, nil, nil, nil, nil, nil
	e.Details.Documents = keep(e.Details.Documents, func(d Document) bool {
		full, ok := v.Document(d.ID)
		return ok && v.seesDocument(full)
	})
	if d := e.Details.Decision; d != nil {
		e.Details.Decision = &Decision{ID: d.ID, Type: d.Type, Appeal: d.Appeal, Outcome: d.Outcome, On: d.On, Automatic: d.Automatic, Meeting: d.Meeting}
	}
	e.Details.Permit = nil
	if q := e.Details.Party; q != nil && !v.authority && !v.mine[q.ID] {
		e.Details.Party = &Party{ID: q.ID, Role: q.Role}
	}
	if e.Kind == NoticeCorrected && !v.authority && !v.mine[e.Details.Notice.Party] { // when another got it, and why that was wrong, is theirs
		e.Details.Notice, e.Details.Reason = nil, ""
	}
	if e.Kind == Stated && v.otherSide(e.Details.Party.ID) {
		e.Details.Stance = ""
	}
	if o := e.Details.Offer; o != nil && !v.authority {
		told := *o
		told.Reason = ""
		e.Details.Offer = &told
	}
	if v.reach == Everyone {
		all := e.Details
		e.Details = Details{From: all.From, To: all.To}
		if own {
			e.Details.Request, e.Details.Agency, e.Details.Reason = all.Request, all.Agency, all.Reason
		}
		if !own || e.ActorKind == ByParty && e.Actor != v.p.Actor {
			e.Actor = ""
		}
	}
	if v.Case.Protected && !v.authority && e.ActorKind == ByParty && e.Actor != v.p.Actor {
		e.Actor = ""
		if v.othersHidden() && !own {
			e.Details = Details{Agency: e.Details.Agency}
		}
	}
	return e
}

// publicOnly leaves what one who merely follows the case may know: type, place and state.
func (v *viewer) publicOnly(out *File) {
	out.Case.Title, out.Case.Assignee = out.Case.PublicTitle, ""
	out.Case.Secrecy, out.Case.Lang = Secrecy{}, ""
	out.Wait, out.Delay, out.Clocks = nil, nil, nil
	out.Parties = keep(v.Parties, func(q Party) bool { return v.mine[q.ID] })
}

// receiptOnly leaves what whoever sent the case was told then, for one who is not the applicant's agent.
func (v *viewer) receiptOnly(out *File) {
	c := &out.Case
	c.Step, c.Status, c.Place = Initiate, StatusReceived, nil
	c.Due, c.Closed, c.DisposeFrom = civil.Date{}, civil.Date{}, civil.Date{}
	out.Withdrawn, out.Demanded, out.DemandAnswered = civil.Date{}, civil.Date{}, civil.Date{}
}

// is says whether the reader is a party in one of the capacities.
func (v *viewer) is(roles ...identity.PartyRole) bool {
	return slices.ContainsFunc(v.In(roles...), func(q Party) bool { return v.mine[q.ID] })
}

// hideOthers takes out who the other parties are, and who holds a permit. Whoever applied may know who says that they are their agent.
func (v *viewer) hideOthers(out *File) {
	applied := v.is(identity.Applicant)
	for i, q := range out.Parties {
		if !v.mine[q.ID] && !(applied && q.Role.ActsForOther()) {
			out.Parties[i].Person, out.Parties[i].Org = "", ""
		}
	}
	agent := v.is(identity.Agent)
	out.Permits = keep(v.Permits, func(p Permit) bool { return p.Holder == v.p.Actor || agent })
	if !v.othersHidden() {
		return
	}
	if v.reach != Applicants {
		out.Case.Title = out.Case.PublicTitle
	}
	for i := range out.Requests {
		if r := &out.Requests[i]; !v.answered(r.ID) {
			r.Answer, r.Documents = "", nil
		}
	}
	out.Appeals = keep(v.Appeals, func(a Appeal) bool { return v.mine[a.Party] })
	for i := range out.Decisions {
		out.Decisions[i].Notices = keep(v.Decisions[i].Notices, func(n Notice) bool { return v.mine[n.Party] })
	}
}

// answered says whether it was the reader who answered a request.
func (v *viewer) answered(id RequestID) bool {
	return slices.ContainsFunc(v.Events, func(e Event) bool {
		return e.Kind == Answered && e.Details.Request.ID == id && e.Actor == v.p.Actor
	})
}

// keep is a new slice with those that ok likes, nil where there are none.
func keep[T any](all []T, ok func(T) bool) []T {
	var some []T
	for i, one := range all {
		if !ok(one) {
			continue
		}
		if some == nil {
			some = make([]T, 0, len(all)-i)
		}
		some = append(some, one)
	}
	return some
}
