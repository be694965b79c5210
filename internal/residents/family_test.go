package residents_test

import (
	"context"
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"

	"forvag/internal/civil"
	"forvag/internal/dbx"
	"forvag/internal/dbx/dbtest"
	"forvag/internal/fault"
	"forvag/internal/identity"
	"forvag/internal/residents"
)

func names[T any](all []T, name func(T) string) []string {
	out := []string{}
	for _, x := range all {
		out = append(out, name(x))
	}
	return out
}

func TestFamilies(t *testing.T) {
	dbtest.Each(t, modules, func(t *testing.T, db *dbx.DB) {
		ctx := t.Context()
		s := almby(t, db)
		id := residents.DemoID

		t.Run("household", func(t *testing.T) {
			home, err := s.Household(ctx, id("000103"))
			got := names(home, func(p residents.Person) string { return p.Given })
			if diff := cmp.Diff([]string{"Elsa", "Mikael", "Anna", "Hugo"}, got); err != nil || diff != "" {
				t.Error(err, diff)
			}
			if home, err := s.Household(ctx, id("001401")); err != nil || len(home) != 1 {
				t.Errorf("without address: %v, %v", home, err)
			}
		})

		t.Run("children", func(t *testing.T) {
			for _, tc := range []struct {
				name, guardian, on string
				want               []string
			}{
				{"two", "000101", "2026-11-22", []string{"Elsa", "Hugo"}},
				{"the day before the eighteenth birthday", "000502", "2026-12-03", []string{"Nils", "Vera"}},
				{"the day of the eighteenth birthday", "000502", "2026-12-04", []string{"Vera"}},
				{"a child in another home", "000401", "2026-11-22", []string{"Alva"}},
				{"a protected child in the same home", "000701", "2026-11-22", []string{"Milo"}},
				{"a protected child in another home", "000801", "2026-11-22", []string{}},
				{"none", "001301", "2026-11-22", []string{}},
			} {
				children, err := s.Children(ctx, id(tc.guardian), civil.Must(tc.on))
				if diff := cmp.Diff(tc.want, names(children, func(c residents.Child) string { return c.Given })); err != nil || diff != "" {
					t.Errorf("%s: %v %s", tc.name, err, diff)
				}
			}
			if _, err := s.Children(ctx, "nobody", today); !errors.Is(err, fault.NotFound) {
				t.Errorf("nobody's children: %v", err)
			}
		})

		t.Run("other guardians", func(t *testing.T) {
			for _, tc := range []struct {
				name, child, applicant string
				want                   []string
				withheld               bool
				err                    error
			}{
				{"at home", "000103", "000101", []string{"Mikael"}, false, nil},
				{"in another home", "000202", "000201", []string{"Peter"}, false, nil},
				{"the other way", "000202", "000401", []string{"Sara"}, false, nil},
				{"of a protected child", "000702", "000701", []string{}, true, nil},
				{"asked by who may not see the child", "000702", "000801", []string{}, false, fault.NotFound},
				{"asked by a stranger", "000103", "001301", []string{}, false, fault.NotFound},
			} {
				others, withheld, err := s.OtherGuardians(ctx, id(tc.child), id(tc.applicant), today)
				got := names(others, func(g residents.Guardian) string { return g.Given })
				if diff := cmp.Diff(tc.want, got); !errors.Is(err, tc.err) || withheld != tc.withheld || diff != "" {
					t.Errorf("%s: withheld %v, %v %s", tc.name, withheld, err, diff)
				}
			}
		})

		t.Run("mandate", func(t *testing.T) {
			m, err := s.Mandate(ctx, id("000502"), id("000504"), today)
			if want := (identity.Mandate{Person: id("000504"), Until: today.AddDays(12)}); err != nil || m != want {
				t.Errorf("got %+v, %v; want %+v", m, err, want)
			}
			if _, err := s.Mandate(ctx, id("000502"), id("000504"), today.AddDays(12)); !errors.Is(err, fault.NotFound) {
				t.Errorf("on the birthday: %v, want fault.NotFound", err)
			}
			if _, err := s.Mandate(ctx, id("000801"), id("000702"), today); !errors.Is(err, fault.NotFound) {
				t.Errorf("for a protected child in another home: %v, want fault.NotFound", err)
			}
		})

		t.Run("concerned", func(t *testing.T) {
			all, protected, err := s.Concerned(ctx, id("000501"), "not-in-the-register")
			if len(all) != 5 || protected || err != nil {
				t.Errorf("got %v, %v, %v; want four at home and one more", all, protected, err)
			}
			for who, want := range map[string]bool{"000701": true, "000702": true, "001401": true, "000801": false} {
				if got, err := s.Protected(ctx, id(who)); got != want || err != nil {
					t.Errorf("%s: protected %v, %v; want %v", who, got, err, want)
				}
			}
		})

		t.Run("the protected register keeps no address", func(t *testing.T) {
			if p, err := s.Person(ctx, id("001401")); err != nil || p.Address != "" || p.Protection != residents.Registered {
				t.Errorf("%+v, %v", p, err)
			}
		})

		t.Run("organisations", func(t *testing.T) {
			all, err := s.Organisations(ctx, id("001201"), today)
			if len(all) != 1 || all[0].Name != "Almby IF" || err != nil {
				t.Fatalf("%+v, %v", all, err)
			}
			for who, want := range map[string]bool{"001201": true, "001001": true, "001202": false} {
				if got, err := s.SignsFor(ctx, id(who), all[0].ID, today); got != want || err != nil {
					t.Errorf("%s signs: %v, %v; want %v", who, got, err, want)
				}
			}
			if o, err := s.Organisation(ctx, all[0].ID); err != nil || o != all[0] {
				t.Errorf("by id: %+v, %v", o, err)
			}
			if _, err := s.Organisation(ctx, "none"); !errors.Is(err, fault.NotFound) {
				t.Errorf("an unknown one: %v", err)
			}
		})

		t.Run("pupil", func(t *testing.T) {
			want := residents.Pupil{Person: id("000303"), School: "alskolan", Grade: 4, Chosen: true}
			if got, err := s.Pupil(ctx, id("000303")); err != nil || got != want {
				t.Errorf("got %+v, %v; want %+v", got, err, want)
			}
			if _, err := s.Pupil(ctx, id("000101")); !errors.Is(err, fault.NotFound) {
				t.Errorf("an adult: %v", err)
			}
		})

		t.Run("contact", func(t *testing.T) {
			if c, err := s.Contact(ctx, id("000101")); err != nil || c != (residents.Contact{}) {
				t.Errorf("before: %+v, %v", c, err)
			}
			for _, c := range []residents.Contact{{Email: " anna@almby.example ", Phone: "070-174 06 05", Language: "en"}, {Phone: "+46701740606"}} {
				kept, err := s.SetContact(ctx, id("000101"), c)
				if err != nil {
					t.Fatal(err)
				}
				if got, err := s.Contact(ctx, id("000101")); err != nil || got != kept {
					t.Errorf("got %+v, %v; want %+v", got, err, kept)
				}
			}
			if _, err := s.SetContact(ctx, "nobody", residents.Contact{}); !errors.Is(err, fault.NotFound) {
				t.Errorf("nobody's: %v", err)
			}
			add := func(who identity.PersonID, c residents.Contact) error {
				return s.AddContact(ctx, who, c)
			}
			for _, c := range []residents.Contact{{Email: "ny@almby.example", Language: "en"}, {Phone: "070-174 06 05", Language: "sv"}} {
				if err := add(id("000101"), c); err != nil {
					t.Fatal(err)
				}
			}
			want := residents.Contact{Email: "ny@almby.example", Phone: "+46701740605", Language: "en"}
			if got, err := s.Contact(ctx, id("000101")); err != nil || got != want {
				t.Errorf("added: %+v, %v; want %+v", got, err, want)
			}
			if err := add("nobody", residents.Contact{Email: "ny@almby.example"}); !errors.Is(err, fault.NotFound) {
				t.Errorf("nobody's is added: %v", err)
			}
			if err := add(id("000101"), residents.Contact{Email: "ny"}); !errors.Is(err, fault.Invalid) {
				t.Errorf("half an address is added: %v", err)
			}
		})
	})
}

func TestProtectedGuardianIsNotShownToTheOther(t *testing.T) {
	ctx := t.Context()
	s := almby(t, dbtest.SQLite(t, modules...))
	protect(ctx, t, s, "000401") // Peter, at Åsvägen; Alva lives with Sara
	others, withheld, err := s.OtherGuardians(ctx, residents.DemoID("000202"), residents.DemoID("000201"), today)
	if err != nil || len(others) > 0 || !withheld {
		t.Errorf("got %v, withheld %v, %v", others, withheld, err)
	}
}

// protect marks one of the demo's people, as a new extract of the register would.
func protect(ctx context.Context, t *testing.T, s *residents.Store, digits string) {
	t.Helper()
	p, err := s.Person(ctx, residents.DemoID(digits))
	if err != nil {
		t.Fatal(err)
	}
	n, err := s.Number(ctx, p.ID)
	if err != nil {
		t.Fatal(err)
	}
	report := load(ctx, t, s, residents.People, residents.CSV, "number;given;family;address;apartment;protection\n"+
		n.Digits()+";"+p.Given+";"+p.Family+";"+string(p.Address)+";"+p.Apartment+";marked\n")
	if report.Changed != 1 {
		t.Fatalf("%+v", report)
	}
}

func TestNumbersAreFoundAndKeptEncrypted(t *testing.T) {
	dbtest.Each(t, modules, func(t *testing.T, db *dbx.DB) {
		ctx := t.Context()
		s := almby(t, db)
		anna := residents.DemoID("000101")
		n, err := s.Number(ctx, anna)
		if err != nil {
			t.Fatal(err)
		}
		if p, err := s.ByNumber(ctx, n); err != nil || p.ID != anna {
			t.Errorf("by number: %+v, %v", p, err)
		}
		if _, err := s.ByNumber(ctx, identity.TestNumber(civil.Must("1950-01-01"), 980)); !errors.Is(err, fault.NotFound) {
			t.Errorf("a number that nobody has: %v", err)
		}
		if _, err := s.ByNumber(ctx, identity.Number{}); !errors.Is(err, fault.NotFound) {
			t.Errorf("no number: %v", err)
		}
		// With a second key, all is found, encrypted anew, and found with that key alone.
		both := "1:MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=,2:MTIzNDU2Nzg5MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTI="
		ring, err := identity.ParseKeyring(both)
		if err != nil {
			t.Fatal(err)
		}
		if err := s.Claim(ctx); err != nil {
			t.Fatal(err)
		}
		changed := residents.New(db, ring, func() civil.Date { return today })
		if err := errors.Join(changed.CheckKeys(ctx), changed.Claim(ctx)); err != nil {
			t.Errorf("with one more key: %v", err)
		}
		if p, err := changed.ByNumber(ctx, n); err != nil || p.ID != anna {
			t.Errorf("by number with two keys: %+v, %v", p, err)
		}
		if count, err := changed.Rekey(ctx); err != nil || count != 31 {
			t.Errorf("rekeyed %d, %v; want 31", count, err)
		}
		if count, err := changed.Rekey(ctx); err != nil || count != 0 {
			t.Errorf("again: %d, %v; want none", count, err)
		}
		alone, err := identity.ParseKeyring(both[len(both)-46:])
		if err != nil {
			t.Fatal(err)
		}
		if p, err := residents.New(db, alone, func() civil.Date { return today }).ByNumber(ctx, n); err != nil || p.ID != anna {
			t.Errorf("by number with the new key alone: %+v, %v", p, err)
		}
		if err := residents.New(db, alone, func() civil.Date { return today }).CheckKeys(ctx); err != nil {
			t.Errorf("the new key alone: %v", err)
		}
		if err := s.CheckKeys(ctx); err == nil {
			t.Error("the old key alone is taken")
		}
	})
}
