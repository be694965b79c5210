package main

import (
	"bytes"
	"context"
	"html"
	"io"
	"log/slog"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"forvag/internal/catalog"
	"forvag/internal/locale"
	"forvag/internal/municipality"
	"forvag/portal"
	"forvag/web"
)

// author is somebody who writes a service in a folder of their own while a portal shows it.
type author struct {
	*testing.T
	*process
	folder string
	said   *logged
}

// writing starts a portal over a folder with one service in it.
func writing(t *testing.T, demo bool, hangups <-chan os.Signal) *author {
	t.Helper()
	a := &author{T: t, folder: t.TempDir(), said: &logged{}}
	a.write(a.service("Båtplats"))
	log := slog.New(slog.NewJSONHandler(a.said, nil))
	ctx, stop := context.WithCancel(context.Background())
	var err error
	a.process, err = start(ctx, settings{
		storage: storage{Data: t.TempDir()}, Listen: "127.0.0.1:0", Content: a.folder, SessionIdle: time.Hour, ShutdownGrace: time.Second,
	}, time.Now, log, func(_ context.Context, in *instance) error {
		if demo {
			in.site.Demo = &portal.Demo{}
		}
		return nil
	})
	if err != nil {
		stop()
		t.Fatal(err)
	}
	a.hangups = hangups
	ended := make(chan error, 1)
	go func() { ended <- a.run(ctx, &console{out: io.Discard, err: io.Discard}, "") }()
	t.Cleanup(func() {
		stop()
		if err := <-ended; err != nil {
			t.Error(err)
		}
	})
	return a
}

func (a *author) service(title string) string {
	a.Helper()
	text, err := catalog.New("batplats", locale.Text{SV: title}, "KFN")
	if err != nil {
		a.Fatal(err)
	}
	return text
}

func (a *author) write(text string) {
	a.Helper()
	file := filepath.Join(a.folder, "services", "batplats.yaml")
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
		a.Fatal(err)
	}
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		a.Fatal(err)
	}
}

// reads is what the service's page says.
func (a *author) reads() string {
	a.Helper()
	return a.get("/tjanster/batplats")
}

func (a *author) get(path string) string {
	a.Helper()
	answer, err := http.Get(a.url() + path)
	if err != nil {
		a.Fatal(err)
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	if err != nil {
		a.Fatal(err)
	}
	return html.UnescapeString(string(body))
}

func TestDemoShowsWhatItsAuthorWrites(t *testing.T) {
	a := writing(t, true, nil)
	good := a.service("Plats i hamnen")
	const file = "services/batplats.yaml:"
	for _, step := range []struct {
		name, text string
		want, none []string
	}{
		{"as it began", a.service("Båtplats"), []string{"<h1>Båtplats</h1>"}, []string{file}},
		{"changed", good, []string{"<h1>Plats i hamnen</h1>"}, []string{file, "Båtplats"}},
		{"with a fault", strings.Replace(a.service("Brygga"), "\nkind: ", "\nkindd: ", 1),
			[]string{"<h1>Plats i hamnen</h1>", file, `:1: "kindd" is not a key here; did you mean "kind"?`, "Du ser den version som gällde före felet"}, []string{"Brygga</h1>"}},
		{"with an example that does not come true", strings.Replace(a.service("Brygga"), "hidden: [details]", "visible: [details]", 1),
			[]string{"<h1>Brygga</h1>", `example "Jag behöver hjälp": details is not visible`, "Det här visas som filerna är nu"}, []string{"före felet"}},
		{"mended", good, []string{"<h1>Plats i hamnen</h1>"}, []string{file, "före felet"}},
	} {
		t.Run(step.name, func(t *testing.T) {
			a.write(step.text)
			page := a.reads()
			for _, words := range step.want {
				if !strings.Contains(page, words) {
					t.Errorf("the page does not say %q", words)
				}
			}
			for _, words := range step.none {
				if strings.Contains(page, words) {
					t.Errorf("the page says %q", words)
				}
			}
		})
	}
	if err := os.Remove(filepath.Join(a.folder, "services", "batplats.yaml")); err != nil {
		t.Fatal(err)
	}
	if page := a.reads(); strings.Contains(page, "Plats i hamnen") {
		t.Error("a service that was taken away is shown")
	}
}

// TestDemoShowsTheColour holds that a colour is seen when kommun.yaml is saved, and that one that cannot be is told of in the page.
func TestDemoShowsTheColour(t *testing.T) {
	a := writing(t, true, nil)
	sample, err := os.ReadFile("../../internal/municipality/default.yaml")
	if err != nil {
		t.Fatal(err)
	}
	for _, step := range []struct{ colour, shown, told string }{
		{"#8a1c4a", "#8a1c4a", ""},
		{"#ffcc00", "#8a1c4a", "#ffcc00 cannot be the colour of buttons"},
		{"#0b5d57", "#0b5d57", ""},
	} {
		text := append([]byte("brand: {colour: '"+step.colour+"'}\n"), sample...)
		if err := os.WriteFile(filepath.Join(a.folder, municipality.File), text, 0o600); err != nil {
			t.Fatal(err)
		}
		page := a.reads()
		if m := a.get(web.PathManifest); !strings.Contains(m, `"theme_color": "`+step.shown+`"`) {
			t.Errorf("%s: the portal does not have the colour %s: %s", step.colour, step.shown, m)
		}
		if told := strings.Contains(page, "cannot be the colour"); told != (step.told != "") || !strings.Contains(page, step.told) {
			t.Errorf("%s: told of a fault: %v, want %q", step.colour, told, step.told)
		}
	}
}

func TestPortalReadsItsContentWhenAsked(t *testing.T) {
	hangups := make(chan os.Signal)
	a := writing(t, false, hangups)
	ask := func() {
		hangups <- syscall.SIGHUP
		hangups <- syscall.SIGHUP // is taken when the first is done
	}
	a.write(a.service("Plats i hamnen"))
	if page := a.reads(); !strings.Contains(page, "<h1>Båtplats</h1>") {
		t.Error("the portal reads its content without being asked")
	}
	ask()
	if page := a.reads(); !strings.Contains(page, "<h1>Plats i hamnen</h1>") {
		t.Error("the portal does not read its content when asked")
	}
	ask() // once more, with nothing new
	for _, words := range []string{`"msg":"content is read","folder":"` + a.folder, `"msg":"content is read: nothing in the folder has changed","folder":"` + a.folder} {
		if !strings.Contains(a.said.text(), words) {
			t.Errorf("the log does not say %s:\n%s", words, a.said.text())
		}
	}
	a.write("id: [")
	ask()
	if page := a.reads(); !strings.Contains(page, "<h1>Plats i hamnen</h1>") || strings.Contains(page, "batplats.yaml") {
		t.Error("residents meet a fault, or not the version before it")
	}
	failing := strings.Replace(a.service("Brygga"), "hidden: [details]", "visible: [details]", 1)
	a.write(failing)
	ask()
	if page := a.reads(); !strings.Contains(page, "<h1>Plats i hamnen</h1>") {
		t.Error("residents meet a service whose example does not come true")
	}
	if words := `example \"Jag behöver hjälp\": details is not visible`; !strings.Contains(a.said.text(), words) {
		t.Errorf("the log does not say %s:\n%s", words, a.said.text())
	}
	a.write(strings.Replace(failing, "visible: [details]", "hidden: [details]", 1))
	ask()
	if page := a.reads(); !strings.Contains(page, "<h1>Brygga</h1>") {
		t.Error("a service that is mended is not shown")
	}
	rule, err := os.ReadFile("../../lifeevents/rules/inflyttad.yaml")
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(a.folder, rulesFolder, "inflyttad.yaml")
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, bytes.Replace(rule, []byte("within: 3 months"), []byte("within: 10 days"), 1), 0o600); err != nil {
		t.Fatal(err)
	}
	before := a.server.Site().Book.Rule("inflyttad").Hash
	ask()
	if after := a.server.Site().Book.Rule("inflyttad").Hash; after != before || !strings.Contains(a.said.text(), "rules/inflyttad.yaml") {
		t.Errorf("a rule whose examples do not come true is used: %v, or the log does not name it:\n%s", after != before, a.said.text())
	}
}
