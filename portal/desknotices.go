package portal

import (
	"errors"
	"slices"
	"strconv"
	"strings"

	"forvag/internal/civil"
	"forvag/internal/fault"
	"forvag/internal/identity"
	"forvag/internal/locale"
	"forvag/internal/notice"
	"forvag/web"
)

// mayPost are the boards in whose name the officer may post, those of the municipality in their order.
func (r *request) mayPost() []identity.BoardID {
	var out []identity.BoardID
	for _, b := range r.principal.Boards() {
		if identity.Allow(r.principal, identity.PostNotice, identity.Object{Kind: identity.DeskObject, Board: b}) == nil {
			out = append(out, b)
		}
	}
	return out
}

// deskNotices lists what stands on the board and has stood there, for officers, with the form to post more.
func (r *request) deskNotices() error { return r.noticesWith(200, "", "") }

func (r *request) noticesWith(status int, field, wrong string) error {
	if err := identity.Allow(r.principal, identity.ListDesk, identity.Object{Kind: identity.DeskObject}); err != nil {
		return err
	}
	all, err := r.Notices.All(r.ctx())
	if err != nil {
		return err
	}
	boards := r.mayPost()
	var view web.NoticesPage
	for i := range all {
		view.Notices = append(view.Notices, r.deskNotice(&all[i], boards))
	}
	if len(boards) > 0 {
		view.Post = r.noticeForm(boards, field, wrong)
	}
	if wrong != "" {
		view.Errors = []web.FieldError{{Field: web.Question{Name: field}.ID(), Text: wrong}}
	}
	return r.pageStatus(status, web.SectionDesk, view)
}

// deskNotice is a notice as an officer sees it who may post in the name of boards.
func (r *request) deskNotice(n *notice.Notice, boards []identity.BoardID) web.DeskNotice {
	row := web.DeskNotice{BoardNotice: r.boardNotice(n), By: r.staffName(n.By), Status: web.Status{Text: r.t("notice.up"), Tone: web.Success}}
	for _, c := range n.Corrections {
		if c.Title == "" {
			continue
		}
		row.Before = append(row.Before, web.Fact{Label: r.t("notice.before", locale.Date(r.lang, c.On), r.staffName(c.By)),
			Value: strings.TrimSpace(c.Title + "\n" + c.Text + "\n" + c.Link)})
	}
	switch path := web.PathNotices + "/" + n.ID; {
	case n.Until.Before(r.today()):
		row.Status = web.Status{Text: r.t("notice.down")}
	case slices.Contains(boards, n.Board):
		row.Correct = path + correctPath
		if !n.Kind.Stays() {
			row.TakeDown = path + "/ta-ner"
		}
	}
	return row
}

// noticeKinds are what officers post by hand. What is announced of a case is posted from its page.
var noticeKinds = []notice.Kind{notice.Meeting, notice.Minutes, notice.Other}

func (r *request) noticeForm(boards []identity.BoardID, field, wrong string) *web.Action {
	ask := func(name string) web.Question {
		q := web.Question{Name: name, Label: r.t("notice.form." + name), Optional: name == "text" || name == "link" || name == "adjusted" || name == "meeting"}
		if name == field {
			q.Error = wrong
		}
		return q
	}
	hinted := func(name string) web.Question {
		q := ask(name)
		q.Hint = r.t("notice.form." + name + ".hint")
		return q
	}
	kinds := make([]web.Option, len(noticeKinds))
	for i, k := range noticeKinds {
		kinds[i] = web.Option{Value: string(k), Label: r.t("notice.kind." + string(k)), Chosen: r.FormValue("kind") == string(k)}
	}
	names := make([]web.Option, len(boards))
	for i, b := range boards {
		names[i] = web.Option{Value: string(b), Label: r.boardName(b), Chosen: r.FormValue("board") == string(b)}
	}
	key := r.FormValue("key")
	if key == "" {
		key = newKey()
	}
	a := &web.Action{ID: "nytt", Icon: web.IconFlag, Title: r.t("notice.form"), Button: r.t("notice.form.button"), Action: web.PathNotices, Open: wrong != "",
		Hidden: []web.HiddenField{{Name: "key", Value: key}},
		Fields: []web.Field{
			web.SelectField{Question: ask("kind"), Options: kinds}, web.SelectField{Question: ask("board"), Options: names},
			web.TextField{Question: hinted("title"), Value: r.FormValue("title"), MaxLength: 200},
			web.LongField{Question: hinted("text"), Value: r.FormValue("text"), Rows: 4, MaxLength: 2000},
			web.TextField{Question: hinted("link"), Value: r.FormValue("link"), MaxLength: notice.MaxLink},
			web.DateField{Question: ask("meeting"), Value: r.FormValue("meeting")},
			web.DateField{Question: hinted("adjusted"), Value: r.FormValue("adjusted"), Max: r.today().String()},
			web.DateField{Question: hinted("until"), Value: r.FormValue("until"), Min: r.today().String()},
		}}
	return a
}

// noticeFields are the fields that faults with a notice are about.
var noticeFields = map[string]string{"notice.title": "title", "notice.text": "text", "notice.link": "link", "notice.until": "until", "notice.what": "what"}

// postNotice puts something on the board, today.
func (r *request) postNotice() error {
	if err := identity.Allow(r.principal, identity.ListDesk, identity.Object{Kind: identity.DeskObject}); err != nil {
		return err
	}
	n := notice.Notice{Key: "desk/" + string(r.principal.Actor) + "/" + r.FormValue("key"), Kind: notice.Kind(r.FormValue("kind")),
		Board: identity.BoardID(r.FormValue("board")), Title: clean(r.FormValue("title")), Text: clean(r.FormValue("text")),
		Link: strings.TrimSpace(r.FormValue("link")), Posted: r.today(), By: r.principal.Actor}
	switch {
	case !slices.Contains(noticeKinds, n.Kind):
		return r.noticesWith(422, "kind", r.t("notice.form.choose"))
	case !slices.Contains(r.mayPost(), n.Board):
		return r.noticesWith(422, "board", r.t("notice.form.choose"))
	case len(r.FormValue("key")) > 64:
		return fault.New(fault.Invalid, "portal.error.form")
	}
	for name, to := range map[string]*civil.Date{"meeting": &n.Meeting, "adjusted": &n.Adjusted, "until": &n.Until} {
		text := r.FormValue(name)
		if text == "" {
			continue
		}
		var err error
		if *to, err = civil.Parse(text); err != nil {
			return r.noticesWith(422, name, r.t("desk.error.day"))
		}
	}
	if n.Until.IsZero() {
		if n.Until = civil.Deadline(n.Posted, notice.AppealTime); n.Kind == notice.Meeting && n.Meeting.After(n.Posted) {
			n.Until = n.Meeting
		}
	}
	err := r.Notices.Post(r.ctx(), n)
	if key, args, ok := fault.Words(err); ok && errors.Is(err, fault.Invalid) {
		return r.noticesWith(422, noticeFields[key], r.t(key, args...))
	}
	if err != nil {
		return err
	}
	return r.done(web.PathNotices, "anslaget")
}

// clean is text that a form brought, as it is kept.
func clean(text string) string {
	return strings.TrimSpace(strings.ReplaceAll(strings.ToValidUTF8(text, ""), "\x00", ""))
}

// takeDown takes down a notice that nothing counts from.
func (r *request) takeDown() error {
	if err := identity.Allow(r.principal, identity.ListDesk, identity.Object{Kind: identity.DeskObject}); err != nil {
		return err
	}
	n, err := r.ownNotice()
	if err != nil {
		return err
	}
	if err := r.Notices.TakeDown(r.ctx(), n.ID, r.today()); err != nil {
		return err
	}
	return r.done(web.PathNotices, "nertaget")
}

// ownNotice is the notice that the address names, for who may post in the name of its board.
func (r *request) ownNotice() (n notice.Notice, err error) {
	if n, err = r.Notices.Find(r.ctx(), r.Params("notice")); err != nil {
		return n, err
	}
	return n, identity.Allow(r.principal, identity.PostNotice, identity.Object{Kind: identity.DeskObject, Board: n.Board})
}

// correctPath is where a notice is corrected, below its own address.
const correctPath = "/ratta"

// correction shows the form to correct a notice.
func (r *request) correction() error {
	if err := identity.Allow(r.principal, identity.ListDesk, identity.Object{Kind: identity.DeskObject}); err != nil {
		return err
	}
	n, err := r.ownNotice()
	if err != nil {
		return err
	}
	return r.correctionWith(200, &n, n.Words(), "", "")
}

func (r *request) correctionWith(status int, n *notice.Notice, words notice.Words, field, wrong string) error {
	ask := func(name string) web.Question {
		q := web.Question{Name: name, Label: r.t("notice.form." + name), Hint: r.t("notice.form." + name + ".hint"), Optional: name == "text" || name == "link"}
		if name == field {
			q.Error = wrong
		}
		return q
	}
	after := r.FormValue("after")
	if after == "" {
		after = strconv.Itoa(len(n.Corrections))
	}
	above := web.Link{Text: r.t("web.notices.title"), Href: web.PathNotices}
	view := web.NoticesPage{Above: &above, Notices: []web.DeskNotice{r.deskNotice(n, nil)}, Post: &web.Action{
		ID: "ratta", Icon: web.IconFlag, Title: r.t("notice.correct"), Text: r.t("notice.correct.text"), Button: r.t("notice.correct.button"),
		Action: web.PathNotices + "/" + n.ID + correctPath, Open: true, Hidden: []web.HiddenField{{Name: "after", Value: after}},
		Fields: []web.Field{
			web.TextField{Question: ask("title"), Value: words.Title, MaxLength: 200},
			web.LongField{Question: ask("text"), Value: words.Text, Rows: 4, MaxLength: 2000},
			web.TextField{Question: ask("link"), Value: words.Link, MaxLength: notice.MaxLink},
			web.LongField{Question: ask("what"), Value: r.FormValue("what"), Rows: 2, MaxLength: 2000},
		}}}
	if wrong != "" {
		view.Errors = []web.FieldError{{Field: web.Question{Name: field}.ID(), Text: wrong}}
	}
	return r.pageStatus(status, web.SectionDesk, view)
}

// correctNotice gives a notice other words, beside which it says what was wrong.
func (r *request) correctNotice() error {
	if err := identity.Allow(r.principal, identity.ListDesk, identity.Object{Kind: identity.DeskObject}); err != nil {
		return err
	}
	n, err := r.ownNotice()
	if err != nil {
		return err
	}
	after, err := strconv.Atoi(r.FormValue("after"))
	if err != nil {
		return fault.New(fault.Invalid, "portal.error.form")
	}
	words := notice.Words{Title: clean(r.FormValue("title")), Text: clean(r.FormValue("text")), Link: strings.TrimSpace(r.FormValue("link"))}
	err = r.Notices.Correct(r.ctx(), n.ID, after, words, notice.Correction{On: r.today(), By: r.principal.Actor, What: clean(r.FormValue("what"))})
	if key, args, ok := fault.Words(err); ok && errors.Is(err, fault.Invalid) {
		return r.correctionWith(422, &n, words, noticeFields[key], r.t(key, args...))
	}
	if err != nil {
		return err
	}
	return r.done(web.PathNotices, "rattat")
}
