package mailbox

import (
	"crypto/md5" //nolint:gosec // the format's checksum of a file; what is signed is protected by SHA-256
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/beevik/etree"

	"forvag/internal/identity"
	"forvag/internal/locale"
)

// The namespaces of Mina meddelanden, and SOAP's.
const (
	nsSOAP       = "http://schemas.xmlsoap.org/soap/envelope/"
	nsMessage    = "http://minameddelanden.gov.se/schema/Message"
	nsMessage2   = "http://minameddelanden.gov.se/schema/Message/v2"
	nsMessage3   = "http://minameddelanden.gov.se/schema/Message/v3"
	nsSender     = "http://minameddelanden.gov.se/schema/Sender"
	nsService3   = "http://minameddelanden.gov.se/schema/Service/v3"
	nsRecipient3 = "http://minameddelanden.gov.se/schema/Recipient/v3"
)

// maxSubject is the schema's longest subject, in characters.
const maxSubject = 255

// orgPrefix stands before an organisation number, so that it is as long as a personal number.
const orgPrefix = "16"

// Letter is what is put in a mailbox.
type Letter struct {
	// ID names the message, the same at each attempt.
	ID string
	// Sender is the municipality, and To the person.
	Sender     identity.OrgNumber
	SenderName string
	To         identity.Number
	Lang       locale.Lang
	Subject    string
	// Text is the words, in plain text.
	Text string
	// Phone, Email and Link are how the sender is reached.
	Phone, Email, Link string
	// File is a PDF of the same, and Filename what it is called.
	File     []byte
	Filename string
}

// languages are what the format calls them.
var languages = map[locale.Lang]string{locale.SV: "svSE", locale.EN: "enUS"}

// root makes a document of one element, with the namespaces that stand in it by prefix.
func root(tag string, namespaces ...string) (*etree.Document, *etree.Element) {
	doc := etree.NewDocument()
	e := doc.CreateElement(tag)
	for i := 0; i < len(namespaces); i += 2 {
		e.CreateAttr("xmlns:"+namespaces[i], namespaces[i+1])
	}
	return doc, e
}

// text adds an element with words in it; none where there are none.
func text(to *etree.Element, tag, words string) {
	if words != "" {
		to.CreateElement(tag).SetText(words)
	}
}

// signedDelivery writes the letter, as yet without a signature.
func (l *Letter) signedDelivery() *etree.Element {
	_, signed := root("v3:SignedDelivery", "v3", nsMessage3, "v2", nsMessage2, "m", nsMessage, "s", nsSender)
	delivery := signed.CreateElement("v3:Delivery")
	header := delivery.CreateElement("v3:Header")
	sender := header.CreateElement("v2:Sender")
	text(sender, "s:Id", orgPrefix+l.Sender.Digits())
	text(sender, "s:Name", l.SenderName)
	text(header, "v2:Recipient", l.To.Digits())
	text(header, "v2:CorrelationId", l.ID)
	message := delivery.CreateElement("v3:Message")
	header = message.CreateElement("v3:Header")
	text(header, "v3:Id", l.ID)
	text(header, "v3:Subject", cut(l.Subject, maxSubject))
	support := header.CreateElement("v3:Supportinfo")
	text(support, "v3:Text", l.SenderName)
	text(support, "v3:URL", l.Link)
	text(support, "v3:PhoneNumber", l.Phone)
	text(support, "v3:EmailAdress", l.Email) // the format's own spelling
	text(header, "v3:Language", languages[l.Lang])
	body := message.CreateElement("v3:Body")
	text(body, "m:ContentType", "text/plain")
	text(body, "m:Body", base64.StdEncoding.EncodeToString([]byte(l.Text)))
	if len(l.File) > 0 {
		file := message.CreateElement("v3:Attachment")
		sum := md5.Sum(l.File)
		text(file, "m:ContentType", "application/pdf")
		text(file, "m:Body", base64.StdEncoding.EncodeToString(l.File))
		text(file, "m:Checksum", strings.ToUpper(hex.EncodeToString(sum[:])))
		text(file, "m:Filename", l.Filename)
	}
	return signed
}

// sealedDelivery puts a signed delivery in another, as yet without its own signature.
func sealedDelivery(signed *etree.Element, at time.Time) *etree.Element {
	_, sealed := root("v3:SealedDelivery", "v3", nsMessage3, "m", nsMessage)
	sealed.AddChild(signed)
	seal := sealed.CreateElement("v3:Seal")
	text(seal, "m:ReceivedTime", at.UTC().Format(time.RFC3339))
	text(seal, "m:SignaturesOK", "true")
	return sealed
}

// deliverSecure is the call that hands a sealed delivery over. The service's own element has the content of the delivery, under another name.
func deliverSecure(sealed []byte) ([]byte, error) {
	doc := etree.NewDocument()
	if err := doc.ReadFromBytes(sealed); err != nil {
		return nil, err
	}
	inner := doc.Root()
	inner.Space, inner.Tag = "srv", "deliverSecure"
	inner.CreateAttr("xmlns:srv", nsService3)
	return envelope(func(body *etree.Element) {
		call := body.CreateElement("srv:deliverSecure")
		call.CreateAttr("xmlns:srv", nsService3)
		call.AddChild(inner)
	})
}

// isReachable is the question to the register.
func isReachable(sender identity.OrgNumber, of identity.Number) ([]byte, error) {
	return envelope(func(body *etree.Element) {
		call := body.CreateElement("r:isReachable")
		call.CreateAttr("xmlns:r", nsRecipient3)
		text(call, "r:senderOrgNr", orgPrefix+sender.Digits())
		text(call, "r:recipientId", of.Digits())
	})
}

func envelope(write func(body *etree.Element)) ([]byte, error) {
	doc, e := root("soap:Envelope", "soap", nsSOAP)
	write(e.CreateElement("soap:Body"))
	return doc.WriteToBytes()
}

// maxAnswer is the longest answer that is read, in bytes.
const maxAnswer = 1 << 20

// answer reads what a service says: the first element with a local name. A fault is an error with its words, which the service may have taken from the
// question, so that they are cut short and hold no digits.
func answer(r io.Reader, name string) (*etree.Element, error) {
	data, err := io.ReadAll(io.LimitReader(r, maxAnswer+1))
	switch {
	case err != nil:
		return nil, err
	case len(data) > maxAnswer:
		return nil, errors.New("the answer is too long")
	case !utf8.Valid(data):
		return nil, errors.New("the answer is no text")
	}
	doc := etree.NewDocument()
	if err := doc.ReadFromBytes(data); err != nil || doc.Root() == nil {
		return nil, errors.New("the answer is no XML")
	}
	if e := find(doc.Root(), name); e != nil {
		return e, nil
	}
	if e := find(doc.Root(), "faultstring"); e != nil {
		return nil, fmt.Errorf("fault: %s", cut(strings.Map(noDigits, e.Text()), 200))
	}
	return nil, fmt.Errorf("the answer has no %s", name)
}

func noDigits(r rune) rune {
	if r >= '0' && r <= '9' {
		return -1
	}
	return r
}

// find returns the first element with a local name, the outermost first; nil for none.
func find(e *etree.Element, name string) *etree.Element {
	if e.Tag == name {
		return e
	}
	for _, c := range e.ChildElements() {
		if found := find(c, name); found != nil {
			return found
		}
	}
	return nil
}

// words is what stands in the first element with a local name; empty for none.
func words(e *etree.Element, name string) string {
	if found := find(e, name); found != nil {
		return strings.TrimSpace(found.Text())
	}
	return ""
}

// readReachable reads the register's answer: false where nothing can be delivered securely to the person from the sender.
func readReachable(r io.Reader) (Box, bool, error) {
	e, err := answer(r, "return")
	if err != nil {
		return Box{}, false, err
	}
	if words(e, "Type") != "Secure" || words(e, "Pending") == "true" || words(e, "SenderAccepted") != "true" {
		return Box{}, false, nil
	}
	supplier := find(e, "ServiceSupplier")
	if supplier == nil {
		return Box{}, false, nil
	}
	b := Box{Operator: words(supplier, "Name"), Address: words(supplier, "ServiceAdress")} // the format's own spelling
	return b, b.Address != "", nil
}

// readDelivered reads an operator's answer: its name of the transaction, and whether the message lies in the mailbox.
func readDelivered(r io.Reader) (transaction string, delivered bool, err error) {
	e, err := answer(r, "return")
	if err != nil {
		return "", false, err
	}
	if transaction = words(e, "TransId"); transaction == "" {
		return "", false, errors.New("the answer has no TransId")
	}
	return cut(transaction, 100), words(e, "Delivered") == "true", nil
}

// cut is at most the first n characters.
func cut(s string, n int) string {
	if utf8.RuneCountInString(s) <= n {
		return s
	}
	return string([]rune(s)[:n])
}
