package intake_test

import (
	"context"
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"forvag/internal/civil"
	"forvag/internal/fault"
	"forvag/internal/identity"
	"forvag/internal/residents"
	"forvag/lifeevents"
	"forvag/lifeevents/intake"
)

var (
	today = civil.Must("2026-11-23")
	anna  = identity.TestNumber(civil.Must("1990-01-01"), 980)
	bo    = identity.TestNumber(civil.Must("1990-01-01"), 981)
	gun   = identity.TestNumber(civil.Must("1990-01-01"), 982)
)

// town knows Anna and Bo, who both sign for one firm; for the other nobody does.
type town struct{ down bool }

func (w town) ByNumber(_ context.Context, n identity.Number) (residents.Person, error) {
	switch {
	case w.down:
		return residents.Person{}, errors.New("the register does not answer")
	case n.Digits() == anna.Digits():
		return residents.Person{ID: "anna"}, nil
	case n.Digits() == bo.Digits():
		return residents.Person{ID: "bo"}, nil
	default:
		return residents.Person{}, fault.NotFound
	}
}

func (w town) OrganisationByNumber(_ context.Context, n identity.OrgNumber) (residents.Organisation, error) {
	if firm, err := identity.ParseOrgNumber("556036-0793"); err == nil && n == firm {
		return residents.Organisation{ID: "firm"}, nil
	}
	if empty, err := identity.ParseOrgNumber("212000-0142"); err == nil && n == empty {
		return residents.Organisation{ID: "empty"}, nil
	}
	return residents.Organisation{}, fault.NotFound
}

func (w town) Signatories(_ context.Context, org identity.OrgID, _ civil.Date) ([]identity.PersonID, error) {
	if org == "firm" {
		return []identity.PersonID{"anna", "bo"}, nil
	}
	return nil, nil
}

func reader(w town) *intake.Reader {
	return &intake.Reader{People: w, Now: func() time.Time { return today.Start().Add(12 * time.Hour) }}
}

const good = `{"specversion": "1.0", "id": "B-1", "source": "https://bygglov.almby.example", "type": "se.forvag.building_finished", "time": "2026-11-20T23:30:00Z",
	"datacontenttype": "application/json", "tenant": "x", "data": {"people": ["ANNA", "BO", "ANNA"], "facts": {"flats": 2, "sewer": true, "use": "home"}}}`

func event(changes ...string) []byte {
	text := strings.NewReplacer("ANNA", anna.Digits(), "BO", bo.Digits(), "GUN", gun.Digits()).Replace(strings.NewReplacer(changes...).Replace(good))
	return []byte(text)
}

func TestAnEventIsOneForEachPerson(t *testing.T) {
	h, err := reader(town{}).Read(t.Context(), event())
	if err != nil {
		t.Fatal(err)
	}
	want := []lifeevents.Event{
		{Kind: lifeevents.BuildingFinished, Subject: "anna", Day: civil.Must("2026-11-21"), Data: map[string]string{"flats": "2", "sewer": "true", "use": "home"}}, // the day in Sweden
		{Kind: lifeevents.BuildingFinished, Subject: "bo", Day: civil.Must("2026-11-21"), Data: map[string]string{"flats": "2", "sewer": "true", "use": "home"}},
	}
	ids := map[string]bool{}
	for i := range h.Events {
		ids[h.Events[i].ID] = true
		h.Events[i].ID = ""
	}
	if diff := cmp.Diff(want, h.Events, cmpopts.EquateComparable(civil.Date{})); diff != "" || len(ids) != 2 || h.Source != "https://bygglov.almby.example" || h.ID != "B-1" {
		t.Errorf("%s, %v, %s %s", diff, ids, h.Source, h.ID)
	}
	again, err := reader(town{}).Read(t.Context(), event(`"id": "B-1"`, `"id": "B-2"`))
	if err != nil || ids[again.Events[0].ID] {
		t.Errorf("another event has the same id: %v", err)
	}
	firm, err := reader(town{}).Read(t.Context(), event("building_finished", "company_registered", `"people": ["ANNA", "BO", "ANNA"]`, `"organisation": "556036-0793"`))
	if err != nil || len(firm.Events) != 2 || firm.Events[1].Subject != "bo" || firm.Events[1].Kind != lifeevents.CompanyRegistered {
		t.Errorf("%+v, %v", firm, err)
	} else if shared := firm.Events[0].Shared; shared != firm.Events[1].Shared || !strings.HasPrefix(shared, lifeevents.SharedPeriod) {
		t.Errorf("who signs for a firm has something of their own: %q, %q", shared, firm.Events[1].Shared)
	}
}

func TestWhatIsWrongWithAnEvent(t *testing.T) {
	people := `"people": ["ANNA", "BO", "ANNA"]`
	for _, tc := range []struct {
		name    string
		changes []string
		want    string
	}{
		{"no JSON", []string{"{", "["}, "it is no JSON object"},
		{"two values", []string{`"home"}}}`, `"home"}}} {}`}, "more than one value"},
		{"another version", []string{`"1.0"`, `"0.3"`}, "specversion must be 1.0"},
		{"no id", []string{`"B-1"`, `""`}, "id is missing"},
		{"a number as id", []string{`"B-1"`, `1`}, "id cannot be number"},
		{"no source", []string{`"https://bygglov.almby.example"`, `""`}, "source is missing"},
		{"no URI", []string{"https://bygglov", "%zz://"}, "source is no URI reference"},
		{"a long id", []string{"B-1", strings.Repeat("x", 501)}, "id is longer"},
		{"no type", []string{"se.forvag.building_finished", ""}, "type is missing"},
		{"another's type", []string{"se.forvag.building_finished", "building_finished"}, "these are known: se.forvag.building_finished"},
		{"what only the register tells", []string{"building_finished", "born"}, "there is no type"},
		{"no time", []string{"2026-11-20T23:30:00Z", ""}, "neither time nor data.day"},
		{"a wrong time", []string{"2026-11-20T23:30:00Z", "20 november"}, "time is no timestamp"},
		{"a day to come", []string{"2026-11-20T23:30:00Z", "2026-11-24T08:00:00Z"}, "has not come yet"},
		{"a wrong day", []string{`"facts"`, `"day": "i går", "facts"`}, "day is no day"},
		{"another content type", []string{"application/json", "text/xml"}, "datacontenttype must be"},
		{"base64", []string{`"data":`, `"data_base64": "e30=", "data":`}, "not data_base64"},
		{"no data", []string{`"data":`, `"extra":`}, "data is missing"},
		{"an unknown field", []string{`"facts"`, `"fax": 1, "facts"`}, "unknown field"},
		{"nobody", []string{people, `"people": []`}, "people must be"},
		{"a wrong number", []string{"ANNA", "199001010000"}, "people[0] is no personal number"},
		{"somebody unknown", []string{"BO", "GUN"}, "nobody with the number of people[1]"},
		{"a firm where people are meant", []string{people, `"organisation": "556036-0793"`}, "people must be"},
		{"people where a firm is meant", []string{"building_finished", "company_registered"}, "organisation must be"},
		{"a firm that is not there", []string{"building_finished", "company_registered", people, `"organisation": "556703-7485"`}, "no organisation with that number"},
		{"a firm that nobody signs for", []string{"building_finished", "company_registered", people, `"organisation": "212000-0142"`}, "nobody who signs"},
		{"a fact's name", []string{`"sewer"`, `"Sewer pipe"`}, "a fact's name"},
		{"half a flat", []string{`"flats": 2`, `"flats": 2.5`}, "flats is no whole number"},
		{"a fact in a fact", []string{`"flats": 2`, `"flats": {}`}, "neither text"},
		{"a long fact", []string{`"home"`, `"` + strings.Repeat("x", 101) + `"`}, "use is longer"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			_, err := reader(town{}).Read(t.Context(), event(tc.changes...))
			bad, ok := errors.AsType[intake.Bad](err)
			if !ok || !strings.Contains(string(bad), tc.want) {
				t.Errorf("got %v, want %q", err, tc.want)
			}
			for _, n := range []identity.Number{anna, bo, gun} {
				if err != nil && strings.Contains(err.Error(), n.Digits()) {
					t.Errorf("the reason holds a personal number: %v", err)
				}
			}
		})
	}
	if _, err := reader(town{down: true}).Read(t.Context(), event()); err == nil || errors.As(err, new(intake.Bad)) {
		t.Errorf("a register that does not answer: %v", err)
	}
}

func TestSplit(t *testing.T) {
	for _, tc := range []struct {
		media, body string
		n           int
		ok, fails   bool
	}{
		{intake.StructuredMIME, `{}`, 1, true, false},
		{intake.BatchMIME, `[{}, {"id": "x"}]`, 2, true, false},
		{intake.BatchMIME, `[]`, 0, true, false},
		{intake.BatchMIME, `{}`, 0, true, true},
		{intake.BatchMIME, `[{}] []`, 1, true, true},
		{"application/json", `{}`, 0, false, false},
	} {
		all, ok, err := intake.Split(tc.media, []byte(tc.body))
		if len(all) != tc.n || ok != tc.ok || (err != nil) != tc.fails {
			t.Errorf("%s %s: %d, %v, %v", tc.media, tc.body, len(all), ok, err)
		}
	}
}

// FuzzRead holds that whatever comes is told why it is left out, or is an event with an id of its own.
func FuzzRead(f *testing.F) {
	f.Add(event())
	f.Add([]byte(`{"specversion": "1.0"}`))
	f.Fuzz(func(t *testing.T, raw []byte) {
		h, err := reader(town{}).Read(context.Background(), raw)
		if err == nil && (len(h.Events) == 0 || h.ID == "" || h.Source == "" || !json.Valid(raw)) {
			t.Errorf("%q: %+v", raw, h)
		}
		if err != nil && !errors.As(err, new(intake.Bad)) {
			t.Errorf("%q: %v", raw, err)
		}
	})
}
