package web

// Together is what a child's two guardians answer in the same case, as one of them may see it.
type Together struct {
	Title string
	Text  Paragraphs
	// Shared are the other one's answers to what the two decide together, for who has not answered; empty for none.
	Shared []Fact
	// Differ are the questions that they have answered differently.
	Differ []Difference
	// Agree is where a POST says the same as the other one, and Answer where one begins the form to answer or change; empty: not possible.
	Agree, Answer         string
	AgreeText, AnswerText string
	Key                   string // makes an answer that is posted twice one answer
}

// Difference is a question with two answers. Both are empty where only that they differ may be told.
type Difference struct {
	Question, Mine, Theirs string
}

// Compared is a form that two have answered, side by side, for officers.
type Compared struct {
	Names [2]string
	Rows  []ComparedRow
}

// ComparedRow is one question with what each has answered; an empty answer is that they were not asked.
type ComparedRow struct {
	Question string
	Answers  [2]string
	// Differs marks a question that the two were to answer alike.
	Differs bool
}
