package portal

import (
	"errors"
	"maps"
	"slices"

	"forvag/internal/fault"
	"forvag/internal/identity"
	"forvag/internal/locale"
	"forvag/lifeevents"
	"forvag/web"
)

// reviewPath is where a review is read and closed.
func reviewPath(id string) string { return web.PathReviews + "/" + id }

// mayReview says whether the officer is trained to see to what life events leave to one, of any board.
func (r *request) mayReview() error {
	return identity.Allow(r.principal, identity.HandleReview, identity.Object{Kind: identity.DeskObject, Protected: true})
}

// reviewRules are the rules whose reviews the officer may see to, by id: those of the boards that they are trained for. Rules that have been taken away or
// have another name now are among them, as they were last.
func (r *request) reviewRules() (map[string]*lifeevents.Rule, error) {
	used, err := r.Ruling.Used(r.ctx())
	if err != nil {
		return nil, err
	}
	all, err := r.formerRules(used)
	if err != nil {
		return nil, err
	}
	for _, rule := range r.Book.Rules() {
		all[rule.ID] = rule
	}
	maps.DeleteFunc(all, func(_ string, rule *lifeevents.Rule) bool {
		o := identity.Object{Kind: identity.ReviewObject, Board: identity.BoardID(rule.Board), Protected: true}
		return identity.Allow(r.principal, identity.HandleReview, o) != nil
	})
	return all, nil
}

// reviews lists what waits for a trained officer. It names nobody: who it is about is told one at a time, and then the reading is logged.
func (r *request) reviews() error {
	if err := r.mayReview(); err != nil {
		return err
	}
	return r.snapshot(func() error {
		rules, err := r.reviewRules()
		if err != nil {
			return err
		}
		ids := slices.Sorted(maps.Keys(rules))
		waiting, err := r.Reviews.Reviewing(r.ctx(), ids)
		if err != nil {
			return err
		}
		closed, err := r.Reviews.Reviewed(r.ctx(), ids)
		if err != nil {
			return err
		}
		return r.page(web.SectionDesk, web.LifeReviewsPage{Waiting: r.reviewRows(rules, waiting), Closed: r.reviewRows(rules, closed)})
	})
}

func (r *request) reviewRows(rules map[string]*lifeevents.Rule, all []lifeevents.Record) []web.LifeReviewRow {
	rows := make([]web.LifeReviewRow, len(all))
	for i := range all {
		rec := &all[i]
		rule := rules[rec.Rule]
		rows[i] = web.LifeReviewRow{Name: rule.Name.In(r.lang), Board: r.boardName(identity.BoardID(rule.Board)), Made: r.when(rec.Made), Status: r.reviewStatus(rec),
			Href: reviewPath(rec.ID)}
		if r.Book.Rule(rec.Rule) == nil {
			rows[i].Gone = r.t("life.review.rule_gone")
		}
		if rec.State == lifeevents.Done {
			rows[i].By = r.staffName(rec.By)
		}
	}
	return rows
}

func (r *request) reviewStatus(rec *lifeevents.Record) web.Status {
	if rec.State == lifeevents.Reviewed {
		return web.Status{Text: r.t("life.review.waits"), Tone: web.Warning}
	}
	return web.Status{Text: r.t("life.review." + rec.Reason), Tone: web.Success}
}

// left is the review of the address with its rule, for an officer who may see to it. What they may not know of answers like what does not exist; one that
// concerns themself or somebody near is refused.
func (r *request) left() (rec lifeevents.Record, rule *lifeevents.Rule, err error) {
	if err := r.mayReview(); err != nil {
		return rec, nil, err
	}
	if rec, err = r.Reviews.Review(r.ctx(), r.Params("review")); err != nil {
		return rec, nil, err
	}
	if rule = r.Book.Rule(rec.Rule); rule == nil { // it has been taken away: the review goes by the version that left it
		if rule, err = r.oldRule(r.ctx(), rec.Rule, rec.Hash); err != nil {
			return rec, nil, err
		}
	}
	concerned, _, err := r.Residents.Concerned(r.ctx(), append(slices.Clone(rec.Why.Near), rec.Subject)...)
	if err != nil {
		return rec, nil, err
	}
	o := identity.Object{Kind: identity.ReviewObject, Board: identity.BoardID(rule.Board), Protected: true}
	for _, id := range concerned {
		o.Parties = append(o.Parties, identity.PartyRef{Person: id})
	}
	return rec, rule, identity.Allow(r.principal, identity.HandleReview, o)
}

// readReview shows one. The reading is logged before the page leaves.
func (r *request) readReview() error {
	rec, rule, err := r.left()
	if err != nil {
		return err
	}
	return r.leftPage(200, &rec, rule, nil)
}

// leftPage shows a review; wrong is what was wrong with how it was to be closed, by field.
func (r *request) leftPage(status int, rec *lifeevents.Record, rule *lifeevents.Rule, wrong map[string]string) error {
	before, err := r.Reviews.ReadReview(r.ctx(), rec.ID, r.principal.Actor, r.now)
	if err != nil {
		return err
	}
	subject, err := r.Residents.Person(r.ctx(), rec.Subject)
	if err != nil && !errors.Is(err, fault.NotFound) {
		return err
	}
	near, err := r.Residents.Names(r.ctx(), rec.Why.Near, nil)
	if err != nil {
		return err
	}
	words := r.lifeWords(rec, subject.Given)
	view := web.LifeReviewPage{Name: rule.Name.In(r.lang), Lead: words.In(rule.Texts.Lead, r.lang), Why: paragraphs(words.In(rule.Why, r.lang))}
	fact := func(key, value string) { view.About = append(view.About, web.Fact{Label: r.t(key), Value: value}) }
	fact("life.review.subject", subject.Name())
	if !subject.Born.IsZero() {
		fact("life.fact.born", locale.Date(r.lang, subject.Born))
	}
	for _, id := range rec.Why.Near {
		fact("life.review.near", near.Person(id))
	}
	fact("life.fact.ground", locale.Date(r.lang, rec.Ground))
	fact("life.review.board", r.boardName(identity.BoardID(rule.Board)))
	for _, more := range rule.Texts.More {
		view.More = append(view.More, words.In(more, r.lang))
	}
	for _, law := range rule.Law {
		view.Law = append(view.Law, web.LawRef{Text: law})
	}
	view.Grounds, view.Facts = r.grounds(rec, rule, words)
	for _, b := range before {
		view.Readers = append(view.Readers, web.Fact{Label: r.when(b.At).Human, Value: r.staffName(b.By)})
	}
	switch rec.State {
	case lifeevents.Reviewed:
		if rec.Case == "" {
			view.Ways = r.registerWays(rule)
		} else {
			view.Over = &web.Notice{Tone: web.Warning, Text: r.t("life.review.opened"),
				Link: &web.Link{Text: r.t("life.review.opened_link"), Href: web.PathDesk + "/" + rec.Case}}
		}
		view.Close = r.closeReview(rec, wrong)
		view.Errors = reviewErrors(wrong)
	case lifeevents.Done:
		view.Over = &web.Notice{Tone: web.Success, Text: r.t("life.review.done", r.t("life.review."+rec.Reason), r.staffName(rec.By), rec.Note)}
	default:
		view.Over = &web.Notice{Tone: web.Info, Text: r.t("life.review.gone")}
	}
	return r.pageStatus(status, web.SectionDesk, view)
}

// registerWays are where the officer may register a case of what the rule would have offered.
func (r *request) registerWays(rule *lifeevents.Rule) (links []web.Link) {
	for _, s := range r.registrable() {
		if slices.ContainsFunc(rule.Accept, func(w lifeevents.Way) bool { return w.Service == s.ID }) {
			links = append(links, web.Link{Text: s.Title.In(r.lang), Href: registerPath + "?tjanst=" + s.ID})
		}
	}
	return links
}

// maxNote is how long an officer's words about a review may be, in characters.
const maxNote = 2000

// closeReview is the form that closes a review.
func (r *request) closeReview(rec *lifeevents.Record, wrong map[string]string) *web.Action {
	how := web.ChoiceField{Question: web.Question{Name: "how", Label: r.t("life.review.how"), Error: wrong["how"]}}
	for _, reason := range []string{lifeevents.ByHand, lifeevents.NotNeeded} {
		how.Options = append(how.Options, web.Option{Value: reason, Label: r.t("life.review.choose." + reason), Chosen: r.FormValue("how") == reason})
	}
	note := web.LongField{Question: web.Question{Name: "note", Label: r.t("life.review.note"), Hint: r.t("life.review.note_hint"), Error: wrong["note"]},
		Value: r.FormValue("note"), Rows: 4, MaxLength: maxNote}
	return &web.Action{ID: "avsluta", Icon: web.IconCheck, Title: r.t("life.review.close"), Button: r.t("life.review.close_button"), Action: reviewPath(rec.ID), Open: true,
		Fields: []web.Field{how, note}}
}

// reviewErrors are what was wrong with how a review was to be closed, in the order of the fields.
func reviewErrors(wrong map[string]string) (all []web.FieldError) {
	for _, name := range []string{"how", "note"} {
		if wrong[name] != "" {
			all = append(all, web.FieldError{Field: web.Question{Name: name}.ID(), Text: wrong[name]})
		}
	}
	return all
}

// answerReview closes one, by hand or as not needed, with the officer's words.
func (r *request) answerReview() error {
	rec, rule, err := r.left()
	if err != nil {
		return err
	}
	c := lifeevents.CloseReview{By: r.principal.Actor, Reason: r.FormValue("how"), Note: clean(r.FormValue("note"))}
	wrong := map[string]string{}
	if c.Reason != lifeevents.ByHand && c.Reason != lifeevents.NotNeeded {
		wrong["how"] = r.t("life.review.how_missing")
	}
	switch n := len([]rune(c.Note)); {
	case n == 0:
		wrong["note"] = r.t("life.review.note_missing")
	case n > maxNote:
		wrong["note"] = r.t("life.review.note_long", maxNote)
	}
	if len(wrong) > 0 {
		return r.leftPage(422, &rec, rule, wrong)
	}
	if err := r.Reviews.CloseReview(r.ctx(), rec.ID, c, r.now); err != nil {
		return err
	}
	return r.done(web.PathReviews, "granskat")
}
