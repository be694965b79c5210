package main

import (
	"fmt"
	"slices"
	"strings"

	"forvag/internal/strict"
)

// warn prints what is no fault, the gravest first: what keeps serve closed, then what would trouble residents and officers, then what nothing uses.
// Invented settings are one line, unless all are asked for.
func warn(out *console, left unready, remarks []strict.Fault, all bool) {
	told := map[string]bool{}
	group := func(heading string, found []strict.Fault) {
		if len(found) == 0 {
			return
		}
		fmt.Fprintf(out.err, "%s:\n", heading)
		for _, f := range found {
			fmt.Fprintf(out.err, "warning: %s\n", f)
		}
	}
	closing := slices.Concat(left.blank, left.nobodys)
	for _, f := range closing {
		told[place(f)] = true
	}
	closing = append(closing, made(left, all)...)
	var idle []strict.Fault
	for _, s := range left.invented {
		told[place(s.Fault)] = true
	}
	for _, s := range left.idle {
		told[place(s.Fault)] = true
		idle = append(idle, s.Fault)
	}
	if !all && len(idle) > 1 {
		idle[0].Words = fmt.Sprintf("%d local settings that nothing uses have values that are made up", len(idle))
		idle = idle[:1]
	}
	other := slices.DeleteFunc(slices.Clone(remarks), func(f strict.Fault) bool { return told[place(f)] })
	group("Keeps serve closed", closing)
	group("Before residents come", other)
	group("Harms nobody yet", idle)
}

// made are the invented settings that are used: one line, or all.
func made(left unready, all bool) (found []strict.Fault) {
	if len(left.invented) == 0 {
		return nil
	}
	if !all {
		at := left.invented[0].Fault
		at.Words = left.made()
		return []strict.Fault{at}
	}
	for _, s := range left.invented {
		f := s.Fault
		f.Words += "; used by " + shortened(s.by)
		found = append(found, f)
	}
	return found
}

// shortened is a list of names, of which the first few are named.
func shortened(names []string) string {
	const most = 4
	if len(names) <= most {
		return strings.Join(names, ", ")
	}
	return fmt.Sprintf("%s and %d more", strings.Join(names[:most], ", "), len(names)-most)
}

// place is where a fault stands, by which two that tell of the same are known.
func place(f strict.Fault) string { return fmt.Sprintf("%s:%d:%d", f.File, f.Line, f.Column) }
