package portal_test

import (
	"crypto/ecdh"
	"crypto/rand"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"html"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"forvag/internal/casework"
	"forvag/internal/identity"
	"forvag/notify"
	"forvag/notify/push"
	"forvag/portal/portaltest"
	"forvag/web"
)

// subscription is what a browser posts.
func subscription(t *testing.T, endpoint string) string {
	t.Helper()
	key, err := ecdh.P256().GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	sub := push.Subscription{Endpoint: endpoint}
	sub.Keys.Auth, sub.Keys.P256dh = base64.RawURLEncoding.EncodeToString(make([]byte, 16)), base64.RawURLEncoding.EncodeToString(key.PublicKey().Bytes())
	text, err := json.Marshal(sub)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// follow has those who are to be told of a case's last event told.
func follow(w *world, id casework.CaseID) {
	w.t.Helper()
	f := w.File(id)
	e := f.Events[len(f.Events)-1]
	if err := w.Notify.Follow(w.t.Context(), casework.EventNews{Case: id, Event: e.ID, Seq: e.Seq, Kind: e.Kind}); err != nil {
		w.t.Fatal(err)
	}
}

// TestAnOfficersMessageStandsInTheInbox has Johan write to Anna, who adds a device, is told of it, reads it, and removes the device again.
func TestAnOfficersMessageStandsInTheInbox(t *testing.T) {
	w := newWorld(t)
	w.staffed()
	anna := w.as("Anna")
	endpoint := "https://fcm.googleapis.com/fcm/send/anna"
	added := w.post("/konto/enheter", anna, url.Values{"do": {"add"}, "subscription": {subscription(t, endpoint)}})
	if added.status != http.StatusOK || added.body != `{"on":true}` {
		t.Fatalf("%d %s", added.status, added.body)
	}
	if other := w.post("/konto/enheter", w.as("Mikael"), url.Values{"do": {"renew"}, "subscription": {subscription(t, endpoint)}}); other.body != `{"on":false}` {
		t.Errorf("another's device is renewed as Mikael's: %s", other.body)
	}
	if bad := w.post("/konto/enheter", anna, url.Values{"do": {"add"}, "subscription": {subscription(t, "https://evil.example/x")}}); bad.status != http.StatusBadRequest {
		t.Errorf("a host that is no push service: %d", bad.status)
	}

	f := w.leave()
	officer := w.officerNamed("000902")
	if err := w.Cases.Message(t.Context(), officer, f.Case.ID, "k", "", "Hej Anna", nil); err != nil {
		t.Fatal(err)
	}
	follow(w, f.Case.ID)
	if inbox := w.get("/aviseringar", anna); !strings.Contains(inbox.body, "Nytt meddelande i ") || strings.Contains(inbox.body, "Hej Anna") {
		t.Errorf("the inbox: %s", inbox.body)
	}
	told, err := w.Notify.Store.OfCase(t.Context(), f.Case.ID, "")
	if err != nil || len(told) != 1 || told[0].Channel != notify.Push || told[0].State != notify.StatePlanned {
		t.Fatalf("%+v, %v", told, err)
	}
	if n, err := w.Notify.Store.Unread(t.Context(), portaltest.PersonID(people["Anna"])); n != 1 || err != nil {
		t.Errorf("%d unread, %v", n, err)
	}
	if page := w.get("/arenden/"+string(f.Case.ID), anna); page.status != http.StatusOK {
		t.Fatal(page.status)
	}
	if n, err := w.Notify.Store.Unread(t.Context(), portaltest.PersonID(people["Anna"])); n != 0 || err != nil {
		t.Errorf("%d unread after reading the case, %v", n, err)
	}
	devices, err := w.Devices.Devices(t.Context(), portaltest.PersonID(people["Anna"]))
	if err != nil || len(devices) != 1 {
		t.Fatal(devices, err)
	}
	w.post("/konto/enheter/"+devices[0].ID+"/ta-bort", w.as("Mikael"), nil)
	if left, _ := w.Devices.Devices(t.Context(), portaltest.PersonID(people["Anna"])); len(left) != 1 {
		t.Error("Mikael removed Anna's device")
	}
	w.post("/konto/enheter/"+devices[0].ID+"/ta-bort", anna, nil)
	if left, _ := w.Devices.Devices(t.Context(), portaltest.PersonID(people["Anna"])); len(left) != 0 {
		t.Error("Anna's device is still there")
	}
}

// TestOnlyWhoMayReadTheCaseSeesWhatWasSent has a message fail, and looks at the desk's page as officers of several boards.
func TestOnlyWhoMayReadTheCaseSeesWhatWasSent(t *testing.T) {
	w := newWorld(t)
	w.staffed()
	w.post("/konto/enheter", w.as("Anna"), url.Values{"do": {"add"}, "subscription": {subscription(t, "https://fcm.googleapis.com/x")}})
	f := w.leave()
	if err := w.Cases.Message(t.Context(), w.officerNamed("000902"), f.Case.ID, "k", "", "Hej Anna", nil); err != nil {
		t.Fatal(err)
	}
	follow(w, f.Case.ID)
	told, err := w.Notify.Store.OfCase(t.Context(), f.Case.ID, "")
	if err != nil || len(told) != 1 {
		t.Fatal(told, err)
	}
	w.Pass(30 * time.Hour) // no worker runs, and logins end
	clear(w.cookies)
	readings := func() int {
		t.Helper()
		anna := identity.Principal{Kind: identity.Resident, Actor: portaltest.PersonID(people["Anna"]), Assurance: identity.AssuranceHigh, On: w.Today()}
		file, err := w.Cases.Case(t.Context(), anna, f.Case.ID)
		if err != nil {
			t.Fatal(err)
		}
		return len(file.Readings)
	}
	before := readings()
	number := f.Case.Diary.String()
	who, err := w.Residents.Person(t.Context(), portaltest.PersonID(people["Anna"]))
	if err != nil {
		t.Fatal(err)
	}
	if page := w.get("/handlaggning/utskick", w.as("Johan")); !strings.Contains(page.body, who.Name()) || strings.Count(page.body, number) < 2 || !strings.Contains(page.body, text("web.sent.again")) {
		t.Errorf("Johan sees %s", page.body)
	}
	for _, role := range []string{"uncleared", "Erik"} {
		if page := w.get("/handlaggning/utskick", w.as(role)); page.status != http.StatusOK || strings.Contains(page.body, number) || strings.Contains(page.body, who.Name()) {
			t.Errorf("%s: %d, and sees %s", role, page.status, number)
		}
	}
	if n := readings(); n != before+1 {
		t.Errorf("Johan's reading of whom it did not reach was logged as %d readings, want one", n-before)
	}
	w.Pass(time.Minute)
	path := "/handlaggning/utskick/" + told[0].ID
	if a := w.post(path, w.as("Erik"), url.Values{"do": {"again"}}); a.status != http.StatusNotFound {
		t.Errorf("Erik sends again: %d", a.status)
	}
	if a := w.post(path, w.as("Johan"), url.Values{"do": {"again"}}); a.status != http.StatusSeeOther {
		t.Errorf("Johan sends again: %d %s", a.status, a.body)
	}
	if n := readings(); n != before+2 {
		t.Errorf("sending again was logged as %d readings, want one", n-before-1)
	}
	if d, err := w.Notify.Store.Delivery(t.Context(), told[0].ID); err != nil || !d.Due.Equal(w.Now()) {
		t.Errorf("%+v, %v", d, err)
	}
}

// TestTheDeskSeesWhatReachedNobody has a decision that there is no way to send to Anna.
func TestTheDeskSeesWhatReachedNobody(t *testing.T) {
	w := newWorld(t)
	w.staffed()
	f := w.leave()
	n := notify.Notice{ID: "n1", Person: portaltest.PersonID(people["Anna"]), Case: f.Case.ID, Number: f.Case.Diary.String(), Event: "e1", Seq: 1,
		Matter: notify.Decision, At: w.Now()}
	if err := w.Notify.Store.Add(t.Context(), n, func([]notify.Earlier) notify.Step { return notify.Step{Nobody: true} }); err != nil {
		t.Fatal(err)
	}
	told, err := w.Notify.Store.OfCase(t.Context(), f.Case.ID, "")
	if err != nil || len(told) != 1 {
		t.Fatal(told, err)
	}
	page := w.get("/handlaggning/utskick", w.as("Johan"))
	for _, words := range []string{text("notify.state.unreached"), text("notify.reason.nowhere"), text("web.sent.drop")} {
		if !strings.Contains(page.body, words) {
			t.Errorf("the desk does not read %q", words)
		}
	}
	for _, words := range []string{text("web.sent.again"), text("web.sent.none_stuck"), "⟦"} {
		if strings.Contains(page.body, words) {
			t.Errorf("the desk reads %q", words)
		}
	}
	if page := w.get("/handlaggning/"+string(f.Case.ID), w.as("Johan")); !strings.Contains(page.body, text("notify.reach.nobody")) {
		t.Error("the case does not tell the officer that it reached nobody")
	}
	if page := w.get("/arenden/"+string(f.Case.ID), w.as("Mikael")); strings.Contains(page.body, text("notify.reach.nobody")) {
		t.Error("a party is told whom it reached")
	}
	if a := w.post("/handlaggning/utskick/"+told[0].ID, w.as("Johan"), url.Values{"do": {"drop"}}); a.status != http.StatusSeeOther {
		t.Errorf("let go: %d %s", a.status, a.body)
	}
	page = w.get("/handlaggning/utskick", w.as("Johan"))
	for _, words := range []string{text("web.sent.none_stuck"), text("notify.state.unsent")} {
		if !strings.Contains(page.body, words) {
			t.Errorf("after it was let go the desk does not read %q", words)
		}
	}
}

// TestADigitalMailboxIsSaidToHoldWhatItTook has the operator of Anna's digital mailbox take a decision. An intermediary that takes it says no more than that it is sent.
func TestADigitalMailboxIsSaidToHoldWhatItTook(t *testing.T) {
	for state, want := range map[notify.State][2]string{
		notify.StateDelivered: {"Lämnat i din digitala brevlåda", "Lämnat i digital brevlåda"},
		notify.StateSent:      {"Skickat", "Skickat"},
	} {
		w := newWorld(t)
		w.staffed()
		f := w.leave()
		person := portaltest.PersonID(people["Mikael"])
		n := notify.Notice{ID: "n1", Person: person, Case: f.Case.ID, Number: f.Case.Diary.String(), Event: "e1", Seq: 1, Matter: notify.Decision, At: w.Now()}
		if err := w.Notify.Store.Add(t.Context(), n, func([]notify.Earlier) notify.Step {
			return notify.Step{Planned: []notify.PlannedDelivery{{Channel: notify.Mailbox, Address: notify.Address{ID: "mailbox", Name: "Kivra"}, Due: w.Now()}}}
		}); err != nil {
			t.Fatal(err)
		}
		told, err := w.Notify.Store.OfCase(t.Context(), f.Case.ID, "")
		if err != nil || len(told) != 1 {
			t.Fatal(told, err)
		}
		if _, _, _, _, err := w.Notify.Store.Begin(t.Context(), told[0].ID, w.Now()); err != nil {
			t.Fatal(err)
		}
		if err := w.Notify.Store.End(t.Context(), told[0].ID, notify.Finish{State: state, At: w.Now(), Evidence: "t-1"}); err != nil {
			t.Fatal(err)
		}
		for who, words := range map[string]string{"/arenden/" + string(f.Case.ID): want[0], "/handlaggning/" + string(f.Case.ID): want[1], "/handlaggning/utskick": want[1]} {
			as := w.as("Johan")
			if strings.HasPrefix(who, "/arenden") {
				as = w.as("Mikael")
			}
			page := w.get(who, as)
			if !strings.Contains(page.body, words) || state == notify.StateSent && strings.Contains(page.body, "Lämnat i di") {
				t.Errorf("%s: %s does not say %q", state, who, words)
			}
		}
	}
}

// TestChoosingHowToBeTold keeps what Anna chooses, and leaves alone what she does not change.
func TestChoosingHowToBeTold(t *testing.T) {
	site := portaltest.New(t)
	anna := site.LogIn(t, "Anna Lindqvist")
	form := anna.Get("/konto/aviseringar").Want(http.StatusOK).Form("/konto/aviseringar")
	says(t, form.Set("first-offers", "", "then-offers", "", "first-reminders", "", "then-reminders", "mail", "anytime", "yes").Submit(), text("notify.tell.done"))
	p, err := site.Notify.Store.Preferences(t.Context(), portaltest.PersonID(people["Anna"]))
	if err != nil || !p.Anytime || len(p.Of(notify.Offers)) != 0 || len(p.Of(notify.Reminders)) != 0 || len(p.Of(notify.Cases)) != 2 {
		t.Errorf("%+v, %v", p, err)
	}
	anna.Post("/konto/aviseringar", url.Values{"first-cases": {"letter"}}).Want(http.StatusBadRequest)
}

// TestAReceiptTellsWhatBecameOfATextMessage posts receipts as a gateway does, of a delivery and of what is no message of ours.
func TestAReceiptTellsWhatBecameOfATextMessage(t *testing.T) {
	w := newWorld(t)
	w.staffed()
	f := w.leave()
	n := notify.Notice{ID: "n1", Person: portaltest.PersonID(people["Anna"]), Case: f.Case.ID, Number: f.Case.Diary.String(), Event: "e1", Seq: 1,
		Matter: notify.Decision, At: w.Now()}
	err := w.Notify.Store.Add(t.Context(), n, func([]notify.Earlier) notify.Step {
		return notify.Step{Planned: []notify.PlannedDelivery{{Channel: notify.SMS, Address: notify.Address{ID: "a", Name: "…06 05"}, Due: w.Now()}}}
	})
	if err != nil {
		t.Fatal(err)
	}
	told, err := w.Notify.Store.OfCase(t.Context(), f.Case.ID, "")
	if err != nil || len(told) != 1 {
		t.Fatal(told, err)
	}
	state := func() notify.State {
		t.Helper()
		d, err := w.Notify.Store.Delivery(t.Context(), told[0].ID)
		if err != nil {
			t.Fatal(err)
		}
		return d.State
	}
	path := "/avisering/sms/" + notify.Token(w.Keys, told[0].ID)
	if _, _, _, _, err := w.Notify.Store.Begin(t.Context(), told[0].ID, w.Now()); err != nil {
		t.Fatal(err)
	}
	if a := w.post(path, "", url.Values{"id": {"s1"}, "status": {"delivered"}}); a.status != http.StatusConflict {
		t.Errorf("before it is written that it went: %d, want to be told again", a.status)
	}
	if err := w.Notify.Store.End(t.Context(), told[0].ID, notify.Finish{State: notify.StateSent, At: w.Now(), Evidence: "s1"}); err != nil {
		t.Fatal(err)
	}
	for _, status := range []string{"sent", "delivered", "delivered", "failed"} {
		if a := w.post(path, "", url.Values{"id": {"s1"}, "status": {status}}); a.status != http.StatusNoContent {
			t.Fatalf("%s: %d %s", status, a.status, a.body)
		}
	}
	if got := state(); got != notify.StateDelivered {
		t.Errorf("%s, want delivered", got)
	}
	if a := w.post(path[:len(path)-2], "", url.Values{"id": {"s1"}, "status": {"failed"}}); a.status != http.StatusNotFound {
		t.Errorf("a token that is not ours: %d", a.status)
	}
	gone := "/avisering/sms/" + notify.Token(w.Keys, "019aaaaa-0000-7000-8000-000000000000")
	if a := w.post(gone, "", url.Values{"id": {"s1"}, "status": {"failed"}}); a.status != http.StatusNoContent {
		t.Errorf("of what is gone: %d", a.status)
	}
}

// TestAnOfficerOfASmallBoardSeesTheirOwn has another board fill the lists, and Johan's own go over a page.
func TestAnOfficerOfASmallBoardSeesTheirOwn(t *testing.T) {
	w := newWorld(t)
	w.staffed()
	f := w.leave()
	add := func(id string, number string, at time.Time) {
		t.Helper()
		n := notify.Notice{ID: id, Person: portaltest.PersonID(people["Anna"]), Case: f.Case.ID, Number: number, Event: casework.EventID(id), Seq: 1, Matter: notify.Decision, At: at}
		if err := w.Notify.Store.Add(t.Context(), n, func([]notify.Earlier) notify.Step { return notify.Step{Nobody: true} }); err != nil {
			t.Fatal(err)
		}
	}
	const own = 40
	for i := range own {
		add(fmt.Sprint("own", i), f.Case.Diary.String(), w.Now().Add(-time.Hour))
	}
	for i := range 250 {
		add(fmt.Sprint("other", i), "TN 2026-000001", w.Now())
	}
	read := func(path string) (rows int, older string) {
		t.Helper()
		page := w.get(path, w.as("Johan"))
		if page.status != http.StatusOK || strings.Contains(page.body, "TN 2026-000001") {
			t.Fatalf("%d, or another board's", page.status)
		}
		const link = `data-variant="secondary" href="` // the address of the page itself stands elsewhere on it
		if i := strings.Index(page.body, link+web.PathSent+"?fast="); i >= 0 {
			older, _, _ = strings.Cut(page.body[i+len(link):], `"`)
		}
		return strings.Count(page.body, `value="drop"`), older
	}
	rows, older := read("/handlaggning/utskick")
	if rows != 30 || older == "" {
		t.Fatalf("%d rows, and older ones at %q; want 30 and a link", rows, older)
	}
	if rows, older = read(html.UnescapeString(older)); rows != own-30 || older != "" {
		t.Errorf("%d rows, and older ones at %q; want %d and none", rows, older, own-30)
	}
	if rows, _ = read("/handlaggning/utskick?fast=x"); rows != 30 {
		t.Errorf("%d rows from nowhere, want 30", rows)
	}
}

// TestTheDeskSeesWhatOffersDidNotReach has an offer stay on its way, and looks at the desk's page as officers of two boards.
func TestTheDeskSeesWhatOffersDidNotReach(t *testing.T) {
	w := newWorld(t)
	w.staffed()
	w.post("/konto/enheter", w.as("Anna"), url.Values{"do": {"add"}, "subscription": {subscription(t, "https://fcm.googleapis.com/x")}})
	anna := portaltest.PersonID(people["Anna"])
	id := w.Offered(firstPlace, portaltest.PersonID("000103"), anna)
	if err := w.Notify.FollowEffect(t.Context(), anna, id, 0, w.Now()); err != nil {
		t.Fatal(err)
	}
	told, err := w.Notify.Store.OfCase(t.Context(), notify.OfEffect(id), "")
	if err != nil || len(told) != 1 || told[0].Board != "BUN" {
		t.Fatal(told, err)
	}
	w.Pass(30 * time.Hour) // no worker runs, and logins end
	clear(w.cookies)
	path := "/handlaggning/utskick/" + told[0].ID
	if page := w.get("/handlaggning/utskick", w.as("Erik")); page.status != http.StatusOK || strings.Contains(page.body, path) {
		t.Errorf("Erik, of another board: %d, and sees it", page.status)
	}
	if a := w.post(path, w.as("Erik"), url.Values{"do": {"again"}}); a.status == http.StatusSeeOther {
		t.Errorf("Erik sends it again: %d", a.status)
	}
	page := w.get("/handlaggning/utskick", w.as("Johan"))
	for _, words := range []string{path, text("notify.matter.proposed"), text("web.sent.again")} {
		if !strings.Contains(page.body, words) {
			t.Errorf("Johan does not see %q", words)
		}
	}
	if strings.Contains(page.body, `href=""`) {
		t.Error("an offer leads nowhere, and is a link")
	}
	if a := w.post(path, w.as("Johan"), url.Values{"do": {"again"}}); a.status != http.StatusSeeOther {
		t.Errorf("Johan sends again: %d %s", a.status, a.body)
	}
	if d, err := w.Notify.Store.Delivery(t.Context(), told[0].ID); err != nil || !d.Due.Equal(w.Now()) {
		t.Errorf("%+v, %v", d, err)
	}
	w.protect("000102") // the other guardian, at home with the child
	if page := w.get("/handlaggning/utskick", w.as("uncleared")); strings.Contains(page.body, path) {
		t.Error("who is not cleared sees what was sent near a protected identity")
	}
}
