// Package content keeps bytes by what they are, not by what they are called: attachments in a directory (Blobs) and the texts that decide
// cases, such as services, rules and articles, in the database (Versions). Both are named by their SHA-256, so that what a case points at
// can neither change unseen nor be lost by a rename. Overlay lays a municipality's folder over the files that the binary carries.
package content

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"

	"forvag/internal/fault"
)

// Hash is the SHA-256 of some bytes as 64 lower-case hexadecimal digits.
type Hash string

// Sum is the hash of b.
func Sum(b []byte) Hash {
	sum := sha256.Sum256(b)
	return Hash(hex.EncodeToString(sum[:]))
}

// ParseHash reads a hash that came from outside. Anything but 64 lower-case hexadecimal digits is fault.Invalid.
func ParseHash(s string) (Hash, error) {
	h := Hash(s)
	if !h.valid() {
		return "", fmt.Errorf("content: no hash: %w", fault.Invalid)
	}
	return h, nil
}

func (h Hash) valid() bool {
	if len(h) != 2*sha256.Size {
		return false
	}
	for _, c := range []byte(h) {
		if (c < '0' || c > '9') && (c < 'a' || c > 'f') {
			return false
		}
	}
	return true
}
