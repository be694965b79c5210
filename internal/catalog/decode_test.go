package catalog

import (
	"os"
	"testing"

	"forvag/internal/strict"
)

func TestWorkedExampleDecodes(t *testing.T) {
	data, err := os.ReadFile("../../portal/services/ledighet-elev.yaml")
	if err != nil {
		t.Fatal(err)
	}
	var s Service
	d := strict.Decode("ledighet-elev.yaml", data, &s)
	for _, f := range d.Faults() {
		t.Error(f)
	}
	if s.Pages[1].Fields[1].Checks[0].If != "to >= from" || !s.Pages[1].Fields[0].Max.Today {
		t.Errorf("got %+v", s.Pages[1].Fields)
	}
}
