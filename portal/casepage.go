package portal

import (
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
	service := r.serviceOf(f.Case.Type)
	base := "/arenden/" + string(f.Case.ID)
	page := web.CasePage{
		Service:   service.Title.In(r.lang),
		Name:      r.caseTitle(&f.Case),
		Number:    f.Case.Diary.String(),
		Status:    r.status(f.Case.Status, f.Decision()),
		Received:  r.day(f.Case.Received),
		Now:       r.caseNow(f, service),
		Steps:     r.caseSteps(f, service, names),
		Messages:  r.caseMessages(f, names, base+"/meddelande"),
		Documents: r.caseDocuments(f, names, base),
		Permits:   r.permits(f.Permits, names),
		Facts:     r.answerFacts(f, service, names),
		Parties:   r.caseParties(f, names),
		Readers:   r.caseReaders(f),
		Live:      livePath(base, f.Case.Seq),
		Part:      base + "?" + liveParameter + "=1",
	}
	for _, q := range f.Requests {
		if q.IsOpen() {
			page.Requests = append(page.Requests, r.caseRequest(q, base))
		}
	}
	for i := len(f.Decisions) - 1; i >= 0; i-- {
		page.Decisions = append(page.Decisions, r.caseDecision(f, &f.Decisions[i], service, names, base))
	}
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
	if r.lang == locale.SV && c.Title != "" {
		return c.Title
	}
	return r.serviceOf(c.Type).Title.In(r.lang)
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

func (r *request) outcome(o casework.Outcome) web.Status {
	return web.Status{Text: r.t("case.outcome." + string(o)), Tone: outcomeTones[o]}
}

// caseNow is what happens now: the service's own words where it has some.
func (r *request) caseNow(f *casework.File, service *catalog.Service) web.CaseNow {
	s := f.Case.Status
	words := statusWords(service, s).In(r.lang)
	if words == "" {
		words = r.t("case.now." + string(s))
	}
	now := web.CaseNow{Title: r.t("case.status." + string(s)), Text: web.Paragraphs{words}, Tone: statusTones[s]}
	if d := f.Decision(); d != nil && s == casework.StatusDecided {
		now.Title, now.Tone = r.t("case.decided."+string(d.Outcome)), outcomeTones[d.Outcome]
	}
	if f.Delay != nil && !f.Case.IsClosed() {
		now.Text = append(now.Text, r.t("case.delayed", f.Delay.Reason))
		if !f.Delay.Until.IsZero() {
			now.Text = append(now.Text, r.t("case.delayed_until", locale.Date(r.lang, f.Delay.Until)))
		}
	}
	if f.Wait != nil {
		now.Text = append(now.Text, r.t("case.waits_for", f.Wait.For))
	}
	if s == casework.StatusReceived || s == casework.StatusInProgress {
		now.Expected = r.day(f.Case.Due)
	}
	if s == casework.StatusClosed {
		now.Text = append(now.Text, closingWords(f)...)
	}
	if told := r.toldGuardian(f, service); told != nil {
		now.Text = told
	}
	return now
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

// statusWords are the service's words for a status; zero where it has none.
func statusWords(service *catalog.Service, s casework.Status) locale.Text {
	switch t := service.Status; s {
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

// caseSteps are the six steps with what happened in each, as the reader may see it.
func (r *request) caseSteps(f *casework.File, service *catalog.Service, names names) []web.CaseStep {
	times := f.StepTimes()
	steps := make([]web.CaseStep, 0, len(times)+1)
	current := 0
	for i, st := range times {
		if st.Step == f.Case.Step {
			current = i
		}
	}
	over := f.Case.IsClosed() || !f.Withdrawn.IsZero()
	for i, st := range times {
		step := web.CaseStep{Title: r.t("case.step." + string(st.Step))}
		switch {
		case st.At.IsZero() && (over || i < current):
			continue // a step that the case passed over, or ended without, says nothing
		case st.At.IsZero() && !ahead(st.Step, service):
			continue
		case i < current || over || st.Step == casework.Decide && i == current && f.Decision() != nil:
			step.State = web.StepDone
		case i == current:
			step.State = web.StepNow
		default:
			step.Text = r.t("case.step." + string(st.Step) + ".next")
		}
		if !st.At.IsZero() {
			step.When = r.when(st.At)
		}
		steps = append(steps, step)
	}
	for _, e := range f.Events {
		if i := stepOf(times, e.At, len(steps)); i >= 0 {
			steps[i].Events = append(steps[i].Events, web.CaseEvent{Text: r.eventText(&e, f), When: r.when(e.At), Who: r.eventActor(&e, names)})
		}
	}
	if f.Case.IsClosed() {
		steps = append(steps, web.CaseStep{State: web.StepDone, Title: r.t("case.step.closed"), When: r.day(f.Case.Closed)})
	}
	return steps
}

// ahead says whether a step that a case has not come to is worth telling about: what ends in a decision is decided, all else is planned and done.
func ahead(s casework.Step, service *catalog.Service) bool {
	switch s {
	case casework.Decide:
		return len(service.Decisions) > 0
	case casework.Arrange, casework.CarryOut:
		return len(service.Decisions) == 0
	case casework.FollowUp:
		return false
	default:
		return true
	}
}

// stepOf is the last shown step that had been reached at an instant; -1 where there is none.
func stepOf(times []casework.StepTime, at time.Time, shown int) int {
	found, i := -1, -1
	for _, st := range times {
		if st.At.IsZero() {
			continue
		}
		i++
		if i < shown && !at.Before(st.At) {
			found = i
		}
	}
	return found
}

// eventText is what happened, in one line.
func (r *request) eventText(e *casework.Event, f *casework.File) string {
	text := r.t("case.event." + string(e.Kind))
	switch {
	case e.Kind == casework.Moved:
		text = r.t("case.event.moved", strings.ToLower(r.t("case.step."+string(e.Details.To))))
	case e.Kind == casework.Decided && e.Details.Decision != nil:
		text = r.t("case.event.decided", strings.ToLower(r.t("case.outcome."+string(e.Details.Decision.Outcome))))
	case e.Kind == casework.Requested && e.Details.Request != nil:
		text = r.t("case.event.requested", locale.Date(r.lang, e.Details.Request.Due)) + ": " + e.Details.Request.What
	case e.Kind == casework.Answered && e.Details.Request != nil && e.Details.Request.Answer != "":
		text += ": " + e.Details.Request.Answer
	case e.Kind == casework.Waiting && e.Details.Wait != nil:
		text = r.t("case.event.waiting", e.Details.Wait.For)
	}
	if e.Details.Reason != "" {
		text += ": " + e.Details.Reason
	}
	if said := e.Details.Text; said != "" && (e.Kind == casework.Closed || e.Kind == casework.Resumed || e.Kind == casework.AppealSettled) {
		text += ": " + said
	}
	return text
}

// eventActor is who did it, as the reader may know it.
func (r *request) eventActor(e *casework.Event, names names) string {
	switch {
	case e.Kind == casework.Assigned:
		return names.of(e.Details.Assignee) // who has the case matters, not who gave it to them
	case e.ActorKind == casework.BySystem:
		return r.t("case.actor.system")
	case e.Actor == "":
		return r.t("case.actor.party")
	case e.Actor == r.principal.Actor:
		return r.t("case.actor.you")
	default:
		return names.of(e.Actor)
	}
}

func (r *request) caseMessages(f *casework.File, names names, action string) web.CaseMessages {
	m := web.CaseMessages{Messages: r.messages(f, names, "/arenden/"+string(f.Case.ID))}
	if f.Case.IsClosed() {
		m.Closed = r.t("case.messages.closed")
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
			if d, ok := f.Document(id); ok {
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

func (r *request) caseDocuments(f *casework.File, names names, base string) []web.CaseDocument {
	out := make([]web.CaseDocument, 0, len(f.Documents))
	for i := range f.Documents {
		out = append(out, r.caseDocument(&f.Documents[i], names, base))
	}
	return out
}

func (r *request) caseDocument(d *casework.Document, names names, base string) web.CaseDocument {
	doc := web.CaseDocument{
		Name: d.Title, Kind: r.t("case.document." + string(d.Kind)), Size: locale.Size(r.lang, d.Size), When: r.when(d.At),
		Href: base + "/handling/" + string(d.ID), Secrecy: d.Secrecy.Law,
	}
	if doc.Name == "" {
		doc.Name = d.Filename
	}
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
		Answer: web.LongField{Question: web.Question{Name: "text", Label: r.t("case.request.answer"), Optional: true}, Rows: 4, MaxLength: maxMessage},
		Files:  r.filesField("files", r.t("case.request.files")),
	}
	if q.Formal {
		answer.Text = append(answer.Text, r.t("case.request.formal"))
	}
	return answer
}

// caseDecision is a decision with its grounds and how to appeal it.
func (r *request) caseDecision(f *casework.File, d *casework.Decision, service *catalog.Service, names names, base string) web.CaseDecision {
	kind := decisionType(service, d.Type)
	dec := web.CaseDecision{
		ID: string(d.ID), Title: kind.Title.In(r.lang), Outcome: r.outcome(d.Outcome), When: r.day(d.On),
		Grounds: paragraphs(d.Grounds.Circumstances),
	}
	if dec.Title == "" {
		dec.Title = service.Title.In(r.lang)
	}
	if d.Text != "" {
		dec.Grounds = append(paragraphs(d.Text), dec.Grounds...)
	}
	switch {
	case d.Automatic:
		dec.By = r.t("case.decision.automatic", d.Delegation)
	case d.Delegation != "":
		dec.By = r.t("case.decision.delegated", names.of(d.By), d.Delegation)
	default:
		dec.By = names.of(d.By)
	}
	for _, c := range d.Grounds.Conditions {
		dec.Conditions = append(dec.Conditions, web.Condition{State: web.ConditionMet, Text: c})
	}
	for _, law := range d.Grounds.Law {
		dec.Law = append(dec.Law, web.LawRef{Text: law})
	}
	for _, c := range d.Corrections {
		dec.Grounds = append(dec.Grounds, r.t("case.decision.corrected", locale.Date(r.lang, c.On), c.Text))
	}
	for _, n := range d.Notices {
		if r.isMe(f, n.Party) {
			dec.Noticed = r.day(n.On)
		}
	}
	dec.Appeal = r.appealOf(f, d, kind, base)
	return dec
}

// appealOf says how a decision is appealed; nil where it cannot be, or where there is nothing to appeal.
func (r *request) appealOf(f *casework.File, d *casework.Decision, kind catalog.DecisionType, base string) *web.Appeal {
	if !d.Appeal.Appealable() {
		return nil
	}
	a := &web.Appeal{Text: paragraphs(r.t("case.appeal." + string(d.Appeal)))}
	if body := kind.Body(); body != "" {
		a.Text = append(a.Text, r.t("case.appeal.to."+string(body)))
	}
	if me, ok := r.myParty(f); ok {
		until := d.AppealUntil(me.ID)
		a.Until, a.Passed = r.day(until), !until.IsZero() && until.Before(r.today())
	}
	// laglighetsprövning is filed with the court itself (KL 13:5), everything else with us (FL 43 §)
	if d.Appeal != casework.Legality && !a.Passed && r.principal.Kind == identity.Resident {
		a.Action, a.Key = base+"/overklaga/"+string(d.ID), newKey()
		a.Field = web.LongField{Question: web.Question{Name: "text", Label: r.t("case.appeal.why"), Hint: r.t("case.appeal.why_hint")}, MaxLength: maxMessage}
	}
	return a
}

// decisionType finds a kind of decision in the service; zero where this version has none of that name.
func decisionType(service *catalog.Service, id string) catalog.DecisionType {
	for _, d := range service.Decisions {
		if d.ID == id {
			return d
		}
	}
	return catalog.DecisionType{}
}

func (r *request) permits(permits []casework.Permit, names names) []web.CasePermit {
	out := make([]web.CasePermit, 0, len(permits))
	for _, p := range permits {
		row := web.CasePermit{Title: p.Kind, Holder: names.of(p.Holder), From: r.day(p.From), To: r.day(p.To), Conditions: p.Conditions}
		switch {
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

// caseReaders are those of the authority who have read the case: in what role, and when. Who they are is not a party's to know.
func (r *request) caseReaders(f *casework.File) []web.CaseReader {
	out := make([]web.CaseReader, 0, len(f.Readings))
	for _, reading := range f.Readings {
		row := web.CaseReader{Name: r.t("desk.role." + strings.ReplaceAll(string(reading.Role), " ", "_")), Role: r.boardName(reading.Board), When: r.when(reading.At)}
		row.What = r.t("case.read.case")
		if d, ok := f.Document(reading.Document); ok {
			row.What = r.t("case.read.document", d.Title)
		}
		out = append(out, row)
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
