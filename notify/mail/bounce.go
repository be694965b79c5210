package mail

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"net/mail"
	"net/textproto"
	"regexp"
	"strings"
	"time"

	"forvag/internal/fault"
	"forvag/internal/identity"
	"forvag/notify"
	"forvag/notify/contact"
)

// Bounce is what a mail server told of a message that it, or another, could not deliver: the first recipient of a report (RFC 3464). Ours have one.
type Bounce struct {
	// Message is its ID.
	Message string
	// Action is "failed", "delayed", "delivered", "relayed" or "expanded".
	Action string
	// Status is the code of RFC 3463, "5.1.1".
	Status string
}

// ErrNoBounce is that what was read is no report, or of no message of ours: a reply by a person or a machine.
var ErrNoBounce = errors.New("not a report of a message that was sent from here")

// longest is as much of a message as is read.
const longest = 1 << 20

var (
	tokenForm  = regexp.MustCompile(`\b[A-Za-z2-7]{42}\b`)
	statusForm = regexp.MustCompile(`\b[245]\.\d{1,3}\.\d{1,3}\b`)
)

// ReadBounce reads a message that came to the return path. Which message it is about stands in the address that it came to, or in what is returned of it;
// recipient is that address where the mail server says it, else empty. ErrNoBounce for what is nothing of ours.
func ReadBounce(r io.Reader, keys *identity.Keyring, recipient string) (Bounce, error) {
	raw, err := io.ReadAll(io.LimitReader(r, longest))
	if err != nil {
		return Bounce{}, fmt.Errorf("read report: %w", err)
	}
	b, ok := report(raw)
	if !ok {
		return Bounce{}, ErrNoBounce
	}
	for _, token := range append(tokenForm.FindAllString(recipient, -1), tokenForm.FindAllString(string(raw), -1)...) {
		if b.Message, ok = notify.ReadToken(keys, token); ok {
			return b, nil
		}
	}
	return Bounce{}, ErrNoBounce
}

// report reads the fields of a multipart/report.
func report(raw []byte) (b Bounce, ok bool) {
	m, err := mail.ReadMessage(bytes.NewReader(raw))
	if err != nil {
		return b, false
	}
	media, params, err := mime.ParseMediaType(m.Header.Get("Content-Type"))
	if err != nil || media != "multipart/report" || !strings.EqualFold(params["report-type"], "delivery-status") {
		return b, false
	}
	parts := multipart.NewReader(m.Body, params["boundary"])
	for {
		part, err := parts.NextPart()
		if err != nil {
			return b, false
		}
		media, _, _ := mime.ParseMediaType(part.Header.Get("Content-Type"))
		if media == "message/delivery-status" || media == "message/global-delivery-status" { // RFC 6533
			return recipientOf(part)
		}
	}
}

// recipientOf reads the fields of the first recipient, which stand after those of the message and an empty line.
func recipientOf(part io.Reader) (b Bounce, ok bool) {
	fields := textproto.NewReader(bufio.NewReader(part))
	for {
		header, err := fields.ReadMIMEHeader()
		if action := header.Get("Action"); action != "" {
			b.Action = strings.ToLower(strings.TrimSpace(action))
			b.Status = statusForm.FindString(header.Get("Status"))
			if said := statusForm.FindString(header.Get("Diagnostic-Code")); said != "" && (b.Status == "" || strings.HasSuffix(b.Status, ".0.0")) {
				b.Status = said
			}
			return b, true
		}
		if err != nil {
			return b, false
		}
	}
}

// Returns takes what comes back.
type Returns struct {
	// Report writes what a channel tells afterwards of a delivery.
	Report func(context.Context, notify.Report) error
	// Delivery returns one: fault.NotFound where there is none.
	Delivery func(ctx context.Context, id string) (notify.Delivery, error)
	Contacts *contact.Store
	Now      func() time.Time
}

// Take writes down what a bounce tells: a message that failed is sent by the next way, and an address that is dead is not verified any longer. A bounce of
// what there is no longer says nothing.
func (r Returns) Take(ctx context.Context, b Bounce) error {
	said := notify.Report{Delivery: b.Message, At: r.Now(), Evidence: "DSN " + b.Action + " " + b.Status}
	switch b.Action {
	case "failed":
		said.State = notify.StateFailed
	case "delivered":
		said.State = notify.StateDelivered
	default: // not yet, or not known any further
		return nil
	}
	d, err := r.Delivery(ctx, b.Message)
	switch {
	case errors.Is(err, fault.NotFound) && b.Action == "failed": // a code, then
		err = r.Contacts.Refuse(ctx, b.Message)
	case err == nil && b.Action == "failed" && dead(b.Status):
		err = r.Contacts.Bury(ctx, d.Person, d.Address)
	}
	if err == nil && d.ID != "" {
		err = r.Report(ctx, said)
	}
	if errors.Is(err, fault.NotFound) {
		return nil
	}
	return err
}
