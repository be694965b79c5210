package main

import (
	_ "embed"
	"fmt"
	"io"
	"strings"
	"text/template"
	"time"

	"forvag/internal/catalog"
	"forvag/internal/civil"
	"forvag/internal/identity"
	"forvag/internal/locale"
	"forvag/internal/municipality"
	"forvag/internal/strict"
)

type processCmd struct {
	ID  string `arg:"" optional:"" help:"The service's id. Without it, every service is described."`
	Dir string `name:"content" type:"existingdir" placeholder:"DIR" env:"FORVAG_CONTENT" help:"The municipality's folder. Without it, what the program carries is described."`
}

// Help stands under the command's flags.
func (processCmd) Help() string {
	return `Prints, in Swedish and as Markdown, who does what at each of the six steps of a case, made from the service's file and kommun.yaml: for those who own
the service, for lawyers and archivists who look through it, and for new officers.

  forvag process skolskjuts --content /etc/forvag > skolskjuts.md`
}

// Run describes one service, or all.
func (c *processCmd) Run(out *console) error {
	own, err := openFolder(c.Dir)
	if err != nil {
		return err
	}
	all, err := own.load(time.Now)
	if err != nil {
		return err
	}
	m, cat := all.municipality, all.catalog
	services := cat.Services()
	if c.ID != "" {
		one := cat.Service(c.ID)
		if one == nil {
			ids := make([]string, len(services))
			for i, s := range services {
				ids[i] = s.ID
			}
			return fmt.Errorf("there is no service %q%s", c.ID, strict.Suggest(c.ID, ids))
		}
		services = []*catalog.Service{one}
	}
	for i, s := range services {
		if i > 0 {
			out.printf("\n")
		}
		if err := describe(out.out, m, s); err != nil {
			return err
		}
	}
	return nil
}

//go:embed process.md.tmpl
var processText string

// describe writes a service's process description.
func describe(w io.Writer, m *municipality.Municipality, s *catalog.Service) error {
	p := describer{m}
	t, err := template.New("process").Funcs(template.FuncMap{
		"appeal": p.appeal, "applicants": p.applicants, "automatic": p.automatic, "board": p.board, "cell": cell, "delegation": p.delegation,
		"document": named(documents), "join": func(all []string) string { return strings.Join(all, "; ") }, "keep": p.keep, "kind": named(kinds),
		"length": p.length, "login": p.login, "pages": p.pages, "secrecy": p.secrecy, "starts": named(starts), "texts": p.texts,
	}).Parse(processText)
	if err != nil {
		return err
	}
	return t.Execute(w, s)
}

// The words of a process description for what a file enumerates.
var (
	kinds = map[catalog.Kind]string{
		catalog.Report: "anmälan", catalog.Application: "ansökan", catalog.Request: "begäran", catalog.Order: "beställning",
		catalog.Enquiry: "förfrågan", catalog.Proposal: "förslag", catalog.Supervision: "tillsyn",
	}
	who = map[catalog.Applicant]string{
		catalog.Anonymous: "vem som helst", catalog.Resident: "den som har loggat in", catalog.Guardian: "vårdnadshavare",
		catalog.Signatory: "firmatecknare", catalog.Agent: "ombud",
	}
	starts = map[catalog.ClockStart]string{
		"received": "att ärendet kom in", "complete": "att ärendet är komplett", "decided": "beslutet", "closed": "att ärendet avslutades",
	}
	documents = map[catalog.DocumentType]string{
		"case": "Ärendet", "application": "Ansökan", "attachment": "Bilagor", "message": "Meddelanden", "decision": "Beslut", "permit": "Tillstånd",
	}
	appeals = map[catalog.AppealKind]string{
		catalog.Forvaltningsbesvar: "med förvaltningsbesvär", catalog.Laglighetsprovning: "genom laglighetsprövning",
		catalog.PBL: "enligt plan- och bygglagen", catalog.OKN: "hos Skolväsendets överklagandenämnd", catalog.NoAppeal: "nej",
	}
	periods = map[civil.Unit][2]string{
		civil.Days: {"dag", "dagar"}, civil.WorkingDays: {"arbetsdag", "arbetsdagar"}, civil.Weeks: {"vecka", "veckor"},
		civil.Months: {"månad", "månader"}, civil.Years: {"år", "år"},
	}
)

// named looks words up; what has none stands as the file has it.
func named[K ~string](words map[K]string) func(K) string {
	return func(k K) string {
		if w, ok := words[k]; ok {
			return w
		}
		return string(k)
	}
}

// describer writes what a template cannot.
type describer struct {
	m *municipality.Municipality
}

func (p describer) board(code string) string {
	if b := p.m.Board(identity.BoardID(code)); b != nil {
		return b.Name.SV
	}
	return code
}

func (describer) applicants(all []catalog.Applicant) string {
	words := make([]string, len(all))
	for i, a := range all {
		words[i] = named(who)(a)
	}
	return strings.Join(words, ", ")
}

func (describer) login(level int) string {
	if level == 0 {
		return "Inloggning behövs inte."
	}
	return fmt.Sprintf("Inloggning på tillitsnivå %d.", level)
}

func (describer) pages(pages []catalog.Page) string {
	titles := make([]string, len(pages))
	for i, page := range pages {
		titles[i] = "”" + page.Title.SV + "”"
	}
	return strings.Join(titles, ", ")
}

func (describer) texts(all []locale.Text) string {
	words := make([]string, len(all))
	for i, t := range all {
		words[i] = t.SV
	}
	return strings.Join(words, " ")
}

func (describer) secrecy(s catalog.Secrecy) string {
	words := map[catalog.Strength]string{
		"none": "ingen", "rakt": "rakt skaderekvisit", "omvant": "omvänt skaderekvisit", "absolut": "absolut",
	}[s.Strength]
	if s.Law != "" {
		words += fmt.Sprintf(", %s, högst %d år", s.Law, s.Years)
	}
	return words
}

// length is a span with its number of the day, since a setting may hold it.
func (p describer) length(l catalog.Length) string {
	period := l.On(civil.Today(time.Now), p.m.Catalog())
	words := periods[period.Unit]
	if period.IsZero() {
		return "inte bestämt"
	}
	if period.N == 1 {
		return "1 " + words[0]
	}
	return fmt.Sprintf("%d %s", period.N, words[1])
}

// delegation is by what references the board lets others make a kind of decision.
func (p describer) delegation(board, service, decision string) string {
	var refs []string
	for _, to := range []municipality.To{municipality.ToCaseOfficer, municipality.ToDecisionMaker, municipality.ToAutomated} {
		if ref := p.m.Delegated(to, identity.BoardID(board), service, decision); ref != "" {
			refs = append(refs, ref)
		}
	}
	if len(refs) == 0 {
		return "ingen: nämnden beslutar"
	}
	return strings.Join(refs, ", ")
}

func (describer) appeal(d catalog.DecisionType) string { return named(appeals)(d.Appeal) }

// automatic says whether a decision can be made without a person (KL 6:37–38).
func (p describer) automatic(s *catalog.Service) string {
	if s.Recommendation == nil || s.Recommendation.Automatic == nil {
		return "En människa fattar alltid beslutet."
	}
	auto, title := s.Recommendation.Automatic, ""
	for _, d := range s.Decisions {
		if d.ID == auto.Decision {
			title = d.Title.SV
		}
	}
	if ref := p.m.Catalog().Delegation(auto.Delegation); ref != "" {
		return fmt.Sprintf("Ett tydligt ja till ”%s” beslutas av programmet på delegation %s. Allt annat beslutar en människa.", title, ref)
	}
	return fmt.Sprintf("Ett tydligt ja till ”%s” kan beslutas av programmet, men nämnden har inte delegerat det. En människa beslutar.", title)
}

func (describer) keep(k catalog.Keep) string {
	if k.Preserve {
		return "bevaras"
	}
	return fmt.Sprintf("gallras %d år efter att ärendet avslutades", k.Years)
}

// cell keeps a text within its cell of a table.
func cell(text string) string {
	return strings.ReplaceAll(strings.ReplaceAll(text, "\n", " "), "|", `\|`)
}
