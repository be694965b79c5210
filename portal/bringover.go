package portal

import (
	"errors"
	"slices"
	"strings"

	"forvag/internal/casework"
	"forvag/internal/catalog"
	"forvag/internal/fault"
	"forvag/internal/locale"
	"forvag/portal/draft"
	"forvag/web"
)

// changesKey and a language name a draft's lines about what changed in the form since it was begun.
const changesKey = "_changes."

// bringOver makes a draft that was begun under an older version of its service a draft of the version that holds now. Answers that still fit are kept. What
// changed is written in the draft, with the answers that no longer have a place, and stands over the form until it is sent in.
func (r *request) bringOver(f *filling) error {
	if f.draft.Sent() || f.draft.Hash == f.service.Hash {
		return nil
	}
	old, err := r.Types.Service(r.ctx(), casework.TypeRef{ID: f.service.ID, Hash: f.draft.Hash}, r.today())
	if err != nil && !errors.Is(err, fault.NotFound) {
		return err
	}
	o := over{draft: f.draft, service: f.service, old: old}
	if old == nil {
		o.say(func(lang locale.Lang) string { return locale.T(lang, "portal.draft.changed.unknown") })
	} else {
		o.compare()
	}
	f.draft.Hash, f.moved, f.changed, f.lost = f.service.Hash, true, o.told, o.lost
	f.draft.Files = slices.DeleteFunc(f.draft.Files, func(file draft.File) bool { return slices.Contains(o.lost, file) })
	return nil
}

// settle writes a draft that was brought over.
func (r *request) settle(f *filling) error {
	if !f.moved {
		return nil
	}
	for _, file := range f.lost {
		if err := r.Drafts.RemoveFile(r.ctx(), f.draft, file.ID); err != nil {
			return err
		}
	}
	return r.Drafts.Save(r.ctx(), f.owner, f.draft)
}

// over is one draft on its way from one version to another.
type over struct {
	draft        *draft.Draft
	service, old *catalog.Service
	lost         []draft.File
	told         bool
}

// say writes a line for the resident, in every language.
func (o *over) say(words func(locale.Lang) string) {
	o.told = true
	for _, lang := range locale.Langs() {
		key := changesKey + string(lang)
		o.draft.Values[key] = append(o.draft.Values[key], words(lang))
	}
}

func (o *over) compare() {
	changes := o.service.Since(o.old)
	for _, f := range changes.New {
		o.say(func(lang locale.Lang) string { return locale.T(lang, "portal.draft.changed.new", f.Label.In(lang)) })
	}
	for _, f := range changes.Changed {
		o.changed(f, o.old.Field(f.ID))
	}
	for _, f := range changes.Gone {
		o.tell("portal.draft.changed.gone", f, f)
		o.drop(f)
	}
	o.fewer()
}

// fewer drops what was written in entries of a repeated page that there is no room for any longer.
func (o *over) fewer() {
	for i := range o.old.Pages {
		for j := range o.old.Pages[i].Fields {
			f := &o.old.Pages[i].Fields[j]
			if f.Entry > 1 && o.service.Field(f.ID) == nil && o.written(f, locale.SV) != "" {
				o.tell("portal.draft.changed.gone", f, f)
				o.drop(f)
			}
		}
	}
}

// changed keeps an answer that still fits, and drops one that does not.
func (o *over) changed(f, before *catalog.Field) {
	written := o.draft.Values[f.ID]
	for _, each := range o.service.Throughout(f)[1:] {
		written = append(slices.Clone(written), o.draft.Values[each.ID]...)
	}
	lostChoice := (f.Type == catalog.ChoiceField || f.Type == catalog.ChoicesField) &&
		slices.ContainsFunc(written, func(id string) bool { return id != "" && !f.Offers(id) })
	if f.Keeps(before) && !lostChoice {
		o.say(func(lang locale.Lang) string { return locale.T(lang, "portal.draft.changed.kept", f.Label.In(lang)) })
		return
	}
	o.tell("portal.draft.changed.again", f, before)
	for _, each := range o.old.Throughout(before) {
		o.drop(each)
	}
}

// tell writes a line about a field whose answer has no place any longer, with that answer.
func (o *over) tell(key string, f, before *catalog.Field) {
	o.say(func(lang locale.Lang) string {
		line := locale.T(lang, key, f.Label.In(lang))
		if answer := o.written(before, lang); answer != "" {
			line += " " + locale.T(lang, "portal.draft.changed.answer", answer)
		}
		return line
	})
}

// drop takes a field's answer and files out of the draft.
func (o *over) drop(f *catalog.Field) {
	for name := range o.draft.Values {
		if name == f.ID || strings.HasPrefix(name, f.ID+".") {
			delete(o.draft.Values, name)
		}
	}
	o.lost = append(o.lost, o.draft.FilesOf(f.ID)...)
}

// written is what the resident wrote in a field, as they would know it again; empty where that was nothing, or something that only the register writes out.
func (o *over) written(f *catalog.Field, lang locale.Lang) string {
	var parts []string
	add := func(text string) {
		if text != "" {
			parts = append(parts, text)
		}
	}
	switch f.Type {
	case catalog.ChoiceField, catalog.ChoicesField:
		for _, id := range o.draft.Values[f.ID] {
			add(choiceLabel(f, id, lang))
		}
	case catalog.YesNoField:
		if v := first(o.draft.Values[f.ID]); v != "" {
			add(locale.T(lang, map[bool]string{true: "portal.yes", false: "portal.no"}[v == "yes" || v == "true"]))
		}
	case catalog.PersonField:
		for _, part := range []string{"name", "email", "phone"} {
			add(first(o.draft.Values[f.ID+"."+part]))
		}
	case catalog.FilesField:
		for _, file := range o.draft.FilesOf(f.ID) {
			add(file.Name)
		}
	case catalog.ChildField, catalog.CompanyField, catalog.AddressField, catalog.PlaceField:
		// ids and coordinates, which say nothing to who reads them
	default:
		add(first(o.draft.Values[f.ID]))
	}
	return strings.Join(parts, ", ")
}

// changeNotice tells what changed in the form since the draft was begun; nothing where nothing did.
func (r *request) changeNotice(f *filling) []web.Notice {
	lines := f.draft.Values[changesKey+string(r.lang)]
	if len(lines) == 0 {
		return nil
	}
	return []web.Notice{{Tone: web.Warning, Title: r.t("portal.draft.changed.title"), Text: r.t("portal.draft.changed.text"), Lines: lines}}
}

// keepPosted keeps what was posted on a page that is not there any longer, in the fields that are on others, and goes on where the reader was.
func (r *request) keepPosted(f *filling) error {
	for i := range f.service.Pages {
		for j := range f.service.Pages[i].Fields {
			field := &f.service.Pages[i].Fields[j]
			posted := slices.ContainsFunc(append([]string{""}, parts[field.Type]...), func(part string) bool {
				_, ok := r.posted[strings.TrimSuffix(field.ID+"."+part, ".")]
				return ok
			})
			if !posted || field.Type == catalog.FilesField {
				continue
			}
			if err := r.takeValues(f, field, r.posted); err != nil {
				return err
			}
		}
	}
	if err := r.Drafts.Save(r.ctx(), f.owner, f.draft); err != nil {
		return err
	}
	return r.seeOther(f.path(""))
}
