package main

import (
	"io/fs"
	"maps"
	"slices"
	"strings"
)

// todo are the settings that remain to decide, by what they are decided for.
type todo struct {
	service bool
	// by is the e-service, else the article or rule, that the settings are listed under: the first that uses them.
	by       string
	settings []usedSetting
}

// todos group the settings that remain: under e-services first, and under articles and rules what no e-service uses. Each setting stands once.
func (u unready) todos(services []string) []todo {
	groups := map[string]*todo{}
	for _, s := range u.invented {
		by, service := s.by[0], false
		if i := slices.IndexFunc(s.by, func(name string) bool { return slices.Contains(services, name) }); i >= 0 {
			by, service = s.by[i], true
		}
		if groups[by] == nil {
			groups[by] = &todo{service: service, by: by}
		}
		groups[by].settings = append(groups[by].settings, s)
	}
	var out []todo
	for _, service := range []bool{true, false} {
		for _, by := range slices.Sorted(maps.Keys(groups)) {
			if groups[by].service == service {
				out = append(out, *groups[by])
			}
		}
	}
	return out
}

// printTodo prints what remains to decide, to be gone through one e-service at a time with those who answer for it.
func (f folder) printTodo(out *console, left unready) error {
	m, _, err := f.municipality()
	if err != nil {
		return err
	}
	services, err := f.services(m)
	if err != nil {
		return err
	}
	files, err := fs.Glob(services, "*.yaml")
	if err != nil {
		return err
	}
	ids := make([]string, len(files))
	for i, file := range files {
		ids[i] = idOf(file)
	}
	if len(left.invented) == 0 {
		out.printf("No local setting that something uses remains to decide.\n")
		return nil
	}
	out.printf("%s to decide. Leave out what you do not have (services: {without: [...]}, articles and rules likewise), and a setting goes when nothing uses it.\n",
		count(len(left.invented), "local setting"))
	for _, t := range left.todos(ids) {
		what := "article or rule"
		if t.service {
			what = "service"
		}
		out.printf("\n%s (%s): %d to decide\n", t.by, what, len(t.settings))
		for _, s := range t.settings {
			also := slices.DeleteFunc(slices.Clone(s.by), func(name string) bool { return name == t.by })
			line := "  " + s.Name + "  " + place(s.Fault)
			if len(also) > 0 {
				line += "  also " + shortened(also)
			}
			out.printf("%s\n", strings.TrimRight(line, " "))
		}
	}
	return nil
}
