package portal

import (
	"errors"
	"slices"

	"forvag/internal/booking"
	"forvag/internal/catalog"
	"forvag/internal/civil"
	"forvag/internal/fault"
	"forvag/internal/identity"
	"forvag/internal/locale"
	"forvag/web"
)

// bookable are the services with rooms on the officer's boards.
func (r *request) bookable() []*catalog.Service {
	boards := r.principal.Boards()
	var out []*catalog.Service
	for _, s := range r.Catalog.Services() {
		if s.Booking != nil && slices.Contains(boards, identity.BoardID(s.Board)) {
			out = append(out, s)
		}
	}
	return out
}

func roomPath(service, room string, week civil.Date) string {
	return web.PathRooms + "/" + service + "/" + room + "?vecka=" + week.String()
}

// rooms goes to the first room that the officer's boards have.
func (r *request) rooms() error {
	if err := identity.Allow(r.principal, identity.ListDesk, identity.Object{Kind: identity.DeskObject}); err != nil {
		return err
	}
	for _, s := range r.bookable() {
		if rooms := s.Rooms(); len(rooms) > 0 {
			return r.seeOther(roomPath(s.ID, rooms[0].ID, r.today()))
		}
	}
	return r.seeOther(web.PathDesk)
}

// roomAt is the service and the room of the address, if the officer's boards have it.
func (r *request) roomAt() (*catalog.Service, catalog.Room, error) {
	if err := identity.Allow(r.principal, identity.ListDesk, identity.Object{Kind: identity.DeskObject}); err != nil {
		return nil, catalog.Room{}, err
	}
	services := r.bookable()
	i := slices.IndexFunc(services, func(s *catalog.Service) bool { return s.ID == r.Params("service") })
	if i < 0 {
		return nil, catalog.Room{}, unknownAddress()
	}
	room, ok := services[i].Room(r.Params("room"))
	if !ok {
		return nil, catalog.Room{}, unknownAddress()
	}
	return services[i], room, nil
}

// room shows what is booked in a room in a week.
func (r *request) room() error { return r.roomWith(200, "") }

func (r *request) roomWith(status int, wrong string) error {
	s, room, err := r.roomAt()
	if err != nil {
		return err
	}
	day, err := civil.Parse(r.Query("vecka"))
	if err != nil {
		day = r.today()
	}
	from := monday(day)
	taken, err := r.Bookings.Between(r.ctx(), s.ID+"/"+room.ID, from, from.AddDays(6))
	if err != nil {
		return err
	}
	view := web.RoomsPage{Service: s.Title.In(r.lang), Room: room.Name.In(r.lang), Week: r.week(from), Prev: roomPath(s.ID, room.ID, from.AddDays(-7)),
		Next: roomPath(s.ID, room.ID, from.AddDays(7))}
	for _, other := range s.Rooms() {
		view.Rooms = append(view.Rooms, web.Tab{Text: other.Name.In(r.lang), Href: roomPath(s.ID, other.ID, from), Count: -1, Current: other.ID == room.ID})
	}
	for d := from; !d.After(from.AddDays(6)); d = d.AddDays(1) {
		row := web.RoomDay{Name: r.dayName(d)}
		for _, b := range taken {
			if b.Day == d {
				row.Times = append(row.Times, r.roomTime(&b, s, room))
			}
		}
		view.Days = append(view.Days, row)
	}
	view.Block = r.blockForm(s, room, wrong)
	return r.pageStatus(status, web.SectionDesk, view)
}

var bookingTones = map[booking.State]web.Tone{booking.Held: web.Neutral, booking.Booked: web.Success, booking.Blocked: web.Warning}

func (r *request) roomTime(b *booking.Booking, s *catalog.Service, room catalog.Room) web.RoomTime {
	row := web.RoomTime{When: r.clock(b.Minute) + "–" + r.clock(b.Minute+b.Length), Text: b.Note,
		Status: web.Status{Text: r.t("booking.state." + string(b.State)), Tone: bookingTones[b.State]}}
	switch b.State {
	case booking.Booked:
		row.Text, row.Href = r.t("booking.case"), web.PathDesk+"/"+b.Case
	case booking.Blocked:
		row.Unblock = web.PathRooms + "/" + s.ID + "/" + room.ID + "/slapp/" + b.ID
	}
	return row
}

func (r *request) blockForm(s *catalog.Service, room catalog.Room, wrong string) web.Action {
	field := func(name string) web.Question { return web.Question{Name: name, Label: r.t("booking.block." + name)} }
	a := web.Action{ID: "sparra", Icon: web.IconLock, Title: r.t("booking.block"), Button: r.t("booking.block"),
		Action: web.PathRooms + "/" + s.ID + "/" + room.ID, Open: wrong != "", Fields: []web.Field{
			web.DateField{Question: field("day"), Value: r.FormValue("day"), Min: r.today().String()},
			web.TextField{Question: field("from"), Value: r.FormValue("from"), MaxLength: 5}, web.TextField{Question: field("to"), Value: r.FormValue("to"), MaxLength: 5},
			web.TextField{Question: field("note"), Value: r.FormValue("note"), MaxLength: 200},
		}}
	if wrong != "" {
		a.Errors = []web.FieldError{{Text: wrong}}
	}
	return a
}

// mayBlock says whether the officer may block times: who handles cases of the service.
func (r *request) mayBlock(s *catalog.Service) error {
	if !r.handles(s) {
		return fault.New(fault.Forbidden, "access.role")
	}
	return nil
}

// block keeps a time from being booked.
func (r *request) block() error {
	s, room, err := r.roomAt()
	if err == nil {
		err = r.mayBlock(s)
	}
	if err != nil {
		return err
	}
	day, failed := civil.Parse(r.FormValue("day"))
	var from, to catalog.TimeOfDay
	failed = errors.Join(failed, from.UnmarshalScalar(r.FormValue("from")), to.UnmarshalScalar(r.FormValue("to")))
	slot := catalog.Slot{Room: room.ID, Day: day, Minute: int(from), Length: int(to - from)}
	if failed != nil || slot.Length <= 0 || !s.Fits(slot) {
		return r.roomWith(422, r.t("booking.time"))
	}
	note := []rune(r.FormValue("note"))
	err = r.Bookings.Block(r.ctx(), timeOf(s, slot), string(note[:min(len(note), 200)]))
	if key, args, ok := fault.Words(err); ok && (errors.Is(err, fault.Exists) || errors.Is(err, fault.Invalid)) {
		return r.roomWith(409, locale.T(r.lang, key, args...))
	}
	if err != nil {
		return err
	}
	return r.done(roomPath(s.ID, room.ID, day), "sparrad")
}

// unblock lets a blocked time be booked again.
func (r *request) unblock() error {
	s, room, err := r.roomAt()
	if err == nil {
		err = r.mayBlock(s)
	}
	if err == nil {
		err = r.Bookings.Unblock(r.ctx(), timeOf(s, catalog.Slot{Room: room.ID}).Room, r.Params("booking"))
	}
	if err != nil {
		return err
	}
	return r.done(roomPath(s.ID, room.ID, r.today()), "slappt")
}
