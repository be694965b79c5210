package portal

import (
	"regexp"
	"strings"

	"forvag/internal/locale"
)

// faultKeys say what is wrong with an article's file in an officer's words. The words of a fault are for whoever writes files; what is matched becomes
// the arguments. The first that fits is taken; where none does, the fault is told as it is.
var faultKeys = []struct {
	pattern *regexp.Regexp
	key     string
}{
	{regexp.MustCompile(`^\w+ is missing$`), "missing"},
	{regexp.MustCompile(`cannot be an article's id`), "id"},
	{regexp.MustCompile(`^want at least (\d+) ways in which residents put it`), "questions"},
	{regexp.MustCompile(`^to is before from`), "dates"},
	{regexp.MustCompile(`(?i)want a day|no day|want .*YYYY|not a day|20\d\d-\d\d-\d\d`), "day"},
	{regexp.MustCompile(`^there is no (board|service|situation|place|article|link) "([^"]*)"`), "none"},
	{regexp.MustCompile(`^there is no setting "([^"]*)"`), "setting"},
	{regexp.MustCompile(`^the setting "([^"]*)" has no value today`), "setting_empty"},
	{regexp.MustCompile(`^want \{setting\.NAME\}|^the municipality's name is|^a text can say of a place`), "braces"},
	{regexp.MustCompile(`^the place "([^"]*)" has no (\w+)`), "place"},
	{regexp.MustCompile(`^the text begins with a paragraph`), "no_lead"},
	{regexp.MustCompile(`^the first paragraph answers in one to (\d+) sentences; this has (\d+)`), "lead"},
	{regexp.MustCompile(`^there is nothing under the heading "([^"]*)"`), "heading_empty"},
	{regexp.MustCompile(`^no addresses stand in the text|^an outside page is a link`), "address"},
	{regexp.MustCompile(`^amounts are settings`), "money"},
	{regexp.MustCompile(`^no service "([^"]*)" has a guided check`), "no_check"},
	{regexp.MustCompile(`(?s)^the text has LIX (\d+); want under (\d+)\. Hardest is "(.*)": split it`), "lix"},
	{regexp.MustCompile(`^the text has LIX (\d+); take the reason away`), "lix_easy"},
	{regexp.MustCompile(`^a heading is written with ##`), "heading"},
	{regexp.MustCompile(`^strong words stand between`), "strong"},
	{regexp.MustCompile(`^a point of the list is empty`), "point_empty"},
	{regexp.MustCompile(`^the link has no words`), "link_words"},
	{regexp.MustCompile(`^want a link such as|^"[^"]*" is not one of service, check`), "link"},
	{regexp.MustCompile(`^an article has |^a point of a list has text only`), "markdown"},
}

// meant is the suggestion that a fault ends in.
var meant = regexp.MustCompile(`; did you mean "([^"]*)"\?`)

// faultWords are a fault's words for an officer.
func (r *request) faultWords(words string) string {
	out := words
	for _, f := range faultKeys {
		m := f.pattern.FindStringSubmatch(words)
		if m == nil {
			continue
		}
		args := make([]any, len(m)-1)
		for i, part := range m[1:] {
			args[i] = part
		}
		if f.key == "none" {
			args[0] = r.t("author.kind." + m[1])
		}
		out = locale.T(r.lang, "author.fault."+f.key, args...)
		break
	}
	if m := meant.FindStringSubmatch(words); m != nil {
		out = strings.TrimSuffix(out, ".") + ". " + r.t("author.meant", m[1])
	}
	return out
}
