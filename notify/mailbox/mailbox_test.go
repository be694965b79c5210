package mailbox

import (
	"context"
	"crypto/rand"
	"crypto/rsa"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"math/big"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/beevik/etree"
	"github.com/google/go-cmp/cmp"

	"forvag/internal/civil"
	"forvag/internal/fault"
	"forvag/internal/identity"
	"forvag/internal/locale"
	"forvag/notify"
	"forvag/notify/letter"
)

var start = time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)

// certificate is one that signs itself, as an authority's own would in a test; made once, since RSA keys take their time.
var certificate = sync.OnceValue(func() tls.Certificate {
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		panic(err)
	}
	template := &x509.Certificate{SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "almby.example"}, NotBefore: start.AddDate(-1, 0, 0), NotAfter: start.AddDate(1, 0, 0),
		KeyUsage: x509.KeyUsageDigitalSignature, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth}}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		panic(err)
	}
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}
})

// anna is one of Skatteverket's published test numbers.
func anna(t testing.TB) identity.Number {
	t.Helper()
	n, err := identity.ParseNumber("194006129805", civil.Of(start))
	if err != nil {
		t.Fatal(err)
	}
	return n
}

type people struct{ number identity.Number }

func (p people) Number(_ context.Context, id identity.PersonID) (identity.Number, error) {
	if id != "anna" {
		return identity.Number{}, fault.New(fault.NotFound, "access.not_found")
	}
	return p.number, nil
}

// composer writes what it is told to, and fails where it is told that.
type composer struct{ fails error }

func (c composer) Compose(_ context.Context, m notify.Message) (*letter.Letter, error) {
	if c.fails != nil {
		return nil, c.fails
	}
	return &letter.Letter{Lang: m.Lang, From: letter.Sender{Name: "Almby kommun"}, To: []string{"Anna Lindqvist"}, Number: "BUN 2026-000123", On: civil.Of(start), Title: m.Title,
		Parts: []letter.Part{{Heading: "Beslutet", Text: []string{"Elsa får skolskjuts."}, List: []string{"skollagen 10 kap. 32 §"}}}}, nil
}

// bench is a route to a register and an operator that the test makes up.
type bench struct {
	Route
	now      time.Time
	register string       // what it answers
	code     int          // with which status
	asked    atomic.Int32 // how often the register was
	operator http.HandlerFunc
	got      []byte // what the operator got
}

const reachable = `<S:Envelope xmlns:S="http://schemas.xmlsoap.org/soap/envelope/"><S:Body><a:isReachableResponse xmlns:a="http://minameddelanden.gov.se/schema/Recipient/v3"
	xmlns:b="http://minameddelanden.gov.se/schema/Recipient"><a:return><b:AccountStatus><b:RecipientId>194006129805</b:RecipientId><b:Type>Secure</b:Type><b:Pending>false</b:Pending>
	<b:ServiceSupplier><b:Id>165568402266</b:Id><b:Name>Kivra</b:Name><b:ServiceAdress>%s</b:ServiceAdress></b:ServiceSupplier></b:AccountStatus>
	<b:SenderAccepted>true</b:SenderAccepted></a:return></a:isReachableResponse></S:Body></S:Envelope>`

const delivered = `<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body><a:deliverSecureResponse xmlns:a="http://minameddelanden.gov.se/schema/Service/v3"
	xmlns:b="http://minameddelanden.gov.se/schema/Service"><a:return><b:TransId>t-1</b:TransId><b:Status><b:RecipientId>194006129805</b:RecipientId>
	<b:Delivered>true</b:Delivered></b:Status></a:return></a:deliverSecureResponse></s:Body></s:Envelope>`

func says(code int, body string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(code)
		io.WriteString(w, body)
	}
}

func newBench(t *testing.T) *bench {
	t.Helper()
	b := &bench{now: start, code: 200, operator: says(200, delivered)}
	srv := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if len(r.TLS.PeerCertificates) != 1 || r.TLS.PeerCertificates[0].Subject.CommonName != "almby.example" {
			t.Error("the sender shows no certificate of its own")
		}
		body, err := io.ReadAll(r.Body)
		if err != nil {
			t.Error(err)
		}
		if r.URL.Path == "/far" {
			if b.asked.Add(1); !strings.Contains(string(body), "<r:recipientId>194006129805</r:recipientId>") || !strings.Contains(string(body), "<r:senderOrgNr>162120000142</r:senderOrgNr>") {
				t.Errorf("the register is asked %s", body)
			}
			says(b.code, b.register)(w, r)
			return
		}
		b.got = body
		b.operator(w, r)
	}))
	srv.TLS = &tls.Config{ClientAuth: tls.RequestClientCert}
	srv.StartTLS()
	t.Cleanup(func() { srv.CloseClientConnections(); srv.Close() })
	client := srv.Client()
	client.Transport.(*http.Transport).TLSClientConfig.Certificates = []tls.Certificate{certificate()}
	client.Timeout = time.Second
	b.register = fmt.Sprintf(reachable, srv.URL+"/brevlada")

	file := filepath.Join(t.TempDir(), "key")
	if err := identity.WriteKeyring(file); err != nil {
		t.Fatal(err)
	}
	keys, err := identity.ReadKeyring(file)
	if err != nil {
		t.Fatal(err)
	}
	now := func() time.Time { return b.now }
	sealer, err := NewSealer(certificate(), now)
	if err != nil {
		t.Fatal(err)
	}
	sender := identity.OrgNumber("212000-0142")
	b.Route = Route{Options{Composer: composer{}, People: people{anna(t)}, Sealer: sealer, Carrier: &Operators{Client: client}, Sender: sender, Now: now,
		Register: NewCache(&Recipients{URL: srv.URL + "/far", Sender: sender, Client: client}, keys, now),
		Reach:    func() (string, string) { return "031-390 06 00", "kommun@almby.example" }, Log: slog.New(slog.DiscardHandler)}}
	return b
}

var decision = notify.Message{ID: "019aaaaa-0000-7000-8000-000000000001", Person: "anna", Address: addressID, Lang: locale.SV, Title: "Beslut i ärende BUN 2026-000123",
	Link: "https://almby.example/arenden/1"}

// signatureHolds is an operator's look at an element that it has taken out of what it got: the signature that is the element's own child holds over all
// else in it.
func signatureHolds(t *testing.T, e *etree.Element) *etree.Element {
	t.Helper()
	alone, err := standing(e)
	if err == nil {
		err = verify(alone, &certificate().PrivateKey.(*rsa.PrivateKey).PublicKey)
	}
	if err != nil {
		t.Fatalf("the signature of %s does not hold: %v", e.Tag, err)
	}
	return alone
}

// TestAnOperatorReadsWhatWasSent has a message go all the way, and reads it as an operator does: the seal's signature, the sender's, and what it says.
func TestAnOperatorReadsWhatWasSent(t *testing.T) {
	b := newBench(t)
	if got := b.Send(t.Context(), decision); got != (notify.Result{Outcome: notify.Arrived, Evidence: "t-1"}) {
		t.Fatalf("%+v", got)
	}
	doc := etree.NewDocument()
	if err := doc.ReadFromBytes(b.got); err != nil {
		t.Fatal(err)
	}
	sealed := doc.FindElement("/soap:Envelope/soap:Body/srv:deliverSecure/srv:deliverSecure")
	if sealed == nil {
		t.Fatalf("the call is %s", b.got)
	}
	sealed.Space, sealed.Tag = "v3", "SealedDelivery" // as it was signed
	sealed.RemoveAttr("xmlns:srv")
	sealed = signatureHolds(t, sealed)
	var order []string
	for _, c := range sealed.ChildElements() {
		order = append(order, c.Tag)
	}
	if diff := cmp.Diff([]string{"SignedDelivery", "Seal", "Signature"}, order); diff != "" {
		t.Error(diff)
	}
	signed := signatureHolds(t, find(sealed, "SignedDelivery"))
	message := find(signed, "Message")
	for name, want := range map[string]string{"Recipient": "194006129805", "CorrelationId": decision.ID, "Subject": decision.Title, "Language": "svSE", "PhoneNumber": "031-390 06 00",
		"URL": decision.Link, "Filename": "BUN-2026-000123.pdf"} {
		if got := words(signed, name); got != want {
			t.Errorf("%s is %q, want %q", name, got, want)
		}
	}
	if got := words(find(signed, "Sender"), "Id"); got != "162120000142" {
		t.Errorf("the sender is %q", got)
	}
	body, err := base64.StdEncoding.DecodeString(message.FindElement("v3:Body/m:Body").Text())
	if err != nil || !strings.Contains(string(body), "Elsa får skolskjuts.") || !strings.Contains(string(body), "• skollagen 10 kap. 32 §") {
		t.Errorf("it says %s, %v", body, err)
	}
	file, err := base64.StdEncoding.DecodeString(message.FindElement("v3:Attachment/m:Body").Text())
	if err != nil || !strings.HasPrefix(string(file), "%PDF-") {
		t.Errorf("the file is %.20q, %v", file, err)
	}
}

// TestWhatIsChangedOnTheWayIsSeen changes a word of a message, and its seal.
func TestWhatIsChangedOnTheWayIsSeen(t *testing.T) {
	b := newBench(t)
	sealed, err := b.seal(t.Context(), decision, anna(t))
	if err != nil {
		t.Fatal(err)
	}
	for _, change := range []string{"Beslut i ärende", "2026-11-23T09"} {
		doc := etree.NewDocument()
		changed := strings.Replace(string(sealed), change, strings.Repeat("x", len(change)), 1)
		if err := doc.ReadFromString(changed); err != nil || changed == string(sealed) {
			t.Fatal(change, err)
		}
		if err := verify(doc.Root(), &certificate().PrivateKey.(*rsa.PrivateKey).PublicKey); err == nil {
			t.Errorf("%q is changed, and the signature holds", change)
		}
	}
}

func TestWhatARegisterAnswers(t *testing.T) {
	const fault = `<S:Envelope xmlns:S="http://schemas.xmlsoap.org/soap/envelope/"><S:Body><S:Fault><faultstring>Unknown 194006129805</faultstring></S:Fault></S:Body></S:Envelope>`
	for _, c := range []struct {
		name   string
		change func(string) string
		code   int
		want   notify.Outcome
		planned
	}{
		{"a mailbox", func(s string) string { return s }, 200, notify.Arrived, planned{1, "Kivra"}},
		{"none", func(s string) string { return strings.Replace(s, "Secure", "Not", 1) }, 200, notify.Gone, planned{}},
		{"not yet", func(s string) string {
			return strings.Replace(s, "<b:Pending>false", "<b:Pending>true", 1)
		}, 200, notify.Gone, planned{}},
		{"none that takes from us", func(s string) string {
			return strings.Replace(s, ">true</b:SenderAccepted", ">false</b:SenderAccepted", 1)
		}, 200, notify.Gone, planned{}},
		{"a fault", func(string) string { return fault }, 500, notify.Later, planned{1, ""}},
		{"a page", func(string) string { return "<html><p>hej" }, 200, notify.Later, planned{1, ""}},
		{"nothing", func(string) string { return "" }, 200, notify.Later, planned{1, ""}},
		{"is away", func(string) string { return "" }, 503, notify.Later, planned{1, ""}},
	} {
		t.Run(c.name, func(t *testing.T) {
			b := newBench(t)
			b.register, b.code = c.change(b.register), c.code
			all, err := b.Addresses(t.Context(), "anna")
			if err != nil || len(all) != c.addresses || len(all) > 0 && all[0].Name != c.operator {
				t.Errorf("%+v, %v", all, err)
			}
			r := b.Send(t.Context(), decision)
			if r.Outcome != c.want {
				t.Errorf("%+v", r)
			}
			if r.Err != nil && strings.Contains(r.Err.Error(), "1940") {
				t.Errorf("the error tells the number: %v", r.Err)
			}
		})
	}
}

// planned is what a plan is told: how many addresses, and whose.
type planned struct {
	addresses int
	operator  string
}

func TestWhatAnOperatorAnswers(t *testing.T) {
	for _, c := range []struct {
		name     string
		operator http.HandlerFunc
		want     notify.Outcome
	}{
		{"takes it", says(200, delivered), notify.Arrived},
		{"has no such mailbox", says(200, strings.Replace(delivered, "<b:Delivered>true", "<b:Delivered>false", 1)), notify.Gone},
		{"names no transaction", says(200, strings.Replace(delivered, "t-1", "", 1)), notify.Later},
		{"fails", says(500, "<Envelope><Body><Fault><faultstring>internal</faultstring></Fault></Body></Envelope>"), notify.Later},
		{"is away", says(503, ""), notify.Later},
		{"knows us not", says(403, ""), notify.Later},
		{"is slow", func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() }, notify.Later},
	} {
		t.Run(c.name, func(t *testing.T) {
			b := newBench(t)
			b.operator = c.operator
			if r := b.Send(t.Context(), decision); r.Outcome != c.want {
				t.Errorf("%+v, want %s", r, c.want)
			}
		})
	}
}

// TestWhatCannotBeWrittenIsNotTriedAgain: what a message is about is there no more. That something else failed may pass.
func TestWhatCannotBeWrittenIsNotTriedAgain(t *testing.T) {
	for want, err := range map[notify.Outcome]error{notify.Gone: fault.New(fault.NotFound, "access.not_found"), notify.Later: errors.New("the database is away")} {
		b := newBench(t)
		b.Composer = composer{err}
		if r := b.Send(t.Context(), decision); r.Outcome != want || !errors.Is(r.Err, err) {
			t.Errorf("%v: %+v, want %s", err, r, want)
		}
	}
}

// TestARehearsalHandsNothingOver: it is written and signed, and no operator hears of it. What cannot be written shows as it would.
func TestARehearsalHandsNothingOver(t *testing.T) {
	b := newBench(t)
	if r := b.Rehearse(t.Context(), decision); r != (notify.Result{Outcome: notify.Arrived}) || b.got != nil {
		t.Errorf("%+v, and the operator got %q", r, b.got)
	}
	b.Composer = composer{errors.New("the database is away")}
	if r := b.Rehearse(t.Context(), decision); r.Outcome != notify.Later {
		t.Errorf("%+v", r)
	}
}

// TestASampleIsVerified: what another changed or signed is not taken for the municipality's own.
func TestASampleIsVerified(t *testing.T) {
	b := newBench(t)
	sample, err := b.Sealer.Sample(b.Sender, "Almby kommun", anna(t))
	if err != nil {
		t.Fatal(err)
	}
	if err := b.Sealer.Verify(sample); err != nil {
		t.Error(err)
	}
	for name, c := range map[string]struct{ from, to, says string }{
		"a word":         {"Prov av digital post", "Prov av digital kost", "seal"},
		"no signatures":  {"ds:Signature", "ds:Ignature", "seal"},
		"what is sealed": {"v3:SignedDelivery", "v3:IgnedDelivery", "seal"},
		"no XML":         {"<", "(", "no XML"},
	} {
		changed := strings.ReplaceAll(string(sample), c.from, c.to)
		if err := b.Sealer.Verify([]byte(changed)); changed == string(sample) || err == nil || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestTheRegisterIsAskedAnewBeforeEachMessage holds that plans may rest on what it said a little while ago, and messages may not.
func TestTheRegisterIsAskedAnewBeforeEachMessage(t *testing.T) {
	b := newBench(t)
	want := func(n int32) {
		t.Helper()
		if got := b.asked.Load(); got != n {
			t.Errorf("asked %d times, want %d", got, n)
		}
	}
	for range 3 {
		if _, err := b.Addresses(t.Context(), "anna"); err != nil {
			t.Fatal(err)
		}
	}
	want(1)
	b.Send(t.Context(), decision)
	want(2)
	b.now = b.now.Add(kept)
	if _, err := b.Addresses(t.Context(), "anna"); err != nil {
		t.Fatal(err)
	}
	want(3)
	if all, err := b.Addresses(t.Context(), "somebody"); err != nil || len(all) != 0 {
		t.Errorf("somebody without a number: %+v, %v", all, err)
	}
	want(3)
}

func TestAFolderGetsEachMessageOnce(t *testing.T) {
	b := newBench(t)
	dir := t.TempDir()
	b.Carrier = Folder(dir)
	for range 2 { // it comes again after a crash
		if r := b.Send(t.Context(), decision); r != (notify.Result{Outcome: notify.Sent, Evidence: decision.ID + ".xml"}) {
			t.Fatalf("%+v", r)
		}
	}
	files, err := os.ReadDir(dir)
	if err != nil || len(files) != 1 {
		t.Fatal(files, err)
	}
	doc := etree.NewDocument()
	if err := doc.ReadFromFile(filepath.Join(dir, files[0].Name())); err != nil {
		t.Fatal(err)
	}
	signatureHolds(t, doc.Root())
	b.Carrier = Folder(filepath.Join(dir, "gone"))
	if r := b.Send(t.Context(), decision); r.Outcome != notify.Later {
		t.Errorf("a folder that is not there: %+v", r)
	}
}

func TestACertificateMustDo(t *testing.T) {
	for name, now := range map[string]time.Time{"is valid": start, "has run out": start.AddDate(2, 0, 0)} {
		_, err := NewSealer(certificate(), func() time.Time { return now })
		if (err == nil) != (now == start) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := NewSealer(tls.Certificate{Certificate: certificate().Certificate}, time.Now); err == nil {
		t.Error("one without a key will do")
	}
}

func TestAnOperatorsAddressIsHTTPS(t *testing.T) {
	for _, address := range []string{"http://localhost/x", "https://", "://", ""} {
		if _, err := (&Operators{Client: http.DefaultClient}).Carry(t.Context(), Box{Address: address}, "1", []byte("<x/>")); err == nil || errors.Is(err, errNoBox) {
			t.Errorf("%q: %v", address, err)
		}
	}
}

// FuzzAnswers holds that nothing that a service says stops the program, or is taken for a mailbox without an address.
func FuzzAnswers(f *testing.F) {
	for _, s := range []string{reachable, delivered, "", "<a>", "<return/>", "\xff"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if b, has, err := readReachable(strings.NewReader(s)); has && (err != nil || b.Address == "") {
			t.Errorf("%+v, %v", b, err)
		}
		if transaction, ok, err := readDelivered(strings.NewReader(s)); ok && (err != nil || transaction == "") {
			t.Errorf("%q, %v", transaction, err)
		}
	})
}
