package locale

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// builtKeys are prefixes of keys that are put together from parts in ways that the test below cannot see.
// A key built as locale.T(lang, "status."+name) needs no mention: the test sees its literal beginning.
var builtKeys = []string{"desk.audience.", "desk.done.", "field.required.", "web.condition.", "web.error.", "web.step.", "web.verdict."}

// usage is what the module's sources say about keys.
type usage struct {
	demanded map[string]string // key: where it is asked for
	prefixes map[string]string // literal beginning of a built key: where
	literals map[string]bool   // every string literal, since a key may pass through a variable or a table
}

// TestEveryKeyHasWordsAndEveryWordAUse walks the module's own sources: a key that is asked for must exist, with as many arguments as its words
// have placeholders, and a key that stands in no source is dead.
func TestEveryKeyHasWordsAndEveryWordAUse(t *testing.T) {
	u := usage{map[string]string{}, map[string]string{}, map[string]bool{}}
	root := moduleRoot(t)
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && (d.Name() == "node_modules" || d.Name() == "testdata" || strings.HasPrefix(d.Name(), ".")):
			return fs.SkipDir
		case strings.HasSuffix(path, ".templ"):
			return u.templ(path)
		case strings.HasSuffix(path, ".go") && !strings.HasSuffix(path, "_test.go"):
			return u.goFile(t, path)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for key, where := range u.demanded {
		if !Has(key) {
			t.Errorf("%s: %q has no words in texts/", where, key)
		}
	}
	for _, p := range builtKeys {
		u.prefixes[p] = "builtKeys"
	}
	for prefix, where := range u.prefixes {
		if !anyKey(func(key string) bool { return strings.HasPrefix(key, prefix) }) {
			t.Errorf("%s: no key begins with %q", where, prefix)
		}
	}
	for _, key := range Keys() {
		if !u.literals[key] && !u.built(key) {
			t.Errorf("texts/: %q is used nowhere", key)
		}
	}
}

func anyKey(is func(string) bool) bool {
	for _, key := range Keys() {
		if is(key) {
			return true
		}
	}
	return false
}

func (u usage) built(key string) bool {
	for prefix := range u.prefixes {
		if strings.HasPrefix(key, prefix) {
			return true
		}
	}
	return false
}

func moduleRoot(t *testing.T) string {
	dir, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			return dir
		}
		if dir == filepath.Dir(dir) {
			t.Fatal("no go.mod above the test")
		}
		dir = filepath.Dir(dir)
	}
}

// likeKey is how keys look in the areas whose keys also travel in tables, to be looked up later.
var likeKey = regexp.MustCompile(`^(portal|desk)(\.[a-z0-9_]+)+$`)

var templCall = regexp.MustCompile(`(?:locale\.T\([^,"]+,\s*|locale\.Key\()"([^"]+)"(\s*\+)?`)

func (u usage) templ(path string) error {
	b, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	for _, m := range templCall.FindAllStringSubmatch(string(b), -1) {
		if u.literals[m[1]] = true; m[2] != "" {
			u.prefixes[m[1]] = path
		} else {
			u.demanded[m[1]] = path
		}
	}
	return nil
}

func (u usage) goFile(t *testing.T, path string) error {
	files := token.NewFileSet()
	f, err := parser.ParseFile(files, path, nil, parser.SkipObjectResolution)
	if err != nil {
		return err
	}
	ast.Inspect(f, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.BasicLit:
			if s, ok := literal(n); ok {
				u.literals[s] = true
				if likeKey.MatchString(s) && !strings.HasSuffix(s, ".templ") {
					u.demanded[s] = files.Position(n.Pos()).String()
				}
			}
		case *ast.CallExpr:
			where := files.Position(n.Pos()).String()
			key, args, ok := keyOf(n)
			if !ok {
				break
			}
			if sum, built := key.(*ast.BinaryExpr); built {
				for left := sum; ; {
					if s, ok := literal(left.X); ok {
						u.prefixes[s] = where
					}
					next, deeper := left.X.(*ast.BinaryExpr)
					if !deeper {
						break
					}
					left = next
				}
			}
			if s, ok := literal(key); ok {
				u.demanded[s] = where
				if e := texts()[s]; e != nil && args >= 0 && len(placeholders(e[SV].other)) > args {
					t.Errorf("%s: %q is given %d arguments for %v", where, s, args, placeholders(e[SV].other))
				}
			}
		}
		return true
	})
	return nil
}

// keyOf returns the expression of the key in locale.T, locale.Key and fault.New, and the number of arguments for the words, -1 where unknown.
func keyOf(call *ast.CallExpr) (key ast.Expr, args int, ok bool) {
	sel, isSel := call.Fun.(*ast.SelectorExpr)
	if !isSel {
		return nil, 0, false
	}
	if sel.Sel.Name == "t" && len(call.Args) > 0 { // the portal's request.t
		return call.Args[0], len(call.Args) - 1, true
	}
	pkg, isIdent := sel.X.(*ast.Ident)
	if !isIdent {
		return nil, 0, false
	}
	at := -1
	switch pkg.Name + "." + sel.Sel.Name {
	case "locale.T", "fault.New":
		at = 1
	case "locale.Key":
		at = 0
	}
	if at < 0 || len(call.Args) <= at {
		return nil, 0, false
	}
	args = len(call.Args) - at - 1
	if call.Ellipsis.IsValid() || at == 0 {
		args = -1
	}
	return call.Args[at], args, true
}

func literal(e ast.Expr) (string, bool) {
	lit, ok := e.(*ast.BasicLit)
	if !ok || lit.Kind != token.STRING {
		return "", false
	}
	s, err := strconv.Unquote(lit.Value)
	return s, err == nil
}
