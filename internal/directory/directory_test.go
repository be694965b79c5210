package directory_test

import (
	"fmt"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"forvag/internal/catalog"
	"forvag/internal/directory"
	"forvag/internal/locale"
)

const links = `organisations:
  - id: csn
    name: {sv: CSN, en: CSN}
    kind: state
links:
  - id: csn
    by: csn
    title: {sv: Studiemedel, en: Student finance}
    text: {sv: Sök bidrag och lån., en: Apply for grants and loans.}
    url: {sv: "https://www.csn.se", en: "https://www.csn.se/english"}
    needs: [{sv: Ett antagningsbesked., en: A letter of admission.}]
    situations: [young]
    category: money
    keywords: {sv: [plugga], en: [study]}
    since: 2026-11-22
    reviewed: 2026-11-22
`

const situation = `id: NAME
situation: VALUE
order: 1
icon: house
title: {sv: Titel, en: Title}
short: {sv: Kort, en: Short}
lead: {sv: Det här händer., en: This happens.}
keywords: {sv: [ord], en: [word]}
steps:
  - when: {sv: Nu, en: Now}
    title: {sv: Steg, en: Step}
    text: {sv: Något händer., en: Something happens.}
    you: [{sv: Gör det., en: Do it.}]
    services: [bygglov]
    links: [csn]
    law: [lagen 1 §]
`

// all is a page for every situation that there is.
func all() fstest.MapFS {
	files := fstest.MapFS{}
	for _, value := range catalog.Situation("").Values() {
		name := strings.ReplaceAll(value, "_", "-")
		files[name+".yaml"] = &fstest.MapFile{Data: []byte(strings.NewReplacer("NAME", name, "VALUE", value).Replace(situation))}
	}
	return files
}

var options = directory.Options{Services: []string{"bygglov"}, Icons: []string{"house"}}

func sources(texts ...string) directory.Sources {
	s := directory.Sources{Situations: all()}
	for i, text := range texts {
		name := "links.yaml"
		if i > 0 {
			name = "own.yaml"
		}
		s.Links = append(s.Links, directory.File{Name: name, Data: []byte(text)})
	}
	return s
}

func load(t *testing.T, s directory.Sources) *directory.Directory {
	t.Helper()
	d, faults := directory.Load(s, options)
	for _, f := range faults {
		t.Fatal(f)
	}
	return d
}

func TestLoad(t *testing.T) {
	d := load(t, sources(links))
	l := d.Link("csn")
	if l == nil || l.Organisation.Name.SV != "CSN" || l.Host(locale.SV) != "csn.se" || d.Link("nothing") != nil {
		t.Errorf("got %+v", l)
	}
	if got := d.LinksFor("young"); len(got) != 1 || len(d.LinksFor("moving")) != 0 {
		t.Errorf("links of the young: %v", got)
	}
	page := d.PageOf("young")
	if page == nil || page != d.Situation("young") || len(page.Steps[0].Links) != 1 || d.PageOf("nothing") != nil || d.Situation("nothing") != nil {
		t.Errorf("the page of the young: %+v", page)
	}
	if faults := directory.Check(sources(links), options); len(faults) > 0 {
		t.Error(faults)
	}
}

// A municipality replaces a link, adds one, and takes one away; a situation that names it leaves it out.
func TestOwnLinksLieOverTheProgrammes(t *testing.T) {
	other := strings.NewReplacer("id: csn", "id: fk", "by: csn", "by: fk", "www.csn.se", "www.forsakringskassan.se").Replace(links)
	own := strings.Replace(links, "sv: Studiemedel", "sv: Studielån", 1) + `  - id: buss
    by: csn
    title: {sv: Buss, en: Bus}
    text: {sv: Åk., en: Go.}
    url: {sv: "https://buss.almby.example"}
    category: traffic
    keywords: {sv: [åka], en: [ride]}
    since: 2026-11-22
    reviewed: 2026-11-22
`
	d := load(t, sources(links, own))
	if got := d.Link("csn").Title.SV; got != "Studielån" {
		t.Errorf("the municipality's title is %q", got)
	}
	if got := d.Link("buss").URL.EN; got != "https://buss.almby.example" {
		t.Errorf("without an English address: %q", got)
	}
	d = load(t, sources(links, strings.Replace(other, "organisations:", "without: [csn]\norganisations:", 1)))
	if d.Link("csn") != nil || d.Link("fk") == nil || len(d.Situation("young").Steps[0].Links) != 0 {
		t.Errorf("what is not shown is still there: %v", d.Links())
	}
}

func TestFaults(t *testing.T) {
	again := links[strings.Index(links, "  - id: csn\n    by"):]
	for _, tc := range []struct{ name, old, new, want string }{
		{"unknown key", "category:", "categori:", `links.yaml:13:5: "categori" is not a key here; did you mean "category"?`},
		{"missing key", "    category: money\n", "", `links.yaml:6:5: category is missing`},
		{"one language", "{sv: Studiemedel, en: Student finance}", "{sv: Studiemedel}", `links.yaml:8:12: the text is missing in English (en)`},
		{"id", "  - id: csn\n    by", "  - id: CSN lån\n    by", `links.yaml:6:9: "CSN lån" cannot be a link's id; want lower-case letters, digits and hyphens`},
		{"organisation", "by: csn", "by: cns", `links.yaml:7:9: there is no organisation "cns"; did you mean "csn"?`},
		{"organisation twice", "links:\n", "  - {id: csn, name: {sv: A, en: B}, kind: state}\nlinks:\n", `links.yaml:5:10: the organisation "csn" stands here twice`},
		{"category", "money", "mony", `links.yaml:13:15: category: "mony" is not one of school, building, care, traffic, environment, culture, business, democracy, money; did you mean "money"?`},
		{"http", "https://www.csn.se\"", "http://www.csn.se\"", `links.yaml:10:16: the address must begin with https://`},
		{"no host", "https://www.csn.se\"", "https:/csn.se\"", `links.yaml:10:16: "https:/csn.se" is no address; want https://host/path`},
		{"port", "https://www.csn.se/english", "https://www.csn.se:8080/english", `links.yaml:10:42: "https://www.csn.se:8080/english" is no address that residents can be sent to; want https://host/path`},
		{"tracking", "https://www.csn.se/english", "https://www.csn.se/?utm_source=x", `links.yaml:10:42: the address has tracking in it (utm_…); leave that out`},
		{"id twice", again, again + again, `links.yaml:17:9: the link "csn" stands here twice`},
		{"address twice", again, again + strings.NewReplacer("id: csn", "id: lan", "https://www.csn.se\"", "https://CSN.se/\"").Replace(again), `links.yaml:21:16: the link "csn" already leads there`},
		{"reviewed before", "reviewed: 2026-11-22", "reviewed: 2026-11-21", `links.yaml:16:15: reviewed is before since`},
		{"no such link to hide", "organisations:", "without: [cns]\norganisations:", `links.yaml:1:11: there is no link "cns"`},
	} {
		t.Run(tc.name, func(t *testing.T) {
			text := strings.Replace(links, tc.old, tc.new, 1)
			if text == links {
				t.Fatal("the case changes nothing")
			}
			expect(t, directory.Check(sources(text), options), tc.want)
		})
	}
}

func TestFaultsInSituations(t *testing.T) {
	for _, tc := range []struct{ name, old, new, want string }{
		{"service", "bygglov", "byglov", `young.yaml:14:16: there is no service "byglov"; did you mean "bygglov"?`},
		{"link", "[csn]", "[cns]", `young.yaml:15:13: there is no link "cns"; did you mean "csn"?`},
		{"icon", "house", "hose", `young.yaml:4:7: there is no icon "hose"; did you mean "house"?`},
		{"nothing to do", "    you: [{sv: Gör det., en: Do it.}]\n", "", `young.yaml:10:5: a step says what you must do (you) or what comes by itself (comes)`},
		{"file name", "id: young", "id: old", `young.yaml:1:5: the file is called young.yaml, so the id is "young"`},
		{"situation twice", "situation: young", "situation: moving", `young.yaml:2:12: moving already has a page: moving`},
		{"a time that is not counted", "sv: Nu", "sv: Senast en vecka efter", `young.yaml:10:11: say in days (days: -60 is two months before) when this is, so that the steps stand in order`},
		{"out of order", "steps:\n", "steps:\n  - {when: {sv: En vecka efter, en: A week after}, days: 7, title: {sv: Ett, en: One}, text: {sv: Så., en: So.}, you: [{sv: Gör., en: Do.}]}\n" +
			"  - {when: {sv: Någon gång, en: Some time}, title: {sv: Ett, en: One}, text: {sv: Så., en: So.}, you: [{sv: Gör., en: Do.}]}\n" +
			"  - {when: {sv: Samma dag, en: The same day}, days: 0, title: {sv: Två, en: Two}, text: {sv: Så., en: So.}, you: [{sv: Gör., en: Do.}]}\n",
			`young.yaml:12:53: 0 days is before the step above (7); put the steps in the order of time`},
		{"missing", "lead: {sv: Det här händer., en: This happens.}\n", "", `young.yaml:1:1: lead is missing`},
		{"hard to read", "Något händer.", strings.Repeat("Kommunstyrelseordförandens delegationsbeslut överklagades förvaltningsrättsligt ", 12), ""},
	} {
		t.Run(tc.name, func(t *testing.T) {
			s := sources(links)
			files := s.Situations.(fstest.MapFS)
			text := strings.Replace(string(files["young.yaml"].Data), tc.old, tc.new, 1)
			if text == string(files["young.yaml"].Data) {
				t.Fatal("the case changes nothing")
			}
			files["young.yaml"] = &fstest.MapFile{Data: []byte(text)}
			faults := directory.Check(s, options)
			if tc.want == "" {
				if len(faults) == 0 || !strings.Contains(faults[0].Words, "LIX") {
					t.Errorf("got %v, want words about LIX", faults)
				}
				return
			}
			expect(t, faults, tc.want)
		})
	}
	s := sources(links)
	delete(s.Situations.(fstest.MapFS), "young.yaml")
	expect(t, directory.Check(s, options), ".: no page is about the situation young")
	s.Situations = fstest.MapFS{}
	expect(t, directory.Check(s, options), ".: there is no file of a life situation (*.yaml) here")
}

// expect wants one fault among those that follow from a change.
func expect(t *testing.T, faults []directory.Fault, want string) {
	t.Helper()
	var got []string
	for _, f := range faults {
		if f.String() == want {
			return
		}
		got = append(got, f.String())
	}
	t.Errorf("want %s\ngot  %s", want, strings.Join(got, "\n     "))
}

func TestEveryFaultComesAtOnce(t *testing.T) {
	text := strings.NewReplacer("kind: state", "kind: stat", "category: money", "category: mony").Replace(links)
	var got []string
	for _, f := range directory.Check(sources(text), options) {
		got = append(got, fmt.Sprintf("%d", f.Line))
	}
	if diff := cmp.Diff([]string{"4", "13"}, got); diff != "" {
		t.Errorf("lines, -want +got:\n%s", diff)
	}
}

func FuzzLinks(f *testing.F) {
	f.Add([]byte(links))
	f.Add([]byte("links: [{id: x, url: {sv: 'https://[::1]/'}}]"))
	f.Fuzz(func(t *testing.T, data []byte) {
		s := directory.Sources{Links: []directory.File{{Name: "links.yaml", Data: data}}, Situations: all()}
		d, faults := directory.Load(s, options)
		if (d == nil) != (len(faults) > 0) {
			t.Errorf("directory %v with faults %v", d, faults)
		}
	})
}
