package catalog

import (
	_ "embed"
	"errors"
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"forvag/internal/locale"
	"forvag/internal/words"
)

//go:embed scaffold/service.yaml
var scaffold string

var serviceID = regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`)

// maxServiceID is how long a service's id may be.
const maxServiceID = 60

// GoodID tells what is wrong with a service's id, and which would be right; nil for one that is well formed.
func GoodID(id string) error {
	if serviceID.MatchString(id) && len(id) <= maxServiceID {
		return nil
	}
	near := strings.Join(strings.FieldsFunc(words.Fold(id), func(r rune) bool { return (r < 'a' || r > 'z') && (r < '0' || r > '9') }), "-")
	if near == "" || len(near) > maxServiceID {
		return fmt.Errorf("an id has lower-case letters a–z, digits and hyphens between them, at most %d; for example batplats", maxServiceID)
	}
	return fmt.Errorf("%q is no id: it has lower-case letters a–z, digits and hyphens between them; %s would do", id, near)
}

// New is the file of a new service, with every key shown or explained, which passes forvag check in a municipality that has the board. Where the title
// is in one language alone it stands in both, and forvag check --report tells that it is to be translated.
func New(id string, title locale.Text, board string) (string, error) {
	if err := GoodID(id); err != nil {
		return "", err
	}
	for _, lang := range locale.Langs() {
		if words := title.In(lang); strings.TrimSpace(words) == "" || strings.ContainsFunc(words, func(r rune) bool { return r < ' ' }) {
			return "", errors.New("a title is some words on one line")
		}
	}
	sv, en := strconv.Quote(title.In(locale.SV)), strconv.Quote(title.In(locale.EN))
	return strings.NewReplacer("@ID@", id, "@BOARD@", board, "@TITLE@", sv, "@ENGLISH@", en).Replace(scaffold), nil
}
