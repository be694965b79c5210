package portal

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"

	"github.com/nyaruka/phonenumbers"

	"forvag/internal/casework"
	"forvag/internal/catalog"
	"forvag/internal/locale"
	"forvag/internal/residents"
	"forvag/web"
)

// rawAnswers are the draft's values in the shape that the catalog reads: addresses and companies looked up, the pages' own names left out.
func (r *caller) rawAnswers(f *filling) (map[string][]string, error) {
	raw := map[string][]string{}
	for name, values := range f.draft.Values {
		raw[name] = values
	}
	for i := range f.service.Pages {
		for j := range f.service.Pages[i].Fields {
			field := &f.service.Pages[i].Fields[j]
			written := first(f.draft.Values[field.ID])
			switch field.Type {
			case catalog.YesNoField:
				raw[field.ID] = rawAnswer(field, raw[field.ID])
			case catalog.AddressField:
				if err := r.rawAddress(field.ID, written, raw); err != nil {
					return nil, err
				}
			case catalog.PlaceField:
				raw[field.ID+".text"] = []string{written}
			case catalog.CompanyField:
				f.rawCompany(field.ID, written, raw)
			case catalog.PersonField:
				number := field.ID + ".number"
				raw[number] = []string{r.openNumber(f.draft, first(f.draft.Values[number]))}
			}
		}
	}
	return raw, nil
}

// rawAnswer is one field's values in the shape that the catalog reads.
func rawAnswer(f *catalog.Field, values []string) []string {
	if f.Type != catalog.YesNoField {
		return values
	}
	switch first(values) {
	case "yes":
		return []string{"true"}
	case "no":
		return []string{"false"}
	default:
		return values
	}
}

// rawAddress splits an address into street, postcode and town: by the address register where it has it, else as it is written.
func (r *caller) rawAddress(id, written string, raw map[string][]string) error {
	if written == "" {
		return nil
	}
	a, found, err := r.Residents.FindAddress(r.ctx(), written)
	if err != nil {
		return err
	}
	street, postcode, town := written, "", ""
	if found {
		street, postcode, town = a.Label(), a.Postcode, a.Town
	} else if before, after, ok := strings.Cut(written, ","); ok {
		street = strings.TrimSpace(before)
		digits := strings.IndexFunc(after, func(c rune) bool { return c >= 'A' })
		if digits < 0 {
			digits = len(after)
		}
		postcode, town = strings.TrimSpace(after[:digits]), strings.TrimSpace(after[digits:])
	}
	raw[id+".street"], raw[id+".postcode"], raw[id+".city"] = []string{street}, []string{postcode}, []string{town}
	return nil
}

// rawCompany is the organisation that was chosen, or the one whose number was written.
func (f *filling) rawCompany(id, written string, raw map[string][]string) {
	if i := slices.IndexFunc(f.orgs, func(o residents.Organisation) bool { return string(o.ID) == written }); i >= 0 {
		raw[id+".name"], raw[id+".number"] = []string{f.orgs[i].Name}, []string{string(f.orgs[i].Number)}
		return
	}
	raw[id+".name"] = raw[id+".number"]
}

// answerWords is an answer as a reader would say it.
func (r *request) answerWords(f *catalog.Field, a catalog.Answer) string {
	switch {
	case a.Number != nil:
		return f.Show(r.lang, *a.Number)
	case a.Date != nil:
		return locale.Date(r.lang, *a.Date)
	case a.Yes != nil && *a.Yes:
		return r.t("portal.yes")
	case a.Yes != nil:
		return r.t("portal.no")
	case a.Address != nil:
		return a.Address.Street + "\n" + postcodeWords(a.Address.Postcode) + " " + a.Address.City
	case a.Place != nil && a.Place.Text != "":
		return a.Place.Text
	case a.Place != nil && a.Place.HasPoint():
		return r.placeWords(placeView(a.Place))
	case a.Person != nil:
		return joinLines(a.Person.Name, a.Person.Number.String(), a.Person.Email, phoneWords(a.Person.Phone))
	case a.Company != nil:
		return joinLines(a.Company.Name, a.Company.Number)
	case f.Type == catalog.ChoiceField:
		return choiceLabel(f, a.Text, r.lang)
	case f.Type == catalog.ChoicesField:
		labels := make([]string, len(a.Choices))
		for i, id := range a.Choices {
			labels[i] = choiceLabel(f, id, r.lang)
		}
		return strings.Join(labels, "\n")
	case f.Type == catalog.SlotField:
		return r.startsWords(a.Text)
	case f.Type == catalog.PhoneField:
		return phoneWords(a.Text)
	default:
		return a.Text
	}
}

// postcodeWords writes a Swedish postcode as it stands on a letter, "999 01".
func postcodeWords(code string) string {
	if len(code) != 5 {
		return code
	}
	return code[:3] + " " + code[3:]
}

// phoneWords writes a number as people in Sweden do, "070-174 06 31", and a foreign one with its country.
func phoneWords(number string) string {
	n, err := phonenumbers.Parse(number, "SE")
	switch {
	case err != nil:
		return number
	case n.GetCountryCode() == 46:
		return phonenumbers.Format(n, phonenumbers.NATIONAL)
	default:
		return phonenumbers.Format(n, phonenumbers.INTERNATIONAL)
	}
}

func joinLines(lines ...string) string {
	return strings.Join(slices.DeleteFunc(lines, func(s string) bool { return s == "" }), "\n")
}

// choiceLabel is what an alternative is called; its id where the field has none such.
func choiceLabel(f *catalog.Field, id string, lang locale.Lang) string {
	for _, c := range f.Choices {
		if c.ID == id {
			return c.Label.In(lang)
		}
	}
	return id
}

// answerSections are the answers of a form that is being filled in, page by page. child names a child by id; change is where a page can be changed.
func (r *request) answerSections(s *catalog.Service, answers catalog.Answers, child func(id string) string, change func(*catalog.Page) string) []web.ReviewSection {
	var sections []web.ReviewSection
	for _, page := range s.VisiblePages(answers, r.moment()) {
		for _, section := range r.pageSections(s, page, answers, child) {
			section.Change = change(page)
			sections = append(sections, section)
		}
	}
	return sections
}

// pageSections are the answers of one page, those of each entry by themselves where it repeats. One without answers is left out.
func (r *request) pageSections(s *catalog.Service, page *catalog.Page, answers catalog.Answers, child func(id string) string) []web.ReviewSection {
	var sections []web.ReviewSection
	entries := page.Entries(answers)
	for n := min(entries, 1); n <= entries; n++ {
		section := r.answerSection(s, page, n, answers, child)
		if len(section.Facts)+len(section.Files) == 0 {
			continue
		}
		if entries > 1 {
			section.Title, section.Entry = r.t("portal.form.entry", page.Repeat.Item.In(r.lang), n), true
		}
		sections = append(sections, section)
	}
	return sections
}

// answerSection are the answers of one page, or of one entry of it.
func (r *request) answerSection(s *catalog.Service, page *catalog.Page, entry int, answers catalog.Answers, child func(id string) string) web.ReviewSection {
	section := web.ReviewSection{Title: page.Title.In(r.lang)}
	for i := range page.Fields {
		f := &page.Fields[i]
		a, ok := answers[f.ID]
		if !ok || f.Entry != entry || f.Type == catalog.InfoField || f.Type == catalog.EntriesField {
			continue
		}
		if f.Type == catalog.FilesField {
			for _, file := range a.Files {
				section.Files = append(section.Files, web.File{ID: file.ID, Name: file.Name, Size: locale.Size(r.lang, file.Size),
					For: r.t("portal.file.for", f.Label.In(r.lang))})
			}
			continue
		}
		value := r.answerWords(f, a)
		switch f.Type {
		case catalog.ChildField:
			value = child(a.Text)
		case catalog.SlotField:
			value = r.slotWords(s, answers)
		}
		section.Facts = append(section.Facts, web.Fact{Label: f.Label.In(r.lang), Value: value})
	}
	return section
}

// fileFor says which question of the form a file answers, by the field's id; empty for what came otherwise, and where the form has no such field any more.
func (r *request) fileFor(s *catalog.Service, field string) string {
	for i := range s.Pages {
		for j := range s.Pages[i].Fields {
			if f := &s.Pages[i].Fields[j]; field != "" && f.ID == field {
				return r.t("portal.file.for", f.Label.In(r.lang))
			}
		}
	}
	return ""
}

// caseAnswers are the answers that a case came with; nil where the reader may not see them. They are decoded once for a page, whose parts share them: who
// changes them takes a copy.
func (c *caller) caseAnswers(f *casework.File) catalog.Answers {
	if c.answered.file != f {
		c.answered.file, c.answered.answers = f, nil
		if len(f.Answers) == 0 || json.Unmarshal(f.Answers, &c.answered.answers) != nil {
			c.answered.answers = nil
		}
	}
	return c.answered.answers
}

// sentSections are the form as it was sent in: all that was answered, whatever the rules of today would ask.
func (r *request) sentSections(f *casework.File, service *catalog.Service, names names) []web.ReviewSection {
	answers := maps.Clone(r.caseAnswers(f))
	if said, ok := answers[saidKey]; ok {
		return []web.ReviewSection{{Facts: []web.Fact{{Label: r.t("desk.register.came"), Value: said.Text}}}}
	}
	r.withFiles(answers, f)
	var sections []web.ReviewSection
	if gone := r.goneOn(f.AnswersDisposed, "case.answers.gone"); gone != "" {
		return []web.ReviewSection{{Facts: []web.Fact{{Label: r.t("case.answers.form"), Value: gone}}}}
	}
	for i := range service.Pages {
		sections = append(sections, r.pageSections(service, &service.Pages[i], answers, names.child)...)
	}
	return sections
}

// answerFacts are the form as it was sent in, in one list.
func (r *request) answerFacts(f *casework.File, service *catalog.Service, names names) []web.Fact {
	var facts []web.Fact
	for _, s := range r.sentSections(f, service, names) {
		for _, fact := range s.Facts {
			if s.Entry {
				fact.Label = s.Title + ": " + fact.Label
			}
			facts = append(facts, fact)
		}
	}
	return facts
}
