package browser

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"os/exec"
	"strings"
	"sync"
	"testing"
	"time"
)

// checker is the W3C's HTML checker (vnu), one server for this test binary.
var checker struct {
	sync.Mutex
	command *exec.Cmd
	url     string
}

// finding is one message of the checker, as its JSON output has it.
type finding struct {
	Type, SubType, Message, Extract string
	LastLine, LastColumn            int
}

// deliberate begins the one warning that is not heeded: Safari takes a list without bullets for no list, unless it says that it is one.
const deliberate = "The “list” role is unnecessary for element"

// ValidHTML reports every error and warning that the W3C's HTML checker has about a whole document, which name tells.
func ValidHTML(t testing.TB, name, html string) {
	t.Helper()
	findings, err := validate(t.Context(), html)
	if err != nil {
		t.Fatalf("checking the HTML of %s: %v", name, err)
	}
	for _, f := range findings {
		if strings.HasPrefix(f.Message, deliberate) {
			continue
		}
		if f.Type == "error" || f.Type == "non-document-error" || f.SubType == "warning" {
			t.Errorf("%s:%d:%d: %s\n    %s", name, f.LastLine, f.LastColumn, f.Message, strings.Join(strings.Fields(f.Extract), " "))
		}
	}
}

// ValidHTML checks the document as the server sent it.
func (p *Page) ValidHTML(t testing.TB) {
	t.Helper()
	ValidHTML(t, p.Path(), p.Source())
}

func validate(ctx context.Context, html string) ([]finding, error) {
	url, err := startChecker()
	if err != nil {
		return nil, err
	}
	ctx, cancel := context.WithTimeout(ctx, 2*timeout)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, url, strings.NewReader(html))
	if err != nil {
		return nil, err
	}
	request.Header.Set("Content-Type", "text/html; charset=utf-8")
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return nil, err
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		return nil, err
	}
	var result struct{ Messages []finding }
	if err := json.Unmarshal(body, &result); err != nil {
		return nil, fmt.Errorf("%s: %.200s", response.Status, body)
	}
	return result.Messages, nil
}

// startChecker returns the address of the checker, after starting it when this is the first use.
func startChecker() (string, error) {
	checker.Lock()
	defer checker.Unlock()
	if checker.url != "" {
		return checker.url, nil
	}
	jar, err := tool("vnu-jar", "build", "dist", "vnu.jar")
	if err != nil {
		return "", err
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0") // to learn of a free port
	if err != nil {
		return "", err
	}
	port := fmt.Sprint(listener.Addr().(*net.TCPAddr).Port)
	if err := listener.Close(); err != nil {
		return "", err
	}
	var said bytes.Buffer
	command := exec.Command("java", "-Xss2m", "-Xmx512m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC",
		"-Dnu.validator.servlet.bind-address=127.0.0.1", "-cp", jar, "nu.validator.servlet.Main", port)
	command.Stdout, command.Stderr = &said, &said
	if err := command.Start(); err != nil {
		return "", fmt.Errorf("the HTML checker needs Java (run ./test setup): %w", err)
	}
	ended := make(chan error, 1)
	go func() { ended <- command.Wait() }()
	tick, limit := time.NewTicker(100*time.Millisecond), time.After(2*timeout)
	defer tick.Stop()
	for {
		if connection, err := net.Dial("tcp", "127.0.0.1:"+port); err == nil {
			connection.Close()
			checker.command, checker.url = command, "http://127.0.0.1:"+port+"/?out=json"
			return checker.url, nil
		}
		select {
		case <-tick.C:
		case err := <-ended:
			return "", fmt.Errorf("the HTML checker ended: %w\n%s", err, said.String())
		case <-limit:
			_ = command.Process.Kill()
			return "", fmt.Errorf("the HTML checker does not answer")
		}
	}
}

// stopChecker ends the checker, if any.
func stopChecker() {
	checker.Lock()
	defer checker.Unlock()
	if checker.command != nil {
		_ = checker.command.Process.Kill()
		checker.command, checker.url = nil, ""
	}
}
