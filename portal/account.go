package portal

import (
	"errors"
	"net/url"
	"strings"

	"forvag/internal/fault"
	"forvag/internal/identity"
	"forvag/internal/residents"
	"forvag/notify"
	"forvag/web"
)

// account is the reader's own page.
func (r *request) account() error {
	contact, err := r.Residents.Contact(r.ctx(), r.principal.Actor)
	if err != nil {
		return err
	}
	contact.Phone = phoneWords(contact.Phone)
	return r.accountPage(200, contact, nil)
}

func (r *request) accountPage(status int, contact residents.Contact, wrong map[string]string) error {
	me, err := r.Residents.Person(r.ctx(), r.principal.Actor)
	if err != nil {
		return err
	}
	number, err := r.Residents.Number(r.ctx(), me.ID)
	if err != nil && !errors.Is(err, fault.NotFound) {
		return err
	}
	view := web.AccountPage{
		Name: me.Name(), Number: number.String(), Level: r.t("portal.login.level", int(r.principal.Assurance)), Action: web.PathAccount,
		Email: web.TextField{Question: web.Question{Name: "email", Label: r.t("portal.account.email"), Error: wrong["email"], Optional: true}, Kind: web.TextEmail, Value: contact.Email},
		Phone: web.TextField{Question: web.Question{Name: "phone", Label: r.t("portal.account.phone"), Error: wrong["phone"], Optional: true}, Kind: web.TextPhone, Value: contact.Phone},
	}
	for _, name := range []string{"email", "phone"} {
		if wrong[name] != "" {
			view.Errors = append(view.Errors, web.FieldError{Field: "f-" + name, Text: wrong[name]})
		}
	}
	if a, err := r.Residents.Address(r.ctx(), me.Address); err == nil && !me.IsProtected() {
		view.Address = web.Paragraphs{a.Full()}
	} else if err != nil && !errors.Is(err, fault.NotFound) {
		return err
	}
	if view.ActsFor, err = r.mandates(me); err != nil {
		return err
	}
	permits, err := r.Cases.Permits(r.ctx(), r.principal)
	if err != nil {
		return err
	}
	view.Permits = r.permits(permits, names{unknown: me.Name()})
	return r.pageStatus(status, web.SectionAccount, view)
}

// mandates are those whom the reader may act for: themselves, and the organisations that they sign for.
func (r *request) mandates(me residents.Person) ([]web.ActFor, error) {
	orgs, err := r.Residents.Organisations(r.ctx(), me.ID, r.today())
	if err != nil || len(orgs) == 0 {
		return nil, err
	}
	acting, next := r.principal.Acting().Org, ""
	if to := local(r.Query("next"), ""); to != "" {
		next = "&next=" + url.QueryEscape(to)
	}
	out := []web.ActFor{{Name: me.Name(), Text: r.t("portal.account.self"), Action: "/konto/foretrad", Current: acting == ""}}
	for _, o := range orgs {
		out = append(out, web.ActFor{Name: o.Name, Text: r.t("portal.account.signatory"), Action: "/konto/foretrad?org=" + string(o.ID) + next, Current: acting == o.ID})
	}
	return out, nil
}

// saveAccount keeps how the reader wants to be reached.
func (r *request) saveAccount() error {
	contact := residents.Contact{Email: strings.TrimSpace(r.FormValue("email")), Phone: strings.TrimSpace(r.FormValue("phone")), Language: r.lang}
	wrong := map[string]string{}
	if _, err := residents.ParseEmail(contact.Email); err != nil {
		wrong["email"] = r.words(err)
	}
	if _, err := residents.ParsePhone(contact.Phone); err != nil {
		wrong["phone"] = r.words(err)
	}
	if len(wrong) > 0 {
		return r.accountPage(422, contact, wrong)
	}
	written := contact
	asked, wrong, err := r.keepVerified(&contact)
	if err != nil {
		return err
	}
	for _, w := range contactWays { // an address that is taken away does not come back by a code that waits
		if w.channel == notify.Mail && written.Email == "" || w.channel == notify.SMS && written.Phone == "" {
			if err := r.Contacts.Withdraw(r.ctx(), r.principal.Actor, w.channel); err != nil {
				return err
			}
		}
	}
	if _, err := r.Residents.SetContact(r.ctx(), r.principal.Actor, contact); err != nil {
		return err
	}
	switch {
	case len(wrong) > 0:
		return r.accountPage(422, written, wrong)
	case asked != "":
		return r.seeOther(asked)
	}
	return r.done(web.PathAccount, "sparat")
}

// keepVerified leaves in contact the addresses that are verified, where others were written in their place, and has a code sent to those: until it is written
// back, what must reach the reader goes where it did. asked is where the code is written; empty where none was sent. wrong says by field why one was not.
func (r *request) keepVerified(contact *residents.Contact) (asked string, wrong map[string]string, err error) {
	protected, err := r.Residents.Protected(r.ctx(), r.principal.Actor)
	if err != nil || protected || !r.sendsCodes() {
		return "", nil, err
	}
	wrong = map[string]string{}
	for _, w := range contactWays {
		name, written, parse := "email", &contact.Email, residents.ParseEmail
		if w.channel == notify.SMS {
			name, written, parse = "phone", &contact.Phone, residents.ParsePhone
		}
		if *written == "" || !r.has(w.channel) {
			continue
		}
		d, err := r.Contacts.Detail(r.ctx(), r.principal.Actor, w.channel)
		if err != nil {
			return "", nil, err
		}
		now, err := parse(*written)
		if err != nil {
			return "", nil, err
		}
		if d.Verified.IsZero() || now == d.Value {
			continue
		}
		err = r.Contacts.AskAt(r.ctx(), r.principal.Actor, w.channel, now, r.lang)
		switch {
		case errors.Is(err, fault.TooMany), errors.Is(err, fault.Invalid):
			wrong[name] = r.words(err)
		case err != nil:
			return "", nil, err
		case asked == "":
			asked = w.path
		}
		*written = d.Value
	}
	return asked, wrong, nil
}

// words are an error's for the reader; empty where it has none.
func (r *request) words(err error) string {
	key, args, ok := fault.Words(err)
	if !ok {
		return ""
	}
	return r.t(key, args...)
}

// actFor has the reader act for an organisation that they sign for, or for themselves again.
func (r *request) actFor() error {
	org := identity.OrgID(r.Query("org"))
	if org != "" {
		signs, err := r.Residents.SignsFor(r.ctx(), r.principal.Actor, org, r.today())
		if err != nil {
			return err
		}
		if !signs {
			return fault.New(fault.NotFound, "portal.error.not_found")
		}
	}
	if err := r.Sessions.ActFor(r.ctx(), r.session, org); err != nil {
		return err
	}
	return r.seeOther(local(r.Query("next"), web.PathCases))
}
