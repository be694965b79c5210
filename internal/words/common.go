package words

import "forvag/internal/locale"

// Common says whether a folded word says nothing of what a text is about: those of the Snowball project's lists. Another language than the two has none.
func Common(lang locale.Lang, folded string) bool { return common[lang][folded] }

// Talk says whether a folded word says nothing of what a question is about: the common ones, and those by which people talk and ask.
func Talk(lang locale.Lang, folded string) bool { return common[lang][folded] || talk[lang][folded] }

var common = map[locale.Lang]map[string]bool{
	locale.SV: Set(`och det att i en jag hon som han på den med var sig för så till är men ett om hade de av icke mig du henne då sin nu har inte hans
		honom skulle hennes där min man ej vid kunde något från ut när efter upp vi dem vara vad över än dig kan sina här ha mot alla under någon eller allt
		mycket sedan ju denna själv detta åt utan varit hur ingen mitt ni bli blev oss din dessa några deras blir mina samma vilken er sådan vår blivit dess
		inom mellan sådant varför varje vilka ditt vem vilket sådana vart dina vars vårt våra ert era vilkas`),
	locale.EN: Set(`i me my myself we our ours ourselves you your yours yourself yourselves he him his himself she her hers herself it its itself they
		them their theirs themselves what which who whom this that these those am is are was were be been being have has had having do does did doing would
		should could ought a an the and but if or because as until while of at by for with about against between into through during before after above below
		to from up down in out on off over under again further then once here there when where why how all any both each few more most other some such no nor
		not only own same so than too very`),
}

var talk = map[locale.Lang]map[string]bool{
	locale.SV: Set(`ska skall vill ville vilja får få fick fått måste behöver behövs behöva behövde bör borde brukar bruka brukade
		går gå gick gått gör göra gjorde gjort görs kommer komma kom kommit tar ta tog tagit tas ger ge gav gett finns finnas fanns funnits
		sätta sätter satte lägga lägger lade lagt ställa ställer ställde håller hålla höll säger säga sa sade sagt vet veta visste frågar fråga frågade
		undrar undra undrade tänkte tänker tänka tänkt tror tro trodde tycker tycka menar mena heter heta stämmer stämma verkar låter hänt händer hända
		slipper slippa hinner hinna hann orkar vågar gäller gälla gällande betyder vara varit blivit pratar prata pratade
		hit dit hem idag imorgon igår sen snart alltid aldrig ibland ofta redan fortfarande ännu igen bara också även ändå kanske nog väl nånting någonting
		ingenting allting inget inga nån nåt nåra nånstans någonstans annars annat annan andra hela halva helt ganska väldigt jätte lite litet mer mest minst
		fler flera rätt bra okej ok hej hejsan hallå tack snälla tja tjena ja nej jo nä jaha sak saken saker grej grejen grejer sätt sättet viss vissa vare
		antingen båda både medan innan eftersom därför ifall fast fastän trots utom förutom ungefär typ liksom såhär sådär sån sånt sådär vadå vems varifrån
		varken runt nere uppe ute inne fram ens folk vår sina emot hos ihop förra nästa sista
		ett två tre fyra fem sex sju åtta nio tio elva tolv hundra tusen`),
	locale.EN: Set(`can may might must shall will need needs needed want wants wanted get gets got getting go goes going gone went come comes came coming take takes took
		taken give gives gave given make makes made put puts know knows knew tell tells told say says said ask asks asked think thinks thought like likes d ll
		m s t re ve don doesn didn isn aren wasn can't won wouldn couldn let lets please hello hi hey thanks thank ok okay yes much many lot lots anything
		something nothing everything anybody somebody nobody everybody anyone someone everyone else now today tomorrow yesterday still yet already just also
		even ever never always often sometimes soon really quite maybe perhaps thing things stuff way sort kind us one two three four five six seven eight
		nine ten happen happens happened mean means since without within around away back next last`),
}
