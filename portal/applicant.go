package portal

import (
	"errors"
	"math"
	"slices"
	"strconv"

	"forvag/internal/casework"
	"forvag/internal/catalog"
	"forvag/internal/fault"
	"forvag/internal/identity"
	"forvag/internal/locale"
	"forvag/internal/municipality"
	"forvag/internal/residents"
	"forvag/internal/rules"
	"forvag/web"
)

// applicant is who fills in a form, with what the registers know of them. The zero applicant is somebody who has not logged in.
type applicant struct {
	person   residents.Person
	address  residents.Address
	contact  residents.Contact
	children []residents.Child
	pupils   map[identity.PersonID]residents.Pupil
	orgs     []residents.Organisation
	acting   identity.OrgID
}

// applicant looks up who fills in the service's form. It returns a fault where they may not: needsLogin, or fault.Forbidden with the words.
func (r *caller) applicant(s *catalog.Service) (applicant, error) {
	var a applicant
	if r.loginFor(s) {
		if r.principal.Kind == identity.Resident {
			return a, fault.New(fault.Forbidden, "access.stronger_login")
		}
		if r.principal.Kind == identity.Officer {
			return a, fault.New(fault.Forbidden, "portal.error.as_resident")
		}
		return a, needsLogin{}
	}
	if r.principal.Kind != identity.Resident {
		return a, nil
	}
	var err error
	if a.person, err = r.Residents.Person(r.ctx(), r.principal.Actor); err != nil {
		return a, err
	}
	if a.address, err = r.Residents.Address(r.ctx(), a.person.Address); err != nil && !errors.Is(err, fault.NotFound) {
		return a, err
	}
	if a.contact, err = r.Residents.Contact(r.ctx(), a.person.ID); err != nil && !errors.Is(err, fault.NotFound) {
		return a, err
	}
	if a.orgs, err = r.Residents.Organisations(r.ctx(), a.person.ID, r.today()); err != nil {
		return a, err
	}
	a.acting = r.principal.Acting().Org
	if !slices.Contains(s.Access.Who, catalog.Guardian) {
		return a, nil
	}
	if a.children, err = r.Residents.Children(r.ctx(), a.person.ID, r.today()); err != nil {
		return a, err
	}
	a.pupils = map[identity.PersonID]residents.Pupil{}
	for _, c := range a.children {
		p, err := r.Residents.Pupil(r.ctx(), c.ID)
		if err == nil {
			a.pupils[c.ID] = p
		} else if !errors.Is(err, fault.NotFound) {
			return a, err
		}
	}
	return a, nil
}

// childIDs are the children that the applicant may choose; never nil, since nil allows any.
func (a *applicant) childIDs() []string {
	ids := []string{}
	for _, c := range a.children {
		ids = append(ids, string(c.ID))
	}
	return ids
}

func (a *applicant) child(id string) (residents.Child, bool) {
	i := slices.IndexFunc(a.children, func(c residents.Child) bool { return string(c.ID) == id })
	if i < 0 {
		return residents.Child{}, false
	}
	return a.children[i], true
}

// nameOfChild is the child's name; empty for one that is not the applicant's.
func (a *applicant) nameOfChild(id string) string {
	if c, ok := a.child(id); ok {
		return c.Name()
	}
	return ""
}

// childCards are the applicant's children to choose from.
func (a *applicant) childCards(r *request) []web.Child {
	var cards []web.Child
	for _, c := range a.children {
		card := web.Child{Value: string(c.ID), Name: c.Name(), Detail: r.t("portal.form.child_age", c.Age(r.today()))}
		if p, ok := a.pupils[c.ID]; ok {
			if school := r.Municipality.PlaceByID(p.School); school != nil {
				card.Detail += ", " + school.Name.In(r.lang)
			}
		}
		cards = append(cards, card)
	}
	return cards
}

// companyCards are the organisations that the applicant signs for.
func (a *applicant) companyCards() []web.Company {
	var cards []web.Company
	for _, o := range a.orgs {
		cards = append(cards, web.Company{Value: string(o.ID), Name: o.Name, Number: string(o.Number)})
	}
	return cards
}

// organisation is whom the applicant acts for; false where they act for themselves.
func (a *applicant) organisation() (residents.Organisation, bool) {
	if i := slices.IndexFunc(a.orgs, func(o residents.Organisation) bool { return o.ID == a.acting }); i >= 0 {
		return a.orgs[i], true
	}
	return residents.Organisation{}, false
}

// prefill is what the register knows for a field; empty where it knows nothing. What concerns a child is known once there is only one to choose.
func (a *applicant) prefill(r *caller, p catalog.Prefill) string {
	if a.person.ID == "" {
		return ""
	}
	switch p {
	case "person.name":
		return a.person.Name()
	case "person.email":
		return a.contact.Email
	case "person.phone":
		return phoneWords(a.contact.Phone)
	case "person.address":
		return a.address.Full()
	case "company.name":
		o, _ := a.organisation()
		return o.Name
	case "child.school", "child.nearest_school", "child.class", "child.address":
		if len(a.children) == 1 {
			return a.prefillChild(r, p, string(a.children[0].ID))
		}
	}
	return ""
}

// prefillHome takes the sender's own home out of fields that nobody has written in while the form names somebody else as its applicant, and puts it back
// when it does not. It says whether anything changed.
func (f *filling) prefillHome(r *caller) (changed bool) {
	other := f.service.ApplicantIn(f.answers) != nil
	for i := range f.service.Pages {
		for j := range f.service.Pages[i].Fields {
			field := &f.service.Pages[i].Fields[j]
			if field.Prefill != "person.address" || f.service.Access.Applicant == "" {
				continue
			}
			known, filled := f.prefill(r, field.Prefill), slices.Contains(f.draft.Values[prefilledKey], field.ID)
			switch {
			case other && filled:
				delete(f.draft.Values, field.ID)
				f.draft.Values[prefilledKey] = slices.DeleteFunc(f.draft.Values[prefilledKey], func(id string) bool { return id == field.ID })
				changed = true
			case !other && known != "" && len(f.draft.Values[field.ID]) == 0:
				f.draft.Values[field.ID] = []string{known}
				f.draft.Values[prefilledKey] = append(f.draft.Values[prefilledKey], field.ID)
				changed = true
			}
		}
	}
	return changed
}

// prefillChild is what the register knows about one of the applicant's children.
func (a *applicant) prefillChild(r *caller, p catalog.Prefill, id string) string {
	c, ok := a.child(id)
	if !ok {
		return ""
	}
	pupil, isPupil := a.pupils[c.ID]
	switch p {
	case "child.school":
		if school := r.Municipality.PlaceByID(pupil.School); isPupil && school != nil {
			return school.Name.In(locale.SV)
		}
	case "child.nearest_school":
		if c.Address == a.person.Address {
			next := 0 // förskoleklass
			if isPupil {
				next = pupil.Grade + 1
			}
			return nearestSchool(r.Municipality.Schools(next), a.address.Point)
		}
	case "child.class":
		if isPupil && pupil.Grade > 0 {
			return strconv.Itoa(pupil.Grade)
		}
	case "child.address":
		if c.Address == a.person.Address {
			return a.address.Full()
		}
	}
	return ""
}

// prefillAfterChild fills in what the register knows about the child that was just chosen, in fields that nobody has written in.
func (f *filling) prefillAfterChild(r *caller, child string) {
	for i := range f.service.Pages {
		for j := range f.service.Pages[i].Fields {
			field := &f.service.Pages[i].Fields[j]
			known := f.prefillChild(r, field.Prefill, child)
			written := f.draft.Values[field.ID]
			if known == "" || len(written) > 0 && written[0] != "" && !slices.Contains(f.draft.Values[prefilledKey], field.ID) {
				continue
			}
			f.draft.Values[field.ID] = []string{known}
			if !slices.Contains(f.draft.Values[prefilledKey], field.ID) {
				f.draft.Values[prefilledKey] = append(f.draft.Values[prefilledKey], field.ID)
			}
		}
	}
}

// chosenChild is the child that the form is about; empty where it is about none.
func (f *filling) chosenChild() identity.PersonID {
	for i := range f.service.Pages {
		for j := range f.service.Pages[i].Fields {
			if field := &f.service.Pages[i].Fields[j]; field.Type == catalog.ChildField {
				return identity.PersonID(f.answers[field.ID].Text)
			}
		}
	}
	return ""
}

// parties are those whom the case concerns, and whether one of them, or somebody at home with them, has a protected identity.
func (r *caller) parties(f *filling) (parties []casework.Party, protected bool, err error) {
	if f.forOther() {
		return r.agentParties(f)
	}
	if r.principal.Kind != identity.Resident {
		return nil, false, nil
	}
	if f.service.ForOrganisations() && f.acting == "" {
		return nil, false, fault.New(fault.Forbidden, "portal.error.no_organisation")
	}
	me, concerned := casework.Party{Person: f.person.ID, Role: identity.Applicant}, []identity.PersonID{f.person.ID}
	if f.acting != "" {
		me.Person, me.Org = "", f.acting
	}
	child := f.chosenChild()
	if child == "" {
		protected, err = r.Residents.Protected(r.ctx(), concerned...)
		return []casework.Party{me}, protected, err
	}
	c, ok := f.child(string(child))
	if !ok {
		return nil, false, fault.New(fault.Forbidden, "access.forbidden")
	}
	me.Role, me.Until = identity.Guardian, c.Until
	parties = []casework.Party{me, {Person: child, Role: identity.Child}}
	others, withheld, err := r.Residents.OtherGuardians(r.ctx(), child, f.person.ID, r.today())
	if err != nil {
		return nil, false, err
	}
	if f.service.CoGuardian != nil {
		for _, g := range others {
			parties = append(parties, casework.Party{Person: g.ID, Role: identity.Informed, Until: g.Until})
		}
	}
	protected, err = r.Residents.Protected(r.ctx(), append(concerned, child)...)
	return parties, protected || withheld, err
}

// registerFacts are what the registers say about the case, for the service's rules: of whom the form is sent for, else of the sender. What they do not
// know is left out.
func (r *caller) registerFacts(f *filling) map[catalog.RegisterFact]rules.Value {
	return r.registerFactsOf(f, f.chosenChild())
}

// registerFactsOf are the same, of a child that is only just chosen. The id may be empty, or not one of the applicant's children.
func (r *caller) registerFactsOf(f *filling, child identity.PersonID) map[catalog.RegisterFact]rules.Value {
	facts := map[catalog.RegisterFact]rules.Value{}
	person := f.person
	if f.forOther() {
		person = f.holder
	}
	if person.ID == "" {
		return facts
	}
	today := r.today()
	facts["person.age"] = rules.OfInt(int64(person.Age(today)))
	facts["person.birth_date"] = rules.OfDate(person.Born)
	facts["person.registered_here"] = rules.OfBool(person.Address != "")
	facts["company.signatory"] = rules.OfBool(f.acting != "")
	c, ok := f.child(string(child))
	if !ok {
		return facts
	}
	facts["child.age"] = rules.OfInt(int64(c.Age(today)))
	facts["child.birth_date"] = rules.OfDate(c.Born)
	facts["child.registered_here"] = rules.OfBool(c.Address != "")
	facts["child.alternating_home"] = rules.OfBool(c.Alternate != "")
	p, ok := f.pupils[c.ID]
	if !ok {
		return facts
	}
	facts["child.grade"] = rules.OfInt(int64(p.Grade))
	facts["child.school"] = rules.OfEnum(p.School)
	facts["child.school_chosen"] = rules.OfBool(p.Chosen)
	if school := r.Municipality.PlaceByID(p.School); school != nil && c.Address != "" && c.Address == f.person.Address {
		facts["distance.home_school"] = rules.OfInt(straightLine(f.address.Point, school.North, school.East))
	}
	return facts
}

// nearestSchool is the name of the school that is nearest to a point as the crow flies; empty where there is none.
func nearestSchool(schools []municipality.Place, home residents.Point) string {
	name, nearest := "", int64(math.MaxInt64)
	for _, s := range schools {
		if way := straightLine(home, s.North, s.East); way < nearest {
			name, nearest = s.Name.In(locale.SV), way
		}
	}
	return name
}

// straightLine is the distance in whole metres as the crow flies, rounded down: no way to walk is shorter.
func straightLine(from residents.Point, north, east int) int64 {
	return int64(math.Hypot(float64(from.North-north), float64(from.East-east)))
}
