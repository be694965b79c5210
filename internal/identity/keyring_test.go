package identity_test

import (
	"bytes"
	"encoding/base64"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"forvag/internal/identity"
)

func line(id string, fill byte) string {
	return id + ":" + base64.StdEncoding.EncodeToString(bytes.Repeat([]byte{fill}, 32))
}

func keyring(t *testing.T, lines ...string) *identity.Keyring {
	t.Helper()
	k, err := identity.ParseKeyring(strings.Join(lines, "\n"))
	if err != nil {
		t.Fatal(err)
	}
	return k
}

func TestEncryptedOpensOnlyWithTheSameKeyPurposeAndContext(t *testing.T) {
	k, other := keyring(t, line("1", 'a')), keyring(t, line("1", 'b'))
	rapid.Check(t, func(t *rapid.T) {
		plain, context := rapid.SliceOf(rapid.Byte()).Draw(t, "plain"), rapid.SliceOfN(rapid.Byte(), 1, 20).Draw(t, "context")
		sealed := k.Encrypt("number", plain, context)
		if got, err := k.Decrypt("number", sealed, context); err != nil || !bytes.Equal(got, plain) {
			t.Fatalf("got %x, %v; want %x", got, err, plain)
		}
		broken := bytes.Clone(sealed)
		broken[rapid.IntRange(4, len(sealed)-1).Draw(t, "byte")] ^= 1
		for name, open := range map[string]func() ([]byte, error){
			"another purpose":   func() ([]byte, error) { return k.Decrypt("address", sealed, context) },
			"another context":   func() ([]byte, error) { return k.Decrypt("number", sealed, append(context, 0)) },
			"another key":       func() ([]byte, error) { return other.Decrypt("number", sealed, context) },
			"a changed byte":    func() ([]byte, error) { return k.Decrypt("number", broken, context) },
			"a cut end":         func() ([]byte, error) { return k.Decrypt("number", sealed[:len(sealed)-1], context) },
			"only a key number": func() ([]byte, error) { return k.Decrypt("number", sealed[:6], context) },
			"nothing":           func() ([]byte, error) { return k.Decrypt("number", nil, context) },
		} {
			if got, err := open(); err == nil {
				t.Fatalf("%s opened it: %x", name, got)
			}
		}
	})
}

func TestKeysCanBeChanged(t *testing.T) {
	before, after := keyring(t, line("1", 'a')), keyring(t, "# newest last or first", line("2", 'b'), "", line("1", 'a'))
	sealed := before.Encrypt("number", []byte("x"), nil)
	if got, err := after.Decrypt("number", sealed, nil); err != nil || string(got) != "x" {
		t.Errorf("the old value: %q, %v", got, err)
	}
	if after.Current(sealed) || !after.Current(after.Encrypt("number", nil, nil)) {
		t.Error("Current does not tell old from new")
	}
	digests := after.Digests("number", "x")
	if len(digests) != 2 || !bytes.Equal(digests[1], before.Digest("number", "x")) || !bytes.Equal(digests[0], after.Digest("number", "x")) {
		t.Error("the old digest is not among the new ring's")
	}
	if bytes.Equal(after.Digest("number", "x"), after.Digest("other", "x")) {
		t.Error("two purposes have one digest")
	}
	if _, err := before.Decrypt("number", after.Encrypt("number", []byte("x"), nil), nil); err == nil || !strings.Contains(err.Error(), "key 2") {
		t.Errorf("a missing key: got %v, want it named", err)
	}
}

func TestKeyFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "keys")
	if err := identity.WriteKeyring(path); err != nil {
		t.Fatal(err)
	}
	if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the file's mode is %v, %v", info.Mode(), err)
	}
	first, err := identity.ReadKeyring(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := identity.WriteKeyring(path); !errors.Is(err, fs.ErrExist) {
		t.Errorf("writing again: got %v, want fs.ErrExist", err)
	}
	again, err := identity.ReadKeyring(path)
	if err != nil || !bytes.Equal(first.Digest("x", "y"), again.Digest("x", "y")) {
		t.Errorf("the key changed: %v", err)
	}
	if err := os.Chmod(path, 0o640); err != nil {
		t.Fatal(err)
	}
	if _, err := identity.ReadKeyring(path); err == nil || !strings.Contains(err.Error(), "chmod 600") {
		t.Errorf("a file that the group reads: got %v", err)
	}
}

func TestParseKeyringRefuses(t *testing.T) {
	for name, text := range map[string]string{
		"nothing":        "# only words\n",
		"no number":      base64.StdEncoding.EncodeToString(bytes.Repeat([]byte{1}, 32)),
		"number 0":       line("0", 'a'),
		"a short key":    "1:" + base64.StdEncoding.EncodeToString([]byte("hemlig")),
		"no base64":      "1:åäö",
		"a number twice": line("1", 'a') + "," + line("1", 'b'),
	} {
		if _, err := identity.ParseKeyring(text); err == nil {
			t.Errorf("%s: accepted", name)
		} else if strings.Contains(err.Error(), "aGVtbGln") {
			t.Errorf("%s: the error shows the key: %v", name, err)
		}
	}
}
