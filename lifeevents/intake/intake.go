// Package intake reads life events as other systems tell them: CloudEvents 1.0 in JSON about properties, buildings, schools and companies.
//
// The envelope is read here, not by the CloudEvents project's library: of that only the parsing of one JSON object would serve, it has its own JSON decoder
// with two packages under it, and its errors tell no sender what to mend.
package intake

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"

	"forvag/internal/civil"
	"forvag/internal/fault"
	"forvag/internal/identity"
	"forvag/internal/residents"
	"forvag/lifeevents"
)

// Bad is why an event is left out, in words for who sent it. It holds no personal number.
type Bad string

// Error is the reason.
func (b Bad) Error() string { return string(b) }

func badf(format string, args ...any) error { return Bad(fmt.Sprintf(format, args...)) }

// People is what the reader asks of the register.
type People interface {
	ByNumber(ctx context.Context, n identity.Number) (residents.Person, error)
	OrganisationByNumber(ctx context.Context, n identity.OrgNumber) (residents.Organisation, error)
	Signatories(ctx context.Context, org identity.OrgID, on civil.Date) ([]identity.PersonID, error)
}

// Heard is an event that another system told of: one for each person whom it happened to. Source and ID together are the same each time that it is told.
type Heard struct {
	Source, ID string
	Events     []lifeevents.Event
}

// typePrefix begins the types that are known, followed by a kind.
const typePrefix = "se.forvag."

// kinds are what other systems tell of, and whether it happened to an organisation.
var kinds = map[lifeevents.EventKind]bool{lifeevents.BuildingStarted: false, lifeevents.BuildingFinished: false, lifeevents.PropertyBought: false,
	lifeevents.SchoolChanged: false, lifeevents.CompanyRegistered: true}

// Types lists the types that are known.
func Types() []string {
	var types []string
	for kind := range kinds {
		types = append(types, typePrefix+string(kind))
	}
	slices.Sort(types)
	return types
}

// told is an event's data.
type told struct {
	// Day is the legal day on which it happened; that of the event's time where it is left out.
	Day string `json:"day"`
	// People are the personal numbers of those whom it happened to, and Organisation the number of the organisation.
	People       []string `json:"people"`
	Organisation string   `json:"organisation"`
	// Facts are what rules may look at: texts, whole numbers, true and false.
	Facts map[string]any `json:"facts"`
}

// The most that one event may hold.
const (
	maxPeople = 20
	maxFacts  = 20
	maxText   = 100
)

var factName = regexp.MustCompile(`^[a-z][a-z0-9_]{0,39}$`)

// Reader reads events. Safe for concurrent use.
type Reader struct {
	People People
	Now    func() time.Time
}

// Read reads one event. The error is Bad where it is to be left out, and another where it cannot be told now.
func (r *Reader) Read(ctx context.Context, raw []byte) (Heard, error) {
	e, err := open(raw)
	h := Heard{Source: e.Source, ID: e.ID}
	if err != nil {
		return h, err
	}
	kind := lifeevents.EventKind(strings.TrimPrefix(e.Type, typePrefix))
	ofOrganisation, known := kinds[kind]
	if !known || !strings.HasPrefix(e.Type, typePrefix) {
		return h, badf("there is no type %q; these are known: %s", e.Type, strings.Join(Types(), ", "))
	}
	var data told
	if len(e.Data) == 0 {
		return h, badf("data is missing")
	}
	if err := one(e.Data, &data, true); err != nil {
		return h, badf("data: %v", plain(err))
	}
	day, err := r.day(e, data)
	if err != nil {
		return h, err
	}
	facts, err := factsOf(data.Facts)
	if err != nil {
		return h, err
	}
	people, err := r.people(ctx, data, ofOrganisation)
	if err != nil {
		return h, err
	}
	for _, who := range people {
		e := lifeevents.Event{ID: eventID(h, who), Kind: kind, Subject: who, Day: day, Data: facts}
		if ofOrganisation {
			e.Shared = lifeevents.SharedPeriod + eventID(h, "")
		}
		h.Events = append(h.Events, e)
	}
	return h, nil
}

// day is the legal day on which it happened: not in time to come.
func (r *Reader) day(e envelope, data told) (civil.Date, error) {
	day := civil.Of(e.at)
	switch {
	case data.Day != "":
		var err error
		if day, err = civil.Parse(data.Day); err != nil {
			return day, badf("data: day is no day; write it as 2026-12-01")
		}
	case e.at.IsZero():
		return day, badf("the event says neither time nor data.day")
	}
	if day.After(civil.Today(r.Now)) {
		return day, badf("%s has not come yet", day)
	}
	return day, nil
}

// factsOf are what rules may look at, as a file writes them.
func factsOf(given map[string]any) (map[string]string, error) {
	if len(given) > maxFacts {
		return nil, badf("data: at most %d facts", maxFacts)
	}
	facts := map[string]string{}
	for name, value := range given {
		if !factName.MatchString(name) {
			return nil, badf("data: a fact's name is of small letters, digits and _")
		}
		switch v := value.(type) {
		case bool:
			facts[name] = fmt.Sprint(v)
		case float64:
			if v != float64(int64(v)) {
				return nil, badf("data: the fact %s is no whole number", name)
			}
			facts[name] = fmt.Sprint(int64(v))
		case string:
			if len([]rune(v)) > maxText {
				return nil, badf("data: the fact %s is longer than %d characters", name, maxText)
			}
			facts[name] = v
		default:
			return nil, badf("data: the fact %s is neither text, whole number, true nor false", name)
		}
	}
	return facts, nil
}

// people are those whom it happened to, each once: residents by their numbers, or who sign for the organisation.
func (r *Reader) people(ctx context.Context, data told, ofOrganisation bool) ([]identity.PersonID, error) {
	if ofOrganisation {
		return r.signatories(ctx, data)
	}
	switch {
	case len(data.People) == 0 || data.Organisation != "":
		return nil, badf("data: people must be the personal numbers of those whom it happened to")
	case len(data.People) > maxPeople:
		return nil, badf("data: at most %d people", maxPeople)
	}
	var all []identity.PersonID
	for i, text := range data.People {
		n, err := identity.ParseNumber(text, civil.Today(r.Now))
		if err != nil {
			return nil, badf("data: people[%d] is no personal number", i)
		}
		p, err := r.People.ByNumber(ctx, n)
		if errors.Is(err, fault.NotFound) {
			return nil, badf("data: the register has nobody with the number of people[%d]", i)
		}
		if err != nil {
			return nil, err
		}
		if !slices.Contains(all, p.ID) {
			all = append(all, p.ID)
		}
	}
	return all, nil
}

func (r *Reader) signatories(ctx context.Context, data told) ([]identity.PersonID, error) {
	n, err := identity.ParseOrgNumber(data.Organisation)
	if err != nil || len(data.People) > 0 {
		return nil, badf("data: organisation must be the organisation's number")
	}
	org, err := r.People.OrganisationByNumber(ctx, n)
	if errors.Is(err, fault.NotFound) {
		return nil, badf("data: the register has no organisation with that number")
	}
	if err != nil {
		return nil, err
	}
	all, err := r.People.Signatories(ctx, org.ID, civil.Today(r.Now))
	if err == nil && len(all) == 0 {
		err = badf("data: the register has nobody who signs for the organisation")
	}
	return all, err
}

// eventID is the same for the same person each time that the same event is told.
func eventID(h Heard, who identity.PersonID) string {
	text, err := json.Marshal([]string{h.Source, h.ID, string(who)}) // no two triples are written alike
	if err != nil {
		panic(err) // strings can be written
	}
	sum := sha256.Sum256(text)
	return "told-" + hex.EncodeToString(sum[:16])
}
