package portal

import (
	"slices"
	"strings"

	"forvag/internal/casework"
	"forvag/internal/catalog"
	"forvag/internal/civil"
	"forvag/internal/fault"
	"forvag/web"
)

// unitParam is the unit that is chosen beforehand when the form is opened from a queue.
const unitParam = "plats"

func (a *act) offerFields() []web.Field {
	service := a.serviceOf(a.file.Case.Type, a.file.Case.Received)
	var units []web.Option
	start := a.Query(unitParam)
	for _, w := range a.file.Queue.Wishes {
		if u, ok := service.QueueUnit(w.Unit); ok {
			units = append(units, web.Option{Value: u.ID, Label: u.Name.In(a.lang)})
		}
	}
	if len(units) == 1 {
		start = units[0].Value
	}
	reason := a.hinted(a.question("reason"), "reason")
	reason.Optional = !slices.ContainsFunc(a.standsAt(a.file.Case.ID), func(s casework.Standing) bool { return s.Number > 1 })
	return []web.Field{
		a.choose(a.question("unit"), "unit", start, units), a.offerFrom(a.file.Queue.From, a.today()), a.offerDue(service),
		web.LongField{Question: reason, Value: a.value("reason"), Rows: 2, MaxLength: 500},
	}
}

// offerFrom asks from when the place can be had: when it is wanted, and not before it is free.
func (a *act) offerFrom(wanted, free civil.Date) web.DateField {
	if wanted.Before(free) {
		wanted = free
	}
	return web.DateField{Question: a.question("from"), Value: a.or("from", wanted.String()), Min: free.String()}
}

// offerDue asks for the last day to answer: as the queue's rule says, unless the officer gives longer.
func (a *act) offerDue(service *catalog.Service) web.DateField {
	due := civil.Deadline(a.today(), service.Queue.AnswerWithin.On(a.today(), a.Rules))
	return web.DateField{Question: a.question("due"), Value: a.or("due", due.String()), Min: a.today().String()}
}

// writtenOffer is the offer that stands in the form. What the decision rests on is the law that the service names for it.
func (a *act) writtenOffer(ref casework.Ref) (in casework.NewOffer, err error) {
	if in.From, err = a.day("from"); err != nil {
		return in, err
	}
	if in.Due, err = a.day("due"); err != nil {
		return in, err
	}
	f, err := a.Cases.Case(a.ctx(), a.principal, ref.ID)
	if err != nil {
		return in, err
	}
	service := a.serviceOf(f.Case.Type, f.Case.Received)
	if service.Queue == nil {
		return in, fault.New(fault.Illegal, "queue.none")
	}
	if d := service.QueueDecision(); d != nil {
		in.Law = d.Law
	}
	in.Unit, in.Reason = a.value("unit"), a.value("reason")
	return in, nil
}

// offer offers a place.
func (a *act) offer(ref casework.Ref) error {
	in, err := a.writtenOffer(ref)
	if err != nil {
		return err
	}
	return a.Cases.Offer(a.ctx(), a.principal, ref, in)
}

func (a *act) takeBackFields() []web.Field {
	return []web.Field{a.long(a.question("reason"), "reason", "")}
}

func (a *act) takeBack(ref casework.Ref) error {
	reason, err := a.text("reason", "case.reason_missing")
	if err != nil {
		return err
	}
	f, err := a.Cases.Case(a.ctx(), a.principal, ref.ID)
	if err != nil {
		return err
	}
	open := f.OpenOffer()
	if open == nil {
		return fault.New(fault.Illegal, "queue.offer_not_open")
	}
	return a.Cases.WithdrawOffer(a.ctx(), a.principal, ref, open.ID, reason)
}

// confirmable are the rules of the queue's order that wait for an officer.
func (a *act) confirmable(f *casework.File) []web.Option {
	var out []web.Option
	service := a.serviceOf(f.Case.Type, f.Case.Received)
	if service.Queue == nil || f.Queue == nil {
		return nil
	}
	for _, rule := range service.Queue.Turn {
		switch {
		case !rule.Confirm:
		case !service.OfUnit(rule.ID):
			out = append(out, web.Option{Value: rule.ID, Label: rule.Say.In(a.lang)})
		default:
			for _, w := range f.Queue.Wishes {
				out = append(out, web.Option{Value: rule.ID + "/" + w.Unit, Label: a.t("desk.queue.rule_of", rule.Say.In(a.lang), a.unitName(f, w.Unit))})
			}
		}
	}
	return out
}

func (a *act) offersTurn() bool { return a.may.Can(casework.TurnSet) && len(a.confirmable(a.file)) > 0 }

func (a *act) turnFields() []web.Field {
	rules := a.confirmable(a.file)
	start := ""
	if len(rules) == 1 {
		start = rules[0].Value
	}
	return []web.Field{
		a.choose(a.question("rule"), "rule", start, rules), a.choose(a.question("holds"), "holds", "", []web.Option{
			{Value: "yes", Label: a.t("desk.queue.holds.yes")}, {Value: "no", Label: a.t("desk.queue.holds.no")}}),
		a.long(a.question("reason"), "reason", ""),
	}
}

func (a *act) setTurn(ref casework.Ref) error {
	f, err := a.Cases.Case(a.ctx(), a.principal, ref.ID)
	if err != nil {
		return err
	}
	rule := a.value("rule")
	if !slices.ContainsFunc(a.confirmable(f), func(o web.Option) bool { return o.Value == rule }) {
		return fieldFault{"rule", fault.New(fault.Invalid, "desk.error.turn")}
	}
	holds, err := one(a, "holds", "desk.error.turn", []string{"yes", "no"})
	if err != nil {
		return err
	}
	reason, err := a.text("reason", "case.reason_missing")
	if err != nil {
		return err
	}
	id, unit, _ := strings.Cut(rule, "/")
	return a.Cases.SetTurn(a.ctx(), a.principal, ref, casework.Mark{Rule: id, Unit: unit, Holds: holds == "yes"}, reason)
}

func (a *act) endPlaceFields() []web.Field {
	return []web.Field{web.DateField{Question: a.question("on"), Value: a.or("on", a.today().String())}}
}

func (a *act) endPlace(ref casework.Ref) error {
	on, err := a.day("on")
	if err != nil {
		return err
	}
	return a.Cases.EndPlace(a.ctx(), a.principal, ref, on, "")
}
