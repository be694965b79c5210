package catalog

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"forvag/internal/locale"
	"forvag/internal/rules"
	"forvag/internal/strict"
)

// MaxLix is the readability index that resident texts stay under.
const MaxLix = 40

// LixWords is how many words a text needs for its index to mean something.
const LixWords = 40

// linter checks a decoded service against what the law, the municipality and good form ask for.
type linter struct {
	*strict.Document
	service *Service
	options Options
}

func (l *linter) lint() {
	l.needed()
	l.translated()
	l.access()
	l.applicant()
	l.references()
	l.decisions()
	l.statusTexts()
	l.secrecy()
	l.lifetimes()
	l.links()
}

var neededKeys = []string{"id", "kind", "board", "class", "owner", "icon", "category", "law", "title", "summary", "who", "time", "cost", "after",
	"keywords.sv", "keywords.en", "access.who", "pages", "secrecy.strength", "secrecy.public_title", "retention", "status.received",
	"status.closed", "examples"}

// needed reports keys that every service has.
func (l *linter) needed() {
	s := l.service
	for _, key := range neededKeys {
		if !l.Has(key) {
			l.Faultf(key, "%s is missing", key)
		}
	}
	for i, page := range s.Pages {
		if path := fmt.Sprintf("pages[%d]", i); page.Title.IsZero() {
			l.Faultf(path, "the page has no title")
		} else if len(page.Fields) == 0 {
			l.Faultf(path, "the page has no fields")
		}
	}
	for i, c := range s.Conditions {
		if c.Yes.IsZero() || c.No.IsZero() {
			l.Faultf(fmt.Sprintf("conditions[%d]", i), "the condition needs words for yes and for no; they are its explanation")
		}
	}
	if s.Check != nil {
		if s.Check.Question.IsZero() {
			l.Faultf("check", "the check has no question")
		}
		for i, v := range s.Check.Verdicts {
			if v.Say.IsZero() {
				l.Faultf(fmt.Sprintf("check.verdicts[%d]", i), "the verdict says nothing; give it say")
			}
			if !v.Grounds.IsZero() {
				l.Faultf(fmt.Sprintf("check.verdicts[%d].grounds", i), "a check decides nothing; grounds belong to a recommendation")
			}
		}
	}
	if s.Recommendation != nil {
		for i, v := range s.Recommendation.Verdicts {
			if v.Say.IsZero() || v.Law == "" {
				l.Faultf(fmt.Sprintf("recommendation.verdicts[%d]", i), "a recommendation needs say, for the officer, and law")
			}
			switch {
			case v.Outcome == rules.Maybe && !v.Grounds.IsZero():
				l.Faultf(fmt.Sprintf("recommendation.verdicts[%d].grounds", i), "a maybe has no grounds: the officer who looks writes them")
			case v.Outcome == rules.Yes && v.Grounds.IsZero() && s.Recommendation.Automatic != nil:
				l.Faultf(fmt.Sprintf("recommendation.verdicts[%d]", i), "a grant that can be automatic needs grounds, in words for the party")
			}
		}
	}
}

func (l *linter) translated() {
	l.service.eachText(func(path string, t *locale.Text) {
		if (t.SV == "") != (t.EN == "") {
			missing := "Swedish (sv)"
			if t.EN == "" {
				missing = "English (en)"
			}
			l.Faultf(path, "the text is missing in %s", missing)
		}
	})
}

func (l *linter) access() {
	a := l.service.Access
	if !slices.Contains([]int{0, 2, 3, 4}, a.Level) {
		l.Faultf("access.level", "the assurance level is 0 (no login), 2, 3 or 4")
	}
	anonymous := slices.Contains(a.Who, Anonymous)
	switch {
	case anonymous && a.Level != 0:
		l.Faultf("access.level", "who may be anonymous needs no login: level is 0")
	case !anonymous && a.Level == 0 && len(a.Who) > 0:
		l.Faultf("access", "without anonymous in who a login is needed: level is 2, 3 or 4")
	}
	hasChild := false
	for i, page := range l.service.Pages {
		for j, f := range page.Fields {
			path := fmt.Sprintf("pages[%d].fields[%d]", i, j)
			if f.Type == ChildField {
				if hasChild = true; !slices.Contains(a.Who, Guardian) {
					l.Faultf(path+".type", "only a guardian can choose a child; add guardian to access.who")
				}
			}
			if strings.HasPrefix(string(f.Prefill), "child.") && !hasChild {
				l.Faultf(path+".prefill", "%s needs an earlier field of type child", f.Prefill)
			}
			if f.Prefill == "company.name" && !slices.Contains(a.Who, Signatory) {
				l.Faultf(path+".prefill", "only a company's signatory has a company; add company to access.who")
			}
		}
	}
	if slices.Contains(a.Who, Guardian) && !hasChild && len(a.Who) == 1 {
		l.Faultf("access.who", "a service for guardians needs a field of type child")
	}
}

// applicant checks the field that names for whom somebody else sends the form.
func (l *linter) applicant() {
	a := l.service.Access
	if a.Applicant == "" {
		return
	}
	f := l.service.program.fields[a.Applicant]
	switch {
	case f == nil || f.Type != PersonField && f.Type != ChildField:
		var names []string
		for id, other := range l.service.program.fields {
			if other.Type == PersonField || other.Type == ChildField {
				names = append(names, id)
			}
		}
		slices.Sort(names)
		l.Faultf("access.applicant", "there is no field %q of type person or child%s", a.Applicant, strict.Suggest(a.Applicant, names))
	case f.Type == PersonField && !slices.Contains(a.Who, Agent):
		l.Faultf("access.applicant", "who applies for somebody else is their agent; add agent to access.who")
	case f.Type == PersonField && a.Level == 0 && l.service.Permit != nil:
		l.Faultf("access.applicant", "a permit's holder must be known; without login nobody is: level is 2, 3 or 4")
	}
}

// references checks names that point at the municipality, the icons or the rest of the file.
func (l *linter) references() {
	s, m := l.service, l.options.Municipality
	if s.Board != "" && !slices.Contains(m.Boards(), s.Board) {
		l.Faultf("board", "there is no board %q%s", s.Board, l.mendBoard())
	}
	if l.options.Icons != nil && s.Icon != "" && !slices.Contains(l.options.Icons, s.Icon) {
		l.Faultf("icon", "there is no icon %q%s", s.Icon,
			cmp.Or(strict.Suggest(s.Icon, l.options.Icons), "; forvag schema lists those that there are, and file-text suits most"))
	}
	if s.Fee != nil {
		l.number("fee.setting", s.Fee.Setting, "ore")
	}
	clocks := map[string]bool{}
	for i, c := range s.Clocks {
		path := fmt.Sprintf("clocks[%d]", i)
		if c.ID == "" || clocks[c.ID] {
			l.Faultf(path, "each clock needs an id of its own")
		}
		clocks[c.ID] = true
		if c.Length.IsZero() || c.Starts == "" {
			l.Faultf(path, "a clock needs starts and length")
		}
		if c.Law == "" && !c.Promise {
			l.Faultf(path, "a clock needs its law, or promise: true for a local promise")
		}
		l.number(path+".length", c.Length.Setting)
		l.number(path+".extend", c.Extend.Setting)
		if !c.AskWithin.IsZero() && c.Starts != "complete" {
			l.Faultf(path+".ask_within", "only a clock that starts when the case is complete can be put off by what is asked for")
		}
		l.number(path+".ask_within", c.AskWithin.Setting)
		if c.Remind < 0 || c.Remind > longestReminder {
			l.Faultf(path+".remind", "want between 1 and %d working days", longestReminder)
		}
	}
	if p := s.Permit; p != nil {
		l.number("permit.max", p.Max.Setting)
		l.number("permit.remind", p.Remind.Setting)
		l.number("permit.begin", p.Begin.Setting)
		if !p.Begin.IsZero() && p.From != FromFinal {
			l.Faultf("permit.begin", "the time to begin counts from legal force; add from: final")
		}
		if p.Max.IsZero() || p.Title.IsZero() {
			l.Faultf("permit", "a permit needs title and max")
		}
	}
}

// longestReminder is how many working days before the end of a clock an officer may be reminded of it at most.
const longestReminder = 60

// mendBoard is how to mend a board that there is not: a misspelt one, or one that the municipality calls otherwise than the program does.
func (l *linter) mendBoard() string {
	s, boards := l.service, l.options.Municipality.Boards()
	return cmp.Or(strict.Suggest(s.Board, boards), fmt.Sprintf("; kommun.yaml has %s. Give one of them that code there, or change board in a copy of the file (forvag new service %s --from %s)",
		strings.Join(boards, ", "), s.ID, s.ID))
}

// number checks that a setting is there and is a number, in one of the units where some are given.
func (l *linter) number(path, name string, units ...Unit) {
	if name == "" {
		return
	}
	switch known, ok := l.options.settings[name]; {
	case !ok:
		l.Faultf(path, "there is no setting %q%s", name, l.nearSetting(name))
	case known.Type != rules.Int:
		l.Faultf(path, "the setting %q is %s; want a number", name, settingWords[known.Type])
	case len(units) > 0 && !slices.Contains(units, known.Unit):
		l.Faultf(path, "the setting %q is in %s; want %s", name, cmp.Or(known.Unit, "no unit"), units[0])
	}
}

// settingWords are what settings are, for who writes a file.
var settingWords = map[rules.Type]string{rules.Int: "a number", rules.Bool: "yes or no", rules.Date: "a date", rules.Text: "words in two languages"}

func (l *linter) decisions() {
	s := l.service
	ids := []string{}
	for i, d := range s.Decisions {
		path := fmt.Sprintf("decisions[%d]", i)
		if d.ID == "" || slices.Contains(ids, d.ID) {
			l.Faultf(path, "each decision needs an id of its own")
		}
		ids = append(ids, d.ID)
		if d.Appeal == "" {
			l.Faultf(path, "the decision needs appeal: %s", strings.Join(AppealKind("").Values(), ", "))
		}
		if d.Meeting && d.Delegable {
			l.Faultf(path+".meeting", "what the board itself decides at a meeting is not delegable")
		}
		if d.By.IsZero() || d.Title.IsZero() || len(d.Law) == 0 {
			l.Faultf(path, "the decision needs title, by and law")
		}
		if d.Gives != nil && d.Gives.Label.IsZero() {
			l.Faultf(path+".gives", "label is missing: what the decision names")
		}
		if d.Gives != nil && d.Gives.From != "" {
			l.fieldOf(path+".gives.from", d.Gives.From, TextField)
		}
	}
	if s.Kind == Application && len(ids) == 0 {
		l.Faultf("kind", "an application ends in a decision; add decisions")
	}
	if len(ids) > 0 && s.Status.Decided.IsZero() {
		l.Faultf("status", "status.decided is missing")
	}
	if s.Recommendation == nil {
		return
	}
	if len(ids) == 0 {
		l.Faultf("recommendation", "there is no decision to recommend; add decisions")
	}
	auto := s.Recommendation.Automatic
	if auto == nil {
		return
	}
	i := slices.Index(ids, auto.Decision)
	if i < 0 {
		l.Faultf("recommendation.automatic.decision", "there is no decision %q%s", auto.Decision, strict.Suggest(auto.Decision, ids))
	} else if kind := s.Decisions[i].Appeal; kind != "" && !kind.MayBeAutomatic() {
		l.Faultf("recommendation.automatic.decision", "the decision %q is appealed by %s, and such decisions are not automatic (KL 6 kap. 38 § 2 st.)",
			auto.Decision, kind)
	}
	keys := l.options.Municipality.Delegations()
	if !slices.Contains(keys, auto.Delegation) {
		l.Faultf("recommendation.automatic.delegation", "there is no entry %q in the delegation order%s", auto.Delegation,
			strict.Suggest(auto.Delegation, keys))
	}
}

func (l *linter) secrecy() {
	switch s := l.service.Secrecy; {
	case s.Strength == "none" && (s.Law != "" || s.Years != 0):
		l.Faultf("secrecy", "secrecy of strength none has no law and no years")
	case s.Strength != "none" && s.Strength != "" && (s.Law == "" || s.Years < 1 || s.Years > 150):
		l.Faultf("secrecy", "secrecy needs its law and years (1–150)")
	}
}

// lifetimes checks how long documents are kept.
func (l *linter) lifetimes() {
	seen := map[DocumentType]bool{}
	for i, r := range l.service.Retention {
		path := fmt.Sprintf("retention[%d]", i)
		if r.Document == "" || r.Keep == (Keep{}) && !l.Has(path+".keep") {
			l.Faultf(path, "retention needs document and keep")
		}
		if seen[r.Document] {
			l.Faultf(path, "%s stands here twice", r.Document)
		}
		seen[r.Document] = true
	}
	if len(l.service.Retention) > 0 && !seen["case"] {
		l.Faultf("retention", "retention says nothing about the case itself; add document: case")
	}
}

// links checks the keys that name a field.
func (l *linter) links() {
	s := l.service
	if g := s.CoGuardian; g != nil {
		l.fieldOf("co_guardian.child", g.Child, ChildField)
		if g.Submitted.IsZero() || g.Decided.IsZero() {
			l.Faultf("co_guardian", "the other guardian is told both when the form is sent and when the case is decided")
		}
		if g.Together != nil {
			l.together(g.Together)
		}
	}
	l.siblings()
	if n := s.Nearby; n != nil {
		l.fieldOf("nearby.field", n.Field, PlaceField)
		if n.Same != "" {
			l.fieldOf("nearby.same", n.Same, ChoiceField)
		}
		if !l.Has("nearby.radius") || n.Days < 1 || n.Days > 365 {
			l.Faultf("nearby", "nearby needs radius, and days from 1 to 365")
		}
		l.number("nearby.radius", n.Radius.Setting)
		if s, ok := l.options.settings[n.Radius.Setting]; ok && s.Type == rules.Int && s.Unit != "m" {
			l.Faultf("nearby.radius", "the setting %q counts %s; want one in metres (unit: m)", n.Radius.Setting, s.Unit)
		}
	}
}

func (l *linter) fieldOf(path, id string, want FieldType) {
	var names []string
	for _, page := range l.service.Pages {
		for _, f := range page.Fields {
			if f.ID == id && f.Type == want {
				return
			}
			if f.Type == want {
				names = append(names, f.ID)
			}
		}
	}
	l.Faultf(path, "there is no field %q of type %s%s", id, want, strict.Suggest(id, names))
}
