package municipality

import (
	"forvag/internal/catalog"
	"forvag/internal/civil"
	"forvag/internal/identity"
	"forvag/internal/rules"
)

// Catalog is the municipality as e-services see it.
func (m *Municipality) Catalog() catalog.Municipality { return forCatalog{m} }

type forCatalog struct{ m *Municipality }

func (c forCatalog) Boards() []string {
	codes := make([]string, len(c.m.Boards))
	for i, b := range c.m.Boards {
		codes[i] = string(b.Code)
	}
	return codes
}

func (c forCatalog) Settings() map[string]catalog.Setting {
	all := make(map[string]catalog.Setting, len(c.m.Settings))
	for name, s := range c.m.Settings {
		all[name] = s.Catalog()
	}
	return all
}

func (c forCatalog) Setting(name string, day civil.Date) (rules.Value, bool) {
	return c.m.Setting(name, day)
}

func (c forCatalog) QueueUnits(service string) []catalog.QueueUnit { return c.m.Queues[service] }

func (c forCatalog) Rooms(service string) []catalog.Room { return c.m.Rooms[service] }

func (c forCatalog) Delegations() []string {
	keys := make([]string, len(c.m.Delegation))
	for i, d := range c.m.Delegation {
		keys[i] = d.Key
	}
	return keys
}

func (c forCatalog) Delegation(key string) string {
	for _, d := range c.m.Delegation {
		if d.Key == key {
			return d.Ref
		}
	}
	return ""
}

// Delegations is the delegation order as the case core sees it.
func (m *Municipality) Delegations() Delegations { return Delegations{m} }

// Delegations answers by which reference officers decide.
type Delegations struct{ m *Municipality }

// Officer returns the reference by which the board lets its case officers make such decisions; empty where only decision makers may.
func (d Delegations) Officer(board identity.BoardID, caseType, decisionType string) string {
	return d.m.Delegated(ToCaseOfficer, board, caseType, decisionType)
}
