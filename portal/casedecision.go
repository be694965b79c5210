package portal

import (
	"cmp"
	"slices"
	"strings"

	"forvag/internal/casework"
	"forvag/internal/catalog"
	"forvag/internal/identity"
	"forvag/internal/locale"
	"forvag/web"
)

// caseDecision is a decision with its grounds and how to appeal it.
func (r *request) caseDecision(f *casework.File, d *casework.Decision, service *catalog.Service, names names, base string) web.CaseDecision {
	kind := decisionType(service, d.Type)
	dec := web.CaseDecision{
		ID: string(d.ID), Title: kind.Title.In(r.lang), Outcome: r.outcome(d.Outcome), When: r.day(d.On),
		Grounds: paragraphs(d.Grounds.Circumstances),
	}
	if d.LateAppeal != "" {
		dec.Title = r.t("case.decision.late_appeal")
	}
	if dec.Title == "" {
		dec.Title = service.Title.In(r.lang)
	}
	if d.Text != "" {
		dec.Grounds = append(paragraphs(d.Text), dec.Grounds...)
	}
	if gone := r.goneOn(d.Disposed, "case.decision.gone"); gone != "" {
		dec.Grounds = []string{gone}
	}
	switch {
	case d.Meeting != nil:
		dec.By = r.metWords(f, d.Meeting)
	case d.Automatic:
		dec.By = r.t("case.decision.automatic", d.Delegation)
	case d.Delegation != "":
		dec.By = r.t("case.decision.delegated", names.of(d.By), d.Delegation)
	default:
		dec.By = names.of(d.By)
	}
	if kind.Gives != nil && d.Given != "" {
		dec.Given = &web.Fact{Label: kind.Gives.Label.In(r.lang), Value: d.Given}
	}
	dec.Conditions = d.Grounds.Conditions
	for _, law := range d.Grounds.Law {
		dec.Law = append(dec.Law, web.LawRef{Text: law})
	}
	for _, c := range d.Corrections {
		words := cmp.Or(r.goneOn(c.Disposed, "case.words.gone"), c.Text)
		dec.Grounds = append(dec.Grounds, r.t("case.decision.corrected", locale.Date(r.lang, c.On), words))
	}
	for _, n := range d.Notices {
		if r.isMe(f, n.Party) {
			dec.Noticed, dec.NoticedHow = r.day(n.On), r.noticedHow(r.t("case.notice."+string(n.How)), n)
		}
	}
	if d.Appeal == casework.Legality && !d.Announced.IsZero() {
		dec.Grounds = append(dec.Grounds, r.t("case.decision.announced", locale.Date(r.lang, d.Announced)))
	}
	dec.Appeal, dec.NoAppeal = r.appealOf(f, d, kind, base), r.noAppeal(d)
	return dec
}

// noAppeal says that a decision cannot be appealed; empty where it can, and of a dismissal that was made before it was told how: who is refused a trial may appeal
// that, whatever the matter (FL 41 §).
func (r *request) noAppeal(d *casework.Decision) string {
	if d.Appeal.Appealable() || d.Outcome == casework.Dismissed {
		return ""
	}
	return r.t("case.appeal.none")
}

// metWords are who decided at which meeting, and where in the minutes it stands.
func (r *request) metWords(f *casework.File, m *casework.Meeting) string {
	body := m.Body
	if body == "" {
		body = r.boardName(f.Case.Board)
	}
	return r.t("case.decision.meeting", body, locale.Date(r.lang, m.On), paragraphOf(m))
}

// paragraphOf is the number in the minutes, without its sign.
func paragraphOf(m *casework.Meeting) string {
	return strings.TrimSpace(strings.TrimPrefix(m.Paragraph, "§"))
}

// appealOf says how a decision is appealed; nil where it cannot be, or where there is nothing to appeal.
func (r *request) appealOf(f *casework.File, d *casework.Decision, kind catalog.DecisionType, base string) *web.Appeal {
	if !d.Appeal.Appealable() {
		return nil
	}
	a := &web.Appeal{Text: r.howToAppeal(f, d, kind, "case.appeal.send")}
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

// howToAppeal says what an appeal holds, where it is sent, after the words of the key send, and who tries it (FL 33, 43 §§; KL 13:5).
func (r *request) howToAppeal(f *casework.File, d *casework.Decision, kind catalog.DecisionType, send string) web.Paragraphs {
	body := cmp.Or(kind.Body(), catalog.AppealKind(d.Appeal).Body()) // a dismissal can be appealed where the matter cannot
	court := r.Municipality.Appeals[string(body)]
	name := court.Name.In(r.lang)
	if name == "" && body != "" {
		name = r.t("case.appeal.body." + string(body))
	}
	text := paragraphs(r.t("case.appeal."+string(d.Appeal), name))
	if d.Outcome == casework.Dismissed && string(kind.Appeal) == string(casework.Unappealable) {
		text = append(paragraphs(r.t("case.appeal.dismissed")), text...)
	}
	if d.Appeal == casework.Legality {
		switch {
		case !d.Announced.IsZero():
		case d.Meeting != nil:
			text = append(text, r.t("case.appeal.minutes"))
		default: // by delegation: reported to the board, or minuted by itself (KL 6:40, 8:10)
			text = append(text, r.t("case.appeal.reported"))
		}
		return append(text, inOneLine(name, court.Post, court.Email))
	}
	text = append(text, r.t("case.appeal.sign", f.Case.Diary.String()))
	text = append(text, r.t(send), inOneLine(r.boardName(f.Case.Board), r.Municipality.Contact.Post, r.Municipality.EmailOf(f.Case.Board)))
	if name != "" {
		text = append(text, r.t("case.appeal.tries", name))
	}
	return text
}

// inOneLine is an address as it is written in running text.
func inOneLine(parts ...string) string {
	return strings.Join(slices.DeleteFunc(parts, func(s string) bool { return s == "" }), ", ")
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
