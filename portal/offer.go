package portal

import (
	"cmp"
	"slices"

	"forvag/internal/civil"
	"forvag/internal/fault"
	"forvag/internal/locale"
	"forvag/internal/rules"
	"forvag/lifeevents"
	"forvag/notify"
	"forvag/web"
)

// offerPath is where an offer is read.
func offerPath(id string) string { return web.PathOffers + "/" + id }

// theirs is the offer of the address and its rule: fault.NotFound for one that is not the reader's, and fault.Gone where there is no such rule any more.
func (r *request) theirs() (lifeevents.Record, *lifeevents.Rule, error) {
	rec, err := r.Offers.Get(r.ctx(), r.principal.Actor, r.Params("proposal"))
	if err != nil {
		return rec, nil, err
	}
	rule := r.Book.Rule(rec.Rule)
	if rule == nil {
		return rec, nil, fault.New(fault.Gone, "life.gone")
	}
	return rec, rule, nil
}

// offer shows one.
func (r *request) offer() error {
	rec, rule, err := r.theirs()
	if err != nil {
		return err
	}
	if rec.Seen.IsZero() {
		if err := r.Offers.See(r.ctx(), r.principal.Actor, rec.ID, r.now); err != nil {
			return err
		}
	}
	if _, err := r.Notify.Store.Read(r.ctx(), r.principal.Actor, notify.OfEffect(rec.ID), lifeevents.ToldEnded, r.now); err != nil {
		return err
	}
	return r.offerPage(200, &rec, rule, nil)
}

// offerPage shows an offer; wrong are the questions that were not answered.
func (r *request) offerPage(status int, rec *lifeevents.Record, rule *lifeevents.Rule, wrong []string) error {
	name, err := r.toldOf(rule, rec)
	if err != nil {
		return err
	}
	sight := rec.Sight(r.today(), name != "")
	if sight < lifeevents.Past {
		return r.oldOffer(status, rec)
	}
	words := r.lifeWords(rec, name)
	say := func(t locale.Text) string { return words.In(t, r.lang) }
	view := web.OfferPage{Name: say(rule.Texts.Title), Kind: r.offerKind(rec), Lead: say(rule.Texts.Lead), Sent: r.when(rec.Made), Until: r.day(rec.Until),
		Action: offerPath(rec.ID), Decline: r.t("life.decline"), Later: rec.Kind == lifeevents.Offer, Why: paragraphs(say(rule.Why))}
	for _, more := range rule.Texts.More {
		view.More = append(view.More, say(more))
	}
	for _, law := range rule.Law {
		view.Law = append(view.Law, web.LawRef{Text: law})
	}
	view.Read = r.reading(rule)
	view.Grounds, view.Facts = r.grounds(rec, rule, words)
	if rec.Kind == lifeevents.Reminder {
		view.Decline = r.t("life.read")
	}
	for _, one := range []struct {
		key  string
		text locale.Text
	}{{"life.if_yes", rule.Texts.Yes}, {"life.if_no", rule.Texts.No}, {"life.if_nothing", rule.Texts.Nothing}} {
		if text := say(one.text); text != "" {
			view.Outcome = append(view.Outcome, web.Fact{Label: r.t(one.key), Value: text})
		}
	}
	if err := r.togetherOffer(&view, rec, rule); err != nil {
		return err
	}
	if sight < lifeevents.Answerable {
		_, text := r.fate(rec)
		view.Over = &web.Notice{Tone: web.Info, Text: text}
		if rec.Case != "" {
			view.Case = &web.Link{Text: r.t("life.see_case"), Href: web.PathCases + "/" + rec.Case}
			view.Read = append(r.others(rec, rule, words), view.Read...)
		}
		return r.pageStatus(status, web.SectionCases, view)
	}
	if view.Agree != nil {
		view.Later, view.Decline = false, r.t("life.consent.no")
		return r.pageStatus(status, web.SectionCases, view)
	}
	if err := r.waysOf(&view, rec, rule, words, wrong); err != nil {
		return err
	}
	return r.pageStatus(status, web.SectionCases, view)
}

// oldOffer shows what became of an offer whose subject the reader may no longer be told of, and nothing of what it said.
func (r *request) oldOffer(status int, rec *lifeevents.Record) error {
	_, text := r.fate(rec)
	if rec.Waits(r.today()) {
		text = r.t("life.over.ground")
	}
	view := web.OfferPage{Name: r.t("life.old"), Kind: r.offerKind(rec), Sent: r.when(rec.Made), Action: offerPath(rec.ID), Over: &web.Notice{Tone: web.Info, Text: text}}
	if rec.Case != "" {
		view.Case = &web.Link{Text: r.t("life.see_case"), Href: web.PathCases + "/" + rec.Case}
	}
	return r.pageStatus(status, web.SectionCases, view)
}

// others are the services of a package, once one of its ways has become a case.
func (r *request) others(rec *lifeevents.Record, rule *lifeevents.Rule, words lifeevents.Words) (links []web.Link) {
	open := rule.Open(rule.Known(rec.Why, rec.Asked))
	if len(open) < 2 {
		return nil
	}
	for _, way := range open {
		if s := r.Catalog.Service(way.Service); s != nil {
			links = append(links, web.Link{Text: cmp.Or(words.In(way.Label, r.lang), s.Title.In(r.lang)), Href: servicePath(s)})
		}
	}
	return links
}

// reading are the articles and links that a rule points to.
func (r *request) reading(rule *lifeevents.Rule) (links []web.Link) {
	for _, id := range rule.Read {
		if a := r.article(id); a != nil {
			links = append(links, web.Link{Text: a.Title, Href: ArticlePath(a.ID)})
		} else if l := r.Directory.Link(id); l != nil {
			links = append(links, web.Link{Text: l.Title.In(r.lang), Href: web.PathLinks + "/" + l.ID})
		}
	}
	return links
}

// grounds tells what an effect rests on, as it was when it was made: the conditions, and the facts with where they come from.
func (r *request) grounds(rec *lifeevents.Record, rule *lifeevents.Rule, words lifeevents.Words) (met []web.Condition, facts []web.OfferFact) {
	for _, reason := range rec.Why.Conditions {
		c := web.Condition{State: web.ConditionUnknown, Text: words.In(reason.Words, r.lang), Law: reason.Law}
		switch reason.Outcome {
		case rules.Yes:
			c.State = web.ConditionMet
		case rules.No:
			c.State = web.ConditionNotMet
		}
		if c.Text != "" {
			met = append(met, c)
		}
	}
	for _, known := range rec.Why.Facts {
		if f := rule.Fact(known.ID); f != nil {
			facts = append(facts, web.OfferFact{Label: r.factLabel(f), Value: r.factValue(f, known.Value), Source: r.t("life.source." + string(f.From))})
		}
	}
	return met, facts
}

// factLabel is what a fact is called for the reader.
func (r *request) factLabel(f *lifeevents.Fact) string {
	if label := f.Label.In(r.lang); label != "" || f.From != lifeevents.FromRegister {
		return cmp.Or(label, f.Ask.In(r.lang))
	}
	return r.t("life.fact." + f.ID)
}

func (r *request) factValue(f *lifeevents.Fact, value string) string {
	switch value {
	case "true":
		return r.t("life.yes")
	case "false":
		return r.t("life.no")
	}
	if i := slices.Index(f.Values, value); i >= 0 && i < len(f.Labels) {
		return f.Labels[i].In(r.lang)
	}
	if d, err := civil.Parse(value); err == nil {
		return locale.Date(r.lang, d)
	}
	return value
}
