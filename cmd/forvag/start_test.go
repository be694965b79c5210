package main

import (
	"bufio"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"forvag/internal/rules"
)

// TestStartCompilesNothingOfTheProgramsOwn holds that what was checked when the program was built is compiled when somebody asks about it.
func TestStartCompilesNothingOfTheProgramsOwn(t *testing.T) {
	p := serve(t, storage{Data: t.TempDir()})
	compiled := func() (n int) {
		t.Helper()
		_, metrics := p.get("/metrics")
		_, count, found := strings.Cut(metrics, "\nforvag_rules_compiled_total ")
		if _, err := fmt.Sscan(count, &n); err != nil || !found {
			t.Fatalf("the metrics do not say how many expressions are compiled: %v", err)
		}
		return n
	}
	if n := compiled(); n != 0 {
		t.Errorf("%d expressions are compiled before anybody has asked", n)
	}
	if status, _ := p.get("/tjanster/bygglov/kolla"); status != http.StatusOK {
		t.Errorf("the check answers %d", status)
	}
	if n := compiled(); n == 0 {
		t.Error("nothing is compiled, though somebody has begun a check")
	}
}

// TestWhatAMunicipalityBringsIsCompiledAtOnce holds that a fault in its own files is told of when they are read.
func TestWhatAMunicipalityBringsIsCompiledAtOnce(t *testing.T) {
	read := func(path string) string {
		t.Helper()
		text, err := os.ReadFile(filepath.FromSlash("../../" + path))
		if err != nil {
			t.Fatal(err)
		}
		return string(text)
	}
	almby, permit := read("internal/municipality/default.yaml"), read("portal/services/bygglov.yaml")
	const distance = "school_transport_f_3:"
	if !strings.Contains(almby, distance) {
		t.Fatalf("there is no setting %s", distance)
	}
	for _, tc := range []struct {
		name  string
		files map[string]string
		// least and most are how many expressions are compiled when the folder is read; most is -1 where faults come instead.
		least, most int64
		fault       string
	}{
		{"nothing", nil, 0, 0, ""},
		{"the municipality that the program carries", map[string]string{"kommun.yaml": almby}, 0, 0, ""},
		{"a service of the program's", map[string]string{"services/bygglov.yaml": permit}, 0, 0, ""},
		{"a service of its own", map[string]string{"services/bygglov.yaml": permit + "\n# ours\n"}, 20, 200, ""},
		{"a queue of its own", map[string]string{"kommun.yaml": strings.Replace(almby, "places: ", "places: 1", 1)}, 5, 200, ""},
		{"a fault in a rule", map[string]string{"services/bygglov.yaml": strings.Replace(permit, "if: ", "if: aera > ", 1)}, 0, -1, "services/bygglov.yaml"},
		{"a setting less", map[string]string{"kommun.yaml": strings.Replace(almby, distance, "school_transport_x:", 1)}, 0, -1, "school_transport_f_3"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			dir := t.TempDir()
			for name, text := range tc.files {
				file := filepath.Join(dir, name)
				if err := os.MkdirAll(filepath.Dir(file), 0o700); err != nil {
					t.Fatal(err)
				}
				if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
					t.Fatal(err)
				}
			}
			own, err := openFolder(dir)
			if err != nil {
				t.Fatal(err)
			}
			before := rules.Compiled()
			_, err = own.load(time.Now)
			n := rules.Compiled() - before
			switch {
			case tc.most < 0 && (err == nil || !strings.Contains(err.Error(), tc.fault)):
				t.Errorf("got %v, want a fault that names %s", err, tc.fault)
			case tc.most >= 0 && err != nil:
				t.Error(err)
			case tc.most >= 0 && (n < tc.least || n > tc.most):
				t.Errorf("%d expressions are compiled, want %d to %d", n, tc.least, tc.most)
			}
		})
	}
}

// BenchmarkStart starts the program, in a process of its own, until it listens, on a new SQLite database and on one that is there. In turn with it
// runs forvag version, which meets the same machine: how many times as long the start takes says more than its time.
func BenchmarkStart(b *testing.B) {
	bin := programs(b)
	for _, name := range []string{"new", "existing"} {
		b.Run(name, func(b *testing.B) {
			data := b.TempDir()
			if name == "existing" {
				listening(b, bin, data)
			}
			var starts, versions []time.Duration
			for i := 0; b.Loop(); i++ {
				at := data
				if name == "new" {
					at = filepath.Join(data, fmt.Sprint(i))
				}
				starts = append(starts, listening(b, bin, at))
				began := time.Now()
				if err := exec.Command(filepath.Join(bin, "forvag"), "version").Run(); err != nil {
					b.Fatal(err)
				}
				versions = append(versions, time.Since(began))
			}
			slices.Sort(starts)
			slices.Sort(versions)
			start, version := starts[len(starts)/2], versions[len(versions)/2]
			b.ReportMetric(0, "ns/op")
			b.ReportMetric(float64(start.Milliseconds()), "listening-ms")
			b.ReportMetric(float64(version.Milliseconds()), "version-ms")
			b.ReportMetric(start.Seconds()/version.Seconds(), "of-version")
		})
	}
}

// listening is how long forvag serve takes until it listens. It is stopped then.
func listening(b *testing.B, bin, data string) time.Duration {
	b.Helper()
	cmd := exec.Command(filepath.Join(bin, "forvag"), "serve", "--listen", "127.0.0.1:0", "--data", data)
	out, err := cmd.StdoutPipe()
	if err != nil {
		b.Fatal(err)
	}
	began := time.Now()
	if err := cmd.Start(); err != nil {
		b.Fatal(err)
	}
	line, err := bufio.NewReader(out).ReadString('\n')
	took := time.Since(began)
	if err != nil || !strings.HasPrefix(line, "listening on ") {
		b.Errorf("the portal says %q, %v", line, err)
	}
	if err := cmd.Process.Signal(syscall.SIGTERM); err != nil {
		b.Error(err)
	}
	if err := cmd.Wait(); err != nil {
		b.Fatal(err)
	}
	return took
}
