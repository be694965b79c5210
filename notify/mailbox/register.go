package mailbox

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"sync"
	"time"

	"forvag/internal/identity"
)

// Box is somebody's digital mailbox.
type Box struct {
	// Operator keeps it, and Address is where the operator takes messages.
	Operator, Address string
}

// Register knows who has a digital mailbox. Safe for concurrent use.
type Register interface {
	// Box returns the mailbox in which somebody takes secure messages from the sender; false where there is none.
	Box(ctx context.Context, n identity.Number) (Box, bool, error)
}

// Recipients asks the register of Mina meddelanden.
type Recipients struct {
	// URL is the service's, and Sender who asks.
	URL    string
	Sender identity.OrgNumber
	// Client has the sender's certificate.
	Client *http.Client
}

// Box implements Register.
func (r *Recipients) Box(ctx context.Context, n identity.Number) (Box, bool, error) {
	question, err := isReachable(r.Sender, n)
	if err != nil {
		return Box{}, false, err
	}
	said, err := call(ctx, r.Client, r.URL, question)
	if err != nil {
		return Box{}, false, fmt.Errorf("register of digital mailboxes: %w", err)
	}
	b, has, err := readReachable(bytes.NewReader(said))
	if err != nil {
		return Box{}, false, fmt.Errorf("register of digital mailboxes: %w", err)
	}
	return b, has, nil
}

// call posts a SOAP message, and returns what was answered. A fault comes as status 500, with words that the caller reads.
func call(ctx context.Context, client *http.Client, url string, message []byte) ([]byte, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, url, bytes.NewReader(message))
	if err != nil {
		return nil, err
	}
	req.Header.Set("Content-Type", "text/xml; charset=utf-8")
	req.Header.Set("SOAPAction", `""`)
	res, err := client.Do(req)
	if err != nil {
		return nil, err
	}
	defer res.Body.Close()
	if res.StatusCode != http.StatusOK && res.StatusCode != http.StatusInternalServerError {
		return nil, statusError(res.StatusCode)
	}
	return io.ReadAll(io.LimitReader(res.Body, maxAnswer+1))
}

// statusError is an answer that is no SOAP message.
type statusError int

func (e statusError) Error() string { return fmt.Sprintf("answers %d", int(e)) }

const (
	// kept is how long an answer of the register holds for a plan. Before each message it is asked anew.
	kept = 10 * time.Minute
	// mostKept is how many answers are kept.
	mostKept = 10_000
)

// Cache keeps what a Register answered for a short while, under keyed digests of the numbers. Safe for concurrent use.
type Cache struct {
	Register
	keys *identity.Keyring
	now  func() time.Time
	mu   sync.Mutex
	said map[[32]byte]remembered
}

type remembered struct {
	box Box
	has bool
	at  time.Time
}

// NewCache keeps what r answers.
func NewCache(r Register, keys *identity.Keyring, now func() time.Time) *Cache {
	return &Cache{Register: r, keys: keys, now: now, said: map[[32]byte]remembered{}}
}

// Recent is Box, or what it answered a little while ago.
func (c *Cache) Recent(ctx context.Context, n identity.Number) (Box, bool, error) {
	key := [32]byte(c.keys.Digest("digital mailbox", n.Digits()))
	c.mu.Lock()
	r, known := c.said[key]
	c.mu.Unlock()
	if known && c.now().Sub(r.at) < kept {
		return r.box, r.has, nil
	}
	box, has, err := c.Box(ctx, n)
	if err != nil {
		return box, has, err
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if len(c.said) >= mostKept {
		clear(c.said)
	}
	c.said[key] = remembered{box, has, c.now()}
	return box, has, nil
}
