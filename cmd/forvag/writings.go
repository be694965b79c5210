package main

import (
	"cmp"

	"github.com/prometheus/client_golang/prometheus"

	"forvag/assistant"
)

// writings counts how a language model takes part in answers.
type writings struct {
	turns, sentences *prometheus.CounterVec
}

func newWritings() *writings {
	return &writings{
		turns: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "forvag_model_turns_total", Help: "Turns in which the language model was asked: used, or why the answer was quoted instead.",
		}, []string{"result"}),
		sentences: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "forvag_model_sentences_total", Help: "Sentences that the language model wrote: kept, or dropped because they did not stand in what they cite.",
		}, []string{"result"}),
	}
}

func (w *writings) observe(x assistant.Writing) {
	w.turns.WithLabelValues(cmp.Or(string(x.Fallback), "used")).Inc()
	w.sentences.WithLabelValues("kept").Add(float64(x.Kept))
	w.sentences.WithLabelValues("dropped").Add(float64(x.Dropped))
}
