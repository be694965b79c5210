package portal

import (
	"github.com/gofiber/fiber/v2"

	"forvag/web"
)

// The addresses that more than one file builds on.
const (
	staticPrefix = web.PathStatic
	liveSuffix   = "/live"
)

// audience says who may come to a route at all. What they may see there is asked of the case core, object by object.
type audience int

const (
	// anyone may come, logged in or not.
	anyone audience = iota
	// resident must be logged in as a resident, or be asked to.
	resident
	// reader must be logged in as a resident, or hold the follow code of an anonymous case.
	reader
	// officer must be logged in to the desk.
	officer
)

// admit refuses who may not come. Whoever is not logged in is sent to the login; an officer's login is no resident's, and the other way around.
func (a audience) admit(r *request) error {
	switch a {
	case resident:
		return r.requireResident()
	case reader:
		return r.requireReader()
	case officer:
		return r.requireOfficer()
	default:
		return nil
	}
}

// route is one address of the portal.
type route struct {
	method, path string
	who          audience
	do           handler
	limit        limit // the zero limit is none
}

const get, post = fiber.MethodGet, fiber.MethodPost

// routes are all addresses that people use, from top to bottom. A test calls each of them as every role.
func routes() []route {
	return []route{
		{get, web.PathHome, anyone, (*request).front, limit{}},
		{get, web.PathServices, anyone, (*request).services, limitSearch},
		{get, "/tjanster/:service", anyone, (*request).service, limit{}},
		{get, "/tjanster/:service/kolla", anyone, (*request).guide, limit{}},
		{post, "/tjanster/:service/kolla", anyone, (*request).guideAnswer, limitSearch},
		{post, "/tjanster/:service/borja", anyone, (*request).begin, limitSubmit},

		{get, web.PathSituations, anyone, (*request).situations, limit{}},
		{get, web.PathSituations + "/:situation", anyone, (*request).situation, limit{}},
		{get, web.PathAsk, anyone, (*request).ask, limit{}},
		{post, web.PathAsk, anyone, (*request).askQuestion, limitAsk},
		{post, web.PathAskLive, anyone, (*request).askLive, limitAsk},
		{get, web.PathAskPerson, anyone, (*request).askPerson, limit{}},
		{post, web.PathAskPerson, anyone, (*request).askPerson, limitSubmit},
		{post, web.PathAskThumb, anyone, (*request).askThumb, limitSubmit},
		{post, web.PathAskPanel, anyone, (*request).askPanel, limitSearch},
		{post, apiAskPath, anyone, (*request).apiAsk, limitAsk},
		{get, web.PathArticles, anyone, (*request).articles, limit{}},
		{get, web.PathArticles + "/:article", anyone, (*request).articlePage, limit{}},
		{get, web.PathLinks, anyone, (*request).links, limit{}},
		{get, web.PathLinks + "/:link", anyone, (*request).link, limit{}},
		{post, web.PathLinks + "/:link/trasig", anyone, (*request).reportLink, limitSubmit},
		{get, boardPath(":board"), anyone, (*request).board, limit{}},
		{get, web.PathNoticeBoard, anyone, (*request).noticeBoard, limit{}},
		{get, apiSearchPath, anyone, (*request).apiSearch, limitSearch},
		{post, apiCheckPath, anyone, (*request).apiCheck, limitSearch},
		{post, apiEventsPath, anyone, (*request).apiEvents, limitEvents},

		{get, "/ansok/:draft", anyone, (*request).resume, limit{}},
		{get, "/ansok/:draft/granska", anyone, (*request).review, limit{}},
		{post, "/ansok/:draft/granska", anyone, (*request).submit, limitSubmit},
		{get, "/ansok/:draft/kvitto", anyone, (*request).receipt, limit{}},
		{post, "/ansok/:draft/ta-bort", anyone, (*request).discard, limit{}},
		{get, "/ansok/:draft/fil/:file", anyone, (*request).draftFile, limit{}},
		{get, "/ansok/:draft/sida/:page", anyone, (*request).form, limit{}},
		{post, "/ansok/:draft/sida/:page", anyone, (*request).formAnswer, limitSearch},
		{get, "/ansok/:draft/folj/:case", anyone, (*request).nearbyAgain, limitSearch},
		{post, "/ansok/:draft/folj/:case", anyone, (*request).followNearby, limitSubmit},
		{get, addressesPath, anyone, (*request).addresses, limitSearch},
		{get, mapPath, anyone, (*request).streetMap, limitSearch},

		{get, web.PathCases, resident, (*request).mine, limit{}},
		{get, web.PathOffers, resident, (*request).offers, limit{}},
		{post, web.PathOffers, resident, (*request).chooseOffers, limitSubmit},
		{get, web.PathOffers + "/:proposal", resident, (*request).offer, limit{}},
		{post, web.PathOffers + "/:proposal", resident, (*request).answerLifeOffer, limitSubmit},
		{get, web.PathFollow, anyone, (*request).follow, limit{}},
		{post, web.PathFollow, anyone, (*request).followCode, limitCode},
		{get, "/arenden/:case", reader, (*request).showCase, limit{}},
		{get, "/arenden/:case" + liveSuffix, reader, (*request).caseLive, limit{}},
		{post, "/arenden/:case/meddelande", reader, (*request).sendMessage, limitSubmit},
		{post, "/arenden/:case/komplettering/:request", reader, (*request).answerRequest, limitSubmit},
		{post, "/arenden/:case/ombud/:party", resident, (*request).agency, limitSubmit},
		{post, "/arenden/:case/aterkalla", reader, (*request).withdraw, limitSubmit},
		{post, "/arenden/:case/erbjudande/:offer", resident, (*request).answerOffer, limitSubmit},
		{post, "/arenden/:case/onskemal", resident, (*request).changeWishes, limitSubmit},
		{get, "/arenden/:case/tid.ics", resident, (*request).calendar, limit{}},
		{post, "/arenden/:case/avboka", resident, (*request).cancelBooking, limitSubmit},
		{post, "/arenden/:case/plats", resident, (*request).endPlace, limitSubmit},
		{post, "/arenden/:case/haller-med", resident, (*request).agree, limitSubmit},
		{post, "/arenden/:case/syskon/:child", resident, (*request).beginSibling, limitSubmit},
		{post, "/arenden/:case/svara-sjalv", resident, (*request).answerSelf, limitSubmit},
		{post, "/arenden/:case/begar-avgorande", resident, (*request).demandDecision, limitSubmit},
		{post, "/arenden/:case/overklaga/:decision", resident, (*request).appeal, limitSubmit},
		{get, "/arenden/:case/handling/:document", reader, (*request).document, limit{}},
		{get, "/arenden/:case/:action", reader, (*request).backToCase, limit{}},
		{get, "/arenden/:case/:action/:of", reader, (*request).backToCase, limit{}},

		{get, web.PathLogin, anyone, (*request).login, limit{}},
		{post, "/logga-in/demo", anyone, (*request).demoLogin, limitLogin},
		{post, "/demo/tid", anyone, (*request).leap, limitLogin},
		{get, "/logga-in/:provider", anyone, (*request).beginLogin, limitLogin},
		{get, "/logga-in/:provider/klar", anyone, (*request).finishLogin, limitLogin},
		{post, web.PathLogout, anyone, (*request).logout, limit{}},
		{get, web.PathAccount, resident, (*request).account, limit{}},
		{post, web.PathAccount, resident, (*request).saveAccount, limitSubmit},
		{post, "/konto/foretrad", resident, (*request).actFor, limitSubmit},
		{get, web.PathInbox, resident, (*request).inbox, limit{}},
		{get, web.PathTell, resident, (*request).tell, limit{}},
		{post, web.PathTell, resident, (*request).saveTell, limitSubmit},
		{get, contactPath, resident, (*request).contact, limit{}},
		{post, contactPath, resident, (*request).verifyContact, limitSubmit},
		{post, web.PathDevices, resident, (*request).device, limitSearch},
		{post, devicePath, resident, (*request).removeDevice, limitSubmit},
		{get, unsubscribePath, anyone, (*request).unsubscribe, limitCode},
		{post, receiptPath, anyone, (*request).receiptOfSMS, limit{}}, // a gateway posts all of them from one address
		{post, unsubscribePath, anyone, (*request).unsubscribed, limitCode},
		{post, web.PathLanguage, anyone, (*request).chooseLanguage, limit{}},

		{get, web.PathDesk, officer, (*request).desk, limit{}},
		{get, web.PathStaffAccount, officer, (*request).staffAccount, limit{}},
		{get, registerPath, officer, (*request).register, limit{}},
		{post, registerPath, officer, (*request).registerCase, limitSubmit},
		{get, web.PathRooms, officer, (*request).rooms, limit{}},
		{get, web.PathRooms + "/:service/:room", officer, (*request).room, limit{}},
		{post, web.PathRooms + "/:service/:room", officer, (*request).block, limitSubmit},
		{post, web.PathRooms + "/:service/:room/slapp/:booking", officer, (*request).unblock, limitSubmit},
		{get, web.PathQueues, officer, (*request).queues, limit{}},
		{get, web.PathQueues + "/:service/:unit", officer, (*request).queue, limit{}},
		{get, web.PathQuestions, officer, (*request).questions, limit{}},
		{get, web.PathQuestions + ".csv", officer, (*request).exportQuestions, limit{}},
		{get, web.PathWriting, officer, (*request).writing, limit{}},
		{post, web.PathWriting, officer, (*request).beginArticle, limitSubmit},
		{get, web.PathWriting + "/utkast/:written", officer, (*request).author, limit{}},
		{post, web.PathWriting + "/utkast/:written", officer, (*request).saveArticle, limitSubmit},
		{get, web.PathWriting + "/:article", officer, (*request).writingArticle, limit{}},
		{post, web.PathWriting + "/:article/dra-tillbaka", officer, (*request).withdrawArticle, limitSubmit},
		{get, linkReportsPath, officer, (*request).linkReports, limit{}},
		{post, linkReportsPath + "/:link", officer, (*request).clearLinkReport, limitSubmit},
		{get, web.PathNotices, officer, (*request).deskNotices, limit{}},
		{post, web.PathNotices, officer, (*request).postNotice, limitSubmit},
		{post, web.PathNotices + "/:notice/ta-ner", officer, (*request).takeDown, limitSubmit},
		{get, web.PathNotices + "/:notice" + correctPath, officer, (*request).correction, limit{}},
		{post, web.PathNotices + "/:notice" + correctPath, officer, (*request).correctNotice, limitSubmit},
		{get, web.PathReviews, officer, (*request).reviews, limit{}},
		{get, web.PathReviews + "/:review", officer, (*request).readReview, limit{}},
		{post, web.PathReviews + "/:review", officer, (*request).answerReview, limitSubmit},
		{get, web.PathRules, officer, (*request).rules, limit{}},
		{get, web.PathRules + "/:rule", officer, (*request).rule, limit{}},
		{post, web.PathRules + "/:rule/prova", officer, (*request).tryRule, limitSubmit},
		{post, web.PathRules + "/:rule", officer, (*request).switchRule, limitSubmit},
		{get, web.PathSent, officer, (*request).sent, limit{}},
		{get, sentTextsPath, officer, (*request).sentTexts, limit{}},
		{post, web.PathSent + "/:delivery", officer, (*request).sentAct, limitSubmit},
		{get, web.PathLetters, officer, (*request).letters, limit{}},
		{post, web.PathLetters, officer, (*request).takeLetters, limitSubmit},
		{get, web.PathLetters + "/:batch" + letterFile, officer, (*request).letterPDF, limit{}},
		{post, web.PathLetters + "/:batch", officer, (*request).letterAct, limitSubmit},
		{get, "/handlaggning/:case", officer, (*request).deskCase, limit{}},
		{get, "/handlaggning/:case" + liveSuffix, officer, (*request).deskLive, limit{}},
		{get, "/handlaggning/:case/handling/:document", officer, (*request).deskDocument, limit{}},
		{get, "/handlaggning/:case/:action", officer, (*request).backToCase, limit{}},
		{post, "/handlaggning/:case/:action", officer, (*request).deskAct, limitSubmit},

		{get, web.PathAccessibility, anyone, (*request).accessibility, limit{}},
		{post, web.PathAccessibility, anyone, (*request).reportAccessibility, limitSubmit},
		{get, web.PathAbout, anyone, (*request).about, limit{}},
		{get, web.PathOffline, anyone, (*request).offline, limit{}},
	}
}

// install puts the routes, and the few addresses that only machines use, into the server.
func (s *Server) install() {
	limits := map[string]fiber.Handler{}
	for _, rt := range routes() {
		handlers := []fiber.Handler{s.meet}
		if rt.limit.most > 0 {
			if limits[rt.limit.name] == nil {
				limits[rt.limit.name] = s.limited(rt.limit)
			}
			handlers = append(handlers, limits[rt.limit.name])
		}
		handlers = append(handlers, s.handle(rt))
		s.app.Add(rt.method, rt.path, handlers...)
		if rt.method == get { // RFC 9110, 9.1: every server answers both
			s.app.Add(fiber.MethodHead, rt.path, handlers...)
		}
	}
	s.app.Get(staticPrefix+"*", s.static)
	s.app.Get(web.PathManifest, s.manifest)
	s.app.Get(web.PathWorker, s.static)
	s.app.Get("/favicon.ico", s.static)
	s.app.Get("/robots.txt", s.static)
	s.app.Get("/healthz", s.health)
	s.app.Get("/readyz", s.ready)
	if s.Gatherer != nil {
		s.app.Get("/metrics", s.exposition())
	}
	s.app.Use(func(*fiber.Ctx) error { return unknownAddress() })
}
