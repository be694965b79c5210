package web

// AskPersonPage has a person answer instead: the question, what goes along with it, and other ways to reach the municipality.
type AskPersonPage struct {
	Question LongField
	// Talk carries the conversation, and Said is it as it is sent along where the resident says so; empty where there is none.
	Talk string
	Said Paragraphs
	// Attach says that the resident has said so.
	Attach bool
	// Service takes the question, and Time is when it is answered.
	Service Link
	Time    string
	Phone   string
	Hours   string
	Email   string
}
