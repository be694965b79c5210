package assistant

import "testing"

func TestWhatOneAsksOfOnesOwnCases(t *testing.T) {
	for text, want := range map[string]Matter{
		"var är mitt ärende?":                        OwnState,
		"hur går det med min ansökan":                OwnState,
		"where is my application":                    OwnState,
		"vad väntar ni på?":                          OwnWaits,
		"Vad väntar mitt ärende på":                  OwnWaits,
		"varför tar det så lång tid med mitt ärende": OwnWaits,
		"what are you waiting for":                   OwnWaits,
		"när går mitt tillstånd ut?":                 OwnPermits,
		"När slutar mitt parkeringstillstånd gälla":  OwnPermits,
		"hur länge gäller mitt tillstånd?":           OwnPermits,
		"hur länge gäller ett bygglov":               "",
		"vad händer om jag väntar på svar":           "",
		"vad kostar mitt bygglov":                    "",
		"when does my permit expire?":                OwnPermits,
	} {
		if got := ownMatter(text); got != want {
			t.Errorf("%q: got %q, want %q", text, got, want)
		}
	}
}

func TestWhoWantsAPerson(t *testing.T) {
	for text, want := range map[string]bool{
		"jag vill prata med någon":                             true,
		"Kan jag få prata med en människa?":                    true,
		"jag vill inte prata med en robot":                     true,
		"kan någon ringa mig":                                  true,
		"koppla mig till en handläggare":                       true,
		"Låt en människa svara":                                true,
		"can I speak to a real person?":                        true,
		"I want to talk to someone":                            true,
		"vem kan jag prata med om mina skulder":                false,
		"kan jag prata med någon om mobbning i skolan":         false,
		"vad kostar förskolan":                                 false,
		"jag vill anmäla en person som fuskar":                 false,
		"får en människa grilla i parken":                      false,
		"who do I talk to about a building permit":             false,
		"hur många personer får vara i lokalen":                false,
		"min mamma behöver hjälp av en person hemma varje dag": false,
	} {
		if got := wantsPerson(text); got != want {
			t.Errorf("%q: got %v", text, got)
		}
	}
}

func TestWhichQuestionsNameOnesOwnCase(t *testing.T) {
	for text, want := range map[string]bool{
		"får jag börja bygga innan mitt bygglov är klart": true,
		"kan jag ändra min inskickade ansökan":            true,
		"can I build before my permit is granted":         true,
		"var är mitt ärende":                              true,
		"hur hög får en altan vara":                       false,
		"får min granne bygga en altan":                   false,
		"vad kostar ett bygglov":                          false,
		"how high can my deck be":                         false,
	} {
		if got := namesOwnCase(text); got != want {
			t.Errorf("%q: got %v", text, got)
		}
	}
}
