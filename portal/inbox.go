package portal

import (
	"encoding/json"
	"errors"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"forvag/internal/casework"
	"forvag/internal/fault"
	"forvag/notify"
	"forvag/notify/sms/gateway"
	"forvag/web"
)

// The addresses of what people are told, beside those of package web.
const (
	devicePath      = web.PathDevices + "/:device/ta-bort"
	unsubscribePath = notify.UnsubscribePath + ":token"
	receiptPath     = gateway.ReceiptPath + ":token"
)

// inboxPage is how many notices a page of the inbox shows.
const inboxPage = 30

// inbox shows everything that the reader has been told.
func (r *request) inbox() error {
	before, err := time.Parse(time.RFC3339Nano, r.Query("fore"))
	if err != nil {
		before = time.Time{}
	}
	notices, err := r.Notify.Store.Inbox(r.ctx(), r.principal.Actor, before, inboxPage)
	if err != nil {
		return err
	}
	view := web.InboxPage{}
	if view.Push, err = r.pushAsk(true); err != nil {
		return err
	}
	files := map[casework.CaseID]*casework.File{}
	for _, n := range notices {
		row, err := r.inboxRow(n, files)
		if err != nil {
			return err
		}
		view.Rows = append(view.Rows, row)
	}
	if err := r.tellDead(); err != nil {
		return err
	}
	if len(notices) == inboxPage {
		view.More = web.PathInbox + "?fore=" + url.QueryEscape(notices[len(notices)-1].At.Format(time.RFC3339Nano))
	}
	return r.page(web.SectionCases, view)
}

// inboxRow is one notice in the reader's words. files are the cases that were read for the rows before, nil for those that the reader does not see.
func (r *request) inboxRow(n notify.Notice, files map[casework.CaseID]*casework.File) (web.InboxRow, error) {
	row := web.InboxRow{Number: n.Number, When: r.when(n.At), New: n.Read.IsZero()}
	if id, ok := n.Effect(); ok {
		return r.offerRow(row, n, id)
	}
	f, known := files[n.Case]
	if !known {
		var err error
		f, err = r.Cases.Case(r.ctx(), r.principal, n.Case)
		if err != nil && !errors.Is(err, fault.NotFound) && !errors.Is(err, fault.Forbidden) && !errors.Is(err, fault.Gone) {
			return row, err
		}
		files[n.Case] = f
	}
	if f == nil {
		row.Text, row.New = r.t("notify.inbox.hidden"), false
		return row, nil
	}
	row.Text, row.Href = r.Notify.Line(r.lang, n, f, r.caseTitle(&f.Case)), "/arenden/"+string(n.Case)
	row.New = row.New && n.Seq > f.Seen
	return row, nil
}

// offerRow is a notice of what the municipality came first with. Whose subject the reader may no longer be told of, or which is gone, is not named.
func (r *request) offerRow(row web.InboxRow, n notify.Notice, id string) (web.InboxRow, error) {
	rec, err := r.Offers.Get(r.ctx(), r.principal.Actor, id)
	if errors.Is(err, fault.NotFound) {
		row.Text, row.New = r.t("notify.inbox.hidden"), false
		return row, nil
	}
	if err != nil {
		return row, err
	}
	title, err := r.offerTitle(&rec)
	row.Text, row.Href = r.Notify.EffectLine(r.lang, n, rec.Until, title), offerPath(rec.ID)
	return row, err
}

// pushAsk is the offer to be told on this device; nil where the municipality does not send to devices.
func (r *request) pushAsk(offer bool) (*web.PushAsk, error) {
	if r.Notify.Routes[notify.Push] == nil || r.Notify.Mode == notify.Off {
		return nil, nil
	}
	key, err := r.Devices.PublicKey(r.ctx())
	return &web.PushAsk{Key: key, Offer: offer}, err
}

// offersDevice is the same at a moment that explains itself: where the reader has just sent something in, and no device yet.
func (r *request) offersDevice() (*web.PushAsk, error) {
	devices, err := r.Devices.Devices(r.ctx(), r.principal.Actor)
	if err != nil || len(devices) > 0 {
		return nil, err
	}
	return r.pushAsk(true)
}

// tell shows how the reader wants to be told.
func (r *request) tell() error {
	p, err := r.Notify.Store.Preferences(r.ctx(), r.principal.Actor)
	if err != nil {
		return err
	}
	view := web.TellPage{Anytime: web.ConsentField{Question: web.Question{Name: "anytime", Label: r.t("notify.tell.anytime"), Hint: r.t("notify.tell.anytime_hint")},
		Checked: p.Anytime}}
	if view.Push, err = r.pushAsk(false); err != nil {
		return err
	}
	devices, err := r.Devices.Devices(r.ctx(), r.principal.Actor)
	if err != nil {
		return err
	}
	for _, d := range devices {
		device := web.TellDevice{Name: d.Name, Added: r.when(d.Added), Remove: web.PathDevices + "/" + d.ID + "/ta-bort"}
		if !d.Used.IsZero() {
			device.Used = r.when(d.Used)
		}
		view.Devices = append(view.Devices, device)
	}
	if view.Protected, err = r.Residents.Protected(r.ctx(), r.principal.Actor); err != nil {
		return err
	}
	if view.Contacts, err = r.tellContacts(view.Protected); err != nil {
		return err
	}
	if err := r.tellDead(); err != nil {
		return err
	}
	if len(r.choosable(view.Protected)) > 0 {
		for _, kind := range notify.Kinds() {
			view.Kinds = append(view.Kinds, r.tellKind(kind, p.Of(kind), r.choosable(view.Protected)))
		}
	}
	return r.page(web.SectionAccount, view)
}

// choosable are the channels that the municipality has and the reader chooses among: who is protected is told on their devices alone.
func (r *request) choosable(protected bool) []notify.Channel {
	return slices.DeleteFunc(notify.Choosable(), func(c notify.Channel) bool { return !r.has(c) || protected && c != notify.Push })
}

// channelNames are the channels that the reader chooses among, in words within a sentence.
func (r *request) channelNames(channels []notify.Channel) string {
	var names []string
	for _, c := range channels {
		name := r.t("notify.channel." + string(c))
		if c != notify.SMS {
			name = strings.ToLower(name)
		}
		names = append(names, name)
	}
	return strings.Join(names, ", ")
}

func (r *request) tellKind(kind notify.Kind, order, channels []notify.Channel) web.TellKind {
	name := string(kind)
	field := func(which string, i int, none string) web.SelectField {
		f := web.SelectField{Question: web.Question{Name: which + "-" + name, Label: r.t("notify.tell." + which)}}
		f.Options = append(f.Options, web.Option{Label: r.t(none), Chosen: len(order) <= i})
		for _, c := range channels {
			f.Options = append(f.Options, web.Option{Value: string(c), Label: r.t("notify.channel." + string(c)), Chosen: i < len(order) && order[i] == c})
		}
		return f
	}
	return web.TellKind{Title: r.t("notify.kind." + name), Text: r.t("notify.kind."+name+"_text", r.channelNames(channels)),
		First: field("first", 0, "notify.tell.nothing"), Then: field("then", 1, "notify.tell.no_more")}
}

// saveTell keeps how the reader wants to be told.
func (r *request) saveTell() error {
	protected, err := r.Residents.Protected(r.ctx(), r.principal.Actor)
	if err != nil {
		return err
	}
	p := notify.Preferences{Order: map[notify.Kind][]notify.Channel{}, Anytime: r.FormValue("anytime") != ""}
	for _, kind := range notify.Kinds() {
		order := []notify.Channel{}
		for _, which := range []string{"first", "then"} {
			c := notify.Channel(r.FormValue(which + "-" + string(kind)))
			if c == "" { // "only here on the page" is meant so, whatever stands as the second way
				break
			}
			if !slices.Contains(order, c) {
				order = append(order, c)
			}
		}
		shown := slices.DeleteFunc(slices.Clone(notify.Standard(kind)), func(c notify.Channel) bool { return !slices.Contains(r.choosable(protected), c) })
		if !slices.Equal(order, shown) { // who leaves it as it was gets further channels too, when the municipality has them
			p.Order[kind] = order
		}
	}
	if err := r.Notify.Store.SetPreferences(r.ctx(), r.principal.Actor, p); err != nil {
		return err
	}
	return r.done(web.PathTell, "aviseringar")
}

// device adds, renews, moves or drops the device that asks. It answers a script, which then shows what is true.
func (r *request) device() error {
	sub, err := r.Devices.ParseSubscription([]byte(r.FormValue("subscription")))
	if err != nil {
		return err
	}
	on := true
	switch r.FormValue("do") {
	case "add":
	case "renew": // one that is not the reader's is not made so without their word
		on, err = r.Devices.Has(r.ctx(), r.principal.Actor, sub.Endpoint)
	case "move":
		before := r.FormValue("before")
		if on, err = r.Devices.Has(r.ctx(), r.principal.Actor, before); err == nil && on {
			err = r.Devices.RemoveEndpoint(r.ctx(), r.principal.Actor, before)
		}
	case "drop":
		on, err = false, r.Devices.RemoveEndpoint(r.ctx(), r.principal.Actor, sub.Endpoint)
	default:
		err = fault.New(fault.Invalid, "portal.error.form")
	}
	if err == nil && on {
		_, err = r.Devices.Add(r.ctx(), r.principal.Actor, sub, deviceName(r.Get("User-Agent")))
	}
	if err != nil {
		return err
	}
	body, err := json.Marshal(struct {
		On bool `json:"on"`
	}{on})
	if err != nil {
		return err
	}
	r.Set("Content-Type", "application/json")
	return r.Send(body)
}

// named finds the first of some names in a text.
func named(text string, names [][2]string) string {
	for _, n := range names {
		if strings.Contains(text, n[0]) {
			return n[1]
		}
	}
	return ""
}

// deviceName is what the owner knows a browser by, from what it says of itself: "Firefox, Linux".
func deviceName(agent string) string {
	browser := named(agent, [][2]string{{"Firefox/", "Firefox"}, {"FxiOS/", "Firefox"}, {"Edg/", "Edge"}, {"EdgA/", "Edge"}, {"OPR/", "Opera"},
		{"SamsungBrowser/", "Samsung Internet"}, {"CriOS/", "Chrome"}, {"Chrome/", "Chrome"}, {"Safari/", "Safari"}})
	system := named(agent, [][2]string{{"iPhone", "iPhone"}, {"iPad", "iPad"}, {"Android", "Android"}, {"Windows", "Windows"}, {"Mac OS X", "Mac"}, {"Linux", "Linux"}})
	name := strings.Trim(browser+", "+system, ", ")
	if name == "" {
		return "?"
	}
	return name
}

// removeDevice removes one of the reader's devices.
func (r *request) removeDevice() error {
	if err := r.Devices.Remove(r.ctx(), r.principal.Actor, r.Params("device")); err != nil {
		return err
	}
	return r.done(web.PathTell, "enhet")
}

// unsubscribe asks whoever came by a mail whether they want no more of its kind.
func (r *request) unsubscribe() error {
	_, kind, err := r.Notify.Unsubscribes(r.Params("token"))
	if err != nil {
		return err
	}
	return r.page(web.SectionNone, web.UnsubscribePage{Kind: r.t("notify.kind." + string(kind)), Action: notify.UnsubscribePath + r.Params("token")})
}

// unsubscribed ends them. A mail program may post here by itself, when its button is pressed (RFC 8058).
func (r *request) unsubscribed() error {
	kind, err := r.Notify.Unsubscribe(r.ctx(), r.Params("token"))
	if err != nil {
		return err
	}
	return r.page(web.SectionNone, web.UnsubscribePage{Kind: r.t("notify.kind." + string(kind))})
}

// receiptOfSMS takes a gateway's word of what became of a text message: one of a case, or a code.
func (r *request) receiptOfSMS() error {
	said, err := gateway.ReadReceipt(r.Keys, r.Params("token"), r.FormValue("id"), r.FormValue("status"))
	if err != nil {
		return err
	}
	if said.State != "" {
		err = r.Notify.Report(r.ctx(), notify.Report{Delivery: said.Message, State: said.State, At: r.now, Evidence: said.Evidence})
		if errors.Is(err, fault.NotFound) && said.State == notify.StateFailed {
			err = r.Contacts.Refuse(r.ctx(), said.Message)
		}
		if err != nil && !errors.Is(err, fault.NotFound) { // of what is disposed of, a receipt says nothing
			return err
		}
	}
	return r.SendStatus(fiber.StatusNoContent)
}
