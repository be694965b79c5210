// Package lifeevents lets the municipality come first: after something has happened in somebody's life, or on a day that the calendar knows, it tells
// what they have a right to before they ask (livshändelser).
//
// A rule is one YAML file: what sets it off, which facts it looks at and where they come from, its conditions with words for yes and no, what it leads
// to, and what is then said. Plan asks one rule of a whole population on a day, and answers with effects: whom it concerns, what is done and why. It is pure:
// the same rule, people and day give the same effects, in the same order. An effect has a key, of rule, subject and period, that is unique in the store that
// applies it, so that a run may be repeated, come late, or be broken off.
//
// What no rule can switch off stands here and in no file: the dead are told nothing; where somebody has a protected identity, or lives with somebody who has,
// in the subject's home or a guardian's, nothing is sent and a trained officer looks (Review); who has opted out is left alone, and so is a
// child under fifteen; no rule sees facts
// that are sensitive, or secret with another board (OSL 8 kap. 2 §); and a rule gives, it never refuses or takes away. A rule decides nothing: what is
// accepted is a case of a service, and whether that is decided automatically is the service's to say, where the appeal kind allows it and the board has
// delegated (KL 6 kap. 37–38 §§).
package lifeevents
