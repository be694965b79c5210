// Package knowledge is what the municipality can tell: articles in plain Markdown, and an index that finds the passage that answers a question.
//
// An article is a file, articles/<lang>/<id>.md, with a YAML header. Load reads all of them strictly; a Library then gives the Edition of any
// day: the articles that hold on it, with the amounts, names and opening hours of that day in their text. An article whose time has passed is
// flagged and not used.
package knowledge
