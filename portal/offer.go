package portal

import (
	"cmp"
	"errors"
	"slices"

	"forvag/internal/catalog"
	"forvag/internal/civil"
	"forvag/internal/fault"
	"forvag/internal/locale"
	"forvag/internal/residents"
	"forvag/internal/rules"
	"forvag/lifeevents"
	"forvag/portal/draft"
	"forvag/web"
)

// offerPath is where an offer is read.
func offerPath(id string) string { return web.PathOffers + "/" + id }

// toldOf is what an offer's subject is called for the reader, where the reader may still be told of them; empty where not. It is asked at each reading, for
// what was so when the offer was made may be so no more: a guardian still is one, who shares a home still does, and no protected identity has come near.
func (r *caller) toldOf(rule *lifeevents.Rule, rec *lifeevents.Record) (string, error) {
	me := r.principal.Actor
	subject, err := r.Residents.Person(r.ctx(), rec.Subject)
	if errors.Is(err, fault.NotFound) {
		return "", nil
	}
	if err != nil || rec.Subject == me {
		return subject.Given, err
	}
	if protected, err := r.Residents.Protected(r.ctx(), me, rec.Subject); err != nil || protected {
		return "", err
	}
	var still bool
	switch rule.To {
	case lifeevents.ToHome:
		var home []residents.Person // the dead have the home that they had
		home, err = r.Residents.Household(r.ctx(), rec.Subject)
		still = slices.ContainsFunc(home, func(p residents.Person) bool { return p.ID == me })
	default: // guardians, and a new one, whom the event names
		still, err = r.guards(rule, subject)
	}
	if err != nil || !still {
		return "", err
	}
	return subject.Given, nil
}

// guards says whether the reader is guardian of a child, and no other guardian is to be kept from what is told of them. Who was guardian until the child
// came of age may go on reading what was told to both on that day.
func (r *caller) guards(rule *lifeevents.Rule, child residents.Person) (bool, error) {
	on := r.today()
	if last := child.Born.AddYears(18).AddDays(-1); rule.To == lifeevents.ToBoth && last.Before(on) {
		on = last
	}
	_, withheld, err := r.Residents.OtherGuardians(r.ctx(), child.ID, r.principal.Actor, on)
	if errors.Is(err, fault.NotFound) {
		return false, nil
	}
	return err == nil && !withheld, err
}

// lifeWords are what a rule's texts name of an offer's subject, by what toldOf said.
func (r *caller) lifeWords(rec *lifeevents.Record, name string) lifeevents.Words {
	return lifeevents.Words{Subject: name, Day: rec.Ground, Today: r.today(), Municipality: r.Rules}
}

// offerCards are what waits for the reader.
func (r *request) offerCards() ([]web.OfferCard, error) {
	waiting, err := r.Offers.Waiting(r.ctx(), r.principal.Actor, r.today())
	if err != nil || len(waiting) == 0 {
		return nil, err
	}
	var cards []web.OfferCard
	for i := range waiting {
		rec := &waiting[i]
		rule := r.Book.Rule(rec.Rule)
		if rule == nil {
			continue
		}
		name, err := r.toldOf(rule, rec)
		if err != nil {
			return nil, err
		}
		if name == "" {
			continue
		}
		words := r.lifeWords(rec, name)
		cards = append(cards, web.OfferCard{Icon: web.Icon(rule.Icon), Kind: r.offerKind(rec), Title: words.In(rule.Texts.Title, r.lang),
			Text: words.In(rule.Texts.Lead, r.lang), Until: r.day(rec.Until), Href: offerPath(rec.ID)})
	}
	return cards, nil
}

func (r *caller) offerKind(rec *lifeevents.Record) web.Status {
	return web.Status{Text: r.t("life.kind." + string(rec.Kind)), Tone: web.Info}
}

// offers is everything that the municipality has offered or told the reader, with switches.
func (r *request) offers() error {
	return r.snapshot(func() error {
		view, err := r.offersView()
		if err != nil {
			return err
		}
		return r.page(web.SectionCases, view)
	})
}

func (r *request) offersView() (view web.OffersPage, err error) {
	view.Action = web.PathOffers
	if view.Waiting, err = r.offerCards(); err != nil {
		return view, err
	}
	all, err := r.Offers.Of(r.ctx(), r.principal.Actor)
	if err != nil {
		return view, err
	}
	for i := range all {
		rec := &all[i]
		if rec.Waits(r.today()) {
			continue
		}
		row := web.OfferRow{Title: r.t("life.old"), Sent: r.when(rec.Made), Href: offerPath(rec.ID)}
		if rule := r.Book.Rule(rec.Rule); rule != nil {
			name, err := r.toldOf(rule, rec)
			if err != nil {
				return view, err
			}
			if name != "" {
				row.Title = r.lifeWords(rec, name).In(rule.Texts.Title, r.lang)
			}
		}
		row.State, row.Text = r.fate(rec)
		view.Past = append(view.Past, row)
	}
	off, err := r.Offers.LeftAlone(r.ctx(), r.principal.Actor)
	if err != nil {
		return view, err
	}
	view.Off = slices.Contains(off, "")
	for _, rule := range r.Book.Rules() {
		if rule.Effect != lifeevents.Case {
			view.Switches = append(view.Switches, web.OfferSwitch{Rule: rule.ID, Name: rule.Name.In(r.lang), Text: rule.Why.In(r.lang), On: !slices.Contains(off, rule.ID)})
		}
	}
	return view, nil
}

// fate is what became of an offer that does not wait for the reader: in a word, and in a sentence.
func (r *caller) fate(rec *lifeevents.Record) (web.Status, string) {
	state, tone := string(rec.State), web.Neutral
	switch {
	case rec.State == lifeevents.Accepted:
		tone = web.Success
	case rec.State == lifeevents.Declined && rec.Kind == lifeevents.Reminder:
		state = "read"
	case rec.State == lifeevents.Withdrawn:
		return web.Status{Text: r.t("life.state.withdrawn"), Tone: tone}, r.t("life.over." + rec.Reason)
	case rec.State == lifeevents.Open && !rec.Later.IsZero() && rec.Later.After(r.today()):
		return web.Status{Text: r.t("life.state.later"), Tone: tone}, r.t("life.over.later", locale.Date(r.lang, rec.Later))
	case rec.State == lifeevents.Open:
		state = "expired"
	}
	return web.Status{Text: r.t("life.state." + state), Tone: tone}, r.t("life.over." + state)
}

// chooseOffers switches a kind of offer, or all, on or off for the reader.
func (r *request) chooseOffers() error {
	rule := r.FormValue("rule")
	if rule != "" && r.Book.Rule(rule) == nil {
		return fault.New(fault.NotFound, "portal.error.not_found")
	}
	var err error
	switch me := r.principal.Actor; r.FormValue("do") {
	case "off":
		err = r.Offers.LeaveAlone(r.ctx(), me, rule, r.now)
	case "on":
		err = r.Offers.Welcome(r.ctx(), me, rule)
	default:
		err = fault.New(fault.Invalid, "portal.error.form")
	}
	if err != nil {
		return err
	}
	return r.done(web.PathOffers, "erbjudanden-val")
}

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
	return r.offerPage(200, &rec, rule, nil)
}

// offerPage shows an offer; wrong are the questions that were not answered.
func (r *request) offerPage(status int, rec *lifeevents.Record, rule *lifeevents.Rule, wrong []string) error {
	name, err := r.toldOf(rule, rec)
	if err != nil {
		return err
	}
	if name == "" {
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
	r.grounds(&view, rec, rule, words)
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
	if !rec.Waits(r.today()) {
		_, text := r.fate(rec)
		view.Over = &web.Notice{Tone: web.Info, Text: text}
		if rec.Case != "" {
			view.Case = &web.Link{Text: r.t("life.see_case"), Href: web.PathCases + "/" + rec.Case}
			view.Read = append(r.others(rec, rule, words), view.Read...)
		}
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

// grounds tells what the offer rests on, as it was when it was sent.
func (r *request) grounds(view *web.OfferPage, rec *lifeevents.Record, rule *lifeevents.Rule, words lifeevents.Words) {
	for _, reason := range rec.Why.Conditions {
		c := web.Condition{State: web.ConditionUnknown, Text: words.In(reason.Words, r.lang), Law: reason.Law}
		switch reason.Outcome {
		case rules.Yes:
			c.State = web.ConditionMet
		case rules.No:
			c.State = web.ConditionNotMet
		}
		if c.Text != "" {
			view.Grounds = append(view.Grounds, c)
		}
	}
	for _, known := range rec.Why.Facts {
		f := rule.Fact(known.ID)
		if f == nil {
			continue
		}
		view.Facts = append(view.Facts, web.OfferFact{Label: r.factLabel(f), Value: r.factValue(f, known.Value), Source: r.t("life.source." + string(f.From))})
	}
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
	if !rec.Waits(r.today()) {
		return r.offerPage(409, &rec, rule, nil)
	}
	if name, err := r.toldOf(rule, &rec); err != nil {
		return err
	} else if name == "" {
		return r.oldOffer(409, &rec)
	}
	me := r.principal.Actor
	if way := r.FormValue("way"); way != "" {
		return r.accept(&rec, rule, way)
	}
	switch r.FormValue("do") {
	case "answer":
		return r.answerQuestions(&rec, rule)
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
