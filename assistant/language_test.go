package assistant

import (
	"testing"

	"forvag/internal/locale"
)

func TestLanguageOf(t *testing.T) {
	for text, want := range map[string]locale.Lang{
		"Behöver jag bygglov för ett växthus?":       locale.SV,
		"behover jag bygglov":                        locale.SV,
		"Do I need a building permit?":               locale.EN,
		"how much does preschool cost":               locale.EN,
		"my mother lives in Växjö, can she get help": locale.EN,
		"förskoleavgift":                             locale.SV,
		"parking permit":                             "",
		"bygglov":                                    "",
		"":                                           "",
		"I do not speak Swedish":                     locale.EN,
		"what is bygglov":                            locale.EN,
		"när är sophämtningen i jul":                 locale.SV,
		"nar ar sophamtningen i jul":                 locale.SV,
		"i am new in town":                           locale.EN,
		"för små för att gå":                         locale.SV,
	} {
		if got := LanguageOf(text, ""); got != want {
			t.Errorf("%q: got %q, want %q", text, got, want)
		}
	}
}
