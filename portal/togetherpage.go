package portal

import (
	"slices"

	"forvag/internal/casework"
	"forvag/internal/catalog"
	"forvag/internal/identity"
	"forvag/internal/locale"
	"forvag/web"
)

// together is what a guardian is shown of the other one's answers, and what they can do; nil where there is nothing.
func (r *request) together(f *casework.File) (*web.Together, error) {
	if f.StateUntil.IsZero() || r.principal.Kind != identity.Resident {
		return nil, nil
	}
	own, err := r.whole(f.Case.ID)
	if err != nil {
		return nil, err
	}
	j, err := r.jointOf(own)
	if err != nil || j == nil {
		return nil, err
	}
	told, err := r.mayKnow(own)
	if err != nil || !told && !r.openedIt(own) {
		return nil, err
	}
	view := &web.Together{Key: newKey()}
	may := own.MayState(r.principal, r.today())
	if may {
		view.Answer, view.AnswerText = r.casePathOf(own)+"/svara-sjalv", r.t("together.change")
	}
	if !told {
		if !may {
			return nil, nil
		}
		view.Title, view.Text = r.t("together.alone"), web.Paragraphs{r.t("together.until", locale.Date(r.lang, own.StateUntil))}
		return view, nil
	}
	r.compare(view, j, may)
	if may {
		view.Text = append(view.Text, r.t("together.until", locale.Date(r.lang, own.StateUntil)))
	}
	return view, nil
}

// compare fills in how the two have answered.
func (r *request) compare(view *web.Together, j *joint, may bool) {
	me := r.principal.Actor
	other, _ := j.other(me)
	theirs, answered := statement(j.own, other.Person)
	differ, both := j.differences(me)
	switch mine := j.said(me); {
	case both && len(differ) == 0:
		view.Title, view.Text = r.t("together.alike"), web.Paragraphs{r.t("together.alike_text")}
		return
	case both:
		view.Title, view.Text = r.t("together.differ"), web.Paragraphs{r.t("together.differ_text")}
		if waits := r.waitsFor(j, differ); waits != "" {
			view.Text = append(view.Text, r.t("together.waits", waits))
		}
		for _, d := range differ {
			view.Differ = append(view.Differ, r.difference(d))
		}
	case mine == nil && j.said(other.Person) != nil:
		view.Title, view.Text = r.t("together.your_turn"), web.Paragraphs{r.t("together.your_turn_text")}
		view.Shared = r.sharedFacts(j, j.said(other.Person))
		if _, before := statement(j.own, me); !before && may {
			view.AnswerText = r.t("together.answer")
		}
	case answered: // they agreed with what the reader has changed since
		view.Title, view.Text = r.t("together.again"), web.Paragraphs{r.t("together.again_text")}
		return
	default:
		view.Title, view.Text = r.t("together.other_may"), web.Paragraphs{r.t("together.other_may_text")}
		return
	}
	if may && theirs.Stance != casework.Agrees {
		view.Agree, view.AgreeText = r.casePathOf(j.own)+"/haller-med", r.t("together.agree")
	}
}

func (r *request) casePathOf(f *casework.File) string { return "/arenden/" + string(f.Case.ID) }

// waitsFor are the cases that wait while the guardians differ, by name.
func (r *request) waitsFor(j *joint, differ []catalog.Difference) string {
	names := ""
	for _, id := range j.service.CoGuardian.Together.Agree {
		concerned := slices.ContainsFunc(differ, func(d catalog.Difference) bool { return j.service.Concerns(d, id) })
		if _, opened := j.parts[id]; !concerned || !opened && id != j.service.ID {
			continue
		}
		if names != "" {
			names += ", "
		}
		names += r.serviceOf(casework.TypeRef{ID: id}, r.today()).Title.In(r.lang)
	}
	return names
}

// difference is a question with both answers; of a sensitive one, the question alone.
func (r *request) difference(d catalog.Difference) web.Difference {
	view := web.Difference{Question: d.Field.Label.In(r.lang)}
	if !d.Field.Sensitive {
		view.Mine, view.Theirs = r.answerWords(d.Field, d.Mine), r.answerWords(d.Field, d.Theirs)
	}
	return view
}

// sharedFacts are answers to what the guardians decide together, but for what is sensitive.
func (r *request) sharedFacts(j *joint, answers catalog.Answers) []web.Fact {
	var facts []web.Fact
	for i := range j.service.Pages {
		for k := range j.service.Pages[i].Fields {
			f := &j.service.Pages[i].Fields[k]
			a, ok := answers[f.ID]
			if ok && !f.Sensitive && slices.Contains(j.service.CoGuardian.Together.Compare, f.ID) {
				facts = append(facts, web.Fact{Label: f.Label.In(r.lang), Value: r.answerWords(f, a)})
			}
		}
	}
	return facts
}

// tellJoint says, in a form about a child whose other guardian has sent it in already, where the answers will stand.
func (r *request) tellJoint(f *filling) error {
	j, err := r.joinable(f)
	if err != nil || j == nil {
		return err
	}
	if told, err := r.mayKnow(j.own); err != nil || !told {
		return err
	}
	other, _ := j.other(r.principal.Actor)
	if _, answered := statement(j.own, other.Person); answered {
		r.notices = append(r.notices, web.Notice{Tone: web.Info, Text: r.t("together.notice", f.nameOfChild(string(childOf(j.own))), j.own.Case.Diary.String()),
			Link: &web.Link{Text: r.t("together.notice_link"), Href: r.casePathOf(j.own)}})
	}
	return nil
}

// compared are both guardians' answers side by side, for officers; nil where one has answered alone.
func (r *request) compared(f *casework.File, service *catalog.Service, names names) *web.Compared {
	if len(f.Statements) < 2 {
		return nil
	}
	view := &web.Compared{Rows: []web.ComparedRow{{Question: r.t("together.stance")}}}
	var said [2]catalog.Answers
	for i, s := range f.Statements[:2] {
		p, _ := f.Party(s.Party)
		view.Names[i] = names.of(p.Person)
		with := f.Statements[1-i]
		stance := s.Stance
		switch s.Stance {
		case casework.OwnAnswers:
			said[i] = answersOf(s.Answers)
		case casework.Agrees:
			if said[i] = answersOf(with.Answers); with.Seq > s.Seq {
				stance, said[i] = "agreed", nil
			}
		}
		view.Rows[0].Answers[i] = r.t("together.stance." + string(stance))
	}
	same := r.alikeFields(f, service)
	for i := range service.Pages {
		for k := range service.Pages[i].Fields {
			field := &service.Pages[i].Fields[k]
			row := web.ComparedRow{Question: field.Label.In(r.lang)}
			for n := range said {
				switch a, ok := said[n][field.ID]; {
				case !ok:
				case field.Type == catalog.ChildField:
					row.Answers[n] = names.child(a.Text)
				default:
					row.Answers[n] = r.answerWords(field, a)
				}
			}
			both := row.Answers[0] != "" && row.Answers[1] != ""
			row.Differs = both && slices.Contains(same, field.ID) && !field.Alike(said[0][field.ID], said[1][field.ID])
			if row.Answers != [2]string{} {
				view.Rows = append(view.Rows, row)
			}
		}
	}
	return view
}

// alikeFields are those of a case's form that guardians are to answer alike, by the form that it came by.
func (r *request) alikeFields(f *casework.File, service *catalog.Service) []string {
	if service.CoGuardian != nil && service.CoGuardian.Together != nil {
		return service.CoGuardian.Together.Compare
	}
	by, ok := r.caseAnswers(f)[cameByKey]
	if !ok {
		return nil
	}
	opener := r.serviceOf(casework.TypeRef{ID: by.Text}, f.Case.Received)
	if opener.CoGuardian == nil || opener.CoGuardian.Together == nil {
		return nil
	}
	var out []string
	for _, o := range opener.Opens {
		for id, own := range o.Answers {
			if o.Service == service.ID && slices.Contains(opener.CoGuardian.Together.Compare, own) {
				out = append(out, id)
			}
		}
	}
	return out
}

// besides tells an officer of other cases of the same kind about the same child.
func (r *request) besides(f *casework.File) ([]web.Notice, error) {
	if f.Case.IsClosed() || f.StateUntil.IsZero() {
		return nil, nil
	}
	others, err := r.Cases.Beside(r.ctx(), r.principal, f)
	var out []web.Notice
	for _, c := range others {
		out = append(out, web.Notice{Tone: web.Warning, Text: r.t("together.beside"), Link: &web.Link{Text: c.Diary.String(), Href: web.PathDesk + "/" + string(c.ID)}})
	}
	return out, err
}
