package web

// PathQuestions is where staff see what residents ask the assistant.
const PathQuestions = PathDesk + "/fragor"

// QuestionsPage is what residents ask the assistant ("Vad frågas det om?").
type QuestionsPage struct {
	Kept     int // days that questions are kept; 0: none are
	Figures  []Figure
	Days     []Bar // all questions, day by day
	Tabs     []Tab
	Filters  []SelectField
	Tab      string // travels as lista when filtering
	Clusters []QuestionCluster
	More     int // how many clusters are not shown, being less common
	Hidden   int // how many questions are not shown, since their words could point to somebody
	Export   string
	Articles []Link // lists of articles that need somebody: never used, to look through
}

// Figure is a number and what it counts.
type Figure struct {
	Value string
	Text  string
	Tone  Tone
}

// Bar is a part of a small chart.
type Bar struct {
	Share int // per cent of the highest, 0 to 100
	Text  string
}

// QuestionCluster is questions that ask for the same.
type QuestionCluster struct {
	ID       string // anchor, unique on the page
	Name     string
	Lang     string // of the questions, where it is not the page's; empty where it is
	Count    string // "12 frågor", "färre än 3 frågor"
	Marks    []Status
	Days     []Bar // empty where there are too few
	DaysText string
	Ways     []string // other ways of putting it
	Source   *Link    // the article that answered most of them; nil where none did
	Thumbs   []string // what those said whom the answer did not help
	Offered  string   // services that were offered, in words; empty: none
	Write    string   // where a POST begins a draft; empty: the reader may not
	Hidden   []HiddenField
	Button   string
}
