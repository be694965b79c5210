package catalog

// The enumerations of a service file. Each answers Values, which the decoder checks against and suggests from.
type (
	// Kind of case.
	Kind string
	// Category on the front page.
	Category string
	// Situation in life.
	Situation string
	// Applicant is who may apply.
	Applicant string
	// FieldType is what a field asks for.
	FieldType string
	// Prefill is where a field's first value comes from.
	Prefill string
	// Unit of a number. Numbers are integers in it.
	Unit string
	// FileType by content.
	FileType string
	// FactSource is where a fact comes from.
	FactSource string
	// RegisterFact is what the population and school registers can be asked about.
	RegisterFact string
	// AppealKind (överklagandetyp) of a kind of decision.
	AppealKind string
	// AppealBody tries an appeal.
	AppealBody string
	// ClockStart is the event that starts a clock.
	ClockStart string
	// ClockStop is the event that stops a clock.
	ClockStop string
	// PermitStart is what a permit holds from.
	PermitStart string
	// Strength of secrecy (skaderekvisit).
	Strength string
	// DocumentType for retention.
	DocumentType string
)

// Kinds of case (the architects' seven: anmälan, ansökan, begäran, beställning, förfrågan, förslag, tillsyn).
const (
	Report      Kind = "report"
	Application Kind = "application"
	Request     Kind = "request"
	Order       Kind = "order"
	Enquiry     Kind = "enquiry"
	Proposal    Kind = "proposal"
	Supervision Kind = "supervision"
)

// Values lists what a file may say.
func (Kind) Values() []string {
	return []string{"report", "application", "request", "order", "enquiry", "proposal", "supervision"}
}

// Values lists what a file may say.
func (Category) Values() []string {
	return []string{"school", "building", "care", "traffic", "environment", "culture", "business", "democracy", "money"}
}

// Values lists what a file may say.
func (Situation) Values() []string {
	return []string{"new_child", "child_in_school", "moving", "building_home", "illness_or_disability", "growing_old", "out_of_work",
		"short_of_money", "starting_business", "running_association", "death_in_family", "something_broken", "want_to_influence",
		"young", "new_in_sweden"}
}

// Who may apply.
const (
	Anonymous Applicant = "anonymous"
	Resident  Applicant = "resident"
	Guardian  Applicant = "guardian"
	Signatory Applicant = "company"
	Agent     Applicant = "agent"
)

// Values lists what a file may say.
func (Applicant) Values() []string {
	return []string{"anonymous", "resident", "guardian", "company", "agent"}
}

// What a field asks for.
const (
	TextField    FieldType = "text"
	LongText     FieldType = "longtext"
	NumberField  FieldType = "number"
	DateField    FieldType = "date"
	ChoiceField  FieldType = "choice"
	ChoicesField FieldType = "choices"
	YesNoField   FieldType = "yesno"
	EmailField   FieldType = "email"
	PhoneField   FieldType = "phone"
	AddressField FieldType = "address"
	PlaceField   FieldType = "place"
	PersonField  FieldType = "person"
	ChildField   FieldType = "child"
	CompanyField FieldType = "company"
	FilesField   FieldType = "files"
	InfoField    FieldType = "info"
	// EntriesField is how many entries a repeated page has. No file writes it.
	EntriesField  FieldType = "entries"
	PropertyField FieldType = "property"
	SlotField     FieldType = "slot"
)

// Values lists what a file may say.
func (FieldType) Values() []string {
	return []string{"text", "longtext", "number", "date", "choice", "choices", "yesno", "email", "phone", "address", "place", "person",
		"child", "company", "files", "info", "property", "slot"}
}

// Values lists what a file may say.
func (Prefill) Values() []string {
	return []string{"person.name", "person.email", "person.phone", "person.address", "child.school", "child.nearest_school", "child.class", "child.address",
		"guardian.name", "guardian.other_name", "company.name", "company.address", "home.property"}
}

// Values lists what a file may say.
func (Unit) Values() []string {
	return []string{"ore", "kr", "dm2", "m2", "cm", "m", "km", "days", "workdays", "weeks", "months", "years", "count", "percent"}
}

// Values lists what a file may say.
func (FileType) Values() []string {
	return []string{"pdf", "jpeg", "png", "heic", "docx", "xlsx", "txt"}
}

// Sources of facts.
const (
	FromForm     FactSource = "form"
	FromRegister FactSource = "register"
	FromAsk      FactSource = "ask"
	FromSetting  FactSource = "setting"
	FromDerived  FactSource = "derived"
)

// Values lists what a file may say.
func (FactSource) Values() []string { return []string{"form", "register", "ask", "setting", "derived"} }

// Values lists what a file may say.
func (RegisterFact) Values() []string {
	return []string{"person.age", "person.birth_date", "person.registered_here", "child.age", "child.birth_date", "child.registered_here",
		"child.grade", "child.school", "child.school_chosen", "child.alternating_home", "distance.home_school", "household.adults",
		"household.children", "company.signatory", "permit.active", "permit.ends"}
}

// How a decision is appealed: to the administrative court on its merits (förvaltningsbesvär, FL 40 §), by a review of its legality only
// (laglighetsprövning, KL 13 kap.), under the Planning and Building Act to the county board (PBL 13 kap.), to the school system's board of
// appeal (Skolväsendets överklagandenämnd), to the county board in other matters, or not at all.
const (
	Forvaltningsbesvar AppealKind = "forvaltningsbesvar"
	Laglighetsprovning AppealKind = "laglighetsprovning"
	PBL                AppealKind = "pbl"
	OKN                AppealKind = "okn"
	NoAppeal           AppealKind = "none"
)

// Values lists what a file may say.
func (AppealKind) Values() []string {
	return []string{"forvaltningsbesvar", "laglighetsprovning", "pbl", "okn", "none"}
}

// MayBeAutomatic says whether the law lets a board delegate such decisions to an automated function (KL 6 kap. 38 § 2 st.).
func (k AppealKind) MayBeAutomatic() bool {
	return k == Forvaltningsbesvar || k == PBL || k == OKN
}

// Who tries an appeal.
const (
	AdministrativeCourt AppealBody = "forvaltningsratten"
	CountyBoard         AppealBody = "lansstyrelsen"
	SchoolAppealsBoard  AppealBody = "okn"
	// CourtOfAppeal tries refusals to hand out public records (OSL 6 kap. 8 §), as the first court.
	CourtOfAppeal AppealBody = "kammarratten"
)

// Values lists what a file may say.
func (AppealBody) Values() []string {
	return []string{"forvaltningsratten", "lansstyrelsen", "okn", "kammarratten"}
}

// Body is who usually tries appeals of this kind; empty where there is no appeal.
func (k AppealKind) Body() AppealBody {
	switch k {
	case Forvaltningsbesvar, Laglighetsprovning:
		return AdministrativeCourt
	case PBL:
		return CountyBoard
	case OKN:
		return SchoolAppealsBoard
	}
	return ""
}

// Values lists what a file may say.
func (ClockStart) Values() []string { return []string{"received", "complete", "decided", "closed"} }

// OfferedStop stops a clock at the first offer of a place.
const OfferedStop ClockStop = "offered"

// Values lists what a file may say.
func (ClockStop) Values() []string { return []string{"decided", "offered"} }

// What a permit holds from: the decision, or the day on which the decision gains legal force (laga kraft).
const (
	FromDecision PermitStart = "decision"
	FromFinal    PermitStart = "final"
)

// Values lists what a file may say.
func (PermitStart) Values() []string { return []string{"decision", "final"} }

// Values lists what a file may say: no secrecy, a presumption of publicity (rakt skaderekvisit), of secrecy (omvänt), or absolute.
func (Strength) Values() []string { return []string{"none", "rakt", "omvant", "absolut"} }

// Values lists what a file may say.
func (DocumentType) Values() []string {
	return []string{"case", "application", "attachment", "message", "decision", "permit"}
}
