package portal

import (
	"context"
	"errors"

	"forvag/internal/civil"
	"forvag/internal/content"
	"forvag/internal/fault"
	"forvag/internal/identity"
	"forvag/internal/locale"
	"forvag/lifeevents"
	"forvag/web"
)

// Ruling keeps which rules of life events are on, and what their runs have done.
type Ruling interface {
	// Switch says whether it changed anything: a rule that is so already stays as it is.
	Switch(ctx context.Context, w lifeevents.Switch) (changed bool, err error)
	// Switches are each rule's latest, by rule, and Switched all of one, the latest first.
	Switches(ctx context.Context) (map[string]lifeevents.Switch, error)
	Switched(ctx context.Context, rule string) ([]lifeevents.Switch, error)
	// RuleRuns lists a rule's last runs, the latest first, and LastRuns each rule's last, by rule.
	RuleRuns(ctx context.Context, rule string, limit int) ([]lifeevents.RuleRun, error)
	LastRuns(ctx context.Context) (map[string]lifeevents.RuleRun, error)
	Numbers(ctx context.Context, rule string) (lifeevents.Numbers, error)
	// Reviews counts what waits for a trained officer, by rule.
	Reviews(ctx context.Context) (map[string]int, error)
	// Used are the rules that have made anything, each with the version that did so last.
	Used(ctx context.Context) (map[string]string, error)
}

// rulePath is where a rule is read and switched.
func rulePath(id string) string { return web.PathRules + "/" + id }

// maySeeRules refuses who may not see a board's rules; any board's where it is empty.
func (r *request) maySeeRules(board string) error {
	return identity.Allow(r.principal, identity.SeeRules, identity.Object{Kind: identity.DeskObject, Board: identity.BoardID(board)})
}

// oldRule is a rule as it was in a version that something rests on. It is fault.NotFound where that is not kept.
func (s *Site) oldRule(ctx context.Context, id, hash string) (*lifeevents.Rule, error) {
	text, err := s.Versions.Get(ctx, content.Hash(hash))
	if err != nil {
		return nil, err
	}
	return lifeevents.Reread(id, text, s.Rules), nil
}

// formerRules are the rules among some that are not there any more, as they were in a version of each. One whose text is not kept is left out.
func (r *request) formerRules(versions map[string]string) (map[string]*lifeevents.Rule, error) {
	former := map[string]*lifeevents.Rule{}
	for id, hash := range versions {
		if r.Book.Rule(id) != nil {
			continue
		}
		rule, err := r.oldRule(r.ctx(), id, hash)
		if errors.Is(err, fault.NotFound) {
			continue
		}
		if err != nil {
			return nil, err
		}
		former[id] = rule
	}
	return former, nil
}

// rules lists the rules of the officer's boards, and those that have been taken away and have left something.
func (r *request) rules() error {
	if err := r.maySeeRules(""); err != nil {
		return err
	}
	return r.snapshot(func() error {
		switches, err := r.Ruling.Switches(r.ctx())
		if err != nil {
			return err
		}
		runs, err := r.Ruling.LastRuns(r.ctx())
		if err != nil {
			return err
		}
		waiting, err := r.Ruling.Reviews(r.ctx())
		if err != nil {
			return err
		}
		used, err := r.Ruling.Used(r.ctx())
		if err != nil {
			return err
		}
		former, err := r.formerRules(used)
		if err != nil {
			return err
		}
		var view web.RulesPage
		for _, board := range r.principal.Boards() {
			of := web.RuleBoard{Name: r.boardName(board)}
			for _, rule := range r.Book.Rules() {
				if rule.Board == string(board) {
					row := r.ruleRow(rule, switches[rule.ID].On, runs[rule.ID], waiting[rule.ID])
					row.Href = rulePath(rule.ID)
					of.Rows = append(of.Rows, row)
				}
			}
			for _, rule := range former {
				if rule.Board == string(board) {
					view.Gone = append(view.Gone, r.ruleRow(rule, false, runs[rule.ID], waiting[rule.ID]))
				}
			}
			if len(of.Rows) > 0 {
				locale.Sort(r.lang, of.Rows, ruleName)
				view.Boards = append(view.Boards, of)
			}
		}
		locale.Sort(r.lang, view.Boards, func(b web.RuleBoard) string { return b.Name })
		locale.Sort(r.lang, view.Gone, ruleName)
		return r.page(web.SectionDesk, view)
	})
}

func ruleName(row web.RuleRow) string { return row.Name }

func (r *request) ruleRow(rule *lifeevents.Rule, on bool, last lifeevents.RuleRun, waiting int) web.RuleRow {
	row := web.RuleRow{Name: rule.Name.In(r.lang), Text: r.triggerWords(&rule.Trigger), Kind: r.t("rules.kind." + string(rule.Effect)), State: r.ruleState(on)}
	if !last.At.IsZero() {
		row.Facts = append(row.Facts, r.t("rules.last_run", r.when(last.At).Human))
	}
	if last.Error != "" {
		row.Errors = []string{r.t("rules.broken")}
	}
	if waiting > 0 {
		row.Facts = append(row.Facts, r.t("rules.waiting", r.count(lifeevents.Count(waiting))))
	}
	return row
}

func (r *request) ruleState(on bool) web.Status {
	if on {
		return web.Status{Text: r.t("rules.on"), Tone: web.Success}
	}
	return web.Status{Text: r.t("rules.off"), Tone: web.Neutral}
}

// count is a number as it may be shown.
func (r *request) count(c lifeevents.Count) string {
	switch {
	case c == lifeevents.Hidden:
		return r.t("rules.count_hidden")
	case c.Few():
		return r.t("rules.count_few", lifeevents.Shown)
	default:
		return locale.Number(r.lang, int64(c))
	}
}

// ruleAt is the rule of the address, which the officer may see.
func (r *request) ruleAt() (*lifeevents.Rule, error) {
	if err := r.maySeeRules(""); err != nil {
		return nil, err
	}
	rule := r.Book.Rule(r.Params("rule"))
	if rule == nil || r.maySeeRules(rule.Board) != nil {
		return nil, unknownAddress()
	}
	return rule, nil
}

// rule shows one.
func (r *request) rule() error {
	rule, err := r.ruleAt()
	if err != nil {
		return err
	}
	return r.rulePage(200, rule, nil)
}

// lastRuleRuns is how many runs a rule's page shows.
const lastRuleRuns = 30

// rulePage shows a rule; wrong is what was wrong with how it was to be switched.
func (r *request) rulePage(status int, rule *lifeevents.Rule, wrong *web.FieldError) error {
	view := web.RulePage{Name: rule.Name.In(r.lang), Kind: r.t("rules.kind." + string(rule.Effect)), Board: r.boardName(identity.BoardID(rule.Board)),
		Why: paragraphs(r.ruleWords(rule, r.lang).In(rule.Why, r.lang)), About: r.ruleAbout(rule), Facts: r.ruleFacts(rule), Links: r.ruleLinks(rule)}
	since, err := r.ruleSince(rule.ID, rule.Hash)
	if err != nil {
		return err
	}
	if since != "" {
		view.About = append(view.About, web.Fact{Label: r.t("rules.about.version"), Value: since})
	}
	for _, lang := range locale.Langs() {
		view.Texts = append(view.Texts, r.ruleText(rule, lang))
	}
	for _, c := range rule.Conditions {
		say := func(t locale.Text) string { return r.ruleWords(rule, r.lang).In(t, r.lang) }
		view.Conditions = append(view.Conditions, web.RuleCondition{Yes: say(c.Yes), No: say(c.No), If: c.If, Law: c.Law})
	}
	for _, law := range rule.Law {
		view.Law = append(view.Law, web.LawRef{Text: law})
	}
	switched, err := r.Ruling.Switched(r.ctx(), rule.ID)
	if err != nil {
		return err
	}
	on := len(switched) > 0 && switched[0].On
	view.State = r.ruleState(on)
	for _, w := range switched {
		view.Switched = append(view.Switched, web.RuleSwitch{State: r.ruleState(w.On), At: r.when(w.At), By: w.By, Under: w.Under})
	}
	if on && switched[0].Hash != "" && switched[0].Hash != rule.Hash {
		view.Notices = append(view.Notices, web.Notice{Tone: web.Warning, Text: r.t("rules.changed")})
	}
	undelegated := rule.Effect == lifeevents.Grant && r.reference(rule) == ""
	if undelegated {
		view.Notices = append(view.Notices, web.Notice{Tone: web.Warning, Text: r.t("rules.undelegated")})
	}
	if err := r.maySwitch(rule); err == nil && (on || !undelegated) {
		view.Switch = r.switchForm(rule, on, wrong)
	} else if err != nil {
		view.Notices = append(view.Notices, web.Notice{Tone: web.Info, Text: r.t("rules.switch_who", view.Board)})
	}
	if wrong != nil {
		view.Errors = []web.FieldError{*wrong}
	}
	if view.Trial, err = r.trial(rule); err != nil {
		return err
	}
	numbers, err := r.Ruling.Numbers(r.ctx(), rule.ID)
	if err != nil {
		return err
	}
	view.Outcomes = r.outcomes(rule, numbers.Outcomes())
	runs, err := r.Ruling.RuleRuns(r.ctx(), rule.ID, lastRuleRuns)
	if err != nil {
		return err
	}
	did := runsDid(rule, runs)
	for i := range runs {
		view.Runs = append(view.Runs, r.ruleRun(&runs[i], did, i))
	}
	return r.pageStatus(status, web.SectionDesk, view)
}

// ruleSince is the day on which something first rested on a version of a rule; empty where nothing has.
func (r *request) ruleSince(id, hash string) (string, error) {
	versions, err := r.Versions.History(r.ctx(), "rule", id)
	if err != nil {
		return "", err
	}
	for _, v := range versions {
		if string(v.Hash) == hash {
			return locale.Date(r.lang, civil.Of(v.FirstAt)), nil
		}
	}
	return "", nil
}

// maySwitch refuses who may not switch a rule, and says who may.
func (r *request) maySwitch(rule *lifeevents.Rule) error {
	board := identity.BoardID(rule.Board)
	if err := identity.Allow(r.principal, identity.SwitchRule, identity.Object{Kind: identity.DeskObject, Board: board}); err != nil {
		return fault.New(fault.Forbidden, "rules.switch_who", r.boardName(board)).Because(err)
	}
	return nil
}

// reference is the one by which a rule that grants decides; empty where it must not.
func (r *request) reference(rule *lifeevents.Rule) string {
	if len(rule.Accept) == 0 {
		return ""
	}
	return rule.Reference(r.Catalog.Service(rule.Accept[0].Service), r.Rules)
}

// maxUnder is how long a reference may be, in characters.
const maxUnder = 200

// What is posted as do to a rule.
const (
	switchOn  = "on"
	switchOff = "off"
)

// switchForm switches a rule on, or off.
func (r *request) switchForm(rule *lifeevents.Rule, on bool, wrong *web.FieldError) *web.Action {
	under := web.TextField{Question: web.Question{Name: "under", Label: r.t("rules.under"), Hint: r.t("rules.under_hint"), Optional: on}, MaxLength: maxUnder,
		Value: r.FormValue("under")}
	a := web.Action{ID: "slag", Icon: web.IconCheck, Title: r.t("rules.switch_on"), Button: r.t("rules.switch_on"), Text: r.t("rules.switch_on_text"),
		Action: rulePath(rule.ID), Hidden: []web.HiddenField{{Name: "do", Value: switchOn}}, Open: wrong != nil}
	if on {
		a.Icon, a.Title, a.Button, a.Text, a.Tone = web.IconStop, r.t("rules.switch_off"), r.t("rules.switch_off"), r.t("rules.switch_off_text"), web.Danger
		a.Hidden[0].Value = switchOff
	}
	if wrong != nil {
		under.Error = wrong.Text
	}
	a.Fields = []web.Field{under}
	return &a
}

// switchRule switches a rule on or off, in the officer's name and under what they say.
func (r *request) switchRule() error {
	rule, err := r.ruleAt()
	if err != nil {
		return err
	}
	if err := r.maySwitch(rule); err != nil {
		return err
	}
	do, under := r.FormValue("do"), clean(r.FormValue("under"))
	if do != switchOn && do != switchOff {
		return fault.New(fault.Invalid, "portal.error.form")
	}
	if do == switchOn && rule.Effect == lifeevents.Grant && r.reference(rule) == "" {
		return fault.New(fault.Illegal, "rules.undelegated")
	}
	at := web.Question{Name: "under"}.ID()
	switch n := len([]rune(under)); {
	case n == 0 && do == switchOn:
		return r.rulePage(422, rule, &web.FieldError{Field: at, Text: r.t("rules.under_missing")})
	case n > maxUnder:
		return r.rulePage(422, rule, &web.FieldError{Field: at, Text: r.t("rules.under_long", maxUnder)})
	}
	if _, err := r.Versions.Ensure(r.ctx(), "rule", rule.ID, rule.Source); err != nil {
		return err
	}
	w := lifeevents.Switch{Rule: rule.ID, On: do == switchOn, At: r.now, By: r.staffName(r.principal.Actor), Under: under, Hash: rule.Hash}
	if _, err := r.Ruling.Switch(r.ctx(), w); err != nil { // a second press finds it done
		return err
	}
	return r.done(rulePath(rule.ID), map[string]string{switchOn: "regel-pa", switchOff: "regel-av"}[do])
}

// outcomes are what has become of what a rule made.
func (r *request) outcomes(rule *lifeevents.Rule, out lifeevents.Outcomes) (figures []web.Figure) {
	add := func(key string, c lifeevents.Count) {
		figures = append(figures, web.Figure{Value: r.count(c), Text: r.t("rules.outcome." + key)})
	}
	if rule.Effect == lifeevents.Offer || rule.Effect == lifeevents.Reminder {
		add("sent", out.Sent)
		add("seen", out.Seen)
		for _, p := range out.Fates {
			switch {
			case p.State == lifeevents.Declined && rule.Effect == lifeevents.Reminder:
				add("read", p.Count)
			case p.State == lifeevents.Accepted && rule.Effect == lifeevents.Reminder:
			case p.State == lifeevents.Awaiting && rule.Consent == nil:
			default:
				add(string(p.State), p.Count)
			}
		}
	}
	if rule.Effect == lifeevents.Offer {
		add("later", out.Later)
	}
	switch rule.Effect {
	case lifeevents.Case:
		add("opened", out.Opened)
	case lifeevents.Grant:
		add("granted", out.Opened)
	}
	if out.Reviews > 0 {
		add("reviews", out.Reviews)
	}
	return figures
}

// runDid is a kind of work, and how much of it each run did, as far as it may be told beside the sum, which the page tells too.
type runDid struct {
	key    string
	counts []lifeevents.Count
}

func runsDid(rule *lifeevents.Rule, runs []lifeevents.RuleRun) []runDid {
	all := []runDid{{key: "made." + string(rule.Effect)}, {key: "reviews"}, {key: "reopened"}, {key: "withdrawn"}, {key: "reminded"}}
	for _, run := range runs {
		for i, n := range []int{run.Made, run.Reviews, run.Reopened, run.Withdrawn, run.Reminded} {
			all[i].counts = append(all[i].counts, lifeevents.Count(n))
		}
	}
	for i := range all {
		all[i].counts = lifeevents.Conceal(all[i].counts)
	}
	return all
}

// ruleRun is what one run did by a rule, the one of a number in all.
func (r *request) ruleRun(run *lifeevents.RuleRun, all []runDid, number int) web.RuleRun {
	view := web.RuleRun{At: r.when(run.At), Text: r.t("rules.run.day", locale.Date(r.lang, run.Day))}
	if run.Error != "" {
		view.Broken = r.t("rules.run.broken")
	}
	if run.Heard {
		view.Text = r.t("rules.run.heard")
	}
	view.Facts = append(view.Facts, r.t("rules.run.looked", r.count(lifeevents.Count(run.Looked))))
	for _, did := range all {
		if n := did.counts[number]; n != 0 {
			view.Facts = append(view.Facts, r.t("rules.run."+did.key, r.count(n)))
		}
	}
	return view
}
