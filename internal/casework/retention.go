package casework

import (
	"slices"

	"forvag/internal/civil"
)

// Record is what kind of record something in a case is, by which it is kept (handlingstyp).
type Record string

// The kinds: what has no rule of its own follows the case.
const (
	WholeCase         Record = "case"
	ApplicationRecord Record = "application"
	AttachmentRecord  Record = "attachment"
	MessageRecord     Record = "message"
	DecisionRecord    Record = "decision"
	PermitRecord      Record = "permit"
)

// Records returns every kind of record.
func Records() []Record {
	return []Record{WholeCase, ApplicationRecord, AttachmentRecord, MessageRecord, DecisionRecord, PermitRecord}
}

// Keep is how long a kind of record is kept once its case is closed. Nothing is disposed of but by such a rule, which the board has decided
// (arkivlagen 10 §).
type Keep struct {
	Record Record `json:"record,omitempty"`
	// Years from the closing; 0 preserves for ever.
	Years int `json:"years,omitempty"`
	// Plan is where it was decided, "Dokumenthanteringsplan BUN 3.4".
	Plan string `json:"plan,omitempty"`
}

// Preserved says that what the rule is for is kept for ever (bevaras).
func (k Keep) Preserved() bool { return k.Years == 0 }

// From is the first day on which what the rule is for may be disposed of, in a case that was closed on a day; zero where it is preserved.
func (k Keep) From(closed civil.Date) civil.Date {
	if k.Preserved() || closed.IsZero() {
		return civil.Date{}
	}
	return closed.AddYears(k.Years).AddDays(1)
}

// keepOf is the rule for a kind of record: its own, or the case's. Without any rule everything is preserved.
func keepOf(rules []Keep, r Record) Keep {
	for _, want := range []Record{r, WholeCase} {
		if i := slices.IndexFunc(rules, func(k Keep) bool { return k.Record == want }); i >= 0 {
			return rules[i]
		}
	}
	return Keep{Record: WholeCase}
}

// Kept is the rule by which a document is kept. One that came before documents had rules of their own follows the case.
func (f *File) Kept(d Document) Keep {
	if d.Keep.Record == "" {
		return keepOf(f.retention, WholeCase)
	}
	return d.Keep
}

// KeptUntil is the first day on which a document may be disposed of: its own, though it goes no later than the case does. Zero while the case is open,
// and where the document is preserved or gone.
func (f *File) KeptUntil(d Document) civil.Date {
	if d.IsDisposed() {
		return civil.Date{}
	}
	return f.Kept(d).From(f.Case.Closed)
}

// keeps are the rules that what is left in the case is kept by, each once; the case's own first.
func (f *File) keeps() []Keep {
	rules := []Keep{keepOf(f.retention, WholeCase)}
	add := func(k Keep) {
		if !slices.Contains(rules, k) {
			rules = append(rules, k)
		}
	}
	if f.Answers != nil {
		add(keepOf(f.retention, ApplicationRecord))
	}
	for _, d := range f.Documents {
		if !d.IsDisposed() && d.Kind != DocumentWorking {
			add(f.Kept(d))
		}
	}
	if slices.ContainsFunc(f.Messages, func(m Message) bool { return m.Disposed.IsZero() }) ||
		slices.ContainsFunc(f.Requests, func(r Request) bool { return r.What != "" }) {
		add(keepOf(f.retention, MessageRecord))
	}
	if slices.ContainsFunc(f.Requests, func(r Request) bool { return r.Answer != "" }) {
		add(keepOf(f.retention, ApplicationRecord))
	}
	if len(f.Decisions) > 0 {
		add(keepOf(f.retention, DecisionRecord))
	}
	if len(f.Permits) > 0 {
		add(keepOf(f.retention, PermitRecord))
	}
	return rules
}

// disposeFrom is the first day on which the case may be disposed of whole: when the last in it may. Zero while it is open, and where anything in it is
// preserved.
func (f *File) disposeFrom() civil.Date {
	var last civil.Date
	for _, k := range f.keeps() {
		day := k.From(f.Case.Closed)
		if day.IsZero() {
			return civil.Date{}
		}
		if last.Before(day) {
			last = day
		}
	}
	return last
}

// partsFrom is the first day on which something in the case may go before the rest; zero where nothing may.
func (f *File) partsFrom() civil.Date {
	var first civil.Date
	for _, p := range f.shortLived() {
		if first.IsZero() || p.day.Before(first) {
			first = p.day
		}
	}
	return first
}

// shortLived are the parts that go before the case does.
func (f *File) shortLived() []part {
	if !f.Case.IsClosed() {
		return nil
	}
	whole := f.disposeFrom()
	return slices.DeleteFunc(f.parts(), func(p part) bool { return p.day.IsZero() || !whole.IsZero() && !p.day.Before(whole) })
}

// parts is everything in the case that can go by itself, with its day.
func (f *File) parts() []part {
	var out []part
	for i := range f.Events {
		e := &f.Events[i]
		add := func(name string, k Keep) *part {
			out = append(out, part{Part: Part{Seq: e.Seq, Name: name, Keep: k}, day: k.From(f.Case.Closed)})
			return &out[len(out)-1]
		}
		addAs := func(name string, r Record) *part {
			made := add(name, keepOf(f.retention, r))
			made.record = r
			return made
		}
		for _, d := range e.Details.Documents {
			full, ok := f.Document(d.ID)
			if d.Salt == "" || !ok || full.IsDisposed() {
				continue
			}
			last := add(partDocument, f.Kept(full))
			last.Document = full.blank()
			if full.Kind == DocumentWorking {
				last.Working, last.Keep, last.day = true, Keep{}, f.Case.Closed
			}
		}
		if m := e.Details.Message; m != nil && m.Salt != "" {
			last := addAs(partMessage, MessageRecord)
			last.ID, last.Party = string(m.ID), m.Party
		}
		if s := e.Details.Sent; s != nil && s.Salt != "" {
			addAs(partSent, ApplicationRecord)
		}
		if s := e.Details.Said; s != nil && s.Salt != "" {
			addAs(partSaid, recordOf(e.Kind))
		}
		if r := e.Details.Reasons; r != nil && r.Salt != "" {
			addAs(partReasons, DecisionRecord)
		}
	}
	return out
}

// recordOf is what the words of an event belong to.
func recordOf(kind EventKind) Record {
	switch kind {
	case Requested: // a letter, where the answer makes the application whole
		return MessageRecord
	case Answered:
		return ApplicationRecord
	case Decided, Corrected, Appealed, AppealForwarded, AppealSettled, DemandRefused:
		return DecisionRecord
	default:
		return WholeCase
	}
}

// disposable are the short-lived parts that may go on a day: none while an appeal is open, and nothing of a decision while what it gave holds.
func (f *File) disposable(on civil.Date) []part {
	if f.appealed() {
		return nil
	}
	holds := f.Waits(on) != ""
	return slices.DeleteFunc(f.shortLived(), func(p part) bool { return on.Before(p.day) || holds && p.record == DecisionRecord })
}

// ended says whether the case's time of retention has ended by a day.
func (f *File) ended(on civil.Date) bool {
	return !f.Case.DisposeFrom.IsZero() && !on.Before(f.Case.DisposeFrom)
}

// Waits says why a case whose time has ended is not disposed of yet: an appeal, a permit or a place that holds; empty where nothing is in the way.
func (f *File) Waits(on civil.Date) string {
	switch {
	case f.appealed():
		return "appeal"
	case slices.ContainsFunc(f.Permits, func(p Permit) bool { return p.Revoked.IsZero() && (p.To.IsZero() || !p.To.Before(on)) }):
		return "permit"
	case f.PlaceOn(on) != nil:
		return "place"
	default:
		return ""
	}
}
