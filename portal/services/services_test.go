package services_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"forvag/internal/catalog"
	"forvag/internal/civil"
	"forvag/internal/locale"
	"forvag/internal/municipality"
	"forvag/internal/rules"
)

var decoded = sync.OnceValues(func() (*municipality.Municipality, error) {
	path := filepath.Join("..", "..", "internal", "municipality", "default.yaml")
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	m, faults := municipality.Decode(path, data)
	for _, f := range faults {
		err = errors.Join(err, errors.New(f.String()))
	}
	return m, err
})

// almby is the municipality that the program carries.
func almby(t testing.TB) catalog.Municipality {
	t.Helper()
	m, err := decoded()
	if err != nil {
		t.Fatal(err)
	}
	return m.Catalog()
}

var loaded = sync.OnceValues(func() (*catalog.Catalog, error) {
	m, err := decoded()
	if err != nil {
		return nil, err
	}
	c, faults := catalog.Load(os.DirFS("."), catalog.Options{Municipality: m.Catalog(), Today: clock})
	if len(faults) > 0 {
		return nil, catalog.Error(faults)
	}
	return c, nil
})

func load(t testing.TB) *catalog.Catalog {
	t.Helper()
	c, err := loaded()
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func service(t testing.TB, id string) *catalog.Service {
	t.Helper()
	s := load(t).Service(id)
	if s == nil {
		t.Fatalf("there is no service %q", id)
	}
	return s
}

// clock shows a day on which all settings hold.
func clock() civil.Date { return civil.Must("2026-11-23") }

func now(t testing.TB) catalog.Moment { return catalog.Moment{Today: clock(), Municipality: almby(t)} }

func TestFilesHoldWhatTheyPromise(t *testing.T) {
	for _, f := range catalog.Check(os.DirFS("."), catalog.Options{Municipality: almby(t), Today: clock}) {
		t.Error(f)
	}
}

// limits is a municipality with other local values than Almby's.
type limits struct {
	catalog.Municipality
	n   int64
	yes bool
	day civil.Date
}

func (l limits) Setting(name string, day civil.Date) (rules.Value, bool) {
	v, ok := l.Municipality.Setting(name, day)
	if !ok {
		return v, false
	}
	switch v.Type {
	case rules.Int:
		v = rules.OfInt(l.n)
	case rules.Bool:
		v = rules.OfBool(l.yes)
	case rules.Date:
		v = rules.OfDate(l.day)
	}
	return v, true
}

func TestExamplesHoldWhateverTheMunicipalityHasDecided(t *testing.T) {
	for _, l := range []limits{
		{almby(t), 1, true, civil.Must("2000-01-01")},
		{almby(t), 7, false, civil.Must("2026-11-23")},
		{almby(t), 250_000, true, civil.Must("2099-12-31")},
	} {
		for _, f := range catalog.Check(os.DirFS("."), catalog.Options{Municipality: l, Today: clock}) {
			t.Errorf("all settings %d, %v, %v: %s", l.n, l.yes, l.day, f)
		}
	}
}

// fixed is a municipality in which an example fixes some settings.
type fixed struct {
	catalog.Municipality
	example *catalog.Example
}

func (f fixed) Setting(name string, day civil.Date) (rules.Value, bool) {
	if texts, ok := f.example.Facts["setting."+name]; ok {
		v, err := rules.Parse(f.Settings()[name].Type, texts)
		return v, err == nil
	}
	return f.Municipality.Setting(name, day)
}

// factsOf are an example's facts.
func factsOf(t *testing.T, s *catalog.Service, e *catalog.Example) (rules.Facts, catalog.Moment) {
	t.Helper()
	m := catalog.Moment{Today: civil.Must(e.Today), Municipality: fixed{almby(t), e}}
	in := catalog.Input{Raw: map[string][]string{}, Files: map[string][]catalog.File{}}
	for key, values := range e.Answers {
		if f := s.Field(key); f != nil && f.Type == catalog.FilesField {
			for _, name := range values {
				in.Files[key] = append(in.Files[key], catalog.File{ID: name, Name: name, Size: 1 << 10, Type: catalog.FileType(strings.TrimPrefix(filepath.Ext(name), "."))})
			}
			continue
		}
		in.Raw[key] = values
	}
	known := catalog.Known{Asked: rules.Facts{}, Register: map[catalog.RegisterFact]rules.Value{}}
	known.Answers, _ = s.Validate(in, m)
	for _, f := range s.Declared {
		texts, ok := e.Facts[f.ID]
		if !ok {
			continue
		}
		v, err := rules.Parse(f.Type, texts)
		if err != nil {
			t.Fatal(err)
		}
		if f.Source == catalog.FromRegister {
			known.Register[f.Register] = v
		} else {
			known.Asked[f.ID] = v
		}
	}
	return s.Facts(known, m), m
}

// A verdict that no example reaches is one that nobody has tried.
func TestEveryVerdictHasAnExample(t *testing.T) {
	for _, s := range load(t).Services() {
		checked, recommended, tracks := map[int]bool{}, map[int]bool{}, map[string]bool{}
		for i := range s.Examples {
			facts, m := factsOf(t, s, &s.Examples[i])
			if s.Check != nil {
				checked[s.Guide(facts).Verdict] = true
			}
			p := s.Recommend(facts, m)
			recommended[p.Verdict] = true
			if p.Type != nil {
				tracks[p.Type.ID] = true
			}
		}
		if s.Check != nil {
			for i, v := range s.Check.Verdicts {
				if !checked[i] {
					t.Errorf("%s: no example ends the check in %q", s.ID, v.Say.SV)
				}
			}
		}
		if s.Recommendation != nil {
			for i, v := range s.Recommendation.Verdicts {
				if !recommended[i] {
					t.Errorf("%s: no example is recommended %q", s.ID, v.Say.SV)
				}
			}
		}
		for _, d := range s.Decisions {
			if !tracks[d.ID] {
				t.Errorf("%s: no example is on track for %s", s.ID, d.ID)
			}
		}
	}
}

// What the register shows of a secret case gives nobody away (OSL 5 kap. 2 §): no more than what anyone may apply for.
func TestSecretCasesHaveSilentTitles(t *testing.T) {
	for _, s := range load(t).Services() {
		if s.Secrecy.Strength != "omvant" {
			continue
		}
		for _, word := range []string{"rörelsehind", "sjuk", "hälsa", "parkering", "bistånd", "hemtjänst", "larm", "lss", "dödsbo", "färdtjänst",
			"mobility", "health", "parking", "care", "alarm", "estate", "income", "disab"} {
			for _, lang := range locale.Langs() {
				if title := s.Secrecy.PublicTitle.In(lang); strings.Contains(strings.ToLower(title), word) {
					t.Errorf("%s: the public title %q says %q", s.ID, title, word)
				}
			}
		}
	}
}

// Answers about health, other addresses and people other than the applicant stay out of notices, lists and logs.
func TestDelicateAnswersAreSensitive(t *testing.T) {
	c := load(t)
	for id, fields := range map[string][]string{
		"parkeringstillstand": {"holder", "power", "left_alone_why", "can_walk", "walk", "aids", "lasting", "description", "certificate", "photo", "signature"},
		"skolskjuts":          {"other_address", "schedule", "impairment", "vehicle", "certificate", "other_reason"},
		"ledighet-elev":       {"description"},
		"hemtjanst":           {"helped", "help", "description", "their_address", "lives", "support", "phone"},
		"trygghetslarm":       {"wearer", "power", "why", "contact", "support"},
		"fardtjanst":          {"traveller", "power", "difficulty", "cause", "lasting", "what", "description", "aids", "help", "companion_why", "certificate"},
		"ekonomiskt-bistand":  {"living", "partner", "children", "housing", "income", "costs", "savings", "savings_what", "activity", "plan", "papers"},
		"bostadsanpassning":   {"holder", "power", "cause", "aid", "description", "certificate"},
		"lss-insats":          {"person", "power", "measure", "group", "description", "today_help", "statement", "support"},
		"dodsboanmalan":       {"deceased", "died", "married", "assets", "assets_what", "papers"},
		"felanmalan":          {"email", "phone"},
		"synpunkt":            {"email", "phone", "name"},
		"bygglov":             {"consent_files"},
		"specialkost":         {"needs", "allergies", "allergies_other", "diet", "danger", "reaction", "smell", "certificate"},
		"fritidshem":          {"needs", "needs_why", "income", "schedule"},
		"feriearbete":         {"needs", "needs_what", "guardian"},
		"vattenavlasning":     {"address", "invoice_address", "email", "phone"},
		"allman-handling":     {"address", "email"},
		"gala-nominering":     {"nominee", "nominee_where", "reason", "name", "email"},
		"skolval":             {"needs", "needs_why", "certificate", "new_address", "other_wish"},
	} {
		for _, field := range fields {
			if f := c.Service(id).Field(field); f == nil || !f.Sensitive {
				t.Errorf("%s: %s is not marked as sensitive", id, field)
			}
		}
	}
}

func TestHowDecisionsAreAppealed(t *testing.T) {
	c := load(t)
	for _, tc := range []struct {
		service, decision string
		kind              catalog.AppealKind
		body              catalog.AppealBody
	}{
		{"skolskjuts", "right", catalog.Forvaltningsbesvar, ""},
		{"skolskjuts", "chosen_school", catalog.Laglighetsprovning, ""},
		{"bygglov", "permit", catalog.PBL, ""},
		{"parkeringstillstand", "permit", catalog.Forvaltningsbesvar, catalog.CountyBoard},
		{"hemtjanst", "home_care", catalog.Forvaltningsbesvar, ""},
		{"trygghetslarm", "assessed", catalog.Forvaltningsbesvar, ""},
		{"trygghetslarm", "simple", catalog.Laglighetsprovning, ""},
		{"fardtjanst", "permit", catalog.Forvaltningsbesvar, ""},
		{"fardtjanst", "statement", catalog.NoAppeal, ""},
		{"ekonomiskt-bistand", "support", catalog.Forvaltningsbesvar, ""},
		{"bostadsanpassning", "grant", catalog.Forvaltningsbesvar, ""},
		{"lss-insats", "support", catalog.Forvaltningsbesvar, ""},
		{"ledighet-elev", "short_leave", catalog.Laglighetsprovning, ""},
		{"ledighet-elev", "long_leave", catalog.Laglighetsprovning, ""},
		{"modersmal", "tuition", catalog.Laglighetsprovning, ""},
		{"fritidshem", "place", catalog.Laglighetsprovning, ""},
		{"skolval", "wished", catalog.Laglighetsprovning, ""},
		{"skolval", "other_school", catalog.OKN, ""},
		{"skolval", "nearer_child", catalog.Laglighetsprovning, ""},
		{"tradfallning", "site_permit", catalog.PBL, ""},
		{"avfall", "pause", catalog.Forvaltningsbesvar, catalog.CountyBoard},
		{"allman-handling", "refusal", catalog.Forvaltningsbesvar, catalog.CourtOfAppeal},
		{"medborgarforslag", "answer", catalog.Laglighetsprovning, ""},
		{"feriearbete", "job", catalog.Laglighetsprovning, ""},
	} {
		found := false
		for _, d := range c.Service(tc.service).Decisions {
			if d.ID == tc.decision {
				found = true
				if d.Appeal != tc.kind || d.AppealTo != tc.body {
					t.Errorf("%s %s: got %s to %q, want %s to %q", tc.service, tc.decision, d.Appeal, d.AppealTo, tc.kind, tc.body)
				}
			}
		}
		if !found {
			t.Errorf("%s has no decision %s", tc.service, tc.decision)
		}
	}
	for _, id := range []string{"felanmalan", "synpunkt", "dodsboanmalan", "specialkost", "vattenavlasning", "gala-nominering"} {
		if n := len(c.Service(id).Decisions); n != 0 {
			t.Errorf("%s ends in %d kinds of decision; want an answer or work done", id, n)
		}
	}
}
