package portal

import (
	"context"
	"errors"
	"net/url"
	"slices"
	"strings"

	"forvag/internal/casework"
	"forvag/internal/civil"
	"forvag/internal/fault"
	"forvag/internal/identity"
	"forvag/internal/locale"
	"forvag/internal/notice"
	"forvag/web"
)

// The notice board (anslagstavla, KL 8:9–12): everybody reads it, officers post in the name of their boards, and what a case announces comes there by itself.

// PostingFor is what the board would say of a decision, for an officer to look through: of a meeting's only which it was, of a permit what it is about.
func (s *Site) PostingFor(f *casework.File, d *casework.Decision) casework.Posting {
	switch {
	case d.Appeal == casework.Planning:
		return casework.Posting{Title: f.Case.Title}
	case d.Meeting != nil:
		body := d.Meeting.Body
		if b := s.Municipality.Board(f.Case.Board); body == "" && b != nil {
			body = b.Name.SV
		}
		return casework.Posting{Title: locale.T(locale.SV, "notice.title.minutes", body, locale.Date(locale.SV, d.Meeting.On), paragraphOf(d.Meeting))}
	default:
		return casework.Posting{Title: locale.T(locale.SV, "notice.title.decision", f.Case.PublicTitle)}
	}
}

// FollowNotices puts on the board what a case has announced. It may be asked again.
func (s *Site) FollowNotices(ctx context.Context, news casework.EventNews) error {
	if news.Kind != casework.Announced {
		return nil
	}
	f, err := s.Cases.Case(ctx, identity.Principal{Kind: identity.System}, news.Case)
	if errors.Is(err, fault.Gone) || err == nil && !f.Postable() {
		return nil
	}
	if err != nil {
		return err
	}
	at := slices.IndexFunc(f.Events, func(e casework.Event) bool { return e.ID == news.Event })
	if at < 0 || f.Events[at].Details.Posting == nil || f.Events[at].Details.Decision == nil {
		return nil
	}
	id := f.Events[at].Details.Decision.ID
	i := slices.IndexFunc(f.Decisions, func(d casework.Decision) bool { return d.ID == id })
	if i < 0 {
		return nil
	}
	return s.Notices.Post(ctx, noticeOf(f, &f.Decisions[i], f.Events[at].Actor))
}

// noticeOf is the notice about a decision that was announced. It stands for as long as anybody may appeal by it (KL 8:12, PBL 13:16).
func noticeOf(f *casework.File, d *casework.Decision, by identity.PersonID) notice.Notice {
	n := notice.Notice{Key: "decision/" + string(d.ID), Kind: notice.Minutes, Board: f.Case.Board, Title: d.Posting.Title, Text: d.Posting.Text, Link: d.Posting.Link,
		Number: f.Case.Diary.String(), Adjusted: d.Adjusted, Posted: d.Announced, Until: d.AppealUntil(""), By: by}
	switch d.Appeal {
	case casework.Legality:
	case casework.Planning:
		n.Kind = notice.Permit
	default:
		n.Kind = notice.Other
	}
	if d.Meeting != nil {
		n.Meeting = d.Meeting.On
	}
	if n.Until.IsZero() {
		n.Until = civil.Deadline(n.Posted, notice.AppealTime)
	}
	return n
}

// noticeBoard shows what stands on the board today.
func (r *request) noticeBoard() error {
	all, err := r.Notices.On(r.ctx(), r.today())
	if err != nil {
		return err
	}
	var view web.NoticeBoardPage
	for i := range all {
		view.Notices = append(view.Notices, r.boardNotice(&all[i]))
	}
	return r.page(web.SectionHome, view)
}

func (r *request) boardNotice(n *notice.Notice) web.BoardNotice {
	view := web.BoardNotice{ID: "n-" + n.ID, Kind: r.t("notice.kind." + string(n.Kind)), Name: n.Title, Text: paragraphs(n.Text),
		Board: web.Link{Text: r.boardName(n.Board), Href: boardPath(string(n.Board))}, Posted: r.day(n.Posted), Until: r.day(n.Until), Link: n.Link}
	if u, err := url.Parse(n.Link); err == nil {
		view.Host = strings.TrimPrefix(u.Hostname(), "www.")
	}
	if n.Number != "" {
		view.Facts = append(view.Facts, web.Fact{Label: r.t("notice.number"), Value: n.Number})
	}
	if !n.Meeting.IsZero() {
		view.Facts = append(view.Facts, web.Fact{Label: r.t("notice.meeting"), Value: locale.Date(r.lang, n.Meeting)})
	}
	if !n.Adjusted.IsZero() {
		view.Facts = append(view.Facts, web.Fact{Label: r.t("notice.adjusted"), Value: locale.Date(r.lang, n.Adjusted)})
	}
	if n.Kind.Stays() {
		view.Appeal = r.t("notice.appeal."+string(n.Kind), locale.Date(r.lang, n.Until))
	}
	return view
}

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
		n := &all[i]
		row := web.DeskNotice{BoardNotice: r.boardNotice(n), By: r.staffName(n.By), Status: web.Status{Text: r.t("notice.up"), Tone: web.Success}}
		switch {
		case n.Until.Before(r.today()):
			row.Status = web.Status{Text: r.t("notice.down")}
		case !n.Kind.Stays() && slices.Contains(boards, n.Board):
			row.TakeDown = web.PathNotices + "/" + n.ID + "/ta-ner"
		}
		view.Notices = append(view.Notices, row)
	}
	if len(boards) > 0 {
		view.Post = r.noticeForm(boards, field, wrong)
	}
	if wrong != "" {
		view.Errors = []web.FieldError{{Field: web.Question{Name: field}.ID(), Text: wrong}}
	}
	return r.pageStatus(status, web.SectionDesk, view)
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
var noticeFields = map[string]string{"notice.title": "title", "notice.text": "text", "notice.link": "link", "notice.until": "until"}

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
	n, err := r.Notices.Find(r.ctx(), r.Params("notice"))
	if err != nil {
		return err
	}
	if err := identity.Allow(r.principal, identity.PostNotice, identity.Object{Kind: identity.DeskObject, Board: n.Board}); err != nil {
		return err
	}
	if err := r.Notices.TakeDown(r.ctx(), n.ID, r.today()); err != nil {
		return err
	}
	return r.done(web.PathNotices, "nertaget")
}
