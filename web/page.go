package web

import (
	"context"
	"io"

	"github.com/a-h/templ"

	"forvag/internal/locale"
)

// Page is the content of one page. The structs of this package that end in Page are the implementations.
type Page interface {
	// Title is what the browser's tab says, without the municipality's name. It depends on the language of the reader.
	Title(lang locale.Lang) string
	// Body is what stands between header and footer, with exactly one h1.
	Body() templ.Component
}

// Render writes the whole page, doctype to end. The error is the writer's; a page cannot fail by itself.
func Render(ctx context.Context, w io.Writer, f Frame, p Page) error {
	return layout(f, p).Render(withLang(ctx, f.Lang), w)
}

// RenderPart writes one component alone, in the given language. The live case page fetches its changed parts so.
func RenderPart(ctx context.Context, w io.Writer, lang locale.Lang, part templ.Component) error {
	return part.Render(withLang(ctx, lang), w)
}

type langKey struct{}

func withLang(ctx context.Context, lang locale.Lang) context.Context {
	return context.WithValue(ctx, langKey{}, lang)
}

// langOf is the language that the page is rendered in; Swedish where nobody said.
func langOf(ctx context.Context) locale.Lang {
	if lang, ok := ctx.Value(langKey{}).(locale.Lang); ok && lang != "" {
		return lang
	}
	return locale.SV
}

// t is a text of the interface in the reader's language.
func t(ctx context.Context, key string, args ...any) string {
	return locale.T(langOf(ctx), key, args...)
}
