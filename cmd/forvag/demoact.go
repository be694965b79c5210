package main

import (
	"context"
	"encoding/json"
	"fmt"

	"forvag/internal/casework"
	"forvag/internal/catalog"
	"forvag/internal/civil"
	"forvag/internal/identity"
)

// acting is a step as it is taken: who does it, in which case as they see it.
type acting struct {
	ctx  context.Context
	p    identity.Principal
	file *casework.File
	ref  casework.Ref
	step *step
	docs []casework.NewDocument
	key  string
}

// by is the day so many working days after the act; zero for no day.
func (a acting) by() civil.Date {
	if a.step.Within == 0 {
		return civil.Date{}
	}
	return civil.AddWorkingDays(a.p.On, a.step.Within)
}

// acts are what can happen in a story.
var acts = map[string]func(*teller, acting) error{
	"read":   func(*teller, acting) error { return nil },
	"take":   (*teller).take,
	"assign": (*teller).assign,
	"move": func(t *teller, a acting) error {
		return t.cases.Move(a.ctx, a.p, a.ref, casework.Step(a.step.To), a.step.Text)
	},
	"note": func(t *teller, a acting) error { return t.cases.Note(a.ctx, a.p, a.ref.ID, a.step.Text) },
	"message": func(t *teller, a acting) error {
		return t.cases.Message(a.ctx, a.p, a.ref.ID, a.key, "", a.step.Text, a.docs)
	},
	"ask": func(t *teller, a acting) error { return t.cases.Request(a.ctx, a.p, a.ref, a.step.Text, a.by(), false) },
	"confirm": func(t *teller, a acting) error {
		return t.cases.ConfirmAgent(a.ctx, a.p, a.ref, a.file.In(identity.Sender)[0].ID, casework.AgencyGround(a.step.To))
	},
	"answer": (*teller).answer,
	"wait":   func(t *teller, a acting) error { return t.cases.Wait(a.ctx, a.p, a.ref, a.step.Text, a.by()) },
	"resume": func(t *teller, a acting) error { return t.cases.Resume(a.ctx, a.p, a.ref, a.step.Text) },
	"delay":  func(t *teller, a acting) error { return t.cases.Delay(a.ctx, a.p, a.ref, a.step.Text, a.by()) },
	"extend": func(t *teller, a acting) error { return t.cases.Extend(a.ctx, a.p, a.ref, a.step.To, a.step.Text) },
	"add":    (*teller).add,
	"decide": (*teller).decide,
	"open":   (*teller).open,
	"letter": (*teller).letter,
	"announce": func(t *teller, a acting) error {
		d := a.file.Decision()
		var adjusted civil.Date
		if d.Meeting != nil || d.Appeal == casework.Legality { // all else is announced itself, and not with minutes
			adjusted = d.On
		}
		if a.file.Postable() {
			return t.cases.Post(a.ctx, a.p, a.ref, d.ID, adjusted, t.site.PostingFor(a.file, d))
		}
		return t.cases.Announce(a.ctx, a.p, a.ref, d.ID, adjusted, a.p.On)
	},
	"offer": (*teller).offer,
	"accept": func(t *teller, a acting) error {
		return t.cases.AcceptOffer(a.ctx, a.p, a.ref.ID, a.file.OpenOffer().ID)
	},
	"decline": func(t *teller, a acting) error {
		return t.cases.DeclineOffer(a.ctx, a.p, a.ref.ID, a.file.OpenOffer().ID)
	},
	"appeal":   (*teller).appeal,
	"forward":  (*teller).forward,
	"settle":   (*teller).settle,
	"withdraw": func(t *teller, a acting) error { return t.cases.Withdraw(a.ctx, a.p, a.ref.ID, a.step.Text) },
	"demand":   func(t *teller, a acting) error { return t.cases.DemandDecision(a.ctx, a.p, a.ref.ID) },
	"close":    func(t *teller, a acting) error { return t.cases.Close(a.ctx, a.p, a.ref, a.step.Text) },
	"reopen":   func(t *teller, a acting) error { return t.cases.Reopen(a.ctx, a.p, a.ref, a.step.Text) },
}

// take is that an officer takes a case on.
func (t *teller) take(a acting) error { return t.cases.Assign(a.ctx, a.p, a.ref, a.p.Actor) }

func (t *teller) assign(a acting) error {
	to, err := t.officer(a.step.To)
	if err != nil {
		return err
	}
	return t.cases.Assign(a.ctx, a.p, a.ref, to)
}

func (t *teller) answer(a acting) error {
	r := a.file.OpenRequest()
	if r == nil {
		return fmt.Errorf("nothing is asked")
	}
	return t.cases.Answer(a.ctx, a.p, a.ref.ID, a.key, r.ID, a.step.Text, a.docs)
}

// add adds documents: an officer's are established by the authority and for the parties.
func (t *teller) add(a acting) error {
	return t.cases.AddDocument(a.ctx, a.p, a.ref.ID, a.key, casework.DocumentEstablished, casework.Parties, a.docs)
}

// decide decides on the track that the rules recommend, with the provisions of that decision and the rules' trace.
func (t *teller) decide(a acting) error {
	service := t.site.Catalog.Service(a.file.Case.Type.ID)
	kind := &service.Decisions[0]
	in := casework.NewDecision{Outcome: casework.Outcome(a.step.To)}
	if r := a.file.Recommendation; r != nil {
		in.Grounds = casework.Grounds{RuleHash: r.Grounds.RuleHash, Facts: r.Grounds.Facts, Trace: r.Grounds.Trace}
		for i := range service.Decisions {
			if service.Decisions[i].ID == r.Type {
				kind = &service.Decisions[i]
			}
		}
	}
	in.Type, in.Grounds.Law = kind.ID, kind.Law
	in.Grounds.Circumstances, in.Grounds.Conditions = a.step.Text, a.step.Conditions
	if kind.Gives != nil {
		var answers catalog.Answers
		if err := json.Unmarshal(a.file.Answers, &answers); err != nil {
			return err
		}
		in.Given = answers[kind.Gives.From].Text
	}
	if a.step.Left > 0 {
		in.To = civil.Today(t.clock).AddDays(a.step.Left)
	}
	return t.cases.Decide(a.ctx, a.p, a.ref, in)
}

// offer offers a place in a unit, which is decided by the provisions that the service names; text says why others are passed by.
func (t *teller) offer(a acting) error {
	in := casework.NewOffer{Unit: a.step.To, From: a.file.Queue.From, Reason: a.step.Text}
	if d := t.site.Catalog.Service(a.file.Case.Type.ID).QueueDecision(); d != nil {
		in.Law = d.Law
	}
	return t.cases.Offer(a.ctx, a.p, a.ref, in)
}

// open is that a party reads the decision, from which their time for appeal counts.
func (t *teller) open(a acting) error {
	return t.cases.Notice(a.ctx, a.p, a.ref, casework.Notice{Decision: a.file.Decision().ID})
}

// letter notes that the party who answers for the case got the decision by letter.
func (t *teller) letter(a acting) error {
	n := casework.Notice{Decision: a.file.Decision().ID, Party: a.file.Parties[0].ID, On: a.p.On, How: casework.NoticeLetter, Evidence: "Delgivningskvitto"}
	return t.cases.Notice(a.ctx, a.p, a.ref, n)
}

func (t *teller) appeal(a acting) error {
	return t.cases.RegisterAppeal(a.ctx, a.p, a.ref.ID, a.key, casework.Appeal{Decision: a.file.Decision().ID, Text: a.step.Text})
}

// forward hands the latest appeal over to the higher instance.
func (t *teller) forward(a acting) error {
	last := a.file.Appeals[len(a.file.Appeals)-1]
	return t.cases.ForwardAppeal(a.ctx, a.p, a.ref, last.ID, a.step.To, a.p.On)
}

// settle notes how the latest appeal ended.
func (t *teller) settle(a acting) error {
	last := a.file.Appeals[len(a.file.Appeals)-1]
	return t.cases.SettleAppeal(a.ctx, a.p, a.ref, last.ID, casework.Settlement{Outcome: casework.AppealOutcome(a.step.To), On: a.p.On, Text: a.step.Text})
}
