package letter

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"time"

	"forvag/internal/fault"
	"forvag/internal/identity"
	"forvag/internal/residents"
	"forvag/notify"
)

// The IDs of the addresses that a letter goes to. The address itself is looked up when the letter is written, and stands in the letter alone.
const (
	// Registered is where somebody is registered.
	Registered = "registered"
	// Organisation is an organisation's own, for those who sign for it.
	Organisation = "organisation"
	// Forwarded is the office of the Tax Agency that sends on what is to somebody with a protected identity.
	Forwarded = "forwarded"
)

// Composer writes what a message says as a letter, with all that it is about.
type Composer interface {
	Compose(ctx context.Context, m notify.Message) (*Letter, error)
}

// People is what the route asks of the register.
type People interface {
	Person(ctx context.Context, id identity.PersonID) (residents.Person, error)
	Protected(ctx context.Context, people ...identity.PersonID) (bool, error)
	Organisation(ctx context.Context, id identity.OrgID) (residents.Organisation, error)
}

// Queue is where letters wait.
type Queue interface {
	Enqueue(ctx context.Context, delivery string, content []byte, pages int) error
}

// Route lays letters in the queue. It implements notify.Route. Safe for concurrent use.
type Route struct {
	Composer Composer
	People   People
	Queue    Queue
	Keys     *identity.Keyring
	// Forwards says whether there is an office that sends on what is to somebody with a protected identity.
	Forwards func() bool
}

var (
	_ notify.OrgRoute  = (*Route)(nil)
	_ notify.Rehearser = (*Route)(nil)
)

// Repeats implements notify.Route: a letter that is queued again takes its own place.
func (*Route) Repeats() bool { return true }

// Addresses implements notify.Route. Who has a protected identity gets post by way of the Tax Agency alone: none where no office of it is known. It sends on
// nothing to others, so there is no way to who lives with somebody protected: their home is not to stand on a letter either, and a person has to look. The
// register has no address of who lives elsewhere.
func (r *Route) Addresses(ctx context.Context, person identity.PersonID) ([]notify.Address, error) {
	p, err := r.People.Person(ctx, person)
	switch {
	case errors.Is(err, fault.NotFound):
		return nil, nil
	case err != nil:
		return nil, err
	case p.IsProtected() && r.Forwards():
		return []notify.Address{{ID: Forwarded, Safe: true}}, nil
	case p.IsProtected() || p.Address == "":
		return nil, nil
	}
	near, err := r.People.Protected(ctx, person)
	if err != nil || near {
		return nil, err
	}
	return []notify.Address{{ID: Registered}}, nil
}

// OrgAddresses implements notify.OrgRoute: a letter to an organisation needs nobody's home.
func (r *Route) OrgAddresses(ctx context.Context, org identity.OrgID) ([]notify.Address, error) {
	o, err := r.People.Organisation(ctx, org)
	if errors.Is(err, fault.NotFound) || err == nil && o.Address == "" {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	return []notify.Address{{ID: Organisation, Was: Registered}}, nil
}

// Send implements notify.Sender.
func (r *Route) Send(ctx context.Context, m notify.Message) notify.Result {
	return r.queue(ctx, m, false)
}

// Rehearse implements notify.Rehearser: what is queued says on every page that nobody is to get it.
func (r *Route) Rehearse(ctx context.Context, m notify.Message) notify.Result {
	return r.queue(ctx, m, true)
}

func (r *Route) queue(ctx context.Context, m notify.Message, test bool) notify.Result {
	l, err := r.Composer.Compose(ctx, m)
	if errors.Is(err, fault.NotFound) {
		return notify.Result{Outcome: notify.Gone, Err: errors.New("there is no address")}
	}
	if err != nil {
		return notify.Result{Outcome: notify.Later, Err: fmt.Errorf("write letter: %w", err)}
	}
	l.Test = test
	if l.Cover != nil {
		l.Cover.Test = test
	}
	text, err := json.Marshal(l)
	if err == nil {
		err = r.Queue.Enqueue(ctx, m.ID, r.Keys.Encrypt(purpose, text, []byte(m.ID)), Pages(l))
	}
	if err != nil {
		return notify.Result{Outcome: notify.Later, Err: err}
	}
	return notify.Result{Outcome: notify.Queued}
}

// purpose is what the keys are derived for.
const purpose = "notify letter"

// Open reads a letter from the queue.
func Open(keys *identity.Keyring, p notify.Paper) (*Letter, error) {
	text, err := keys.Decrypt(purpose, p.Content, []byte(p.ID))
	if err != nil {
		return nil, err
	}
	l := &Letter{}
	return l, json.Unmarshal(text, l)
}

// WriteBatch writes a batch's letters as one PDF.
func WriteBatch(w io.Writer, keys *identity.Keyring, b notify.Batch, now time.Time) error {
	letters := make([]*Letter, len(b.Papers))
	for i, p := range b.Papers {
		var err error
		if letters[i], err = Open(keys, p); err != nil {
			return fmt.Errorf("open letter %s: %w", p.ID, err)
		}
	}
	return Write(w, now, letters...)
}
