package catalog

import (
	"cmp"
	"maps"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"unicode/utf8"

	"forvag/internal/locale"
	"forvag/internal/rules"
	"forvag/internal/strict"
)

// A text names a local setting in braces, {setting.NAME}, and readers see its value with its unit.
var settingName = regexp.MustCompile(`\{setting\.([a-z][a-z0-9_]*)\}`)

// unknownValue is what readers see where a setting has no value on the day, as when it was taken away after a case came in.
var unknownValue = locale.Text{SV: "(uppgift saknas)", EN: "(not known)"}

// Texts calls visit for every bilingual text in decoded data, a struct with yaml tags, with its path in the file ("pages[0].title").
func Texts(data any, visit func(path string, t locale.Text)) {
	v := reflect.New(reflect.TypeOf(data))
	v.Elem().Set(reflect.ValueOf(data))
	walkTexts(v, "", func(path string, t *locale.Text) { visit(path, *t) })
}

// eachText calls visit for every bilingual text in the service, with its path. What visit changes is changed in the service.
func (s *Service) eachText(visit func(path string, t *locale.Text)) {
	walkTexts(reflect.ValueOf(s), "", visit)
}

var textType = reflect.TypeFor[locale.Text]()

func walkTexts(v reflect.Value, path string, visit func(string, *locale.Text)) {
	switch v.Kind() {
	case reflect.Pointer:
		if !v.IsNil() {
			walkTexts(v.Elem(), path, visit)
		}
	case reflect.Slice:
		if !holdsTexts(v.Type().Elem().Kind()) {
			return
		}
		for i := range v.Len() {
			walkTexts(v.Index(i), path+"["+strconv.Itoa(i)+"]", visit)
		}
	case reflect.Struct:
		if v.Type() == textType {
			visit(path, v.Addr().Interface().(*locale.Text))
			return
		}
		if f, ok := v.Addr().Interface().(*Field); ok && f.multiplied() {
			return // its texts are the first entry's
		}
		for i := range v.NumField() {
			f := v.Type().Field(i)
			name, _, _ := strings.Cut(f.Tag.Get("yaml"), ",")
			if !holdsTexts(f.Type.Kind()) || !f.IsExported() || name == "-" || name == "" {
				continue
			}
			child := name
			if path != "" {
				child = path + "." + name
			}
			walkTexts(v.Field(i), child, visit)
		}
	}
}

// holdsTexts says whether a value of a kind can hold texts.
func holdsTexts(k reflect.Kind) bool {
	return k == reflect.Pointer || k == reflect.Slice || k == reflect.Struct
}

// named lists the settings that the service's texts name, sorted.
func (s *Service) named() []string {
	var names []string
	s.eachText(func(_ string, t *locale.Text) {
		for _, text := range []string{t.SV, t.EN} {
			if !strings.Contains(text, "{") { // most do not
				continue
			}
			for _, m := range settingName.FindAllStringSubmatch(text, -1) {
				names = append(names, m[1])
			}
		}
	})
	slices.Sort(names)
	return slices.Compact(names)
}

// fill writes values in place of the settings that a text names.
func fill(text string, lang locale.Lang, values map[string]locale.Text) string {
	if !strings.Contains(text, "{") {
		return text
	}
	return settingName.ReplaceAllStringFunc(text, func(name string) string { return values[settingName.FindStringSubmatch(name)[1]].In(lang) })
}

// editions are a service with the values of different days in its texts, by those values.
type editions struct {
	mu sync.Mutex
	by map[string]*Service
}

// On is the service as its texts read on a day: where they name a local setting, they hold the value that it has then. It is the service itself
// where the texts name none. All that a reader sees comes from a service that On has given, as every service of a Catalog is.
func (s *Service) On(m Moment) *Service {
	if s.program == nil || len(s.program.named) == 0 {
		return s
	}
	p := s.program
	var room [128]byte
	key := appendKey(room[:0], p.named, m)
	p.editions.mu.Lock()
	defer p.editions.mu.Unlock()
	out := p.editions.by[string(key)]
	if out == nil {
		out = s.filled(valuesOf(p.named, p.options, m))
		p.editions.by[string(key)] = out
	}
	return out
}

// valuesOf are the values of settings on a day, as readers see them.
func valuesOf(named []string, o Options, m Moment) map[string]locale.Text {
	values := map[string]locale.Text{}
	for _, name := range named {
		values[name] = unknownValue
		if v, ok := m.Municipality.Setting(name, m.Today); ok {
			values[name] = o.settings[name].Say(v)
		}
	}
	return values
}

// appendKey appends what tells one edition from another: the settings' values on a day, which every page asks for, and not as readers see them.
func appendKey(key []byte, named []string, m Moment) []byte {
	for _, name := range named {
		if v, ok := m.Municipality.Setting(name, m.Today); ok {
			key = appendValue(key, v)
		}
		key = append(key, 0)
	}
	return key
}

func appendValue(key []byte, v rules.Value) []byte {
	switch v.Type {
	case rules.Bool:
		return strconv.AppendBool(key, v.B)
	case rules.Date:
		return append(key, v.D.String()...)
	case rules.Text:
		return append(append(append(key, v.T.SV...), 0), v.T.EN...)
	default:
		return strconv.AppendInt(key, v.N, 10)
	}
}

func (s *Service) fill(values map[string]locale.Text) {
	s.eachText(func(_ string, t *locale.Text) {
		*t = locale.Text{SV: fill(t.SV, locale.SV, values), EN: fill(t.EN, locale.EN, values)}
	})
}

// filled is the service read anew with values in its texts.
func (s *Service) filled(values map[string]locale.Text) *Service {
	out := &Service{Source: s.Source, Hash: s.Hash}
	c := compiler{Document: strict.Decode(s.ID, s.Source, out), service: out, options: s.program.options, named: s.program.named, editions: s.program.editions,
		later: s.program.later}
	out.fill(values)
	c.compile()
	return out
}

// names checks what the texts have in braces: a setting that there is and that has a value today, and nothing else.
func (l *linter) names() {
	l.service.eachText(func(path string, t *locale.Text) {
		for _, lang := range locale.Langs() {
			text := t.In(lang)
			if t.SV == "" || t.EN == "" {
				continue // told already
			}
			if strings.ContainsAny(text, "{}") {
				l.braces(path+"."+string(lang), text)
			}
		}
	})
}

func (l *linter) braces(path, text string) {
	at, rest := 0, text
	for {
		i := strings.IndexAny(rest, "{}")
		if i < 0 {
			return
		}
		at, rest = at+i, rest[i:]
		offset := utf8.RuneCountInString(text[:at])
		found := settingName.FindStringSubmatch(rest)
		if found == nil || !strings.HasPrefix(rest, found[0]) {
			l.FaultIn(path, offset, "a text holds braces only around the name of a local setting, as {setting.%s}", l.someSetting())
			return
		}
		l.namedSetting(path, offset, found[1])
		at, rest = at+len(found[0]), rest[len(found[0]):]
	}
}

func (l *linter) namedSetting(path string, offset int, name string) {
	if _, ok := l.options.settings[name]; !ok {
		l.FaultIn(path, offset, "there is no setting %q%s", name, l.nearSetting(name))
		return
	}
	if l.options.Today == nil {
		return
	}
	if _, ok := l.options.Municipality.Setting(name, l.options.Today()); !ok {
		l.FaultIn(path, offset, "the setting %q has no value today; give it one in kommun.yaml, with the day from which it holds", name)
	}
}

// nearSetting is the setting that was probably meant, or where to find them all.
func (l *linter) nearSetting(name string) string {
	return cmp.Or(strict.Suggest(name, slices.Sorted(maps.Keys(l.options.settings))), "; they stand under settings in kommun.yaml")
}

// someSetting is a name to show how a setting is written.
func (l *linter) someSetting() string {
	for _, name := range slices.Sorted(maps.Keys(l.options.settings)) {
		return name
	}
	return "NAME"
}
