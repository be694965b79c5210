package knowledge_test

import (
	"net/url"
	"testing"
	"time"

	"forvag/internal/dbx"
	"forvag/internal/dbx/dbtest"
	"forvag/knowledge"
)

func TestEmbeddingSettings(t *testing.T) {
	at := func(raw string) *url.URL {
		u, err := url.Parse(raw)
		if err != nil {
			t.Fatal(err)
		}
		return u
	}
	for name, tc := range map[string]struct {
		settings knowledge.Embedding
		good     bool
	}{
		"none":            {knowledge.Embedding{}, true},
		"all":             {knowledge.Embedding{EmbedURL: at("https://host/v1"), EmbedKey: "k", EmbedModel: "m"}, true},
		"without a key":   {knowledge.Embedding{EmbedURL: at("http://host"), EmbedModel: "m"}, true},
		"without a model": {knowledge.Embedding{EmbedURL: at("https://host/v1")}, false},
		"without address": {knowledge.Embedding{EmbedModel: "m"}, false},
		"a key alone":     {knowledge.Embedding{EmbedKey: "k"}, false},
		"another scheme":  {knowledge.Embedding{EmbedURL: at("file:///x"), EmbedModel: "m"}, false},
	} {
		if err := tc.settings.Validate(); (err == nil) != tc.good {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// To make an index asks nobody, so that no start waits for an endpoint.
func TestAnIndexStartsWithoutItsEndpoint(t *testing.T) {
	dbtest.Each(t, modules, func(t *testing.T, db *dbx.DB) {
		server := newEmbeddings(t)
		address, err := url.Parse(server.URL + "/v1")
		if err != nil {
			t.Fatal(err)
		}
		x, _ := knowledge.Embedding{EmbedURL: address, EmbedKey: "key", EmbedModel: "m"}.Index(t.Context(), db, animals, time.Now, quiet())
		if n := server.asked.Load(); n != 0 || x.Len() != len(animals) {
			t.Errorf("%d texts were sent, %d chunks are there", n, x.Len())
		}
		if got, _ := firstOf(t, x, "hund"); got != "hund" {
			t.Errorf("found %q", got)
		}
		words, run := knowledge.Embedding{}.Index(t.Context(), db, animals, time.Now, quiet())
		run(t.Context())
		if _, ok := words.(*knowledge.Memory); !ok {
			t.Errorf("without settings the index is a %T", words)
		}
	})
}
