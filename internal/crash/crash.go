// Package crash kills processes at random moments and starts them again, until what they were to do is done. It is for tests alone, of what must survive
// kill -9: the test counts afterwards what was lost and what was done twice.
//
// A child is the test binary itself, started again: TestMain calls Main with the functions that children run, and a test lets a Harness run one of them. So
// the killed process is a real one, with a real database under it, and no part of it sees its end coming.
package crash

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"syscall"
	"testing"
	"time"
)

// Kills is how many times a test is to kill, for each database: the flag -kills of the test binary.
var Kills = flag.Int("kills", 20, "how many times a crash test kills its process, for each database")

// Child is what a child process does, from wherever the one before it was killed to the end. An error fails the test.
type Child func(ctx context.Context, l *Life) error

// Life is one start of a child.
type Life struct {
	// N counts the harness's starts from 0, over all its processes.
	N    int
	args json.RawMessage
	out  *bufio.Writer
}

// Args reads the harness's Args into v.
func (l *Life) Args(v any) error { return json.Unmarshal(l.args, v) }

// Begun says that the child has opened what it needs and begins its work: from here on it may be killed.
func (l *Life) Begun() error { return l.tell() }

// Step says that some of the work is done and kept, so that the next life goes on after it.
func (l *Life) Step() error { return l.tell() }

func (l *Life) tell() error { return errors.Join(l.out.WriteByte('.'), l.out.Flush()) }

// call is how a harness tells the test binary that it is a child, in the environment.
const call = "FORVAG_CRASH_CHILD"

type calling struct {
	Child string
	Life  int
	Args  json.RawMessage
}

// Main is the body of a TestMain: it runs the child that a Harness asks for, or the tests, and does not return.
func Main(m *testing.M, children map[string]Child) {
	asked, isChild := os.LookupEnv(call)
	if !isChild {
		os.Exit(m.Run())
	}
	go func() { // a test that ends early takes its children with it
		_, _ = io.Copy(io.Discard, os.Stdin)
		os.Exit(1)
	}()
	var c calling
	err := json.Unmarshal([]byte(asked), &c)
	if run := children[c.Child]; err == nil && run != nil {
		err = run(context.Background(), &Life{N: c.Life, args: c.Args, out: bufio.NewWriter(os.Stdout)})
	} else if err == nil {
		err = fmt.Errorf("there is no child %q", c.Child)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	os.Exit(0)
}

// Harness runs a child.
type Harness struct {
	// Child names one of Main's children, and Args, as JSON, are what it is told.
	Child string
	Args  any
	// Processes is how many of them share the work; 0 means one.
	Processes int
	// Steps is about how many steps of the work are to be done when the last kill comes: the kills are spread over them.
	Steps int
	// Kills is how many times one of them is killed at most. Those that are left then end by themselves.
	Kills int
}

// firstPace is how long a step is thought to take before any has been seen.
const firstPace = 10 * time.Millisecond

// Run starts the processes, kills them at random moments after they have begun, and starts them again, until each has come to its end by itself. It returns
// how many times it killed. A child that fails fails the test.
func (h *Harness) Run(t testing.TB) int {
	t.Helper()
	args, err := json.Marshal(h.Args)
	if err != nil {
		t.Fatal(err)
	}
	r := &run{Harness: h, args: args, left: make(chan struct{}, h.Kills), lives: make(chan int, 1)}
	r.lives <- 0
	for range h.Kills {
		r.left <- struct{}{}
	}
	ends := make(chan error)
	processes := max(1, h.Processes)
	for range processes {
		go func() { ends <- r.process(t.Context()) }()
	}
	for range processes {
		err = errors.Join(err, <-ends)
	}
	if err != nil {
		t.Fatal(err)
	}
	return h.Kills - len(r.left)
}

// Rounds lets each round of a test run a harness until all kills are used, since there may be more of them than one round has room for. A round is told how many
// are left and returns how many it took. There are no more rounds than kills and one. It returns how many kills there were in all.
func Rounds(kills int, round func(n, left int) int) (all int) {
	for n := 0; n <= kills && all < kills; n++ {
		all += round(n, kills-all)
	}
	return all
}

// run is one harness that runs.
type run struct {
	*Harness
	args  json.RawMessage
	left  chan struct{} // the kills that are left
	lives chan int      // holds the number of the next life
}

// process starts a child again and again, until it ends by itself.
func (r *run) process(ctx context.Context) error {
	pace, each := firstPace, r.Steps/max(1, r.Kills)
	for {
		n := <-r.lives
		r.lives <- n + 1
		killed, err := r.live(ctx, n, rand.IntN(max(1, min(2*each+1, r.Steps))), &pace)
		if err != nil || !killed {
			return err
		}
	}
}

// live is one life of a child: it is killed at a random moment after some steps, about as long after as two steps take at most. It says whether it was killed.
func (r *run) live(ctx context.Context, n, steps int, pace *time.Duration) (killed bool, err error) {
	asked, err := json.Marshal(calling{Child: r.Child, Life: n, Args: r.args})
	if err != nil {
		return false, err
	}
	cmd := exec.CommandContext(ctx, os.Args[0])
	cmd.Env = append(os.Environ(), call+"="+string(asked))
	var words bytes.Buffer
	cmd.Stderr = &words
	keep, err := cmd.StdinPipe() // open for as long as the test lives
	if err != nil {
		return false, err
	}
	defer keep.Close()
	out, err := cmd.StdoutPipe()
	if err != nil {
		return false, err
	}
	if err := cmd.Start(); err != nil {
		return false, err
	}
	told := make(chan byte)
	go func() {
		defer close(told)
		for in := bufio.NewReader(out); ; {
			b, err := in.ReadByte()
			if err != nil {
				return
			}
			told <- b
		}
	}()
	var (
		doom   <-chan time.Time
		doomed bool
		took   = -1 // steps, since it began
		last   time.Time
	)
	for open := true; open; {
		select {
		case _, open = <-told:
			if !open {
				break
			}
			now := time.Now()
			if took++; took > 0 {
				*pace = (3**pace + now.Sub(last)) / 4
			}
			if last = now; took == steps && r.take() {
				doom, doomed = time.After(rand.N(2**pace)), true
			}
		case <-doom:
			if err := cmd.Process.Kill(); err != nil && !errors.Is(err, os.ErrProcessDone) {
				return false, err
			}
		}
	}
	err = cmd.Wait()
	if state, ok := cmd.ProcessState.Sys().(syscall.WaitStatus); ok && state.Signaled() && state.Signal() == syscall.SIGKILL && ctx.Err() == nil {
		if took == 0 { // steps may have become slower
			*pace += *pace / 4
		}
		return true, nil
	}
	if doomed { // it came to its end before its kill, which another may have
		r.left <- struct{}{}
	}
	if err != nil {
		return false, fmt.Errorf("life %d of %s: %w\n%s", n, r.Child, err, &words)
	}
	return false, nil
}

// take takes one of the kills that are left; false where there is none.
func (r *run) take() bool {
	select {
	case <-r.left:
		return true
	default:
		return false
	}
}
