package intake

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/url"
	"strings"
	"time"
	"unicode/utf8"
)

// The media types of CloudEvents' JSON format: one event, and several.
const (
	StructuredMIME = "application/cloudevents+json"
	BatchMIME      = "application/cloudevents-batch+json"
)

// maxAttribute is the longest an attribute may be, in bytes.
const maxAttribute = 500

// envelope is a CloudEvent 1.0 in JSON, as far as it is looked at. Extension attributes are let be (CloudEvents 1.0, 3.1).
type envelope struct {
	SpecVersion string          `json:"specversion"`
	ID          string          `json:"id"`
	Source      string          `json:"source"`
	Type        string          `json:"type"`
	Time        string          `json:"time"`
	ContentType string          `json:"datacontenttype"`
	Data        json.RawMessage `json:"data"`
	Base64      json.RawMessage `json:"data_base64"`
	at          time.Time       // Time; zero for none
}

// open reads one event. The error is Bad; with it comes what the event says of itself, where that can be kept.
func open(raw []byte) (e envelope, err error) {
	if err := one(raw, &e, false); err != nil {
		return envelope{}, badf("it is no JSON object: %v", plain(err))
	}
	for _, a := range []struct{ name, value string }{{"id", e.ID}, {"source", e.Source}, {"type", e.Type}} {
		named := e
		if a.name != "type" { // what cannot be named is kept nowhere
			named = envelope{}
		}
		switch {
		case a.value == "":
			return named, badf("%s is missing", a.name)
		case len(a.value) > maxAttribute:
			return named, badf("%s is longer than %d bytes", a.name, maxAttribute)
		case !utf8.ValidString(a.value) || strings.ContainsRune(a.value, 0):
			return named, badf("%s is no text", a.name)
		}
	}
	if e.SpecVersion != "1.0" {
		return e, badf("specversion must be 1.0")
	}
	if _, err := url.Parse(e.Source); err != nil {
		return e, badf("source is no URI reference (RFC 3986)")
	}
	if e.Time != "" {
		if e.at, err = time.Parse(time.RFC3339, e.Time); err != nil {
			return e, badf("time is no timestamp (RFC 3339)")
		}
	}
	if e.ContentType != "" {
		if media, _, err := mime.ParseMediaType(e.ContentType); err != nil || media != "application/json" {
			return e, badf("datacontenttype must be application/json")
		}
	}
	if len(e.Base64) > 0 {
		return e, badf("data must be JSON, not data_base64")
	}
	return e, nil
}

// one reads one JSON value into v, and nothing after it. strict refuses fields that v has not.
func one(raw []byte, v any, strict bool) error {
	d := json.NewDecoder(bytes.NewReader(raw))
	if strict {
		d.DisallowUnknownFields()
	}
	if err := d.Decode(v); err != nil {
		return err
	}
	if d.Decode(&json.RawMessage{}) != io.EOF {
		return errors.New("there is more than one value")
	}
	return nil
}

// plain is an error of a decoder without what was decoded, which may hold a personal number.
func plain(err error) error {
	if wrong, ok := errors.AsType[*json.UnmarshalTypeError](err); ok {
		return fmt.Errorf("%s cannot be %s", wrong.Field, wrong.Value)
	}
	if _, ok := errors.AsType[*json.SyntaxError](err); ok || errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return errors.New("it is not well formed")
	}
	return err
}

// Split is the events of a body in the structured or the batch content mode; false for another media type. The error says that the body is no batch; what is
// wrong with one event is told when it is read.
func Split(media string, body []byte) (all []json.RawMessage, ok bool, err error) {
	switch media {
	case StructuredMIME:
		return []json.RawMessage{body}, true, nil
	case BatchMIME:
		err := one(body, &all, false)
		return all, true, err
	default:
		return nil, false, nil
	}
}
