package portal

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"forvag/internal/civil"
	"forvag/internal/locale"
	"forvag/lifeevents"
	"forvag/web"
)

// ruleWords are what the texts of a rule name in braces, where they are read for no one.
func (r *request) ruleWords(rule *lifeevents.Rule, lang locale.Lang) lifeevents.Words {
	return lifeevents.Words{Subject: locale.T(lang, "rules.subject"), Day: r.today(), Today: r.today(), Municipality: r.Rules}
}

// ruleText is what residents get, in one language.
func (r *request) ruleText(rule *lifeevents.Rule, lang locale.Lang) web.RuleText {
	words := r.ruleWords(rule, lang)
	say := func(t locale.Text) string { return words.In(t, lang) }
	x := web.RuleText{Lang: string(lang), Name: r.t("rules.lang." + string(lang)), Title: say(rule.Texts.Title), Lead: say(rule.Texts.Lead)}
	for _, more := range rule.Texts.More {
		x.More = append(x.More, say(more))
	}
	for _, one := range []struct {
		key  string
		text locale.Text
	}{{"life.if_yes", rule.Texts.Yes}, {"life.if_no", rule.Texts.No}, {"life.if_nothing", rule.Texts.Nothing}} {
		if text := say(one.text); text != "" {
			x.Outcome = append(x.Outcome, web.Fact{Label: locale.T(lang, one.key), Value: text})
		}
	}
	if rule.Effect == lifeevents.Case || rule.Effect == lifeevents.Grant {
		return x // nobody chooses
	}
	for _, way := range rule.Accept {
		label := say(way.Label)
		if s := r.Catalog.Service(way.Service); s != nil {
			label = cmp.Or(label, s.Title.In(lang))
		}
		x.Ways = append(x.Ways, cmp.Or(label, way.Service))
	}
	return x
}

// ruleFacts are what the conditions look at, each with where it comes from.
func (r *request) ruleFacts(rule *lifeevents.Rule) (facts []web.Fact) {
	for i := range rule.Facts {
		f := &rule.Facts[i]
		facts = append(facts, web.Fact{Label: r.factLabel(f), Value: r.t("life.source." + string(f.From))})
	}
	return facts
}

// ruleLinks are the services that a rule opens, and what there is to read.
func (r *request) ruleLinks(rule *lifeevents.Rule) (links []web.Link) {
	for _, way := range rule.Accept {
		s := r.Catalog.Service(way.Service)
		if s != nil && !slices.ContainsFunc(links, func(l web.Link) bool { return l.Href == servicePath(s) }) {
			links = append(links, web.Link{Text: s.Title.In(r.lang), Href: servicePath(s)})
		}
	}
	return append(links, r.reading(rule)...)
}

// ruleAbout says what sets a rule off, whom it tells and for how long it holds.
func (r *request) ruleAbout(rule *lifeevents.Rule) (facts []web.Fact) {
	add := func(key, value string) {
		if value != "" {
			facts = append(facts, web.Fact{Label: r.t("rules.about." + key), Value: value})
		}
	}
	t := &rule.Trigger
	add("trigger", r.triggerWords(t))
	add("delay", r.period(t.Delay))
	add("within", r.period(t.Within))
	switch {
	case rule.To == lifeevents.ToBoth && t.Permit != nil: // whose holder is of any age
		add("to", r.t("rules.to.holder"))
	case rule.To != "":
		add("to", r.t("rules.to."+string(rule.To)))
	}
	if rule.Effect == lifeevents.Grant {
		add("delegation", r.reference(rule))
	}
	add("answer", r.period(rule.Answer))
	var remind []string
	for _, p := range rule.Remind {
		remind = append(remind, r.t("rules.after", r.period(p)))
	}
	add("remind", strings.Join(remind, ", "))
	valid := r.t("rules.valid_always")
	switch from, until := locale.Date(r.lang, rule.From), locale.Date(r.lang, rule.Until); {
	case !rule.From.IsZero() && !rule.Until.IsZero():
		valid = r.t("rules.valid_both", from, until)
	case !rule.From.IsZero():
		valid = r.t("rules.valid_from", from)
	case !rule.Until.IsZero():
		valid = r.t("rules.valid_until", until)
	}
	add("valid", valid)
	return facts
}

// period is a length of time in words; empty for none.
func (r *request) period(p civil.Period) string {
	keys := map[civil.Unit]string{civil.Days: "days", civil.WorkingDays: "working_days", civil.Weeks: "weeks", civil.Months: "months", civil.Years: "years"}
	if p.IsZero() {
		return ""
	}
	return r.t("process.length."+keys[p.Unit], p.N)
}

// triggerWords say what sets a rule off.
func (r *request) triggerWords(t *lifeevents.Trigger) string {
	switch {
	case t.Age != nil && t.Age.Years == 0:
		return r.t("rules.trigger.age", r.period(civil.Period{N: t.Age.Months, Unit: civil.Months}))
	case t.Age != nil && t.Age.Months == 0:
		return r.t("rules.trigger.age", r.period(civil.Period{N: t.Age.Years, Unit: civil.Years}))
	case t.Age != nil:
		return r.t("rules.trigger.age", r.period(civil.Period{N: 12*t.Age.Years + t.Age.Months, Unit: civil.Months}))
	case t.Season != nil:
		days := make([]string, len(t.Season.On))
		for i, on := range t.Season.On {
			days[i] = locale.YearDay(r.lang, on.Month, on.Day)
		}
		ages := strconv.Itoa(t.Season.From)
		if t.Season.To != t.Season.From {
			ages += "–" + strconv.Itoa(t.Season.To)
		}
		return r.t("rules.trigger.season", r.listing("and", days), ages)
	case t.Permit != nil:
		name := t.Permit.Service
		if s := r.Catalog.Service(name); s != nil {
			name = s.Title.In(r.lang)
		}
		key := "rules.trigger.permit"
		if t.Permit.Begin {
			key = "rules.trigger.begin"
		}
		return r.t(key, r.period(t.Permit.Before), name)
	default:
		kinds := make([]string, len(t.Events))
		for i, k := range t.Events {
			kinds[i] = r.t("rules.event." + string(k))
		}
		return r.t("rules.trigger.events", r.listing("or", kinds))
	}
}

// listing is several things in a row, with "and" or "or" before the last.
func (r *request) listing(word string, all []string) string {
	switch n := len(all); n {
	case 0:
		return ""
	case 1:
		return all[0]
	default:
		out := all[0]
		for _, one := range all[1 : n-1] {
			out += ", " + one
		}
		return r.t("rules."+word, out, all[n-1])
	}
}
