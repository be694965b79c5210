package portal

import (
	"forvag/internal/casework"
	"forvag/internal/notice"
	"forvag/web"
)

// What a board decides at a meeting is written down by an officer: day and paragraph, and when its minutes were adjusted and that was announced.

// meetings says whether a decision can have been made at a meeting.
type meetings int

const (
	noMeeting   meetings = iota
	mayMeeting           // the board may have decided itself what is otherwise decided for it
	mustMeeting          // only the board decides
)

// meetings looks at the kinds of decision that the officer may make. Those that only the board makes stand alone, or the officer chooses.
func (a *act) meetings() meetings {
	must, may := 0, noMeeting
	for _, d := range a.may.Decisions {
		if d.Meeting {
			must++
		}
		if d.Meeting || d.Appeal == casework.Legality {
			may = mayMeeting
		}
	}
	if must > 0 && must == len(a.may.Decisions) {
		return mustMeeting
	}
	return may
}

func (a *act) meetingFields(m meetings) []web.Field {
	ask := a.question
	if m == mayMeeting {
		ask = a.optional
	}
	return []web.Field{
		web.DateField{Question: a.hinted(ask("meeting"), "meeting"), Value: a.value("meeting"), Max: a.today().String()},
		web.TextField{Question: a.hinted(ask("paragraph"), "paragraph"), Value: a.value("paragraph"), MaxLength: 20},
		web.TextField{Question: a.hinted(a.optional("body"), "body"), Value: a.value("body"), MaxLength: 100},
	}
}

// meeting is what was written of it; nil where nothing was.
func (a *act) meeting() (*casework.Meeting, error) {
	on, err := a.day("meeting")
	if err != nil {
		return nil, err
	}
	m := casework.Meeting{On: on, Paragraph: a.value("paragraph"), Body: a.value("body")}
	if m == (casework.Meeting{}) {
		return nil, nil
	}
	return &m, nil
}

// announceFields are what goes on the notice board, today. What may not stand there was announced with the minutes elsewhere, on a day to be told.
func (a *act) announceFields() []web.Field {
	d := a.file.Decision()
	if d == nil {
		return nil
	}
	var fields []web.Field
	if d.Meeting != nil || d.Appeal == casework.Legality {
		adjusted := a.question("adjusted")
		if d.Meeting == nil {
			adjusted = a.optional("adjusted")
		}
		fields = append(fields, web.DateField{Question: a.hinted(adjusted, "adjusted"), Value: a.value("adjusted"), Min: d.On.String(), Max: a.today().String()})
	}
	if !a.file.Postable() {
		return append(fields, a.pastDay("on"))
	}
	start := a.PostingFor(a.file, d)
	return append(fields,
		web.TextField{Question: a.hinted(a.question("title"), "title"), Value: a.or("title", start.Title), MaxLength: 200},
		web.LongField{Question: a.hinted(a.optional("text"), "text"), Value: a.or("text", start.Text), Rows: 3, MaxLength: 2000},
		web.TextField{Question: a.hinted(a.optional("link"), "link"), Value: a.or("link", start.Link), MaxLength: notice.MaxLink})
}

// announce puts the decision on the notice board, so that the time for appeal counts from the day on which it went up.
func (a *act) announce(ref casework.Ref) error {
	adjusted, err := a.day("adjusted")
	if err != nil {
		return err
	}
	f, err := a.Cases.Case(a.ctx(), a.principal, ref.ID)
	if err != nil {
		return err
	}
	if !f.Postable() {
		on, err := a.day("on")
		if err != nil {
			return err
		}
		return a.Cases.Announce(a.ctx(), a.principal, ref, a.decision(), adjusted, on)
	}
	posting := casework.Posting{Title: a.value("title"), Text: a.value("text"), Link: a.value("link")}
	if err := notice.Check(posting.Title, posting.Text, posting.Link); err != nil {
		return err
	}
	return a.Cases.Post(a.ctx(), a.principal, ref, a.decision(), adjusted, posting)
}
