package casework

import (
	"time"

	"forvag/internal/identity"
)

// DocumentKind is a document's standing under TF 2 kap.
type DocumentKind string

// The kinds: inkommen (TF 2:9), upprättad (TF 2:10), and working material (TF 2:12), which is no public record until the case is closed with it.
const (
	DocumentReceived    DocumentKind = "received"
	DocumentEstablished DocumentKind = "established"
	DocumentWorking     DocumentKind = "working"
)

// Document (handling) is a file in a case.
type Document struct {
	ID   DocumentID   `json:"id"`
	Kind DocumentKind `json:"kind"`
	// Title is what the document concerns; PublicTitle is what the public register shows.
	Title       string `json:"title"`
	PublicTitle string `json:"publicTitle,omitempty"`
	Filename    string `json:"filename"`
	MediaType   string `json:"mediaType"`
	// Size is in bytes.
	Size int64 `json:"size"`
	// Hash names the stored file: SHA-256 of its bytes in hex.
	Hash    string  `json:"hash"`
	Secrecy Secrecy `json:"secrecy,omitzero"`

	// By, At and Audience come from the event that brought the document, Party from the party who sent it (empty for the authority's own).
	By       identity.PersonID `json:"-"`
	At       time.Time         `json:"-"`
	Audience Audience          `json:"-"`
	Party    string            `json:"party,omitempty"`
	// Withheld keeps the document from the parties too (OSL 10:3).
	Withheld bool `json:"withheld,omitempty"`
}

// Message (meddelande) is a word between a party and the authority.
type Message struct {
	ID   MessageID `json:"id"`
	Text string    `json:"text"`
	// Party is the party's id: who wrote, or to whom the authority writes; empty where it writes to all who answer for the case.
	Party string `json:"party,omitempty"`
	// Documents came with it.
	Documents []DocumentID `json:"documents,omitempty"`

	// By, At and FromOfficer come from the event.
	By          identity.PersonID `json:"-"`
	At          time.Time         `json:"-"`
	FromOfficer bool              `json:"-"`
	// Seq is the event's.
	Seq int `json:"-"`
}
