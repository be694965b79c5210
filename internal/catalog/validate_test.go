package catalog_test

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"forvag/internal/catalog"
	"forvag/internal/civil"
	"forvag/internal/identity"
	"forvag/internal/locale"
	"forvag/internal/rules"
)

// everyType is a service whose fields are of every type, each optional.
const everyType = `
  - id: only
    title: {sv: Allt, en: All}
    fields:
      - {id: text, type: text, label: {sv: a, en: a}, optional: true, min: 2, max: 5}
      - {id: long, type: longtext, label: {sv: a, en: a}, optional: true}
      - {id: area, type: number, unit: dm2, shown: m2, min: 100, max: 10000, label: {sv: a, en: a}, optional: true}
      - {id: rooms, type: number, unit: count, label: {sv: a, en: a}, optional: true}
      - {id: day, type: date, min: today-1m, max: 2026-12-31, label: {sv: a, en: a}, optional: true}
      - {id: one, type: choice, label: {sv: a, en: a}, optional: true, choices: [{id: a, label: {sv: a, en: a}}, {id: b, label: {sv: b, en: b}}]}
      - {id: some, type: choices, label: {sv: a, en: a}, optional: true, max: 2,
         choices: [{id: a, label: {sv: a, en: a}}, {id: b, label: {sv: b, en: b}}, {id: c, label: {sv: c, en: c}}]}
      - {id: yes, type: yesno, label: {sv: a, en: a}, optional: true}
      - {id: email, type: email, label: {sv: a, en: a}, optional: true}
      - {id: phone, type: phone, label: {sv: a, en: a}, optional: true}
      - {id: home, type: address, label: {sv: a, en: a}, optional: true}
      - {id: spot, type: place, label: {sv: a, en: a}, optional: true}
      - {id: who, type: person, label: {sv: a, en: a}, optional: true}
      - {id: kid, type: child, label: {sv: a, en: a}, optional: true}
      - {id: firm, type: company, label: {sv: a, en: a}, optional: true}
      - {id: pics, type: files, label: {sv: a, en: a}, optional: true, files: {max: 1, size_mb: 1, types: [png]}}
      - {id: plot, type: property, label: {sv: a, en: a}, optional: true}
`

// forWhom is everything, where the person field names the case's applicant.
func forWhom(t testing.TB, level string) *catalog.Service {
	t.Helper()
	who := "[anonymous, guardian, agent]"
	if level != "0" {
		who = "[guardian, agent]"
	}
	return everythingWith(t, "access: {who: "+who+", level: "+level+", applicant: who}")
}

// everything puts those fields in place of the pages of bus.yaml, without what leaned on them.
func everything(t testing.TB) *catalog.Service {
	t.Helper()
	return everythingWith(t, "access: {who: [guardian], level: 3}")
}

func everythingWith(t testing.TB, access string) *catalog.Service {
	t.Helper()
	text := string(read(t, "testdata/bus.yaml"))
	start, rest := strings.Index(text, "pages:\n"), strings.Index(text, "clocks:\n")
	decisions := "decisions:\n  - {id: d, title: {sv: a, en: a}, appeal: pbl, by: {sv: a, en: a}, law: [a]}\n"
	text = text[:start] + "pages:" + everyType + decisions + text[rest:strings.Index(text, "examples:\n")] +
		"examples:\n  - {name: none, today: 2026-11-23}\n"
	text = strings.Replace(text, "child: child", "child: kid", 1)
	text = strings.Replace(text, "access: {who: [guardian], level: 3}", access, 1)
	if start := strings.Index(text, "permit:\n"); start >= 0 { // whoever sends without login gets none
		end := strings.Index(text, "examples:\n")
		text = text[:start] + text[end:]
	}
	s, faults := catalog.Parse("bus.yaml", []byte(text), options)
	for _, f := range faults {
		t.Error(f)
	}
	if s == nil {
		t.FailNow()
	}
	return s
}

func ptr[T any](v T) *T { return &v }

func TestAnswersAreRead(t *testing.T) {
	s := everything(t)
	for name, c := range map[string]struct {
		raw   map[string][]string
		files map[string][]catalog.File
		want  catalog.Answers
	}{
		"text is trimmed":         {raw: map[string][]string{"text": {"  abc "}}, want: catalog.Answers{"text": {Text: "abc"}}},
		"text is composed":        {raw: map[string][]string{"text": {"Åsa"}}, want: catalog.Answers{"text": {Text: "Åsa"}}},
		"lines":                   {raw: map[string][]string{"long": {"a\r\nb"}}, want: catalog.Answers{"long": {Text: "a\nb"}}},
		"blank is nothing":        {raw: map[string][]string{"text": {"   "}}, want: catalog.Answers{}},
		"decimal comma":           {raw: map[string][]string{"area": {"29,85"}}, want: catalog.Answers{"area": {Number: ptr[int64](2985)}}},
		"decimal point":           {raw: map[string][]string{"area": {"29.8"}}, want: catalog.Answers{"area": {Number: ptr[int64](2980)}}},
		"trailing zeros":          {raw: map[string][]string{"area": {"29,80000"}}, want: catalog.Answers{"area": {Number: ptr[int64](2980)}}},
		"thousands":               {raw: map[string][]string{"rooms": {"1\u00a0200"}}, want: catalog.Answers{"rooms": {Number: ptr[int64](1200)}}},
		"negative":                {raw: map[string][]string{"rooms": {"−3"}}, want: catalog.Answers{"rooms": {Number: ptr[int64](-3)}}},
		"date":                    {raw: map[string][]string{"day": {"2026-12-01"}}, want: catalog.Answers{"day": {Date: ptr(civil.Must("2026-12-01"))}}},
		"date in parts":           {raw: map[string][]string{"day.year": {"2026"}, "day.month": {"12"}, "day.day": {"1"}}, want: catalog.Answers{"day": {Date: ptr(civil.Must("2026-12-01"))}}},
		"choice":                  {raw: map[string][]string{"one": {"b"}}, want: catalog.Answers{"one": {Text: "b"}}},
		"choices in file's order": {raw: map[string][]string{"some": {"c", "a"}}, want: catalog.Answers{"some": {Choices: []string{"a", "c"}}}},
		"no":                      {raw: map[string][]string{"yes": {"false"}}, want: catalog.Answers{"yes": {Yes: ptr(false)}}},
		"email":                   {raw: map[string][]string{"email": {"a.b@example.se"}}, want: catalog.Answers{"email": {Text: "a.b@example.se"}}},
		"phone":                   {raw: map[string][]string{"phone": {"070-174 06 05"}}, want: catalog.Answers{"phone": {Text: "+46701740605"}}},
		"address": {raw: map[string][]string{"home.street": {"Storgatan 1"}, "home.postcode": {"123 45"}, "home.city": {"Almby"}},
			want: catalog.Answers{"home": {Address: &catalog.Address{Street: "Storgatan 1", Postcode: "12345", City: "Almby"}}}},
		"place": {raw: map[string][]string{"spot.lat": {"59.2707"}, "spot.lon": {"-15.21340012"}},
			want: catalog.Answers{"spot": {Place: &catalog.Place{Lat: 59270700, Lon: -15213400}}}},
		"place in words": {raw: map[string][]string{"spot.text": {"Vid bron"}}, want: catalog.Answers{"spot": {Place: &catalog.Place{Text: "Vid bron"}}}},
		"person": {raw: map[string][]string{"who.name": {"Bo Ek"}, "who.phone": {"0701740605"}},
			want: catalog.Answers{"who": {Person: &catalog.Person{Name: "Bo Ek", Phone: "+46701740605"}}}},
		"company": {raw: map[string][]string{"firm.name": {"Almby Bygg AB"}, "firm.number": {"556036-0793"}},
			want: catalog.Answers{"firm": {Company: &catalog.Company{Name: "Almby Bygg AB", Number: "5560360793"}}}},
		"file": {files: map[string][]catalog.File{"pics": {{ID: "1", Name: "a.png", Size: 9, Type: "png"}}},
			want: catalog.Answers{"pics": {Files: []catalog.File{{ID: "1", Name: "a.png", Size: 9, Type: "png"}}}}},
		"own child": {raw: map[string][]string{"kid": {"p1"}}, want: catalog.Answers{"kid": {Text: "p1"}}},
	} {
		t.Run(name, func(t *testing.T) {
			got, faults := s.Validate(catalog.Input{Raw: c.raw, Files: c.files, Children: []string{"p1"}}, today)
			if len(faults) > 0 {
				t.Errorf("got faults %v", faults)
			}
			if diff := cmp.Diff(c.want, got, cmpopts.EquateComparable(civil.Date{}, identity.Number{})); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// Whom a form is sent for is known by number where a login is asked for. The number is never written with the answers.
func TestApplicantIsKnownByNumber(t *testing.T) {
	number := identity.TestNumber(civil.Must("1950-03-14"), 980)
	for name, c := range map[string]struct{ level, number, fault string }{
		"with login":                {"3", number.Digits(), ""},
		"with login, no number":     {"3", "", "field.person_number"},
		"without login, no number":  {"0", "", ""},
		"without login":             {"0", number.Digits(), ""},
		"without login, no such":    {"0", "195003149800", "field.person_number_wrong"},
		"with login, check digit":   {"3", number.Digits()[:11] + string('0'+(number.Digits()[11]-'0'+1)%10), "field.person_number_wrong"},
		"with login, no such day":   {"3", "195002309805", "field.person_number_wrong"},
		"with login, letters":       {"3", "19500314-98AB", "field.person_number"},
		"with login, not born yet":  {"3", identity.TestNumber(civil.Must("2030-01-01"), 980).Digits(), "field.person_number_wrong"},
		"with login, organisations": {"3", "5560360793", "field.person_number"},
	} {
		t.Run(name, func(t *testing.T) {
			s := forWhom(t, c.level)
			got, faults := s.Validate(catalog.Input{Raw: map[string][]string{"who.name": {"Bo Ek"}, "who.number": {c.number}}}, today)
			if c.fault != "" {
				if len(faults) != 1 || faults[0].Key != c.fault || s.ApplicantIn(got) != nil {
					t.Errorf("got %v, %v; want %s", faults, got, c.fault)
				}
				return
			}
			if len(faults) > 0 || s.ApplicantIn(got) == nil || s.ApplicantIn(got).Number.Digits() != c.number {
				t.Errorf("got %v, %+v", faults, s.ApplicantIn(got))
			}
			if text, err := json.Marshal(got); err != nil || c.number != "" && strings.Contains(string(text), c.number[2:]) {
				t.Errorf("written as %s, %v", text, err)
			}
		})
	}
	s := everything(t)
	got, _ := s.Validate(catalog.Input{Raw: map[string][]string{"who.name": {"Bo Ek"}, "who.number": {number.Digits()}}}, today)
	if s.ApplicantIn(got) != nil || !got["who"].Person.Number.IsZero() {
		t.Errorf("a person whom the form only tells about: got %+v", got["who"].Person)
	}
}

func TestAnswersAreRefused(t *testing.T) {
	s := everything(t)
	for name, c := range map[string]struct{ field, value, key string }{
		"too short":          {"text", "a", "field.too_short"},
		"too long":           {"text", "abcdef", "field.too_long"},
		"NUL":                {"text", "a\x00b", "field.characters"},
		"not UTF-8":          {"text", "a\xff", "field.characters"},
		"a line in a line":   {"text", "a\nb", "field.characters"},
		"longer than ever":   {"long", strings.Repeat("a", 5001), "field.too_long"},
		"no number":          {"rooms", "tre", "field.number"},
		"exponent":           {"rooms", "1e9", "field.number"},
		"half a room":        {"rooms", "2,5", "field.whole_number"},
		"huge":               {"rooms", "9999999999999999999999", "field.number"},
		"three decimals":     {"area", "1,001", "field.decimals"},
		"too small":          {"area", "0,99", "field.too_small"},
		"too large":          {"area", "100,01", "field.too_large"},
		"no such day":        {"day", "2026-02-30", "field.date"},
		"too early":          {"day", "2026-10-22", "field.too_early"},
		"too late":           {"day", "2027-01-01", "field.too_late"},
		"no such choice":     {"one", "z", "field.choice"},
		"no such choices":    {"some", "z", "field.choice"},
		"neither yes nor no": {"yes", "kanske", "field.choice"},
		"no e-mail":          {"email", "a@b", "field.email"},
		"e-mail with name":   {"email", "A <a@b.se>", "field.email"},
		"header in e-mail":   {"email", "a@b.se\nBcc: c@d.se", "field.email"},
		"no phone":           {"phone", "12", "field.phone"},
		"half an address":    {"home.street", "Storgatan 1", "field.address"},
		"half a point":       {"spot.lat", "59.1", "field.place"},
		"person unnamed":     {"who.email", "a@b.se", "field.person"},
		"company unnumbered": {"firm.name", "AB", "field.company"},
		"another's child":    {"kid", "p2", "field.choice"},
	} {
		t.Run(name, func(t *testing.T) {
			got, faults := s.Validate(catalog.Input{Raw: map[string][]string{c.field: {c.value}}, Children: []string{"p1"}}, today)
			field, _, _ := strings.Cut(c.field, ".")
			if len(faults) != 1 || faults[0].Key != c.key || faults[0].Field != field {
				t.Errorf("got %v, want %s on %s", faults, c.key, field)
			}
			if len(got) > 0 {
				t.Errorf("kept %v", got)
			}
			for _, lang := range locale.Langs() {
				if words := locale.T(lang, c.key, faults[0].Args...); strings.ContainsAny(words, "⟦{}") {
					t.Errorf("words for the reader: %s", words)
				}
			}
		})
	}
	for name, c := range map[string]struct {
		file catalog.File
		key  string
	}{
		"file type": {catalog.File{Name: "a.pdf", Size: 1, Type: "pdf"}, "field.file_type"},
		"file size": {catalog.File{Name: "a.png", Size: 1<<20 + 1, Type: "png"}, "field.file_size"},
	} {
		t.Run(name, func(t *testing.T) {
			_, faults := s.Validate(catalog.Input{Files: map[string][]catalog.File{"pics": {c.file}}}, today)
			if len(faults) != 1 || faults[0].Key != c.key {
				t.Errorf("got %v, want %s", faults, c.key)
			}
		})
	}
}

func TestEveryRequiredFieldHasWords(t *testing.T) {
	for _, kind := range catalog.FieldType("").Values() {
		if kind != "info" && !locale.Has("field.required."+kind) {
			t.Errorf("no words for field.required.%s", kind)
		}
	}
}

func TestHiddenAnswersAreDropped(t *testing.T) {
	s := bus(t)
	in := catalog.Input{Raw: map[string][]string{"child": {"p1"}, "why": {"far"}, "distance": {"2,5"}, "tell": {"secret"}, "start": {"2026-12-01"}}}
	got, faults := s.Validate(in, today)
	if len(faults) > 0 {
		t.Fatal(faults)
	}
	if _, kept := got["tell"]; kept {
		t.Error("the answer to a hidden field was kept")
	}
	// Going back and choosing another reason drops what hung on the first.
	got, _ = s.Validate(catalog.Input{Page: "child_page", Raw: map[string][]string{"child": {"p1"}, "why": {"chosen"}}, Before: got}, today)
	if diff := cmp.Diff([]string{"child", "start", "why"}, slices.Sorted(maps.Keys(got))); diff != "" {
		t.Error(diff)
	}
}

func TestChecksLookAtTheChosenChild(t *testing.T) {
	text := strings.Replace(string(read(t, "testdata/bus.yaml")), "        label: {sv: Välj barn, en: Choose a child}\n",
		"        label: {sv: Välj barn, en: Choose a child}\n        checks: [{if: grade <= 6, say: {sv: För gammal, en: Too old}}]\n", 1)
	s, faults := catalog.Parse("bus.yaml", []byte(text), options)
	if len(faults) > 0 {
		t.Fatal(faults)
	}
	grades := map[string]int64{"six": 6, "seven": 7}
	here := today
	here.Registered = func(child string) map[catalog.RegisterFact]rules.Value {
		if grade, ok := grades[child]; ok {
			return map[catalog.RegisterFact]rules.Value{"child.grade": rules.OfInt(grade)}
		}
		return nil
	}
	for name, c := range map[string]struct {
		child string
		at    catalog.Moment
		want  []string
	}{
		"at the limit":               {"six", here, nil},
		"above it":                   {"seven", here, []string{"child field.check"}},
		"the register does not know": {"new", here, nil},
		"nobody is known":            {"seven", today, nil},
	} {
		t.Run(name, func(t *testing.T) {
			in := catalog.Input{Raw: map[string][]string{"child": {c.child}, "why": {"chosen"}, "start": {"2026-12-01"}}}
			var got []string
			_, faults := s.Validate(in, c.at)
			for _, f := range faults {
				got = append(got, f.Field+" "+f.Key)
			}
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestCompleteLooksAgain(t *testing.T) {
	s := leave(t)
	in := catalog.Input{Raw: map[string][]string{"child": {"p1"}, "school": {"Almbyskolan"}, "class": {"4B"}, "from": {"2026-12-01"}, "to": {"2026-12-02"},
		"reason": {"family"}, "description": {"Min syster gifter sig."}, "plan": {"Vi läser hemma."}, "email": {"a@example.se"}}}
	answers, faults := s.Validate(in, today)
	if len(faults) > 0 || len(s.Complete(answers, today)) > 0 {
		t.Fatalf("got %v and %v", faults, s.Complete(answers, today))
	}
	later := catalog.Moment{Today: civil.Must("2026-12-02"), Municipality: almby{}}
	if got := s.Complete(answers, later); len(got) != 1 || got[0].Key != "field.too_early" {
		t.Errorf("a draft whose first day has passed: got %v", got)
	}
	delete(answers, "plan")
	if got := s.Complete(answers, today); len(got) != 1 || got[0].Key != "field.required.longtext" {
		t.Errorf("without plan: got %v", got)
	}
}

func TestAnswersSurviveJSON(t *testing.T) {
	s := everything(t)
	rapid.Check(t, func(t *rapid.T) {
		raw := map[string][]string{}
		for key, values := range map[string][]string{"text": {"abc", "åäö"}, "area": {"2,5", "100"}, "day": {"2026-12-01"}, "one": {"a", "b"}, "some": {"a", "c"},
			"yes": {"true", "false"}, "spot.text": {"bron"}, "kid": {"p1"}, "phone": {"0701740605"}} {
			if rapid.Bool().Draw(t, key) {
				raw[key] = []string{rapid.SampledFrom(values).Draw(t, key+" value")}
			}
		}
		want, faults := s.Validate(catalog.Input{Raw: raw}, today)
		if len(faults) > 0 {
			t.Fatal(faults)
		}
		data, err := json.Marshal(want)
		if err != nil {
			t.Fatal(err)
		}
		var got catalog.Answers
		if err := json.Unmarshal(data, &got); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, got, cmpopts.EquateComparable(civil.Date{}, identity.Number{})); diff != "" {
			t.Fatal(diff)
		}
	})
}

func FuzzValidate(f *testing.F) {
	for _, value := range []string{"", "2,5", "2026-12-01", "a@b.se", "070-1740605", "59.1", "\x00", "\xff", "ÅÄÖ", "-", ".", "1,", strings.Repeat("9", 30)} {
		f.Add(value)
	}
	s := everything(f)
	var keys []string
	for _, field := range s.Pages[0].Fields {
		keys = append(keys, field.ID)
	}
	keys = append(keys, "day.year", "day.month", "home.street", "home.postcode", "home.city", "spot.lat", "spot.lon", "spot.text", "who.name", "who.email", "firm.name", "firm.number")
	f.Fuzz(func(t *testing.T, value string) {
		raw := map[string][]string{}
		for _, key := range keys {
			raw[key] = []string{value, value}
		}
		answers, faults := s.Validate(catalog.Input{Raw: raw}, today)
		for _, fault := range faults {
			if _, kept := answers[fault.Field]; kept || !locale.Has(fault.Key) {
				t.Errorf("%q: %+v", value, fault)
			}
		}
		if again := s.Complete(answers, today); len(again) > 0 {
			t.Errorf("%q was taken, and then %v", value, again)
		}
	})
}
