package knowledge

import "forvag/internal/locale"

// Topic is the field that an article belongs to.
type Topic string

// topics are all there are, in the order in which they are listed.
var topics = []struct {
	id   Topic
	name locale.Text
}{
	{"bygga", locale.Text{SV: "Bygga", EN: "Building"}},
	{"boende", locale.Text{SV: "Boende", EN: "Housing"}},
	{"skola", locale.Text{SV: "Skola", EN: "School"}},
	{"forskola", locale.Text{SV: "Förskola", EN: "Preschool"}},
	{"familj", locale.Text{SV: "Barn och familj", EN: "Children and family"}},
	{"omsorg", locale.Text{SV: "Stöd och omsorg", EN: "Support and care"}},
	{"ekonomi", locale.Text{SV: "Ekonomi", EN: "Personal finances"}},
	{"arbete", locale.Text{SV: "Arbete", EN: "Work"}},
	{"avfall", locale.Text{SV: "Avfall", EN: "Waste"}},
	{"vatten", locale.Text{SV: "Vatten och avlopp", EN: "Water and sewage"}},
	{"trad", locale.Text{SV: "Träd och grönska", EN: "Trees and green spaces"}},
	{"parkering", locale.Text{SV: "Parkering", EN: "Parking"}},
	{"trafik", locale.Text{SV: "Gator och trafik", EN: "Streets and traffic"}},
	{"miljo", locale.Text{SV: "Miljö och hälsa", EN: "Environment and health"}},
	{"livsmedel", locale.Text{SV: "Livsmedel", EN: "Food"}},
	{"alkohol", locale.Text{SV: "Alkohol och tobak", EN: "Alcohol and tobacco"}},
	{"forening", locale.Text{SV: "Föreningar", EN: "Associations"}},
	{"kultur", locale.Text{SV: "Kultur och fritid", EN: "Culture and leisure"}},
	{"demokrati", locale.Text{SV: "Påverka", EN: "Have a say"}},
	{"handlingar", locale.Text{SV: "Handlingar och personuppgifter", EN: "Records and personal data"}},
	{"flytta", locale.Text{SV: "Flytta", EN: "Moving"}},
	{"dod", locale.Text{SV: "När någon dör", EN: "When someone dies"}},
	{"arende", locale.Text{SV: "Ditt ärende", EN: "Your case"}},
}

// Topics are all topics, in the order in which they are listed.
func Topics() []Topic {
	out := make([]Topic, len(topics))
	for i, t := range topics {
		out[i] = t.id
	}
	return out
}

// Values lists what a file may say.
func (Topic) Values() []string {
	out := make([]string, len(topics))
	for i, t := range topics {
		out[i] = string(t.id)
	}
	return out
}

// Name is what the topic is called; zero for one that there is not.
func (t Topic) Name() locale.Text {
	for _, topic := range topics {
		if topic.id == t {
			return topic.name
		}
	}
	return locale.Text{}
}
