package portal

import (
	"errors"
	"math"
	"net/url"
	"slices"
	"strings"
	"time"

	"forvag/internal/casework"
	"forvag/internal/civil"
	"forvag/internal/fault"
	"forvag/internal/identity"
	"forvag/internal/locale"
	"forvag/notify"
	"forvag/notify/messages"
	"forvag/notify/sms"
	"forvag/web"
)

const (
	sentTextsPath = web.PathSent + "/texter"
	// sentPage is how many messages a list shows, and sentRead how many are read at a time to find them.
	sentPage, sentRead = 30, 100
	// sentMost is how many are looked through for a page: an officer who may see few of their board's cases goes on from there.
	sentMost = 1000
	// overdue is how long after it was due a message is looked for by a person.
	overdue = 24 * time.Hour
	// letterDays is how many working days a letter may wait to be printed and posted before it stands among what did not arrive.
	letterDays = 2
)

// sent lists what was sent to parties in cases that the officer may read, what needs somebody first.
func (r *request) sent() error {
	if err := identity.Allow(r.principal, identity.ListDesk, identity.Object{Kind: identity.DeskObject}); err != nil {
		return err
	}
	view := web.SentPage{Texts: sentTextsPath, Letters: web.PathLetters}
	if r.Notify.Mode != notify.Live {
		view.Mode = web.Notice{Tone: web.Warning, Text: r.t("notify.mode." + string(r.Notify.Mode))}
	}
	may, shown := map[casework.CaseID]bool{}, map[string]bool{}
	var err error
	view.Stuck, view.StuckMore, err = r.sentList("fast", may, shown, true, func(p notify.Page) ([]notify.Delivery, error) {
		return r.Notify.Store.Stuck(r.ctx(), r.now.Add(-overdue), civil.AddWorkingDays(r.today(), -letterDays), p)
	})
	if err != nil {
		return err
	}
	view.Latest, view.LatestMore, err = r.sentList("fore", may, shown, false, func(p notify.Page) ([]notify.Delivery, error) { return r.Notify.Store.Latest(r.ctx(), p) })
	if err != nil {
		return err
	}
	return r.page(web.SectionDesk, view)
}

// sentList is one page of a list of deliveries: those in cases that the officer may read, of the boards that they serve. after is the parameter that says
// where the page begins; more is where the next does, empty where there is none. shown are those that stand on the page already.
func (r *request) sentList(after string, may map[casework.CaseID]bool, shown map[string]bool, stuck bool, read func(notify.Page) ([]notify.Delivery, error)) (rows []web.SentRow, more string, err error) {
	opened := map[casework.CaseID]bool{}
	page := notify.Page{Boards: r.boards(), After: sentAfter(r.Query(after)), Limit: sentRead}
	for looked := 0; ; {
		all, err := read(page)
		if err != nil {
			return nil, "", err
		}
		for i := range all {
			if len(rows) == sentPage || looked == sentMost {
				return rows, web.PathSent + "?" + after + "=" + url.QueryEscape(page.After.Made.Format(time.RFC3339Nano)+" "+page.After.ID), nil
			}
			reads, err := r.maySee(&all[i], may)
			if err != nil {
				return nil, "", err
			}
			if reads && !shown[all[i].ID] {
				row := r.sentRow(&all[i], stuck)
				if stuck {
					if row.Who, err = r.sentTo(&all[i], opened); err != nil {
						return nil, "", err
					}
				}
				rows, shown[all[i].ID] = append(rows, row), true
			}
			page.After, looked = all[i], looked+1
		}
		if len(all) < sentRead {
			return rows, "", nil
		}
	}
}

// sentTo is the name of who did not get what was sent, since somebody is to reach them. That is a reading of their case, and logged as one; opened are the cases that
// were. Of an offer, which is no case and whose readings nobody logs, it is empty.
func (r *request) sentTo(d *notify.Delivery, opened map[casework.CaseID]bool) (string, error) {
	if _, offer := d.Effect(); offer {
		return "", nil
	}
	if !opened[d.Case] {
		if _, err := r.Cases.Case(r.ctx(), r.principal, d.Case); err != nil {
			return "", err
		}
		opened[d.Case] = true
	}
	names, err := r.Residents.Names(r.ctx(), []identity.PersonID{d.Person}, nil)
	return names.Person(d.Person), err
}

// sentAfter reads where a page begins; at the newest where that cannot be read.
func sentAfter(text string) notify.Delivery {
	at, id, _ := strings.Cut(text, " ")
	made, err := time.Parse(time.RFC3339Nano, at)
	if err != nil || id == "" {
		return notify.Delivery{}
	}
	return notify.Delivery{Made: made, ID: id}
}

// boards are those that the officer serves.
func (r *request) boards() []identity.BoardID {
	var all []identity.BoardID
	for _, g := range r.principal.Grants {
		if !slices.Contains(all, g.Board) {
			all = append(all, g.Board)
		}
	}
	return all
}

// maySee says whether the officer may see what was sent: in a case that they may read, or of an offer by a rule of a board of theirs.
func (r *request) maySee(d *notify.Delivery, may map[casework.CaseID]bool) (bool, error) {
	if _, offer := d.Effect(); !offer {
		return r.mayRead(d.Case, may)
	}
	err := r.overOffer(d, identity.ReadCase)
	if errors.Is(err, fault.Forbidden) || errors.Is(err, fault.NotFound) {
		return false, nil
	}
	return err == nil, err
}

// overOffer says whether the officer may do something about what was sent of an offer, as if it were of a case of the rule's board: not where it concerns themself or
// somebody near (FL 16 §), and where a protected identity has come near only who is cleared. fault.NotFound where the offer is there no more.
func (r *request) overOffer(d *notify.Delivery, a identity.Action) error {
	id, _ := d.Effect()
	rec, err := r.Offers.Get(r.ctx(), d.Person, id)
	if err != nil {
		return err
	}
	concerned, protected, err := r.Residents.Concerned(r.ctx(), d.Person, rec.Subject)
	if err != nil {
		return err
	}
	o := identity.Object{Kind: identity.CaseObject, Board: d.Board, Protected: protected}
	for _, who := range concerned {
		o.Parties = append(o.Parties, identity.PartyRef{Person: who})
	}
	return identity.Allow(r.principal, a, o)
}

// mayRead says whether the officer may read a case. It is asked without opening it: that would be logged as if they had. may are the answers so far.
func (r *request) mayRead(id casework.CaseID, may map[casework.CaseID]bool) (bool, error) {
	reads, asked := may[id]
	if !asked {
		_, _, _, err := r.Cases.Changes(r.ctx(), r.principal, id, math.MaxInt)
		if err != nil && !errors.Is(err, fault.NotFound) && !errors.Is(err, fault.Forbidden) {
			return false, err
		}
		reads = err == nil
		may[id] = reads
	}
	return reads, nil
}

// sentRow is a delivery, without the name of whom it is to.
func (r *request) sentRow(d *notify.Delivery, stuck bool) web.SentRow {
	about := web.Link{Text: d.Number, Href: web.PathDesk + "/" + string(d.Case)}
	if _, offer := d.Effect(); offer { // which has no diary number and no page at the desk
		about = web.Link{Text: r.boardName(d.Board)}
	}
	row := web.SentRow{Matter: r.t("notify.matter." + string(d.Matter)), Channel: r.channelName(d), To: d.Name, Case: about, When: r.toldAt(d), Status: r.sentStatus(d), Reason: r.sentReason(d),
		Title: d.Title, Text: paragraphs(d.Text)}
	switch {
	case stuck && (d.State == notify.StateQueued || d.State == notify.StatePrinted): // which is seen to among the letters
		row.Reason, row.Letters = r.t("notify.reason.unposted"), web.PathLetters
	case stuck && (d.State == notify.StatePlanned || d.State == notify.StateHanding): // whatever held it up, it does not go by itself any more
		row.Status = web.Status{Text: r.t("notify.state.stuck"), Tone: web.Danger}
		row.Reason, row.Action = r.t("notify.reason.stuck", locale.Time(r.lang, d.Due)), web.PathSent+"/"+d.ID
	case stuck:
		row.Action, row.Nowhere = web.PathSent+"/"+d.ID, d.State == notify.StateUnreached
	}
	return row
}

// toldAt is when a delivery last came further; of a letter that was posted it is the day, since nobody noted the hour.
func (r *request) toldAt(d *notify.Delivery) web.When {
	if d.Channel == notify.Letter && d.State == notify.StateSent {
		return r.day(civil.Of(d.Sent))
	}
	for _, at := range []time.Time{d.Opened, d.Delivered, d.Ended, d.Sent} {
		if !at.IsZero() {
			return r.when(at)
		}
	}
	return r.when(d.Due)
}

// channelName is how somebody was told; by the inbox alone where there was no other way.
func (r *request) channelName(d *notify.Delivery) string {
	if d.Channel == "" {
		return r.t("notify.texts.inbox")
	}
	return r.t("notify.channel." + string(d.Channel))
}

func (r *request) sentStatus(d *notify.Delivery) web.Status {
	s := web.Status{Text: r.t("notify.state." + string(d.State))}
	switch d.State {
	case notify.StateSent, notify.StateDelivered, notify.StateOpened:
		s.Tone = web.Success
	case notify.StateQueued, notify.StatePrinted:
		s.Tone = web.Info
	case notify.StateFailed, notify.StateUnreached:
		s.Tone = web.Danger
	case notify.StateSkipped:
		if d.Reason != notify.ReasonSeen {
			s.Text = r.t("notify.state.unsent")
		}
	}
	if d.Channel == notify.Letter && d.State == notify.StateSent {
		s.Text = r.t("notify.state.posted")
	}
	switch {
	case d.Test && d.Channel == notify.Letter: // which is printed and posted, or made believe to be
		s.Text = r.t("notify.state.tested", s.Text)
	case d.Test:
		s = web.Status{Text: r.t("notify.state.test"), Tone: web.Info}
	}
	if d.Channel == notify.Mailbox && d.State == notify.StateDelivered {
		s.Text = r.laidIn(d)
	}
	return s
}

// laidIn says that a digital mailbox has taken a message, as its operator answers: to its owner, or to somebody else.
func (r *request) laidIn(d *notify.Delivery) string {
	words := r.t("notify.state.laid")
	if r.principal.Kind == identity.Resident && r.principal.Actor == d.Person {
		words = r.t("notify.state.laid_yours")
	}
	if d.Test {
		return r.t("notify.state.rehearsed", words)
	}
	return words
}

// sentReason is why a delivery did not reach: in words, and as the channel put it where there are no others.
func (r *request) sentReason(d *notify.Delivery) string {
	switch d.Reason {
	case "":
		return ""
	case notify.ReasonSeen, notify.ReasonAccess, notify.ReasonAddress, notify.ReasonOff, notify.ReasonUnsure, notify.ReasonGivenUp, notify.ReasonExhausted,
		notify.ReasonReturned, notify.ReasonNowhere:
		return r.t("notify.reason." + d.Reason)
	default:
		return r.t("notify.reason.channel", d.Reason)
	}
}

// sentAct has a message that did not reach sent again, or lets it go. Only who may write to the parties decides that.
func (r *request) sentAct() error {
	if err := identity.Allow(r.principal, identity.ListDesk, identity.Object{Kind: identity.DeskObject}); err != nil {
		return err
	}
	d, err := r.Notify.Store.Delivery(r.ctx(), r.Params("delivery"))
	if err != nil {
		return err
	}
	if err := r.mayResend(&d); err != nil {
		return err
	}
	switch r.FormValue("do") {
	case "again":
		err = r.Notify.Store.Again(r.ctx(), d.ID, r.now)
	case "drop":
		err = r.Notify.Store.GiveUp(r.ctx(), d.ID, notify.ReasonGivenUp, r.now)
	default:
		err = fault.New(fault.Invalid, "portal.error.form")
	}
	if err != nil {
		return err
	}
	return r.done(web.PathSent, map[string]string{"again": "utskick-igen", "drop": "utskick-slappt"}[r.FormValue("do")])
}

// mayResend refuses who may not write to those whom a message is for.
func (r *request) mayResend(d *notify.Delivery) error {
	if _, offer := d.Effect(); offer {
		return r.overOffer(d, identity.Message)
	}
	return r.writesTo(d.Case)
}

// sentTexts shows every text with made-up values.
func (r *request) sentTexts() error {
	if err := identity.Allow(r.principal, identity.ListDesk, identity.Object{Kind: identity.DeskObject}); err != nil {
		return err
	}
	var view web.SentTextsPage
	for _, m := range notify.Matters() {
		must := "notify.texts.must_no"
		if m.Must() {
			must = "notify.texts.must_yes"
		}
		text := web.SentText{ID: string(m), Name: r.t("notify.matter." + string(m)), Facts: []web.Fact{{Label: r.t("notify.texts.must"), Value: r.t(must)}}}
		for _, lang := range locale.Langs() {
			text.Parts = append(text.Parts, r.sentTextParts(lang, m)...)
		}
		view.Matters = append(view.Matters, text)
	}
	return r.page(web.SectionDesk, view)
}

func (r *request) sentTextParts(lang locale.Lang, m notify.Matter) []web.SentTextPart {
	t := r.Notify.Text(lang, m)
	sample := messages.Sample[lang]
	sample.Municipality = r.Municipality.Name.In(lang)
	fill := func(text string) string { return messages.Fill(text, sample) }
	channel := func(key string) string { return r.t(key) + " (" + strings.ToLower(lang.Name()) + ")" }
	units, parts, _ := sms.Length(fill(t.SMS))
	out := []web.SentTextPart{
		{Channel: channel("notify.texts.inbox"), Text: paragraphs(fill(t.Inbox))},
		{Channel: channel("notify.channel.push"), Title: fill(t.Push.Title), Text: paragraphs(fill(t.Push.Body))},
		{Channel: channel("notify.channel.mail"), Title: fill(t.Mail.Subject), Text: paragraphs(fill(t.Mail.Text))},
		{Channel: channel("notify.channel.sms"), Text: paragraphs(fill(t.SMS)), Note: r.t("notify.texts.sms", parts, units)},
	}
	if t.Post != nil {
		out = append(out, web.SentTextPart{Channel: channel("notify.channel.mailbox"), Title: fill(t.Post.Heading), Text: paragraphs(fill(t.Post.Text))})
	}
	return out
}

// reachStatus is how far a notice that is not read has come, for officers.
func (r *request) reachStatus(reach notify.Reach) web.Status {
	s := web.Status{Text: r.t("notify.reach." + string(reach))}
	switch reach {
	case notify.ReachNobody:
		s.Tone = web.Danger
	case notify.ReachTrying:
		s.Tone = web.Info
	}
	return s
}

// caseTold lists how people were told of what happened in a case: one person, or, to an officer, every party. Of what must reach it also says that it
// stands in their inbox, and since when they have seen it.
func (r *request) caseTold(f *casework.File, names names, person identity.PersonID) ([]web.CaseTold, error) {
	notices, err := r.Notify.Store.NoticesOf(r.ctx(), f.Case.ID, person)
	if err != nil {
		return nil, err
	}
	return r.caseToldOf(f, notices, names, person)
}

// caseToldOf is caseTold of notices that have been read.
func (r *request) caseToldOf(f *casework.File, notices []notify.Notice, names names, person identity.PersonID) ([]web.CaseTold, error) {
	deliveries, err := r.Notify.Store.OfCase(r.ctx(), f.Case.ID, person)
	if err != nil {
		return nil, err
	}
	who := func(id identity.PersonID) string {
		if person != "" {
			return ""
		}
		return names.of(id)
	}
	var told []web.CaseTold
	for _, n := range notices {
		if !n.Matter.Must() {
			continue
		}
		row := web.CaseTold{Who: who(n.Person), Matter: r.t("notify.matter." + string(n.Matter)), Channel: r.t("notify.texts.inbox"), When: r.when(n.At),
			Status: web.Status{Text: r.t("notify.told.unread")}}
		if person == "" { // that nobody was reached, or may be yet, is the officers' matter
			row.Status = r.reachStatus(n.Reach)
		}
		if !n.Read.IsZero() {
			row.Status, row.When = web.Status{Text: r.t("notify.told.read"), Tone: web.Success}, r.when(n.Read)
		}
		told = append(told, row)
	}
	for i := range deliveries {
		d := &deliveries[i]
		if person != "" && d.Channel == "" { // that no way was left is the officers' matter: it stands in the reader's inbox
			continue
		}
		told = append(told, web.CaseTold{Who: who(d.Person), Matter: r.t("notify.matter." + string(d.Matter)), Channel: r.channelName(d),
			To: d.Name, When: r.toldAt(d), Status: r.sentStatus(d), Reason: r.sentReason(d)})
	}
	return told, nil
}
