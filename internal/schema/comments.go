package schema

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"strings"
)

// Comments are the words at each field of the structs in Go sources, by package, type and field.
func Comments(sources ...fs.FS) (map[string]string, error) {
	words := map[string]string{}
	for _, from := range sources {
		files, err := fs.Glob(from, "*.go")
		if err != nil {
			return nil, err
		}
		for _, file := range files {
			text, err := fs.ReadFile(from, file)
			if err != nil {
				return nil, err
			}
			parsed, err := parser.ParseFile(token.NewFileSet(), file, text, parser.ParseComments)
			if err != nil {
				return nil, err
			}
			inFile(parsed, words)
		}
	}
	return words, nil
}

func inFile(file *ast.File, words map[string]string) {
	ast.Inspect(file, func(n ast.Node) bool {
		declared, ok := n.(*ast.TypeSpec)
		if !ok {
			return true
		}
		if s, ok := declared.Type.(*ast.StructType); ok {
			for _, field := range s.Fields.List {
				for _, name := range field.Names {
					words[file.Name.Name+"."+declared.Name.Name+"."+name.Name] = strings.Join(strings.Fields(field.Doc.Text()), " ")
				}
			}
		}
		return false
	})
}
