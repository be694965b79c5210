package portal

import (
	"encoding/base64"
	"encoding/json"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"forvag/assistant"
	"forvag/assistant/journal"
	"forvag/internal/casework"
	"forvag/internal/catalog"
	"forvag/internal/identity"
	"forvag/internal/locale"
	"forvag/internal/rules"
	"forvag/internal/search"
	"forvag/web"
)

// talk is a conversation with the assistant. It stands in the reader's own page, sealed, and nowhere else: closing the page ends it, and the journal
// has each question by itself. It opens only for the reader that it was sealed for, and for talkLife.
type talk struct {
	At        time.Time
	Exchanges []web.Exchange
	Lang      locale.Lang
	// Service is the id of the service whose guided check is under way; empty where none is. Asked and Said are as assistant.Checking has them, and
	// Answers are the facts, as one writes them.
	Service string              `json:",omitempty"`
	Asked   string              `json:",omitempty"`
	Said    string              `json:",omitempty"`
	Answers map[string][]string `json:",omitempty"`
	// Unconfirmed are facts that a language model read and that the reader has been asked about, as one writes them.
	Unconfirmed map[string][]string `json:",omitempty"`
}

// checking is the guided check under way; nil where there is none, or none any more.
func (r *request) checking(t talk) *assistant.Checking {
	s := r.Catalog.Service(t.Service)
	if s == nil || s.Check == nil {
		return nil
	}
	facts, _ := r.askedFacts(s, t.Answers)
	unconfirmed, _ := r.askedFacts(s, t.Unconfirmed)
	return &assistant.Checking{Service: t.Service, Facts: facts, Asked: t.Asked, Said: t.Said, Unconfirmed: unconfirmed}
}

func (r *request) keepChecking(t *talk, c *assistant.Checked) {
	t.Service, t.Asked, t.Said, t.Answers, t.Unconfirmed = "", "", "", nil, nil
	if c != nil && c.Question() != nil {
		next := c.Next()
		t.Service, t.Asked, t.Said, t.Answers = next.Service, next.Asked, next.Said, r.factValues(c.Service, next.Facts)
		t.Unconfirmed = r.factValues(c.Service, next.Unconfirmed)
	}
}

const (
	talkPurpose = "conversation"
	// maxExchanges is how much of a conversation is shown again; maxTalk is how many bytes it may have.
	maxExchanges = 6
	maxTalk      = 12_000
	// talkLife is how long a page can go on with its conversation.
	talkLife = 2 * time.Hour
)

func (r *request) sealTalk(t talk) (string, error) {
	t.At = r.now
	for {
		plain, err := json.Marshal(t)
		if err != nil {
			return "", err
		}
		if len(plain) <= maxTalk && len(t.Exchanges) <= maxExchanges || len(t.Exchanges) == 0 {
			return base64.RawURLEncoding.EncodeToString(r.Keys.Encrypt(talkPurpose, plain, r.talker())), nil
		}
		t.Exchanges = t.Exchanges[1:]
	}
}

// talker is whom a conversation is sealed for: whoever is logged in, or a visitor.
func (r *request) talker() []byte { return []byte(r.principal.Actor) }

// openTalk is an empty conversation where the text is none that was sealed here, for this reader, within talkLife.
func (r *request) openTalk(sealed string) (t talk) {
	raw, err := base64.RawURLEncoding.DecodeString(sealed)
	if err != nil {
		return talk{}
	}
	plain, err := r.Keys.Decrypt(talkPurpose, raw, r.talker())
	if err != nil || json.Unmarshal(plain, &t) != nil || r.now.Sub(t.At) > talkLife {
		return talk{}
	}
	return t
}

// ask shows an empty conversation, with a question written already where the address has one.
func (r *request) ask() error {
	return r.page(web.SectionServices, web.AskPage{Value: r.query(), Most: assistant.MaxQuestion})
}

// askQuestion answers.
func (r *request) askQuestion() error {
	t := r.openTalk(r.FormValue("talk"))
	answer, err := r.answer(r.FormValue("question"), t)
	if err != nil {
		return err
	}
	view := web.AskPage{Exchanges: t.Exchanges, Most: assistant.MaxQuestion}
	status := fiber.StatusOK
	switch answer.Cause {
	case assistant.Empty, assistant.TooLong:
		status, view.Value, view.Error = fiber.StatusUnprocessableEntity, r.FormValue("question"), answer.Cause.Words(r.lang)
	default:
		e, err := r.exchange(answer)
		if err != nil {
			return err
		}
		t.Exchanges = append(t.Exchanges, e)
		t.Lang = answer.Lang
		r.keepChecking(&t, answer.Check)
		view.Exchanges = t.Exchanges
	}
	if view.Talk, err = r.sealTalk(t); err != nil {
		return err
	}
	return r.pageStatus(status, web.SectionServices, view)
}

// answer answers, and takes the question down in the journal.
func (r *request) answer(question string, t talk) (*assistant.Answer, error) {
	began := time.Now()
	q := assistant.Question{Text: question, Lang: r.lang, Checking: r.checking(t), LoggedIn: r.principal.Kind == identity.Resident}
	var said rules.Facts
	if q.Checking != nil {
		q.Lang, said = t.Lang, q.Checking.Facts
	}
	q.Registered = func(s *catalog.Service) (rules.Facts, error) {
		return r.registered(s, said, nil)
	}
	a, err := r.Assistant.Ask(r.ctx(), r.Search.Contents(r.today()), q)
	if err == nil {
		r.note(a, t, time.Since(began))
	}
	return a, err
}

// note records a question in the journal and gives the entry's id, by which the reader may say whether the answer helped; empty where nothing is
// kept. What somebody answers in a guided check is about them and no question, and is not recorded.
func (r *request) note(a *assistant.Answer, t talk, took time.Duration) journal.ID {
	goesOn := t.Service != "" && a.Check != nil && a.Check.Service.ID == t.Service
	if goesOn || a.Cause == assistant.Empty {
		return ""
	}
	e := journal.EntryOf(a)
	e.Took = took
	return r.Journal.Record(e)
}

// exchange is an answer as a page shows it, in its own language.
func (r *request) exchange(a *assistant.Answer) (web.Exchange, error) {
	in := *r
	in.lang = a.Lang
	e := web.Exchange{Lang: string(a.Lang), Question: a.Question, Urgent: a.Emergency != nil}
	if a.Cause != "" {
		e.Text = web.Paragraphs{a.Cause.Words(a.Lang)}
	}
	if a.Emergency != nil {
		e.Text = paragraphs(a.Emergency.Say.In(a.Lang))
	}
	if a.OwnCases {
		if err := in.ownCases(&e); err != nil {
			return e, err
		}
	}
	if a.Check != nil {
		in.showCheck(&e, a.Check)
	}
	if a.Unsure && a.Check == nil {
		e.Text = append(e.Text, in.t("assistant.unsure"))
	}
	if a.Extract != nil {
		e.Blocks = in.blocks(a.Extract.Blocks)
		e.Source = &web.Link{Text: a.Extract.Article.Title, Href: ArticlePath(a.Extract.Article.ID)}
		if id := a.Extract.Passage.ID; id != "" {
			e.Source.Href += "#" + id
		}
	}
	if a.Check == nil || a.Extract != nil { // the check goes on by itself, and its verdict leads to the form
		for _, s := range a.Services {
			e.Hits = append(e.Hits, in.serviceHit(s))
		}
	}
	for _, id := range a.Links {
		if l := r.Directory.Link(id); l != nil {
			e.Hits = append(e.Hits, in.linkHit(l))
		}
	}
	for _, m := range a.More {
		e.More = append(e.More, web.Link{Text: m.Title, Href: ArticlePath(m.ID)})
	}
	if a.Cause == assistant.NoContent || a.Cause == assistant.Unclear {
		if s := r.Catalog.Service("synpunkt"); s != nil {
			e.Hits = append(e.Hits, in.serviceHit(s))
		}
	}
	return e, nil
}

// showCheck is how far the check has come: what was understood, and the next question or the verdict.
func (r *request) showCheck(e *web.Exchange, c *assistant.Checked) {
	if !c.Understood {
		e.Text = web.Paragraphs{r.t("assistant.unclear_answer")}
	}
	for _, read := range c.Read {
		e.Read = append(e.Read, web.Answer{Question: read.Question.Label.In(r.lang), Answer: r.answerWords(read.Question, read.Question.Answered(read.Value))})
	}
	if len(c.Unconfirmed) > 0 {
		for _, read := range c.Unconfirmed {
			e.Read = append(e.Read, web.Answer{Question: read.Question.Label.In(r.lang), Answer: r.answerWords(read.Question, read.Question.Answered(read.Value))})
		}
		e.Ask, e.Options = r.t("assistant.confirm"), []string{r.t("web.yes"), r.t("web.no")}
		return
	}
	q := c.Question()
	if q == nil {
		e.Verdict = r.verdict(c.Service, c.Guidance, c.Facts)
		return
	}
	e.Ask, e.Hint = q.Label.In(r.lang), q.Hint.In(r.lang)
	switch q.Type {
	case catalog.YesNoField:
		e.Options = []string{r.t("web.yes"), r.t("web.no")}
	default:
		for _, choice := range q.Choices {
			e.Options = append(e.Options, choice.Label.In(r.lang))
		}
	}
}

// ownCasesShown is how many of the reader's cases an answer names.
const ownCasesShown = 5

func (r *request) ownCases(e *web.Exchange) error {
	rows, err := r.Cases.Mine(r.ctx(), r.principal, casework.MineFilter{Only: casework.OnlyOngoing, Limit: ownCasesShown})
	if err != nil {
		return err
	}
	facts, err := r.rowFacts(rows)
	if err != nil {
		return err
	}
	e.Text = web.Paragraphs{r.t("assistant.own_cases")}
	if len(rows) == 0 {
		e.Text = web.Paragraphs{r.t("assistant.no_cases")}
	}
	for i := range rows {
		e.Cases = append(e.Cases, r.caseRow(&rows[i], facts))
	}
	return nil
}

const apiAskPath = apiPrefix + "v1/ask"

// apiAnswer is the assistant's answer to a program.
type apiAnswer struct {
	Outcome assistant.Outcome `json:"outcome"`
	// Cause is why it was refused; absent for other outcomes.
	Cause  assistant.Cause `json:"cause,omitempty"`
	Answer string          `json:"answer"`
	// Unsure says that the answer may be about something else.
	Unsure bool `json:"unsure"`
	// Citations are where the answer stands; empty where there is none.
	Citations []apiCitation `json:"citations"`
	Services  []apiResult   `json:"services"`
	// Links are where else to turn.
	Links []apiResult `json:"links"`
	// Missing are the facts that a guided check still wants, in the order in which to ask, and Questions describe them.
	Missing   []string      `json:"missing"`
	Questions []apiQuestion `json:"questions"`
}

type apiCitation struct {
	Title string `json:"title"`
	URL   string `json:"url"`
	Quote string `json:"quote"`
}

// apiAsk answers one question, without a conversation.
func (r *request) apiAsk() error {
	var asked struct {
		Question string `json:"question"`
		Lang     string `json:"lang"`
	}
	if err := r.readJSON(&asked, "portal.api.ask_body"); err != nil {
		return err
	}
	if err := r.speakIn(asked.Lang); err != nil {
		return err
	}
	a, err := r.answer(asked.Question, talk{})
	if err != nil {
		return err
	}
	out := apiAnswer{Outcome: a.Outcome, Cause: a.Cause, Unsure: a.Unsure, Citations: []apiCitation{}, Services: []apiResult{}, Links: []apiResult{}, Missing: []string{}, Questions: []apiQuestion{}}
	var said []string
	if a.Cause != "" {
		said = append(said, a.Cause.Words(a.Lang))
	}
	if a.Emergency != nil {
		said = append(said, strings.TrimSpace(a.Emergency.Say.In(a.Lang)))
	}
	if a.Check != nil {
		for _, q := range a.Check.Guidance.Questions {
			out.Missing = append(out.Missing, q.ID)
			out.Questions = append(out.Questions, describe(q, a.Lang))
		}
		if words := a.Check.Guidance.Say.In(a.Lang); a.Check.Question() == nil && words != "" {
			said = append(said, words)
		}
	}
	if x := a.Extract; x != nil {
		said = append(said, x.Text())
		out.Citations = append(out.Citations, apiCitation{Title: x.Article.Title, URL: ArticlePath(x.Article.ID), Quote: x.Text()})
	}
	out.Answer = strings.Join(said, "\n\n")
	for _, s := range a.Services {
		out.Services = append(out.Services, apiResult{Kind: search.Service, ID: s.ID, Title: s.Title.In(a.Lang), URL: servicePath(s)})
	}
	for _, id := range a.Links {
		if l := r.Directory.Link(id); l != nil {
			out.Links = append(out.Links, apiResult{Kind: search.Link, ID: id, Title: l.Title.In(a.Lang), URL: l.URL.In(a.Lang)})
		}
	}
	return r.JSON(out)
}
