package residents

import (
	"bytes"
	"context"
	"embed"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"

	"forvag/internal/civil"
	"forvag/internal/identity"
	"forvag/internal/locale"
)

// The demo's data are of a place that does not exist: where its coordinates point, the map of Sweden has the middle of lake Vänern. Its people
// have test numbers only.
//
//go:embed demo
var demo embed.FS

// demoYear is the school year, by its autumn, that the demo's birth dates and grades are written for.
const demoYear = 2026

// DemoID makes the id of one of the demo's people from the six digits in the data: home and person.
func DemoID(digits string) identity.PersonID {
	return identity.PersonID("01900000-0000-7000-8000-000000" + digits)
}

// DemoLogin is somebody whom a visitor to the demo may be.
type DemoLogin struct {
	ID identity.PersonID
	// Why says what there is to see as this person.
	Why locale.Text
}

// DemoLogins returns the people whom a visitor may choose among.
func DemoLogins() []DemoLogin {
	return []DemoLogin{
		{DemoID("000101"), locale.Text{SV: "Vårdnadshavare, två barn, långt till skolan", EN: "Guardian of two, far from school"}},
		{DemoID("000102"), locale.Text{SV: "Samma barns andra vårdnadshavare", EN: "The same children's other guardian"}},
		{DemoID("000201"), locale.Text{SV: "Vårdnadshavare, barnet bor växelvis", EN: "Guardian, the child has two homes"}},
		{DemoID("000401"), locale.Text{SV: "Den andra vårdnadshavaren, får information", EN: "The other guardian, is kept informed"}},
		{DemoID("000502"), locale.Text{SV: "Vårdnadshavare, sonen fyller snart 18", EN: "Guardian, her son soon turns 18"}},
		{DemoID("000504"), locale.Text{SV: "Fyller snart 18", EN: "Soon turns 18"}},
		{DemoID("000601"), locale.Text{SV: "Pensionär, söker parkeringstillstånd", EN: "Pensioner, applies for a parking permit"}},
		{DemoID("000701"), locale.Text{SV: "Skyddade personuppgifter, med barn", EN: "Protected identity, with a child"}},
		{DemoID("000801"), locale.Text{SV: "Vårdnadshavare som inte ser det skyddade barnet", EN: "Guardian who does not see the protected child"}},
		{DemoID("001001"), locale.Text{SV: "Förälder, yngsta barnet står i kö till förskolan", EN: "Parent, the youngest child waits for preschool"}},
		{DemoID("001101"), locale.Text{SV: "Företagare, firmatecknare", EN: "Business owner, signs for the firm"}},
		{DemoID("001103"), locale.Text{SV: "Gymnasieelev, kan söka sommarjobb", EN: "Upper secondary pupil, can apply for a summer job"}},
		{DemoID("001201"), locale.Text{SV: "Ordförande i en idrottsförening", EN: "Chair of a sports club"}},
		{DemoID("001301"), locale.Text{SV: "Student", EN: "Student"}},
	}
}

// DemoBoxes returns those of them who have a digital mailbox.
func DemoBoxes() []identity.PersonID {
	return []identity.PersonID{DemoID("000401"), DemoID("000601")}
}

// LoadDemo fills the register with Almby's people and addresses. Birth dates move with the school year, so that the children stay in their grades,
// and one of the people turns 18 twelve days from today. It may be run again.
func (s *Store) LoadDemo(ctx context.Context) error {
	numbers := map[string]string{}
	for _, kind := range Kinds() {
		rows, err := demoRows(kind)
		if err != nil {
			return fmt.Errorf("demo: %w", err)
		}
		if kind == People {
			rows = demoPeople(rows, s.today(), numbers)
		}
		for _, row := range rows[1:] {
			for i, column := range rows[0] {
				if number, ok := numbers[row[i]]; ok && slices.Contains([]string{"child", "guardian", "person"}, column) {
					row[i] = number
				}
			}
		}
		var file bytes.Buffer
		w := csv.NewWriter(&file)
		w.Comma = ';'
		if err := w.WriteAll(rows); err != nil {
			return fmt.Errorf("demo: %w", err)
		}
		report, err := s.Import(ctx, kind, CSV, &file)
		if err != nil {
			return fmt.Errorf("demo: %w", err)
		}
		if len(report.Bad) > 0 {
			return fmt.Errorf("demo %s: %v", kind, report.Bad)
		}
	}
	return nil
}

// DemoAddresses returns Almby's addresses, street by street.
func DemoAddresses() []Address {
	rows, err := demoRows(Addresses)
	if err != nil {
		panic("residents: " + err.Error())
	}
	all := make([]Address, len(rows)-1)
	for i, r := range rows[1:] {
		at := func(column int) int {
			n, err := strconv.Atoi(r[column])
			if err != nil {
				panic("residents: " + err.Error())
			}
			return n
		}
		all[i] = Address{ID: AddressID(r[0]), Street: r[1], Number: at(2), Letter: r[3], Postcode: r[4], Town: r[5], Point: Point{East: at(6), North: at(7)}}
	}
	return all
}

func demoRows(kind Kind) ([][]string, error) {
	f, err := demo.ReadFile("demo/" + string(kind) + ".csv")
	if err != nil {
		return nil, err
	}
	r := csv.NewReader(bytes.NewReader(f))
	r.Comma = ';'
	return r.ReadAll()
}

// demoPeople turns home;id;given;family;born;serial;… into the columns that Import takes, and notes each person's number by the six digits.
func demoPeople(rows [][]string, today civil.Date, numbers map[string]string) [][]string {
	school := today.AddMonths(-6).Year()
	out := [][]string{{"id", "number", "given", "family", "born", "address", "apartment", "alternate", "protection"}}
	for _, r := range rows[1:] {
		born := today.AddDays(12).AddYears(-majority)
		if r[4] != "soon" {
			born = civil.Must(r[4]).AddYears(school - demoYear)
		}
		serial, _ := strconv.Atoi(r[5])
		number := identity.TestNumber(born, serial).Digits()
		numbers[r[1]] = number
		out = append(out, []string{string(DemoID(r[1])), number, r[2], r[3], born.String(), r[6], r[7], r[8], r[9]})
	}
	return out
}

// Shape is how a feature is drawn.
type Shape string

// The shapes.
const (
	Polygon Shape = "polygon"
	Line    Shape = "line"
	// Island is land inside water: a polygon over one.
	Island Shape = "island"
)

// Feature is one thing on a map.
type Feature struct {
	// Kind is water, stream, forest, field, park, railway or road.
	Kind   string
	Name   string
	Shape  Shape
	Points []Point
}

// DemoMap returns the map of Almby, what lies beneath first.
func DemoMap() []Feature {
	var file struct {
		Features []struct {
			Kind   string   `json:"kind"`
			Name   string   `json:"name"`
			Shape  Shape    `json:"shape"`
			Points [][2]int `json:"points"`
		} `json:"features"`
	}
	b, err := demo.ReadFile("demo/map.json")
	if err == nil {
		err = json.Unmarshal(b, &file)
	}
	if err != nil {
		panic("residents: " + err.Error())
	}
	out := make([]Feature, len(file.Features))
	for i, f := range file.Features {
		out[i] = Feature{Kind: f.Kind, Name: f.Name, Shape: f.Shape}
		for _, p := range f.Points {
			out[i].Points = append(out[i].Points, Point{East: p[0], North: p[1]})
		}
	}
	return out
}
