package main

import (
	"context"
	"crypto/ecdh"
	cryptorand "crypto/rand"
	"encoding/base64"
	"fmt"
	"math/rand/v2"
	"net/mail"
	"net/url"
	"strings"

	"forvag/internal/casework"
	"forvag/internal/identity"
	"forvag/internal/locale"
	"forvag/internal/municipality"
	"forvag/internal/outbox"
	"forvag/internal/residents"
	"forvag/internal/strict"
	"forvag/notify"
	"forvag/notify/contact"
	"forvag/notify/letter"
	"forvag/notify/messages"
	"forvag/notify/push"
	notifystore "forvag/notify/sqlstore"
	"forvag/portal"
)

// notifying says how people are told of their cases.
type notifying struct {
	Notify      string     `env:"FORVAG_NOTIFY" enum:"off,test,live" default:"off" help:"off, test or live: nobody is told outside the portal; what would be sent is written down for the desk; or people are told. Only live reaches anybody."`
	PushHosts   push.Hosts `env:"FORVAG_PUSH_HOSTS" placeholder:"HOST" help:"Push services that may be sent to; *.example.com for all below. Empty: those of Chrome, Edge, Firefox and Safari."`
	PushContact string     `env:"FORVAG_PUSH_CONTACT" placeholder:"MAIL" help:"Whom a push service may turn to, an address or https://. Empty: the municipality's own e-mail address."`
}

// Validate is called by the command-line parser, with what links in messages begin with.
func (n notifying) validate(base *url.URL) error {
	if err := n.PushHosts.Validate(); err != nil {
		return fmt.Errorf("FORVAG_PUSH_HOSTS: %w", err)
	}
	if n.PushContact != "" && !strings.HasPrefix(n.PushContact, "https://") {
		if _, err := mail.ParseAddress(n.PushContact); err != nil {
			return fmt.Errorf("FORVAG_PUSH_CONTACT must be an e-mail address or https://…, not %q", n.PushContact)
		}
	}
	if n.mode() == notify.Live && base == nil {
		return fmt.Errorf("FORVAG_NOTIFY=live needs FORVAG_BASE_URL: what people are sent leads there")
	}
	return nil
}

// mode is the setting; off where there is none.
func (n notifying) mode() notify.Mode {
	if n.Notify == "" {
		return notify.Off
	}
	return notify.Mode(n.Notify)
}

// hosts are the push services that may be sent to.
func (n notifying) hosts() push.Hosts {
	if len(n.PushHosts) == 0 {
		return push.Known()
	}
	return n.PushHosts
}

// tell makes the service that tells people, and what it reaches them by.
func (in *instance) tell(s settings, c *contents) error {
	site := in.site
	site.Contacts = contact.NewStore(in.db, site.Keys, site.Residents, in.clock)
	site.Devices = push.NewStore(in.db, site.Keys, s.hosts(), in.clock)
	subscriber := s.PushContact
	if subscriber == "" {
		subscriber = c.municipality.Contact.Email
	}
	routes := map[notify.Channel]notify.Route{notify.Push: push.NewSender(site.Devices, subscriber)}
	ways := map[notify.Channel]contact.Direct{}
	mails, err := in.mails(s)
	if err != nil {
		return err
	}
	if mails != nil {
		routes[notify.Mail], ways[notify.Mail] = mails, mails
	}
	texts, err := in.texts(s)
	if err != nil {
		return err
	}
	if texts != nil {
		routes[notify.SMS], ways[notify.SMS] = texts, texts
	}
	store := notifystore.New(in.db)
	letters := portal.Letters{Site: func() *portal.Site { return in.current() }, Now: in.clock}
	boxes, has, err := in.boxes(s, letters)
	if err != nil {
		return err
	}
	if has {
		routes[notify.Mailbox] = boxes
	}
	routes[notify.Letter] = &letter.Route{Composer: letters, People: site.Residents, Queue: store, Keys: site.Keys,
		Forwards: func() bool { return len(in.types.Municipality().Contact.ForwardPost) > 0 }}
	site.Notify = notify.New(notify.Config{
		Store: store, Cases: site.Cases, People: site.Residents, Effects: portal.ToldOffers{Site: func() *portal.Site { return in.current() }, Now: in.clock}, Routes: routes, Mode: s.mode(), Keys: site.Keys, Now: in.clock, Log: in.log,
		Origin: func() string { return site.Origin },
		Keep: func(ctx context.Context, kind, name string, text []byte) error {
			_, err := in.versions.Ensure(ctx, kind, name, text)
			return err
		},
	}, c.told())
	in.codes, in.officers = in.courier(ways), in.toldOfficers()
	if mails != nil {
		in.officers.Mail = mails
	}
	return nil
}

// toldOfficers tells officers at work that cases need them.
func (in *instance) toldOfficers() *notify.Officers {
	return &notify.Officers{Cases: in.site.Cases, Live: in.site.Notify.Live, Now: in.clock,
		Name: func() locale.Text { return in.types.Municipality().Name },
		Link: func() string { return in.site.Origin + portal.RemindedPath },
		Address: func(id identity.PersonID) string {
			if o := in.types.Municipality().Officer(id); o != nil {
				return o.Email
			}
			return ""
		}}
}

// told is what people are told with.
func (c *contents) told() notify.Content {
	return notify.Content{Texts: c.messages, Name: c.municipality.Name}
}

// telling hands messages over, beside the other work: a push service or mail server that is slow holds nothing else up.
func telling(in *instance) *outbox.Worker {
	return &outbox.Worker{
		Queue: in.queue, Jitter: rand.Float64, Log: in.log, Parallel: 4, Attempts: notify.Attempts, Poll: outboxPoll,
		Handlers: map[string]outbox.Handler{notify.SendTopic: in.site.Notify.Send, notify.NextTopic: in.site.Notify.Next, contact.Topic: in.codes.Send,
			casework.DeskTopic: in.officers.Send},
		Spent: map[string]func(context.Context, outbox.Claim) error{notify.SendTopic: in.site.Notify.GiveUp},
	}
}

// messagesFolder is where a municipality's own message texts lie, by language.
const messagesFolder = "messages"

// texts are the words in which people are told: the program's own, and over them the municipality's.
func (f folder) texts() (*messages.Set, []strict.Fault, error) {
	files, err := f.over(messagesFolder, messages.Files(), municipality.Carried{})
	if err != nil {
		return nil, nil, err
	}
	set, wrong := messages.Load(files, notify.Specs())
	return set, f.inFolder(messagesFolder, wrong), nil
}

// demoDevices gives some of the demo's people a device to be told on, which nothing is ever sent to: what would be stands on the desk's page.
func (in *instance) demoDevices(ctx context.Context) error {
	for i, l := range residents.DemoLogins() {
		if i%3 == 0 { // the others are offered to add theirs
			continue
		}
		if devices, err := in.site.Devices.Devices(ctx, l.ID); err != nil || len(devices) > 0 {
			return err
		}
		key, err := ecdh.P256().GenerateKey(cryptorand.Reader)
		if err != nil {
			return err
		}
		auth := make([]byte, 16)
		cryptorand.Read(auth)
		sub := push.Subscription{Endpoint: "https://fcm.googleapis.com/demo/" + string(l.ID)}
		sub.Keys.Auth, sub.Keys.P256dh = base64.RawURLEncoding.EncodeToString(auth), base64.RawURLEncoding.EncodeToString(key.PublicKey().Bytes())
		if _, err := in.site.Devices.Add(ctx, l.ID, sub, []string{"Chrome, Android", "Safari, iPhone", "Firefox, Windows"}[i%3]); err != nil {
			return err
		}
	}
	return nil
}
