package assistant

import (
	"slices"
	"strings"

	"forvag/internal/words"
)

// A case of one's own, as it stands in phrases: by what is called a case, or by what one has applied for.
const (
	caseWords = "ärende|ärendet|ärenden|ansökan|ansökningar|anmälan|felanmälan|tillstånd|beslut|bokning|köplats|plats|överklagande|begäran|klagomål|synpunkt|medborgarförslag|bidrag|" +
		"bygglov|bygganmälan|skolskjuts|förskoleplats|dagisplats|parkeringstillstånd|serveringstillstånd|färdtjänst|hemtjänst|trygghetslarm|försörjningsstöd|skolval|båtplats|" +
		"bygglovsansökan|bygglovsärende|bostadsanpassning|dispens|föreningsbidrag|ledighetsansökan|specialkost|utredning"
	ourCase = "_ mitt|min|mina|vårt|vår|våra " + caseWords
	myCase  = "_ my|our case|cases|application|applications|permit|permits|decision|booking|report|request|appeal|complaint|proposal"
)

// Phrases by which one asks whether something is needed or allowed, and by which one asks about one's own case.
var (
	whether = patterns(
		"behöver|behövs|måste|krävs _ lov|bygglov|tillstånd|anmäla|anmälan|söka|ansöka|registrera|dispens|marklov|rivningslov",
		"behöver|måste|får|kan|kunde jag|vi|man|mitt|min|vårt|mamma|pappa|hon|han",
		"har jag|vi|min|mitt|mamma|pappa|hon|han _ rätt",
		"är det tillåtet|lagligt|okej|ok|förbjudet",
		"krävs|behövs det",
		"do|does|must|may|can i|we|you|my|she|he",
		"need i|we|a",
		"am|are i|we allowed|entitled|eligible",
		"is it allowed|legal|forbidden|permitted",
		"is|are _ needed|required",
	)
	ownCase = patterns(
		"var|vart är|finns|ligger|står|hamnade "+ourCase,
		"hur går|gick|blir|blev|ser|står det "+ourCase,
		"hur har det gått "+ourCase,
		"hur långt har|är "+ourCase,
		"status|läget "+ourCase,
		"^ är|har|när|blir "+ourCase+" _ klar|klart|klara|färdig|färdigt|godkänd|godkänt|beviljad|beviljat|avgjord|avgjort|kommit|handlagd|handlagt",
		"när är|blir|kommer "+ourCase,
		"har ni|någon|du fått|tagit|läst|behandlat|beslutat|tittat|hunnit|kollat|svarat|börjat|godkänt _ mitt|min|mina|vårt|vår",
		"när går|slutar|upphör|löper _ mitt|min|vårt|vår tillstånd|parkeringstillstånd|färdtjänst|färdtjänsttillstånd|serveringstillstånd _ ut|gälla",
		"när|dag|länge går|slutar|upphör|löper|gäller mitt|min|vårt|vår _ ut|gälla",
		"när fattas|fattar|tas|tar _ beslut|beslutet _ mitt|min|mina|vårt|vår",
		"vilken|vilka handläggare _ mitt|min|mina|vårt|vår ärende|ärenden|ansökan|anmälan",
		"när får|fick jag|vi _ beslut|svar|besked _ mitt|min|vårt|vår",
		"vad väntar ni på",
		"vilken|vilket plats|nummer|könummer|köplats _ har|är|ligger|står jag|vi|min|mitt|vår|vårt|hon|han",
		"vad|vilket|vilken har jag|vi|min|mitt|vår|vårt|hon|han _ nummer|könummer|köplats|plats _ kö",
		"vad|vilket|vilken har jag|vi|min|mitt|vår|vårt|hon|han för nummer|könummer|köplats|plats",
		"hur mycket är|ligger jag|vi skyldig|skyldiga|back",
		"vem|vilken _ handlägger|utreder|sköter|ansvarar|har|för|på mitt|min|mina|vårt|vår ärende|ansökan|anmälan",
		"vem är min|vår handläggare|biståndshandläggare|socialsekreterare|utredare",
		"har|blev|är jag|vi|min|mitt|vår|vårt|hon|han _ beviljad|beviljat|godkänd|godkänt|antagen|antagna",
		"^ fick jag|vi|hon|han|min|mitt|vår|vårt",
		"saknas|fattas i|till|för|på mitt|min|mina|vårt|vår ärende|ansökan|anmälan",
		"where is|are|has "+myCase,
		"how is|are|far|did "+myCase,
		"status|progress|news "+myCase,
		"^ is|has|when|are "+myCase+" _ ready|approved|granted|done|decided|finished|handled|arrived",
		"have you|they received|read|decided|got|looked|started|handled|approved _ my|our",
		"when|day does|will|do my|our _ expire|end|run",
		"what|which number|place|position are|is|am|have we|i|my|our",
		"what are you waiting for",
		"how much do|did i|we owe",
		"who is|are handling|dealing|working|processing _ my|our",
		"^ did|was|have|has i|we|my|our _ approved|granted|get|got|accepted",
		"missing from|in my|our case|application",
		"när|vad|vilket|vilken|vilka|vem|hur mycket|många _ mitt|min|mina|vårt|vår|våra ärende|ärenden|ansökan|ansökningar|anmälan|diarienummer|ärendenummer",
		"vad|vilket har|får|fick|är jag|vi|mitt|vårt _ diarienummer|ärendenummer",
		"^ blev|ligger|syns|finns "+ourCase,
		"^ är "+ourCase+" _ registrerad|registrerat|mottagen|mottaget|diariefört|diarieförd|inkommen|inkommet",
		"har|fick jag|vi _ fått|svar|besked|brev|något|nåt _ från er|kommunen",
		"what|when did|will|have you decide|decided|say|write|answer _ my|our",
		"har ni _ fått|tagit emot|in mitt|min|mina|vårt|vår",
		"how far along|is|has my|our|is _ case|cases|application|applications",
	)
	// whatHappens asks how it goes with a case too, but for one that asks what would happen: "vad händer med min plats om jag flyttar".
	whatHappens = patterns("vad|något|nåt|ingenting|inget händer|hänt|händt|sker|hände "+ourCase, "what|anything happens|happening|happened "+myCase)
	supposed    = patterns("om|ifall|när|innan|efter|sedan|sen|medan jag|vi|man|hen|hon|han|barnet|barnen|att|mitt|min|någon|ni", "if|when|before|after i|we|you|my|our|he|she|they|somebody|the")
	// namedCase are words for a case of one's own, in a question that is about something else too.
	namedCase = patterns(
		"mitt|min|mina|vårt|vår|våra _ ärende*|ansökan|ansökningar*|anmälan|anmälningar*|felanmälan|bygglov|bygglovet|tillstånd|tillståndet|beslut|bokning",
		"my|our _ case|cases|application|applications|permit|permits|decision|report|booking",
	)
	openers       = words.Set("hur vad när var vart vem vilka vilken vilket varför how what when where who which why")
	questionWords = patterns(
		"vad|hur|när|var|vem|vilka|vilken|vilket|varför|kan|får|behöver|måste|finns|kostar|ska",
		"what|how|when|where|who|which|why|can|may|do|does|is|are|must|should",
	)
)

func patterns(texts ...string) []Pattern {
	out := make([]Pattern, len(texts))
	for i, text := range texts {
		p, err := ParsePattern(text)
		if err != nil {
			panic(err) // a constant of this file
		}
		out[i] = p
	}
	return out
}

func anyIn(list []Pattern, text string) bool {
	w := foldedWords(text)
	return slices.ContainsFunc(list, func(p Pattern) bool { return p.In(w) })
}

// asksWhether says whether the question wants a yes or a no about what is needed or allowed. One that begins with how, what or when does not.
func asksWhether(text string) bool {
	w := foldedWords(text)
	return len(w) > 0 && !openers[w[0]] && anyIn(whether, text)
}

func aboutOwnCase(text string) bool {
	return anyIn(ownCase, text) || anyIn(whatHappens, text) && !anyIn(supposed, text)
}

// namesOwnCase says whether a question is about a case of the reader's own, beside what the municipality's texts answer.
func namesOwnCase(text string) bool { return aboutOwnCase(text) || anyIn(namedCase, text) }

// isQuestion says whether a message is a question of its own, where an answer was waited for.
func isQuestion(text string) bool {
	w := foldedWords(text)
	if len(w) == 0 {
		return false
	}
	return strings.Contains(text, "?") || len(w) >= 3 && slices.ContainsFunc(questionWords, func(p Pattern) bool { return p.In(w[:1]) })
}
