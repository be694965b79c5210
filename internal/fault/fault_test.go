package fault_test

import (
	"errors"
	"fmt"
	"io"
	"testing"

	"forvag/internal/fault"
)

func TestErrorKeepsKindCauseAndWords(t *testing.T) {
	err := fmt.Errorf("close case: %w", fault.New(fault.Illegal, "case.closed", "BN 2026-000001").Because(io.EOF))
	if !errors.Is(err, fault.Illegal) || !errors.Is(err, io.EOF) {
		t.Errorf("%v: want both kind and cause in the chain", err)
	}
	if errors.Is(err, fault.NotFound) {
		t.Errorf("%v: is not of kind NotFound", err)
	}
	key, args, ok := fault.Words(err)
	if !ok || key != "case.closed" || len(args) != 1 || args[0] != "BN 2026-000001" {
		t.Errorf("Words = %q %v %v", key, args, ok)
	}
	if _, _, ok := fault.Words(io.EOF); ok {
		t.Error("an ordinary error has no words for the reader")
	}
}

func TestBecauseLeavesTheOriginalAlone(t *testing.T) {
	first := fault.New(fault.NotFound, "case.missing")
	if second := first.Because(io.EOF); first.Cause != nil || second.Cause != io.EOF {
		t.Errorf("first.Cause = %v, second.Cause = %v", first.Cause, second.Cause)
	}
}

func TestErrorTextHoldsNoArguments(t *testing.T) {
	if got, want := fault.New(fault.Invalid, "form.name", "Saga").Error(), "invalid (form.name)"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}
