package portal

import (
	"cmp"
	"errors"
	"slices"

	"forvag/internal/catalog"
	"forvag/internal/fault"
	"forvag/internal/rules"
	"forvag/lifeevents"
	"forvag/portal/draft"
	"forvag/web"
)

// waysOf lets the reader answer: what is not known is asked first, and then the ways to say yes are open.
func (r *request) waysOf(view *web.OfferPage, rec *lifeevents.Record, rule *lifeevents.Rule, words lifeevents.Words, wrong []string) error {
	facts := rule.Known(rec.Why, rec.Asked)
	d := rule.Decide(facts)
	if d.Outcome == rules.No {
		text := r.t("life.over.no")
		for _, step := range d.Trace {
			if step.Outcome == rules.No {
				text = words.In(step.Words, r.lang) + " " + text
			}
		}
		view.Over = &web.Notice{Tone: web.Info, Text: text}
		return nil
	}
	for _, id := range d.Missing {
		if f := rule.Fact(id); f != nil && f.From == lifeevents.FromAsk {
			field := r.offerQuestion(f, words, slices.Contains(wrong, id))
			view.Ask = append(view.Ask, field)
			if slices.Contains(wrong, id) {
				view.Errors = append(view.Errors, web.FieldError{Field: field.ID(), Text: r.t("life.answer_missing")})
			}
		}
	}
	if len(view.Ask) > 0 {
		return nil
	}
	if d, err := r.offerDraft(rec); err != nil {
		return err
	} else if d != nil {
		view.Draft = &web.Link{Text: r.t("life.continue"), Href: "/ansok/" + d.ID}
	}
	for _, way := range rule.Open(facts) {
		s := r.Catalog.Service(way.Service)
		if s == nil {
			continue
		}
		view.Ways = append(view.Ways, web.OfferWay{Service: s.ID, Label: cmp.Or(words.In(way.Label, r.lang), s.Title.In(r.lang)), Text: s.Summary.In(r.lang)})
	}
	return nil
}

// offerQuestion asks for a fact.
func (r *request) offerQuestion(f *lifeevents.Fact, words lifeevents.Words, missing bool) web.Field {
	q := web.Question{Name: f.ID, Label: words.In(f.Ask, r.lang), Hint: words.In(f.Hint, r.lang)}
	if missing {
		q.Error = r.t("life.answer_missing")
	}
	switch f.Type {
	case rules.Int:
		return web.NumberField{Question: q}
	case rules.Date:
		return web.DateField{Question: q}
	case rules.Enum:
		field := web.ChoiceField{Question: q}
		for i, value := range f.Values {
			field.Options = append(field.Options, web.Option{Value: value, Label: f.Labels[i].In(r.lang)})
		}
		return field
	default:
		return web.ChoiceField{Question: q, Options: []web.Option{{Value: "true", Label: r.t("life.yes")}, {Value: "false", Label: r.t("life.no")}}}
	}
}

// offerDraft is the form that was begun from an offer; nil where there is none any more.
func (r *request) offerDraft(rec *lifeevents.Record) (*draft.Draft, error) {
	owner, ok := r.owner()
	if rec.Draft == "" || !ok {
		return nil, nil
	}
	d, err := r.Drafts.Get(r.ctx(), owner, rec.Draft)
	if errors.Is(err, fault.NotFound) {
		return nil, nil
	}
	return d, err
}

// rest is how long an offer rests when its reader asks for that, and lastDays how many days before its end it is shown again at the latest.
const (
	rest     = 30
	lastDays = 7
)

// answerLifeOffer takes the reader's answer to an offer.
func (r *request) answerLifeOffer() error {
	rec, rule, err := r.theirs()
	if err != nil {
		return err
	}
	name, err := r.toldOf(rule, &rec)
	if err != nil {
		return err
	}
	again := r.FormValue("do") == "agree" && !rec.Since.IsZero() // a tap that came twice
	takesBack := rec.State == lifeevents.Awaiting && r.FormValue("do") == "decline"
	if rec.Sight(r.today(), name != "") < lifeevents.Answerable && !(name != "" && (again || takesBack)) {
		return r.offerPage(409, &rec, rule, nil)
	}
	me := r.principal.Actor
	if way := r.FormValue("way"); way != "" {
		return r.accept(&rec, rule, way)
	}
	switch r.FormValue("do") {
	case "answer":
		return r.answerQuestions(&rec, rule)
	case "agree":
		return r.agreeTogether(&rec)
	case "decline":
		if err := r.Offers.Decline(r.ctx(), me, rec.ID, r.now); err != nil {
			return err
		}
		return r.done(web.PathOffers, "erbjudande-svarat")
	case "later":
		until := r.today().AddDays(rest)
		if last := rec.Until.AddDays(-lastDays); !rec.Until.IsZero() && last.Before(until) {
			until = last
		}
		if !until.After(r.today()) {
			return fault.New(fault.Illegal, "life.too_late")
		}
		if err := r.Offers.Postpone(r.ctx(), me, rec.ID, until); err != nil {
			return err
		}
		return r.done(web.PathOffers, "erbjudande-senare")
	case "never":
		if err := r.Offers.LeaveAlone(r.ctx(), me, rule.ID, r.now); err != nil {
			return err
		}
		return r.done(web.PathOffers, "erbjudande-aldrig")
	default:
		return fault.New(fault.Invalid, "portal.error.form")
	}
}

// answerQuestions keeps what the reader answered to what the offer asks.
func (r *request) answerQuestions(rec *lifeevents.Record, rule *lifeevents.Rule) error {
	var wrong []string
	if rec.Asked == nil {
		rec.Asked = map[string][]string{}
	}
	for _, id := range rule.Decide(rule.Known(rec.Why, rec.Asked)).Missing {
		if f := rule.Fact(id); f == nil || f.From != lifeevents.FromAsk {
			continue
		}
		written := []string{r.FormValue(id)}
		if _, ok := rule.ReadAnswer(id, written); !ok {
			wrong = append(wrong, id)
			continue
		}
		rec.Asked[id] = written
	}
	if len(wrong) > 0 {
		return r.offerPage(422, rec, rule, wrong)
	}
	if err := r.Offers.Answer(r.ctx(), r.principal.Actor, rec.ID, rec.Asked); err != nil {
		return err
	}
	return r.seeOther(offerPath(rec.ID))
}

// accept opens the form of one of the offer's ways, with what is known filled in. A form that was begun from it before is gone on with. Where nothing is
// left to ask it is ready to be looked through and sent.
func (r *request) accept(rec *lifeevents.Record, rule *lifeevents.Rule, service string) error {
	facts := rule.Known(rec.Why, rec.Asked)
	open := rule.Open(facts)
	i := slices.IndexFunc(open, func(w *lifeevents.Way) bool { return w.Service == service })
	s := r.Catalog.Service(service)
	if i < 0 || s == nil {
		return fault.New(fault.NotFound, "portal.error.service")
	}
	d, err := r.offerDraft(rec)
	if err != nil {
		return err
	}
	if d != nil && d.Service == service {
		return r.seeOther("/ansok/" + d.ID)
	}
	who, err := r.applicant(s)
	if err != nil {
		return err
	}
	f, err := r.prefilled(s, who, open[i].Filled(rec.Subject, r.today(), facts))
	if err != nil {
		return err
	}
	if first(r.posted[beginNew]) == "" && rec.Subject != "" {
		if begun, err := r.begunFor(f.owner, s, rec.Subject, offerPath(rec.ID)); err != nil || begun {
			return err
		}
	}
	begun, err := r.Drafts.Start(r.ctx(), f.owner, s.ID, s.Hash, f.draft.Values)
	if err != nil {
		return err
	}
	if err := r.Offers.Begin(r.ctx(), r.principal.Actor, rec.ID, begun.ID); err != nil {
		return err
	}
	f.draft = begun
	if len(f.faults) == 0 {
		return r.seeOther(f.path("/granska"))
	}
	return r.seeOther(f.path(""))
}

// prefilled is a form as it reads with what the registers and an offer know, before anybody has written in it.
func (r *request) prefilled(s *catalog.Service, who applicant, known map[string][]string) (*filling, error) {
	owner, ok := r.owner()
	if !ok {
		return nil, fault.New(fault.Forbidden, "portal.error.as_resident")
	}
	f, err := r.filled(s, who, Form{Service: s.ID, Lang: r.lang, Values: known})
	if err != nil {
		return nil, err
	}
	f.owner = owner
	return f, nil
}
