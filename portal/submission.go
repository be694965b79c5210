package portal

import (
	"context"
	"encoding/json"
	"slices"
	"strings"
	"time"

	"forvag/internal/casework"
	"forvag/internal/catalog"
	"forvag/internal/fault"
	"forvag/internal/identity"
	"forvag/internal/locale"
	"forvag/internal/rules"
	"forvag/portal/draft"
)

// Form is a service's form as somebody filled it in, for whoever fills one in without a browser.
type Form struct {
	Service string
	// Key is the submission's, unique for each; random where the form is sent in without login.
	Key  string
	Lang locale.Lang
	// Values are what was written, by field, as a browser posts it. What the register knows is filled in where nothing is written.
	Values map[string][]string
	// Files are stored already.
	Files []draft.File
}

// Submission makes of a form, without what it opens, what a browser's form becomes: prefilled, validated, with parties, place and recommendation. It returns
// fault.Forbidden where p may not apply, and fault.Invalid, with every faulty field in the cause, where the answers do not hold.
func (s *Site) Submission(ctx context.Context, p identity.Principal, now time.Time, form Form) (casework.Submission, error) {
	_, sending, err := s.submissions(ctx, p, now, form)
	return sending.own, err
}

// Send sends a form in as a browser's is sent in, with the cases that it opens. The errors are those of Submission and of the case core.
func (s *Site) Send(ctx context.Context, p identity.Principal, now time.Time, form Form) (casework.Receipt, error) {
	r, sending, err := s.submissions(ctx, p, now, form)
	if err != nil {
		return casework.Receipt{}, err
	}
	return r.send(sending)
}

// submissions makes everything that a form becomes.
func (s *Site) submissions(ctx context.Context, p identity.Principal, now time.Time, form Form) (*caller, sending, error) {
	r := &caller{Site: s, within: ctx, lang: form.Lang, principal: p, now: now}
	service := s.Catalog.Service(form.Service)
	if service == nil {
		return r, sending{}, fault.New(fault.NotFound, "portal.error.service")
	}
	who, err := r.applicant(service)
	if err != nil {
		return r, sending{}, err
	}
	f, err := r.filled(service, who, form)
	if err != nil {
		return r, sending{}, err
	}
	if err := r.findHolder(f); err != nil {
		return r, sending{}, err
	}
	all, err := r.sending(f)
	return r, all, err
}

// filled is a form as it reads with what was written in it and what the register knows.
func (r *caller) filled(service *catalog.Service, who applicant, form Form) (*filling, error) {
	f := &filling{service: service, applicant: who}
	f.draft = &draft.Draft{Key: form.Key, Service: service.ID, Hash: service.Hash, Files: form.Files, Values: r.firstValues(service, who, nil)}
	for name, values := range form.Values {
		f.draft.Values[name] = values
		f.draft.Values[prefilledKey] = slices.DeleteFunc(f.draft.Values[prefilledKey], func(id string) bool { return id == name })
	}
	if err := r.fillIn(f); err != nil {
		return nil, err
	}
	return f, f.readWithHome(r)
}

// fillIn does what pages do with what is written on them: places get their points, and what is known of the chosen child is filled in.
func (r *caller) fillIn(f *filling) error {
	for i := range f.service.Pages {
		for j := range f.service.Pages[i].Fields {
			field := &f.service.Pages[i].Fields[j]
			switch field.Type {
			case catalog.PlaceField:
				if err := r.locate(f, field); err != nil {
					return err
				}
			case catalog.ChildField:
				f.prefillAfterChild(r, first(f.draft.Values[field.ID]))
			}
		}
	}
	return nil
}

// submission is what the case core is given. Whom the form is sent for has been found.
func (r *caller) submission(f *filling) (casework.Submission, error) {
	kept, files := f.kept()
	answers, err := json.Marshal(kept)
	if err != nil {
		return casework.Submission{}, err
	}
	parties, protected, err := r.parties(f)
	if err != nil {
		return casework.Submission{}, err
	}
	in := casework.Submission{
		Key: f.draft.Key, Type: f.service.ID, Hash: f.service.Hash, Answers: answers, Lang: string(r.lang),
		Title: r.titleOf(f), PublicTitle: publicTitle(f.service, f.answers), Anonymous: r.principal.Kind != identity.Resident,
		Protected: protected, Parties: parties, Place: r.placeOf(f),
	}
	if o, ok := f.organisation(); ok {
		in.Words = organisationWords(o)
	}
	for _, file := range files {
		in.Documents = append(in.Documents, casework.NewDocument{Filename: file.Name, MediaType: file.MediaType, Size: file.Size, Hash: file.Hash, Field: file.Field})
	}
	in.Queue, in.Booking, in.Urgent = r.queueing(f), r.bookingOf(f), f.service.IsUrgent(f.answers, r.momentOf(f))
	in.Recommendation, err = r.recommend(f)
	return in, err
}

// titleLength is how many characters of an answer stand in a case's title.
const titleLength = 60

// titleOf is what the case is called by those who handle it: an open case by what it is about, the field that says so or else the first choice, and the
// place in it, a secret one by its service alone.
func (r *caller) titleOf(f *filling) string {
	if f.service.Secrecy.Strength != "none" {
		return f.service.Title.SV
	}
	title, choice, place := f.service.Secrecy.PublicTitle.SV, "", ""
	for i := range f.service.Pages {
		for j := range f.service.Pages[i].Fields {
			field := &f.service.Pages[i].Fields[j]
			a, ok := f.answers[field.ID]
			switch {
			case !ok || field.Sensitive:
			case field.ID == f.service.Secrecy.About && field.Type != catalog.ChoiceField:
				choice = ": " + shortened(strings.Join(strings.Fields(a.Text), " "), titleLength)
			case f.service.Secrecy.About != "" && field.ID != f.service.Secrecy.About && field.Type == catalog.ChoiceField:
			case field.Type == catalog.ChoiceField && choice == "" && (f.service.Queue == nil || field.Units):
				choice = ": " + choiceLabel(field, a.Text, locale.SV)
			case field.Type == catalog.PlaceField && place == "" && a.Place.Text != "":
				place = ", " + a.Place.Text
			}
		}
	}
	return title + choice + place
}

// recommend asks the service's rules for a decision to propose; nil where it has none. Where the form is sent for somebody else, a person looks at by
// what right.
func (r *caller) recommend(f *filling) (*casework.Recommendation, error) {
	if len(f.service.Decisions) == 0 {
		return nil, nil
	}
	asked, _ := r.askedFacts(f.service, f.draft.Values)
	facts := f.service.Facts(catalog.Known{Answers: f.answers, Register: r.registerFacts(f), Asked: asked}, r.moment())
	p := f.service.Recommend(facts, r.moment())
	if p.Type == nil {
		return nil, nil
	}
	if f.service.Recommendation == nil && f.service.Check != nil { // nothing is proposed, but what the check's rules say of it is shown
		p.Trace = f.service.Weighed(f.service.Guide(facts))
	}
	rec := &casework.Recommendation{Type: p.Type.ID, Automatic: p.Automatic() && !f.forOther()}
	switch p.Outcome {
	case rules.Yes:
		rec.Outcome = casework.Granted
	case rules.No:
		rec.Outcome = casework.Refused
	}
	rec.Grounds.Law = p.Type.Law
	rec.Note, rec.Grounds.Circumstances = p.Say.SV, p.Grounds.SV
	rec.Automatic = rec.Automatic && rec.Grounds.Circumstances != "" // nobody is there to write them
	rec.Grounds.RuleHash = f.service.Hash
	var err error
	if rec.Grounds.Facts, err = json.Marshal(facts); err != nil {
		return nil, err
	}
	rec.Grounds.Trace, err = json.Marshal(p.Trace)
	return rec, err
}

// publicTitle is what the public register calls the case (OSL 5:2): of a report that others may find near them, also what it is about.
func publicTitle(s *catalog.Service, answers catalog.Answers) string {
	title := s.Secrecy.PublicTitle.SV
	if s.Nearby == nil || s.Nearby.Same == "" {
		return title
	}
	if a, ok := answers[s.Nearby.Same]; ok {
		title += ": " + choiceLabel(s.Field(s.Nearby.Same), a.Text, locale.SV)
	}
	return title
}
