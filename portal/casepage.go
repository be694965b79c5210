package portal

import (
	"slices"
	"strings"
	"time"

	"forvag/internal/casework"
	"forvag/internal/catalog"
	"forvag/internal/civil"
	"forvag/internal/identity"
	"forvag/internal/locale"
	"forvag/web"
)

// casePage makes the resident's page of a case, in the order that serves them.
func (r *request) casePage(f *casework.File, names names) web.CasePage {
	service := r.serviceOf(f.Case.Type, f.Case.Received)
	base := "/arenden/" + string(f.Case.ID)
	page := web.CasePage{
		Service:   service.Title.In(r.lang),
		Name:      r.caseTitle(&f.Case),
		Number:    f.Case.Diary.String(),
		Status:    r.caseStatus(f, service),
		Received:  r.day(f.Case.Received),
		Now:       r.caseNow(f, service),
		Steps:     r.caseSteps(f, service, names),
		Messages:  r.caseMessages(f, names, base+"/meddelande"),
		Documents: r.caseDocuments(f, service, names, base),
		Permits:   r.permits(f.Permits, names),
		Facts:     r.answerFacts(f, service, names),
		Opened:    r.openedCases(f),
		CameBy:    r.cameBy(f),
		Parties:   r.caseParties(f, names),
		Agents:    r.caseAgents(f, names, base),
		Readers:   web.CaseReaders{Rows: r.caseReaders(f, names), More: r.moreReaders(f, base), Earlier: r.Query(beforeParameter) != ""},
		Live:      livePath(base, f.Case.Seq),
		Part:      base + "?" + liveParameter + "=1",
	}
	for _, q := range f.Requests {
		if q.IsOpen() && f.Asks(r.principal, q) {
			page.Requests = append(page.Requests, r.caseRequest(q, base))
		}
	}
	for i := len(f.Decisions) - 1; i >= 0; i-- {
		page.Decisions = append(page.Decisions, r.caseDecision(f, &f.Decisions[i], service, names, base))
	}
	page.Booking = r.caseBooking(f, service, base)
	page.For, page.ByCode = r.children(f, names), r.principal.Kind == identity.CodeHolder
	r.queueParts(&page, f, service, base)
	if r.mayWithdraw(f) {
		page.Withdraw = base + "/aterkalla"
	}
	if f.MayDemand(r.today()) && r.principal.Kind == identity.Resident {
		page.Demand = &web.DemandDecision{Text: web.Paragraphs{r.t("case.demand")}, Action: base + "/begar-avgorande"}
	}
	return page
}

// caseTitle is what a case is called in the reader's language.
func (r *request) caseTitle(c *casework.Case) string {
	return r.titleIn(c.Title, r.serviceOf(c.Type, c.Received))
}

// statusTones say what colour a status has.
var statusTones = map[casework.Status]web.Tone{
	casework.StatusReceived:       web.Info,
	casework.StatusInProgress:     web.Info,
	casework.StatusWaitingYou:     web.Warning,
	casework.StatusWaitingOther:   web.Neutral,
	casework.StatusDecided:        web.Success,
	casework.StatusBeingDelivered: web.Success,
	casework.StatusAppealed:       web.Warning,
	casework.StatusWithdrawn:      web.Neutral,
	casework.StatusClosed:         web.Neutral,
}

// outcomeTones say what colour an outcome has.
var outcomeTones = map[casework.Outcome]web.Tone{
	casework.Granted:       web.Success,
	casework.PartlyGranted: web.Success,
	casework.Refused:       web.Danger,
	casework.Dismissed:     web.Danger,
	casework.WrittenOff:    web.Neutral,
	casework.Revoked:       web.Danger,
}

// status is the status in words; of a decided case, its outcome.
func (r *request) status(s casework.Status, d *casework.Decision) web.Status {
	if s == casework.StatusDecided && d != nil {
		return r.outcome(d.Outcome)
	}
	return web.Status{Text: r.t("case.status." + string(s)), Tone: statusTones[s]}
}

// These are the statuses that a booked time, and a place in a queue, have words of their own for: neither is an investigation.
var (
	bookedTones = map[casework.Status]web.Tone{casework.StatusReceived: web.Success, casework.StatusInProgress: web.Success,
		casework.StatusBeingDelivered: web.Success, casework.StatusWithdrawn: web.Neutral}
	queuedTones = map[casework.Status]web.Tone{casework.StatusReceived: web.Info, casework.StatusInProgress: web.Info,
		casework.StatusWithdrawn: web.Neutral}
)

// statusIn is the status in the words of the service's kind.
func (r *request) statusIn(service *catalog.Service, s casework.Status, d *casework.Decision) web.Status {
	if tone, ok := bookedTones[s]; ok && service.Booking != nil {
		return web.Status{Text: r.t("booking.status." + string(s)), Tone: tone}
	}
	if tone, ok := queuedTones[s]; ok && service.Queue != nil {
		return web.Status{Text: r.t("queue.status." + string(s)), Tone: tone}
	}
	return r.status(s, d)
}

func (r *request) outcome(o casework.Outcome) web.Status {
	return web.Status{Text: r.t("case.outcome." + string(o)), Tone: outcomeTones[o]}
}

// caseNow is what happens now: the service's own words where it has some.
func (r *request) caseNow(f *casework.File, service *catalog.Service) web.CaseNow {
	s := f.Case.Status
	follows := r.follows(f)
	words := statusWords(service.Status.After(outcomeOf(f)), s).In(r.lang)
	switch {
	case follows:
		words = r.t("case.follow." + string(s))
	case words == "":
		words = r.t("case.now." + string(s))
	}
	status := r.statusIn(service, s, nil)
	now := web.CaseNow{Title: status.Text, Text: web.Paragraphs{words}, Tone: status.Tone}
	if d := f.Decision(); d != nil && s == casework.StatusDecided {
		now.Title, now.Tone = r.t("case.decided."+string(d.Outcome)), outcomeTones[d.Outcome]
	}
	r.queueNow(&now, f, service)
	r.bookingNow(&now, f, service)
	if f.Delay != nil && !f.Case.IsClosed() {
		now.Text = append(now.Text, r.t("case.delayed", f.Delay.Reason))
		if !f.Delay.Until.IsZero() {
			now.Text = append(now.Text, r.t("case.delayed_until", locale.Date(r.lang, f.Delay.Until)))
		}
	}
	if f.Wait != nil {
		now.Text = append(now.Text, r.t("case.waits_for", r.waitWords(f.Wait)))
	}
	if !follows { // it is whoever sent the report who is promised an answer
		r.promised(&now, f, service)
	}
	if words := r.pausedWords(f); words != "" {
		now.Text = append(now.Text, words)
	}
	if s == casework.StatusClosed {
		now.Text = append(now.Text, closingWords(f)...)
	}
	if kept := f.Case.DisposeFrom; !kept.IsZero() {
		now.Text = append(now.Text, r.t("case.kept.case", locale.Date(r.lang, kept.AddDays(-1))))
	}
	if told := r.toldGuardian(f, service); told != nil {
		now.Text = told
	}
	r.agentNow(&now, f)
	return now
}

// follows says whether the reader merely follows the case, which is somebody else's report: words meant for whoever sent it are not for them.
func (r *request) follows(f *casework.File) bool {
	if r.principal.Kind == identity.CodeHolder {
		return r.principal.Follows
	}
	me, ok := r.myParty(f)
	return ok && me.Role == identity.Follower
}

// waitWords say whom a case waits for: an officer's words, or that the guardians are to agree.
func (r *request) waitWords(w *casework.Wait) string {
	switch {
	case !w.Guardians:
		return w.For
	case r.principal.Kind == identity.Officer:
		return r.t("together.waits_for_them")
	default:
		return r.t("together.waits_for")
	}
}

// closingWords are what the officer wrote to the parties when the case was last closed.
func closingWords(f *casework.File) web.Paragraphs {
	for i := len(f.Events) - 1; i >= 0; i-- {
		if f.Events[i].Kind == casework.Closed {
			return paragraphs(f.Events[i].Details.Text)
		}
	}
	return nil
}

// toldGuardian is what the child's other guardian is told while the case runs, who did not apply; nil for everybody else.
func (r *request) toldGuardian(f *casework.File, service *catalog.Service) web.Paragraphs {
	me, ok := r.myParty(f)
	running := f.Case.Status == casework.StatusReceived || f.Case.Status == casework.StatusInProgress
	if !ok || !running || me.Role != identity.Informed || service.CoGuardian == nil {
		return nil
	}
	return paragraphs(service.CoGuardian.Submitted.In(r.lang))
}

// outcomeOf is how the case stands decided; empty where it is not, or where an appeal has changed the decision, so that its outcome says nothing any more.
func outcomeOf(f *casework.File) catalog.DecisionOutcome {
	d := f.Decision()
	if d == nil || slices.ContainsFunc(f.Appeals, func(a casework.Appeal) bool {
		return a.Decision == d.ID && slices.Contains([]casework.AppealOutcome{casework.AppealSelf, casework.AppealChanged, casework.AppealAside, casework.AppealRemitted}, a.Outcome)
	}) {
		return ""
	}
	return catalog.DecisionOutcome(d.Outcome)
}

// statusWords are a service's words for a status; zero where it has none.
func statusWords(t catalog.StatusTexts, s casework.Status) locale.Text {
	switch s {
	case casework.StatusReceived:
		return t.Received
	case casework.StatusInProgress:
		return t.InProgress
	case casework.StatusWaitingYou:
		return t.WaitingForYou
	case casework.StatusWaitingOther:
		return t.WaitingForOthers
	case casework.StatusDecided:
		return t.Decided
	case casework.StatusBeingDelivered:
		return t.BeingDelivered
	case casework.StatusAppealed:
		return t.Appealed
	case casework.StatusWithdrawn:
		return t.Withdrawn
	case casework.StatusClosed:
		return t.Closed
	default:
		return locale.Text{}
	}
}

func (r *request) caseMessages(f *casework.File, names names, action string) web.CaseMessages {
	m := web.CaseMessages{Messages: r.messages(f, names, "/arenden/"+string(f.Case.ID))}
	if _, refused := f.OnlySent(r.principal); refused {
		m.Closed = r.t("case.agent.no_messages")
		return m
	}
	if f.Case.IsClosed() {
		m.Closed = r.t("case.messages.closed")
		return m
	}
	if !f.May(r.principal, identity.Message) {
		m.Closed = r.t("case.messages.follower")
		return m
	}
	m.Action, m.Key = action, newKey()
	m.Write = web.LongField{Question: web.Question{Name: "text", Label: r.t("case.messages.write")}, Rows: 3, MaxLength: maxMessage}
	return m
}

// messages is the conversation. base is where its documents are fetched.
func (r *request) messages(f *casework.File, names names, base string) []web.Message {
	out := make([]web.Message, 0, len(f.Messages))
	for _, m := range f.Messages {
		row := web.Message{
			ID: string(m.ID), Text: m.Text, When: r.when(m.At), Unread: m.Seq > f.Seen && m.FromOfficer,
			Mine: m.By != "" && m.By == r.principal.Actor || (r.principal.Kind == identity.CodeHolder && !m.FromOfficer),
		}
		if gone := r.goneOn(m.Disposed, "case.message.gone"); gone != "" {
			row.Text = gone
		}
		switch {
		case row.Mine:
			row.From = r.t("case.actor.you")
		case m.By != "":
			row.From = names.of(m.By)
		case m.FromOfficer:
			row.From = r.boardName(f.Case.Board)
		default:
			row.From = r.t("case.actor.party")
		}
		for _, id := range m.Documents {
			if d, ok := f.Document(id); ok && !d.IsDisposed() {
				row.Files = append(row.Files, r.file(&d, base))
			}
		}
		out = append(out, row)
	}
	return out
}

func (r *request) file(d *casework.Document, base string) web.File {
	return web.File{ID: string(d.ID), Name: d.Filename, Size: locale.Size(r.lang, d.Size), Kind: mediaName(d.MediaType), Href: base + "/handling/" + string(d.ID)}
}

func (r *request) caseDocuments(f *casework.File, service *catalog.Service, names names, base string) []web.CaseDocument {
	out := make([]web.CaseDocument, 0, len(f.Documents))
	for i := range f.Documents {
		doc := r.caseDocument(&f.Documents[i], service, names, base)
		doc.Kept = r.caseKept(f, &f.Documents[i])
		out = append(out, doc)
	}
	return out
}

func (r *request) caseDocument(d *casework.Document, service *catalog.Service, names names, base string) web.CaseDocument {
	doc := web.CaseDocument{
		Name: r.documentName(d), Kind: r.t("case.document." + string(d.Kind)), When: r.when(d.At), Secrecy: d.Secrecy.Law, For: r.fileFor(service, d.Field),
	}
	if d.IsDisposed() {
		return doc
	}
	doc.Size, doc.Href = locale.Size(r.lang, d.Size), base+"/handling/"+string(d.ID)
	switch {
	case d.By != "" && d.By == r.principal.Actor:
		doc.From = r.t("case.actor.you")
	case d.By != "":
		doc.From = names.of(d.By)
	}
	return doc
}

func (r *request) caseRequest(q casework.Request, base string) web.CaseRequest {
	answer := web.CaseRequest{
		Key: newKey(),
		ID:  string(q.ID), Title: r.t("case.request.title"), Text: paragraphs(q.What), Due: r.day(q.Due), Late: q.Due.Before(r.today()),
		Action: base + "/komplettering/" + string(q.ID),
		Answer: web.LongField{Question: web.Question{Name: "text", Label: r.t("case.request.answer"), Hint: r.t("case.request.either"), Either: true},
			Rows: 4, MaxLength: maxMessage},
		Files: r.filesField("files", r.t("case.request.files")),
	}
	answer.Files.Optional, answer.Files.Either = false, true
	if q.Formal {
		answer.Text = append(answer.Text, r.t("case.request.formal"))
	}
	return answer
}

func (r *request) permits(permits []casework.Permit, names names) []web.CasePermit {
	out := make([]web.CasePermit, 0, len(permits))
	for _, p := range permits {
		row := web.CasePermit{Title: r.permitTitle(p.Kind), Holder: names.of(p.Holder), From: r.day(p.From), To: r.day(p.To), Conditions: p.Conditions}
		if !p.StartBy.IsZero() {
			row.Conditions = append(slices.Clone(row.Conditions), r.t("case.permit.start_by", locale.Date(r.lang, p.StartBy)))
		}
		switch {
		case p.From.IsZero() && p.Revoked.IsZero():
			row.Status = web.Status{Text: r.t("case.permit.not_final"), Tone: web.Warning}
		case !p.Revoked.IsZero():
			row.Status = web.Status{Text: r.t("case.permit.revoked"), Tone: web.Danger}
		case !p.To.IsZero() && p.To.Before(r.today()):
			row.Status = web.Status{Text: r.t("case.permit.ended"), Tone: web.Neutral}
		default:
			row.Status = web.Status{Text: r.t("case.permit.valid"), Tone: web.Success}
		}
		out = append(out, row)
	}
	return out
}

// children names the children that the case is about, other than the reader.
func (r *request) children(f *casework.File, names names) string {
	var children []string
	for _, p := range f.Parties {
		if p.Role == identity.Child && p.Person != "" && p.Person != r.principal.Actor {
			children = append(children, names.of(p.Person))
		}
	}
	return strings.Join(children, ", ")
}

func (r *request) caseParties(f *casework.File, names names) []web.CaseParty {
	var out []web.CaseParty
	for _, p := range f.Parties {
		row := web.CaseParty{Role: r.t("case.role." + string(p.Role))}
		switch {
		case p.Person != "":
			row.Name = names.of(p.Person)
		case p.Org != "":
			row.Name = names.ofOrg(p.Org)
		default:
			row.Name = r.t("case.actor.anonymous")
		}
		if p.Role != identity.Follower {
			out = append(out, row)
		}
	}
	return out
}

// myParty is the reader among the case's parties.
func (r *request) myParty(f *casework.File) (casework.Party, bool) {
	return f.PartyOf(r.principal)
}

func (r *request) isMe(f *casework.File, party string) bool {
	me, ok := r.myParty(f)
	return ok && me.ID == party
}

// day writes a civil date for people; zero for none.
func (r *request) day(d civil.Date) web.When {
	if d.IsZero() {
		return web.When{}
	}
	return web.When{Machine: d.String(), Human: locale.Date(r.lang, d)}
}

// when writes an instant for people, as seen from now.
func (r *request) when(t time.Time) web.When {
	if t.IsZero() {
		return web.When{}
	}
	return web.When{Machine: t.UTC().Format(time.RFC3339), Human: locale.When(r.lang, t, r.now)}
}

// paragraphs splits running text at its empty lines.
func paragraphs(text string) web.Paragraphs {
	var out web.Paragraphs
	for _, p := range strings.Split(strings.ReplaceAll(text, "\r\n", "\n"), "\n\n") {
		if p = strings.TrimSpace(p); p != "" {
			out = append(out, p)
		}
	}
	return out
}

// pausedWords say what becomes of the promised day while the case waits for a party: the time stands still, and its new end where the answer comes in time. Empty
// where no promise stands still.
func (r *request) pausedWords(f *casework.File) string {
	paused := f.PausedUntil(r.today())
	for _, c := range f.Clocks {
		if c.Runs() && c.Promise && c.Pauses && !paused.IsZero() && !c.Due.Before(r.today()) && f.Case.Status != casework.StatusWithdrawn {
			return r.t("case.now.paused", locale.Date(r.lang, paused), locale.Date(r.lang, c.Due))
		}
	}
	return ""
}
