package main

import (
	"context"
	"errors"
	"log/slog"
	"os"
	"path/filepath"
	"time"

	"forvag/internal/content"
	"forvag/internal/dbx"
	"forvag/internal/locale"
	"forvag/knowledge"
	"forvag/knowledge/authored"
)

type knowledgeCmd struct {
	Eval   knowledgeEvalCmd   `cmd:"" help:"Ask the index a benchmark's questions, and print how well it answers beside a plain baseline, as JSON."`
	Export knowledgeExportCmd `cmd:"" help:"Write the articles that staff have published in the desk as files of the municipality's folder."`
}

type knowledgeEvalCmd struct {
	Dir  string      `arg:"" type:"existingdir" help:"A folder in the layout of BEIR: corpus.jsonl, queries.jsonl and qrels.tsv."`
	Lang locale.Lang `enum:"sv,en" default:"sv" help:"The language of the texts: sv or en."`
	knowledge.Embedding
}

// Help stands under the command's flags.
func (knowledgeEvalCmd) Help() string {
	return `Titles and texts of the corpus are put into an empty index, as articles are, and every question is asked. Nothing needs to be configured, and no metadata
is read. The baseline is BM25 over character 3-5-grams, in the same run; the difference in nDCG@10 has its 95 % interval by a paired bootstrap.
With FORVAG_EMBED_URL and FORVAG_EMBED_MODEL the index finds by meaning too.`
}

// Validate is called by the command-line parser.
func (c knowledgeEvalCmd) Validate() error { return c.Embedding.Validate() }

// Run evaluates.
func (c *knowledgeEvalCmd) Run(ctx context.Context, out *console) (err error) {
	b, err := knowledge.ReadBenchmark(os.DirFS(c.Dir))
	if err != nil {
		return err
	}
	dir, err := os.MkdirTemp("", "forvag-eval-")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	db, err := dbx.Open(ctx, "sqlite:"+filepath.Join(dir, "vectors.db"))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	if err := dbx.Migrate(ctx, db, knowledge.Module); err != nil {
		return err
	}
	result, err := knowledge.Evaluate(ctx, func(chunks []knowledge.Chunk) (knowledge.Index, error) {
		x, _ := c.Index(ctx, db, chunks, time.Now, slog.New(slog.NewTextHandler(out.err, nil)))
		if h, ok := x.(*knowledge.Hybrid); ok {
			return h, h.Embed(ctx)
		}
		return x, nil
	}, c.Lang, b)
	if err != nil {
		return err
	}
	return printJSON(out, result)
}

type knowledgeExportCmd struct {
	storage
	Dir string `arg:"" type:"path" help:"The municipality's folder. The articles come as articles/LANG/ID.md in it."`
}

// Help stands under the command's flags.
func (knowledgeExportCmd) Help() string {
	return `Writes what holds now of the articles that staff have written in the desk, over files of the same name, so that they can be kept with the rest and looked
through as the rest is. What is withdrawn is not written, and no file is removed. In the desk the articles stay as they are: a text is "written here" as long as it
says something else than its file.`
}

// Run writes the files.
func (c *knowledgeExportCmd) Run(ctx context.Context, out *console) error {
	db, err := c.existing(ctx)
	if err != nil {
		return err
	}
	defer db.Close()
	texts, _, err := authored.NewStore(db, content.NewVersions(db, time.Now), time.Now).Current(ctx)
	if err != nil {
		return err
	}
	for _, t := range texts {
		dir := filepath.Join(c.Dir, articlesFolder, string(t.Lang))
		if err := os.MkdirAll(dir, 0o755); err != nil {
			return err
		}
		path := filepath.Join(dir, t.ID+".md")
		if err := os.WriteFile(path, t.Data, 0o644); err != nil {
			return err
		}
		out.printf("%s\n", path)
	}
	out.printf("%s\n", count(len(texts), "file"))
	return nil
}
