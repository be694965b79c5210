package storetest

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"forvag/internal/casework"
	"forvag/internal/fault"
	"forvag/internal/identity"
)

// theirs marks every word of the first reporter's, and inside those of the authority's own: neither is a follower's to read.
const (
	theirs = "SAGAS"
	inside = "INTERNT"
)

// followedByCode: whoever follows another's report by a code of their own sees where it stands, whatever happens to it, and nothing else.
func followedByCode(t *testing.T, w *World) {
	nobody := identity.Principal{Kind: identity.Nobody}
	n := 0
	report := func(named bool) casework.Receipt {
		n++
		at := casework.Place{North: 6580000, East: 674000, Address: "Lillgatan 3"}
		in := casework.Submission{Key: fmt.Sprintf("a key of at least 128 bits %d", n), Type: "fault", Title: "Lamp by " + theirs + " house", Place: &at,
			Answers: json.RawMessage(`{"what": "` + theirs + `"}`), Anonymous: !named, Documents: []casework.NewDocument{{Filename: theirs + ".jpg", Hash: "h", Size: 1}}}
		p := nobody
		p.On = w.today()
		if named {
			in.Parties, p = []casework.Party{{Person: saga, Role: identity.Applicant}}, w.saga()
		}
		r, err := w.Submit(w.ctx, p, in)
		w.must(err)
		return r
	}
	key := func(i int) string { return fmt.Sprintf("another key of 128 bits or more %d", i) }

	permit := w.submit(application("k", "permit")).Case
	_, err := w.JoinByCode(w.ctx, nobody, permit, key(0))
	isKind(t, "what is not public", err, fault.NotFound)
	first := report(false)
	_, err = w.JoinByCode(w.ctx, w.resident(kim), first.Case, key(0))
	isKind(t, "a resident, who joins in their own name", err, fault.NotFound)
	_, err = w.JoinByCode(w.ctx, nobody, first.Case, "short")
	isKind(t, "a key that could be guessed", err, fault.Invalid)
	code, err := w.JoinByCode(w.ctx, nobody, first.Case, key(0))
	w.must(err)
	seq := w.file(first.Case).Case.Seq
	equal(t, "the version that an officer's form is of", w.file(first.Case).Case.Version, int64(1))
	equal(t, "events", seq, 2)
	same, err := w.JoinByCode(w.ctx, nobody, first.Case, key(0))
	w.must(err)
	equal(t, "the code of the same key", same, code)
	equal(t, "events after asking twice", w.file(first.Case).Case.Seq, seq)
	if code == first.Code {
		t.Error("a follower has the reporter's code")
	}
	id, err := w.Claim(w.ctx, w.resident(kim), code)
	w.must(err)
	equal(t, "whom claiming by it makes a follower", w.file(id).Parties[0].Role, identity.Follower)
	_, err = w.Claim(w.ctx, w.saga(), first.Code)
	w.must(err)
	_, err = w.Follow(w.ctx, code, w.today())
	w.must(err)

	rapid.Check(t, func(r *rapid.T) {
		made := report(rapid.Bool().Draw(r, "named"))
		id := made.Case
		n++
		code, err := w.JoinByCode(w.ctx, nobody, id, key(n))
		w.must(err)
		p, err := w.Follow(w.ctx, strings.ToLower(code), w.today())
		w.must(err)
		reporter := w.saga()
		if made.Code != "" {
			reporter, err = w.Follow(w.ctx, made.Code, w.today())
			w.must(err)
		}
		ada := cleared(w.ada())
		secret := false
		for i := range rapid.IntRange(1, 6).Draw(r, "deeds") {
			k := fmt.Sprint("deed ", n, i)
			switch rapid.IntRange(0, 6).Draw(r, "deed") {
			case 0:
				_ = w.Message(w.ctx, reporter, id, k, "", theirs, nil) // some moves are illegal by now: that too tells a follower nothing
			case 1:
				_ = w.Message(w.ctx, ada, id, k, "", "To "+theirs, nil)
			case 2:
				_ = w.Note(w.ctx, ada, id, inside)
			case 3:
				_ = w.Request(w.ctx, ada, w.ref(id), "Ask "+theirs, w.today().AddDays(7), false)
			case 4:
				_ = w.Move(w.ctx, ada, w.ref(id), casework.CarryOut, "")
			case 5:
				_ = w.CloseEarly(w.ctx, ada, w.ref(id), theirs, "Since "+theirs)
			case 6:
				secret = w.SetSecrecy(w.ctx, ada, w.ref(id), "", casework.Secrecy{Law: "OSL 21:1", Strength: casework.Reversed}) == nil || secret
			}
		}
		f, err := w.Case(w.ctx, p, id)
		if secret {
			if !errors.Is(err, fault.NotFound) {
				r.Fatalf("a secret case is followed: %v", err)
			}
			return
		}
		w.must(err)
		seen, err := json.Marshal(f)
		w.must(err)
		if text := string(seen); strings.Contains(text, theirs) || strings.Contains(text, inside) || strings.Contains(text, string(saga)+`"`) {
			r.Fatalf("a follower reads %s", text)
		}
		if len(f.Parties)+len(f.Messages)+len(f.Documents)+len(f.Requests)+len(f.Readings) > 0 || f.Answers != nil {
			r.Fatalf("a follower sees %+v", f)
		}
		for _, a := range []identity.Action{identity.ReadDocument, identity.SeeReaders, identity.Answer, identity.Reply, identity.Withdraw, identity.Message,
			identity.AddDocument, identity.Claim, identity.Appeal} {
			if f.May(p, a) {
				r.Fatalf("a follower may %s", a)
			}
		}
		if whole := w.file(id); f.Case.Step != whole.Case.Step || f.Case.IsClosed() != whole.Case.IsClosed() {
			r.Fatalf("a follower is told %s, and the case is at %s", f.Case.Step, whole.Case.Step)
		}
	})
	w.sound()
}
