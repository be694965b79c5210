package portal

import (
	"encoding/xml"
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"forvag/internal/catalog"
	"forvag/internal/residents"
	"forvag/web"
)

// The map's size in pixels, and how wide and how narrow a piece it shows, in metres.
const (
	mapWidth, mapHeight = 640, 480
	mapWidest           = 8000
	mapNarrowest        = 500
)

// Moves of the map, as values of the button do, followed by the field.
const (
	mapIn, mapOut     = "map-in:", "map-out:"
	mapNorth, mapEast = "map-north:", "map-east:"
	mapSouth, mapWest = "map-south:", "map-west:"
)

// view is the piece of the map that is shown: its middle, and how many metres it is wide.
type view struct {
	middle residents.Point
	width  int
}

func (v view) scale() float64 { return float64(mapWidth) / float64(v.width) }

// pixel is where a point lies in the picture.
func (v view) pixel(p residents.Point) (x, y float64) {
	return mapWidth/2 + float64(p.East-v.middle.East)*v.scale(), mapHeight/2 - float64(p.North-v.middle.North)*v.scale()
}

// point is what lies at a pixel.
func (v view) point(x, y int) residents.Point {
	return residents.Point{
		East:  v.middle.East + int(float64(x-mapWidth/2)/v.scale()),
		North: v.middle.North - int(float64(y-mapHeight/2)/v.scale()),
	}
}

// moved is the view after a press on one of its buttons.
func (v view) moved(do string) view {
	switch do {
	case mapIn:
		v.width = max(mapNarrowest, v.width/2)
	case mapOut:
		v.width = min(mapWidest, v.width*2)
	case mapNorth:
		v.middle.North += v.width / 3
	case mapSouth:
		v.middle.North -= v.width / 3
	case mapEast:
		v.middle.East += v.width / 3
	case mapWest:
		v.middle.East -= v.width / 3
	}
	return v
}

// String is the view as it travels in a form and an address.
func (v view) String() string { return fmt.Sprintf("%d,%d,%d", v.middle.East, v.middle.North, v.width) }

// parseView reads what String writes; false for anything else.
func parseView(text string) (view, bool) {
	parts := strings.Split(text, ",")
	if len(parts) != 3 {
		return view{}, false
	}
	var n [3]int
	for i, p := range parts {
		var err error
		if n[i], err = strconv.Atoi(p); err != nil {
			return view{}, false
		}
	}
	v := view{middle: residents.Point{East: n[0], North: n[1]}, width: n[2]}
	return v, v.middle.InSweden() && v.width >= mapNarrowest && v.width <= mapWidest
}

// mapKey is the draft's own value that holds a field's view.
func mapKey(field string) string { return "_map." + field }

// viewOf is what a field's map shows: where the reader moved it, else around the chosen point, else the town.
func (r *request) viewOf(values map[string][]string, field string) view {
	if v, ok := parseView(first(values[mapKey(field)])); ok {
		return v
	}
	if p, ok := formPoint(values, field); ok {
		return view{middle: p, width: 1500}
	}
	return r.townMap()
}

// townMap is the view where the streets lie thickest: a municipality reaches far beyond, and most is reported in its town.
func (r *request) townMap() view {
	var east, north []int
	for _, f := range r.Map {
		if f.Kind != "road" {
			continue
		}
		for _, p := range f.Points {
			east, north = append(east, p.East), append(north, p.North)
		}
	}
	if len(east) == 0 { // a map without roads: any of it
		return view{middle: r.Map[0].Points[0], width: mapWidest}
	}
	slices.Sort(east)
	slices.Sort(north)
	return view{middle: residents.Point{East: east[len(east)/2], North: north[len(north)/2]}, width: 4000}
}

// formPoint is the point that a form holds for a place.
func formPoint(values map[string][]string, field string) (residents.Point, bool) {
	lat, errLat := strconv.ParseFloat(first(values[field+".lat"]), 64)
	lon, errLon := strconv.ParseFloat(first(values[field+".lon"]), 64)
	if errLat != nil || errLon != nil {
		return residents.Point{}, false
	}
	return residents.FromDegrees(lat, lon)
}

// mapView is the map of a place field; nil where the municipality has none.
func (b *blank) mapView(field string) *web.Map {
	if len(b.Map) == 0 {
		return nil
	}
	v := b.viewOf(b.values, field)
	q := url.Values{"v": {v.String()}}
	if p, ok := formPoint(b.values, field); ok {
		q.Set("p", fmt.Sprintf("%d,%d", p.East, p.North))
	}
	m := &web.Map{Src: mapPath + "?" + q.Encode(), Alt: b.t("portal.map.alt")}
	for _, move := range []struct {
		do, key string
		icon    web.Icon
	}{
		{mapIn, "portal.map.in", web.IconAdd}, {mapOut, "portal.map.out", web.IconMinus},
		{mapNorth, "portal.map.north", web.IconUp}, {mapSouth, "portal.map.south", web.IconDown},
		{mapWest, "portal.map.west", web.IconBack}, {mapEast, "portal.map.east", web.IconChevron},
	} {
		m.Moves = append(m.Moves, web.Option{Value: move.do + field, Label: b.t(move.key), Icon: move.icon})
	}
	return m
}

// mapClick is the point that the reader pressed on a field's map; false where they did not.
func (r *request) mapClick(f *filling, field string, values map[string][]string) (residents.Point, bool) {
	for _, width := range web.MapWidths() {
		name := field + ".map" + strconv.Itoa(width)
		x, errX := strconv.Atoi(first(values[name+".x"]))
		y, errY := strconv.Atoi(first(values[name+".y"]))
		if errX == nil && errY == nil && len(r.Map) > 0 && x >= 0 && y >= 0 && x <= width && y <= width {
			return r.viewOf(f.draft.Values, field).point(x*mapWidth/width, y*mapWidth/width), true
		}
	}
	return residents.Point{}, false
}

// mapUsed moves the map of one of the page's fields where the reader pressed a button for that, and says whether the map was used at all.
func (r *request) mapUsed(f *filling, page *catalog.Page, values map[string][]string) bool {
	do := first(values["do"])
	for i := range page.Fields {
		field := page.Fields[i].ID
		if _, ok := r.mapClick(f, field, values); ok {
			return true
		}
		if move, ok := strings.CutSuffix(do, field); ok && strings.HasPrefix(move, "map-") && len(r.Map) > 0 {
			f.draft.Values[mapKey(field)] = []string{r.viewOf(f.draft.Values, field).moved(move).String()}
			return true
		}
	}
	return false
}

// mapPath is the picture of the map.
const mapPath = "/karta.svg"

// paint is how each kind of thing is drawn: its fill, or its line and the line's width in metres.
var paint = map[string]struct {
	colour string
	metres float64
}{
	"water": {"#a9cfe8", 0}, "stream": {"#a9cfe8", 12}, "forest": {"#cfe3cc", 0}, "field": {"#efe9cf", 0}, "park": {"#c3dfb8", 0},
	"railway": {"#8a8f98", 8}, "road": {"#ffffff", 14},
}

// streetMap draws a piece of the municipality's map, with the chosen point.
func (r *request) streetMap() error {
	v, ok := parseView(r.Query("v"))
	if !ok || len(r.Map) == 0 {
		return unknownAddress()
	}
	var b strings.Builder
	fmt.Fprintf(&b, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" width="%d" height="%d"><rect width="100%%" height="100%%" fill="#f4f2ee"/>`,
		mapWidth, mapHeight, mapWidth, mapHeight)
	for _, f := range r.Map {
		drawFeature(&b, v, f)
	}
	for _, f := range r.Map {
		if f.Kind == "road" && v.width <= 2000 {
			drawName(&b, v, f)
		}
	}
	if east, north, ok := strings.Cut(r.Query("p"), ","); ok {
		e, errE := strconv.Atoi(east)
		n, errN := strconv.Atoi(north)
		if errE == nil && errN == nil {
			x, y := v.pixel(residents.Point{East: e, North: n})
			fmt.Fprintf(&b, `<circle cx="%.1f" cy="%.1f" r="11" fill="#b3261e" stroke="#fff" stroke-width="4"/>`, x, y)
		}
	}
	b.WriteString("</svg>")
	r.Set("Content-Type", "image/svg+xml")
	r.Set("Cache-Control", "public, max-age=3600")
	return r.SendString(b.String())
}

func drawFeature(b *strings.Builder, v view, f residents.Feature) {
	p, known := paint[f.Kind]
	if !known {
		return
	}
	colour := p.colour
	if f.Shape == residents.Island {
		colour = "#f4f2ee"
	}
	var points strings.Builder
	for _, q := range f.Points {
		x, y := v.pixel(q)
		fmt.Fprintf(&points, "%.1f,%.1f ", x, y)
	}
	if f.Shape != residents.Line {
		fmt.Fprintf(b, `<polygon points="%s" fill="%s"/>`, points.String(), colour)
		return
	}
	width := max(1.5, p.metres*v.scale())
	if f.Kind == "road" { // an edge that lets a white road show on light ground
		fmt.Fprintf(b, `<polyline points="%s" fill="none" stroke="#b9bdc4" stroke-width="%.1f" stroke-linejoin="round" stroke-linecap="round"/>`, points.String(), width+2)
	}
	fmt.Fprintf(b, `<polyline points="%s" fill="none" stroke="%s" stroke-width="%.1f" stroke-linejoin="round" stroke-linecap="round"/>`, points.String(), colour, width)
}

// drawName writes a street's name at its middle.
func drawName(b *strings.Builder, v view, f residents.Feature) {
	x, y := v.pixel(f.Points[len(f.Points)/2])
	fmt.Fprintf(b, `<text x="%.1f" y="%.1f" font-family="sans-serif" font-size="13" fill="#2b2f36" stroke="#fff" stroke-width="3" paint-order="stroke">`, x+4, y-4)
	xml.EscapeText(b, []byte(f.Name))
	b.WriteString("</text>")
}
