package notify

import (
	"context"
	"errors"
	"slices"
	"time"

	"forvag/internal/casework"
	"forvag/internal/fault"
	"forvag/internal/identity"
	"forvag/internal/locale"
	"forvag/internal/outbox"
)

// Deliverer hands a message over to an address that is known to be right.
type Deliverer interface {
	Deliver(ctx context.Context, to string, m Message) Result
}

// Officers tells officers by e-mail that cases need them, and managers that some were handed up: at most one of each a day, without a word of what they are
// about. What it is stands at the desk, whether there is e-mail or not. Safe for concurrent use.
type Officers struct {
	Cases CaseReader
	// Address is where an officer has their e-mail at work; empty where they have none, or do not work there any longer.
	Address func(identity.PersonID) string
	// Mail is nil where there is no mail server. Live says whether anybody is reached.
	Mail Deliverer
	Live func() bool
	// Name is what the municipality is called, and Link where the desk lists what they are reminded of.
	Name func() locale.Text
	Link func() string
	Now  func() time.Time
}

// officersMail is how long such a message is worth handing over: the next day has its own.
const officersMail = 24 * time.Hour

// Send tells one officer: the handler of casework.DeskTopic.
func (o *Officers) Send(ctx context.Context, job outbox.Claim) (retry bool, err error) {
	var news casework.EventNews
	if err := job.Decode(&news); err != nil {
		return false, err
	}
	if o.Mail == nil || !o.Live() {
		return false, nil
	}
	f, err := o.Cases.Case(ctx, system, news.Case)
	if errors.Is(err, fault.Gone) || errors.Is(err, fault.NotFound) {
		return false, nil
	}
	if err != nil {
		return true, err
	}
	i := slices.IndexFunc(f.Events, func(e casework.Event) bool { return e.ID == news.Event && e.Details.Reminder != nil })
	if i < 0 || o.Now().Sub(f.Events[i].At) > officersMail {
		return false, nil
	}
	to := f.Events[i].Details.Reminder.To
	address := o.Address(to)
	if address == "" {
		return false, nil
	}
	r := o.Mail.Deliver(ctx, address, o.message(to, news))
	if r.Outcome == Later {
		return true, &outbox.Postponed{Until: o.Now().Add(r.After), Cause: r.Err}
	}
	return false, r.Err
}

func (o *Officers) message(to identity.PersonID, news casework.EventNews) Message {
	name := o.Name().In(locale.SV)
	m := Message{ID: string(news.Event), Person: to, Lang: locale.SV, Link: o.Link(), LinkText: locale.T(locale.SV, "notify.officer.link"),
		Expires: o.Now().Add(officersMail)}
	if news.Kind == casework.HandedUp {
		m.Title, m.Text = locale.T(locale.SV, "notify.officer.handed_subject", name), locale.T(locale.SV, "notify.officer.handed_mail")
	} else {
		m.Title, m.Text = locale.T(locale.SV, "notify.officer.subject", name), locale.T(locale.SV, "notify.officer.mail")
	}
	return m
}
