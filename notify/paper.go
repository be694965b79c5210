package notify

import (
	"context"
	"slices"
	"time"

	"forvag/internal/civil"
	"forvag/internal/identity"
)

// Paper is a letter in the queue of those that a person prints and posts.
type Paper struct {
	Delivery
	Pages int
	// Content is the letter, sealed; nil in lists.
	Content []byte
	// Batch is what it was printed with; empty while it waits.
	Batch string
}

// Batch is letters that were taken out to be printed together.
type Batch struct {
	ID string
	// By is the officer who took them, and Made when.
	By   identity.PersonID
	Made time.Time
	// Posted is the day on which they were posted, and PostedBy who noted that; zero if not yet.
	Posted   civil.Date
	PostedBy identity.PersonID
	Papers   []Paper
}

// Rehearser is a Route that also wants what is only written down in test mode. It must see to it that nobody is reached.
type Rehearser interface {
	Rehearse(ctx context.Context, m Message) Result
}

// Print takes letters out of the queue as a batch, and returns how many they are. What is not needed any longer, or not allowed, is left out and leaves
// the queue: read in the portal meanwhile, or to somebody whose identity has been protected since.
func (s *Service) Print(ctx context.Context, b Batch, deliveries []string) (int, error) {
	var wanted []string
	for _, id := range deliveries {
		d, err := s.Store.Delivery(ctx, id)
		if err != nil {
			return 0, err
		}
		if d.State != StateQueued { // it was dropped just now, or printed by somebody else
			continue
		}
		notices, err := s.Store.Spoken(ctx, id)
		if err != nil {
			return 0, err
		}
		_, _, reason, err := s.wanted(ctx, d, notices)
		switch {
		case err != nil:
			return 0, err
		case reason == "":
			wanted = append(wanted, id)
		default:
			if err := s.Store.Drop(ctx, id, reason, s.Now()); err != nil {
				return 0, err
			}
		}
	}
	if len(wanted) == 0 {
		return 0, nil
	}
	return s.Store.Print(ctx, b, wanted)
}

// wanted looks once more at what a delivery speaks of: what is about the newest of it, its reader, and why it is not to be sent; empty where it is.
func (s *Service) wanted(ctx context.Context, d Delivery, notices []Notice) (a about, r Reader, reason string, err error) {
	notices = unread(notices)
	if len(notices) == 0 {
		return a, r, ReasonSeen, nil
	}
	newest := notices[len(notices)-1]
	a, err = s.about(ctx, newest)
	switch {
	case err != nil:
		return a, r, "", err
	case !a.may:
		return a, r, ReasonAccess, nil
	case a.seen:
		return a, r, ReasonSeen, nil
	}
	if r, err = s.reader(ctx, a, newest); err != nil {
		return a, r, "", err
	}
	if r.address(d) == "" {
		return a, r, ReasonAddress, nil
	}
	return a, r, "", nil
}

// unread are the notices that their person has not seen.
func unread(notices []Notice) []Notice {
	return slices.DeleteFunc(slices.Clone(notices), func(n Notice) bool { return !n.Read.IsZero() })
}
