package web

import "forvag/internal/locale"

// sample is a page with content as residents and officers meet it, for tests and previews.
type sample struct {
	name  string
	frame func(Frame) Frame
	page  Page
}

var almby = Brand{
	Name: "Almby kommun", Tagline: "Tjänster och ärenden", Phone: "0123-45 60 00", Email: "kontakt@almby.example",
	Hours: "Vardagar 8–16", Visit: "Kommunhuset, Storgatan 1, Almby",
}

func visitor(f Frame) Frame { return f }

func resident(f Frame) Frame {
	f.User, f.NeedsMe = User{Name: "Maja Ekström", Resident: true}, 2
	return f
}

func officer(f Frame) Frame {
	f.User, f.Section = User{Name: "Karin Holm", Officer: true}, SectionDesk
	return f
}

func inSection(s Section, more func(Frame) Frame) func(Frame) Frame {
	return func(f Frame) Frame {
		f = more(f)
		f.Section = s
		return f
	}
}

func frameFor(s sample, lang locale.Lang) Frame {
	return s.frame(Frame{Lang: lang, Path: "/" + s.name, Brand: almby, Demo: true})
}

var (
	today       = When{Machine: "2026-11-22T08:12:00Z", Human: "i dag 09.12"}
	nov19       = When{Machine: "2026-11-19", Human: "19 november 2026"}
	nov27       = When{Machine: "2026-11-27", Human: "27 november 2026"}
	dec4        = When{Machine: "2026-12-04", Human: "4 december 2026"}
	progressing = Status{Text: "Pågår", Tone: Info}
	waiting     = Status{Text: "Väntar på dig", Tone: Warning}
	granted     = Status{Text: "Beviljat", Tone: Success}
	closed      = Status{Text: "Avslutat", Tone: Neutral}
)

var offerCardsSample = []OfferCard{{Icon: "baby", Kind: Status{Text: "Erbjudande", Tone: Info}, Title: "Förskola till Ilo?", Text: "Du kan ställa Ilo i kö nu.", Until: dec4, Href: "/erbjudanden/1"}}

var offer = OfferPage{
	Name: "Förskola till Ilo?", Kind: Status{Text: "Erbjudande", Tone: Info}, Lead: "Du kan ställa Ilo i kö nu. Ni får ett erbjudande inom fyra månader.", More: Paragraphs{"Vi har fyllt i barnet och en startdag."},
	Sent: nov19, Until: dec4, Action: "/erbjudanden/1", Ways: []OfferWay{{Service: "forskola", Label: "Ja, ställ i kö"}}, Decline: "Nej tack", Later: true,
	Outcome: []Fact{{Label: "Om du säger ja", Value: "Du kommer till anmälan, som vi har börjat på åt dig."}, {Label: "Om du säger nej", Value: "Du hör inget mer från oss om det här."}, {Label: "Om du inte gör något", Value: "Du förlorar inget."}},
	Why:     Paragraphs{"Kommunen ska erbjuda plats inom fyra månader."}, Law: []LawRef{{Text: "skollagen (2010:800) 8 kap. 14 §"}},
	Grounds: []Condition{{State: ConditionMet, Text: "Barnet har inte fyllt ett år.", Law: "skollagen 8 kap. 5 §"}, {State: ConditionUnknown, Text: "Ni behöver plats."}},
	Facts:   []OfferFact{{"Ålder, månader", "6", "ur folkbokföringen"}},
}

var offerPackage, offerAsks, offerOver = func() OfferPage {
	p := offer
	p.Name, p.Ways, p.Read = "Välkommen hit", []OfferWay{{"avfall", "Sophämtning", "Beställ kärl."}, {"vattenavlasning", "Vatten", "Läs av mätaren."}}, []Link{{"Bra att veta", "/bra-att-veta/flytta"}}
	return p
}(), func() OfferPage {
	p := offer
	p.Ways, p.Ask = nil, []Field{ChoiceField{Question: Question{Name: "needs", Label: "Arbetar eller studerar du?", Error: "Välj ett svar."}, Options: []Option{{Value: "true", Label: "Ja"}, {Value: "false", Label: "Nej"}}}}
	p.Errors = []FieldError{{Field: "f-needs", Text: "Välj ett svar."}}
	return p
}(), func() OfferPage {
	p := offer
	p.Over, p.Case, p.Ways = &Notice{Tone: Info, Text: "Du har sagt ja."}, &Link{"Öppna ärendet", "/arenden/1"}, nil
	return p
}()

var myCases = []CaseRow{
	{Title: "Skolskjuts för Elsa", Number: "BUN 2026-000218", Status: waiting, Updated: today, Next: "Skicka in intyg om växelvis boende", Due: nov27, Unread: 1, Href: "/arenden/1", For: "Elsa Ekström"},
	{Title: "Bygglov för altan med tak, Alvägen 7", Number: "BN 2026-000123", Status: waiting, Updated: nov19, Next: "Skicka in en situationsplan i skala", Due: dec4, Href: "/arenden/2"},
}

var ongoing = []CaseRow{
	{Title: "Trasig gatlampa vid Storgatan 14", Number: "TN 2026-001482", Status: progressing, Updated: today, Next: "Lampan ska lysa igen senast fredag 27 november", Href: "/arenden/3"},
	{Title: "Ledighet från skolan", Number: "BUN 2026-000311", Status: Status{Text: "Inkommet", Tone: Neutral}, Updated: nov19, Href: "/arenden/4", For: "Elsa Ekström"},
}

var cards = []ServiceCard{
	{Icon: IconLamp, Title: "Felanmäl gata, park eller belysning", Text: "Trasig lampa, hål i vägen, klotter. Du behöver inte logga in.", Href: "/tjanster/felanmalan"},
	{Icon: IconBus, Title: "Skolskjuts", Text: "Resa till och från skolan när vägen är lång eller farlig.", Href: "/tjanster/skolskjuts"},
	{Icon: IconHammer, Title: "Bygglov", Text: "Bygga nytt, bygga till eller ändra. Börja med att se om du behöver lov.", Href: "/tjanster/bygglov"},
	{Icon: IconSchool, Title: "Ledighet från skolan", Text: "Vårdnadshavare söker ledigt för sitt barn.", Href: "/tjanster/ledighet-elev"},
	{Icon: IconParking, Title: "Parkeringstillstånd för rörelsehindrade", Text: "Gäller i hela landet i upp till fem år.", Href: "/tjanster/parkeringstillstand"},
	{Icon: IconSpeech, Title: "Synpunkter och klagomål", Text: "Säg vad du tycker om det vi gör. Du får svar inom tio arbetsdagar.", Href: "/tjanster/synpunkt"},
}

var drafts = []DraftRow{{Title: "Parkeringstillstånd för rörelsehindrade", Saved: today, Until: When{"2026-12-22", "22 december 2026"}, Href: "/utkast/1", Remove: "/utkast/1/ta-bort"}}

var skolskjutsResult = Result{
	Verdict: VerdictYes, Title: "Ja, Elsa har rätt till skolskjuts",
	Text: Paragraphs{"Vägen till skolan är längre än gränsen för årskurs 2."},
	Conditions: []Condition{
		{State: ConditionMet, Text: "Elsa är folkbokförd i kommunen", Law: "Skollagen 10 kap. 32 §", Facts: []Fact{{"Folkbokförd", "Almby kommun"}}},
		{State: ConditionMet, Text: "Vägen till skolan är minst 2 km", Law: "Almby kommuns riktlinjer", Facts: []Fact{{"Avstånd", "3 400 m"}, {"Årskurs", "2"}}},
		{State: ConditionNotMet, Text: "Skolan är en annan än den placerade"},
		{State: ConditionUnknown, Text: "Trafiken på vägen är farlig"},
	},
	Law:   []LawRef{{"Skollagen (2010:800) 10 kap. 32 §", "https://www.riksdagen.se/"}},
	Start: &Link{"Ansök om skolskjuts", "/tjanster/skolskjuts/ansok"}, AsOf: When{"2026-11-22", "22 november 2026"},
}

var buildingFiles = []File{{ID: "a1", Name: "situationsplan.pdf", Size: "1,2 MB", Kind: "PDF", Href: "/filer/a1"}, {ID: "b2", Name: "fasad-mot-soder.jpg", Size: "3,4 MB", Kind: "JPEG", Href: "/filer/b2"}}

func faultFields(wrong bool) []Field {
	fields := []Field{
		ChoiceField{Question: Question{Name: "what", Label: "Vad gäller det?", Refresh: true}, Cards: true, Options: []Option{
			{Value: "lamp", Label: "Gatubelysning", Icon: IconLamp, Chosen: true}, {Value: "road", Label: "Hål eller skada i vägen", Icon: IconAlert},
			{Value: "litter", Label: "Nedskräpning eller klotter", Icon: IconTrash, Hint: "Även övergivna fordon"},
		}},
		LongField{Question: Question{Name: "text", Label: "Beskriv felet", Hint: "Skriv inga personuppgifter."}, MaxLength: 2000},
		PlaceField{
			Question: Question{Name: "place", Label: "Var är det?", Hint: "Skriv en adress, använd din position eller peka på kartan."},
			Address:  "Storgatan 14", SuggestURL: "/adresser", Own: true, Place: Place{"59.3293", "18.0686"}, Chosen: "Nära Storgatan 14",
			Map: &Map{Src: "/static/hero.svg", Alt: "Karta över Almby centrum", Moves: []Option{
				{Value: "zoom-in", Label: "Zooma in", Icon: IconAdd}, {Value: "zoom-out", Label: "Zooma ut", Icon: IconMinus}, {Value: "north", Label: "Norrut", Icon: IconUp},
				{Value: "south", Label: "Söderut", Icon: IconDown}, {Value: "west", Label: "Västerut", Icon: IconBack}, {Value: "east", Label: "Österut", Icon: IconChevron},
			}},
		},
		FilesField{Question: Question{Name: "photos", Label: "Bilder", Optional: true}, Limits: "Högst 5 bilder, 20 MB var. JPEG, PNG eller HEIC.", Accept: "image/*", MaxBytes: 20_000_000, Uploaded: buildingFiles[1:]},
	}
	if wrong {
		long := fields[1].(LongField)
		long.Error = "Beskriv vad som är fel"
		fields[1] = long
		place := fields[2].(PlaceField)
		place.Error, place.Address, place.Chosen, place.Place = "Ange en adress eller plats", "", "", Place{}
		fields[2] = place
	}
	return fields
}

var everyField = []Field{
	TextField{Question: Question{Name: "name", Label: "Namn", Source: "Hämtat ur folkbokföringen"}, Value: "Maja Ekström", Autocomplete: "name"},
	TextField{Question: Question{Name: "mail", Label: "E-post", Error: "Skriv en e-postadress, till exempel namn@example.se"}, Kind: TextEmail, Value: "maja@"},
	TextField{Question: Question{Name: "tel", Label: "Telefon", Optional: true}, Kind: TextPhone},
	NumberField{Question: Question{Name: "area", Label: "Byggnadens yta", Hint: "Utvändigt mått."}, Unit: "m²", Decimal: true, Value: "24,5"},
	DateField{Question: Question{Name: "from", Label: "Första lediga dag"}, Value: "2026-12-14", Min: "2026-11-22"},
	ChoicesField{Question: Question{Name: "kind", Label: "Vad vill du göra?", Hint: "Välj allt som stämmer."}, Options: []Option{{Value: "a", Label: "Bygga nytt", Chosen: true}, {Value: "b", Label: "Bygga till", Hint: "Större än i dag"}, {Value: "c", Label: "Ändra fasad"}}},
	SelectField{Question: Question{Name: "school", Label: "Skola"}, Options: []Option{{Value: "1", Label: "Almbyskolan"}, {Value: "2", Label: "Björkskolan", Chosen: true}}},
	YesNoField{Question: Question{Name: "lives", Label: "Bor barnet växelvis hos er?"}, Value: Yes},
	AddressField{Question: Question{Name: "home", Label: "Adress", Error: "Vi hittar flera adresser. Välj en."}, Value: "Alvägen", SuggestURL: "/adresser", Suggestions: []Option{{Value: "1", Label: "Alvägen 7, Almby"}, {Value: "2", Label: "Alvägen 17, Almby"}}},
	PersonField{Question: Question{Name: "neighbour", Label: "Granne som berörs"}, AskEmail: true, AskPhone: true, AskNumber: true},
	ChildField{Question: Question{Name: "child", Label: "Vilket barn gäller det?", Source: "Hämtat ur folkbokföringen"}, Children: []Child{{"c1", "Elsa Ekström", "8 år, Almbyskolan", true}, {"c2", "Nils Ekström", "6 år, Björkskolan", false}}},
	CompanyField{Question: Question{Name: "company", Label: "Vem söker?"}, Companies: []Company{{"k1", "Almby Bageri AB", "556000-4615", true}}},
	FilesField{Question: Question{Name: "files", Label: "Bilagor"}, Limits: "Högst 10 filer, 20 MB var. PDF, JPEG eller PNG.", Accept: ".pdf,image/jpeg,image/png", Uploaded: buildingFiles},
	ConsentField{Question: Question{Name: "true", Label: "Uppgifterna stämmer.", Error: "Intyga att uppgifterna stämmer"}},
}

var skolskjutsMessages = []Message{
	{ID: "1", From: "Karin Holm, handläggare", Text: "Hej! Bor Elsa lika mycket hos er båda? Skicka gärna ett intyg.", When: When{"2026-11-20T10:00:00Z", "20 november 11.00"}},
	{ID: "2", Mine: true, From: "Du", Text: "Ja, varannan vecka.\nIntyget kommer i veckan.", When: When{"2026-11-20T12:30:00Z", "20 november 13.30"}},
	{ID: "3", From: "Karin Holm, handläggare", Text: "Tack, det räcker om vi har det på fredag.", When: today, Unread: true, Files: []File{{ID: "z", Name: "mall-intyg.pdf", Size: "84 kB", Kind: "PDF", Href: "/filer/z"}}},
}

var boardNotice = BoardNotice{ID: "n-1", Kind: "Justerat protokoll", Name: "Protokoll från kommunstyrelsen 17 november 2026",
	Text: Paragraphs{"Protokollet finns på kommunhuset."}, Board: Link{Text: "Kommunstyrelsen", Href: "/namnder/KS"},
	Facts: []Fact{{Label: "Protokollet justerades", Value: "18 november 2026"}}, Posted: nov19, Until: today,
	Appeal: "Du kan överklaga till och med den 10 december 2026.", Link: "https://almby.example/protokoll.pdf", Host: "almby.example",
	Corrections: []string{"Rättat 21 november 2026. Fel dag stod här tidigare."}}

var caseDocuments = []CaseDocument{
	{Name: "Ansökan om skolskjuts", Kind: "Inkommen", When: nov19, Href: "/handlingar/1", From: "Maja Ekström", Size: "32 kB", For: "Hör till ”Läkarintyg”"},
	{Name: "Läkarintyg", Kind: "Inkommen", When: nov19, From: "Maja Ekström", Size: "210 kB", Secrecy: "OSL 23 kap. 2 §"},
}

var steps = []CaseStep{
	{State: StepDone, Title: "Ansökan mottagen", When: nov19, Who: "E-tjänsten"},
	{State: StepDone, Title: "Handläggare utsedd", When: When{"2026-11-20", "20 november 2026"}, Who: "Karin Holm"},
	{State: StepNow, Title: "Utredning", Text: "Vi väntar på intyg från dig.", When: today, Events: []CaseEvent{{Text: "Vi bad om komplettering", When: When{"2026-11-20", "20 november 11.00"}, Who: "Karin Holm"}, {Text: "Du skrev ett meddelande", When: When{"2026-11-20", "20 november 13.30"}}}},
	{Title: "Beslut"}, {Title: "Skjutsen börjar"},
}

var decision = CaseDecision{
	ID: "d1", Title: "Bygglov beviljas", Outcome: granted, When: nov19, By: "Byggnadsnämnden, delegation BN 4.2",
	Grounds:    Paragraphs{"Altanen följer detaljplanen. Grannarna har godkänt placeringen skriftligt."},
	Conditions: []string{"Bygget ska ha börjat inom två år.", "Grannens brunn ska vara åtkomlig."},
	Law:        []LawRef{{"Plan- och bygglagen (2010:900) 9 kap. 30 §", ""}},
	Appeal:     &Appeal{Text: Paragraphs{"Skriv till byggnadsnämnden. Vi skickar överklagandet vidare till länsstyrelsen om vi inte ändrar beslutet."}, Until: When{"2026-12-15", "15 december 2026"}, Action: "/arenden/2/overklaga"},
	Document:   "/handlingar/9", Noticed: nov19,
}

// deskReview is what a page has on which an act of the desk is read first.
func deskReview(act string) Review {
	return Review{Case: Link{"BUN 2026-000218", "/handlaggning/1"}, Alerts: []Notice{{Tone: Warning, Text: "Olle Berg handlägger ärendet."}}, Action: "/handlaggning/1/" + act,
		Kept: []HiddenField{{Name: act + "-outcome", Value: "granted"}}, Do: HiddenField{"steg", "fatta"}, Change: HiddenField{"steg", "andra"}}
}

var caseReaders = []CaseReader{
	{"Karin Holm", "Handläggare, BUN", []CaseReading{{[]string{"Läste ärendet 7 gånger", "Läste handlingen Ritning"}, today, true}, {[]string{"Läste ärendet"}, nov19, false}}},
	{"Olle Berg", "Registrator, BUN", []CaseReading{{[]string{"Läste ärendet"}, nov19, false}}},
}

var caseParties = []CaseParty{{"Maja Ekström", "Sökande", ""}, {"Elsa Ekström", "Barn", ""}, {"Johan Lind", "Vårdnadshavare", "Informerad 19 november"}}

var permit = CasePermit{Title: "Parkeringstillstånd", Holder: "Maja Ekström", From: nov19, To: When{"2031-11-18", "18 november 2031"}, Conditions: []string{"Kortet ska ligga synligt i vindrutan."}, Status: Status{"Gäller", Success}, Renew: "/tjanster/parkeringstillstand/fornya"}

var openCase = CasePage{
	Told: []CaseTold{{Matter: "Meddelande", Channel: "Notis på enhet", To: "Firefox, Linux", When: today, Status: Status{Text: "Skickat", Tone: Success}}},
	Agents: []CaseAgent{{ID: "a1", Title: "Linh Nguyen säger sig vara ditt ombud", Text: Paragraphs{"Ansökan är skickad i ditt namn."}, Tone: Warning,
		Action: "/arenden/1/ombud/a1", Confirm: "Bekräfta ombudet", End: "Nej, inte mitt ombud"}},
	Service: "Skolskjuts", Name: "Skolskjuts för Elsa", Number: "BUN 2026-000218", Status: waiting, Received: nov19, For: "Elsa Ekström",
	Now: CaseNow{Title: "Vi väntar på ett intyg från dig", Text: Paragraphs{"När vi har det kan vi besluta. Du kan svara här på sidan."}, Tone: Warning, Expected: dec4},
	Requests: []CaseRequest{{ID: "r1", Title: "Intyg om växelvis boende", Text: Paragraphs{"Skicka ett intyg som båda vårdnadshavarna har skrivit under."}, Due: nov27, Action: "/arenden/1/svar",
		Files: FilesField{Question: Question{Name: "files-r1", Label: "Bilagor"}, Limits: "Högst 10 filer, 20 MB var. PDF, JPEG eller PNG.", Accept: ".pdf,image/*"}}},
	Steps: steps, Messages: CaseMessages{Messages: skolskjutsMessages, Action: "/arenden/1/meddelanden"}, Documents: caseDocuments,
	Facts: []Fact{{"Barn", "Elsa Ekström"}, {"Skola", "Almbyskolan, årskurs 2"}, {"Avstånd", "3 400 m"}}, Parties: caseParties, Readers: CaseReaders{Rows: caseReaders, More: "/arenden/1?lasta-fore=2026"},
	Live: "/arenden/1/live", Withdraw: "/arenden/1/aterta",
	Demand: &DemandDecision{Text: Paragraphs{"Ärendet har tagit mer än sex månader. Då kan du begära att vi avgör det inom fyra veckor (12 § förvaltningslagen)."}, Action: "/arenden/1/avgor"},
}

var decidedCase = CasePage{
	Service: "Bygglov", Name: "Bygglov för altan med tak, Alvägen 7", Number: "BN 2026-000123", Status: granted, Received: nov19,
	Now:       CaseNow{Title: "Du får bygga", Text: Paragraphs{"Lovet gäller i fem år. Du behöver startbesked innan du börjar."}, Tone: Success},
	Decisions: []CaseDecision{decision}, Steps: []CaseStep{{State: StepDone, Title: "Ansökan mottagen", When: nov19}, {State: StepDone, Title: "Beslut", When: nov19}, {State: StepNow, Title: "Startbesked"}},
	Documents: caseDocuments[:1], Permits: []CasePermit{permit}, Messages: CaseMessages{Closed: "Ärendet är beslutat. Skriv till byggnadsnämnden om du undrar något."}, Readers: CaseReaders{Rows: caseReaders[:1]},
}

var deskCase = DeskCasePage{
	Deciders: "Du kan inte besluta i ärendet. Det kan Johan Ekblad (rektor).",
	Name:     "Skolskjuts för Elsa Ekström", Number: "BUN 2026-000218", Service: "Skolskjuts", Board: "Barn- och utbildningsnämnden", Code: "3.2.4", Kind: "Ansökan", Channel: "E-tjänst",
	Status: Status{"Väntar på part", Warning}, Step: "Utreda", Received: nov19, Officer: "Karin Holm", Secrecy: "OSL 23 kap. 2 §", Protected: "En part har skyddad folkbokföring. Skriv inte ut adress och skicka inget automatiskt.", Version: 7,
	Clocks:   []DeskClock{{Name: "Handläggningstid tio arbetsdagar", Due: dec4, Left: "Pausad", Note: "tiden står still medan parten svarar, till och med 27 november 2026", Tone: Info}, {Name: "Komplettering", Due: nov27, Left: "5 dagar kvar", Tone: Warning}},
	Answers:  []ReviewSection{{Title: "Barn och skola", Facts: openCase.Facts, Files: buildingFiles[:1]}},
	Proposal: &skolskjutsResult,
	Parties: []DeskParty{{Name: "Maja Ekström", Role: "Sökande", Number: "19850101-9809", Contact: []string{"maja@example.se", "070-174 06 05"}}, {Name: "Johan Lind", Role: "Vårdnadshavare", Secret: true, Note: "Informerad 19 november"},
		{Name: "Rut Ek", Role: "Uppger sig vara ombud", Note: "Inte bekräftat än", Unconfirmed: true, Actions: []Action{{ID: "agent", Title: "Bekräfta ombudet", Icon: IconDone, Action: "/handlaggning/1/bekrafta-ombud", Button: "Bekräfta", Fields: []Field{TextField{Question: Question{Name: "agent-ground", Label: "Hur?"}}}}}}},
	Documents: []DeskDocument{{CaseDocument: caseDocuments[0], Visible: true, Retention: "Bevaras"}, {CaseDocument: caseDocuments[1], Retention: "Gallras efter 2 år"}},
	Messages:  skolskjutsMessages,
	Requests:  []DeskRequest{{Formal: "Föreläggande (FL 20 §)", Answer: "Svar: Det kommer i morgon.", Text: "Skicka ett intyg som båda har skrivit under.", Sent: nov19, Due: nov27, Status: waiting, Action: "/handlaggning/1/komplettering/1/aterta"}},
	Notes:     []DeskNote{{"Karin Holm", "Ringde skolan. Årskurs 2 bekräftad.", today}},
	Events:    []DeskEvent{{Text: "Ansökan mottagen", Who: "E-tjänsten", When: nov19}, {Text: "Tjänsteanteckning", Detail: "Ringde skolan. Årskurs 2 bekräftad.", Who: "Karin Holm", When: today, Internal: true}},
	Readers:   CaseReaders{Rows: caseReaders, More: "/arenden/1?lasta-fore=2026"}, Verified: "Händelsekedjan stämmer (14 händelser).", Permits: []CasePermit{permit},
	Decisions: []DeskDecision{{CaseDecision: decision, AppealKind: "Förvaltningsbesvär", Notices: []Fact{{"Maja Ekström", "20 november 2026"}}, Appeals: []Fact{{"Johan Lind", "Kom in 21 november, i rätt tid"}}}},
	Actions: []Action{
		{ID: "take", Icon: IconAccount, Action: "/handlaggning/1/tilldela", Button: "Ta ärendet", Instant: true},
		{ID: "decide", Title: "Besluta", Icon: IconGavel, Action: "/handlaggning/1/besluta", Button: "Fatta beslutet", Open: true, Text: "Förslaget är ifyllt. Läs och ändra om det behövs.", Fields: []Field{
			ChoiceField{Question: Question{Name: "outcome", Label: "Utfall"}, Options: []Option{{Value: "granted", Label: "Bevilja", Chosen: true}, {Value: "rejected", Label: "Avslå"}}},
			LongField{Question: Question{Name: "grounds", Label: "Skäl"}, Value: "Vägen till skolan är 3 400 meter. Gränsen för årskurs 2 är 2 000 meter.", Rows: 5},
			DateField{Question: Question{Name: "to", Label: "Gäller till och med", Optional: true}, Value: "2027-06-15"},
			SelectField{Question: Question{Name: "rule", Label: "Delegation"}, Options: []Option{{Value: "3.4", Label: "BUN 3.4 Skolskjuts"}}},
		}},
		{ID: "request", Title: "Begär komplettering", Icon: IconInbox, Action: "/handlaggning/1/komplettering", Button: "Skicka", Fields: []Field{TextField{Question: Question{Name: "title", Label: "Vad behövs?"}}, DateField{Question: Question{Name: "due", Label: "Senast"}}}},
		{ID: "note", Title: "Skriv anteckning", Icon: IconNote, Action: "/handlaggning/1/anteckning", Button: "Spara", Fields: []Field{LongField{Question: Question{Name: "note", Label: "Anteckning", Error: "Skriv något"}}}, Errors: []FieldError{{Field: "f-note", Text: "Skriv något"}}},
		{ID: "document", Title: "Lägg till handling", Icon: IconUpload, Action: "/handlaggning/1/handling", Button: "Lägg till", Upload: true, Fields: []Field{FilesField{Question: Question{Name: "document", Label: "Fil"}}}},
		{ID: "close", Title: "Avsluta", Icon: IconCheck, Action: "/handlaggning/1/avsluta", Button: "Avsluta ärendet", Tone: Danger, Text: "Ärendet stängs och kan inte ändras.", Fields: []Field{}},
	},
}

var deskColumns = []DeskColumn{{"Diarienummer", "?sort=number", Unsorted}, {"Ärende", "", Unsorted}, {"Status", "", Unsorted}, {"Handläggare", "?sort=officer", Unsorted}, {"Senast", "?sort=due", Ascending}, {"Uppdaterat", "?sort=updated", Unsorted}}

var deskRows = []DeskRow{
	{"BUN 2026-000218", "Skolskjuts för Elsa Ekström", "Skolskjuts", "BUN", nov19, "Utreda", Status{"Väntar på part", Warning}, "Karin Holm", nov19, true, today, "OSL 23:2", "Bråttom: ring i dag", "Ombud att bekräfta", "Påmint 20 november 2026", "Parten svarade inte till den 19 november 2026. Pröva om det som finns räcker.", "Nådde ingen", 1, "/handlaggning/1"},
	{"BN 2026-000123", "Altan med tak, Alvägen 7", "Bygglov", "", nov19, "Utreda", progressing, "", dec4, false, nov19, "", "", "", "", "", "", 0, "/handlaggning/2"},
	{"TN 2026-001482", "Trasig gatlampa vid Storgatan 14", "", "TN", nov19, "", Status{"Nytt", Neutral}, "", nov27, false, today, "", "", "", "Lyft till dig", "", "", 0, "/handlaggning/3"},
}

var leftReview = LifeReviewPage{Name: "Plats i förskola när barnet är ett halvår", Lead: "Alva är sex månader.", More: Paragraphs{"Det tar fyra månader."},
	About: []Fact{{"Gäller", "Alva Berg"}, {"Skulle ha fått veta", "Sara Berg"}}, Ways: []Link{{"Förskola", "/handlaggning/nytt?tjanst=forskola"}},
	Close: &Action{ID: "avsluta", Icon: IconCheck, Title: "Avsluta granskningen", Button: "Avsluta", Action: "/handlaggning/granskning/1", Open: true, Fields: []Field{
		ChoiceField{Question: Question{Name: "how", Label: "Hur blev det?"}, Options: []Option{{Value: "by_hand", Label: "Jag har gjort det för hand"}, {Value: "not_needed", Label: "Det behövs inte"}}},
		LongField{Question: Question{Name: "note", Label: "Vad gjorde du, och varför?", Error: "Skriv vad du gjorde."}, Rows: 4, MaxLength: 2000}}},
	Why: Paragraphs{"Kön är lång."}, Grounds: []Condition{{State: ConditionMet, Text: "Barnet har inte fyllt ett år.", Law: "skollagen 8 kap. 5 §"}},
	Facts: []OfferFact{{Label: "Ålder, månader", Value: "6", Source: "ur folkbokföringen"}}, Law: []LawRef{{Text: "skollagen (2010:800) 8 kap. 14 §"}},
	Readers: []Fact{{"19 november 2026", "Samira Haddad"}}, Errors: []FieldError{{Field: "f-note", Text: "Skriv vad du gjorde."}}}

var lifeRule = RulePage{Name: "Skolstart det år barnet fyller sex", State: Status{Text: "På", Tone: Success}, Kind: "Erbjudande", Board: "Barn- och utbildningsnämnden",
	Notices: []Notice{{Tone: Warning, Text: "Regeln har ändrats sedan den slogs på."}}, Why: Paragraphs{"Skolplikten börjar till hösten."},
	About: []Fact{{"Sätts i gång", "Den 15 januari, för dem som det året fyller 6"}, {"Används", "tills vidare"}},
	Texts: []RuleText{{Lang: "sv", Name: "På svenska", Title: "[förnamn] börjar skolan", Lead: "Välj skola nu.", More: Paragraphs{"Ni söker tillsammans."},
		Outcome: []Fact{{"Om du säger ja", "Du kommer till formuläret."}}, Ways: []string{"Ja, välj skola"}}},
	Conditions: []RuleCondition{{Yes: "Barnet bor här.", No: "Barnet bor inte här.", If: "registered_here", Law: "skollagen 7 kap. 10 §"}},
	Facts:      []Fact{{"Folkbokförd i kommunen", "ur folkbokföringen"}}, Law: []LawRef{{Text: "skollagen (2010:800) 7 kap. 10 §"}}, Links: []Link{{"Skolstart", "/tjanster/skolstart"}},
	Switch: &Action{ID: "slag", Icon: IconStop, Title: "Slå av regeln", Button: "Slå av regeln", Text: "Inget nytt skickas.", Action: "/handlaggning/regler/skolstart",
		Hidden: []HiddenField{{Name: "do", Value: "off"}}, Open: true, Tone: Danger,
		Fields: []Field{TextField{Question: Question{Name: "under", Label: "Med stöd av", Hint: "Till exempel BUN 3.1.", Error: "Skriv högst 200 tecken."}, MaxLength: 200}}},
	Switched: []RuleSwitch{{State: Status{Text: "På", Tone: Success}, At: nov19, By: "Johan Ekblad", Under: "BUN 3.1"}},
	Trial: &RuleTrial{Action: "/handlaggning/regler/skolstart/prova", Button: "Räkna igen", Lead: "Se hur många regeln skulle nå.", Broken: "Räkningen bröts av.",
		Done: &RuleTrialDone{Made: nov19, By: "Johan Ekblad", Of: "bland 4 200 personer", Figures: []Figure{{Value: "31", Text: "Gäller"}}, Areas: []Fact{{"999 01 Almby", "20"}},
			Ages: []Fact{{"5-9 år", "31"}}, Compare: "Mot versionen före", Changed: []Figure{{Value: "12", Text: "Kommer till"}},
			Samples: []RuleSample{{Name: "5-9 år", Reasons: []Condition{{State: ConditionMet, Text: "Barnet bor här."}}}}}},
	Outcomes: []Figure{{Value: "140", Text: "Skickade"}, {Value: "färre än 5", Text: "Sa nej"}},
	Runs:     []RuleRun{{At: nov19, Text: "För 19 november 2026", Facts: []string{"Händelser: 300", "Erbjudanden: 140"}, Broken: "Körningen bröts av innan den var klar."}},
	Errors:   []FieldError{{Field: "f-under", Text: "Skriv högst 200 tecken."}}}

func samples() []sample {
	home, services, mine := inSection(SectionHome, resident), inSection(SectionServices, visitor), inSection(SectionCases, resident)
	hints := []Link{{"Trasig gatlampa", "/tjanster?q=gatlampa"}, {"Ledigt från skolan", "/tjanster?q=ledigt"}, {"Behöver jag bygglov?", "/tjanster/bygglov/guide"}}
	situations := []Situation{
		{IconFamily, "Få barn", "Förskola, bidrag, namn", "/tjanster?amne=barn"}, {IconSchool, "Barn i skolan", "Skjuts, ledighet, byte", "/tjanster?amne=skola"},
		{IconHome, "Flytta och bo", "Anmäl flytt, sophämtning", "/tjanster?amne=bo"}, {IconHammer, "Bygga och ändra", "Bygglov, anmälan, karta", "/tjanster?amne=bygga"},
		{IconHeart, "Stöd och omsorg", "Hemtjänst, färdtjänst", "/tjanster?amne=omsorg"}, {IconStore, "Driva företag", "Tillstånd och anmälan", "/tjanster?amne=foretag"},
	}
	lists := []Tab{{"Ämnen", "/tjanster", -1, false}, {"Livssituationer", "/livssituation", -1, true}}
	linkHit := Hit{Kind: HitLink, Icon: IconExternal, Title: "Föräldrapenning", Text: "Ansök om pengar när du är ledig.", Href: "/lankar/fk", By: "Försäkringskassan"}
	service := Link{"Felanmälan", "/tjanster/felanmalan"}
	question := ChoiceField{Question: Question{Name: "what", Label: "Vad vill du bygga?", Heading: true}, Cards: true, Options: []Option{{Value: "deck", Label: "Altan eller uteplats"}, {Value: "shed", Label: "Friggebod eller attefallshus"}, {Value: "house", Label: "Hus"}}}
	answers := []Answer{{"Var ska du bygga?", "Inom detaljplan", "plan", "yes", "/guide?andra=plan"}, {"Hur hög blir altanen?", "1,4 meter", "height", "140", "/guide?andra=height"}}
	maybe := skolskjutsResult
	maybe.Verdict, maybe.Title, maybe.Start, maybe.Instead = VerdictMaybe, "Kanske. En handläggare behöver titta på det", nil, Paragraphs{"Ring byggnadsnämnden så hjälper vi dig."}
	no := skolskjutsResult
	no.Verdict, no.Title, no.Start, no.Instead = VerdictNo, "Nej, du behöver inte bygglov", nil, Paragraphs{"Bygg gärna. Tänk på att följa detaljplanen och prata med grannen."}
	review := ReviewPage{
		Service: service, Progress: Progress{Step: 3, Steps: 3}, Action: "/skicka", Back: "/sida/2", Key: "01JD", CanSave: true, Fee: "Det kostar inget.",
		Informs: Paragraphs{"Den andra vårdnadshavaren får veta att du har ansökt."},
		Sections: []ReviewSection{
			{Title: "Felet", Change: "/sida/1", Facts: []Fact{{"Vad gäller det?", "Gatubelysning"}, {"Beskrivning", "Lampan utanför porten är släckt sedan i måndags."}, {"Stolpnummer", ""}}},
			{Title: "Plats och bilder", Change: "/sida/2", Facts: []Fact{{"Plats", "Nära Storgatan 14"}}, Files: buildingFiles},
		},
		Consents: []ConsentField{{Question: Question{Name: "truth", Label: "Jag intygar att uppgifterna stämmer."}}},
	}
	reviewWrong := review
	reviewWrong.Consents = []ConsentField{{Question: Question{Name: "truth", Label: "Jag intygar att uppgifterna stämmer.", Error: "Intyga att uppgifterna stämmer"}}}
	reviewWrong.Errors = []FieldError{{Field: "f-truth", Text: "Intyga att uppgifterna stämmer"}}
	reports := []NearbyReport{
		{"Gatlampa släckt", "Tre lampor i rad lyser inte.", "40 meter bort", nov19, progressing, "/folj/1", false},
		{"Lampa blinkar", "Vid busshållplatsen.", "120 meter bort", nov19, Status{"Inkommet", Neutral}, "/folj/2", true},
	}
	everyErrors := []FieldError{{Field: "f-mail", Text: "Skriv en e-postadress"}, {Field: "f-home", Text: "Vi hittar flera adresser. Välj en."}, {Field: "f-true", Text: "Intyga att uppgifterna stämmer"}}
	list := []sample{
		{"front", inSection(SectionHome, visitor), FrontPage{Hints: hints, Services: cards, Situations: situations, Subjects: situations, Others: Link{"Andras tjänster", "/lankar"}}},
		{"front-me", home, FrontPage{Hints: hints, NeedsMe: myCases, Drafts: drafts, Services: cards, Situations: situations}},
		{"services", services, ServicesPage{Groups: []ServiceGroup{{"Trafik och utemiljö", "g1", cards[:1]}, {"Barn och skola", "g2", cards[1:4]}, {"Övrigt", "g3", cards[4:]}}}},
		{"search", services, ServicesPage{Query: "skolskuts", DidYouMean: []Link{{"skolskjuts", "?q=skolskjuts"}, {"skolskuld", "?q=skolskuld"}}, Hits: []Hit{
			{Kind: HitService, Icon: IconBus, Title: "Skolskjuts", Text: "Resa till och från skolan när vägen är lång eller farlig.", Href: "/tjanster/skolskjuts", Login: true, Check: &Link{"Har mitt barn rätt till skolskjuts?", "/tjanster/skolskjuts/kolla"}},
			{Kind: HitInfo, Icon: IconBook, Title: "Så räknas skolvägen", Text: "Avståndet mäts längs den kortaste vägen.", Href: "/lasa/skolvag"},
			{Kind: HitInfo, Icon: IconBook, Title: "How far is it to school?", Text: "Along the shortest way.", Href: "/lasa/far", Foreign: "en"},
			linkHit, {Kind: HitSituation, Icon: IconSchool, Title: "Barn i skolan", Text: "Från skolvalet till gymnasiet.", Href: "/livssituation/barn-i-skolan"}, {Kind: HitBoard, Icon: IconBuilding, Title: "Barn- och utbildningsnämnden", Text: "Förskola och skola.", Href: "/namnder/BUN"},
		}, Kinds: []Tab{{"Allt", "?q=skolskuts", 5, true}, {"E-tjänster", "?q=skolskuts&typ=service", 1, false}}}},
		{"search-absent", services, ServicesPage{Query: "båtplats", Absent: "Almby kommun har ingen tjänst för ”Båtplats”", Hits: []Hit{linkHit}}},
		{"search-empty", services, ServicesPage{Query: "enhörning", Situations: situations, Subjects: situations}},
		{"situations", services, SituationsPage{Lists: lists, Situations: situations}},
		{"situation", services, SituationPage{Icon: IconFamily, Name: "Vänta eller få barn", Lead: "Mycket kommer av sig självt.", Steps: []SituationStep{
			{When: "När barnet är fött", Name: "Barnet får personnummer", Text: "Sjukhuset anmäler födelsen.", Comes: []string{"Barnbidraget kommer månaden efter."}, Hits: []Hit{linkHit}, Law: skolskjutsResult.Law},
			{When: "Minst fyra månader före", Name: "Sök plats i förskolan", Text: "Kommunen ska ge en plats inom fyra månader.", You: []string{"Ställ barnet i kö."}},
		}, More: []Hit{linkHit}}},
		{"links", services, LinksPage{Lists: lists, Groups: []LinkGroup{{"Ekonomi", "money", []Hit{linkHit}}}}},
		{"articles", services, ArticlesPage{Groups: []ArticleGroup{{Title: "Bygga", ID: "bygga", Articles: []ArticleLink{{Title: "Behöver jag bygglov för altan?", Href: "/bra-att-veta/altan"}, {Title: "May I fell a tree?", Href: "/bra-att-veta/trad", Foreign: "en"}}}}}},
		{"article", services, ArticlePage{Name: "Behöver jag bygglov för altan?", Lead: "Oftast inte.", Passages: []ArticlePassage{
			{Blocks: []ArticleBlock{{Items: [][]Span{{{Text: "Oftast inte. "}, {Text: "Kolla", Href: "/tjanster/bygglov/kolla"}, {Text: " först."}}}}}},
			{ID: "gor-sa", Heading: "Gör så", Blocks: []ArticleBlock{{List: true, Ordered: true, Items: [][]Span{{{Text: "Mät", Strong: true}}}}, {List: true, Items: [][]Span{{{Text: "Fråga."}}}}}},
		}, Hits: []Hit{{Kind: HitService, Icon: IconBuilding, Title: "Bygglov", Href: "/tjanster/bygglov", Check: &Link{"Behöver jag bygglov?", "/tjanster/bygglov/kolla"}}},
			Situations: []Link{{"Bygga", "/livssituation/bygga"}}, Law: []LawRef{{Text: "PBL 9:7"}}, Board: &Link{"Byggnadsnämnden", "/namnder/BN"}, Reviewed: nov19}},
		{"link", services, LinkPage{Name: "Föräldrapenning", Lead: "Ansök om pengar när du är ledig.", By: "Försäkringskassan", ByKind: "är en statlig myndighet.", Phone: "0771-524 524", Needs: []string{"E-legitimation."}, Situations: []Link{{"Vänta barn", "/livssituation/vanta-barn"}}, Href: "https://www.forsakringskassan.se", Host: "forsakringskassan.se", Reviewed: nov19, Report: "/lankar/x/trasig"}},
		{"board", services, BoardPage{Name: "Barn- och utbildningsnämnden", Lead: "Förskola, skola och skolskjuts.", Email: "bun@almby.example", Services: cards, Ask: &Link{"Begär en handling", "/tjanster/allman-handling"}}},
		{"link-reports", officer, LinkReportsPage{Reports: []LinkReport{{Name: "Föräldrapenning", By: "Försäkringskassan", Href: "https://www.forsakringskassan.se", Count: 3, First: nov19, Last: today, Done: "/handlaggning/lankar/x"}}}},
		{"notice-board", visitor, NoticeBoardPage{Notices: []BoardNotice{boardNotice, {ID: "n-2", Kind: "Sammanträde", Name: "Kommunfullmäktige",
			Board: Link{Text: "Kommunstyrelsen", Href: "/namnder/KS"}, Posted: nov19, Until: today}}}},
		{"notice-board-none", visitor, NoticeBoardPage{}},
		{"notices", officer, NoticesPage{Post: &Action{ID: "nytt", Icon: IconFlag, Title: "Nytt anslag", Button: "Anslå",
			Action: "/handlaggning/anslagstavla", Fields: []Field{TextField{Question: Question{Name: "title", Label: "Rubrik"}}}},
			Notices: []DeskNotice{{BoardNotice: boardNotice, By: "Erik Sandberg", Status: Status{Text: "Uppe", Tone: Success},
				TakeDown: "/handlaggning/anslagstavla/x/ta-ner", Correct: "/handlaggning/anslagstavla/x/ratta",
				Before: []Fact{{Label: "Före rättelsen 21 november 2026 (Erik Sandberg)", Value: "Protokoll"}}}}}},
		{"notices-none", officer, NoticesPage{}},
		{"questions", officer, askedQuestions},
		{"questions-none", officer, QuestionsPage{Tab: "utan-svar"}},
		{"writing", officer, WritingPage{New: PathWriting, Tab: "alla", Total: 1, Tabs: []Tab{{Text: "Alla", Href: "/handlaggning/artiklar?lista=alla", Count: 1, Current: true}},
			Rows: []WritingRow{{Name: "Vad kostar förskolan?", Href: "/handlaggning/artiklar/forskola-avgift", Marks: []Status{{Text: "Har gått ut", Tone: Warning}},
				Reason: "Texten gällde till och med 1 augusti 2026 och visas inte.", Facts: []string{"Förskola"}, DayIs: "Läst igenom", Day: nov19}}}},
		{"writing-none", officer, WritingPage{Tab: "utkast"}},
		{"writing-article", officer, WritingArticlePage{Name: "Vad kostar förskolan?", Marks: []Status{{Text: "Skriven här", Tone: Info}}, Facts: []Fact{{"Nämnd", "Barn- och utbildningsnämnden"}},
			Public: "/bra-att-veta/forskola-avgift", Edit: PathWriting, Article: "forskola-avgift",
			Withdraw: &Action{ID: "dra-tillbaka", Icon: IconUndo, Title: "Dra tillbaka texten", Text: "Filens text gäller då igen.", Button: "Dra tillbaka texten", Tone: Danger, Action: "/handlaggning/artiklar/forskola-avgift/dra-tillbaka"},
			Versions: []WritingVersion{{Name: "Version 2", Made: today, By: "Lena Hedström", Status: Status{Text: "Gäller", Tone: Success}, Restore: "2"}, {Name: "Version 1", Made: nov19, Status: Status{Text: "Tillbakadragen"}}}}},
		{"author", officer, draftedArticle},
		{"link-reports-none", officer, LinkReportsPage{}},
		{"service", services, ServicePage{
			Icon: IconBus, Name: "Skolskjuts", Lead: "Sök skjuts till och från skolan för ditt barn.", About: Paragraphs{"Kommunen ordnar skjuts när vägen är lång, trafiken farlig eller barnet har en funktionsnedsättning."},
			Who: Paragraphs{"Du som är vårdnadshavare för ett barn i förskoleklass till årskurs 9."}, Needs: []string{"E-legitimation", "Intyg, om barnet bor växelvis eller har särskilda behov"},
			Duration: "Tio arbetsdagar", Effort: "Ungefär fem minuter", Fee: "Ingenting", Board: "Barn- och utbildningsnämnden", Login: "E-legitimation, tillitsnivå 3",
			Process: []string{"Vi tar emot din ansökan och ger den ett nummer.", "En handläggare prövar den mot skollagen.", "Du får beslutet här. Skjutsen börjar inom en vecka."},
			Appeal:  Paragraphs{"Du kan överklaga till förvaltningsrätten inom tre veckor. Hur du gör står i beslutet."}, Law: skolskjutsResult.Law,
			Secrecy: "Uppgifter om barnets hälsa är hemliga enligt 23 kap. offentlighets- och sekretesslagen.", Start: "/tjanster/skolskjuts/ansok",
			Check: &Link{"Har mitt barn rätt?", "/tjanster/skolskjuts/guide"}, Drafts: drafts, Contact: "Växeln, 0123-45 60 00",
		}},
		{"guide", services, GuidePage{Service: Link{"Bygglov", "/tjanster/bygglov"}, Name: "Behöver jag bygglov?", Action: "/guide", Question: question, Answers: answers, Restart: "/guide"}},
		{"guide-yes", services, GuidePage{Service: Link{"Skolskjuts", "/tjanster/skolskjuts"}, Name: "Har mitt barn rätt till skolskjuts?", Answers: answers, Restart: "/guide", Result: &skolskjutsResult}},
		{"guide-maybe", services, GuidePage{Service: Link{"Bygglov", "/tjanster/bygglov"}, Name: "Behöver jag bygglov?", Answers: answers, Result: &maybe}},
		{"guide-no", services, GuidePage{Service: Link{"Bygglov", "/tjanster/bygglov"}, Name: "Behöver jag bygglov?", Answers: answers, Result: &no}},
		{"begun", services, BegunPage{Service: service, Drafts: []DraftRow{{About: "Elsa Ekström", Saved: today, Href: "/utkast/1"}, {Saved: today, Href: "/utkast/2"}}, Action: "/tjanster/felanmalan/borja", Hidden: []HiddenField{{"ny", "ja"}}}},
		{"form-more", services, FormPage{Service: service, Name: "Vad är fel?", Progress: Progress{Step: 1, Steps: 3, More: true}, Action: "/sida/1", Fields: faultFields(false)}},
		{"form", services, FormPage{Service: service, Name: "Vad är fel?", Lead: "Tar ungefär två minuter. Du behöver inte logga in.", Progress: Progress{Step: 1, Steps: 3}, Action: "/sida/1", CanSave: true, Fields: faultFields(false), SavedAt: today}},
		{"form-errors", services, FormPage{Service: service, Name: "Vad är fel?", Progress: Progress{Step: 1, Steps: 3}, Action: "/sida/1", CanSave: true, Fields: faultFields(true), Errors: []FieldError{{Field: "f-text", Text: "Beskriv vad som är fel"}, {Field: "f-place", Text: "Ange en adress eller plats"}}}},
		{"form-every", services, FormPage{Service: service, Name: "Alla sorters fält", Progress: Progress{Step: 2, Steps: 3}, Action: "/sida/2", Back: "/sida/1", CanSave: true, Fields: everyField, Errors: everyErrors, Nearby: &Nearby{Reports: reports}}},
		{"form-entries", services, FormPage{Service: service, Name: "Vilka gäller det?", Lead: "En av dem ska vara på plats.", Progress: Progress{Step: 2, Steps: 3}, Action: "/sida/2", Back: "/sida/1", CanSave: true, Errors: []FieldError{{Field: "f-who.2", Question: "Person 2: Vem är det?", Text: "Skriv ett namn"}}, Fields: []Field{
			EntryField{Question: Question{Name: "entry-1", Label: "Person 1"}, Fields: []Field{TextField{Question: Question{Name: "who", Label: "Vem är det?"}, Value: "Maja Ekström"}}, Drop: "drop:1", DropText: "Ta bort person 1"},
			EntryField{Question: Question{Name: "entry-2", Label: "Person 2"}, Fields: []Field{TextField{Question: Question{Name: "who.2", Label: "Vem är det?", Error: "Skriv ett namn"}}}, Drop: "drop:2", DropText: "Ta bort person 2"},
			MoreField{Question: Question{Name: "people"}, Add: "Lägg till en person till", Action: "/sida/2#f-entry-3"},
		}}},
		{"form-entries-full", services, FormPage{Service: service, Name: "Vilka gäller det?", Action: "/sida/2", Fields: []Field{
			EntryField{Question: Question{Name: "entry-1", Label: "Person 1"}, Fields: []Field{YesNoField{Question: Question{Name: "adult", Label: "Har personen fyllt 20 år?"}}}},
			MoreField{Question: Question{Name: "people"}, Full: "Det är så många som ryms."},
		}}},
		{"form-one", services, FormPage{Service: Link{"Skolskjuts", "/tjanster/skolskjuts"}, Name: "Barn", Progress: Progress{Step: 1, Steps: 4}, Action: "/sida/1", Fields: []Field{ChildField{Question: Question{Name: "child", Label: "Vilket barn gäller det?", Heading: true, Source: "Hämtat ur folkbokföringen"}, Children: []Child{{"c1", "Elsa Ekström", "8 år, Almbyskolan", true}, {"c2", "Nils Ekström", "6 år, Björkskolan", false}}}}}},
		{"form-nobody", services, FormPage{Service: service, Name: "Barn och företag", Action: "/sida/1", Fields: []Field{ChildField{Question: Question{Name: "child", Label: "Vilket barn gäller det?"}}, CompanyField{Question: Question{Name: "company", Label: "Vem söker?"}}, FilesField{Question: Question{Name: "files", Label: "Bilagor"}, Full: true, Uploaded: buildingFiles}}}},
		{"nearby", services, NearbyPage{Service: service, Progress: Progress{Step: 2, Steps: 3}, Action: "/sida/2", Back: "/sida/1", Nearby: Nearby{Reports: reports}, LogIn: "/logga-in?next=%2Ffolj%2F1"}},
		{"review", services, review},
		{"review-errors", services, reviewWrong},
		{"receipt", mine, ReceiptPage{Service: "Skolskjuts för Elsa", Number: "BUN 2026-000218", Received: today, Answer: "senast 4 december 2026", Next: []string{"Johan Lind får veta att du har ansökt.", "En handläggare läser ansökan.", "Du får beslutet här."}, Case: "/arenden/1", Decided: &skolskjutsResult, Push: &PushAsk{Key: "BKey", Offer: true}}},
		{"receipt-code", visitor, ReceiptPage{Service: "Felanmälan", Number: "TN 2026-001482", Received: today, Answer: "inom två arbetsdagar", Next: []string{"Vi läser anmälan i dag.", "Entreprenören åker ut."}, Code: "KX7M-29QF-HT4W-8RPD", Again: &Link{"Anmäl ett fel till", "/tjanster/felanmalan"}}},
		{"cases", mine, CasesPage{Tabs: []Tab{{"Alla", "?", 5, true}, {"Väntar på dig", "?f=me", 2, false}, {"Pågår", "?f=open", 2, false}, {"Avslutat", "?f=closed", 1, false}}, NeedsMe: myCases, Drafts: drafts, Ongoing: ongoing, Closed: []CaseRow{{Title: "Synpunkt om snöröjning", Number: "TN 2026-000902", Status: closed, Updated: nov19, Href: "/arenden/9"}}, More: "?sida=2"}},
		{"cases-empty", mine, CasesPage{Tabs: []Tab{{"Alla", "?", 0, true}}}},
		{"cases-none", mine, CasesPage{Query: "båtplats"}},
		{"case", mine, openCase},
		{"case-decided", mine, decidedCase},
		{"follow", visitor, FollowPage{}},
		{"follow-wrong", visitor, FollowPage{Code: "KX7M", Error: "Vi hittar inget ärende med den koden."}},
		{"login", inSection(SectionAccount, visitor), LoginPage{Next: "/arenden", Reason: "Logga in för att se dina ärenden.", Providers: []Provider{{"BankID", "På den här enheten eller en annan.", "/logga-in/bankid", "Tillitsnivå 3", IconPhone}, {"Freja", "Med appen Freja.", "/logga-in/freja", "Tillitsnivå 3", ""}},
			Demo: &DemoLogin{Action: "/logga-in/demo", Residents: []DemoPerson{{"p1", "Maja Ekström", "Två barn i Almbyskolan, bygger altan", "Tillitsnivå 3"}, {"p2", "Gösta Norén", "81 år, söker parkeringstillstånd", "Tillitsnivå 2"}}, Others: []DemoPerson{{"p3", "Noor Lindgren", "18 år", "Myndig på artonårsdagen"}}, Officers: []DemoPerson{{"o1", "Karin Holm", "Handläggare, barn- och utbildningsnämnden", ""}, {"o2", "Olle Berg", "Registrator, alla nämnder", ""}}, Leap: &DemoLeap{"/demo/tid", "22 november 2026", []Option{{Value: "1 weeks", Label: "En vecka"}, {Value: "1 years", Label: "Ett år"}}, "Detta har hänt sedan 15 november 2026: en föddes, 3 flyttade hit, 12 erbjudanden gick ut."}}, Error: "Inloggningen avbröts."}},
		{"account-staff", inSection(SectionAccount, resident), StaffPage{Name: "Erik Sandberg", Post: "Bygglovshandläggare", Grants: []Fact{{"Byggnadsnämnden", "Handläggare, även sekretess"}}, Others: Paragraphs{"Du sköter installationen och läser inga ärenden."}}},
		{"account", inSection(SectionAccount, resident), AccountPage{Name: "Maja Ekström", Number: "19850101-98••", Address: Paragraphs{"Alvägen 7", "123 45 Almby"}, Level: "Demo, tillitsnivå 3", Action: "/konto", Email: TextField{Value: "maja@example.se"}, Permits: []CasePermit{permit}, ActsFor: []ActFor{{"Maja Ekström", "Dig själv", "", true}, {"Almby Bageri AB", "Firmatecknare", "/konto/byt", false}}}},
		{"offers", mine, OffersPage{Waiting: offerCardsSample, Past: []OfferRow{{Title: "Nils är myndig", State: Status{Text: "Läst"}, Text: "Du har läst det här.", Sent: nov19, Href: "/erbjudanden/2"}},
			Switches: []OfferSwitch{{"forskola", "Plats i förskola när barnet är ett halvår", "Därför påminner vi i god tid.", true}, {"myndig", "Myndig på artonårsdagen", "Båda ska veta det samma dag.", false}}, Action: "/erbjudanden"}},
		{"offers-off", mine, OffersPage{Off: true, Action: "/erbjudanden"}},
		{"offer", mine, offer},
		{"offer-package", mine, offerPackage},
		{"offer-asks", mine, offerAsks},
		{"offer-over", mine, offerOver},
		{"desk", officer, DeskPage{Tabs: []Tab{{"Ofördelade", "?tab=unassigned", 12, false}, {"Mina", "?tab=mine", 7, true}, {"Försenade", "?tab=overdue", 1, false}, {"Väntar", "?tab=waiting", 3, false}, {"Alla", "?tab=all", 214, false}}, Tab: "mine", Boards: SelectField{Options: []Option{{Value: "", Label: "Alla"}, {Value: "BUN", Label: "Barn- och utbildningsnämnden"}}}, Services: SelectField{Options: []Option{{Value: "", Label: "Alla"}}}, Columns: deskColumns, Rows: deskRows, Total: 214, Reports: &Link{"2 trasiga länkar", "/handlaggning/lankar"}, Prev: "?sida=1", Next: "?sida=3"}},
		{"desk-empty", officer, DeskPage{Tabs: []Tab{{"Mina", "?tab=mine", 0, true}}}},
		{"desk-case", officer, deskCase},
		{"conflict", officer, ConflictPage{Case: Link{"BUN 2026-000218", "/handlaggning/1"}, Who: "Olle Berg", When: today, Changes: deskCase.Events, Kept: deskCase.Actions[1]}},
		{"decision-review", officer, DecisionReviewPage{Review: deskReview("besluta"), Decision: decision, Receivers: []Fact{{Label: "Maja Ekström", Value: "Sökande. Läser det i Mina ärenden."}}, Starts: []string{"Var och en kan överklaga inom tre veckor."}}},
		{"offer-review", officer, OfferReviewPage{Review: deskReview("erbjud"), Offer: []Fact{{Label: "Plats i", Value: "Linden"}, {Label: "Sista dag att svara", Value: "3 december 2026"}}, Receivers: []Fact{{Label: "Maja Ekström", Value: "Vårdnadshavare"}}, Starts: []string{"Platsen hålls till svaret kommer, som längst till 3 december 2026."}}},
		{"offline", visitor, OfflinePage{}},
		{"accessibility", visitor, AccessibilityPage{Updated: nov19, Address: "tillganglighet@almby.example", Faults: []string{"Kartan kan bara zoomas med knappar."}, Action: "/tillganglighet"}},
		{"accessibility-sent", visitor, AccessibilityPage{Sent: true}},
		{"about", visitor, AboutPage{Version: "1.0", Boards: []Mailbox{{Name: "Byggnadsnämnden", Email: "bn@almby.example"}}, Officer: Mailbox{Name: "Dataskyddsombudet", Email: "dso@almby.example", Phone: "031-390 06 03"}, Cookies: []Cookie{{"session", "Håller dig inloggad.", "Tills du stänger webbläsaren"}, {"lang", "Minns ditt språk.", "Ett år"}}}},
		{"inbox", mine, InboxPage{Push: &PushAsk{Key: "BKey", Offer: true}, More: "?fore=1", Rows: []InboxRow{{Text: "Beslut i Skolskjuts för Elsa", Number: "BUN 2026-000218", When: today, New: true, Href: "/arenden/1"}, {Text: "Det gäller ett ärende som du inte ser just nu", Number: "KS 2026-000007", When: nov19}}}},
		{"inbox-empty", mine, InboxPage{}},
		{"tell", inSection(SectionAccount, resident), TellPage{Push: &PushAsk{Key: "BKey"}, Devices: []TellDevice{{Name: "Firefox, Linux", Added: nov19, Used: today, Remove: "/konto/enheter/1/ta-bort"}}, Kinds: []TellKind{{Title: "Mina ärenden", Text: "Beslut når dig alltid.",
			First: SelectField{Question: Question{Name: "first-cases", Label: "Först"}, Options: []Option{{Value: "push", Label: "Notis på enhet", Chosen: true}, {Label: "Bara här på sidan"}}}, Then: SelectField{Question: Question{Name: "then-cases", Label: "Sedan"}, Options: []Option{{Label: "Inget mer"}}}}},
			Contacts: []TellContact{{Icon: IconMail, Label: "E-post", Value: "anna@post.example", Status: Status{Text: "Bekräftad", Tone: Success}, Action: Link{"Ändra", "/konto/bekrafta/epost"}},
				{Icon: IconPhone, Label: "Mobilnummer", Status: Status{Text: "Saknas"}, Action: Link{"Lägg till", "/konto/bekrafta/mobil"}}},
			Anytime: ConsentField{Question: Question{Name: "anytime", Label: "Hör av er även på kvällar, nätter och helger", Hint: "Annars mellan klockan 7 och 21."}}}},
		{"tell-protected", inSection(SectionAccount, resident), TellPage{Protected: true, Push: &PushAsk{Key: "BKey"}}},
		{"contact", inSection(SectionAccount, resident), ContactPage{Heading: "Bekräfta din e-postadress", Lead: "Vi skickar en kod dit.", Action: "/konto/bekrafta/epost",
			Address: TextField{Question: Question{Name: "address", Label: "E-postadress"}, Kind: TextEmail, Value: "anna@post.example"}}},
		{"contact-code", inSection(SectionAccount, resident), ContactPage{Heading: "Bekräfta ditt mobilnummer", Lead: "Vi skickar en kod dit.", Action: "/konto/bekrafta/mobil",
			Errors:  []FieldError{{Field: "f-code", Text: "Koden stämmer inte."}},
			Address: TextField{Question: Question{Name: "address", Label: "Mobilnummer"}, Kind: TextPhone, Value: "+46701740605"},
			Code:    &ContactCode{To: "+46701740605", Until: "14.32", Demo: "123456", Field: TextField{Question: Question{Name: "code", Label: "Kod", Hint: "Sex siffror.", Error: "Koden stämmer inte."}, Kind: TextCode, Value: "111111"}}}},
		{"contact-refused", inSection(SectionAccount, resident), ContactPage{Heading: "Bekräfta din e-postadress", Lead: "Vi skickar en kod dit.", Action: "/konto/bekrafta/epost",
			Address: TextField{Question: Question{Name: "address", Label: "E-postadress"}, Kind: TextEmail}, Code: &ContactCode{To: "anna@post.example", Refused: true}}},
		{"contact-verified", inSection(SectionAccount, resident), ContactPage{Heading: "Din e-postadress", Lead: "Hit skickar vi.", Action: "/konto/bekrafta/epost", Value: "anna@post.example", Verified: nov19,
			Address: TextField{Question: Question{Name: "address", Label: "E-postadress"}, Kind: TextEmail, Value: "anna@post.example"}}},
		{"contact-off", inSection(SectionAccount, resident), ContactPage{Heading: "Bekräfta din e-postadress", Lead: "Vi skickar en kod dit.", Off: "Just nu skickar vi inget."}},
		{"tell-off", inSection(SectionAccount, resident), TellPage{}},
		{"unsubscribe", visitor, UnsubscribePage{Kind: "Mina ärenden", Action: "/avisering/av/x"}},
		{"unsubscribed", visitor, UnsubscribePage{Kind: "Mina ärenden"}},
		{"sent", officer, SentPage{StuckMore: "?fast=1", LatestMore: "?fore=1", Texts: "/handlaggning/utskick/texter", Letters: PathLetters, Mode: Notice{Tone: Warning, Text: "Testläge: ingen får det som står här."}, Stuck: []SentRow{{Who: "Anna Lindqvist", Matter: "Beslut", Channel: "E-post", To: "m…@post.example", Case: Link{"BUN 2026-000218", "/handlaggning/1"}, When: today, Status: Status{Text: "Kom inte fram", Tone: Danger}, Reason: "Mottagarens tjänst svarar inte", Action: "/handlaggning/utskick/1"}},
			Latest: []SentRow{{Matter: "Meddelande", Channel: "Notis på enhet", To: "Firefox, Linux", Case: Link{"BUN 2026-000218", "/handlaggning/1"}, When: nov19, Status: Status{Text: "Öppnat", Tone: Success}, Title: "Nytt meddelande", Text: Paragraphs{"Du har ett meddelande."}}}}},
		{"reviews", officer, LifeReviewsPage{Waiting: []LifeReviewRow{{Name: "Plats i förskola när barnet är ett halvår", Board: "Barn- och utbildningsnämnden", Made: nov19,
			Status: Status{Text: "Väntar", Tone: Warning}, Href: "/handlaggning/granskning/1"}},
			Closed: []LifeReviewRow{{Name: "Skolstart", Board: "Barn- och utbildningsnämnden", Made: nov19, Status: Status{Text: "Gjort för hand", Tone: Success},
				By: "Samira Haddad", Href: "/handlaggning/granskning/2"}}}},
		{"reviews-none", officer, LifeReviewsPage{}},
		{"rules", officer, RulesPage{Boards: []RuleBoard{{Name: "Barn- och utbildningsnämnden", Rows: []RuleRow{{Name: "Skolstart", Text: "Den 15 januari, för dem som det året fyller 6",
			Href: "/handlaggning/regler/skolstart", Kind: "Erbjudande", State: Status{Text: "På", Tone: Success}, Facts: []string{"Kördes i dag 03.00"}, Errors: []string{"Bröts av"}}}}},
			Gone: []RuleRow{{Name: "Badkort", Kind: "Erbjudande", State: Status{Text: "Av"}, Facts: []string{"färre än 5 att granska för hand"}}}}},
		{"rules-none", officer, RulesPage{}},
		{"rule", officer, lifeRule},
		{"rule-new", officer, RulePage{Name: "Skolstart", State: Status{Text: "Av"}, Kind: "Erbjudande", Board: "Barn- och utbildningsnämnden", Why: Paragraphs{"Därför."},
			About: []Fact{{"Används", "tills vidare"}}, Texts: lifeRule.Texts, Law: lifeRule.Law, Trial: &RuleTrial{Lead: "Se hur många.", Again: "/handlaggning/regler/skolstart?nu=1#prova"}, Notices: []Notice{{Tone: Info, Text: "Bara beslutsfattare slår på."}}}},
		{"review-left", officer, leftReview},
		{"review-closed", officer, LifeReviewPage{Name: "Skolstart", Lead: "Här är det som händer.", About: []Fact{{"Gäller", "Alva Berg"}}, Why: Paragraphs{"Därför."},
			Law: []LawRef{{Text: "skollagen 7 kap. 10 §"}}, Over: &Notice{Tone: Success, Text: "Gjort för hand av Samira Haddad: Ringde."}}},
		{"sent-none", officer, SentPage{Texts: "/handlaggning/utskick/texter", Letters: PathLetters}},
		{"letters", officer, lettersSample},
		{"letters-none", officer, LettersPage{}},
		{"sent-texts", officer, SentTextsPage{Matters: []SentText{{ID: "decision", Name: "Beslut", Facts: []Fact{{Label: "Går att stänga av", Value: "Nej"}}, Parts: []SentTextPart{{Channel: "SMS (svenska)", Text: Paragraphs{"Almby kommun: Du har fått ett beslut."}, Note: "38 tecken, 1 del"}}}}}},
		{"notices", mine, CasesPage{Ongoing: ongoing}},
	}
	for _, status := range []int{400, 401, 403, 404, 405, 409, 410, 413, 415, 422, 429, 500, 503} {
		list = append(list, sample{"error-" + locale.Number(locale.SV, int64(status)), visitor, ErrorPage{Status: status, Ref: "K7F2", Retry: "/"}})
	}
	for i := range list {
		if list[i].name == "notices" {
			list[i].frame = func(f Frame) Frame {
				f = mine(f)
				f.Notices = []Notice{
					{Tone: Success, Title: "Sparat", Text: "Dina uppgifter är sparade."}, {Tone: Danger, Text: "Filen kunde inte läsas."},
					{Tone: Danger, Title: "1 fel i kommunens filer", Text: "Rätta och ladda om sidan.", Lines: []string{`min-kommun/services/x.yaml:3:1: "kindd" is not a key here`}},
				}
				return f
			}
		}
	}
	return list
}

var askedQuestions = QuestionsPage{
	Kept: 30, Tab: "utan-svar", Export: "/handlaggning/fragor.csv?lista=utan-svar", Hidden: 4, More: 2,
	Figures:  []Figure{{Value: "248", Text: "Frågor"}, {Value: "71 %", Text: "Fick svar", Tone: Success}, {Value: "< 3", Text: "Hjälpte inte", Tone: Danger}},
	Articles: []Link{{Text: "12 artiklar att se över", Href: "/handlaggning/artiklar?lista=se-over"}},
	Tabs:     []Tab{{Text: "Utan svar", Href: "/handlaggning/fragor?lista=utan-svar", Count: 41, Current: true}, {Text: "Allt", Href: "/handlaggning/fragor?lista=allt", Count: 248}},
	Filters:  []SelectField{{Question: Question{Name: "dagar", Label: "Period"}, Options: []Option{{Value: "30", Label: "Senaste 30 dagarna", Chosen: true}}}},
	Clusters: []QuestionCluster{
		{ID: "f1", Name: "var finns laddstolpar för elbil", Count: "12 frågor", Marks: []Status{{Text: "Ingen har skrivit om det", Tone: Warning}}, Days: []Bar{{Share: 0}, {Share: 50}, {Share: 100}},
			DaysText: "Fler på slutet av 3 dagar", Ways: []string{"ladda elbilen"}, Offered: "Felanmälan", Write: PathWriting, Hidden: []HiddenField{{Name: "question", Value: "ladda elbilen"}}, Button: "Skriv en artikel"},
		{ID: "f2", Name: "what does preschool cost", Lang: "en", Count: "Färre än 3 frågor", Source: &Link{Text: "Vad kostar förskolan?", Href: "/handlaggning/artiklar/forskola-avgift"},
			Thumbs: []string{"Något saknas: ”the summer”"}},
	},
}

var draftedArticle = AuthorPage{
	Name: "Var kan jag ladda elbilen?", Action: "/handlaggning/artiklar/utkast/1", Version: 3, CanPublish: true, Saved: today,
	Errors:  []FieldError{{Field: "f-body-sv", Question: "Text", Text: "Belopp står inte i texten."}},
	Swedish: []Field{TextField{Question: Question{Name: "title-sv", Label: "Rubrik"}, Value: "Var kan jag ladda elbilen?"}, LongField{Question: Question{Name: "body-sv", Label: "Text", Error: "Belopp står inte i texten."}, Rows: 14}},
	English: []Field{TextField{Question: Question{Name: "title-en", Label: "Rubrik"}}},
	About:   []Field{SelectField{Question: Question{Name: "topic", Label: "Ämne"}, Options: []Option{{Label: "Välj", Chosen: true}}}},
	Previews: []ArticlePreview{
		{Lang: "sv", Language: "svenska", Name: "Var kan jag ladda elbilen?", Lix: Status{Text: "LIX 28", Tone: Success}, Faults: []FieldError{{Field: "f-body-sv", Question: "Text", Text: "Belopp står inte i texten."}},
			Passages: []ArticlePassage{{Blocks: []ArticleBlock{{Items: [][]Span{{{Text: "Vid kommunhuset."}}}}}}, {Heading: "Hemma", Blocks: []ArticleBlock{{List: true, Items: [][]Span{{{Text: "En laddbox."}}}}}}}},
	},
}

// lettersSample has letters that wait, some that are printed, with a day that cannot be right, and some that were posted.
var lettersSample = LettersPage{
	Mode:   Notice{Tone: Warning, Text: "Testläge: det står TEST tvärs över varje sida."},
	Errors: []FieldError{{Field: "f-on-A", Text: "Ange dagen då breven postades."}},
	Waiting: []LetterRow{{Matter: "Beslut", To: "Gösta Norén", Case: Link{"BUN 2026-000218", "/handlaggning/1"}, When: nov19, Pages: "2 sidor", Drop: PathLetters, Delivery: "1"},
		{Matter: "Fråga med sista dag", Case: Link{"SN 2026-000031", "/handlaggning/2"}, When: nov19, Pages: "3 sidor", Forwarded: true, Drop: PathLetters, Delivery: "2"}},
	Take: &Action{ID: "ta-ut", Icon: IconDownload, Button: "Ta ut 2 brev", Action: PathLetters, Instant: true, Hidden: []HiddenField{{Name: "do", Value: "take"}}},
	Printed: []LetterBatch{{ID: "bunt-A", Title: "1 brev, uttaget i dag 9.12", File: PathLetters + "/A/brev.pdf", Facts: []Fact{{Label: "Uttaget av", Value: "Johan Ekblad"}},
		Rows: []LetterRow{{Matter: "Beslut", Case: Link{"BUN 2026-000200", "/handlaggning/3"}, When: nov19, Pages: "1 sida", Delivery: "3"}},
		Post: &Action{ID: "postat-A", Action: PathLetters + "/A", Button: "Markera som postade", Fields: []Field{DateField{Question: Question{Name: "on-A",
			Label: "Dag då breven postades", Error: "Ange dagen då breven postades."}, Value: "2026-11-19"}}},
		PutBack: &Action{ID: "back-A", Icon: IconUndo, Button: "Lägg tillbaka i kön", Action: PathLetters + "/A", Instant: true}}},
	Posted: []LetterBatch{{ID: "bunt-B", Title: "1 brev, uttaget 18 november", File: PathLetters + "/B/brev.pdf", Facts: []Fact{{Label: "Postat", Value: "19 november 2026"}},
		Rows: []LetterRow{{Matter: "Beslut", To: "Maja Ekström", Case: Link{"BUN 2026-000201", "/handlaggning/4"}, When: nov19, Pages: "2 sidor", Return: PathLetters + "/B", Delivery: "4"}},
		Undo: &Action{ID: "unpost-B", Icon: IconUndo, Button: "Ångra att de är postade", Action: PathLetters + "/B", Instant: true}}},
}
