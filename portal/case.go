package portal

import (
	"context"
	"errors"
	"math"
	"mime"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/gofiber/fiber/v2"

	"forvag/internal/casework"
	"forvag/internal/catalog"
	"forvag/internal/civil"
	"forvag/internal/content"
	"forvag/internal/fault"
	"forvag/internal/identity"
	"forvag/web"
)

// maxMessage is the longest message or answer, in characters.
const maxMessage = 5000

func (r *request) caseID() casework.CaseID { return casework.CaseID(r.Params("case")) }

func (r *request) casePath() string { return "/arenden/" + r.Params("case") }

// liveParameter marks that a page that is followed live fetches itself anew.
const liveParameter = "direkt"

// showCase shows a case to one of its parties.
func (r *request) showCase() error {
	renews := r.Query(liveParameter) != "" // the page itself, and nobody has opened anything
	var f *casework.File
	news := false
	err := r.snapshot(func() (err error) {
		if f, err = r.Cases.Case(r.ctx(), r.principal, r.caseID()); err != nil {
			return err
		}
		if news = !renews && (f.Seen < f.Case.Seq || len(r.unnoticed(f)) > 0); news {
			return nil // what is noted comes first, and not under the snapshot
		}
		return r.caseWith(f, nil)
	})
	if err != nil || !news {
		return err
	}
	if f, err = r.noticed(f); err != nil {
		return err
	}
	if err := r.Cases.MarkRead(r.ctx(), r.principal, f.Case.ID, f.Case.Seq); err != nil {
		return err
	}
	if _, err := r.Notify.Store.Read(r.ctx(), r.principal.Actor, f.Case.ID, f.Case.Seq, r.now); err != nil {
		return err
	}
	return r.caseWith(f, nil)
}

// backToCase leads whoever comes to an address that only takes what is posted there, by loading a refused form's page anew or changing its language, to the
// case's page. Who may not read the case is told what the page itself would tell them.
func (r *request) backToCase() error {
	if _, _, _, err := r.Cases.Changes(r.ctx(), r.principal, r.caseID(), math.MaxInt); err != nil { // which logs no reading
		return err
	}
	base := r.casePath()
	if r.principal.Kind == identity.Officer {
		base = r.deskBase()
	}
	return r.seeOther(base)
}

// unnoticed are the decisions that the reader, as a party, has not got part of.
func (r *request) unnoticed(f *casework.File) (ids []casework.DecisionID) {
	me, ok := r.myParty(f)
	for _, d := range f.Decisions {
		if ok && !d.NoticedTo(me.ID) {
			ids = append(ids, d.ID)
		}
	}
	return ids
}

// noticed notes that a party who opens a case with a decision has got part of it (fått del av beslutet, FL 44 §), and returns the case as it then is, with
// the last day to appeal.
func (r *request) noticed(f *casework.File) (*casework.File, error) {
	decisions := r.unnoticed(f)
	if len(decisions) == 0 {
		return f, nil
	}
	me, _ := r.myParty(f)
	for _, id := range decisions {
		n := casework.Notice{Decision: id, Party: me.ID, On: r.today(), How: casework.NoticePortal}
		if err := r.Cases.Notice(r.ctx(), r.principal, casework.Ref{ID: f.Case.ID}, n); err != nil && !errors.Is(err, fault.Illegal) { // else it was noted just now
			return nil, err
		}
	}
	return r.Cases.Case(r.ctx(), r.principal, f.Case.ID)
}

// caseWith shows the case, with what was wrong in a form on it.
func (r *request) caseWith(f *casework.File, wrong *wrongForm) error {
	return r.snapshot(func() error {
		page, err := r.caseView(f)
		if err != nil {
			return err
		}
		status := 200
		if wrong != nil {
			wrong.show(&page)
			status = wrong.status
		}
		return r.pageStatus(status, web.SectionCases, page)
	})
}

func (r *request) caseView(f *casework.File) (web.CasePage, error) {
	if err := r.tellReaders(f); err != nil {
		return web.CasePage{}, err
	}
	names, err := r.namesIn(f, nil)
	if err != nil {
		return web.CasePage{}, err
	}
	page := r.casePage(f, names)
	if r.principal.Kind == identity.Resident {
		if page.Told, err = r.caseTold(f, names, r.principal.Actor); err != nil {
			return page, err
		}
	}
	page.Together, err = r.together(f)
	return page, err
}

// wrongForm is a small form on the case page that could not be taken: what was written comes back, with what is wrong.
type wrongForm struct {
	status  int
	request string // the request that was answered; empty for a message
	appeal  string // the decision that was appealed
	text    string
	words   string
}

func (w *wrongForm) show(page *web.CasePage) {
	field := &page.Messages.Write
	for i := range page.Requests {
		if page.Requests[i].ID == w.request {
			field = &page.Requests[i].Answer
		}
	}
	for i := range page.Decisions {
		if page.Decisions[i].ID == w.appeal && page.Decisions[i].Appeal != nil {
			field = &page.Decisions[i].Appeal.Field
		}
	}
	field.Value, field.Error = w.text, w.words
	page.Errors = []web.FieldError{{Field: field.ID(), Text: w.words}}
}

// refused shows the case anew with what was written and what is wrong with it, where err is of the reader's making; else it returns err.
func (r *request) refused(err error, w wrongForm) error {
	key, args, ok := fault.Words(err)
	if status := statusOf(err); !ok || status >= 500 || status == 403 || status == 404 {
		return err
	}
	w.status, w.words = statusOf(err), r.t(key, args...)
	if w.status == 400 {
		w.status = 422
	}
	f, err := r.Cases.Case(r.ctx(), r.principal, r.caseID())
	if err != nil {
		return err
	}
	return r.caseWith(f, &w)
}

// written is the text of a small form. It returns fault.Invalid with the words of the key empty where nothing stands in it.
func (r *request) written(name, empty string) (string, error) {
	text := strings.TrimSpace(strings.ToValidUTF8(r.FormValue(name), ""))
	if text == "" && empty != "" {
		return text, fault.New(fault.Invalid, empty)
	}
	if utf8.RuneCountInString(text) > maxMessage {
		return text, fault.New(fault.Invalid, "case.messages.too_long", maxMessage)
	}
	return text, nil
}

// sendMessage writes to the officers.
func (r *request) sendMessage() error {
	text, err := r.written("text", "case.messages.empty")
	if err == nil {
		err = r.Cases.Message(r.ctx(), r.principal, r.caseID(), r.FormValue("key"), "", text, nil)
	}
	if err != nil {
		return r.refused(err, wrongForm{text: text})
	}
	return r.done(r.casePath()+"#meddelanden", "meddelande")
}

// answerRequest answers a request for completion, with files.
func (r *request) answerRequest() error {
	id := r.Params("request")
	text, err := r.written("text", "")
	if err != nil {
		return r.refused(err, wrongForm{text: text, request: id})
	}
	docs, err := r.attached("files", (&catalog.Field{}).Limits())
	if err == nil && text == "" && len(docs) == 0 {
		err = fault.New(fault.Invalid, "case.request.empty")
	}
	if err == nil {
		err = r.Cases.Answer(r.ctx(), r.principal, r.caseID(), r.FormValue("key"), casework.RequestID(id), text, docs)
	}
	if err != nil {
		return r.refused(err, wrongForm{text: text, request: id})
	}
	return r.done(r.casePath(), "svar")
}

// attached stores the files of a small form and returns them as documents to be.
func (r *request) attached(name string, limits catalog.FileLimits) ([]casework.NewDocument, error) {
	var docs []casework.NewDocument
	for _, h := range r.files[name] {
		if h.Filename == "" && h.Size == 0 {
			continue
		}
		if len(docs) == limits.Max {
			return nil, fault.New(fault.Invalid, "portal.file.too_many", limits.Max)
		}
		file, err := r.store(h, limits)
		if err != nil {
			return nil, err
		}
		docs = append(docs, casework.NewDocument{Filename: file.name, MediaType: file.media, Size: file.size, Hash: file.hash})
	}
	return docs, nil
}

// withdraw takes the matter back.
func (r *request) withdraw() error {
	if err := r.Cases.Withdraw(r.ctx(), r.principal, r.caseID(), ""); err != nil {
		return err
	}
	return r.done(r.casePath(), "aterkallat")
}

// mayWithdraw says whether the matter can be taken back now.
func (r *request) mayWithdraw(f *casework.File) bool {
	return f.May(r.principal, identity.Withdraw) && f.MayWithdraw()
}

// demandDecision demands that a slow case be decided (FL 12 §).
func (r *request) demandDecision() error {
	if err := r.Cases.DemandDecision(r.ctx(), r.principal, r.caseID()); err != nil {
		return err
	}
	return r.done(r.casePath(), "begaran")
}

// appeal files an appeal with the authority that decided (FL 43 §).
func (r *request) appeal() error {
	id := r.Params("decision")
	text, err := r.written("text", "case.appeal.empty")
	if err == nil {
		a := casework.Appeal{Decision: casework.DecisionID(id), Text: text, Received: r.today()}
		err = r.Cases.RegisterAppeal(r.ctx(), r.principal, r.caseID(), r.FormValue("key"), a)
	}
	if err != nil {
		return r.refused(err, wrongForm{text: text, appeal: id})
	}
	return r.done(r.casePath(), "overklagat")
}

// caseLive tells the case page when something happened.
func (r *request) caseLive() error {
	return r.live()
}

// livePath is where the page at base, showing the case up to seq, listens for what comes after.
func livePath(base string, seq int) string {
	return base + liveSuffix + "?" + sinceParam + "=" + strconv.Itoa(seq)
}

// sinceParam says up to which event the page that listens shows the case.
const sinceParam = "sedan"

// live streams a case's changes to whoever may read it, from what their page shows; who may no longer is told that it is over.
func (r *request) live() error {
	watcher, err := r.Cases.Watch(r.ctx(), r.principal, r.caseID(), r.QueryInt(sinceParam, -1))
	if err != nil {
		return err
	}
	token, sessions, site, clock := r.Cookies(r.server.cookieName()), r.Sessions, r.Site, r.server.Clock
	return r.stream(stream{
		wake: watcher.Woken, stop: watcher.Close,
		changed: func(ctx context.Context) (bool, error) {
			s, err := sessions.Peek(ctx, token)
			if err != nil {
				return false, err // logged out, here or in another window
			}
			p, err := site.principal(ctx, s, civil.Of(clock()))
			if err != nil {
				return false, err
			}
			return watcher.News(ctx, p)
		},
	})
}

// document sends a document of the case to a party.
func (r *request) document() error {
	d, err := r.Cases.Document(r.ctx(), r.principal, r.caseID(), casework.DocumentID(r.Params("document")))
	if err != nil {
		return err
	}
	return r.sendBlob(d.Hash, d.Filename, d.MediaType)
}

// shownInline are the media types that a browser may show by itself, under a policy that lets them run nothing. PDF is not one: under that policy
// browsers show an empty page.
var shownInline = map[string]bool{"image/jpeg": true, "image/png": true, "text/plain": true}

// sendBlob sends stored bytes as a file. What a resident uploaded never runs in the portal's name.
func (r *request) sendBlob(hash, name, media string) error {
	file, err := r.Blobs.Open(content.Hash(hash))
	if err != nil {
		return err
	}
	info, err := file.Stat()
	if err != nil {
		file.Close()
		return err
	}
	disposition := "attachment"
	if shownInline[media] {
		disposition = "inline"
	}
	if media == "text/plain" {
		media = fiber.MIMETextPlainCharsetUTF8
	}
	r.Set(fiber.HeaderContentDisposition, mime.FormatMediaType(disposition, map[string]string{"filename": name}))
	r.Set(fiber.HeaderContentType, media)
	r.Set("Content-Security-Policy", "default-src 'none'; sandbox")
	return r.SendStream(file, int(info.Size()))
}

// follow asks for the code of an anonymous case.
func (r *request) follow() error { return r.page(web.SectionCases, web.FollowPage{}) }

// followCode opens an anonymous case by its code. Somebody who is logged in gets it among their own.
func (r *request) followCode() error {
	code := r.FormValue("code")
	if r.principal.Kind == identity.Resident {
		id, err := r.Cases.Claim(r.ctx(), r.principal, code)
		if err != nil {
			return r.wrongCode(code, err)
		}
		return r.done("/arenden/"+string(id), "kopplat")
	}
	p, err := r.Cases.Follow(r.ctx(), code, r.today())
	if err != nil {
		return r.wrongCode(code, err)
	}
	if err := r.visit(); err != nil {
		return err
	}
	if err := r.Sessions.Follow(r.ctx(), r.session, p.CaseID, p.Follows); err != nil {
		return err
	}
	return r.seeOther("/arenden/" + p.CaseID)
}

func (r *request) wrongCode(code string, err error) error {
	status := statusOf(err)
	if status >= 500 {
		return err
	}
	words := r.t("portal.follow.wrong")
	if key, args, ok := fault.Words(err); ok && status == 409 {
		words = r.t(key, args...)
	}
	if runes := []rune(code); len(runes) > 40 {
		code = string(runes[:40])
	}
	return r.pageStatus(422, web.SectionCases, web.FollowPage{Code: code, Error: words})
}
