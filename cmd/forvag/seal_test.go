package main

import (
	"bytes"
	"log/slog"
	"runtime/debug"
	"strings"
	"sync"
	"testing"

	"forvag/internal/civil"
	"forvag/internal/identity"
	"forvag/internal/municipality"
	"forvag/internal/residents"
)

func TestSealedStaffNumbersAreOpenedAtStart(t *testing.T) {
	ring := func(key string) *identity.Keyring {
		k, err := identity.ParseKeyring("1:" + key)
		if err != nil {
			t.Fatal(err)
		}
		return k
	}
	own, other := ring("MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE="), ring("MTIzNDU2Nzg5MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTI=")
	n := identity.TestNumber(civil.Must("1985-06-06"), 981)
	staff := func() *municipality.Municipality {
		return &municipality.Municipality{Staff: []municipality.Officer{{Name: "A"}, {Name: "B", Number: n}, {Name: "C", Sealed: residents.SealNumber(own, n)}}}
	}
	var said bytes.Buffer
	log := slog.New(slog.NewTextHandler(&said, nil))
	m := staff()
	if err := unseal(m, own, log); err != nil || m.Staff[2].Number != n || !m.Staff[0].Number.IsZero() {
		t.Errorf("unsealed: %+v, %v", m.Staff, err)
	}
	if !strings.Contains(said.String(), "officers=1") || strings.Contains(said.String(), n.Digits()) {
		t.Errorf("the log says %q", said.String())
	}
	if err := unseal(staff(), other, log); err == nil || !strings.Contains(err.Error(), "staff[2].personal_number") {
		t.Errorf("with another key: %v", err)
	}
}

func TestTheCollectorIsSparedOnlyWhileSomethingOpens(t *testing.T) {
	before := debug.SetGCPercent(100)
	defer debug.SetGCPercent(before)
	var s spare
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			end := s.begin()
			if got := debug.SetGCPercent(gcAtStart); got != gcAtStart {
				t.Errorf("GOGC is %d while something opens", got)
			}
			end()
		})
	}
	all.Wait()
	if got := debug.SetGCPercent(100); got != 100 {
		t.Errorf("GOGC is %d afterwards, want 100", got)
	}
}
