package main

import (
	_ "embed"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strings"
	"text/template"
	"time"

	"forvag/internal/catalog"
	"forvag/internal/civil"
	"forvag/internal/identity"
	"forvag/internal/locale"
	"forvag/internal/municipality"
	"forvag/internal/strict"
	"forvag/lifeevents"
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
	cat := all.catalog
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
		if err := describe(out.out, all, s); err != nil {
			return err
		}
	}
	return nil
}

//go:embed process.md.tmpl
var processText string

// describe writes a service's process description.
func describe(w io.Writer, all *contents, s *catalog.Service) error {
	p := describer{all.municipality, all.catalog, all.rules.Rules()}
	t, err := template.New("process").Funcs(template.FuncMap{
		"appeal": p.appeal, "appeals": p.appeals, "applicants": p.applicants, "automatic": p.automatic, "board": p.board, "cell": cell, "delegation": p.delegation,
		"document": p.document, "join": func(all []string) string { return strings.Join(all, "; ") }, "keep": p.keep, "kind": p.kind,
		"length": p.length, "login": p.login, "offered": p.offered, "opens": p.opens, "pages": p.pages, "secrecy": p.secrecy, "starts": p.starts, "texts": p.texts,
		"values": p.values,
	}).Parse(processText)
	if err != nil {
		return err
	}
	return t.Execute(w, s)
}

// describer writes what a template cannot.
type describer struct {
	m     *municipality.Municipality
	all   *catalog.Catalog
	rules []*lifeevents.Rule
}

// t are the words of a process description, which is in Swedish.
func (describer) t(key string, args ...any) string { return locale.T(locale.SV, key, args...) }

func (p describer) kind(k catalog.Kind) string { return p.t("process.kind." + string(k)) }

func (p describer) starts(c catalog.ClockStart) string { return p.t("process.starts." + string(c)) }

func (p describer) document(d catalog.DocumentType) string {
	return p.t("process.document." + string(d))
}

func (p describer) board(code string) string {
	if b := p.m.Board(identity.BoardID(code)); b != nil {
		return b.Name.SV
	}
	return code
}

func (p describer) applicants(all []catalog.Applicant) string {
	names := make([]string, len(all))
	for i, a := range all {
		names[i] = p.t("process.who." + string(a))
	}
	return strings.Join(names, ", ")
}

func (p describer) login(level int) string {
	if level == 0 {
		return p.t("process.login_none")
	}
	return p.t("process.login_level", level)
}

func (describer) pages(pages []catalog.Page) string {
	titles := make([]string, len(pages))
	for i, page := range pages {
		titles[i] = "”" + page.Title.SV + "”"
	}
	return strings.Join(titles, ", ")
}

func (describer) texts(all []locale.Text) string {
	said := make([]string, len(all))
	for i, t := range all {
		said[i] = t.SV
	}
	return strings.Join(said, " ")
}

func (p describer) secrecy(s catalog.Secrecy) string {
	strength := p.t("process.secrecy." + string(s.Strength))
	if s.Law == "" {
		return strength
	}
	return p.t("process.secrecy_law", strength, s.Law, s.Years)
}

// length is a span with its number of the day, since a setting may hold it.
func (p describer) length(l catalog.Length) string {
	period := l.On(civil.Today(time.Now), p.m.Catalog())
	if period.IsZero() {
		return p.t("process.length_unset")
	}
	return p.t("process.length."+strings.ReplaceAll(string(period.Unit), " ", "_"), period.N)
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
		return p.t("process.delegation_none")
	}
	return strings.Join(refs, ", ")
}

func (p describer) appeal(d catalog.DecisionType) string {
	return p.t("process.appeal." + string(d.Appeal))
}

// appealed is what happens when decisions of one kind are appealed.
type appealed struct{ Title, Words string }

// appeals tells of each kind of decision how it is appealed, since one service may have several.
func (p describer) appeals(all []catalog.DecisionType) []appealed {
	out := make([]appealed, len(all))
	for i, d := range all {
		out[i] = appealed{p.t("process.appealed.title", d.Title.SV), p.t("process.appealed." + string(d.Appeal))}
	}
	return out
}

// offered are the rules of life events by which the municipality offers the service before anybody asks.
func (p describer) offered(service string) []string {
	var names []string
	for _, r := range p.rules {
		if slices.ContainsFunc(r.Accept, func(w lifeevents.Way) bool { return w.Service == service }) {
			names = append(names, r.Name.SV)
		}
	}
	return names
}

// opens are the services whose cases the form opens too.
func (p describer) opens(all []catalog.Open) string {
	titles := make([]string, len(all))
	for i, o := range all {
		titles[i] = p.all.Service(o.Service).Title.SV
	}
	return strings.Join(titles, ", ")
}

// localValue is a local setting as it holds today.
type localValue struct{ Name, What, Is, From, Decided string }

// settingIn is where a service's file names a local setting, in a text, an expression, a length or a key.
var settingIn = regexp.MustCompile(`\b(?:setting|late)(?:\.|: )([a-z][a-z0-9_]*)`)

// values are the local settings that a service goes by, in the order of its file.
func (p describer) values(s *catalog.Service) []localValue {
	var out []localValue
	day := civil.Today(time.Now)
	for _, m := range settingIn.FindAllSubmatch(s.Source, -1) {
		name := string(m[1])
		setting := p.m.Settings[name]
		if setting == nil || slices.ContainsFunc(out, func(v localValue) bool { return v.Name == name }) {
			continue
		}
		v := localValue{Name: name, What: setting.What.SV, Decided: setting.Decided}
		if now, from, ok := setting.Since(day); ok {
			v.Is, v.From = setting.Catalog().Say(now).SV, from.String()
		}
		out = append(out, v)
	}
	return out
}

// automatic says whether a decision can be made without a person (KL 6:37–38).
func (p describer) automatic(s *catalog.Service) string {
	if s.Recommendation == nil || s.Recommendation.Automatic == nil {
		return p.t("process.automatic_never")
	}
	auto, title := s.Recommendation.Automatic, ""
	for _, d := range s.Decisions {
		if d.ID == auto.Decision {
			title = d.Title.SV
		}
	}
	if ref := p.m.Catalog().Delegation(auto.Delegation); ref != "" {
		return p.t("process.automatic_by", title, ref)
	}
	return p.t("process.automatic_undelegated", title)
}

func (p describer) keep(k catalog.Keep) string {
	if k.Preserve {
		return p.t("process.preserved")
	}
	return p.t("process.disposed", k.Years)
}

// cell keeps a text within its cell of a table.
func cell(text string) string {
	return strings.ReplaceAll(strings.ReplaceAll(text, "\n", " "), "|", `\|`)
}
