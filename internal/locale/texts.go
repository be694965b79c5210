package locale

import (
	"bytes"
	"embed"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/goccy/go-yaml"

	"forvag/internal/civil"
)

//go:embed texts/*.yaml
var files embed.FS

// entry is one key's words.
type entry map[Lang]words

// words is a text, or its forms for one and for other numbers.
type words struct {
	one, other string
}

// UnmarshalYAML reads a text or {one, other}. It takes the decoder's function and not bytes, which the decoder would have to write out anew for
// each of some thousand texts.
func (w *words) UnmarshalYAML(decode func(any) error) error {
	if err := decode(&w.other); err == nil {
		w.one = w.other
		return nil
	}
	forms := map[string]string{}
	if err := decode(&forms); err != nil {
		return err
	}
	for form, text := range forms {
		switch form {
		case "one":
			w.one = text
		case "other":
			w.other = text
		default:
			return fmt.Errorf("unknown form %q", form)
		}
	}
	return nil
}

// texts reads all files once. They are embedded, so that a fault in them is the programmer's and a panic; the package's tests find it first.
var texts = sync.OnceValue(func() map[string]entry {
	all, err := load(files)
	if err != nil {
		panic(err)
	}
	return all
})

func load(from fs.FS) (map[string]entry, error) {
	names, err := fs.Glob(from, "texts/*.yaml")
	if err != nil {
		return nil, err
	}
	all := map[string]entry{}
	for _, name := range names {
		b, err := fs.ReadFile(from, name)
		if err != nil {
			return nil, err
		}
		area := map[string]entry{}
		if err := yaml.NewDecoder(bytes.NewReader(b)).Decode(&area); err != nil {
			return nil, fmt.Errorf("locale: %s: %w", path.Base(name), err)
		}
		for key, e := range area {
			if _, taken := all[key]; taken {
				return nil, fmt.Errorf("locale: %s: %s stands in another file too", path.Base(name), key)
			}
			for _, l := range Langs() {
				if e[l].one == "" || e[l].other == "" {
					return nil, fmt.Errorf("locale: %s: %s lacks words in %s", path.Base(name), key, l)
				}
			}
			if len(e) != len(Langs()) {
				return nil, fmt.Errorf("locale: %s: %s has a language that the program does not speak", path.Base(name), key)
			}
			all[key] = e
		}
	}
	return all, nil
}

// Has says whether there are words for key.
func Has(key string) bool {
	_, ok := texts()[key]
	return ok
}

// Keys returns every key, sorted.
func Keys() []string {
	keys := make([]string, 0, len(texts()))
	for key := range texts() {
		keys = append(keys, key)
	}
	slices.Sort(keys)
	return keys
}

// T returns the words for key with its arguments filled in. Whole numbers are grouped as Number does, a Text and a Key are shown in the same
// language, a civil.Date as Date writes it, everything else as fmt prints it. An unknown key is shown as ⟦key⟧, and a placeholder without
// argument as it stands, so that a mistake is seen and can be reported; the package's tests look for both.
func T(l Lang, key string, args ...any) string {
	e, ok := texts()[key]
	if !ok {
		return "⟦" + key + "⟧"
	}
	w, ok := e[l]
	if !ok {
		w = e[SV]
	}
	text := w.other
	if n, ok := count(args); ok && n == 1 {
		text = w.one
	}
	return fill(l, text, args)
}

// Key as an argument of T stands for another key's words in the same language.
type Key string

// count is the first whole number among args.
func count(args []any) (int64, bool) {
	for _, a := range args {
		switch n := a.(type) {
		case int:
			return int64(n), true
		case int64:
			return n, true
		}
	}
	return 0, false
}

func fill(l Lang, text string, args []any) string {
	if len(args) == 0 || !strings.Contains(text, "{") {
		return text
	}
	var b strings.Builder
	for {
		before, rest, found := strings.Cut(text, "{")
		b.WriteString(before)
		if !found {
			return b.String()
		}
		number, after, closed := strings.Cut(rest, "}")
		i, err := strconv.Atoi(number)
		if !closed || err != nil || i < 0 || i >= len(args) {
			b.WriteByte('{')
			text = rest
			continue
		}
		b.WriteString(show(l, args[i]))
		text = after
	}
}

func show(l Lang, arg any) string {
	switch v := arg.(type) {
	case string:
		return v
	case int:
		return Number(l, int64(v))
	case int64:
		return Number(l, v)
	case Text:
		return v.In(l)
	case Key:
		return T(l, string(v))
	case interface{ In(Lang) string }:
		return v.In(l)
	case civil.Date:
		return Date(l, v)
	default:
		return fmt.Sprint(v)
	}
}
