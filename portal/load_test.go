package portal_test

import (
	"bufio"
	"bytes"
	"fmt"
	"net"
	"slices"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/gofiber/fiber/v2"
	"github.com/valyala/fasthttp"
)

// connections is how many browsers ask at once.
const connections = 64

// target is something that answers HTTP on loopback, with its open connections and what was measured.
type target struct {
	b      *testing.B
	status int
	// ask is the n-th request, as it goes over the wire.
	ask func(n int) []byte
	// answered looks at an answer; nil looks at its status alone.
	answered func(*fasthttp.Response) error

	conns []net.Conn
	asked atomic.Int64
	took  []time.Duration // of each request
	spent time.Duration   // of the rounds
	cpu   time.Duration   // of this process in the rounds, asking included
}

// dial opens the connections to an address, closed when the benchmark ends.
func dial(b *testing.B, address string, ask func(n int) []byte) *target {
	b.Helper()
	t := &target{b: b, status: fiber.StatusOK, ask: ask}
	for range connections {
		conn, err := net.Dial("tcp", address)
		if err != nil {
			b.Fatal(err)
		}
		b.Cleanup(func() { conn.Close() })
		t.conns = append(t.conns, conn)
	}
	return t
}

// round asks over all connections at once, each its next as soon as it has its answer, until more says no.
func (t *target) round(more func(n int) bool) {
	t.b.Helper()
	took, errs := make([][]time.Duration, len(t.conns)), make(chan error, len(t.conns))
	var done sync.WaitGroup
	start, cpu := time.Now(), cpuTime(t.b)
	for i, conn := range t.conns {
		done.Go(func() {
			in := bufio.NewReaderSize(conn, 16<<10)
			var answer fasthttp.Response
			for n := int(t.asked.Add(1)) - 1; more(n); n = int(t.asked.Add(1)) - 1 {
				sent := time.Now()
				if err := t.exchange(conn, in, n, &answer); err != nil {
					errs <- err
					return
				}
				took[i] = append(took[i], time.Since(sent))
			}
		})
	}
	done.Wait()
	t.spent += time.Since(start)
	t.cpu += cpuTime(t.b) - cpu
	t.took = slices.Concat(append(took, t.took)...)
	select {
	case err := <-errs:
		t.b.Fatal(err)
	default:
	}
}

func (t *target) exchange(conn net.Conn, in *bufio.Reader, n int, answer *fasthttp.Response) error {
	if _, err := conn.Write(t.ask(n)); err != nil {
		return err
	}
	if err := answer.Read(in); err != nil {
		return err
	}
	if answer.StatusCode() != t.status {
		return fmt.Errorf("status %d, want %d: %s", answer.StatusCode(), t.status, bytes.TrimSpace(answer.Body()))
	}
	if t.answered != nil {
		return t.answered(answer)
	}
	return nil
}

// forget throws away what was measured.
func (t *target) forget() { t.took, t.spent, t.cpu = nil, 0, 0 }

// during is a round of a length in time.
func (t *target) during(d time.Duration) {
	t.b.Helper()
	until := time.Now().Add(d)
	t.round(func(int) bool { return time.Now().Before(until) })
}

// rate is how many requests a second were answered.
func (t *target) rate() float64 { return float64(len(t.took)) / t.spent.Seconds() }

// within is the time, in milliseconds, in which a share of the answers came.
func (t *target) within(share float64) float64 {
	slices.Sort(t.took)
	return float64(t.took[int(share*float64(len(t.took)-1))].Microseconds()) / 1000
}

// cost is the processor time of an answer, asking included: unlike the rate, it does not depend on what else the machine does.
func (t *target) cost() float64 { return float64(t.cpu.Microseconds()) / float64(len(t.took)) }

// cpuTime is the processor time that this process has used.
func cpuTime(b *testing.B) time.Duration {
	var used syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &used); err != nil {
		b.Fatal(err)
	}
	return time.Duration(used.Utime.Nano() + used.Stime.Nano())
}

// report writes down what was measured.
func (t *target) report() {
	t.b.ReportMetric(0, "ns/op")
	t.b.ReportMetric(t.rate(), "req/s")
	t.b.ReportMetric(t.within(0.50), "p50-ms")
	t.b.ReportMetric(t.within(0.99), "p99-ms")
	t.b.ReportMetric(t.cost(), "cpu-µs/req")
}

// serveBare answers everything on loopback with one handler and nothing around it, and returns the address.
func serveBare(b *testing.B, h fiber.Handler) string {
	b.Helper()
	app := fiber.New(fiber.Config{DisableStartupMessage: true})
	app.Use(h)
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		b.Fatal(err)
	}
	go func() { _ = app.Listener(l) }() // ends with Shutdown
	b.Cleanup(func() { _ = app.Shutdown() })
	return l.Addr().String()
}
