package portal_test

import (
	"bytes"
	"errors"
	"log/slog"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"forvag/internal/casework"
	"forvag/internal/fault"
	"forvag/internal/identity"
	"forvag/internal/locale"
	"forvag/internal/municipality"
	"forvag/internal/outbox"
	"forvag/notify"
	"forvag/notify/letter"
	"forvag/portal"
	"forvag/portal/portaltest"
)

// refusal has Johan refuse Anna's application for leave, and tells those whom it concerns. Neither Anna nor Mikael can be reached but by letter.
func refusal(w *world) *casework.File {
	w.t.Helper()
	f := w.leave()
	johan := w.officerNamed("000902")
	if q := f.OpenRequest(); q != nil {
		if err := w.Cases.WithdrawRequest(w.t.Context(), johan, casework.Ref{ID: f.Case.ID, Version: f.Case.Version}, q.ID, "Det behövs inte."); err != nil {
			w.t.Fatal(err)
		}
		f = w.File(f.Case.ID)
	}
	err := w.Cases.Decide(w.t.Context(), johan, casework.Ref{ID: f.Case.ID, Version: f.Case.Version}, casework.NewDecision{Type: "long_leave", Outcome: casework.Refused,
		Text: "Elsa får inte vara ledig.", Grounds: casework.Grounds{Law: []string{"skollagen 7 kap. 18 §"}, Circumstances: "Ledigheten är lång, och det finns inga synnerliga skäl."}})
	if err != nil {
		w.t.Fatal(err)
	}
	f = w.File(f.Case.ID)
	follow(w, f.Case.ID)
	work(w)
	return f
}

// work does what is due.
func work(w *world) {
	w.t.Helper()
	worker := &outbox.Worker{Queue: w.Queue, Jitter: func() float64 { return 0 }, Log: slog.New(slog.DiscardHandler), Parallel: 1, Attempts: notify.Attempts,
		Handlers: map[string]outbox.Handler{notify.SendTopic: w.Notify.Send, notify.NextTopic: w.Notify.Next}}
	if _, err := worker.Drain(w.t.Context()); err != nil {
		w.t.Fatal(err)
	}
}

var batchInPage = regexp.MustCompile(`/handlaggning/brev/([A-Z2-7]{26})/brev.pdf`)

// TestADecisionIsPrintedAndPosted has Johan take out the letter with a decision, post it, take that back, and put the letter back; and others try.
func TestADecisionIsPrintedAndPosted(t *testing.T) {
	w := newWorld(t)
	w.staffed()
	f := refusal(w)
	const path = "/handlaggning/brev"
	number := f.Case.Diary.String()
	johan := w.as("Johan")
	page := w.get(path, johan)
	if page.status != http.StatusOK || strings.Count(page.body, number) < 1 || !strings.Contains(page.body, text("letters.mode.test")) {
		t.Fatalf("%d %s", page.status, page.body)
	}
	whose, err := w.Residents.Person(t.Context(), f.Parties[0].Person)
	if err != nil || !strings.Contains(page.body, whose.Name()) {
		t.Errorf("%v: the letter does not say that it is %q's", err, whose.Name())
	}
	for _, role := range []string{"uncleared", "Erik"} {
		if a := w.get(path, w.as(role)); a.status != http.StatusOK || strings.Contains(a.body, number) || strings.Contains(a.body, whose.Name()) {
			t.Errorf("%s: %d, and sees %s or whose it is", role, a.status, number)
		}
		w.post(path, w.as(role), url.Values{"do": {"take"}, "key": {"ABCDEFGHIJKLMNOPQRSTUVWXYZ"}})
	}
	take := url.Values{"do": {"take"}, "key": {"BBCDEFGHIJKLMNOPQRSTUVWXYZ"}}
	for range 2 { // pressed twice
		if a := w.post(path, johan, take); a.status != http.StatusSeeOther || !strings.Contains(a.location(), "brev-uttagna") {
			t.Fatalf("%d %q %s", a.status, a.location(), a.body)
		}
	}
	page = w.get(path, johan)
	found := batchInPage.FindStringSubmatch(page.body)
	if found == nil || found[1] != take.Get("key") || strings.Count(page.body, "/brev.pdf") != 1 {
		t.Fatalf("no batch: %s", page.body)
	}
	batch := path + "/" + found[1]
	if a := w.get(batch+"/brev.pdf", johan); a.status != http.StatusOK || !strings.HasPrefix(a.body, "%PDF-") {
		t.Errorf("%d %.40q", a.status, a.body)
	}
	for role, want := range map[string]int{"uncleared": http.StatusForbidden, "Erik": http.StatusNotFound} { // as the case itself answers them
		if a := w.get(batch+"/brev.pdf", w.as(role)); a.status != want {
			t.Errorf("%s fetches the letters: %d", role, a.status)
		}
		if a := w.post(batch, w.as(role), url.Values{"do": {"back"}}); a.status != want {
			t.Errorf("%s puts them back: %d", role, a.status)
		}
	}
	tomorrow := url.Values{"do": {"posted"}, "on-" + found[1]: {w.Today().AddDays(1).String()}}
	if a := w.post(batch, johan, tomorrow); a.status != http.StatusUnprocessableEntity || !strings.Contains(a.body, text("letters.no_day")) {
		t.Errorf("posted tomorrow: %d", a.status)
	}
	for _, c := range []struct{ do, status string }{
		{"posted", "notify.state.posted"}, {"unpost", "notify.state.printed"}, {"back", "letters.take_text"},
	} {
		form := url.Values{"do": {c.do}, "on-" + found[1]: {w.Today().String()}}
		if a := w.post(batch, johan, form); a.status != http.StatusSeeOther {
			t.Fatalf("%s: %d %s", c.do, a.status, a.body)
		}
		if page := w.get(path, johan); !strings.Contains(page.body, text(c.status)) {
			t.Errorf("after %s: %s", c.do, page.body)
		}
	}
	if a := w.post(batch, johan, url.Values{"do": {"posted"}, "on-" + found[1]: {w.Today().String()}}); a.status != http.StatusNotFound {
		t.Errorf("a batch that is no more: %d", a.status)
	}
}

// TestALetterThatCameBackStandsOnTheCase: who opens the case, or the list, sees that the decision has reached nobody, and what to do, until somebody has seen to it.
func TestALetterThatCameBackStandsOnTheCase(t *testing.T) {
	w := newWorld(t)
	w.staffed()
	f := refusal(w)
	casePage, johan := "/handlaggning/"+string(f.Case.ID), w.as("Johan")
	said := func() (alert, mark bool) {
		t.Helper()
		page := w.get(casePage, johan)
		list := w.get("/handlaggning?lista=all", johan)
		if page.status != http.StatusOK || list.status != http.StatusOK {
			t.Fatal(page.status, list.status)
		}
		return strings.Contains(page.body, text("desk.reach.decision")), strings.Contains(list.body, text("desk.reach.mark"))
	}
	if alert, mark := said(); alert || mark {
		t.Errorf("before anything came back: alert %v, mark %v", alert, mark)
	}
	const batch = "CBCDEFGHIJKLMNOPQRSTUVWXYZ"
	w.post("/handlaggning/brev", johan, url.Values{"do": {"take"}, "key": {batch}})
	w.post("/handlaggning/brev/"+batch, johan, url.Values{"do": {"posted"}, "on-" + batch: {w.Today().String()}})
	b, err := w.Notify.Store.Batch(t.Context(), batch)
	if err != nil || len(b.Papers) == 0 {
		t.Fatal(b, err)
	}
	sent := w.get("/handlaggning/utskick", johan)
	whose, err := w.Residents.Person(t.Context(), b.Papers[0].Person)
	if err != nil {
		t.Fatal(err)
	}
	if strings.Contains(sent.body, whose.Name()) {
		t.Error("the list of messages names a party though nobody must reach them")
	}
	if !strings.Contains(sent.body, text("notify.state.tested", text("notify.state.posted"))) || strings.Contains(sent.body, "12.00") {
		t.Errorf("what was posted is not said to be, or at what hour: %s", sent.body)
	}
	lost := b.Papers[0]
	if a := w.post("/handlaggning/brev/"+batch, johan, url.Values{"do": {"returned"}, "delivery": {lost.ID}}); a.status != http.StatusSeeOther {
		t.Fatalf("%d %s", a.status, a.body)
	}
	if alert, mark := said(); !alert || !mark {
		t.Errorf("once it came back: alert %v, mark %v", alert, mark)
	}
	title := text("desk.reach", whose.Name(), text("desk.reach.returned", locale.Date(locale.SV, w.Today())))
	for _, words := range []string{title, text("desk.reach.appeal.announce")} {
		if page := w.get(casePage, johan); !strings.Contains(page.body, words) {
			t.Errorf("the page does not say %q", words)
		}
	}
	if a := w.get("/handlaggning/utskick", johan); !strings.Contains(a.body, whose.Name()) {
		t.Error("the list of what did not arrive does not say whose it is")
	}
	if a := w.get("/handlaggning/utskick", w.as("Erik")); strings.Contains(a.body, whose.Name()) {
		t.Error("an officer of another board reads whose it is")
	}
	if a := w.post("/handlaggning/utskick/"+lost.ID, johan, url.Values{"do": {"drop"}}); a.status != http.StatusSeeOther {
		t.Fatalf("%d %s", a.status, a.body)
	}
	if alert, mark := said(); alert || mark {
		t.Errorf("once somebody has seen to it: alert %v, mark %v", alert, mark)
	}
}

// TestABatchThatIsNotPostedStaysInSight has more batches taken out than are shown of those that were posted, and their cases kept from who took them.
func TestABatchThatIsNotPostedStaysInSight(t *testing.T) {
	w := newWorld(t)
	w.staffed()
	const path = "/handlaggning/brev"
	taken, batchOf := 0, func(n int) string { return strings.Repeat("A", n) + strings.Repeat("B", 26-n) }
	for taken < 22 {
		f := refusal(w)
		told, err := w.Notify.Store.OfCase(t.Context(), f.Case.ID, "")
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range told {
			if d.State != notify.StateQueued {
				continue
			}
			b := notify.Batch{ID: batchOf(taken), By: portaltest.PersonID("000902"), Made: w.Now()}
			if n, err := w.Notify.Print(t.Context(), b, []string{d.ID}); n != 1 || err != nil {
				t.Fatal(n, err)
			}
			taken++
		}
	}
	first, johan := batchOf(0), w.as("Johan")
	if page := w.get(path, johan); strings.Count(page.body, "/brev.pdf") != taken {
		t.Errorf("of %d batches %d are shown", taken, strings.Count(page.body, "/brev.pdf"))
	}
	for i := range w.Municipality.Staff {
		if o := &w.Municipality.Staff[i]; o.ID == portaltest.PersonID("000902") {
			o.Grants = []municipality.Grant{{Board: "BUN", Role: municipality.Role(identity.CaseOfficer)}}
		}
	}
	johan = w.as("Johan")
	page := w.get(path, johan)
	if strings.Count(page.body, text("letters.hidden", 1)) != taken || strings.Contains(page.body, "/brev.pdf") || strings.Contains(page.body, "BUN 2026") {
		t.Errorf("who took them does not see that they are there, or sees whose they are: %s", page.body)
	}
	if page := w.get(path, w.as("uncleared")); strings.Contains(page.body, first) {
		t.Error("a colleague who may not read the cases sees the batches")
	}
	if a := w.get(path+"/"+first+"/brev.pdf", johan); a.status != http.StatusForbidden {
		t.Errorf("they fetch the letters: %d", a.status)
	}
	if a := w.post(path+"/"+first, w.as("uncleared"), url.Values{"do": {"back"}}); a.status != http.StatusForbidden {
		t.Errorf("a colleague puts them back: %d", a.status)
	}
	if a := w.post(path+"/"+first, johan, url.Values{"do": {"back"}}); a.status != http.StatusSeeOther {
		t.Errorf("who took them puts them back: %d %s", a.status, a.body)
	}
	if page := w.get(path, johan); strings.Contains(page.body, first) {
		t.Error("what was put back stands there still")
	}
}

// TestALetterHoldsTheDecision holds that whoever has nothing but the letter reads what was decided, why, and how to appeal (FL 33 §).
func TestALetterHoldsTheDecision(t *testing.T) {
	w := newWorld(t)
	w.staffed()
	f := refusal(w)
	anna := portaltest.PersonID(people["Anna"])
	told, err := w.Notify.Store.OfCase(t.Context(), f.Case.ID, anna)
	if err != nil || len(told) == 0 || told[len(told)-1].Channel != notify.Letter || told[len(told)-1].State != notify.StateQueued {
		t.Fatalf("%+v, %v", told, err)
	}
	letterOf := func(address string) *letter.Letter {
		t.Helper()
		l, err := portal.Letters{Site: func() *portal.Site { return w.Site.Site }, Now: w.Now}.Compose(t.Context(), notify.Message{ID: told[len(told)-1].ID, Person: anna, Address: address, Lang: "sv", Title: "Beslut", Text: "Hej"})
		if err != nil {
			t.Fatal(err)
		}
		return l
	}
	l := letterOf(letter.Registered)
	var all strings.Builder
	for _, p := range l.Parts {
		all.WriteString(p.Heading + "\n" + strings.Join(p.Text, "\n") + "\n" + strings.Join(p.List, "\n") + "\n")
	}
	for _, words := range []string{"Elsa får inte vara ledig.", "inga synnerliga skäl", "skollagen 7 kap. 18 §", text("case.outcome.refused"), text("web.appeal.title"),
		"domstolen inom tre veckor från den dag då beslutet anslogs", f.Case.Diary.String()} {
		if !strings.Contains(all.String()+l.Number, words) {
			t.Errorf("the letter does not say %q: %s", words, all.String())
		}
	}
	if strings.Contains(all.String(), text("case.appeal.send")) {
		t.Error("the letter asks the reader to write on the page")
	}
	if len(l.To) != 3 || l.To[0] != "Anna Lindqvist" || !regexp.MustCompile(`^\d{3} \d{2} ALMBY$`).MatchString(l.To[2]) || l.Cover != nil {
		t.Errorf("it is to %q", l.To)
	}
	if inBox := letterOf("mailbox"); len(inBox.To) != 1 || inBox.Cover != nil {
		t.Errorf("one that does not go by post is to %q", inBox.To)
	}
	sentOn := letterOf(letter.Forwarded)
	if len(sentOn.To) != 1 || sentOn.Cover == nil || sentOn.Cover.To[0] != "Skatteverket" {
		t.Errorf("one that is sent on is to %q, with the cover %+v", sentOn.To, sentOn.Cover)
	}
	var pdf bytes.Buffer
	if err := letter.Write(&pdf, w.Now(), l, sentOn); err != nil {
		t.Fatal(err)
	}
	if street := l.To[1]; strings.Contains(strings.Join(append(sentOn.To, sentOn.Cover.To...), " "), street) {
		t.Error("one that is sent on tells where she lives")
	}
	if other, err := w.Notify.Store.OfCase(t.Context(), f.Case.ID, identity.PersonID("nobody")); err != nil || other != nil {
		t.Error(other, err)
	}
}

// TestWhatShowsThatAPartyGotADecisionStandsOnTheCase has Johan note that Anna has signed for hers: officers and she read what shows it, and nobody else.
func TestWhatShowsThatAPartyGotADecisionStandsOnTheCase(t *testing.T) {
	w := newWorld(t)
	w.staffed()
	f := refusal(w)
	const shows = "Delgivningskvitto 7731, kom in i dag"
	ref := casework.Ref{ID: f.Case.ID}
	n := casework.Notice{Decision: f.Decision().ID, Party: f.Parties[0].ID, On: w.Today(), How: casework.NoticeLetter}
	johan := w.officerNamed("000902")
	if err := w.Cases.Notice(t.Context(), johan, ref, n); !errors.Is(err, fault.Invalid) {
		t.Errorf("with nothing that shows it: %v", err)
	}
	n.Evidence = shows
	before := n
	before.On = f.Decision().On.AddDays(-1)
	if err := w.Cases.Notice(t.Context(), johan, ref, before); !errors.Is(err, fault.Invalid) {
		t.Errorf("before there was a decision: %v", err)
	}
	if err := w.Cases.Notice(t.Context(), johan, ref, n); err != nil {
		t.Fatal(err)
	}
	for role, path := range map[string]string{"Anna": "/arenden/", "Johan": "/handlaggning/"} {
		if page := w.get(path+string(f.Case.ID), w.as(role)); !strings.Contains(page.body, shows) {
			t.Errorf("%s does not read what shows it", role)
		}
	}
	if page := w.get("/arenden/"+string(f.Case.ID), w.as("Mikael")); strings.Contains(page.body, shows) {
		t.Error("the other guardian reads what shows that Anna got it")
	}
	d := w.File(f.Case.ID).Decision()
	for _, n := range d.Notices { // Mikael has opened it just now
		if want := map[casework.How]string{casework.NoticeLetter: shows, casework.NoticePortal: ""}[n.How]; n.Evidence != want || n.On != w.Today() {
			t.Errorf("%+v", n)
		}
	}
}
