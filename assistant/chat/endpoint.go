package chat

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"math"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/sashabaranov/go-openai"

	"forvag/assistant"
)

// Endpoint is a server that speaks as OpenAI's chat does, with one model. It is safe for concurrent use.
type Endpoint struct {
	client      *openai.Client
	model       string
	temperature float32
	budget      *Budget
	clock       func() time.Time
	log         *slog.Logger
	breaker     breaker
}

const (
	// maxTokens is the longest answer that is asked for; maxCall is the longest call of a tool, in bytes, and maxBody all that is read of one response.
	maxTokens = 800
	maxCall   = 8 << 10
	maxBody   = 1 << 20
	// usageTime is how long the count of tokens is waited for after an answer has ended.
	usageTime = time.Second
	// bytesPerToken is what is counted by where the server does not count: rather too few bytes, so that the budget holds.
	bytesPerToken = 3
)

// NewEndpoint knows the server of the options. Nothing is counted where budget is nil.
func NewEndpoint(o Options, budget *Budget, clock func() time.Time, log *slog.Logger) *Endpoint {
	config := openai.DefaultConfig(o.ChatKey)
	config.BaseURL = strings.TrimRight(o.ChatURL.String(), "/")
	config.HTTPClient = &http.Client{
		Transport:     observer{http.DefaultTransport},
		CheckRedirect: func(*http.Request, []*http.Request) error { return errors.New("chat: the endpoint leads elsewhere") },
	}
	return &Endpoint{client: openai.NewClientWithConfig(config), model: o.ChatModel, temperature: o.ChatTemperature, budget: budget, clock: clock, log: log}
}

// Write asks the model. See assistant.Writer. What is logged of a failure is its kind alone, since an error may repeat what was sent.
func (e *Endpoint) Write(ctx context.Context, b assistant.Brief, emit func(string) error) (*assistant.Call, error) {
	if e.breaker.paused(e.clock()) {
		return nil, assistant.FallbackPaused
	}
	request := e.request(b)
	sent := size(request)
	settle := func(int64) error { return nil }
	if e.budget != nil {
		var err error
		if settle, err = e.budget.reserve(context.WithoutCancel(ctx), sent/bytesPerToken+maxTokens); err != nil {
			if !errors.Is(err, assistant.FallbackBudget) {
				e.log.Error("tokens cannot be counted: no model is asked", "error", err)
			}
			return nil, assistant.FallbackBudget
		}
	}
	seen := &seen{}
	x := exchange{emit: emit}
	err := x.run(context.WithValue(ctx, seenKey{}, seen), e.client, request)
	used := x.tokens
	if used == 0 && seen.status == http.StatusOK {
		used = (sent + x.size) / bytesPerToken
	}
	if counted := settle(used); counted != nil {
		e.log.Error("tokens cannot be counted", "error", counted)
	}
	err = e.judge(ctx, err, seen)
	if err != nil {
		return nil, err
	}
	return x.call(b)
}

// judge gives an error its name, and lets the breaker know.
func (e *Endpoint) judge(ctx context.Context, err error, seen *seen) error {
	var stopped *stopped
	switch {
	case err == nil:
		e.breaker.succeeded()
		return nil
	case errors.As(err, &stopped): // by the assistant, which does not want more of it
		e.breaker.succeeded()
		return stopped.error
	case errors.Is(ctx.Err(), context.Canceled):
		return ctx.Err()
	}
	why := named(ctx, err, seen)
	if why == assistant.FallbackLimited || seen.wait > 0 {
		e.breaker.pause(e.clock(), seen.wait)
	} else {
		e.breaker.failed(e.clock())
	}
	e.log.Warn("the language model failed", "why", string(why), "status", seen.status)
	return why
}

func named(ctx context.Context, err error, seen *seen) assistant.Fallback {
	if f, ok := errors.AsType[assistant.Fallback](err); ok {
		return f
	}
	var told *openai.APIError
	var syntax *json.SyntaxError
	var mistyped *json.UnmarshalTypeError
	switch {
	case errors.Is(ctx.Err(), context.DeadlineExceeded):
		return assistant.FallbackTimeout
	case seen.status == http.StatusTooManyRequests:
		return assistant.FallbackLimited
	case seen.status != http.StatusOK, errors.As(err, &told):
		return assistant.FallbackServer
	case errors.As(err, &syntax), errors.As(err, &mistyped), errors.Is(err, openai.ErrTooManyEmptyStreamMessages):
		return assistant.FallbackProtocol
	}
	return assistant.FallbackTruncated
}

func (e *Endpoint) request(b assistant.Brief) openai.ChatCompletionRequest {
	r := openai.ChatCompletionRequest{
		Model: e.model, Messages: messages(b), Tools: tools(b), Temperature: max(e.temperature, math.SmallestNonzeroFloat32),
		StreamOptions: &openai.StreamOptions{IncludeUsage: true},
	}
	//lint:ignore SA1019 servers of one's own know max_tokens, and many of them not the other
	r.MaxTokens = maxTokens
	if openai.NewReasoningValidator().Validate(r) != nil { // a model that takes neither that nor a temperature
		//lint:ignore SA1019 as above
		r.MaxTokens = 0
		r.MaxCompletionTokens, r.Temperature = maxTokens, 0
	}
	if b.Reading {
		r.ToolChoice = openai.ToolChoice{Type: openai.ToolTypeFunction, Function: openai.ToolFunction{Name: checkTool}}
	}
	return r
}

func size(r openai.ChatCompletionRequest) (n int64) {
	for _, m := range r.Messages {
		n += int64(len(m.Content))
	}
	for _, t := range r.Tools {
		if data, err := json.Marshal(t); err == nil {
			n += int64(len(data))
		}
	}
	return n
}

// stopped is an error of emit.
type stopped struct{ error }

// exchange is one request with its answer.
type exchange struct {
	emit func(string) error
	// tokens are as the server counted them, zero where it did not; size is what it wrote, in bytes.
	tokens, size    int64
	name, arguments strings.Builder
	finished        bool
}

// run asks, and takes the answer to its end. It fails where the first word does not come within half of ctx's time.
func (x *exchange) run(ctx context.Context, client *openai.Client, r openai.ChatCompletionRequest) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	first := time.AfterFunc(halfOf(ctx), func() { cancel(assistant.FallbackTimeout) })
	defer first.Stop()
	stream, err := client.CreateChatCompletionStream(ctx, r)
	if err != nil {
		return cause(ctx, err)
	}
	defer stream.Close()
	for {
		part, err := stream.Recv()
		switch {
		case err != nil && x.finished:
			return nil
		case err != nil:
			return cause(ctx, err)
		}
		first.Stop()
		if part.Usage != nil {
			x.tokens = int64(max(part.Usage.TotalTokens, part.Usage.PromptTokens+part.Usage.CompletionTokens))
		}
		if x.finished {
			if x.tokens > 0 {
				return nil
			}
			continue
		}
		if err := x.take(part.Choices); err != nil {
			return err
		}
		if x.finished {
			last := time.AfterFunc(usageTime, func() { cancel(nil) })
			defer last.Stop()
		}
	}
}

func halfOf(ctx context.Context) time.Duration {
	deadline, ok := ctx.Deadline()
	if !ok {
		return math.MaxInt64
	}
	return time.Until(deadline) / 2
}

// cause is why a request was given up, where it was, else its error.
func cause(ctx context.Context, err error) error {
	if f, ok := errors.AsType[assistant.Fallback](context.Cause(ctx)); ok {
		return f
	}
	return err
}

func (x *exchange) take(choices []openai.ChatCompletionStreamChoice) error {
	if len(choices) == 0 {
		return nil
	}
	c := choices[0]
	if text := c.Delta.Content; text != "" {
		x.size += int64(len(text))
		if err := x.emit(text); err != nil {
			return &stopped{err}
		}
	}
	for _, t := range c.Delta.ToolCalls {
		if t.Index != nil && *t.Index > 0 {
			continue // one call is enough
		}
		x.name.WriteString(t.Function.Name)
		x.arguments.WriteString(t.Function.Arguments)
		x.size += int64(len(t.Function.Arguments))
		if x.name.Len()+x.arguments.Len() > maxCall {
			return assistant.FallbackEndless
		}
	}
	switch c.FinishReason {
	case "", openai.FinishReasonNull:
	case openai.FinishReasonStop, openai.FinishReasonToolCalls:
		x.finished = true
	default: // length, content_filter
		return assistant.FallbackTruncated
	}
	return nil
}

// call is what was called; nil for nothing.
func (x *exchange) call(b assistant.Brief) (*assistant.Call, error) {
	switch x.name.String() {
	case "":
		return nil, nil
	case ownCasesTool:
		return &assistant.Call{OwnCases: true}, nil
	case checkTool:
	default:
		return nil, assistant.FallbackTool
	}
	var given struct {
		Service string         `json:"service"`
		Facts   map[string]any `json:"facts"`
	}
	d := json.NewDecoder(strings.NewReader(x.arguments.String()))
	d.UseNumber()
	if d.Decode(&given) != nil {
		return nil, assistant.FallbackTool
	}
	c := &assistant.Call{Service: given.Service, Facts: map[string]string{}}
	for id, value := range given.Facts {
		switch v := value.(type) {
		case string:
			c.Facts[id] = v
		case bool:
			c.Facts[id] = strconv.FormatBool(v)
		case json.Number:
			c.Facts[id] = strings.ReplaceAll(v.String(), ".", ",")
		}
	}
	return c, nil
}

// seen is what a response's head said.
type seen struct {
	status int
	wait   time.Duration
}

type seenKey struct{}

// observer notes a response's head for whoever put a seen into the request's context, and cuts its body at maxBody.
type observer struct{ next http.RoundTripper }

// RoundTrip implements http.RoundTripper.
func (o observer) RoundTrip(r *http.Request) (*http.Response, error) {
	response, err := o.next.RoundTrip(r)
	if err != nil {
		return nil, err
	}
	if s, ok := r.Context().Value(seenKey{}).(*seen); ok {
		s.status = response.StatusCode
		if seconds, err := strconv.Atoi(response.Header.Get("Retry-After")); err == nil && seconds > 0 {
			s.wait = time.Duration(min(seconds, int(longestPause/time.Second))) * time.Second
		} else if at, err := http.ParseTime(response.Header.Get("Retry-After")); err == nil {
			if date, err := http.ParseTime(response.Header.Get("Date")); err == nil {
				s.wait = max(0, at.Sub(date))
			}
		}
	}
	response.Body = &bounded{ReadCloser: response.Body, left: maxBody}
	return response, nil
}

// bounded is a body of which no more than left bytes are read.
type bounded struct {
	io.ReadCloser
	left int
}

// Read implements io.Reader.
func (b *bounded) Read(p []byte) (int, error) {
	if b.left <= 0 {
		return 0, fmt.Errorf("chat: %w", assistant.FallbackEndless)
	}
	n, err := b.ReadCloser.Read(p[:min(len(p), b.left)])
	b.left -= n
	return n, err
}
