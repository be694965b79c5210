package lifeevents

import (
	"cmp"

	"forvag/internal/civil"
	"forvag/internal/identity"
)

// EventKind is what happened.
type EventKind string

// What the population register tells of, as found by comparing what it says with what was known before. A season, an age that is reached and a permit
// that ends are no events: the calendar knows them.
const (
	Born           EventKind = "born"
	MovedIn        EventKind = "moved_in"
	MovedWithin    EventKind = "moved_within"
	MovedOut       EventKind = "moved_out"
	GuardianNew    EventKind = "guardian_new"
	GuardianEnded  EventKind = "guardian_ended"
	Married        EventKind = "married"
	Divorced       EventKind = "divorced"
	Died           EventKind = "died"
	ProtectionSet  EventKind = "protection_set"
	ProtectionGone EventKind = "protection_lifted"
	Renamed        EventKind = "renamed"
)

// What other systems tell of.
const (
	BuildingStarted   EventKind = "building_started"
	BuildingFinished  EventKind = "building_finished"
	PropertyBought    EventKind = "property_bought"
	SchoolChanged     EventKind = "school_changed"
	CompanyRegistered EventKind = "company_registered"
)

// Values lists what a file may say.
func (EventKind) Values() []string {
	return []string{"born", "moved_in", "moved_within", "moved_out", "guardian_new", "guardian_ended", "married", "divorced", "died", "protection_set",
		"protection_lifted", "renamed", "building_started", "building_finished", "property_bought", "school_changed", "company_registered"}
}

// Dated says that a register tells the day of it by itself. Of the others it is known only that they happened since it was last looked at.
func (k EventKind) Dated() bool { return k == Born || k == Died }

// Event is something that happened to somebody.
type Event struct {
	// ID is the same each time that the same thing is told: a repeated or corrected record of it makes no second event.
	ID   string
	Kind EventKind
	// Subject is whom it happened to. Other is whom else it names, such as the new guardian; empty for most.
	Subject, Other identity.PersonID
	// Day is the legal day on which it happened, which may lie long before it became known.
	Day civil.Date
	// Data is what else was told, by name; nil for most.
	Data map[string]string
	// Shared is the same for those events that are one thing to all whom it happened to, such as a company's to each who signs for it, and begins with SharedPeriod:
	// when one of them has said yes, what it led to is done for all. Empty for most.
	Shared string
}

// SharedPeriod is what the period begins with of an effect that is several people's together.
const SharedPeriod = "shared-"

// period tells what an event leads to from what another does.
func (e *Event) period() string { return cmp.Or(e.Shared, e.ID) }
