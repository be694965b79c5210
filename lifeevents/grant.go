package lifeevents

import (
	"slices"

	"forvag/internal/catalog"
	"forvag/internal/identity"
	"forvag/internal/locale"
)

// Granting is the decision that a rule makes by itself, for the one who has a right to it: only ever a grant, by the delegation of the service whose case it
// is (KL 6 kap. 37 §), and never where the decision is appealed by laglighetsprövning or not at all (KL 6 kap. 38 § 2 st.).
type Granting struct {
	// Decision is the service's kind of decision.
	Decision string `yaml:"decision"`
	// Grounds are the circumstances that decide, in words for the party (FL 32 §).
	Grounds locale.Text `yaml:"grounds"`
}

// grantable finds the delegation entry by which a service's decision may be made by an automated function; words say why it may not be.
func (r *Rule) grantable(s *catalog.Service) (key, words string) {
	i := slices.IndexFunc(s.Decisions, func(d catalog.DecisionType) bool { return d.ID == r.Grant.Decision })
	switch {
	case i < 0:
		return "", at("the service %q has no decision %q", s.ID, r.Grant.Decision)
	case !s.Decisions[i].Appeal.MayBeAutomatic():
		return "", at("the decision %q is appealed by %s, and such decisions are not automatic (KL 6 kap. 38 § 2 st.)", r.Grant.Decision, s.Decisions[i].Appeal)
	case s.Recommendation == nil || s.Recommendation.Automatic == nil || s.Recommendation.Automatic.Decision != r.Grant.Decision:
		return "", at("the service %q names no delegation by which %q is decided without a person", s.ID, r.Grant.Decision)
	}
	return s.Recommendation.Automatic.Delegation, ""
}

// Reference is the reference in the delegation order by which a rule's decisions are made, given the service whose they are, which may be nil; empty where the
// law allows no automatic ones, or the board has not delegated. Only a rule that grants has one.
func (r *Rule) Reference(s *catalog.Service, m catalog.Municipality) string {
	if r.Effect != Grant || r.Grant == nil || s == nil {
		return ""
	}
	key, words := r.grantable(s)
	if words != "" {
		return ""
	}
	return m.Delegation(key)
}

// grant checks a rule that grants.
func (l *linter) grant() {
	r := l.rule
	if r.Effect != Grant {
		if r.Grant != nil {
			l.Faultf("grant", "only a rule whose effect is grant decides")
		}
		return
	}
	if r.Grant == nil || r.Grant.Decision == "" || r.Grant.Grounds.IsZero() {
		l.Faultf("effect", "a grant needs grant, with decision and grounds")
		return
	}
	if len(r.Accept) != 1 || r.Accept[0].When != "" {
		l.Faultf("effect", "a grant needs accept: the one service whose case it is, without when")
		return
	}
	if r.To != ToSubject && r.To != ToGuardians {
		l.Faultf("to", "a grant is told to subject or guardians: those who are its parties")
	}
	if len(r.Remind) > 0 || !r.Answer.IsZero() || !r.Texts.Yes.IsZero() || !r.Texts.No.IsZero() {
		l.Faultf("effect", "a grant asks for nothing: it has no answer, no remind, and no texts for yes and no")
	}
	if l.options.Services == nil {
		return
	}
	s := l.options.Services[r.Accept[0].Service]
	if s == nil {
		return // reported by ways
	}
	if s.Board != r.Board {
		l.Faultf("board", "%q is %s's, and another board's rule decides nothing in it", s.ID, s.Board)
	}
	if _, words := r.grantable(s); words != "" {
		l.Faultf("grant.decision", "%s", words)
	}
}

// mayGrant is the guard of every automatic decision: the reference stands, and each of those who are to be told lives, is old enough and has not opted out.
// That no protected identity is near, and that the subject lives, is asked before.
func (r *Rule) mayGrant(s *sight) bool {
	if s.Referenced == nil || s.Referenced(r) == "" {
		return false
	}
	if s.OptedOut != nil && s.OptedOut(s.People.ids[s.subject], r.ID) {
		return false
	}
	all := true
	r.told(s, func(who int32) {
		out := s.OptedOut != nil && s.OptedOut(s.People.ids[who], r.ID)
		all = all && s.People.lives(who) && !out && s.People.flags[who]&isExposed == 0
	})
	return all && len(r.receivers(s)) > 0
}

// Grantees are those who are parties to what a rule grants, beside the subject, as it stands on the world's day; nil where it must not be granted: what waits
// for its decision has lost its ground, a protected identity is near, somebody has died or opted out, or the reference does not stand any more.
func Grantees(r *Rule, w *World, s Sent) []identity.PersonID {
	see := r.see(w, s)
	if see == nil || !Holds(r, w, s) {
		return nil
	}
	return r.receivers(see)
}
