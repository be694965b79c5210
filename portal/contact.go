package portal

import (
	"cmp"
	"errors"
	"strings"

	"github.com/gofiber/fiber/v2"

	"forvag/internal/civil"
	"forvag/internal/fault"
	"forvag/internal/locale"
	"forvag/notify"
	"forvag/web"
)

// contactPath is where an address is verified.
const contactPath = web.PathContact + "/:way"

// contactWay is one of the channels that have an address, as a page names it.
type contactWay struct {
	channel notify.Channel
	path    string
	icon    web.Icon
	kind    web.TextKind
}

var contactWays = []contactWay{
	{notify.Mail, web.PathContact + "/epost", web.IconMail, web.TextEmail},
	{notify.SMS, web.PathContact + "/mobil", web.IconPhone, web.TextPhone},
}

// words are the channel's own, by what they are: "title", "lead", "label".
func (w contactWay) words(r *request, what string) string {
	return r.t("contact." + string(w.channel) + "." + what)
}

// contactWay is the one that a page is about: fault.NotFound where the municipality does not have it.
func (r *request) contactWay() (contactWay, error) {
	for _, w := range contactWays {
		if strings.HasSuffix(w.path, "/"+r.Params("way")) && r.has(w.channel) {
			return w, nil
		}
	}
	return contactWay{}, fault.New(fault.NotFound, "portal.error.not_found")
}

// has says whether the municipality tells people on a channel.
func (r *request) has(c notify.Channel) bool {
	return r.Notify.Mode != notify.Off && r.Notify.Routes[c] != nil
}

// tellContacts are the reader's addresses, where messages may go to them.
func (r *request) tellContacts(protected bool) (all []web.TellContact, err error) {
	for _, w := range contactWays {
		if protected || !r.has(w.channel) {
			continue
		}
		d, err := r.Contacts.Detail(r.ctx(), r.principal.Actor, w.channel)
		if err != nil {
			return nil, err
		}
		c := web.TellContact{Icon: w.icon, Label: w.words(r, "label"), Value: d.Value, Action: web.Link{Href: w.path}}
		switch {
		case d.Value == "":
			c.Status, c.Action.Text = web.Status{Text: r.t("web.contact.missing")}, r.t("web.contact.add")
		case !d.Dead.IsZero():
			c.Status, c.Action.Text = web.Status{Text: r.t("web.contact.dead"), Tone: web.Danger}, r.t("web.contact.confirm")
		case d.Verified.IsZero():
			c.Status, c.Action.Text = web.Status{Text: r.t("web.contact.unverified"), Tone: web.Warning}, r.t("web.contact.confirm")
		default:
			c.Status, c.Action.Text = web.Status{Text: r.t("web.contact.verified"), Tone: web.Success}, r.t("web.contact.edit")
		}
		all = append(all, c)
	}
	return all, nil
}

// tellDead tells the reader, above the page, of an address of theirs that a message came back from.
func (r *request) tellDead() error {
	for _, w := range contactWays {
		if !r.has(w.channel) {
			continue
		}
		d, err := r.Contacts.Detail(r.ctx(), r.principal.Actor, w.channel)
		if err != nil {
			return err
		}
		if !d.Dead.IsZero() {
			r.notices = append(r.notices, web.Notice{Tone: web.Warning, Text: r.t("contact.dead", d.Value, locale.Date(r.lang, civil.Of(d.Dead))),
				Link: &web.Link{Href: w.path, Text: r.t("contact.dead.mend")}})
		}
	}
	return nil
}

// contact shows how far one of the reader's addresses is verified.
func (r *request) contact() error {
	w, err := r.contactWay()
	if err != nil {
		return err
	}
	return r.contactPage(fiber.StatusOK, w, nil, nil)
}

// contactPage shows it, with what is wrong by field, and what was written there.
func (r *request) contactPage(status int, w contactWay, wrong, written map[string]string) error {
	view := web.ContactPage{Heading: w.words(r, "title"), Lead: w.words(r, "lead"), Action: w.path}
	view.Address = web.TextField{Question: web.Question{Name: "address", Label: w.words(r, "label"), Error: wrong["address"]}, Kind: w.kind}
	for _, name := range []string{"code", "address"} {
		if wrong[name] != "" {
			view.Errors = append(view.Errors, web.FieldError{Field: "f-" + name, Text: wrong[name]})
		}
	}
	protected, err := r.Residents.Protected(r.ctx(), r.principal.Actor)
	if err != nil {
		return err
	}
	if protected {
		view.Off = r.t("web.contact.protected")
		return r.pageStatus(status, web.SectionAccount, view)
	}
	d, err := r.Contacts.Detail(r.ctx(), r.principal.Actor, w.channel)
	if err != nil {
		return err
	}
	view.Value, view.Address.Value, view.Verified = d.Value, d.Value, r.when(d.Verified)
	if text, posted := written["address"]; posted {
		view.Address.Value = text
	}
	if !r.sendsCodes() {
		view.Off = r.t("contact.off")
	} else if d.Code != nil {
		if _, posted := written["address"]; !posted {
			view.Address.Value = d.Code.To
		}
		view.Code = &web.ContactCode{To: d.Code.To, Until: locale.Clock(r.lang, d.Code.Until), Refused: d.Code.Refused, Field: web.TextField{Kind: web.TextCode,
			Question: web.Question{Name: "code", Label: r.t("contact.code.label"), Hint: r.t("contact.code.hint"), Error: wrong["code"]}, Value: written["code"]}}
		if r.Demo != nil && !r.Notify.Live() {
			l, err := r.Contacts.Letter(r.ctx(), d.Code.ID)
			if err != nil && !errors.Is(err, fault.NotFound) {
				return err
			}
			view.Code.Demo = l.Figures
		}
	}
	return r.pageStatus(status, web.SectionAccount, view)
}

// sendsCodes says whether a code reaches anybody: in a demonstration it is shown instead. Elsewhere a test installation verifies nothing, since its database
// may be used for real one day.
func (r *request) sendsCodes() bool { return r.Notify.Live() || r.Demo != nil }

// verifyContact has a code sent, takes one, or removes the address.
func (r *request) verifyContact() error {
	w, err := r.contactWay()
	if err != nil {
		return err
	}
	protected, err := r.Residents.Protected(r.ctx(), r.principal.Actor)
	if err != nil {
		return err
	}
	do := r.FormValue("do")
	switch {
	case do == "remove":
	case protected:
		return fault.New(fault.Illegal, "web.contact.protected")
	case !r.sendsCodes():
		return fault.New(fault.Illegal, "contact.off")
	}
	switch do {
	case "send":
		return r.sendCode(w, strings.TrimSpace(r.FormValue("address")))
	case "confirm":
		given := strings.TrimSpace(r.FormValue("code"))
		err := r.Contacts.Confirm(r.ctx(), r.principal.Actor, w.channel, given)
		if errors.Is(err, fault.Invalid) {
			return r.contactPage(fiber.StatusUnprocessableEntity, w, map[string]string{r.codeField(w): r.words(err)}, map[string]string{"code": given})
		}
		if err != nil {
			return err
		}
		next, err := r.waitingCode()
		if err != nil {
			return err
		}
		return r.done(cmp.Or(next, web.PathTell), "bekraftad")
	case "remove":
		if err := r.removeAddress(w); err != nil {
			return err
		}
		return r.done(web.PathTell, "adress-borta")
	default:
		return fault.New(fault.Invalid, "portal.error.form")
	}
}

// waitingCode is the page of an address that waits for its code still: who changed both on their own page is led from one to the other. Empty where none does.
func (r *request) waitingCode() (path string, err error) {
	for _, w := range contactWays {
		if !r.has(w.channel) {
			continue
		}
		d, err := r.Contacts.Detail(r.ctx(), r.principal.Actor, w.channel)
		if err != nil {
			return "", err
		}
		if d.Code != nil && !d.Code.Refused {
			return w.path, nil
		}
	}
	return "", nil
}

// codeField is where a fault of a code shows: at the code, or, where none can be written any longer, at the address that a new one goes to.
func (r *request) codeField(w contactWay) string {
	d, err := r.Contacts.Detail(r.ctx(), r.principal.Actor, w.channel)
	if err != nil || d.Code == nil {
		return "address"
	}
	return "code"
}

// missing is that nothing was written.
func (w contactWay) missing() error {
	if w.channel == notify.SMS {
		return fault.New(fault.Invalid, "contact.phone")
	}
	return fault.New(fault.Invalid, "contact.email")
}

// sendCode has a code sent to an address, which becomes the reader's when the code is written back.
func (r *request) sendCode(w contactWay, address string) error {
	err := w.missing()
	if address != "" {
		err = r.Contacts.AskAt(r.ctx(), r.principal.Actor, w.channel, address, r.lang)
	}
	status := fiber.StatusUnprocessableEntity
	switch {
	case err == nil:
		return r.seeOther(w.path)
	case errors.Is(err, fault.TooMany):
		status = fiber.StatusTooManyRequests
	case !errors.Is(err, fault.Invalid):
		return err
	}
	return r.contactPage(status, w, map[string]string{"address": r.words(err)}, map[string]string{"address": address})
}

// removeAddress takes away one of the reader's addresses, with one that waits for its code, and leaves the other as it is.
func (r *request) removeAddress(w contactWay) error {
	if err := r.Contacts.Withdraw(r.ctx(), r.principal.Actor, w.channel); err != nil {
		return err
	}
	d, err := r.Residents.Contact(r.ctx(), r.principal.Actor)
	if err != nil {
		return err
	}
	if w.channel == notify.SMS {
		d.Phone = ""
	} else {
		d.Email = ""
	}
	_, err = r.Residents.SetContact(r.ctx(), r.principal.Actor, d)
	return err
}
