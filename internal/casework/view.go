package casework

import (
	"slices"

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
	mine[Anonymous] = f.opensBy(p)
	v := &viewer{File: f, p: p, reach: reach, secret: secret, mine: mine, authority: p.Kind == identity.Officer || p.Kind == identity.System}
	v.onlySent = !v.authority && f.onlySent(p)
	out := &File{Case: f.Case, Wait: f.Wait, Delay: f.Delay, Withdrawn: f.Withdrawn, Demanded: f.Demanded,
		DemandAnswered: f.DemandAnswered, Clocks: f.Clocks, needsDecision: f.needsDecision, legalityOnly: f.legalityOnly,
		publicPlace: f.publicPlace, sentFor: f.sentFor, reconsidering: f.reconsidering, rules: f.rules, extended: f.extended, retention: f.retention,
		AnswersDisposed: f.AnswersDisposed}
	if !v.authority {
		out.Case.Status = f.Case.Status.to(f.answers(p))
	}
	if reach != Everyone {
		out.Queue = f.Queue.standing(v.authority)
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
	// authority says that it is an officer or the system; onlySent, that it is who sent the case for somebody else and may not see into it.
	authority, onlySent bool
}

func (v *viewer) cut(out *File) {
	out.Documents = keep(v.Documents, v.seesDocument)
	out.Messages = keep(v.Messages, func(m Message) bool { return v.seesFrom(Applicants, m.Party) })
	out.Events = keep(v.Events, v.seesEvent)
	for i := range out.Events {
		out.Events[i] = v.trim(out.Events[i])
	}
	if v.reach == Everyone {
		v.publicOnly(out)
		if v.onlySent {
			out.Case.Title, out.Answers = v.Case.Title, v.Answers
		}
		return
	}
	out.Decisions, out.Permits, out.Appeals = slices.Clone(v.Decisions), v.Permits, v.Appeals
	out.Parties = slices.Clone(v.Parties)
	if v.seesFrom(Applicants, "") {
		out.Requests = v.Requests
	}
	if v.authority || v.seesAnswers() {
		out.Answers = v.Answers
	} else {
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
// protected data.
func (v *viewer) seesAnswers() bool {
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
	if v.Case.Protected && !v.authority && v.reach != Applicants && !v.mine[d.Party] {
		return false
	}
	marked := !v.Case.Secrecy.IsOpen() || !d.Secrecy.IsOpen()
	if marked && !v.secret && !v.mine[d.Party] {
		return false
	}
	return identity.Allow(v.p, identity.ReadDocument, v.document(d)) == nil
}

func (v *viewer) seesEvent(e Event) bool {
	party := ""
	if m := e.Details.Message; m != nil {
		party = m.Party
	}
	return v.seesFrom(e.Audience, party)
}

// trim takes out of an event what stands, cut to measure, elsewhere in the file: the opening, a decision's grounds, documents that the reader
// does not see; and the payload, which is for verification alone.
func (v *viewer) trim(e Event) Event {
	e.Payload, e.Salt, e.Details.Opening, e.Details.Sent, e.Details.Said = nil, nil, nil, nil, nil
	e.Details.Documents = keep(e.Details.Documents, func(d Document) bool {
		full, ok := v.Document(d.ID)
		return ok && v.seesDocument(full)
	})
	if d := e.Details.Decision; d != nil {
		e.Details.Decision = &Decision{ID: d.ID, Type: d.Type, Appeal: d.Appeal, Outcome: d.Outcome, On: d.On, Automatic: d.Automatic, Meeting: d.Meeting}
	}
	e.Details.Permit = nil
	if o := e.Details.Offer; o != nil && !v.authority {
		told := *o
		told.Reason = ""
		e.Details.Offer = &told
	}
	if v.reach == Everyone {
		e.Details = Details{From: e.Details.From, To: e.Details.To}
		e.Actor = ""
	}
	if v.Case.Protected && !v.authority && e.ActorKind == ByParty && e.Actor != v.p.Actor {
		e.Actor = ""
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

// hideOthers takes out who the other parties are, and who holds a permit.
func (v *viewer) hideOthers(out *File) {
	for i, q := range out.Parties {
		if !v.mine[q.ID] {
			out.Parties[i].Person, out.Parties[i].Org = "", ""
		}
	}
	out.Permits = keep(v.Permits, func(p Permit) bool { return p.Holder == v.p.Actor })
	if v.reach == Applicants {
		return
	}
	out.Case.Title = out.Case.PublicTitle
	out.Appeals = keep(v.Appeals, func(a Appeal) bool { return v.mine[a.Party] })
	for i := range out.Decisions {
		out.Decisions[i].Notices = keep(v.Decisions[i].Notices, func(n Notice) bool { return v.mine[n.Party] })
	}
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
