package portal

import (
	"errors"
	"mime/multipart"
	"slices"
	"strings"

	"forvag/internal/catalog"
	"forvag/internal/fault"
	"forvag/portal/draft"
	"forvag/web"
)

// take reads a page's fields from the request into the draft: what was written, files that came, files to remove. The errors that it returns as a
// list are those of single files, in words; the rest is kept.
func (r *request) take(f *filling, page *catalog.Page) ([]web.FieldError, error) {
	var refused []web.FieldError
	for i := range page.Fields {
		field := &page.Fields[i]
		if field.Type == catalog.FilesField {
			failed, err := r.takeFiles(f, field, r.files[field.ID])
			if err != nil {
				return nil, err
			}
			refused = append(refused, failed...)
			continue
		}
		if err := r.takeValues(f, field, r.posted); err != nil {
			return nil, err
		}
	}
	for i := range page.Fields { // after the others, whose emptiness was sent along
		if field := &page.Fields[i]; field.Type == catalog.ChildField {
			f.prefillAfterChild(&r.caller, first(f.draft.Values[field.ID]))
		}
	}
	if id, ok := strings.CutPrefix(first(r.posted["do"]), web.DoRemove); ok {
		if err := r.Drafts.RemoveFile(r.ctx(), f.draft, id); err != nil {
			return nil, err
		}
	}
	if first(r.posted["do"]) == nearbyNone {
		f.draft.Values[nearbyKey] = []string{nearbyNone}
	}
	return refused, nil
}

// takeValues takes what was written in one field, with its parts. A field that the browser did not send was emptied, unless it was not on the page.
func (r *request) takeValues(f *filling, field *catalog.Field, values map[string][]string) error {
	for _, name := range append([]string{field.ID}, parts[field.Type]...) {
		if name != field.ID {
			name = field.ID + "." + name
		}
		given, sent := values[name]
		if !sent && field.Type != catalog.ChoicesField && field.Type != catalog.ChoiceField && field.Type != catalog.YesNoField && field.Type != catalog.ChildField {
			continue
		}
		if takesNumber(f.service, field, name) {
			given = r.sealNumber(f.draft, given)
		}
		if !slices.Equal(given, f.draft.Values[name]) {
			f.draft.Values[prefilledKey] = slices.DeleteFunc(f.draft.Values[prefilledKey], func(id string) bool { return id == field.ID })
		}
		if len(given) == 0 {
			delete(f.draft.Values, name)
			continue
		}
		f.draft.Values[name] = given
	}
	if choice := first(values[field.ID+".choice"]); choice != "" && (field.Type == catalog.AddressField || field.Type == catalog.PlaceField) {
		f.draft.Values[field.ID] = []string{choice}
	}
	if field.Type == catalog.PlaceField {
		return r.takePlace(f, field, values)
	}
	return nil
}

// parts are the names, after the field's own, that a field of several inputs posts.
var parts = map[catalog.FieldType][]string{
	catalog.PlaceField:   {"lat", "lon"},
	catalog.PersonField:  {"name", "email", "phone", "number"},
	catalog.CompanyField: {"number"},
}

// takeFiles stores the files that came for a field, as many as it takes.
func (r *request) takeFiles(f *filling, field *catalog.Field, headers []*multipart.FileHeader) ([]web.FieldError, error) {
	limits := field.Limits()
	var refused []web.FieldError
	for _, h := range headers {
		if h.Filename == "" && h.Size == 0 {
			continue // an empty file input
		}
		if len(f.draft.FilesOf(field.ID)) >= limits.Max {
			refused = append(refused, web.FieldError{Field: "f-" + field.ID, Question: field.Label.In(r.lang), Text: r.t("portal.file.too_many", limits.Max)})
			break
		}
		file, err := r.store(h, limits)
		if key, args, ok := fault.Words(err); ok && (errors.Is(err, fault.Invalid) || errors.Is(err, fault.TooLarge)) {
			refused = append(refused, web.FieldError{Field: "f-" + field.ID, Question: field.Label.In(r.lang), Text: r.t(key, args...)})
			continue
		}
		if err != nil {
			return nil, err
		}
		if slices.ContainsFunc(f.draft.FilesOf(field.ID), func(had draft.File) bool { return had.Hash == file.hash && had.Name == file.name }) {
			refused = append(refused, web.FieldError{Field: "f-" + field.ID, Question: field.Label.In(r.lang), Text: r.t("portal.file.twice", file.name)})
			continue
		}
		if err := r.Drafts.AddFile(r.ctx(), f.draft, draft.File{Field: field.ID, Name: file.name, MediaType: file.media, Hash: file.hash, Size: file.size}); err != nil {
			return nil, err
		}
	}
	return refused, nil
}
