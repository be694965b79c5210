package casework

import (
	"fmt"
	"regexp"
	"strconv"

	"forvag/internal/identity"
)

// Ids are UUIDv7 as text, so that they sort by the time they were made.
type (
	// CaseID names a case (ärende) everywhere but in talk with people, who use the diary number.
	CaseID string
	// EventID names an event.
	EventID string
	// DocumentID names a document (handling).
	DocumentID string
	// MessageID names a message.
	MessageID string
	// RequestID names a request for completion.
	RequestID string
	// DecisionID names a decision.
	DecisionID string
	// AppealID names an appeal.
	AppealID string
	// PermitID names a permit.
	PermitID string
)

// IsValid says whether the id has the form of one. Others come from hands, not from here, and name no case.
func (id CaseID) IsValid() bool { return idPattern.MatchString(string(id)) }

var idPattern = regexp.MustCompile(`^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$`)

// Ref is a case as an officer saw it. An officer's command on a case that has changed since is fault.Stale. Version 0 means "as it is now",
// for what only adds to the case: messages, notes and what parties do.
type Ref struct {
	ID      CaseID
	Version int64
}

// Diary is a diary number (diarienummer): the board's code, the year in which the case was received and an unbroken number from 1.
type Diary struct {
	Board  identity.BoardID
	Year   int
	Number int
}

var diaryPattern = regexp.MustCompile(`^([A-ZÅÄÖ]{1,10}) ([1-9]\d{3})-(\d{6}|[1-9]\d{6,8})$`)

// ParseDiary reads what String writes and says whether s was a diary number.
func ParseDiary(s string) (Diary, bool) {
	m := diaryPattern.FindStringSubmatch(s)
	if m == nil {
		return Diary{}, false
	}
	year, _ := strconv.Atoi(m[2])
	number, _ := strconv.Atoi(m[3])
	return Diary{Board: identity.BoardID(m[1]), Year: year, Number: number}, number > 0
}

// String is "BN 2026-000123"; empty for the zero value.
func (d Diary) String() string {
	if d == (Diary{}) {
		return ""
	}
	return fmt.Sprintf("%s %d-%06d", d.Board, d.Year, d.Number)
}
