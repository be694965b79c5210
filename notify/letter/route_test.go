package letter

import (
	"context"
	"testing"

	"github.com/google/go-cmp/cmp"

	"forvag/internal/fault"
	"forvag/internal/identity"
	"forvag/internal/residents"
	"forvag/notify"
)

// home is a register in which all live in one home, by person.
type home map[identity.PersonID]residents.Person

func (h home) Person(_ context.Context, id identity.PersonID) (residents.Person, error) {
	p, known := h[id]
	if !known {
		return p, fault.New(fault.NotFound, "access.not_found")
	}
	return p, nil
}

func (h home) Protected(context.Context, ...identity.PersonID) (bool, error) {
	for _, p := range h {
		if p.IsProtected() {
			return true, nil
		}
	}
	return false, nil
}

// Organisation has the one that is called as somebody at home, at their address.
func (h home) Organisation(ctx context.Context, id identity.OrgID) (residents.Organisation, error) {
	p, err := h.Person(ctx, identity.PersonID(id))
	return residents.Organisation{ID: id, Address: p.Address}, err
}

// TestAnOrganisationIsWrittenToAtItsOwnAddress: where those live who sign for it is not asked for.
func TestAnOrganisationIsWrittenToAtItsOwnAddress(t *testing.T) {
	for org, want := range map[identity.OrgID][]notify.Address{"bageriet": {{ID: Organisation, Was: Registered}}, "utan-adress": nil, "okänd": nil} {
		r := Route{People: home{"bageriet": {Address: "a1"}, "utan-adress": {}, "anna": {}}, Forwards: func() bool { return false }}
		got, err := r.OrgAddresses(t.Context(), org)
		if err != nil || cmp.Diff(want, got) != "" {
			t.Errorf("%s: %+v, %v", org, got, err)
		}
	}
}

// TestTheTaxAgencySendsOnToThoseAloneWhoAreProtected: the cover sheet says of the receiver that they are, and who shares their home is not.
func TestTheTaxAgencySendsOnToThoseAloneWhoAreProtected(t *testing.T) {
	lives, marked := residents.Person{Address: "a1"}, residents.Person{Address: "a1", Protection: residents.Marked}
	forwarded, registered := []notify.Address{{ID: Forwarded, Safe: true}}, []notify.Address{{ID: Registered}}
	for _, c := range []struct {
		name     string
		home     home
		forwards bool
		want     []notify.Address
	}{
		{"anybody", home{"anna": lives}, true, registered},
		{"nobody in the register", home{}, true, nil},
		{"without an address", home{"anna": {}}, true, nil},
		{"protected", home{"anna": marked}, true, forwarded},
		{"protected and without an address", home{"anna": {Protection: residents.Marked}}, true, forwarded},
		{"protected, and nobody sends on", home{"anna": marked}, false, nil},
		{"lives with somebody protected", home{"anna": lives, "erik": marked}, true, nil},
		{"lives with somebody protected, and nobody sends on", home{"anna": lives, "erik": marked}, false, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := Route{People: c.home, Forwards: func() bool { return c.forwards }}
			got, err := r.Addresses(t.Context(), "anna")
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
		})
	}
}
