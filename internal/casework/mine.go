package casework

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"strings"
	"time"

	"forvag/internal/civil"
	"forvag/internal/fault"
	"forvag/internal/identity"
)

// Holder is whose list a case stands in: a person or an organisation. Empty is nobody.
type Holder string

// Person is the person who holds; empty where it is an organisation.
func (h Holder) Person() identity.PersonID {
	id, person := strings.CutPrefix(string(h), "p:")
	if !person {
		return ""
	}
	return identity.PersonID(id)
}

// HolderOf names a holder; an organisation goes before a person.
func HolderOf(person identity.PersonID, org identity.OrgID) Holder {
	switch {
	case org != "":
		return Holder("o:" + string(org))
	case person != "":
		return Holder("p:" + string(person))
	default:
		return ""
	}
}

// holderOf is whose list a principal sees: that of whom they act for, else their own; officers have none.
func holderOf(p identity.Principal) Holder {
	if p.Kind != identity.Resident {
		return ""
	}
	if m := p.Acting(); !m.IsZero() {
		return HolderOf(m.Person, m.Org)
	}
	return HolderOf(p.Actor, "")
}

// Need is what a case wants of a holder.
type Need string

// The needs: nothing, an answer to a request, an answer to an offer of a place, and to read a decision.
const (
	NeedNothing  Need = ""
	NeedAnswer   Need = "answer"
	NeedOffer    Need = "offer"
	NeedDecision Need = "decision"
)

// Rank is where a case stands in a holder's list.
type Rank int

// The ranks, in the order that they are shown.
const (
	RankNeedsMe Rank = iota
	RankOngoing
	RankClosed
)

// Holding is a case's row in one holder's list, derived from the file.
type Holding struct {
	Holder Holder
	Case   CaseID
	Role   identity.PartyRole
	// Until is the first day without access; zero for no end.
	Until civil.Date
	Rank  Rank
	Needs Need
	// NeedsDue is the last day to do it; zero for none.
	NeedsDue civil.Date
	// Newest is the newest event that the holder may see.
	Newest    EventKind
	NewestSeq int
	NewestAt  time.Time
	// Title is what this holder may call the case, and Status what it is to them.
	Title  string
	Status Status
	// Own says that the newest event was the holder's own doing.
	Own bool
}

// Holdings derives the rows of everybody who has the case in their list, one for each holder; of a holder's capacities, the widest counts.
func (f *File) Holdings() []Holding {
	var rows []Holding
	var reach []Audience
	at := map[Holder]int{}
	for _, q := range f.Parties {
		h := f.holding(q)
		i, ok := at[h.Holder]
		switch {
		case !ok:
			at[h.Holder] = len(rows)
			rows, reach = append(rows, h), append(reach, audienceOf(q.Role))
		case audienceOf(q.Role).width() < reach[i].width():
			rows[i], reach[i] = h, audienceOf(q.Role)
		}
	}
	return rows
}

func (f *File) holding(q Party) Holding {
	h := Holding{Holder: q.holder(), Case: f.Case.ID, Role: q.Role, Until: q.Until, Title: f.Case.Title, Rank: RankOngoing,
		Status: f.Case.Status.to(f.waitsForParty(q))}
	reader := audienceOf(q.Role)
	if (reader == Everyone || f.Case.Protected && reader != Applicants) && !q.shutOut() {
		h.Title = f.Case.PublicTitle
	}
	for i := range f.Events {
		if e := &f.Events[i]; f.hears(q, e) {
			h.Newest, h.NewestSeq, h.NewestAt = e.Kind, e.Seq, e.At
			h.Own = e.ActorKind == ByParty && e.Actor != "" && e.Actor == q.Person
		}
	}
	if q.Role == identity.RefusedAgent { // for them it ended there, and stands as they left it
		h.Status, h.Rank = StatusReceived, RankClosed
		return h
	}
	h.Needs, h.NeedsDue = f.needs(q)
	switch {
	case h.Needs != NeedNothing:
		h.Rank = RankNeedsMe
	case f.over(): // though an officer has it to close, or to charge
		h.Rank = RankClosed
	}
	return h
}

// over says whether the case is over for its parties: it is closed, they took it back, or the time that they booked has been.
func (f *File) over() bool {
	taken := !f.Withdrawn.IsZero() || f.Booking.Holds() && !f.Booking.Over.IsZero()
	return f.Case.IsClosed() || taken && !f.appealed()
}

// needs is what the case wants of a party: an answer, or to read a decision that has not been read. The latter goes on after the case is closed,
// since the time for appeal begins only when they read it (FL 44 §); not where the matter was taken back and the decision says no more than that.
func (f *File) needs(q Party) (Need, civil.Date) {
	if r := f.OpenRequest(); r != nil && f.asks(r, q) {
		return NeedAnswer, r.Due
	}
	if o := f.OpenOffer(); o != nil && answersFor(q.Role) {
		return NeedOffer, o.Due
	}
	for _, d := range f.Decisions { // whoever appealed too late reads that it was dismissed
		if a := f.appeal(d.LateAppeal); a != nil && a.Party == q.ID && !d.NoticedTo(q.ID) {
			return NeedDecision, civil.Date{}
		}
	}
	if d := f.Decision(); d != nil && (answersFor(q.Role) || q.Role == identity.CoGuardian) {
		for _, n := range d.Notices {
			if n.Party == q.ID {
				return NeedNothing, civil.Date{}
			}
		}
		if f.Withdrawn.IsZero() {
			return NeedDecision, civil.Date{}
		}
	}
	return NeedNothing, civil.Date{}
}

// Only narrows a list of one's own cases.
type Only string

// The choices; empty is all.
const (
	OnlyAll     Only = ""
	OnlyNeedsMe Only = "needs_me"
	OnlyOngoing Only = "ongoing" // and needs nothing of them now
	OnlyOpen    Only = "open"    // what needs them, and what is ongoing
	OnlyClosed  Only = "closed"
)

// MineFilter chooses among one's own cases.
type MineFilter struct {
	// Query is words in the title or the diary number; empty for all.
	Query string
	Only  Only
	// Limit is how many rows; 0 is 20, at most 100.
	Limit int
	// Cursor is the page's last row's, from the page before; empty for the first page.
	Cursor string
}

// MineRow is one of one's own cases.
type MineRow struct {
	Holding
	Diary    Diary
	Type     TypeRef
	Step     Step
	Received civil.Date
	Closed   civil.Date
	// Unseen says that there is something new since the holder last looked.
	Unseen bool
}

// Cursor is what MineFilter takes to go on after this row.
func (r MineRow) Cursor() string {
	b, err := json.Marshal(mineCursor{r.Rank, r.NewestAt, r.Case})
	if err != nil {
		return "" // an int, an instant and a text always encode
	}
	return base64.RawURLEncoding.EncodeToString(b)
}

type mineCursor struct {
	Rank Rank      `json:"r"`
	At   time.Time `json:"t"`
	Case CaseID    `json:"c"`
}

// Counts are for the badge and the headings.
type Counts struct{ NeedsMe, Ongoing, Closed, Unseen int }

// NeedsMe counts the principal's cases that need something of them.
func (s *Service) NeedsMe(ctx context.Context, p identity.Principal) (int, error) {
	q, err := mineQuery(p)
	if err != nil {
		return 0, err
	}
	return s.store.NeedsMe(ctx, q)
}

// CountsOf counts a list that is all of the principal's cases.
func CountsOf(rows []MineRow) Counts {
	var n Counts
	for _, row := range rows {
		switch row.Rank {
		case RankNeedsMe:
			n.NeedsMe++
		case RankOngoing:
			n.Ongoing++
		default:
			n.Closed++
		}
		if row.Unseen {
			n.Unseen++
		}
	}
	return n
}

// MineQuery is MineFilter as the store gets it: for one holder, on a day, up to what the login is good for.
type MineQuery struct {
	Holder    Holder
	On        civil.Date
	Assurance identity.Assurance
	// Own says that the holder asks in their own name: only then are protected cases shown.
	Own bool
	// Words must all stand in the row's text.
	Words []string
	// Ranks is nil for all.
	Ranks []Rank
	Limit int
	// After is nil for the first page.
	After *MineRow
}

// Mine lists the principal's cases, or those of whom they act for: what needs them first, then what is ongoing, then closed; the newest first.
func (s *Service) Mine(ctx context.Context, p identity.Principal, filter MineFilter) ([]MineRow, error) {
	q, err := mineQuery(p)
	if err != nil {
		return nil, err
	}
	q.Words = strings.Fields(fold(filter.Query))
	if q.Limit = filter.Limit; q.Limit <= 0 || q.Limit > 100 {
		q.Limit = 20
	}
	switch filter.Only {
	case OnlyNeedsMe:
		q.Ranks = []Rank{RankNeedsMe}
	case OnlyOngoing:
		q.Ranks = []Rank{RankOngoing}
	case OnlyOpen:
		q.Ranks = []Rank{RankNeedsMe, RankOngoing}
	case OnlyClosed:
		q.Ranks = []Rank{RankClosed}
	}
	if filter.Cursor != "" {
		var c mineCursor
		b, err := base64.RawURLEncoding.DecodeString(filter.Cursor)
		if err == nil {
			err = json.Unmarshal(b, &c)
		}
		if err != nil {
			return nil, fault.New(fault.Invalid, "case.cursor").Because(err)
		}
		q.After = &MineRow{Holding: Holding{Rank: c.Rank, NewestAt: c.At, Case: c.Case}}
	}
	return s.store.Mine(ctx, q)
}

// Counts counts the principal's cases.
func (s *Service) Counts(ctx context.Context, p identity.Principal) (Counts, error) {
	q, err := mineQuery(p)
	if err != nil {
		return Counts{}, err
	}
	return s.store.Counts(ctx, q)
}

func mineQuery(p identity.Principal) (MineQuery, error) {
	h := holderOf(p)
	if h == "" {
		return MineQuery{}, fault.New(fault.Forbidden, "access.login").Because(identity.LoginNeeded{Level: identity.AssuranceLow})
	}
	return MineQuery{Holder: h, On: p.On, Assurance: p.Assurance, Own: p.Acting().IsZero()}, nil
}

// fold makes letters comparable: lower case, and only what can be stored.
func fold(s string) string {
	return strings.ToLower(strings.ReplaceAll(strings.ToValidUTF8(s, ""), "\x00", ""))
}

// Folded is the row's text that Mine searches.
func (h Holding) Folded(d Diary) string { return fold(h.Title + " " + d.String()) }
