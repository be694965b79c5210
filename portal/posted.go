package portal

import (
	"mime"
	"mime/multipart"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/gofiber/fiber/v2"
	"github.com/valyala/fasthttp"

	"forvag/internal/fault"
)

// Bounds on a posted form beside the body's size.
const (
	maxValues = 400
	maxValue  = 20_000 // bytes
)

// readable refuses an address that is no text: databases differ in what they do with it, and no page of ours has one.
func readable(c *fiber.Ctx) error {
	if !isText(c.Path()) {
		return unknownAddress()
	}
	if query := fasthttp.AppendUnquotedArg(nil, c.Context().URI().QueryString()); !isText(string(query)) {
		return fault.New(fault.Invalid, "portal.error.address")
	}
	return nil
}

func isText(s string) bool { return utf8.ValidString(s) && !strings.ContainsRune(s, 0) }

// readForm reads a posted form, urlencoded or multipart. It returns fault.Invalid for one that cannot be read, fault.TooLarge for one with more in it
// than any page of ours asks for, and status 415 for what is no form, or is compressed: what it would swell to is not known.
func readForm(c *fiber.Ctx) (values map[string][]string, files map[string][]*multipart.FileHeader, err error) {
	if c.Get(fiber.HeaderContentEncoding) != "" {
		return nil, nil, fiber.ErrUnsupportedMediaType
	}
	values = map[string][]string{}
	switch kind := c.Get(fiber.HeaderContentType); mediaType(kind) {
	case fiber.MIMEMultipartForm:
		form, err := c.MultipartForm()
		if err != nil {
			return nil, nil, fault.New(fault.Invalid, "portal.error.form").Because(unreadable(err))
		}
		values, files = form.Value, form.File
	case fiber.MIMEApplicationForm:
		c.Context().PostArgs().VisitAll(func(key, value []byte) { values[string(key)] = append(values[string(key)], string(value)) })
	default:
		if kind != "" || len(c.Request().Body()) > 0 {
			return nil, nil, fiber.ErrUnsupportedMediaType
		}
	}
	n := 0
	for name, list := range values {
		for i, v := range list {
			if n++; n > maxValues || len(name)+len(v) > maxValue {
				return nil, nil, fault.New(fault.TooLarge, "portal.error.form_size")
			}
			if !isText(name) || !utf8.ValidString(v) {
				return nil, nil, fault.New(fault.Invalid, "portal.error.form")
			}
			list[i] = strings.Map(printable, v)
		}
	}
	return values, files, nil
}

// mediaType is the type of a Content-Type header, without its parameters; empty for one that cannot be read.
func mediaType(header string) string {
	kind, _, err := mime.ParseMediaType(header)
	if err != nil {
		return ""
	}
	return kind
}

// printable drops the control characters that no keyboard writes but that some programs leave in what is pasted.
func printable(c rune) rune {
	if unicode.IsControl(c) && c != '\n' && c != '\r' && c != '\t' {
		return -1
	}
	return c
}

// unreadable is why a form could not be read, without what stood in it.
func unreadable(err error) error {
	if strings.Contains(err.Error(), "too large") || strings.Contains(err.Error(), "too many") {
		return multipart.ErrMessageTooLarge
	}
	return fasthttp.ErrNoMultipartForm
}

// FormValue is what was posted under a name, the first where there are several; empty where there is none. What stands in the address does not
// count: a link cannot fill in a form in somebody's name.
func (r *request) FormValue(name string) string { return first(r.posted[name]) }
