package portal

import (
	"maps"
	"net/url"
	"regexp"
	"slices"
	"strings"

	"github.com/gofiber/fiber/v2"

	"forvag/internal/catalog"
	"forvag/internal/fault"
	"forvag/internal/identity"
	"forvag/internal/rules"
	"forvag/web"
)

// askedPrefix marks, among a form's values, what was answered in the guided check.
const askedPrefix = "asked."

// guide asks the guided check's next question, or gives its answer. The answers so far stand in the address, so that the page can be shared,
// and going back in the browser is changing one's mind. Nothing is stored.
func (r *request) guide() error {
	service, err := r.checkedService()
	if err != nil {
		return err
	}
	values := r.queryValues()
	facts, faults := r.askedFacts(service, values)
	return r.guidePage(fiber.StatusOK, service, values, facts, faults)
}

// guideAnswer takes one answer and goes on to the next question.
func (r *request) guideAnswer() error {
	service, err := r.checkedService()
	if err != nil {
		return err
	}
	facts, faults := r.askedFacts(service, r.posted)
	if len(faults) == 0 {
		if asking := r.posted["_asking"]; len(asking) == 1 && service.Question(asking[0]) != nil {
			if _, ok := facts[asking[0]]; !ok {
				_, missing := service.AnswerQuestion(asking[0], nil, r.moment())
				faults = append(faults, *missing)
			}
		}
	}
	if len(faults) > 0 {
		return r.guidePage(fiber.StatusUnprocessableEntity, service, r.posted, facts, faults)
	}
	on := r.factValues(service, facts)
	for _, id := range r.posted[askAgain] {
		if _, ok := facts[id]; !ok {
			on.Add(askAgain, id)
		}
	}
	return r.seeOther(guidePath(service, on))
}

func guidePath(s *catalog.Service, values url.Values) string {
	path := "/tjanster/" + s.ID + "/kolla"
	if len(values) > 0 {
		path += "?" + values.Encode()
	}
	return path
}

// checkedService is the service of the address. It returns fault.NotFound where it has no guided check.
func (r *request) checkedService() (*catalog.Service, error) {
	service, err := r.serviceAt()
	if err != nil {
		return nil, err
	}
	if service.Check == nil {
		return nil, fault.New(fault.NotFound, "portal.error.no_check", service.Title.In(r.lang))
	}
	return service, nil
}

// queryValues are the parameters of the address.
func (r *request) queryValues() map[string][]string {
	values := map[string][]string{}
	r.Context().QueryArgs().VisitAll(func(key, value []byte) { values[string(key)] = append(values[string(key)], string(value)) })
	return values
}

// askedFacts are the facts that values answer, and what is wrong with the rest. What is no question of the check is passed over.
func (r *caller) askedFacts(s *catalog.Service, values map[string][]string) (rules.Facts, []catalog.FieldFault) {
	facts := rules.Facts{}
	var faults []catalog.FieldFault
	for _, q := range s.Questions() {
		raw := values[q.ID]
		if raw == nil {
			raw = values[askedPrefix+q.ID]
		}
		if len(raw) == 0 {
			continue
		}
		v, failed := s.AnswerQuestion(q.ID, map[string][]string{q.ID: rawAnswer(q, raw)}, r.moment())
		if failed != nil {
			faults = append(faults, *failed)
			continue
		}
		facts[q.ID] = v
	}
	return facts, faults
}

// factValues writes facts as the address holds them.
func (r *request) factValues(s *catalog.Service, facts rules.Facts) url.Values {
	out := url.Values{}
	for _, q := range s.Questions() {
		if v, ok := facts[q.ID]; ok {
			out[q.ID] = r.writeFact(q, v)
		}
	}
	return out
}

// writeFact writes a fact as the field's input would hold it.
func (r *caller) writeFact(q *catalog.Field, v rules.Value) []string {
	return r.writeAnswer(q, q.Answered(v))
}

// askAgain is the parameter that names facts to ask about though a register knows them: the check may be for somebody else than the reader.
const askAgain = "_fraga"

// registered are the facts of the check that registers know of a reader who has logged in, beside those that were answered or are to be asked again.
func (r *request) registered(s *catalog.Service, answered rules.Facts, again []string) (rules.Facts, error) {
	known := rules.Facts{}
	if r.principal.Kind != identity.Resident || r.loginFor(s) {
		return known, nil
	}
	a, err := r.applicant(s)
	if err != nil {
		return nil, err
	}
	register := r.registerFacts(&filling{service: s, applicant: a})
	for i := range s.Declared {
		f := &s.Declared[i]
		v, ok := register[f.Register]
		_, said := answered[f.ID]
		if ok && !said && s.Question(f.ID) != nil && !slices.Contains(again, f.ID) {
			known[f.ID] = v
		}
	}
	return known, nil
}

func (r *request) guidePage(status int, s *catalog.Service, values map[string][]string, facts rules.Facts, faults []catalog.FieldFault) error {
	again := values[askAgain]
	registered, err := r.registered(s, facts, again)
	if err != nil {
		return err
	}
	asked := maps.Clone(registered)
	maps.Copy(asked, facts)
	known := s.Facts(catalog.Known{Asked: asked}, r.moment())
	g := s.Guide(known)
	view := web.GuidePage{
		Service: web.Link{Text: s.Title.In(r.lang), Href: "/tjanster/" + s.ID}, Name: s.Check.Question.In(r.lang),
		Action: "/tjanster/" + s.ID + "/kolla", Restart: guidePath(s, nil),
	}
	if len(facts) == 0 {
		view.Lead = s.Check.Intro.In(r.lang)
	}
	for _, id := range again {
		view.Carried = append(view.Carried, web.HiddenField{Name: askAgain, Value: id})
	}
	for _, q := range s.Questions() {
		if v, ok := registered[q.ID]; ok {
			others := r.factValues(s, facts)
			others[askAgain] = append(slices.Clone(again), q.ID)
			view.Known = append(view.Known, web.Answer{Question: q.Label.In(r.lang), Answer: r.answerWords(q, q.Answered(v)), Change: guidePath(s, others)})
		}
		v, ok := facts[q.ID]
		if !ok {
			continue
		}
		others := r.factValues(s, facts)
		delete(others, q.ID)
		view.Answers = append(view.Answers, web.Answer{
			Question: q.Label.In(r.lang), Answer: r.answerWords(q, q.Answered(v)), Name: q.ID,
			Value: strings.Join(r.writeFact(q, v), ","), Change: guidePath(s, others),
		})
	}
	switch {
	case len(faults) > 0:
		view.Question = r.guideQuestion(s, s.Question(faults[0].Field), values, faults)
	case len(g.Questions) > 0:
		view.Question = r.guideQuestion(s, g.Questions[0], nil, nil)
	default:
		view.Result = r.verdict(s, g, facts)
	}
	for _, x := range faults {
		view.Errors = append(view.Errors, r.fieldError(s.Question(x.Field), x))
	}
	return r.pageStatus(status, web.SectionServices, view)
}

func (r *request) guideQuestion(s *catalog.Service, q *catalog.Field, values map[string][]string, faults []catalog.FieldFault) web.Field {
	b := &blank{request: r, service: s, values: values, faults: map[string]string{}, alone: true}
	for _, x := range faults {
		b.faults[x.Field] = r.fieldWords(x)
	}
	return b.field(q)
}

// verdicts say how an outcome is shown.
var verdicts = map[rules.Outcome]web.Verdict{
	rules.Yes: web.VerdictYes, rules.No: web.VerdictNo, rules.Maybe: web.VerdictMaybe, rules.Unknown: web.VerdictUnknown,
}

// verdict is how the check ended, with every condition that it hangs on.
func (r *request) verdict(s *catalog.Service, g catalog.Guidance, facts rules.Facts) *web.Result {
	res := &web.Result{Verdict: verdicts[g.Outcome], Title: r.t("portal.guide." + string(g.Outcome)), AsOf: r.day(r.today())}
	if words := paragraphs(g.Say.In(r.lang)); len(words) > 0 {
		title, rest := firstSentence(words[0])
		res.Title, res.Text = title, words[1:]
		if rest != "" {
			res.Text = append(web.Paragraphs{rest}, res.Text...)
		}
	}
	res.Instead = paragraphs(g.Instead.In(r.lang))
	if g.Law != "" {
		res.Law = append(res.Law, web.LawRef{Text: g.Law})
	}
	res.Conditions = r.conditions(s.Weighed(g))
	if g.Outcome != rules.No {
		start := "portal.guide.start"
		if s.Kind == catalog.Enquiry { // the form asks a person, and its button says so
			start = "portal.guide.ask"
		}
		res.Start = &web.Link{Text: r.t(start), Href: "/tjanster/" + s.ID + "?" + r.factValues(s, facts).Encode()}
	}
	return res
}

// sentenceEnd is where a sentence ends: a full stop, a space, and a capital after it, which "t.ex. en" does not have.
var sentenceEnd = regexp.MustCompile(`[.!?] +\p{Lu}`)

// firstSentence splits a text after its first sentence.
func firstSentence(text string) (first, rest string) {
	at := sentenceEnd.FindStringIndex(text)
	if at == nil {
		return text, ""
	}
	return text[:at[0]+1], strings.TrimSpace(text[at[0]+1:])
}

// conditions are a trace in words: what held, and what did not.
func (r *request) conditions(trace []rules.Step) []web.Condition {
	var out []web.Condition
	for _, step := range trace {
		row := web.Condition{Text: step.Words.In(r.lang), Law: step.Law}
		switch step.Outcome {
		case rules.Yes:
			row.State = web.ConditionMet
		case rules.No:
			row.State = web.ConditionNotMet
		default:
			continue
		}
		out = append(out, row)
	}
	return out
}

// serviceAt is the service of the address.
func (r *request) serviceAt() (*catalog.Service, error) {
	s := r.Catalog.Service(r.Params("service"))
	if s == nil {
		return nil, fault.New(fault.NotFound, "portal.error.service")
	}
	return s, nil
}

// loginFor says whether the reader must log in, or log in more strongly, before they may use the service.
func (r *caller) loginFor(s *catalog.Service) bool {
	return r.principal.Kind != identity.Resident && s.Access.Level > 0 || r.principal.Kind == identity.Resident && int(r.principal.Assurance) < s.Access.Level
}
