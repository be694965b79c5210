package assistant

import (
	"testing"

	"forvag/internal/locale"
)

// What others see to is known in any form of its words, as a part of a compound and with a slip of the keyboard.
func TestElsewhere(t *testing.T) {
	e := DefaultGuards().elsewhere
	for ask, want := range map[string]string{
		"när får jag min pension": "pension", "vad blir pensionsåldern för mig": "pension", "hur deklarerar jag min lön": "tax",
		"amorteringarna på bolånet": "bank", "bolånräntan": "bank", "jag vill bli svensk medborgare": "migration", "hur kokar jag ägget": "cooking",
		"when is the next train": "transport", "the prescription for my medicine": "care", "which politicians sit on the board": "people_in_office",
	} {
		lang := LanguageOf(ask, locale.SV)
		r, err := e.rival(t.Context(), lang, ask)
		if err != nil || r.Elsewhere == nil || r.ID != want {
			t.Errorf("%q: got %+v, %v, want %s", ask, r.Elsewhere, err, want)
		}
	}
	if r, err := e.rival(t.Context(), locale.SV, "qwxz"); err != nil || r.evidence.Alike != 0 {
		t.Errorf("what nobody says: got %+v, %v", r, err)
	}
}

func TestElsewhereWithFaults(t *testing.T) {
	for name, text := range map[string]string{
		"one language only": "matters:\n  - {id: a, sv: [b]}\n",
		"an unknown key":    "matters:\n  - {id: a, sv: [b], en: [c], no: [d]}\n",
	} {
		if _, faults := readElsewhere("e.yaml", []byte(text)); len(faults) != 1 {
			t.Errorf("%s: got %v", name, faults)
		}
	}
}
