package portal

import (
	"forvag/internal/civil"
	"forvag/internal/fault"
	"forvag/internal/identity"
	"forvag/internal/locale"
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
	if r.Demo.Leap != nil {
		choice.Leap = &web.DemoLeap{Action: "/demo/tid", Today: locale.Date(r.lang, r.today())}
		for _, l := range leaps {
			choice.Leap.Steps = append(choice.Leap.Steps, web.Option{Value: l.step.String(), Label: r.t(l.words)})
		}
	}
	return choice, nil
}

// demoLogin makes the visitor one of the demo's fictional people. Outside the demo there are none, and the address does not exist.
func (r *request) demoLogin() error {
	if r.Demo == nil {
		return unknownAddress()
	}
	id := identity.PersonID(r.FormValue("person"))
	for _, p := range r.Demo.People {
		if p.ID != id {
			continue
		}
		if err := r.logIn(session.Login{Person: p.ID, Officer: p.Officer, Assurance: identity.AssuranceSubstantial}); err != nil {
			return err
		}
		home := web.PathCases
		if p.Officer {
			home = web.PathDesk
		}
		return r.seeOther(local(r.FormValue("next"), home))
	}
	return unknownAddress()
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
