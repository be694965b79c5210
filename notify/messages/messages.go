// Package messages holds the words in which people are told of their cases: one file for each matter and language, carried by the program and laid over
// by the municipality's own folder messages/<language>.
//
//	inbox: Du behöver svara senast {due}
//	push: {title: Du behöver svara, body: Det finns en fråga till dig i ett ärende hos {municipality}.}
//	mail:
//	  subject: Du behöver svara
//	  text: |
//	    …
//	sms: "{municipality}: …"
//	post: {heading: …, text: …}      only for what goes to a digital mailbox or by letter
//
// What stands on a locked screen, or in a list of mails that others see, says nothing about anybody: push, subject and SMS know no variables but the
// municipality and a number, and words that give a matter away are faults there.
package messages

import (
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"fmt"
	"io/fs"
	"path"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"forvag/internal/locale"
	"forvag/internal/strict"
	"forvag/notify/sms"
)

//go:embed sv/*.yaml en/*.yaml
var files embed.FS

// Files are the texts that the program carries.
func Files() fs.FS { return files }

// Text is what is said of one matter in one language, on each channel.
type Text struct {
	// Inbox is the line in the portal, where the reader has logged in.
	Inbox string `yaml:"inbox"`
	Push  struct {
		Title string `yaml:"title"`
		Body  string `yaml:"body"`
	} `yaml:"push"`
	Mail struct {
		Subject string `yaml:"subject"`
		Text    string `yaml:"text"`
	} `yaml:"mail"`
	SMS string `yaml:"sms"`
	// Post goes to the digital mailbox and into the letter; nil where the matter does not.
	Post *Post `yaml:"post"`

	// Version is the file's hash.
	Version string `yaml:"-"`
	// Source is the file.
	Source []byte `yaml:"-"`
}

// Post is a letter on paper or in a digital mailbox.
type Post struct {
	Heading string `yaml:"heading"`
	Text    string `yaml:"text"`
}

// Values fill the variables.
type Values struct {
	// Municipality is its name; Count how many notices it is about; Due a day in words, empty for none; Number the case's in the diary; Title what the
	// reader calls the case.
	Municipality, Due, Number, Title string
	Count                            int
}

// variables are what each part may name. {due} stands only where the matter always has a day.
var (
	discreet = []string{"municipality", "count"}
	mail     = []string{"municipality", "count", "due"}
	private  = []string{"municipality", "count", "due", "number", "title"}
)

// Sample are the values with which texts are checked and shown: long ones.
var Sample = map[locale.Lang]Values{
	locale.SV: {Municipality: "Upplands Väsby kommun", Due: "30 september 2027", Number: "BUN 2027-001234", Title: "Ansökan om skolskjuts", Count: 12},
	locale.EN: {Municipality: "Upplands Väsby Municipality", Due: "30 September 2027", Number: "BUN 2027-001234", Title: "Application for school transport", Count: 12},
}

// variable is a name in braces.
var variable = regexp.MustCompile(`\{([^{}\s]*)\}`)

// Fill puts values into a text.
func Fill(text string, v Values) string {
	return variable.ReplaceAllStringFunc(text, func(name string) string {
		switch name {
		case "{municipality}":
			return v.Municipality
		case "{due}":
			return v.Due
		case "{number}":
			return v.Number
		case "{title}":
			return v.Title
		case "{count}":
			return fmt.Sprint(v.Count)
		default:
			return name
		}
	})
}

// Set is every text. Safe for concurrent use.
type Set struct {
	texts map[key]*Text
}

type key struct {
	lang   locale.Lang
	matter string
}

// Get is the text of a matter in a language.
func (s *Set) Get(l locale.Lang, matter string) *Text { return s.texts[key{l, matter}] }

// Matter is what there must be a text for.
type Matter struct {
	Name string
	// Post says that it goes to the digital mailbox and by letter; Due that it has a day.
	Post, Due bool
}

// Load reads the texts, <language>/<matter>.yaml, and tells everything that is wrong with them: all at once, in the order of files and lines.
func Load(from fs.FS, matters []Matter) (*Set, []strict.Fault) {
	set := &Set{texts: map[key]*Text{}}
	var found []strict.Fault
	for _, lang := range locale.Langs() {
		for _, m := range matters {
			file := path.Join(string(lang), m.Name+".yaml")
			data, err := fs.ReadFile(from, file)
			if err != nil {
				found = append(found, strict.Fault{File: file, Words: "is missing: each matter has its texts in each language"})
				continue
			}
			text, wrong := read(file, data, lang, m)
			set.texts[key{lang, m.Name}] = text
			found = append(found, wrong...)
		}
		found = append(found, strays(from, lang, matters)...)
	}
	return set, strict.Sort(found)
}

// strays are files that no matter reads.
func strays(from fs.FS, lang locale.Lang, matters []Matter) (found []strict.Fault) {
	names := make([]string, len(matters))
	for i, m := range matters {
		names[i] = m.Name
	}
	entries, err := fs.ReadDir(from, string(lang))
	if err != nil {
		return nil // told of file by file
	}
	for _, e := range entries {
		if name, ok := strings.CutSuffix(e.Name(), ".yaml"); !ok || !slices.Contains(names, name) {
			found = append(found, strict.Fault{File: path.Join(string(lang), e.Name()), Words: "is not read: no matter is called so" + strict.Suggest(name, names)})
		}
	}
	return found
}

func read(file string, data []byte, lang locale.Lang, m Matter) (*Text, []strict.Fault) {
	text := &Text{}
	sum := sha256.Sum256(data)
	text.Version, text.Source = hex.EncodeToString(sum[:]), data
	c := checker{strict.Decode(file, data, text), lang, m}
	if len(c.Faults()) == 0 {
		c.text(text)
	}
	return text, c.Faults()
}

// checker looks through one file.
type checker struct {
	*strict.Document
	lang   locale.Lang
	matter Matter
}

// The longest texts, in characters, with the sample's values in them. A phone shows about so much of a notification, RFC 5322 recommends so much of a
// subject.
const (
	maxTitle   = 60
	maxBody    = 140
	maxSubject = 78
	maxLix     = 40
)

func (c checker) text(t *Text) {
	c.part("inbox", t.Inbox, private, 120)
	c.hidden("push.title", t.Push.Title, maxTitle)
	c.hidden("push.body", t.Push.Body, maxBody)
	c.hidden("mail.subject", t.Mail.Subject, maxSubject)
	c.prose("mail.text", t.Mail.Text, mail)
	c.hidden("sms", t.SMS, 1000)
	if _, parts, gsm := sms.Length(c.filled(t.SMS)); parts > 1 {
		why := ""
		if !gsm {
			why = ", since a character in it is not in the GSM alphabet"
		}
		c.Faultf("sms", "goes in %d parts%s; write it so that one is enough", parts, why)
	}
	switch {
	case t.Post != nil:
		c.part("post.heading", t.Post.Heading, private, maxSubject)
		c.prose("post.text", t.Post.Text, private)
	case c.matter.Post:
		c.Faultf("", "post is missing: this goes to digital mailboxes and by letter")
	}
}

func (c checker) filled(text string) string { return Fill(text, Sample[c.lang]) }

// part checks one text: that it is there, not too long, and names only variables that it may.
func (c checker) part(at, text string, may []string, most int) {
	if strings.TrimSpace(text) == "" {
		c.Faultf(at, "%s is missing", at)
		return
	}
	if !c.matter.Due {
		may = slices.DeleteFunc(slices.Clone(may), func(name string) bool { return name == "due" })
	}
	for _, m := range variable.FindAllStringSubmatchIndex(text, -1) {
		name := text[m[2]:m[3]]
		switch {
		case slices.Contains(may, name):
		case slices.Contains(private, name):
			c.Faultf(at, "{%s} may not stand here; these may: %s", name, strings.Join(may, ", "))
		default:
			c.Faultf(at, "there is no variable {%s}%s", name, strict.Suggest(name, may))
		}
	}
	if rest := variable.ReplaceAllString(text, ""); strings.ContainsAny(rest, "{}") {
		c.Faultf(at, "a variable is a name in braces, {municipality}")
	}
	if n := utf8.RuneCountInString(c.filled(text)); n > most {
		c.Faultf(at, "is %d characters long with long values in it; at most %d", n, most)
	}
}

// telling are words that give away what a case is about, or how it went, to whoever sees a screen.
var telling = regexp.MustCompile(`(?i)avsla|avslå|avslog|bevilj|bifall|orosanm|socialtj|ekonomiskt bist|försörjningsst|personn|refus|reject|granted|denied|social serv|personal num`)

// hidden checks a text that others than the reader may see.
func (c checker) hidden(at, text string, most int) {
	c.part(at, text, discreet, most)
	if word := telling.FindString(text); word != "" {
		c.Faultf(at, "%q tells others what it is about; say it only where the reader has logged in", word)
	}
	if strings.Contains(strings.TrimSpace(text), "\n") {
		c.Faultf(at, "is one line")
	}
}

// prose checks a text of paragraphs.
func (c checker) prose(at, text string, may []string) {
	c.part(at, text, may, 4000)
	if lix := locale.Lix(c.filled(text)); lix >= maxLix {
		c.Faultf(at, "has LIX %d; under %d is easy enough. The hardest sentence: %s", lix, maxLix, locale.Hardest(c.filled(text)))
	}
}
