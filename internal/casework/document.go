package casework

import (
	"time"

	"forvag/internal/civil"
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

	// By, At and Audience come from the event that brought the document. Party is who sent it, or to whom alone the authority did; empty for what the
	// authority made or sent to all.
	By       identity.PersonID `json:"-"`
	At       time.Time         `json:"-"`
	Audience Audience          `json:"-"`
	Party    string            `json:"party,omitempty"`
	// Withheld keeps the document from the parties too (OSL 10:3).
	Withheld bool `json:"withheld,omitempty"`
	// Field is the field of the form that it was attached to; empty for what came otherwise.
	Field string `json:"field,omitempty"`
	// Keep is the rule that the document came in under; zero for one that follows the case.
	Keep Keep `json:"keep,omitzero"`
	Sealed
	// Disposed is the day on which the document was disposed of (gallrad), when only its place among the others is left; zero while it is there.
	Disposed civil.Date `json:"-"`
}

// IsDisposed says whether only the document's place is left.
func (d Document) IsDisposed() bool { return !d.Disposed.IsZero() }

// blank is what may be known of the document when it is gone: nothing that tells of a person.
func (d Document) blank() *Document {
	return &Document{ID: d.ID, Kind: d.Kind, Secrecy: d.Secrecy, Party: d.Party, Withheld: d.Withheld, Field: d.Field, Keep: d.Keep}
}

// Message (meddelande) is a word between a party and the authority.
type Message struct {
	ID   MessageID `json:"id"`
	Text string    `json:"text"`
	// Party is the party's id: who wrote, or to whom the authority writes; empty where it writes to all who answer for the case.
	Party string `json:"party,omitempty"`
	// Documents came with it.
	Documents []DocumentID `json:"documents,omitempty"`
	Sealed
	// Disposed is the day on which the words were disposed of; zero while they are there.
	Disposed civil.Date `json:"-"`

	// By, At and FromOfficer come from the event.
	By          identity.PersonID `json:"-"`
	At          time.Time         `json:"-"`
	FromOfficer bool              `json:"-"`
	// Seq is the event's.
	Seq int `json:"-"`
}
