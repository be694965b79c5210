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
	// Key is how services name the entry.
	Key string `yaml:"key"`
	// Ref is the entry's number in the order, "BUN 4.2"; empty while the board has not delegated.
	Ref   string           `yaml:"ref"`
	Board identity.BoardID `yaml:"board"`
	What  locale.Text      `yaml:"what"`
	// Service is the case type, Decisions its kinds of decision; none means all of them.
	Service   string      `yaml:"service"`
	Decisions []string    `yaml:"decisions"`
	To        To          `yaml:"to"`
	Title     locale.Text `yaml:"title"`
	Appeal    Appeal      `yaml:"appeal"`
	Law       []string    `yaml:"law"`
	// Limits say in words what the delegate may not decide.
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
