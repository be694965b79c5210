package casework

import (
	"regexp"
	"strings"
	"testing"
)

func FuzzFollowCode(f *testing.F) {
	for _, s := range []string{"", "ABCD-EFGH-JKMN-PQRS", "abcd efgh jkmn pqrs", "\xff\xfe", strings.Repeat("A", 10_000), "ıİß", "O0I1L1U"} {
		f.Add(s)
	}
	form := regexp.MustCompile(`^([0-9A-HJKMNP-TV-Z]{4}-){3}[0-9A-HJKMNP-TV-Z]{4}$`)
	f.Fuzz(func(t *testing.T, s string) {
		code := FollowCode(s)
		if !form.MatchString(code) || FollowCode(s) != code {
			t.Errorf("%q gives the code %q", s, code)
		}
		// as people write it down and read it out
		for _, written := range []string{strings.ToLower(code), strings.ReplaceAll(code, "-", " "), strings.ReplaceAll(code, "-", ""), " " + code + " ",
			strings.NewReplacer("0", "O", "1", "l", "V", "u").Replace(code)} {
			if hashCode(written) != hashCode(code) {
				t.Errorf("%q is not taken for %q", written, code)
			}
		}
		if hash := hashCode(s); len(hash) != 64 {
			t.Errorf("%q is stored as %q", s, hash)
		}
	})
}
