package portal

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	"forvag/internal/casework"
	"forvag/internal/catalog"
	"forvag/internal/fault"
	"forvag/portal/draft"
	"forvag/web"
)

// Among a case's answers, where no field of a form is called so: the cases that its form opened too, in order, and the service whose form a case came by.
const (
	openedKey = "_opened_"
	cameByKey = "_came_by"
)

// readOpened fills in the forms of what this one opens. Whatever is wrong in one of them is wrong at the question of this form that answers it.
func (f *filling) readOpened(r *caller) error {
	f.opened = nil
	shown := f.service.Visible(f.answers, r.momentOf(f))
	for _, o := range f.service.Opened(f.answers, r.momentOf(f)) {
		service := r.Catalog.Service(o.Service)
		if service == nil {
			return fault.New(fault.NotFound, "portal.error.service")
		}
		values, files := f.handed(o, service, shown)
		part, err := r.filled(service, f.applicant, Form{Key: f.draft.Key + "/" + service.ID, Values: values, Files: files})
		if err != nil {
			return err
		}
		part.cameBy = f.service
		f.opened = append(f.opened, part)
		for _, x := range part.faults {
			f.faultHere(o, service, x, shown)
		}
	}
	return nil
}

// handed are the opened form's values and files: what this form answers for it, and what is always the same.
func (f *filling) handed(o *catalog.Open, service *catalog.Service, shown map[string]bool) (map[string][]string, []draft.File) {
	values, files := map[string][]string{}, []draft.File(nil)
	for id, answers := range o.Fixed {
		values[id] = answers
	}
	for id, from := range o.Answers {
		if !shown[from] {
			continue
		}
		values[id] = f.draft.Values[from]
		for _, part := range parts[service.Field(id).Type] {
			values[id+"."+part] = f.draft.Values[from+"."+part]
		}
		for _, file := range f.draft.FilesOf(from) {
			file.Field = id
			files = append(files, file)
		}
	}
	return values, files
}

// faultHere takes an opened form's fault to a question that the reader sees. A question that has a fault of its own keeps it.
func (f *filling) faultHere(o *catalog.Open, service *catalog.Service, x catalog.FieldFault, shown map[string]bool) {
	here := f.service.Asks(o, service, x.Field)
	if here != o.Answers[x.Field] || here == "" || !shown[here] {
		x.Key, x.Args = "portal.form.opened", []any{service.Title, service.Field(x.Field).Label}
	}
	if !shown[here] {
		here = f.firstShown(shown)
	}
	if !slices.ContainsFunc(f.faults, func(y catalog.FieldFault) bool { return y.Field == here }) {
		f.faults = append(f.faults, catalog.FieldFault{Field: here, Key: x.Key, Args: x.Args})
	}
}

// firstShown is the first question of the form.
func (f *filling) firstShown(shown map[string]bool) string {
	for i := range f.service.Pages {
		for j := range f.service.Pages[i].Fields {
			if field := &f.service.Pages[i].Fields[j]; shown[field.ID] && field.Type != catalog.InfoField {
				return field.ID
			}
		}
	}
	return ""
}

// kept are the answers and files of the form's own case. What is sensitive, and every file, stands only in the case that it was passed on to, where those
// who need it read it and its secrecy holds.
func (f *filling) kept() (catalog.Answers, []draft.File) {
	answers, files := nameless(f.answers), slices.Clone(f.draft.Files)
	for _, part := range f.opened {
		for _, o := range f.service.Opens {
			if o.Service != part.service.ID {
				continue
			}
			for _, from := range o.Answers {
				if field := f.service.Field(from); field.Sensitive || field.Type == catalog.FilesField {
					delete(answers, from)
					files = slices.DeleteFunc(files, func(file draft.File) bool { return file.Field == from })
				}
			}
		}
	}
	if f.outside.Timing != "" {
		answers[timingKey] = catalog.Answer{Text: string(f.outside.Timing)}
	}
	if f.cameBy != nil {
		answers[cameByKey] = catalog.Answer{Text: f.cameBy.ID}
	}
	return answers, files
}

// sending is everything that a form becomes when it is sent in, all of it found good.
type sending struct {
	own     casework.Submission
	answers catalog.Answers
	opened  []casework.Submission
	// joint is the case that the answers go into beside the other guardian's; nil where the form opens a case of its own.
	joint *joint
}

// sending makes every submission before the first is sent, so that a form that does not hold opens no case at all.
func (r *caller) sending(f *filling) (sending, error) {
	var s sending
	if len(f.faults) > 0 {
		return s, fault.New(fault.Invalid, "portal.error.form").Because(fmt.Errorf("%s: %v", f.service.ID, f.faults))
	}
	if f.held() {
		return s, fault.New(fault.Illegal, "portal.error.held")
	}
	until := f.service.Until(f.answers)
	for _, part := range f.opened {
		in, err := r.submission(part)
		if err != nil {
			return s, err
		}
		in.StateUntil = until
		s.opened = append(s.opened, in)
	}
	var err error
	s.answers, _ = f.kept()
	if s.own, err = r.submission(f); err != nil {
		return s, err
	}
	s.own.StateUntil = until
	if !until.IsZero() && !s.own.Protected { // guardians who may know nothing of each other have a case each
		s.own.Together = fmt.Sprintf("%s %d", f.chosenChild(), schoolYear(until))
		for i := range s.opened {
			s.opened[i].Together = s.own.Together
		}
	}
	s.joint, err = r.joinable(f)
	return s, err
}

// send sends a form in: first the cases that it opens, then its own, which names them. Each has a key of its own, made from the form's, so that sending
// the form again finds those that came in before and goes on with the rest. Should the program stop halfway, what has come in has come in, on its day and
// whole in itself; the draft is not marked as sent, and the same form completes the rest when it is sent again. The other way around, a case of the form
// would stand there and tell of cases that there are not.
//
// Where the child's other guardian sends theirs in at the same time, each case is of whom it reached first, and the other answers in it.
func (r *caller) send(s sending) (casework.Receipt, error) {
	if s.joint != nil {
		return r.state(s)
	}
	for i, in := range s.opened {
		receipt, err := r.open(in)
		if err != nil {
			return receipt, err
		}
		s.answers[fmt.Sprintf("%s%02d", openedKey, i)] = catalog.Answer{Case: &catalog.OpenedCase{
			ID: string(receipt.Case), Service: in.Type, Number: receipt.Diary.String()}}
	}
	if len(s.opened) > 0 {
		answers, err := json.Marshal(s.answers)
		if err != nil {
			return casework.Receipt{}, err
		}
		s.own.Answers = answers
	}
	receipt, other, err := r.meet(s.own)
	if err != nil || other == nil {
		return receipt, err
	}
	if s.joint, err = r.jointOf(other); err != nil {
		return receipt, err
	}
	return r.state(s)
}

// open sends in what a form opens, or answers in the case that it met.
func (r *caller) open(in casework.Submission) (casework.Receipt, error) {
	receipt, other, err := r.meet(in)
	if err != nil || other == nil {
		return receipt, err
	}
	receipt = casework.Receipt{Case: other.Case.ID, Diary: other.Case.Diary, Status: other.Case.Status}
	return receipt, r.Cases.State(r.ctx(), r.principal, other.Case.ID, statingOf(in))
}

// meet sends a case in. Where the child's other guardian came first, and the two may know of each other, nothing is sent and theirs is returned.
func (r *caller) meet(in casework.Submission) (casework.Receipt, *casework.File, error) {
	receipt, err := r.Cases.Submit(r.ctx(), r.principal, in)
	taken, met := errors.AsType[*casework.TakenError](err)
	if !met {
		return receipt, nil, err
	}
	other, err := r.whole(taken.Case)
	if err != nil {
		return receipt, nil, err
	}
	told, err := r.mayKnow(other)
	if err != nil {
		return receipt, nil, err
	}
	if other.MayState(r.principal, r.today()) && (told || r.openedIt(other)) {
		return receipt, other, nil
	}
	in.Together = ""
	receipt, err = r.Cases.Submit(r.ctx(), r.principal, in)
	return receipt, nil, err
}

// openedCases are the cases that came in with a case, by its form; none where the reader may not see what was answered.
func (r *request) openedCases(f *casework.File) []web.OpenedCase {
	var out []web.OpenedCase
	for _, c := range openedIn(r.caseAnswers(f)) {
		out = append(out, web.OpenedCase{Name: r.serviceOf(casework.TypeRef{ID: c.Service}, f.Case.Received).Title.In(r.lang), Number: c.Number, Href: "/arenden/" + c.ID})
	}
	return out
}

// cameBy is the form that a case came by, where it is another service's; empty otherwise.
func (r *request) cameBy(f *casework.File) string {
	if by, ok := r.caseAnswers(f)[cameByKey]; ok {
		return r.serviceOf(casework.TypeRef{ID: by.Text}, f.Case.Received).Title.In(r.lang)
	}
	return ""
}

// togetherSections say, among the answers that an officer reads, what came in together.
func (r *request) togetherSections(f *casework.File) []web.ReviewSection {
	var facts []web.Fact
	if by := r.cameBy(f); by != "" {
		facts = append(facts, web.Fact{Label: r.t("web.case.came_by"), Value: by})
	}
	for _, c := range r.openedCases(f) {
		facts = append(facts, web.Fact{Label: c.Name, Value: c.Number})
	}
	outside := r.cameOutside(r.caseAnswers(f))
	if facts == nil {
		return outside
	}
	return append(outside, web.ReviewSection{Title: r.t("web.case.opened"), Facts: facts})
}

// becomes says, before a form is sent in, which cases it becomes; empty where it is one.
func (r *request) becomes(f *filling) string {
	if len(f.opened) == 0 {
		return ""
	}
	names := []string{f.service.Title.In(r.lang)}
	for _, part := range f.opened {
		names = append(names, part.service.Title.In(r.lang))
	}
	return r.t("portal.review.opens", len(names), strings.Join(names, "; "))
}
