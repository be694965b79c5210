package municipality_test

import (
	"strings"
	"testing"

	"forvag/internal/municipality"
)

func TestRemarks(t *testing.T) {
	almby := string(read(t, "default.yaml"))
	own, _ := newFile(t)
	finished := strings.NewReplacer(`code: "0000"`, `code: "1382"`, "999999-9999", "212000-1231", "phone: FYLL I", "phone: 031-390 06 07", "email: FYLL I", "email: x@example.se", "FYLL I", "x",
		"\nstaff: []\n", "\nstaff:\n  - {id: a, name: Test Testsson, title: {sv: x, en: x}, grants: [{board: KS, role: case officer}, {board: BUN, role: decision maker}, "+
			"{board: BN, role: case officer}, {board: MSN, role: case officer}, {board: SN, role: case officer}, {board: KFN, role: case officer}, {board: TN, role: case officer}]}\n",
	).Replace(own)
	all := func(text string) string {
		var told []string
		for _, r := range municipality.Remarks("kommun.yaml", []byte(text)) {
			told = append(told, r.String())
		}
		return strings.Join(told, "\n")
	}
	if told := all(finished); told != "" {
		t.Fatalf("a file that is finished: %s", told)
	}
	for _, tc := range []struct{ name, text, want string }{
		{"a copy of the sample with another name", strings.Replace(almby, "Almby kommun", "Falkenbergs kommun", 1),
			"staff who do not exist, left from the sample: Lena Hedström, Samira Haddad, "},
		{"its numbers", almby, "local settings as the sample has them, with decisions that nobody has made, "},
		{"its delegation", almby, "references of the sample's delegation order, by which your boards have delegated nothing: BUN 4.3, "},
		{"its telephone", almby, "contact.phone is the sample's: 031-390 06 00"},
		{"its code", almby, "kommun.yaml:6:8: 9999 is the sample's code"},
		{"a new file", own, "there is no staff: nobody can log in to the desk"},
		{"its contact", own, "kommun.yaml:21:15: contact.visit.sv is still to fill in (FYLL I)\nkommun.yaml:21:27: contact.visit.en is still to fill in (FYLL I)"},
		{"its settings, each", own, ": settings.leave_notice.decided is still to fill in (FYLL I)"},
		{"its code", own, "kommun.yaml:14:8: the municipality's code is not filled in"},
		{"one value left", strings.Replace(finished, "phone: 031-390 06 07", "phone: FYLL I", 1), "kommun.yaml:19:10: contact.phone is still to fill in (FYLL I)"},
		{"an officer under another name with the sample's id", strings.Replace(finished, "id: a,", "id: 01900000-0000-7000-8000-000000000901,", 1),
			"left from the sample: Test Testsson"},
		{"a board that nobody serves", strings.Replace(finished, ", {board: TN, role: case officer}", "", 1), "nobody of the staff handles what is sent to TN"},
		{"a board that is only read", strings.Replace(finished, "{board: TN, role: case officer}", "{board: TN, role: reader}", 1), "nobody of the staff handles what is sent to TN"},
	} {
		if told := all(tc.text); !strings.Contains(told, tc.want) {
			t.Errorf("%s: told %q, want %q", tc.name, told, tc.want)
		}
	}
	if left := municipality.Unfinished("kommun.yaml", []byte(own)); len(left) == 0 || strings.Contains(left[0].Words, "decided") {
		t.Errorf("what residents would read of a new file: %v", left)
	}
	if left := municipality.Unfinished("kommun.yaml", []byte(strings.Replace(finished, "decided: x", "decided: FYLL I", 1))); len(left) > 0 {
		t.Errorf("residents would read who has decided: %v", left)
	}
	made := municipality.Undecided("kommun.yaml", []byte(strings.Replace(finished, "decided: x", "decided: FYLL I", 1)))
	if len(made) != 1 || made[0].Name == "" || !strings.Contains(made[0].String(), "settings."+made[0].Name+".decided is still to fill in (FYLL I): its value, ") ||
		!strings.HasSuffix(made[0].Words, ", is made up") {
		t.Errorf("one setting that nobody has decided: %v", made)
	}
	m, _ := municipality.Decode("kommun.yaml", []byte(own))
	if made := municipality.Undecided("kommun.yaml", []byte(own)); len(made) != len(m.Settings) {
		t.Errorf("%d of a new file's %d settings are told to be made up", len(made), len(m.Settings))
	}
	if made := municipality.Undecided("kommun.yaml", []byte(finished)); len(made) > 0 {
		t.Errorf("settings that somebody has decided: %v", made)
	}
	if found := municipality.Nobody("kommun.yaml", []byte(own)); len(found) != 2 || found[0].Line != 14 || found[1].Line != 15 {
		t.Errorf("a new file's code and organisation number: %v", found)
	}
	if found := municipality.Nobody("kommun.yaml", []byte(finished)); len(found) > 0 {
		t.Errorf("a real code and organisation number: %v", found)
	}
	if told := all("name: x"); told != "" {
		t.Errorf("of a file with faults: %s", told)
	}
	if told := all(strings.Replace(finished, "phone: 031-390 06 07", "phone: 031-390 06 07 # FYLL I", 1)); told != "" {
		t.Errorf("of a comment: %s", told)
	}
}

func TestSampleStaff(t *testing.T) {
	own, _ := newFile(t)
	m, faults := municipality.Decode("kommun.yaml", []byte(strings.Replace(own, "code: TN\n", "code: TEN\n", 1)))
	if len(faults) == 0 { // delegations of TN have no board now, which is not what is tried here
		t.Fatal("the board has another code, and nothing is wrong")
	}
	if m.Sample() {
		t.Error("it is the sample")
	}
	m.WithSampleStaff()
	m.WithSampleStaff() // adds nothing
	if len(m.Staff) != len(municipality.Default().Staff) {
		t.Errorf("%d officers", len(m.Staff))
	}
	for _, o := range m.Staff {
		for _, g := range o.Grants {
			if g.Board == "TN" {
				t.Errorf("%s serves a board that there is not", o.Name)
			}
		}
	}
	if !municipality.Default().Sample() {
		t.Error("Almby is not the sample")
	}
}
