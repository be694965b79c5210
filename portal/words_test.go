package portal_test

import (
	"strings"
	"testing"

	"forvag/internal/casework"
	"forvag/internal/locale"
	"forvag/notify"
)

// TestEveryKindHasWords: what the core and the notices tell of is put together with the words for it, so that each must have some. What happened in a case
// must be told also when its details are disposed of.
func TestEveryKindHasWords(t *testing.T) {
	var keys []string
	for _, kind := range casework.EventKinds() {
		keys = append(keys, "case.event."+string(kind))
	}
	for _, m := range notify.Matters() {
		keys = append(keys, "notify.matter."+string(m))
	}
	for _, key := range keys {
		for _, lang := range []locale.Lang{locale.SV, locale.EN} {
			if !locale.Has(key) {
				t.Errorf("%s has no words", key)
			} else if words := locale.T(lang, key); strings.Contains(words, "{") {
				t.Errorf("%s needs details: %q", key, words)
			}
		}
	}
}
