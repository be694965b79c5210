package portal

import (
	"context"
	"encoding/json"
	"fmt"
	"runtime/debug"
	"strings"
	"sync"
	"time"

	"github.com/gofiber/fiber/v2"

	"forvag/assistant"
	"forvag/internal/fault"
	"forvag/internal/locale"
	"forvag/web"
)

// turns holds who has a question that is being answered. Like the limits it counts in this process. Safe for concurrent use.
type turns struct {
	mu   sync.Mutex
	open map[string]bool
}

func newTurns() *turns { return &turns{open: map[string]bool{}} }

// begin is false where who has a question open already. Done ends the one that began.
func (t *turns) begin(who string) (done func(), ok bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.open[who] {
		return nil, false
	}
	t.open[who] = true
	return func() {
		t.mu.Lock()
		defer t.mu.Unlock()
		delete(t.open, who)
	}, true
}

// turn is the reader's to have a question answered in: one at a time for who is logged in, else for the conversation, else for the address. While
// another is being answered the error is fault.TooMany.
func (r *request) turn(t *talk) (done func(), err error) {
	who := "at " + r.server.client(r.Ctx).String()
	switch {
	case r.principal.Actor != "":
		who = "login " + string(r.principal.Actor)
	case t.ID != "":
		who = "talk " + t.ID
	}
	done, ok := r.server.asking.begin(who)
	if !ok {
		return nil, fault.New(fault.TooMany, "web.ask.busy")
	}
	return done, nil
}

const eventStream = "text/event-stream"

// wantsEvents says whether an answer is to come as it is made.
func wantsEvents(c *fiber.Ctx) bool {
	return strings.HasPrefix(c.Path(), apiAskPath) && mediaType(c.Get(fiber.HeaderAccept)) == eventStream
}

// answerAge is how long an answer may take, and answerBeat how often the client is shown, while nothing else comes, that it is being made: a client
// that has left is noticed by that alone, and what they asked need not be answered.
const (
	answerAge  = 2 * time.Minute
	answerBeat = 500 * time.Millisecond
)

// askedLive is what the done event tells a page.
type askedLive struct {
	// HTML is the exchange, to stand last in the conversation, and Talk the conversation with it.
	HTML string `json:"html,omitempty"`
	Talk string `json:"talk,omitempty"`
	// Written says that the sentences that have come are the answer; else it stands in their place.
	Written bool `json:"written"`
	// Open says that a check waits for an answer.
	Open bool `json:"open"`
	// Error is why there is no exchange.
	Error string `json:"error,omitempty"`
}

// askedPart is what a part event tells a page.
type askedPart struct {
	// HTML is the next sentence, and Text is it in plain words.
	HTML string `json:"html"`
	Text string `json:"text"`
}

// askLive answers in a page that has script: in words as they come, and then as the page would show it.
func (r *request) askLive() error {
	t, message := r.openTalk(r.FormValue("talk")), r.FormValue("question")
	return r.answering(&t, func(a *request, give func(any) error) (any, error) {
		shown := a.writer()
		said, err := a.say(message, &t, func(p assistant.Part) error { return give(shown.part(p)) })
		if err != nil {
			return nil, err
		}
		if said.wrong != "" {
			return askedLive{Error: said.wrong}, nil
		}
		out := askedLive{Open: said.exchange.Ask != "", Written: len(said.exchange.Written) > 0}
		if out.Talk, err = a.sealTalk(t); err != nil {
			return nil, err
		}
		var html strings.Builder
		if err := web.RenderPart(a.ctx(), &html, a.lang, a.Assets, web.AskedNow{Exchange: said.exchange, Talk: out.Talk, Reasons: a.reasons()}); err != nil {
			return nil, err
		}
		out.HTML = html.String()
		return out, nil
	})
}

// answering sends what answer gives as events, part, and what it comes to as the last one, done, in its turn of the conversation. It is given the
// request as it can be used when the browser's is over: who asks, and in which language.
func (r *request) answering(t *talk, answer func(r *request, give func(any) error) (any, error)) error {
	done, err := r.turn(t)
	if err != nil {
		return err
	}
	server, who, login := r.server, r.caller, r.session
	return r.events(answerAge, done, func(ctx context.Context, send func(string) bool) {
		ctx, cancel := context.WithCancel(ctx)
		defer cancel()
		type outcome struct {
			event string
			err   error
		}
		parts, ended := make(chan string), make(chan outcome, 1)
		give := func(value any) error {
			select {
			case parts <- event("part", value):
				return nil
			case <-ctx.Done():
				return ctx.Err()
			}
		}
		go func() {
			defer func() {
				if p := recover(); p != nil {
					ended <- outcome{err: fmt.Errorf("panic: %v\n%s", p, debug.Stack())}
				}
			}()
			who.within = ctx
			value, err := answer(&request{caller: who, server: server, session: login}, give)
			if err != nil {
				ended <- outcome{err: err}
				return
			}
			ended <- outcome{event: event("done", value)}
		}()
		beat := time.NewTicker(answerBeat)
		defer beat.Stop()
		for left := false; ; {
			select {
			case <-beat.C:
				left = left || !send(": still here\n\n")
			case words := <-parts:
				left = left || !send(words)
			case o := <-ended:
				if left {
					return
				}
				if o.err != nil {
					server.Log.Error("answer", "error", o.err)
					o.event = event("error", problem{Type: typeOf(500), Status: 500, Detail: locale.T(who.lang, "web.ask.failed")})
				}
				send(o.event)
				return
			}
			if left {
				cancel()
			}
		}
	})
}

// event is a server-sent event with a value as JSON.
func event(name string, value any) string {
	data, err := json.Marshal(value)
	if err != nil {
		panic(err) // values of ours always encode
	}
	return "event: " + name + "\ndata: " + string(data) + "\n\n"
}
