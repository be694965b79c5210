package catalog

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"forvag/internal/locale"
)

// maxEntries is how many times a page can be asked at most.
const maxEntries = 20

// Repeat says that a page is asked once for each of several: people, vehicles, animals. Whoever fills in adds entries as they need them.
//
// When the file is read, the page's fields are multiplied: the second entry's have ids that end in _2, the third's in _3. Everything that is done with
// fields is thereby done with those of each entry; expressions among them look at their own entry.
type Repeat struct {
	// ID names how many entries there are, for expressions: people > 3.
	ID string `yaml:"id"`
	// Item is what one is called, before its number: "Person". Add is what stands on the button: "Lägg till en person till".
	Item locale.Text `yaml:"item"`
	Add  locale.Text `yaml:"add"`
	// Min and Max are how many there are, 1–20. Min is 1 where it is zero.
	Min int `yaml:"min"`
	Max int `yaml:"max"`
}

// Least is how many entries are asked from the start.
func (r *Repeat) Least() int { return max(r.Min, 1) }

// EntryID is what a repeated page's field is called in one of its entries, counted from 1.
func EntryID(field string, entry int) string {
	if entry <= 1 {
		return field
	}
	return fmt.Sprintf("%s_%d", field, entry)
}

// Asked are the page's fields as its file has them: those of the first entry, where it repeats.
func (p *Page) Asked() []*Field {
	var out []*Field
	for i := range p.Fields {
		if !p.Fields[i].multiplied() {
			out = append(out, &p.Fields[i])
		}
	}
	return out
}

// Entries is how many entries a page has with these answers; 0 for a page that does not repeat.
func (p *Page) Entries(a Answers) int {
	if p.Repeat == nil {
		return 0
	}
	if n := a[p.Repeat.ID].Number; n != nil {
		return int(*n)
	}
	return p.Repeat.Least()
}

// multiplied says whether no file has the field: that of a later entry, or the number of entries.
func (f *Field) multiplied() bool { return f.Entry > 1 || f.Type == EntriesField }

// Throughout are the fields that ask what f does, in each entry of its page; f alone where the page is asked once.
func (s *Service) Throughout(f *Field) []*Field {
	out := []*Field{f}
	for n := f.Entry + 1; f.Entry > 0; n++ {
		next := s.program.fields[EntryID(f.ID, n)]
		if next == nil || next.Entry != n {
			return out
		}
		out = append(out, next)
	}
	return out
}

// multiply gives every page that repeats the fields of its entries. What is wrong with a repeat is told once, and the page is then asked once.
func (c *compiler) multiply() {
	for i := range c.service.Pages {
		page, path := &c.service.Pages[i], fmt.Sprintf("pages[%d].repeat", i)
		if page.Repeat == nil || !c.soundRepeat(page, path) {
			continue
		}
		page.Fields = multiplied(page)
	}
}

// soundRepeat checks a repeat against its page.
func (c *compiler) soundRepeat(p *Page, path string) bool {
	r, sound := p.Repeat, true
	wrong := func(path, words string, args ...any) {
		c.Faultf(path, words, args...)
		sound = false
	}
	if !c.goodID(r.ID, path, "repeat") {
		sound = false
	}
	if r.Item.IsZero() || r.Add.IsZero() {
		wrong(path, "repeat needs item and add: what one is called, and what stands on the button for one more")
	}
	if r.Min < 0 || r.Max < 2 || r.Max > maxEntries || r.Least() > r.Max {
		wrong(path+".max", "max is 2–%d, and min is no more", maxEntries)
	}
	for j, f := range p.Fields {
		switch f.Type {
		case ChildField, CompanyField, PlaceField, SlotField:
			wrong(strings.TrimSuffix(path, "repeat")+fmt.Sprintf("fields[%d].type", j), "a field of type %s is asked once, so that its page cannot repeat", f.Type)
		}
		if f.ID == c.service.Access.Applicant && f.ID != "" {
			wrong(strings.TrimSuffix(path, "repeat")+fmt.Sprintf("fields[%d].id", j), "%s names the case's applicant, who is one", f.ID)
		}
	}
	return sound
}

// multiplied are a page's fields with the number of entries and the fields of the second and later entries after them.
func multiplied(p *Page) []Field {
	asked := slices.Clone(p.Fields)
	for i := range asked {
		asked[i].Entry = 1
	}
	out := append(slices.Clone(asked), Field{ID: p.Repeat.ID, Type: EntriesField, Label: p.Repeat.Item, Optional: true,
		Min: Bound{Set: true, N: int64(p.Repeat.Least())}, Max: Bound{Set: true, N: int64(p.Repeat.Max)}})
	for n := 2; n <= p.Repeat.Max; n++ {
		own := map[string]string{}
		for i := range asked {
			own[asked[i].ID] = EntryID(asked[i].ID, n)
		}
		for _, f := range asked {
			shows := fmt.Sprintf("%s >= %d", p.Repeat.ID, n)
			if n <= p.Repeat.Least() {
				shows = ""
			}
			if f.Visible != "" {
				shows = strings.TrimPrefix(shows+" && ("+renamed(f.Visible, own)+")", " && ")
			}
			f.ID, f.Entry, f.Visible, f.Prefill = own[f.ID], n, shows, ""
			f.Checks = slices.Clone(f.Checks)
			for k := range f.Checks {
				f.Checks[k].If = renamed(f.Checks[k].If, own)
			}
			out = append(out, f)
		}
	}
	return out
}

// renamed is an expression with names put in place of others. What stands in quotes, or after a dot, is no name.
func renamed(source string, names map[string]string) string {
	var out strings.Builder
	for i := 0; i < len(source); {
		switch c := source[i]; {
		case c == '"' || c == '\'':
			end := i + 1
			for end < len(source) && source[end] != c {
				if source[end] == '\\' {
					end++
				}
				end++
			}
			end = min(end+1, len(source))
			out.WriteString(source[i:end])
			i = end
		case isName(c):
			end := i
			for end < len(source) && isName(source[end]) {
				end++
			}
			name := source[i:end]
			if to, ok := names[name]; ok && (i == 0 || source[i-1] != '.') {
				name = to
			}
			out.WriteString(name)
			i = end
		default:
			out.WriteByte(c)
			i++
		}
	}
	return out.String()
}

func isName(c byte) bool {
	return c == '_' || c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z'
}

// readEntries is how many entries there are: what was sent, or else as many as something was sent for, within the page's limits.
func (r *reading) readEntries(f *Field) (Answer, bool) {
	n, err := strconv.ParseInt(r.text(f.ID), 10, 32)
	if err != nil {
		n = int64(r.lastEntry(f))
	}
	n = min(max(n, f.Min.N), f.Max.N)
	return Answer{Number: &n}, true
}

// lastEntry is the last entry that something was sent for.
func (r *reading) lastEntry(entries *Field) int {
	last := 1
	for i := range r.service.Pages {
		p := &r.service.Pages[i]
		if p.Repeat == nil || p.Repeat.ID != entries.ID {
			continue
		}
		for _, f := range p.Fields {
			sent := len(r.files[f.ID]) > 0 || strings.Join(r.raw[f.ID], "") != ""
			for _, part := range []string{"name", "street"} {
				sent = sent || strings.Join(r.raw[f.ID+"."+part], "") != ""
			}
			if sent && f.Entry > last {
				last = f.Entry
			}
		}
	}
	return last
}
