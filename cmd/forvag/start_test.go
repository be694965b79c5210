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
	adult := read("lifeevents/rules/myndig.yaml")
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
		{"a rule of life events of the program's", map[string]string{"rules/myndig.yaml": adult}, 0, 0, ""},
		{"a rule of life events of its own", map[string]string{"rules/myndig.yaml": adult + "\n# ours\n"}, 1, 20, ""},
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
// runs forvag version, which meets the same machine: how many times as much the start takes says more than its time. Each figure is the median.
func BenchmarkStart(b *testing.B) {
	bin := filepath.Join(programs(b), "forvag")
	for _, name := range []string{"new", "existing"} {
		b.Run(name, func(b *testing.B) {
			data := b.TempDir()
			if name == "existing" {
				listening(b, bin, data)
			}
			var start, startCPU, version, versionCPU []time.Duration
			for i := 0; b.Loop(); i++ {
				at := data
				if name == "new" {
					at = filepath.Join(data, fmt.Sprint(i))
				}
				took, cpu := listening(b, bin, at)
				start, startCPU = append(start, took), append(startCPU, cpu)
				cmd := exec.Command(bin, "version")
				began := time.Now()
				if err := cmd.Run(); err != nil {
					b.Fatal(err)
				}
				version, versionCPU = append(version, time.Since(began)), append(versionCPU, cmd.ProcessState.UserTime()+cmd.ProcessState.SystemTime())
			}
			b.ReportMetric(0, "ns/op")
			b.ReportMetric(median(start), "listening-ms")
			b.ReportMetric(median(startCPU), "cpu-ms")
			b.ReportMetric(median(version), "version-ms")
			b.ReportMetric(median(versionCPU), "version-cpu-ms")
			b.ReportMetric(median(startCPU)/median(versionCPU), "of-version-cpu")
		})
	}
}

// median of durations, in milliseconds.
func median(all []time.Duration) float64 {
	slices.Sort(all)
	return float64(all[len(all)/2].Microseconds()) / 1000
}

// listening is how long forvag serve takes until it listens, and how much processor time. It is stopped then.
func listening(b *testing.B, bin, data string) (took, cpu time.Duration) {
	b.Helper()
	cmd := exec.Command(bin, "serve", "--listen", "127.0.0.1:0", "--data", data)
	out, err := cmd.StdoutPipe()
	if err != nil {
		b.Fatal(err)
	}
	began := time.Now()
	if err := cmd.Start(); err != nil {
		b.Fatal(err)
	}
	line, err := bufio.NewReader(out).ReadString('\n')
	took, cpu = time.Since(began), cpuOf(b, cmd.Process.Pid)
	if err != nil || !strings.HasPrefix(line, "listening on ") {
		b.Errorf("the portal says %q, %v", line, err)
	}
	if err := cmd.Process.Signal(syscall.SIGTERM); err != nil {
		b.Error(err)
	}
	if err := cmd.Wait(); err != nil {
		b.Fatal(err)
	}
	return took, cpu
}

// cpuOf is the processor time that a running process has used, by proc(5), to the hundredth of a second.
func cpuOf(b *testing.B, pid int) time.Duration {
	b.Helper()
	stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		b.Fatal(err)
	}
	_, after, _ := strings.Cut(string(stat), ") ") // the third field and on
	fields := strings.Fields(after)
	var user, system int
	if _, err := fmt.Sscan(fields[11]+" "+fields[12], &user, &system); err != nil {
		b.Fatal(err)
	}
	return time.Duration(user+system) * time.Second / 100
}
