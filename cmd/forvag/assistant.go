package main

import (
	"context"
	"encoding/json"
	"log/slog"
	"os"
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
	Gate    float64 `env:"FORVAG_ANSWER_GATE" default:"0.04" help:"How alike a question and a text must be for the text to be an answer, 0 to 1."`
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
other; what that uses is not counted in FORVAG_CHAT_BUDGET. The exit code is 1 where the file has a fault.`
}

// Run evaluates.
func (c *assistantEvalCmd) Run(ctx context.Context, out *console) error {
	contents, set, err := c.read(out)
	if err != nil {
		return err
	}
	plain := assistant.New(assistant.DefaultGuards(), c.Gate)
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

func (c *assistantEvalCmd) read(out *console) (assistant.Contents, assistant.AskedSet, error) {
	own, err := openFolder(c.Content)
	if err != nil {
		return assistant.Contents{}, assistant.AskedSet{}, err
	}
	all, err := own.load(time.Now)
	if err != nil {
		return assistant.Contents{}, assistant.AskedSet{}, err
	}
	set, wrong := assistant.Questions()
	if c.File != "" {
		data, err := os.ReadFile(c.File)
		if err != nil {
			return assistant.Contents{}, set, err
		}
		set, wrong = assistant.ReadQuestions(c.File, data)
	}
	if len(wrong) > 0 {
		for _, f := range wrong {
			out.printf("%s\n", f)
		}
		return assistant.Contents{}, set, exitCode{code: 1, words: count(len(wrong), "fault")}
	}
	return portal.NewSearchable(all.catalog, all.directory, all.municipality, all.library).Contents(civil.Today(time.Now)), set, nil
}

type assistantCalibrateCmd struct {
	assistantEvalCmd `embed:""`

	Answered float64 `default:"0.9" help:"Least share of the answerable questions that must get an answer."`
}

// Help stands under the command's flags.
func (assistantCalibrateCmd) Help() string {
	return `Set what it prints as gate in FORVAG_ANSWER_GATE. Ask your own residents' questions of your own texts: the program's are about what it carries.`
}

// Run calibrates.
func (c *assistantCalibrateCmd) Run(ctx context.Context, out *console) error {
	contents, set, err := c.read(out)
	if err != nil {
		return err
	}
	e, err := assistant.New(assistant.DefaultGuards(), 0).Calibrate(ctx, contents, set, c.Answered)
	if err != nil {
		return err
	}
	return printJSON(out, e)
}

func printJSON(out *console, v any) error {
	e := json.NewEncoder(out.out)
	e.SetIndent("", "  ")
	e.SetEscapeHTML(false)
	return e.Encode(v)
}
