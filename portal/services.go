package portal

import (
	"net/url"
	"strings"

	"forvag/internal/catalog"
	"forvag/internal/identity"
	"forvag/internal/locale"
	"forvag/web"
)

// hints are what the front page suggests to search for.
var hints = []string{"portal.hint.lamp", "portal.hint.deck", "portal.hint.leave"}

// common are the services that the front page shows, where the municipality has them: those that most people ask for.
var common = []string{"felanmalan", "forskola", "ledighet-elev", "bygglov", "hemtjanst", "synpunkt", "lokalbokning", "avfall", "skolskjuts"}

// front is where everybody starts.
func (r *request) front() error {
	view := web.FrontPage{}
	for _, key := range hints {
		view.Hints = append(view.Hints, web.Link{Text: r.t(key), Href: searchPath(r.t(key))})
	}
	for _, id := range common {
		if s := r.Catalog.Service(id); s != nil {
			view.Services = append(view.Services, r.serviceCard(s))
		}
	}
	view.Situations, view.Others = r.situationTiles(), web.Link{Text: r.t("web.links.title"), Href: web.PathLinks}
	view.Subjects = r.subjects()
	if r.principal.Kind == identity.Resident {
		rows, err := r.needsMe(frontCases)
		if err != nil {
			return err
		}
		view.NeedsMe = rows
		if view.Drafts, err = r.draftRows(); err != nil {
			return err
		}
		if view.Offers, err = r.offerCards(); err != nil {
			return err
		}
	}
	return r.page(web.SectionHome, view)
}

func searchPath(words string) string { return web.PathServices + "?q=" + url.QueryEscape(words) }

// frontCases is how many cases the front page shows.
const frontCases = 4

func (r *request) serviceCard(s *catalog.Service) web.ServiceCard {
	return web.ServiceCard{Icon: web.Icon(s.Icon), Title: s.Title.In(r.lang), Text: s.Summary.In(r.lang), Href: servicePath(s)}
}

// ServicePath is where a service is told about.
func ServicePath(id string) string { return web.PathServices + "/" + id }

func servicePath(s *catalog.Service) string { return ServicePath(s.ID) }

// categoryIcons are the icons of subjects.
var categoryIcons = map[catalog.Category]web.Icon{
	"school": web.IconSchool, "building": web.IconHammer, "care": web.IconHeart, "traffic": web.IconCar, "environment": web.IconLeaf,
	"culture": web.IconBook, "business": web.IconStore, "democracy": web.IconSpeech, "money": web.IconCoins,
}

// category is a subject that has services, in the reader's language.
type category struct {
	id       catalog.Category
	title    string
	services []web.ServiceCard
}

// categories are the subjects that have services, in the order that the catalog lists them; their services by name.
func (r *request) categories() []category {
	var out []category
	for _, id := range catalog.Category("").Values() {
		c := category{id: catalog.Category(id), title: r.t("portal.category." + id)}
		for _, s := range r.Catalog.Services() {
			if s.Category == c.id {
				c.services = append(c.services, r.serviceCard(s))
			}
		}
		if len(c.services) > 0 {
			locale.Sort(r.lang, c.services, func(s web.ServiceCard) string { return s.Title })
			out = append(out, c)
		}
	}
	return out
}

// subjects are the categories in short, each leading to its services.
func (r *request) subjects() []web.Situation {
	var out []web.Situation
	for _, c := range r.categories() {
		out = append(out, web.Situation{
			Icon: categoryIcons[c.id], Title: c.title, Text: r.t("portal.category.count", len(c.services)), Href: web.PathServices + "#" + string(c.id),
		})
	}
	return out
}

// services lists everything, or what a search found.
func (r *request) services() error {
	view := web.ServicesPage{Query: r.query(), Lists: r.lists(web.PathServices)}
	if view.Query != "" {
		r.results(&view)
	}
	if len(view.Hits) > 0 {
		return r.page(web.SectionServices, view)
	}
	if view.Query != "" {
		view.Subjects, view.Situations = r.subjects(), r.situationTiles()
		return r.page(web.SectionServices, view)
	}
	for _, c := range r.categories() {
		view.Groups = append(view.Groups, web.ServiceGroup{Title: c.title, ID: string(c.id), Services: c.services})
	}
	return r.page(web.SectionServices, view)
}

// appealWords say what one can do about the decisions that a case can end in here: once where that is the same for all, else by the decisions that it is
// the same for.
func (r *request) appealWords(s *catalog.Service) []string {
	var ways []string
	titles := map[string][]string{}
	for _, d := range s.Possible(r.moment()) {
		way := r.t("case.appeal.none")
		if d.Appeal != catalog.NoAppeal {
			way = r.t("portal.service.appeal."+string(d.Appeal), r.t("case.appeal.body."+string(d.Body())))
		}
		if titles[way] == nil {
			ways = append(ways, way)
		}
		titles[way] = append(titles[way], d.Title.In(r.lang))
	}
	if len(ways) > 1 {
		for i, way := range ways {
			ways[i] = strings.Join(titles[way], ", ") + ": " + way
		}
	}
	return ways
}

// service tells everything about a service before anybody starts it.
func (r *request) service() error {
	s, err := r.serviceAt()
	if err != nil {
		return err
	}
	view := web.ServicePage{
		Icon: web.Icon(s.Icon), Name: s.Title.In(r.lang), Lead: s.Summary.In(r.lang), Who: paragraphs(s.Who.In(r.lang)),
		Duration: s.Time.In(r.lang), Fee: r.feeWords(s), Board: r.boardName(identity.BoardID(s.Board)), Login: r.loginWords(s),
		Process: paragraphs(s.After.In(r.lang)), Start: servicePath(s) + "/borja",
	}
	for _, n := range s.Needs {
		view.Needs = append(view.Needs, n.In(r.lang))
	}
	for _, law := range s.Law {
		view.Law = append(view.Law, web.LawRef{Text: law})
	}
	view.Appeal = r.appealWords(s)
	if s.Secrecy.Strength != "none" {
		view.Secrecy = r.t("portal.service.secrecy."+string(s.Secrecy.Strength), s.Secrecy.Law)
	}
	if s.Check != nil {
		view.Check = &web.Link{Text: s.Check.Question.In(r.lang), Href: guidePath(s, nil)}
		view.Advice = s.Kind == catalog.Enquiry
	}
	facts, _ := r.askedFacts(s, r.queryValues())
	for name, values := range r.factValues(s, facts) {
		for _, v := range values {
			view.Carried = append(view.Carried, web.HiddenField{Name: name, Value: v})
		}
	}
	begins, err := r.tellFirst(s)
	if err != nil {
		return err
	}
	if !begins {
		view.Start = ""
	}
	owner, ok := r.owner()
	if !ok {
		return r.page(web.SectionServices, view)
	}
	drafts, err := r.draftsOf(owner, s)
	if err != nil {
		return err
	}
	if view.Drafts, err = r.rowsOf(drafts); err != nil {
		return err
	}
	return r.page(web.SectionServices, view)
}

// loginWords say how to log in to a service, or that it is not needed.
func (r *request) loginWords(s *catalog.Service) string {
	if s.Access.Level == 0 {
		return r.t("portal.service.no_login")
	}
	return r.t("portal.service.login", s.Access.Level)
}

// feeWords say what a service costs, with the amount of the day, where there is one, and what the fee covers.
func (r *request) feeWords(s *catalog.Service) string {
	words := s.Cost.In(r.lang)
	if s.Fee == nil {
		return words
	}
	if v, ok := r.Rules.Setting(s.Fee.Setting, r.today()); ok {
		if amount := locale.Kronor(r.lang, v.N); !strings.Contains(words, amount) {
			words = amount + ". " + words
		}
	}
	for sentence := range strings.SplitAfterSeq(s.Fee.Text.In(r.lang), ". ") {
		if !strings.Contains(words, strings.TrimSpace(sentence)) {
			words = strings.TrimSpace(words) + " " + sentence
		}
	}
	return strings.TrimSpace(words)
}
