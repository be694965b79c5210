package assistant

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"forvag/internal/civil"
	"forvag/internal/locale"
	"forvag/internal/municipality"
	"forvag/knowledge"
)

func TestWhatTextsStateExactly(t *testing.T) {
	for _, c := range []struct {
		name   string
		lang   locale.Lang
		source string
		claim  string
		want   bool
	}{
		{"an amount with a space and without", locale.SV, "Det kostar 4 000 kr.", "Avgiften är 4000 kronor.", true},
		{"an amount with a hard space", locale.SV, "Det kostar 4\u00a0000 kr.", "Avgiften är 4 000 kronor.", true},
		{"an amount with a point", locale.SV, "Det kostar 4.000:-", "Avgiften är 4 000 kr.", true},
		{"in thousands", locale.SV, "Bidraget är högst 50 000 kronor.", "Bidraget är 50 tusen kronor.", true},
		{"in millions", locale.SV, "Det kostade 2,5 miljoner kronor.", "Det kostade 2 500 000 kr.", true},
		{"another amount", locale.SV, "Det kostar 4 000 kr.", "Avgiften är 400 kronor.", false},
		{"a digit more", locale.SV, "Det kostar 4 000 kr.", "Avgiften är 40 000 kronor.", false},
		{"kronor are not per cent", locale.SV, "Det kostar 30 kr.", "Avgiften är 30 procent.", false},
		{"weeks in words", locale.SV, "Du får svar inom 4 veckor.", "Svaret kommer inom fyra veckor.", true},
		{"weeks are not months", locale.SV, "Du får svar inom fyra veckor.", "Svaret kommer inom fyra månader.", false},
		{"one week", locale.SV, "Du får svar inom 1 vecka.", "Svaret kommer inom en vecka.", true},
		{"one week for four", locale.SV, "Du får svar inom fyra veckor.", "Svaret kommer inom en vecka.", false},
		{"half a year", locale.SV, "Det gäller i ett halvt år.", "Det gäller i ett år.", false},
		{"a range has its unit last", locale.SV, "Det tar 4–6 veckor.", "Det tar mellan fyra och sex veckor.", true},
		{"a range of months", locale.SV, "Det tar 4–6 veckor.", "Det tar fyra till sex månader.", false},
		{"a day of the year", locale.SV, "Sök senast den 1 mars.", "Sista dagen är första mars.", true},
		{"a day in figures", locale.SV, "Sök senast 2026-03-01.", "Sista dagen är 1 mars 2026.", true},
		{"another year", locale.SV, "Sök senast 1 mars 2026.", "Sista dagen är 1 mars 2027.", false},
		{"a year where there was none", locale.SV, "Sök senast 1 mars.", "Sista dagen är 1 mars 2026.", false},
		{"another day", locale.SV, "Sök senast 1 mars.", "Sista dagen är 11 mars.", false},
		{"another month", locale.SV, "Sök senast 1 mars.", "Sista dagen är 1 maj.", false},
		{"a month alone", locale.SV, "Sök i mars.", "Sök i april.", false},
		{"days in a range", locale.SV, "Sök mellan 1 och 15 februari.", "Sista dagen är 15 februari.", true},
		{"English days", locale.EN, "Apply by 1 March 2026.", "The last day is March 1st, 2026.", true},
		{"English thousands", locale.EN, "It costs 4,000 kronor.", "The fee is 4000 SEK.", true},
		{"English decimals", locale.EN, "At most 1.5 metres.", "At most 15 metres.", false},
		{"English may is a verb", locale.EN, "You can apply.", "You may apply.", true},
		{"a clock", locale.SV, "Öppet 10.30–16.", "Vi öppnar klockan 10:30.", true},
		{"another clock", locale.SV, "Öppet 10.30–16.", "Vi öppnar klockan 10:00.", false},
		{"a day of the week", locale.SV, "Öppet måndag till fredag.", "Det är öppet på lördagar.", false},
		{"days of the week in plural", locale.SV, "Öppet måndag och fredag.", "Det är öppet på fredagar.", true},
		{"a paragraph of law", locale.SV, "Se 9 kap. 31 a § plan- och bygglagen.", "Det står i PBL 9:31 a.", true},
		{"another paragraph", locale.SV, "Se 9 kap. 31 a § plan- och bygglagen.", "Det står i 9 kap. 31 § plan- och bygglagen.", false},
		{"another chapter", locale.SV, "Se 9 kap. 31 § plan- och bygglagen.", "Det står i 10 kap. 31 § plan- och bygglagen.", false},
		{"one of many paragraphs", locale.SV, "Se 9 kap. 3, 15 och 16 §§.", "Det står i 9 kap. 15 §.", true},
		{"a statute's number", locale.SV, "Se förvaltningslagen (2017:900).", "Se förvaltningslagen (2017:901).", false},
		{"an English section", locale.EN, "See chapter 9, section 31.", "See section 31.", true},
		{"another English section", locale.EN, "See chapter 9, section 31.", "See section 32.", false},
		{"an age", locale.SV, "Du ska ha fyllt 65 år.", "Det gäller för 65-åringar.", true},
		{"a telephone number", locale.SV, "Ring 010-123 45 67.", "Ring 010-123 45 68.", false},
		{"digits in a word", locale.SV, "Ta E4.", "Ta E45.", false},
		{"an area in two ways", locale.SV, "Högst 30 m².", "Högst 30 kvadratmeter.", true},
		{"metres for square metres", locale.SV, "Högst 30 m².", "Högst 30 meter.", false},
		{"half in a sign", locale.SV, "Högst 0,5 meter.", "Högst ½ meter.", true},
		{"digits of another script", locale.SV, "Det kostar 4 kr.", "Det kostar ٤٠ kr.", false},
		{"wide digits", locale.SV, "Det kostar 400 kr.", "Det kostar ４０００ kr.", false},
		{"a noun of its own", locale.SV, "Det tar 4 veckor.", "Du får ta med 4 hundar.", false},
		{"no number at all", locale.SV, "Det tar 4 veckor.", "Det tar tid.", true},
	} {
		t.Run(c.name, func(t *testing.T) {
			have := statements(c.lang, c.source)
			got := true
			for _, want := range statements(c.lang, c.claim) {
				supported := false
				for _, h := range have {
					supported = supported || h.supports(want)
				}
				got = got && supported
			}
			if got != c.want {
				t.Errorf("%q stands in %q: got %v\nsource %v\nclaim  %v", c.claim, c.source, got, have, statements(c.lang, c.claim))
			}
		})
	}
}

func TestFounded(t *testing.T) {
	lang := locale.SV
	sources := []*grounds{
		newGrounds(lang, &Source{Title: "Bygglov för altan", Text: "En altan kräver bygglov om den är högre än 1,8 meter. Handläggningen tar fyra veckor."}),
		newGrounds(lang, &Source{Title: "Staket", Text: "Ett staket kräver inte bygglov om det är lägre än 1,2 meter."}),
	}
	for _, c := range []struct {
		name, say string
		want      bool
	}{
		{"a fact with its source", "Altanen kräver bygglov över 1,8 meter [1].", true},
		{"without a source", "Altanen kräver bygglov över 1,8 meter.", false},
		{"from the other source", "Altanen kräver bygglov över 1,8 meter [2].", false},
		{"from both", "Altanen får vara 1,8 meter hög och staketet 1,2 meter [1, 2].", true},
		{"from a source that there is not", "Altanen kräver bygglov över 1,8 meter [3].", false},
		{"from source zero", "Altanen kräver bygglov över 1,8 meter [0].", false},
		{"a denial where none stands", "Altanen kräver inte bygglov [1].", false},
		{"a denial that stands", "Staketet kräver inte bygglov [2].", true},
		{"a bare yes", "Ja [1].", false},
		{"other words", "Katter älskar månsken och poesi [1].", false},
		{"an address", "Altanen kräver bygglov, se www.altan.example [1].", false},
		{"a bare domain", "Altanen kräver bygglov, se altan.example [1].", false},
		{"a mail address", "Altanen kräver bygglov, skriv till bygg@altan.example [1].", false},
		{"a link in Markdown", "Altanen kräver [bygglov](https://altan.example) [1].", false},
		{"HTML", "Altanen kräver <b>bygglov</b> [1].", false},
		{"a link that was offered", "Sök bygglov för altan i ⟦service:bygglov⟧ [1].", true},
		{"a link that was not", "Sök bygglov för altan i ⟦service:utbetalning⟧ [1].", false},
		{"half a link", "Sök bygglov för altan i ⟦service:bygglov [1].", false},
		{"hidden characters between digits", "Altanen kräver bygglov över 1\u200b8 meter [1].", false},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, ok := parse(c.say, []Destination{destinationOf(knowledge.ToService, "bygglov", "Ansök om bygglov")})
			if ok = ok && founded(lang, got, sources); ok != c.want {
				t.Errorf("got %v of %+v", ok, got)
			}
		})
	}
}

// A sentence denies where its source does, and only there.
func TestFoundedDenials(t *testing.T) {
	const fence, deck = "Ett staket kräver inte bygglov om det är lägre än 1,2 meter.", "En altan kräver bygglov om den är högre än 1,8 meter."
	for _, c := range []struct {
		name        string
		lang        locale.Lang
		source, say string
		want        bool
	}{
		{"a not that stands", locale.SV, fence, "Staketet kräver inte bygglov [1].", true},
		{"a not that is dropped", locale.SV, fence, "Staketet kräver bygglov [1].", false},
		{"a not that is added", locale.SV, deck, "Altanen kräver inte bygglov [1].", false},
		{"none on either side", locale.SV, deck, "Altanen kräver bygglov [1].", true},
		{"a not of another sentence", locale.SV, deck + " " + fence, "Altanen kräver inte bygglov [1].", false},
		{"beside a not of another sentence", locale.SV, deck + " " + fence, "Altanen kräver bygglov [1].", true},
		{"dropped beside another sentence", locale.SV, deck + " " + fence, "Staketet kräver bygglov [1].", false},
		{"on the other side of a but", locale.SV, "Staketet kräver inte bygglov, men muren kräver bygglov.", "Muren kräver bygglov [1].", true},
		{"dropped before a but", locale.SV, "Staketet kräver inte bygglov, men muren kräver bygglov.", "Staketet kräver bygglov [1].", false},
		{"of a whole list", locale.SV, "Det här kräver inte bygglov:\n- ett lågt staket\n- en lekstuga", "Lekstugan kräver bygglov [1].", false},
		{"free is without a fee", locale.SV, "Lånekortet är gratis.", "Lånekortet kostar inget [1].", true},
		{"English, stands", locale.EN, "A fence does not need a permit if it is low.", "The fence doesn't need a permit [1].", true},
		{"English, dropped", locale.EN, "A fence does not need a permit if it is low.", "The fence needs a permit [1].", false},
		{"English, dropped from a contraction", locale.EN, "A fence doesn't need a permit if it is low.", "The fence needs a permit [1].", false},
		{"English, added", locale.EN, "A deck needs a permit if it is high.", "The deck does not need a permit [1].", false},
		{"English, added as a contraction", locale.EN, "A deck needs a permit if it is high.", "The deck doesn't need a permit [1].", false},
	} {
		t.Run(c.name, func(t *testing.T) {
			said, ok := parse(c.say, nil)
			if ok = ok && founded(c.lang, said, []*grounds{newGrounds(c.lang, &Source{Text: c.source})}); ok != c.want {
				t.Errorf("%q by %q: got %v", c.say, c.source, ok)
			}
		})
	}
}

// Every sentence of the articles stands in its own passage, and none of them does with another number.
func TestArticlesStandInThemselves(t *testing.T) {
	day := civil.Must("2026-11-23")
	all, faults := knowledge.Load(knowledge.Articles(), knowledge.Options{Municipality: municipality.Default(), Today: day, Carried: func(string) bool { return true }})
	if len(faults) > 0 {
		t.Fatal(faults[0])
	}
	stood, changed := 0, 0
	for _, lang := range []locale.Lang{locale.SV, locale.EN} {
		for _, a := range all.On(day).Articles(lang) {
			for _, p := range a.Passages {
				g := newGrounds(lang, &Source{Title: a.Title, Heading: p.Heading, Text: p.Text()})
				for _, sentence := range p.Sentences() {
					c, ok := parse(sentence.Text()+" [1]", nil)
					if !ok || c.hollow(lang) {
						continue
					}
					stood++
					if !founded(lang, c, []*grounds{g}) {
						t.Errorf("%s: %q does not stand in itself", a.Document(), c.text)
					}
					other := figure.ReplaceAllString(c.text, "7319")
					if other == c.text {
						continue
					}
					changed++
					c.text = other
					if founded(lang, c, []*grounds{g}) {
						t.Errorf("%s: %q stands in %q", a.Document(), other, p.Text())
					}
				}
			}
		}
	}
	if stood < 1000 || changed < 100 {
		t.Errorf("only %d sentences, %d of them with numbers", stood, changed)
	}
}

func TestSentencesAsTheyCome(t *testing.T) {
	for _, c := range []struct {
		name, text string
		want       []string
	}{
		{"the source within", "Det tar fyra veckor [1]. Det kostar 400 kr [2].", []string{"Det tar fyra veckor [1].", "Det kostar 400 kr [2]."}},
		{"the source after", "Det tar fyra veckor. [1] Det kostar 400 kr.[2]", []string{"Det tar fyra veckor [1].", "Det kostar 400 kr[2]."}},
		{"two sources after", "Det tar tid. [1] [2] Det kostar.", []string{"Det tar tid [1] [2].", "Det kostar."}},
		{"abbreviations", "Det gäller t.ex. altaner, bl.a. De som är höga [1].", []string{"Det gäller t.ex. altaner, bl.a. De som är höga [1]."}},
		{"a list", "Gör så:\n- Mät altanen [1].\n2. Sök lov [2]\n\n**Klart** [1].", []string{"Gör så:", "Mät altanen [1].", "Sök lov [2]", "Klart [1]."}},
		{"no end", "Det tar fyra", []string{"Det tar fyra"}},
		{"nothing", " \n ", nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			if diff := cmp.Diff(inParts(c.text, 1), c.want); diff != "" {
				t.Errorf("byte by byte: got -, want +\n%s", diff)
			}
			if diff := cmp.Diff(inParts(c.text, len(c.text)+1), c.want); diff != "" {
				t.Errorf("at once: got -, want +\n%s", diff)
			}
		})
	}
}

// inParts splits a text that comes n characters at a time.
func inParts(text string, n int) []string {
	var p prose
	var out []string
	runes := []rune(text)
	for len(runes) > 0 {
		next := min(n, len(runes))
		out = append(out, p.add(string(runes[:next]))...)
		runes = runes[next:]
	}
	return append(out, p.end()...)
}

// However a text comes, no word of it is lost, and nothing that is let out has a bracket or an address that is not ours.
func FuzzProse(f *testing.F) {
	f.Add("Det tar fyra veckor. [1] Det kostar 400 kr [2, 3].\n- Se ⟦service:bygglov⟧ [1].", 3)
	f.Add("a. [9] . [1]\n[2]⟦⟦x⟧", 1)
	links := []Destination{destinationOf(knowledge.ToService, "bygglov", "Ansök om bygglov")}
	f.Fuzz(func(t *testing.T, text string, n int) {
		text = strings.ToValidUTF8(text, "")
		if n < 1 || n > 100 {
			n = 1
		}
		var letters strings.Builder
		for _, raw := range inParts(text, n) {
			letters.WriteString(onlyLetters(raw))
			c, ok := parse(raw, links)
			if !ok {
				continue
			}
			for _, s := range c.spans {
				if s.Link == (knowledge.Link{}) && strings.ContainsAny(s.Text, "[]⟦⟧<>@") {
					t.Errorf("%q lets out %q", text, s.Text)
				}
				if s.Link != (knowledge.Link{}) && s.Link != links[0].link {
					t.Errorf("%q leads to %v", text, s.Link)
				}
			}
			statements(locale.SV, c.text)
		}
		if got, want := letters.String(), onlyLetters(text); got != want {
			t.Errorf("%q came out as %q", want, got)
		}
	})
}

func onlyLetters(text string) string {
	return strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' {
			return r
		}
		return -1
	}, text)
}
