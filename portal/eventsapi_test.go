package portal_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"forvag/internal/apikey"
	"forvag/internal/civil"
	"forvag/internal/dbx"
	"forvag/internal/dbx/dbtest"
	"forvag/lifeevents/intake"
	lifestore "forvag/lifeevents/sqlstore"
	"forvag/portal/portaltest"
)

// finished is that a building of Anna's is finished, as her building office tells it.
func (w *world) finished(id string) string {
	w.t.Helper()
	n, err := w.Residents.Number(w.t.Context(), portaltest.PersonID("000101"))
	if err != nil {
		w.t.Fatal(err)
	}
	return fmt.Sprintf(`{"specversion": "1.0", "id": %q, "source": "/bygglov", "type": "se.forvag.building_finished", "data": {"day": "2026-11-20", "people": [%q]}}`, id, n.Digits())
}

// TestOtherSystemsTellOfEventsOnce calls as a building office would: with a key, with one event and with several, and the same again.
func TestOtherSystemsTellOfEventsOnce(t *testing.T) {
	dbtest.Each(t, portaltest.Modules, func(t *testing.T, db *dbx.DB) {
		w := worldOn(t, db, false)
		key, err := w.APIKeys.Make(t.Context(), "bygglov", []apikey.Scope{apikey.Events})
		if err != nil {
			t.Fatal(err)
		}
		call := func(key, media, body string) answer {
			q := ask{method: "POST", path: "/api/v1/events", media: media, body: []byte(body), header: map[string]string{}}
			if key != "" {
				q.header["Authorization"] = "Bearer " + key
			}
			return w.do(q)
		}
		type heard struct {
			Accepted, Duplicate int
			Rejected            []struct {
				Index      int
				ID, Reason string
			}
		}
		told := func(media, body string, accepted, duplicate int, rejected ...int) {
			t.Helper()
			a := call(key, media, body)
			var got heard
			if err := json.Unmarshal([]byte(a.body), &got); err != nil || a.status != http.StatusOK {
				t.Fatalf("%d %s: %v", a.status, a.body, err)
			}
			var left []int
			for _, r := range got.Rejected {
				if left = append(left, r.Index); r.Reason == "" {
					t.Errorf("no reason: %s", a.body)
				}
			}
			if got.Accepted != accepted || got.Duplicate != duplicate || cmp.Diff(rejected, left) != "" {
				t.Errorf("got %s, want %d, %d, %v", a.body, accepted, duplicate, rejected)
			}
		}
		one, two := w.finished("1"), w.finished("2")
		told(intake.StructuredMIME, one, 1, 0)
		told(intake.StructuredMIME+"; charset=utf-8", one, 0, 1)
		told(intake.BatchMIME, "["+one+","+two+`,{"specversion": "1.0", "id": "3", "source": "/bygglov"},7]`, 1, 1, 2, 3)
		told(intake.BatchMIME, "[]", 0, 0)
		events, err := w.Hearing.Store.(*lifestore.Store).Events(t.Context(), civil.Must("2026-11-01"))
		if err != nil || len(events) != 2 || events[0].Subject != portaltest.PersonID("000101") {
			t.Errorf("%+v, %v", events, err)
		}
		aside, err := w.Hearing.Store.(*lifestore.Store).Aside(t.Context())
		if err != nil || len(aside) != 1 || aside[0].ID != "3" || aside[0].Reason == "" {
			t.Errorf("kept aside: %+v, %v", aside, err)
		}

		for _, tc := range []struct {
			name, key, media, body string
			status                 int
		}{
			{"no key", "", intake.StructuredMIME, one, http.StatusUnauthorized},
			{"another key", key + "x", intake.StructuredMIME, one, http.StatusUnauthorized},
			{"plain JSON", key, "application/json", one, http.StatusUnsupportedMediaType},
			{"no list", key, intake.BatchMIME, one, http.StatusBadRequest},
			{"one that is wrong", key, intake.StructuredMIME, strings.Replace(one, "building_finished", "born", 1), http.StatusBadRequest},
			{"too many", key, intake.BatchMIME, "[" + strings.Repeat("1,", 500) + "1]", http.StatusRequestEntityTooLarge},
		} {
			a := call(tc.key, tc.media, tc.body)
			if a.status != tc.status || !strings.HasPrefix(a.header.Get("Content-Type"), "application/problem+json") {
				t.Errorf("%s: %d %s", tc.name, a.status, a.body)
			}
			if challenged := strings.HasPrefix(a.header.Get("WWW-Authenticate"), "Bearer"); challenged != (tc.status == http.StatusUnauthorized) {
				t.Errorf("%s: WWW-Authenticate %q", tc.name, a.header.Get("WWW-Authenticate"))
			}
			if n, err := w.Residents.Number(t.Context(), portaltest.PersonID("000101")); err != nil || strings.Contains(a.body, n.Digits()) {
				t.Errorf("%s: the answer holds a personal number, %v", tc.name, err)
			}
		}
		if err := w.APIKeys.Revoke(t.Context(), "bygglov"); err != nil {
			t.Fatal(err)
		}
		if a := call(key, intake.StructuredMIME, one); a.status != http.StatusUnauthorized {
			t.Errorf("a revoked key: %d", a.status)
		}
	})
}

// unkept hears, and fails to keep what is left out.
type unkept struct{ *lifestore.Store }

func (unkept) PutAside(context.Context, lifestore.Aside) error { return errors.New("the disk is full") }

// TestWhatIsLeftOutIsKeptOrToldAgain lets the database fail where a wrong event is put aside: the answer is no reason that the sender could do anything about.
func TestWhatIsLeftOutIsKeptOrToldAgain(t *testing.T) {
	w := newWorld(t)
	h := w.Hearing
	h.Store = unkept{h.Store.(*lifestore.Store)}
	_, _, err := h.Hear(t.Context(), []byte(`{"specversion": "1.0", "id": "3", "source": "/bygglov"}`), w.Now())
	if _, left := errors.AsType[intake.Bad](err); left || err == nil {
		t.Errorf("%v, want the database's error alone", err)
	}
}
