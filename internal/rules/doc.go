// Package rules decides by conditions over typed facts, and explains itself.
//
// A condition is one CEL expression with its words for yes and for no and the paragraph of law behind it. A rule is a list of conditions and an
// ordered list of verdicts over them. Facts may be missing: a condition that cannot be decided without them is unknown, and so is a rule whose
// first undecided verdict hangs on it; the answer then lists the facts that still matter, so that a guided check asks for just those. Learning a
// fact never turns a decided outcome into an unknown one.
//
// The language is small on purpose: whole numbers, truth values, days, texts from an enumeration and lists of texts; comparison, + - *, in,
// &&, ||, !, ?:, size, exists, all, and the functions of days below. No floats, no division, no clock, no loops but over declared lists. A Scope
// refuses, when an expression is loaded, whatever does not type-check, has the wrong type, names an unknown fact or could cost too much.
//
//	date("2026-12-01")   that day
//	days(from, to)       days from one to the other
//	years(from, to)      whole years, as an age is counted
//	workdays(from, to)   working days, both ends counted (at most ten years)
//	addDays(day, n)      the day n days later
//	year(day)            its year, 2026
//	month(day)           its month, 1 to 12
//
// A number that overflows, or a span too long to count, makes the condition maybe: a person must look.
package rules
