package pushtest

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"math/big"
	"strings"
	"time"
)

// Signed checks by RFC 8292 that an Authorization header was signed with the key that a browser subscribed with, for a push service's origin, now. It returns whom
// the push service may turn to.
func Signed(header, key, origin string, now time.Time) (subscriber string, err error) {
	token, with, ok := strings.Cut(strings.TrimPrefix(header, "vapid t="), ", k=")
	parts := strings.Split(token, ".")
	if !ok || len(parts) != 3 || with != key {
		return "", errors.New("not signed with the key that the browser subscribed with")
	}
	decode := func(s string) []byte {
		out, e := base64.RawURLEncoding.DecodeString(s)
		err = errors.Join(err, e)
		return out
	}
	point, head, claimed, signature := decode(key), decode(parts[0]), decode(parts[1]), decode(parts[2])
	if err != nil {
		return "", err
	}
	public, err := ecdsa.ParseUncompressedPublicKey(elliptic.P256(), point)
	if err != nil {
		return "", err
	}
	sum := sha256.Sum256([]byte(parts[0] + "." + parts[1]))
	if len(signature) != 64 || !ecdsa.Verify(public, sum[:], new(big.Int).SetBytes(signature[:32]), new(big.Int).SetBytes(signature[32:])) {
		return "", errors.New("wrong signature")
	}
	var kind struct{ Typ, Alg string }
	var claims struct {
		Aud, Sub string
		Exp      int64
	}
	if err := errors.Join(json.Unmarshal(head, &kind), json.Unmarshal(claimed, &claims)); err != nil {
		return "", err
	}
	ends := time.Unix(claims.Exp, 0)
	contact := strings.HasPrefix(claims.Sub, "mailto:") || strings.HasPrefix(claims.Sub, "https://")
	if kind.Alg != "ES256" || claims.Aud != origin || !contact || !ends.After(now) || ends.After(now.Add(24*time.Hour)) {
		return "", fmt.Errorf("claims: %s %s", head, claimed)
	}
	return claims.Sub, nil
}
