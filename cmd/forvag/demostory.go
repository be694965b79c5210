package main

import (
	"cmp"
	"embed"
	"fmt"
	"hash/fnv"
	"slices"
	"time"

	"forvag/internal/civil"
	"forvag/internal/strict"
)

// The demo's cases, told by how many working days ago they came in, so that the municipality is as much alive on any day.
//
//go:embed demo/*.yaml
var demoStories embed.FS

// story is one case, from how it came in to where it stands today.
type story struct {
	Service string `yaml:"service"`
	// By is the resident who sends it in; empty for somebody who has not logged in. For is the organisation that they act for.
	By   string `yaml:"by"`
	For  string `yaml:"for"`
	Lang string `yaml:"lang"`
	// Ago is how many working days ago it came in, Months how many months before that.
	Ago    int `yaml:"ago"`
	Months int `yaml:"months"`
	// Answers are written as in a browser, but that a list is divided by commas, a person's number is their name, and a day may be +5
	// or -5: so many working days from that day.
	Answers map[string]string `yaml:"answers"`
	// Files are the names of files, by field.
	Files map[string][]string `yaml:"files"`
	Then  []step              `yaml:"then"`
}

// step is one thing that happens in a case.
type step struct {
	// Day counts working days from the day that the case came in.
	Day int `yaml:"day"`
	// Who is a resident, an officer by given name, or code: whoever has the case's code.
	Who string `yaml:"who"`
	// Do names an act.
	Do   string `yaml:"do"`
	Text string `yaml:"text"`
	// To is the officer, the step, the authority or the outcome that the act is about.
	To string `yaml:"to"`
	// Within is how many working days something is asked or waited for.
	Within int `yaml:"within"`
	// Files are the names of files that come with it.
	Files []string `yaml:"files"`
	// Conditions of a decision, and the days that its permit has left today.
	Conditions []string `yaml:"conditions"`
	Left       int      `yaml:"left"`
}

// stories reads what the demo has to tell.
func stories() ([]*story, error) {
	files, err := demoStories.ReadDir("demo")
	if err != nil {
		return nil, err
	}
	var all []*story
	for _, f := range files {
		text, err := demoStories.ReadFile("demo/" + f.Name())
		if err != nil {
			return nil, err
		}
		var in struct {
			Cases []*story `yaml:"cases"`
		}
		if wrong := strict.Decode(f.Name(), text, &in).Faults(); len(wrong) > 0 {
			return nil, faults(wrong)
		}
		all = append(all, in.Cases...)
	}
	for _, s := range all {
		s.catchUp()
	}
	return all, nil
}

// catchUp lets a resident have read what happened in their case more than a week ago.
func (s *story) catchUp() {
	if s.By == "" || len(s.Then) == 0 {
		return
	}
	last := s.Then[len(s.Then)-1].Day
	if s.Months > 0 && last < 100 || last+6 < s.Ago {
		s.Then = append(s.Then, step{Day: last + 2, Who: s.By, Do: "read"})
	}
}

// scene is when something happens. n counts the story's steps; -1 is that the case comes in.
type scene struct {
	at    time.Time
	story *story
	n     int
}

// scenes are everything that happens, in order, before now: residents act from morning to evening, officers in office hours, and nothing on a day off.
func scenes(all []*story, now time.Time) ([]scene, error) {
	today := lastWorkingDay(now)
	var out []scene
	for i, s := range all {
		came := civil.AddWorkingDays(today, -s.Ago)
		if s.Months > 0 {
			came = civil.NextWorkingDay(came.AddMonths(-s.Months))
		}
		at := hour(came, s.By, i, s.early(-1))
		at = squeeze(at, came.Start(), now)
		out = append(out, scene{at, s, -1})
		for n, step := range s.Then {
			day := civil.AddWorkingDays(came, step.Day)
			if day.After(today) {
				return nil, fmt.Errorf("demo: %s %d, step %d is in the future", s.Service, i, n)
			}
			next := hour(day, step.Who, i+31*n, s.early(n))
			if !next.After(at) {
				next = at.Add(time.Duration(6+(i+5*n)%17) * time.Minute)
			}
			at = squeeze(next, at, now)
			out = append(out, scene{at, s, n})
		}
	}
	slices.SortStableFunc(out, func(a, b scene) int { return cmp.Or(a.at.Compare(b.at), 0) })
	return out, nil
}

// lastWorkingDay is today, or the last working day before it where today is a day off or has hardly begun.
func lastWorkingDay(now time.Time) civil.Date {
	today := civil.Of(now)
	if now.Before(today.Start().Add(9 * time.Hour)) {
		today = today.AddDays(-1)
	}
	for !civil.IsWorkingDay(today) {
		today = today.AddDays(-1)
	}
	return today
}

// early says whether an officer acts later on the same day as step n, so that it must happen in the morning.
func (s *story) early(n int) bool {
	day := 0
	if n >= 0 {
		day = s.Then[n].Day
	}
	return slices.ContainsFunc(s.Then[n+1:], func(next step) bool { return next.Day == day && isOfficer(next.Who) })
}

func isOfficer(who string) bool {
	_, resident := demoPeople[who]
	return !resident && who != "" && who != withCode
}

// hour is a time of the day that looks like somebody's: the same for the same seed.
func hour(day civil.Date, who string, seed int, early bool) time.Time {
	h := fnv.New32a()
	fmt.Fprint(h, who, seed)
	first, last := 7*60, 21*60
	if isOfficer(who) {
		first, last = 8*60+10, 14*60+50
	}
	if early {
		last = 12 * 60
	}
	return day.Start().Add(time.Duration(first+int(h.Sum32()%uint32(last-first))) * time.Minute)
}

// squeeze keeps what happens today between what was before and now.
func squeeze(at, after, now time.Time) time.Time {
	if at.Before(now) {
		return at
	}
	return after.Add(now.Sub(after) / 3)
}
