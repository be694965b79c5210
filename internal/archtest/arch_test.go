// Package archtest holds the picture of who imports whom. It has no code, only the test.
package archtest

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os/exec"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

const module = "forvag"

// ours is any package of this module.
const ours = "…"

// rule says what packages may not import, and why. A pattern is a package's path without the module, or an import path of another module;
// "/..." at its end means the package and all below it.
type rule struct {
	from   []string // these packages
	except []string // but not these
	may    []string // may import, beside the standard library, only these; nil means no such list
	not    []string // may not import these
	but    []string // of what not names, these are allowed
	why    string
}

var rules = []rule{
	{
		from: []string{"internal/casework"}, may: []string{"internal/identity", "internal/civil", "internal/fault"},
		why: "the case core is law and must be readable without database, web or library: the standard library and three small packages only",
	},
	{
		from: []string{"internal/..."}, not: []string{ours}, but: []string{"internal/..."},
		why: "arrows point down: what is internal serves the parts above and knows none of them",
	},
	{
		from: []string{"web/..."}, not: []string{ours}, but: []string{"web/...", "internal/locale"},
		why: "templates are typed views: a page that knows a store or a rule decides things, so web knows only internal/locale",
	},
	{
		from: []string{ours}, except: []string{"cmd/..."}, not: []string{"cmd/..."},
		why: "main wires everything and is imported by nobody",
	},
	{
		from: []string{ours}, except: []string{"portal/...", "cmd/..."}, not: []string{"github.com/gofiber/fiber/v2/...", "github.com/valyala/fasthttp/..."},
		why: "Fiber reuses its buffers: its context stays in portal, where strings are copied",
	},
	{
		from: []string{"assistant/...", "knowledge/...", "lifeevents/...", "notify/..."}, not: []string{"portal/...", "web/..."},
		why: "a part that answers, plans or sends works without pages; portal shows it",
	},
	{
		from: []string{"internal/casework/..."},
		not:  []string{"internal/catalog/...", "internal/rules/...", "internal/residents/...", "internal/municipality/..."},
		why:  "the case core is told what a service or a rule says, by hash and by value; it reads neither",
	},
	{
		from: []string{"internal/fault", "internal/civil", "internal/identity"}, not: []string{ours},
		but: []string{"internal/fault", "internal/civil"},
		why: "what everything rests on rests on nothing of ours but itself",
	},
	{
		from: []string{"internal/dbx/..."}, not: []string{ours}, but: []string{"internal/dbx/..."},
		why: "the ground under the stores knows no store",
	},
	{
		from: []string{"internal/casework", "internal/rules/...", "internal/catalog/...", "internal/civil/...", "internal/fault/...", "internal/identity", "lifeevents"},
		not:  []string{"database/sql", "internal/dbx/..."},
		why:  "what is pure can be tried on a whole population without a database",
	},
	{
		from: []string{ours}, except: []string{"internal/dbx/..."}, not: []string{"github.com/jackc/pgx/...", "modernc.org/sqlite/..."},
		why: "one SQL text for both databases: drivers are known to dbx alone",
	},
}

// pkg is what go list tells of a package.
type pkg struct {
	ImportPath string
	Standard   bool
	Imports    []string
}

func TestImportsPointDown(t *testing.T) {
	touch(t)
	packages, standard := list(t)
	if len(packages) < 3 {
		t.Fatalf("go list found only %d packages of ours", len(packages))
	}
	for _, p := range packages {
		for _, r := range rules {
			for _, broken := range r.broken(p, standard) {
				t.Errorf("%s imports %s: %s", p.ImportPath, broken, r.why)
			}
		}
	}
}

// TestRulesCatch holds that each rule sees what it forbids and lets pass what it allows.
func TestRulesCatch(t *testing.T) {
	cases := []struct {
		from, imports string
		broken        bool
	}{
		{"internal/casework", "forvag/internal/dbx", true},
		{"internal/casework", "github.com/google/uuid", true},
		{"internal/casework", "forvag/internal/civil", false},
		{"internal/casework", "net/url", false},
		{"internal/casework/sqlstore", "forvag/internal/dbx", false},
		{"internal/casework/sqlstore", "forvag/internal/catalog", true},
		{"internal/catalog", "forvag/portal", true},
		{"internal/catalog", "forvag/internal/dbx", true},
		{"internal/residents", "forvag/web/views", true},
		{"internal/residents", "github.com/gofiber/fiber/v2", true},
		{"internal/residents", "github.com/jackc/pgx/v5", true},
		{"internal/dbx/dbtest", "github.com/jackc/pgx/v5", false},
		{"internal/outbox", "forvag/cmd/forvag", true},
		{"internal/fault", "forvag/internal/locale", true},
		{"internal/faultless", "forvag/internal/locale", false},
		{"internal/civil", "forvag/internal/fault", false},
		{"internal/dbx/dbtest", "forvag/internal/dbx", false},
		{"internal/dbx", "forvag/internal/fault", true},
		{"web/views", "forvag/internal/locale", false},
		{"web/views", "forvag/internal/casework", true},
		{"web", "forvag/portal", true},
		{"portal", "github.com/gofiber/fiber/v2/middleware/etag", false},
		{"portal", "forvag/cmd/forvag", true},
		{"notify", "forvag/portal/routes", true},
		{"lifeevents", "forvag/internal/dbx", true},
		{"lifeevents/sqlstore", "forvag/internal/dbx", false},
		{"cmd/forvag", "forvag/portal", false},
	}
	standard := map[string]bool{"net/url": true, "database/sql": true}
	for _, c := range cases {
		p := pkg{ImportPath: module + "/" + c.from, Imports: []string{c.imports}}
		var broken []string
		for _, r := range rules {
			broken = append(broken, r.broken(p, standard)...)
		}
		if (len(broken) > 0) != c.broken {
			t.Errorf("%s imports %s: broken = %v, want %v", c.from, c.imports, broken, c.broken)
		}
	}
}

// broken lists p's imports that the rule forbids. What only tests import is free.
func (r rule) broken(p pkg, standard map[string]bool) (out []string) {
	if !anyMatches(r.from, p.ImportPath) || anyMatches(r.except, p.ImportPath) {
		return nil
	}
	for _, i := range p.Imports {
		if anyMatches(r.not, i) && !anyMatches(r.but, i) || (r.may != nil && !standard[i] && !anyMatches(r.may, i)) {
			out = append(out, i)
		}
	}
	return out
}

func anyMatches(patterns []string, importPath string) bool {
	return slices.ContainsFunc(patterns, func(pattern string) bool { return matches(pattern, importPath) })
}

func matches(pattern, importPath string) bool {
	own, isOurs := strings.CutPrefix(importPath, module+"/")
	if pattern == ours {
		return isOurs
	}
	name := importPath
	if isOurs {
		name = own
	}
	if tree, ok := strings.CutSuffix(pattern, "/..."); ok {
		return name == tree || strings.HasPrefix(name, tree+"/")
	}
	return name == pattern
}

// touch reads the module's folders, so that go test, which knows nothing of what go list reads, does not answer from its cache when a file
// has changed.
func touch(t *testing.T) {
	t.Helper()
	err := filepath.WalkDir("../..", func(name string, e fs.DirEntry, err error) error {
		if err == nil && e.IsDir() && (e.Name() == "node_modules" || e.Name() == ".git") {
			return filepath.SkipDir
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// list gives the packages of this module, and which imports are of the standard library.
func list(t *testing.T) (own []pkg, standard map[string]bool) {
	t.Helper()
	cmd := exec.Command("go", "list", "-e", "-deps", "-json=ImportPath,Standard,Imports", path.Join(module, "..."))
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("go list: %v\n%s", err, stderr.String())
	}
	standard = map[string]bool{}
	decoder := json.NewDecoder(bytes.NewReader(out))
	for {
		var p pkg
		switch err := decoder.Decode(&p); {
		case errors.Is(err, io.EOF):
			return own, standard
		case err != nil:
			t.Fatal(fmt.Errorf("go list: %w", err))
		}
		standard[p.ImportPath] = p.Standard
		if strings.HasPrefix(p.ImportPath, module+"/") {
			own = append(own, p)
		}
	}
}
