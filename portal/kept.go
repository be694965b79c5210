package portal

import (
	"slices"
	"strings"

	"forvag/internal/casework"
	"forvag/internal/catalog"
	"forvag/internal/civil"
	"forvag/internal/locale"
)

// How long what is in a case is kept, and by what decision (arkivlagen 10 §), for officers and, in plain words, for residents.

// plan is where it was decided how long something is kept.
func (r *request) plan(k casework.Keep) string {
	if k.Plan == "" {
		return r.t("case.kept.no_plan")
	}
	return k.Plan
}

// deskKept is how long a document is kept, as an officer reads it.
func (r *request) deskKept(f *casework.File, d *casework.Document) string {
	k := f.Kept(*d)
	switch until := f.KeptUntil(*d); {
	case d.IsDisposed() && d.Kind == casework.DocumentWorking:
		return r.t("desk.kept.cleared", locale.Date(r.lang, d.Disposed))
	case d.IsDisposed():
		return r.t("desk.kept.gone", locale.Date(r.lang, d.Disposed), r.plan(k))
	case d.Kind == casework.DocumentWorking:
		return r.t("desk.kept.working")
	case k.Preserved():
		return r.t("desk.kept.preserved", r.plan(k))
	case until.IsZero():
		return r.t("desk.kept.years", k.Years, r.plan(k))
	default:
		return r.t("desk.kept.until", locale.Date(r.lang, until), r.plan(k))
	}
}

// caseKept is how long a document is kept, as a resident reads it.
func (r *request) caseKept(f *casework.File, d *casework.Document) string {
	k := f.Kept(*d)
	switch until := f.KeptUntil(*d); {
	case d.IsDisposed():
		return r.t("case.kept.gone", locale.Date(r.lang, d.Disposed), r.plan(k))
	case k.Preserved():
		return r.t("case.kept.preserved")
	case until.IsZero():
		return r.t("case.kept.years", k.Years)
	default:
		return r.t("case.kept.until", locale.Date(r.lang, until.AddDays(-1)))
	}
}

// deskCaseKept is how long a closed case is kept; empty while it is open.
func (r *request) deskCaseKept(f *casework.File) string {
	until := f.Case.DisposeFrom
	switch {
	case f.Case.Disposed || !f.Case.IsClosed():
		return ""
	case until.IsZero():
		return r.t("desk.kept.case_preserved")
	case f.Waits(r.today()) == "permit":
		return r.t("desk.kept.case_permit", locale.Date(r.lang, until))
	default:
		return r.t("desk.kept.case", locale.Date(r.lang, until))
	}
}

// namedWords are the events whose words are called something else than a note.
var namedWords = []casework.EventKind{casework.Requested, casework.Answered, casework.Corrected, casework.Appealed}

// disposalWords are what was disposed of and by what rules, for the desk's history.
func (r *request) disposalWords(f *casework.File, d *casework.Disposal) string {
	if d == nil {
		return ""
	}
	var words []string
	add := func(w string) {
		if !slices.Contains(words, w) {
			words = append(words, w)
		}
	}
	for _, p := range d.Parts {
		if p.Working {
			add(r.t("desk.kept.working_material"))
			continue
		}
		name := p.Name
		if i := slices.IndexFunc(f.Events, func(e casework.Event) bool { return e.Seq == p.Seq }); p.Name == "said" && i >= 0 && slices.Contains(namedWords, f.Events[i].Kind) {
			name = string(f.Events[i].Kind)
		}
		add(r.t("desk.kept.part."+name) + " (" + r.plan(p.Keep) + ")")
	}
	for _, k := range d.Rules {
		if k.Plan != "" {
			add(k.Plan)
		}
	}
	return strings.Join(words, ", ")
}

// documentName is what a document is called; one that was disposed of has no name any more.
func (r *request) documentName(d *casework.Document) string {
	switch {
	case d.IsDisposed():
		return r.t("case.document.gone")
	case d.Title != "":
		return d.Title
	default:
		return d.Filename
	}
}

// withFiles gives the files of a form their names, which stand with the documents alone so that they go with them.
func (r *request) withFiles(answers catalog.Answers, f *casework.File) {
	named := map[string][]catalog.File{}
	for i := range f.Documents {
		if d := &f.Documents[i]; d.Field != "" {
			named[d.Field] = append(named[d.Field], catalog.File{ID: string(d.ID), Name: r.documentName(d), Size: d.Size})
		}
	}
	for id, a := range answers {
		if files := named[id]; files != nil {
			a.Files = files
		} else {
			a.Files = slices.DeleteFunc(a.Files, func(f catalog.File) bool { return f.Name == "" })
		}
		answers[id] = a
	}
}

// nameless are the answers without the names of files.
func nameless(answers catalog.Answers) catalog.Answers {
	out := make(catalog.Answers, len(answers))
	for id, a := range answers {
		a.Files = slices.Clone(a.Files)
		for i := range a.Files {
			a.Files[i].Name = ""
		}
		out[id] = a
	}
	return out
}

// goneOn is a day in words for what was disposed of then; empty for what is there.
func (r *request) goneOn(day civil.Date, key string) string {
	if day.IsZero() {
		return ""
	}
	return r.t(key, locale.Date(r.lang, day))
}
