package main

import (
	"os"
	"slices"
	"time"

	"forvag/internal/civil"
	"forvag/internal/directory"
	"forvag/internal/search"
	"forvag/portal"
)

type searchCmd struct {
	Eval searchEvalCmd `cmd:"" help:"Search for what residents say, and print how often they find it, as JSON."`
}

type searchEvalCmd struct {
	File    string `arg:"" optional:"" type:"existingfile" help:"Phrasings in YAML. Without it, those that the program carries."`
	Content string `env:"FORVAG_CONTENT" type:"existingdir" placeholder:"DIR" help:"The municipality's folder. Without it, what the program carries is searched."`
}

// Help stands under the command's flags.
func (searchEvalCmd) Help() string {
	return `Each phrasing says what a resident might write (say), how it is said (how: spoken, misspelt, compound, formal or english), and the services of which one
should be among the first three results (want). A hash of the words puts each in one of two halves: development, whose misses are printed and may be
mended, and test, which only measures. The exit code is 1 where the file has a fault.`
}

// Run evaluates.
func (c *searchEvalCmd) Run(out *console) error {
	own, err := openFolder(c.Content)
	if err != nil {
		return err
	}
	all, err := own.load(time.Now)
	if err != nil {
		return err
	}
	file := portal.Phrasings()
	if c.File != "" {
		data, err := os.ReadFile(c.File)
		if err != nil {
			return err
		}
		file = directory.File{Name: c.File, Data: data}
	}
	services := ids(all.catalog.Services())
	known := services
	if c.File == "" {
		known = nil // the program's may want what the municipality does not have
	}
	set, wrong := search.ReadPhrasings(file.Name, file.Data, known)
	if len(wrong) > 0 {
		for _, f := range wrong {
			out.printf("%s\n", f)
		}
		return exitCode{code: 1, words: count(len(wrong), "fault")}
	}
	set.Phrasings = slices.DeleteFunc(set.Phrasings, func(p search.Phrasing) bool {
		return !slices.ContainsFunc(p.Want, func(id string) bool { return slices.Contains(services, id) })
	})
	report := portal.NewSearchable(all.catalog, all.directory, all.municipality, all.library).On(civil.Today(time.Now)).Evaluate(set)
	return printJSON(out, report)
}
