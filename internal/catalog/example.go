package catalog

import (
	"fmt"
	"maps"
	"path"
	"slices"
	"strings"

	"forvag/internal/civil"
	"forvag/internal/rules"
	"forvag/internal/strict"
)

// examples runs each example, and reports at the expectation that did not come true.
func (l *linter) examples() {
	for i := range l.service.Examples {
		e := exampleRun{linter: l, example: &l.service.Examples[i], path: fmt.Sprintf("examples[%d]", i)}
		e.run()
	}
}

type exampleRun struct {
	*linter
	example *Example
	path    string
	moment  Moment
}

func (e *exampleRun) run() {
	day, err := civil.Parse(e.example.Today)
	if err != nil || day.IsZero() {
		e.Faultf(e.path+".today", "today: want a date (2026-12-01)")
		return
	}
	e.moment = Moment{Today: day, Municipality: e.options.Municipality}
	if !e.settings() {
		return
	}
	known := Known{Register: map[RegisterFact]rules.Value{}, Asked: rules.Facts{}}
	if !e.give(&known) {
		return
	}
	e.moment.Registered = func(string) map[RegisterFact]rules.Value { return known.Register }
	answers, faults := e.answers()
	if len(e.example.Answers) > 0 {
		known.Answers = answers
	}
	e.visible(answers)
	e.faults(faults)
	e.outcomes(e.service.Facts(known, e.moment))
}

// given is a municipality in which an example fixes some settings, so that it comes true whatever the municipality has decided.
type given struct {
	Municipality
	settings map[string]rules.Value
}

// Setting is what the example says, or else the municipality's.
func (g given) Setting(name string, day civil.Date) (rules.Value, bool) {
	if v, ok := g.settings[name]; ok {
		return v, true
	}
	return g.Municipality.Setting(name, day)
}

// settings takes the settings among the example's facts.
func (e *exampleRun) settings() bool {
	fixed := given{e.options.Municipality, map[string]rules.Value{}}
	known := e.options.settings
	for key, values := range e.example.Facts {
		name, ok := strings.CutPrefix(key, "setting.")
		if !ok {
			continue
		}
		path := e.path + ".facts." + key
		if _, ok := known[name]; !ok {
			e.Faultf(path, "there is no setting %q%s", name, e.nearSetting(name))
			return false
		}
		v, err := rules.Parse(known[name].Type, values)
		if err != nil {
			e.Faultf(path, "%s: %v", key, err)
			return false
		}
		fixed.settings[name] = v
	}
	e.moment.Municipality = fixed
	return true
}

// answers reads the example's form values as if they had been sent. A name among a files field's values is a small file.
func (e *exampleRun) answers() (Answers, []FieldFault) {
	in := Input{Raw: map[string][]string{}, Files: map[string][]File{}}
	for key, values := range e.example.Answers {
		id, _, _ := strings.Cut(key, ".")
		f := e.service.Field(id)
		if f == nil {
			e.Faultf(e.path+".answers."+key, "there is no field %q%s", id, strict.Suggest(id, slices.Sorted(maps.Keys(e.service.program.fields))))
			continue
		}
		if f.Type != FilesField {
			in.Raw[key] = values
			continue
		}
		for _, name := range values {
			kind := FileType(strings.TrimPrefix(path.Ext(name), "."))
			if kind == "jpg" {
				kind = "jpeg"
			}
			in.Files[id] = append(in.Files[id], File{ID: name, Name: name, Size: 1 << 10, Type: kind})
		}
	}
	return e.service.Validate(in, e.moment)
}

// give sorts the example's facts into what a register says and what was asked.
func (e *exampleRun) give(known *Known) bool {
	ok := true
	for name, values := range e.example.Facts {
		if strings.HasPrefix(name, "setting.") {
			continue
		}
		path := e.path + ".facts." + name
		i := slices.IndexFunc(e.service.Declared, func(f Fact) bool { return f.ID == name })
		if i < 0 {
			e.Faultf(path, "there is no fact %q%s", name, strict.Suggest(name, e.service.program.order))
			ok = false
			continue
		}
		f := e.service.Declared[i]
		v, err := rules.Parse(f.Type, values)
		if err == nil && f.Type == rules.Enum && !slices.Contains(f.Values, v.S) && len(f.Values) > 0 {
			err = fmt.Errorf("%q is not one of %s%s", v.S, strings.Join(f.Values, ", "), strict.Suggest(v.S, f.Values))
		}
		if err != nil {
			e.Faultf(path, "%s: %v", name, err)
			ok = false
			continue
		}
		if f.Source == FromRegister {
			known.Register[f.Register] = v
		} else {
			known.Asked[name] = v
		}
	}
	return ok
}

func (e *exampleRun) visible(answers Answers) {
	shown := e.service.Visible(answers, e.moment)
	for _, list := range []struct {
		key  string
		ids  []string
		want bool
	}{{"visible", e.example.Expect.Visible, true}, {"hidden", e.example.Expect.Hidden, false}} {
		for i, id := range list.ids {
			if path := fmt.Sprintf("%s.expect.%s[%d]", e.path, list.key, i); e.service.Field(id) == nil {
				e.Faultf(path, "there is no field %q%s", id, strict.Suggest(id, slices.Sorted(maps.Keys(e.service.program.fields))))
			} else if shown[id] != list.want {
				e.Faultf(path, "example %q: %s is not %s", e.example.Name, id, list.key)
			}
		}
	}
}

// faults compares the faults that the example names. An example that names none may leave required answers out, but give no bad one.
func (e *exampleRun) faults(got []FieldFault) {
	keys := map[string]string{}
	for _, f := range got {
		keys[f.Field] = f.Key
		if e.example.Expect.Faults == nil && len(e.example.Answers) > 0 && !strings.HasPrefix(f.Key, "field.required") {
			e.Faultf(e.path+".answers."+f.Field, "example %q: the answer to %s gives the fault %s", e.example.Name, f.Field, f.Key)
		}
	}
	for field, want := range e.example.Expect.Faults {
		if keys[field] != want {
			e.Faultf(e.path+".expect.faults."+field, "example %q: %s gives the fault %q, not %q", e.example.Name, field, keys[field], want)
		}
	}
}

func (e *exampleRun) outcomes(facts rules.Facts) {
	expect := e.example.Expect
	var missing []string
	if e.service.program.check != nil {
		guide := e.service.Guide(facts)
		for _, q := range guide.Questions {
			missing = append(missing, q.ID)
		}
		if expect.Check != "" && guide.Outcome != expect.Check {
			e.Faultf(e.path+".expect.check", "example %q: the check says %s, not %s%s", e.example.Name, guide.Outcome, expect.Check, because(guide.Decision))
		}
	} else if expect.Check != "" {
		e.Faultf(e.path+".expect.check", "example %q: the service has no check", e.example.Name)
	}
	e.timing()
	proposal := e.service.Recommend(facts, e.moment)
	if e.service.program.check == nil {
		missing = proposal.Missing
	}
	if expect.Missing != nil && !slices.Equal(expect.Missing, missing) {
		e.Faultf(e.path+".expect.missing", "example %q: what is missing is %v, not %v", e.example.Name, missing, expect.Missing)
	}
	if expect.Recommendation != "" && proposal.Outcome != expect.Recommendation {
		e.Faultf(e.path+".expect.recommendation", "example %q: the recommendation is %s, not %s%s", e.example.Name, proposal.Outcome,
			expect.Recommendation, because(proposal.Decision))
	}
	got := ""
	if proposal.Type != nil {
		got = proposal.Type.ID
	}
	if expect.Decision != "" && got != expect.Decision {
		e.Faultf(e.path+".expect.decision", "example %q: the decision is %q, not %q", e.example.Name, got, expect.Decision)
	}
	if auto := e.automatic(proposal); expect.Automatic != nil && auto != *expect.Automatic {
		e.Faultf(e.path+".expect.automatic", "example %q: automatic is %t", e.example.Name, auto)
	}
}

// timing compares where the day stands to the service's window.
func (e *exampleRun) timing() {
	want := e.example.Expect.Window
	if want == "" {
		return
	}
	if got, ok := e.service.Timed(e.moment); !ok {
		e.Faultf(e.path+".expect.window", "example %q: the service has no window on that day", e.example.Name)
	} else if got.Timing != want {
		e.Faultf(e.path+".expect.window", "example %q: the window is %s, not %s", e.example.Name, got.Timing, want)
	}
}

// automatic says whether the proposal would be decided without a person if the delegation order had a reference.
func (e *exampleRun) automatic(p Recommended) bool {
	auto := e.service.Recommendation
	return auto != nil && auto.Automatic != nil && p.Outcome == rules.Yes && p.Type != nil && p.Type.ID == auto.Automatic.Decision
}

// because tells which conditions led to an outcome.
func because(d rules.Decision) string {
	if len(d.Missing) > 0 {
		return "; missing " + strings.Join(d.Missing, ", ")
	}
	var parts []string
	for _, step := range d.Trace {
		parts = append(parts, step.Condition+" "+string(step.Outcome))
	}
	if len(parts) == 0 {
		return ""
	}
	return " (" + strings.Join(parts, ", ") + ")"
}
