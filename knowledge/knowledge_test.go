package knowledge_test

import (
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"forvag/internal/civil"
	"forvag/internal/locale"
	"forvag/internal/municipality"
	"forvag/knowledge"
)

var (
	today = civil.Must("2026-11-22")
	almby = withEmptyPlace(municipality.Default())
)

// withEmptyPlace adds a place of which only the name is known.
func withEmptyPlace(m *municipality.Municipality) *municipality.Municipality {
	m.Places = append(m.Places, municipality.Place{ID: "tomten", Name: locale.Text{SV: "Tomten", EN: "The Plot"}})
	return m
}

func options() knowledge.Options {
	return knowledge.Options{
		Municipality: almby, Services: []string{"bygglov", "skolskjuts"}, Checks: []string{"bygglov"}, Situations: []string{"bygga"},
		Links: []string{"skatteverket-flytta"}, Today: today,
	}
}

// article is a file that has no fault; each pair of changes replaces the first with the second.
func article(changes ...string) string {
	text := `---
title: Behöver jag bygglov för altan?
topic: bygga
services: [bygglov]
situations: [bygga]
law: [PBL 9:7]
board: BN
owner: Bygglovsenheten
reviewed: 2026-11-22
questions:
  - får jag bygga altan
  - altan utan lov
  - hur hög får altanen vara
---
Ofta inte. En låg altan får du **ofta** bygga fritt, t.ex. på baksidan. Fråga {board.BN} om du är osäker.

## Så gör du
1. Mät. Ta höjden från marken.
2. Gör [testet](check:bygglov).

## Var vi finns
- {place.kommunhuset.name}, {place.kommunhuset.hours}
- Skolskjuts ges över {setting.school_transport_f_3}.
`
	for i := 0; i < len(changes); i += 2 {
		if !strings.Contains(text, changes[i]) {
			panic("the article has no " + changes[i])
		}
		text = strings.Replace(text, changes[i], changes[i+1], 1)
	}
	return text
}

func shelf(files map[string]string) fstest.MapFS {
	out := fstest.MapFS{}
	for name, text := range files {
		out[name] = &fstest.MapFile{Data: []byte(text)}
	}
	return out
}

func load(t *testing.T, files map[string]string, o knowledge.Options) *knowledge.Library {
	t.Helper()
	l, faults := knowledge.Load(shelf(files), o)
	if len(faults) > 0 {
		t.Fatal(faults)
	}
	return l
}

func TestAnArticleReadsAsItIsWritten(t *testing.T) {
	a := load(t, map[string]string{"sv/altan.md": article()}, options()).On(today).Article(locale.SV, "altan")
	if got, want := a.Lead().Text(), "Ofta inte. En låg altan får du ofta bygga fritt, t.ex. på baksidan. Fråga Byggnadsnämnden om du är osäker."; got != want {
		t.Errorf("lead %q, want %q", got, want)
	}
	plain := func(s string) knowledge.Sentence { return knowledge.Sentence{{Text: s}} }
	want := []knowledge.Passage{
		{Blocks: []knowledge.Block{{Kind: knowledge.Paragraph, Items: []knowledge.Item{{
			plain("Ofta inte."),
			{{Text: "En låg altan får du "}, {Text: "ofta", Strong: true}, {Text: " bygga fritt, t.ex. på baksidan."}},
			plain("Fråga Byggnadsnämnden om du är osäker."),
		}}}}},
		{ID: "sa-gor-du", Heading: "Så gör du", Blocks: []knowledge.Block{{Kind: knowledge.Steps, Items: []knowledge.Item{
			{plain("Mät."), plain("Ta höjden från marken.")},
			{{{Text: "Gör "}, {Text: "testet", Link: knowledge.Link{Kind: knowledge.ToCheck, ID: "bygglov"}}, {Text: "."}}},
		}}}},
		{ID: "var-vi-finns", Heading: "Var vi finns", Blocks: []knowledge.Block{{Kind: knowledge.Bullets, Items: []knowledge.Item{
			{plain("Kommunhuset, måndag–torsdag 08.00–16.30, fredag 08.00–15.00")},
			{plain("Skolskjuts ges över 2\u00a0km.")},
		}}}},
	}
	if diff := cmp.Diff(want, a.Passages); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
	if links := a.Passage("sa-gor-du").Sentences()[2].Links(); len(links) != 1 || links[0].String() != "check:bygglov" {
		t.Errorf("links %v", links)
	}
}

// A setting reads as it was on the day that is asked for.
func TestTextsFollowTheDay(t *testing.T) {
	l := load(t, map[string]string{"sv/altan.md": article()}, options())
	for day, want := range map[string]string{"2024-06-30": "2,5\u00a0km", "2024-07-01": "2\u00a0km", "2019-01-01": "(uppgift saknas)"} {
		if text := l.On(civil.Must(day)).Article(locale.SV, "altan").Text(); !strings.Contains(text, "ges över "+want+".") {
			t.Errorf("%s: %q, want %s", day, text, want)
		}
	}
}

func TestAnArticleIsUsedOnItsDaysOnly(t *testing.T) {
	l := load(t, map[string]string{
		"sv/altan.md": article("reviewed", "from: 2026-03-01\nto: 2026-03-31\nreviewed"),
		"sv/se.md":    article("[testet](check:bygglov)", "[testet](article:altan)"),
	}, options())
	for day, want := range map[string]knowledge.FlagKind{"2026-02-28": knowledge.Coming, "2026-03-01": "", "2026-03-31": "", "2026-04-01": knowledge.Passed} {
		e := l.On(civil.Must(day))
		var got knowledge.FlagKind
		for _, f := range e.Flags {
			got = f.Kind
		}
		if got != want || (e.Article(locale.SV, "altan") == nil) != (want != "") {
			t.Errorf("%s: flagged %q, want %q", day, got, want)
		}
		if leads := len(e.Article(locale.SV, "se").Passages[1].Sentences()[2].Links()) > 0; leads != (want == "") {
			t.Errorf("%s: another article leads to it: %v", day, leads)
		}
	}
}

// What the program carries and a municipality has no data for is left out there, and is no fault.
func TestACarriedArticleMayLackData(t *testing.T) {
	text := article("{place.kommunhuset.name}", "{place.badhuset.name}")
	o := options()
	if _, faults := knowledge.Load(shelf(map[string]string{"sv/altan.md": text}), o); len(faults) != 1 {
		t.Errorf("its own: %v, want one fault", faults)
	}
	o.Carried = func(file string) bool { return file == "sv/altan.md" }
	e := load(t, map[string]string{"sv/altan.md": text}, o).On(today)
	if len(e.Flags) != 1 || e.Flags[0].Kind != knowledge.Lacks || !strings.Contains(e.Flags[0].What, `no place "badhuset"`) || e.Article(locale.SV, "altan") != nil {
		t.Errorf("flags %v", e.Flags)
	}
}

func TestBroken(t *testing.T) {
	for _, tc := range []struct{ name, old, with, want string }{
		{"key", "topic: bygga", "topik: bygga", `sv/altan.md:3:1: "topik" is not a key here; did you mean "topic"?`},
		{"topic", "topic: bygga", "topic: byga", `sv/altan.md:3:8: topic: "byga" is not one of`},
		{"service", "[bygglov]", "[byglov]", `sv/altan.md:4:12: there is no service "byglov"; did you mean "bygglov"?`},
		{"situation", "situations: [bygga]", "situations: [byga]", `sv/altan.md:5:14: there is no situation "byga"; did you mean "bygga"?`},
		{"board", "board: BN", "board: BM", `sv/altan.md:7:8: there is no board "BM"; did you mean "BN"?`},
		{"few questions", "  - altan utan lov\n", "", `want at least 3 ways`},
		{"days", "reviewed: 2026-11-22", "reviewed: 2026-11-22\nfrom: 2026-02-01\nto: 2026-01-31", `sv/altan.md:11:5: to is before from`},
		{"no reviewed", "reviewed: 2026-11-22\n", "", "reviewed is missing"},
		{"setting", "{setting.school_transport_f_3}", "{setting.school_transport_f_4}", `sv/altan.md:23:23: there is no setting "school_transport_f_4"; did you mean`},
		{"place", "{place.kommunhuset.name}", "{place.komunhuset.name}", `sv/altan.md:22:3: there is no place "komunhuset"; did you mean "kommunhuset"?`},
		{"part of a place", "{place.kommunhuset.name}", "{place.kommunhuset.nam}", `not "nam"; did you mean "name"?`},
		{"place without hours", "{place.kommunhuset.hours}", "{place.tomten.hours}", `the place "tomten" has no hours`},
		{"board in braces", "{board.BN}", "{board.BX}", `sv/altan.md:15:79: there is no board "BX"`},
		{"other braces", "{board.BN}", "{bord.BN}", `did you mean "board"?`},
		{"a brace", "{board.BN}", "{", `not {`},
		{"braces in the title", "för altan?", "för {x}?", "sv/altan.md:2:32: want {setting.NAME}"},
		{"guided check", "check:bygglov", "check:skolskjuts", `sv/altan.md:19:23: no service "skolskjuts" has a guided check`},
		{"kind of link", "check:bygglov", "chek:bygglov", `sv/altan.md:19:17: "chek" is not one of service, check, situation, article, link; did you mean "check"?`},
		{"link", "check:bygglov", "link:skatteverket-flyta", `did you mean "skatteverket-flytta"?`},
		{"article", "check:bygglov", "article:alta", `there is no article "alta"; did you mean "altan"?`},
		{"address", "Mät.", "Se https://example.com.", "sv/altan.md:18:7: no addresses stand in the text"},
		{"address of a link", "check:bygglov", "https://example.com/", "written link:ID"},
		{"mailbox", "Mät.", "Skriv till bn@almby.example.", "no addresses"},
		{"amount", "Mät.", "Det kostar 1 200 kr.", "sv/altan.md:18:15: amounts are settings"},
		{"amount in English", "Mät.", "SEK 1,200.", "amounts are settings"},
		{"HTML", "Mät.", "<b>Mät.</b>", "sv/altan.md:18:4: "},
		{"other heading", "## Så gör du", "### Så gör du", "sv/altan.md:17:5: a heading is written with ##, not ###"},
		{"emphasis", "**ofta**", "*ofta*", "strong words stand between **"},
		{"code", "Mät.", "`Mät`.", "an article has text, ** and links; not this (CodeSpan)"},
		{"picture", "Mät.", "![Mät](x.png)", "not this (Image)"},
		{"table of code", "## Så gör du", "    kod\n\n## Så gör du", "not this (CodeBlock)"},
		{"nested list", "2. Gör", "   - inre\n2. Gör", "a point of a list has text only"},
		{"no lead", "Ofta inte.", "## Svar\nOfta inte.", "before any heading"},
		{"long lead", "Ofta inte.", "Ofta inte. Nej. Nej.", "this has 5"},
		{"nothing under a heading", "## Var", "## Tomt\n\n## Var", `nothing under the heading "Tomt"`},
		{"no header", "---\ntitle", "title", "begins with a line of ---"},
		{"header without end", "vara\n---", "vara\n", "the header has no end"},
		{"reason for no LIX", "owner:", "lix: svårt\nowner:", "take the reason away"},
		{"hard words", "Ofta inte.", strings.Repeat("Byggnadsnämndens tillståndsprövning förutsätter fullständiga ansökningshandlingar ", 6) + ".", "want under 40"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			var all []string
			for _, f := range knowledge.Check(shelf(map[string]string{"sv/altan.md": article(tc.old, tc.with)}), options()) {
				all = append(all, f.String())
			}
			if told := strings.Join(all, "\n"); !strings.Contains(told, tc.want) {
				t.Errorf("told %q, want %q", told, tc.want)
			}
		})
	}
	if faults := knowledge.Check(shelf(map[string]string{"sv/altan.md": article()}), options()); len(faults) > 0 {
		t.Errorf("the article without fault: %v", faults)
	}
}

func TestLanguagesSayTheSame(t *testing.T) {
	for _, tc := range []struct{ name, file, text, want string }{
		{"no Swedish", "en/altann.md", article(), `there is no article "altann" in Swedish; did you mean "altan"?`},
		{"another board", "en/altan.md", article("board: BN", "board: KS"), "en/altan.md:7:8: board is not as in Swedish"},
		{"other days", "en/altan.md", article("reviewed", "to: 2027-01-01\nreviewed"), "to is not as in Swedish"},
	} {
		_, faults := knowledge.Load(shelf(map[string]string{"sv/altan.md": article(), tc.file: tc.text}), options())
		if len(faults) != 1 || !strings.Contains(faults[0].String(), tc.want) {
			t.Errorf("%s: %v, want %s", tc.name, faults, tc.want)
		}
	}
}

func TestReadability(t *testing.T) {
	files := shelf(map[string]string{
		"sv/altan.md": article("reviewed", "to: 2026-01-01\nreviewed"), "sv/plank.md": article(), "en/plank.md": article(), "sv/trasig.md": "---\n",
	})
	var got []string
	for _, r := range knowledge.ReadabilityOf(files, options()) {
		got = append(got, strings.TrimSpace(r.File+" "+string(r.Flag)))
		if r.Lix < 10 || r.Lix > 40 || r.Words < 40 || r.English != (r.Article.ID == "plank") {
			t.Errorf("%s: LIX %d of %d words, English %v", r.File, r.Lix, r.Words, r.English)
		}
	}
	if diff := cmp.Diff([]string{"sv/altan.md passed", "sv/plank.md", "en/plank.md"}, got); diff != "" {
		t.Error(diff)
	}
}

func TestSwedishOnly(t *testing.T) {
	files := shelf(map[string]string{"sv/plank.md": "", "sv/altan.md": "", "en/plank.md": "", "en/mur.md": ""})
	got, err := knowledge.SwedishOnly(files)
	if diff := cmp.Diff([]string{"altan"}, got); diff != "" || err != nil {
		t.Error(diff, err)
	}
}

func FuzzLoad(f *testing.F) {
	f.Add(article())
	f.Add("---\n---\n\xff")
	f.Add("---\ntitle: x\n---\n* a\n\n  > b\n- [](x)\n[a](check:)[b][c]\n\n[c]: service:bygglov")
	f.Fuzz(func(t *testing.T, text string) {
		l, faults := knowledge.Load(shelf(map[string]string{"sv/a.md": text}), options())
		if len(faults) > 0 {
			return
		}
		for _, a := range l.On(today).Articles(locale.SV) {
			if len(a.Lead()) == 0 || strings.ContainsAny(a.Text(), "{}") {
				t.Errorf("%q was taken", text)
			}
		}
	})
}
