package portal

import (
	"encoding/json"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"
	"time"

	"forvag/internal/casework"
	"forvag/internal/catalog"
	"forvag/internal/civil"
	"forvag/internal/fault"
	"forvag/internal/identity"
	"forvag/internal/locale"
	"forvag/internal/residents"
	"forvag/portal/draft"
)

// joint is a case in which a child's guardians answer each for themself, with those that came by the same form. The files are whole: what a guardian is
// shown of them is no more than where the two differ.
type joint struct {
	service *catalog.Service
	own     *casework.File
	// opened are the cases that came by the form, by service, and parts those of them that can still be answered in.
	opened map[string]catalog.OpenedCase
	parts  map[string]*casework.File
}

// whole reads a case as the program does.
func (r *caller) whole(id casework.CaseID) (*casework.File, error) {
	return r.Cases.Case(r.ctx(), identity.Principal{Kind: identity.System, On: r.today()}, id)
}

// jointOf gathers what belongs to a case in which guardians answer each for themself; nil where they don't.
func (r *caller) jointOf(own *casework.File) (*joint, error) {
	service := r.serviceOf(own.Case.Type, own.Case.Received)
	if own.StateUntil.IsZero() || service.CoGuardian == nil || service.CoGuardian.Together == nil {
		return nil, nil
	}
	j := &joint{service: service, own: own, opened: map[string]catalog.OpenedCase{}, parts: map[string]*casework.File{}}
	for _, s := range own.Statements {
		for _, c := range openedIn(answersOf(s.Answers)) {
			j.opened[c.Service] = c
		}
	}
	for id, c := range j.opened {
		part, err := r.whole(casework.CaseID(c.ID))
		if err != nil {
			return nil, err
		}
		if !part.StateUntil.IsZero() {
			j.parts[id] = part
		}
	}
	return j, nil
}

// running says whether a case can still be answered in.
func running(f *casework.File) bool {
	return !f.Case.IsClosed() && f.Decision() == nil && f.Withdrawn.IsZero()
}

// joinable finds the running case that the form's answers belong to: the reader's own, or the one that the child's other guardian has opened, about the
// same child and school year. It is nil where there is none, and where the guardians may know nothing of each other.
func (r *caller) joinable(f *filling) (*joint, error) {
	until, child := f.service.Until(f.answers), f.chosenChild()
	if until.IsZero() || child == "" || r.principal.Kind != identity.Resident {
		return nil, nil
	}
	rows, err := r.Cases.Mine(r.ctx(), r.principal, casework.MineFilter{Only: casework.OnlyOngoing, Limit: 100})
	if err != nil {
		return nil, err
	}
	for _, row := range rows {
		if row.Type.ID != f.service.ID {
			continue
		}
		own, err := r.whole(row.Case)
		if err != nil {
			return nil, err
		}
		if childOf(own) != child || schoolYear(own.StateUntil) != schoolYear(until) || !own.MayState(r.principal, r.today()) {
			continue
		}
		if told, err := r.mayKnow(own); err != nil || !told && !r.openedIt(own) {
			return nil, err
		}
		return r.jointOf(own)
	}
	return nil, nil
}

// schoolYear is the year in which the school year of a day began. It begins on 1 July (skolförordningen 3 kap. 1 §).
func schoolYear(d civil.Date) int {
	if d.Month() >= time.July {
		return d.Year()
	}
	return d.Year() - 1
}

// childOf is the child that a case is about; empty for none.
func childOf(f *casework.File) identity.PersonID {
	for _, p := range f.Parties {
		if p.Role == identity.Child {
			return p.Person
		}
	}
	return ""
}

// openedIt says whether the reader opened the case.
func (r *caller) openedIt(f *casework.File) bool {
	me, ok := f.PartyOf(r.principal)
	return ok && me.Role == identity.Guardian
}

// mayKnow says whether the case's guardians may know of each other today: nobody in either home is protected.
func (r *caller) mayKnow(f *casework.File) (bool, error) {
	me, ok := f.PartyOf(r.principal)
	if !ok || f.Case.Protected {
		return false, nil
	}
	others, withheld, err := r.Residents.OtherGuardians(r.ctx(), childOf(f), me.Person, r.today())
	if err != nil || withheld {
		return false, err
	}
	people := []identity.PersonID{}
	for _, p := range f.Parties {
		people = append(people, p.Person)
	}
	if protected, err := r.Residents.Protected(r.ctx(), people...); err != nil || protected {
		return false, err
	}
	known := false
	for _, p := range f.Parties {
		if p.Person == me.Person || p.Role == identity.Child {
			continue
		}
		if !slices.ContainsFunc(others, func(g residents.Guardian) bool { return g.ID == p.Person }) {
			return false, nil
		}
		known = true
	}
	return known, nil
}

// other is the guardian besides one; false where there is none.
func (j *joint) other(person identity.PersonID) (casework.Party, bool) {
	i := slices.IndexFunc(j.own.Parties, func(p casework.Party) bool { return p.Role != identity.Child && p.Person != "" && p.Person != person })
	if i < 0 {
		return casework.Party{}, false
	}
	return j.own.Parties[i], true
}

// statement is what a person has answered last in a case.
func statement(f *casework.File, person identity.PersonID) (casework.Statement, bool) {
	for _, p := range f.Parties {
		if p.Person == person {
			return f.Statement(p.ID)
		}
	}
	return casework.Statement{}, false
}

// said is everything that a guardian stands for: their own answers, wherever they were passed on to, or the other's with whom they agree. It is nil for
// one who has not answered, or who agreed with what has been changed since.
func (j *joint) said(person identity.PersonID) catalog.Answers {
	s, ok := statement(j.own, person)
	if !ok {
		return nil
	}
	if s.Stance == casework.Agrees {
		other, _ := j.other(person)
		theirs, ok := statement(j.own, other.Person)
		if !ok || theirs.Stance == casework.Agrees || theirs.Seq > s.Seq {
			return nil
		}
		return j.said(other.Person)
	}
	all := answersOf(s.Answers)
	maps.DeleteFunc(all, func(id string, _ catalog.Answer) bool { return strings.HasPrefix(id, "_") })
	for _, o := range j.service.Opens {
		part, ok := j.parts[o.Service]
		if !ok || !part.Withdrawn.IsZero() {
			continue
		}
		in, _ := statement(part, person)
		if in.Stance != casework.OwnAnswers {
			continue
		}
		theirs := answersOf(in.Answers)
		for id, own := range o.Answers {
			if a, ok := theirs[id]; ok {
				all[own] = a
			}
		}
	}
	return all
}

// differences are where two guardians differ; both is false until both have answered.
func (j *joint) differences(me identity.PersonID) (differ []catalog.Difference, both bool) {
	other, _ := j.other(me)
	mine, theirs := j.said(me), j.said(other.Person)
	if mine == nil || theirs == nil {
		return nil, false
	}
	return j.service.Differences(mine, theirs), true
}

func answersOf(raw json.RawMessage) catalog.Answers {
	var answers catalog.Answers
	if len(raw) > 0 && json.Unmarshal(raw, &answers) != nil {
		return nil
	}
	return answers
}

// openedIn are the cases that answers name, in order.
func openedIn(answers catalog.Answers) []catalog.OpenedCase {
	var out []catalog.OpenedCase
	for _, key := range slices.Sorted(maps.Keys(answers)) {
		if c := answers[key].Case; c != nil && strings.HasPrefix(key, openedKey) {
			out = append(out, *c)
		}
	}
	return out
}

// state takes what a guardian answers into the cases that there are: their answers beside the other's, and a case of its own for what the other has not
// asked for or what is decided already. As with send, each has a key of its own, so that what stopped halfway is completed when it is sent again.
func (r *caller) state(s sending) (casework.Receipt, error) {
	j := s.joint
	for _, in := range s.opened {
		part := j.parts[in.Type]
		if part != nil && sameAnswers(part, r.principal, in.Answers) {
			continue
		}
		if part != nil && running(part) {
			if err := r.Cases.State(r.ctx(), r.principal, part.Case.ID, statingOf(in)); err != nil {
				return casework.Receipt{}, err
			}
			continue
		}
		receipt, err := r.open(in)
		if err != nil {
			return receipt, err
		}
		j.opened[in.Type] = catalog.OpenedCase{ID: string(receipt.Case), Service: in.Type, Number: receipt.Diary.String()}
	}
	for _, id := range slices.Sorted(maps.Keys(j.parts)) {
		part, asked := j.parts[id], slices.ContainsFunc(s.opened, func(in casework.Submission) bool { return in.Type == id })
		if before, ok := statement(part, r.principal.Actor); asked || !running(part) || ok && before.Stance == casework.Declines {
			continue
		}
		if err := r.decline(part, s.own.Key+"/"+id); err != nil {
			return casework.Receipt{}, err
		}
	}
	n := 0
	for _, o := range j.service.Opens { // in the order in which send names them
		if c, ok := j.opened[o.Service]; ok {
			s.answers[fmt.Sprintf("%s%02d", openedKey, n)] = catalog.Answer{Case: &c}
			n++
		}
	}
	var err error
	if s.own.Answers, err = json.Marshal(s.answers); err != nil {
		return casework.Receipt{}, err
	}
	again := sameAnswers(j.own, r.principal, s.own.Answers)
	if !again {
		if err := r.Cases.State(r.ctx(), r.principal, j.own.Case.ID, statingOf(s.own)); err != nil {
			return casework.Receipt{}, err
		}
	}
	return casework.Receipt{Case: j.own.Case.ID, Diary: j.own.Case.Diary, Status: j.own.Case.Status, Again: again}, r.reconcile(j.own.Case.ID)
}

// decline notes that the reader does not want what a case is about: who alone has asked for it takes it back.
func (r *caller) decline(part *casework.File, key string) error {
	if r.openedIt(part) && part.MayWithdraw() {
		return r.Cases.Withdraw(r.ctx(), r.principal, part.Case.ID, "")
	}
	return r.Cases.State(r.ctx(), r.principal, part.Case.ID, casework.Stating{Key: key, Stance: casework.Declines})
}

func statingOf(in casework.Submission) casework.Stating {
	return casework.Stating{Key: in.Key, Stance: casework.OwnAnswers, Answers: in.Answers, Documents: in.Documents, Recommendation: in.Recommendation, Urgent: in.Urgent}
}

// sameAnswers says whether somebody has answered just so before.
func sameAnswers(f *casework.File, p identity.Principal, answers json.RawMessage) bool {
	before, ok := statement(f, p.Actor)
	return ok && before.Stance == casework.OwnAnswers && reflect.DeepEqual(answersOf(before.Answers), answersOf(answers))
}

// reconcile lets the cases wait that wait for the guardians to agree, and go on when they do.
func (r *caller) reconcile(id casework.CaseID) error {
	own, err := r.whole(id)
	if err != nil {
		return err
	}
	j, err := r.jointOf(own)
	if err != nil || j == nil {
		return err
	}
	differ, _ := j.differences(own.Parties[0].Person)
	for _, service := range j.service.CoGuardian.Together.Agree {
		f := j.parts[service]
		if service == j.service.ID {
			f = own
		}
		if f == nil {
			continue
		}
		words := ""
		if slices.ContainsFunc(differ, func(d catalog.Difference) bool { return j.service.Concerns(d, service) }) {
			words = locale.T(locale.SV, "together.waits_for")
		}
		if err := r.Cases.AwaitGuardians(r.ctx(), identity.Principal{Kind: identity.System, On: r.today()}, f.Case.ID, words); err != nil {
			return err
		}
	}
	return nil
}

// agree notes that the reader says the same as the child's other guardian, in every case that came by the form. What the reader alone has asked for is
// taken back.
func (r *request) agree() error {
	j, err := r.jointAt()
	if err != nil {
		return err
	}
	yes := casework.Stating{Key: r.FormValue("key"), Stance: casework.Agrees}
	other, _ := j.other(r.principal.Actor)
	for _, id := range slices.Sorted(maps.Keys(j.parts)) {
		part := j.parts[id]
		theirs, answered := statement(part, other.Person)
		switch {
		case !running(part) || theirs.Stance == casework.Agrees:
		case answered:
			err = r.Cases.State(r.ctx(), r.principal, part.Case.ID, yes)
		default:
			err = r.decline(part, yes.Key+"/"+id)
		}
		if err != nil {
			return err
		}
	}
	if err := r.Cases.State(r.ctx(), r.principal, j.own.Case.ID, yes); err != nil {
		return err
	}
	if err := r.reconcile(j.own.Case.ID); err != nil {
		return err
	}
	return r.done(r.casePath(), "svarat")
}

// jointAt is the joint case of the address, which the reader may answer in. It is fault.NotFound where they may not know of the other.
func (r *request) jointAt() (*joint, error) {
	if _, err := r.Cases.Case(r.ctx(), r.principal, r.caseID()); err != nil {
		return nil, err
	}
	own, err := r.whole(r.caseID())
	if err != nil {
		return nil, err
	}
	if told, err := r.mayKnow(own); err != nil || !told && !r.openedIt(own) {
		return nil, fault.New(fault.NotFound, "access.not_found").Because(err)
	}
	if j, err := r.jointOf(own); err != nil || j != nil {
		return j, err
	}
	return nil, fault.New(fault.NotFound, "access.not_found")
}

// answerSelf begins the form for the reader to answer, or to change what they have answered. Files are not carried over: those that were sent stay.
func (r *request) answerSelf() error {
	j, err := r.jointAt()
	if err != nil {
		return err
	}
	service, err := r.serviceNow(j.own.Case.Type)
	if err != nil {
		return err
	}
	return r.beginAgain(service, childOf(j.own), j.said(r.principal.Actor))
}

// beginAgain begins a form about a child with answers that were given before.
func (r *request) beginAgain(service *catalog.Service, child identity.PersonID, before catalog.Answers) error {
	who, err := r.applicant(service)
	if err != nil {
		return err
	}
	owner, ok := r.owner()
	if !ok {
		return fault.New(fault.Forbidden, "portal.error.as_resident")
	}
	d, err := r.Drafts.Start(r.ctx(), owner, service.ID, service.Hash, r.valuesOf(service, who, child, before))
	if err != nil {
		return err
	}
	return r.seeOther("/ansok/" + d.ID)
}

// valuesOf are a form's first values about a child, with answers that were given before.
func (r *caller) valuesOf(service *catalog.Service, who applicant, child identity.PersonID, before catalog.Answers) map[string][]string {
	values := r.firstValues(service, who, nil)
	(&filling{service: service, applicant: who, draft: &draft.Draft{Values: values}}).prefillAfterChild(r, string(child))
	for i := range service.Pages {
		for j := range service.Pages[i].Fields {
			f := &service.Pages[i].Fields[j]
			if f.Type == catalog.ChildField {
				values[f.ID] = []string{string(child)}
			} else if a, ok := before[f.ID]; ok {
				if written := r.writeAnswer(f, a); len(written) > 0 {
					values[f.ID] = written
					values[prefilledKey] = slices.DeleteFunc(values[prefilledKey], func(id string) bool { return id == f.ID })
				}
			}
		}
	}
	return values
}
