// Package residents is the municipality's copy of the population register: people and where they live, guardians and their children, pupils,
// companies and associations with those who sign for them, and the address register with coordinates.
//
// A person is an identity.PersonID for the rest of the program. The personal number stands in one table, encrypted, and is found by a keyed
// digest. Protected identities (skyddade personuppgifter) are applied first: whoever has one, or lives with somebody who has, is left out of what another
// guardian sees, and an address under skyddad folkbokföring is not kept at all (folkbokföringslagen 16–17 §§, OSL 21:3, 22:1–2).
package residents

import (
	"embed"
	"strings"

	"forvag/internal/civil"
	"forvag/internal/dbx"
	"forvag/internal/identity"
)

//go:embed migrations
var migrations embed.FS

// Module is the register's tables.
var Module = dbx.Embedded("residents", migrations)

// majority is the age at which guardianship ends: FB 9:1.
const majority = 18

// Protection is how a person's identity is protected.
type Protection string

// The kinds of protection.
const (
	NotProtected Protection = ""
	// Marked is sekretessmarkering: a warning that the data may be secret.
	Marked Protection = "marked"
	// Registered is skyddad folkbokföring: the register does not know where the person lives.
	Registered Protection = "registered"
)

// Person is somebody in the register.
type Person struct {
	ID identity.PersonID
	// Given are the names by which the person is called, Family the family name.
	Given, Family string
	// Born is the birth date, which may differ from that in the personal number.
	Born civil.Date
	// Died is the day of death; zero while alive.
	Died civil.Date
	// Address is where the person is registered; empty where that is unknown or protected.
	Address AddressID
	// Apartment tells homes at one address apart (lägenhetsnummer); empty for a house.
	Apartment string
	// Alternate is the other address of a child who lives by turns with two guardians; empty otherwise.
	Alternate  AddressID
	Protection Protection
	// Outside says that the population register here does not have the person: a case names them, and they live elsewhere.
	Outside bool
}

// Name is the name as it is written: given names and family name. Empty for somebody outside who has not logged in.
func (p Person) Name() string { return strings.TrimSpace(p.Given + " " + p.Family) }

// Age is the person's age in years on a day, -1 before birth.
func (p Person) Age(on civil.Date) int { return civil.Age(p.Born, on) }

// IsProtected says whether the person has a protected identity. Somebody who lives with such a person must be treated alike: ask Store.Protected.
func (p Person) IsProtected() bool { return p.Protection != NotProtected }

// livesWith says whether two people share a home.
func (p Person) livesWith(q Person) bool {
	return p.ID == q.ID || (p.Address != "" && p.Address == q.Address && p.Apartment == q.Apartment)
}

// AddressID is an address in the register, opaque. Empty is none.
type AddressID string

// Address is a place to live or work, with its point.
type Address struct {
	ID     AddressID
	Street string
	Number int
	// Letter follows the number, "B"; empty for most.
	Letter   string
	Postcode string // "999 01"
	Town     string
	Point    Point
}

// Pupil is where a child goes to school.
type Pupil struct {
	Person identity.PersonID
	// School is the id of one of the municipality's places.
	School string
	// Grade is 0 in förskoleklass, then 1 to 9.
	Grade int
	// Chosen says that the guardians chose the school, and the municipality would have placed the child at another: skollagen 10:30, 10:32.
	Chosen bool
}

// Form is the sort of organisation.
type Form string

// The forms.
const (
	Company     Form = "company"
	Association Form = "association"
)

// Organisation is a company or an association.
type Organisation struct {
	ID      identity.OrgID
	Name    string
	Number  identity.OrgNumber
	Form    Form
	Address AddressID
}
