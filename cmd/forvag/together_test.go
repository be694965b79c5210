package main

import (
	"maps"
	"strings"
	"testing"
	"time"

	"forvag/internal/civil"
)

// anotherSchoolYear is a day that the form takes, in another school year than the demo's own story of the two.
func anotherSchoolYear() string {
	today := civil.Today(time.Now)
	year := func(d civil.Date) int { return d.AddMonths(-6).Year() }
	if told := civil.AddWorkingDays(today, 55); year(today) != year(told) {
		return today.String()
	}
	return today.AddYears(1).String()
}

// Two guardians of one child answer the same form, on phones, and want different schools. Each is shown where they differ; one agrees, and it goes on.
func TestGuardiansOnPhones(t *testing.T) {
	for name, d := range map[string]device{"with script": phone, "without script": {name: "phone without script", phone: true, scriptless: true}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			tw := newTown(t, storage{Data: t.TempDir()})
			sara, peter := tw.visit(t, d), tw.visit(t, d)
			hers := answers{
				"child": "01900000-0000-7000-8000-000000000202", "matter": "next", "grade": "3", "start_date": anotherSchoolYear(), "school": "Almbyskolan",
				"want_school": "yes", "want_care": "no", "want_diet": "yes", "want_language": "no", "want_transport": "no", "sibling": "no", "school_home": "both",
				"agreed": "both", "school_needs": "no", "meals": "lunch", "needs": "vegetarian", "email": "sara@almby.example", "phone": "070-174 06 05",
			}
			logIn(sara, "Sara Nyström")
			sara.Goto("/tjanster/skolstart")
			beginForm(sara)
			tw.fillForm(t, sara, d, hers, func(string) {})
			number := send(sara)

			logIn(peter, "Peter Öberg")
			caseOf(peter, number)
			peter.WaitText("#part-together", "Svara du också")
			peter.Axe(t)
			shoot(peter, "skolstart other guardian "+d.name)
			followText(peter, "Svara själv")
			his := maps.Clone(hers)
			maps.Copy(his, answers{"school": "Alskolan", "needs": "no_pork", "email": "peter@almby.example"})
			tw.fillForm(t, peter, d, his, func(string) {})
			if again := send(peter); again != number {
				t.Errorf("Peter's answers became %s, not %s", again, number)
			}
			peter.Axe(t)
			shoot(peter, "skolstart differing receipt "+d.name)

			caseOf(sara, number)
			sara.WaitText("#part-together", "Ni har svarat olika")
			sara.Axe(t)
			shoot(sara, "skolstart differing "+d.name)
			told := sara.Text("#part-together")
			for _, want := range []string{"Almbyskolan", "Alskolan", "Välj allt som stämmer", "Välj eller byt skola"} {
				if !strings.Contains(told, want) {
					t.Errorf("Sara is not told %q: %s", want, told)
				}
			}
			if strings.Contains(told, "fläsk") {
				t.Errorf("Sara reads what is sensitive: %s", told)
			}
			followText(sara, "Jag håller med")
			sara.WaitText("#part-together", "Ni har svarat lika")
			caseOf(peter, number)
			peter.WaitText("#part-together", "Ni har svarat lika")
		})
	}
}
