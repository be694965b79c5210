package main

import (
	"context"
	"io"
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"
)

// TestWhoReadsMetrics holds that no resident does: they stand at an address of their own, or where nobody but this machine comes.
func TestWhoReadsMetrics(t *testing.T) {
	public := &url.URL{Scheme: "https", Host: "etjanster.almby.example"}
	for _, tc := range []struct {
		name       string
		s          settings
		here, self bool // told at the portal's address, and at one of its own
	}{
		{"on this machine alone", settings{Listen: "127.0.0.1:0"}, true, false},
		{"behind a proxy on this machine", settings{Listen: "127.0.0.1:0", BaseURL: public}, false, false},
		{"on every interface", settings{Listen: ":0"}, false, false},
		{"at an address of their own", settings{Listen: "127.0.0.1:0", MetricsListen: "127.0.0.1:0"}, false, true},
		{"at one of their own, behind a proxy", settings{Listen: "127.0.0.1:0", MetricsListen: "127.0.0.1:0", BaseURL: public}, false, true},
	} {
		t.Run(tc.name, func(t *testing.T) {
			tc.s.Data, tc.s.SessionIdle, tc.s.ShutdownGrace = t.TempDir(), time.Hour, time.Second
			p, err := start(t.Context(), tc.s, time.Now, slog.New(slog.DiscardHandler), nil)
			if err != nil {
				t.Fatal(err)
			}
			ctx, stop := context.WithCancel(t.Context())
			ended := make(chan error, 1)
			go func() { ended <- p.run(ctx, &console{out: io.Discard, err: io.Discard}, "") }()
			if status, body := fetch(t, p.url()+"/metrics"); (status == http.StatusOK) != tc.here || strings.Contains(body, "forvag_") != tc.here {
				t.Errorf("the portal answers %d", status)
			}
			if status, _ := fetch(t, p.url()+"/readyz"); status != http.StatusOK {
				t.Errorf("/readyz answers %d", status)
			}
			if (p.metrics.url() != "") != tc.self {
				t.Errorf("an address of their own: %q", p.metrics.url())
			}
			if tc.self {
				if status, body := fetch(t, p.metrics.url()); status != http.StatusOK || !strings.Contains(body, "# TYPE forvag_request_seconds histogram") {
					t.Errorf("their own address answers %d", status)
				}
				if status, _ := fetch(t, strings.TrimSuffix(p.metrics.url(), "/metrics")+"/"); status != http.StatusNotFound {
					t.Errorf("something else answers %d there", status)
				}
			}
			stop()
			if err := <-ended; err != nil {
				t.Error(err)
			}
			if tc.self {
				if _, err := http.Get(p.metrics.url()); err == nil {
					t.Error("their own address answers when the portal has ended")
				}
			}
		})
	}
}

func fetch(t *testing.T, address string) (int, string) {
	t.Helper()
	answer, err := http.Get(address)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	if err != nil {
		t.Fatal(err)
	}
	return answer.StatusCode, string(body)
}

// TestMetricsAddressThatIsTaken tells which setting it is about.
func TestMetricsAddressThatIsTaken(t *testing.T) {
	s := settings{storage: storage{Data: t.TempDir()}, Listen: "127.0.0.1:0", MetricsListen: "192.0.2.1:9", SessionIdle: time.Hour}
	if _, err := start(t.Context(), s, time.Now, slog.New(slog.DiscardHandler), nil); err == nil || !strings.Contains(err.Error(), "FORVAG_METRICS_LISTEN") {
		t.Errorf("got %v", err)
	}
}
