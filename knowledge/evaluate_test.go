package knowledge

import (
	"math"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"forvag/internal/locale"
)

func bench(corpus, queries, qrels string) fstest.MapFS {
	return fstest.MapFS{"corpus.jsonl": {Data: []byte(corpus)}, "queries.jsonl": {Data: []byte(queries)}, "qrels.tsv": {Data: []byte(qrels)}}
}

const (
	corpus  = `{"_id": "a", "title": "", "text": "Altan utan lov.", "metadata": {"category": "x"}}` + "\n" + `{"_id": "b", "text": "Soptunnan töms."}` + "\n"
	queries = `{"_id": "q1", "text": "bygga altan"}` + "\n" + `{"_id": "q2", "text": "töms sopor"}` + "\n" + `{"_id": "q3", "text": "ingen svarar"}` + "\n"
	qrels   = "query-id\tcorpus-id\tscore\nq1\ta\t1\nq2\tb\t1\nq2\ta\t0\n"
)

func TestEvaluate(t *testing.T) {
	b, err := ReadBenchmark(bench(corpus, queries, qrels))
	if err != nil {
		t.Fatal(err)
	}
	got, err := Evaluate(t.Context(), func(chunks []Chunk) (Index, error) { return NewMemory(chunks...), nil }, locale.SV, b)
	if err != nil {
		t.Fatal(err)
	}
	if got.Questions != 2 || got.Documents != 2 || got.NDCG10 != 1 || got.Recall1 != 1 || got.Baseline.NDCG10 != 1 || got.Difference != (Difference{}) {
		t.Errorf("got %+v", got)
	}
}

func TestReadBenchmarkRefuses(t *testing.T) {
	for _, tc := range []struct {
		name string
		fs   fstest.MapFS
		want string
	}{
		{"no corpus", fstest.MapFS{}, "corpus.jsonl"},
		{"no JSON", bench("{", queries, qrels), "corpus.jsonl:1"},
		{"twice", bench(corpus+corpus, queries, qrels), `corpus.jsonl:3: a document needs an _id of its own, not "a"`},
		{"unknown document", bench(corpus, queries, qrels+"q1\tc\t1\n"), `qrels.tsv:5: there is no document "c"`},
		{"no score", bench(corpus, queries, qrels+"q1\ta\tx\n"), `qrels.tsv:5: "x" is no score`},
		{"nothing is answered", bench(corpus, queries, "q9\ta\t1\n"), "no question is answered"},
	} {
		if _, err := ReadBenchmark(tc.fs); err == nil || !strings.Contains(err.Error(), tc.want) {
			t.Errorf("%s: %v, want %q", tc.name, err, tc.want)
		}
	}
}

func TestMeasuresByHand(t *testing.T) {
	ids := []string{"x", "a", "y", "b"}
	relevant := map[string]int{"a": 1, "b": 2}
	for name, pair := range map[string][2]float64{
		"ndcg":       {ndcg(ids, relevant), (1/math.Log2(3) + 2/math.Log2(5)) / (2 + 1/math.Log2(3))},
		"reciprocal": {reciprocal(ids, relevant), 0.5},
		"recall 1":   {recall(ids, relevant, 1), 0},
		"recall 5":   {recall(ids, relevant, 5), 1},
		"median":     {quantile([]float64{3, 1, 2}, 0.5), 2},
		"99th":       {quantile([]float64{3, 1, 2}, 0.99), 3},
	} {
		if math.Abs(pair[0]-pair[1]) > 1e-12 {
			t.Errorf("%s: got %v, want %v", name, pair[0], pair[1])
		}
	}
}

func TestDifferenceHasItsInterval(t *testing.T) {
	a, b := make([]float64, 200), make([]float64, 200)
	for i := range a {
		a[i] = float64(i%2) * 0.2
	}
	d := difference(a, b)
	// The standard error of the mean is 0.1/√200.
	if math.Abs(d.Mean-0.1) > 1e-9 || math.Abs(d.Low-(0.1-1.96*0.00707)) > 0.002 || math.Abs(d.High-(0.1+1.96*0.00707)) > 0.002 {
		t.Errorf("got %+v", d)
	}
	if d != difference(a, b) {
		t.Error("another run gives another interval")
	}
}

func TestCut(t *testing.T) {
	long := strings.Repeat("Det här är en mening med precis elva ord i sig. ", 14)
	var got []int
	whole := ""
	for _, c := range Cut("d", locale.SV, "Titel", long) {
		got = append(got, len(strings.Fields(c.Text)))
		whole += c.Text + " "
	}
	if diff := cmp.Diff([]int{55, 55, 44}, got); diff != "" || whole != long {
		t.Errorf("%s %q", diff, whole)
	}
	if got := Cut("d", locale.SV, "Titel", ""); len(got) != 0 {
		t.Errorf("of nothing: %v", got)
	}
}

func TestQuestionsAskForForms(t *testing.T) {
	for _, tc := range []struct {
		lang     locale.Lang
		question string
		want     answerForms
	}{
		{locale.SV, "Hur många barn går i förskolan?", hasAmount}, {locale.SV, "vad kostar det", hasAmount}, {locale.SV, "När öppnar ni?", hasTime},
		{locale.SV, "Hur lång tid tar det?", hasTime}, {locale.SV, "Varför avslog ni?", hasReason}, {locale.SV, "Vad är ett startbesked?", defines},
		{locale.SV, "Hur går det till?", tellsHow}, {locale.SV, "Får jag bygga?", saysYesOrNo}, {locale.SV, "altan", 0}, {locale.SV, "", 0},
		{locale.EN, "How much is it?", hasAmount}, {locale.EN, "When do you open?", hasTime}, {locale.EN, "Can I build?", saysYesOrNo},
	} {
		if got := kindOf(tc.lang, tc.question); got != tc.want {
			t.Errorf("%q: got %b, want %b", tc.question, got, tc.want)
		}
	}
	a := formsOf(locale.SV, "Ja, oftast. Du betalar 3 kronor.")
	if a.fit(saysYesOrNo) != 2*fitWeight || a.fit(hasAmount) != fitWeight || a.fit(hasReason) != 0 || a.fit(0) != 0 {
		t.Errorf("forms %b", a)
	}
}
