package portal

import (
	"encoding/base64"
	"strings"

	"forvag/internal/casework"
	"forvag/internal/catalog"
	"forvag/internal/identity"
	"forvag/portal/draft"
)

// A form may be sent for somebody else: the field that the service calls its applicant names them, and the sender says that they are their agent (ombud).

// findHolder finds whom the form is sent for, and writes their opaque id into the answers: from then on the case knows them by it alone. Somebody whom
// the register does not have is made known to it, without a name: what the sender calls them stands in this case alone.
func (r *caller) findHolder(f *filling) (err error) {
	named := f.service.ApplicantIn(f.answers)
	if named == nil || named.Number.IsZero() {
		return nil
	}
	if named.ID, err = r.Residents.Outsider(r.ctx(), named.Number); err != nil {
		return err
	}
	f.holder, err = r.Residents.Person(r.ctx(), named.ID)
	return err
}

// forOther says whether the form is sent for somebody else. Who names themself applies for themself.
func (f *filling) forOther() bool {
	return f.service.ApplicantIn(f.answers) != nil && (f.holder.ID == "" || f.holder.ID != f.person.ID)
}

// agentParties are the sender of a form for somebody else, if they have logged in, and whom it is for.
func (r *caller) agentParties(f *filling) (parties []casework.Party, protected bool, err error) {
	concerned := []identity.PersonID{}
	if r.principal.Kind == identity.Resident {
		me := casework.Party{Person: f.person.ID, Role: identity.Sender}
		if f.acting != "" {
			me.Person, me.Org = "", f.acting
		}
		parties, concerned = append(parties, me), append(concerned, f.person.ID)
	}
	if f.holder.ID != "" {
		parties, concerned = append(parties, casework.Party{Person: f.holder.ID, Role: identity.Applicant}), append(concerned, f.holder.ID)
	}
	protected, err = r.Residents.Protected(r.ctx(), concerned...)
	return parties, protected, err
}

// writtenNames are what the sender of a form called those whom it is for. A number tells a sender nothing: neither whether the register knows it, nor
// what it calls the person.
func (c *caller) writtenNames(f *casework.File) map[identity.PersonID]string {
	out := map[identity.PersonID]string{}
	for _, a := range c.caseAnswers(f) {
		if a.Person != nil && a.Person.ID != "" {
			out[a.Person.ID] = a.Person.Name
		}
	}
	return out
}

// sealedNumber marks a personal number that a draft keeps under the installation's key.
const sealedNumber = "sealed:"

// numberPurpose names the key.
const numberPurpose = "number in a draft"

// takesNumber says whether a field's input holds the personal number of whom the form is for.
func takesNumber(s *catalog.Service, f *catalog.Field, name string) bool {
	return s.Names(f) && name == f.ID+".number"
}

// sealNumber hides a number before the draft is written.
func (s *Site) sealNumber(d *draft.Draft, written []string) []string {
	number := strings.TrimSpace(first(written))
	if number == "" || len(number) > 40 {
		return nil
	}
	return []string{sealedNumber + base64.RawURLEncoding.EncodeToString(s.Keys.Encrypt(numberPurpose, []byte(number), []byte(d.Key)))}
}

// openNumber is the number as it was written; empty where the draft's key is not the one that it was sealed for.
func (s *Site) openNumber(d *draft.Draft, written string) string {
	text, sealed := strings.CutPrefix(written, sealedNumber)
	if !sealed {
		return written
	}
	raw, err := base64.RawURLEncoding.DecodeString(text)
	if err != nil {
		return ""
	}
	number, err := s.Keys.Decrypt(numberPurpose, raw, []byte(d.Key))
	if err != nil {
		return ""
	}
	return string(number)
}
