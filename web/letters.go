package web

// PathLetters is where officers print and post letters.
const PathLetters = PathDesk + "/brev"

// LettersPage is the letters to print and post, for officers.
type LettersPage struct {
	Mode    Notice // what is sent at all; without text: as it should be
	Waiting []LetterRow
	Take    *Action
	Printed []LetterBatch
	Posted  []LetterBatch
	Errors  []FieldError
}

// LetterRow is one letter.
type LetterRow struct {
	Matter    string
	To        string // whose it is, to know an envelope by; empty: not known by name
	Case      Link
	When      When // when it was written
	Pages     string
	Status    Status // empty: as its list says
	Forwarded bool   // goes by way of who sends it on
	// Drop is POSTed, with its Delivery, to let a letter go that waits, and Return to note that one came back; empty: neither.
	Drop, Return string
	Delivery     string
}

// LetterBatch is letters that were printed together.
type LetterBatch struct {
	ID      string // anchor, unique on the page
	Title   string
	Facts   []Fact
	File    string // the PDF; empty: not for the reader
	Rows    []LetterRow
	Note    string  // what to think of when it is printed; empty: it was
	Hidden  string  // how many letters are not among Rows, since the reader may not see their cases; empty: none
	Post    *Action // that it was posted; nil: it was
	PutBack *Action // that it was not printed; nil: it was posted
	Undo    *Action // that it was not posted; nil: it was not
}
