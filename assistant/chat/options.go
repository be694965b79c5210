package chat

import (
	"errors"
	"fmt"
	"log/slog"
	"net/url"
	"time"

	"forvag/assistant"
)

// Options say which language model writes answers. Without an address none does.
type Options struct {
	ChatURL         *url.URL      `env:"FORVAG_CHAT_URL" placeholder:"URL" help:"Where an API for chat in OpenAI's manner begins, as https://host/v1: a language model writes answers from the municipality's texts. Empty: answers are quoted from them."`
	ChatKey         string        `env:"FORVAG_CHAT_KEY" secret:"" placeholder:"KEY" help:"Key for that API; empty where it needs none."`
	ChatModel       string        `env:"FORVAG_CHAT_MODEL" placeholder:"NAME" help:"The model that writes."`
	ChatTemperature float32       `env:"FORVAG_CHAT_TEMPERATURE" default:"0" placeholder:"0-2" help:"How freely the model chooses its words."`
	ChatTimeout     time.Duration `env:"FORVAG_CHAT_TIMEOUT" default:"20s" help:"How long an answer may wait for the model, and half of it for the first word. After that it is quoted."`
	ChatBudget      int64         `env:"FORVAG_CHAT_BUDGET" default:"1000000" placeholder:"TOKENS" help:"Tokens a day that residents' questions may use, sent and received, in all processes together. After that answers are quoted until midnight. 0: no limit."`
}

// Validate says what cannot be.
func (o Options) Validate() error {
	switch {
	case o.ChatURL == nil && o.ChatModel == "" && o.ChatKey == "":
		return nil
	case o.ChatURL == nil || o.ChatModel == "":
		return errors.New("FORVAG_CHAT_URL and FORVAG_CHAT_MODEL belong together")
	case o.ChatURL.Host == "" || o.ChatURL.Scheme != "https" && o.ChatURL.Scheme != "http":
		return errors.New("FORVAG_CHAT_URL must be an address such as https://host/v1")
	case o.ChatTemperature < 0 || o.ChatTemperature > 2:
		return fmt.Errorf("FORVAG_CHAT_TEMPERATURE must lie between 0 and 2, not %v", o.ChatTemperature)
	case o.ChatTimeout < time.Second:
		return fmt.Errorf("FORVAG_CHAT_TIMEOUT must be at least 1s, not %v", o.ChatTimeout)
	case o.ChatBudget < 0:
		return fmt.Errorf("FORVAG_CHAT_BUDGET must not be less than 0: %d", o.ChatBudget)
	}
	return nil
}

// Model lets the assistant write with the language model that the options name; it changes nothing where they name none. budget may be nil: nothing is
// counted then.
func (o Options) Model(a *assistant.Assistant, budget *Budget, observe func(assistant.Writing), clock func() time.Time, log *slog.Logger) *assistant.Assistant {
	if o.ChatURL == nil {
		return a
	}
	return a.With(assistant.Model{Writer: NewEndpoint(o, budget, clock, log), Timeout: o.ChatTimeout, Observe: observe})
}
