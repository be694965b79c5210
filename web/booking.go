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

// RoomsPage is a table of what is booked, as officers see it: a room's week, or a day in all rooms.
type RoomsPage struct {
	Service string
	Name    string // the room's, or that all are shown
	When    string // the week or the day
	Rooms   []Tab
	Prev    Link
	Next    Link
	Days    []Tab // the days of the week, of which a phone shows one at a time; empty: the columns are rooms
	ByDay   bool  // a phone shows the chosen column alone
	Columns []GridColumn
	Rows    []GridRow
	Block   *Action // nil: the reader may block no time
}

// GridColumn is a day, or a room.
type GridColumn struct {
	Name   string
	Href   string
	Chosen bool
}

// GridRow is a stretch of time in which nothing changes.
type GridRow struct {
	Time  string
	Cells []GridCell // those that begin here, in the order of their columns
}

// GridState is what a time in a room is.
type GridState string

// The states.
const (
	GridFree    GridState = "free"
	GridClosed  GridState = "closed"
	GridHeld    GridState = "held"
	GridBooked  GridState = "booked"
	GridBlocked GridState = "blocked"
)

// GridCell is what a column has from a row on, for as many rows as it spans.
type GridCell struct {
	Column  int
	Span    int
	State   GridState
	Text    string
	Note    string // who has booked, or why it is blocked
	Label   string // what the link or button is called to those who hear it; empty where there is none
	Href    string // the case
	Unblock string // where a POST lets a blocked time go, with Day as day
	Day     string
}

// PathRooms is where officers see what is booked.
const PathRooms = PathDesk + "/lokaler"
