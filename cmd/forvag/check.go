package main

import (
	"fmt"
	"io/fs"
	"slices"
	"strings"
	"time"

	"forvag/internal/catalog"
	"forvag/internal/directory"
	"forvag/internal/municipality"
	"forvag/internal/strict"
	"forvag/knowledge"
	"forvag/lifeevents"
	"forvag/portal"
)

type checkCmd struct {
	Dir    string `arg:"" optional:"" type:"existingdir" help:"The municipality's folder. Without it, what the program carries is checked."`
	Ready  bool   `help:"Count what kommun.yaml still lacks as faults: the last check before residents come."`
	All    bool   `help:"List each local setting whose value is made up, with the value and what uses it, rather than how many there are."`
	Todo   bool   `help:"List the local settings that remain to decide, under the e-service, article or rule that uses them."`
	Report bool   `help:"Tell how every service and article reads: LIX in each language, how complete it is, the texts that are hard, and articles not used."`
}

// Help stands under the command's flags.
func (checkCmd) Help() string {
	return `Reads kommun.yaml, services/*.yaml, links.yaml, situations/*.yaml, articles/<lang>/*.md, messages/<lang>/*.yaml, rules/*.yaml and brand/ as the portal would,
with what the program carries beneath, and runs every example.
Each fault is one line on standard output, file:line:column: words. The exit code is 1 where there is any. What is no fault, but keeps kommun.yaml from
being used in earnest, is a warning on standard error: first what keeps serve closed, such as a value that nobody has filled in, then the rest, such as a board
that nobody serves. Local settings whose values are made up are one line, and one each with --all. A file that nothing reads is a note there. Warnings
leave the exit code at 0, but for --ready, which makes it 1. The examples of services that the program carries are run for Almby, whose settings they are written for.

  forvag check --todo min-kommun       also lists what remains to decide, one e-service at a time
  forvag check --report min-kommun     also lists LIX and how complete each service is in each language, and articles`
}

// Run checks a folder.
func (c *checkCmd) Run(out *console) error {
	own, err := openFolder(c.Dir)
	if err != nil {
		return err
	}
	found, counted, err := own.check(time.Now)
	if err != nil {
		return err
	}
	for _, f := range found {
		out.printf("%s\n", f)
	}
	if c.Report {
		if err := own.report(out); err != nil {
			return err
		}
	}
	notes, err := own.notes()
	if err != nil {
		return err
	}
	for _, n := range notes {
		fmt.Fprintf(out.err, "note: %s\n", n)
	}
	remarks, err := own.remarks()
	if err != nil {
		return err
	}
	remarks = append(remarks, counted.uncleared...)
	left, err := own.unready()
	if err != nil {
		return err
	}
	if c.Todo {
		if err := own.printTodo(out, left); err != nil {
			return err
		}
	}
	warn(out, left, remarks, c.All)
	if len(found) > 0 {
		return exitCode{code: 1, words: count(len(found), "fault")}
	}
	if c.Ready && len(remarks) > 0 {
		return exitCode{code: 1, words: "no faults, but not ready: " + count(len(remarks), "warning")}
	}
	unfinished := ""
	if len(remarks) > 0 {
		unfinished = ", " + count(len(remarks), "warning")
	}
	out.printf("%s, %s, %s, no faults%s\n", count(counted.services, "service"), count(counted.articles, "article"), count(counted.rules, "rule"), unfinished)
	return nil
}

// count is a number of things, in words: "1 fault", "2 faults".
func count(n int, thing string) string {
	if n != 1 {
		thing += "s"
	}
	return fmt.Sprintf("%d %s", n, thing)
}

// counted is how much was checked, and whom the staff keeps waiting.
type counted struct {
	services, articles, rules int
	uncleared                 []strict.Fault
}

// check finds everything that is wrong with the content, examples and misplaced files too, in the order of files and lines, and counts it.
func (f folder) check(clock func() time.Time) ([]strict.Fault, counted, error) {
	m, found, err := f.municipality()
	if err != nil {
		return nil, counted{}, err
	}
	services, err := f.services(m)
	if err != nil {
		return nil, counted{}, err
	}
	files, err := fs.Glob(services, "*.yaml")
	if err != nil {
		return nil, counted{}, err
	}
	strays, err := f.strays()
	if err != nil {
		return nil, counted{}, err
	}
	look, err := f.lookFaults(m)
	if err != nil {
		return nil, counted{}, err
	}
	hidden, err := f.hiddenFaults(m)
	if err != nil {
		return nil, counted{}, err
	}
	sources, err := f.directory(m)
	if err != nil {
		return nil, counted{}, err
	}
	articles, err := f.articles(m)
	if err != nil {
		return nil, counted{}, err
	}
	texts, err := fs.Glob(articles, "*/*.md")
	if err != nil {
		return nil, counted{}, err
	}
	names := make([]string, len(files))
	for i, file := range files {
		names[i] = strings.TrimSuffix(file, ".yaml")
	}
	pointed := directory.Check(sources, f.directoryOptions(names))
	cat, _ := catalog.Load(services, options(m, clock)) // nil where there are faults, which are told anyhow
	if cat != nil {
		asked, err := f.enquiries(m, cat)
		if err != nil {
			return nil, counted{}, err
		}
		found = append(found, asked...)
	}
	dir, _ := directory.Load(sources, f.directoryOptions(names))
	alone, _, err := f.languages(articles)
	if err != nil {
		return nil, counted{}, err
	}
	written := slices.Concat(knowledge.Check(articles, f.articleOptions(m, cat, dir, clock)), alone)
	rules, err := f.rules(m)
	if err != nil {
		return nil, counted{}, err
	}
	events, err := fs.Glob(rules, "*.yaml")
	if err != nil {
		return nil, counted{}, err
	}
	_, told, err := f.texts()
	if err != nil {
		return nil, counted{}, err
	}
	checking := options(m, clock)
	if f.has(municipality.File) {
		checking.Proven = func(file string, data []byte) bool { return isOurs(portal.Services(), file, data) }
	}
	ruled := lifeevents.Check(rules, f.ruleOptions(m, cat, dir, texts))
	found = slices.Concat(found, strays, look, hidden, told, f.inFolder(servicesFolder, catalog.Check(services, checking)), f.inFolder(situationsFolder, pointed),
		f.inFolder(articlesFolder, written), f.inFolder(rulesFolder, ruled))
	all := counted{services: len(files), articles: len(texts), rules: len(events)}
	if cat != nil {
		all.uncleared = uncleared(f.name(municipality.File), m, cat)
	}
	return strict.Sort(found), all, nil
}

// faults are everything that is wrong with a municipality's content.
type faults []strict.Fault

// Error is one line for each fault, after one that says how many.
func (f faults) Error() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s in the municipality's folder", count(len(f), "fault"))
	for _, fault := range f {
		b.WriteString("\n" + fault.String())
	}
	return b.String()
}
