package portaltest

import (
	"bytes"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"net/http/cookiejar"
	"net/textproto"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"

	"golang.org/x/net/html"
)

// Client is one browser without script. It is for one goroutine.
type Client struct {
	t    testing.TB
	site *Site
	http *http.Client
	// Lang is the Accept-Language that it sends, "sv" at first.
	Lang string
	// Address is whom limits on requests count; empty for one of its own for every request, so that no limit is met.
	Address string
}

// Visit opens a browser at a portal that runs elsewhere, such as in a process of its own.
func Visit(t testing.TB, url string) *Client {
	t.Helper()
	return (&Site{URL: url}).Visitor(t)
}

// Visitor opens a browser that nobody has logged in with.
func (s *Site) Visitor(t testing.TB) *Client {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	return &Client{t: t, site: s, http: &http.Client{Jar: jar}, Lang: "sv"}
}

// LogIn opens a browser where one of the demo's people has logged in: a resident or an officer, by name.
func (s *Site) LogIn(t testing.TB, name string) *Client {
	t.Helper()
	c := s.Visitor(t)
	for _, p := range s.Demo.People {
		if p.Name == name {
			c.Post("/logga-in/demo", url.Values{"person": {string(p.ID)}}).Want(http.StatusOK)
			return c
		}
	}
	t.Fatalf("nobody in the demo is called %q", name)
	return nil
}

// In is the same browser in another test, such as a subtest.
func (c *Client) In(t testing.TB) *Client {
	other := *c
	other.t = t
	return &other
}

// Get opens a page, following redirects.
func (c *Client) Get(path string) *Page {
	c.t.Helper()
	return c.do(http.MethodGet, path, "", nil)
}

// Post sends a form that stands on no page: what a browser would not send by itself.
func (c *Client) Post(path string, values url.Values) *Page {
	c.t.Helper()
	return c.do(http.MethodPost, path, "application/x-www-form-urlencoded", strings.NewReader(values.Encode()))
}

var addresses atomic.Uint32

func (c *Client) do(method, path, media string, body io.Reader) *Page {
	c.t.Helper()
	req, err := http.NewRequestWithContext(c.t.Context(), method, c.site.URL+path, body)
	if err != nil {
		c.t.Fatal(err)
	}
	req.Header.Set("Accept-Language", c.Lang)
	if media != "" {
		req.Header.Set("Content-Type", media)
		req.Header.Set("Origin", c.site.URL)
	}
	address := c.Address
	if address == "" {
		n := addresses.Add(1)
		address = fmt.Sprintf("10.%d.%d.%d", byte(n>>16), byte(n>>8), byte(n))
	}
	req.Header.Set("X-Forwarded-For", address)
	resp, err := c.http.Do(req)
	if err != nil {
		c.t.Fatal(err)
	}
	defer resp.Body.Close()
	raw, err := io.ReadAll(resp.Body)
	if err != nil {
		c.t.Fatal(err)
	}
	p := &Page{t: c.t, client: c, Status: resp.StatusCode, Header: resp.Header, URL: resp.Request.URL, Body: raw}
	if strings.HasPrefix(resp.Header.Get("Content-Type"), "text/html") {
		doc, err := html.Parse(bytes.NewReader(raw))
		if err != nil {
			c.t.Fatal(err)
		}
		p.Node = Node{doc}
	}
	return p
}

// upload is a file in a form.
type upload struct {
	field, name string
	bytes       []byte
}

// encode writes a form as a browser does.
func encode(values url.Values, files []upload) (media string, body *bytes.Buffer, err error) {
	body = &bytes.Buffer{}
	w := multipart.NewWriter(body)
	for name, list := range values {
		for _, v := range list {
			if err := w.WriteField(name, v); err != nil {
				return "", nil, err
			}
		}
	}
	for _, f := range files {
		part, err := w.CreatePart(textproto.MIMEHeader{"Content-Disposition": {fmt.Sprintf(`form-data; name=%q; filename=%q`, f.field, f.name)}})
		if err != nil {
			return "", nil, err
		}
		if _, err := part.Write(f.bytes); err != nil {
			return "", nil, err
		}
	}
	return w.FormDataContentType(), body, w.Close()
}
