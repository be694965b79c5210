package portal

import (
	"bytes"
	"errors"
	"math"
	"mime"
	"strings"

	"github.com/gofiber/fiber/v2"

	"forvag/internal/casework"
	"forvag/internal/civil"
	"forvag/internal/fault"
	"forvag/internal/identity"
	"forvag/internal/locale"
	"forvag/internal/residents"
	"forvag/notify"
	"forvag/notify/letter"
	"forvag/web"
)

const (
	// mostLetters is how many letters a batch takes.
	mostLetters = 100
	// latestBatches is how many batches that were posted are shown. Those that were not are all shown: somebody has them on a table.
	latestBatches = 20
	letterFile    = "/brev.pdf"
)

// letters lists what is to be printed and posted in cases that the officer may read.
func (r *request) letters() error { return r.lettersWith(fiber.StatusOK, "") }

// lettersWith shows the page, where the day on which the batch wrong was posted cannot be right; empty for none.
func (r *request) lettersWith(status int, wrong string) error {
	if err := identity.Allow(r.principal, identity.ListDesk, identity.Object{Kind: identity.DeskObject}); err != nil {
		return err
	}
	var view web.LettersPage
	if r.Notify.Mode != notify.Live {
		view.Mode = web.Notice{Tone: web.Warning, Text: r.t("letters.mode." + string(r.Notify.Mode))}
	}
	may := map[casework.CaseID]bool{}
	waiting, err := r.waitingLetters(may)
	if err != nil {
		return err
	}
	names, err := r.letterNames(waiting)
	if err != nil {
		return err
	}
	for i := range waiting {
		row := r.letterRow(&waiting[i], names)
		row.Drop = web.PathLetters
		view.Waiting = append(view.Waiting, row)
	}
	if n := len(waiting); n > 0 {
		view.Take = &web.Action{ID: "ta-ut", Icon: web.IconInbox, Button: r.t("letters.take", n), Action: web.PathLetters, Instant: true,
			Hidden: []web.HiddenField{{Name: "do", Value: "take"}, {Name: "key", Value: newKey()}}}
	}
	if view.Printed, err = r.letterBatches(may, false, wrong); err != nil {
		return err
	}
	if view.Posted, err = r.letterBatches(may, true, ""); err != nil {
		return err
	}
	if wrong != "" {
		view.Errors = []web.FieldError{{Field: web.Question{Name: postedOn(wrong)}.ID(), Text: r.t("letters.no_day")}}
	}
	return r.pageStatus(status, web.SectionDesk, view)
}

// waitingLetters are those that wait to be printed in cases that the officer may read, as many as a batch takes.
func (r *request) waitingLetters(may map[casework.CaseID]bool) ([]notify.Paper, error) {
	all, err := r.Notify.Store.Queued(r.ctx(), r.boards(), 10*mostLetters)
	if err != nil {
		return nil, err
	}
	var mine []notify.Paper
	for i := range all {
		reads, err := r.mayRead(all[i].Case, may)
		if err != nil {
			return nil, err
		}
		if reads && len(mine) < mostLetters {
			mine = append(mine, all[i])
		}
	}
	return mine, nil
}

// letterNames are the names of those whom letters go to.
func (r *request) letterNames(papers []notify.Paper) (residents.Names, error) {
	people := make([]identity.PersonID, len(papers))
	for i := range papers {
		people[i] = papers[i].Person
	}
	return r.Residents.Names(r.ctx(), people, nil)
}

func (r *request) letterRow(p *notify.Paper, names residents.Names) web.LetterRow {
	row := web.LetterRow{Matter: r.t("notify.matter." + string(p.Matter)), To: names.Person(p.Person), Case: web.Link{Text: p.Number, Href: web.PathDesk + "/" + string(p.Case)},
		When: r.when(p.Made), Pages: r.t("letters.pages", p.Pages), Forwarded: p.Address == letter.Forwarded, Delivery: p.ID}
	if p.Test {
		row.Status = r.sentStatus(&p.Delivery)
	}
	return row
}

// letterBatches are those batches all of whose cases the officer may read, and those that they took out themself.
func (r *request) letterBatches(may map[casework.CaseID]bool, posted bool, wrong string) ([]web.LetterBatch, error) {
	most := math.MaxInt32
	if posted {
		most = latestBatches
	}
	all, err := r.Notify.Store.Batches(r.ctx(), r.boards(), posted, most)
	if err != nil {
		return nil, err
	}
	var out []web.LetterBatch
	for i := range all {
		b, readable := &all[i], all[i].Papers[:0:0]
		for j := range b.Papers {
			reads, err := r.mayRead(b.Papers[j].Case, may)
			if err != nil {
				return nil, err
			}
			if reads {
				readable = append(readable, b.Papers[j])
			}
		}
		if len(readable) == len(b.Papers) || b.By == r.principal.Actor {
			names, err := r.letterNames(readable)
			if err != nil {
				return nil, err
			}
			out = append(out, r.letterBatch(b, readable, names, wrong))
		}
	}
	return out, nil
}

// letterBatch shows a batch, and the letters in it that are readable. What has become secret since is counted and not named.
func (r *request) letterBatch(b *notify.Batch, readable []notify.Paper, names residents.Names, wrong string) web.LetterBatch {
	path := web.PathLetters + "/" + b.ID
	instant := func(do, key string) *web.Action {
		return &web.Action{ID: do + "-" + b.ID, Icon: web.IconUndo, Button: r.t(key), Action: path, Instant: true, Hidden: []web.HiddenField{{Name: "do", Value: do}}}
	}
	view := web.LetterBatch{ID: "bunt-" + b.ID, Title: r.t("letters.batch", len(b.Papers), locale.When(r.lang, b.Made, r.now)), File: path + letterFile}
	if n := len(b.Papers) - len(readable); n > 0 {
		view.File, view.Hidden = "", r.t("letters.hidden", n)
	}
	pages := 0
	for i := range b.Papers {
		pages += b.Papers[i].Pages
	}
	for i := range readable {
		p := &readable[i]
		row := r.letterRow(p, names)
		if p.State == notify.StateFailed || p.State == notify.StateOpened {
			row.Status = r.sentStatus(&p.Delivery)
		}
		if p.State == notify.StateSent {
			row.Return = path
		}
		view.Rows = append(view.Rows, row)
	}
	view.Facts = []web.Fact{{Label: r.t("letters.pages_label"), Value: r.t("letters.pages", pages)}, {Label: r.t("letters.by"), Value: r.staffName(b.By)}}
	if !b.Posted.IsZero() {
		view.Facts = append(view.Facts, web.Fact{Label: r.t("letters.posted_on"), Value: locale.Date(r.lang, b.Posted)},
			web.Fact{Label: r.t("letters.posted_by"), Value: r.staffName(b.PostedBy)})
		view.Undo = instant("unpost", "letters.undo")
		return view
	}
	view.Note = r.t("letters.sheets")
	view.PutBack = instant("back", "letters.put_back")
	day := web.Question{Name: postedOn(b.ID), Label: r.t("letters.day")}
	if b.ID == wrong {
		day.Error = r.t("letters.no_day")
	}
	view.Post = &web.Action{ID: "postat-" + b.ID, Action: path, Button: r.t("letters.post"), Hidden: []web.HiddenField{{Name: "do", Value: "posted"}},
		Fields: []web.Field{web.DateField{Question: day, Value: r.today().String(), Min: civil.Of(b.Made).String(),
			Max: r.today().String()}}}
	return view
}

// postedOn is the field for the day on which a batch was posted.
func postedOn(batch string) string { return "on-" + batch }

// takeLetters takes letters out of the queue as a batch, or lets one go. That the cases are read is logged.
func (r *request) takeLetters() error {
	if err := identity.Allow(r.principal, identity.ListDesk, identity.Object{Kind: identity.DeskObject}); err != nil {
		return err
	}
	switch r.FormValue("do") {
	case "drop":
		d, err := r.Notify.Store.Delivery(r.ctx(), r.FormValue("delivery"))
		if err == nil {
			err = r.writesTo(d.Case)
		}
		if err == nil {
			err = r.Notify.Store.Drop(r.ctx(), d.ID, notify.ReasonGivenUp, r.now)
		}
		if err != nil {
			return err
		}
		return r.done(web.PathLetters, "utskick-slappt")
	case "take":
		return r.takeBatch(r.FormValue("key"))
	default:
		return fault.New(fault.Invalid, "portal.error.form")
	}
}

func (r *request) takeBatch(key string) error {
	if len(key) != len(newKey()) || strings.Trim(key, "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567") != "" {
		return fault.New(fault.Invalid, "portal.error.form")
	}
	waiting, err := r.waitingLetters(map[casework.CaseID]bool{})
	if err != nil {
		return err
	}
	var ids []string
	for i := range waiting {
		switch err := r.writesTo(waiting[i].Case); {
		case errors.Is(err, fault.Forbidden):
		case err != nil:
			return err
		default:
			ids = append(ids, waiting[i].ID)
		}
	}
	n, err := r.Notify.Print(r.ctx(), notify.Batch{ID: key, By: r.principal.Actor, Made: r.now}, ids)
	if err != nil {
		return err
	}
	if n == 0 {
		switch b, err := r.Notify.Store.Batch(r.ctx(), key); {
		case errors.Is(err, fault.NotFound) || err == nil && b.By != r.principal.Actor:
			return r.done(web.PathLetters, "brev-inget")
		case err != nil:
			return err
		} // else it was pressed twice, and the first took them
	}
	return r.done(web.PathLetters+"#bunt-"+key, "brev-uttagna")
}

// writesTo opens a case, and says whether the officer may write to its parties: only who may prints, posts or lets go what is to them.
func (r *request) writesTo(id casework.CaseID) error {
	f, err := r.Cases.Case(r.ctx(), r.principal, id)
	if err == nil && !f.May(r.principal, identity.Message) {
		err = fault.New(fault.Forbidden, "access.role")
	}
	return err
}

// batch is the one in the address.
func (r *request) batch() (notify.Batch, error) {
	if err := identity.Allow(r.principal, identity.ListDesk, identity.Object{Kind: identity.DeskObject}); err != nil {
		return notify.Batch{}, err
	}
	return r.Notify.Store.Batch(r.ctx(), r.Params("batch"))
}

// ownBatch is the one in the address, where the officer may write in each of its cases. fault.NotFound where no letter is left in it.
func (r *request) ownBatch() (notify.Batch, error) {
	b, err := r.batch()
	if err == nil && len(b.Papers) == 0 {
		err = fault.New(fault.NotFound, "access.not_found")
	}
	if err != nil {
		return b, err
	}
	asked := map[casework.CaseID]bool{}
	for i := range b.Papers {
		id := b.Papers[i].Case
		if asked[id] {
			continue
		}
		asked[id] = true
		if err := r.writesTo(id); err != nil {
			return b, err
		}
	}
	return b, nil
}

// letterPDF is a batch to print.
func (r *request) letterPDF() error {
	b, err := r.ownBatch()
	if err != nil {
		return err
	}
	var pdf bytes.Buffer
	if err := letter.WriteBatch(&pdf, r.Keys, b, b.Made); err != nil {
		return err
	}
	r.Set(fiber.HeaderContentDisposition, mime.FormatMediaType("attachment", map[string]string{"filename": "brev-" + b.Made.In(civil.Zone()).Format("2006-01-02-1504") + ".pdf"}))
	r.Set(fiber.HeaderContentType, "application/pdf")
	return r.Send(pdf.Bytes())
}

// letterAct notes what became of a batch, or of one letter in it. Who took it out has it in their hands, and says what became of it although one of its cases
// is no longer theirs to read.
func (r *request) letterAct() error {
	do := r.FormValue("do")
	b, err := r.batch()
	if err == nil && (b.By != r.principal.Actor || do == "returned") {
		b, err = r.ownBatch()
	}
	if err != nil {
		return err
	}
	done := ""
	switch do {
	case "posted":
		on, wrong := civil.Parse(r.FormValue(postedOn(b.ID)))
		if wrong != nil || on.After(r.today()) || on.Before(civil.Of(b.Made)) {
			return r.lettersWith(fiber.StatusUnprocessableEntity, b.ID)
		}
		done, err = "brev-postade", r.Notify.Store.Post(r.ctx(), b.ID, on, r.principal.Actor)
	case "unpost":
		done, err = "brev-opostade", r.Notify.Store.Unpost(r.ctx(), b.ID)
	case "back":
		done, err = "brev-tillbaka", r.Notify.Store.Unprint(r.ctx(), b.ID)
	case "returned":
		done, err = "brev-retur", r.returned(b, r.FormValue("delivery"))
	default:
		err = fault.New(fault.Invalid, "portal.error.form")
	}
	if err != nil {
		return err
	}
	return r.done(web.PathLetters, done)
}

// returned notes that a letter of a batch came back.
func (r *request) returned(b notify.Batch, delivery string) error {
	for i := range b.Papers {
		if b.Papers[i].ID == delivery {
			return r.Notify.Report(r.ctx(), notify.Report{Delivery: delivery, State: notify.StateFailed, At: r.now, Evidence: notify.ReasonReturned})
		}
	}
	return fault.New(fault.NotFound, "access.not_found")
}
