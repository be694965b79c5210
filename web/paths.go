package web

// The places that the layout and the fixed pages link to. The portal serves its routes there.
const (
	PathHome          = "/"
	PathServices      = "/tjanster" // GET, with ?q= the search
	PathSituations    = "/livssituation"
	PathLinks         = "/lankar"
	PathArticles      = "/bra-att-veta"
	PathAsk           = "/fraga"          // GET shows the form, POST takes talk and question
	PathAskLive       = "/fraga/live"     // POST: the same, answered as events
	PathAskPerson     = "/fraga/manniska" // POST takes talk and question, and with do=begin starts the form
	PathAskThumb      = "/fraga/omdome"   // POST takes talk, number, thumb, reason and words
	PathAskPanel      = "/fraga/ruta"     // POST takes talk: the conversation so far, for the panel beside a page
	PathCases         = "/arenden"
	PathOffers        = "/erbjudanden"
	PathAccount       = "/konto"
	PathLogin         = "/logga-in"
	PathLogout        = "/logga-ut" // POST
	PathLanguage      = "/sprak"    // POST: lang, next
	PathFollow        = "/folj"     // GET shows the form, POST takes code
	PathDesk          = "/handlaggning"
	PathStaffAccount  = "/handlaggning/konto"
	PathAccessibility = "/tillganglighet"
	PathAbout         = "/om"
	PathOffline       = "/offline"
	PathManifest      = "/manifest.webmanifest"
	PathWorker        = "/sw.js"
	PathStatic        = "/static/" // prefix of every hashed file
)
