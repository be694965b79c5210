package portal

import (
	"net/url"

	"forvag/internal/casework"
	"forvag/internal/catalog"
	"forvag/internal/fault"
	"forvag/internal/residents"
	"forvag/web"
)

// Companies and associations apply by organisation number: the case is the organisation's, and whoever signs for it on a day sees it that day.

// beginFor starts a form that only organisations fill in, for somebody who does not act for one yet: for the one that they sign for, or for the one that
// they first choose among several.
func (r *request) beginFor(service *catalog.Service, who applicant) error {
	switch len(who.orgs) {
	case 0:
		return fault.New(fault.Forbidden, "portal.error.no_organisation")
	case 1:
		if err := r.Sessions.ActFor(r.ctx(), r.session, who.orgs[0].ID); err != nil {
			return err
		}
		var err error
		if r.principal, err = r.principalOf(r.session); err != nil {
			return err
		}
		who.acting = who.orgs[0].ID
		return r.beginWith(service, who)
	default:
		return r.done(web.PathAccount+"?next="+url.QueryEscape("/tjanster/"+service.ID), "valj-forening")
	}
}

// organisationWords are what officers find an organisation's case by.
func organisationWords(o residents.Organisation) string { return o.Name + " " + o.Number.Digits() }

// wordsOf are what officers find a case by that they register for an organisation.
func (a *act) wordsOf(parties []casework.Party) (string, error) {
	for _, p := range parties {
		if p.Org != "" {
			o, err := a.Residents.Organisation(a.ctx(), p.Org)
			return organisationWords(o), err
		}
	}
	return "", nil
}
