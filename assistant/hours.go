package assistant

import (
	_ "embed"
	"slices"
	"strings"

	"forvag/internal/civil"
	"forvag/internal/locale"
	"forvag/internal/municipality"
	"forvag/internal/strict"
	"forvag/internal/words"
)

// Opening is when a place of the municipality's is open: the answer to who asks for its opening hours.
type Opening struct {
	Place municipality.Place
	// Day is the day that it is asked on, and Next the first day from then on when it is open; zero where it is closed for two weeks and more.
	Day, Next civil.Date
}

// Lines are what the reader is told: whether it is open today, when it is open in a week, and where it is.
func (o Opening) Lines(lang locale.Lang) []string {
	say := func(key string, args ...any) string { return locale.T(lang, "assistant.hours."+key, args...) }
	name := o.Place.Name.In(lang)
	var out []string
	switch {
	case o.Next.IsZero():
		out = append(out, say("closed_long", name))
	case o.Next == o.Day:
		out = append(out, say("open_today", name, locale.Weekday(lang, o.Day.Weekday()), o.times(lang)))
	case o.Next.After(o.Day.AddDays(6)): // a day of the week alone would be taken for the nearest one
		out = append(out, say("closed_until", name, locale.Weekday(lang, o.Day.Weekday()), locale.Weekday(lang, o.Next.Weekday()), locale.Date(lang, o.Next),
			o.times(lang)))
	default:
		out = append(out, say("closed_today", name, locale.Weekday(lang, o.Day.Weekday()), locale.Weekday(lang, o.Next.Weekday()), o.times(lang)))
	}
	out = append(out, say("week", municipality.Week(lang, o.Place.Hours)))
	if o.Place.Phone != "" {
		return append(out, say("where_phone", o.Place.Address, o.Place.Phone))
	}
	return append(out, say("where", o.Place.Address))
}

// times are the hours of the next day when it is open.
func (o Opening) times(lang locale.Lang) string {
	h, _ := o.Place.On(o.Next)
	return h.Open.In(lang) + "–" + h.To.In(lang)
}

// ahead is how many days are looked through for one when a place is open.
const ahead = 14

func openingOf(p municipality.Place, today civil.Date) Opening {
	o := Opening{Place: p, Day: today}
	for d := range ahead {
		day := today.AddDays(d)
		if _, open := p.On(day); open {
			o.Next = day
			break
		}
	}
	return o
}

// placeWords are the words for a kind of place.
type placeWords struct {
	Kind municipality.PlaceKind `yaml:"kind"`
	Said []Pattern              `yaml:"said"`
}

//go:embed places.yaml
var placesFile []byte

// placesSaid is what residents call places.
type placesSaid struct {
	Places []placeWords `yaml:"places"`
	// About are words that say when, and name no place; Office is the kind of place that a question without a name is about.
	About  []Pattern              `yaml:"about"`
	Office municipality.PlaceKind `yaml:"office"`
}

// readPlaces reads a file of words for places.
func readPlaces(file string, data []byte) (placesSaid, []strict.Fault) {
	var said placesSaid
	d := strict.Decode(file, data, &said)
	return said, d.Faults()
}

// placeNames are read once: they are the program's own.
var placeNames = func() placesSaid {
	said, faults := readPlaces("places.yaml", placesFile)
	if len(faults) > 0 {
		panic(faults[0].String()) // held by a test
	}
	return said
}()

// kinds are the kinds of place that a question, as its folded words, names; the municipality's office where it names nothing at all.
func (s placesSaid) kinds(lang locale.Lang, asked []string) []municipality.PlaceKind {
	var out []municipality.PlaceKind
	for _, p := range s.Places {
		if slices.ContainsFunc(p.Said, func(said Pattern) bool { return said.In(asked) }) {
			out = append(out, p.Kind)
		}
	}
	unnamed := func(w string) bool {
		return words.Talk(lang, w) || slices.ContainsFunc(s.About, func(p Pattern) bool { return p.In([]string{w}) })
	}
	if len(out) == 0 && !slices.ContainsFunc(asked, func(w string) bool { return !unnamed(w) }) {
		return []municipality.PlaceKind{s.Office}
	}
	return out
}

// asksForHours says whether a question is when something is open. The form of that name knows it.
func asksForHours(text string) bool {
	return slices.ContainsFunc(forms, func(f Form) bool { return f.ID == hoursForm && anyIn(f.Asked, text) })
}

// tellsHours says whether an extract is about when something is open.
func tellsHours(e *Extract) bool {
	return slices.ContainsFunc(forms, func(f Form) bool {
		return f.ID == hoursForm && (f.heads(e.Article.Title) || f.heads(e.Passage.Heading) || f.heads(e.Text()))
	})
}

const hoursForm = "hours"

// mostPlaces is how many places are told of: where more have the name, the question has to say which one.
const mostPlaces = 3

// openings are the places with opening hours that a question names, by their own name or by the kind of place, or the municipality's office where it names
// nothing; none where it names what is no such place, or too many.
func (c Contents) openings(lang locale.Lang, question string) []Opening {
	kinds := placeNames.kinds(lang, foldedWords(question))
	stems := map[string]bool{}
	for _, w := range words.Split(question) {
		stems[stemOf(lang, w)] = true
	}
	own := contentStems(lang, c.Place)
	var byName, byKind []Opening
	for _, p := range c.Places {
		if len(p.Hours) == 0 {
			continue
		}
		named, all := 0, 0
		for stem := range contentStems(lang, p.Name.In(lang)) {
			if !own[stem] {
				all++
				named += int(one(stems[stem]))
			}
		}
		if all > 0 && named == all {
			byName = append(byName, openingOf(p, c.Moment.Today))
		}
		if slices.Contains(kinds, p.Kind) {
			byKind = append(byKind, openingOf(p, c.Moment.Today))
		}
	}
	found := byName
	if len(found) == 0 {
		found = byKind
	}
	if len(found) > mostPlaces {
		return nil
	}
	return found
}

// OpeningText is what is told of some places, as plain text.
func OpeningText(lang locale.Lang, all []Opening) string {
	parts := make([]string, len(all))
	for i, o := range all {
		parts[i] = strings.Join(o.Lines(lang), "\n")
	}
	return strings.Join(parts, "\n\n")
}
