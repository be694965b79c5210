package portal

import (
	"slices"
	"strconv"

	"forvag/internal/catalog"
	"forvag/internal/locale"
	"forvag/portal/draft"
	"forvag/web"
)

// prefilledKey names the draft's own list of the fields that the register filled in, until the reader changes them.
const prefilledKey = "_prefilled"

// blank is a form as its fields are shown: what was written, what is wrong, what the reader may choose from.
type blank struct {
	*request
	service *catalog.Service
	draft   *draft.Draft
	values  map[string][]string
	// answers are what was written, as far as it holds.
	answers  catalog.Answers
	faults   map[string]string
	children []web.Child
	// barred are the answers that the form does not take, as it says above its first page.
	barred []catalog.Barred
	orgs   []web.Company
	// holder is whose a booked time becomes.
	holder string
	// alone says that the page asks one thing, whose label is then the page's heading.
	alone bool
	// suggestions are addresses for a field whose written address was not found as it stands.
	suggestions map[string][]web.Option
}

// choosable are the children to choose from: those whom the form may take, and one that was chosen already. Where it takes none, all stand there.
func (b *blank) choosable(f *catalog.Field) []web.Child {
	left := slices.DeleteFunc(slices.Clone(b.children), func(c web.Child) bool {
		return c.Value != b.value(f.ID) && slices.ContainsFunc(b.barred, func(x catalog.Barred) bool { return x.Field.ID == f.ID && x.Value == c.Value })
	})
	if len(left) == 0 {
		return slices.Clone(b.children)
	}
	return left
}

func (b *blank) value(name string) string {
	if v := b.values[name]; len(v) > 0 {
		return v[0]
	}
	return ""
}

func (b *blank) question(f *catalog.Field) web.Question {
	q := web.Question{
		Name: f.ID, Label: f.Label.In(b.lang), Hint: f.Hint.In(b.lang), Error: b.faults[f.ID], Optional: f.Optional, Heading: b.alone,
		// The guided check asks one thing at a time; in a form, which child it is says which school.
		Refresh: b.draft != nil && (b.service.Decides(f.ID) || f.Type == catalog.ChildField),
	}
	if slices.Contains(b.values[prefilledKey], f.ID) {
		q.Source = b.t("portal.form.from_register")
		if f.Prefill == "person.email" || f.Prefill == "person.phone" {
			q.Source = b.t("portal.form.from_account")
		}
	}
	return q
}

// field makes the view of one field.
func (b *blank) field(f *catalog.Field) web.Field {
	q := b.question(f)
	switch f.Type {
	case catalog.LongText:
		return web.LongField{Question: q, Value: b.value(f.ID), MaxLength: longest(f, 5000)}
	case catalog.NumberField:
		return web.NumberField{Question: q, Value: b.value(f.ID), Unit: f.ShownUnit().Words().In(b.lang), Decimal: f.Decimals() > 0}
	case catalog.DateField:
		d := web.DateField{Question: q, Value: b.value(f.ID)}
		if f.Min.Set {
			d.Min = f.Min.On(b.today()).String()
		}
		if f.Max.Set {
			d.Max = f.Max.On(b.today()).String()
		}
		return d
	case catalog.ChoiceField:
		return web.ChoiceField{Question: q, Options: b.options(f), Cards: len(f.Choices) <= 4 && hinted(f)}
	case catalog.ChoicesField:
		return web.ChoicesField{Question: q, Options: b.options(f)}
	case catalog.YesNoField:
		return web.YesNoField{Question: q, Value: yesNo(b.value(f.ID))}
	case catalog.EmailField:
		return web.TextField{Question: q, Kind: web.TextEmail, Value: b.value(f.ID), MaxLength: 254}
	case catalog.PhoneField:
		return web.TextField{Question: q, Kind: web.TextPhone, Value: b.value(f.ID), MaxLength: 40}
	case catalog.AddressField:
		if q.Hint == "" {
			q.Hint = b.t("portal.form.address_hint")
		}
		return web.AddressField{Question: q, Value: b.value(f.ID), Suggestions: b.suggestions[f.ID], SuggestURL: addressesPath}
	case catalog.SlotField:
		return b.slotField(f, q)
	case catalog.PlaceField:
		return b.placeField(f, q)
	case catalog.PersonField:
		return b.personField(f, q)
	case catalog.ChildField:
		c := web.ChildField{Question: q, Children: b.choosable(f)}
		for i := range c.Children {
			c.Children[i].Chosen = c.Children[i].Value == b.value(f.ID)
		}
		return c
	case catalog.CompanyField:
		c := web.CompanyField{Question: q, Companies: slices.Clone(b.orgs), Number: web.TextField{
			Question: web.Question{Name: f.ID + ".number", Label: b.t("portal.form.org_number")}, Kind: web.TextOrgNumber, Value: b.value(f.ID + ".number")}}
		for i := range c.Companies {
			c.Companies[i].Chosen = c.Companies[i].Value == b.value(f.ID)
		}
		return c
	case catalog.FilesField:
		return b.filesField(f, q)
	case catalog.InfoField:
		return web.InfoField{Question: q, Text: paragraphs(f.Text.In(b.lang))}
	default:
		return web.TextField{Question: q, Value: b.value(f.ID), MaxLength: longest(f, 200)}
	}
}

// longest is how many characters a text may have.
func longest(f *catalog.Field, most int) int {
	if f.Max.Set {
		return int(f.Max.N)
	}
	return most
}

func hinted(f *catalog.Field) bool {
	return slices.ContainsFunc(f.Choices, func(c catalog.Choice) bool { return !c.Hint.IsZero() })
}

func (b *blank) options(f *catalog.Field) []web.Option {
	options := make([]web.Option, len(f.Choices))
	for i, c := range f.Choices {
		options[i] = web.Option{Value: c.ID, Label: c.Label.In(b.lang), Hint: c.Hint.In(b.lang), Chosen: slices.Contains(b.values[f.ID], c.ID)}
	}
	return options
}

func yesNo(value string) web.YesNo {
	switch value {
	case "yes":
		return web.Yes
	case "no":
		return web.No
	default:
		return web.Unanswered
	}
}

func (b *blank) placeField(f *catalog.Field, q web.Question) web.PlaceField {
	p := web.PlaceField{
		Question: q, Address: b.value(f.ID), Suggestions: b.suggestions[f.ID], SuggestURL: addressesPath, Own: true,
		Place: web.Place{Lat: b.value(f.ID + ".lat"), Lon: b.value(f.ID + ".lon")},
		Map:   b.mapView(f.ID),
	}
	if p.Place.Lat != "" {
		p.Chosen = b.placeWords(p.Place)
	}
	return p
}

func (b *blank) personField(f *catalog.Field, q web.Question) web.PersonField {
	part := func(name, key string, kind web.TextKind) web.TextField {
		return web.TextField{Question: web.Question{Name: f.ID + "." + name, Label: b.t(key), Optional: name != "name" && (name != "number" || b.service.Access.Level == 0)}, Kind: kind, Value: b.value(f.ID + "." + name)}
	}
	number := part("number", "web.person.number", web.TextPersonalNumber)
	number.Value = b.openNumber(b.draft, number.Value)
	return web.PersonField{
		Question: q, AskEmail: true, AskPhone: true, AskNumber: b.service.Names(f),
		Number:     number,
		PersonName: part("name", "portal.form.person_name", web.TextPlain),
		Email:      part("email", "portal.form.person_email", web.TextEmail),
		Phone:      part("phone", "portal.form.person_phone", web.TextPhone),
	}
}

func (b *blank) filesField(f *catalog.Field, q web.Question) web.FilesField {
	limits := f.Limits()
	field := web.FilesField{
		Question: q, Accept: accept(limits.Types), MaxBytes: int64(limits.SizeMB) << 20, Camera: slices.Contains(limits.Types, "jpeg"),
		Limits: b.t("portal.form.file_limits", limits.Max, strconv.Itoa(limits.SizeMB), b.typeNames(limits.Types)),
	}
	for _, file := range b.draft.FilesOf(f.ID) {
		field.Uploaded = append(field.Uploaded, web.File{
			ID: file.ID, Name: file.Name, Size: locale.Size(b.lang, file.Size), Kind: mediaName(file.MediaType),
			Href: "/ansok/" + b.draft.ID + "/fil/" + file.ID,
		})
	}
	field.Full = len(field.Uploaded) >= limits.Max
	return field
}

// filesField is a field for files on a small form that is no service's: the usual limits.
func (r *request) filesField(name, label string) web.FilesField {
	limits := (&catalog.Field{}).Limits()
	return web.FilesField{
		Question: web.Question{Name: name, Label: label, Optional: true}, Accept: accept(limits.Types), MaxBytes: int64(limits.SizeMB) << 20,
		Limits: r.t("portal.form.file_limits", limits.Max, strconv.Itoa(limits.SizeMB), r.typeNames(limits.Types)), Camera: true, Once: true,
	}
}
