package strict

import (
	"fmt"
	"strings"
)

// Suggest returns `; did you mean "x"?` for the option nearest to a misspelt name, and nothing where none is near.
func Suggest(name string, options []string) string {
	if best := Nearest(name, options); best != "" {
		return fmt.Sprintf("; did you mean %q?", best)
	}
	return ""
}

// Nearest is the option that the fewest slips of the pen (a letter more, less, other, or two swapped) lead to from name, at most one in
// three letters; the first where several are as near, empty where none is.
func Nearest(name string, options []string) string {
	best, least := "", max(1, len([]rune(name))/3)+1
	for _, o := range options {
		if d := Distance(name, o, least); d < least && o != name {
			best, least = o, d
		}
	}
	if best == "" {
		return alike(name, options)
	}
	return best
}

// alike is the only option that a name sounds like or is a part of: phone for fone, calendar-days for calendar; empty where none is or several are.
func alike(name string, options []string) string {
	n := len([]rune(name))
	if n < 4 {
		return ""
	}
	var found []string
	for _, o := range options {
		if o != name && (Distance(sound(name), sound(o), 2) < 2 || strings.HasPrefix(o, name) || strings.HasPrefix(name, o) && len([]rune(o)) >= 4) {
			found = append(found, o)
		}
	}
	if len(found) != 1 {
		return ""
	}
	return found[0]
}

var sounds = strings.NewReplacer("ph", "f", "ck", "k", "c", "k", "q", "k", "z", "s", "w", "v", "y", "i", "_", "-", "å", "a", "ä", "a", "ö", "o")

func sound(word string) string { return sounds.Replace(strings.ToLower(word)) }

// Distance is the number of slips between two words (optimal string alignment), or at least limit where it is limit or more.
func Distance(from, to string, limit int) int {
	a, b := []rune(from), []rune(to)
	if len(a)-len(b) >= limit || len(b)-len(a) >= limit {
		return limit
	}
	before, above, row := make([]int, len(b)+1), make([]int, len(b)+1), make([]int, len(b)+1)
	for j := range above {
		above[j] = j
	}
	for i := 1; i <= len(a); i++ {
		row[0] = i
		smallest := i
		for j := 1; j <= len(b); j++ {
			cost := 1
			if a[i-1] == b[j-1] {
				cost = 0
			}
			row[j] = min(above[j]+1, row[j-1]+1, above[j-1]+cost)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				row[j] = min(row[j], before[j-2]+1)
			}
			smallest = min(smallest, row[j])
		}
		if smallest >= limit {
			return limit
		}
		before, above, row = above, row, before
	}
	return above[len(b)]
}
