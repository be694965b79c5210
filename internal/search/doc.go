// Package search finds things by a resident's own words, in Swedish and English: whatever the municipality has to show, each as a Document with
// a title, a text and keywords. An Index lives in memory and needs nothing else.
//
// A word of the query meets the words of the documents as it stands, in another form (stems), as a part or a whole of a compound (split by the
// words that the documents themselves have), by its beginning, and, where it is misspelt, by the character trigrams that it shares with a word
// or by the few slips of the pen between them. Rare words count for more than common ones. Both languages are always searched, the reader's own
// first. Nothing is learnt from what people search for, and no query is kept.
//
// A set of Phrasings, what residents say and what they should find, measures it: see Evaluate.
package search
