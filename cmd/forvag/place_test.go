package main

import (
	"fmt"
	"net/url"
	"strings"
	"testing"

	"forvag/internal/browser"
	"forvag/internal/residents"
)

// reportAt begins a fault report and stands where it asks for the place.
func (tw *town) reportAt(p *browser.Page, d device, fault string) {
	p.Goto("/tjanster/felanmalan")
	beginForm(p)
	tw.answer(p, d, answers{"fault": fault, "danger": "no"}, map[string]bool{})
	follow(p, next)
}

// shownMap is the map that the screen is wide enough for.
const shownMap = `[...document.querySelectorAll("main .map input[type=image]")].find(e => e.checkVisibility())`

// clickMap clicks where a point lies in the map that is shown. The address of its picture says what piece it is: the middle, and its width in metres.
func clickMap(t *testing.T, p *browser.Page, at residents.Point) {
	t.Helper()
	src, err := url.Parse(browser.Eval[string](p, shownMap+".src"))
	if err != nil {
		t.Fatal(err)
	}
	var east, north, width int
	if _, err := fmt.Sscanf(src.Query().Get("v"), "%d,%d,%d", &east, &north, &width); err != nil {
		t.Fatalf("%s: %v", src, err)
	}
	across := 0.5 + float64(at.East-east)/float64(width)
	down := 0.5 - float64(at.North-north)/(float64(width)*3/4)
	expect(p, func() {
		p.ClickAt(fmt.Sprintf("main .map input[name=%q]", browser.Eval[string](p, shownMap+".name")), across, down)
	})
}

// TestPlaceIsFound says where a fault is in each way that the form offers. What the page then says is an address in the street that was meant.
func TestPlaceIsFound(t *testing.T) {
	tw := demoTown(t)
	lindvagen := residents.Point{East: 401550, North: 6530440}
	for _, c := range []struct {
		name, street string
		on           []device
		say          func(t *testing.T, p *browser.Page, d device)
	}{
		{"map", "Lindvägen", devices, func(t *testing.T, p *browser.Page, _ device) { clickMap(t, p, lindvagen) }},
		{"map moved and nearer", "Åsvägen", []device{phone, devices[2]}, func(t *testing.T, p *browser.Page, _ device) {
			for _, move := range []string{"map-in:place", "map-east:place", "map-north:place"} {
				follow(p, fmt.Sprintf("main .moves [value=%q]", move))
			}
			clickMap(t, p, residents.Point{East: 403000, North: 6530820})
		}},
		{"own position", "Lindvägen", []device{phone, desktop}, func(_ *testing.T, p *browser.Page, _ device) {
			p.Position(lindvagen.Degrees())
			follow(p, "[data-locate]")
		}},
		{"address suggested while it is written", "Torggatan 5", []device{phone}, func(_ *testing.T, p *browser.Page, _ device) {
			p.Fill("#f-place", "torgg")
			p.WaitUntil(`[...document.getElementById("f-place").list.options].some(o => o.value === "Torggatan 5")`)
			p.Fill("#f-place", "Torggatan 5")
			follow(p, "main [value=locate]")
		}},
		{"address chosen among several", "Torggatan 5", []device{desktop, devices[3]}, func(_ *testing.T, p *browser.Page, _ device) {
			p.Fill("#f-place", "torgg")
			follow(p, "main [value=locate]")
			p.Click(`main [name="place.choice"][value="Torggatan 5"]`)
			follow(p, "main [value=locate]")
		}},
	} {
		for _, d := range c.on {
			t.Run(c.name+" "+d.name, func(t *testing.T) {
				t.Parallel()
				p := tw.visit(t, d)
				tw.reportAt(p, d, "graffiti")
				c.say(t, p, d)
				if said := p.Text(".chosen"); !strings.Contains(said, c.street) {
					t.Errorf("the page says %q, want %s", said, c.street)
				}
				shoot(p, "place "+c.name+" "+d.name)
				follow(p, next)
				p.WaitFor("main [name=description]")
				p.ConsoleErrors(t)
			})
		}
	}
}

// TestNearbyReportIsFollowed reports a lamp that others have reported: the reader follows their report, and makes none.
func TestNearbyReportIsFollowed(t *testing.T) {
	tw := demoTown(t)
	for _, d := range []device{phone, devices[2]} {
		t.Run(d.name, func(t *testing.T) { // one after the other: a person's devices share what they have begun
			p := tw.visit(t, d)
			logIn(p, "Gunvor Åkerlund")
			tw.reportAt(p, d, "lamp")
			draft := strings.Split(p.Path(), "/")[2]
			p.Fill("#f-place", "Storgatan 9")
			follow(p, next)
			p.WaitText("main .nearby", "Storgatan 9")
			shoot(p, "nearby "+d.name)
			follow(p, "main .nearby form button")
			p.WaitFor("#part-head")
			at, _, _ := strings.Cut(p.Path(), "?")
			p.Goto("/arenden")
			if p.Count(fmt.Sprintf("main a[href=%q]", at)) == 0 {
				t.Errorf("%s is not in Mina ärenden", at)
			}
			if p.Count(fmt.Sprintf("main a[href*=%q]", draft)) > 0 {
				t.Error("the report that was not made is still a draft")
			}
			p.ConsoleErrors(t)
		})
	}
}
