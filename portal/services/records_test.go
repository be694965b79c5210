package services_test

import (
	"testing"

	"forvag/internal/catalog"
)

// Who asks for a public record need not say who they are or why (TF 2 kap. 18 §): the form asks for no person, fetches nothing from the login, and what
// could tell who it is may be left out.
func TestNobodyIsAskedWhoWantsARecord(t *testing.T) {
	s := service(t, "allman-handling")
	if s.Access.Level != 0 {
		t.Errorf("a login of level %d is needed; want none", s.Access.Level)
	}
	for _, page := range s.Pages {
		for _, f := range page.Fields {
			if f.Prefill != "" {
				t.Errorf("%s is filled in from %s", f.ID, f.Prefill)
			}
			switch f.Type {
			case catalog.PersonField, catalog.ChildField, catalog.CompanyField:
				t.Errorf("%s asks for a %s", f.ID, f.Type)
			case catalog.EmailField, catalog.PhoneField:
				if !f.Optional {
					t.Errorf("%s must be answered", f.ID)
				}
			}
		}
	}
}
