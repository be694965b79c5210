package notify

import (
	"context"
	"errors"
	"fmt"
	"time"

	"forvag/internal/casework"
	"forvag/internal/civil"
	"forvag/internal/fault"
	"forvag/internal/identity"
	"forvag/internal/locale"
	"forvag/internal/outbox"
	"forvag/notify/messages"
)

const (
	// Attempts is after how many a delivery has failed and waits for a person.
	Attempts = 12
	// lasts is how long a message is worth handing over: RFC 8030 has push services keep it so long for a phone that is off.
	lasts = 3 * 24 * time.Hour
)

// Why a delivery was skipped or failed, beside what a channel says; words for them stand in the locale under notify.reason.
const (
	ReasonSeen      = "seen"      // in the portal, before it was sent
	ReasonAccess    = "access"    // the person may not see it any longer
	ReasonAddress   = "address"   // cannot be reached there any longer
	ReasonOff       = "off"       // the channel is off
	ReasonUnsure    = "unsure"    // a crash left open whether it was handed over
	ReasonGivenUp   = "given_up"  // by an officer
	ReasonExhausted = "exhausted" // the channel has not answered
	ReasonReturned  = "returned"  // the letter came back
	ReasonNowhere   = "nowhere"   // there is no way to the person outside the portal
)

// Send hands one delivery over: the handler of SendTopic.
func (s *Service) Send(ctx context.Context, job outbox.Claim) (retry bool, err error) {
	var payload SendJob
	if err := job.Decode(&payload); err != nil {
		return false, err
	}
	d, notices, again, wait, err := s.Store.Begin(ctx, payload.Delivery, s.Now())
	switch {
	case errors.Is(err, fault.NotFound):
		return false, nil
	case err != nil:
		return true, err
	case !wait.IsZero():
		return true, &outbox.Postponed{Until: wait}
	case d.State != StatePlanned && d.State != StateHanding:
		return false, nil
	}
	f, after, cause := s.attempt(ctx, d, notices, again)
	if f.State == StatePlanned && cause != nil && job.Attempt >= Attempts {
		f.State, f.Reason = StateFailed, ReasonExhausted
	}
	if ctx.Err() != nil { // the answer must be written all the same, or it would be sent again
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
		defer cancel()
	}
	if err := s.Store.End(ctx, d.ID, f); err != nil {
		return true, err
	}
	if f.State == StatePlanned {
		return true, &outbox.Postponed{Until: s.Now().Add(after), Cause: cause}
	}
	if f.State == StateFailed {
		return false, cause
	}
	return false, nil
}

// GiveUp ends a delivery as failed, since the workers that had its job died at each attempt, so that its next way is tried at once. It is what Send's topic has for
// outbox.Worker.Spent.
func (s *Service) GiveUp(ctx context.Context, job outbox.Claim) error {
	var payload SendJob
	if err := job.Decode(&payload); err != nil {
		return nil // which no attempt could have sent either
	}
	d, _, again, wait, err := s.Store.Begin(ctx, payload.Delivery, s.Now())
	switch {
	case errors.Is(err, fault.NotFound):
		return nil
	case err != nil:
		return err
	case !wait.IsZero():
		return &outbox.Postponed{Until: wait}
	case d.State != StatePlanned && d.State != StateHanding:
		return nil
	}
	f := Finish{State: StateFailed, At: s.Now(), Reason: ReasonExhausted}
	if route := s.Routes[d.Channel]; again && route != nil && !route.Repeats() {
		f.Reason = ReasonUnsure
	}
	return s.Store.End(ctx, d.ID, f)
}

// attempt looks once more whether the delivery is still wanted and allowed, and hands it over. A finish that is StatePlanned is tried again after a while, with
// cause where something failed.
func (s *Service) attempt(ctx context.Context, d Delivery, notices []Notice, again bool) (f Finish, after time.Duration, cause error) {
	later := func(err error) (Finish, time.Duration, error) { return Finish{State: StatePlanned}, 0, err }
	skip := func(reason string) (Finish, time.Duration, error) {
		return Finish{State: StateSkipped, At: s.Now(), Reason: reason}, 0, nil
	}
	route := s.Routes[d.Channel]
	if s.Mode == Off || route == nil {
		return skip(ReasonOff)
	}
	if again && !route.Repeats() {
		return Finish{State: StateFailed, At: s.Now(), Reason: ReasonUnsure}, 0, errors.New("a worker died while it handed the message over")
	}
	a, r, reason, err := s.wanted(ctx, d, notices)
	switch {
	case err != nil:
		return later(err)
	case reason != "":
		return skip(reason)
	}
	now := s.Now()
	if d.Channel != Mailbox && d.Channel != Letter {
		if open := Open(now, d.Matter.Must(), r.Preferences.Anytime); open.After(now) {
			return Finish{State: StatePlanned}, open.Sub(now), nil
		}
	}
	d.Address = r.address(d)
	m, texts, err := s.message(ctx, a, d, unread(notices))
	if err != nil {
		return later(err)
	}
	f = Finish{State: StateSent, At: now, Title: m.Title, Text: m.Text, Texts: texts, Test: s.Mode == Test}
	if !f.Test {
		return outcome(f, route.Send(ctx, m))
	}
	if r, rehearses := route.(Rehearser); rehearses {
		return outcome(f, r.Rehearse(ctx, m))
	}
	return f, 0, nil
}

// outcome is what a channel's answer makes of an attempt.
func outcome(f Finish, r Result) (Finish, time.Duration, error) {
	f.Evidence = r.Evidence
	why := func(otherwise string) string {
		if r.Err != nil {
			return r.Err.Error()
		}
		return otherwise
	}
	switch r.Outcome {
	case Sent:
		return f, 0, nil
	case Arrived:
		f.State = StateDelivered
		return f, 0, nil
	case Queued:
		f.State = StateQueued
		return f, 0, nil
	case Gone:
		f.State, f.Reason = StateSkipped, ReasonAddress
		return f, 0, nil
	case Refused:
		f.State, f.Reason = StateFailed, why("refused")
		return f, 0, errors.New(f.Reason)
	default:
		f.State, f.Reason = StatePlanned, why("not now")
		return f, r.After, errors.New(f.Reason)
	}
}

// message renders what is said, and returns the version of the texts.
func (s *Service) message(ctx context.Context, a about, d Delivery, notices []Notice) (Message, string, error) {
	lang, err := s.language(ctx, a, d.Person)
	if err != nil {
		return Message{}, "", err
	}
	matter := notices[len(notices)-1].Matter
	if len(notices) > 1 {
		matter = Several
	}
	content := s.content.Load()
	text := content.Texts.Get(lang, string(matter))
	if text == nil {
		return Message{}, "", fmt.Errorf("no texts for %s in %s", matter, lang)
	}
	if s.Keep != nil {
		if err := s.Keep(ctx, "message", string(lang)+"/"+string(matter), text.Source); err != nil {
			return Message{}, "", err
		}
	}
	needs, err := s.Cases.NeedsMe(ctx, identity.Principal{Kind: identity.Resident, Actor: d.Person, Assurance: identity.AssuranceHigh, On: s.today()})
	if err != nil {
		return Message{}, "", err
	}
	values := messages.Values{Municipality: content.Name.In(lang), Count: len(notices), Number: a.number, Title: a.title}
	if !a.due.IsZero() {
		values.Due = locale.Date(lang, a.due)
	}
	m := Message{ID: d.ID, Person: d.Person, Address: d.Address, Lang: lang, Matter: matter, Link: s.Origin() + a.path,
		LinkText: locale.T(lang, "notify.link"), Topic: s.topic(d, matter), Urgent: matter.Must(), Expires: s.Now().Add(lasts), NeedsMe: needs}
	fill := func(t string) string { return messages.Fill(t, values) }
	switch d.Channel {
	case Push:
		m.Title, m.Text = fill(text.Push.Title), fill(text.Push.Body)
	case Mail:
		m.Title, m.Text = fill(text.Mail.Subject), fill(text.Mail.Text)
		if !matter.Must() {
			m.Unsubscribe = s.Origin() + UnsubscribePath + s.unsubscribeToken(d.Person, matter.Kind())
		}
	case SMS:
		m.Text = fill(text.SMS)
	default:
		if text.Post == nil {
			return Message{}, "", fmt.Errorf("no text of %s for %s", matter, d.Channel)
		}
		m.Title, m.Text, m.Case = fill(text.Post.Heading), fill(text.Post.Text), a.number
	}
	return m, text.Version, nil
}

// Line is what the inbox says of a notice of a case, which the reader calls title.
func (s *Service) Line(lang locale.Lang, n Notice, f *casework.File, title string) string {
	return s.line(lang, n, aboutCase(f, n).due, title)
}

// EffectLine is what the inbox says of a notice of an effect, whose title the reader may be told.
func (s *Service) EffectLine(lang locale.Lang, n Notice, until civil.Date, title string) string {
	return s.line(lang, n, until, title)
}

func (s *Service) line(lang locale.Lang, n Notice, due civil.Date, title string) string {
	content := s.content.Load()
	text := content.Texts.Get(lang, string(n.Matter))
	if text == nil {
		return title
	}
	values := messages.Values{Municipality: content.Name.In(lang), Count: 1, Number: n.Number, Title: title}
	if !due.IsZero() {
		values.Due = locale.Date(lang, due)
	}
	return messages.Fill(text.Inbox, values)
}

// Text is what is said of a matter in a language.
func (s *Service) Text(lang locale.Lang, m Matter) *messages.Text {
	return s.content.Load().Texts.Get(lang, string(m))
}
