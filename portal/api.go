package portal

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"strings"

	"github.com/gofiber/fiber/v2"

	"forvag/internal/catalog"
	"forvag/internal/fault"
	"forvag/internal/locale"
	"forvag/internal/rules"
	"forvag/internal/search"
	"forvag/internal/strict"
)

// apiPrefix begins the addresses that programs use. Errors there are JSON, after RFC 9457. docs/api.md describes them.
const (
	apiPrefix     = "/api/"
	apiSearchPath = apiPrefix + "v1/search"
	apiCheckPath  = apiPrefix + "v1/services/:service/check"
)

// maxJSON is the largest body that is read, in bytes.
const maxJSON = 64 << 10

// speak has the answer in the language that the address asks for, else in the one that the caller's browser prefers.
func (r *request) speak() error {
	return r.speakIn(r.Query("lang"))
}

func (r *request) speakIn(asked string) error {
	if asked == "" {
		return nil
	}
	lang, ok := locale.Of(asked)
	if !ok {
		return fault.New(fault.Invalid, "portal.error.language")
	}
	r.lang = lang
	return nil
}

// apiResult is one result of a search.
type apiResult struct {
	Kind  search.Kind `json:"kind"`
	ID    string      `json:"id"`
	Title string      `json:"title"`
	// URL is a path in the portal; for a link the address that it leads to.
	URL string `json:"url"`
}

// apiSearch finds services, links, situations and boards by a resident's own words.
func (r *request) apiSearch() error {
	if err := r.speak(); err != nil {
		return err
	}
	query := strings.TrimSpace(r.Query("q"))
	if query == "" || len([]rune(query)) > maxQuery {
		return fault.New(fault.Invalid, "portal.api.query", maxQuery)
	}
	found := r.Search.On(r.today()).Search(r.lang, query)
	results := []apiResult{}
	best := found.Best()
	for _, h := range best[:min(maxHits, len(best))] {
		row := r.hit(h)
		if h.Kind == search.Link {
			row.Href = r.Directory.Link(h.ID).URL.In(r.lang)
		}
		results = append(results, apiResult{Kind: h.Kind, ID: h.ID, Title: row.Title, URL: row.Href})
	}
	return r.JSON(struct {
		Results []apiResult `json:"results"`
	}{results})
}

// apiVerdict is how a guided check came out.
type apiVerdict struct {
	Outcome rules.Outcome `json:"outcome"`
	// Missing are the facts that still matter, in the order in which to ask; empty unless Outcome is unknown.
	Missing []string `json:"missing"`
	// Questions describe them.
	Questions []apiQuestion `json:"questions"`
	Trace     []apiStep     `json:"trace"`
	Say       string        `json:"say,omitempty"`
	Instead   string        `json:"instead,omitempty"`
	Law       string        `json:"law,omitempty"`
	// Window is where the day stands to the time in which the service takes applications; left out where it always does.
	Window *apiWindow `json:"window,omitempty"`
	// Day is the legal day whose rules were used.
	Day string `json:"day"`
	// URL is the page of the service, with what was answered, from where the form starts.
	URL string `json:"url"`
}

// apiWindow is the time in which a service takes applications.
type apiWindow struct {
	State  catalog.Timing `json:"state"`
	Opens  string         `json:"opens,omitempty"`
	Closes string         `json:"closes,omitempty"`
	Title  string         `json:"title,omitempty"`
	Say    string         `json:"say,omitempty"`
	// Sends is false while a form is kept until the time comes.
	Sends bool `json:"sends"`
}

// windowOf tells a program what readers are told first; nil for a service that takes applications all year.
func (r *request) windowOf(s *catalog.Service) *apiWindow {
	t, ok := s.Timed(r.moment())
	if !ok {
		return nil
	}
	w := &apiWindow{State: t.Timing, Title: t.Title.In(r.lang), Say: t.Say.In(r.lang), Sends: !t.Hold}
	if !t.Opens.IsZero() {
		w.Opens = t.Opens.String()
	}
	if !t.Closes.IsZero() {
		w.Closes = t.Closes.String()
	}
	return w
}

// apiQuestion is how a fact is asked for.
type apiQuestion struct {
	Fact  string            `json:"fact"`
	Type  catalog.FieldType `json:"type"`
	Label string            `json:"label"`
	Hint  string            `json:"hint,omitempty"`
	// Unit is what a number is given in.
	Unit   catalog.Unit `json:"unit,omitempty"`
	Values []apiValue   `json:"values,omitempty"`
}

// apiValue is one alternative.
type apiValue struct {
	Value string `json:"value"`
	Label string `json:"label"`
}

// apiStep is one condition, with what it came to.
type apiStep struct {
	Condition string        `json:"condition"`
	Outcome   rules.Outcome `json:"outcome"`
	Words     string        `json:"words,omitempty"`
	Law       string        `json:"law,omitempty"`
	Missing   []string      `json:"missing,omitempty"`
}

// apiCheck answers a service's guided check from the facts that are given. Nothing is stored.
func (r *request) apiCheck() error {
	if err := r.speak(); err != nil {
		return err
	}
	s, err := r.serviceAt()
	if err != nil {
		return err
	}
	window := r.windowOf(s)
	if s.Check == nil && window == nil {
		return fault.New(fault.NotFound, "portal.error.no_check", s.Title.In(r.lang))
	}
	given, err := r.givenFacts()
	if err != nil {
		return err
	}
	facts := rules.Facts{}
	for name, raw := range given {
		v, err := r.givenFact(s, name, raw)
		if err != nil {
			return err
		}
		if v.Type != "" {
			facts[name] = v
		}
	}
	g := catalog.Guidance{Decision: rules.Decision{Outcome: rules.Maybe}}
	if s.Check != nil {
		g = s.Guide(s.Facts(catalog.Known{Asked: facts}, r.moment()))
	}
	out := apiVerdict{
		Outcome: g.Outcome, Missing: []string{}, Questions: []apiQuestion{}, Trace: []apiStep{}, Say: g.Say.In(r.lang), Instead: g.Instead.In(r.lang),
		Law: g.Law, Window: window, Day: r.today().String(), URL: servicePath(s),
	}
	if values := r.factValues(s, facts); len(values) > 0 {
		out.URL += "?" + values.Encode()
	}
	for _, q := range g.Questions {
		out.Missing = append(out.Missing, q.ID)
		out.Questions = append(out.Questions, describe(q, r.lang))
	}
	for _, step := range g.Trace {
		out.Trace = append(out.Trace, apiStep{
			Condition: step.Condition, Outcome: step.Outcome, Words: step.Words.In(r.lang), Law: step.Law, Missing: step.Missing,
		})
	}
	return r.JSON(out)
}

// describe tells a program how to ask for a fact.
func describe(q *catalog.Field, lang locale.Lang) apiQuestion {
	ask := apiQuestion{Fact: q.ID, Type: q.Type, Label: q.Label.In(lang), Hint: q.Hint.In(lang), Unit: q.Unit}
	for _, c := range q.Choices {
		ask.Values = append(ask.Values, apiValue{Value: c.ID, Label: c.Label.In(lang)})
	}
	return ask
}

// givenFacts reads the body: one JSON object with facts, and nothing else.
func (r *request) givenFacts() (map[string]json.RawMessage, error) {
	var in struct {
		Facts map[string]json.RawMessage `json:"facts"`
	}
	err := r.readJSON(&in, "portal.api.body")
	return in.Facts, err
}

// readJSON reads the body as one JSON object with the fields of into and no other. The error says, by a key, what it should have been.
func (r *request) readJSON(into any, want string) error {
	if r.Get(fiber.HeaderContentEncoding) != "" || mediaType(r.Get(fiber.HeaderContentType)) != fiber.MIMEApplicationJSON {
		return fiber.ErrUnsupportedMediaType
	}
	body := r.Body()
	if len(body) > maxJSON {
		return fault.New(fault.TooLarge, "portal.error.form_size")
	}
	d := json.NewDecoder(bytes.NewReader(body))
	d.DisallowUnknownFields()
	err := d.Decode(into)
	if err == nil && d.Decode(&struct{}{}) != io.EOF {
		err = errors.New("more than one value")
	}
	if err != nil || !isText(string(body)) {
		return fault.New(fault.Invalid, want).Because(err)
	}
	return nil
}

// givenFact reads one fact as its question would be answered: a number in the fact's own unit, or text as a person would write it. Null is no answer.
func (r *request) givenFact(s *catalog.Service, name string, raw json.RawMessage) (rules.Value, error) {
	q := s.Question(name)
	if q == nil {
		var names []string
		for _, known := range s.Questions() {
			names = append(names, known.ID)
		}
		if near := strict.Nearest(name, names); near != "" {
			names = []string{near}
		}
		return rules.Value{}, fault.New(fault.Invalid, "portal.api.fact_unknown", name, strings.Join(names, ", "))
	}
	var value any
	d := json.NewDecoder(bytes.NewReader(raw))
	d.UseNumber()
	if err := d.Decode(&value); err != nil {
		return rules.Value{}, fault.New(fault.Invalid, "portal.api.body").Because(err)
	}
	var texts []string
	switch v := value.(type) {
	case nil:
		return rules.Value{}, nil
	case bool:
		if q.Type == catalog.YesNoField {
			texts = []string{map[bool]string{true: "true", false: "false"}[v]}
		}
	case json.Number:
		if n, err := v.Int64(); err == nil && q.Type == catalog.NumberField {
			texts = r.writeFact(q, rules.OfInt(n))
		}
	case string:
		if q.Type != catalog.ChoicesField {
			texts = []string{v}
		}
	case []any:
		for _, item := range v {
			if text, ok := item.(string); ok && q.Type == catalog.ChoicesField {
				texts = append(texts, text)
			}
		}
	}
	if texts == nil {
		return rules.Value{}, fault.New(fault.Invalid, "portal.api.fact_type", name, string(q.Type))
	}
	answer, failed := s.AnswerQuestion(name, map[string][]string{name: texts}, r.moment())
	if failed != nil {
		return rules.Value{}, fault.New(fault.Invalid, "portal.api.fact", name, r.fieldWords(*failed))
	}
	return answer, nil
}
