package lifeevents

import (
	"fmt"
	"time"

	"forvag/internal/catalog"
	"forvag/internal/civil"
	"forvag/internal/identity"
	"forvag/internal/locale"
	"forvag/internal/rules"
)

// Rule is one rule: everything that its file says. Loaded rules are never changed and are safe for concurrent use.
type Rule struct {
	// ID is the file's name without .yaml.
	ID string `yaml:"id"`
	// Board answers for the rule, by its code in kommun.yaml.
	Board string `yaml:"board"`
	// Icon is the name of an icon in the web package's set.
	Icon string `yaml:"icon"`
	// Law lists what the rule rests on; for example "skollagen (2010:800) 8 kap. 12 a §".
	Law []string `yaml:"law"`
	// Name is what the rule is called where rules are listed, and Why why the municipality comes first in this.
	Name locale.Text `yaml:"name"`
	Why  locale.Text `yaml:"why"`
	// From and Until bound the days on which the rule is used, both counted; empty for no bound.
	From  civil.Date `yaml:"from"`
	Until civil.Date `yaml:"until"`

	Trigger Trigger `yaml:"trigger"`
	// Facts are what the conditions may look at.
	Facts []Fact `yaml:"facts"`
	// Conditions must all hold.
	Conditions []rules.Condition `yaml:"conditions"`

	// Effect is what the rule leads to.
	Effect Kind `yaml:"effect"`
	// To says who is told, each for themself.
	To Receivers `yaml:"to"`
	// Answer is how long an offer stands; zero for an offer without end.
	Answer civil.Period `yaml:"answer"`
	// Remind are when those who have not answered are reminded, counted from the offer.
	Remind []civil.Period `yaml:"remind"`
	Texts  Texts          `yaml:"texts"`
	// Accept are the ways to say yes: the services that the offer opens. Empty for a reminder. Of a case and a grant it is the one whose case it is.
	Accept []Way `yaml:"accept"`
	// Consent is nil where one guardian's yes is enough.
	Consent *Consent `yaml:"consent"`
	// Grant is what a rule that grants decides; nil for the others.
	Grant *Granting `yaml:"grant"`
	// Read are more to read: the ids of articles and links.
	Read []string `yaml:"read"`

	Examples []Example `yaml:"examples"`

	// Hash is the SHA-256 of the file's bytes, in hex, and Source the bytes.
	Hash   string `yaml:"-"`
	Source []byte `yaml:"-"`

	program *program
}

// Kind is what a rule leads to.
type Kind string

// The kinds. Review is in no file: it is what becomes of an effect on somebody with a protected identity, which a trained officer looks at.
const (
	// Offer (erbjudande) is something that one may say yes to.
	Offer Kind = "offer"
	// Reminder tells something, and asks for nothing.
	Reminder Kind = "reminder"
	// Case is opened for an officer.
	Case Kind = "case"
	// Grant (beviljande) is a granting decision that is made without being asked for.
	Grant  Kind = "grant"
	Review Kind = "review"
)

// Values lists what a file may say.
func (Kind) Values() []string { return []string{"offer", "reminder", "case", "grant"} }

// Receivers are who is told.
type Receivers string

// The receivers.
const (
	// ToSubject is the one whom it concerns.
	ToSubject Receivers = "subject"
	// ToGuardians is each guardian of a child, by themself.
	ToGuardians Receivers = "guardians"
	// ToBoth is a young person and each guardian.
	ToBoth Receivers = "both"
	// ToHome is each adult in the home, but for the subject.
	ToHome Receivers = "home"
	// ToOther is whom the event names beside the subject, such as a new guardian.
	ToOther Receivers = "other"
)

// Values lists what a file may say.
func (Receivers) Values() []string { return []string{"subject", "guardians", "both", "home", "other"} }

// Trigger is what sets a rule off: exactly one of an age, a season, events or the end of a permit.
type Trigger struct {
	// Age is reached on a birthday, or a number of months after one.
	Age *Age `yaml:"age"`
	// Season comes each year.
	Season *Season     `yaml:"season"`
	Events []EventKind `yaml:"events"`
	Permit *PermitEnd  `yaml:"permit"`
	// Delay is how long after it the effect waits, as a congratulation does.
	Delay civil.Period `yaml:"delay"`
	// Within is how long after that the effect still makes sense, where the municipality learns late.
	Within civil.Period `yaml:"within"`
}

// Age is one that somebody reaches.
type Age struct {
	Years  int `yaml:"years"`
	Months int `yaml:"months"`
}

// reached is the day on which somebody born on a day reaches it.
func (a Age) reached(born civil.Date) civil.Date { return born.AddMonths(12*a.Years + a.Months) }

// Season is some days of the year, for those who turn an age in that year.
type Season struct {
	// On are the days; for example 02-15 and 08-15.
	On []YearDay `yaml:"on"`
	// From and To are the ages that somebody turns in the year, both counted.
	From int `yaml:"from"`
	To   int `yaml:"to"`
}

// YearDay is a day of any year, written MM-DD.
type YearDay struct {
	Month time.Month
	Day   int
}

// UnmarshalScalar reads MM-DD.
func (d *YearDay) UnmarshalScalar(raw string) error {
	at, err := time.Parse("2006-01-02", "2027-"+raw) // no leap year: the day is there every year
	if err != nil {
		return fmt.Errorf("want a day of the year as MM-DD, such as 08-15, not %q", raw)
	}
	d.Month, d.Day = at.Month(), at.Day()
	return nil
}

// In is the day in a year.
func (d YearDay) In(year int) civil.Date { return civil.New(year, d.Month, d.Day) }

// String is MM-DD.
func (d YearDay) String() string { return fmt.Sprintf("%02d-%02d", d.Month, d.Day) }

// PermitEnd is that a permit is about to end.
type PermitEnd struct {
	// Service is the one whose decision left the permit.
	Service string `yaml:"service"`
	// Begin says that it is the last day to begin what is permitted that comes near, not the permit's own.
	Begin bool `yaml:"begin"`
	// Before is how long before the day it is.
	Before civil.Period `yaml:"before"`
}

// Permit is one that somebody holds, as the engine is told of it.
type Permit struct {
	ID      string
	Service string
	Holder  identity.PersonID
	// Begin is the last day to begin, and End the permit's last day; zero where there is none.
	Begin, End civil.Date
}

// FactSource is where a fact comes from.
type FactSource string

// The sources.
const (
	// FromRegister is the population or the school register.
	FromRegister FactSource = "register"
	// FromCases is whether the subject has a case of a service, or a place that it led to.
	FromCases FactSource = "cases"
	// FromEvent is what the event says.
	FromEvent FactSource = "event"
	// FromAsk is what the one who is offered is asked, in the offer.
	FromAsk FactSource = "ask"
)

// Values lists what a file may say.
func (FactSource) Values() []string { return []string{"register", "cases", "event", "ask"} }

// Fact is something that conditions may look at.
type Fact struct {
	// ID is what conditions call it; for a fact of the register its name there, as RegisterFacts lists.
	ID   string     `yaml:"id"`
	From FactSource `yaml:"from"`
	// Type and Values are those of a fact that is asked or that an event says.
	Type   rules.Type `yaml:"type"`
	Values []string   `yaml:"values"`
	// Service is whose cases are meant, of a fact of cases. It is true where the subject has an ongoing case, a place in the queue or a place.
	Service string `yaml:"service"`
	// Ask is the question of a fact that is asked, and Labels the words for an enumeration's values, in order.
	Ask    locale.Text   `yaml:"ask"`
	Hint   locale.Text   `yaml:"hint"`
	Labels []locale.Text `yaml:"labels"`
	// Label is what the fact is called where the reader is told why; the register's own words where empty.
	Label locale.Text `yaml:"label"`
	// Sensitive marks what dataskyddslagen calls sensitive (GDPR 9.1): no rule may look at it, and the file is refused.
	Sensitive bool `yaml:"sensitive"`
}

// Texts are what the reader meets. {subject} stands for the subject's given name, {day} for the day that set the rule off, {setting.NAME} for a local
// setting's value.
type Texts struct {
	// Title is short; it heads the offer.
	Title locale.Text `yaml:"title"`
	// Lead says what it is about in one or two sentences, and More the rest, a paragraph each.
	Lead locale.Text   `yaml:"lead"`
	More []locale.Text `yaml:"more"`
	// Yes, No and Nothing say what happens if the reader accepts, declines, or does nothing.
	Yes     locale.Text `yaml:"yes"`
	No      locale.Text `yaml:"no"`
	Nothing locale.Text `yaml:"nothing"`
}

// Way is one way to say yes: a service's form, with what is known filled in.
type Way struct {
	Service string `yaml:"service"`
	// Label is what the button says; the service's title where empty.
	Label locale.Text `yaml:"label"`
	// When is CEL over the facts; empty means always. What is not known hides no way.
	When string `yaml:"when"`
	// Fill are values of the form's fields, by field: as a browser would send them, or {subject}, {today+4 months}, or {FACT}.
	Fill map[string]catalog.Values `yaml:"fill"`
}

// Example is a person on a day, and what the rule comes to.
type Example struct {
	Name  string     `yaml:"name"`
	Today civil.Date `yaml:"today"`
	// People are those there are; the first is the subject.
	People []ExamplePerson `yaml:"people"`
	// Event is nil for what the calendar knows.
	Event *ExampleEvent `yaml:"event"`
	// PermitEnds is the last day, of the permit or to begin.
	PermitEnds civil.Date `yaml:"permit_ends"`
	// Facts are given directly: those of cases, and those that were asked.
	Facts map[string]catalog.Values `yaml:"facts"`
	// Undelegated says that the board has not delegated what a grant decides.
	Undelegated bool `yaml:"undelegated"`
	// Expect is offer, reminder, case, grant, review or none.
	Expect Expectation `yaml:"expect"`
	// Told are the names of those who are told. Asks are the facts that the offer asks for.
	Told []string `yaml:"told"`
	Asks []string `yaml:"asks"`
}

// Expectation is what an example comes to.
type Expectation string

// Values lists what a file may say.
func (Expectation) Values() []string {
	return []string{"offer", "reminder", "case", "grant", "review", "none"}
}

// ExamplePerson is somebody in an example.
type ExamplePerson struct {
	Name string     `yaml:"name"`
	Born civil.Date `yaml:"born"`
	Died civil.Date `yaml:"died"`
	// Home tells homes apart; the same where left out.
	Home string `yaml:"home"`
	// Away says that they are not registered in the municipality.
	Away      bool `yaml:"away"`
	Protected bool `yaml:"protected"`
	// Grade is the pupil's, 0 in förskoleklass; nil for who is no pupil.
	Grade    *int `yaml:"grade"`
	Distance int  `yaml:"distance"`
	// Guards says that they are a guardian of the subject.
	Guards   bool `yaml:"guards"`
	OptedOut bool `yaml:"opted_out"`
}

// ExampleEvent is an event of the subject in an example.
type ExampleEvent struct {
	Kind  EventKind         `yaml:"kind"`
	Day   civil.Date        `yaml:"day"`
	Other string            `yaml:"other"`
	Data  map[string]string `yaml:"data"`
}
