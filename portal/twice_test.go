package portal_test

import (
	"net/url"
	"testing"

	"forvag/internal/civil"
	"forvag/internal/identity"
)

// TestPostedTwiceIsOneMessage holds that a resident who taps twice, without script, has written once.
func TestPostedTwiceIsOneMessage(t *testing.T) {
	w := newWorld(t)
	f := w.leave()
	form := url.Values{"text": {"När får vi svar?"}, "key": {"formulärets nyckel"}}
	for range 2 {
		if got := w.post("/arenden/"+string(f.Case.ID)+"/meddelande", w.as("Anna"), form).status; got != 303 {
			t.Fatalf("status %d, want 303", got)
		}
	}
	after, err := w.Cases.Case(t.Context(), identity.Principal{Kind: identity.System, On: civil.Of(w.Now())}, f.Case.ID)
	if err != nil {
		t.Fatal(err)
	}
	if n := len(after.Messages) - len(f.Messages); n != 1 {
		t.Errorf("%d messages, want one", n)
	}
}
