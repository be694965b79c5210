package portal

import (
	"encoding/json"
	"errors"
	"slices"

	"forvag/internal/casework"
	"forvag/internal/catalog"
	"forvag/internal/fault"
	"forvag/internal/identity"
	"forvag/web"
)

// registerPath is where officers register what came by other ways than the portal.
const registerPath = web.PathDesk + "/nytt"

// deskChannels are the ways.
var deskChannels = []casework.Channel{casework.Phone, casework.Letter, casework.Visit, casework.Email}

// registrable are the services whose cases the officer may register.
func (r *request) registrable() []*catalog.Service {
	return slices.DeleteFunc(slices.Clone(r.Catalog.Services()), func(s *catalog.Service) bool {
		o := identity.Object{Kind: identity.ServiceObject, Board: identity.BoardID(s.Board), MinAssurance: identity.Assurance(s.Access.Level)}
		return identity.Allow(r.principal, identity.Register, o) != nil
	})
}

// register asks for a case that came by telephone, letter or visit.
func (r *request) register() error {
	if len(r.registrable()) == 0 {
		return fault.New(fault.Forbidden, "access.role")
	}
	return r.registerPage(200, nil)
}

func (r *request) registerPage(status int, wrong *wrongAction) error {
	a := &act{request: r, id: "nytt", wrong: wrong}
	services := make([]web.Option, 0, 8)
	for _, s := range r.registrable() {
		services = append(services, web.Option{Value: s.ID, Label: s.Title.In(r.lang) + " (" + string(s.Board) + ")"})
	}
	text := func(q web.Question, field string, most int) web.TextField {
		return web.TextField{Question: a.hinted(q, field), Value: a.value(field), MaxLength: most}
	}
	key := r.FormValue("key")
	if key == "" {
		key = newKey()
	}
	view := web.RegisterPage{Action: registerPath, Hidden: []web.HiddenField{{Name: "key", Value: key}}, Fields: []web.Field{
		a.choose(a.question("service"), "service", r.Query("tjanst"), services), text(a.question("heading"), "heading", 120), a.long(a.question("said"), "said", ""),
		text(a.optional("number"), "number", 20), text(a.optional("child"), "child", 20),
		a.choose(a.question("channel"), "channel", "", worded(a, "case.channel.", deskChannels)), a.pastDay("on"), a.filesField(a.optional("files")),
	}}
	if wrong != nil {
		view.Errors = []web.FieldError{{Field: wrong.anchor(), Text: wrong.words}}
	}
	return r.pageStatus(status, web.SectionDesk, view)
}

// registerCase registers it: with diary number, durable when answered, once for each form however often it is sent.
func (r *request) registerCase() error {
	if len(r.registrable()) == 0 {
		return fault.New(fault.Forbidden, "access.role")
	}
	a := &act{request: r, id: "nytt"}
	in, err := a.registration()
	var made casework.Receipt
	if err == nil {
		made, err = r.Cases.Submit(r.ctx(), r.principal, in)
	}
	if err != nil {
		key, args, ok := fault.Words(err)
		status := statusOf(err)
		if _, login := errors.AsType[identity.LoginNeeded](err); !ok || login || status >= 500 {
			return err
		}
		wrong := &wrongAction{id: a.id, words: r.t(key, args...), field: faultFields[key]}
		if at, ok := errors.AsType[fieldFault](err); ok {
			wrong.field = at.field
		}
		if r.sentFiles() {
			wrong.words += " " + r.t("desk.error.files_again")
		}
		if status == 400 {
			status = 422
		}
		return r.registerPage(status, wrong)
	}
	base := web.PathDesk + "/" + string(made.Case)
	if made.Code != "" {
		return r.page(web.SectionDesk, web.RegisteredPage{Number: made.Diary.String(), Text: web.Paragraphs{r.t("desk.register.code")}, Code: made.Code, Case: base})
	}
	if in.Protected && !slices.ContainsFunc(r.principal.Grants, func(g identity.Grant) bool { return g.Protected && g.Board == made.Diary.Board }) {
		return r.page(web.SectionDesk, web.RegisteredPage{Number: made.Diary.String(), Text: web.Paragraphs{r.t("desk.register.withheld", made.Diary.String())}})
	}
	return r.done(base, deskFlash+a.id)
}

// registration is what was written, as a submission.
func (a *act) registration() (in casework.Submission, err error) {
	services := a.registrable()
	at := slices.IndexFunc(services, func(s *catalog.Service) bool { return s.ID == a.value("service") })
	if at < 0 {
		return in, fieldFault{"service", fault.New(fault.Invalid, "desk.register.error.service")}
	}
	service := services[at]
	in = casework.Submission{Key: a.FormValue("key"), Type: service.ID, Lang: "sv", PublicTitle: service.Secrecy.PublicTitle.SV}
	if in.Title, err = a.text("heading", "desk.register.error.heading"); err != nil {
		return in, err
	}
	about, err := a.text("said", "desk.register.error.about")
	if err != nil {
		return in, err
	}
	if in.Answers, err = json.Marshal(catalog.Answers{saidKey: {Text: about}}); err != nil {
		return in, err
	}
	if in.Parties, in.Protected, err = a.registeredParties(service); err != nil {
		return in, err
	}
	in.Anonymous = len(in.Parties) == 0
	if in.Words, err = a.wordsOf(in.Parties); err != nil {
		return in, err
	}
	if in.Channel, err = one(a, "channel", "desk.register.error.channel", deskChannels); err != nil {
		return in, err
	}
	if in.Received, err = a.day("on"); err != nil {
		return in, err
	}
	in.Documents, err = a.attachments()
	return in, err
}

// saidKey is where a case that an officer registered has, among its answers, what was said: no field of a form is called so.
const saidKey = "_said"

// registeredParties are whom the numbers name: nobody, an applicant, or a guardian with their child and those who are told.
func (a *act) registeredParties(service *catalog.Service) ([]casework.Party, bool, error) {
	number, child := a.value("number"), a.value("child")
	if number == "" && child == "" {
		return nil, false, nil
	}
	if n, err := identity.ParseOrgNumber(number); err == nil && child == "" {
		return a.registeredOrganisation(n)
	}
	applicant, err := a.numbered("number", "desk.register.error.number")
	if err != nil {
		return nil, false, err
	}
	forChildren := slices.Equal(service.Access.Who, []catalog.Applicant{catalog.Guardian})
	if child == "" && forChildren {
		return nil, false, fieldFault{"child", fault.New(fault.Invalid, "desk.register.error.needs_child")}
	}
	if child == "" {
		protected, err := a.Residents.Protected(a.ctx(), applicant)
		return []casework.Party{{Person: applicant, Role: identity.Applicant}}, protected, err
	}
	minor, err := a.numbered("child", "desk.register.error.child")
	if err != nil {
		return nil, false, err
	}
	return a.guardianParties(service, applicant, minor)
}

// registeredOrganisation is the company or association that has a number.
func (a *act) registeredOrganisation(n identity.OrgNumber) ([]casework.Party, bool, error) {
	o, err := a.Residents.OrganisationByNumber(a.ctx(), n)
	if errors.Is(err, fault.NotFound) {
		return nil, false, fieldFault{"number", fault.New(fault.Invalid, "desk.register.error.unknown").Because(err)}
	}
	return []casework.Party{{Org: o.ID, Role: identity.Applicant}}, false, err
}

// guardianParties are a guardian who applies for their child, the child, and where the service tells them, the other guardians.
func (a *act) guardianParties(service *catalog.Service, guardian, minor identity.PersonID) ([]casework.Party, bool, error) {
	children, err := a.Residents.Children(a.ctx(), guardian, a.today())
	if err != nil {
		return nil, false, err
	}
	for _, c := range children {
		if c.ID != minor {
			continue
		}
		parties := []casework.Party{{Person: guardian, Role: identity.Guardian, Until: c.Until}, {Person: minor, Role: identity.Child}}
		others, withheld, err := a.Residents.OtherGuardians(a.ctx(), minor, guardian, a.today())
		if err != nil {
			return nil, false, err
		}
		for _, g := range others {
			if service.CoGuardian != nil {
				parties = append(parties, casework.Party{Person: g.ID, Role: identity.Informed, Until: g.Until})
			}
		}
		protected, err := a.Residents.Protected(a.ctx(), guardian, minor)
		return parties, protected || withheld, err
	}
	return nil, false, fieldFault{"child", fault.New(fault.Invalid, "desk.register.error.guardian")}
}

// numbered is the person in the register whose number was written.
func (a *act) numbered(field, wrong string) (identity.PersonID, error) {
	n, err := identity.ParseNumber(a.value(field), a.today())
	if err != nil {
		return "", fieldFault{field, fault.New(fault.Invalid, wrong).Because(err)}
	}
	p, err := a.Residents.ByNumber(a.ctx(), n)
	if errors.Is(err, fault.NotFound) {
		return "", fieldFault{field, fault.New(fault.Invalid, "desk.register.error.unknown")}
	}
	return p.ID, err
}
