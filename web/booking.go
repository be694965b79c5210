package web

// SlotField asks for a time: the free ones of one week, by day.
type SlotField struct {
	Question
	Week  string // "Vecka 49, 30 november–6 december"
	Prev  string // posted as do; empty: no earlier week
	Next  string
	Days  []SlotDay
	Empty string // what to say where the week has nothing free
	Price string // what it costs; empty: nothing is said of that
}

// SlotDay is a day with its free times, or one on which nothing can be booked.
type SlotDay struct {
	Name   string
	Slots  []Option
	Closed string // "Stängt: juldagen"; empty: it is open
}

// DoWeek begins what is posted as do to see another week; a day of it follows.
const DoWeek = "week:"

// CaseBooking is the time that a case has booked.
type CaseBooking struct {
	Title  string
	Facts  []Fact
	Ics    string         // where the time is fetched for a calendar; empty: nowhere
	Cancel *CancelBooking // nil: it cannot be cancelled
	Week   string         // where an officer sees the room's week; empty for others
}

// CancelBooking is the form by which a booking is cancelled.
type CancelBooking struct {
	Action string
	Text   Paragraphs // what it costs
	Fee    string     // travels as fee: what the reader was told, in öre
	Button string
	Open   bool
}

// RoomsPage is what is booked in a room in a week, as officers see it.
type RoomsPage struct {
	Service string
	Room    string
	Rooms   []Tab
	Week    string
	Prev    string
	Next    string
	Days    []RoomDay
	Block   Action
}

// RoomDay is a day in a room.
type RoomDay struct {
	Name  string
	Times []RoomTime
}

// RoomTime is a time that is taken.
type RoomTime struct {
	When    string
	Status  Status
	Text    string
	Href    string // the case; empty: none, or one that the officer may not see
	Unblock string // where a POST lets a blocked time go
}

// PathRooms is where officers see what is booked.
const PathRooms = PathDesk + "/lokaler"
