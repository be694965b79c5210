package main

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"forvag/internal/casework"
	"forvag/internal/catalog"
	"forvag/internal/civil"
	"forvag/internal/fault"
	"forvag/internal/identity"
	"forvag/internal/locale"
	"forvag/internal/residents"
	"forvag/notify"
	"forvag/portal"
	"forvag/portal/draft"
)

// demoPeople are the residents that stories are told about, with the digits of residents.DemoID.
var demoPeople = map[string]string{
	"anna": "000101", "mikael": "000102", "elsa": "000103", "hugo": "000104", "sara": "000201", "alva": "000202", "omar": "000302", "yasmin": "000303",
	"peter": "000401", "maria": "000402", "karin": "000502", "vera": "000503", "nils": "000504", "gunvor": "000601", "jenny": "000701", "milo": "000702",
	"daniel": "000801", "hodan": "001001", "abdi": "001002", "ayaan": "001003", "tomasz": "001101", "ewa": "001102", "lars-göran": "001201",
	"britt-marie": "001202", "linh": "001301", "adam": "000304", "ilyas": "001004",
}

// demoOrgs are the organisations by the names that stories use.
var demoOrgs = map[string]identity.OrgID{
	"kowalczyk": "01900000-0000-7000-8000-0000000b0001", "almby if": "01900000-0000-7000-8000-0000000b0002",
}

// withCode is who has an anonymous case's code.
const withCode = "code"

// teller tells stories: it sends cases in and acts in them as people do, through the same service, on a clock that it moves.
type teller struct {
	*instance
	now   time.Time
	cases *casework.Service
	told  map[*story]*casework.Receipt
	files map[string]draft.File
}

// live gives the demo its cases, and returns the code of an anonymous one. A municipality that has cases is left as it is.
func live(ctx context.Context, in *instance) (code string, err error) {
	t := &teller{instance: in, told: map[*story]*casework.Receipt{}, files: map[string]draft.File{}}
	if begun, err := t.begun(ctx); err != nil || begun {
		return "", err
	}
	core := in.core
	core.Now = func() time.Time { return t.now }
	t.cases = casework.New(core)
	if err := t.contacts(ctx); err != nil {
		return "", err
	}
	all, err := stories()
	if err != nil {
		return "", err
	}
	all = slices.DeleteFunc(all, func(s *story) bool { return in.site.Catalog.Service(s.Service) == nil }) // services that the folder leaves out
	played, err := scenes(all, in.clock())
	if err != nil {
		return "", err
	}
	for _, s := range played {
		if err := t.play(ctx, s); err != nil {
			words := fmt.Sprintf("%s by %q, %d days and %d months ago, step %d", s.story.Service, s.story.By, s.story.Ago, s.story.Months, s.n)
			return "", fmt.Errorf("demo: %s: %w", words, err)
		}
		if r := t.told[s.story]; r.Code != "" {
			code = r.Code
		}
	}
	return code, t.board(ctx)
}

// begun says whether there are cases already.
func (t *teller) begun(ctx context.Context) (bool, error) {
	for _, o := range t.site.Municipality.Staff {
		grants, ok := t.site.Municipality.Grants(o.ID)
		if !ok || len(grants) == 0 {
			continue
		}
		p := identity.Principal{Kind: identity.Officer, Actor: o.ID, Grants: grants, Assurance: identity.AssuranceSubstantial, On: civil.Today(t.clock)}
		if _, n, err := t.site.Cases.Desk(ctx, p, casework.DeskFilter{List: casework.ListAll, Size: 1}); err != nil || n > 0 {
			return n > 0, err
		}
	}
	return false, nil
}

// contacts lets residents be reached: at addresses that are reserved for examples, and numbers that are kept for fiction.
func (t *teller) contacts(ctx context.Context) error {
	for i, l := range residents.DemoLogins() {
		p, err := t.site.Residents.Person(ctx, l.ID)
		if err != nil {
			return err
		}
		plain := strings.NewReplacer("å", "a", "ä", "a", "ö", "o", " ", ".").Replace(strings.ToLower(p.Name()))
		if _, err := t.site.Residents.SetContact(ctx, l.ID, residents.Contact{Email: plain + "@almby.example", Phone: fmt.Sprintf("070-174 06 %02d", 10+i)}); err != nil {
			return err
		}
		if i%3 == 1 { // others have a device, or are offered to add one
			if err := t.verifies(ctx, l.ID); err != nil {
				return err
			}
		}
	}
	return nil
}

// verifies has a resident verify their e-mail address.
func (t *teller) verifies(ctx context.Context, id identity.PersonID) error {
	if err := t.site.Contacts.Ask(ctx, id, notify.Mail, locale.SV); err != nil {
		return err
	}
	d, err := t.site.Contacts.Detail(ctx, id, notify.Mail)
	if err != nil {
		return err
	}
	l, err := t.site.Contacts.Letter(ctx, d.Code.ID)
	if err != nil {
		return err
	}
	return t.site.Contacts.Confirm(ctx, id, notify.Mail, l.Figures)
}

// play lets one thing happen.
func (t *teller) play(ctx context.Context, s scene) error {
	t.now = s.at
	if s.n < 0 {
		return t.submit(ctx, s.story)
	}
	return t.act(ctx, s.story, &s.story.Then[s.n], fmt.Sprint("demo-", s.n))
}

// principal is who somebody is at the moment of the story.
func (t *teller) principal(s *story, who string) (identity.Principal, error) {
	p := identity.Principal{Assurance: identity.AssuranceSubstantial, On: civil.Of(t.now)}
	if digits, ok := demoPeople[who]; ok {
		p.Kind, p.Actor = identity.Resident, residents.DemoID(digits)
		if who == s.By {
			p.For.Org = demoOrgs[s.For]
		}
		return p, nil
	}
	if who == "" {
		return identity.Principal{Kind: identity.Nobody, On: p.On}, nil
	}
	if who == withCode {
		return identity.Principal{Kind: identity.CodeHolder, CaseID: string(t.told[s].Case), On: p.On}, nil
	}
	id, err := t.officer(who)
	if err != nil {
		return p, err
	}
	p.Kind, p.Actor = identity.Officer, id
	p.Grants, _ = t.site.Municipality.Grants(id)
	return p, nil
}

// officer finds an officer by given name.
func (t *teller) officer(given string) (identity.PersonID, error) {
	for _, o := range t.site.Municipality.Staff {
		if first, _, _ := strings.Cut(strings.ToLower(o.Name), " "); first == given {
			return o.ID, nil
		}
	}
	return "", fmt.Errorf("nobody is called %q", given)
}

// submit sends the story's form in.
func (t *teller) submit(ctx context.Context, s *story) error {
	p, err := t.principal(s, s.By)
	if err != nil {
		return err
	}
	form := portal.Form{Service: s.Service, Key: rand.Text(), Lang: locale.SV}
	if s.Lang != "" {
		form.Lang = locale.Lang(s.Lang)
	}
	if form.Values, err = t.values(ctx, s); err != nil {
		return err
	}
	for field, names := range s.Files {
		for _, name := range names {
			f, err := t.file(ctx, name)
			if err != nil {
				return err
			}
			f.Field, f.ID = field, identity.NewID()
			form.Files = append(form.Files, f)
		}
	}
	slices.SortFunc(form.Files, func(a, b draft.File) int { return strings.Compare(a.Field+a.Name, b.Field+b.Name) })
	site := *t.site
	site.Cases = t.cases // whose time is the story's
	receipt, err := site.Send(ctx, p, t.now, form)
	if err != nil {
		return errors.Join(err, errors.Unwrap(err))
	}
	t.told[s] = &receipt
	return t.site.FollowBookings(ctx, casework.EventNews{Case: receipt.Case, Kind: casework.Submitted})
}

// values are the answers as a browser would post them.
func (t *teller) values(ctx context.Context, s *story) (map[string][]string, error) {
	service := t.site.Catalog.Service(s.Service)
	if service == nil {
		return nil, fmt.Errorf("there is no service %q", s.Service)
	}
	out := map[string][]string{}
	for name, written := range s.Answers {
		out[name] = []string{written}
		field := service.Field(name)
		if field == nil { // a part of a field, such as its .name
			if digits, ok := demoPeople[written]; ok && strings.HasSuffix(name, ".number") {
				number, err := t.site.Residents.Number(ctx, residents.DemoID(digits))
				if err != nil {
					return nil, err
				}
				out[name] = []string{number.Digits()}
			}
			continue
		}
		switch field.Type {
		case catalog.ChoicesField:
			out[name] = strings.Split(written, ", ")
		case catalog.SlotField: // "+3 18:00" is a time three working days from that day
			var n int
			var clock string
			if _, err := fmt.Sscanf(written, "%d %s", &n, &clock); err != nil {
				return nil, fmt.Errorf("%s: %w", name, err)
			}
			out[name] = []string{civil.AddWorkingDays(civil.Of(t.now), n).String() + "T" + clock}
		case catalog.ChildField:
			out[name] = []string{string(residents.DemoID(demoPeople[written]))}
		case catalog.CompanyField:
			out[name] = []string{string(demoOrgs[written])}
		case catalog.DateField:
			var n int
			if _, err := fmt.Sscanf(written, "%d", &n); err != nil {
				return nil, fmt.Errorf("%s: %w", name, err)
			}
			out[name] = []string{civil.AddWorkingDays(civil.Of(t.now), n).String()}
		}
	}
	return out, nil
}

// file stores a file, once for each name.
func (t *teller) file(ctx context.Context, name string) (draft.File, error) {
	if f, ok := t.files[name]; ok {
		return f, nil
	}
	content, media, err := demoFile(name)
	if err != nil {
		return draft.File{}, err
	}
	hash, size, err := t.blobs.Put(ctx, bytes.NewReader(content), int64(len(content)))
	if err != nil {
		return draft.File{}, err
	}
	t.files[name] = draft.File{Name: name, MediaType: media, Hash: string(hash), Size: size}
	return t.files[name], nil
}

// documents are a step's files, as the case core takes them.
func (t *teller) documents(ctx context.Context, names []string) ([]casework.NewDocument, error) {
	var out []casework.NewDocument
	for _, name := range names {
		f, err := t.file(ctx, name)
		if err != nil {
			return nil, err
		}
		out = append(out, casework.NewDocument{Filename: f.Name, MediaType: f.MediaType, Size: f.Size, Hash: f.Hash})
	}
	return out, nil
}

// act lets somebody do something in a case. They open it first, so that an officer's reading is in the log.
func (t *teller) act(ctx context.Context, s *story, step *step, key string) error {
	p, err := t.principal(s, step.Who)
	if err != nil {
		return err
	}
	id := t.told[s].Case
	if step.Do == "follow" {
		return t.cases.Join(ctx, p, id)
	}
	f, err := t.cases.Case(ctx, p, id)
	if err != nil {
		return err
	}
	docs, err := t.documents(ctx, step.Files)
	if err != nil {
		return err
	}
	do := acts[step.Do]
	if do == nil {
		return fmt.Errorf("%q is no act", step.Do)
	}
	if err := do(t, acting{ctx: ctx, p: p, file: f, ref: casework.Ref{ID: id, Version: f.Case.Version}, step: step, docs: docs, key: key}); err != nil {
		return fmt.Errorf("%s by %s: %w", step.Do, step.Who, err)
	}
	if p.Kind != identity.Resident {
		return nil
	}
	_, seq, _, err := t.cases.Changes(ctx, p, id, 0)
	if err != nil && !errors.Is(err, fault.NotFound) {
		return err
	}
	return t.cases.MarkRead(ctx, p, id, seq)
}
