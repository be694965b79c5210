package mailbox

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
)

// Carrier hands a sealed message to whoever keeps a mailbox. Safe for concurrent use.
type Carrier interface {
	// Carry hands over the message that is called id. errNoBox where the operator has no such mailbox.
	Carry(ctx context.Context, to Box, id string, sealed []byte) (Receipt, error)
}

// Receipt is what the other side answers.
type Receipt struct {
	// Name is what it calls the message.
	Name string
	// Laid says that the message lies in the mailbox. It does not say that anybody has opened it.
	Laid bool
}

// errNoBox is that an operator says that the message does not lie in any mailbox.
var errNoBox = errors.New("the operator has no such mailbox")

// Operators are the operators themselves, over HTTPS.
type Operators struct {
	// Client has the sender's certificate.
	Client *http.Client
}

// Carry implements Carrier.
func (o *Operators) Carry(ctx context.Context, to Box, _ string, sealed []byte) (Receipt, error) {
	if u, err := url.Parse(to.Address); err != nil || u.Host == "" || u.Scheme != "https" {
		return Receipt{}, errors.New("the operator's address in the register is not https")
	}
	message, err := deliverSecure(sealed)
	if err != nil {
		return Receipt{}, err
	}
	said, err := call(ctx, o.Client, to.Address, message)
	if err != nil {
		return Receipt{}, fmt.Errorf("operator of digital mailboxes: %w", err)
	}
	transaction, delivered, err := readDelivered(bytes.NewReader(said))
	if err != nil {
		return Receipt{}, fmt.Errorf("operator of digital mailboxes: %w", err)
	}
	if !delivered {
		return Receipt{}, errNoBox
	}
	return Receipt{Name: transaction, Laid: true}, nil
}

// Folder lays messages in a folder as they are signed, each in a file of its own, for an intermediary that fetches them.
type Folder string

// Carry implements Carrier. The file appears whole, and one that comes again takes its own place. Whether it has been
// laid in the mailbox, only the intermediary knows.
func (f Folder) Carry(_ context.Context, _ Box, id string, sealed []byte) (_ Receipt, err error) {
	part, err := os.CreateTemp(string(f), ".part-") // readable by its owner alone
	if err != nil {
		return Receipt{}, err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, os.Remove(part.Name()))
		}
	}()
	_, err = part.Write(sealed)
	if err == nil {
		err = part.Sync()
	}
	if err = errors.Join(err, part.Close()); err != nil {
		return Receipt{}, err
	}
	name := id + ".xml"
	return Receipt{Name: name}, os.Rename(part.Name(), filepath.Join(string(f), name))
}
