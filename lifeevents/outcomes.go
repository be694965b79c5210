package lifeevents

// Outcomes are what has become of what a rule sent, one for each receiver. A number that is small is not told, since it could point at somebody.
type Outcomes struct {
	// Sent is all of it.
	Sent Count
	// Fates are Sent divided by where each stands: Open, Awaiting, Accepted, Declined, Withdrawn and Expired, in that order. A yes that all have given, and that
	// is being sent, is among those that wait. Where one is too small to be told, a
	// second is not told either.
	Fates []Portion
	// Seen are those that their receivers have read, and Later those that they wanted to see another time.
	Seen, Later Count
	// Opened are cases and decisions that were made, and Reviews what was left to a trained officer.
	Opened, Reviews Count
}

// Portion is how many stand in a state.
type Portion struct {
	State State
	Count Count
}

// Numbers are what has become of what a rule sent, as it is counted and never shown.
type Numbers struct {
	Seen, Later, Opened, Reviews int
	States                       map[State]int
}

// fates are the states that what was sent may stand in, in order.
var fates = []State{Open, Awaiting, Accepted, Declined, Withdrawn, Expired}

// Outcomes are the numbers as they may be shown.
func (n Numbers) Outcomes() Outcomes {
	out := Outcomes{Opened: Count(n.Opened), Reviews: Count(n.Reviews)}
	groups := make([]Group, len(fates))
	for i, state := range fates {
		groups[i] = Group{string(state), Count(n.States[state])}
		if state == Awaiting {
			groups[i].Count += Count(n.States[Agreed])
		}
		out.Sent += groups[i].Count
	}
	conceal(groups)
	for i, state := range fates {
		out.Fates = append(out.Fates, Portion{state, groups[i].Count})
	}
	out.Seen, out.Later = part(n.Seen, int(out.Sent)), part(n.Later, int(out.Sent))
	return out
}

// part is a number of all that is told only where neither it nor the rest of them is too small.
func part(n, of int) Count {
	if rest := Count(of - n); n >= Shown && rest.Few() {
		return Hidden
	}
	return Count(n)
}
