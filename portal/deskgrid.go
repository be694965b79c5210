package portal

import (
	"slices"
	"strconv"
	"strings"

	"forvag/internal/booking"
	"forvag/internal/catalog"
	"forvag/internal/civil"
	"forvag/internal/identity"
	"forvag/web"
)

// column is a room on a day, in the table of what is booked.
type column struct {
	room catalog.Room
	day  civil.Date
	open catalog.OpenHours
	// why says why the room is closed; isOpen is false then.
	why    string
	isOpen bool
	taken  []booking.Booking
}

// columnOf is a room on a day, with what is taken among what was read.
func (r *request) columnOf(s *catalog.Service, room catalog.Room, day civil.Date, taken []booking.Booking) column {
	c := column{room: room, day: day}
	if c.open, c.isOpen = room.On(day); !c.isOpen {
		why, _ := room.ClosedOn(day)
		c.why = r.closedWords(why)
	}
	for _, b := range taken {
		if b.Day == day && b.Room == s.ID+"/"+room.ID {
			c.taken = append(c.taken, b)
		}
	}
	return c
}

// bounds are the minutes at which something begins or ends in a column.
func (c *column) bounds(slot int) []int {
	var all []int
	if c.isOpen {
		for m := int(c.open.From); m <= int(c.open.To); m += slot {
			all = append(all, m)
		}
	}
	for _, b := range c.taken {
		all = append(all, b.Minute, b.Minute+b.Length)
	}
	return all
}

// grid is the table of what is booked: a row for each time at which something begins, and in each column what is there then, as long as it lasts.
func (r *request) grid(s *catalog.Service, columns []column, names names) []web.GridRow {
	var bounds []int
	for i := range columns {
		bounds = append(bounds, columns[i].bounds(s.Booking.Slot)...)
	}
	slices.Sort(bounds)
	bounds = slices.Compact(bounds)
	if len(bounds) < 2 {
		return nil
	}
	rows := make([]web.GridRow, len(bounds)-1)
	for i := range rows {
		rows[i].Time = r.clock(bounds[i]) + "–" + r.clock(bounds[i+1])
	}
	for at := range columns {
		for i := 0; i < len(rows); {
			cell, end := r.gridCell(s, &columns[at], bounds[i], names)
			cell.Column = at
			for cell.Span = 1; i+cell.Span < len(rows) && bounds[i+cell.Span] < end; cell.Span++ {
			}
			rows[i].Cells = append(rows[i].Cells, cell)
			i += cell.Span
		}
	}
	return rows
}

// gridCell is what a column has at a minute, and until when.
func (r *request) gridCell(s *catalog.Service, c *column, minute int, names names) (web.GridCell, int) {
	for i := range c.taken {
		if b := &c.taken[i]; b.Minute <= minute && minute < b.Minute+b.Length {
			return r.takenCell(s, c, b, names), b.Minute + b.Length
		}
	}
	next := 24 * 60 // when something begins
	for _, b := range c.taken {
		if b.Minute > minute {
			next = min(next, b.Minute)
		}
	}
	switch {
	case !c.isOpen:
		return web.GridCell{State: web.GridClosed, Text: c.why}, next
	case minute < int(c.open.From):
		return web.GridCell{State: web.GridClosed, Text: r.t("booking.closed")}, min(next, int(c.open.From))
	case minute >= int(c.open.To):
		return web.GridCell{State: web.GridClosed, Text: r.t("booking.closed")}, next
	}
	return web.GridCell{State: web.GridFree, Text: r.t("booking.state.free")}, min(next, minute+1)
}

var gridStates = map[booking.State]web.GridState{booking.Held: web.GridHeld, booking.Booked: web.GridBooked, booking.Blocked: web.GridBlocked}

// takenCell is a time that is taken. Who has booked is told of organisations; of people, in the case. What it is for is told to who may read the case,
// which is nobody who has booked it themself or is near to who has (jäv, FL 16 §).
func (r *request) takenCell(s *catalog.Service, c *column, b *booking.Booking, names names) web.GridCell {
	cell := web.GridCell{State: gridStates[b.State], Text: r.t("booking.state." + string(b.State))}
	switch b.State {
	case booking.Booked:
		cell.Href, cell.Note = web.PathDesk+"/"+b.Case, r.t("booking.private")
		if org := orgOf(b.Holder); org != "" {
			cell.Note = names.ofOrg(org)
		}
		if b.Note != "" && !r.closeTo(b.Holder) {
			cell.Note += ": " + b.Note
		}
		cell.Label = r.t("booking.cell", cell.Note, r.dayName(b.Day), r.clock(b.Minute), r.clock(b.Minute+b.Length))
	case booking.Blocked:
		cell.Note, cell.Day, cell.Unblock = b.Note, b.Day.String(), web.PathRooms+"/"+s.ID+"/"+c.room.ID+"/slapp/"+b.ID
		cell.Label = r.t("booking.unblock_cell", r.dayName(b.Day), r.clock(b.Minute), r.clock(b.Minute+b.Length))
	}
	return cell
}

// closeTo says whether a holder of a time is the officer, or somebody near to them.
func (r *request) closeTo(holder string) bool {
	if org := orgOf(holder); org != "" {
		return slices.Contains(r.principal.NearOrgs, org)
	}
	person := identity.PersonID(strings.TrimPrefix(holder, "p:"))
	return person == r.principal.Actor || slices.Contains(r.principal.Near, person)
}

// bookerNames looks up the organisations that have booked.
func (r *request) bookerNames(columns []column) (names, error) {
	n := names{unknown: r.t("case.actor.unknown")}
	var orgs []identity.OrgID
	for _, c := range columns {
		for _, b := range c.taken {
			if org := orgOf(b.Holder); org != "" {
				orgs = append(orgs, org)
			}
		}
	}
	var err error
	n.residents, err = r.Residents.Names(r.ctx(), nil, orgs)
	return n, err
}

// weekColumns are a room's days, those of the week from a Monday.
func (r *request) weekColumns(s *catalog.Service, room catalog.Room, from civil.Date) ([]column, error) {
	taken, err := r.Bookings.Between(r.ctx(), from, from.AddDays(6), s.ID+"/"+room.ID)
	if err != nil {
		return nil, err
	}
	var columns []column
	for d := range from.Through(from.AddDays(6)) {
		columns = append(columns, r.columnOf(s, room, d, taken))
	}
	return columns, nil
}

// dayColumns are all rooms on a day.
func (r *request) dayColumns(s *catalog.Service, day civil.Date) ([]column, error) {
	var ids []string
	for _, room := range s.Rooms() {
		ids = append(ids, s.ID+"/"+room.ID)
	}
	taken, err := r.Bookings.Between(r.ctx(), day, day, ids...)
	if err != nil {
		return nil, err
	}
	var columns []column
	for _, room := range s.Rooms() {
		columns = append(columns, r.columnOf(s, room, day, taken))
	}
	return columns, nil
}

// orgOf is the organisation that has booked; empty where a person has.
func orgOf(holder string) identity.OrgID {
	id, _ := strings.CutPrefix(holder, "o:")
	if id == holder {
		return ""
	}
	return identity.OrgID(id)
}

// shortDay is a day as a column is headed: "Måndag 23/11".
func (r *caller) shortDay(d civil.Date) string {
	return r.t("booking.day."+strings.ToLower(d.Weekday().String())) + " " + strconv.Itoa(d.Day()) + "/" + strconv.Itoa(int(d.Month()))
}
