package contact

import (
	"context"
	"errors"
	"time"

	"forvag/internal/fault"
	"forvag/internal/locale"
	"forvag/internal/outbox"
	"forvag/notify"
)

// Direct is a channel as a code needs it: it hands a message over to an address that nobody has verified yet. Safe for concurrent use.
type Direct interface {
	Deliver(ctx context.Context, to string, m notify.Message) notify.Result
}

// Courier sends codes. Safe for concurrent use.
type Courier struct {
	*Store
	// Live says whether anybody is reached; where nobody is, codes go nowhere.
	Live func() bool
	// Name is what the municipality is called.
	Name func(locale.Lang) string
	// Ways are the channels that have addresses, and that the municipality has.
	Ways map[notify.Channel]Direct
}

// Send sends a code: the handler of Topic.
func (c *Courier) Send(ctx context.Context, job outbox.Claim) (retry bool, err error) {
	var payload Job
	if err := job.Decode(&payload); err != nil {
		return false, err
	}
	l, err := c.Letter(ctx, payload.Code)
	switch way := c.Ways[l.Channel]; {
	case errors.Is(err, fault.NotFound):
		return false, nil
	case err != nil:
		return true, err
	case way == nil || !c.Live():
		return false, nil
	default:
		m := notify.Message{ID: payload.Code, Person: l.Person, Lang: l.Lang, Urgent: true, Expires: c.now().Add(Lasts)}
		name, minutes := c.Name(l.Lang), int(Lasts/time.Minute)
		if l.Channel == notify.SMS {
			m.Text = locale.T(l.Lang, "contact.code.sms", l.Figures, name, minutes)
		} else {
			m.Title, m.Text = locale.T(l.Lang, "contact.code.subject", name), locale.T(l.Lang, "contact.code.mail", l.Figures, name, minutes)
		}
		return c.result(ctx, payload.Code, way.Deliver(ctx, l.To, m))
	}
}

func (c *Courier) result(ctx context.Context, id string, r notify.Result) (retry bool, err error) {
	switch r.Outcome {
	case notify.Sent:
		return false, nil
	case notify.Later:
		return true, &outbox.Postponed{Until: c.now().Add(r.After), Cause: r.Err}
	default: // its owner sees that it did not arrive, and nobody else has to look
		return true, c.Refuse(ctx, id)
	}
}
