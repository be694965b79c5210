package portal

import (
	"cmp"
	"crypto/rand"
	"encoding/base32"
	"encoding/json"
	"errors"
	"slices"
	"time"

	"github.com/gofiber/fiber/v2"

	"forvag/assistant"
	"forvag/assistant/journal"
	"forvag/internal/catalog"
	"forvag/internal/fault"
	"forvag/internal/identity"
	"forvag/internal/locale"
	"forvag/internal/rules"
	"forvag/web"
)

// talk is a conversation with the assistant. It stands in the reader's own page, sealed, and nowhere else: closing the page ends it, and the journal
// has each question by itself. It opens only for the reader that it was sealed for, and for talkLife.
type talk struct {
	// ID tells the conversation from others.
	ID        string
	At        time.Time
	Exchanges []web.Exchange
	// Count is how many there have been, with those that are no longer carried along.
	Count int
	Lang  locale.Lang
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
	// askStorage is under what name a browser tab keeps the sealed conversation in its own storage, from page to page and until the tab is closed. A
	// cookie could not hold it, and would send it along with every request.
	askStorage = "ask"
	// maxExchanges is how much of a conversation is shown again; maxTalk is how many bytes it may have.
	maxExchanges = 6
	maxTalk      = 12_000
	// talkLife is how long a page can go on with its conversation.
	talkLife = 2 * time.Hour
)

// capitals writes what is random in a page, so that chance spells nothing there that reads as a word of the program's own.
var capitals = base32.StdEncoding.WithPadding(base32.NoPadding)

func (r *request) sealTalk(t talk) (string, error) {
	t.At, t.ID = r.now, cmp.Or(t.ID, rand.Text())
	for {
		plain, err := json.Marshal(t)
		if err != nil {
			return "", err
		}
		if len(plain) <= maxTalk && len(t.Exchanges) <= maxExchanges || len(t.Exchanges) == 0 {
			return capitals.EncodeToString(r.Keys.Encrypt(talkPurpose, plain, r.talker())), nil
		}
		t.Exchanges = t.Exchanges[1:]
	}
}

// talker is whom a conversation is sealed for: whoever is logged in, for as long as this login lasts, or a visitor.
func (r *request) talker() []byte {
	if r.principal.Actor == "" {
		return nil
	}
	return []byte(string(r.principal.Actor) + " " + r.session.ID)
}

// readerTag tells a page's script one login from another, so that it lets go of a conversation that another reader had; empty for a visitor.
func (r *request) readerTag() string {
	if r.principal.Actor == "" {
		return ""
	}
	return capitals.EncodeToString(r.Keys.Digest(talkPurpose, r.session.ID)[:9])
}

// openTalk is an empty conversation where the text is none that was sealed here, for this reader, within talkLife.
func (r *request) openTalk(sealed string) (t talk) {
	raw, err := capitals.DecodeString(sealed)
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
	view, err := r.conversation(talk{})
	if err != nil {
		return err
	}
	view.Value = r.query()
	return r.page(web.SectionAsk, web.AskPage{Conversation: view})
}

// askQuestion answers on a page.
func (r *request) askQuestion() error {
	t := r.openTalk(r.FormValue("talk"))
	said, err := r.sayInTurn(r.FormValue("question"), &t)
	if err != nil {
		return err
	}
	view, err := r.conversation(t)
	if err != nil {
		return err
	}
	status := fiber.StatusOK
	if said.wrong != "" {
		status, view.Value, view.Error = said.status, r.FormValue("question"), said.wrong
	} else {
		view.Exchanges[len(view.Exchanges)-1] = said.exchange // with what can only be chosen in the last
	}
	return r.pageStatus(status, web.SectionAsk, web.AskPage{Conversation: view})
}

// sayInTurn is say where no other question of the reader's is being answered.
func (r *request) sayInTurn(message string, t *talk) (said, error) {
	done, err := r.turn(t)
	if errors.Is(err, fault.TooMany) {
		return said{wrong: r.words(err), status: fiber.StatusTooManyRequests}, nil
	}
	if err != nil {
		return said{}, err
	}
	defer done()
	return r.say(message, t, nil)
}

// askPanel shows the conversation so far, to stand beside another page.
func (r *request) askPanel() error {
	view, err := r.conversation(r.openTalk(r.FormValue("talk")))
	if err != nil {
		return err
	}
	r.Set(fiber.HeaderContentType, fiber.MIMETextHTMLCharsetUTF8)
	return web.RenderPart(r.ctx(), r.Response().BodyWriter(), r.lang, r.Assets, web.AskPanel{Conversation: view})
}

// conversation is a talk as it is shown.
func (r *request) conversation(t talk) (web.Conversation, error) {
	sealed, err := r.sealTalk(t)
	view := web.Conversation{Machine: r.machine(), Exchanges: slices.Clone(t.Exchanges), Talk: sealed, Most: assistant.MaxQuestion, Reasons: r.reasons()}
	for _, key := range r.openers() {
		view.Suggest = append(view.Suggest, r.t(key))
	}
	return view, err
}

// machine says what it is that answers, and what becomes of what is written.
func (r *request) machine() string {
	what, kept := "assistant.machine.picks", "assistant.machine.not_kept"
	if r.Assistant.HasModel() {
		what = "assistant.machine.writes"
	}
	if r.Journal.Keeps() {
		kept = "assistant.machine.kept"
	}
	return r.t(what) + " " + r.t(kept)
}

// openers are what a conversation may begin with.
func (r *request) openers() []string {
	if r.principal.Kind == identity.Resident {
		return []string{"assistant.try.where", "assistant.try.waits", "assistant.try.permits", "assistant.try.fee"}
	}
	return []string{"assistant.try.fee", "assistant.try.build", "assistant.try.waste"}
}

// said is what became of a message.
type said struct {
	exchange web.Exchange
	// wrong is why there is no exchange, in the reader's words; empty where there is one. The status goes with it.
	wrong  string
	status int
}

// say answers a message and puts it into the conversation. Part, where it is not nil, is given what comes of the answer before the whole; its error
// ends the answering.
func (r *request) say(message string, t *talk, part func(assistant.Part) error) (said, error) {
	answer, entry, err := r.answer(message, *t, part)
	if err != nil {
		return said{}, err
	}
	if answer.Cause == assistant.Empty || answer.Cause == assistant.TooLong {
		return said{wrong: answer.Refusal, status: fiber.StatusUnprocessableEntity}, nil
	}
	e, err := r.exchange(answer)
	if err != nil {
		return said{}, err
	}
	t.Count++
	e.Number, e.Entry, e.Answers = t.Count, string(entry), r.answersCheck(answer, *t)
	t.Exchanges = append(t.Exchanges, e)
	t.Lang = answer.Lang
	r.keepChecking(t, answer.Check)
	return said{exchange: e}, nil
}

// answer answers, and takes the question down in the journal, by whose entry the reader may say whether the answer helped.
func (r *request) answer(question string, t talk, part func(assistant.Part) error) (*assistant.Answer, journal.ID, error) {
	began := time.Now()
	q := assistant.Question{Text: question, Lang: r.lang, Checking: r.checking(t), LoggedIn: r.principal.Kind == identity.Resident}
	var said rules.Facts
	if q.Checking != nil {
		q.Lang, said = t.Lang, q.Checking.Facts
	}
	q.Registered = func(s *catalog.Service) (rules.Facts, error) {
		return r.registered(s, said, nil)
	}
	q.OwnCases = r.caseStates
	var whole *assistant.Answer
	err := r.Assistant.Stream(r.ctx(), r.Search.Contents(r.today()), q, func(p assistant.Part) error {
		if whole = p.Answer; whole != nil || part == nil {
			return nil
		}
		return part(p)
	})
	if err != nil {
		return nil, "", err
	}
	return whole, r.note(whole, t, time.Since(began)), nil
}

// answersCheck says that a message answered what the conversation's guided check asked.
func (r *request) answersCheck(a *assistant.Answer, t talk) bool {
	return t.Service != "" && a.Check != nil && a.Check.Service.ID == t.Service
}

// note records a question in the journal and gives the entry's id, by which the reader may say whether the answer helped; empty where nothing is
// kept. What somebody answers in a guided check is about them and no question, and is not recorded.
func (r *request) note(a *assistant.Answer, t talk, took time.Duration) journal.ID {
	if r.answersCheck(a, t) || a.Cause == assistant.Empty {
		return ""
	}
	e := journal.EntryOf(a)
	e.Took = took
	return r.Journal.Record(e)
}
