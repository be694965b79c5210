package lifeevents

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"forvag/internal/catalog"
	"forvag/internal/civil"
	"forvag/internal/locale"
	"forvag/internal/rules"
	"forvag/internal/strict"
)

// linter checks a decoded rule against what the law, the municipality and good form ask for.
type linter struct {
	*strict.Document
	rule    *Rule
	options Options
}

func at(format string, args ...any) string { return fmt.Sprintf(format, args...) }

var neededKeys = []string{"id", "board", "icon", "law", "name", "why", "trigger", "trigger.within", "effect", "texts.title", "texts.lead", "examples"}

func (l *linter) lint() {
	for _, key := range neededKeys {
		if !l.Has(key) {
			l.Faultf(key, "%s is missing", key)
		}
	}
	r := l.rule
	catalog.Texts(*r, func(path string, t locale.Text) {
		if (t.SV == "") != (t.EN == "") {
			missing := "Swedish (sv)"
			if t.EN == "" {
				missing = "English (en)"
			}
			l.Faultf(path, "the text is missing in %s", missing)
		}
		for _, lang := range locale.Langs() {
			l.braces(path+"."+string(lang), t.In(lang))
		}
	})
	if boards := l.options.Municipality.Boards(); r.Board != "" && !slices.Contains(boards, r.Board) {
		r.program.lacks = true
		l.Faultf("board", "there is no board %q%s", r.Board, strict.Suggest(r.Board, boards))
	}
	if r.Icon != "" && l.options.Icons != nil && !slices.Contains(l.options.Icons, r.Icon) {
		l.Faultf("icon", "there is no icon %q%s", r.Icon, strict.Suggest(r.Icon, l.options.Icons))
	}
	for i, id := range r.Read {
		if l.options.Reading != nil && !slices.Contains(l.options.Reading, id) {
			r.program.lacks = true
			l.Faultf(at("read[%d]", i), "there is no article or link %q%s", id, strict.Suggest(id, l.options.Reading))
		}
	}
	if !r.From.IsZero() && !r.Until.IsZero() && r.Until.Before(r.From) {
		l.Faultf("until", "until is before from")
	}
	l.trigger()
	l.facts()
	l.conditions()
	l.effect()
	l.grant()
	l.ways()
	l.consent()
}

func (l *linter) trigger() {
	t := l.rule.Trigger
	n := 0
	for _, given := range []bool{t.Age != nil, t.Season != nil, len(t.Events) > 0, t.Permit != nil} {
		if given {
			n++
		}
	}
	if n != 1 && l.Has("trigger") {
		l.Faultf("trigger", "a rule is set off by exactly one of age, season, events and permit")
	}
	if t.Within.Unit == civil.WorkingDays || t.Delay.Unit == civil.WorkingDays || t.Permit != nil && t.Permit.Before.Unit == civil.WorkingDays {
		l.Faultf("trigger", "periods here count days, weeks, months or years")
	}
	if l.Has("trigger.within") && t.Within.N < 1 {
		l.Faultf("trigger.within", "within is at least a day, for a night when nothing runs")
	}
	if a := t.Age; a != nil && (a.Years < 0 || a.Years > 120 || a.Months < 0 || a.Months > 11 || a.Years+a.Months == 0) {
		l.Faultf("trigger.age", "want years up to 120, months up to 11, or both")
	}
	if s := t.Season; s != nil && (len(s.On) == 0 || s.From < 0 || s.To < s.From || s.To > 120) {
		l.Faultf("trigger.season", "want on: the days as MM-DD, and from and to: the ages turned in the year")
	}
	if p := t.Permit; p != nil {
		l.service("trigger.permit.service", p.Service)
	}
}

// service reports a service that there is not, and returns the one that there is; nil where it is not known.
func (l *linter) service(path, id string) *catalog.Service {
	if l.options.Services == nil {
		return nil
	}
	s := l.options.Services[id]
	if s == nil {
		l.rule.program.lacks = true
		var ids []string
		for known := range l.options.Services {
			ids = append(ids, known)
		}
		slices.Sort(ids)
		l.Faultf(path, "there is no service %q%s", id, strict.Suggest(id, ids))
	}
	return s
}

func (l *linter) facts() {
	seen := map[string]bool{}
	for i := range l.rule.Facts {
		f, path := &l.rule.Facts[i], at("facts[%d]", i)
		switch {
		case f.ID == "" || f.From == "":
			l.Faultf(path, "a fact needs id and from")
		case seen[f.ID]:
			l.Faultf(path+".id", "the fact %q stands here twice", f.ID)
		case f.Sensitive:
			l.Faultf(path+".sensitive", "no rule looks at what is sensitive (GDPR article 9.1): take the fact out")
		}
		seen[f.ID] = true
		switch f.From {
		case FromRegister:
			if _, ok := registerFacts[f.ID]; !ok {
				l.Faultf(path+".id", "the registers do not know %q%s; they know %s", f.ID, strict.Suggest(f.ID, RegisterFacts()), strings.Join(RegisterFacts(), ", "))
			}
		case FromCases:
			s := l.service(path+".service", f.Service)
			if s != nil && s.Secrecy.Strength != "none" && s.Board != l.rule.Board {
				l.Faultf(path+".service", "cases of %q are secret with %s; a rule of %s cannot look at them (OSL 8 kap. 2 §)", f.Service, s.Board, l.rule.Board)
			}
			if f.Label.IsZero() {
				l.Faultf(path, "a fact of cases needs label, which readers are told it by")
			}
		case FromAsk:
			if l.rule.Effect != "" && l.rule.Effect != Offer {
				l.Faultf(path, "only an offer can ask")
			}
			if f.Ask.IsZero() {
				l.Faultf(path, "a fact that is asked needs ask, the question")
			}
			l.typed(f, path)
		case FromEvent:
			if f.Label.IsZero() {
				l.Faultf(path, "a fact of an event needs label, which readers are told it by")
			}
			l.typed(f, path)
		}
	}
}

func (l *linter) typed(f *Fact, path string) {
	switch {
	case f.Type != rules.Bool && f.Type != rules.Int && f.Type != rules.Enum && f.Type != rules.Date:
		l.Faultf(path, "the fact needs type: bool, int, date or enum")
	case f.Type == rules.Enum && (len(f.Values) < 2 || len(f.Labels) != len(f.Values)):
		l.Faultf(path, "an enum needs values, and as many labels")
	}
}

func (l *linter) conditions() {
	for i, c := range l.rule.Conditions {
		if c.Yes.IsZero() || c.No.IsZero() {
			l.Faultf(at("conditions[%d]", i), "the condition needs words for yes and for no; they are its explanation")
		}
	}
}

// effect checks that who is told can be, and that the texts say what there is to say.
func (l *linter) effect() {
	r := l.rule
	if r.Effect != Case && r.To == "" && l.Has("effect") {
		l.Faultf("effect", "to is missing: who is told")
	}
	if r.To == ToOther && len(r.Trigger.Events) == 0 {
		l.Faultf("to", "only an event names somebody else")
	}
	if slices.Contains(r.Trigger.Events, Died) && r.To != ToHome && r.To != "" {
		l.Faultf("to", "the dead are told nothing; tell home")
	}
	switch r.Effect {
	case Offer:
		for _, key := range []string{"answer", "texts.yes", "texts.no", "texts.nothing", "accept"} {
			if !l.Has(key) {
				l.Faultf(key, "an offer needs %s", key)
			}
		}
	case Reminder:
		if len(r.Remind) > 0 || !r.Texts.Yes.IsZero() || !r.Texts.No.IsZero() {
			l.Faultf("effect", "a reminder asks for nothing: it has no remind, and no texts for yes and no")
		}
	case Case:
		if len(r.Accept) != 1 {
			l.Faultf("effect", "a case needs accept: the one service whose case it is")
		}
	}
}

// ways checks what accepting opens.
func (l *linter) ways() {
	for i, way := range l.rule.Accept {
		path := at("accept[%d]", i)
		s := l.service(path+".service", way.Service)
		if s == nil {
			continue
		}
		for id, values := range way.Fill {
			f := s.Field(id)
			if f == nil {
				l.Faultf(path+".fill."+id, "the form of %q has no field %q", s.ID, id)
				continue
			}
			for _, v := range values {
				l.filled(path+".fill."+id, f, v)
			}
		}
	}
}

// longestConsent is how many days a form may wait for another's yes at most: it is kept for no longer.
const longestConsent = 28

// consent checks a rule that asks for every guardian's yes.
func (l *linter) consent() {
	r := l.rule
	if r.Consent == nil {
		return
	}
	c := r.Consent
	if r.Effect != "" && r.Effect != Offer || r.To != "" && r.To != ToGuardians {
		l.Faultf("consent", "guardians say yes together to an offer that is told to guardians")
	}
	if len(c.Law) == 0 || c.Answer.IsZero() || c.Remind.IsZero() {
		l.Faultf("consent", "consent needs law, answer and remind")
		return
	}
	day := civil.New(2027, 1, 1)
	switch last := c.Answer.After(day); {
	case day.DaysUntil(last) > longestConsent:
		l.Faultf("consent.answer", "the other has at most %d days: what was filled in is kept for a month", longestConsent)
	case !c.Remind.After(day).Before(last):
		l.Faultf("consent.remind", "the other is reminded before their time is over")
	}
	for _, way := range r.Accept {
		s := l.options.Services[way.Service]
		if s == nil {
			continue // reported by ways
		}
		if s.CoGuardian == nil {
			l.Faultf("consent", "%q has no co_guardian, so the other guardian could be no party to its case", s.ID)
		}
		for i, id := range c.Shows {
			switch f := s.Field(id); {
			case f == nil:
				l.Faultf(at("consent.shows[%d]", i), "the form of %q has no field %q", s.ID, id)
			case f.Sensitive:
				l.Faultf(at("consent.shows[%d]", i), "%q is sensitive, and not shown to the other guardian", id)
			}
		}
	}
}

func (l *linter) filled(path string, f *catalog.Field, value string) {
	if name, ok := placeholder(value); ok {
		if !l.known(name) && name != "subject" {
			l.Faultf(path, "%q is none of {subject}, {today+4 months} and the rule's facts", value)
		}
		return
	}
	if f.Type != catalog.ChoiceField && f.Type != catalog.ChoicesField {
		return
	}
	var ids []string
	for _, c := range f.Choices {
		ids = append(ids, c.ID)
	}
	if !slices.Contains(ids, value) {
		l.Faultf(path, "%s has no choice %q%s", f.ID, value, strict.Suggest(value, ids))
	}
}

// known says whether a placeholder's name is a day to come, or one of the rule's facts.
func (l *linter) known(name string) bool {
	if later, ok := strings.CutPrefix(name, "today+"); ok {
		p, err := civil.ParsePeriod(later)
		return err == nil && !p.IsZero()
	}
	return l.rule.Fact(name) != nil
}

// placeholder is the name in braces that a value is; false where it is a value.
func placeholder(value string) (string, bool) {
	if strings.HasPrefix(value, "{") && strings.HasSuffix(value, "}") {
		return value[1 : len(value)-1], true
	}
	return "", false
}

// A text names the subject, the day that set the rule off, or a local setting in braces.
var inText = regexp.MustCompile(`\{(subject|day|setting\.([a-z][a-z0-9_]*))\}`)

// braces checks what a text has in braces.
func (l *linter) braces(path, text string) {
	for _, m := range inText.FindAllStringSubmatchIndex(text, -1) {
		if m[4] < 0 {
			continue
		}
		name := text[m[4]:m[5]]
		if settings := l.options.Municipality.Settings(); settings[name].Type == "" {
			l.FaultIn(path, utf8.RuneCountInString(text[:m[0]]), "there is no setting %q; they stand under settings in kommun.yaml", name)
		}
	}
	if rest := inText.ReplaceAllString(text, ""); strings.ContainsAny(rest, "{}") {
		l.Faultf(path, "a text holds braces only around subject, day and the name of a local setting")
	}
}

// readable holds long texts to the readability index that residents' texts stay under.
func (l *linter) readable() {
	catalog.Texts(*l.rule, func(path string, t locale.Text) {
		if !strings.HasPrefix(path, "texts") && path != "why" {
			return
		}
		for _, lang := range locale.Langs() {
			text := t.In(lang)
			if lix := locale.Lix(text); len(strings.Fields(text)) >= catalog.LixWords && lix >= catalog.MaxLix {
				l.Faultf(path+"."+string(lang), "LIX is %d; want under %d: shorter sentences, shorter words", lix, catalog.MaxLix)
			}
		}
	})
}
