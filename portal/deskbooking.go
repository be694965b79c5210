package portal

import (
	"cmp"
	"errors"
	"slices"

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
	for _, s := range r.Catalog.Handled() {
		if s.Booking != nil && slices.Contains(boards, identity.BoardID(s.Board)) {
			out = append(out, s)
		}
	}
	return out
}

func roomPath(service, room string, day civil.Date) string {
	return web.PathRooms + "/" + service + "/" + room + "?" + dayParam + "=" + day.String()
}

// rooms goes to today in the rooms that the officer's boards have.
func (r *request) rooms() error {
	if err := identity.Allow(r.principal, identity.ListDesk, identity.Object{Kind: identity.DeskObject}); err != nil {
		return err
	}
	for _, s := range r.bookable() {
		if rooms := s.Rooms(); len(rooms) > 0 {
			return r.seeOther(roomPath(s.ID, allRooms, r.today()))
		}
	}
	return r.seeOther(web.PathDesk)
}

// bookableAt is the service of the address, if the officer's boards have it.
func (r *request) bookableAt() (*catalog.Service, error) {
	if err := identity.Allow(r.principal, identity.ListDesk, identity.Object{Kind: identity.DeskObject}); err != nil {
		return nil, err
	}
	services := r.bookable()
	i := slices.IndexFunc(services, func(s *catalog.Service) bool { return s.ID == r.Params("service") })
	if i < 0 {
		return nil, unknownAddress()
	}
	return services[i], nil
}

// roomAt is the service and the room of the address, if the officer's boards have it.
func (r *request) roomAt() (*catalog.Service, catalog.Room, error) {
	s, err := r.bookableAt()
	if err != nil {
		return nil, catalog.Room{}, err
	}
	room, ok := s.Room(r.Params("room"))
	if !ok {
		return nil, catalog.Room{}, unknownAddress()
	}
	return s, room, nil
}

// room shows what is booked in a room in a week.
func (r *request) room() error { return r.roomWith(200, "") }

func (r *request) roomWith(status int, wrong string) error {
	if err := identity.Allow(r.principal, identity.ListDesk, identity.Object{Kind: identity.DeskObject}); err != nil {
		return err
	}
	day, err := civil.Parse(r.Query(dayParam))
	if err != nil || day.IsZero() {
		day = r.today()
	}
	if r.Params("room") == allRooms {
		return r.roomsOn(day)
	}
	s, room, err := r.roomAt()
	if err != nil {
		return err
	}
	from := monday(day)
	columns, err := r.weekColumns(s, room, from)
	if err != nil {
		return err
	}
	view := web.RoomsPage{Service: s.Title.In(r.lang), Name: room.Name.In(r.lang), When: r.week(from), ByDay: true,
		Prev: web.Link{Text: r.t("web.booking.prev"), Href: roomPath(s.ID, room.ID, day.AddDays(-7))},
		Next: web.Link{Text: r.t("web.booking.next"), Href: roomPath(s.ID, room.ID, day.AddDays(7))}, Rooms: r.roomTabs(s, room.ID, day)}
	for _, c := range columns {
		view.Columns = append(view.Columns, web.GridColumn{Name: r.shortDay(c.day), Href: roomPath(s.ID, allRooms, c.day), Chosen: c.day == day})
		view.Days = append(view.Days, web.Tab{Text: r.shortDay(c.day), Href: roomPath(s.ID, room.ID, c.day), Count: -1, Current: c.day == day})
	}
	if err := r.fillGrid(&view, s, columns); err != nil {
		return err
	}
	if r.mayBlock(s) == nil {
		form := r.blockForm(s, room, day, wrong)
		view.Block = &form
	}
	return r.pageStatus(status, web.SectionDesk, view)
}

// allRooms stands where a room's id does, for all of them on one day; dayParam is the day that is shown, in its week.
const (
	allRooms = "alla"
	dayParam = "vecka"
)

// roomsOn shows what is booked in all rooms on a day.
func (r *request) roomsOn(day civil.Date) error {
	s, err := r.bookableAt()
	if err != nil {
		return err
	}
	columns, err := r.dayColumns(s, day)
	if err != nil {
		return err
	}
	view := web.RoomsPage{Service: s.Title.In(r.lang), Name: r.t("web.rooms.all"), When: r.dayName(day),
		Prev: web.Link{Text: r.t("web.rooms.prev_day"), Href: roomPath(s.ID, allRooms, day.AddDays(-1))},
		Next: web.Link{Text: r.t("web.rooms.next_day"), Href: roomPath(s.ID, allRooms, day.AddDays(1))}, Rooms: r.roomTabs(s, allRooms, day)}
	for _, c := range columns {
		view.Columns = append(view.Columns, web.GridColumn{Name: c.room.Name.In(r.lang), Href: roomPath(s.ID, c.room.ID, day)})
	}
	if err := r.fillGrid(&view, s, columns); err != nil {
		return err
	}
	return r.page(web.SectionDesk, view)
}

func (r *request) fillGrid(view *web.RoomsPage, s *catalog.Service, columns []column) error {
	names, err := r.bookerNames(columns)
	view.Rows = r.grid(s, columns, names)
	return err
}

// roomTabs lead to a day in all rooms, and to the week of each.
func (r *request) roomTabs(s *catalog.Service, current string, day civil.Date) []web.Tab {
	tab := func(id, name string) web.Tab {
		return web.Tab{Text: name, Href: roomPath(s.ID, id, day), Count: -1, Current: id == current}
	}
	tabs := []web.Tab{tab(allRooms, r.t("web.rooms.all"))}
	for _, room := range s.Rooms() {
		tabs = append(tabs, tab(room.ID, room.Name.In(r.lang)))
	}
	return tabs
}

func (r *request) blockForm(s *catalog.Service, room catalog.Room, day civil.Date, wrong string) web.Action {
	field := func(name string) web.Question { return web.Question{Name: name, Label: r.t("booking.block." + name)} }
	a := web.Action{ID: "sparra", Icon: web.IconLock, Title: r.t("booking.block"), Button: r.t("booking.block"),
		Action: web.PathRooms + "/" + s.ID + "/" + room.ID, Open: wrong != "", Fields: []web.Field{
			web.DateField{Question: field("day"), Value: cmp.Or(r.FormValue("day"), laterOf(day, r.today()).String()), Min: r.today().String()},
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
	from, wrongFrom := parseClock(r.FormValue("from"))
	to, wrongTo := parseClock(r.FormValue("to"))
	failed = errors.Join(failed, wrongFrom, wrongTo)
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
	day, err := civil.Parse(r.FormValue("day"))
	if err != nil {
		day = r.today()
	}
	return r.done(roomPath(s.ID, room.ID, day), "slappt")
}
