package municipality

import (
	"slices"

	"forvag/internal/identity"
	"forvag/internal/locale"
)

// To is whom a board lets decide.
type To string

// The delegates.
const (
	// ToDecisionMaker is a named post, such as a head of unit: KL 7:5.
	ToDecisionMaker To = "decision maker"
	// ToCaseOfficer is every case officer of the board.
	ToCaseOfficer To = "case officer"
	// ToAutomated is an automated function: KL 6:37. Not where a decision is tried by laglighetsprövning or not at all: KL 6:38 second paragraph.
	ToAutomated To = "automated"
)

// Values lists what a file may say.
func (To) Values() []string {
	return []string{string(ToDecisionMaker), string(ToCaseOfficer), string(ToAutomated)}
}

// Appeal is how the decisions are appealed, in the catalog's words.
type Appeal string

// Values lists what a file may say.
func (Appeal) Values() []string {
	return []string{"forvaltningsbesvar", "laglighetsprovning", "pbl", "okn", "none"}
}

// Delegation is one entry of the delegation order (delegationsordning).
type Delegation struct {
	// Key is how services name the entry: small letters, digits and _.
	Key string `yaml:"key"`
	// Ref is the entry's number in the order, as BUN 4.2. Left out while the board has not delegated: then the board itself decides.
	Ref string `yaml:"ref"`
	// Board is the code of the board that delegates.
	Board identity.BoardID `yaml:"board"`
	// What is what may be decided.
	What locale.Text `yaml:"what"`
	// Service is the id of the service whose cases are decided.
	Service string `yaml:"service"`
	// Decisions are the service's kinds of decision that are delegated; all of them where they are left out.
	Decisions []string `yaml:"decisions"`
	// To is who decides: decision maker is a named post (KL 7:5), case officer every case officer of the board, automated the program itself (KL 6:37), which
	// only ever grants.
	To To `yaml:"to"`
	// Title is the post of a decision maker, who needs one.
	Title locale.Text `yaml:"title"`
	// Appeal is how the decisions are appealed. An automated function cannot decide what is tried by laglighetsprövning or not at all (KL 6:38).
	Appeal Appeal `yaml:"appeal"`
	// Law is what the decisions rest on.
	Law []string `yaml:"law"`
	// Limits are, in words, what the delegate may not decide.
	Limits locale.Text `yaml:"limits"`
}

func (d Delegation) covers(board identity.BoardID, service, decision string) bool {
	return d.Ref != "" && d.Board == board && d.Service == service && (len(d.Decisions) == 0 || slices.Contains(d.Decisions, decision))
}

// Delegated returns the reference by which a board lets such a delegate make a kind of decision; empty where it does not.
func (m *Municipality) Delegated(to To, board identity.BoardID, service, decision string) string {
	for _, d := range m.Delegation {
		if d.To == to && d.covers(board, service, decision) {
			return d.Ref
		}
	}
	return ""
}
