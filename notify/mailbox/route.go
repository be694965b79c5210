package mailbox

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"time"

	"forvag/internal/fault"
	"forvag/internal/identity"
	"forvag/notify"
	"forvag/notify/letter"
)

// addressID is the ID of the one address that somebody has: where they have moved to another operator it is the same, and who keeps it is asked before
// each message.
const addressID = "mailbox"

// Numbers is what the route asks of the register of people.
type Numbers interface {
	Number(ctx context.Context, id identity.PersonID) (identity.Number, error)
}

// Options say how messages are put in mailboxes.
type Options struct {
	// Composer writes what a message says, with all that it is about.
	Composer letter.Composer
	People   Numbers
	Register *Cache
	Sealer   *Sealer
	Carrier  Carrier
	// Sender is the municipality's organisation number, and Reach how it is reached: telephone and e-mail.
	Sender identity.OrgNumber
	Reach  func() (phone, email string)
	Now    func() time.Time
	Log    *slog.Logger
}

// Route puts messages in digital mailboxes. It implements notify.Route. Safe for concurrent use.
type Route struct{ Options }

var (
	_ notify.Route     = Route{}
	_ notify.Rehearser = Route{}
)

// Repeats implements notify.Route: the message keeps its Id, and a decision that comes twice is better than one that does not.
func (Route) Repeats() bool { return true }

// Addresses implements notify.Route. Where the register does not answer it is taken that there is a mailbox: before the message is sent it is asked again,
// and where there turns out to be none, the next way is tried.
func (r Route) Addresses(ctx context.Context, person identity.PersonID) ([]notify.Address, error) {
	number, err := r.People.Number(ctx, person)
	if errors.Is(err, fault.NotFound) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	box, has, err := r.Register.Recent(ctx, number)
	if err != nil {
		r.Log.WarnContext(ctx, "who has a digital mailbox is not known", "err", err)
		return []notify.Address{{ID: addressID}}, nil
	}
	if !has {
		return nil, nil
	}
	return []notify.Address{{ID: addressID, Name: box.Operator}}, nil
}

// Send implements notify.Sender.
func (r Route) Send(ctx context.Context, m notify.Message) notify.Result {
	box, sealed, failed := r.prepare(ctx, m)
	if failed != nil {
		return *failed
	}
	switch receipt, err := r.Carrier.Carry(ctx, box, m.ID, sealed); {
	case errors.Is(err, errNoBox):
		return notify.Result{Outcome: notify.Gone, Err: err}
	case err != nil:
		return notify.Result{Outcome: notify.Later, Err: err}
	case receipt.Laid:
		return notify.Result{Outcome: notify.Arrived, Evidence: receipt.Name}
	default:
		return notify.Result{Outcome: notify.Sent, Evidence: receipt.Name}
	}
}

// Rehearse implements notify.Rehearser: the message is written and signed, and handed to nobody. What cannot be, or has no mailbox, shows as it would when it is sent.
func (r Route) Rehearse(ctx context.Context, m notify.Message) notify.Result {
	if _, _, failed := r.prepare(ctx, m); failed != nil {
		return *failed
	}
	return notify.Result{Outcome: notify.Arrived}
}

// prepare finds the mailbox, and writes what is laid there; failed is why that cannot be.
func (r Route) prepare(ctx context.Context, m notify.Message) (box Box, sealed []byte, failed *notify.Result) {
	no := func(outcome notify.Outcome, err error) (Box, []byte, *notify.Result) {
		return Box{}, nil, &notify.Result{Outcome: outcome, Err: err}
	}
	number, err := r.People.Number(ctx, m.Person)
	if errors.Is(err, fault.NotFound) {
		return no(notify.Gone, errors.New("the person has no number"))
	}
	if err != nil {
		return no(notify.Later, err)
	}
	box, has, err := r.Register.Box(ctx, number)
	if err != nil {
		return no(notify.Later, err)
	}
	if !has {
		return no(notify.Gone, errors.New("there is no digital mailbox"))
	}
	sealed, err = r.seal(ctx, m, number)
	if errors.Is(err, fault.NotFound) {
		return no(notify.Gone, fmt.Errorf("there is nothing to write of: %w", err))
	}
	if err != nil {
		return no(notify.Later, err)
	}
	return box, sealed, nil
}

// seal writes the message, with all that it is about as text and as a PDF, and signs it.
func (r Route) seal(ctx context.Context, m notify.Message, to identity.Number) ([]byte, error) {
	said, err := r.Composer.Compose(ctx, m)
	if err != nil {
		return nil, err
	}
	var pdf bytes.Buffer
	if err := letter.Write(&pdf, r.Now(), said); err != nil {
		return nil, err
	}
	phone, email := r.Reach()
	return r.Sealer.Seal(&Letter{ID: m.ID, Sender: r.Sender, SenderName: said.From.Name, To: to, Lang: m.Lang, Subject: m.Title, Text: said.Plain() + "\n\n" + m.Link,
		Phone: phone, Email: email, Link: m.Link, File: pdf.Bytes(), Filename: strings.ReplaceAll(cmp.Or(said.Number, "brev"), " ", "-") + ".pdf"})
}
