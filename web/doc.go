// Package web is everything a reader of the portal sees: templates over typed view structs, design tokens, icons, the static files and the
// service worker. It knows no case, no store and no HTTP framework; only package locale, for its words.
//
// A page is a struct that holds exactly what the page shows, in the reader's language and with dates already written out (see When). Every
// such struct is a Page. Render puts it into the layout:
//
//	err := web.Render(ctx, w, frame, web.FrontPage{Hints: hints, Services: cards})
//
// Links and the targets of forms are fields of the structs, since the portal owns its routes; the few fixed places that the layout itself
// links to are the Path constants. Forms carry no token: the portal checks the origin of every changing request.
//
// The content security policy has no unsafe-inline, so no template writes a style attribute or a script element with content. Every page
// works without script; script in static/js adds live status, position, suggestions and previews.
package web

// brand/README.md says how the files in static are built from the design system, the icons and the typeface.
//
//go:generate go tool templ generate
