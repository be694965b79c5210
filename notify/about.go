package notify

import (
	"context"
	"errors"
	"slices"

	"forvag/internal/casework"
	"forvag/internal/civil"
	"forvag/internal/fault"
	"forvag/internal/identity"
)

// about is what a notice is about, as far as telling somebody of it depends on that.
type about struct {
	// may says that the person may be told of it now, and seen that they have seen it.
	may, seen bool
	// answers says that they answer for it: only they are written letters.
	answers bool
	// org is the organisation that they answer as; empty for themselves.
	org identity.OrgID
	// lang is the language that it was written in; empty where it was in none.
	lang string
	// title and number are the case's, for the channels that go to the person alone.
	title, number string
	// due is the day that it sets; zero where it sets none.
	due civil.Date
	// path is where in the portal it is read.
	path string
}

// about looks up what a notice is about. What is gone, or what they may not see, may not be told.
func (s *Service) about(ctx context.Context, n Notice) (about, error) {
	if id, ok := n.Effect(); ok {
		return s.aboutEffect(ctx, n, id)
	}
	f, err := s.Cases.Case(ctx, system, n.Case)
	if errors.Is(err, fault.Gone) || errors.Is(err, fault.NotFound) {
		return about{}, nil
	}
	if err != nil {
		return about{}, err
	}
	a := aboutCase(f, n)
	a.may, a.seen, err = s.sees(ctx, f, n)
	if i := slices.IndexFunc(f.Events, func(e casework.Event) bool { return e.ID == n.Event }); i >= 0 {
		if r := f.Events[i].Details.Reminder; r != nil {
			a.may = a.may && f.Holds(*r, s.today())
		}
	}
	return a, err
}

// aboutCase is what is about a case, but for whether the person may see it.
func aboutCase(f *casework.File, n Notice) about {
	a := about{lang: f.Case.Lang, title: f.Case.PublicTitle, number: f.Case.Diary.String(), path: "/arenden/" + string(f.Case.ID)}
	if q, ok := f.Party(n.Party); ok {
		a.org = q.Org
		a.answers = q.Role == identity.Applicant || q.Role == identity.Guardian || q.Role == identity.Agent || q.Role == identity.CoGuardian
	}
	if i := slices.IndexFunc(f.Events, func(e casework.Event) bool { return e.ID == n.Event }); i >= 0 {
		a.due = dueOf(&f.Events[i])
	}
	return a
}
