package casework

import (
	"slices"
	"strings"

	"forvag/internal/civil"
)

// These are the conditions that the table of moves names, each with the words for who tries in vain.

func publicPlace(f *File, _ *Details, _ civil.Date) error {
	return unless(f.Public(), "case.not_public")
}

func unclaimed(f *File, _ *Details, _ civil.Date) error {
	return unless(!f.claimed(), "case.claimed")
}

func assigned(f *File, _ *Details, _ civil.Date) error {
	return unless(f.Case.Assignee != "", "case.unassigned")
}

func anotherStep(f *File, d *Details, _ civil.Date) error {
	return unless(d.To.order() >= 0 && d.To != f.Case.Step, "case.same_step")
}

// decisionBeforeDelivery keeps a case that ends in a decision from being carried out before it, or taken back behind it without being reopened.
func decisionBeforeDelivery(f *File, d *Details, _ civil.Date) error {
	beyond := Decide.Before(d.To)
	switch {
	case beyond && f.needsDecision && !f.decided():
		return illegal("case.decision_missing")
	case d.To.Before(Decide) && f.decided():
		return illegal("case.decided")
	default:
		return nil
	}
}

func reasonToGoBack(f *File, d *Details, on civil.Date) error {
	if d.To.Before(f.Case.Step) {
		return reason(f, d, on)
	}
	return nil
}

func reason(_ *File, d *Details, _ civil.Date) error {
	return unless(strings.TrimSpace(d.Reason) != "", "case.reason_missing")
}

func undecided(f *File, _ *Details, _ civil.Date) error {
	return unless(!f.decided(), "case.decided")
}

func hasDecision(f *File, d *Details, _ civil.Date) error {
	return unless(d.Decision != nil && f.decision(d.Decision.ID) != nil, "case.decision_missing")
}

func notWithdrawn(f *File, _ *Details, _ civil.Date) error {
	return unless(f.Withdrawn.IsZero(), "case.withdrawn")
}

func noOpenRequest(f *File, _ *Details, _ civil.Date) error {
	return unless(f.OpenRequest() == nil, "case.request_open")
}

func dueAhead(_ *File, d *Details, on civil.Date) error {
	return unless(d.Request != nil && !d.Request.Due.Before(on) && strings.TrimSpace(d.Request.What) != "", "case.request_due")
}

func requestIsOpen(f *File, d *Details, _ civil.Date) error {
	open := f.OpenRequest()
	return unless(open != nil && d.Request != nil && open.ID == d.Request.ID, "case.request_not_open")
}

func notWaiting(f *File, _ *Details, _ civil.Date) error {
	return unless(f.Wait == nil, "case.waiting")
}

func waiting(f *File, _ *Details, _ civil.Date) error {
	return unless(f.Wait != nil, "case.not_waiting")
}

func extendable(f *File, d *Details, _ civil.Date) error {
	i := slices.IndexFunc(f.rules, func(r ClockRule) bool { return r.ID == d.Clock })
	return unless(i >= 0 && !f.rules[i].Extension.IsZero() && !f.extended[d.Clock], "case.not_extendable")
}

// sixMonthsOld is FL 12 §: at the earliest when six months have passed since the case came in, and not where FL 2 § takes that right away.
func sixMonthsOld(f *File, _ *Details, on civil.Date) error {
	from := f.Case.Received.AddMonths(6)
	return unless(f.needsDecision && !f.legalityOnly && !on.Before(from), "case.demand_early", from)
}

func firstDemand(f *File, _ *Details, _ civil.Date) error {
	return unless(f.Demanded.IsZero(), "case.demanded")
}

func demandOpen(f *File, _ *Details, _ civil.Date) error {
	return unless(!f.Demanded.IsZero() && f.DemandAnswered.IsZero(), "case.not_demanded")
}

// noDemand keeps a case with a demand under FL 12 § from being closed without an answer to it.
func noDemand(f *File, _ *Details, _ civil.Date) error {
	switch {
	case f.needsDecision && !f.decided():
		return illegal("case.decision_missing")
	case !f.decided() && !f.Demanded.IsZero() && f.DemandAnswered.IsZero():
		return illegal("case.demanded")
	default:
		return nil
	}
}

// withdrawalWrittenOff: what has been taken back is written off (avskrivs), not judged.
func withdrawalWrittenOff(f *File, d *Details, _ civil.Date) error {
	return unless(f.Withdrawn.IsZero() || d.Decision.Outcome == WrittenOff, "case.withdrawn")
}

// requestLapsed lets a case with an open request be decided only when its time is out, or where the matter is written off.
func requestLapsed(f *File, d *Details, on civil.Date) error {
	open := f.OpenRequest()
	return unless(open == nil || d.Decision.Outcome == WrittenOff || open.Due.Before(on), "case.request_open")
}

// circumstances is FL 32 §: what goes against a party is explained, with the provisions that were applied.
func circumstances(_ *File, d *Details, _ civil.Date) error {
	g := d.Decision.Grounds
	return unless(!d.Decision.Outcome.Against() || len(g.Law) > 0 && strings.TrimSpace(g.Circumstances) != "", "case.grounds_missing")
}

func notNoticed(f *File, d *Details, _ civil.Date) error {
	_, known := f.Party(d.Notice.Party)
	had := slices.ContainsFunc(f.decision(d.Decision.ID).Notices, func(n Notice) bool { return n.Party == d.Notice.Party })
	return unless((known || d.Notice.Party == Anonymous) && !had, "case.noticed")
}

// notedByHand: what the party did in the portal was not written down by anybody who could be mistaken.
func notedByHand(f *File, d *Details, _ civil.Date) error {
	n, ok := f.decision(d.Decision.ID).notice(d.Notice.Party)
	return unless(ok && n.How != NoticePortal, "case.notice_unknown")
}

// notActedOn: a day that something rests on already is not moved any more. An appeal that has been handed over or settled was found in time, or too late, by it; a
// permit that has begun to run, by the legal force that it led to.
func notActedOn(f *File, d *Details, on civil.Date) error {
	id := d.Decision.ID
	appealed := slices.ContainsFunc(f.Appeals, func(a Appeal) bool { return a.Decision == id && (!a.IsOpen() || !a.Forwarded.IsZero()) })
	runs := slices.ContainsFunc(f.Permits, func(p Permit) bool {
		return p.Decision == id && p.Final != nil && !p.From.IsZero() && !p.From.After(on)
	})
	return unless(!appealed && !runs, "case.notice_acted_on")
}

func notAnnounced(f *File, d *Details, _ civil.Date) error {
	return unless(f.decision(d.Decision.ID).Announced.IsZero(), "case.announced")
}

// appealable: each party may appeal a decision (FL 42 §), and no party twice at once. Whoever is no party, such as a member of the municipality
// (KL 13:1), is not told from another who is none.
func appealable(f *File, d *Details, _ civil.Date) error {
	decision := f.decision(d.Appeal.Decision)
	again := f.firstOpen(func(a Appeal) bool {
		return a.Decision == d.Appeal.Decision && a.Party != "" && a.Party == d.Appeal.Party
	})
	return unless(decision != nil && decision.Appeal.Appealable() && again == nil, "case.not_appealable")
}

func appealIsOpen(f *File, d *Details, _ civil.Date) error {
	if d.Appeal == nil {
		return illegal("case.appeal_not_open")
	}
	a := f.appeal(d.Appeal.ID)
	return unless(a != nil && a.IsOpen(), "case.appeal_not_open")
}

func appealHere(f *File, d *Details, on civil.Date) error {
	if err := appealIsOpen(f, d, on); err != nil {
		return err
	}
	return unless(f.appeal(d.Appeal.ID).Forwarded.IsZero(), "case.appeal_forwarded")
}

func noOpenAppeal(f *File, _ *Details, _ civil.Date) error {
	return unless(!f.appealed(), "case.appealed")
}

// appealNotForwarded is FL 39 §: once an appeal is with the higher instance, the authority changes its decision no more.
func appealNotForwarded(f *File, _ *Details, _ civil.Date) error {
	away := f.firstOpen(func(a Appeal) bool { return !a.Forwarded.IsZero() })
	return unless(away == nil, "case.appeal_forwarded")
}

// appealBegun keeps a case from being closed while something is left to do before the time to appeal can begin, unless the officer says why.
func appealBegun(f *File, d *Details, _ civil.Date) error {
	return unless(len(f.Left()) == 0 || strings.TrimSpace(d.Reason) != "", "case.appeal_not_begun")
}

func inLine(f *File, _ *Details, _ civil.Date) error {
	return unless(f.InLine(), "queue.not_in_line")
}

func noOpenOffer(f *File, _ *Details, _ civil.Date) error {
	return unless(f.OpenOffer() == nil, "queue.offer_open")
}

func offerIsOpen(f *File, d *Details, _ civil.Date) error {
	open := f.OpenOffer()
	return unless(open != nil && d.Offer != nil && open.ID == d.Offer.ID, "queue.offer_not_open")
}

// offerInTime: the last day counts to its end.
func offerInTime(f *File, _ *Details, on civil.Date) error {
	return unless(!f.OpenOffer().Due.Before(on), "queue.offer_late")
}

func offerDue(f *File, _ *Details, on civil.Date) error {
	return unless(f.OpenOffer().Due.Before(on), "queue.offer_open")
}

// offerAnswered: an offer that may still be taken stands in the way of any decision but to write the matter off.
func offerAnswered(f *File, d *Details, _ civil.Date) error {
	return unless(f.OpenOffer() == nil || d.Decision.Outcome == WrittenOff, "queue.offer_open")
}

func wishes(_ *File, d *Details, _ civil.Date) error {
	return unless(d.Queue != nil && len(d.Queue.Wishes) > 0, "queue.no_wishes")
}

func wishedFor(f *File, d *Details, _ civil.Date) error {
	return unless(d.Offer != nil && slices.ContainsFunc(f.Queue.Wishes, func(w Wish) bool { return w.Unit == d.Offer.Unit }), "queue.not_wished")
}

func offerAhead(_ *File, d *Details, on civil.Date) error {
	return unless(!d.Offer.Due.Before(on), "queue.due")
}

func holdsPlace(f *File, _ *Details, _ civil.Date) error {
	return unless(f.HeldPlace() != nil, "queue.no_place_held")
}

// placeEnd: a place lasts at least until the day it was taken, and is not given up further ahead than can be foreseen.
func placeEnd(f *File, d *Details, on civil.Date) error {
	from, to := f.HeldPlace().Answered, on.AddYears(2)
	return unless(!d.On.Before(from) && !d.On.After(to), "queue.end_range", from, to)
}

func holdsTime(f *File, _ *Details, _ civil.Date) error {
	return unless(f.Booking.Holds() && f.Withdrawn.IsZero(), "booking.none")
}

// holdsNoTime: what is booked is cancelled on its own terms, and not taken back.
func holdsNoTime(f *File, _ *Details, _ civil.Date) error {
	return unless(!f.Booking.Holds(), "booking.cancel_instead")
}

func endedOrDecided(f *File, _ *Details, _ civil.Date) error {
	return unless(f.Case.IsClosed() || f.decided() || !f.Withdrawn.IsZero(), "case.open")
}

// retained: a case is kept while its time runs, while an appeal is open, and while a permit or a place that it left holds.
func retained(f *File, _ *Details, on civil.Date) error {
	from := f.Case.DisposeFrom
	return unless(!from.IsZero() && !on.Before(from) && f.Waits(on) == "", "case.retained")
}
