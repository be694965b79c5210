package search

import (
	"crypto/sha256"
	"fmt"
	"slices"
	"strings"

	"forvag/internal/locale"
	"forvag/internal/strict"
)

// Manner is how a phrasing is said.
type Manner string

// Values lists what a file may say.
func (Manner) Values() []string {
	return []string{"spoken", "misspelt", "compound", "formal", "english"}
}

// Phrasing is what a resident might write, and what they should find.
type Phrasing struct {
	Say string `yaml:"say"`
	How Manner `yaml:"how"`
	// Want are ids of services of which one must be among the first three results.
	Want []string `yaml:"want"`
}

// Lang is the language that the phrasing is searched in.
func (p Phrasing) Lang() locale.Lang {
	if p.How == "english" {
		return locale.EN
	}
	return locale.SV
}

// Development says which half the phrasing belongs to: the one that may be tuned on, or the one that only measures. It hangs on the words alone
// (the lowest bit of their SHA-256), so that no phrasing changes halves when others come.
func (p Phrasing) Development() bool {
	sum := sha256.Sum256([]byte(strings.ToLower(p.Say)))
	return sum[0]&1 == 0
}

// Phrasings is a set of them.
type Phrasings struct {
	Phrasings []Phrasing `yaml:"phrasings"`
}

// ReadPhrasings reads a file of phrasings. Services are the ids that may be wanted; nil allows all.
func ReadPhrasings(file string, data []byte, services []string) (Phrasings, []strict.Fault) {
	var set Phrasings
	d := strict.Decode(file, data, &set)
	seen := map[string]bool{}
	for i, p := range set.Phrasings {
		at := fmt.Sprintf("phrasings[%d]", i)
		if p.Say == "" || p.How == "" || len(p.Want) == 0 {
			d.Faultf(at, "a phrasing needs say, how and want")
		}
		if key := strings.ToLower(p.Say); seen[key] {
			d.Faultf(at+".say", "%q stands here twice", p.Say)
		} else {
			seen[key] = true
		}
		for j, id := range p.Want {
			if services != nil && !slices.Contains(services, id) {
				d.Faultf(fmt.Sprintf("%s.want[%d]", at, j), "there is no service %q%s", id, strict.Suggest(id, services))
			}
		}
	}
	if len(set.Phrasings) == 0 {
		d.Faultf("", "there are no phrasings")
	}
	return set, d.Faults()
}

// depth is how many results count as found.
const depth = 3

// Score is how one half of a set came out.
type Score struct {
	Phrasings int `json:"phrasings"`
	Found     int `json:"found"`
	// Recall is the share that has a wanted service among the first three results, of whatever kind; First the share that has it first.
	Recall float64 `json:"recall_at_3"`
	First  float64 `json:"recall_at_1"`
	// Manners is the recall by how it is said.
	Manners map[Manner]float64 `json:"by_manner"`

	first int
	count map[Manner]int
	found map[Manner]int
}

// Miss is a phrasing that did not find what it should.
type Miss struct {
	Say  string   `json:"say"`
	Want []string `json:"want"`
	// Got are the first three results, as kind and id.
	Got []string `json:"got"`
}

// Report is what an evaluation came to. It tells what was missed in the development half only: whoever reads the misses of the other half tunes
// on it too.
type Report struct {
	Documents   int    `json:"documents"`
	Development Score  `json:"development"`
	Test        Score  `json:"test"`
	Missed      []Miss `json:"development_missed"`
}

// Evaluate searches for every phrasing.
func (x *Index) Evaluate(set Phrasings) Report {
	r := Report{Documents: x.Len(), Missed: []Miss{}}
	for _, p := range set.Phrasings {
		hits := x.Search(p.Lang(), p.Say).Best()
		rank := slices.IndexFunc(hits, func(h Hit) bool { return h.Kind == Service && slices.Contains(p.Want, h.ID) })
		half := &r.Test
		if p.Development() {
			half = &r.Development
		}
		half.note(p, rank)
		if p.Development() && (rank < 0 || rank >= depth) {
			miss := Miss{Say: p.Say, Want: p.Want, Got: []string{}}
			for _, h := range hits[:min(depth, len(hits))] {
				miss.Got = append(miss.Got, string(h.Kind)+" "+h.ID)
			}
			r.Missed = append(r.Missed, miss)
		}
	}
	r.Development.close()
	r.Test.close()
	return r
}

func (s *Score) note(p Phrasing, rank int) {
	if s.count == nil {
		s.count, s.found, s.Manners = map[Manner]int{}, map[Manner]int{}, map[Manner]float64{}
	}
	s.Phrasings++
	s.count[p.How]++
	if rank == 0 {
		s.first++
	}
	if rank >= 0 && rank < depth {
		s.Found++
		s.found[p.How]++
	}
}

func (s *Score) close() {
	if s.Phrasings == 0 {
		return
	}
	s.Recall, s.First = float64(s.Found)/float64(s.Phrasings), float64(s.first)/float64(s.Phrasings)
	for how, n := range s.count {
		s.Manners[how] = float64(s.found[how]) / float64(n)
	}
}
