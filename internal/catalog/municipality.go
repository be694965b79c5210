package catalog

import (
	"forvag/internal/civil"
	"forvag/internal/rules"
)

// Municipality is what services need to know of the municipality that they run in.
type Municipality interface {
	// Boards lists the codes of its boards.
	Boards() []string
	// Settings lists its local settings by name, with their types and units.
	Settings() map[string]Setting
	// Setting is a setting's value on a day; false where it has none then.
	Setting(name string, day civil.Date) (rules.Value, bool)
	// QueueUnits are the units that a service's queue has places in, nil where the municipality says nothing of its own.
	QueueUnits(service string) []QueueUnit
	// Rooms are what a service's bookings are of, nil where the municipality says nothing of its own.
	Rooms(service string) []Room
	// Delegations lists the keys of the delegation order, whether their references are set or not.
	Delegations() []string
	// Delegation is the reference of an entry, for example "BUN 4.2"; empty where the board has not delegated.
	Delegation(key string) string
}

// Setting describes a local setting.
type Setting struct {
	Type rules.Type
	// Unit of a number; empty for others.
	Unit Unit
}
