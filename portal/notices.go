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

// FollowNotices puts on the board what a case has announced, and takes away what it says of one that has become secret since. It may be asked again.
func (s *Site) FollowNotices(ctx context.Context, news casework.EventNews) error {
	if news.Kind != casework.Announced && news.Kind != casework.SecrecySet {
		return nil
	}
	f, err := s.Cases.Case(ctx, identity.Principal{Kind: identity.System}, news.Case)
	switch {
	case errors.Is(err, fault.Gone):
		return nil
	case err != nil:
		return err
	case !f.Postable():
		return s.conceal(ctx, f)
	case news.Kind != casework.Announced:
		return nil
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

// conceal takes away what the board says of a case, on the day on which the case last changed.
func (s *Site) conceal(ctx context.Context, f *casework.File) error {
	for i := range f.Decisions {
		if err := s.Notices.Conceal(ctx, noticeKey(&f.Decisions[i]), locale.T(locale.SV, "notice.concealed"), locale.T(locale.SV, "notice.concealed.why"),
			civil.Of(f.Case.ChangedAt)); err != nil {
			return err
		}
	}
	return nil
}

// noticeKey names the notice about a decision.
func noticeKey(d *casework.Decision) string { return "decision/" + string(d.ID) }

// noticeOf is the notice about a decision that was announced. It stands for as long as anybody may appeal by it (KL 8:12, PBL 13:16).
func noticeOf(f *casework.File, d *casework.Decision, by identity.PersonID) notice.Notice {
	n := notice.Notice{Key: noticeKey(d), Kind: notice.Minutes, Board: f.Case.Board, Title: d.Posting.Title, Text: d.Posting.Text, Link: d.Posting.Link,
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
	for _, c := range n.Corrections {
		view.Corrections = append(view.Corrections, r.t("notice.corrected", locale.Date(r.lang, c.On), c.What))
	}
	if n.Kind.Stays() {
		view.Appeal = r.t("notice.appeal."+string(n.Kind), locale.Date(r.lang, n.Until))
	}
	return view
}
