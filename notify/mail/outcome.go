package mail

import (
	"errors"
	"fmt"
	"regexp"
	"strings"

	gomail "github.com/wneessen/go-mail"

	"forvag/notify"
)

// unsent is what comes of a message that the server did not take over. A server's own words are left out: they often name the address.
func unsent(err error) notify.Result {
	refused, ok := errors.AsType[*gomail.SendError](err)
	if !ok || refused.ErrorCode() < 400 { // it could not be reached, was not to be trusted, did not let us in, or broke off
		return notify.Result{Outcome: notify.Later, Err: fmt.Errorf("mail server: %s", plain(err))}
	}
	code, enhanced := refused.ErrorCode(), refused.EnhancedStatusCode()
	why := fmt.Errorf("mail server answers %s to %s", strings.TrimSpace(fmt.Sprint(code, " ", enhanced)), step(refused.Reason))
	switch {
	case code < 500:
		return notify.Result{Outcome: notify.Later, Err: why}
	case dead(enhanced), enhanced == "" && refused.Reason == gomail.ErrSMTPRcptTo && (code == 550 || code == 551 || code == 553):
		return notify.Result{Outcome: notify.Gone, Err: why}
	default:
		return notify.Result{Outcome: notify.Refused, Err: why}
	}
}

// dead says whether a status code (RFC 3463, with the registry of RFC 5248) tells that there is no such mailbox, nor will be: wrong or moved address, a
// domain without mail (5.1.10), a mailbox that is closed (5.2.1). One that is full, or does not want just this message, is alive.
func dead(status string) bool {
	switch status {
	case "5.1.1", "5.1.2", "5.1.3", "5.1.6", "5.1.10", "5.2.1":
		return true
	}
	return false
}

// step is where in the exchange the server said no.
func step(r gomail.SendErrReason) string {
	switch r {
	case gomail.ErrSMTPMailFrom:
		return "MAIL FROM"
	case gomail.ErrSMTPRcptTo:
		return "RCPT TO"
	default:
		return "DATA"
	}
}

var addressLike = regexp.MustCompile(`[^\s<>"]+@[^\s<>"]+`)

// plain is an error's first line without e-mail addresses.
func plain(err error) string {
	if err == nil {
		return "no answer"
	}
	line, _, _ := strings.Cut(err.Error(), "\n")
	if i := strings.Index(line, ", affected recipient"); i >= 0 {
		line = line[:i]
	}
	return addressLike.ReplaceAllString(line, "…")
}

// accepted is a server's answer to what it has taken over, as evidence: "250 2.0.0 Ok: queued as 4F1".
func accepted(answer string) string {
	answer = addressLike.ReplaceAllString(strings.TrimSpace(answer), "…")
	if runes := []rune(answer); len(runes) > 200 {
		answer = string(runes[:200])
	}
	return answer
}
