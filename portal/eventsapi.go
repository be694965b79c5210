package portal

import (
	"context"
	"errors"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"forvag/internal/apikey"
	"forvag/internal/fault"
	"forvag/lifeevents"
	"forvag/lifeevents/intake"
	lifestore "forvag/lifeevents/sqlstore"
)

const apiEventsPath = apiPrefix + "v1/events"

// maxEventBatch is how many events one request may hold.
const maxEventBatch = 500

// Hearing takes what other systems tell of.
type Hearing struct {
	Keys interface {
		// Allows returns fault.NotFound for a key that is not good, and fault.Forbidden for one that is good for something else.
		Allows(ctx context.Context, key string, scope apikey.Scope) (apikey.Key, error)
	}
	Reader *intake.Reader
	Store  interface {
		// Hear is durable when it returns; false for what was heard before.
		Hear(ctx context.Context, source, id string, events []lifeevents.Event, now time.Time) (fresh bool, err error)
		PutAside(ctx context.Context, a lifestore.Aside) error
	}
}

// apiHeard is what became of the events of a request.
type apiHeard struct {
	Accepted  int           `json:"accepted"`
	Duplicate int           `json:"duplicate"`
	Rejected  []apiRejected `json:"rejected"`
}

// apiRejected is an event that was left out.
type apiRejected struct {
	// Index is its place among the request's events, from 0, and ID its own; empty where it has none.
	Index  int    `json:"index"`
	ID     string `json:"id,omitempty"`
	Reason string `json:"reason"`
}

// Hear takes one event: whether it is new, or why it is left out, as an intake.Bad once that is kept. Any other error says that it is to be told again.
func (h *Hearing) Hear(ctx context.Context, raw []byte, now time.Time) (fresh bool, heard intake.Heard, err error) {
	heard, err = h.Reader.Read(ctx, raw)
	if bad, ok := errors.AsType[intake.Bad](err); ok {
		aside := lifestore.Aside{Source: heard.Source, ID: heard.ID, At: now, Reason: string(bad)}
		if failed := h.Store.PutAside(ctx, aside); failed != nil { // it is not known to be left out before that is kept
			err = failed
		}
		return false, heard, err
	}
	if err != nil {
		return false, heard, err
	}
	fresh, err = h.Store.Hear(ctx, heard.Source, heard.ID, heard.Events, now)
	return fresh, heard, err
}

// apiEvents takes CloudEvents about what has happened, in the structured or the batch content mode. It answers once they are durable.
func (r *request) apiEvents() error {
	if err := r.mayTell(); err != nil {
		return err
	}
	if r.Get(fiber.HeaderContentEncoding) != "" {
		return fiber.ErrUnsupportedMediaType
	}
	all, ok, err := intake.Split(mediaType(r.Get(fiber.HeaderContentType)), r.Body())
	switch {
	case !ok:
		return fiber.ErrUnsupportedMediaType
	case err != nil:
		return fault.New(fault.Invalid, "portal.api.events_body").Because(err)
	case len(all) > maxEventBatch:
		return fault.New(fault.TooLarge, "portal.api.events_many", maxEventBatch)
	}
	out := apiHeard{Rejected: []apiRejected{}}
	for i, raw := range all {
		fresh, heard, err := r.Hearing.Hear(r.ctx(), raw, r.Hearing.Reader.Now()) // many take a while
		bad, left := errors.AsType[intake.Bad](err)
		switch {
		case left:
			out.Rejected = append(out.Rejected, apiRejected{Index: i, ID: heard.ID, Reason: string(bad)})
		case err != nil:
			return err
		case fresh:
			out.Accepted++
		default:
			out.Duplicate++
		}
	}
	if mediaType(r.Get(fiber.HeaderContentType)) == intake.StructuredMIME && len(out.Rejected) == 1 {
		return fault.New(fault.Invalid, "portal.api.event", out.Rejected[0].Reason)
	}
	return r.JSON(out)
}

// mayTell says whether the caller's key is good for telling of events.
func (r *request) mayTell() error {
	scheme, key, _ := strings.Cut(r.Get(fiber.HeaderAuthorization), " ")
	if !strings.EqualFold(scheme, "Bearer") || key == "" {
		r.Set(fiber.HeaderWWWAuthenticate, `Bearer realm="events"`) // RFC 6750, 3
		return fault.New(fiber.ErrUnauthorized, "portal.api.key_missing")
	}
	_, err := r.Hearing.Keys.Allows(r.ctx(), key, apikey.Events)
	switch {
	case errors.Is(err, fault.NotFound):
		r.Set(fiber.HeaderWWWAuthenticate, `Bearer realm="events", error="invalid_token"`)
		return fault.New(fiber.ErrUnauthorized, "portal.api.key_wrong")
	case errors.Is(err, fault.Forbidden):
		return fault.New(fault.Forbidden, "portal.api.key_scope")
	}
	return err
}
