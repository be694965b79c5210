package web

// PathRules is where officers see the rules of life events.
const PathRules = PathDesk + "/regler"

// RulesPage lists the rules of life events, by board.
type RulesPage struct {
	Boards []RuleBoard
	// Gone are rules that have left something and are not there any more.
	Gone []RuleRow
}

// RuleBoard is a board's rules.
type RuleBoard struct {
	Name string
	Rows []RuleRow
}

// RuleRow is one rule.
type RuleRow struct {
	Name   string
	Text   string
	Href   string // empty: there is no page
	Kind   string // what it leads to
	State  Status
	Facts  []string // the last run, and what waits
	Errors []string // what broke its last run off
}

// RulePage is one rule: what it says and to whom, whether it is on, what it would do and what it has done.
type RulePage struct {
	Name       string
	State      Status
	Kind       string
	Board      string
	Notices    []Notice
	Why        Paragraphs
	About      []Fact
	Texts      []RuleText
	Conditions []RuleCondition
	Facts      []Fact // each with its source
	Law        []LawRef
	Links      []Link  // the services that it opens, and what there is to read
	Switch     *Action // nil: the reader may not switch it
	Switched   []RuleSwitch
	Outcomes   []Figure
	Runs       []RuleRun
	Trial      *RuleTrial
	Errors     []FieldError
}

// RuleText is what residents get, in one language.
type RuleText struct {
	Lang    string // for the lang attribute
	Name    string // of the language, in the reader's
	Title   string
	Lead    string
	More    Paragraphs
	Outcome []Fact // what happens if they say yes, no, or nothing
	Ways    []string
}

// RuleCondition is a condition with its words.
type RuleCondition struct {
	Yes, No string
	If      string // the expression
	Law     string
}

// RuleSwitch is that the rule was switched.
type RuleSwitch struct {
	State Status
	At    When
	By    string
	Under string
}

// RuleRun is what one run did.
type RuleRun struct {
	At     When
	Text   string
	Facts  []string
	Broken string // that it was broken off; empty: it was not
}

// RuleTrial is what the rule would do today, without doing it.
type RuleTrial struct {
	Action string // where a POST counts
	Button string
	Again  string // where the page is asked whether it is counted by now; empty: nothing is being counted
	Lead   string
	Broken string // that the last time was broken off; empty: it was not
	Done   *RuleTrialDone
}

// RuleTrialDone is what was counted.
type RuleTrialDone struct {
	Made    When
	By      string
	Of      string // among how many, and for which day
	Figures []Figure
	Areas   []Fact
	Ages    []Fact
	Compare string   // against which version; empty: there is none before
	Changed []Figure // who comes in and who falls away
	Samples []RuleSample
}

// RuleSample is somebody whom the rule reaches, without anything that tells who.
type RuleSample struct {
	Name    string
	Reasons []Condition
}
