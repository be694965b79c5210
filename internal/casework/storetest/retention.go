package storetest

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"forvag/internal/casework"
	"forvag/internal/fault"
	"forvag/internal/identity"
)

// secrets are words that tell of a person, each in what has a rule of its own.
var secrets = []string{"lillgatan", "sagas-leg.pdf", "my leg hurts", "called the doctor", "certificate", "which doctor", "the one by the river"}

// retention lets the years pass over a case whose attachments, messages and form each have their time, and whose decision is preserved.
func retention(t *testing.T, w *World) {
	ctx := w.ctx
	in := application("k1", "grant")
	in.Title, in.Answers = "A grant", []byte(`{"where":"lillgatan"}`)
	in.Recommendation = &casework.Recommendation{Type: "merits", Outcome: casework.Granted, Grounds: casework.Grounds{Facts: []byte(`{"where":"lillgatan"}`)}}
	in.Documents = []casework.NewDocument{{Title: "sagas-leg.pdf", Filename: "sagas-leg.pdf", Hash: "aa"}}
	id := w.submit(in).Case
	other := application("k2", "permit")
	other.Documents = []casework.NewDocument{{Filename: "leg.pdf", Hash: "aa"}, {Filename: "x", Hash: "bb"}}
	w.submit(other)
	w.must(w.Message(ctx, w.saga(), id, "m1", "", "My leg hurts", []casework.NewDocument{{Filename: "certificate", Hash: "cc"}}))
	w.must(w.Request(ctx, w.ada(), w.ref(id), "Which doctor?", w.today().AddDays(7), false))
	w.must(w.Answer(ctx, w.saga(), id, "a1", w.file(id).OpenRequest().ID, "The one by the river", nil))
	w.must(w.Note(ctx, w.ada(), id, "Called the doctor"))
	w.must(w.Decide(ctx, w.dina(), w.ref(id), casework.NewDecision{Type: "merits", Outcome: casework.Granted}))
	w.must(w.Close(ctx, w.ada(), w.ref(id), "Done"))
	closed := w.today()
	f := w.fileOf(w.saga(), id)
	equal(t, "the attachment's rule", f.Kept(f.Documents[0]), casework.Keep{Record: casework.AttachmentRecord, Years: 1, Plan: "Plan 2"})
	equal(t, "the attachment's day", f.KeptUntil(f.Documents[0]), closed.AddYears(1).AddDays(1))
	equal(t, "the case is preserved for its decision", f.Case.DisposeFrom.IsZero(), true)
	equal(t, "the first day on which something goes", f.Case.PartsFrom, closed.AddYears(1).AddDays(1))

	system := identity.Principal{Kind: identity.System}
	for _, step := range []struct {
		name        string
		days, parts int
		left        []string // of the secrets
		files       string
	}{
		{"at once", 0, 0, secrets, "aa cc"},
		{"the last day of a year", 365, 0, secrets, "aa cc"},
		{"the attachments go", 1, 2, []string{"lillgatan", "my leg hurts", "called the doctor", "which doctor", "the one by the river"}, "aa"},
		{"the letters go", 366, 2, []string{"lillgatan", "called the doctor", "the one by the river"}, "aa"},
		{"the form, what made it whole and the notes go", 2 * 366, 4, nil, "aa"},
		{"nothing more", 10 * 366, 0, nil, "aa"},
	} {
		w.Pass(step.days)
		due, err := w.DueDisposals(ctx, Administrator(), w.today())
		w.must(err)
		told := 0
		for _, d := range due {
			if d.Type == "grant" {
				told += d.Parts
			}
		}
		equal(t, step.name+": told before", told, step.parts)
		n, err := w.Dispose(ctx, Administrator(), 10)
		w.must(err)
		equal(t, step.name+": parts", n.Parts, step.parts)
		equal(t, step.name+": what is left", strings.Join(w.found(id), ", "), strings.Join(step.left, ", "))
		var files []string
		for _, hash := range []string{"aa", "cc"} {
			if has, err := w.HasFile(ctx, system, hash); err != nil {
				t.Fatal(err)
			} else if has {
				files = append(files, hash)
			}
		}
		equal(t, step.name+": files", strings.Join(files, " "), step.files)
		w.sound()
	}
	f = w.fileOf(w.saga(), id)
	equal(t, "decisions", len(f.Decisions), 1)
	equal(t, "documents' places", len(f.Documents), 2)
	d := f.Documents[0]
	if !d.IsDisposed() || d.Title != "" || d.Hash != "" || d.Keep.Plan != "Plan 2" {
		t.Errorf("the attachment: %+v", d)
	}
	_, err := w.Document(ctx, w.saga(), id, d.ID)
	isKind(t, "fetching what is gone", err, fault.Gone)
	equal(t, "the message's place", f.Messages[0].Text, "")
	equal(t, "the request's place", [2]string{f.Requests[0].What, f.Requests[0].Answer}, [2]string{})
	equal(t, "the request's words are gone", f.Requests[0].WhatDisposed.Before(f.Requests[0].AnswerDisposed), true)
	equal(t, "the form is gone", f.AnswersDisposed.IsZero(), false)
	if rows, _, err := w.Desk(ctx, w.ada(), casework.DeskFilter{List: casework.ListAll, Type: "grant", Query: "lillgatan"}); err != nil || len(rows) != 0 {
		t.Errorf("found by the form's words: %d, %v", len(rows), err)
	}
	equal(t, "the case that the same submission makes, sent again", w.submit(in).Case, id)
	w.must(w.Reopen(ctx, w.ada(), w.ref(id), "Wrong"))
	w.must(w.Decide(ctx, w.dina(), w.ref(id), casework.NewDecision{Type: "merits", Outcome: casework.Granted}))
	w.sound()
}

// reasons lets a decision's grounds go before its case, but not while what it gave holds.
func reasons(t *testing.T, w *World) {
	ctx := w.ctx
	id := w.submit(application("k1", "licence")).Case
	w.must(w.Decide(ctx, w.dina(), w.ref(id), casework.NewDecision{Type: "merits", Outcome: casework.Granted, Text: "My leg hurts",
		Grounds: casework.Grounds{Law: []string{"KL 2 kap."}, Circumstances: "Called the doctor", Facts: []byte(`{"shown":"certificate"}`)}}))
	w.must(w.Correct(ctx, w.dina(), w.ref(id), w.file(id).Decisions[0].ID, "Which doctor"))
	w.must(w.RegisterAppeal(ctx, w.saga(), id, "", casework.Appeal{Decision: w.file(id).Decisions[0].ID, Text: "The one by the river"}))
	appeal := w.file(id).Appeals[0]
	equal(t, "the appeal's words", appeal.Text, "The one by the river")
	w.must(w.SettleAppeal(ctx, w.ada(), w.ref(id), appeal.ID, casework.Settlement{Outcome: casework.AppealDropped, On: w.today()}))
	w.must(w.Close(ctx, w.ada(), w.ref(id), ""))
	before := w.fileOf(w.saga(), id).Decisions[0]
	equal(t, "the grounds", before.Text+" "+before.Grounds.Circumstances, "My leg hurts Called the doctor")
	for _, step := range []struct {
		name        string
		days, parts int
		left        string
	}{
		{"while the licence holds", 400, 0, "lillgatan, my leg hurts, called the doctor, certificate, which doctor, the one by the river"},
		{"when it has ended", 400, 3, "lillgatan"},
		{"nothing more", 400, 0, "lillgatan"},
	} {
		w.Pass(step.days)
		n, err := w.Dispose(ctx, Administrator(), casework.AllCases)
		w.must(err)
		equal(t, step.name+": parts", n, casework.Disposals{Parts: step.parts})
		equal(t, step.name+": what is left", strings.Join(w.found(id), ", "), step.left)
		w.sound()
	}
	f := w.fileOf(w.saga(), id)
	d := f.Decisions[0]
	if d.Outcome != casework.Granted || d.On != before.On || d.Text != "" || d.Grounds.Law != nil || d.Disposed.IsZero() || d.Corrections[0].Disposed.IsZero() {
		t.Errorf("the decision: %+v", d)
	}
	equal(t, "the appeal's words are gone", f.Appeals[0].Text == "" && !f.Appeals[0].Disposed.IsZero(), true)
}

// due tells before what will go: by service and rule, in order, without what is open, preserved or gone already.
func due(t *testing.T, w *World) {
	ctx := w.ctx
	closed := func(key, caseType string, docs ...casework.NewDocument) casework.CaseID {
		in := application(key, caseType)
		in.Documents = docs
		id := w.submit(in).Case
		w.must(w.Decide(ctx, w.dina(), w.ref(id), casework.NewDecision{Type: "merits", Outcome: casework.Refused,
			Grounds: casework.Grounds{Law: []string{"KL 2 kap."}, Circumstances: "No"}}))
		f := w.file(id)
		w.must(w.Notice(ctx, w.ada(), w.ref(id), casework.Notice{Decision: f.Decision().ID, Party: f.Parties[0].ID, On: w.today(), How: casework.NoticeLetter, Evidence: "delgivningskvitto"}))
		w.must(w.Close(ctx, w.ada(), w.ref(id), ""))
		return id
	}
	closed("k1", "permit")
	appealed := closed("k2", "permit")
	w.must(w.RegisterAppeal(ctx, w.saga(), appealed, "", casework.Appeal{Decision: w.file(appealed).Decisions[0].ID, Text: "Yes"}))
	closed("k3", "grant", casework.NewDocument{Filename: "leg.pdf", Hash: "aa"})
	w.must(w.Close(ctx, w.ada(), w.ref(w.submit(application("k4", "fault")).Case), "")) // without any rule
	w.submit(application("k5", "grant"))
	first := w.today()
	tell := func(name string, want ...string) {
		t.Helper()
		rows, err := w.DueDisposals(ctx, Administrator(), w.today())
		w.must(err)
		var got []string
		for _, r := range rows {
			got = append(got, fmt.Sprintf("%s %s %s %d %d %d from %s", r.Type, r.Keep.Record, r.Keep.Plan, r.Cases, r.Parts, r.Waiting, r.First))
		}
		equal(t, name, strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	from := func(years int) string { return first.AddYears(years).AddDays(1).String() }
	tell("at once")
	w.Pass(6 * 366)
	waiting := "permit case Plan BN 1.1 %d 0 1 from " + from(5)
	tell("after six years", "grant attachment Plan 2 0 1 0 from "+from(1), "grant case Plan 1 0 1 0 from "+from(4), fmt.Sprintf(waiting, 1))
	n, err := w.Dispose(ctx, Administrator(), casework.AllCases)
	w.must(err)
	equal(t, "disposed of", n, casework.Disposals{Cases: 1, Parts: 2, Waiting: 1})
	version := w.ref(appealed).Version
	tell("when it has gone", fmt.Sprintf(waiting, 0))
	n, err = w.Dispose(ctx, Administrator(), casework.AllCases)
	w.must(err)
	equal(t, "what waits, once more", n, casework.Disposals{Waiting: 1})
	equal(t, "what waits is not touched", w.ref(appealed).Version, version)
}

// found are the secrets that stand anywhere in the case as it is stored.
func (w *World) found(id casework.CaseID) []string {
	var text strings.Builder
	for s, err := range w.store.All(w.ctx) {
		if err != nil {
			w.T.Fatal(err)
		}
		if s.Case.ID == id {
			for _, e := range s.Events {
				text.Write(e.Payload)
			}
		}
	}
	return slices.DeleteFunc(slices.Clone(secrets), func(s string) bool { return !strings.Contains(strings.ToLower(text.String()), s) })
}

// working closes a case with two drafts, of which one is kept on purpose.
func working(t *testing.T, w *World) {
	ctx := w.ctx
	id := w.submit(application("k1", "fault")).Case
	w.must(w.AddDocument(ctx, w.ada(), id, "", casework.DocumentWorking, casework.Internal, []casework.NewDocument{
		{Title: "Sketch", Filename: "sketch", Hash: "aa"}, {Title: "Draft", Filename: "draft", Hash: "bb"}}))
	w.must(w.AddDocument(ctx, w.ada(), id, "", casework.DocumentEstablished, casework.Internal, []casework.NewDocument{{Filename: "answer", Hash: "bb"}}))
	docs := w.file(id).Documents
	isKind(t, "keeping what is no working material", w.Close(ctx, w.ada(), w.ref(id), "", docs[2].ID), fault.NotFound)
	w.must(w.Close(ctx, w.ada(), w.ref(id), "", docs[0].ID))
	docs = w.file(id).Documents
	equal(t, "the sketch", docs[0].Kind, casework.DocumentEstablished)
	equal(t, "the sketch's title", docs[0].Title, "Sketch")
	equal(t, "the draft is gone", docs[1].IsDisposed(), true)
	equal(t, "the draft's title", docs[1].Title, "")
	has, err := w.HasFile(ctx, identity.Principal{Kind: identity.System}, "bb")
	w.must(err)
	equal(t, "the file that another document has", has, true)
	w.sound()
	w.must(w.AddDocument(ctx, w.ada(), id, "", casework.DocumentWorking, casework.Internal, []casework.NewDocument{{Filename: "after", Hash: "cc"}}))
	n, err := w.Dispose(ctx, Administrator(), 10)
	w.must(err)
	equal(t, "what was left afterwards", n, casework.Disposals{Parts: 1})
	equal(t, "the case that the same submission makes, sent again", w.submit(application("k1", "fault")).Case, id)
	changed := application("k1", "fault")
	changed.Title = "Other"
	_, err = w.Submit(ctx, w.saga(), changed)
	isKind(t, "the same key for something else", err, fault.Exists)
	w.sound()
}
