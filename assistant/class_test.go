package assistant

import (
	"testing"

	"forvag/internal/locale"
)

// Questions that nobody has learnt from, by the class that refuses them; empty for what a municipality's texts may answer.
func TestClasses(t *testing.T) {
	classes := DefaultGuards().Classes
	for text, want := range map[string]string{
		"hej": "small_talk", "Hur har ni det?": "small_talk", "är du en robot": "small_talk", "thank you so much": "small_talk",
		"dra en vits för mig":                             "small_talk",
		"skriv en vaggvisa åt min dotter":                 "writing",
		"kan du sammanfatta den här boken":                "writing",
		"write a speech for my sister's wedding":          "composing",
		"please write me a long and funny speech":         "composing",
		"can you help me write a cover letter":            "composing",
		"write something for my brother's birthday":       "composing",
		"write a Python script that sorts a list":         "composing",
		"write some code that sorts a list":               "writing",
		"translate this letter into Polish":               "writing",
		"vad heter skruvmejsel på tyska":                  "writing",
		"vad är 7 gånger 8":                               "knowledge",
		"vilken är Perus huvudstad":                       "knowledge",
		"who invented the telephone":                      "knowledge",
		"hur många länder finns det i Afrika":             "knowledge",
		"vilket är världens högsta berg":                  "knowledge",
		"vad tycker ni om Sverigedemokraterna":            "opinion",
		"who should I vote for":                           "opinion",
		"kommer det att regna, hur blir vädret på lördag": "weather",
		"horoskopet för vågen":                            "pastime",
		"hur kokar man potatis":                           "how_to",
		"vilken färg ska jag måla staketet med":           "how_to",
		"how do I bake a chocolate cake":                  "how_to",
		"hur lär jag valpen att gå fot":                   "how_to",
		"vilken gräsklippare är bäst":                     "shopping",
		"finns det jobb på Lidl":                          "shopping",
		"ska jag köpa aktier i Volvo":                     "bank",
		"ersätter hemförsäkringen en stulen cykel":        "bank",
		"mitt barn har feber, vilken medicin mot det":     "health",
		"är magsjuka smittsamt":                           "health",
		"vem ärver mig om jag är ogift":                   "private_law",
		"skriva testamente":                               "private_law",
		"hur lång uppsägningstid har man i Norge":         "abroad",
		"my passport has run out":                         "passport",
		"övningsköra med min son":                         "driving",
		"söka svenskt medborgarskap":                      "residence",
		"när kommer skatteåterbäringen":                   "tax",
		"hur många vab-dagar har jag kvar":                "social_insurance",
		"hur högt är studielånet":                         "student_aid",
		"när kan jag gå i pension":                        "pension",
		"vilken tid går sista tåget till Gävle":           "public_transport",
		"gå ur svenska kyrkan":                            "church",
		"jag vill byta efternamn":                         "naming",
		"hur många bodde här 1950":                        "statistics",
		"vem är kommundirektör":                           "who_holds",
		"vad har kommunalrådet i lön":                     "wages",
		"vad kostade rondellen":                           "spending",
		"vilket företag plogar hos oss":                   "who_runs",
		"vad blir det för lunch i skolan på måndag":       "menu",
		"söker ni vikarier till förskolan":                "openings",
		"var är närmaste badplats":                        "pool",
		"hur anmäler jag mitt barn till simskolan":        "swimming_lessons",
		"finns det elljusspår i Granby":                   "tracks",
		"var laddar jag elbilen":                          "charging",
		"råttor på tomten":                                "vermin",
		"kostar det att sota skorstenen":                  "chimney",
		"när är museet öppet":                             "museum",
		"hur söker jag en kolonilott":                     "allotment",
		"where can I park my motorhome overnight":         "camper",

		"varför stängdes fritidsgården":     "past_and_plans",
		"vem ritade stadshuset":             "past_and_plans",
		"ska ni bygga en bro över ån":       "past_and_plans",
		"when will the bridge be finished":  "past_and_plans",
		"är det kö på tippen just nu":       "at_this_moment",
		"which school has the best results": "rating",
		"hur många elever är det per klass": "statistics",

		"får jag bygga en altan":                                       "",
		"ska jag anmäla min värmepump":                                 "",
		"varför är min vattenräkning så hög":                           "",
		"when will my application be decided":                          "",
		"where do I write to the school":                               "",
		"my son needs help with writing at school":                     "",
		"vad kostar förskolan":                                         "",
		"hur många timmar får mitt barn vara på förskolan":             "",
		"how many weeks does a building permit take":                   "",
		"vem bestämmer om skolskjuts":                                  "",
		"hur mycket kostar bygglov":                                    "",
		"kan jag få tolk på mötet":                                     "",
		"sonen är sjuk och kan inte gå till skolan":                    "",
		"mormor behöver hjälp med sin medicin, kan hemtjänsten ge den": "",
		"jag vill flytta till kommunen från Norge":                     "",
		"var lämnar jag färgburkar":                                    "",
		"hur röstar jag i kommunvalet":                                 "",
		"when is the recycling centre open":                            "",
		"can my child get special food at school, she has diabetes":    "",
	} {
		t.Run(text, func(t *testing.T) {
			said, got := foldedWords(clean(locale.SV, text)), ""
			for i := range classes {
				if classes[i].of(said) != nil {
					got = classes[i].ID
					break
				}
			}
			if got != want {
				t.Errorf("got %q, want %q", got, want)
			}
		})
	}
}

func TestEveryClassSaysWhy(t *testing.T) {
	seen := map[string]bool{}
	for _, c := range DefaultGuards().Classes {
		if c.ID == "" || seen[c.ID] || len(c.When) == 0 || c.Cause != OutOfScope && c.Cause != NoContent {
			t.Errorf("%q: every class has a name of its own, phrases and a cause that is outside or no content", c.ID)
		}
		seen[c.ID] = true
		if (c.Say.SV == "") != (c.Say.EN == "") {
			t.Errorf("%s is said in one language only", c.ID)
		}
	}
}

func TestOtherMunicipalities(t *testing.T) {
	places := DefaultGuards().places
	for text, want := range map[string]string{
		"hur söker man bygglov i Sundsvall":                   "Sundsvall",
		"förskola upplands väsby":                             "Upplands Väsby",
		"vad tar Örebros kommun för en parkeringsplats":       "Örebro",
		"garbage collection in Gothenburg":                    "Göteborg",
		"öppettider i Vara":                                   "Vara",
		"bygglov i Vara kommun":                               "Vara",
		"hur ska det vara i trädgården":                       "",
		"får boden stå nära tomtgränsen":                      "",
		"vi flyttar från Umeå, hur får vi skolplats":          "",
		"hur ställer jag barnet i kö hos er, vi bor i Kalmar": "",
		"vad gäller i Almby":                                  "",
		"gäller samma regler i Almby som i Malmö":             "",
		"när tömmer ni soporna":                               "",
		"I moved here from Stockholm":                         "",
	} {
		if got := places.other(text, "Almby"); got != want {
			t.Errorf("%q: got %q, want %q", text, got, want)
		}
	}
}

func TestQuestionsThatSayTooLittle(t *testing.T) {
	g := DefaultGuards()
	for text, want := range map[string]bool{
		"vad gör jag nu": true, "hur mycket kostar det": true, "kan ni hjälpa mig": true, "när då": true, "can you help me": true, "how does it work": true,
		"vad kostar förskolan": false, "bygglov": false, "sfi": false, "kan jag få hjälp hemma": false, "who do I call": false,
	} {
		lang := LanguageOf(text, locale.SV)
		if got := g.saysTooLittle(lang, text); got != want {
			t.Errorf("%q: got %v, want %v", text, got, want)
		}
	}
}

func TestOwnCases(t *testing.T) {
	for text, want := range map[string]bool{
		"har ni börjat titta på min anmälan":              true,
		"vilket könummer har jag till förskolan":          true,
		"när löper vårt serveringstillstånd ut":           true,
		"blev min ansökan beviljad":                       true,
		"did we get the school place":                     true,
		"how much do I owe you":                           true,
		"hur går det med mitt bygglov":                    true,
		"hur långt har vår ansökan om färdtjänst kommit":  true,
		"var är min anmälan om buller":                    true,
		"när blir min ansökan klar":                       true,
		"vad händer med mitt ärende":                      true,
		"has my application been approved":                true,
		"any news on my application":                      true,
		"när tas beslutet i vårt ärende":                  true,
		"vilken handläggare har hand om mitt ärende":      true,
		"vilka handläggare arbetar med bygglov":           false,
		"vad händer med min plats om jag flyttar":         false,
		"vad händer med mitt bygglov när jag säljer":      false,
		"får jag börja bygga innan mitt bygglov är klart": false,
		"hur länge gäller mitt bygglov om jag väntar":     false,
		"hur går det till att söka bygglov":               false,
		"hur lång är kön till förskolan":                  false,
		"när slutar terminen":                             false,
		"vem handlägger bygglov":                          false,
		"kan jag överklaga ett beslut som inte är mitt":   false,
		"what number do I call":                           false,
	} {
		if got := aboutOwnCase(text); got != want {
			t.Errorf("%q: got %v, want %v", text, got, want)
		}
	}
}
