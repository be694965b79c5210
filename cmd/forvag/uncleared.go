package main

import (
	"fmt"
	"slices"
	"strings"

	"forvag/internal/catalog"
	"forvag/internal/identity"
	"forvag/internal/municipality"
	"forvag/internal/strict"
)

// uncleared tells of boards with staff of whom nobody may open secret cases, though cases of the board's services are secret: they would wait for nobody.
// file is the name that the faults carry.
func uncleared(file string, m *municipality.Municipality, cat *catalog.Catalog) []strict.Fault {
	var out []strict.Fault
	for _, b := range m.Boards {
		var secret []string
		for _, s := range cat.Services() {
			if s.Board == string(b.Code) && s.Secrecy.Strength != "none" {
				secret = append(secret, s.ID)
			}
		}
		handled, cleared := false, false
		for _, o := range m.Staff {
			for _, g := range o.Grants {
				if g.Board == b.Code && slices.Contains([]identity.Role{identity.CaseOfficer, identity.DecisionMaker}, identity.Role(g.Role)) {
					handled, cleared = true, cleared || g.Secrecy
				}
			}
		}
		if len(secret) > 0 && handled && !cleared {
			out = append(out, strict.Fault{File: file, Words: fmt.Sprintf("staff: nobody who handles cases of %s may open secret ones, which those of %s are: give somebody secrecy: true on it",
				b.Code, strings.Join(secret, ", "))})
		}
	}
	return out
}
