package municipality

import (
	"cmp"
	"encoding/base64"
	"fmt"
	"net/mail"
	"regexp"
	"slices"
	"strings"
	"time"

	"forvag/internal/civil"
	"forvag/internal/identity"
	"forvag/internal/locale"
	"forvag/internal/strict"
)

// Decode reads a municipality's file. file is the name that faults carry. Every fault comes at once; where there is one, do not use the
// municipality.
func Decode(file string, data []byte) (*Municipality, []strict.Fault) {
	m, d := decode(file, data)
	return m, d.Faults()
}

func decode(file string, data []byte) (*Municipality, *strict.Document) {
	m := &Municipality{}
	d := strict.Decode(file, data, m)
	if !d.Has("") {
		return m, d // no YAML: that everything is missing goes without saying
	}
	if !d.Has("enquiries") {
		m.Enquiries = usual()
	}
	m.Reminders.fill(d)
	c := &checker{d, m}
	c.organisation()
	c.contact()
	c.boards()
	c.delegation()
	c.settings()
	c.units()
	c.places()
	c.staff()
	c.appeals()
	c.privacy()
	c.lives()
	c.reminders()
	c.managers()
	c.need("enquiries.service", m.Enquiries.Service)
	c.need("enquiries.question", m.Enquiries.Question)
	return m, d
}

type checker struct {
	*strict.Document
	m *Municipality
}

// Faultf reports as the document does. Of a key that is missing with all around it no place is known, so that the words name it.
func (c *checker) Faultf(path, format string, args ...any) {
	words := fmt.Sprintf(format, args...)
	if top := path[:strings.IndexAny(path+".", ".[")]; !c.Has(top) && !strings.Contains(words, path) {
		words = path + ": " + words
	}
	c.Document.Faultf(path, "%s", words)
}

var (
	codeForm  = regexp.MustCompile(`^\d{4}$`)
	phoneForm = regexp.MustCompile(`^\+?[\d ()–-]*(?:\d[ ()–-]*){4}[\d ()–-]*$`)
	boardForm = regexp.MustCompile(`^[A-ZÅÄÖ]{2,5}$`)
	nameForm  = regexp.MustCompile(`^[a-z][a-z0-9_]*$`)
	refForm   = regexp.MustCompile(`^[A-ZÅÄÖ]{2,5} \d+(\.\d+)*$`)
)

func (c *checker) text(path string, t locale.Text) {
	if t.SV == "" {
		c.Faultf(path, "%s needs words in Swedish (sv)", path)
	}
	if t.EN == "" {
		c.Faultf(path, "%s needs words in English (en)", path)
	}
}

func (c *checker) need(path, value string) {
	if value == "" {
		c.Faultf(path, "%s is missing", path)
	}
}

// email wants an address that can be written to, unless it is still to be filled in.
func (c *checker) email(path, value string) {
	if value == "" || strings.Contains(value, ToFillIn) {
		return
	}
	if a, err := mail.ParseAddress(value); err != nil || a.Address != value {
		c.Faultf(path, "%q is no e-mail address", value)
	}
}

// phone wants a number that can be called, unless it is still to be filled in.
func (c *checker) phone(path, value string) {
	if value != "" && !strings.Contains(value, ToFillIn) && !phoneForm.MatchString(value) {
		c.Faultf(path, "%q is no telephone number", value)
	}
}

// once reports the second of two equal names.
func (c *checker) once(seen map[string]bool, path, name string) {
	if name != "" && seen[name] {
		c.Faultf(path, "%q stands twice", name)
	}
	seen[name] = true
}

func (c *checker) board(path string, code identity.BoardID) {
	if c.m.Board(code) != nil {
		return
	}
	codes := make([]string, len(c.m.Boards))
	for i, b := range c.m.Boards {
		codes[i] = string(b.Code)
	}
	c.Faultf(path, "there is no board %q%s", string(code), strict.Suggest(string(code), codes))
}

func (c *checker) organisation() {
	c.text("name", c.m.Name)
	c.need("place", c.m.Place)
	if !codeForm.MatchString(c.m.Code) {
		c.Faultf("code", "want the municipality's four digits, not %q", c.m.Code)
	}
	number, err := identity.ParseOrgNumber(c.m.OrgNumber)
	if err != nil {
		c.Faultf("organisation_number", "%q is no organisation number", c.m.OrgNumber)
	}
	c.m.Organisation = number
	if c.m.Accessibility.Updated.IsZero() {
		c.Faultf("accessibility.updated", "the accessibility statement needs the day when it was last looked through")
	}
	c.email("accessibility.email", c.m.Accessibility.Email)
	for i, t := range c.m.Accessibility.Faults {
		c.text(fmt.Sprintf("accessibility.faults[%d]", i), t)
	}
}

func (c *checker) contact() {
	c.need("contact.phone", c.m.Contact.Phone)
	c.phone("contact.phone", c.m.Contact.Phone)
	c.need("contact.email", c.m.Contact.Email)
	c.email("contact.email", c.m.Contact.Email)
	c.text("contact.visit", c.m.Contact.Visit)
	if len(c.m.Contact.Hours) == 0 {
		c.Faultf("contact.hours", "the opening hours are missing")
	}
	c.hours("contact.hours", c.m.Contact.Hours)
}

func (c *checker) hours(path string, hours []Hours) {
	seen := map[string]bool{}
	for i, h := range hours {
		at := fmt.Sprintf("%s[%d]", path, i)
		for _, key := range []string{"open", "to"} {
			if !c.Has(at + "." + key) {
				c.Faultf(at, "says no time to %s (%s)", map[string]string{"open": "open", "to": "close"}[key], key)
			}
		}
		if h.To <= h.Open {
			c.Faultf(at, "closes at %s, before it opens at %s", h.To, h.Open)
		}
		if len(h.Days) == 0 {
			c.Faultf(at, "says no days")
		}
		for j, day := range h.Days {
			c.once(seen, fmt.Sprintf("%s.days[%d]", at, j), string(day))
		}
	}
}

func (c *checker) boards() {
	if len(c.m.Boards) == 0 {
		c.Faultf("boards", "there is no board")
	}
	seen := map[string]bool{}
	for i, b := range c.m.Boards {
		path := fmt.Sprintf("boards[%d]", i)
		if !boardForm.MatchString(string(b.Code)) {
			c.Faultf(path+".code", "want two to five capital letters, not %q", string(b.Code))
		}
		c.once(seen, path+".code", string(b.Code))
		c.text(path+".name", b.Name)
		c.text(path+".does", b.Does)
		c.email(path+".email", b.Email)
	}
}

func (c *checker) delegation() {
	keys := map[string]bool{}
	for i, d := range c.m.Delegation {
		path := fmt.Sprintf("delegation[%d]", i)
		if !nameForm.MatchString(d.Key) {
			c.Faultf(path+".key", "want a name of small letters, digits and _, not %q", d.Key)
		}
		c.once(keys, path+".key", d.Key)
		if d.Ref != "" && !refForm.MatchString(d.Ref) {
			c.Faultf(path+".ref", `want board and number, such as "BUN 4.2", not %q`, d.Ref)
		}
		c.board(path+".board", d.Board)
		c.text(path+".what", d.What)
		c.need(path+".service", d.Service)
		c.need(path+".to", string(d.To))
		if d.To == ToDecisionMaker {
			c.text(path+".title", d.Title)
		}
		if d.To == ToAutomated && (d.Appeal == "laglighetsprovning" || d.Appeal == "none" || d.Appeal == "") {
			c.Faultf(path+".appeal", "an automated function may not decide what is tried by laglighetsprövning or not at all (KL 6:38): %q",
				string(d.Appeal))
		}
	}
}

// units wants what people choose among to be told apart; what else a queue or a booking needs, its service says.
func (c *checker) units() {
	for service, units := range c.m.Queues {
		for i, u := range units {
			path := fmt.Sprintf("queues.%s[%d]", service, i)
			c.need(path+".id", u.ID)
			c.text(path+".name", u.Name)
		}
	}
	for service, rooms := range c.m.Rooms {
		for i, r := range rooms {
			path := fmt.Sprintf("rooms.%s[%d]", service, i)
			c.need(path+".id", r.ID)
			c.text(path+".name", r.Name)
			if len(r.Open) == 0 {
				c.Faultf(path+".open", "%s.open is missing", path)
			}
		}
	}
}

func (c *checker) places() {
	seen := map[string]bool{}
	for i, p := range c.m.Places {
		path := fmt.Sprintf("places[%d]", i)
		c.need(path+".id", p.ID)
		c.once(seen, path+".id", p.ID)
		c.need(path+".kind", string(p.Kind))
		c.text(path+".name", p.Name)
		c.hours(path+".hours", p.Hours)
		if len(p.Closed) > 0 && len(p.Hours) == 0 {
			c.Faultf(path+".closed", "a place without opening hours cannot be closed on a day")
		}
		// SWEREF 99 TM over Sweden.
		measured := p.Kind == "school" || c.Has(path+".east") || c.Has(path+".north")
		if measured && (p.East < 200_000 || p.East > 1_000_000 || p.North < 6_100_000 || p.North > 7_700_000) {
			c.Faultf(path, "east %d, north %d is not in Sweden; want metres in SWEREF 99 TM", p.East, p.North)
		}
		if p.FromGrade < 0 || p.ToGrade > 9 || p.FromGrade > p.ToGrade {
			c.Faultf(path, "want from_grade and to_grade between 0 and 9, in that order")
		}
	}
}

func (c *checker) staff() {
	seen, logins := map[string]bool{}, map[string]bool{}
	for i, o := range c.m.Staff {
		path := fmt.Sprintf("staff[%d]", i)
		c.need(path+".id", string(o.ID))
		c.once(seen, path+".id", string(o.ID))
		c.once(logins, path+".login", cmp.Or(o.Login, string(o.ID)))
		c.need(path+".name", o.Name)
		c.text(path+".title", o.Title)
		c.personalNumber(path, &c.m.Staff[i])
		if o.Administrator && len(o.Grants) > 0 {
			c.Faultf(path+".grants", "an administrator reads no cases; give the roles to another account")
		}
		if !o.Administrator && len(o.Grants) == 0 {
			c.Faultf(path, "%s has no grants", o.Name)
		}
		for j, g := range o.Grants {
			at := fmt.Sprintf("%s.grants[%d]", path, j)
			c.board(at+".board", g.Board)
			c.need(at+".role", string(g.Role))
		}
	}
}

// SealedNumber begins a personal number that stands encrypted in the file.
const SealedNumber = "sealed:"

// personalNumber takes an officer's number out of plain sight. The words about a wrong one do not repeat it.
func (c *checker) personalNumber(path string, o *Officer) {
	plain := o.PersonalNumber
	o.PersonalNumber = ""
	if sealed, ok := strings.CutPrefix(plain, SealedNumber); ok {
		if _, err := base64.StdEncoding.DecodeString(sealed); err != nil || sealed == "" {
			c.Faultf(path+".personal_number", "what stands after %s is not whole; make it again with forvag residents seal", SealedNumber)
		}
		o.Sealed = sealed
		return
	}
	written := strings.ReplaceAll(plain, "-", "")
	if written == "" {
		return
	}
	number, err := identity.ParseNumber(written, civil.New(2200, time.January, 1)) // the day matters for short forms alone
	if err != nil || len(written) != 12 {
		c.Faultf(path+".personal_number", "want a personal number with twelve digits, in quotation marks, or what forvag residents seal prints")
		return
	}
	o.Number = number
}

// appeals wants the administrative court's address, since a decision that is tried by laglighetsprövning is appealed there and not here (KL 13:5).
func (c *checker) appeals() {
	bodies := []string{"forvaltningsratten", "kammarratten", "lansstyrelsen", "okn"}
	for body, court := range c.m.Appeals {
		path := "appeals." + body
		if !slices.Contains(bodies, body) {
			c.Faultf(path, "nobody called %q tries appeals%s", body, strict.Suggest(body, bodies))
		}
		c.text(path+".name", court.Name)
		c.need(path+".post", court.Post)
		c.email(path+".email", court.Email)
	}
	if _, ok := c.m.Appeals["forvaltningsratten"]; !ok {
		c.Faultf("appeals", "residents must be told where the administrative court is: appeals: {forvaltningsratten: {name: {sv: …, en: …}, post: …}}")
	}
}

func (c *checker) privacy() {
	if c.m.Privacy.Officer == (locale.Text{}) && c.m.Privacy.Email == "" {
		c.Faultf("privacy", `residents must be told of the data protection officer (GDPR article 13.1 b): privacy: {officer: {sv: …, en: …}, email: …}`)
		return
	}
	c.text("privacy.officer", c.m.Privacy.Officer)
	c.need("privacy.email", c.m.Privacy.Email)
	c.email("privacy.email", c.m.Privacy.Email)
}

// Faultf is a fault at a key of a municipality's file that only other parts of the program can find. file is the name that it carries.
func Faultf(file string, data []byte, path, format string, args ...any) []strict.Fault {
	d := strict.Decode(file, data, &Municipality{})
	if len(d.Faults()) > 0 {
		return nil // which are told of by themselves
	}
	d.Faultf(path, format, args...)
	return d.Faults()
}
