package portal

import (
	"forvag/internal/casework"
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

func (a *act) announceFields() []web.Field {
	d := a.file.Decision()
	if d == nil || d.Meeting == nil && d.Appeal != casework.Legality {
		return []web.Field{a.pastDay("on")}
	}
	adjusted := a.question("adjusted")
	if d.Meeting == nil {
		adjusted = a.optional("adjusted")
	}
	return []web.Field{
		web.DateField{Question: a.hinted(adjusted, "adjusted"), Value: a.value("adjusted"), Min: d.On.String(), Max: a.today().String()},
		a.pastDay("on"),
	}
}

func (a *act) announce(ref casework.Ref) error {
	adjusted, err := a.day("adjusted")
	if err != nil {
		return err
	}
	on, err := a.day("on")
	if err != nil {
		return err
	}
	return a.Cases.Announce(a.ctx(), a.principal, ref, a.decision(), adjusted, on)
}
