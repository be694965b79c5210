package portal

import (
	"context"
	"errors"
	"slices"
	"time"

	"forvag/internal/casework"
	"forvag/internal/fault"
	"forvag/internal/identity"
	"forvag/internal/locale"
	"forvag/lifeevents"
	"forvag/portal/draft"
	"forvag/web"
)

// consent is what a form needs before it is sent, where guardians decide together and it was begun from an offer.
type consent struct {
	rec  lifeevents.Record
	rule *lifeevents.Rule
	// others are the child's other guardians today, whose yes is needed. Withheld says that the guardians may know nothing of each other: an officer sees to it.
	others   []identity.PersonID
	withheld bool
}

// consentOf is what a form needs before it is sent; nil where its sender's own word is enough: it was begun from no such offer, the offer is over, or there is no other
// guardian.
func (r *caller) consentOf(f *filling) (*consent, error) {
	if f.service.CoGuardian == nil || r.principal.Kind != identity.Resident || f.draft.ID == "" {
		return nil, nil
	}
	rec, found, err := r.Offers.Held(r.ctx(), f.draft.ID)
	if err != nil || !found || rec.Receiver != r.principal.Actor || rec.Subject != f.chosenChild() {
		return nil, err
	}
	rule := r.Book.Rule(rec.Rule)
	open := rec.State == lifeevents.Open || rec.State == lifeevents.Awaiting || rec.State == lifeevents.Agreed
	if rule == nil || rule.Consent == nil || !open || !slices.ContainsFunc(rule.Accept, func(w lifeevents.Way) bool { return w.Service == f.service.ID }) {
		return nil, nil
	}
	c := &consent{rec: rec, rule: rule}
	if c.others, c.withheld, err = r.otherGuardians(rec.Subject); err != nil || len(c.others) == 0 && !c.withheld {
		return nil, err
	}
	return c, nil
}

// otherGuardians are a child's guardians today but for the reader, who is one; withheld says that they may know nothing of each other.
func (r *caller) otherGuardians(child identity.PersonID) (others []identity.PersonID, withheld bool, err error) {
	if withheld, err = r.Residents.Protected(r.ctx(), child, r.principal.Actor); err != nil || withheld {
		return nil, withheld, err
	}
	guardians, withheld, err := r.Residents.OtherGuardians(r.ctx(), child, r.principal.Actor, r.today())
	if errors.Is(err, fault.NotFound) { // no guardian any more: the form says so
		return nil, false, nil
	}
	for _, g := range guardians {
		others = append(others, g.ID)
	}
	if err == nil && !withheld {
		withheld, err = r.Residents.Protected(r.ctx(), others...)
	}
	return others, withheld, err
}

// awaitOthers lets a form that is ready to be sent wait for the other guardian's yes; false where it is to be sent at once.
func (r *request) awaitOthers(f *filling) (waits bool, err error) {
	c, err := r.consentOf(f)
	if err != nil || c == nil {
		return false, err
	}
	if c.withheld {
		if err := r.Offers.HandOver(r.ctx(), c.rec.ID, []identity.PersonID{r.principal.Actor}, r.now); err != nil {
			return false, err
		}
		return true, r.seeOther(offerPath(c.rec.ID))
	}
	if err := r.Drafts.Save(r.ctx(), f.owner, f.draft); err != nil { // kept from today
		return false, err
	}
	hold := lifeevents.Hold{Draft: f.draft.ID, Others: c.others, On: r.today(), Until: c.rule.Consent.Answer.After(r.today())}
	if err := r.Offers.Hold(r.ctx(), r.principal.Actor, c.rec.ID, hold, r.now); err != nil && !errors.Is(err, fault.Exists) {
		return false, err
	}
	return true, r.seeOther(offerPath(c.rec.ID)) // which says how it stands, or asks for a yes to the other's form
}

// waits is answered by the offer whose form waits for another's yes.
type waits struct{ offer string }

func (waits) Error() string { return "the form waits for another guardian" }

// untouched refuses to go on with a form that waits for another guardian's yes: what was shown to them is what is sent.
func (r *request) untouched(d *draft.Draft) error {
	s := r.Catalog.Service(d.Service)
	if s == nil || s.CoGuardian == nil || r.principal.Kind != identity.Resident {
		return nil
	}
	rec, found, err := r.Offers.Held(r.ctx(), d.ID)
	if err == nil && found && rec.Others != nil && (rec.State == lifeevents.Awaiting || rec.State == lifeevents.Agreed) {
		return waits{offer: offerPath(rec.ID)}
	}
	return err
}

// togetherOffer tells the reader of an offer that guardians decide together how it stands, and lets them answer what another has filled in.
func (r *request) togetherOffer(view *web.OfferPage, rec *lifeevents.Record, rule *lifeevents.Rule) error {
	if rule.Consent == nil {
		return nil
	}
	for _, law := range rule.Consent.Law {
		view.Law = append(view.Law, web.LawRef{Text: law})
	}
	view.TakeBack = rec.State == lifeevents.Awaiting && rec.Others != nil
	if rec.State != lifeevents.Open {
		return nil
	}
	others, withheld, err := r.otherGuardians(rec.Subject)
	if err != nil || withheld || len(others) == 0 {
		return err
	}
	if !rec.Asks() {
		view.More = append(view.More, r.t("life.consent.both"))
		return nil
	}
	holder, found, err := r.Offers.Beside(r.ctx(), *rec)
	if err != nil || !found {
		return err
	}
	view.Agree = &web.OfferAgreement{Text: r.t("life.consent.asked", locale.Date(r.lang, rec.Until))}
	view.Agree.Facts, err = r.formShown(holder, rule)
	return err
}

// formShown is what a guardian's form says of what the guardians decide together, and nothing else of it.
func (r *request) formShown(holder lifeevents.Record, rule *lifeevents.Rule) ([]web.Fact, error) {
	f, err := r.Site.held(r.ctx(), r.now, r.lang, holder)
	if err != nil {
		return nil, err
	}
	facts := []web.Fact{{Label: r.t("life.consent.about"), Value: f.service.Title.In(r.lang)}}
	for i := range f.service.Pages {
		for j := range f.service.Pages[i].Fields {
			field := &f.service.Pages[i].Fields[j]
			if a, ok := f.answers[field.ID]; ok && !field.Sensitive && slices.Contains(rule.Consent.Shows, field.ID) {
				facts = append(facts, web.Fact{Label: field.Label.In(r.lang), Value: r.answerWords(field, a)})
			}
		}
	}
	return facts, nil
}

// agreeTogether takes the reader's yes to another guardian's form. Where the register no longer lets the two know of each other an officer sees to it.
func (r *request) agreeTogether(rec *lifeevents.Record) error {
	_, withheld, err := r.otherGuardians(rec.Subject)
	if err != nil {
		return err
	}
	if withheld {
		err = r.Offers.HandOver(r.ctx(), rec.ID, []identity.PersonID{r.principal.Actor}, r.now)
	} else {
		err = r.Offers.Agree(r.ctx(), r.principal.Actor, rec.ID, r.now)
	}
	if err != nil {
		return err
	}
	return r.seeOther(offerPath(rec.ID))
}

// asHolder is the guardian whose form waits, as the one who sends it. They were logged in as strongly as the service asks when they filled it in.
func (s *Site) asHolder(ctx context.Context, now time.Time, lang locale.Lang, rec lifeevents.Record) *caller {
	c := &caller{Site: s, within: ctx, lang: lang, now: now}
	c.principal = identity.Principal{Kind: identity.Resident, Actor: rec.Receiver, Assurance: identity.AssuranceHigh, On: c.today()}
	return c
}

// held reads the form that waits: fault.NotFound where it is there no more.
func (s *Site) held(ctx context.Context, now time.Time, lang locale.Lang, rec lifeevents.Record) (*filling, error) {
	owner := draft.Owner{Person: string(rec.Receiver)}
	d, err := s.Drafts.Get(ctx, owner, rec.Draft)
	if err != nil {
		return nil, err
	}
	c := s.asHolder(ctx, now, lang, rec)
	f := &filling{draft: d, owner: owner, waitsSince: rec.Since}
	if f.service = s.Catalog.Service(d.Service); f.service == nil {
		return nil, fault.New(fault.Gone, "portal.error.service_gone")
	}
	if f.applicant, err = c.applicant(f.service); err != nil {
		return nil, err
	}
	return f, f.read(c)
}

// FormSent notes the case of a form that has been sent in, where that was stopped halfway, and says whether it has.
func (s *Site) FormSent(ctx context.Context, now time.Time, rec lifeevents.Record) (sent bool, err error) {
	d, err := s.Drafts.Get(ctx, draft.Owner{Person: string(rec.Receiver)}, rec.Draft)
	if errors.Is(err, fault.NotFound) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	made := casework.CaseID(d.Case)
	if !d.Sent() {
		if made, err = s.Cases.Submitted(ctx, s.asHolder(ctx, now, locale.SV, rec).principal, d.Key); err != nil || made == "" {
			return false, err
		}
	}
	return true, s.Offers.Accept(ctx, rec.Draft, string(made), now)
}

// SendHeld sends the form in to which every guardian has said yes, once, with all of them as parties. The errors are those of Send, fault.NotFound where the form is
// gone, and fault.Forbidden where somebody in it has come under protection.
func (s *Site) SendHeld(ctx context.Context, now time.Time, rec lifeevents.Record) error {
	contact, err := s.Residents.Contact(ctx, rec.Receiver)
	if err != nil {
		return err
	}
	lang := contact.Language
	if lang == "" {
		lang = locale.SV
	}
	f, err := s.held(ctx, now, lang, rec)
	if err != nil {
		return err
	}
	made := f.draft.Case
	if !f.draft.Sent() {
		c := s.asHolder(ctx, now, lang, rec)
		all, err := c.sending(f)
		if err != nil {
			return err
		}
		if all.own.Protected {
			return fault.New(fault.Forbidden, "access.forbidden")
		}
		for i := range all.own.Parties {
			if p := &all.own.Parties[i]; p.Role == identity.Informed && slices.Contains(rec.Others, p.Person) {
				p.Role = identity.CoGuardian
			}
		}
		receipt, err := c.send(all)
		if err != nil {
			return err
		}
		made = string(receipt.Case)
	}
	if err := s.Offers.Accept(ctx, rec.Draft, made, now); err != nil || f.draft.Sent() {
		return err
	}
	return s.Drafts.MarkSent(ctx, f.owner, f.draft, made, s.sealKey(f.draft))
}
