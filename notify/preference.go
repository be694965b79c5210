package notify

import (
	"slices"

	"forvag/internal/fault"
)

// Preferences are how one person wants to be told. The zero value is what holds for who has chosen nothing.
type Preferences struct {
	// Order is, for each kind, the channels to try one after the other, until the person has seen it; none, but not nil, for the inbox alone. What is not
	// there is as Standard says.
	Order map[Kind][]Channel
	// Anytime says that evenings, nights and weekends are welcome too.
	Anytime bool
}

// Standard is the order for who has not chosen.
func Standard(k Kind) []Channel {
	if k == News {
		return []Channel{}
	}
	return []Channel{Push, Mail}
}

// Of is the order of a kind.
func (p Preferences) Of(k Kind) []Channel {
	if order, chosen := p.Order[k]; chosen {
		return order
	}
	return Standard(k)
}

// Check says whether the preferences can be kept: fault.Invalid for a kind or channel that is not to be chosen, or one twice.
func (p Preferences) Check() error {
	for kind, order := range p.Order {
		for i, c := range order {
			if !slices.Contains(Kinds(), kind) || !slices.Contains(Choosable(), c) || slices.Contains(order[:i], c) {
				return fault.New(fault.Invalid, "portal.error.form")
			}
		}
	}
	return nil
}
