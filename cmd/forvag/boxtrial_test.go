package main

import (
	"crypto/rand"
	"crypto/rsa"
	"crypto/tls"
	"encoding/pem"
	"forvag/internal/municipality"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// TestMailboxIsTried runs the command as somebody does who sets digital mailboxes up, with a register that the test makes up.
func TestMailboxIsTried(t *testing.T) {
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	cert, private := pair(t, key, &key.PublicKey, time.Now().AddDate(1, 0, 0))
	another, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	_, others := pair(t, another, &another.PublicKey, time.Now().AddDate(1, 0, 0))
	old, oldKey := pair(t, key, &key.PublicKey, time.Now().AddDate(0, 0, -1))
	const has = `<E><return><Type>Secure</Type><Pending>false</Pending><ServiceSupplier><Name>Kivra</Name><ServiceAdress>https://kivra.example/mm</ServiceAdress></ServiceSupplier>
		<SenderAccepted>true</SenderAccepted></return></E>`
	answer, code := "", 200
	register := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if body, err := io.ReadAll(r.Body); err != nil || len(r.TLS.PeerCertificates) != 1 || !strings.Contains(string(body), "194006129805") {
			t.Errorf("asked %s, %v, by %d certificates", body, err, len(r.TLS.PeerCertificates))
		}
		w.WriteHeader(code)
		io.WriteString(w, answer)
	}))
	register.TLS = &tls.Config{ClientAuth: tls.RequestClientCert}
	register.StartTLS()
	t.Cleanup(register.Close)
	trusted := filepath.Join(t.TempDir(), "ca.pem")
	if err := os.WriteFile(trusted, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: register.Certificate().Raw}), 0o600); err != nil {
		t.Fatal(err)
	}
	sample := filepath.Join(t.TempDir(), "prov.xml")
	bin := filepath.Join(programs(t), "forvag")
	own, gone := t.TempDir(), filepath.Join(t.TempDir(), "none")
	almby, err := os.ReadFile("../../internal/municipality/default.yaml")
	if err == nil {
		err = os.WriteFile(filepath.Join(own, municipality.File), []byte(strings.Replace(string(almby), "999999-9999", "212000-1231", 1)), 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
	set := func(url, cert, key string) []string {
		return []string{"FORVAG_MAILBOX_URL=" + url, "FORVAG_MAILBOX_CERT_FILE=" + cert, "FORVAG_MAILBOX_KEY_FILE=" + key, "FORVAG_CONTENT=" + own}
	}
	for _, c := range []struct {
		name, answer string
		code         int
		set          []string
		args         []string
		fails        bool
		says         []string
	}{
		{"nothing is set", "", 200, nil, nil, true, []string{"missing  FORVAG_MAILBOX_URL", "missing  FORVAG_MAILBOX_CERT_FILE", "missing  FORVAG_MAILBOX_KEY_FILE", "missing  FORVAG_CONTENT", "FORVAG_NOTIFY is off"}},
		{"no address yet, and nothing else right", "", 200, append(set("", cert, others), "FORVAG_MAILBOX_FOLDER="+gone), nil, true,
			[]string{"missing  FORVAG_MAILBOX_URL", "fault    FORVAG_MAILBOX_FOLDER " + gone + " is no folder", "fault    FORVAG_MAILBOX_CERT_FILE and FORVAG_MAILBOX_KEY_FILE: tls: "}},
		{"a certificate that is not there", "", 200, set("http://register.example", gone, private), nil, true,
			[]string{"fault    FORVAG_MAILBOX_URL must be https", "fault    FORVAG_MAILBOX_CERT_FILE and FORVAG_MAILBOX_KEY_FILE: open " + gone}},
		{"all is set", "", 200, set(register.URL, cert, private), []string{"--out", sample}, false,
			[]string{"RSA of 2048 bits", "signed by itself", "both signatures hold", "sent as Almby kommun", "note     the register was not asked"}},
		{"somebody has a mailbox", has, 200, set(register.URL, cert, private), []string{"--number", "194006129805"}, false,
			[]string{"19400612-**** has a mailbox with Kivra, which takes messages at https://kivra.example/mm"}},
		{"somebody has none", strings.Replace(has, "Secure", "Not", 1), 200, set(register.URL, cert, private), []string{"--number", "194006129805"}, false,
			[]string{"19400612-**** takes no digital post from this sender"}},
		{"the register does not know us", "", 403, set(register.URL, cert, private), []string{"--number", "194006129805"}, true, []string{"fault    register of digital mailboxes: answers 403"}},
		{"nobody's number", "", 200, set(register.URL, cert, private), []string{"--number", "194006129806"}, true, []string{"--number is no personal number"}},
		{"a certificate that has run out", "", 200, set(register.URL, old, oldKey), nil, true, []string{"fault    FORVAG_MAILBOX_CERT_FILE", "valid until"}},
		{"no organisation", "", 200, append(set(register.URL, cert, private), "FORVAG_CONTENT="+gone), nil, true, []string{"fault    the municipality's folder: content: open " + gone}},
	} {
		t.Run(c.name, func(t *testing.T) {
			answer, code = c.answer, c.code
			cmd := exec.CommandContext(t.Context(), bin, append([]string{"notify", "mailbox"}, c.args...)...)
			cmd.Env = append([]string{"SSL_CERT_FILE=" + trusted, "PATH=" + os.Getenv("PATH")}, c.set...)
			said, err := cmd.CombinedOutput()
			if (err != nil) != c.fails {
				t.Errorf("%v: %s", err, said)
			}
			for _, words := range c.says {
				if !strings.Contains(string(said), words) {
					t.Errorf("it does not say %q:\n%s", words, said)
				}
			}
			if strings.Contains(string(said), "9805") && len(c.args) > 0 && c.args[0] == "--number" {
				t.Errorf("it tells the number:\n%s", said)
			}
		})
	}
	text, err := os.ReadFile(sample)
	if err != nil || strings.Count(string(text), "<ds:SignatureValue>") != 2 || !strings.Contains(string(text), "162120001231") {
		t.Errorf("%v: %.300s", err, text)
	}
}
