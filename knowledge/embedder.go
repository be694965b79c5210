package knowledge

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/sashabaranov/go-openai"
)

// Embedder turns texts into vectors.
type Embedder interface {
	// Embed gives a vector for each text, in their order.
	Embed(ctx context.Context, texts []string) ([][]float32, error)
}

// Endpoint is a server that speaks as OpenAI's does, with one model. It is safe for concurrent use.
type Endpoint struct {
	client *openai.Client
	model  string
}

// requestTime is the most that one request to an endpoint may take.
const requestTime = 60 * time.Second

// NewEndpoint knows a server by the address that its API begins with, as https://host/v1. key may be empty.
func NewEndpoint(address, key, model string) *Endpoint {
	config := openai.DefaultConfig(key)
	config.BaseURL = strings.TrimRight(address, "/")
	config.HTTPClient = &http.Client{Timeout: requestTime}
	return &Endpoint{openai.NewClientWithConfig(config), model}
}

// Embed asks the server. What it answers is checked: a vector for each text, none of them empty.
func (e *Endpoint) Embed(ctx context.Context, texts []string) ([][]float32, error) {
	answer, err := e.client.CreateEmbeddings(ctx, openai.EmbeddingRequestStrings{Input: texts, Model: openai.EmbeddingModel(e.model)})
	if err != nil {
		return nil, fmt.Errorf("knowledge: embed: %w", err)
	}
	out := make([][]float32, len(texts))
	for _, d := range answer.Data {
		if d.Index < 0 || d.Index >= len(out) || out[d.Index] != nil {
			return nil, errors.New("knowledge: embed: the server numbers its answers wrongly")
		}
		if out[d.Index] = unit(d.Embedding); out[d.Index] == nil {
			return nil, errors.New("knowledge: embed: the server sent a vector of nothing")
		}
	}
	for i, v := range out {
		if v == nil {
			return nil, fmt.Errorf("knowledge: embed: the server left out text %d of %d", i+1, len(texts))
		}
	}
	return out, nil
}
