package portal

import (
	"slices"

	"forvag/internal/fault"
	"forvag/internal/locale"
	"forvag/lifeevents"
	"forvag/web"
)

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
		row := web.OfferRow{Sent: r.when(rec.Made), Href: offerPath(rec.ID)}
		if row.Title, err = r.offerTitle(rec); err != nil {
			return view, err
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

// offerTitle heads an offer for the reader; without the subject's name where they may no longer be told of them.
func (r *request) offerTitle(rec *lifeevents.Record) (string, error) {
	rule := r.Book.Rule(rec.Rule)
	if rule == nil {
		return r.t("life.old"), nil
	}
	name, err := r.toldOf(rule, rec)
	if err != nil || name == "" {
		return r.t("life.old"), err
	}
	return r.lifeWords(rec, name).In(rule.Texts.Title, r.lang), nil
}

// fate is what became of an offer that does not wait for the reader: in a word, and in a sentence.
func (r *caller) fate(rec *lifeevents.Record) (web.Status, string) {
	state, tone := string(rec.State), web.Neutral
	switch {
	case rec.State == lifeevents.Awaiting:
		return web.Status{Text: r.t("life.state.awaiting"), Tone: web.Info}, r.t("life.over.awaiting", locale.Date(r.lang, rec.Until))
	case rec.State == lifeevents.Agreed:
		return web.Status{Text: r.t("life.state.agreed"), Tone: web.Info}, r.t("life.over.agreed")
	case rec.Reason == lifeevents.Disagreed || rec.Reason == lifeevents.Silent:
		return web.Status{Text: r.t("life.state." + state), Tone: tone}, r.t("life.over." + rec.Reason)
	case rec.State == lifeevents.Expired && !rec.Since.IsZero():
		return web.Status{Text: r.t("life.state.expired"), Tone: tone}, r.t("life.over.unsaid")
	case rec.State == lifeevents.Accepted || rec.Kind == lifeevents.Grant:
		tone = web.Success
	case rec.State == lifeevents.Declined && rec.Kind == lifeevents.Reminder:
		state = "read"
	case rec.Reason == lifeevents.Taken && rec.ForAll():
		return web.Status{Text: r.t("life.state.withdrawn"), Tone: tone}, r.t("life.over.taken_for_all")
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
