package web

import (
	"slices"

	"github.com/a-h/templ"
)

// Field is one thing that a form asks for. Each kind is a struct of its own that embeds Question; View renders label, hint, control, error
// and the aria that binds them.
type Field interface {
	// ID is the id of the control, or of the first control in a group: where a link in the error summary leads.
	ID() string
	View() templ.Component
	heading() bool
}

// Question is what all fields have: a name for the server, words for the reader.
type Question struct {
	Name     string // name attribute; unique on the page
	Label    string
	Hint     string // may be empty
	Error    string // what is wrong, in words; empty when nothing is
	Source   string // where a prefilled value comes from: "Hämtat ur folkbokföringen"; empty when the reader wrote it
	Optional bool   // shown as "(frivilligt)"; all else is required
	Either   bool   // one of several of which any will do, which a hint says: neither required nor optional by itself
	Heading  bool   // the label is the page's h1: a page that asks one thing
	Refresh  bool   // other fields depend on it: script asks the server for the page anew when it changes
}

// ID implements Field.
func (q Question) ID() string { return "f-" + q.Name }

func (q Question) hintID() string  { return q.ID() + "-hint" }
func (q Question) errorID() string { return q.ID() + "-error" }

// describedBy lists the ids that explain the control, or is empty.
func (q Question) describedBy(more ...string) string {
	ids := ""
	add := func(id string) {
		if ids != "" {
			ids += " "
		}
		ids += id
	}
	if q.Hint != "" {
		add(q.hintID())
	}
	for _, id := range more {
		add(id)
	}
	if q.Error != "" {
		add(q.errorID())
	}
	return ids
}

// TextKind is the keyboard and the autofill that a text field asks for.
type TextKind int

// Kinds of text field.
const (
	TextPlain TextKind = iota
	TextEmail
	TextPhone
	TextOrgNumber      // organisation number, ten digits
	TextPersonalNumber // personal number, twelve digits
	TextCode           // a code that was just sent, of figures
)

// TextField is a line of text, an e-mail address, a phone number.
type TextField struct {
	Question
	Kind         TextKind
	Value        string
	MaxLength    int    // characters; 0: no limit shown
	Autocomplete string // HTML autofill token, "name"; empty: by Kind
}

// LongField is text of several lines.
type LongField struct {
	Question
	Value     string
	Rows      int // 0: 5
	MaxLength int // characters; 0: no limit shown
}

// NumberField is a whole or decimal number with its unit. Value is kept as it was written, right or wrong.
type NumberField struct {
	Question
	Value   string
	Unit    string // "m²"; may be empty
	Decimal bool   // asks the phone for a keyboard with a decimal comma
}

// DateField is a day. Value is YYYY-MM-DD, or whatever was written when it is no day.
type DateField struct {
	Question
	Value    string
	Min, Max string // YYYY-MM-DD; empty: open
	Birthday bool   // autofill of the reader's own birthday
}

// Option is an answer to choose.
type Option struct {
	Value  string
	Label  string
	Hint   string // may be empty
	Icon   Icon   // empty: none
	Chosen bool
}

// InfoField asks nothing: it says something between the questions. Its Label is the heading; empty for none.
type InfoField struct {
	Question
	Text Paragraphs
}

// ChoiceField is one answer out of several, as radio buttons.
type ChoiceField struct {
	Question
	Options []Option
	Cards   bool // as cards with room for icon and hint
}

func (f ChoiceField) unanswered() bool {
	return !slices.ContainsFunc(f.Options, func(o Option) bool { return o.Chosen })
}

// ChoicesField is any number of answers, as checkboxes.
type ChoicesField struct {
	Question
	Options []Option
}

// SelectField is one answer out of many, as a list that unfolds. Mostly for the desk.
type SelectField struct {
	Question
	Options []Option
}

// YesNo is an answer that may not have been given.
type YesNo int

// Answers to a YesNoField.
const (
	Unanswered YesNo = iota
	Yes
	No
)

// YesNoField is a question answered by yes or no; it posts "yes" or "no".
type YesNoField struct {
	Question
	Value YesNo
}

// ConsentField is a box to tick: a declaration or a consent. It posts "yes".
type ConsentField struct {
	Question
	Checked bool
}

// AddressField is an address in the municipality. Without script, a wrong or loose address comes back with Suggestions to choose from;
// with script, they appear while typing, from SuggestURL?q=.
type AddressField struct {
	Question
	Value       string
	Suggestions []Option // addresses that the server offers for what was written; posts Name+".choice"
	SuggestURL  string   // answers a JSON list of strings; empty: no suggestions while typing
}

// Place is a point in SWEREF-free terms: degrees as text, exactly as they travel in the form.
type Place struct {
	Lat, Lon string
}

// Map is a map drawn by the server, four units wide for three high. A browser tells where it was pressed in pixels of the size that it was shown in,
// which the server cannot know: so there is one button for each width, of which the style shows the one that fits. When pressed it posts
// Name+".map"+width+".x" and ".y".
type Map struct {
	Src   string // the picture, SVG
	Alt   string
	Moves []Option // buttons to zoom and pan without a mouse: value of do, label
}

// MapWidths are the widths, in pixels, that a map is shown in.
func MapWidths() []int { return []int{240, 300, 640} }

// PlaceField is somewhere: an address, the reader's own position, or a point on the map.
type PlaceField struct {
	Question
	Address     string
	Suggestions []Option
	SuggestURL  string
	Place       Place  // zero: no point is set; travels in Name+".lat" and Name+".lon"
	Chosen      string // the point in words: "Nära Storgatan 14"; empty when no point is set
	Map         *Map   // nil: no map
	Own         bool   // offers the own position (needs script)
}

// PersonField is a person other than the reader: name, and a way to reach them. Names post as Name+".name", ".email", ".phone", ".number".
type PersonField struct {
	Question
	PersonName, Email, Phone, Number TextField
	AskNumber, AskEmail, AskPhone    bool
}

// Child is a child that the reader is guardian of.
type Child struct {
	Value  string // the opaque id
	Name   string
	Detail string // "8 år, Almbyskolan"
	Chosen bool
}

// ChildField is which of the reader's children it is about.
type ChildField struct {
	Question
	Children []Child // empty: the register knows none; the field says what to do
}

// Company is a company that the reader may sign for.
type Company struct {
	Value  string
	Name   string
	Number string // organisation number
	Chosen bool
}

// CompanyField is which company applies: one that the reader signs for, or one by its organisation number (Name+".number").
type CompanyField struct {
	Question
	Companies []Company
	Number    TextField // shown as the other choice
}

// File is an uploaded file.
type File struct {
	ID   string
	Name string
	Size string // "1,2 MB"
	Kind string // "PDF"
	Href string // where it can be seen; empty: nowhere yet
	For  string // the question that it answers; empty where that is said around it
}

// FilesField is files to attach. Uploaded files stay, whatever else is wrong on the page.
type FilesField struct {
	Question
	Uploaded []File
	Limits   string // said before anybody picks a file: "Högst 10 filer, 20 MB var. PDF, JPEG, PNG."
	Accept   string // accept attribute: ".pdf,image/jpeg"
	MaxBytes int64  // of one file, for a warning before sending; 0: none
	Full     bool   // no more files are taken
	Camera   bool   // pictures are what is asked for: shows a camera
	Once     bool   // the files go with the form as it is sent: no button uploads them before
}

// EntryField is one of several that the page asks the same about. ID is where a link to the entry leads.
type EntryField struct {
	Question
	Fields   []Field
	Drop     string // value of do that takes it out; empty: it cannot be
	DropText string // "Ta bort person 2"
}

// MoreField ends a page that asks the same about several.
type MoreField struct {
	Question
	Add    string // words on the button for one more; empty: there can be no more
	Action string // where the page is posted then, with the new entry's place in it
	Full   string // said instead of the button
}
