package dbx

import (
	"testing"
	"time"

	"pgregory.net/rapid"
)

// TestParseOwn holds that what is written is read as it was, and that anything else is left to time.Parse.
func TestParseOwn(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		want := time.UnixMicro(rapid.Int64Range(-62135596800e6, 253402300799e6).Draw(r, "instant")).UTC()
		if got, ok := parseOwn(want.Format(sqliteTime)); !ok || !got.Equal(want) {
			r.Fatalf("got %v, %v, want %v", got, ok, want)
		}
	})
	for _, other := range []string{
		"", "2026-11-22 06:20:00", "2026-11-22 06:20:00.000000+01:00", "2026-11-22T06:20:00.000000+00:00", "2026-02-30 06:20:00.000000+00:00",
		"2026-11-22 24:00:00.000000+00:00", "2026-11-22 06:60:00.000000+00:00", "2026-13-22 06:20:00.000000+00:00", "2026-11-22 06:20:61.000000+00:00",
		"2026-11-2x 06:20:00.000000+00:00", "2026-00-22 06:20:00.000000+00:00",
	} {
		if got, ok := parseOwn(other); ok {
			t.Errorf("%q became %v", other, got)
		}
	}
}
