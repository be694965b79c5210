package lifeevents

import (
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strings"

	"forvag/internal/civil"
	"forvag/internal/identity"
)

// Known is what a register said of somebody when it was last looked at. A register tells only what is, and what happened is found by comparing.
type Known struct {
	Born civil.Date `json:"born"`
	Died civil.Date `json:"died,omitzero"`
	// Home tells homes apart; empty where it is not known, or protected.
	Home      string `json:"home,omitempty"`
	Here      bool   `json:"here,omitempty"`
	Protected bool   `json:"protected,omitempty"`
	// Name is a digest of the name.
	Name string `json:"name"`
	// Guardians are those who were guardians on the day, sorted.
	Guardians []identity.PersonID `json:"guardians,omitempty"`
	// Left is the day on which they were found to have moved away; zero for who is here.
	Left civil.Date `json:"left,omitzero"`
	// Since is the day from which the register has them in the home. Civil is their civil status as residents.Status has it, since CivilSince. Zero and empty
	// where it does not tell.
	Since      civil.Date `json:"since,omitzero"`
	Civil      string     `json:"civil,omitempty"`
	CivilSince civil.Date `json:"civil_since,omitzero"`
	// At is the home where the register has them now, also of who has died or moved away, whose Home is where they lived before.
	At string `json:"at,omitempty"`
	// Rest is a digest of what else rules may look at in them: that it is another says that they are to be asked of anew.
	Rest string `json:"rest,omitempty"`
}

// Equal says whether two sights are the same.
func (k Known) Equal(l Known) bool {
	same := slices.Equal(k.Guardians, l.Guardians) && k.Since == l.Since && k.Civil == l.Civil && k.CivilSince == l.CivilSince && k.At == l.At && k.Rest == l.Rest
	return same && k.Born == l.Born && k.Died == l.Died && k.Home == l.Home && k.Here == l.Here && k.Protected == l.Protected && k.Name == l.Name && k.Left == l.Left
}

// Gone is the last day of who has died or moved away; false for who is here, and for who lives elsewhere and never was.
func (k Known) Gone() (civil.Date, bool) {
	if !k.Died.IsZero() {
		return k.Died, true
	}
	return k.Left, !k.Here && !k.Left.IsZero()
}

// Elsewhere says that somebody does not live here and never did, as far as is known.
func (k Known) Elsewhere() bool { return !k.Here && k.Left.IsZero() }

const (
	// newborn is how many days after birth a child who is new in the register was born, and has not moved.
	newborn = 90
	// mistaken is within how many days somebody who had moved away and is back in the same home never moved: the record was corrected.
	mistaken = 60
)

// The civil statuses that tell of what has happened.
const married, divorced = "married", "divorced"

// Compare finds what happened to somebody between two sights, on the day of the later, and returns what is known from now on. Before is nil for who is new
// in the register.
func Compare(id identity.PersonID, before *Known, now Known, day civil.Date) ([]Event, Known) {
	var all []Event
	happened := func(kind EventKind, on civil.Date, other identity.PersonID) {
		all = append(all, Event{ID: eventID(kind, id, other, on), Kind: kind, Subject: id, Other: other, Day: on})
	}
	if before != nil && before.Elsewhere() { // what happens there is not told, and who comes from there is new
		before = nil
	}
	moved := told(now.Since, day)
	if before != nil && before.Since == now.Since { // it is of an earlier move
		moved = day
	}
	if before == nil {
		switch {
		case !now.Died.IsZero() || !now.Here:
		case now.Born.AddDays(newborn).Before(day) && now.Since != now.Born: // who was born here is told of late
			happened(MovedIn, moved, "")
		default:
			happened(Born, now.Born, "")
		}
		return all, now
	}
	if before.Protected != now.Protected { // before all else
		happened(map[bool]EventKind{true: ProtectionSet, false: ProtectionGone}[now.Protected], day, "")
	}
	if before.Died.IsZero() && !now.Died.IsZero() {
		happened(Died, now.Died, "")
	}
	switch {
	case before.Here && !now.Here:
		now.Left = day
		if now.Home == "" {
			now.Home = before.Home // to know it again
		}
		if now.Died.IsZero() {
			happened(MovedOut, day, "")
		}
	case !before.Here && now.Here:
		if before.Died.IsZero() && (before.Left.IsZero() || before.Home != now.Home || before.Left.AddDays(mistaken).Before(day)) {
			happened(MovedIn, moved, "")
		}
	case !now.Here:
		now.Left, now.Home = before.Left, before.Home
	case before.Home != now.Home && before.Home != "" && now.Home != "" && !before.Protected && !now.Protected:
		happened(MovedWithin, moved, "")
	}
	switch {
	case before.Civil == "" || before.Civil == now.Civil: // what was so before anybody asked has not happened now
	case now.Civil == married:
		happened(Married, told(now.CivilSince, day), "")
	case now.Civil == divorced && before.Civil == married:
		happened(Divorced, told(now.CivilSince, day), "")
	}
	for _, g := range now.Guardians {
		if !slices.Contains(before.Guardians, g) {
			happened(GuardianNew, day, g)
		}
	}
	for _, g := range before.Guardians {
		if !slices.Contains(now.Guardians, g) {
			happened(GuardianEnded, day, g)
		}
	}
	if before.Name != now.Name {
		happened(Renamed, day, "")
	}
	return all, now
}

// told is the day of what has happened: the one that a register tells, unless it tells none or one to come.
func told(tells, found civil.Date) civil.Date {
	if tells.IsZero() || tells.After(found) {
		return found
	}
	return tells
}

// eventID is the same for the same thing that happened on the same day.
func eventID(kind EventKind, subject, other identity.PersonID, day civil.Date) string {
	sum := sha256.Sum256([]byte(strings.Join([]string{string(kind), string(subject), string(other), day.String()}, "\n")))
	return "register-" + hex.EncodeToString(sum[:16])
}
