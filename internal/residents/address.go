package residents

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"forvag/internal/dbx"
	"forvag/internal/strict"
)

// Label is the address without postcode: "Storgatan 14 B".
func (a Address) Label() string {
	label := a.Street + " " + strconv.Itoa(a.Number)
	if a.Letter != "" {
		label += " " + a.Letter
	}
	return label
}

// Full is the address as on a letter, on one line: "Storgatan 14 B, 999 01 Almby".
func (a Address) Full() string { return a.Label() + ", " + a.Postcode + " " + a.Town }

// fold makes what people write alike: small letters without marks (å and ä as a, ö as o), one space between words, nothing else.
func fold(s string) string {
	var b strings.Builder
	space := false
	for _, r := range norm.NFD.String(strings.ToLower(s)) {
		switch {
		case unicode.Is(unicode.Mn, r):
			continue
		case r == 'æ':
			r = 'a'
		case r == 'ø':
			r = 'o'
		}
		if !unicode.IsLetter(r) && !unicode.IsDigit(r) {
			space = b.Len() > 0
			continue
		}
		if space {
			b.WriteByte(' ')
		}
		space = false
		b.WriteRune(r)
	}
	return b.String()
}

// sought is what somebody wrote, taken apart.
type sought struct {
	street string // folded
	number string // its digits, the number's beginning
	letter string
}

// seek takes apart "Storgatan 14 B" and the like. Digits begin the number: a street has none in its name.
func seek(query string) sought {
	at := strings.IndexFunc(query, unicode.IsDigit)
	if at < 0 {
		return sought{street: fold(query)}
	}
	// Postcode and town after a comma say nothing more.
	rest, _, _ := strings.Cut(query[at:], ",")
	rest = strings.ToUpper(fold(rest))
	end := strings.IndexFunc(rest, func(r rune) bool { return r < '0' || r > '9' })
	if end < 0 {
		end = len(rest)
	}
	letter, _, _ := strings.Cut(strings.TrimSpace(rest[end:]), " ")
	return sought{street: fold(query[:at]), number: rest[:end], letter: letter}
}

func (q sought) matches(a Address) bool {
	return strings.HasPrefix(strconv.Itoa(a.Number), q.number) && strings.HasPrefix(a.Letter, q.letter)
}

const addressColumns = `a.id, a.street, a.number, a.letter, a.postcode, a.town, a.east, a.north`

func scanAddress(s dbx.Scanner) (a Address, err error) {
	err = s.Scan(&a.ID, &a.Street, &a.Number, &a.Letter, &a.Postcode, &a.Town, &a.Point.East, &a.Point.North)
	return a, err
}

// Address returns an address by id; fault.NotFound where the register has none.
func (s *Store) Address(ctx context.Context, id AddressID) (a Address, err error) {
	err = s.db.Read(ctx, func(tx *dbx.Tx) error {
		a, err = scanAddress(tx.QueryRow(ctx, `SELECT `+addressColumns+` FROM resident_address a WHERE a.id = $1`, id))
		if err != nil {
			return missing("read address", err)
		}
		return nil
	})
	return a, err
}

// SearchAddresses returns at most limit addresses that begin as query does, in any spelling of å, ä and ö; where no street begins so, those of
// the street that is nearest in spelling. Numbers are in order. A query shorter than two letters finds nothing.
func (s *Store) SearchAddresses(ctx context.Context, query string, limit int) (found []Address, err error) {
	q := seek(query)
	if len(q.street) < 2 || len(query) > 200 {
		return nil, nil
	}
	err = s.db.Read(ctx, func(tx *dbx.Tx) error {
		found, err = s.streetsFrom(ctx, tx, q.street)
		if err != nil || len(found) > 0 {
			return err
		}
		streets, err := dbx.All(ctx, tx, dbx.Value[string], `SELECT DISTINCT folded FROM resident_address ORDER BY folded`)
		if err != nil {
			return err
		}
		if street := strict.Nearest(q.street, streets); street != "" {
			found, err = s.streetsFrom(ctx, tx, street)
		}
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("search addresses: %w", err)
	}
	found = slices.DeleteFunc(found, func(a Address) bool { return !q.matches(a) })
	slices.SortStableFunc(found, func(a, b Address) int {
		// The number that was written comes before those that only begin with it.
		return cmp.Compare(bools(strconv.Itoa(a.Number) != q.number), bools(strconv.Itoa(b.Number) != q.number))
	})
	return found[:min(limit, len(found))], nil
}

func bools(b bool) int {
	if b {
		return 1
	}
	return 0
}

// streetsFrom reads the addresses of all streets that begin with a folded text. No street has thousands; the limit keeps a two-letter query
// cheap.
func (s *Store) streetsFrom(ctx context.Context, tx *dbx.Tx, folded string) ([]Address, error) {
	return dbx.All(ctx, tx, scanAddress, `SELECT `+addressColumns+` FROM resident_address a
		WHERE a.folded >= $1 AND a.folded < $2 ORDER BY a.folded, a.number, a.letter, a.postcode LIMIT 3000`, folded, folded+"\U0010FFFF")
}

// FindAddress returns the one address that a text names in full, "Storgatan 14 B", and false where it names none or several.
func (s *Store) FindAddress(ctx context.Context, label string) (Address, bool, error) {
	q := seek(label)
	all, err := s.SearchAddresses(ctx, label, 1000)
	if err != nil {
		return Address{}, false, err
	}
	all = slices.DeleteFunc(all, func(a Address) bool {
		return fold(a.Street) != q.street || strconv.Itoa(a.Number) != q.number || a.Letter != q.letter
	})
	if len(all) != 1 {
		return Address{}, false, nil
	}
	return all[0], true, nil
}

// Nearest returns the address nearest to a point and its distance in metres, and false where none lies within a kilometre.
func (s *Store) Nearest(ctx context.Context, p Point) (a Address, metres int, ok bool, err error) {
	var near []Address
	err = s.db.Read(ctx, func(tx *dbx.Tx) error {
		for _, reach := range []int{100, 1000} {
			near, err = dbx.All(ctx, tx, scanAddress, `SELECT `+addressColumns+` FROM resident_address a
				WHERE a.north BETWEEN $1 AND $2 AND a.east BETWEEN $3 AND $4 ORDER BY a.id`, p.North-reach, p.North+reach, p.East-reach, p.East+reach)
			near = slices.DeleteFunc(near, func(a Address) bool { return a.Point.Distance(p) > reach })
			if err != nil || len(near) > 0 {
				return err
			}
		}
		return nil
	})
	if err != nil || len(near) == 0 {
		return Address{}, 0, false, err
	}
	a = slices.MinFunc(near, func(a, b Address) int { return cmp.Compare(a.Point.Distance(p), b.Point.Distance(p)) })
	return a, a.Point.Distance(p), true, nil
}
