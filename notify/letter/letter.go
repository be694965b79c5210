// Package letter reaches people by letter: it writes what is to be said as pages of a real letter, and lays it in a queue for a person to print, put in an
// envelope and post.
//
// A letter holds all that it is about, since whoever gets one may have no other way to read it (FL 33 §). It stands in the queue sealed, as it was
// written, so that what is printed again is what was printed first. When the person reads the matter in the portal before somebody has printed it, it is
// taken out of the queue.
//
// That a letter was posted does not show that anybody got it: no time for appeal begins by it (FL 44 §). A person notes what shows that it came.
package letter

import (
	"strings"

	"forvag/internal/civil"
	"forvag/internal/locale"
)

// Letter is what one letter says.
type Letter struct {
	Lang locale.Lang `json:"lang"`
	From Sender      `json:"from"`
	// To are the lines of the address, the name first. They stand in the envelope's window.
	To []string `json:"to"`
	// Number is the case's in the diary; empty where it is about none.
	Number string `json:"number,omitempty"`
	// On is the day on which it was written.
	On civil.Date `json:"on"`
	// Title is the heading.
	Title string  `json:"title"`
	Parts []Part  `json:"parts"`
	Cover *Letter `json:"cover,omitempty"` // to whoever sends it on; nil where it goes straight to the one whom it is to
	// Test says that nobody is to get it: it stands on every page.
	Test bool `json:"test,omitempty"`
}

// Sender is who writes.
type Sender struct {
	// Name is the municipality's, and Board the authority's within it.
	Name  string `json:"name"`
	Board string `json:"board"`
	// Foot are the lines at the foot of each page: how the sender is reached.
	Foot []string `json:"foot"`
}

// Part is some of the text under a heading of its own; none where Heading is empty.
type Part struct {
	Heading string `json:"heading,omitempty"`
	// Text are its paragraphs.
	Text []string `json:"text,omitempty"`
	// List are the points after it.
	List []string `json:"list,omitempty"`
}

// sheets are the letters that go in the envelope, in the order in which they are printed.
func (l *Letter) sheets() []*Letter {
	if l.Cover == nil {
		return []*Letter{l}
	}
	return []*Letter{l.Cover, l}
}

// Plain is the letter's text without its form, for where there is none.
func (l *Letter) Plain() string {
	var blocks []string
	for _, p := range l.Parts {
		if p.Heading != "" {
			blocks = append(blocks, p.Heading)
		}
		blocks = append(blocks, p.Text...)
		for _, point := range p.List {
			blocks = append(blocks, "• "+point)
		}
	}
	return strings.Join(blocks, "\n\n")
}
