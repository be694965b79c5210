package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"golang.org/x/sync/errgroup"

	"forvag/internal/dbx/dbtest"
)

// TestBackupWhileTheyWrite makes a backup while a portal serves and others submit cases with files, and restores it into either database: it is whole,
// and has every case that was there when it began.
func TestBackupWhileTheyWrite(t *testing.T) {
	eachStorage(t, func(t *testing.T, s storage) {
		serve(t, s)
		in, err := openQuietly(s, time.Now)
		if err != nil {
			t.Fatal(err)
		}
		defer in.Close()
		began, stop := make(chan struct{}), make(chan struct{})
		var writers errgroup.Group
		for w := range 2 {
			writers.Go(func() error {
				for i := 0; ; i++ {
					select {
					case <-stop:
						return nil
					default:
					}
					if _, err := submit(in, fmt.Sprintf("certificate %d of %d", i, w)); err != nil {
						return err
					}
					if w == 0 && i == 5 {
						close(began)
					}
				}
			})
		}
		<-began
		folder := filepath.Join(t.TempDir(), "backup")
		code, out, words := command(s, "backup", folder)
		close(stop)
		if err := writers.Wait(); err != nil {
			t.Fatal(err)
		}
		if code != 0 {
			t.Fatalf("backup: exit code %d\n%s%s", code, out, words)
		}
		for name, target := range map[string]storage{
			"sqlite": {Data: t.TempDir()}, "postgres": {Data: t.TempDir(), DatabaseURL: dbtest.PostgresDSN(t)},
		} {
			key, err := os.ReadFile(s.keyFile())
			if err == nil {
				err = os.WriteFile(target.keyFile(), key, 0o600)
			}
			if err != nil {
				t.Fatal(err)
			}
			if code, out, words := command(target, "restore", folder); code != 0 {
				t.Fatalf("restore into %s: exit code %d\n%s%s", name, code, out, words)
			}
			code, out, words := command(target, "verify")
			if code != 0 || !strings.Contains(out, "0 problems") || strings.HasPrefix(out, "0 documents") {
				t.Errorf("verify after restoring into %s: exit code %d\n%s%s", name, code, out, words)
			}
		}
	})
}
