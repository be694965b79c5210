package portal

import (
	"cmp"
	"encoding/json"
	"errors"
	"slices"
	"strings"

	"forvag/internal/casework"
	"forvag/internal/catalog"
	"forvag/internal/fault"
	"forvag/portal/draft"
	"forvag/web"
)

// changesKey names a draft's list of what changed in the form since it was begun, each a change as JSON.
const changesKey = "_changes"

// change is one thing that is otherwise in the form than when the draft was begun. It holds no words of ours: those are found when it is told, in the
// reader's language.
type change struct {
	Kind changeKind `json:"kind"`
	// Field is the field's id, From and To the versions of the service before and after, by hash.
	Field string `json:"field,omitempty"`
	From  string `json:"from,omitempty"`
	To    string `json:"to,omitempty"`
	// Answer is what was written in the field and has no place any longer, as the form sent it.
	Answer []string `json:"answer,omitempty"`
}

// changeKind is how a field changed: the end of the key of the words about it.
type changeKind string

// The kinds: a form of which nothing is known any longer, a new field, one whose answer is kept, one that is to be answered again, and one that is gone.
const (
	changeUnknown changeKind = "unknown"
	changeNew     changeKind = "new"
	changeKept    changeKind = "kept"
	changeAgain   changeKind = "again"
	changeGone    changeKind = "gone"
)

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
		err = o.say(change{Kind: changeUnknown})
	} else {
		err = o.compare()
	}
	if err != nil {
		return err
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

// say notes what the resident is to be told.
func (o *over) say(c change) error {
	o.told = true
	c.To = o.service.Hash
	if o.old != nil {
		c.From = o.old.Hash
	}
	noted, err := json.Marshal(c)
	o.draft.Values[changesKey] = append(o.draft.Values[changesKey], string(noted))
	return err
}

func (o *over) compare() error {
	changes := o.service.Since(o.old)
	for _, f := range changes.New {
		if err := o.say(change{Kind: changeNew, Field: f.ID}); err != nil {
			return err
		}
	}
	for _, f := range changes.Changed {
		if err := o.changed(f, o.old.Field(f.ID)); err != nil {
			return err
		}
	}
	for _, f := range changes.Gone {
		if err := o.lose(changeGone, f); err != nil {
			return err
		}
	}
	return o.fewer()
}

// fewer drops what was written in entries of a repeated page that there is no room for any longer.
func (o *over) fewer() error {
	for i := range o.old.Pages {
		for j := range o.old.Pages[i].Fields {
			f := &o.old.Pages[i].Fields[j]
			if f.Entry <= 1 || o.service.Field(f.ID) != nil || len(o.written(f)) == 0 {
				continue
			}
			if err := o.lose(changeGone, f); err != nil {
				return err
			}
		}
	}
	return nil
}

// changed keeps an answer that still fits, and drops one that does not.
func (o *over) changed(f, before *catalog.Field) error {
	written := o.draft.Values[f.ID]
	for _, each := range o.service.Throughout(f)[1:] {
		written = append(slices.Clone(written), o.draft.Values[each.ID]...)
	}
	lostChoice := (f.Type == catalog.ChoiceField || f.Type == catalog.ChoicesField) &&
		slices.ContainsFunc(written, func(id string) bool { return id != "" && !f.Offers(id) })
	if f.Keeps(before) && !lostChoice {
		return o.say(change{Kind: changeKept, Field: f.ID})
	}
	if err := o.lose(changeAgain, before); err != nil {
		return err
	}
	for _, each := range o.old.Throughout(before)[1:] {
		o.drop(each)
	}
	return nil
}

// lose drops what was written in a field, which the resident is told.
func (o *over) lose(kind changeKind, before *catalog.Field) error {
	err := o.say(change{Kind: kind, Field: before.ID, Answer: o.written(before)})
	o.drop(before)
	return err
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

// written is what the resident wrote in a field that they would know again; nothing where that is something that only the register writes out.
func (o *over) written(f *catalog.Field) []string {
	var out []string
	switch f.Type {
	case catalog.ChoicesField:
		out = slices.Clone(o.draft.Values[f.ID])
	case catalog.PersonField:
		for _, part := range []string{"name", "email", "phone"} {
			out = append(out, first(o.draft.Values[f.ID+"."+part]))
		}
	case catalog.FilesField:
		for _, file := range o.draft.FilesOf(f.ID) {
			out = append(out, file.Name)
		}
	case catalog.ChildField, catalog.CompanyField, catalog.AddressField, catalog.PlaceField:
		// ids and coordinates, which say nothing to who reads them
	default:
		out = append(out, first(o.draft.Values[f.ID]))
	}
	return slices.DeleteFunc(out, func(text string) bool { return text == "" })
}

// wordsOf is what was written in a field, as its reader would know it again.
func (r *request) wordsOf(f *catalog.Field, written []string) string {
	var words []string
	for _, text := range written {
		switch f.Type {
		case catalog.ChoiceField, catalog.ChoicesField:
			text = choiceLabel(f, text, r.lang)
		case catalog.YesNoField:
			text = r.t(map[bool]string{true: "portal.yes", false: "portal.no"}[text == "yes" || text == "true"])
		}
		words = append(words, text)
	}
	return strings.Join(words, ", ")
}

// changeWords is a change in the reader's language.
func (r *request) changeWords(service string, c change) (string, error) {
	version := func(hash string) (*catalog.Field, error) {
		s, err := r.Types.Service(r.ctx(), casework.TypeRef{ID: service, Hash: hash}, r.today())
		if errors.Is(err, fault.NotFound) {
			return nil, nil
		}
		if err != nil {
			return nil, err
		}
		return s.Field(c.Field), nil
	}
	before, err := version(c.From)
	if err != nil {
		return "", err
	}
	after, err := version(c.To)
	if err != nil {
		return "", err
	}
	named := cmp.Or(after, before)
	if named == nil {
		return r.t("portal.draft.changed.unknown"), nil
	}
	line := r.t("portal.draft.changed."+string(c.Kind), named.Label.In(r.lang))
	if len(c.Answer) > 0 && before != nil {
		line += " " + r.t("portal.draft.changed.answer", r.wordsOf(before, c.Answer))
	}
	return line, nil
}

// tellChanges tells what changed in the form since the draft was begun; nothing where nothing did.
func (r *request) tellChanges(f *filling) error {
	var lines []string
	for _, noted := range f.draft.Values[changesKey] {
		var c change
		if err := json.Unmarshal([]byte(noted), &c); err != nil {
			return err
		}
		line, err := r.changeWords(f.service.ID, c)
		if err != nil {
			return err
		}
		lines = append(lines, line)
	}
	if len(lines) > 0 {
		r.notices = append(r.notices, web.Notice{Tone: web.Warning, Title: r.t("portal.draft.changed.title"), Text: r.t("portal.draft.changed.text"), Lines: lines})
	}
	return nil
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
