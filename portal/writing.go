package portal

import (
	"context"

	"forvag/knowledge"
	"forvag/knowledge/authored"
)

// Writing is where staff write articles.
type Writing struct {
	Store *authored.Store
	// Files is the library as folders have it, without what is written in the desk.
	Files *knowledge.Library
	// Follow makes the server answer by what is published now, at once in this process; others see it when they look next. Nil, or an error, leaves it to
	// that here too.
	Follow func(context.Context) error

	// revision is that of Store which the site's library has.
	revision int
}

// Rewritten is the site with the articles that staff have published, and itself where it has those already. The index of passages is shared by both.
func (s *Site) Rewritten(ctx context.Context) (*Site, error) {
	revision, err := s.Writing.Store.Revision(ctx)
	if err != nil || revision == s.Writing.revision {
		return s, err
	}
	texts, revision, err := s.Writing.Store.Current(ctx)
	if err != nil {
		return s, err
	}
	next := *s
	next.Library, next.Writing.revision = s.Writing.Files.With(texts), revision
	if next.Search, err = s.Search.Rewritten(ctx, next.Library); err != nil {
		return s, err
	}
	return &next, nil
}

// Read is the site with other files beneath what staff have written.
func (w Writing) Read(files *knowledge.Library) Writing {
	w.Files, w.revision = files, 0
	return w
}
