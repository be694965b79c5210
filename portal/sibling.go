package portal

import (
	"maps"
	"slices"

	"forvag/internal/casework"
	"forvag/internal/catalog"
	"forvag/internal/fault"
	"forvag/internal/identity"
	"forvag/portal/draft"
	"forvag/web"
)

// siblings are the sender's other children whom the form can be begun for too: those of whom it takes the same day, and for whom it is not sent already.
func (r *request) siblings(f *filling) ([]web.Link, error) {
	if len(f.service.Siblings) == 0 || r.principal.Kind != identity.Resident {
		return nil, nil
	}
	var out []web.Link
	for _, c := range f.children {
		if c.ID == f.chosenChild() {
			continue
		}
		before := sameForSibling(f.service, f.answers)
		if t := f.service.CoGuardian; t != nil && t.Together != nil {
			before[t.Together.Until] = f.answers[t.Together.Until]
		}
		next := &filling{service: f.service, applicant: f.applicant, draft: &draft.Draft{Values: r.valuesOf(f.service, f.applicant, c.ID, before)}}
		if err := next.read(&r.caller); err != nil {
			return nil, err
		}
		if slices.ContainsFunc(next.faults, func(x catalog.FieldFault) bool { _, same := before[x.Field]; return same }) {
			continue
		}
		if j, err := r.joinable(next); err != nil {
			return nil, err
		} else if j == nil {
			out = append(out, web.Link{Text: r.t("portal.receipt.sibling", c.Name()), Href: "/arenden/" + f.draft.Case + "/syskon/" + string(c.ID)})
		}
	}
	return out, nil
}

// sameForSibling are the answers that are the same for a sibling.
func sameForSibling(s *catalog.Service, answers catalog.Answers) catalog.Answers {
	same := maps.Clone(answers)
	maps.DeleteFunc(same, func(id string, _ catalog.Answer) bool { return !slices.Contains(s.Siblings, id) })
	return same
}

// beginSibling begins the form of the address's case for another of the reader's children, with what is the same filled in.
func (r *request) beginSibling() error {
	f, err := r.Cases.Case(r.ctx(), r.principal, r.caseID())
	if err != nil {
		return err
	}
	before := maps.Clone(r.caseAnswers(f))
	own, err := r.whole(f.Case.ID)
	if err != nil {
		return err
	}
	j, err := r.jointOf(own)
	if err != nil {
		return err
	}
	if j != nil {
		before = j.said(r.principal.Actor)
	}
	service, err := r.serviceNow(f.Case.Type)
	if err != nil {
		return err
	}
	return r.beginAgain(service, identity.PersonID(r.Params("child")), sameForSibling(service, before))
}

// serviceNow is a case's service as it is offered today.
func (r *request) serviceNow(t casework.TypeRef) (*catalog.Service, error) {
	if s := r.Catalog.Service(t.ID); s != nil {
		return s, nil
	}
	return nil, fault.New(fault.Gone, "portal.error.service_gone")
}
