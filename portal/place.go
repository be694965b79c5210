package portal

import (
	"errors"
	"net/url"
	"slices"
	"strconv"

	"forvag/internal/casework"
	"forvag/internal/catalog"
	"forvag/internal/fault"
	"forvag/internal/identity"
	"forvag/internal/residents"
	"forvag/web"
)

// addressesPath answers what is being written in an address field.
const addressesPath = "/adresser"

// maxSuggestions is how many addresses are suggested at once.
const maxSuggestions = 6

// addresses suggests addresses for what is being written, as a JSON list of texts.
func (r *request) addresses() error {
	found, err := r.Residents.SearchAddresses(r.ctx(), r.Query("q"), maxSuggestions)
	if err != nil {
		return err
	}
	labels := []string{}
	for _, a := range found {
		labels = append(labels, a.Label())
	}
	return r.JSON(labels)
}

// takePlace makes a point of what was given of a place: a click on the map, the reader's own position, or an address that the register knows.
func (r *request) takePlace(f *filling, field *catalog.Field, values map[string][]string) error {
	if p, ok := r.mapClick(f, field.ID, values); ok {
		f.setPoint(field.ID, p)
		delete(f.draft.Values, field.ID)
	}
	return r.locate(f, field)
}

// setPoint answers a place by a point.
func (f *filling) setPoint(field string, p residents.Point) {
	lat, lon := p.Degrees()
	f.draft.Values[field+".lat"] = []string{strconv.FormatFloat(lat, 'f', 6, 64)}
	f.draft.Values[field+".lon"] = []string{strconv.FormatFloat(lon, 'f', 6, 64)}
}

// locate finds the point of an address that was written.
func (r *caller) locate(f *filling, field *catalog.Field) error {
	written := first(f.draft.Values[field.ID])
	if written == "" {
		return nil
	}
	a, found, err := r.Residents.FindAddress(r.ctx(), written)
	if err != nil {
		return err
	}
	if found {
		f.draft.Values[field.ID] = []string{a.Label()}
		f.setPoint(field.ID, a.Point)
		return nil
	}
	if written != first(f.draft.Values["_placed."+field.ID]) { // a point belongs to the address that it came with
		delete(f.draft.Values, field.ID+".lat")
		delete(f.draft.Values, field.ID+".lon")
	}
	return nil
}

// pointOf is the point of a place that was answered; false where it has none.
func pointOf(p *catalog.Place) (residents.Point, bool) {
	if p == nil || !p.HasPoint() {
		return residents.Point{}, false
	}
	return residents.FromDegrees(float64(p.Lat)/1e6, float64(p.Lon)/1e6)
}

// placeWords say where a point is: the nearest address.
func (r *request) placeWords(p web.Place) string {
	lat, errLat := strconv.ParseFloat(p.Lat, 64)
	lon, errLon := strconv.ParseFloat(p.Lon, 64)
	point, inSweden := residents.FromDegrees(lat, lon)
	if errLat != nil || errLon != nil || !inSweden {
		return ""
	}
	a, metres, ok, err := r.Residents.Nearest(r.ctx(), point)
	switch {
	case err == nil && !ok && len(r.Map) > 0: // the municipality's addresses are known, and none of them is near
		return r.t("portal.place.far")
	case err != nil || !ok:
		return r.t("portal.place.point", p.Lat, p.Lon)
	case metres <= 15:
		return r.t("portal.place.at", a.Label())
	default:
		return r.t("portal.place.near", a.Label())
	}
}

// suggest offers addresses where the one that was written is not known as it stands.
func (r *request) suggest(b *blank) error {
	for i := range b.service.Pages {
		for j := range b.service.Pages[i].Fields {
			f := &b.service.Pages[i].Fields[j]
			written := b.value(f.ID)
			if (f.Type != catalog.AddressField && f.Type != catalog.PlaceField) || written == "" || b.value(f.ID+".lat") != "" {
				continue
			}
			found, err := r.Residents.SearchAddresses(r.ctx(), written, maxSuggestions)
			if err != nil {
				return err
			}
			for _, a := range found {
				if a.Label() != written && a.Full() != written {
					b.suggestions[f.ID] = append(b.suggestions[f.ID], web.Option{Value: a.Label(), Label: a.Full()})
				}
			}
		}
	}
	return nil
}

// placeOf is the point that the case is about; nil where it is about none.
func (r *caller) placeOf(f *filling) *casework.Place {
	for i := range f.service.Pages {
		for j := range f.service.Pages[i].Fields {
			field := &f.service.Pages[i].Fields[j]
			if p, ok := pointOf(f.answers[field.ID].Place); ok && field.Type == catalog.PlaceField {
				return &casework.Place{North: p.North, East: p.East, Address: f.answers[field.ID].Place.Text}
			}
		}
	}
	return nil
}

// Values of a draft and a button about reports nearby.
const (
	nearbyKey  = "_nearby"
	nearbyNone = "nearby-none"
)

// nearby lists reports of the same thing close to the place that was just answered; nil where there are none, or the reader has said that none of them
// is theirs.
func (r *request) nearby(f *filling, page *catalog.Page) ([]casework.NearbyRow, error) {
	n := f.service.Nearby
	if n == nil || first(f.draft.Values[nearbyKey]) == nearbyNone || !page.Has(n.Field) {
		return nil, nil
	}
	p, ok := pointOf(f.answers[n.Field].Place)
	if !ok {
		return nil, nil
	}
	rows, err := r.Cases.Nearby(r.ctx(), f.service.ID, casework.Place{North: p.North, East: p.East}, n.Radius.On(r.today(), r.Rules), r.today().AddDays(-n.Days))
	if err != nil || n.Same == "" {
		return rows, err
	}
	same := publicTitle(f.service, f.answers)
	return slices.DeleteFunc(rows, func(row casework.NearbyRow) bool { return row.Title != same }), nil
}

// nearbyPage asks whether the reader's report is one of those that others have made.
func (r *request) nearbyPage(f *filling, page *catalog.Page, rows []casework.NearbyRow) error {
	view := web.NearbyPage{
		Service: web.Link{Text: f.service.Title.In(r.lang), Href: "/tjanster/" + f.service.ID}, Action: f.pagePath(page), Back: f.pagePath(page),
		Nearby: web.Nearby{None: nearbyNone},
	}
	if r.principal.Kind != identity.Resident {
		view.LogIn = web.PathLogin + "?next=" + url.QueryEscape(f.path("/folj/"+string(rows[0].Case)))
	}
	for _, field := range page.Fields {
		for name, values := range f.draft.Values {
			if name == field.ID || len(name) > len(field.ID) && name[:len(field.ID)+1] == field.ID+"." {
				for _, v := range values {
					view.Hidden = append(view.Hidden, web.HiddenField{Name: name, Value: v})
				}
			}
		}
	}
	for _, row := range rows {
		view.Nearby.Reports = append(view.Nearby.Reports, web.NearbyReport{
			Title: row.Title, Text: row.Place.Address, Distance: r.distance(row.Distance), When: r.day(row.Received),
			Status: r.status(row.Status, nil), Follow: f.path("/folj/" + string(row.Case)),
		})
	}
	return r.page(web.SectionServices, view)
}

// samePlace is within how many metres two reports are of the same place.
const samePlace = 5

func (r *request) distance(metres int) string {
	if metres < samePlace {
		return r.t("portal.nearby.same")
	}
	return r.t("portal.nearby.distance", metres)
}

// nearbyAgain shows the reports nearby to a reader who logged in to follow one of them.
func (r *request) nearbyAgain() error {
	f, err := r.filling()
	if err != nil {
		return err
	}
	for _, page := range f.pages(r) {
		rows, err := r.nearby(f, page)
		if err != nil {
			return err
		}
		if len(rows) > 0 {
			return r.nearbyPage(f, page, rows)
		}
	}
	return r.seeOther(f.path(""))
}

// followNearby follows somebody else's report in place of making one more. It stands among the cases of a reader who is logged in; anybody else gets a code.
func (r *request) followNearby() error {
	f, err := r.filling()
	if err != nil {
		return err
	}
	if f.draft.Sent() {
		return r.seeOther(f.path("/kvitto"))
	}
	id := casework.CaseID(r.Params("case"))
	if r.principal.Kind != identity.Resident {
		return r.followByCode(f, id)
	}
	if err := r.Cases.Join(r.ctx(), r.principal, id); err != nil && !errors.Is(err, fault.Exists) {
		return err
	}
	if err := r.Drafts.Remove(r.ctx(), f.owner, f.draft.ID); err != nil {
		return err
	}
	return r.done("/arenden/"+string(id), "foljer")
}

// followByCode gives a reader without login a code of their own to somebody else's report. The draft has served, and keeps the code for its receipt.
func (r *request) followByCode(f *filling, id casework.CaseID) error {
	f.draft.Key += "/" + string(id) // one code for each report, however often the button is pressed
	if _, err := r.Cases.JoinByCode(r.ctx(), r.principal, id, f.draft.Key); err != nil {
		return err
	}
	if err := r.Drafts.MarkSent(r.ctx(), f.owner, f.draft, string(id), r.sealKey(f.draft)); err != nil {
		return err
	}
	return r.seeOther(f.path("/kvitto"))
}

// first is a form value's text; empty where there is none.
func first(values []string) string {
	if len(values) == 0 {
		return ""
	}
	return values[0]
}

// placeView is a point as forms carry it.
func placeView(p *catalog.Place) web.Place {
	return web.Place{Lat: strconv.FormatFloat(float64(p.Lat)/1e6, 'f', 6, 64), Lon: strconv.FormatFloat(float64(p.Lon)/1e6, 'f', 6, 64)}
}
