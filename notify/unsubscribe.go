package notify

import (
	"context"
	"crypto/subtle"
	"encoding/base64"
	"strings"

	"forvag/internal/fault"
	"forvag/internal/identity"
)

// UnsubscribePath is where the portal ends messages of a kind without login, followed by a token.
const UnsubscribePath = "/avisering/av/"

// unsubscribeToken lets whoever holds a mail end mails of its kind, and nothing else (RFC 8058).
func (s *Service) unsubscribeToken(person identity.PersonID, k Kind) string {
	return base64.RawURLEncoding.EncodeToString([]byte(string(person)+"/"+string(k))) + "." +
		base64.RawURLEncoding.EncodeToString(s.Keys.Digest("unsubscribe", string(person)+"/"+string(k))[:16])
}

// Unsubscribes reads a token: whom it is of, and which kind it ends. fault.NotFound for one that is not ours.
func (s *Service) Unsubscribes(token string) (identity.PersonID, Kind, error) {
	unknown := fault.New(fault.NotFound, "portal.error.not_found")
	name, mac, _ := strings.Cut(token, ".")
	words, err := base64.RawURLEncoding.DecodeString(name)
	if err != nil {
		return "", "", unknown
	}
	given, err := base64.RawURLEncoding.DecodeString(mac)
	if err != nil || len(given) != 16 {
		return "", "", unknown
	}
	for _, want := range s.Keys.Digests("unsubscribe", string(words)) {
		if subtle.ConstantTimeCompare(want[:16], given) == 1 {
			person, kind, _ := strings.Cut(string(words), "/")
			return identity.PersonID(person), Kind(kind), nil
		}
	}
	return "", "", unknown
}

// Unsubscribe ends mails of the token's kind. What is sent by other ways stays.
func (s *Service) Unsubscribe(ctx context.Context, token string) (Kind, error) {
	person, kind, err := s.Unsubscribes(token)
	if err != nil {
		return "", err
	}
	p, err := s.Store.Preferences(ctx, person)
	if err != nil {
		return "", err
	}
	left := []Channel{}
	for _, c := range p.Of(kind) {
		if c != Mail {
			left = append(left, c)
		}
	}
	if p.Order == nil {
		p.Order = map[Kind][]Channel{}
	}
	p.Order[kind] = left
	return kind, s.Store.SetPreferences(ctx, person, p)
}
