package assistant

import (
	"maps"

	"forvag/internal/catalog"
	"forvag/internal/locale"
	"forvag/internal/rules"
)

// Checking is a guided check that a conversation is in the middle of: what the visitor's session carries from turn to turn.
type Checking struct {
	// Service is the id of the service whose check it is.
	Service string
	// Facts are what has been answered so far.
	Facts rules.Facts
	// Asked is the fact that was asked about last; empty where nothing is open.
	Asked string
	// Said is the message that began the check, without the numbers that have answered something: what it mentions may answer a later question.
	Said string
	// Unconfirmed are facts that a language model read out of the last message, and that the reader has been asked whether they are right.
	Unconfirmed rules.Facts
}

// Read is a fact that was read out of a message, shown so that it can be changed.
type Read struct {
	Question *catalog.Field
	Value    rules.Value
}

// Checked is how far a guided check has come with a message.
type Checked struct {
	Service *catalog.Service
	// Read are the facts that this message gave, in the order that the check asks for them.
	Read []Read
	// Facts are all that have been answered, Read among them.
	Facts rules.Facts
	// Unconfirmed are facts that a language model read out of the message, in the order that the check may ask for them. They are none of Facts, and no
	// verdict rests on them, until the reader has been shown them and said that they are right.
	Unconfirmed []Read
	// Guidance is the verdict, or what to ask next.
	Guidance catalog.Guidance
	// Understood is false where a question was open and the message did not answer it.
	Understood bool

	said       string
	registered rules.Facts
	moment     catalog.Moment
}

// Question is what to ask next; nil where there is a verdict. Where something is unconfirmed, whether that is right is asked before it.
func (c *Checked) Question() *catalog.Field {
	if len(c.Guidance.Questions) == 0 {
		return nil
	}
	return c.Guidance.Questions[0]
}

// Next is what the session carries on.
func (c *Checked) Next() *Checking {
	next := &Checking{Service: c.Service.ID, Facts: c.Facts, Said: c.said}
	if len(c.Unconfirmed) > 0 {
		next.Unconfirmed = rules.Facts{}
		for _, read := range c.Unconfirmed {
			next.Unconfirmed[read.Question.ID] = read.Value
		}
		return next
	}
	if q := c.Question(); q != nil {
		next.Asked = q.ID
	}
	return next
}

// check takes a guided check as far as a message goes: the answer to what was asked, and what else it mentions, as far as the check needs it.
// Registered are facts that registers know of a reader who has logged in; what the reader says goes before them.
func check(s *catalog.Service, on Checking, registered rules.Facts, lang locale.Lang, text string, m catalog.Moment) *Checked {
	c := &Checked{Service: s, Facts: maps.Clone(on.Facts), Understood: true, registered: registered, moment: m}
	if c.Facts == nil {
		c.Facts = rules.Facts{}
	}
	now := newMessage(lang, text)
	began := now
	if on.Said != "" {
		began = newMessage(lang, on.Said)
	}
	take := func(q *catalog.Field, raw []string) bool {
		if raw == nil {
			return false
		}
		v, failed := s.AnswerQuestion(q.ID, map[string][]string{q.ID: raw}, m)
		if failed != nil {
			return false
		}
		c.Facts[q.ID] = v
		c.Read = append(c.Read, Read{q, v})
		return true
	}
	if len(on.Unconfirmed) > 0 {
		c.confirm(on.Unconfirmed, now.yesNo())
	} else if q := s.Question(on.Asked); q != nil {
		c.Understood = take(q, now.answerTo(q, m.Today))
	}
	c.Guidance = c.guide()
	for read := c.Understood; read; {
		read = false
		for _, q := range c.Guidance.Questions {
			if take(q, now.mentions(q)) || began != now && take(q, began.mentions(q)) {
				read = true
				c.Guidance = c.guide()
				break
			}
		}
	}
	c.said = began.unused()
	return c
}

// guide is the verdict, or what to ask next, by what is known.
func (c *Checked) guide() catalog.Guidance {
	asked := rules.Facts{}
	maps.Copy(asked, c.registered)
	maps.Copy(asked, c.Facts)
	return c.Service.Guide(c.Service.Facts(catalog.Known{Asked: asked}, c.moment))
}

// confirm takes the reader's word on facts that a model read: yes, no, or neither, and then it is asked again.
func (c *Checked) confirm(facts rules.Facts, said []string) {
	c.Understood = said != nil
	for _, q := range c.Service.Questions() {
		v, ok := facts[q.ID]
		switch {
		case !ok:
		case said == nil:
			c.Unconfirmed = append(c.Unconfirmed, Read{q, v})
		case said[0] == "true":
			c.Facts[q.ID] = v
			c.Read = append(c.Read, Read{q, v})
		}
	}
}
