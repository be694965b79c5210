package portal

import (
	"cmp"
	"context"
	"slices"

	"forvag/assistant"
	"forvag/internal/casework"
	"forvag/internal/catalog"
	"forvag/internal/locale"
	"forvag/web"
)

// ownShown is how many of the reader's cases, or permits, an answer tells of.
const ownShown = 5

// own tells the reader of their own cases: those that their list holds, read with the rights that they have in each. What is told stands in the newest
// answer alone, and is not carried along in the conversation.
func (r *request) own(e *web.Exchange, of assistant.Matter) error {
	return r.snapshot(func() error {
		if of == assistant.OwnPermits {
			return r.ownPermits(e)
		}
		return r.ownCases(e, of == assistant.OwnWaits)
	})
}

func (r *request) ownCases(e *web.Exchange, waits bool) error {
	rows, err := r.Cases.Mine(r.ctx(), r.principal, casework.MineFilter{Only: casework.OnlyOpen, Limit: ownShown})
	if err != nil {
		return err
	}
	facts, err := r.rowFacts(rows)
	if err != nil {
		return err
	}
	switch {
	case len(rows) == 0:
		e.Text = append(e.Text, r.t("assistant.no_cases"))
	case waits:
		e.Text = append(e.Text, r.t("assistant.own_waits"))
	default:
		e.Text = append(e.Text, r.t("assistant.own_cases"))
	}
	for i := range rows {
		own := web.OwnCase{CaseRow: r.caseRow(&rows[i], facts)}
		if waits {
			if err := r.waiting(&own, &rows[i]); err != nil {
				return err
			}
		}
		e.Cases = append(e.Cases, own)
	}
	e.AllCases = &web.Link{Text: r.t("assistant.all_cases"), Href: web.PathCases}
	return nil
}

// waiting says what a case waits for. Where it is the reader, the row says so; what a decision says is not told before they open it.
func (r *request) waiting(own *web.OwnCase, row *casework.MineRow) error {
	if row.Needs != casework.NeedNothing {
		return nil
	}
	f, err := r.Cases.Case(r.ctx(), r.principal, row.Case)
	if err != nil {
		return err
	}
	now := r.caseNow(f, r.serviceOf(f.Case.Type, f.Case.Received))
	own.Now, own.Expected = now.Text, now.Expected
	return nil
}

// ownPermits tells of the permits that hold or have just ended, the one that ends first before the others, with where each is renewed.
func (r *request) ownPermits(e *web.Exchange) error {
	all, err := r.Cases.Permits(r.ctx(), r.principal)
	if err != nil {
		return err
	}
	recent := r.today().AddMonths(-permitsAfter)
	all = slices.DeleteFunc(all, func(p casework.Permit) bool {
		return !p.Revoked.IsZero() || !p.To.IsZero() && p.To.Before(recent)
	})
	slices.SortStableFunc(all, func(a, b casework.Permit) int { return cmp.Compare(endOf(a), endOf(b)) })
	if len(all) == 0 {
		e.Text = append(e.Text, r.t("assistant.own_no_permits"))
		return nil
	}
	e.Text = append(e.Text, r.t("assistant.own_permits", len(all)))
	all = all[:min(ownShown, len(all))]
	e.Permits = r.permits(all, names{unknown: e.Lang})
	for i := range e.Permits {
		e.Permits[i].Holder, e.Permits[i].Conditions = "", nil
		f, err := r.Cases.Case(r.ctx(), r.principal, all[i].Case)
		if err != nil {
			return err
		}
		e.Permits[i].Case = "/arenden/" + string(f.Case.ID)
		if s := r.Catalog.Service(f.Case.Type.ID); s != nil && s.Permit != nil && s.Permit.Remind != (catalog.Length{}) && !all[i].To.IsZero() {
			e.Permits[i].Renew = servicePath(s)
		}
	}
	return nil
}

// permitsAfter is for how many months after a permit has ended it is told of.
const permitsAfter = 12

// endOf sorts permits by their last day, those without one last.
func endOf(p casework.Permit) string {
	if p.To.IsZero() {
		return "~"
	}
	return p.To.String()
}

// caseStates are the reader's ongoing cases as a language model may know them: which service, and how far it has come. Those of services with secrecy are
// left out, since that somebody has such a case can itself be secret (OSL 26 kap. 1 §).
func (r *request) caseStates(ctx context.Context, lang locale.Lang) ([]assistant.OwnCase, error) {
	rows, err := r.Cases.Mine(ctx, r.principal, casework.MineFilter{Only: casework.OnlyOpen, Limit: ownShown})
	if err != nil {
		return nil, err
	}
	in := *r
	in.lang = lang
	var out []assistant.OwnCase
	for _, row := range rows {
		s := r.serviceOf(row.Type, r.today())
		if s.Secrecy.Strength != "none" {
			continue
		}
		out = append(out, assistant.OwnCase{Service: s.Title.In(lang), Status: in.rowStatus(&row).Text})
	}
	return out, nil
}
