package municipality_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"forvag/internal/casework"
	"forvag/internal/identity"
	"forvag/internal/municipality"
)

const (
	kerstin = "01900000-0000-7000-8000-000000000904"
	johan   = "01900000-0000-7000-8000-000000000902"
	samira  = "01900000-0000-7000-8000-000000000301"
)

func TestManagers(t *testing.T) {
	data := string(read(t, "default.yaml"))
	own := strings.Replace(data, "    name: Samira Haddad\n", "    name: Samira Haddad\n    manager: "+kerstin+"\n", 1)
	m, faults := municipality.Decode("kommun.yaml", []byte(own))
	if len(faults) > 0 {
		t.Fatal(faults)
	}
	for _, tc := range []struct {
		name    string
		board   identity.BoardID
		officer identity.PersonID
		want    []identity.PersonID
	}{
		{"nobody has the case", "BUN", "", []identity.PersonID{johan}},
		{"one with a manager of their own", "BUN", samira, []identity.PersonID{kerstin, johan}},
		{"whose manager is the board's", "BN", samira, []identity.PersonID{kerstin}},
		{"one who has left", "BUN", "gone", []identity.PersonID{johan}},
		{"no such board", "XX", "", nil},
	} {
		t.Run(tc.name, func(t *testing.T) {
			if diff := cmp.Diff(tc.want, m.Managers(tc.board, tc.officer)); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
		})
	}
	if want := (municipality.Reminders{Answer: 3, Clock: 5, Appeal: 5, Notice: 5, Up: 3}); m.Reminders != want {
		t.Errorf("reminders %+v, want %+v", m.Reminders, want)
	}
}

// TestTheTableTellsWhatIsUsual holds the words of each key to what the program does where it is left out.
func TestTheTableTellsWhatIsUsual(t *testing.T) {
	table, err := municipality.Keys()
	if err != nil {
		t.Fatal(err)
	}
	usual := casework.DefaultReminding
	for name, days := range map[string]int{"answer": usual.Answer, "clock": usual.Clock, "appeal": usual.Appeal, "notice": usual.Notice, "up": usual.Up} {
		_, row, _ := strings.Cut(table, "`reminders."+name+"`")
		if row, _, _ = strings.Cut(row, "\n"); !strings.Contains(row, fmt.Sprintf("; %d where it is left out", days)) {
			t.Errorf("reminders.%s is %d where it is left out, and the table says %s", name, days, row)
		}
	}
}

func TestRemindersAndManagersAreChecked(t *testing.T) {
	data := string(read(t, "default.yaml"))
	for _, tc := range []struct{ name, old, new, want string }{
		{"some left out", "{answer: 3, clock: 5, appeal: 5, notice: 5, up: 3}", "{answer: 4}", ""},
		{"none", "reminders: {answer: 3, clock: 5, appeal: 5, notice: 5, up: 3}\n", "", ""},
		{"zero", "answer: 3, clock", "answer: 0, clock", "want between 1 and 60 working days"},
		{"too long", "up: 3", "up: 100", "want between 1 and 60 working days"},
		{"nobody", "    manager: " + johan, "    manager: 01900000-0000-7000-8000-000000000903", "Amina Yusuf has no role on BUN"},
		{"misspelt", "    manager: " + johan, "    manager: 01900000-0000-7000-8000-00000000090", `nobody of the staff has the id`},
		{"their own", "    name: Kerstin Wallgren\n", "    name: Kerstin Wallgren\n    manager: " + kerstin + "\n", "nobody's own manager"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			text := strings.Replace(data, tc.old, tc.new, 1)
			if text == data {
				t.Fatal("the case changes nothing")
			}
			m, faults := municipality.Decode("kommun.yaml", []byte(text))
			switch {
			case tc.want == "" && len(faults) > 0:
				t.Error(faults)
			case tc.want == "":
				if m.Reminders.Up != 3 || m.Reminders.Clock != 5 {
					t.Errorf("what is left out is %+v", m.Reminders)
				}
			case len(faults) != 1 || !strings.Contains(faults[0].String(), tc.want):
				t.Errorf("got %v, want %q", faults, tc.want)
			}
		})
	}
}
