package portal_test

import (
	"fmt"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"forvag/internal/booking"
	"forvag/internal/casework"
	"forvag/internal/civil"
	"forvag/internal/identity"
	"forvag/portal/portaltest"
)

// fillBooking goes through the form to its review, with a time; it returns the draft's path and the last answer.
func (w *world) fillBooking(t *testing.T, cookie, when string) (string, answer) {
	t.Helper()
	begun := w.post("/tjanster/lokalbokning/borja", cookie, url.Values{"ny": {"ja"}})
	path := begun.location()
	if !strings.HasPrefix(path, "/ansok/") {
		t.Fatalf("begun at %q, %d", path, begun.status)
	}
	w.post(path+"/sida/lokal", cookie, url.Values{"room": {"almbyhallen"}, "group": {"other"}, "hours": {"2"}})
	return path, w.post(path+"/sida/tid", cookie, url.Values{"when": {when}})
}

func (w *world) sendBooking(t *testing.T, cookie, path string) answer {
	t.Helper()
	w.post(path+"/sida/om", cookie, url.Values{"purpose": {"Kalas"}, "people": {"12"}})
	w.post(path+"/sida/kontakt", cookie, url.Values{"phone": {"070-174 06 05"}, "email": {"a@almby.example"}})
	return w.post(path+"/granska", cookie, url.Values{"declare": {"yes"}})
}

func TestTwoResidentsOneTime(t *testing.T) {
	w := newWorld(t)
	anna, linh := w.logIn(portaltest.PersonID("000101")), w.logIn(portaltest.PersonID("001301"))
	day := civil.Of(w.Now()).AddDays(7)
	for day.Weekday().String() != "Saturday" {
		day = day.AddDays(1)
	}
	at := func(clock string) string { return day.String() + "T" + clock }
	path, held := w.fillBooking(t, anna, at("10:00"))
	if held.status != 303 {
		t.Fatalf("a free time: %d\n%s", held.status, held.body)
	}
	other, taken := w.fillBooking(t, linh, at("11:00"))
	if taken.status != 422 || !strings.Contains(taken.body, "Någon annan hann före") {
		t.Errorf("half of what is held: %d", taken.status)
	}
	shown := w.get(other+"/sida/tid", linh)
	if strings.Contains(shown.body, at("11:00")) {
		t.Error("a time that is held is shown as free")
	}
	if sent := w.sendBooking(t, anna, path); !strings.HasSuffix(sent.location(), "/kvitto") {
		t.Fatalf("sent: %d %s", sent.status, sent.location())
	}
	if late := w.post(other+"/sida/tid", linh, url.Values{"when": {at("12:00")}}); late.status != 303 {
		t.Errorf("the time after: %d", late.status)
	}
	all, err := w.Bookings.Between(t.Context(), day, day, "lokalbokning/almbyhallen")
	if err != nil || len(all) != 2 || all[0].State != booking.Booked || all[0].Case == "" || all[1].State != booking.Held {
		t.Fatalf("%+v, %v", all, err)
	}
	base := "/arenden/" + all[0].Case
	if page := w.get(base, anna); !strings.Contains(page.body, "Almbyhallen") {
		t.Error("the case does not say what is booked")
	}
	ics := w.get(base+"/tid.ics", anna)
	if !strings.Contains(ics.body, "\r\nDTSTART:"+strings.ReplaceAll(day.String(), "-", "")+"T") || !strings.HasSuffix(ics.body, "END:VCALENDAR\r\n") {
		t.Errorf("the calendar: %q", ics.body)
	}
	if stranger := w.get(base+"/tid.ics", linh); stranger.status != 404 {
		t.Errorf("somebody else's calendar: %d", stranger.status)
	}
	if back := w.post(base+"/aterkalla", anna, nil); back.status != 409 {
		t.Errorf("taken back as an application is: %d", back.status)
	}
	if back := w.post(base+"/avboka", anna, url.Values{"fee": {"0"}}); back.status != 303 {
		t.Fatalf("cancel: %d", back.status)
	}
	if again := w.post(other+"/sida/tid", linh, url.Values{"when": {at("10:00")}}); again.status != 303 {
		t.Errorf("what was freed: %d", again.status)
	}
	if closed := w.post(other+"/sida/tid", linh, url.Values{"when": {at("03:00")}}); closed.status != 422 {
		t.Errorf("at night: %d", closed.status)
	}
}

// openDay is the first day from so many days ahead, Monday to Friday, that is no holiday.
func (w *world) openDay(days int) civil.Date {
	day := civil.Of(w.Now()).AddDays(days)
	for !civil.IsWorkingDay(day) {
		day = day.AddDays(1)
	}
	return day
}

// booked books two hours in the hall from six o'clock, and returns the case's path.
func (w *world) booked(t *testing.T, cookie string, day civil.Date) string {
	t.Helper()
	path, _ := w.fillBooking(t, cookie, day.String()+"T18:00")
	w.post(path+"/sida/om", cookie, url.Values{"purpose": {"Kalas"}, "people": {"12"}})
	w.post(path+"/sida/kontakt", cookie, url.Values{"phone": {"070-174 06 05"}, "email": {"a@almby.example"}})
	review := w.get(path+"/granska", cookie)
	for _, words := range []string{"800\u00a0kr för 2 timmar", "klockan 18.00–20.00"} {
		if !strings.Contains(review.body, words) {
			t.Errorf("before it is sent, it does not say %q", words)
		}
	}
	if sent := w.post(path+"/granska", cookie, url.Values{"declare": {"yes"}}); !strings.HasSuffix(sent.location(), "/kvitto") {
		t.Fatalf("sent: %d %s", sent.status, sent.location())
	}
	receipt := w.get(path+"/kvitto", cookie)
	base := regexp.MustCompile(`/arenden/[0-9a-f-]{36}`).FindString(receipt.body)
	for _, words := range []string{"Tiden är bokad", "800\u00a0kr för 2 timmar", "klockan 18.00–20.00", base + "/tid.ics"} {
		if !strings.Contains(receipt.body, words) {
			t.Errorf("the receipt does not say %q", words)
		}
	}
	if list := w.get("/arenden", cookie); !strings.Contains(list.body, "klockan 18.00–20.00") {
		t.Error("the list of cases does not say when")
	}
	page := w.get(base, cookie)
	if strings.Contains(page.body, "Utreds") || strings.Contains(page.body, "Handläggning") || !strings.Contains(page.body, "Bokad") {
		t.Error("the case promises an investigation of a booking")
	}
	return base
}

func TestCancelledForAFee(t *testing.T) {
	w := newWorld(t)
	anna := w.logIn(portaltest.PersonID("000101"))
	base := w.booked(t, anna, w.openDay(1))
	page := w.get(base, anna)
	if !strings.Contains(page.body, "Ja, avboka för 400\u00a0kr") {
		t.Error("what it costs to cancel late is not told")
	}
	if free := w.post(base+"/avboka", anna, url.Values{"fee": {"0"}}); free.status != 409 || !strings.Contains(free.body, "Vad det kostar att avboka har ändrats") {
		t.Errorf("for what it no longer costs: %d", free.status)
	}
	if again := w.post(base+"/avboka", anna, url.Values{"fee": {"40000"}}); again.status != 303 {
		t.Fatalf("cancelled: %d", again.status)
	}
	page = w.get(base, anna)
	if !strings.Contains(page.body, "Avbokad") || !strings.Contains(page.body, "400\u00a0kr. Du får en faktura.") || strings.Contains(page.body, "tid.ics") {
		t.Error("the case does not say that it is cancelled, and for what")
	}
	if ics := w.get(base+"/tid.ics", anna); ics.status != 404 {
		t.Errorf("a calendar of what is cancelled: %d", ics.status)
	}
}

// TestOfficerMovesAndCancels is what an officer does to somebody's booking: the resident reads where to and why, and others can book what was freed.
func TestOfficerMovesAndCancels(t *testing.T) {
	w := newWorld(t)
	w.staffed()
	anna, linh, tomas := w.logIn(portaltest.PersonID("000101")), w.logIn(portaltest.PersonID("001301")), ""
	for _, o := range w.Municipality.Staff {
		if o.Name == "Tomas Berglund" {
			tomas = w.logIn(o.ID)
		}
	}
	day := w.openDay(10)
	base := w.booked(t, anna, day)
	other, _ := w.fillBooking(t, linh, day.String()+"T16:00")
	desk := strings.Replace(base, "/arenden/", "/handlaggning/", 1)
	act := func(id string, form url.Values) answer {
		t.Helper()
		version := regexp.MustCompile(`name="version" value="(\d+)"`).FindStringSubmatch(w.get(desk, tomas).body)
		if version == nil {
			t.Fatal("nothing can be done")
		}
		form.Set("version", version[1])
		return w.post(desk+"/"+id, tomas, form)
	}
	to := func(from, reason string) url.Values {
		return url.Values{"flytta-tid-room": {"almbyhallen"}, "flytta-tid-day": {day.String()}, "flytta-tid-from": {from}, "flytta-tid-reason": {reason}}
	}
	for from, words := range map[string]string{"17.00": "Någon annan har redan den tiden", "03:00": "Skriv en dag och tider", "kväll": "Skriv en dag och tider"} {
		if refused := act("flytta-tid", to(from, "Golvet slipas")); refused.status < 400 || !strings.Contains(refused.body, words) {
			t.Errorf("to %s: %d", from, refused.status)
		}
	}
	if moved := act("flytta-tid", to("19.00", "Golvet slipas")); moved.status != 303 {
		t.Fatalf("moved: %d", moved.status)
	}
	page := w.get(base, anna)
	for _, words := range []string{"klockan 19.00–21.00", "Golvet slipas"} {
		if !strings.Contains(page.body, words) {
			t.Errorf("the resident does not read %q", words)
		}
	}
	if ics := w.get(base+"/tid.ics", anna); !strings.Contains(ics.body, "SEQUENCE:1\r\n") {
		t.Errorf("the calendar does not say that it is moved: %q", ics.body)
	}
	if freed := w.post(other+"/sida/tid", linh, url.Values{"when": {day.String() + "T17:00"}}); freed.status != 303 {
		t.Errorf("the hour that was freed: %d", freed.status)
	}
	if cancelled := act("avboka", url.Values{"avboka-reason": {"Taket läcker"}}); cancelled.status != 303 {
		t.Fatalf("cancelled: %d", cancelled.status)
	}
	page = w.get(base, anna)
	if !strings.Contains(page.body, "Taket läcker") || !strings.Contains(page.body, "Ingen avgift") {
		t.Error("the resident does not read why it is cancelled, and that it costs nothing")
	}
	if freed := w.post(other+"/sida/tid", linh, url.Values{"when": {day.String() + "T19:00"}}); freed.status != 303 {
		t.Errorf("what was cancelled: %d", freed.status)
	}
}

// TestLostTime is a booking whose time somebody else got before it was booked: both see it.
func TestLostTime(t *testing.T) {
	w := newWorld(t)
	w.staffed()
	anna := w.logIn(portaltest.PersonID("000101"))
	base := w.booked(t, anna, w.openDay(10))
	id := strings.TrimPrefix(base, "/arenden/")
	if err := w.Bookings.Free(t.Context(), id); err != nil {
		t.Fatal(err)
	}
	if page := w.get(base, anna); !strings.Contains(page.body, "Tiden gick inte att boka") {
		t.Error("the resident is not told that the time is lost")
	}
	for _, o := range w.Municipality.Staff {
		if o.Name == "Tomas Berglund" {
			if desk := w.get("/handlaggning/"+id, w.logIn(o.ID)); !strings.Contains(desk.body, "Tiden är förlorad") {
				t.Error("the officer is not told that the time is lost")
			}
		}
	}
}

// A second form shows as free what the same person holds by the first, and news that comes late does not book what was cancelled.
func TestOwnHoldIsFree(t *testing.T) {
	w := newWorld(t)
	anna := w.logIn(portaltest.PersonID("000101"))
	when := w.openDay(3).String() + "T18:00"
	first, _ := w.fillBooking(t, anna, when)
	begun := w.post("/tjanster/lokalbokning/borja", anna, nil)
	if begun.status != 200 || !strings.Contains(begun.body, first) || !strings.Contains(begun.body, "Du har redan börjat") {
		t.Fatalf("begun again: %d %s", begun.status, begun.location())
	}
	path := w.post("/tjanster/lokalbokning/borja", anna, url.Values{"ny": {"ja"}}).location()
	w.post(path+"/sida/lokal", anna, url.Values{"room": {"almbyhallen"}, "group": {"other"}, "hours": {"2"}})
	if page := w.get(path+"/sida/tid", anna); !strings.Contains(page.body, when) {
		t.Error("her own time is not free to her")
	}
	if held := w.post(path+"/sida/tid", anna, url.Values{"when": {when}}); held.status != 303 {
		t.Errorf("her own time: %d", held.status)
	}
	base := regexp.MustCompile(`/arenden/[0-9a-f-]{36}`).FindString(func() string {
		w.sendBooking(t, anna, path)
		return w.get(path+"/kvitto", anna).body
	}())
	if back := w.post(base+"/avboka", anna, url.Values{"fee": {"0"}}); back.status != 303 {
		t.Fatalf("cancel: %d", back.status)
	}
	id := casework.CaseID(strings.TrimPrefix(base, "/arenden/"))
	if err := w.Site.FollowBookings(t.Context(), casework.EventNews{Case: id, Kind: casework.Submitted}); err != nil {
		t.Fatal(err)
	}
	if _, booked, err := w.Bookings.Of(t.Context(), string(id)); booked || err != nil {
		t.Errorf("what was cancelled is booked: %v, %v", booked, err)
	}
}

func TestClosedDays(t *testing.T) {
	w := newWorld(t)
	anna := w.logIn(portaltest.PersonID("000101"))
	path, refused := w.fillBooking(t, anna, "2026-12-25T18:00")
	if refused.status != 422 {
		t.Errorf("Christmas Day: %d", refused.status)
	}
	if _, refused = w.fillBooking(t, anna, "2026-12-29T18:00"); refused.status != 422 {
		t.Errorf("while the floor is sanded: %d", refused.status)
	}
	week := w.post(path+"/sida/tid", anna, url.Values{"do": {"week:2026-12-28"}})
	for _, words := range []string{"Stängt: Golvet slipas", "Stängt: Nyårsdagen"} {
		if !strings.Contains(week.body, words) {
			t.Errorf("the week does not say %q", words)
		}
	}
}

// TestRoomsWithoutADay shows this week where the address names no day, or none that is one, also to who gets a form back.
func TestRoomsWithoutADay(t *testing.T) {
	site := portaltest.New(t)
	desk := site.LogIn(t, "Tomas Berglund")
	const path = "/handlaggning/lokaler/lokalbokning/almbyhallen"
	want := desk.Get(path + "?vecka=" + site.Today().String()).Want(200).Find("h2").Text()
	for _, query := range []string{"", "?vecka=", "?vecka=2026-13-45"} {
		if got := desk.Get(path + query).Want(200).Find("h2").Text(); got != want || got == "" {
			t.Errorf("%q shows %q, want %q", query, got, want)
		}
	}
	back := desk.Post(path, url.Values{"day": {"i morgon"}, "from": {"10"}, "to": {"9"}, "note": {"Golvet slipas"}}).Want(422)
	if got := back.Form(path).Value("note"); got != "Golvet slipas" {
		t.Errorf("the note came back as %q", got)
	}
}

// TestOfficerSeesWhatABookingIsFor shows what a time is for in the week of its room, but not of whom the officers may not all know of.
func TestOfficerSeesWhatABookingIsFor(t *testing.T) {
	site := portaltest.New(t)
	week := func(day civil.Date) string {
		return site.LogIn(t, "Tomas Berglund").Get("/handlaggning/lokaler/lokalbokning/almbyhallen?vecka=" + day.String()).Want(200).Find("main").Text()
	}
	day := site.Today().AddDays(1)
	for day.Weekday().String() != "Saturday" {
		day = day.AddDays(1)
	}
	for i, c := range []struct {
		who, purpose string
		told         bool
	}{{"Linh Nguyen", "Kalas för Kim", true}, {"Jenny Strand", "Kurs i självförsvar", false}} {
		p := site.LogIn(t, c.who).Get("/tjanster/lokalbokning").Form("/borja").Submit()
		p = p.Form(p.URL.Path).Set("room", "almbyhallen", "group", "other", "hours", "1").Submit("do=next").Want(200)
		p = p.Form(p.URL.Path).Set("when", fmt.Sprintf("%sT%d:00", day, 10+2*i)).Submit("do=next").Want(200)
		p = p.Form(p.URL.Path).Set("purpose", c.purpose, "people", "12").Submit("do=next").Want(200)
		p = p.Form(p.URL.Path).Set("phone", "070-174 06 05", "email", "a@almby.example").Submit("do=next").Want(200)
		p = p.Form(p.URL.Path).Set("declare", "yes").Submit("do=submit").Want(200)
		if !strings.HasSuffix(p.URL.Path, "/kvitto") {
			t.Fatalf("%s: %s %q", c.who, p.URL.Path, p.Errors())
		}
		if said := week(day); strings.Contains(said, c.purpose) != c.told {
			t.Errorf("of %s the week says: %s", c.who, said)
		}
	}
	mine, err := site.Cases.Mine(t.Context(), identity.Principal{Kind: identity.Resident, Actor: portaltest.PersonID("001301"), Assurance: identity.AssuranceSubstantial, On: site.Today()}, casework.MineFilter{Limit: 1})
	if err != nil || len(mine) != 1 {
		t.Fatalf("Linh's cases: %v, %v", mine, err)
	}
	site.LogIn(t, "Tomas Berglund").Get("/handlaggning/"+string(mine[0].Case)).Form("/sekretess").Set("sekretess-strength", "omvant", "sekretess-law", "OSL 40:7 a").Submit().Want(403) // who marked it may not read it either
	if err := site.FollowBookings(t.Context(), casework.EventNews{Case: mine[0].Case, Kind: casework.SecrecySet}); err != nil {
		t.Fatal(err)
	}
	if said := week(day); strings.Contains(said, "Kalas för Kim") {
		t.Errorf("of a case that was made secret the week says: %s", said)
	}
}

// TestTimeHasBeen is a booking whose time passes: it stands among what is over by itself, and the officer reads what to charge.
func TestTimeHasBeen(t *testing.T) {
	site := portaltest.New(t)
	linh := site.LogIn(t, "Linh Nguyen")
	day := site.Today().AddDays(3)
	for !civil.IsWorkingDay(day) {
		day = day.AddDays(1)
	}
	p := linh.Get("/tjanster/lokalbokning").Form("/borja").Submit()
	p = p.Form(p.URL.Path).Set("room", "almbyhallen", "group", "other", "hours", "1").Submit("do=next").Want(200)
	p = p.Form(p.URL.Path).Set("when", day.String()+"T18:00").Submit("do=next").Want(200)
	p = p.Form(p.URL.Path).Set("purpose", "Kalas", "people", "12").Submit("do=next").Want(200)
	p = p.Form(p.URL.Path).Set("phone", "070-174 06 05", "email", "a@almby.example").Submit("do=next").Want(200)
	p.Form(p.URL.Path).Set("declare", "yes").Submit("do=submit").Want(200)
	list := func(visa string) string { return linh.Get("/arenden?visa=" + visa).Want(200).Find("main").Text() }
	if ended, err := site.EndBookings(t.Context(), 10); ended != 0 || err != nil || !strings.Contains(list("ongoing"), "klockan 18.00–19.00") || !strings.Contains(list("ongoing"), "Bokad") {
		t.Fatalf("ended before it has been: %d, %v", ended, err)
	}
	site.Pass(7 * 24 * time.Hour)
	linh = site.LogIn(t, "Linh Nguyen")
	tomas := site.LogIn(t, "Tomas Berglund")
	for range 2 {
		if _, err := site.EndBookings(t.Context(), 10); err != nil {
			t.Fatal(err)
		}
	}
	if strings.Contains(list("ongoing"), "Bokad") || strings.Contains(list("ongoing"), "Tiden har varit") || !strings.Contains(list("closed"), "Tiden har varit") {
		t.Errorf("ongoing: %s\nclosed: %s", list("ongoing"), list("closed"))
	}
	mine, err := site.Cases.Mine(t.Context(), identity.Principal{Kind: identity.Resident, Actor: portaltest.PersonID("001301"), Assurance: identity.AssuranceSubstantial, On: site.Today()}, casework.MineFilter{Limit: 1, Only: casework.OnlyClosed})
	if err != nil || len(mine) != 1 {
		t.Fatal(mine, err)
	}
	page := linh.Get("/arenden/" + string(mine[0].Case)).Want(200).Find("main").Text()
	for _, words := range []string{"Tiden har varit", "Du behöver inte göra något mer.", "Fakturan kommer till dig."} {
		if !strings.Contains(page, words) {
			t.Errorf("the page does not say %q", words)
		}
	}
	if n := strings.Count(page, "Bokad"); n != 1 {
		t.Errorf("the page says %d times that it is booked, not once as the step that it was", n)
	}
	if desk := tomas.Get("/handlaggning/" + string(mine[0].Case)).Want(200).Find("main").Text(); !strings.Contains(desk, "Tiden har varit. Fakturera 400 kr och avsluta sedan ärendet.") {
		t.Errorf("the officer does not read what to charge: %s", desk)
	}
}
