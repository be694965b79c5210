package login

import (
	"os"
	"strings"
	"testing"

	"github.com/alecthomas/kong"
	"github.com/google/go-cmp/cmp"

	"forvag/internal/locale"
)

func TestSettingsFromEnvironment(t *testing.T) {
	for name, value := range map[string]string{
		"FORVAG_OIDC_ISSUER": "https://broker.example", "FORVAG_OIDC_CLIENT_ID": "almby", "FORVAG_OIDC_NAME": "BankID eller Freja|BankID or Freja",
		"FORVAG_OIDC_ACR":          "http://id.elegnamnden.se/loa/1.0/loa3,urn:broker:bankid=3",
		"FORVAG_STAFF_OIDC_ISSUER": "https://login.example/almby/v2.0", "FORVAG_STAFF_OIDC_CLIENT_ID": "forvag", "FORVAG_STAFF_OIDC_CLAIM": "oid",
	} {
		t.Setenv(name, value)
	}
	var s Settings
	parser, err := kong.New(&s)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := parser.Parse(nil); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]ACR{{loa3, 3}, {"urn:broker:bankid", 3}}, s.OIDCACR); diff != "" {
		t.Error(diff)
	}
	all, err := s.Providers(fixed)
	if err != nil {
		t.Fatal(err)
	}
	type seen struct {
		ID       string
		Name     locale.Text
		Officers bool
		Level    int
	}
	var got []seen
	for _, p := range all {
		got = append(got, seen{p.ID(), p.Name(), p.Officers(), int(p.Level())})
		if p.About().SV == "" || p.About().EN == "" {
			t.Errorf("%s does not say for whom it is", p.ID())
		}
	}
	want := []seen{
		{"e-legitimation", locale.Text{SV: "BankID eller Freja", EN: "BankID or Freja"}, false, 3},
		{"medarbetare", locale.Text{SV: "Medarbetare", EN: "Staff"}, true, 2},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestValidate(t *testing.T) {
	whole := Settings{OIDCIssuer: "https://broker.example", OIDCClientID: "almby", OIDCACR: []ACR{{loa3, 3}}}
	for _, tc := range []struct {
		name   string
		change func(*Settings)
		want   string // empty: nothing is wrong
	}{
		{"whole", func(*Settings) {}, ""},
		{"none", func(s *Settings) { *s = Settings{} }, ""},
		{"no issuer", func(s *Settings) { s.OIDCIssuer = "" }, "FORVAG_OIDC_ISSUER is missing"},
		{"no TLS", func(s *Settings) { s.OIDCIssuer = "http://broker.example" }, "FORVAG_OIDC_ISSUER must begin with https://"},
		{"query", func(s *Settings) { s.OIDCIssuer = "https://broker.example?x=1" }, "FORVAG_OIDC_ISSUER must have neither query"},
		{"no client", func(s *Settings) { s.OIDCClientID = "" }, "FORVAG_OIDC_CLIENT_ID is missing"},
		{"no level", func(s *Settings) { s.OIDCACR = nil }, "FORVAG_OIDC_ACR must name"},
		{"secret and key", func(s *Settings) { s.OIDCSecret, s.OIDCKeyFile = "x", "y" }, "cannot both be set"},
		{"staff level", func(s *Settings) { s.StaffOIDCIssuer, s.StaffOIDCLevel = "https://a.example", 9 }, "FORVAG_STAFF_OIDC_LEVEL must be 2, 3 or 4"},
	} {
		s := whole
		tc.change(&s)
		err := s.Validate()
		if (tc.want == "") != (err == nil) || (err != nil && !strings.Contains(err.Error(), tc.want)) {
			t.Errorf("%s: got %v, want %q", tc.name, err, tc.want)
		}
	}
}

func TestClientKeyRefused(t *testing.T) {
	file := t.TempDir() + "/key.pem"
	if err := os.WriteFile(file, []byte("no key"), 0o600); err != nil {
		t.Fatal(err)
	}
	s := Settings{OIDCIssuer: "https://broker.example", OIDCClientID: "almby", OIDCACR: []ACR{{loa3, 3}}, OIDCKeyFile: file}
	if _, err := s.Providers(fixed); err == nil || !strings.Contains(err.Error(), "FORVAG_OIDC_CLIENT_KEY_FILE") {
		t.Errorf("got %v", err)
	}
}

func FuzzParseACR(f *testing.F) {
	for _, s := range []string{loa3, "urn:x=3", "urn:x?a=b=4", "=3", "urn:x=1", "urn:x", "a b=3", ""} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		a, err := ParseACR(s)
		if err != nil {
			return
		}
		if a.Level < 2 || a.Level > 4 || a.Value == "" || strings.ContainsAny(a.Value, " \n") {
			t.Errorf("%q read as %+v", s, a)
		}
	})
}
