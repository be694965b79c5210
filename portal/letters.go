package portal

import (
	"context"
	"slices"
	"strings"
	"time"

	"forvag/internal/casework"
	"forvag/internal/civil"
	"forvag/internal/fault"
	"forvag/internal/identity"
	"forvag/internal/locale"
	"forvag/notify"
	"forvag/notify/letter"
)

// Letters writes letters for package notify: with what the receiver may see of their case, as they would read it on its page.
type Letters struct {
	// Site is the one as it is now.
	Site func() *Site
	Now  func() time.Time
}

var _ letter.Composer = Letters{}

// Compose implements letter.Composer. fault.NotFound where there is no address to write to.
func (l Letters) Compose(ctx context.Context, m notify.Message) (*letter.Letter, error) {
	site, now := l.Site(), l.Now()
	notices, err := site.Notify.Store.Spoken(ctx, m.ID)
	if err != nil {
		return nil, err
	}
	if len(notices) == 0 {
		return nil, fault.New(fault.NotFound, "access.not_found")
	}
	n := notices[len(notices)-1]
	whole, err := site.Cases.Case(ctx, identity.Principal{Kind: identity.System}, n.Case)
	if err != nil {
		return nil, err
	}
	who := identity.Principal{Kind: identity.Resident, Actor: m.Person, Assurance: whole.Case.Assurance, On: civil.Of(now)}
	party, _ := whole.Party(n.Party)
	if party.Org != "" {
		who.For = identity.Mandate{Org: party.Org}
	}
	f, err := site.Cases.Case(ctx, who, n.Case)
	if err != nil {
		return nil, err
	}
	r := &request{caller: caller{Site: site, within: ctx, now: now, lang: m.Lang, principal: who}}
	out := &letter.Letter{Lang: m.Lang, From: r.letterhead(f), Number: f.Case.Diary.String(), On: r.today(), Title: m.Title, Parts: []letter.Part{{Text: paragraphs(m.Text)}}}
	if err := r.addressed(out, m, party.Org); err != nil {
		return nil, err
	}
	if i := slices.IndexFunc(f.Events, func(e casework.Event) bool { return e.ID == n.Event }); i >= 0 {
		parts, err := r.letterParts(f, &f.Events[i])
		if err != nil {
			return nil, err
		}
		out.Parts = append(out.Parts, parts...)
	}
	return out, nil
}

// letterhead is who writes in a case.
func (r *request) letterhead(f *casework.File) letter.Sender {
	m := r.Municipality
	return letter.Sender{Name: m.Name.In(r.lang), Board: r.boardName(f.Case.Board), Foot: []string{inOneLine(r.boardName(f.Case.Board), m.Contact.Post),
		inOneLine(m.Contact.Phone, m.EmailOf(f.Case.Board))}}
}

// addressed writes whom a letter is to: to an organisation at its own address, to somebody with a protected identity by way of who sends it on, and the
// name alone where it does not go by post.
func (r *request) addressed(l *letter.Letter, m notify.Message, org identity.OrgID) error {
	person, err := r.Residents.Person(r.ctx(), m.Person)
	if err != nil {
		return err
	}
	if m.Address == letter.Forwarded {
		number, err := r.Residents.Number(r.ctx(), m.Person)
		if err != nil {
			return err
		}
		l.To = []string{person.Name()}
		l.Cover = &letter.Letter{Lang: locale.SV, From: l.From, To: r.Municipality.Contact.ForwardPost, On: l.On, Title: locale.T(locale.SV, "letter.cover.title"),
			Parts: []letter.Part{{Text: []string{locale.T(locale.SV, "letter.cover.text", person.Name(), number.Digits())}}}}
		return nil
	}
	l.To = []string{person.Name()}
	home, apartment := person.Address, person.Apartment
	switch m.Address {
	case letter.Registered:
	case letter.Organisation:
		o, err := r.Residents.Organisation(r.ctx(), org)
		if err != nil {
			return err
		}
		home, apartment, l.To = o.Address, "", []string{o.Name, r.t("letter.attention", person.Name())}
	default:
		return nil
	}
	a, err := r.Residents.Address(r.ctx(), home)
	if err != nil {
		return err
	}
	street := a.Label()
	if apartment != "" {
		street += ", " + locale.T(locale.SV, "letter.apartment", apartment) // the post reads Swedish
	}
	l.To = append(l.To, street, a.Postcode+" "+strings.ToUpper(a.Town))
	return nil
}

// letterParts is what a letter says of an event beside its message: the decision in full, or what is asked for.
func (r *request) letterParts(f *casework.File, e *casework.Event) ([]letter.Part, error) {
	if q := e.Details.Request; q != nil {
		return []letter.Part{
			{Heading: r.t("letter.request"), Text: append(paragraphs(q.What), r.t("letter.request.due", locale.Date(r.lang, q.Due)))},
			{Text: []string{r.t("letter.request.send", inOneLine(r.boardName(f.Case.Board), r.Municipality.Contact.Post), f.Case.Diary.String())}},
		}, nil
	}
	if e.Details.Decision == nil {
		return nil, nil
	}
	i := slices.IndexFunc(f.Decisions, func(d casework.Decision) bool { return d.ID == e.Details.Decision.ID })
	if i < 0 {
		return nil, nil
	}
	names, err := r.namesIn(f, nil)
	if err != nil {
		return nil, err
	}
	return r.decisionParts(f, &f.Decisions[i], names), nil
}

// decisionParts is a decision as the case's page has it (FL 33 §).
func (r *request) decisionParts(f *casework.File, d *casework.Decision, names names) []letter.Part {
	service := r.serviceOf(f.Case.Type, f.Case.Received)
	said := r.caseDecision(f, d, service, names, "")
	decided := []string{said.Title, r.t("letter.decision.outcome", said.Outcome.Text)}
	if said.Given != nil {
		decided = append(decided, said.Given.Label+": "+said.Given.Value)
	}
	decided = append(decided, r.t("letter.decision.made", said.When.Human, said.By))
	parts := []letter.Part{{Heading: r.t("letter.decision"), Text: decided}}
	add := func(heading string, text, list []string) {
		if len(text)+len(list) > 0 {
			parts = append(parts, letter.Part{Heading: r.t(heading), Text: text, List: list})
		}
	}
	add("web.decision.grounds", said.Grounds, nil)
	add("web.decision.conditions", nil, said.Conditions)
	add("letter.law", nil, d.Grounds.Law)
	switch {
	case d.Appeal.Appealable():
		add("web.appeal.title", r.howToAppeal(f, d, decisionType(service, d.Type), "letter.appeal_send"), nil)
	case said.NoAppeal != "":
		parts = append(parts, letter.Part{Text: []string{said.NoAppeal}})
	}
	return parts
}
