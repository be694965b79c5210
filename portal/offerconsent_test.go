package portal_test

import (
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"forvag/internal/casework"
	"forvag/internal/catalog"
	"forvag/internal/dbx"
	"forvag/internal/dbx/dbtest"
	"forvag/internal/fault"
	"forvag/internal/identity"
	"forvag/lifeevents"
	"forvag/notify"
	"forvag/portal/draft"
	"forvag/portal/portaltest"
)

// Ilyas's guardians, who live together.
var herID, hisID, theirChild = portaltest.PersonID("001001"), portaltest.PersonID("001002"), portaltest.PersonID("001004")

// couple is an offer of preschool to both of Ilyas's guardians, of which Hodan has filled in the form.
type couple struct {
	*world
	hers, his string // their offers
	form      string
	ofHodan   string // cookies
	ofAbdi    string
}

func offeredBoth(t *testing.T, w *world) *couple {
	t.Helper()
	w.may("001001")
	w.may("001002")
	c := &couple{world: w, ofHodan: w.logIn(herID), ofAbdi: w.logIn(hisID)}
	w.OfferedTo(firstPlace, theirChild, herID, hisID)
	c.hers, c.his = c.only(herID).ID, c.only(hisID).ID
	s := w.Catalog.Service("forskola")
	d, err := w.Drafts.Start(t.Context(), draft.Owner{Person: string(herID)}, s.ID, s.Hash, map[string][]string{
		"child": {string(theirChild)}, "start": {"2027-02-01"}, "occupation": {"seeking"}, "two_adults": {"no"}, "needs": {"no"}, "support": {"no"}, "first": {"linden"},
		"has_sibling": {"no"}, "phone": {"070-174 06 77"}, "email": {"hodan.hemlig@almby.example"}})
	if err != nil {
		t.Fatal(err)
	}
	if err := w.Offers.Begin(t.Context(), herID, c.hers, d.ID); err != nil {
		t.Fatal(err)
	}
	c.form = "/ansok/" + d.ID
	return c
}

func (c *couple) only(who identity.PersonID) lifeevents.Record {
	c.t.Helper()
	all, err := c.Offers.Of(c.t.Context(), who)
	if err != nil || len(all) != 1 {
		c.t.Fatalf("%s has %d, %v", who, len(all), err)
	}
	return all[0]
}

func (c *couple) send() answer {
	c.t.Helper()
	return c.do(ask{method: "POST", path: c.form + "/granska", cookie: c.ofHodan, form: url.Values{"declare": {"yes"}}})
}

func (c *couple) says(id, cookie, do string) answer {
	c.t.Helper()
	return c.do(ask{method: "POST", path: "/erbjudanden/" + id, cookie: cookie, form: url.Values{"do": {do}}})
}

// reads holds that somebody's offer says some things, and others not.
func (c *couple) reads(id, cookie string, says []string, not ...string) {
	c.t.Helper()
	page := c.get("/erbjudanden/"+id, cookie)
	if page.status != http.StatusOK {
		c.t.Fatalf("the offer answers %d", page.status)
	}
	body := page.body[strings.Index(page.body, "<main"):]
	for _, want := range says {
		if !strings.Contains(body, want) {
			c.t.Errorf("the offer does not say %q", want)
		}
	}
	for _, secret := range not {
		if strings.Contains(body, secret) {
			c.t.Errorf("the offer says %q", secret)
		}
	}
}

func (c *couple) stand(hers, his lifeevents.State, reason string) {
	c.t.Helper()
	a, b := c.only(herID), c.only(hisID)
	if a.State != hers || b.State != his || a.Reason != reason {
		c.t.Errorf("hers %s %q, his %s %q; want %s %q and %s", a.State, a.Reason, b.State, b.Reason, hers, reason, his)
	}
}

// adamsCases are the running cases that somebody sees.
func (c *couple) cases(who string) []casework.MineRow {
	c.t.Helper()
	rows, err := c.Cases.Mine(c.t.Context(), c.guardian(who), casework.MineFilter{Limit: 100})
	if err != nil {
		c.t.Fatal(err)
	}
	return slices.DeleteFunc(rows, func(r casework.MineRow) bool { return r.Type.ID != "forskola" })
}

// TestHandedOverInTimeIsInTime has the second guardian's yes send a form after the service's last day, which the first handed over before it.
func TestHandedOverInTimeIsInTime(t *testing.T) {
	for name, tc := range map[string]struct {
		closes string
		late   bool
	}{"handed over before the last day": {"school_autumn_last", false}, "handed over after it": {"summer_job_opens", true}} { // 18 December and 2 November
		t.Run(name, func(t *testing.T) {
			c := offeredBoth(t, newWorld(t))
			service := c.Catalog.Service("forskola")
			before := service.Window
			t.Cleanup(func() { service.Window = before })
			service.Window = &catalog.Window{Closes: tc.closes}
			c.send()
			c.says(c.his, c.ofAbdi, "agree")
			c.stand(lifeevents.Agreed, lifeevents.Agreed, "")
			if err := c.SendHeld(t.Context(), c.Now().Add(30*24*time.Hour), c.only(herID)); err != nil { // 23 December
				t.Fatal(err)
			}
			cases := c.cases("001001")
			if len(cases) != 1 {
				t.Fatalf("there are %d cases", len(cases))
			}
			if marked := strings.Contains(string(c.File(cases[0].Case).Answers), `"_window"`); marked != tc.late {
				t.Errorf("the case is marked as outside the window: %v", marked)
			}
		})
	}
}

func TestBothGuardiansSayYes(t *testing.T) {
	dbtest.Each(t, portaltest.Modules, func(t *testing.T, db *dbx.DB) {
		c := offeredBoth(t, worldOn(t, db, false))
		c.reads(c.hers, c.ofHodan, []string{"Ni är två som bestämmer om barnet.", "föräldrabalken 6 kap. 11 och 13 §§"})
		if page := c.get(c.form+"/granska", c.ofHodan); !strings.Contains(page.body, "Vi frågar den andra vårdnadshavaren först") {
			t.Error("she is not told before she sends it")
		}
		for range 2 { // a double tap
			if a := c.send(); a.location() != "/erbjudanden/"+c.hers {
				t.Fatalf("sending leads to %d %q", a.status, a.location())
			}
		}
		c.stand(lifeevents.Awaiting, lifeevents.Open, "")
		if len(c.cases("001001"))+len(c.cases("001002")) != 0 {
			t.Error("one yes has opened a case")
		}
		c.reads(c.hers, c.ofHodan, []string{"Du har sagt ja. Nu väntar vi", "Ta tillbaka mitt ja"}, "Håller du med?")
		for _, path := range []string{c.form, c.form + "/granska"} { // what was shown is what is sent
			if page := c.get(path, c.ofHodan); page.location() != "/erbjudanden/"+c.hers {
				t.Errorf("%s: %d %q", path, page.status, page.location())
			}
		}
		c.do(ask{method: "POST", path: c.form + "/ta-bort", cookie: c.ofHodan})

		c.reads(c.his, c.ofAbdi, []string{"Håller du med?", "Från vilken dag?", "1 februari 2027", "Helst", "Ja, jag håller med", "Nej, jag håller inte med"},
			"hemlig", "174 06 77", "Söker arbete", "dagarna", `name="way"`, "Hodan")
		if page := c.do(ask{method: "GET", path: "/erbjudanden/" + c.his, cookie: c.ofAbdi, header: map[string]string{"Accept-Language": "en"}}); !strings.Contains(page.body, "Do you agree?") || !strings.Contains(page.body, "Yes, I agree") {
			t.Error("it does not ask him in English")
		}
		if page := c.get("/", c.ofAbdi); !strings.Contains(page.body, "/erbjudanden/"+c.his) {
			t.Error("the front page does not ask him")
		}
		if other := c.says(c.his, c.ofHodan, "agree"); other.status != http.StatusNotFound {
			t.Errorf("she answers for him: %d", other.status)
		}
		for range 2 {
			if a := c.says(c.his, c.ofAbdi, "agree"); a.location() != "/erbjudanden/"+c.his {
				t.Fatalf("his yes leads to %d %q", a.status, a.location())
			}
		}
		c.stand(lifeevents.Agreed, lifeevents.Agreed, "")
		c.reads(c.his, c.ofAbdi, []string{"Ni har båda sagt ja."})
		for range 3 { // a job that comes again, also from what stood before it was sent
			if err := c.SendHeld(t.Context(), c.Now(), c.only(herID)); err != nil {
				t.Fatal(err)
			}
		}
		c.stand(lifeevents.Accepted, lifeevents.Accepted, "")
		hers, his := c.cases("001001"), c.cases("001002")
		if len(hers) != 1 || len(his) != 1 || hers[0].Case != his[0].Case {
			t.Fatalf("she sees %d cases, he %d", len(hers), len(his))
		}
		roles := map[identity.PersonID]identity.PartyRole{}
		for _, p := range c.File(hers[0].Case).Parties {
			roles[p.Person] = p.Role
		}
		if roles[herID] != identity.Guardian || roles[hisID] != identity.CoGuardian || roles[theirChild] != identity.Child || len(roles) != 3 {
			t.Errorf("the parties are %v", roles)
		}
		c.reads(c.his, c.ofAbdi, []string{"/arenden/" + string(hers[0].Case)})
		page := c.get("/arenden/"+string(hers[0].Case), c.ofAbdi)
		if page.status != http.StatusOK || strings.Contains(page.body, "hodan.hemlig") || strings.Contains(page.body, "174 06 77") {
			t.Errorf("his case answers %d, or tells what is hers", page.status)
		}
	})
}

func TestGuardiansWhoDoNotAgree(t *testing.T) {
	dbtest.Each(t, portaltest.Modules, func(t *testing.T, db *dbx.DB) {
		words := []string{"Ni har svarat olika", "Hör gärna av er till kommunen"}
		t.Run("yes, then no", func(t *testing.T) {
			c := offeredBoth(t, worldOn(t, db, false))
			c.send()
			if a := c.says(c.his, c.ofAbdi, "decline"); a.status != http.StatusSeeOther {
				t.Fatal(a.status)
			}
			c.stand(lifeevents.Withdrawn, lifeevents.Declined, lifeevents.Disagreed)
			c.reads(c.hers, c.ofHodan, words, "Abdi")
			c.reads(c.his, c.ofAbdi, words, "Hodan")
			if err := c.Notify.FollowEffect(t.Context(), herID, c.hers, lifeevents.ToldEnded, c.Now()); err != nil {
				t.Fatal(err)
			}
			if page := c.get("/aviseringar", c.ofHodan); !strings.Contains(page.body, "Bra att veta: Förskola till Ilyas?") {
				t.Error("the inbox does not tell her")
			}
			if len(c.cases("001001")) != 0 {
				t.Error("a case is opened")
			}
			// She may turn to the municipality with what she filled in, as anybody may.
			if a := c.send(); a.location() != c.form+"/kvitto" || len(c.cases("001001")) != 1 {
				t.Errorf("sending it all the same: %d %q", a.status, a.location())
			}
		})
	})
}

func TestAYesIsTakenBack(t *testing.T) {
	c := offeredBoth(t, newWorld(t))
	c.send()
	if a := c.says(c.hers, c.ofHodan, "decline"); a.status != http.StatusSeeOther {
		t.Fatal(a.status)
	}
	c.stand(lifeevents.Declined, lifeevents.Open, "")
	c.reads(c.his, c.ofAbdi, []string{"Ja, ställ i kö"}, "Håller du med?")
	if a := c.says(c.his, c.ofAbdi, "agree"); a.status == http.StatusSeeOther && c.only(hisID).State != lifeevents.Open {
		t.Errorf("a yes to what was taken back: %d, %s", a.status, c.only(hisID).State)
	}
}

// TestProtectionStopsWhatGuardiansSayTogether protects one of them at each moment: nothing goes on by itself, nobody is told why, and an officer has it.
func TestProtectionStopsWhatGuardiansSayTogether(t *testing.T) {
	secret := []string{"skydd", "Skydd", "Håller du med?", "Abdi", "Hodan", "linden", "Linden"}
	review := func(c *couple) {
		c.t.Helper()
		waiting, err := c.Reviews.Reviewing(c.t.Context(), []string{firstPlace})
		if err != nil || len(waiting) != 1 || waiting[0].Subject != theirChild {
			c.t.Errorf("waits for an officer: %d, %v", len(waiting), err)
		}
		if len(c.cases("001001"))+len(c.cases("001002")) != 0 {
			c.t.Error("a case is opened")
		}
	}
	t.Run("before she sends", func(t *testing.T) {
		c := offeredBoth(t, newWorld(t))
		c.protect("001002")
		c.send()
		c.stand(lifeevents.Withdrawn, lifeevents.Withdrawn, lifeevents.ByOfficer)
		c.reads(c.hers, c.ofHodan, []string{"Hör av dig till kommunen, så hjälper en handläggare dig."}, secret...)
		review(c)
	})
	t.Run("before he answers", func(t *testing.T) {
		c := offeredBoth(t, newWorld(t))
		c.send()
		c.protect("001001")
		c.reads(c.his, c.ofAbdi, nil, secret...)
		if a := c.says(c.his, c.ofAbdi, "agree"); a.status != http.StatusConflict {
			t.Errorf("he answers %d", a.status)
		}
		c.stand(lifeevents.Awaiting, lifeevents.Open, "")
		if err := c.Notify.FollowEffect(t.Context(), hisID, c.his, lifeevents.ToldUrged, c.Now()); err != nil {
			t.Fatal(err)
		}
		if n, err := c.Notify.Store.Unread(t.Context(), hisID); err != nil || n != 0 {
			t.Errorf("he is reminded: %d, %v", n, err)
		}
	})
	t.Run("before it is sent", func(t *testing.T) {
		c := offeredBoth(t, newWorld(t))
		c.send()
		c.says(c.his, c.ofAbdi, "agree")
		c.protect("001002")
		if err := c.SendHeld(t.Context(), c.Now(), c.only(herID)); !errors.Is(err, fault.Forbidden) {
			t.Errorf("it is sent: %v", err)
		}
		if len(c.cases("001001")) != 0 {
			t.Error("a case is opened")
		}
	})
}

// TestNumbersOfNewsAgree holds that the two packages that may not know of each other number what is told alike.
func TestNumbersOfNewsAgree(t *testing.T) {
	if [3]int{notify.Consulted, notify.Urged, notify.Settled} != [3]int{lifeevents.ToldAsked, lifeevents.ToldUrged, lifeevents.ToldEnded} {
		t.Error("they differ")
	}
}
