package main

import (
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"
	"time"

	"github.com/goccy/go-yaml"

	"forvag/internal/civil"
	"forvag/internal/content"
	"forvag/internal/municipality"
	"forvag/internal/search"
	"forvag/internal/strict"
	"forvag/knowledge"
	"forvag/lifeevents"
	"forvag/portal"
)

// needed are services that no portal can be without, and why.
var needed = map[string]string{
	"synpunkt": "it takes reports about the portal's accessibility, which there must be a way to give (lag 2018:1937, 13 §)",
}

// carrying is a kind of content that the program carries, and what of it the municipality does not have.
type carrying struct {
	key, thing string
	files      fs.FS
	pattern    string
	municipality.Carried
}

func carryings(m *municipality.Municipality) []carrying {
	return []carrying{
		{servicesFolder, "service", portal.Services(), "*.yaml", m.Services},
		{situationsFolder, "situation", portal.Situations(), "*.yaml", m.Situations},
		{articlesFolder, "article", knowledge.Articles(), "*/*.md", m.Articles},
		{rulesFolder, "rule", lifeevents.Files(), "*.yaml", m.Rules},
	}
}

// hiddenFaults are what is wrong with what the municipality says that it does not have: what the program does not carry, what the folder replaces, and
// what something else cannot be without.
func (f folder) hiddenFaults(m *municipality.Municipality) ([]strict.Fault, error) {
	var found []strict.Fault
	for _, c := range carryings(m) {
		if len(c.Without) == 0 {
			continue
		}
		files, err := fs.Glob(c.files, c.pattern)
		if err != nil {
			return nil, err
		}
		var known []string
		for _, file := range files {
			known = append(known, idOf(file))
		}
		for i, id := range c.Without {
			words, err := f.cannotHide(m, c, id, known)
			if err != nil {
				return nil, err
			}
			if words == "" {
				continue
			}
			fault, err := f.inMunicipality(fmt.Sprintf("%s.without[%d]", c.key, i), words)
			if err != nil {
				return nil, err
			}
			found = append(found, fault...)
		}
	}
	return found, nil
}

// cannotHide says why the municipality cannot do without something that the program carries; empty where it can.
func (f folder) cannotHide(m *municipality.Municipality, c carrying, id string, known []string) (string, error) {
	if !slices.Contains(known, id) {
		return fmt.Sprintf("the program carries no %s %q%s", c.thing, id, strict.Suggest(id, known)), nil
	}
	for _, file := range []string{id + ".yaml", "sv/" + id + ".md", "en/" + id + ".md"} {
		if f.has(path.Join(c.key, file)) {
			return fmt.Sprintf("%s replaces the program's %s: leave one of them out", f.name(path.Join(c.key, file)), c.thing), nil
		}
	}
	if c.key != servicesFolder {
		return "", nil
	}
	if why := needed[id]; why != "" {
		return fmt.Sprintf("no portal can be without %s: %s. A file services/%s.yaml of your own replaces it", id, why, id), nil
	}
	files, err := f.services(m)
	if err != nil {
		return "", err
	}
	openers, err := opening(files, id)
	if len(openers) == 0 || err != nil {
		return "", err
	}
	return fmt.Sprintf("%s opens cases of %s: leave it out too, or write a services/%s.yaml of your own that does not", strings.Join(openers, " and "), id, openers[0]), nil
}

// opening are the services that open cases of another.
func opening(services fs.FS, id string) ([]string, error) {
	files, err := fs.Glob(services, "*.yaml")
	if err != nil {
		return nil, err
	}
	var all []string
	for _, file := range files {
		data, err := fs.ReadFile(services, file)
		if err != nil {
			return nil, err
		}
		var s struct {
			Opens []struct{ Service string }
		}
		if err := yaml.Unmarshal(data, &s); err != nil {
			continue // which is told of by itself
		}
		for _, o := range s.Opens {
			if o.Service == id {
				all = append(all, idOf(file))
			}
		}
	}
	return all, nil
}

// inMunicipality is a fault at a key of kommun.yaml.
func (f folder) inMunicipality(key, words string) ([]strict.Fault, error) {
	data, err := fs.ReadFile(f, municipality.File)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", f.name(municipality.File), err)
	}
	return municipality.Faultf(f.name(municipality.File), data, key, "%s", words), nil
}

// hiddenNotes tell what still points at services that the municipality does not have, and is left out or leads nowhere for it.
func (f folder) hiddenNotes(m *municipality.Municipality, clock func() time.Time) ([]string, error) {
	if len(m.Services.Without) == 0 {
		return nil, nil
	}
	c, err := f.load(clock)
	var wrong faults
	if errors.As(err, &wrong) {
		return nil, nil // which are told of by themselves
	}
	if err != nil {
		return nil, err
	}
	leading, err := c.leading(clock)
	if err != nil {
		return nil, err
	}
	var notes []string
	for _, id := range m.Services.Without {
		left, err := f.leftOut(c, id)
		if err != nil {
			return nil, err
		}
		for _, words := range append(left, leading[id]...) {
			notes = append(notes, fmt.Sprintf("%s: services.without: %s: %s", f.name(municipality.File), id, words))
		}
	}
	return notes, nil
}

// leftOut is what of the program's articles, rules and situations names a service that the municipality does not have.
func (f folder) leftOut(c *contents, id string) ([]string, error) {
	var notes []string
	say := func(format string, args ...any) { notes = append(notes, fmt.Sprintf(format, args...)) }
	for _, flag := range c.library.On(civil.Today(time.Now)).Flags {
		if flag.Kind == knowledge.Lacks && flag.Article.Lang == "sv" && strings.Contains(flag.What, fmt.Sprintf("%q", id)) {
			say("the article %s is not shown, since it sends residents there; write one of your own, articles/sv/%[1]s.md, or leave it out under articles", flag.Article.ID)
		}
	}
	rules, err := named(content.Without(lifeevents.Files(), func(file string) bool {
		return slices.Contains(c.municipality.Rules.Without, idOf(file)) || c.rules.Rule(idOf(file)) != nil
	}), id)
	if err != nil {
		return nil, err
	}
	for _, rule := range rules {
		say("the rule %s is not run, since it offers it; write one of your own, rules/%[1]s.yaml, or leave it out under rules", rule)
	}
	situations, err := named(content.Without(portal.Situations(), func(file string) bool {
		return slices.Contains(c.municipality.Situations.Without, idOf(file)) || f.has(path.Join(situationsFolder, file))
	}), id)
	if err != nil {
		return nil, err
	}
	for _, s := range situations {
		say("the life situation %s names it, without a link now; see that the words hold, or write a situations/%[1]s.yaml of your own", s)
	}
	return notes, nil
}

// named are the files that name a service under service or services.
func named(files fs.FS, service string) ([]string, error) {
	all, err := fs.Glob(files, "*.yaml")
	if err != nil {
		return nil, err
	}
	var found []string
	for _, file := range all {
		data, err := fs.ReadFile(files, file)
		if err != nil {
			return nil, err
		}
		var tree any
		if err := yaml.Unmarshal(data, &tree); err == nil && names(tree, service) {
			found = append(found, idOf(file))
		}
	}
	return found, nil
}

// names tells whether a YAML tree says the service's id under service or services anywhere.
func names(tree any, service string) bool {
	switch t := tree.(type) {
	case map[string]any:
		for key, value := range t {
			if list, ok := value.([]any); ok && key == "services" && slices.Contains(list, any(service)) || key == "service" && value == service || names(value, service) {
				return true
			}
		}
	case []any:
		return slices.ContainsFunc(t, func(part any) bool { return names(part, service) })
	}
	return false
}

// leading says, by service that the municipality does not have, what residents who look for it now find.
func (c *contents) leading(clock func() time.Time) (map[string][]string, error) {
	without := c.municipality.Services.Without
	file := portal.Phrasings()
	set, wrong := search.ReadPhrasings(file.Name, file.Data, nil)
	if len(wrong) > 0 {
		return nil, faults(wrong)
	}
	index := portal.NewSearchable(c.catalog, c.directory, c.municipality, c.library).On(civil.Today(clock))
	nowhere, elsewhere := map[string][]string{}, map[string][]string{}
	for _, p := range set.Phrasings {
		if slices.ContainsFunc(p.Want, func(id string) bool { return !slices.Contains(without, id) }) {
			continue
		}
		words := fmt.Sprintf("%q", p.Say)
		if found := index.Search(p.Lang(), p.Say).Best(); len(found) == 0 {
			nowhere[p.Want[0]] = append(nowhere[p.Want[0]], words)
		} else {
			elsewhere[p.Want[0]] = append(elsewhere[p.Want[0]], words)
		}
	}
	told := map[string][]string{}
	for id, all := range nowhere {
		told[id] = append(told[id], fmt.Sprintf("who searches for %s finds nothing; write an article or a link that tells where to turn", strings.Join(all, ", ")))
	}
	for id, all := range elsewhere {
		told[id] = append(told[id], fmt.Sprintf("who searches for %s finds something else; see what, and write an article or a link that tells where to turn", strings.Join(all, ", ")))
	}
	return told, nil
}
