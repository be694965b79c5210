package assistant

// ModelFigures is how a language model took part in a set of questions.
type ModelFigures struct {
	// Asked is in how many turns it was asked, and Used in how many what it wrote or read was used.
	Asked int `json:"asked"`
	Used  int `json:"used"`
	// Fallbacks are how many turns came out as without it, by why.
	Fallbacks map[Fallback]int `json:"fallbacks,omitempty"`
	// Sentences are all that were checked, Dropped the share of them that did not stand in what they cite.
	Sentences int     `json:"sentences"`
	Dropped   float64 `json:"dropped_sentences"`
}

// modelTally counts a model's part.
type modelTally struct {
	asked, used   int
	kept, dropped float64
	fallbacks     map[Fallback]int
}

func (m *modelTally) add(got *Answer) {
	w := got.Writing
	if w == nil {
		return
	}
	m.asked++
	m.kept, m.dropped = m.kept+float64(w.Kept), m.dropped+float64(w.Dropped)
	if w.Fallback == "" {
		m.used++
		return
	}
	if m.fallbacks == nil {
		m.fallbacks = map[Fallback]int{}
	}
	m.fallbacks[w.Fallback]++
}

func (m *modelTally) figures() *ModelFigures {
	return &ModelFigures{Asked: m.asked, Used: m.used, Fallbacks: m.fallbacks, Sentences: int(m.kept + m.dropped), Dropped: share(m.dropped, m.kept+m.dropped)}
}
