package portal

import (
	"crypto/rand"
	"errors"
	"slices"
	"strings"
	"unicode/utf8"

	"forvag/internal/casework"
	"forvag/internal/catalog"
	"forvag/internal/civil"
	"forvag/internal/fault"
	"forvag/web"
)

// act is one of an officer's actions on a case, while its form is made, or while what was written in it is read. Fields are named after the action
// as well, since all the forms stand on one page.
type act struct {
	*request
	id string
	// file, names and may are for making the form.
	file  *casework.File
	names names
	may   casework.Options
	// wrong is nil for a form that has not been refused.
	wrong *wrongAction
}

// wrongAction is an action that could not be done, or, without words, that the officer wants to change before it is. Its fields are filled in from the
// request as they were written.
type wrongAction struct {
	id, words string
	// field is the one that is wrong; empty where it is none of them.
	field string
	// also are the other fields that are wrong, with their words.
	also []wrongAction
}

// in is what is wrong with a field; empty for nothing.
func (w *wrongAction) in(field string) string {
	if w.field == field {
		return w.words
	}
	for _, other := range w.also {
		if other.field == field {
			return other.words
		}
	}
	return ""
}

// anchor is where the error summary leads.
func (w *wrongAction) anchor() string {
	if w.field == "" {
		return w.id
	}
	return web.Question{Name: w.id + "-" + w.field}.ID()
}

// fieldFault is a fault with one field's answer.
type fieldFault struct {
	field string
	error
}

func (f fieldFault) Unwrap() error { return f.error }

// fieldFaults are faults with several fields' answers, in the order of the form. The first stands for them all where only one can be told.
type fieldFaults []fieldFault

func (f fieldFaults) Error() string { return f[0].Error() }
func (f fieldFaults) Unwrap() error { return f[0] }

// faults are those of the errors that are there: nil for none. An error that is no field's stands alone.
func faults(errs ...error) error {
	var all fieldFaults
	for _, err := range errs {
		one, ok := errors.AsType[fieldFault](err)
		switch {
		case err == nil:
		case !ok:
			return err
		default:
			all = append(all, one)
		}
	}
	if len(all) == 0 {
		return nil
	}
	return all
}

// faultFields are the fields that the case core's faults are about.
var faultFields = map[string]string{
	"case.request_due": "due", "case.reason_missing": "reason", "case.appeal_not_begun": "reason", "case.grounds_missing": "circumstances", "case.notice_day": "on",
	"case.notice_before": "on", "case.notice_same": "on", "case.notice_unknown": "party", "case.notice_evidence": "evidence", "case.notice_how": "how", "case.notice_simplified": "on",
	"case.received_invalid": "on", "case.permit_time": "to", "case.permit_unknown": "permit", "case.wait_missing": "whom",
	"case.text_missing": "text", "case.text_long": "text", "case.secrecy_invalid": "law", "case.noticed": "party", "case.decision_type": "type",
	"case.outcome": "outcome", "case.same_step": "step", "case.appeal_not_open": "appeal", "case.appeal_forwarded": "appeal", "case.appeal_not_ours": "outcome", "case.late_reasons": "text", "case.appeal_in_time": "outcome",
	"case.meeting_missing": "meeting", "case.meeting_day": "meeting", "case.meeting_paragraph": "paragraph", "case.adjusted_day": "adjusted",
	"case.assignee_missing": "to", "case.assignee_near": "to", "case.not_extendable": "clock", "case.party_unknown": "to",
	"notice.title": "title", "notice.text": "text", "notice.link": "link", "case.document_unknown": "document", "case.document_missing": "files", "queue.reason_missing": "reason", "queue.due": "due",
	"queue.free_later": "from", "queue.end_day": "on", "queue.end_range": "on",
	"case.settled_day": "on", "case.settled_until": "until",
	"case.agency_ground": "ground", "case.agency_confirmed": "party", "case.agency_refused": "party", "case.agency_ended": "party",
}

// newKey makes a command that is posted twice happen once.
func newKey() string { return rand.Text() }

func (a *act) name(field string) string { return a.id + "-" + field }

// value is what was written in a field.
func (a *act) value(field string) string {
	return strings.TrimSpace(strings.ToValidUTF8(a.FormValue(a.name(field)), ""))
}

// or is what was written in a field; start where the form has not been sent.
func (a *act) or(field, start string) string {
	if a.Params("action") == a.id {
		return a.value(field)
	}
	return start
}

// text is what was written in a field that must not be empty, or too long.
func (a *act) text(field, missing string) (string, error) {
	text := a.value(field)
	if text == "" && missing != "" {
		return "", fieldFault{field, fault.New(fault.Invalid, missing)}
	}
	if utf8.RuneCountInString(text) > maxMessage {
		return "", fieldFault{field, fault.New(fault.Invalid, "desk.error.too_long", maxMessage)}
	}
	return text, nil
}

// day is the day in a field; zero where none is written.
func (a *act) day(field string) (civil.Date, error) {
	text := a.value(field)
	if text == "" {
		return civil.Date{}, nil
	}
	d, err := civil.Parse(text)
	if err != nil {
		return d, fieldFault{field, fault.New(fault.Invalid, "desk.error.day").Because(err)}
	}
	return d, nil
}

// ticked says whether a box is ticked.
func (a *act) ticked(field string) bool { return a.value(field) == "yes" }

// one is what was chosen in a field, if it is among the choices.
func one[T ~string](a *act, field, missing string, of []T) (T, error) {
	chosen := T(a.value(field))
	if !slices.Contains(of, chosen) {
		return "", fieldFault{field, fault.New(fault.Invalid, missing)}
	}
	return chosen, nil
}

// chosen refuses a field in which nothing was chosen.
func (a *act) chosen(field, missing string) error {
	if a.value(field) == "" {
		return fieldFault{field, fault.New(fault.Invalid, missing)}
	}
	return nil
}

// files stores what was attached and returns it as documents to be.
func (a *act) attachments() ([]casework.NewDocument, error) {
	docs, err := a.attached(a.name("files"), (&catalog.Field{}).Limits())
	if err != nil {
		return nil, fieldFault{"files", err}
	}
	return docs, nil
}

// filesField asks for files, which are sent together with the rest of the form.
func (a *act) filesField(q web.Question) web.FilesField {
	f := a.request.filesField(q.Name, q.Label)
	f.Question, f.Once, f.Camera = q, true, false
	return f
}

// sentFiles says whether the request came with files, which a browser does not put back in a form.
func (r *request) sentFiles() bool {
	for _, list := range r.files {
		for _, h := range list {
			if h.Size > 0 {
				return true
			}
		}
	}
	return false
}

// question is a field's words, with what is wrong with the answer.
func (a *act) question(field string) web.Question {
	q := web.Question{Name: a.name(field), Label: a.t("desk.act." + a.id + "." + field)}
	if a.wrong != nil {
		q.Error = a.wrong.in(field)
	}
	return q
}

func (a *act) optional(field string) web.Question {
	q := a.question(field)
	q.Optional = true
	return q
}

// hinted is a question with its hint.
func (a *act) hinted(q web.Question, field string) web.Question {
	q.Hint = a.t("desk.act." + a.id + "." + field + ".hint")
	return q
}

func (a *act) long(q web.Question, field, start string) web.LongField {
	return web.LongField{Question: q, Value: a.or(field, start), Rows: 4, MaxLength: maxMessage}
}

// pastDay asks for a day that has been, today at first.
func (a *act) pastDay(field string) web.DateField {
	return web.DateField{Question: a.question(field), Value: a.or(field, a.today().String()), Max: a.today().String()}
}

// choose asks for one of several. Where start is none of them, the officer must choose.
func (a *act) choose(q web.Question, field, start string, options []web.Option) web.SelectField {
	chosen := a.or(field, start)
	at := slices.IndexFunc(options, func(o web.Option) bool { return o.Value == chosen })
	if at >= 0 {
		options[at].Chosen = true
	} else {
		options = append([]web.Option{{Label: a.t("desk.choose"), Chosen: true}}, options...)
	}
	return web.SelectField{Question: q, Options: options}
}

// worded makes options of values whose words stand under a common beginning.
func worded[T ~string](a *act, prefix string, values []T) []web.Option {
	options := make([]web.Option, len(values))
	for i, v := range values {
		options[i] = web.Option{Value: string(v), Label: a.t(prefix + string(v))}
	}
	return options
}

// lines are a text's lines that are not empty.
func lines(text string) []string {
	var out []string
	for _, line := range strings.Split(text, "\n") {
		if line = strings.TrimSpace(line); line != "" {
			out = append(out, line)
		}
	}
	return out
}
