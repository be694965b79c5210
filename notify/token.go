package notify

import (
	"crypto/subtle"
	"encoding/base32"
	"strings"

	"github.com/google/uuid"

	"forvag/internal/identity"
)

// tokens are written in small letters, since the local part of an e-mail address may come back in other ones.
var tokens = base32.NewEncoding("abcdefghijklmnopqrstuvwxyz234567").WithPadding(base32.NoPadding)

// The lengths of a token's parts, in bytes.
const (
	idSize  = 16
	macSize = 10 // 80 bits
)

// tokenPurpose is what the installation's key protects.
const tokenPurpose = "notify token"

// Token names a Message in an address that others write back to: a return path, the address of a receipt. Nobody can make one up for a message that they
// were not sent. 42 small letters and digits; empty where the id is no UUID.
func Token(keys *identity.Keyring, id string) string {
	u, err := uuid.Parse(id)
	if err != nil {
		return ""
	}
	return tokens.EncodeToString(append(u[:], keys.Digest(tokenPurpose, u.String())[:macSize]...))
}

// ReadToken returns the ID of the message that a token names; false for what is none of ours.
func ReadToken(keys *identity.Keyring, token string) (id string, ok bool) {
	raw, err := tokens.DecodeString(strings.ToLower(token))
	if err != nil || len(raw) != idSize+macSize {
		return "", false
	}
	u, err := uuid.FromBytes(raw[:idSize])
	if err != nil {
		return "", false
	}
	for _, want := range keys.Digests(tokenPurpose, u.String()) {
		if subtle.ConstantTimeCompare(want[:macSize], raw[idSize:]) == 1 {
			return u.String(), true
		}
	}
	return "", false
}
