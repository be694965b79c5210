package assistant

import (
	"slices"

	"forvag/internal/words"
)

// Matter is what somebody wants to know of their own cases.
type Matter string

// The matters. OwnState is where they stand, and what every other question comes to.
const (
	OwnState   Matter = "state"
	OwnWaits   Matter = "waits"   // what they wait for, or for whom
	OwnPermits Matter = "permits" // what permits they have, and until when
)

var (
	askWaits = patterns(
		"väntar ni|kommunen|handläggaren|nämnden|man på",
		"vad|vem|vilka väntar mitt|min|mina|vårt|vår|ärendet|ärende|ansökan|anmälan",
		"varför tar det|mitt|min|ärendet|ansökan _ tid|länge|lång",
		"varför händer inget|ingenting|inte",
		"vad|något saknas|fattas _ ansökan|anmälan|ärende|ärendet",
		"behöver|måste|ska jag|vi göra|skicka|komplettera|svara _ ansökan|anmälan|ärende|ärendet",
		"what|who are|is you|the _ waiting for|on",
		"what|who is my|our _ waiting for|on",
		"why is|does my|our|it _ taking|take long|time",
		"what is missing _ application|case|report",
	)
	askPermits = patterns(
		"när|länge går|slutar|upphör|gäller|löper _ tillstånd*|lov|bygglov*|parkeringstillstånd*|färdtjänst*|serveringstillstånd*|dispens*",
		"mitt|mina|min|vårt|våra tillstånd|parkeringstillstånd|serveringstillstånd|färdtjänsttillstånd _ ut|slut|gäller|gälla|kvar|förnya*|förläng*",
		"vilka|vilket tillstånd har jag|vi",
		"förnya|förlänga mitt|min|vårt|vår tillstånd*|parkeringstillstånd*|färdtjänst*|serveringstillstånd*",
		"my|our permit|licence|license _ expire*|end*|valid|run*|renew*",
		"when|until|long _ my|our _ permit|licence|license",
		"which|what permits|licences|licenses do i|we have",
		"renew my|our permit|licence|license",
	)
	askPerson = patterns(
		"vill|kan|får|måste|skulle|behöver _ prata|tala|snacka|chatta|skriva _ någon|nån|människa|person|handläggare|personal|medarbetare",
		"prata|tala|snacka|chatta|svar|svara|hjälp|kontakt|kopplad|kopplas _ människa|riktig person|levande person|av en person",
		"riktig|levande|verklig människa|person",
		"koppla mig|oss|vidare",
		"jag vill ha|prata|tala _ människa|person",
		"människa|person som svarar|svara|kan svara",
		"låt en|någon människa|person|annan svara",
		"inte _ prata|tala|skriva|chatta _ robot|dator|maskin|bot|ai",
		"kan någon|nån ringa|kontakta mig|oss|upp",
		"ring upp mig",
		"talk|speak|chat|talking|speaking|write to|with _ person|human|someone|somebody|agent|officer|staff|people",
		"real|live|actual human|person",
		"human being",
		"connect|transfer|put me _ to|with|through",
		"can someone|somebody call|contact me|us",
	)
	ours  = words.Set("min mitt mina vår vårt våra my our")
	about = words.Set("om angående gällande kring about regarding concerning")
)

// ownMatter is what a question about one's own cases is after; empty where it is not about them.
func ownMatter(text string) Matter {
	own := aboutOwnCase(text)
	mine := own || slices.ContainsFunc(foldedWords(text), func(w string) bool { return ours[w] })
	switch {
	case mine && anyIn(askPermits, text):
		return OwnPermits
	case mine && anyIn(askWaits, text):
		return OwnWaits
	case own:
		return OwnState
	default:
		return ""
	}
}

// mostForPerson is how many words a message has at most that asks for a person and for nothing else.
const mostForPerson = 14

// wantsPerson says whether a message asks for a person rather than for an answer. One that says what it is about is answered: whoever answers is offered
// beside it.
func wantsPerson(text string) bool {
	w := foldedWords(text)
	if len(w) > mostForPerson {
		return false
	}
	for _, word := range w {
		if about[word] {
			return false
		}
	}
	return anyIn(askPerson, text)
}
