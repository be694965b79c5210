package main

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"forvag/internal/casework"
	"forvag/internal/content"
	"forvag/internal/dbx/dbtest"
)

// eachStorage runs a test with an empty data folder on either database.
func eachStorage(t *testing.T, test func(t *testing.T, s storage)) {
	t.Run("sqlite", func(t *testing.T) { test(t, storage{Data: t.TempDir()}) })
	t.Run("postgres", func(t *testing.T) { test(t, storage{Data: t.TempDir(), DatabaseURL: dbtest.PostgresDSN(t)}) })
}

// command runs a command on a storage in this process.
func command(s storage, args ...string) (code int, stdout, stderr string) {
	var out, words bytes.Buffer
	code = run(context.Background(), append(args, "--data", s.Data, "--database-url", s.DatabaseURL), &out, &words)
	return code, out.String(), words.String()
}

// TestVerifyFindsEverythingAtOnce spoils one thing in each of several cases, behind the program's back.
func TestVerifyFindsEverythingAtOnce(t *testing.T) {
	eachStorage(t, func(t *testing.T, s storage) {
		in, err := openQuietly(s, time.Now)
		if err != nil {
			t.Fatal(err)
		}
		const whole, payload, removed, head, gap, missing, corrupt, unlisted, list = 0, 1, 2, 3, 4, 5, 6, 7, 8
		var made []casework.Receipt
		for i := range list + 1 {
			r, err := submit(in, fmt.Sprint("certificate ", i))
			if err != nil {
				t.Fatal(err)
			}
			if err := in.site.Cases.Message(t.Context(), guardian(in), r.Case, r.Diary.String(), "", "When?", nil); err != nil {
				t.Fatal(err)
			}
			made = append(made, r)
		}
		if err := in.Close(); err != nil {
			t.Fatal(err)
		}
		if code, out, _ := command(s, "verify"); code != 0 || !strings.Contains(out, "9 documents of cases looked at, 0 problems") {
			t.Fatalf("before anything is spoilt: exit code %d\n%s", code, out)
		}
		hashOf := func(i int) string { return string(content.Sum(fmt.Append(nil, "certificate ", i))) }
		fileOf := func(i int) string { return filepath.Join(s.files(), hashOf(i)[:2], hashOf(i)) }
		for _, spoil := range []struct {
			statement string
			arg       any
		}{
			{`UPDATE case_events SET payload = replace(payload, 'When?', 'Never') WHERE seq = 2 AND case_id = $1`, made[payload].Case},
			{`DELETE FROM case_events WHERE seq = 2 AND case_id = $1`, made[removed].Case},
			{`UPDATE cases SET head = '00' || head WHERE id = $1`, made[head].Case},
			{`DELETE FROM cases WHERE id = $1`, made[gap].Case},
			{`DELETE FROM case_files WHERE case_id = $1`, made[unlisted].Case},
			{`UPDATE case_holders SET title = 'Another' WHERE case_id = $1`, made[list].Case},
			{`UPDATE content_text SET bytes = $1 WHERE hash = (SELECT hash FROM content_version WHERE name = 'synpunkt')`, []byte("other words")},
		} {
			if err := execute(s, spoil.statement, spoil.arg); err != nil {
				t.Fatal(err)
			}
		}
		if err := os.Remove(fileOf(missing)); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(fileOf(corrupt), []byte("other bytes"), 0o600); err != nil {
			t.Fatal(err)
		}
		code, out, _ := command(s, "verify")
		if code != 1 {
			t.Errorf("exit code %d, want 1", code)
		}
		in1 := func(i int) string { return fmt.Sprintf("case %s %s: ", made[i].Diary, made[i].Case) }
		for _, want := range []string{
			in1(payload) + "event 2: its content is not what was signed",
			in1(removed) + "the case ends at event 2, the chain at 1",
			in1(head) + "the case's head is not the last event's hash",
			fmt.Sprintf("has given out 9 numbers, and 8 cases have one; %s is missing", made[gap].Diary),
			"its file " + hashOf(missing) + " is missing",
			"file " + hashOf(corrupt) + ": corrupt",
			"its file " + hashOf(corrupt) + " is corrupt",
			"its file " + hashOf(unlisted) + " is not in the list of files that cases need",
			in1(list) + "the parties' lists are not what the events add up to",
			"(service synpunkt): corrupt",
		} {
			if !strings.Contains(out, want) {
				t.Errorf("verify does not say %q", want)
			}
		}
		if strings.Contains(out, string(made[whole].Case)) {
			t.Error("verify names a case that is whole")
		}
		if t.Failed() {
			t.Log(out)
		}
	})
}
