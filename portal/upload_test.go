package portal_test

import (
	"net/http"
	"strings"
	"testing"

	"forvag/portal/portaltest"
)

// TestFilesThatAreNotTaken attaches a file whose content is not what its name says, one that no name makes right, and one picture twice.
func TestFilesThatAreNotTaken(t *testing.T) {
	p := portaltest.New(t).Visitor(t).Get("/tjanster/felanmalan").Form("/borja").Submit()
	p = p.Form(p.URL.Path).Set("fault", "lamp", "danger", "no").Submit("do=next").Want(http.StatusOK)
	p = p.Form(p.URL.Path).Set("place", "Storgatan 1").Submit("do=next").Want(http.StatusOK)
	png := "\x89PNG\r\n\x1a\n" + strings.Repeat("\x00", 64)
	attach := func(name, content string, status int) string {
		t.Helper()
		field := ""
		for _, in := range p.All("input", "type=file") {
			field = in.Attr("name")
		}
		p = p.Form(p.URL.Path).Attach(field, name, []byte(content)).Submit("do=upload").Want(status)
		return p.Find("main").Text()
	}
	for _, tc := range []struct {
		name, file, content, want string
		status                    int
	}{
		{"its name says otherwise", "lampa.jpg", "%PDF-1.4\n%%EOF\n", "lampa.jpg heter som JPEG, men innehållet är något annat", http.StatusUnprocessableEntity},
		{"a kind that is not taken", "lampa.exe", "MZ\x90\x00", "lampa.exe är en filtyp som vi inte kan ta emot", http.StatusUnprocessableEntity},
		{"a picture", "lampa.png", png, "lampa.png", http.StatusOK},
		{"the same picture again", "lampa.png", png, "lampa.png har du redan lagt till", http.StatusUnprocessableEntity},
		{"another", "stolpe.png", png + "x", "stolpe.png", http.StatusOK},
	} {
		if said := attach(tc.file, tc.content, tc.status); !strings.Contains(said, tc.want) {
			t.Errorf("%s: %s", tc.name, said)
		}
	}
	said := p.Find("main").Text()
	if strings.Count(said, "Ta bort lampa.png") != 1 {
		t.Errorf("what is kept: %s", said)
	}
}
