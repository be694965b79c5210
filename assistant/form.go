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

// inForm is the passage of an article that has the form of answer that a question asks for; nil where the question asks for none, where the whole article is
// about that, and where no passage is headed so.
func inForm(question string, a *knowledge.Article) *knowledge.Passage {
	at := slices.IndexFunc(forms, func(f Form) bool { return anyIn(f.Asked, question) })
	if at < 0 || forms[at].heads(a.Title) {
		return nil
	}
	for i := range a.Passages {
		if forms[at].heads(a.Passages[i].Heading) {
			return &a.Passages[i]
		}
	}
	return nil
}
