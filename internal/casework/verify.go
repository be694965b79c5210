package casework

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"iter"
	"slices"
	"strings"

	"forvag/internal/identity"
)

// Problem is something wrong with a stored case, for the operator. It names what, never whom.
type Problem struct {
	// Case is empty where the problem is a diary's.
	Case  CaseID
	Diary Diary
	// What is for the operator, in English.
	What string
}

// Files tells whether stored files are there and whole.
type Files interface {
	// Check returns nil where the file with that hash is there with those bytes.
	Check(ctx context.Context, hash string) error
	// Walked is told of each case once it has been looked through, with how many events its chain has.
	Walked(events int)
}

// Verify walks through every case and yields what is wrong: broken chains, payloads that are not what was signed, gaps in numbers, lists that
// differ from the history, files that are missing. files may be nil: then no files are looked at. An error ends the walk. For administrators.
func (s *Service) Verify(ctx context.Context, p identity.Principal, files Files) iter.Seq2[Problem, error] {
	return func(yield func(Problem, error) bool) {
		if err := identity.Allow(p, identity.Verify, identity.Object{Kind: identity.InstallationObject}); err != nil {
			yield(Problem{}, err)
			return
		}
		for stored, err := range s.store.All(ctx) {
			if err != nil {
				yield(Problem{}, err)
				return
			}
			for _, what := range examine(ctx, stored, files) {
				if !yield(Problem{Case: stored.Case.ID, Diary: stored.Case.Diary, What: what}, nil) {
					return
				}
			}
			if files != nil {
				files.Walked(len(stored.Events))
			}
		}
		s.verifyDiaries(ctx, yield)
	}
}

func (s *Service) verifyDiaries(ctx context.Context, yield func(Problem, error) bool) {
	diaries, err := s.store.Diaries(ctx)
	if err != nil {
		yield(Problem{}, err)
		return
	}
	for _, d := range diaries {
		if d.Last != d.Cases {
			what := fmt.Sprintf("diary %s %d has given out %d numbers, and %d cases have one", d.Board, d.Year, d.Last, d.Cases)
			for _, number := range d.Gaps {
				what += fmt.Sprintf("; %s is missing", Diary{d.Board, d.Year, number})
			}
			if !yield(Problem{Diary: Diary{Board: d.Board, Year: d.Year}, What: what}, nil) {
				return
			}
		}
	}
}

// examine looks at one case.
func examine(ctx context.Context, s Stored, files Files) []string {
	problems := chain(s)
	f, err := Fold(s.Events)
	if err != nil {
		return append(problems, err.Error())
	}
	problems = append(problems, unexplained(s.Events)...)
	if s.Case.Disposed {
		return problems
	}
	f.Case.Version, f.Case.Diary = s.Case.Version, s.Case.Diary
	if f.Case.fingerprint() != s.Case.fingerprint() {
		problems = append(problems, "the stored state is not what the events add up to")
	}
	if listing(f.Holdings()) != listing(s.Holdings) {
		problems = append(problems, "the parties' lists are not what the events add up to")
	}
	if queued(f.Lines(), f.Hold()) != queued(s.Lines, s.Hold) {
		problems = append(problems, "the standing in the queue is not what the events add up to")
	}
	if files == nil {
		return problems
	}
	for _, d := range f.Documents {
		if d.IsDisposed() {
			continue
		}
		if err := files.Check(ctx, d.Hash); err != nil {
			problems = append(problems, fmt.Sprintf("document %s: %v", d.ID, err))
		}
	}
	return problems
}

// fingerprint is the state as text, for comparison.
func (c Case) fingerprint() string {
	place := "none"
	if c.Place != nil {
		place = fmt.Sprint(*c.Place)
	}
	c.Place = nil
	return fmt.Sprintf("%+v %s", c, place)
}

// listing is holders' rows as text, for comparison.
func listing(rows []Holding) string {
	rows = slices.Clone(rows)
	slices.SortFunc(rows, func(a, b Holding) int { return cmp.Compare(a.Holder, b.Holder) })
	return fmt.Sprint(rows)
}

// queued is a standing in a queue as text, for comparison.
func queued(lines []Line, h *Hold) string {
	lines = slices.Clone(lines)
	slices.SortFunc(lines, func(a, b Line) int { return cmp.Compare(a.Wish, b.Wish) })
	var b strings.Builder
	for _, l := range lines {
		b.WriteString(l.words())
	}
	if h != nil {
		fmt.Fprintf(&b, "%+v", *h)
	}
	return b.String()
}

// whole says whether the payload is what was signed, but for parts that were disposed of.
func (e *Event) whole() bool {
	sum, err := Digest(e.Salt, e.Payload)
	return err == nil && sum == e.Digest
}

// unexplained finds parts that are gone without an event that says by what rule, parts that are there although one says so, and what is left of a part
// that is not what was told then.
func unexplained(events []Event) []string {
	told := map[string]Part{}
	for i := range events {
		if d := events[i].Details.Disposal; d != nil {
			for _, p := range d.Parts {
				told[p.key()] = p
			}
		}
	}
	var problems []string
	for i := range events {
		for _, part := range events[i].sealed() {
			p, ok := told[part.key()]
			switch {
			case part.gone && !ok:
				problems = append(problems, fmt.Sprintf("event %d: %s is gone, and nothing says that it was disposed of", part.Seq, part.Name))
			case !part.gone && ok:
				problems = append(problems, fmt.Sprintf("event %d: %s was disposed of, and is there still", part.Seq, part.Name))
			case part.gone && !part.is(p):
				problems = append(problems, fmt.Sprintf("event %d: what is left of %s is not what was told when it was disposed of", part.Seq, part.Name))
			}
		}
	}
	return problems
}

// sealedPart is a part as it stands in an event: whole, or what is left of it.
type sealedPart struct {
	Part
	left remains
	gone bool
}

// is says whether what is left is what was told to be. Of messages nothing was told before their names were.
func (s sealedPart) is(told Part) bool {
	want := remains{ID: told.ID, Party: told.Party, Gone: s.left.Gone}
	switch {
	case told.Document != nil:
		want.ID, want.Party = string(told.Document.ID), told.Document.Party
	case told.Name == partMessage && told.ID == "":
		return true
	}
	return s.left == want
}

// sealed are the event's parts that have a digest of their own. What cannot be read has none: its digest does not hold either.
func (e *Event) sealed() []sealedPart {
	if e.Payload == nil {
		return nil
	}
	var out []sealedPart
	_, _, err := rework(e.Payload, func(name, id string, raw json.RawMessage) (json.RawMessage, error) {
		sum, err := sumOf(raw)
		if err != nil || sum == "" {
			return nil, err
		}
		s := sealedPart{Part: Part{Seq: e.Seq, Name: name}}
		if name == partDocument {
			s.Document = &Document{ID: DocumentID(id)}
		}
		if err := json.Unmarshal(raw, &s.left); err != nil {
			return nil, err
		}
		s.gone = s.left.Gone != ""
		out = append(out, s)
		return nil, nil
	})
	if err != nil {
		return nil
	}
	return out
}

// chain walks the hashes.
func chain(s Stored) []string {
	var problems []string
	var prev Hash
	for i, e := range s.Events {
		switch {
		case e.Seq != i+1:
			problems = append(problems, fmt.Sprintf("event %d stands where %d belongs", e.Seq, i+1))
		case e.Prev != prev:
			problems = append(problems, fmt.Sprintf("event %d does not follow the one before", e.Seq))
		case e.hash() != e.Hash:
			problems = append(problems, fmt.Sprintf("event %d: its header is not what was signed", e.Seq))
		case e.Payload == nil && !s.Case.Disposed:
			problems = append(problems, fmt.Sprintf("event %d: its content is gone", e.Seq))
		case e.Payload != nil && !e.whole():
			problems = append(problems, fmt.Sprintf("event %d: its content is not what was signed", e.Seq))
		}
		prev = e.Hash
	}
	switch {
	case s.Case.Seq != len(s.Events):
		problems = append(problems, fmt.Sprintf("the case ends at event %d, the chain at %d", s.Case.Seq, len(s.Events)))
	case s.Case.Head != prev:
		problems = append(problems, "the case's head is not the last event's hash")
	}
	return problems
}
