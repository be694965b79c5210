package portal

import (
	"strings"
	"unicode/utf8"

	"github.com/gofiber/fiber/v2"

	"forvag/assistant"
	"forvag/internal/catalog"
	"forvag/internal/fault"
	"forvag/web"
)

// askPerson leads to the service that takes the questions that only a person can answer, with the question written in it, and before that shows what can
// be sent along.
func (r *request) askPerson() error {
	s := r.Catalog.Service(r.Municipality.Enquiries.Service)
	if s == nil {
		return fault.New(fault.NotFound, "portal.error.service")
	}
	t := r.openTalk(r.FormValue("talk"))
	if r.FormValue("do") == "begin" {
		question := strings.TrimSpace(r.FormValue("question"))
		switch n := utf8.RuneCountInString(question); {
		case n == 0:
			return r.personPage(fiber.StatusUnprocessableEntity, s, t, r.t("assistant.refused.empty"))
		case n > assistant.MaxQuestion:
			return r.personPage(fiber.StatusUnprocessableEntity, s, t, r.t("web.person.too_long", assistant.MaxQuestion))
		}
		return r.beginQuestion(s, t, question)
	}
	return r.personPage(fiber.StatusOK, s, t, "")
}

func (r *request) personPage(status int, s *catalog.Service, t talk, wrong string) error {
	sealed, err := r.sealTalk(t)
	if err != nil {
		return err
	}
	question := r.FormValue("question")
	if strings.TrimSpace(question) == "" && wrong == "" {
		question = t.lastQuestion()
	}
	contact := r.Municipality.Contact
	return r.pageStatus(status, web.SectionAsk, web.AskPersonPage{
		Question: web.LongField{
			Question: web.Question{Name: "question", Label: r.t("web.person.question"), Hint: r.t("web.person.question_hint"), Error: wrong},
			Value:    question, MaxLength: assistant.MaxQuestion, Rows: 3,
		},
		Talk: sealed, Said: paragraphs(r.transcript(t)), Attach: r.FormValue("attach") == "yes",
		Service: web.Link{Text: s.Title.In(r.lang), Href: servicePath(s)}, Time: s.Time.In(r.lang),
		Phone: contact.Phone, Hours: r.openingHours(), Email: contact.Email,
	})
}

// lastQuestion is the newest that was for the municipality to answer: no answer in a guided check, no emergency, and not only a wish for a person. It is
// empty where there is none.
func (t talk) lastQuestion() string {
	for i := len(t.Exchanges) - 1; i >= 0; i-- {
		if e := &t.Exchanges[i]; !e.Handover && !e.Answers && !e.Urgent {
			return e.Question
		}
	}
	return ""
}

// transcript is the conversation in plain words; empty where nothing was answered.
func (r *request) transcript(t talk) string {
	var b strings.Builder
	for i := range t.Exchanges {
		e := &t.Exchanges[i]
		if e.Handover || e.Urgent {
			continue
		}
		b.WriteString(r.t("web.person.asked", e.Question) + "\n")
		b.WriteString(r.t("web.person.answered", strings.Join(e.Words(), " ")) + "\n\n")
	}
	return strings.TrimSpace(b.String())
}

// beginQuestion starts the form with the question in it, and with the conversation where the resident sends it along: all of it stands in the form, to
// be read and changed before it is sent.
func (r *request) beginQuestion(s *catalog.Service, t talk, question string) error {
	who, err := r.applicant(s)
	if err != nil {
		return err
	}
	if err := r.visit(); err != nil {
		return err
	}
	owner, ok := r.owner()
	if !ok {
		return fault.New(fault.Forbidden, "portal.error.as_resident")
	}
	values, where := r.firstValues(s, who, nil), r.Municipality.Enquiries
	for id, value := range where.Answers {
		values[id] = []string{value}
	}
	if f := s.Field(where.Heading); f != nil {
		values[f.ID] = []string{shortened(question, f.Longest())}
	}
	if f := s.Field(where.Question); f != nil {
		text := question
		if said := r.transcript(t); said != "" && r.FormValue("attach") == "yes" {
			text += "\n\n" + r.t("web.person.along") + "\n\n" + said
		}
		values[f.ID] = []string{shortened(text, f.Longest())}
	}
	d, err := r.Drafts.Start(r.ctx(), owner, s.ID, s.Hash, values)
	if err != nil {
		return err
	}
	return r.seeOther("/ansok/" + d.ID)
}

// shortened is a text cut to a number of characters, with a mark where something was left out.
func shortened(text string, most int) string {
	if utf8.RuneCountInString(text) <= most {
		return text
	}
	return strings.TrimSpace(string([]rune(text)[:most-2])) + " …"
}
