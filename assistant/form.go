package assistant

import (
	_ "embed"
	"slices"

	"forvag/internal/strict"
	"forvag/knowledge"
)

// Form is something that questions ask about many matters, such as when a place is open or what a thing costs.
type Form struct {
	ID string `yaml:"id"`
	// Asked are the phrases of such a question, and Headed those of a heading under which it is answered.
	Asked  []Pattern `yaml:"asked"`
	Headed []Pattern `yaml:"headed"`
}

//go:embed forms.yaml
var formsFile []byte

// readForms reads a file of forms.
func readForms(file string, data []byte) ([]Form, []strict.Fault) {
	var f struct {
		Forms []Form `yaml:"forms"`
	}
	d := strict.Decode(file, data, &f)
	return f.Forms, d.Faults()
}

// forms are read once: they are the program's own.
var forms = func() []Form {
	all, faults := readForms("forms.yaml", formsFile)
	if len(faults) > 0 {
		panic(faults[0].String()) // held by a test
	}
	return all
}()

// heads says whether a heading is of the form.
func (f *Form) heads(heading string) bool { return heading != "" && anyIn(f.Headed, heading) }

// formOf is the form of answer that a question asks for; nil where it asks for none.
func formOf(question string) *Form {
	at := slices.IndexFunc(forms, func(f Form) bool { return anyIn(f.Asked, question) })
	if at < 0 {
		return nil
	}
	return &forms[at]
}

// in is the passage of an article that is headed by the form; nil where the whole article is about that, and where no passage is.
func (f *Form) in(a *knowledge.Article) *knowledge.Passage {
	if f == nil || f.heads(a.Title) {
		return nil
	}
	for i := range a.Passages {
		if f.heads(a.Passages[i].Heading) {
			return &a.Passages[i]
		}
	}
	return nil
}

// shape is how an article meets the form of answer that a question asks for: in its title, in a heading or nowhere. Where none is asked for, all are false.
type shape struct {
	asked, titled, headed bool
}

func (f *Form) shapeOf(a *knowledge.Article) shape {
	if f == nil || a == nil {
		return shape{}
	}
	return shape{asked: true, titled: f.heads(a.Title), headed: f.in(a) != nil}
}

// lacks says that the form is asked for and stands nowhere.
func (s shape) lacks() bool { return s.asked && !s.titled && !s.headed }
