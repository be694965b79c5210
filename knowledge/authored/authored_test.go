package authored_test

import (
	"errors"
	"reflect"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"forvag/internal/civil"
	"forvag/internal/content"
	"forvag/internal/dbx"
	"forvag/internal/dbx/dbtest"
	"forvag/internal/fault"
	"forvag/internal/locale"
	"forvag/internal/municipality"
	"forvag/internal/strict"
	"forvag/knowledge"
	"forvag/knowledge/authored"
)

var (
	modules = []dbx.Module{content.Module, authored.Module}
	noon    = time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)
	today   = civil.Of(noon)
)

func TestParity(t *testing.T) { dbtest.Parity(t, modules...) }

func whole() authored.Draft {
	return authored.Draft{Article: "laddstolpe", Topic: "trafik", Board: "TN",
		SV: authored.Words{Owner: "Gatuenheten", Law: "Ellagen (1997:857)", Title: "Får jag sätta upp en laddstolpe?", Body: "Ja, på din egen tomt.\n\n## På gatan\nNej, inte på gatan.",
			Questions: "får man ha laddstolpe\nladda elbilen: hur då\n\n  laddbox vid huset  "}}
}

func TestDraftsAndVersions(t *testing.T) {
	dbtest.Each(t, modules, func(t *testing.T, db *dbx.DB) {
		ctx, now := t.Context(), noon
		clock := func() time.Time { return now }
		s := authored.NewStore(db, content.NewVersions(db, clock), clock)

		d, err := s.Save(ctx, whole())
		if err != nil {
			t.Fatal(err)
		}
		now = now.Add(time.Minute)
		d.Officer, d.SV.Title = "lena", "Laddstolpe"
		saved, err := s.Save(ctx, d)
		if err != nil {
			t.Fatal(err)
		}
		got, err := s.Draft(ctx, d.ID)
		if diff := cmp.Diff(saved, got, cmpopts.EquateEmpty()); diff != "" || err != nil {
			t.Error(err, diff)
		}
		if _, err := s.Save(ctx, d); !errors.Is(err, fault.Stale) {
			t.Errorf("save over another's: %v, want stale", err)
		}
		for id, want := range map[string]error{d.ID: fault.Stale, "nothing": fault.NotFound} {
			unseen := d
			unseen.ID, unseen.Version = id, 0
			if _, err := s.Save(ctx, unseen); !errors.Is(err, want) {
				t.Errorf("save of %s by who has seen no version: %v, want %v", id, err, want)
			}
		}

		revisions := func(want int) {
			t.Helper()
			if n, err := s.Revision(ctx); n != want || err != nil {
				t.Errorf("revision %d, %v, want %d", n, err, want)
			}
		}
		current := func(want ...string) {
			t.Helper()
			texts, _, err := authored.NewStore(db, content.NewVersions(db, clock), clock).Current(ctx)
			var got []string
			for _, text := range texts {
				got = append(got, string(text.Lang)+" "+text.ID+" "+string(text.Data))
			}
			if diff := cmp.Diff(want, got, cmpopts.EquateEmpty()); diff != "" || err != nil {
				t.Error(err, diff)
			}
		}
		text := func(lang locale.Lang, words string) knowledge.Text {
			return knowledge.Text{ID: "laddstolpe", Lang: lang, Data: []byte(words)}
		}
		revisions(0)
		if err := s.Publish(ctx, "laddstolpe", 0, "lena", d.ID, text(locale.SV, "ett"), text(locale.EN, "one")); err != nil {
			t.Fatal(err)
		}
		current("sv laddstolpe ett", "en laddstolpe one")
		if drafts, err := s.Drafts(ctx); len(drafts) != 0 || err != nil {
			t.Errorf("drafts %v, %v; what is published is no draft", drafts, err)
		}
		if err := s.Publish(ctx, "laddstolpe", 0, "siv", "", text(locale.SV, "annat")); !errors.Is(err, fault.Stale) {
			t.Errorf("publish over another's: %v, want stale", err)
		}
		if err := s.Publish(ctx, "laddstolpe", 7, "siv", "", text(locale.SV, "annat")); !errors.Is(err, fault.Stale) {
			t.Errorf("publish on what there is not: %v, want stale", err)
		}
		now = now.Add(time.Hour)
		if err := s.Publish(ctx, "laddstolpe", 1, "siv", "", text(locale.SV, "två")); err != nil {
			t.Fatal(err)
		}
		current("sv laddstolpe två")
		if err := s.Publish(ctx, "laddstolpe", 2, "siv", ""); err != nil { // withdrawn
			t.Fatal(err)
		}
		current()
		revisions(3)
		versions, err := s.Versions(ctx, "laddstolpe")
		want := []authored.Version{
			{Article: "laddstolpe", Number: 3, Officer: "siv", Made: now},
			{Article: "laddstolpe", Number: 2, SV: content.Sum([]byte("två")), Officer: "siv", Made: now},
			{Article: "laddstolpe", Number: 1, SV: content.Sum([]byte("ett")), EN: content.Sum([]byte("one")), Officer: "lena", Made: noon.Add(time.Minute)},
		}
		if diff := cmp.Diff(want, versions); diff != "" || err != nil {
			t.Error(err, diff)
		}
		if !versions[0].Withdraws() || versions[1].Withdraws() {
			t.Error("the newest withdraws, the one before does not")
		}
		if err := s.Discard(ctx, "nothing"); err != nil {
			t.Error(err)
		}
		if _, err := s.Draft(ctx, "nothing"); !errors.Is(err, fault.NotFound) {
			t.Errorf("draft that there is not: %v", err)
		}
	})
}

// load reads the program's articles once for all tests: a library is never changed.
var load = sync.OnceValues(func() (*knowledge.Library, []strict.Fault) {
	return knowledge.Load(knowledge.Articles(), knowledge.Options{Municipality: municipality.Default(), Today: today})
})

func library(t *testing.T) *knowledge.Library {
	t.Helper()
	l, faults := load()
	if len(faults) > 0 {
		t.Fatal(faults)
	}
	return l
}

// TestArticlesComeBackAsTheyWere makes drafts of all articles that the program carries, and files of those: they say the same, and nothing is wrong.
func TestArticlesComeBackAsTheyWere(t *testing.T) {
	l := library(t)
	for _, id := range l.IDs() {
		sv, en := l.Written(locale.SV, id), l.Written(locale.EN, id)
		d := authored.From(sv, en)
		texts := d.Texts(sv.Reviewed)
		back := l.With(texts)
		for i, tried := range l.Try(today, texts...) {
			if len(tried.Faults) > 0 {
				t.Errorf("%s: %v", id, tried.Faults)
			}
			got, want := *back.Written(texts[i].Lang, id), *l.Written(texts[i].Lang, id)
			got.Hash, got.Source = want.Hash, want.Source
			if reflect.DeepEqual(got, want) { // which is much quicker than to find no difference
				continue
			}
			if diff := cmp.Diff(want, got, cmpopts.EquateEmpty(), cmpopts.EquateComparable(civil.Date{})); diff != "" {
				t.Errorf("%s: -want +got:\n%s", id, diff)
			}
		}
		if t.Failed() {
			return
		}
	}
}

// Whatever is typed, the file says it: no line of a title, an owner or a question ends what it stands in.
func TestWhatIsTypedIsWhatIsRead(t *testing.T) {
	l := library(t)
	typed := rapid.StringMatching(`[A-Za-zåäö0-9 :#'"\\\[\]{}&*!|>%@,.?-]{1,24}`)
	rapid.Check(t, func(t *rapid.T) {
		d := whole()
		d.SV.Owner, d.SV.Title = "x"+typed.Draw(t, "owner"), typed.Draw(t, "title")+"x"
		got := l.With(d.Texts(today)).Written(locale.SV, "laddstolpe")
		if want := authored.Lines(d.SV.Owner)[0]; got.Owner != want {
			t.Fatalf("owner %q, want %q", got.Owner, want)
		}
		if want := authored.Lines(d.SV.Title)[0]; got.Title != want {
			t.Fatalf("title %q, want %q", got.Title, want)
		}
	})
}

func TestFaultsHaveTheirField(t *testing.T) {
	l := library(t)
	for _, tc := range []struct {
		name   string
		change func(*authored.Draft)
		want   []string
	}{
		{"nothing is wrong", func(*authored.Draft) {}, nil},
		{"no title", func(d *authored.Draft) { d.SV.Title = "" }, []string{"title"}},
		{"no board", func(d *authored.Draft) { d.Board = "" }, []string{"board"}},
		{"an id that cannot be", func(d *authored.Draft) { d.Article = "Ladd stolpe" }, []string{"id"}},
		{"a board that there is not", func(d *authored.Draft) { d.Board = "XX" }, []string{"board"}},
		{"a topic that there is not", func(d *authored.Draft) { d.Topic = "bilar" }, []string{"topic"}},
		{"few questions", func(d *authored.Draft) { d.SV.Questions = "en: två" }, []string{"questions"}},
		{"a broken link", func(d *authored.Draft) { d.SV.Body += "\n\n[Läs mer](article:laddsto)" }, []string{"body"}},
		{"an amount", func(d *authored.Draft) { d.SV.Body = "Det kostar 500 kr.\n" }, []string{"body"}},
		{"a long lead", func(d *authored.Draft) { d.SV.Body = "Ja. Nej. Kanske. Ibland." }, []string{"body"}},
		{"a day that is none", func(d *authored.Draft) { d.To = "snart" }, []string{"to"}},
		{"the end of the header in the title", func(d *authored.Draft) { d.SV.Title = "A\n---\nB" }, []string{}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			d := whole()
			tc.change(&d)
			texts := d.Texts(today)
			var got []string
			for _, f := range l.Try(today, texts...)[0].Faults {
				got = append(got, authored.FieldOf(texts[0].Data, f))
			}
			if diff := cmp.Diff(tc.want, got, cmpopts.EquateEmpty()); diff != "" {
				t.Errorf("-want +got:\n%s\n%s", diff, texts[0].Data)
			}
		})
	}
}
