package catalog

import (
	"forvag/internal/locale"
	"forvag/internal/rules"
)

// Service is one e-service (e-tjänst, ärendetyp): everything that one YAML file says. Loaded services are never changed and are safe for
// concurrent use.
type Service struct {
	// ID is the file's name without .yaml; lower-case letters, digits and hyphens.
	ID string `yaml:"id"`
	// Kind of case that a submission becomes.
	Kind Kind `yaml:"kind"`
	// Board that handles the case, by its code in kommun.yaml; for example BUN.
	Board string `yaml:"board"`
	// Class is the classification code of the records plan (Klassa).
	Class string `yaml:"class"`
	// Owner is the role that answers for the service's content; shown to staff.
	Owner locale.Text `yaml:"owner"`
	// Icon is the name of an icon in the web package's set.
	Icon string `yaml:"icon"`
	// Category places the service on the front page.
	Category Category `yaml:"category"`
	// Situations are the life situations in which a resident may need the service.
	Situations []Situation `yaml:"situations"`
	// Law lists the legal basis; for example "skollagen (2010:800) 7 kap. 18 §".
	Law []string `yaml:"law"`

	Title   locale.Text   `yaml:"title"`
	Summary locale.Text   `yaml:"summary"`
	Who     locale.Text   `yaml:"who"`
	Needs   []locale.Text `yaml:"needs"`
	Time    locale.Text   `yaml:"time"`
	Cost    locale.Text   `yaml:"cost"`
	// After says what happens when the form has been sent. It stands on the service page and on the receipt.
	After locale.Text `yaml:"after"`
	// Keywords are the words that residents search with and that the texts do not hold.
	Keywords Keywords `yaml:"keywords"`

	Access Access `yaml:"access"`
	// Fee is nil where the service is free.
	Fee *Fee `yaml:"fee"`
	// Window is nil where the service takes applications all year.
	Window *Window `yaml:"window"`

	Pages []Page `yaml:"pages"`

	// Declared facts and Conditions are shared by the guided check, the choice of decision and the recommendation.
	Declared   []Fact            `yaml:"facts"`
	Conditions []rules.Condition `yaml:"conditions"`
	// Check is the guided check ("behöver jag …?"), nil where there is none.
	Check *GuidedCheck `yaml:"check"`
	// Decisions are the kinds of decision that a case can end in. The first whose `when` holds is the case's track. Empty where the
	// service ends in an answer or in work done (faktisk handling).
	Decisions []DecisionType `yaml:"decisions"`
	// Recommendation is nil where a person decides from the start.
	Recommendation *Recommendation `yaml:"recommendation"`

	Clocks    []Clock     `yaml:"clocks"`
	Secrecy   Secrecy     `yaml:"secrecy"`
	Retention []Retention `yaml:"retention"`
	// CoGuardian is nil where no other guardian is informed.
	CoGuardian *CoGuardian `yaml:"co_guardian"`
	// Status holds what the resident reads in each state of the case.
	Status StatusTexts `yaml:"status"`
	// Steps are the steps that a case goes through, as the one whose case it is, is told them; the portal's usual ones where empty.
	Steps []Step `yaml:"steps"`
	// Urgent says which cases brook no delay, nil for none.
	Urgent *Urgent `yaml:"urgent"`
	// Permit says what a granting decision leaves, nil where it leaves none.
	Permit *Permit `yaml:"permit"`
	// Queue is nil where the case stands in no line for a place.
	Queue *Queue `yaml:"queue"`
	// Booking is nil where no time is booked.
	Booking *Booking `yaml:"booking"`
	// Nearby looks for earlier reports of the same thing, nil where it does not.
	Nearby *Nearby `yaml:"nearby"`
	// Opens are the other services whose cases the form opens too; empty where it is one case.
	Opens []Open `yaml:"opens"`
	// Siblings are the fields whose answers are offered again when the same form is begun for the child's sibling.
	Siblings []string `yaml:"siblings"`

	Examples []Example `yaml:"examples"`
	// Lix says why some texts are harder to read than the limit.
	Lix []HardReason `yaml:"lix"`

	// Hash is the SHA-256 of the file's bytes, in hex. Drafts, cases and decisions point at it.
	Hash string `yaml:"-"`
	// Source is the file's bytes, kept so that content storage can hold the version that a case was decided by.
	Source []byte `yaml:"-"`

	program *program
}

// NeedsDecision says whether a case of the service is not closed without a decision. What is ordered or asked for (beställning, begäran) can simply
// be done or handed out: there is a decision then only where something is refused, or needs leave.
func (s *Service) NeedsDecision() bool {
	return len(s.Decisions) > 0 && s.Kind != Order && s.Kind != Request
}

// Access says who may use the service and how surely they must be known.
type Access struct {
	// Who may apply; at least one.
	Who []Applicant `yaml:"who"`
	// Level is the lowest assurance level of the login: 0 (no login), 2, 3 or 4 (tillitsnivå).
	Level int `yaml:"level"`
	// Applicant is the id of a person or child field; empty where whoever sends the form applies for themself. Where that field is visible and
	// answered, the one it names is the case's applicant, and later the permit's holder, and the sender acts for them: as agent (ombud, FL
	// 14–15 §§), or as a child's guardian. A person field so named asks for the personal number too.
	Applicant string `yaml:"applicant"`
}

// Fee points at the setting that holds the amount in öre, with words about what it covers. A fee that varies has words only.
type Fee struct {
	Setting string      `yaml:"setting"`
	Text    locale.Text `yaml:"text"`
}

// Keywords are search words per language.
type Keywords struct {
	SV []string `yaml:"sv"`
	EN []string `yaml:"en"`
}

// In returns the words of one language.
func (k Keywords) In(lang locale.Lang) []string {
	if lang == locale.EN {
		return k.EN
	}
	return k.SV
}

// Page is one step of the form: one thing at a time.
type Page struct {
	ID    string      `yaml:"id"`
	Title locale.Text `yaml:"title"`
	Intro locale.Text `yaml:"intro"`
	// Visible is CEL over answers on earlier pages; empty means always.
	Visible string `yaml:"visible"`
	// Repeat is nil where the page is asked once.
	Repeat *Repeat `yaml:"repeat"`
	// Fields are those of all entries, where the page repeats: the first entry's, how many there are, and those of the others.
	Fields []Field `yaml:"fields"`
}

// Field is one question. It is required unless Optional is set.
type Field struct {
	ID    string      `yaml:"id"`
	Type  FieldType   `yaml:"type"`
	Label locale.Text `yaml:"label"`
	Hint  locale.Text `yaml:"hint"`
	// Text is what an info field says.
	Text     locale.Text `yaml:"text"`
	Optional bool        `yaml:"optional"`
	// Visible is CEL over answers to earlier fields; empty means always. A hidden field's answer is dropped.
	Visible string `yaml:"visible"`
	// Prefill fetches the first value from the register or the login.
	Prefill Prefill `yaml:"prefill"`
	// Sensitive answers are left out of notices, lists and logs.
	Sensitive bool `yaml:"sensitive"`
	// Min and Max bound a number (in Unit), a text's length in characters, how many choices, or a date.
	Min Bound `yaml:"min"`
	Max Bound `yaml:"max"`
	// Pattern is a regular expression (RE2) that the whole text must match; PatternSay is what it wants, in words that go on from "Skriv" and "Enter".
	Pattern    string      `yaml:"pattern"`
	PatternSay locale.Text `yaml:"pattern_say"`
	// Unit is what a number is kept in, Shown what the resident types it in; Shown is Unit where empty.
	Unit    Unit     `yaml:"unit"`
	Shown   Unit     `yaml:"shown"`
	Choices []Choice `yaml:"choices"`
	// Units says that the choices are the units of the service's queue.
	Units bool `yaml:"units"`
	// Files limits a files field; nil means five files of 10 MB, pdf or picture.
	Files *FileLimits `yaml:"files"`
	// Checks compare this answer with earlier ones.
	Checks []FieldCheck `yaml:"checks"`

	// Entry is which of a repeated page's entries the field belongs to, from 1; 0 for other pages.
	Entry int `yaml:"-"`
}

// Choice is one alternative of a choice or choices field.
type Choice struct {
	ID    string      `yaml:"id"`
	Label locale.Text `yaml:"label"`
	Hint  locale.Text `yaml:"hint"`
}

// FileLimits bounds what may be attached.
type FileLimits struct {
	// Max is how many, 1–20. Zero means five.
	Max int `yaml:"max"`
	// SizeMB is the largest file in megabytes, 1–50. Zero means ten.
	SizeMB int `yaml:"size_mb"`
	// Types allowed, by content. Empty means pdf, jpeg, png and heic.
	Types []FileType `yaml:"types"`
}

// FieldCheck refuses an answer when If is false.
type FieldCheck struct {
	// If is CEL over this answer and earlier ones.
	If  string      `yaml:"if"`
	Say locale.Text `yaml:"say"`
}

// Fact is something that conditions may ask about.
type Fact struct {
	ID string `yaml:"id"`
	// Type, Unit and Values are left out of a form fact: its field has them.
	Type rules.Type `yaml:"type"`
	Unit Unit       `yaml:"unit"`
	// Values of an enum.
	Values []string `yaml:"values"`
	// Max is how long a list may be, at most 100. Zero means 20.
	Max    int        `yaml:"max"`
	Source FactSource `yaml:"source"`
	// Field is the form field that a form fact is read from; the fact's own id where empty.
	Field string `yaml:"field"`
	// Register names what the register is asked for.
	Register RegisterFact `yaml:"register"`
	// Default is the value of a register fact where the register does not know. Choose the one that makes a person look.
	Default Values `yaml:"default"`
	// Setting names the local setting that a setting fact is; the fact's own id where empty.
	Setting string `yaml:"setting"`
	// Derive is CEL over facts declared earlier.
	Derive string `yaml:"derive"`
	// Ask is the question in the guided check. A form fact without Ask is asked with its field's label.
	Ask  locale.Text `yaml:"ask"`
	Hint locale.Text `yaml:"hint"`
	// Labels are the words for an enum's values, in order, where the fact is asked and not a form field.
	Labels []locale.Text `yaml:"labels"`
}

// GuidedCheck asks the facts that matter and answers a question before any case exists.
type GuidedCheck struct {
	Question locale.Text     `yaml:"question"`
	Intro    locale.Text     `yaml:"intro"`
	Verdicts []rules.Verdict `yaml:"verdicts"`
}

// DecisionType is one kind of decision, with how it is appealed. The appeal kind stands here and not on the service, since one service can
// end in decisions that are appealed differently.
type DecisionType struct {
	ID    string      `yaml:"id"`
	Title locale.Text `yaml:"title"`
	// When is CEL over facts and condition ids that says which cases end in this decision; empty means all.
	When   string     `yaml:"when"`
	Appeal AppealKind `yaml:"appeal"`
	// AppealTo is who tries the appeal; where empty, the usual one for the kind.
	AppealTo AppealBody `yaml:"appeal_to"`
	// By names the role that decides.
	By locale.Text `yaml:"by"`
	// Delegable says whether that role may let another decide.
	Delegable bool `yaml:"delegable"`
	// Meeting says that the board itself, or the council, decides at a meeting, whose minutes are adjusted and announced (KL 8:12).
	Meeting bool     `yaml:"meeting"`
	Law     []string `yaml:"law"`
	// Gives says that a grant must name what it gives, such as which school; nil where the kind of decision says it all.
	Gives *Given `yaml:"gives"`
}

// Given is what a grant names.
type Given struct {
	// Label is what it is called: "Skola".
	Label locale.Text `yaml:"label"`
	// From is the field whose answer is proposed to who decides; empty for none.
	From string `yaml:"from"`
}

// Body is who tries an appeal; empty where there is none.
func (d DecisionType) Body() AppealBody {
	if d.AppealTo != "" {
		return d.AppealTo
	}
	return d.Appeal.Body()
}

// Recommendation proposes a decision from the rules: yes means grant, no means refuse, maybe means that a person must look.
type Recommendation struct {
	Verdicts []rules.Verdict `yaml:"verdicts"`
	// Automatic is nil where a person always decides.
	Automatic *Automatic `yaml:"automatic"`
}

// Automatic lets a granting recommendation become a decision without a person, for one kind of decision and by one delegation reference
// (KL 6 kap. 37 §). A file is refused where that decision is appealed by laglighetsprövning or not at all (KL 6 kap. 38 § 2 st.).
type Automatic struct {
	Decision string `yaml:"decision"`
	// Delegation is the key of an entry in the municipality's delegation order. While that entry has no reference, a person decides.
	Delegation string `yaml:"delegation"`
}

// Clock is a time limit.
type Clock struct {
	ID     string      `yaml:"id"`
	Title  locale.Text `yaml:"title"`
	Starts ClockStart  `yaml:"starts"`
	// Stops is what it waits for: the decision where empty, or the first offer of a place in a queue.
	Stops  ClockStop `yaml:"stops"`
	Length Length    `yaml:"length"`
	// Extend is how much longer it may become once, with reasons; zero where it may not.
	Extend Length `yaml:"extend"`
	// AskWithin is for a clock that starts when the case is complete: only what was asked for within so long after the case came in puts the
	// start off (as for building permits). Zero means that every request does.
	AskWithin Length `yaml:"ask_within"`
	Law       string `yaml:"law"`
	// Remind is how many working days before its end the officer is reminded of this clock; where it is left out, what kommun.yaml says of all clocks.
	Remind int `yaml:"remind"`
	// Promise marks a local service promise instead of a limit in law.
	Promise bool `yaml:"promise"`
}

// Secrecy is the default for cases of this service. It is a reminder: each request for a document is tried anew (OSL 5 kap. 5 §).
type Secrecy struct {
	Strength Strength `yaml:"strength"`
	// Law is the provision; required unless Strength is none.
	Law string `yaml:"law"`
	// Years is the longest time that the secrecy holds; zero where Strength is none.
	Years int `yaml:"years"`
	// PublicTitle is what the public register shows (OSL 5 kap. 2 §); it holds nothing about a person.
	PublicTitle locale.Text `yaml:"public_title"`
	// About is the field whose answer its parties and officers know the case by, beside PublicTitle: a text or a choice. Where it is empty that is the
	// first choice of the form.
	About string `yaml:"about"`
}

// Retention says how long a kind of document is kept after the case was closed (gallring).
type Retention struct {
	Document DocumentType `yaml:"document"`
	Keep     Keep         `yaml:"keep"`
	// Plan is where the disposal is decided; for example "Dokumenthanteringsplan BUN 3.4".
	Plan string `yaml:"plan"`
}

// CoGuardian is what the child's other guardian is told. Nothing is sent where anyone in the family is protected.
type CoGuardian struct {
	// Child is the id of the child field.
	Child string `yaml:"child"`
	// Submitted and Decided are sent when the form is sent and when the case is decided.
	Submitted locale.Text `yaml:"submitted"`
	Decided   locale.Text `yaml:"decided"`
	// Together is nil where the other guardian is told, not asked.
	Together *Together `yaml:"together"`
}

// Permit is what a granting decision leaves (tillstånd).
type Permit struct {
	Title locale.Text `yaml:"title"`
	// Max is the longest time that it holds.
	Max Length `yaml:"max"`
	// From is what it holds from; the decision where empty.
	From PermitStart `yaml:"from"`
	// Begin is how soon what it permits must be begun, where it holds from legal force; zero for no such limit.
	Begin Length `yaml:"begin"`
	// Remind is how long before its end the holder is told.
	Remind Length `yaml:"remind"`
}

// Nearby finds earlier reports about the same thing, which the resident can follow instead of sending one more.
type Nearby struct {
	// Field is the id of the place field.
	Field string `yaml:"field"`
	// Radius is how near counts as the same place.
	Radius Metres `yaml:"radius"`
	// Days back.
	Days int `yaml:"days"`
	// Same is a choice field whose answer must be equal; empty where it does not matter.
	Same string `yaml:"same"`
}

// Example is a case that forvag check runs.
type Example struct {
	Name string `yaml:"name"`
	// Today is the day of the case.
	Today string `yaml:"today"`
	// Answers are form values as a browser would send them, by field id (and part: place.lat).
	Answers map[string]Values `yaml:"answers"`
	// Facts are given directly: those from the register, those asked in the guided check, and local settings (setting.NAME), so that the example
	// comes true in every municipality.
	Facts  map[string]Values `yaml:"facts"`
	Expect Expect            `yaml:"expect"`
}

// Expect is what an example must come to. What is left out is not compared.
type Expect struct {
	Check rules.Outcome `yaml:"check"`
	// Missing are the facts that the check (or else the recommendation) still asks for.
	Missing        []string      `yaml:"missing"`
	Recommendation rules.Outcome `yaml:"recommendation"`
	// Window is where the day stands to the service's window.
	Window Timing `yaml:"window"`
	// Decision is the id of the decision type that the case is on track for.
	Decision string   `yaml:"decision"`
	Visible  []string `yaml:"visible"`
	Hidden   []string `yaml:"hidden"`
	// Faults are the keys of the messages that the answers get, by field id.
	Faults map[string]string `yaml:"faults"`
	// Automatic says whether the decision would be automatic, given a delegation reference.
	Automatic *bool `yaml:"automatic"`
}
