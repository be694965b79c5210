package portal

import (
	"net/url"
	"time"

	"forvag/internal/casework"
	"forvag/internal/civil"
	"forvag/internal/identity"
	"forvag/internal/locale"
	"forvag/web"
)

// beforeParameter is the instant before which a case's readings are told; nothing for the latest.
const beforeParameter = "lasta-fore"

// tellReaders puts the earlier readings into the file where the reader has asked for them.
func (r *request) tellReaders(f *casework.File) error {
	before, err := time.Parse(time.RFC3339Nano, r.Query(beforeParameter))
	if err != nil || len(f.Readings) == 0 {
		return nil // as for any page that there is not: the latest
	}
	f.Readings, err = r.Cases.EarlierReadings(r.ctx(), r.principal, f.Case.ID, before)
	return err
}

// moreReaders leads to the readings before those that are shown, in base, the case's page; empty where there are none.
func (r *request) moreReaders(f *casework.File, base string) string {
	if len(f.Readings) < casework.ReadingsShown {
		return ""
	}
	last := f.Readings[len(f.Readings)-1].At
	return base + "?" + beforeParameter + "=" + url.QueryEscape(last.UTC().Format(time.RFC3339Nano)) + "#part-readers"
}

// caseReaders are those of the authority who have read the case, a row for each of them and capacity, with the days: officers know who, parties in what role.
func (r *request) caseReaders(f *casework.File, names names) []web.CaseReader {
	type capacity struct {
		who   identity.PersonID // empty to a party, who is not told
		board identity.BoardID
		role  identity.Role
	}
	var out []web.CaseReader
	row := map[capacity]int{}
	for _, d := range f.ReadingDays() {
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
		who, as := web.CaseReader{Name: names.of(d.Reader), Role: inOneLine(r.roleName(d.Role), r.boardName(d.Board))}, capacity{d.Reader, d.Board, d.Role}
		if d.Reader == "" { // who they are is not a party's to know
			who.Name, who.Role = r.roleName(d.Role), r.boardName(d.Board)
		}
		i, ok := row[as]
		if !ok {
			i, out = len(out), append(out, who)
			row[as] = i
		}
		out[i].Days = append(out[i].Days, web.CaseReading{What: read, When: r.hour(d.Last), Last: d.Times+len(d.Documents) > 1})
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
