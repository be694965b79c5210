package casework

import (
	"bytes"
	"cmp"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"reflect"

	"forvag/internal/civil"
)

// Some of what an event says has a shorter life than the case: a document, a message, the form that was sent, somebody's words. Each such part is hashed
// by itself, with a salt of its own, and the event's digest covers the part's digest instead of the part. So a part can be taken out, leaving its digest,
// and the digest of the event is what it was.

// Sealed is what a part of a payload carries besides what it says.
type Sealed struct {
	// Salt is random; empty in what came before parts were sealed, which goes with the case alone.
	Salt string `json:"salt,omitempty"`
	// Gone is the digest of a part that was disposed of, of which nothing else is left; empty otherwise.
	Gone Hash `json:"gone,omitempty"`
}

func (s *Sealed) season() {
	if s.Salt == "" && s.Gone == "" {
		salt := make([]byte, 16)
		rand.Read(salt)
		s.Salt = hex.EncodeToString(salt)
	}
}

// Sent is the form as it was sent, with what the rules made of it.
type Sent struct {
	Sealed
	// Answers is canonical JSON.
	Answers json.RawMessage `json:"answers,omitempty"`
	// Recommendation is nil where the case type has none.
	Recommendation *Recommendation `json:"recommendation,omitempty"`
}

// Said is somebody's own words.
type Said struct {
	Sealed
	Text string `json:"text,omitempty"`
}

// Reasons are what a decision says besides its outcome: its words, and why it was made.
type Reasons struct {
	Sealed
	Text    string  `json:"text,omitempty"`
	Grounds Grounds `json:"grounds,omitzero"`
}

// The names of parts, as their keys in a payload.
const (
	partDocument = "documents"
	partMessage  = "message"
	partSent     = "sent"
	partSaid     = "said"
	partReasons  = "reasons"
)

// Disposal is that things were disposed of (gallring), and by what rules. It tells nothing of a person, and is kept.
type Disposal struct {
	// Parts are what went while the case stays; nil where the case went whole.
	Parts []Part `json:"parts,omitempty"`
	// Rules are those that the whole case went by.
	Rules []Keep `json:"rules,omitempty"`
}

// Part is one thing that was disposed of.
type Part struct {
	// Seq is the event's that brought it.
	Seq  int    `json:"seq"`
	Name string `json:"name"`
	// Keep is the rule that it went by; zero for working material, which is cleared when the case is closed (TF 2:12).
	Keep    Keep `json:"keep,omitzero"`
	Working bool `json:"working,omitempty"`
	// Document is what is left of a document: its place among the others, and who may know of it; nil for other parts.
	Document *Document `json:"document,omitempty"`
	// ID and Party are what is left of a message; empty for other parts.
	ID    string `json:"id,omitempty"`
	Party string `json:"party,omitempty"`
}

// key tells parts apart.
func (p Part) key() string {
	if p.Document != nil {
		return fmt.Sprint(p.Seq, " ", p.Name, " ", p.Document.ID)
	}
	return fmt.Sprint(p.Seq, " ", p.Name)
}

// part is a Part with the first day on which it may go; zero for never.
type part struct {
	Part
	// record is what kind of record it is; empty for a document, which carries its own rule.
	record Record
	day    civil.Date
}

// season gives each part its salt, and makes parts of the words. What others hold of a request, a decision or an appeal is not changed.
func (d *Details) season() {
	if d.Request != nil {
		request := *d.Request
		d.Text, request.What, request.Answer = cmp.Or(d.Text, request.What, request.Answer), "", ""
		d.Request = &request
	}
	if d.Appeal != nil {
		appeal := *d.Appeal
		d.Text, appeal.Text = cmp.Or(d.Text, appeal.Text), ""
		d.Appeal = &appeal
	}
	if d.Decision != nil {
		d.reason()
	}
	for i := range d.Documents {
		d.Documents[i].season()
	}
	if d.Message != nil {
		d.Message.season()
	}
	if d.Sent != nil {
		d.Sent.season()
	}
	if d.Text != "" {
		said := Said{Text: d.Text}
		if d.Said != nil {
			said.Sealed = d.Said.Sealed
		}
		said.season()
		d.Said, d.Text = &said, ""
	}
}

// reason makes a part of why a decision was made.
func (d *Details) reason() {
	decision := *d.Decision
	why := Reasons{Text: decision.Text, Grounds: decision.Grounds}
	if reflect.ValueOf(why).IsZero() {
		return
	}
	if d.Reasons != nil {
		why.Sealed = d.Reasons.Sealed
	}
	why.season()
	decision.Text, decision.Grounds = "", Grounds{}
	d.Decision, d.Reasons = &decision, &why
}

// unseason puts the words of parts back where they are read.
func (d *Details) unseason(kind EventKind) {
	if d.Reasons != nil && d.Decision != nil {
		d.Decision.Text, d.Decision.Grounds = d.Reasons.Text, d.Reasons.Grounds
	}
	if d.Said == nil || d.Said.Gone != "" {
		return
	}
	switch {
	case kind == Requested:
		d.Request.What = d.Said.Text
	case kind == Answered:
		d.Request.Answer = d.Said.Text
	case kind == Appealed:
		d.Appeal.Text = d.Said.Text
	default:
		d.Text = d.Said.Text
	}
}

// signed is what an event's digest is made of: the payload with each part's digest in the part's place. A payload without parts is signed as it is.
func signed(payload []byte) ([]byte, error) {
	made, _, err := rework(payload, func(name, id string, raw json.RawMessage) (json.RawMessage, error) {
		sum, err := sumOf(raw)
		if err != nil || sum == "" {
			return nil, err
		}
		return json.Marshal(sum)
	})
	return made, err
}

// strip takes parts out of a payload, leaves their digests, and says whether it met any. Those that it took it deletes from gone.
func strip(payload []byte, gone map[string]bool, seq int) (left []byte, changed bool, err error) {
	return rework(payload, func(name, id string, raw json.RawMessage) (json.RawMessage, error) {
		p := Part{Seq: seq, Name: name}
		if name == partDocument {
			p.Document = &Document{ID: DocumentID(id)}
		}
		sum, err := sumOf(raw)
		if err != nil || sum == "" || !gone[p.key()] {
			return nil, err
		}
		left := remains{Gone: sum}
		if err := json.Unmarshal(raw, &left); err != nil {
			return nil, err
		}
		delete(gone, p.key())
		return json.Marshal(left)
	})
}

// remains is what stays of a part: its name among the others, and whose it was within the case.
type remains struct {
	ID    string `json:"id,omitempty"`
	Party string `json:"party,omitempty"`
	Gone  Hash   `json:"gone"`
}

// sumOf is the digest of a sealed part, whether it is there still or not; empty for what was never sealed. Where a part is gone, nothing else than what
// stays of it may stand in its place: no digest covers that.
func sumOf(raw json.RawMessage) (Hash, error) {
	var s Sealed
	if err := json.Unmarshal(raw, &s); err != nil {
		return "", err
	}
	switch {
	case s.Gone != "":
		var left remains
		if err := json.Unmarshal(raw, &left); err != nil {
			return "", err
		}
		only, err := json.Marshal(left)
		if err == nil && !bytes.Equal(only, raw) {
			err = errors.New("a part that is gone says something")
		}
		return s.Gone, err
	case s.Salt == "":
		return "", nil
	}
	sum := sha256.Sum256(raw)
	return Hash(hex.EncodeToString(sum[:])), nil
}

// rework replaces parts of a payload by what fn makes of each; nil keeps a part as it is. Where nothing is replaced the payload comes back as it was, else
// changed, with its keys in order.
func rework(payload []byte, fn func(name, id string, raw json.RawMessage) (json.RawMessage, error)) (out []byte, changed bool, err error) {
	var all map[string]json.RawMessage
	if err := json.Unmarshal(payload, &all); err != nil {
		return nil, false, err
	}
	replace := func(name string, raw json.RawMessage) (json.RawMessage, error) {
		var named struct {
			ID string `json:"id"`
		}
		if err := json.Unmarshal(raw, &named); err != nil {
			return nil, err
		}
		made, err := fn(name, named.ID, raw)
		if err != nil || made == nil {
			return raw, err
		}
		changed = true
		return made, nil
	}
	for _, name := range []string{partMessage, partSent, partSaid, partReasons} {
		raw, ok := all[name]
		if !ok {
			continue
		}
		made, err := replace(name, raw)
		if err != nil {
			return nil, false, err
		}
		all[name] = made
	}
	if raw, ok := all[partDocument]; ok {
		var docs []json.RawMessage
		if err := json.Unmarshal(raw, &docs); err != nil {
			return nil, false, err
		}
		for i := range docs {
			made, err := replace(partDocument, docs[i])
			if err != nil {
				return nil, false, err
			}
			docs[i] = made
		}
		made, err := json.Marshal(docs)
		if err != nil {
			return nil, false, err
		}
		all[partDocument] = made
	}
	if !changed {
		return payload, false, nil
	}
	out, err = json.Marshal(all)
	return out, true, err
}
