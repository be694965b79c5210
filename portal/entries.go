package portal

import (
	"maps"
	"slices"
	"strconv"
	"strings"

	"forvag/internal/catalog"
	"forvag/portal/draft"
	"forvag/web"
)

// takeEntries adds an entry to a page that repeats, or removes one; false where the reader wants something else. Everything that is written stays.
func (r *request) takeEntries(f *filling, page *catalog.Page) (bool, error) {
	repeat, do := page.Repeat, first(r.posted["do"])
	drop, dropping := strings.CutPrefix(do, web.DoDrop)
	if repeat == nil || do != web.DoAdd && !dropping {
		return false, nil
	}
	have := page.Entries(f.answers)
	switch n, err := strconv.Atoi(drop); {
	case do == web.DoAdd && have < repeat.Max:
		have++
	case dropping && err == nil && n >= 1 && n <= have && have > repeat.Least():
		if err := r.dropEntry(f, page, n, have); err != nil {
			return true, err
		}
		have--
	}
	f.draft.Values[repeat.ID] = []string{strconv.Itoa(have)}
	return true, nil
}

// dropEntry takes an entry out, so that those after it move up.
func (r *request) dropEntry(f *filling, page *catalog.Page, gone, have int) error {
	for _, field := range page.Asked() {
		for n := gone; n <= have; n++ {
			to, from := catalog.EntryID(field.ID, n), catalog.EntryID(field.ID, n+1)
			moved := map[string][]string{}
			for name, values := range f.draft.Values {
				if rest, ok := strings.CutPrefix(name, from); ok && n < have && (rest == "" || rest[0] == '.') {
					moved[to+rest] = values
				}
			}
			maps.DeleteFunc(f.draft.Values, func(name string, _ []string) bool { return name == to || strings.HasPrefix(name, to+".") })
			maps.Copy(f.draft.Values, moved)
			if err := r.moveFiles(f.draft, from, to, n < have); err != nil {
				return err
			}
		}
		f.draft.Values[prefilledKey] = slices.DeleteFunc(f.draft.Values[prefilledKey], func(id string) bool { return id == field.ID })
	}
	return nil
}

// moveFiles puts one field's files in the place of another's; none where there is nothing after it.
func (r *request) moveFiles(d *draft.Draft, from, to string, after bool) error {
	for _, file := range d.FilesOf(to) {
		if err := r.Drafts.RemoveFile(r.ctx(), d, file.ID); err != nil {
			return err
		}
	}
	if !after {
		return nil
	}
	for _, file := range d.FilesOf(from) {
		if err := r.Drafts.RemoveFile(r.ctx(), d, file.ID); err != nil {
			return err
		}
		file.Field = to
		if err := r.Drafts.AddFile(r.ctx(), d, file); err != nil {
			return err
		}
	}
	return nil
}

// entries are the fields of a page that repeats, entry by entry, with the button for one more.
func (b *blank) entries(page *catalog.Page, action string, shown map[string]bool) []web.Field {
	var fields []web.Field
	have, repeat := page.Entries(b.answers), page.Repeat
	at := func(n int) string { return repeat.ID + "_" + strconv.Itoa(n) }
	for n := 1; n <= have; n++ {
		name := b.t("portal.form.entry", repeat.Item.In(b.lang), n)
		entry := web.EntryField{Question: web.Question{Name: at(n), Label: name}}
		if have > repeat.Least() {
			entry.Drop, entry.DropText = web.DoDrop+strconv.Itoa(n), b.t("portal.form.drop_entry", strings.ToLower(name))
		}
		for i := range page.Fields {
			if f := &page.Fields[i]; f.Entry == n && shown[f.ID] {
				entry.Fields = append(entry.Fields, b.field(f))
			}
		}
		fields = append(fields, entry)
	}
	more := web.MoreField{Question: web.Question{Name: repeat.ID}}
	if have < repeat.Max {
		more.Add, more.Action = repeat.Add.In(b.lang), action+"#"+web.Question{Name: at(have + 1)}.ID()
	} else {
		more.Full = b.t("portal.form.entries_full", repeat.Max)
	}
	return append(fields, more)
}
