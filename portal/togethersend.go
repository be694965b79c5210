package portal

import (
	"encoding/json"
	"fmt"
	"maps"
	"reflect"
	"slices"

	"forvag/internal/casework"
	"forvag/internal/catalog"
	"forvag/internal/fault"
	"forvag/internal/identity"
	"forvag/internal/locale"
	"forvag/portal/draft"
)

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
