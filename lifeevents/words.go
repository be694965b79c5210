package lifeevents

import (
	"strconv"
	"strings"

	"forvag/internal/catalog"
	"forvag/internal/civil"
	"forvag/internal/identity"
	"forvag/internal/locale"
	"forvag/internal/rules"
)

// Words are what texts name in braces.
type Words struct {
	// Subject is what the subject is called. Day set the rule off, and Today is that of the reader.
	Subject      string
	Day, Today   civil.Date
	Municipality catalog.Municipality
}

// In is a text in a language, with what it names.
func (w Words) In(t locale.Text, lang locale.Lang) string {
	text := t.In(lang)
	if !strings.Contains(text, "{") {
		return text
	}
	return inText.ReplaceAllStringFunc(text, func(name string) string {
		switch name = name[1 : len(name)-1]; name {
		case "subject":
			return w.Subject
		case "day":
			return locale.Date(lang, w.Day)
		}
		name = strings.TrimPrefix(name, "setting.")
		if v, ok := w.Municipality.Setting(name, w.Today); ok {
			return w.Municipality.Settings()[name].Say(v).In(lang)
		}
		return "…"
	})
}

// Filled are a way's values of the form, as a browser would send them. What is not known is left out.
func (w *Way) Filled(subject identity.PersonID, today civil.Date, facts rules.Facts) map[string][]string {
	out := map[string][]string{}
	for field, values := range w.Fill {
		var filled []string
		for _, v := range values {
			if name, ok := placeholder(v); ok {
				v = fill(name, subject, today, facts)
			}
			if v != "" {
				filled = append(filled, v)
			}
		}
		if len(filled) > 0 {
			out[field] = filled
		}
	}
	return out
}

func fill(name string, subject identity.PersonID, today civil.Date, facts rules.Facts) string {
	if name == "subject" {
		return string(subject)
	}
	if later, ok := strings.CutPrefix(name, "today+"); ok {
		p, err := civil.ParsePeriod(later)
		if err != nil {
			return ""
		}
		return p.After(today).String()
	}
	v := facts[name]
	if v.Type == rules.Bool { // as a form has it
		return map[bool]string{true: "yes", false: "no"}[v.B]
	}
	return written(v)
}

// written is a value as a file writes it; empty for none.
func written(v rules.Value) string {
	switch v.Type {
	case rules.Int:
		return strconv.FormatInt(v.N, 10)
	case rules.Bool:
		return strconv.FormatBool(v.B)
	case rules.Date:
		return v.D.String()
	case rules.Enum:
		return v.S
	default:
		return ""
	}
}
