package portal_test

import (
	"net/url"
	"strings"
	"testing"

	"forvag/internal/booking"
	"forvag/internal/civil"
	"forvag/portal/portaltest"
)

// fillBooking goes through the form to its review, with a time; it returns the draft's path and the last answer.
func (w *world) fillBooking(t *testing.T, cookie, when string) (string, answer) {
	t.Helper()
	begun := w.post("/tjanster/lokalbokning/borja", cookie, nil)
	path := begun.location()
	if !strings.HasPrefix(path, "/ansok/") {
		t.Fatalf("begun at %q, %d", path, begun.status)
	}
	w.post(path+"/sida/lokal", cookie, url.Values{"room": {"almbyhallen"}, "hours": {"2"}})
	return path, w.post(path+"/sida/tid", cookie, url.Values{"when": {when}})
}

func (w *world) sendBooking(t *testing.T, cookie, path string) answer {
	t.Helper()
	w.post(path+"/sida/om", cookie, url.Values{"group": {"other"}, "purpose": {"Kalas"}, "people": {"12"}})
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
	all, err := w.Bookings.Between(t.Context(), "lokalbokning/almbyhallen", day, day)
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
	if back := w.post(base+"/aterkalla", anna, nil); back.status != 303 {
		t.Fatalf("withdraw: %d", back.status)
	}
	if again := w.post(other+"/sida/tid", linh, url.Values{"when": {at("10:00")}}); again.status != 303 {
		t.Errorf("what was freed: %d", again.status)
	}
	if closed := w.post(other+"/sida/tid", linh, url.Values{"when": {at("03:00")}}); closed.status != 422 {
		t.Errorf("at night: %d", closed.status)
	}
}
