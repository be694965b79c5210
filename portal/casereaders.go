package portal

import (
	"time"

	"forvag/internal/casework"
	"forvag/internal/civil"
	"forvag/internal/locale"
	"forvag/web"
)

// caseReaders are those of the authority who have read the case, a row for each of them and day: officers know who, parties in what role.
func (r *request) caseReaders(f *casework.File, names names) []web.CaseReader {
	days := f.ReadingDays()
	out := make([]web.CaseReader, len(days))
	for i, d := range days {
		var read []string
		if d.Times > 0 {
			read = append(read, r.t("case.read.case", d.Times))
		}
		for _, id := range d.Documents {
			if doc, ok := f.Document(id); ok { // what the reader may not see has no name for them
				read = append(read, r.t("case.read.document", r.documentName(&doc)))
			} else if len(read) == 0 {
				read = append(read, r.t("case.read.some_document"))
			}
		}
		out[i] = web.CaseReader{Name: names.of(d.Reader), Role: inOneLine(r.roleName(d.Role), r.boardName(d.Board)), What: read, When: r.hour(d.Last), Last: d.Times+len(d.Documents) > 1}
		if d.Reader == "" { // who they are is not a party's to know
			out[i].Name, out[i].Role = r.roleName(d.Role), r.boardName(d.Board)
		}
	}
	return out
}

// hour writes an instant for people with its time of day, however long ago it was.
func (r *request) hour(t time.Time) web.When {
	when := r.when(t)
	if civil.Of(t).Year() != r.today().Year() {
		when.Human = locale.Time(r.lang, t)
	}
	return when
}
