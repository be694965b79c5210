// Package push reaches people on the devices that they added, by web push: RFC 8030, encrypted for the device alone (RFC 8291), and signed so that the push
// service knows who sends (VAPID, RFC 8292).
//
// The payload is Declarative Web Push, which Safari shows by itself, and which the portal's service worker reads in other browsers. Messages are padded to
// one size. A push service keeps a message for a device that is off, and a newer one with the same topic takes its place.
package push

import (
	"context"
	"embed"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"strings"
	"sync/atomic"
	"time"

	webpush "github.com/SherClockHolmes/webpush-go"

	"forvag/internal/dbx"
	"forvag/internal/fault"
	"forvag/internal/identity"
	"forvag/notify"
)

//go:embed migrations
var migrations embed.FS

// Module is the package's tables.
var Module = dbx.Embedded("push", migrations)

// What the installation's key protects.
const (
	keyPurpose    = "push key"
	devicePurpose = "push device"
)

// Subscription is what a browser gives: where to send, and the keys to encrypt with. It is PushSubscription.toJSON of the Push API.
type Subscription = webpush.Subscription

// Device is a browser that somebody added.
type Device struct {
	ID string
	// Name is what its owner knows it by: "Firefox, Linux".
	Name string
	// Added is when, Used when a message last went there; zero where none has.
	Added, Used time.Time
}

// most is how many devices one person can have: the one that was renewed longest ago makes room.
const most = 20

// Store keeps devices, and the key that the installation signs with. Safe for concurrent use.
type Store struct {
	db    *dbx.DB
	keys  *identity.Keyring
	hosts Hosts
	now   func() time.Time
	// own is the installation's key once it has been read; it never changes.
	own atomic.Pointer[vapid]
}

// NewStore returns a store on a database that has the Module's tables. Only devices whose push service is one of hosts can be added.
func NewStore(db *dbx.DB, keys *identity.Keyring, hosts Hosts, now func() time.Time) *Store {
	return &Store{db: db, keys: keys, hosts: hosts, now: now}
}

// vapid is the key pair that the installation signs with, in base64url.
type vapid struct{ public, private string }

// PublicKey is what browsers subscribe with. The pair is made at first use and then never changes, since every device is bound to it; of processes that make
// one at once, one wins.
func (s *Store) PublicKey(ctx context.Context) (string, error) {
	k, err := s.vapid(ctx)
	return k.public, err
}

func (s *Store) vapid(ctx context.Context) (k vapid, err error) {
	if known := s.own.Load(); known != nil {
		return *known, nil
	}
	defer func() {
		if err == nil {
			s.own.Store(&k)
		}
	}()
	if k, err = s.readKey(ctx); !errors.Is(err, dbx.ErrNoRows) {
		return k, err
	}
	private, public, err := webpush.GenerateVAPIDKeys()
	if err != nil {
		return k, fmt.Errorf("push: make key: %w", err)
	}
	err = s.db.Write(ctx, func(tx *dbx.Tx) error {
		_, err := tx.Exec(ctx, `INSERT INTO push_key (id, public, sealed) VALUES (1, $1, $2) ON CONFLICT (id) DO NOTHING`,
			public, s.keys.Encrypt(keyPurpose, []byte(private), []byte(public)))
		return err
	})
	if err != nil {
		return k, fmt.Errorf("push: keep key: %w", err)
	}
	return s.readKey(ctx)
}

func (s *Store) readKey(ctx context.Context) (k vapid, err error) {
	var sealed []byte
	err = s.db.Read(ctx, func(tx *dbx.Tx) error {
		return tx.QueryRow(ctx, `SELECT public, sealed FROM push_key WHERE id = 1`).Scan(&k.public, &sealed)
	})
	if err != nil {
		return k, fmt.Errorf("push: read key: %w", err)
	}
	private, err := s.keys.Decrypt(keyPurpose, sealed, []byte(k.public))
	k.private = string(private)
	return k, err
}

// ParseSubscription reads what a browser gave. fault.Invalid for what cannot be sent to.
func (s *Store) ParseSubscription(text []byte) (Subscription, error) {
	var sub Subscription
	invalid := fault.New(fault.Invalid, "notify.push.invalid")
	if len(text) > 4096 || json.Unmarshal(text, &sub) != nil {
		return sub, invalid
	}
	point, err := base64.RawURLEncoding.DecodeString(strings.TrimRight(sub.Keys.P256dh, "="))
	if err != nil || len(point) != 65 || point[0] != 4 {
		return sub, invalid
	}
	if auth, err := base64.RawURLEncoding.DecodeString(strings.TrimRight(sub.Keys.Auth, "=")); err != nil || len(auth) != 16 {
		return sub, invalid
	}
	u, err := url.Parse(sub.Endpoint)
	if err != nil || len(sub.Endpoint) > 2000 {
		return sub, invalid
	}
	if !s.hosts.Allow(u) {
		return sub, fault.New(fault.Invalid, "notify.push.host").Because(fmt.Errorf("push service %q is not on the list", u.Host))
	}
	return sub, nil
}

// Add adds a person's device, or renews it: one that was somebody else's, as a shared computer's may be, is theirs no longer, under whichever of the
// installation's keys it was written down.
func (s *Store) Add(ctx context.Context, person identity.PersonID, sub Subscription, name string) (id string, err error) {
	text, err := json.Marshal(sub)
	if err != nil {
		return "", err
	}
	err = s.db.Write(ctx, func(tx *dbx.Tx) error {
		if id, err = s.only(ctx, tx, person, sub.Endpoint); err != nil {
			return err
		}
		now, digest := s.now(), s.keys.Digest(devicePurpose, sub.Endpoint)
		if id != "" {
			_, err := tx.Exec(ctx, `UPDATE push_device SET digest = $2, sealed = $3, name = $4, renewed = $5 WHERE id = $1`,
				id, digest, s.keys.Encrypt(devicePurpose, text, []byte(id)), name, now)
			return err
		}
		id = identity.NewID()
		if _, err := tx.Exec(ctx, `INSERT INTO push_device (id, person, digest, sealed, name, added, renewed) VALUES ($1, $2, $3, $4, $5, $6, $6)`,
			id, person, digest, s.keys.Encrypt(devicePurpose, text, []byte(id)), name, now); err != nil {
			return err
		}
		_, err = tx.Exec(ctx, `DELETE FROM push_device WHERE person = $1 AND id NOT IN
			(SELECT id FROM push_device WHERE person = $1 ORDER BY renewed DESC, id DESC LIMIT $2)`, person, most)
		return err
	})
	if err != nil {
		return "", fmt.Errorf("push: add device: %w", err)
	}
	return id, nil
}

// only leaves of an endpoint's devices the person's own, and of several the one by the newest key. It returns that one's id; empty where there is none.
func (s *Store) only(ctx context.Context, tx *dbx.Tx, person identity.PersonID, endpoint string) (own string, err error) {
	for _, digest := range s.keys.Digests(devicePurpose, endpoint) {
		var id string
		var owner identity.PersonID
		err := tx.QueryRow(ctx, `SELECT id, person FROM push_device WHERE digest = $1`, digest).Scan(&id, &owner)
		switch {
		case errors.Is(err, dbx.ErrNoRows):
			continue
		case err != nil:
			return "", err
		case owner == person && own == "":
			own = id
			continue
		}
		if _, err := tx.Exec(ctx, `DELETE FROM push_device WHERE id = $1`, id); err != nil {
			return "", err
		}
	}
	return own, nil
}

// Devices lists a person's devices, the first added first.
func (s *Store) Devices(ctx context.Context, person identity.PersonID) (all []Device, err error) {
	err = s.db.Read(ctx, func(tx *dbx.Tx) error {
		all, err = dbx.All(ctx, tx, func(row dbx.Scanner) (d Device, err error) {
			err = row.Scan(&d.ID, &d.Name, &d.Added, dbx.OrZero(&d.Used))
			return d, err
		}, `SELECT id, name, added, used FROM push_device WHERE person = $1 ORDER BY added, id`, person)
		return err
	})
	return all, err
}

// Remove removes a person's device; one that is not theirs is left as it is.
func (s *Store) Remove(ctx context.Context, person identity.PersonID, id string) error {
	return s.db.Write(ctx, func(tx *dbx.Tx) error {
		_, err := tx.Exec(ctx, `DELETE FROM push_device WHERE id = $1 AND person = $2`, id, person)
		return err
	})
}

// RemoveEndpoint removes the device of an endpoint from whoever has it: the browser says that it is no longer subscribed.
func (s *Store) RemoveEndpoint(ctx context.Context, person identity.PersonID, endpoint string) error {
	return s.db.Write(ctx, func(tx *dbx.Tx) error {
		for _, digest := range s.keys.Digests(devicePurpose, endpoint) {
			if _, err := tx.Exec(ctx, `DELETE FROM push_device WHERE digest = $1 AND person = $2`, digest, person); err != nil {
				return err
			}
		}
		return nil
	})
}

// Has says whether an endpoint is one of the person's devices.
func (s *Store) Has(ctx context.Context, person identity.PersonID, endpoint string) (has bool, err error) {
	err = s.db.Read(ctx, func(tx *dbx.Tx) error {
		for _, digest := range s.keys.Digests(devicePurpose, endpoint) {
			if err := tx.QueryRow(ctx, `SELECT EXISTS (SELECT 1 FROM push_device WHERE digest = $1 AND person = $2)`, digest, person).Scan(&has); err != nil || has {
				return err
			}
		}
		return nil
	})
	return has, err
}

// device returns where to send to a person's device, and when a message last went there, zero for never: fault.NotFound where it is gone.
func (s *Store) device(ctx context.Context, person identity.PersonID, id string) (sub Subscription, used time.Time, err error) {
	var sealed []byte
	err = s.db.QueryRow(ctx, `SELECT sealed, used FROM push_device WHERE id = $1 AND person = $2`, id, person).Scan(&sealed, dbx.OrZero(&used))
	if errors.Is(err, dbx.ErrNoRows) {
		return sub, used, fault.New(fault.NotFound, "access.not_found")
	}
	if err != nil {
		return sub, used, fmt.Errorf("push: read device: %w", err)
	}
	text, err := s.keys.Decrypt(devicePurpose, sealed, []byte(id))
	if err != nil {
		return sub, used, fmt.Errorf("push: read device: %w", err)
	}
	return sub, used, json.Unmarshal(text, &sub)
}

// touch is how seldom it is written down that a message went to a device.
const touch = time.Hour

// used notes that a message went to a device.
func (s *Store) used(ctx context.Context, id string) error {
	return s.db.Write(ctx, func(tx *dbx.Tx) error {
		_, err := tx.Exec(ctx, `UPDATE push_device SET used = $2 WHERE id = $1`, id, s.now())
		return err
	})
}

// Addresses implements notify.Route: a person's devices.
func (s *Store) Addresses(ctx context.Context, person identity.PersonID) ([]notify.Address, error) {
	devices, err := s.Devices(ctx, person)
	if err != nil {
		return nil, err
	}
	addresses := make([]notify.Address, len(devices))
	for i, d := range devices {
		addresses[i] = notify.Address{ID: d.ID, Name: d.Name}
	}
	return addresses, nil
}
