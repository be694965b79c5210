package portal

import (
	"bufio"
	"context"
	"fmt"
	"runtime/debug"
	"sync"
	"time"

	"github.com/gofiber/fiber/v2"
)

// How a live stream breathes. A closed client shows only as a failed write, hence the heartbeat.
const (
	heartbeat = 15 * time.Second
	// poll is how often a stream looks for changes that no signal told of, made by another process.
	poll = 3 * time.Second
	// streamAge is how long a stream lasts before the browser opens it anew, and with it the reader's right to it.
	streamAge = 10 * time.Minute
)

// streams knows the open streams, so that shutting down can end them.
type streams struct {
	ctx  context.Context
	stop context.CancelFunc
	open sync.WaitGroup
}

func newStreams() *streams {
	ctx, stop := context.WithCancel(context.Background())
	return &streams{ctx: ctx, stop: stop}
}

// close ends every stream and waits for them.
func (s *streams) close() {
	s.stop()
	s.open.Wait()
}

func (s *streams) closed() bool { return s.ctx.Err() != nil }

// stream is one open page: an event each time something happened that the reader may see.
type stream struct {
	// wake is signalled when something may have changed; it may be signalled for nothing.
	wake <-chan struct{}
	// stop gives wake back.
	stop func()
	// changed tells whether the reader would see something new, and asks again whether they may: an error ends the stream.
	changed func(ctx context.Context) (bool, error)
}

// stream sends server-sent events until the client leaves, the reader may no longer read, the stream is old or the server stops.
func (r *request) stream(st stream) error {
	return r.events(streamAge, st.stop, func(ctx context.Context, send func(string) bool) {
		beat, look := time.NewTicker(heartbeat), time.NewTicker(poll)
		defer beat.Stop()
		defer look.Stop()
		if !send("retry: 2000\n\n") {
			return
		}
		for { // the first look is at what happened between the page and its stream
			changed, err := st.changed(ctx)
			if err != nil {
				send("event: over\ndata:\n\n")
				return
			}
			if changed && !send("event: case\ndata:\n\n") {
				return
			}
			for woken := false; !woken; {
				select {
				case <-ctx.Done():
					return
				case <-beat.C:
					if !send(": still here\n\n") {
						return
					}
				case <-st.wake:
					woken = true
				case <-look.C:
					woken = true
				}
			}
		}
	})
}

// events answers with server-sent events: what run sends, one whole event at a time, until it returns. Its send is false when the client has left. Its
// context ends with the server, and after age. The request is over by then: run must not use it. Done is called when all is over, also where nothing
// was sent.
func (r *request) events(age time.Duration, done func(), run func(ctx context.Context, send func(event string) bool)) error {
	server, conn := r.server, r.Context().Conn()
	if server.streams.closed() {
		done()
		return fiber.ErrServiceUnavailable
	}
	r.Set(fiber.HeaderContentType, "text/event-stream; charset=utf-8")
	r.Set("X-Accel-Buffering", "no") // a proxy in front must not hold events back
	if r.Method() == fiber.MethodHead {
		done()
		return nil
	}
	server.streams.open.Add(1)
	server.metrics.streams.Inc()
	r.Context().SetBodyStreamWriter(func(w *bufio.Writer) {
		defer server.streams.open.Done()
		defer server.metrics.streams.Dec()
		defer done()
		defer func() {
			if p := recover(); p != nil { // here, no handler above would: one stream's fault must not end the process
				server.Log.Error("stream", "panic", p, "at", string(debug.Stack()))
			}
		}()
		ctx, cancel := context.WithTimeout(server.streams.ctx, age)
		defer cancel()
		run(ctx, func(event string) bool {
			conn.SetWriteDeadline(time.Now().Add(2 * heartbeat)) // in place of the server's write timeout, which is for whole answers
			_, err := fmt.Fprint(w, event)
			return err == nil && w.Flush() == nil
		})
	})
	return nil
}
