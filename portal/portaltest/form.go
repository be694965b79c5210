package portaltest

import (
	"net/url"
	"slices"
	"strings"
)

// Form is a form on a page, with what the page put in it.
type Form struct {
	Node
	page   *Page
	values url.Values
	files  []upload
}

func newForm(p *Page, n Node) *Form {
	f := &Form{Node: n, page: p, values: url.Values{}}
	for _, c := range n.All("") {
		name := c.Attr("name")
		if name == "" || c.Has("disabled") {
			continue
		}
		switch c.Data {
		case "input":
			f.input(name, c)
		case "textarea":
			f.values.Add(name, strings.TrimPrefix(rawText(c), "\n"))
		case "select":
			f.choose(name, c)
		}
	}
	return f
}

func rawText(n Node) string {
	if n.FirstChild == nil {
		return ""
	}
	return n.FirstChild.Data
}

func (f *Form) input(name string, c Node) {
	switch c.Attr("type") {
	case "file", "submit", "image", "button":
	case "radio", "checkbox":
		if c.Has("checked") {
			f.values.Add(name, c.Attr("value"))
		}
	default:
		f.values.Add(name, c.Attr("value"))
	}
}

func (f *Form) choose(name string, c Node) {
	options := c.All("option")
	if i := slices.IndexFunc(options, func(o Node) bool { return o.Has("selected") }); i >= 0 {
		f.values.Add(name, options[i].Attr("value"))
	} else if len(options) > 0 {
		f.values.Add(name, options[0].Attr("value"))
	}
}

// Value is what stands in a field.
func (f *Form) Value(name string) string { return f.values.Get(name) }

// Options are the values of a select, or of radio buttons.
func (f *Form) Options(name string) []string {
	var out []string
	for _, o := range f.Find("select", "name="+name).All("option") {
		out = append(out, o.Attr("value"))
	}
	for _, o := range f.All("input", "name="+name, "type=radio") {
		out = append(out, o.Attr("value"))
	}
	return out
}

// Set writes in fields: name, value, name, value. It fails the test where a field is not in the form, or a choice not among the options.
func (f *Form) Set(pairs ...string) *Form {
	f.page.t.Helper()
	for i := 0; i+1 < len(pairs); i += 2 {
		name, value := pairs[i], pairs[i+1]
		if len(f.All("", "name="+name)) == 0 {
			f.page.t.Fatalf("%s: no field %q in the form to %s", f.page.URL.Path, name, f.Attr("action"))
		}
		if options := f.Options(name); len(options) > 0 && !slices.Contains(options, value) {
			f.page.t.Fatalf("%s: %q is no choice of %q: %q", f.page.URL.Path, value, name, options)
		}
		f.values.Set(name, value)
	}
	return f
}

// Force writes what the form does not offer, as somebody who bypasses it could.
func (f *Form) Force(name, value string) *Form {
	f.values.Set(name, value)
	return f
}

// Attach puts a file in a field. It fails the test where the form posts no files.
func (f *Form) Attach(name, filename string, content []byte) *Form {
	f.page.t.Helper()
	if len(f.All("input", "name="+name, "type=file")) == 0 || f.Attr("enctype") != "multipart/form-data" {
		f.page.t.Fatalf("%s: the form to %s takes no file %q", f.page.URL.Path, f.Attr("action"), name)
	}
	f.files = append(f.files, upload{name, filename, content})
	return f
}

// Submit posts the form, or gets it, as its method says, and follows redirects. do names the button that was pressed, as name=value; empty for
// one without a name.
func (f *Form) Submit(do ...string) *Page {
	f.page.t.Helper()
	for _, d := range do {
		name, value, _ := strings.Cut(d, "=")
		f.values.Set(name, value)
	}
	to := f.page.resolve(f.Attr("action"))
	if f.Attr("action") == "" {
		to = f.page.URL.RequestURI()
	}
	switch {
	case !strings.EqualFold(f.Attr("method"), "post"):
		path, _, _ := strings.Cut(to, "?")
		return f.page.client.Get(path + "?" + f.values.Encode())
	case f.Attr("enctype") == "multipart/form-data":
		media, body, err := encode(f.values, f.files)
		if err != nil {
			f.page.t.Fatal(err)
		}
		return f.page.client.do("POST", to, media, body)
	default:
		return f.page.client.Post(to, f.values)
	}
}
