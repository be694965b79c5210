package main

import (
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"path"
	"regexp"
	"slices"
	"strings"

	"forvag/internal/municipality"
	"forvag/internal/strict"
)

// unready is what keeps a portal closed that is to be used in earnest.
type unready struct {
	// blank are values that residents would read as "fill in", and nobodys a code or an organisation number that is no municipality's.
	blank, nobodys []strict.Fault
	// invented are local settings with values that nobody has decided and that something of the portal uses.
	invented []usedSetting
	// idle are those that nothing uses.
	idle []municipality.Invented
}

// usedSetting is an invented setting with what uses it, such as bygglov and tomtkarta, by name.
type usedSetting struct {
	municipality.Invented
	by []string
}

// none says whether nothing keeps the portal closed.
func (u unready) none() bool { return len(u.blank)+len(u.nobodys)+len(u.invented) == 0 }

// unready finds what keeps the portal closed; nothing where the folder has no kommun.yaml.
func (f folder) unready() (u unready, err error) {
	if u.blank, err = f.unfinished(); err != nil {
		return u, err
	}
	if u.nobodys, err = f.through(municipality.Nobody); err != nil {
		return u, err
	}
	invented, err := lookThrough(f, municipality.Undecided)
	if err != nil || len(invented) == 0 {
		return u, err
	}
	uses, err := f.uses()
	if err != nil {
		return u, err
	}
	for _, s := range invented {
		if by := uses[s.Name]; len(by) > 0 {
			u.invented = append(u.invented, usedSetting{s, slices.Sorted(maps.Keys(by))})
		} else {
			u.idle = append(u.idle, s)
		}
	}
	return u, nil
}

// closed is why the portal does not open; nil where it does.
func (f folder) closed() error {
	u, err := f.unready()
	if err != nil || u.none() {
		return err
	}
	var b strings.Builder
	b.WriteString("the portal is not opened")
	if len(u.blank) > 0 {
		fmt.Fprintf(&b, ": residents would read %q in %s of kommun.yaml", municipality.ToFillIn, count(len(u.blank), "value"))
	}
	b.WriteString(". Fill in what is listed, or set FORVAG_UNFINISHED=true to try the portal where no resident comes")
	for _, f := range slices.Concat(u.blank, u.nobodys) {
		b.WriteString("\n" + f.String())
	}
	for _, f := range made(u, false) {
		b.WriteString("\n" + f.String())
	}
	return errors.New(b.String())
}

// made tells of all invented settings that are used; there is one at least.
func (u unready) made() string {
	const first = 4
	var some []string
	for _, s := range u.invented[:min(first, len(u.invented))] {
		some = append(some, s.Name)
	}
	if more := len(u.invented) - len(some); more > 0 {
		some = append(some, fmt.Sprintf("and %d more", more))
	}
	return fmt.Sprintf("%s made up, and residents would read or be judged by it: %s. Set each to what your boards have decided, and say who in decided; "+
		"forvag check --all lists each, with its value and what uses it", areMade(len(u.invented)), strings.Join(some, ", "))
}

func areMade(n int) string {
	if n == 1 {
		return "1 local setting is"
	}
	return fmt.Sprintf("%d local settings are", n)
}

// settingName is what may be the name of a setting, in a file that uses it.
var settingName = regexp.MustCompile(`[a-z][a-z0-9_]*`)

// uses are the names that stand in the e-services, articles and rules that the municipality has, with the files that they stand in: at least every setting that one uses.
func (f folder) uses() (map[string]map[string]bool, error) {
	m, _, err := f.municipality()
	if err != nil {
		return nil, err
	}
	uses := map[string]map[string]bool{}
	for _, read := range []func(*municipality.Municipality) (fs.FS, error){f.services, f.articles, f.rules} {
		files, err := read(m)
		if err != nil {
			return nil, err
		}
		if err := fs.WalkDir(files, ".", func(name string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() {
				return err
			}
			data, err := fs.ReadFile(files, name)
			if err != nil {
				return err
			}
			by := strings.TrimSuffix(path.Base(name), path.Ext(name))
			for _, word := range settingName.FindAllString(string(data), -1) {
				if uses[word] == nil {
					uses[word] = map[string]bool{}
				}
				uses[word][by] = true
			}
			return nil
		}); err != nil {
			return nil, err
		}
	}
	return uses, nil
}
