package municipality

import (
	"fmt"
	"slices"

	"forvag/internal/casework"
	"forvag/internal/identity"
	"forvag/internal/strict"
)

// Reminders are how long before and after its day somebody is reminded, in working days: casework.Reminding as kommun.yaml has it.
type Reminders struct {
	// Answer is how long before the last day to answer a resident is reminded of what they were asked for; 3 where it is left out.
	Answer int `yaml:"answer"`
	// Clock is how long before its end an officer is reminded of a time to keep, by law or promise; 5 where it is left out. Of a short time it is the last third.
	Clock int `yaml:"clock"`
	// Appeal is how long before its end a resident is reminded of their time to appeal what went against them; 5 where it is left out.
	Appeal int `yaml:"appeal"`
	// Notice is after how long an officer is reminded of a decision that somebody has not got part of, and of an appeal to hand over; 5 where it is left out.
	Notice int `yaml:"notice"`
	// Up is after how long, when no officer has done anything, it is handed up to the manager; 3 where it is left out.
	Up int `yaml:"up"`
}

// longestReminder is the longest time that can be chosen, in working days.
const longestReminder = 60

// byName are the numbers by their names in the file.
func (r *Reminders) byName() map[string]*int {
	return map[string]*int{"answer": &r.Answer, "clock": &r.Clock, "appeal": &r.Appeal, "notice": &r.Notice, "up": &r.Up}
}

// fill puts in what the file leaves out.
func (r *Reminders) fill(d *strict.Document) {
	usual := Reminders(casework.DefaultReminding)
	for name, days := range r.byName() {
		if !d.Has("reminders." + name) {
			*days = *usual.byName()[name]
		}
	}
}

func (c *checker) reminders() {
	for name, days := range c.m.Reminders.byName() {
		if *days < 1 || *days > longestReminder {
			c.Faultf("reminders."+name, "want between 1 and %d working days", longestReminder)
		}
	}
}

// managers wants those whom cases are handed up to to be there, with a role on the board.
func (c *checker) managers() {
	ids := make([]string, len(c.m.Staff))
	for i, o := range c.m.Staff {
		ids[i] = string(o.ID)
	}
	officer := func(path string, id identity.PersonID) *Officer {
		if id == "" {
			return nil
		}
		o := c.m.Officer(id)
		if o == nil && len(ids) > 0 {
			c.Faultf(path, "nobody of the staff has the id %q%s", string(id), strict.Suggest(string(id), ids))
		}
		return o
	}
	for i, b := range c.m.Boards {
		path := fmt.Sprintf("boards[%d].manager", i)
		if o := officer(path, b.Manager); o != nil && !o.serves(b.Code) {
			c.Faultf(path, "%s has no role on %s", o.Name, b.Code)
		}
	}
	for i, o := range c.m.Staff {
		path := fmt.Sprintf("staff[%d].manager", i)
		if officer(path, o.Manager); o.Manager == o.ID && o.ID != "" {
			c.Faultf(path, "%s is nobody's own manager", o.Name)
		}
	}
}

func (o *Officer) serves(board identity.BoardID) bool {
	return slices.ContainsFunc(o.Grants, func(g Grant) bool { return g.Board == board })
}

// Managers are those whom a board's case can be handed up to, the nearest first: the manager of the officer who has it, and the board's. Empty where the file
// names nobody.
func (m *Municipality) Managers(board identity.BoardID, officer identity.PersonID) []identity.PersonID {
	var out []identity.PersonID
	if o := m.Officer(officer); o != nil && o.Manager != "" {
		out = append(out, o.Manager)
	}
	if b := m.Board(board); b != nil && b.Manager != "" && !slices.Contains(out, b.Manager) {
		out = append(out, b.Manager)
	}
	return out
}
