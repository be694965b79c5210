package residents

import (
	"context"
	"fmt"

	"forvag/internal/dbx"
	"forvag/internal/identity"
)

// Near returns whom somebody's own interest reaches to, as far as the register knows: themself and those they live with, their children and guardians,
// also when the children are grown up, their brothers and sisters, whole and half, by the guardians that they share, and whom they have a child with; and the
// organisations that any of these signs for, or has signed for. What concerns one of them is not theirs to handle (närstående: jäv, FL 16 § första stycket
// 1 och 2). Somebody whom the register does not have is near to themself.
func (s *Store) Near(ctx context.Context, id identity.PersonID) (people []identity.PersonID, orgs []identity.OrgID, err error) {
	err = s.db.Read(ctx, func(tx *dbx.Tx) error {
		people, orgs = []identity.PersonID{id}, nil
		p, err := person(ctx, tx, id)
		if isNotFound(err) {
			return nil
		}
		if err != nil {
			return err
		}
		home, err := household(ctx, tx, p)
		if err != nil {
			return err
		}
		for _, h := range home[1:] {
			people = append(people, h.ID)
		}
		family, err := dbx.All(ctx, tx, dbx.Value[identity.PersonID], `SELECT child FROM resident_guardian WHERE guardian = $1
			UNION SELECT guardian FROM resident_guardian WHERE child = $1
			UNION SELECT sibling.child FROM resident_guardian own JOIN resident_guardian sibling ON sibling.guardian = own.guardian WHERE own.child = $1
			UNION SELECT parent.guardian FROM resident_guardian own JOIN resident_guardian parent ON parent.child = own.child WHERE own.guardian = $1
			ORDER BY 1`, id)
		if err != nil {
			return err
		}
		people = append(people, family...)
		orgs, err = dbx.All(ctx, tx, dbx.Value[identity.OrgID], `SELECT DISTINCT organisation FROM resident_signatory WHERE person IN (`+
			dbx.List(1, len(people))+`) ORDER BY 1`, list(people)...)
		return err
	})
	if err != nil {
		return nil, nil, fmt.Errorf("near: %w", err)
	}
	return people, orgs, nil
}
