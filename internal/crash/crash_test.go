package crash_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"forvag/internal/crash"
)

func TestMain(m *testing.M) { crash.Main(m, map[string]crash.Child{"count": count}) }

// counted is how far the children count, a line each time, from wherever the one before came to.
const counted = 3000

func count(_ context.Context, l *crash.Life) error {
	var file string
	if err := l.Args(&file); err != nil {
		return err
	}
	f, err := os.OpenFile(file, os.O_CREATE|os.O_RDWR|os.O_APPEND, 0o600)
	if err != nil {
		return err
	}
	if _, err := fmt.Fprintf(f, "life %d\n", l.N); err != nil {
		return err
	}
	if err := l.Begun(); err != nil {
		return err
	}
	for {
		all, err := os.ReadFile(file)
		if err != nil {
			return err
		}
		if strings.Count(string(all), "step\n") >= counted {
			_, err := fmt.Fprintln(f, "end")
			return err
		}
		if _, err := fmt.Fprintln(f, "step"); err != nil {
			return err
		}
		if err := l.Step(); err != nil {
			return err
		}
	}
}

func TestChildrenAreKilledAndGoOn(t *testing.T) {
	for _, tc := range []struct{ processes, kills int }{{1, 0}, {1, 12}, {2, 12}} {
		t.Run(fmt.Sprint(tc), func(t *testing.T) {
			file := filepath.Join(t.TempDir(), "count")
			h := crash.Harness{Child: "count", Args: file, Processes: tc.processes, Steps: counted / 5, Kills: tc.kills}
			if took := h.Run(t); took != tc.kills {
				t.Errorf("killed %d times, want %d", took, tc.kills)
			}
			all, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			lives, ends := strings.Count(string(all), "life "), strings.Count(string(all), "end\n")
			if lives != tc.processes+tc.kills || ends != tc.processes {
				t.Errorf("%d lives and %d ends, want %d and %d", lives, ends, tc.processes+tc.kills, tc.processes)
			}
		})
	}
}

func TestRoundsGoOnUntilAllKillsAreUsed(t *testing.T) {
	for _, tc := range []struct{ kills, room, rounds, took int }{{10, 4, 3, 10}, {10, 20, 1, 10}, {10, 0, 11, 0}, {0, 4, 0, 0}} {
		rounds := 0
		took := crash.Rounds(tc.kills, func(n, left int) int {
			if n != rounds {
				t.Errorf("round %d says %d", rounds, n)
			}
			rounds++
			return min(left, tc.room)
		})
		if rounds != tc.rounds || took != tc.took {
			t.Errorf("%+v: %d rounds, %d kills", tc, rounds, took)
		}
	}
}
