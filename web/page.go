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
	return layout(f, p).Render(withReader(ctx, f), w)
}

// reader is what every component knows: the language, and the files that the municipality's pages link to.
type reader struct {
	lang   locale.Lang
	assets *Assets
}

type readerKey struct{}

func withReader(ctx context.Context, f Frame) context.Context {
	return context.WithValue(ctx, readerKey{}, &reader{f.Lang, f.Brand.assets()})
}

// langOf is the language that the page is rendered in; Swedish where nobody said.
func langOf(ctx context.Context) locale.Lang {
	if r, ok := ctx.Value(readerKey{}).(*reader); ok && r.lang != "" {
		return r.lang
	}
	return locale.SV
}

// assetsOf are the static files of the municipality whose page is rendered; the program's own where nobody said.
func assetsOf(ctx context.Context) *Assets {
	if r, ok := ctx.Value(readerKey{}).(*reader); ok {
		return r.assets
	}
	return carried()
}

// t is a text of the interface in the reader's language.
func t(ctx context.Context, key string, args ...any) string {
	return locale.T(langOf(ctx), key, args...)
}

// Part is a piece that script puts into a page that is shown.
type Part interface {
	Part() templ.Component
}

// RenderPart writes a part in a language. The error is the writer's.
func RenderPart(ctx context.Context, w io.Writer, lang locale.Lang, assets *Assets, p Part) error {
	return p.Part().Render(withReader(ctx, Frame{Lang: lang, Brand: Brand{Assets: assets}}), w)
}
