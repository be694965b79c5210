package folk

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"

	"forvag/internal/identity"
	"forvag/internal/residents"
)

// row is a row of an import by its columns.
type row map[string]any

// put imports rows. That one is bad is a fault of this package.
func put(ctx context.Context, register *residents.Store, kind residents.Kind, rows []row) error {
	if len(rows) == 0 {
		return nil
	}
	var file bytes.Buffer
	for _, r := range rows {
		line, err := json.Marshal(r)
		if err != nil {
			return fmt.Errorf("folk: %w", err)
		}
		file.Write(append(line, '\n'))
	}
	report, err := register.Import(ctx, kind, residents.NDJSON, &file)
	if err != nil {
		return fmt.Errorf("folk: %w", err)
	}
	if len(report.Bad) > 0 {
		return fmt.Errorf("folk: %s: %v", kind, report.Bad)
	}
	return nil
}

// write puts into the register what has changed.
func (d *days) write(ctx context.Context) error {
	rows := map[residents.Kind][]row{}
	add := func(kind residents.Kind, r row) { rows[kind] = append(rows[kind], r) }
	for _, p := range d.everybody() {
		if !p.changed && !p.enrolled && !p.begun {
			continue
		}
		digits, err := d.digits(ctx, p.ID)
		if err != nil {
			return err
		}
		if p.changed {
			add(residents.People, row{"id": p.ID, "number": digits, "given": p.Given, "family": p.Family, "born": p.Born, "died": p.Died, "address": p.Address,
				"apartment": p.Apartment, "alternate": p.Alternate, "protection": p.Protection, "since": p.Since, "civil": p.Civil, "civil_since": p.CivilSince})
		}
		if p.enrolled && p.Pupil == nil {
			add(residents.Pupils, row{"person": digits, "left": true})
		} else if p.enrolled {
			add(residents.Pupils, row{"person": digits, "school": p.Pupil.School, "grade": p.Pupil.Grade, "chosen": p.Pupil.Chosen})
		}
		if !p.begun {
			continue
		}
		for _, g := range p.guardians {
			guardian, err := d.digits(ctx, g)
			if err != nil {
				return err
			}
			add(residents.Guardians, row{"child": digits, "guardian": guardian})
		}
	}
	for _, kind := range residents.Kinds() {
		if err := put(ctx, d.Register, kind, rows[kind]); err != nil {
			return err
		}
	}
	return nil
}

// digits are somebody's personal number.
func (d *days) digits(ctx context.Context, id identity.PersonID) (string, error) {
	if n := d.people[id].number; !n.IsZero() {
		return n.Digits(), nil
	}
	n, err := d.Register.Number(ctx, id)
	return n.Digits(), err
}
