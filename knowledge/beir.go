package knowledge

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io/fs"
	"strconv"
	"strings"

	"forvag/internal/locale"
)

// Benchmark is questions with the documents that answer them, in the layout of BEIR (Thakur and others, 2021).
type Benchmark struct {
	Documents []BenchmarkDocument
	Questions []BenchmarkQuestion
}

// BenchmarkDocument is a line of corpus.jsonl. What else stands there, such as metadata, is not read.
type BenchmarkDocument struct {
	ID    string `json:"_id"`
	Title string `json:"title"`
	Text  string `json:"text"`
}

// BenchmarkQuestion is a line of queries.jsonl, with what qrels.tsv says of it.
type BenchmarkQuestion struct {
	ID   string `json:"_id"`
	Text string `json:"text"`
	// Relevant are the documents that answer it, with how well; only those that do.
	Relevant map[string]int `json:"-"`
}

// ReadBenchmark reads corpus.jsonl, queries.jsonl and qrels.tsv, the last also where it stands as qrels/test.tsv or qrels/dev.tsv. Questions that
// nothing answers are left out.
func ReadBenchmark(fsys fs.FS) (*Benchmark, error) {
	b := &Benchmark{}
	known := map[string]bool{}
	err := eachLine(fsys, "corpus.jsonl", func(line []byte) error {
		var d BenchmarkDocument
		if err := json.Unmarshal(line, &d); err != nil {
			return err
		}
		if d.ID == "" || known[d.ID] {
			return fmt.Errorf("a document needs an _id of its own, not %q", d.ID)
		}
		known[d.ID] = true
		b.Documents = append(b.Documents, d)
		return nil
	})
	if err != nil {
		return nil, err
	}
	relevant, err := readRelevant(fsys, known)
	if err != nil {
		return nil, err
	}
	err = eachLine(fsys, "queries.jsonl", func(line []byte) error {
		var q BenchmarkQuestion
		if err := json.Unmarshal(line, &q); err != nil {
			return err
		}
		if q.Relevant = relevant[q.ID]; len(q.Relevant) > 0 {
			b.Questions = append(b.Questions, q)
		}
		return nil
	})
	if err == nil && len(b.Questions) == 0 {
		err = fmt.Errorf("queries.jsonl: no question is answered by any document")
	}
	return b, err
}

// readRelevant reads which documents answer which questions.
func readRelevant(fsys fs.FS, known map[string]bool) (map[string]map[string]int, error) {
	name := "qrels.tsv"
	for _, other := range []string{"qrels/test.tsv", "qrels/dev.tsv"} {
		if _, err := fs.Stat(fsys, name); err == nil {
			break
		}
		name = other
	}
	out := map[string]map[string]int{}
	err := eachLine(fsys, name, func(line []byte) error {
		cells := strings.Split(string(line), "\t")
		if len(cells) < 3 || cells[0] == "query-id" {
			return nil
		}
		score, err := strconv.Atoi(strings.TrimSpace(cells[2]))
		if err != nil {
			return fmt.Errorf("%q is no score", cells[2])
		}
		if !known[cells[1]] {
			return fmt.Errorf("there is no document %q", cells[1])
		}
		if score > 0 {
			if out[cells[0]] == nil {
				out[cells[0]] = map[string]int{}
			}
			out[cells[0]][cells[1]] = score
		}
		return nil
	})
	return out, err
}

// maxLine is the most bytes of a line.
const maxLine = 4 << 20

func eachLine(fsys fs.FS, name string, read func(line []byte) error) error {
	file, err := fsys.Open(name)
	if err != nil {
		return err
	}
	defer file.Close()
	lines := bufio.NewScanner(file)
	lines.Buffer(nil, maxLine)
	for n := 1; lines.Scan(); n++ {
		line := bytes.TrimSpace(lines.Bytes())
		if len(line) == 0 {
			continue
		}
		if err := read(line); err != nil {
			return fmt.Errorf("%s:%d: %w", name, n, err)
		}
	}
	if err := lines.Err(); err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	return nil
}

// passageWords is about how many words a passage has that a text without headings is cut into.
const passageWords = 60

// Cut makes a text without headings into chunks: passages of whole sentences.
func Cut(document string, lang locale.Lang, title, text string) []Chunk {
	var out []Chunk
	add := func(passage string) {
		if passage = strings.TrimSpace(passage); passage != "" {
			out = append(out, Chunk{ID: document + "#" + strconv.Itoa(len(out)), Document: document, Lang: lang, Title: title, Text: passage})
		}
	}
	from, last := 0, 0
	for _, end := range SentenceEnds(text) {
		if n := len(strings.Fields(text[from:end])); n > passageWords && last > from {
			add(text[from:last])
			from = last
		}
		last = end
	}
	add(text[from:])
	return out
}
