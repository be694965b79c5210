package portaltest

import (
	"math/rand/v2"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"time"
)

// Wander visits the portal as somebody would who presses everything and writes anything: it follows links and sends forms, filled in with sense and
// nonsense, what it has met least first. It fails the test where an answer is a server's fault, lacks a text, or takes longer than patience.
type Wander struct {
	// Start are the paths that it begins at, and goes back to where it gets no further.
	Start []string
	// Steps is how many requests it makes.
	Steps int
	// Patience is how long an answer may take; it is for what never ends.
	Patience time.Duration
	// Leave tells which paths it keeps from, such as the one that logs out.
	Leave func(path string) bool

	client *Client
	rnd    *rand.Rand
	met    map[string]int
	done   string // the last thing done, for who reads a failure
}

// nonsense is what people and programs write in fields, one kind each.
var nonsense = []string{
	"", "   ", "Hej", "0", "-1", "1,5", "99999999999999999999", "NaN", "1e309", "٣", "2026-12-01", "2026-13-45", "0001-01-01", "9999-12-31", "31/12 26",
	"yes", "no", "25:99", "10:00", "07017406", "anna@almby.example", "198001019801", "12 § PBL", "<script>alert(1)</script>", "x'); DROP TABLE \"case\"--",
	"{{.}} {0} {setting.x}", "\u202egnu", "a\x00b", "\r\n\r\n", strings.Repeat("å", 300), strings.Repeat("x", 6000), strings.Repeat("😀", 50),
}

var files = []upload{
	{name: "a.pdf", bytes: []byte("%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n")}, {name: "b.pdf", bytes: []byte("MZ\x90\x00")},
	{name: "../../c.exe", bytes: []byte("MZ\x90\x00")}, {name: "tom.png"}, {name: "bild.png", bytes: []byte("\x89PNG\r\n\x1a\n")},
}

// id is what differs between addresses of one kind.
var id = regexp.MustCompile(`[0-9a-f]{8}-[0-9a-f-]{27}|\?.*`)

// Run wanders with a client, the same way for the same seed as far as the portal answers alike.
func (w Wander) Run(c *Client, seed uint64) {
	c.t.Helper()
	client := *c
	client.http = &http.Client{Jar: c.http.Jar, Timeout: w.Patience}
	w.client, w.rnd, w.met = &client, rand.New(rand.NewPCG(seed, seed)), map[string]int{}
	page, answers := w.open(w.Start[0]), map[int]int{}
	for range w.Steps {
		page = w.next(page)
		answers[page.Status]++
		if page.Status >= 500 {
			c.t.Fatalf("%s: status %d: %s", w.done, page.Status, page.Text())
		}
		if text := page.Text(); strings.Contains(text, "⟦") {
			c.t.Fatalf("%s: a text is missing: %s", w.done, text)
		}
	}
	c.t.Logf("%d kinds of links and forms, answers by status: %v", len(w.met), answers)
}

// next is the page after one more step.
func (w *Wander) next(page *Page) *Page {
	if forms := w.forms(page); len(forms) > 0 && w.rnd.Float64() < .7 {
		return w.send(forms[w.least(len(forms), func(i int) string { return forms[i].Attr("action") })])
	}
	var links []string
	for _, a := range page.All("a", "href") {
		if to := a.Attr("href"); strings.HasPrefix(to, "/") && !w.Leave(to) {
			links = append(links, to)
		}
	}
	if len(links) == 0 || w.rnd.Float64() < .1 {
		links = w.Start
	}
	return w.open(links[w.least(len(links), func(i int) string { return links[i] })])
}

func (w *Wander) open(path string) *Page {
	path, _, _ = strings.Cut(path, "#")
	from := w.done
	w.done = "GET " + path
	page := w.client.Get(path)
	if page.Status == http.StatusNotFound {
		w.client.t.Errorf("%s leads nowhere, after %s", w.done, from)
	}
	return page
}

// forms are those of a page that it may send.
func (w *Wander) forms(page *Page) []*Form {
	var out []*Form
	for _, n := range page.All("form") {
		if !w.Leave(n.Attr("action")) {
			out = append(out, newForm(page, n))
		}
	}
	return out
}

// least is which of n things it has met least, by name, but for some chance.
func (w *Wander) least(n int, name func(int) string) int {
	best, score := 0, 0.0
	for i := range n {
		if s := float64(w.met[id.ReplaceAllString(name(i), "*")]) + 3*w.rnd.Float64(); i == 0 || s < score {
			best, score = i, s
		}
	}
	w.met[id.ReplaceAllString(name(best), "*")]++
	return best
}

// send fills a form in and sends it.
func (w *Wander) send(f *Form) *Page {
	for _, n := range f.All("") {
		if name := n.Attr("name"); name != "" {
			w.fill(f, n, name)
		}
	}
	var press []string
	if buttons := f.All("button", "name"); len(buttons) > 0 {
		b := buttons[w.rnd.IntN(len(buttons))]
		press = append(press, b.Attr("name")+"="+b.Attr("value"))
	}
	w.done = f.Attr("method") + " " + f.Attr("action") + " " + clip(f.values)
	return f.Submit(press...)
}

// fill writes something in one control, most often what it could hold.
func (w *Wander) fill(f *Form, n Node, name string) {
	chance := w.rnd.Float64()
	odd := nonsense[w.rnd.IntN(len(nonsense))]
	switch kind := n.Attr("type"); {
	case n.Data == "select" || kind == "radio":
		if options := f.Options(name); len(options) > 0 && chance < .9 {
			f.values.Set(name, options[w.rnd.IntN(len(options))])
		} else {
			f.values.Set(name, odd)
		}
	case kind == "checkbox" && chance < .6:
		f.values.Add(name, n.Attr("value"))
	case kind == "file" && chance < .6:
		file := files[w.rnd.IntN(len(files))]
		file.field = name
		f.files = append(f.files, file)
	case kind == "hidden" && chance < .05, n.Data == "textarea" && chance < .8,
		n.Data == "input" && !slices.Contains([]string{"hidden", "checkbox", "file"}, kind) && chance < .8:
		f.values.Set(name, odd)
	}
}

// clip is what was sent, short enough to read.
func clip(values url.Values) string {
	text := values.Encode()
	return text[:min(len(text), 1500)]
}
