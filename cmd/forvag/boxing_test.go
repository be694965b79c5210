package main

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/pem"
	"math/big"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// pair writes a certificate of a key, valid until a day, and the key.
func pair(t *testing.T, key any, public any, until time.Time) (cert, private string) {
	t.Helper()
	template := &x509.Certificate{SerialNumber: big.NewInt(1), NotBefore: until.AddDate(-1, 0, 0), NotAfter: until}
	der, err := x509.CreateCertificate(rand.Reader, template, template, public, key)
	if err != nil {
		t.Fatal(err)
	}
	pkcs8, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	write := func(name, kind string, data []byte) string {
		file := filepath.Join(dir, name)
		if err := os.WriteFile(file, pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: data}), 0o600); err != nil {
			t.Fatal(err)
		}
		return file
	}
	return write("cert.pem", "CERTIFICATE", der), write("key.pem", "PRIVATE KEY", pkcs8)
}

func TestMailboxSettings(t *testing.T) {
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	curve, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	cert, private := pair(t, key, &key.PublicKey, time.Now().AddDate(1, 0, 0))
	old, oldKey := pair(t, key, &key.PublicKey, time.Now().AddDate(0, 0, -1))
	small, smallKey := pair(t, curve, &curve.PublicKey, time.Now().AddDate(1, 0, 0))
	const register = "https://mm.example/recipient/v3"
	for _, c := range []struct {
		name string
		b    boxing
		says string
	}{
		{"none", boxing{}, ""},
		{"all", boxing{register, cert, private, t.TempDir()}, ""},
		{"to the operators", boxing{register, cert, private, ""}, ""},
		{"in the clear", boxing{"http://mm.example/recipient", cert, private, ""}, "FORVAG_MAILBOX_URL"},
		{"no certificate", boxing{MailboxURL: register}, "FORVAG_MAILBOX_CERT_FILE"},
		{"another's key", boxing{register, cert, smallKey, ""}, "FORVAG_MAILBOX_KEY_FILE"},
		{"a certificate that has run out", boxing{register, old, oldKey, ""}, "valid until"},
		{"a key that operators do not know", boxing{register, small, smallKey, ""}, "not RSA"},
		{"no folder", boxing{register, cert, private, filepath.Join(t.TempDir(), "x")}, "FORVAG_MAILBOX_FOLDER"},
	} {
		t.Run(c.name, func(t *testing.T) {
			err := c.b.validate()
			if (err == nil) != (c.says == "") || err != nil && !strings.Contains(err.Error(), c.says) {
				t.Errorf("%v, want %q", err, c.says)
			}
		})
	}
}
