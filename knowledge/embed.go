package knowledge

import (
	"embed"
	"io/fs"
)

//go:embed articles
var files embed.FS

// Articles are those that the program carries: <lang>/<id>.md.
func Articles() fs.FS {
	sub, err := fs.Sub(files, "articles")
	if err != nil {
		panic(err) // the folder's name is a constant that fs.Sub takes
	}
	return sub
}
