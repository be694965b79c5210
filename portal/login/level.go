package login

import (
	"fmt"
	"slices"
	"strings"

	"forvag/internal/identity"
)

// official are the names of the Swedish assurance levels (tillitsnivåer) in the eID framework's registry of identifiers, for issuers that the
// Agency for Digital Government has approved. What an uncertified issuer or a broker says in words of its own counts only where the
// configuration gives it a level.
var official = map[string]identity.Assurance{
	"http://id.elegnamnden.se/loa/1.0/loa2": identity.AssuranceLow,
	"http://id.elegnamnden.se/loa/1.0/loa3": identity.AssuranceSubstantial,
	"http://id.elegnamnden.se/loa/1.0/loa4": identity.AssuranceHigh,
}

// ACR is a value of the acr claim (authentication context class reference) and the level that it stands for.
type ACR struct {
	Value string
	Level identity.Assurance
}

// ParseACR reads the name of an official level, or "value=level" with a level from 2 to 4 for anything else.
func ParseACR(s string) (ACR, error) {
	s = strings.TrimSpace(s)
	if level, ok := official[s]; ok {
		return ACR{s, level}, nil
	}
	at := strings.LastIndexByte(s, '=')
	if at <= 0 || len(s) != at+2 || s[at+1] < '2' || s[at+1] > '4' || strings.ContainsAny(s, " \t\r\n") {
		return ACR{}, fmt.Errorf("%q is not an official level, and has no =2, =3 or =4 at its end", s)
	}
	return ACR{s[:at], identity.Assurance(s[at+1] - '0')}, nil
}

// UnmarshalText reads what ParseACR reads.
func (a *ACR) UnmarshalText(text []byte) (err error) {
	*a, err = ParseACR(string(text))
	return err
}

// String writes what ParseACR reads.
func (a ACR) String() string {
	if _, ok := official[a.Value]; ok {
		return a.Value
	}
	return fmt.Sprintf("%s=%d", a.Value, a.Level)
}

// levels are the values that a provider is asked for. None means that it is not asked.
type levels []ACR

// lowest is the level that a login reaches at least.
func (l levels) lowest() identity.Assurance {
	return slices.MinFunc(l, func(a, b ACR) int { return int(a.Level - b.Level) }).Level
}

// of returns the level of a login, and false for one that is too low or of unknown strength. An official level above what was asked for is fine.
func (l levels) of(acr string) (identity.Assurance, bool) {
	for _, a := range l {
		if a.Value == acr {
			return a.Level, true
		}
	}
	level := official[acr]
	return level, level >= l.lowest()
}

// values is the parameter acr_values.
func (l levels) values() string {
	names := make([]string, len(l))
	for i, a := range l {
		names[i] = a.Value
	}
	return strings.Join(names, " ")
}
