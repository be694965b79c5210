package authored

import (
	"context"
	"embed"
	"encoding/json"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/google/uuid"

	"forvag/internal/content"
	"forvag/internal/dbx"
	"forvag/internal/fault"
	"forvag/internal/identity"
	"forvag/internal/locale"
	"forvag/knowledge"
)

//go:embed migrations
var migrations embed.FS

// Module is the package's tables.
var Module = dbx.Embedded("authored", migrations)

// Texts keeps texts by their hash; content.Versions does.
type Texts interface {
	Ensure(ctx context.Context, kind, name string, text []byte) (content.Hash, error)
	Get(ctx context.Context, h content.Hash) ([]byte, error)
}

// kind is what articles are called among the texts.
const kind = "article"

// Store keeps drafts and versions. Safe for concurrent use.
type Store struct {
	db    *dbx.DB
	texts Texts
	clock func() time.Time
	read  sync.Map // content.Hash → []byte: texts never change
}

// NewStore makes a store.
func NewStore(db *dbx.DB, texts Texts, clock func() time.Time) *Store {
	return &Store{db: db, texts: texts, clock: clock}
}

// Save stores a draft and gives it as it is stored: with an id where it had none, which makes it a new one, and with the version that the next save must
// have. It is fault.Stale where somebody has saved it since, and fault.NotFound where it is gone.
func (s *Store) Save(ctx context.Context, d Draft) (Draft, error) {
	fields, err := json.Marshal(d)
	if err != nil {
		return d, fmt.Errorf("save a draft: %w", err)
	}
	d.Saved = dbx.Instant(s.clock())
	begun := d.ID == ""
	if begun {
		id, err := uuid.NewV7()
		if err != nil {
			return d, fmt.Errorf("save a draft: %w", err)
		}
		d.ID, d.Version = id.String(), 0
	}
	d.Version++
	err = s.db.Write(ctx, func(tx *dbx.Tx) error {
		if begun {
			_, err := tx.Exec(ctx, `INSERT INTO article_draft (id, fields, officer, saved, version) VALUES ($1, $2, $3, $4, 1)`, d.ID, string(fields), string(d.Officer), d.Saved)
			return err
		}
		n, err := tx.Exec(ctx, `UPDATE article_draft SET fields = $2, officer = $3, saved = $4, version = $5 WHERE id = $1 AND version = $6`, d.ID, string(fields),
			string(d.Officer), d.Saved, d.Version, d.Version-1)
		if err != nil || n == 1 {
			return err
		}
		var other int64
		if err := tx.QueryRow(ctx, `SELECT version FROM article_draft WHERE id = $1`, d.ID).Scan(&other); errors.Is(err, dbx.ErrNoRows) {
			return fault.NotFound
		} else if err != nil {
			return err
		}
		return fault.Stale
	})
	if err != nil {
		return d, fmt.Errorf("save a draft: %w", err)
	}
	return d, nil
}

func scanDraft(row dbx.Scanner) (d Draft, err error) {
	var fields string
	var id string
	if err := row.Scan(&id, &fields, &d.Officer, &d.Saved, &d.Version); err != nil {
		return d, err
	}
	if err := json.Unmarshal([]byte(fields), &d); err != nil {
		return d, err
	}
	d.ID = id
	return d, nil
}

// Draft finds a draft; fault.NotFound where there is none.
func (s *Store) Draft(ctx context.Context, id string) (d Draft, err error) {
	d, err = scanDraft(s.db.QueryRow(ctx, `SELECT id, fields, officer, saved, version FROM article_draft WHERE id = $1`, id))
	if errors.Is(err, dbx.ErrNoRows) {
		err = fault.NotFound
	}
	if err != nil {
		return d, fmt.Errorf("draft of an article: %w", err)
	}
	return d, nil
}

// Drafts are all drafts, the last saved first.
func (s *Store) Drafts(ctx context.Context) (all []Draft, err error) {
	err = s.db.Read(ctx, func(tx *dbx.Tx) error {
		all, err = dbx.All(ctx, tx, scanDraft, `SELECT id, fields, officer, saved, version FROM article_draft ORDER BY saved DESC, id`)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("drafts of articles: %w", err)
	}
	return all, nil
}

// Discard removes a draft; one that there is not is no error.
func (s *Store) Discard(ctx context.Context, id string) error {
	err := s.db.Write(ctx, func(tx *dbx.Tx) error {
		_, err := tx.Exec(ctx, `DELETE FROM article_draft WHERE id = $1`, id)
		return err
	})
	if err != nil {
		return fmt.Errorf("discard a draft: %w", err)
	}
	return nil
}

// Version is what the desk has made of an article at one time.
type Version struct {
	Article string
	// Number is 1 for the first.
	Number int
	// SV and EN are the texts; EN is empty where there is none in English, and both where the version withdraws those before it, so that the files hold.
	SV, EN  content.Hash
	Officer identity.PersonID
	Made    time.Time
}

// Withdraws says that the version takes the desk's text away.
func (v Version) Withdraws() bool { return v.SV == "" }

// Publish makes texts of one article, in Swedish and perhaps English, its newest version, and removes the draft that they come from; none is empty. base
// is the number of the version that they rest on: fault.Stale where there is a later one. No texts withdraw the article.
func (s *Store) Publish(ctx context.Context, article string, base int, by identity.PersonID, draft string, texts ...knowledge.Text) error {
	hashes := map[locale.Lang]content.Hash{}
	for _, t := range texts {
		h, err := s.texts.Ensure(ctx, kind, string(t.Lang)+"/"+t.ID, t.Data)
		if err != nil {
			return fmt.Errorf("publish an article: %w", err)
		}
		hashes[t.Lang] = h
	}
	err := s.db.Write(ctx, func(tx *dbx.Tx) error {
		var made int
		if err := tx.QueryRow(ctx, `SELECT count(*) FROM article_version WHERE article = $1`, article).Scan(&made); err != nil {
			return err
		}
		n, err := tx.Exec(ctx, `INSERT INTO article_version (article, number, sv, en, officer, made) VALUES ($1, $2, $3, $4, $5, $6)
			ON CONFLICT (article, number) DO NOTHING`, article, base+1, string(hashes[locale.SV]), string(hashes[locale.EN]), string(by), s.clock())
		if err != nil {
			return err
		}
		if n == 0 || made != base {
			return fault.Stale
		}
		_, err = tx.Exec(ctx, `DELETE FROM article_draft WHERE id = $1`, draft)
		return err
	})
	if err != nil {
		return fmt.Errorf("publish an article: %w", err)
	}
	return nil
}

const versionColumns = `article, number, sv, en, officer, made`

func scanVersion(row dbx.Scanner) (v Version, err error) {
	err = row.Scan(&v.Article, &v.Number, &v.SV, &v.EN, &v.Officer, &v.Made)
	return v, err
}

// Versions are those of an article, the newest first; none where the desk has made none.
func (s *Store) Versions(ctx context.Context, article string) (all []Version, err error) {
	err = s.db.Read(ctx, func(tx *dbx.Tx) error {
		all, err = dbx.All(ctx, tx, scanVersion, `SELECT `+versionColumns+` FROM article_version WHERE article = $1 ORDER BY number DESC`, article)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("versions of an article: %w", err)
	}
	return all, nil
}

// Newest are the newest version of each article that the desk has written, by id; those that withdraw among them.
func (s *Store) Newest(ctx context.Context) (all []Version, err error) {
	err = s.db.Read(ctx, func(tx *dbx.Tx) error {
		all, err = dbx.All(ctx, tx, scanVersion, `SELECT `+versionColumns+` FROM article_version v
			WHERE number = (SELECT max(number) FROM article_version WHERE article = v.article) ORDER BY article`)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("articles written in the desk: %w", err)
	}
	return all, nil
}

// Texts are a version's files, in Swedish first; none where it withdraws.
func (s *Store) Texts(ctx context.Context, v Version) ([]knowledge.Text, error) {
	var out []knowledge.Text
	for _, t := range []struct {
		lang locale.Lang
		hash content.Hash
	}{{locale.SV, v.SV}, {locale.EN, v.EN}} {
		if t.hash == "" {
			continue
		}
		data, err := s.text(ctx, t.hash)
		if err != nil {
			return nil, fmt.Errorf("article %s: %w", v.Article, err)
		}
		out = append(out, knowledge.Text{ID: v.Article, Lang: t.lang, Data: data})
	}
	return out, nil
}

func (s *Store) text(ctx context.Context, h content.Hash) ([]byte, error) {
	if data, ok := s.read.Load(h); ok {
		return data.([]byte), nil
	}
	data, err := s.texts.Get(ctx, h)
	if err == nil {
		s.read.Store(h, data)
	}
	return data, err
}

// Current are the texts that stand over the files now, and the revision that they are: how many versions have been made, so that another number means
// that something has changed.
func (s *Store) Current(ctx context.Context) (texts []knowledge.Text, revision int, err error) {
	if revision, err = s.Revision(ctx); err != nil { // before the texts: what comes between is told of again
		return nil, 0, err
	}
	newest, err := s.Newest(ctx)
	if err != nil {
		return nil, 0, err
	}
	for _, v := range newest {
		own, err := s.Texts(ctx, v)
		if err != nil {
			return nil, 0, err
		}
		texts = append(texts, own...)
	}
	return texts, revision, nil
}

// Revision is how many versions have been made of all articles together.
func (s *Store) Revision(ctx context.Context) (n int, err error) {
	if err := s.db.QueryRow(ctx, `SELECT count(*) FROM article_version`).Scan(&n); err != nil {
		return 0, fmt.Errorf("articles written in the desk: %w", err)
	}
	return n, nil
}
