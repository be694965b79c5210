package web

// Verdict is how a guided check ended.
type Verdict int

// How a guided check can end. VerdictUnknown also holds while questions remain.
const (
	VerdictUnknown Verdict = iota
	VerdictYes
	VerdictNo
	VerdictMaybe
)

// GuidePage is a guided check: one question at a time, or the verdict when Question is nil.
type GuidePage struct {
	Service  Link // the service that it belongs to
	Name     string
	Lead     string
	Action   string // where an answer is posted; the names of answered fields are carried in Answers
	Question Field  // nil: no more questions
	Answers  []Answer
	Known    []Answer      // what a register says of the reader, and was therefore not asked; Name and Value are empty
	Carried  []HiddenField // beside the answers
	Restart  string        // where to begin again
	Result   *Result
	Errors   []FieldError
}

// Answer is a question already answered. Name and Value travel on as hidden fields.
type Answer struct {
	Question string
	Answer   string
	Name     string
	Value    string
	Change   string // where to answer anew
}

// Result is the verdict of a check and why.
type Result struct {
	Verdict    Verdict
	Title      string // "Ja, du behöver bygglov"
	Text       Paragraphs
	Conditions []Condition
	Law        []LawRef
	Instead    Paragraphs // what to do instead, or next
	Start      *Link      // into the form, answers carried along; nil: no form follows
	AsOf       When       // the day whose rules were used
	ID         string     // its heading's on the page; empty for the usual one
}

// ConditionState tells how a condition came out.
type ConditionState int

// How a condition can come out.
const (
	ConditionUnknown ConditionState = iota
	ConditionMet
	ConditionNotMet
)

// Condition is one rule of a check in words, with what it came to.
type Condition struct {
	State ConditionState
	Text  string
	Law   string // the paragraph that it rests on; may be empty
	Facts []Fact // which facts it was decided from
}
