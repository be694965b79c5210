package directory

import (
	"forvag/internal/catalog"
	"forvag/internal/locale"
)

// Situation is the page of a life situation. Loaded situations are never changed and are safe for concurrent use.
type Situation struct {
	// ID is the file's name without .yaml, and the end of the page's address.
	ID string `yaml:"id"`
	// Situation is what services and links call it.
	Situation catalog.Situation `yaml:"situation"`
	// Order is its place among the situations on the front page, from one.
	Order int `yaml:"order"`
	// Icon is the name of an icon in the web package's set.
	Icon  string      `yaml:"icon"`
	Title locale.Text `yaml:"title"`
	// Short says in a few words what the page holds; it stands on the front page.
	Short    locale.Text      `yaml:"short"`
	Lead     locale.Text      `yaml:"lead"`
	Keywords catalog.Keywords `yaml:"keywords"`
	Steps    []Step           `yaml:"steps"`
}

// Step is one thing that happens in a situation. Steps stand in the order of time.
type Step struct {
	// When is a time as people say it: "Inom tre månader".
	When locale.Text `yaml:"when"`
	// Days is When in days from what the page is about, negative before it; nil for a step with no fixed time. No step stands after a later one.
	Days  *int        `yaml:"days"`
	Title locale.Text `yaml:"title"`
	// Text says what happens.
	Text locale.Text `yaml:"text"`
	// You are the things that one must do, Comes what comes without asking. A step has at least one of either.
	You   []locale.Text `yaml:"you"`
	Comes []locale.Text `yaml:"comes"`
	// Services and Links are ids. A link, or in a situation that the program carries a service, that the municipality does not have is left out.
	Services []string `yaml:"services"`
	Links    []string `yaml:"links"`
	Law      []string `yaml:"law"`
}
