package knowledge

import (
	"errors"
	"io/fs"
	"path"
	"slices"
	"strings"

	"forvag/internal/locale"
)

// SwedishOnly are the ids of the articles that stand in Swedish and not in English, in order. Readers in English get them in Swedish.
func SwedishOnly(fsys fs.FS) ([]string, error) {
	files, err := fs.Glob(fsys, fileName(locale.SV, "*"))
	if err != nil {
		return nil, err
	}
	var alone []string
	for _, file := range files {
		id := strings.TrimSuffix(path.Base(file), ".md")
		if _, err := fs.Stat(fsys, fileName(locale.EN, id)); errors.Is(err, fs.ErrNotExist) {
			alone = append(alone, id)
		}
	}
	return alone, nil
}

// Readability is how one article reads and whether it is used.
type Readability struct {
	// File is the article's name among the articles: sv/bygga-altan.md.
	File    string
	Article *Article
	Words   int
	Lix     int
	// English says of a Swedish article whether it stands in English too.
	English bool
	// Flag is why the article is not used; empty where it is.
	Flag FlagKind
	// What says what is lacking.
	What string
}

// ReadabilityOf measures every article, in the order of files. Files that cannot be read are left out: Check tells of them.
func ReadabilityOf(fsys fs.FS, o Options) []Readability {
	r := read(fsys, o)
	l := r.library()
	english := map[string]bool{}
	for _, f := range r.files {
		english[f.article.ID] = english[f.article.ID] || f.article.Lang == locale.EN
	}
	out := make([]Readability, len(r.files))
	for i, f := range r.files {
		flag := l.flag(f.article, o.Today)
		out[i] = Readability{File: f.name, Article: f.article, English: english[f.article.ID], Flag: flag.Kind, What: flag.What}
		out[i].Lix, _, out[i].Words = f.lix(o)
	}
	return slices.Clip(out)
}
