package portaltest

import (
	"encoding/json"

	"forvag/internal/casework"
	"forvag/internal/identity"
	"forvag/internal/residents"
	"forvag/internal/rules"
	"forvag/lifeevents"
	lifestore "forvag/lifeevents/sqlstore"
)

// PersonID is one of the demo's people, by the six digits in the data: home and person.
func PersonID(digits string) identity.PersonID { return residents.DemoID(digits) }

// Case submits a case as a resident would, without the form. Fields that are zero are filled in: the key, the answers. The principal is the first
// party, or nobody where the submission is anonymous.
func (s *Site) Case(in casework.Submission) casework.Receipt {
	s.t.Helper()
	p := identity.Principal{Kind: identity.Nobody, On: s.today()}
	if !in.Anonymous {
		p.Kind, p.Actor, p.Assurance = identity.Resident, in.Parties[0].Person, identity.AssuranceSubstantial
	}
	if in.Key == "" {
		in.Key = identity.NewID() + identity.NewID()
	}
	if in.Title == "" {
		in.Title = s.Catalog.Service(in.Type).Title.SV
	}
	if in.Answers == nil {
		in.Answers = json.RawMessage("{}")
	}
	made, err := s.Cases.Submit(s.t.Context(), p, in)
	if err != nil {
		s.t.Fatal(err)
	}
	return made
}

// Offered makes an offer of a rule about somebody, as a run would have, and returns its id.
func (s *Site) Offered(rule string, subject, receiver identity.PersonID) string {
	s.t.Helper()
	e := s.effect(rule, subject)
	e.Receivers = []identity.PersonID{receiver}
	s.apply(rule, e)
	all, err := s.Offers.Waiting(s.t.Context(), receiver, s.today())
	return s.made(e, all, err)
}

// OfferedTo makes an offer of a rule about somebody to several, each their own, as a run would have.
func (s *Site) OfferedTo(rule string, subject identity.PersonID, receivers ...identity.PersonID) {
	s.t.Helper()
	e := s.effect(rule, subject)
	e.Receivers = receivers
	s.apply(rule, e)
}

// OfferedForAll makes an offer of a rule that is several people's together, such as a company's to each who signs for it, as a run would have.
func (s *Site) OfferedForAll(rule string, people ...identity.PersonID) {
	s.t.Helper()
	shared := lifeevents.SharedPeriod + identity.NewID()
	for _, who := range people {
		e := s.effect(rule, who)
		e.Receivers, e.Period = []identity.PersonID{who}, shared
		s.apply(rule, e)
	}
}

// Left leaves what a rule comes to about somebody to a trained officer, as a run would have, and returns its id. Near would have been told.
func (s *Site) Left(rule string, subject identity.PersonID, near ...identity.PersonID) string {
	s.t.Helper()
	e := s.effect(rule, subject)
	e.Kind, e.Near = lifeevents.Review, near
	s.apply(rule, e)
	all, err := s.Reviews.Reviewing(s.t.Context(), []string{rule})
	return s.made(e, all, err)
}

func (s *Site) effect(rule string, subject identity.PersonID) lifeevents.Effect {
	r, day := s.Book.Rule(rule), s.today()
	e := lifeevents.Effect{Rule: rule, Hash: r.Hash, Kind: r.Effect, Subject: subject, Period: identity.NewID(), Ground: day,
		Facts: rules.Facts{"age_months": rules.OfInt(6), "registered_here": rules.OfBool(true), "in_queue": rules.OfBool(false)}}
	e.Trace = r.Decide(e.Facts).Trace
	if !r.Answer.IsZero() {
		e.Until = r.Answer.After(day)
	}
	return e
}

func (s *Site) apply(rule string, e lifeevents.Effect) {
	s.t.Helper()
	if _, _, err := s.Offers.(*lifestore.Store).Apply(s.t.Context(), s.Book.Rule(rule), []lifeevents.Effect{e}, s.Now()); err != nil {
		s.t.Fatal(err)
	}
}

// made is the id of an effect among those that wait.
func (s *Site) made(e lifeevents.Effect, waiting []lifeevents.Record, err error) string {
	s.t.Helper()
	if err != nil {
		s.t.Fatal(err)
	}
	for _, rec := range waiting {
		if rec.Period == e.Period {
			return rec.ID
		}
	}
	s.t.Fatalf("nothing waits by %s", e.Rule)
	return ""
}

// File reads a whole case as the program does, without a trace in its log of readings.
func (s *Site) File(id casework.CaseID) *casework.File {
	s.t.Helper()
	f, err := s.Cases.Case(s.t.Context(), identity.Principal{Kind: identity.System, On: s.today()}, id)
	if err != nil {
		s.t.Fatal(err)
	}
	return f
}

// Leave is Anna Lindqvist's application for leave from school for her daughter Elsa; the other guardian, Mikael, is informed. The case is BUN's and
// is decided by the head teacher, with laglighetsprövning.
func Leave() casework.Submission {
	return casework.Submission{Type: "ledighet-elev", Parties: []casework.Party{
		{Person: PersonID("000101"), Role: identity.Guardian}, {Person: PersonID("000103"), Role: identity.Child},
		{Person: PersonID("000102"), Role: identity.Informed},
	}}
}

// Permit is Tomasz Kowalczyk's application for a building permit. The case is BN's; its officers grant by delegation, and it is appealed under PBL.
func Permit() casework.Submission {
	return casework.Submission{Type: "bygglov", Parties: []casework.Party{{Person: PersonID("001101"), Role: identity.Applicant}}}
}

// Parking is Gunvor Åkerlund's application for a parking permit for people with reduced mobility, secret under OSL 26:1.
func Parking() casework.Submission {
	return casework.Submission{Type: "parkeringstillstand", Parties: []casework.Party{{Person: PersonID("000601"), Role: identity.Applicant}}}
}
