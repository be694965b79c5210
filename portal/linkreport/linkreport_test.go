package linkreport_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"forvag/internal/dbx"
	"forvag/internal/dbx/dbtest"
	"forvag/portal/linkreport"
)

func TestReportsAreCountedUntilSomebodyHasLooked(t *testing.T) {
	dbtest.Each(t, []dbx.Module{linkreport.Module}, func(t *testing.T, db *dbx.DB) {
		now := time.Date(2026, 11, 22, 8, 0, 0, 0, time.UTC)
		start := now
		s := linkreport.NewStore(db, func() time.Time { return now })
		note := func(link, url string) {
			t.Helper()
			if err := s.Note(t.Context(), link, url); err != nil {
				t.Fatal(err)
			}
			now = now.Add(time.Hour)
		}
		list := func(want ...linkreport.Report) {
			t.Helper()
			got, err := s.List(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
		}
		list()
		note("csn", "https://www.csn.se")
		note("1177", "https://www.1177.se")
		note("1177", "https://www.1177.se")
		csn := linkreport.Report{Link: "csn", URL: "https://www.csn.se", Count: 1, First: start, Last: start}
		list(linkreport.Report{Link: "1177", URL: "https://www.1177.se", Count: 2, First: start.Add(time.Hour), Last: start.Add(2 * time.Hour)}, csn)

		// a mended address begins anew
		note("1177", "https://1177.se")
		list(linkreport.Report{Link: "1177", URL: "https://1177.se", Count: 1, First: start.Add(3 * time.Hour), Last: start.Add(3 * time.Hour)}, csn)

		for range 2 {
			if err := s.Clear(t.Context(), "1177"); err != nil {
				t.Fatal(err)
			}
		}
		list(csn)
	})
}
