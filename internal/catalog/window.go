package catalog

import (
	"forvag/internal/civil"
	"forvag/internal/locale"
	"forvag/internal/rules"
	"forvag/internal/strict"
)

// Window is the time of the year in which a service takes applications. Outside of it readers are told so first: on the service's page, above the form and by
// the API. What is sent in all the same is received (a municipality may not turn away what somebody hands in) and marked, unless that side of the window
// holds the form until the time comes.
type Window struct {
	// Opens and Closes are the settings that hold the first and the last day. One of them may be empty. A municipality that has not set them has no window.
	Opens  string `yaml:"opens"`
	Closes string `yaml:"closes"`
	// When is CEL over the form's answers that says which forms it is for; empty means all.
	When string `yaml:"when"`
	// Early is what holds before the first day; needed with Opens.
	Early Outside `yaml:"early"`
	// Late is what holds after the last day; needed with Closes.
	Late Outside `yaml:"late"`
}

// Outside is what holds on one side of a window.
type Outside struct {
	// Title and Say tell it: that it is not the time, when it is, and what comes of a form that is sent in all the same.
	Title locale.Text `yaml:"title"`
	Say   locale.Text `yaml:"say"`
	// Hold keeps the form with who fills it in, saved, and sends nothing in while it holds.
	Hold bool `yaml:"hold"`
}

// Timing is where a day stands to a window.
type Timing string

// A day comes before the window's first day, in it, or after its last.
const (
	BeforeWindow Timing = "early"
	InWindow     Timing = "open"
	AfterWindow  Timing = "late"
)

// Values lists what a file may say.
func (Timing) Values() []string {
	return []string{string(BeforeWindow), string(InWindow), string(AfterWindow)}
}

// Timed is a service's window on a day.
type Timed struct {
	Timing Timing
	// Opens and Closes are the first and the last day; zero where the window has none.
	Opens, Closes civil.Date
	// Outside is what holds; zero while it is open.
	Outside
}

// Timed is where the day stands to the service's window; false where the service has none, or the municipality has set no day for it.
func (s *Service) Timed(m Moment) (Timed, bool) {
	w := s.Window
	if w == nil {
		return Timed{}, false
	}
	t := Timed{Timing: InWindow, Opens: dateOf(w.Opens, m), Closes: dateOf(w.Closes, m)}
	switch {
	case t.Opens.IsZero() && t.Closes.IsZero():
		return Timed{}, false
	case !t.Opens.IsZero() && m.Today.Before(t.Opens):
		t.Timing, t.Outside = BeforeWindow, w.Early
	case !t.Closes.IsZero() && t.Closes.Before(m.Today):
		t.Timing, t.Outside = AfterWindow, w.Late
	}
	return t, true
}

// dateOf is the day that a setting holds; zero where it holds none.
func dateOf(setting string, m Moment) civil.Date {
	if v, ok := m.Municipality.Setting(setting, m.Today); ok && v.Type == rules.Date {
		return v.D
	}
	return civil.Date{}
}

// TimedFor is Timed for a form with these answers; false too where the window is not for it, or that cannot be told yet.
func (s *Service) TimedFor(a Answers, m Moment) (Timed, bool) {
	t, ok := s.Timed(m)
	if ok && s.program.window != nil {
		ok = s.program.window.Eval(s.answered(a, m)).True()
	}
	return t, ok
}

// window compiles which forms the window is for.
func (c *compiler) window() {
	w := c.service.Window
	if w == nil {
		return
	}
	if w.Opens == "" && w.Closes == "" {
		c.Faultf("window", "the window needs opens or closes: the setting with its first or last day")
	}
	c.day("window.opens", w.Opens)
	c.day("window.closes", w.Closes)
	c.side("window.early", w.Opens, w.Early, "opens")
	c.side("window.late", w.Closes, w.Late, "closes")
	if w.When != "" {
		c.program.window = c.expression(c.scope, w.When, "window.when", len(c.position))
	}
}

// day refuses a setting that is named and is not there, or is no date.
func (c *compiler) day(path, name string) {
	switch known, ok := c.options.settings[name]; {
	case name == "":
	case !ok:
		c.Faultf(path, "there is no setting %q%s", name, strict.Suggest(name, c.program.settings))
	case known.Type != rules.Date:
		c.Faultf(path, "the setting %q is %s; want a date", name, settingWords[known.Type])
	}
}

// side refuses a side of the window that says nothing, and words about one that never comes.
func (c *compiler) side(path, setting string, o Outside, key string) {
	switch told := !o.Title.IsZero() && !o.Say.IsZero(); {
	case setting == "" && (!o.Title.IsZero() || !o.Say.IsZero() || o.Hold):
		c.Faultf(path, "the window has no %s, so that this never holds", key)
	case setting != "" && !told:
		c.Faultf("window", "the window has %s and needs %s.title and %s.say: what readers are told then", key, path[len("window."):], path[len("window."):])
	}
}
