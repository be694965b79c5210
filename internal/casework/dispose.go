package casework

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"

	"forvag/internal/civil"
	"forvag/internal/fault"
	"forvag/internal/identity"
)

// Disposals is what was disposed of, in numbers.
type Disposals struct {
	// Cases went whole; Parts are documents, messages and the like that went before their case.
	Cases, Parts int
	// Waiting are cases whose time has ended and that an appeal, a permit or a place keeps.
	Waiting int
}

// AllCases sets Dispose no limit.
const AllCases = 0

// disposalPage is how many cases are looked for at a time.
const disposalPage = 200

// Dispose removes what cases held whose time of retention has ended (gallring), in at most limit cases, or AllCases: documents, messages and forms each at
// their day, and the case when the last in it may go. Number, times, the chain of hashes, and by what rule it was done, stay. A case that cannot be disposed
// of does not keep the others: what was wrong with each is joined in the error. For administrators.
func (s *Service) Dispose(ctx context.Context, p identity.Principal, limit int) (done Disposals, err error) {
	if err := identity.Allow(p, identity.Administer, identity.Object{Kind: identity.InstallationObject}); err != nil {
		return done, err
	}
	changed, failed := 0, []error(nil)
	for id, err := range s.disposable(ctx, s.today()) {
		if err == nil {
			var one Disposals
			one, err = s.disposeIn(ctx, p, id)
			done.Cases, done.Parts, done.Waiting = done.Cases+one.Cases, done.Parts+one.Parts, done.Waiting+one.Waiting
			if one.Cases+one.Parts > 0 {
				changed++
			}
		}
		switch {
		case errors.Is(err, fault.Illegal), errors.Is(err, fault.Stale), errors.Is(err, fault.Gone):
			failed = append(failed, fmt.Errorf("dispose of %s: %w", id, err))
		case err != nil:
			return done, errors.Join(append(failed, err)...)
		}
		if limit != AllCases && changed == limit {
			break
		}
	}
	return done, errors.Join(failed...)
}

// disposable yields the cases in which something may go on a day, or might but for what it waits for.
func (s *Service) disposable(ctx context.Context, on civil.Date) func(yield func(CaseID, error) bool) {
	return func(yield func(CaseID, error) bool) {
		after := CaseID("")
		for {
			ids, err := s.store.Disposable(ctx, on, after, disposalPage)
			if err != nil {
				yield("", err)
				return
			}
			for _, id := range ids {
				if !yield(id, nil) {
					return
				}
				after = id
			}
			if len(ids) < disposalPage {
				return
			}
		}
	}
}

// disposeIn disposes of a case, or of what may go in it. A case that only waits is read, and not locked.
func (s *Service) disposeIn(ctx context.Context, p identity.Principal, id CaseID) (done Disposals, err error) {
	f, err := s.store.Load(ctx, id)
	if errors.Is(err, fault.NotFound) || err == nil && f.Case.Disposed { // meanwhile
		return done, nil
	}
	if err != nil {
		return done, err
	}
	if on := s.today(); len(f.disposable(on)) == 0 && (!f.ended(on) || f.Waits(on) != "") {
		if f.ended(on) {
			done.Waiting = 1
		}
		return done, nil
	}
	err = s.store.Update(ctx, Ref{ID: id}, Key{}, func(f *File) (*Change, error) {
		done = Disposals{}
		c := s.change(p, f)
		on := c.day()
		parts, ended := f.disposable(on), f.ended(on)
		if ended && f.Waits(on) == "" {
			done.Cases = 1
			return c, c.system(Disposed, Internal, Details{Disposal: &Disposal{Rules: f.keeps()}})
		}
		if ended {
			done.Waiting = 1
		}
		if len(parts) == 0 {
			return nil, nil
		}
		done.Parts = len(parts)
		if slices.ContainsFunc(parts, func(p part) bool { return p.Name == partSent }) {
			c.Tokens = s.tokens(fold(f.Case.Title + " " + f.Case.PublicTitle))
		}
		c.Forget = slices.ContainsFunc(parts, func(p part) bool { return p.Name != partDocument })
		return c, c.disposeOf(parts)
	})
	if err == nil && done.Cases+done.Parts > 0 {
		s.watchers.signal(id)
	}
	return done, err
}

// disposeOf takes parts out of what earlier events say, and records by what rules.
func (c *Change) disposeOf(parts []part) error {
	if len(parts) == 0 {
		return nil
	}
	f, what, gone := c.File, &Disposal{}, map[string]bool{}
	var files []string
	for _, p := range parts {
		what.Parts = append(what.Parts, p.Part)
		gone[p.key()] = true
		if p.Document != nil {
			d, _ := f.Document(p.Document.ID)
			files = append(files, d.Hash)
		}
	}
	for i := range f.Events {
		e := &f.Events[i]
		left, changed, err := strip(e.Payload, gone, e.Seq)
		if err != nil {
			return fmt.Errorf("strip event %d: %w", e.Seq, err)
		}
		if !changed {
			continue
		}
		e.Payload = left
		if err := e.open(); err != nil {
			return err
		}
		c.Stripped = append(c.Stripped, *e)
	}
	if len(gone) > 0 {
		return fmt.Errorf("%d parts are in no event", len(gone))
	}
	if err := c.system(PartsDisposed, Internal, Details{Disposal: what}); err != nil {
		return err
	}
	for _, hash := range files {
		if !slices.ContainsFunc(f.Documents, func(d Document) bool { return d.Hash == hash }) {
			c.Files = append(c.Files, hash)
		}
	}
	return nil
}

// DueDisposal is what may be disposed of by one rule in one kind of case, for who is to know before it happens.
type DueDisposal struct {
	Type  string
	Board identity.BoardID
	// Keep is the rule; Working is for working material that was left in closed cases.
	Keep    Keep
	Working bool
	// Cases go whole, Parts before their case. Waiting are cases that an appeal, a permit or a place keeps, whose time has ended.
	Cases, Parts, Waiting int
	// First is the earliest day from which any of it may go.
	First civil.Date
}

// DueDisposals tells, without doing anything, what Dispose would remove on a day, by service and rule. For administrators.
func (s *Service) DueDisposals(ctx context.Context, p identity.Principal, on civil.Date) ([]DueDisposal, error) {
	if err := identity.Allow(p, identity.Administer, identity.Object{Kind: identity.InstallationObject}); err != nil {
		return nil, err
	}
	type rule struct {
		caseType string
		board    identity.BoardID
		keep     Keep
		working  bool
	}
	all := map[rule]*DueDisposal{}
	for id, err := range s.disposable(ctx, on) {
		if err != nil {
			return nil, err
		}
		f, err := s.store.Load(ctx, id)
		if errors.Is(err, fault.NotFound) || err == nil && f.Case.Disposed { // meanwhile
			continue
		}
		if err != nil {
			return nil, err
		}
		row := func(k Keep, working bool, from civil.Date) *DueDisposal {
			key := rule{f.Case.Type.ID, f.Case.Board, k, working}
			if all[key] == nil {
				all[key] = &DueDisposal{Type: f.Case.Type.ID, Board: f.Case.Board, Keep: k, Working: working, First: from}
			}
			if from.Before(all[key].First) {
				all[key].First = from
			}
			return all[key]
		}
		if from := f.Case.DisposeFrom; f.ended(on) {
			k := slices.MaxFunc(f.keeps(), func(a, b Keep) int { return cmp.Compare(a.Years, b.Years) })
			if f.Waits(on) == "" {
				row(k, false, from).Cases++
				continue
			}
			row(k, false, from).Waiting++
		}
		for _, p := range f.disposable(on) {
			row(p.Keep, p.Working, p.day).Parts++
		}
	}
	rows := make([]DueDisposal, 0, len(all))
	for _, r := range all {
		rows = append(rows, *r)
	}
	slices.SortFunc(rows, func(a, b DueDisposal) int {
		return cmp.Or(cmp.Compare(a.Type, b.Type), cmp.Compare(a.Board, b.Board), cmp.Compare(a.Keep.Record, b.Keep.Record),
			cmp.Compare(a.Keep.Years, b.Keep.Years), cmp.Compare(a.Keep.Plan, b.Keep.Plan))
	})
	return rows, nil
}
