package catalog_test

import (
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"forvag/internal/catalog"
)

// Two guardians differ in what both were asked and are to answer alike, whatever capitals and order they write in.
func TestDifferences(t *testing.T) {
	form := opening(t, "form", "  - service: bus\n    when: why == \"far\"\n    answers:\n"+handedAll(t))
	form = strings.Replace(form, "co_guardian:\n", "co_guardian:\n  together: {until: start, compare: [why, distance, tell, code], agree: [bus]}\n", 1)
	c, faults := catalog.Load(fstest.MapFS{"bus.yaml": {Data: read(t, "testdata/bus.yaml")}, "form.yaml": {Data: []byte(form)}}, options)
	if len(faults) > 0 {
		t.Fatal(faults)
	}
	s := c.Service("form")
	near, far := int64(2000), int64(3000)
	why := func(text string) catalog.Answer { return catalog.Answer{Text: text} }
	for _, test := range []struct {
		name         string
		mine, theirs catalog.Answers
		want         []string
	}{
		{"the same", catalog.Answers{"why": why("far"), "distance": {Number: &near}}, catalog.Answers{"why": why("far"), "distance": {Number: &near}}, nil},
		{"a number", catalog.Answers{"why": why("far"), "distance": {Number: &near}}, catalog.Answers{"why": why("far"), "distance": {Number: &far}}, []string{"distance"}},
		{"asked one alone", catalog.Answers{"why": why("far"), "distance": {Number: &near}}, catalog.Answers{"why": why("chosen")}, []string{"why"}},
		{"written in another way", catalog.Answers{"code": why("AB 12")}, catalog.Answers{"code": why("ab12")}, nil},
		{"each one's own", catalog.Answers{"child": why("a")}, catalog.Answers{"child": why("b")}, nil},
	} {
		var got []string
		for _, d := range s.Differences(test.mine, test.theirs) {
			got = append(got, d.Field.ID)
			if !s.Concerns(d, "form") || !s.Concerns(d, "bus") || s.Concerns(d, "other") {
				t.Errorf("%s: %s concerns the wrong cases", test.name, d.Field.ID)
			}
		}
		if diff := cmp.Diff(test.want, got); diff != "" {
			t.Errorf("%s: %s", test.name, diff)
		}
	}
	if alone := c.Service("bus").Differences(catalog.Answers{"why": why("far")}, catalog.Answers{"why": why("chosen")}); alone != nil {
		t.Errorf("a form that is the sender's alone: %v", alone)
	}
}
