package portal

import (
	"slices"
	"strings"

	"forvag/assistant"
	"forvag/internal/locale"
	"forvag/internal/search"
)

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

// apiAsk answers one question, without a conversation. The journal takes it down, redacted, as it does a question on the page.
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
	if wantsEvents(r.Ctx) {
		return r.answering(&talk{}, func(live *request, give func(any) error) (any, error) {
			return live.apiAnswer(asked.Question, func(p assistant.Part) error { return give(apiPartOf(p)) })
		})
	}
	done, err := r.turn(&talk{})
	if err != nil {
		return err
	}
	defer done()
	answer, err := r.apiAnswer(asked.Question, nil)
	if err != nil {
		return err
	}
	return r.JSON(answer)
}

// apiAnswer answers a question by itself.
func (r *request) apiAnswer(question string, part func(assistant.Part) error) (*apiAnswer, error) {
	a, _, err := r.answer(question, talk{}, part)
	if err != nil {
		return nil, err
	}
	out := &apiAnswer{Outcome: a.Outcome, Cause: a.Cause, Unsure: a.Unsure, Citations: []apiCitation{}, Services: []apiResult{}, Links: []apiResult{}, Missing: []string{}, Questions: []apiQuestion{}}
	var said []string
	if a.Cause != "" {
		said = append(said, a.Refusal)
	}
	if unanswered(a) {
		in := *r
		in.lang = a.Lang
		said = append(said, in.t("assistant.handover_call", in.Municipality.Contact.Phone, in.openingHours()))
	}
	if a.Outcome == assistant.Handover {
		said = append(said, locale.T(a.Lang, "assistant.handover"))
		if s := r.Catalog.Service(r.Municipality.Enquiries.Service); s != nil {
			out.Services = append(out.Services, apiResult{Kind: search.Service, ID: s.ID, Title: s.Title.In(a.Lang), URL: servicePath(s)})
		}
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
	if words := answerText(a); words != "" {
		said = append(said, words)
	}
	out.Citations = apiCitations(a.Citations)
	out.Answer = strings.Join(said, "\n\n")
	for _, s := range a.Services {
		out.Services = append(out.Services, apiResult{Kind: search.Service, ID: s.ID, Title: s.Title.In(a.Lang), URL: servicePath(s)})
	}
	for _, id := range a.Links {
		if l := r.Directory.Link(id); l != nil {
			out.Links = append(out.Links, apiResult{Kind: search.Link, ID: id, Title: l.Title.In(a.Lang), URL: l.URL.In(a.Lang)})
		}
	}
	return out, nil
}

// answerText is what answers, in plain words: the model's, or else the extract's; empty where neither does.
func answerText(a *assistant.Answer) string {
	if len(a.Written) > 0 {
		sentences := make([]string, len(a.Written))
		for i, s := range a.Written {
			sentences[i] = s.Text()
		}
		return strings.Join(sentences, " ")
	}
	if len(a.Openings) > 0 {
		return assistant.OpeningText(a.Lang, a.Openings)
	}
	if a.Extract != nil {
		return a.Extract.Text()
	}
	return ""
}

func apiCitations(list []assistant.Citation) []apiCitation {
	out := make([]apiCitation, len(list))
	for i, c := range list {
		out[i] = apiCitation{Title: c.Article.Title, URL: passagePath(c), Quote: c.Quote()}
	}
	return out
}

// apiPart is a sentence on its way to a program.
type apiPart struct {
	Text string `json:"text"`
	// Cites are the numbers of the citations that it rests on, the first one 1, and Citations those that it is the first to name.
	Cites     []int         `json:"cites"`
	Citations []apiCitation `json:"citations"`
}

func apiPartOf(p assistant.Part) apiPart {
	return apiPart{Text: p.Sentence.Text(), Cites: slices.Concat([]int{}, p.Sentence.Cites), Citations: apiCitations(p.Cited)}
}
