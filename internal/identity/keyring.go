package identity

import (
	"cmp"
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
)

// keySize is the length of a master key and of the keys derived from it, in bytes.
const keySize = 32

// Keyring holds the installation's master keys, by number. The highest number encrypts; the others still decrypt and look up, so that keys can
// be changed while everything stays readable. From each master key HKDF-SHA256 (RFC 5869) derives one key for each purpose. Safe for
// concurrent use.
type Keyring struct {
	keys map[uint32][]byte
	ids  []uint32 // highest first
	// derived are the keys that have been derived, by keyUse: every page asks for one.
	derived sync.Map
}

// keyUse names a derived key.
type keyUse struct {
	id      uint32
	purpose string
}

// ParseKeyring reads one key per line, or separated by commas as in an environment variable: "number:base64 of 32 bytes". Empty lines and
// lines beginning with # are skipped. The error names the line, never its content.
func ParseKeyring(text string) (*Keyring, error) {
	k := &Keyring{keys: map[uint32][]byte{}}
	number := 0
	for line := range strings.Lines(text) {
		number++
		if strings.HasPrefix(strings.TrimSpace(line), "#") {
			continue
		}
		for entry := range strings.SplitSeq(line, ",") {
			if entry = strings.TrimSpace(entry); entry == "" {
				continue
			}
			if err := k.add(entry); err != nil {
				return nil, fmt.Errorf("keys: line %d: %w", number, err)
			}
		}
	}
	if len(k.ids) == 0 {
		return nil, errors.New("keys: there is no key")
	}
	slices.SortFunc(k.ids, func(a, b uint32) int { return cmp.Compare(b, a) })
	return k, nil
}

func (k *Keyring) add(entry string) error {
	name, encoded, _ := strings.Cut(entry, ":")
	id, err := strconv.ParseUint(name, 10, 32)
	if err != nil || id == 0 {
		return errors.New("want number:base64, the number from 1")
	}
	key, err := base64.StdEncoding.DecodeString(encoded)
	if err != nil || len(key) != keySize {
		return fmt.Errorf("key %d is not %d bytes in base64", id, keySize)
	}
	if _, twice := k.keys[uint32(id)]; twice {
		return fmt.Errorf("key %d stands twice", id)
	}
	k.keys[uint32(id)] = key
	k.ids = append(k.ids, uint32(id))
	return nil
}

// ReadKeyring reads the key file at path. It refuses a file that others than its owner may read.
func ReadKeyring(path string) (*Keyring, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, fmt.Errorf("keys: %w", err)
	}
	if info.Mode().Perm()&0o077 != 0 {
		return nil, fmt.Errorf("keys: %s may be read by others: chmod 600 it", path)
	}
	b, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("keys: %w", err)
	}
	return ParseKeyring(string(b))
}

// WriteKeyring makes a file with one new key, readable by its owner alone. The file appears whole, so that of several processes that start at once
// all read the same key. A file that exists is left as it is: the error is fs.ErrExist.
func WriteKeyring(path string) (err error) {
	f, err := os.CreateTemp(filepath.Dir(path), ".key-") // readable by its owner alone
	if err != nil {
		return fmt.Errorf("keys: %w", err)
	}
	defer func() { err = errors.Join(err, os.Remove(f.Name())) }()
	key := make([]byte, keySize)
	rand.Read(key)
	_, err = fmt.Fprintf(f, "# Personal data cannot be read without this key. Keep a copy apart from the backups of the database.\n"+
		"# To change keys, add a line with the next number; keep the old ones.\n1:%s\n", base64.StdEncoding.EncodeToString(key))
	if err == nil {
		err = f.Sync()
	}
	if err := errors.Join(err, f.Close()); err != nil {
		return err
	}
	if err := os.Link(f.Name(), path); err != nil {
		return fmt.Errorf("keys: %w", err)
	}
	return nil
}

// derive makes the key for one purpose from a master key.
func (k *Keyring) derive(id uint32, purpose string) []byte {
	use := keyUse{id, purpose}
	if key, ok := k.derived.Load(use); ok {
		return key.([]byte)
	}
	key, err := hkdf.Key(sha256.New, k.keys[id], nil, "forvag "+purpose, keySize)
	if err != nil {
		panic("identity: " + err.Error()) // only for lengths that keySize is far below
	}
	k.derived.Store(use, key)
	return key
}

func (k *Keyring) aead(id uint32, purpose string) cipher.AEAD {
	block, err := aes.NewCipher(k.derive(id, "encrypt "+purpose))
	if err != nil {
		panic("identity: " + err.Error())
	}
	aead, err := cipher.NewGCM(block)
	if err != nil {
		panic("identity: " + err.Error())
	}
	return aead
}

// Encrypt seals plain with AES-256-GCM under the newest key for purpose: key number (4 bytes), nonce (12), ciphertext. context is bound to
// it, such as the row's id, so that a value moved to another row does not open; it may be nil.
func (k *Keyring) Encrypt(purpose string, plain, context []byte) []byte {
	id := k.ids[0]
	aead := k.aead(id, purpose)
	out := binary.BigEndian.AppendUint32(make([]byte, 0, 4+aead.NonceSize()+len(plain)+aead.Overhead()), id)
	nonce := out[4 : 4+aead.NonceSize()]
	rand.Read(nonce)
	return aead.Seal(out[:4+aead.NonceSize()], nonce, plain, context)
}

// Decrypt opens what Encrypt made for the same purpose and context.
func (k *Keyring) Decrypt(purpose string, sealed, context []byte) ([]byte, error) {
	if len(sealed) < 4 {
		return nil, fmt.Errorf("decrypt %s: %w", purpose, io.ErrUnexpectedEOF)
	}
	id := binary.BigEndian.Uint32(sealed)
	if _, ok := k.keys[id]; !ok {
		return nil, fmt.Errorf("decrypt %s: key %d is not in the keyring", purpose, id)
	}
	aead := k.aead(id, purpose)
	if sealed = sealed[4:]; len(sealed) < aead.NonceSize() {
		return nil, fmt.Errorf("decrypt %s: %w", purpose, io.ErrUnexpectedEOF)
	}
	plain, err := aead.Open(nil, sealed[:aead.NonceSize()], sealed[aead.NonceSize():], context)
	if err != nil {
		return nil, fmt.Errorf("decrypt %s: %w", purpose, err)
	}
	return plain, nil
}

// Current says whether sealed was made with the newest key; what was not can be opened and sealed anew.
func (k *Keyring) Current(sealed []byte) bool {
	return len(sealed) >= 4 && binary.BigEndian.Uint32(sealed) == k.ids[0]
}

// Digest is the keyed HMAC-SHA256 of value under the newest key for purpose: what a column to look up by stores. Without the key nobody can
// find out a value by trying all, as personal numbers would allow.
func (k *Keyring) Digest(purpose, value string) []byte { return k.digest(k.ids[0], purpose, value) }

// Digests returns value's digests under all keys, the newest first: look for any of them.
func (k *Keyring) Digests(purpose, value string) [][]byte {
	all := make([][]byte, len(k.ids))
	for i, id := range k.ids {
		all[i] = k.digest(id, purpose, value)
	}
	return all
}

func (k *Keyring) digest(id uint32, purpose, value string) []byte {
	mac := hmac.New(sha256.New, k.derive(id, "look up "+purpose))
	mac.Write([]byte(value))
	return mac.Sum(nil)
}
