package portal

import (
	"slices"
	"strings"

	"forvag/internal/civil"
	"forvag/internal/fault"
	"forvag/internal/identity"
	"forvag/internal/locale"
	"forvag/lifeevents"
	"forvag/portal/session"
	"forvag/web"
)

// DemoPerson is a fictional person whom a visitor of the demo may be.
type DemoPerson struct {
	ID      identity.PersonID
	Officer bool
	Name    string
	// About says who they are in a few words.
	About locale.Text
}

// Lately is what came about in a demonstration after a day.
type Lately struct {
	Since    civil.Date
	Happened map[lifeevents.EventKind]int
	Offers   int
}

// demoOthers is how many a visitor may choose among of those who are in no story.
const demoOthers = 6

// demoChoice is whom a visitor may be, what waits for each, and how far time may be moved on.
func (r *request) demoChoice() (*web.DemoLogin, error) {
	choice := &web.DemoLogin{Action: "/logga-in/demo"}
	for _, p := range r.Demo.People {
		row := web.DemoPerson{ID: string(p.ID), Name: p.Name, Text: p.About.In(r.lang)}
		if p.Officer {
			choice.Officers = append(choice.Officers, row)
			continue
		}
		waiting, err := r.Offers.Waiting(r.ctx(), p.ID, r.today())
		if err != nil {
			return nil, err
		}
		if len(waiting) > 0 {
			row.Detail = r.t("portal.demo.offers", len(waiting))
		}
		choice.Residents = append(choice.Residents, row)
	}
	others, err := r.demoOffered()
	if err != nil {
		return nil, err
	}
	choice.Others = others
	if r.Demo.Leap != nil {
		choice.Leap = &web.DemoLeap{Action: "/demo/tid", Today: locale.Date(r.lang, r.today())}
		choice.Leap.Lately = r.demoLately()
		for _, l := range leaps {
			choice.Leap.Steps = append(choice.Leap.Steps, web.Option{Value: l.step.String(), Label: r.t(l.words)})
		}
	}
	return choice, nil
}

// demoOffered are those whom the municipality has just offered something, and who are in no story.
func (r *request) demoOffered() (rows []web.DemoPerson, err error) {
	if r.Demo.Offered == nil {
		return nil, nil
	}
	offered, err := r.Demo.Offered(r.ctx(), r.today())
	if err != nil {
		return nil, err
	}
	for _, o := range offered {
		rule := r.Book.Rule(o.Rule)
		told := slices.ContainsFunc(r.Demo.People, func(p DemoPerson) bool { return p.ID == o.Receiver })
		if rule == nil || told || len(rows) == demoOthers {
			continue
		}
		p, err := r.Residents.Person(r.ctx(), o.Receiver)
		if err != nil {
			return nil, err
		}
		rows = append(rows, web.DemoPerson{ID: string(p.ID), Name: p.Name(), Text: r.t("portal.demo.age", p.Age(r.today())), Detail: rule.Name.In(r.lang)})
	}
	return rows, nil
}

// demoLately says what has come about lately; empty where nothing has.
func (r *request) demoLately() string {
	if r.Demo.Lately == nil {
		return ""
	}
	l := r.Demo.Lately()
	if l == nil {
		return ""
	}
	var all []string
	for _, k := range []lifeevents.EventKind{lifeevents.Born, lifeevents.MovedIn, lifeevents.MovedWithin, lifeevents.MovedOut, lifeevents.Died} {
		if n := l.Happened[k]; n > 0 {
			all = append(all, r.t("portal.demo.happened."+string(k), n))
		}
	}
	all = append(all, r.t("portal.demo.happened.offers", l.Offers))
	return r.t("portal.demo.happened", locale.Date(r.lang, l.Since), strings.Join(all, ", "))
}

// demoLogin makes the visitor one of the demo's fictional people. Outside the demo there are none, and the address does not exist.
func (r *request) demoLogin() error {
	if r.Demo == nil {
		return unknownAddress()
	}
	id := identity.PersonID(r.FormValue("person"))
	for _, p := range r.Demo.People {
		if p.ID == id {
			return r.demoAs(p)
		}
	}
	others, err := r.demoOffered()
	if err != nil {
		return err
	}
	if !slices.ContainsFunc(others, func(p web.DemoPerson) bool { return p.ID == string(id) }) {
		return unknownAddress()
	}
	return r.demoAs(DemoPerson{ID: id})
}

// demoAs logs the visitor in as somebody.
func (r *request) demoAs(p DemoPerson) error {
	if err := r.logIn(session.Login{Person: p.ID, Officer: p.Officer, Assurance: identity.AssuranceSubstantial}); err != nil {
		return err
	}
	home := web.PathCases
	if p.Officer {
		home = web.PathDesk
	}
	return r.seeOther(local(r.FormValue("next"), home))
}

// leaps are how far the demo's clock is moved on at a time.
var leaps = []struct {
	step  civil.Period
	words string
}{
	{civil.Period{N: 1, Unit: civil.Weeks}, "portal.demo.week"},
	{civil.Period{N: 1, Unit: civil.Months}, "portal.demo.month"},
	{civil.Period{N: 6, Unit: civil.Months}, "portal.demo.half_year"},
	{civil.Period{N: 1, Unit: civil.Years}, "portal.demo.year"},
}

// leap moves the demo's clock on. Outside the demo the address does not exist.
func (r *request) leap() error {
	if r.Demo == nil || r.Demo.Leap == nil {
		return unknownAddress()
	}
	for _, l := range leaps {
		if l.step.String() == r.FormValue("step") {
			if err := r.Demo.Leap(r.ctx(), l.step.After(r.today())); err != nil {
				return err
			}
			return r.seeOther(web.PathLogin)
		}
	}
	return fault.New(fault.Invalid, "portal.demo.no_step")
}
