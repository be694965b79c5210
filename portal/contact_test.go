package portal_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"forvag/internal/residents"
	"forvag/notify"
	"forvag/portal/portaltest"
)

const mailPath = "/konto/bekrafta/epost"

// reads holds that words stand on a page.
func reads(t *testing.T, p *portaltest.Page, words ...string) {
	t.Helper()
	for _, w := range words {
		if !strings.Contains(p.Text(), w) {
			t.Errorf("the page does not read %q", w)
		}
	}
}

// TestVerifyingAnAddress has Anna verify an e-mail address on the page, which shows the code, since it is a demonstration.
func TestVerifyingAnAddress(t *testing.T) {
	site := portaltest.New(t)
	anna := site.LogIn(t, "Anna Lindqvist")
	reads(t, anna.Get("/konto/aviseringar").Want(http.StatusOK), text("web.contact.missing"))
	anna.Get("/konto/bekrafta/mobil").Want(http.StatusNotFound) // the municipality has no text messages
	form := anna.Get(mailPath).Want(http.StatusOK).Form(mailPath)
	reads(t, form.Set("address", "anna").Submit("do=send").Want(http.StatusUnprocessableEntity), text("contact.email"))
	page := anna.Get(mailPath).Form(mailPath).Set("address", " anna@post.example ").Submit("do=send").Want(http.StatusOK)
	reads(t, page, "anna@post.example", text("contact.code.hint"))
	if all, err := site.Contacts.Addresses(t.Context(), portaltest.PersonID(people["Anna"]), notify.Mail); err != nil || len(all) != 0 {
		t.Fatalf("reached before it is verified: %v, %v", all, err)
	}
	reads(t, anna.Post(mailPath, url.Values{"do": {"send"}, "address": {"anna@post.example"}}).Want(http.StatusTooManyRequests), text("contact.code.soon"))
	d, err := site.Contacts.Detail(t.Context(), portaltest.PersonID(people["Anna"]), notify.Mail)
	if err != nil || d.Code == nil {
		t.Fatal(d, err)
	}
	l, err := site.Contacts.Letter(t.Context(), d.Code.ID)
	if err != nil {
		t.Fatal(err)
	}
	reads(t, anna.Get(mailPath), l.Figures)
	wrong := "000000"
	if l.Figures == wrong {
		wrong = "000001"
	}
	reads(t, anna.Post(mailPath, url.Values{"do": {"confirm"}, "code": {wrong}}).Want(http.StatusUnprocessableEntity), text("contact.code.wrong", 4))
	reads(t, anna.Post(mailPath, url.Values{"do": {"confirm"}, "code": {l.Figures}}).Want(http.StatusOK), text("contact.done"), text("web.contact.verified"), "anna@post.example")
	if all, err := site.Contacts.Addresses(t.Context(), portaltest.PersonID(people["Anna"]), notify.Mail); err != nil || len(all) != 1 {
		t.Errorf("%v, %v", all, err)
	}
	reads(t, anna.Post(mailPath, url.Values{"do": {"confirm"}, "code": {l.Figures}}).Want(http.StatusUnprocessableEntity), text("contact.code.ended"))

	if all, err := site.Contacts.Addresses(t.Context(), portaltest.PersonID(people["Anna"]), notify.Mail); err != nil || len(all) != 1 ||
		site.Contacts.Bury(t.Context(), portaltest.PersonID(people["Anna"]), all[0].ID) != nil {
		t.Fatal(all, err)
	}
	for _, path := range []string{"/konto/aviseringar", "/aviseringar"} {
		p := anna.Get(path).Want(http.StatusOK)
		reads(t, p, "anna@post.example kom tillbaka", text("contact.dead.mend"))
	}
	reads(t, anna.Get("/konto/aviseringar"), text("web.contact.dead"))

	reads(t, anna.Post(mailPath, url.Values{"do": {"remove"}}).Want(http.StatusOK), text("contact.removed"), text("web.contact.missing"))
	if all, err := site.Contacts.Addresses(t.Context(), portaltest.PersonID(people["Anna"]), notify.Mail); err != nil || len(all) != 0 {
		t.Errorf("removed, and still reached: %v, %v", all, err)
	}
	anna.Post(mailPath, url.Values{"do": {"dance"}}).Want(http.StatusBadRequest)
	anna.Post(mailPath, url.Values{"do": {"send"}}).Want(http.StatusUnprocessableEntity)
}

// TestAVerifiedAddressStandsUntilTheNextIsConfirmed has Anna write another address, at first too soon.
func TestAVerifiedAddressStandsUntilTheNextIsConfirmed(t *testing.T) {
	site := portaltest.New(t)
	anna, who := site.LogIn(t, "Anna Lindqvist"), portaltest.PersonID(people["Anna"])
	confirm := func() {
		t.Helper()
		d, err := site.Contacts.Detail(t.Context(), who, notify.Mail)
		if err != nil || d.Code == nil {
			t.Fatal(d, err)
		}
		l, err := site.Contacts.Letter(t.Context(), d.Code.ID)
		if err != nil {
			t.Fatal(err)
		}
		reads(t, anna.Post(mailPath, url.Values{"do": {"confirm"}, "code": {l.Figures}}).Want(http.StatusOK), text("contact.done"))
	}
	holds := func(want string) {
		t.Helper()
		all, err := site.Contacts.Addresses(t.Context(), who, notify.Mail)
		if c, e := site.Residents.Contact(t.Context(), who); err != nil || e != nil || len(all) != 1 || c.Email != want {
			t.Fatalf("%v at %+v, want %s (%v, %v)", all, c, want, err, e)
		}
	}
	send := func(address string) *portaltest.Page {
		return anna.Post(mailPath, url.Values{"do": {"send"}, "address": {address}})
	}
	send("anna@post.example").Want(http.StatusOK)
	confirm()
	holds("anna@post.example")
	reads(t, send("ny@post.example").Want(http.StatusTooManyRequests), text("contact.code.soon"), "anna@post.example")
	holds("anna@post.example")
	site.Pass(2 * time.Minute)
	reads(t, send("ny@post.example").Want(http.StatusOK), "anna@post.example", "ny@post.example")
	holds("anna@post.example")
	confirm()
	holds("ny@post.example")

	save := func(address string) *portaltest.Page {
		return anna.Post("/konto", url.Values{"email": {address}, "phone": {"070-174 06 00"}})
	}
	early := save("konto@post.example").Want(http.StatusUnprocessableEntity)
	if reads(t, early, text("contact.code.soon")); early.Form("/konto").Value("email") != "konto@post.example" {
		t.Error("what was written is not kept")
	}
	holds("ny@post.example")
	site.Pass(2 * time.Minute)
	if page := save("konto@post.example").Want(http.StatusOK); page.URL.Path != mailPath {
		t.Errorf("the account's new address leads to %s", page.URL.Path)
	}
	holds("ny@post.example")
	if c, err := site.Residents.Contact(t.Context(), who); err != nil || c.Phone == "" {
		t.Errorf("the telephone number that was written beside it: %+v, %v", c, err)
	}
	confirm()
	holds("konto@post.example")
	if page := save("konto@post.example").Want(http.StatusOK); page.URL.Path != "/konto" {
		t.Errorf("the address as it was leads to %s", page.URL.Path)
	}
}

// TestBothAddressesAreConfirmedOneAfterTheOther has Anna change both on her own page, and take away one for which a code waits.
func TestBothAddressesAreConfirmedOneAfterTheOther(t *testing.T) {
	site := portaltest.New(t)
	site.Notify.Routes[notify.SMS] = site.Notify.Routes[notify.Mail]
	anna, who := site.LogIn(t, "Anna Lindqvist"), portaltest.PersonID(people["Anna"])
	confirm := func(c notify.Channel, path string) *portaltest.Page {
		t.Helper()
		d, err := site.Contacts.Detail(t.Context(), who, c)
		if err != nil || d.Code == nil {
			t.Fatal(d, err)
		}
		l, err := site.Contacts.Letter(t.Context(), d.Code.ID)
		if err != nil {
			t.Fatal(err)
		}
		return anna.Post(path, url.Values{"do": {"confirm"}, "code": {l.Figures}}).Want(http.StatusOK)
	}
	const mobile = "/konto/bekrafta/mobil"
	for path, address := range map[string]string{mailPath: "anna@post.example", mobile: "070-174 06 05"} {
		anna.Post(path, url.Values{"do": {"send"}, "address": {address}}).Want(http.StatusOK)
	}
	if page := confirm(notify.Mail, mailPath); page.URL.Path != mobile {
		t.Errorf("from the first address one is led to %s", page.URL.Path)
	}
	if page := confirm(notify.SMS, mobile); page.URL.Path != "/konto/aviseringar" {
		t.Errorf("from the last one is led to %s", page.URL.Path)
	}
	site.Pass(2 * time.Minute)
	save := func(email string) *portaltest.Page {
		return anna.Post("/konto", url.Values{"email": {email}, "phone": {"070-174 06 05"}}).Want(http.StatusOK)
	}
	if page := save("ny@post.example"); page.URL.Path != mailPath {
		t.Fatalf("a new address leads to %s", page.URL.Path)
	}
	save("")
	if d, err := site.Contacts.Detail(t.Context(), who, notify.Mail); err != nil || d.Code != nil || d.Value != "" {
		t.Errorf("an address that was taken away waits for its code: %+v, %v", d, err)
	}
}

// TestACodeEndsOnThePage lets a code end while the page stands open.
func TestACodeEndsOnThePage(t *testing.T) {
	site := portaltest.New(t)
	anna := site.LogIn(t, "Anna Lindqvist")
	anna.Post(mailPath, url.Values{"do": {"send"}, "address": {"anna@post.example"}}).Want(http.StatusOK)
	site.Pass(20 * time.Minute)
	reads(t, anna.Post(mailPath, url.Values{"do": {"confirm"}, "code": {"123456"}}).Want(http.StatusUnprocessableEntity), text("contact.code.ended"), text("web.contact.send"))
}

// TestWhoIsProtectedIsSentNoCode has somebody with a protected identity look at the page, and post to it.
func TestWhoIsProtectedIsSentNoCode(t *testing.T) {
	site := portaltest.New(t)
	var name string
	for _, l := range residents.DemoLogins() {
		p, err := site.Residents.Person(t.Context(), l.ID)
		if err != nil {
			t.Fatal(err)
		}
		if p.IsProtected() {
			name = p.Name()
		}
	}
	if name == "" {
		t.Fatal("nobody in the demo is protected")
	}
	c := site.LogIn(t, name)
	page := c.Get("/konto/aviseringar").Want(http.StatusOK)
	reads(t, page, text("web.contact.protected"), text("notify.channel.push"))
	for _, words := range []string{text("web.contact.missing"), text("notify.channel.mail")} {
		if strings.Contains(page.Text(), words) {
			t.Errorf("the page reads %q", words)
		}
	}
	reads(t, c.Get(mailPath).Want(http.StatusOK), text("web.contact.protected"))
	c.Post(mailPath, url.Values{"do": {"send"}, "address": {"x@post.example"}}).Want(http.StatusConflict)
}

// TestATestInstallationVerifiesNothing is one that is no demonstration.
func TestATestInstallationVerifiesNothing(t *testing.T) {
	site := portaltest.New(t)
	anna := site.LogIn(t, "Anna Lindqvist")
	site.Demo = nil
	reads(t, anna.Get(mailPath).Want(http.StatusOK), text("contact.off"))
	anna.Post(mailPath, url.Values{"do": {"send"}, "address": {"anna@post.example"}}).Want(http.StatusConflict)
}
