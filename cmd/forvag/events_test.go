package main

import (
	"bytes"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"forvag/internal/apikey"
	"forvag/internal/civil"
	"forvag/internal/residents"
	"forvag/lifeevents"
)

// TestEventsAreIngestedFromAFile takes a file with good lines, bad ones, one that was told before, and one without end.
func TestEventsAreIngestedFromAFile(t *testing.T) {
	data := t.TempDir()
	in, err := open(t.Context(), settings{storage: storage{Data: data}}, time.Now, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	if err := in.site.Residents.LoadDemo(t.Context()); err != nil {
		t.Fatal(err)
	}
	n, err := in.site.Residents.Number(t.Context(), residents.DemoID("000101"))
	if err != nil {
		t.Fatal(err)
	}
	if err := in.Close(); err != nil {
		t.Fatal(err)
	}
	line := func(id string) string {
		return fmt.Sprintf(`{"specversion": "1.0", "id": %q, "source": "/bygglov", "type": "se.forvag.building_finished", "data": {"day": %q, "people": [%q]}}`,
			id, civil.Today(time.Now), n.Digits())
	}
	file := filepath.Join(t.TempDir(), "events.ndjson")
	text := strings.Join([]string{line("1"), "", "{", line("2"), strings.Repeat("x", maxEventLine+1), line("1"), strings.Replace(line("3"), "building_finished", "ghost", 1), line("4")}, "\n")
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	var out, errs bytes.Buffer
	if code := run(t.Context(), []string{"events", "ingest", file, "--data", data}, &out, &errs); code != 1 {
		t.Errorf("exit code %d: %s", code, errs.String())
	}
	for _, want := range []string{file + ":3: it is no JSON object", file + ":5: the line is longer", file + ":7: there is no type", "3 accepted, 1 told before, 3 left out"} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("%q is not said:\n%s", want, out.String())
		}
	}
	if strings.Contains(out.String()+errs.String(), n.Digits()) {
		t.Error("a personal number is printed")
	}
	out.Reset()
	if code := run(t.Context(), []string{"events", "aside", "--data", data}, &out, &errs); code != 0 || !strings.Contains(out.String(), "/bygglov  3: there is no type") {
		t.Errorf("exit code %d: %s", code, out.String())
	}

	in, err = open(t.Context(), settings{storage: storage{Data: data}}, time.Now, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	defer in.Close()
	events, err := in.life.Events(t.Context(), civil.Today(time.Now))
	if err != nil || len(events) != 3 || events[0].Kind != lifeevents.BuildingFinished {
		t.Errorf("%+v, %v", events, err)
	}
	if n, err := in.life.Notice(t.Context()); err != nil || !n.Told {
		t.Errorf("a portal beside is told of nothing: %v", err)
	}
}

// TestAnAPIKeyIsMadeListedAndRevoked does so at the command line.
func TestAnAPIKeyIsMadeListedAndRevoked(t *testing.T) {
	data := t.TempDir()
	call := func(want int, args ...string) string {
		t.Helper()
		var out, errs bytes.Buffer
		if code := run(t.Context(), append(args, "--data", data), &out, &errs); code != want {
			t.Fatalf("%v: exit code %d, want %d: %s", args, code, want, errs.String())
		}
		return out.String()
	}
	call(0, "migrate")
	key := strings.TrimSpace(call(0, "apikey", "new", "bygglov", "--scope", "events"))
	if list := call(0, "apikey", "list"); !strings.Contains(list, "bygglov") || !strings.Contains(list, "good since") || strings.Contains(list, key) {
		t.Errorf("the list says %q", list)
	}
	call(2, "apikey", "new", "bygglov", "--scope", "events")
	call(2, "apikey", "new", "skola", "--scope", "everything")
	db, err := storage{Data: data}.existing(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := apikey.New(db, time.Now).Allows(t.Context(), key, apikey.Events); err != nil {
		t.Errorf("the printed key: %v", err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	call(0, "apikey", "revoke", "bygglov")
	call(2, "apikey", "revoke", "bygglov")
	if list := call(0, "apikey", "list"); !strings.Contains(list, "revoked") {
		t.Errorf("the list says %q", list)
	}
}
