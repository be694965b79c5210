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
	// Carry hands over the message that is called id, and returns the operator's name of it. errNoBox where the operator has no such mailbox.
	Carry(ctx context.Context, to Box, id string, sealed []byte) (evidence string, err error)
}

// errNoBox is that an operator says that the message does not lie in any mailbox.
var errNoBox = errors.New("the operator has no such mailbox")

// Operators are the operators themselves, over HTTPS.
type Operators struct {
	// Client has the sender's certificate.
	Client *http.Client
}

// Carry implements Carrier.
func (o *Operators) Carry(ctx context.Context, to Box, _ string, sealed []byte) (string, error) {
	if u, err := url.Parse(to.Address); err != nil || u.Host == "" || u.Scheme != "https" {
		return "", errors.New("the operator's address in the register is not https")
	}
	message, err := deliverSecure(sealed)
	if err != nil {
		return "", err
	}
	said, err := call(ctx, o.Client, to.Address, message)
	if err != nil {
		return "", fmt.Errorf("operator of digital mailboxes: %w", err)
	}
	transaction, delivered, err := readDelivered(bytes.NewReader(said))
	if err != nil {
		return "", fmt.Errorf("operator of digital mailboxes: %w", err)
	}
	if !delivered {
		return "", errNoBox
	}
	return transaction, nil
}

// Folder lays messages in a folder as they are signed, each in a file of its own, for an intermediary that fetches them.
type Folder string

// Carry implements Carrier. The file appears whole, and one that comes again takes its own place.
func (f Folder) Carry(_ context.Context, _ Box, id string, sealed []byte) (evidence string, err error) {
	part, err := os.CreateTemp(string(f), ".part-") // readable by its owner alone
	if err != nil {
		return "", err
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
		return "", err
	}
	name := id + ".xml"
	return name, os.Rename(part.Name(), filepath.Join(string(f), name))
}
