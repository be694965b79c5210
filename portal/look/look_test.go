// Package look_test looks at the portal of a municipality that brings its own colour, theme and logotype, in a browser.
package look_test

import (
	"flag"
	"os"
	"path/filepath"
	"testing"

	"forvag/internal/browser"
	"forvag/internal/locale"
	"forvag/portal/portaltest"
	"forvag/web"
)

var screens = flag.String("screens", "", "folder to write a screenshot of each page to")

func TestMain(m *testing.M) { browser.Main(m) }

// TestSecondMunicipality holds what residents with other needs depend on for a municipality that is not the program's own: in both schemes, on a
// phone and at a desk, on a screen of 320 CSS pixels, which is also 400 % zoom at a desk (WCAG 2.2, 1.4.10).
func TestSecondMunicipality(t *testing.T) {
	const long = "Östra Granforsbygdens och Lillåns kommun"
	looks := []struct{ name, municipality, folder, colour string }{
		{"wide-logotype", "Granfors kommun", "../../web/testdata/granfors", ""},
		{"long-name", long, "testdata/mark", ""},
		{"colour-alone", "Granfors kommun", "testdata/none", "#c8102e"},
		{"lightest-colour", "Granfors kommun", "testdata/mark", "#aa8800"},
	}
	for _, look := range looks {
		t.Run(look.name, func(t *testing.T) {
			site := portaltest.New(t)
			assets, err := web.NewAssets(os.DirFS(look.folder), look.colour)
			if err != nil {
				t.Fatal(err)
			}
			site.Assets = assets
			site.Municipality.Name = locale.Text{SV: look.municipality, EN: look.municipality}
			p := browser.Open(t, site.URL)
			for _, path := range []string{"/", "/tjanster", "/folj"} {
				for _, screen := range []struct {
					name string
					set  func() *browser.Page
				}{{"phone", p.Phone}, {"desktop", p.Desktop}} {
					for _, scheme := range []struct {
						name string
						set  func() *browser.Page
					}{{"light", p.Light}, {"dark", p.Dark}} {
						screen.set()
						scheme.set()
						t.Run(path+" "+screen.name+" "+scheme.name, func(t *testing.T) {
							p := p.In(t).Goto(path)
							p.Axe(t)
							p.Contrast(t)
							p.NoSidewaysScroll(t)
							p.ConsoleErrors(t)
							if *screens != "" && path == "/" {
								p.Screenshot(filepath.Join(*screens, look.name+"-"+screen.name+"-"+scheme.name+".png"))
							}
						})
					}
				}
			}
			p.Desktop().Light().Goto("/").TargetSize(t)
		})
	}
}
