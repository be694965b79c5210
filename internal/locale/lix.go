package locale

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Lix returns the readability index (läsbarhetsindex) of a text: words per sentence plus the share in per cent of words longer than six
// letters, rounded. Under 30 is very easy, 40 to 50 is newspaper prose, over 60 is bureaucratic. A text without words has 0.
//
// A word is a run of letters and digits, held together by apostrophes, hyphens, commas and full stops inside it ("e-post", "12,5"). A
// sentence ends with . : ! or ?, or with a blank line, which ends headings and list items too; one without any words does not count.
func Lix(text string) int {
	var words, long, sentences int
	inSentence := false
	end := func() {
		if inSentence {
			sentences++
		}
		inSentence = false
	}
	for _, line := range strings.Split(text, "\n") {
		fields := strings.Fields(line)
		if len(fields) == 0 {
			end()
		}
		for _, field := range fields {
			word := strings.TrimFunc(field, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
			if word != "" {
				words++
				inSentence = true
				if utf8.RuneCountInString(word) > 6 {
					long++
				}
			}
			if endsSentence(field) {
				end()
			}
		}
	}
	end()
	if words == 0 {
		return 0
	}
	return (words*words + 100*long*sentences + words*sentences/2) / (words * sentences)
}

// Hardest is the sentence that makes a text hardest to read: the one of six words or more with the highest index, or of fewer where there is none.
// It is empty for a text without words.
func Hardest(text string) string {
	best, most, long := "", -1, false
	for _, sentence := range sentences(text) {
		lix, isLong := Lix(sentence), len(strings.Fields(sentence)) >= 6
		if isLong && !long || isLong == long && lix > most {
			best, most, long = sentence, lix, isLong
		}
	}
	return best
}

// sentences splits a text where Lix does.
func sentences(text string) []string {
	var all, words []string
	end := func() {
		if len(words) > 0 {
			all = append(all, strings.Join(words, " "))
		}
		words = nil
	}
	for _, line := range strings.Split(text, "\n") {
		fields := strings.Fields(line)
		if len(fields) == 0 {
			end()
		}
		for _, field := range fields {
			words = append(words, field)
			if endsSentence(field) {
				end()
			}
		}
	}
	end()
	return all
}

// endsSentence says whether a word's last mark, quotes and brackets apart, ends a sentence.
func endsSentence(field string) bool {
	last, _ := utf8.DecodeLastRuneInString(strings.TrimRight(field, "\"'”’»)]"))
	return strings.ContainsRune(".:!?", last)
}
