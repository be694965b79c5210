package residents

import (
	"context"
	"fmt"

	"forvag/internal/dbx"
	"forvag/internal/identity"
)

// Names are what people and organisations are called. Whom the register does not have is called nothing.
type Names struct {
	people map[identity.PersonID]string
	orgs   map[identity.OrgID]string
}

// Person is somebody's name; empty where the register does not have them.
func (n Names) Person(id identity.PersonID) string { return n.people[id] }

// Org is an organisation's name; empty where the register does not have it.
func (n Names) Org(id identity.OrgID) string { return n.orgs[id] }

// Names looks up the names of many at once. It does not ask who wants to know: the caller may only ask for those whom the reader may see.
func (s *Store) Names(ctx context.Context, people []identity.PersonID, orgs []identity.OrgID) (Names, error) {
	n := Names{people: map[identity.PersonID]string{}, orgs: map[identity.OrgID]string{}}
	if len(people)+len(orgs) == 0 {
		return n, nil
	}
	err := s.db.Read(ctx, func(tx *dbx.Tx) error {
		if len(people) > 0 {
			all, err := dbx.All(ctx, tx, func(s dbx.Scanner) (p Person, err error) {
				err = s.Scan(&p.ID, &p.Given, &p.Family)
				return p, err
			}, `SELECT id, given, family FROM resident_person WHERE id IN (`+dbx.List(1, len(people))+`)`, list(people)...)
			if err != nil {
				return err
			}
			for _, p := range all {
				n.people[p.ID] = p.Name()
			}
		}
		if len(orgs) == 0 {
			return nil
		}
		all, err := dbx.All(ctx, tx, scanOrganisation, `SELECT `+organisationColumns+` FROM resident_organisation o WHERE o.id IN (`+dbx.List(1, len(orgs))+`)`, list(orgs)...)
		for _, o := range all {
			n.orgs[o.ID] = o.Name
		}
		return err
	})
	if err != nil {
		return Names{}, fmt.Errorf("names: %w", err)
	}
	return n, nil
}

func list[T any](ids []T) []any {
	out := make([]any, len(ids))
	for i, id := range ids {
		out[i] = id
	}
	return out
}
