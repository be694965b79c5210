package casework

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base32"
	"encoding/hex"
	"encoding/json"
	"errors"
	"slices"
	"strings"

	"forvag/internal/civil"
	"forvag/internal/fault"
	"forvag/internal/identity"
)

// NewDocument is a file that is stored already and now comes into a case.
type NewDocument struct {
	// Title and PublicTitle may be empty: then the filename stands for the former and the register shows the kind alone.
	Title, PublicTitle string
	Filename           string
	MediaType          string
	Size               int64
	// Hash is SHA-256 of the bytes, in hex.
	Hash    string
	Secrecy Secrecy
	// Withheld keeps it from the parties too (OSL 10:3); for what the authority adds.
	Withheld bool
	// Record is what the document is kept as; empty for what its kind and the way that it came say.
	Record Record `json:",omitempty"`
	// Field is the field of the form that it was attached to; empty for what comes otherwise.
	Field string `json:",omitempty"`
}

// Submission is what begins a case.
type Submission struct {
	// Key is unique for each submission by the same submitter, made by the caller when the form is opened. The same key again is the same
	// submission. Where the submitter is anonymous it is at least 22 characters of randomness: the follow code is made from it.
	Key string
	// Type is the case type, Hash the version that the form was filled in by; empty for the current one.
	Type, Hash string
	// Parties need no ID; the first is who submits. Somebody who submits without login is not among them. Whoever submits for another is a Sender: an agent
	// only once that is confirmed.
	Parties            []Party
	Answers            json.RawMessage
	Title, PublicTitle string
	// Words are others that officers find the case by, such as the applying organisation's name and number; empty for none.
	Words     string
	Documents []NewDocument
	// Channel is EService where empty.
	Channel Channel
	// Lang is the applicant's language, Swedish where empty.
	Lang           string
	Recommendation *Recommendation
	// Anonymous makes a follow code instead of a party for whoever submits. An applicant among the parties is then whom they send it for: the code
	// opens what was sent, and no more of the case than where it stands.
	Anonymous bool
	// Protected says that a party, or somebody they live with, has protected personal data.
	Protected bool
	Place     *Place
	// Queue is where the case is to stand in line, for a type with a queue; nil for nowhere yet.
	Queue *Queueing
	// Booking is the time that the case is about, for a type with bookings; nil for none.
	Booking *Booking
	// StateUntil is the last day on which each of the child's guardians may answer for themself; zero where the form is the sender's alone.
	StateUntil civil.Date
	// Urgent says that the answers brook no delay.
	Urgent bool
	// Received is the day it reached the municipality, for what an officer registers later, a year back at most; zero for today.
	Received civil.Date
	// Together is the same for all who are to answer in one case of the type, such as a child's guardians about a school year: while a case that began
	// with it can be answered in, another is refused with a TakenError. Empty where each has a case of their own.
	Together string
	// Still is asked in the transaction that makes the case, and reads in it by its context; an error undoes it and is returned: for what must be as it was when the submission was put
	// together. It reads, and writes nothing. Nil asks nothing, and neither does a submission that has been made already.
	Still func(context.Context) error `json:"-"`
}

// TakenError refuses a case where another one, that began with the same Together, can still be answered in. It is a fault.Exists.
type TakenError struct {
	// Case is the other one.
	Case CaseID
}

func (e *TakenError) Error() string { return "answered together in " + string(e.Case) }

// Unwrap gives the fault with its words for the reader.
func (e *TakenError) Unwrap() error { return fault.New(fault.Exists, "together.taken") }

// Receipt is what the submitter gets.
type Receipt struct {
	Case  CaseID
	Diary Diary
	// Code is the follow code of an anonymous case, empty otherwise. It is shown to the submitter and stored nowhere.
	Code string
	// Again says that this submission had come before.
	Again bool
	// Status is the case's, such as decided where the decision was automatic.
	Status Status
}

// FollowCode makes 80 bits in four groups from a submission's key, so that the same submission sent again gives the same code although only
// its hash is stored.
func FollowCode(key string) string {
	mac := hmac.New(sha256.New, []byte(key))
	mac.Write([]byte("forvag follow code"))
	text := base32.NewEncoding("ABCDEFGHJKMNPQRSTVWXYZ0123456789").WithPadding(base32.NoPadding).EncodeToString(mac.Sum(nil)[:10])
	return text[:4] + "-" + text[4:8] + "-" + text[8:12] + "-" + text[12:]
}

// hashCode is what is stored of a follow code. Spaces, hyphens and case don't count, nor does the usual mistaking of I, L, O and U.
func hashCode(code string) string {
	folded := strings.NewReplacer("-", "", " ", "", "I", "1", "L", "1", "O", "0", "U", "V").Replace(strings.ToUpper(code))
	return hashKey("code", folded)
}

// hashKey hides a key that is a secret of its maker.
func hashKey(scope, key string) string {
	sum := sha256.Sum256([]byte(scope + "\n" + key))
	return hex.EncodeToString(sum[:])
}

// Submit begins a case and answers when it is durable. The same key by the same submitter gives the same receipt, with Again set; the same key
// with another content is fault.Exists, and so is a child that stands in the type's queue already, and a TakenError. Recommended automatic grants are decided at once where the law and the delegation order allow
// (KL 6:37–38). Faults: Invalid for what cannot be a case, Forbidden by identity.Allow, NotFound for an unknown type.
func (s *Service) Submit(ctx context.Context, p identity.Principal, in Submission) (Receipt, error) {
	t, err := s.types.CaseType(ctx, in.Type, in.Hash)
	if err != nil {
		return Receipt{}, err
	}
	if err := allowSubmit(p, t, in.Parties); err != nil {
		return Receipt{}, err
	}
	if err := in.check(p); err != nil {
		return Receipt{}, err
	}
	key, err := submissionKey(p, in)
	if err != nil {
		return Receipt{}, err
	}
	if in.Queue != nil && !t.Queue.has(in.Queue.Wishes) {
		return Receipt{}, fault.New(fault.Invalid, "queue.no_wishes")
	}
	if in.Booking != nil && !(t.Booking && in.Booking.sound()) {
		return Receipt{}, fault.New(fault.Invalid, "booking.time")
	}
	change, err := s.open(p, t, in)
	if err != nil {
		return Receipt{}, err
	}
	code := ""
	creation := Creation{Change: change, Key: key, Still: in.Still}
	if in.Anonymous {
		code = FollowCode(in.Key)
		creation.Code = hashCode(code)
	}
	if in.Together != "" {
		creation.Together = Key{Scope: togetherScope + t.ID, Hash: hashKey("together", in.Together)}
	}
	made, again, err := s.store.Create(ctx, creation)
	if err != nil {
		return Receipt{}, err
	}
	s.watchers.signal(made.ID)
	return Receipt{Case: made.ID, Diary: made.Diary, Code: code, Again: again, Status: made.Status}, nil
}

// Made returns the case that the system has submitted with a key, so that what was broken off after it can go on: fault.NotFound where there is none. For the system.
func (s *Service) Made(ctx context.Context, p identity.Principal, key string) (*File, error) {
	if p.Kind != identity.System {
		return nil, fault.New(fault.Forbidden, "access.forbidden")
	}
	id, err := s.store.Made(ctx, keyOf(p, key))
	if err != nil {
		return nil, err
	}
	return s.store.Load(ctx, id)
}

// Submitted is the case that a submission with a key made, by the same submitter; empty where it has made none.
func (s *Service) Submitted(ctx context.Context, p identity.Principal, key string) (CaseID, error) {
	id, err := s.store.Made(ctx, keyOf(p, key))
	if errors.Is(err, fault.NotFound) {
		return "", nil
	}
	return id, err
}

func allowSubmit(p identity.Principal, t CaseType, parties []Party) error {
	o := identity.Object{Kind: identity.ServiceObject, Board: t.Board, MinAssurance: t.Assurance}
	if p.Kind == identity.Officer {
		for _, q := range parties { // nobody registers what concerns themselves (jäv, FL 16 §)
			o.Parties = append(o.Parties, identity.PartyRef{Person: q.Person, Org: q.Org, Role: q.Role})
		}
		return identity.Allow(p, identity.Register, o)
	}
	return identity.Allow(p, identity.Submit, o)
}

// anonymousKey is the least length of a key that a follow code is made from: 128 bits in base64.
const anonymousKey = 22

func (in *Submission) check(p identity.Principal) error {
	applies := slices.ContainsFunc(in.Parties, func(q Party) bool {
		return q.Role == identity.Sender || answersFor(q.Role) && !(in.Anonymous && q.Role == identity.Applicant)
	})
	authority := p.Kind == identity.Officer || p.Kind == identity.System // which also opens cases of its own accord, such as supervision
	switch {
	case in.Key == "" || in.Anonymous && len(in.Key) < anonymousKey:
		return fault.New(fault.Invalid, "case.key_missing")
	case strings.TrimSpace(in.Title) == "":
		return fault.New(fault.Invalid, "case.title_missing")
	case len(in.Answers) > 0 && !json.Valid(in.Answers):
		return fault.New(fault.Invalid, "case.answers_invalid")
	case in.Anonymous && applies || !in.Anonymous && !applies && !authority:
		return fault.New(fault.Invalid, "case.parties_invalid")
	case !in.Received.IsZero() && p.Kind != identity.Officer:
		return fault.New(fault.Invalid, "case.received_invalid")
	}
	for _, q := range in.Parties {
		claimsMore := q.Role == identity.Agent || q.Role == identity.RefusedAgent // which is said of a sender later
		if (q.Person == "") == (q.Org == "") || claimsMore {
			return fault.New(fault.Invalid, "case.parties_invalid")
		}
	}
	return nil
}

// SubmissionScope begins the scope of the keys that submissions have; no other key's scope begins so.
const SubmissionScope = "submit:"

// togetherScope begins the scope of the keys that cases answered together have.
const togetherScope = "together:"

// submissionKey is unique per submitter. What the program made of the answers is no part of the content: at midnight it may come out otherwise.
func submissionKey(p identity.Principal, in Submission) (Key, error) {
	in.Recommendation, in.Queue, in.Booking, in.Hash, in.Words, in.Together = nil, nil, nil, "", "", ""
	content, err := json.Marshal(in)
	if err != nil {
		return Key{}, fault.New(fault.Invalid, "case.answers_invalid").Because(err)
	}
	key := keyOf(p, in.Key)
	key.Content = hashKey("content", string(content))
	return key, nil
}

// keyOf is a submission's key, without its content.
func keyOf(p identity.Principal, key string) Key {
	return Key{Scope: SubmissionScope + string(p.Actor), Hash: hashKey("submit", key)}
}

// open makes the case with its first events. The diary number is the store's to give.
func (s *Service) open(p identity.Principal, t CaseType, in Submission) (*Change, error) {
	c := s.change(p, &File{Case: Case{ID: CaseID(identity.NewID())}})
	today := civil.Of(c.at)
	if in.Received.After(today) {
		return nil, fault.New(fault.Invalid, "case.received_invalid")
	}
	if !in.Received.IsZero() && in.Received.Before(today.AddYears(-1)) {
		return nil, fault.New(fault.Invalid, "case.received_old")
	}
	opening := Opening{
		Type: TypeRef{t.ID, t.Hash}, Kind: t.Kind, Channel: in.Channel, Classification: t.Classification, Board: t.Board,
		Assurance: t.Assurance, Title: in.Title, PublicTitle: in.PublicTitle, Secrecy: t.Secrecy, Protected: in.Protected, Lang: in.Lang,
		Received: in.Received, Place: in.Place, Clocks: t.Clocks, Retention: t.Retention, PublicPlace: t.PublicPlace, Queue: in.Queue,
		Booking:       in.Booking,
		NeedsDecision: t.NeedsDecision, LegalityOnly: t.legalityOnly(), SentFor: in.Anonymous && len(in.Parties) > 0,
		StateUntil: in.StateUntil, Urgent: in.Urgent,
	}
	if opening.Channel == "" {
		opening.Channel = EService
	}
	if opening.Lang == "" {
		opening.Lang = "sv"
	}
	if opening.PublicTitle == "" {
		opening.PublicTitle = t.Title
	}
	if opening.Received.IsZero() {
		opening.Received = today
	}
	var untold int
	for _, q := range in.Parties {
		// Nothing about a protected person is told to another guardian.
		if in.Protected && q.Role == identity.Informed {
			untold++
			continue
		}
		q.ID = identity.NewID()
		opening.Parties = append(opening.Parties, q)
	}
	sender := ""
	switch {
	case in.Anonymous:
		sender = Anonymous
	case len(opening.Parties) > 0:
		sender = opening.Parties[0].ID
	}
	d := Details{Opening: &opening, Documents: received(t.Retention, in.Documents, sender)}
	if len(in.Answers) > 0 || in.Recommendation != nil {
		d.Sent = &Sent{Answers: in.Answers, Recommendation: in.Recommendation}
	}
	if err := c.record(Submitted, Parties, d); err != nil {
		return nil, err
	}
	if untold > 0 {
		if err := c.system(Noted, Internal, Details{Reason: "case.protected_untold"}); err != nil {
			return nil, err
		}
	}
	if err := s.decideAutomatically(c, t); err != nil {
		return nil, err
	}
	c.Tokens = s.tokens(fold(opening.Title + " " + opening.PublicTitle + " " + t.Title + " " + in.Words + " " + words(in.Answers)))
	return c, nil
}

// words is every text among a form's answers, for search.
func words(answers json.RawMessage) string {
	var v any
	if json.Unmarshal(answers, &v) != nil {
		return ""
	}
	var b strings.Builder
	var walk func(any)
	walk = func(v any) {
		switch v := v.(type) {
		case string:
			b.WriteString(v)
			b.WriteByte(' ')
		case []any:
			for _, item := range v {
				walk(item)
			}
		case map[string]any:
			for _, item := range v {
				walk(item)
			}
		}
	}
	walk(v)
	return b.String()
}

// received are documents that came in from a party, or from nobody among them where party is empty.
func received(rules []Keep, docs []NewDocument, party string) []Document {
	return made(rules, docs, DocumentReceived, AttachmentRecord, party)
}

// made are documents of a kind, kept as the record where they don't say what they are themselves; party is who sent them, or to whom alone
// the authority did.
func made(rules []Keep, docs []NewDocument, kind DocumentKind, as Record, party string) []Document {
	out := make([]Document, 0, len(docs))
	for _, d := range docs {
		title := d.Title
		if title == "" {
			title = d.Filename
		}
		if d.Record == "" {
			d.Record = as
		}
		out = append(out, Document{ID: DocumentID(identity.NewID()), Kind: kind, Title: title, PublicTitle: d.PublicTitle, Filename: d.Filename,
			MediaType: d.MediaType, Size: d.Size, Hash: d.Hash, Secrecy: d.Secrecy, Party: party, Withheld: d.Withheld, Field: d.Field, Keep: keepOf(rules, d.Record)})
	}
	return out
}
