package catalog_test

import (
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"forvag/internal/catalog"
	"forvag/internal/civil"
	"forvag/internal/locale"
	"forvag/internal/rules"
)

func TestSay(t *testing.T) {
	for _, c := range []struct {
		unit   catalog.Unit
		n      int64
		sv, en string
	}{
		{"ore", 120_000, "1 200 kr", "SEK 1,200"},
		{"ore", 1_250_050, "12 500,50 kr", "SEK 12,500.50"},
		{"kr", 1200, "1 200 kr", "SEK 1,200"},
		{"m", 900, "900 meter", "900 metres"},
		{"m", 2000, "2 km", "2 km"},
		{"m", 2500, "2,5 km", "2.5 km"},
		{"km", 3, "3 km", "3 km"},
		{"cm", 80, "80 cm", "80 cm"},
		{"cm", 100, "1 meter", "1 metre"},
		{"cm", 450, "4,5 meter", "4.5 metres"},
		{"dm2", 4500, "45 m²", "45 m²"},
		{"dm2", 2985, "29,85 m²", "29.85 m²"},
		{"m2", 45, "45 m²", "45 m²"},
		{"days", 1, "1 dag", "1 day"},
		{"workdays", 10, "10 arbetsdagar", "10 working days"},
		{"weeks", 1, "1 vecka", "1 week"},
		{"weeks", 4, "4 veckor", "4 weeks"},
		{"months", 6, "6 månader", "6 months"},
		{"years", 1, "1 år", "1 year"},
		{"percent", 20, "20 procent", "20 per cent"},
		{"count", 12, "12", "12"},
	} {
		got := c.unit.Say(c.n)
		plain := locale.Text{SV: strings.ReplaceAll(got.SV, "\u00a0", " "), EN: strings.ReplaceAll(got.EN, "\u00a0", " ")}
		if diff := cmp.Diff(locale.Text{SV: c.sv, EN: c.en}, plain); diff != "" {
			t.Errorf("%d %s: %s", c.n, c.unit, diff)
		}
	}
}

func TestSettingsAreSaid(t *testing.T) {
	lots := catalog.Setting{Type: rules.Bool, Yes: locale.Text{SV: "lottas", EN: "drawn by lot"}, No: locale.Text{SV: "i tur och ordning", EN: "in turn"}}
	for _, tc := range []struct {
		name    string
		setting catalog.Setting
		value   rules.Value
		want    locale.Text
	}{
		{"a number", catalog.Setting{Type: rules.Int, Unit: "weeks"}, rules.OfInt(1), locale.Text{SV: "1\u00a0vecka", EN: "1\u00a0week"}},
		{"yes", catalog.Setting{Type: rules.Bool}, rules.OfBool(true), locale.Text{SV: "ja", EN: "yes"}},
		{"no", catalog.Setting{Type: rules.Bool}, rules.OfBool(false), locale.Text{SV: "nej", EN: "no"}},
		{"yes in words of its own", lots, rules.OfBool(true), locale.Text{SV: "lottas", EN: "drawn by lot"}},
		{"no in words of its own", lots, rules.OfBool(false), locale.Text{SV: "i tur och ordning", EN: "in turn"}},
		{"a day", catalog.Setting{Type: rules.Date}, rules.OfDate(civil.Must("2027-03-15")), locale.Text{SV: "15 mars 2027", EN: "15 March 2027"}},
		{"words", catalog.Setting{Type: rules.Text}, rules.OfText(locale.Text{SV: "regler", EN: "rules"}), locale.Text{SV: "regler", EN: "rules"}},
	} {
		if diff := cmp.Diff(tc.want, tc.setting.Say(tc.value)); diff != "" {
			t.Errorf("%s: %s", tc.name, diff)
		}
	}
}

// TestEveryKindOfSettingIsRead holds that texts, visibility, checks and rules follow a yes or no, a day and words from the day on which they change.
func TestEveryKindOfSettingIsRead(t *testing.T) {
	text := string(read(t, "testdata/bus.yaml"))
	for _, part := range [][2]string{
		{"time: {sv: Du får svar i tid., en: You get an answer in time.}",
			`time: {sv: "Bussen {setting.erbjuds}. Sök senast {setting.sista_dag}, se {setting.riktlinjer}.", en: "The bus {setting.erbjuds}. Apply by {setting.sista_dag}, see {setting.riktlinjer}."}`},
		{`visible: why == "far"`, `visible: why == "far" && setting.erbjuds`},
		{"if: end >= start,", "if: end >= start && end <= setting.sista_dag,"},
		{"if: grade <= 3", "if: grade <= 3 && setting.erbjuds && today <= setting.sista_dag"},
	} {
		text = strings.Replace(text, part[0], part[1], 1)
	}
	s, faults := catalog.Parse("bus.yaml", []byte(text), options)
	if len(faults) > 0 {
		t.Fatal(faults)
	}
	before := catalog.Moment{Today: civil.Must("2026-06-30"), Municipality: almby{}}
	for _, tc := range []struct {
		name    string
		moment  catalog.Moment
		time    locale.Text
		distant bool // the field shows
		fault   string
		young   rules.Outcome
	}{
		{"before", before, locale.Text{SV: "Bussen finns inte. Sök senast 15 juni 2026, se nämndens riktlinjer.",
			EN: "The bus is not there. Apply by 15 June 2026, see the board's guidelines."}, false, "field.check", rules.No},
		{"after", today, locale.Text{SV: "Bussen finns. Sök senast 15 juni 2027, se nämndens riktlinjer.",
			EN: "The bus is there. Apply by 15 June 2027, see the board's guidelines."}, true, "", rules.Yes},
	} {
		t.Run(tc.name, func(t *testing.T) {
			on := s.On(tc.moment)
			if diff := cmp.Diff(tc.time, on.Time); diff != "" {
				t.Error(diff)
			}
			answers, faults := on.Validate(catalog.Input{Raw: map[string][]string{"child": {"demo"}, "why": {"far"}, "distance": {"2,5"}, "start": {tc.moment.Today.AddDays(9).String()},
				"end": {"2026-12-20"}}}, tc.moment)
			if got := on.Visible(answers, tc.moment)["distance"]; got != tc.distant {
				t.Errorf("the distance is asked for: %v", got)
			}
			got := ""
			for _, f := range faults {
				if f.Field == "end" {
					got = f.Key
				}
			}
			if got != tc.fault {
				t.Errorf("the end: got %q, want %q", got, tc.fault)
			}
			facts := on.Facts(catalog.Known{Asked: rules.Facts{"why": rules.OfEnum("far"), "distance": rules.OfInt(9000), "grade": rules.OfInt(2)}}, tc.moment)
			for _, step := range on.Guide(facts).Trace {
				if step.Condition == "young" && step.Outcome != tc.young {
					t.Errorf("young: got %s, want %s", step.Outcome, tc.young)
				}
			}
		})
	}
}

// far is bus.yaml with a local limit in the texts that a reader meets before, in and after the form.
func far(t testing.TB) string {
	text := string(read(t, "testdata/bus.yaml"))
	for _, part := range [][2]string{
		{"time: {sv: Du får svar i tid., en: You get an answer in time.}", `time: {sv: "Svar inom {setting.svarstid}.", en: "Answer within {setting.svarstid}."}`},
		{"yes: {sv: Det är långt., en: It is far.}", `yes: {sv: "Vägen är längre än {setting.avstand_f3}.", en: "It is more than {setting.avstand_f3}."}`},
	} {
		if !strings.Contains(text, part[0]) {
			t.Fatalf("bus.yaml has no %q", part[0])
		}
		text = strings.Replace(text, part[0], part[1], 1)
	}
	return text
}

func TestTextsHoldTheValueOfTheDay(t *testing.T) {
	s, faults := catalog.Parse("bus.yaml", []byte(far(t)), options)
	if len(faults) > 0 {
		t.Fatal(faults)
	}
	before := catalog.Moment{Today: civil.Must("2026-06-30"), Municipality: almby{}}
	for _, c := range []struct {
		moment catalog.Moment
		want   locale.Text
	}{
		{before, locale.Text{SV: "Vägen är längre än 3\u00a0km.", EN: "It is more than 3\u00a0km."}},
		{today, locale.Text{SV: "Vägen är längre än 2\u00a0km.", EN: "It is more than 2\u00a0km."}},
	} {
		on := s.On(c.moment)
		facts := on.Facts(catalog.Known{Asked: rules.Facts{"why": rules.OfEnum("far"), "distance": rules.OfInt(9000), "grade": rules.OfInt(2)}}, c.moment)
		var words []locale.Text
		for _, step := range on.Guide(facts).Trace {
			words = append(words, step.Words)
		}
		if len(words) == 0 || words[0] != c.want {
			t.Errorf("%v: got %v, want first %v", c.moment.Today, words, c.want)
		}
		if got, want := on.Time.SV, "Svar inom 10\u00a0dagar."; got != want {
			t.Errorf("got %q, want %q", got, want)
		}
		if on.Hash != s.Hash || s.On(c.moment) != on || on.On(today) != s.On(today) {
			t.Error("a day's service is not the same each time, or is of another version")
		}
	}
	if plain := bus(t); plain.On(today) != plain {
		t.Error("a service whose texts name no setting is not itself")
	}
}

// without is almby when it has taken away a setting.
type without struct{ almby }

func (without) Setting(string, civil.Date) (rules.Value, bool) { return rules.Value{}, false }

func TestTextWithoutValueSaysSo(t *testing.T) {
	s, faults := catalog.Parse("bus.yaml", []byte(far(t)), options)
	if len(faults) > 0 {
		t.Fatal(faults)
	}
	if got, want := s.On(catalog.Moment{Today: today.Today, Municipality: without{}}).Time.EN, "Answer within (not known)."; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestCatalogReadsAsItsDay(t *testing.T) {
	day := civil.Must("2026-06-30")
	o := options
	o.Today = func() civil.Date { return day }
	text := strings.Replace(far(t), "summary: {sv: Ansök om fri resa till skolan., en: Apply for a free ride to school.}",
		`summary: {sv: "Fri resa över {setting.avstand_f3}.", en: "A free ride over {setting.avstand_f3}."}`, 1)
	c, faults := catalog.Load(fstest.MapFS{"bus.yaml": {Data: []byte(text)}}, o)
	if len(faults) > 0 {
		t.Fatal(faults)
	}
	for _, step := range []struct{ day, want string }{{"2026-06-30", "Fri resa över 3\u00a0km."}, {"2026-07-01", "Fri resa över 2\u00a0km."}} {
		day = civil.Must(step.day)
		for _, got := range []string{c.Service("bus").Summary.SV, c.Services()[0].Summary.SV} {
			if got != step.want {
				t.Errorf("on %v: got %q, want %q", day, got, step.want)
			}
		}
	}
}
