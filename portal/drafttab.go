package portal

import (
	"encoding/base64"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"forvag/internal/catalog"
	"forvag/portal/draft"
	"forvag/web"
)

// versionField carries, in a form's page, the version of the draft that the page shows, and tabKey names the tab, there and among the draft's values: a
// page that asks for itself anew while the reader goes on is no other tab.
const versionField, tabKey = "version", "_tab"

// tabFields are what a form's page carries unseen.
func (r *request) tabFields(d *draft.Draft) []web.HiddenField {
	tab := first(r.posted[tabKey])
	if tab == "" || len(tab) > 40 {
		tab = newKey()
	}
	return []web.HiddenField{{Name: versionField, Value: strconv.FormatInt(d.Version, 10)}, {Name: tabKey, Value: tab}}
}

// savedBy notes which tab saves the draft.
func (r *request) savedBy(d *draft.Draft) {
	if tab := first(r.posted[tabKey]); tab != "" && len(tab) <= 40 {
		d.Values[tabKey] = []string{tab}
	}
}

// otherTab is what was saved in another tab since the page was shown, and differs from what is written on it now; nil where nothing does. before are the
// draft's values as they were saved, and said its answers.
func (r *request) otherTab(f *filling, page *catalog.Page, before map[string][]string, said catalog.Answers) []web.FieldError {
	shown := first(r.posted[versionField])
	tab := first(r.posted[tabKey])
	if shown == "" || shown == strconv.FormatInt(f.draft.Version, 10) || tab != "" && tab == first(before[tabKey]) {
		return nil
	}
	var out []web.FieldError
	for i := range page.Fields {
		field := &page.Fields[i]
		names := []string{field.ID}
		for _, part := range parts[field.Type] {
			names = append(names, field.ID+"."+part)
		}
		same := !slices.ContainsFunc(names, func(name string) bool {
			if takesNumber(f.service, field, name) { // sealed anew each time
				return r.openNumber(f.draft, first(before[name])) != r.openNumber(f.draft, first(f.draft.Values[name]))
			}
			return strings.Join(before[name], "\n") != strings.Join(f.draft.Values[name], "\n")
		})
		if same {
			continue
		}
		saved := strings.Join(before[field.ID], ", ")
		if a, ok := said[field.ID]; ok {
			saved = r.answerWords(field, a)
			if field.Type == catalog.ChildField {
				saved = f.nameOfChild(a.Text)
			}
		}
		if saved == "" {
			saved = r.t("portal.form.other_tab_empty")
		}
		out = append(out, web.FieldError{Field: "f-" + field.ID, Question: field.Label.In(r.lang), Text: r.t("portal.form.other_tab", saved)})
	}
	return out
}

// twoTabs shows what was saved in another tab beside what is written here; posting the page again saves the latter.
func (r *request) twoTabs(f *filling, page *catalog.Page, other []web.FieldError) error {
	return r.formPage(http.StatusConflict, f, page, nil, other)
}

// keyPurpose names the key that the submission key of a sent draft is kept under.
const keyPurpose = "key of a sent draft"

// sealKey hides a submission's key when it has served: only the receipt asks for it, which shows the follow code again.
func (s *Site) sealKey(d *draft.Draft) string {
	return sealedNumber + base64.RawURLEncoding.EncodeToString(s.Keys.Encrypt(keyPurpose, []byte(d.Key), []byte(d.ID)))
}

// openKey is a sent draft's submission key.
func (s *Site) openKey(d *draft.Draft) string {
	raw, err := base64.RawURLEncoding.DecodeString(strings.TrimPrefix(d.Key, sealedNumber))
	if err != nil {
		return ""
	}
	key, err := s.Keys.Decrypt(keyPurpose, raw, []byte(d.ID))
	if err != nil {
		return ""
	}
	return string(key)
}
