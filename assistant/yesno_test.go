package assistant

import (
	"testing"

	"forvag/internal/locale"
	"forvag/knowledge"
)

// A yes stands without its question only where that is the reader's.
func TestAnswersAnother(t *testing.T) {
	const shed = "Får jag bygga garage, förråd eller växthus utan bygglov?"
	for _, c := range []struct {
		name, asked, title, heading, text, want string
		lang                                    locale.Lang
	}{
		{"the reverse", "Behöver jag bygglov för ett växthus på 12 kvadrat?", shed, "", "Ja, om byggnaden är liten.", shed, locale.SV},
		{"the same", "får jag bygga växthus utan bygglov", shed, "", "Ja, om byggnaden är liten.", "", locale.SV},
		{"without the turn", "får jag bygga växthus", shed, "", "Ja, om byggnaden är liten.", shed, locale.SV},
		{"another matter", "Kan jag få hjälp med hyran?", "Kan jag få skuldrådgivning gratis?", "", "Ja. Rådgivaren hjälper dig.", "Kan jag få skuldrådgivning gratis?", locale.SV},
		{"the heading's", "kostar det något att låna", "Hur lånar jag?", "Måste jag visa legitimation?", "Nej, men ta med kortet.", "Måste jag visa legitimation?", locale.SV},
		{"neither yes nor no", "Behöver jag bygglov för ett växthus?", shed, "", "Det beror på hur stort det är.", "", locale.SV},
		{"a word that begins so", "Behöver jag lov?", "Jakt", "", "Jakten styrs av lagen.", "", locale.SV},
		{"English, no as another word", "Do I need a permit?", "May I paint the house?", "", "No permit is needed.", "", locale.EN},
		{"English, reversed", "Do I need a permit to paint the house?", "May I paint the house without a permit?", "", "Yes, in most places.", "May I paint the house without a permit?", locale.EN},
	} {
		t.Run(c.name, func(t *testing.T) {
			e := &Extract{
				Article: &knowledge.Article{Title: c.title}, Passage: &knowledge.Passage{Heading: c.heading},
				Blocks: []knowledge.Block{{Kind: knowledge.Paragraph, Items: []knowledge.Item{{{{Text: c.text}}}}}},
			}
			if got := answersAnother(c.lang, c.asked, e); got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}
