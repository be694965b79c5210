package main

import (
	"context"
	"encoding/json"
	"log/slog"
	"os"
	"path/filepath"
	"time"

	"forvag/assistant"
	"forvag/assistant/chat"
	"forvag/internal/civil"
	"forvag/portal"
)

type assistantCmd struct {
	Eval      assistantEvalCmd      `cmd:"" help:"Ask the assistant a set of questions, and print how it did, as JSON."`
	Calibrate assistantCalibrateCmd `cmd:"" help:"Find how sure the assistant must be to answer, on a set of questions, and print how it then does."`
}

type assistantEvalCmd struct {
	File    string  `arg:"" optional:"" type:"existingfile" help:"Questions in YAML. Without it, those that the program carries."`
	Gate    float64 `env:"FORVAG_ANSWER_GATE" placeholder:"0-1" help:"How sure it must be that a question can be answered for an article to be shown. Without it, as it was calibrated."`
	Content string  `env:"FORVAG_CONTENT" type:"existingdir" placeholder:"DIR" help:"The municipality's folder. Without it, what the program carries answers."`
	chat.Options
}

// Validate is called by the command-line parser.
func (c assistantEvalCmd) Validate() error { return c.Options.Validate() }

// Help stands under the command's flags.
func (assistantEvalCmd) Help() string {
	return `Each question says what a resident asks (ask, lang, topic, how) and what a right answer is (want: articles, services, or refuse with a cause). Answered is the
share of those that have an answer which got one, right the share that got a right one, and unanswerable_answered the share of the others that were
answered all the same. With FORVAG_CHAT_URL and FORVAG_CHAT_MODEL every question is asked once more with the language model taking part, one after the
other; what that uses is not counted in FORVAG_CHAT_BUDGET. The exit code is 1 where the file has a fault.

Half of the questions, by their words, are for learning and mending (development); what is to be expected of others stands under test, whose faults are not
listed. A question with seen: true is in the first half whatever its words.`
}

// Run evaluates.
func (c *assistantEvalCmd) Run(ctx context.Context, out *console) error {
	contents, judge, set, err := readQuestions(out, c.Content, c.File)
	if err != nil {
		return err
	}
	plain := assistant.New(assistant.DefaultGuards(), 0).Judging(judge, c.Gate)
	var result struct {
		assistant.Evaluation
		// WithModel is how it did with the language model; absent where there is none.
		WithModel *assistant.Evaluation `json:"with_model,omitempty"`
	}
	if result.Evaluation, err = plain.Evaluate(ctx, contents, set); err != nil {
		return err
	}
	if with := c.Model(plain, nil, nil, time.Now, slog.New(slog.NewTextHandler(out.err, nil))); with.HasModel() {
		e, err := with.Evaluate(ctx, contents, set)
		if err != nil {
			return err
		}
		result.WithModel = &e
	}
	return printJSON(out, result)
}

// readQuestions reads a set of questions, the program's own where the file is empty, with what is to answer them.
func readQuestions(out *console, folder, file string) (assistant.Contents, assistant.Judge, assistant.AskedSet, error) {
	fail := func(err error) (assistant.Contents, assistant.Judge, assistant.AskedSet, error) {
		return assistant.Contents{}, assistant.Judge{}, assistant.AskedSet{}, err
	}
	own, err := openFolder(folder)
	if err != nil {
		return fail(err)
	}
	all, err := own.load(time.Now)
	if err != nil {
		return fail(err)
	}
	set, wrong := assistant.Questions()
	if file != "" {
		data, err := os.ReadFile(file)
		if err != nil {
			return fail(err)
		}
		set, wrong = assistant.ReadQuestions(file, data)
	}
	if len(wrong) > 0 {
		for _, f := range wrong {
			out.printf("%s\n", f)
		}
		return fail(exitCode{code: 1, words: count(len(wrong), "fault")})
	}
	return portal.NewSearchable(all.catalog, all.directory, all.municipality, all.library).Contents(civil.Today(time.Now)), all.judge, set, nil
}

type assistantCalibrateCmd struct {
	File     string  `arg:"" optional:"" type:"existingfile" help:"Questions in YAML. Without it, those that the program carries."`
	Content  string  `env:"FORVAG_CONTENT" type:"existingdir" placeholder:"DIR" help:"The municipality's folder. Without it, what the program carries answers."`
	Answered float64 `default:"0.973" help:"Least share of the answerable questions learnt from that must get an answer: more than is asked of others, since these have been mended by."`
	Write    bool    `help:"Write what was learnt to assistant.yaml in the municipality's folder, by which the portal answers when it starts again."`
}

// Help stands under the command's flags.
func (assistantCalibrateCmd) Help() string {
	return `Learns which articles answer and which questions can be answered at all, and finds the gate: the least probability at which an article is shown.
It learns from the development half of the set. What is printed as cross_validated was judged, gate and all, by what had learnt from other questions of it
only, and test is the other half. Ask your own
residents' questions of your own texts: the program's are about what it carries. A couple of hundred are needed, with and without an answer.`
}

// Run calibrates.
func (c *assistantCalibrateCmd) Run(ctx context.Context, out *console) error {
	if c.Write && c.Content == "" {
		return exitCode{code: 1, words: "--write needs the municipality's folder: set FORVAG_CONTENT"}
	}
	contents, _, set, err := readQuestions(out, c.Content, c.File)
	if err != nil {
		return err
	}
	learnt, err := assistant.New(assistant.DefaultGuards(), 0).Calibrate(ctx, contents, set, c.Answered)
	if err != nil {
		return err
	}
	if c.Write {
		if err := os.WriteFile(filepath.Join(c.Content, assistant.JudgeFile), learnt.Judge.YAML(), 0o644); err != nil {
			return err
		}
	}
	return printJSON(out, learnt)
}

func printJSON(out *console, v any) error {
	e := json.NewEncoder(out.out)
	e.SetIndent("", "  ")
	e.SetEscapeHTML(false)
	return e.Encode(v)
}
