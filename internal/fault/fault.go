// Package fault holds the few kinds of error that the whole program tells apart, and the error that carries two texts: safe words for
// the reader, by key, and a cause for the log.
//
// A package returns a fault where the caller must act on the kind or where a reader must be told; anything else is an ordinary error, which
// the edge answers with "something went wrong" and logs.
package fault

import (
	"errors"
	"fmt"
)

// The kinds. Use errors.Is to ask.
var (
	// NotFound is also the answer about things that exist but that the asker may not know of.
	NotFound = errors.New("not found")
	// Exists means that what was to be made is there already.
	Exists = errors.New("already exists")
	// Stale means that somebody else changed the thing since it was read.
	Stale = errors.New("changed by someone else")
	// Forbidden means that the asker may know of the thing but not do this.
	Forbidden = errors.New("forbidden")
	// Invalid means that the input cannot be used as it is.
	Invalid = errors.New("invalid")
	// Illegal means that the case's state does not allow the move.
	Illegal = errors.New("not possible in this state")
	// TooMany means that a limit on attempts or size per time was passed.
	TooMany = errors.New("too many")
	// TooLarge means that a size limit was passed.
	TooLarge = errors.New("too large")
	// Gone means that the thing existed and has been disposed of or has expired.
	Gone = errors.New("gone")
	// Unavailable means that somebody else's service, such as a login provider, does not answer now; later it may.
	Unavailable = errors.New("unavailable")
)

// Error is a fault with its words for the reader and its cause for the log.
type Error struct {
	// Kind is one of the sentinels above, never nil.
	Kind error
	// Key names the words for the reader, in package locale.
	Key string
	// Args fill the words' placeholders. They are shown to the reader, so they hold nothing that the reader may not see.
	Args []any
	// Cause is for the log; nil where the kind says it all.
	Cause error
}

// New makes a fault of a kind with the words that key names.
func New(kind error, key string, args ...any) *Error {
	return &Error{Kind: kind, Key: key, Args: args}
}

// Because returns a copy of e with its cause.
func (e *Error) Because(cause error) *Error {
	c := *e
	c.Cause = cause
	return &c
}

// Error is the text for the log: kind, key and cause, never the arguments, since these may hold personal data.
func (e *Error) Error() string {
	if e.Cause != nil {
		return fmt.Sprintf("%v (%s): %v", e.Kind, e.Key, e.Cause)
	}
	return fmt.Sprintf("%v (%s)", e.Kind, e.Key)
}

// Unwrap lets errors.Is and errors.As see both the kind and the cause.
func (e *Error) Unwrap() []error {
	if e.Cause == nil {
		return []error{e.Kind}
	}
	return []error{e.Kind, e.Cause}
}

// Words returns the key and arguments of the first fault in err's chain, and false where there is none.
func Words(err error) (key string, args []any, ok bool) {
	if e, found := errors.AsType[*Error](err); found {
		return e.Key, e.Args, true
	}
	return "", nil, false
}
