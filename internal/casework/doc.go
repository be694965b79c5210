// Package casework is the case core: what a Swedish municipality's handling of cases is, as types, one table of moves and a Service.
//
// A case is its events. Fold makes the whole file from them, and everything that lists and searches need is derived from the file: nothing is
// set that could be at odds with the history. A command loads the file under lock, asks identity.Allow, asks the table of moves (moves.go),
// adds an event, and lets the store write the event and what follows from it in one transaction. Events are chained by hash over their header
// and a salted digest of their payload, so that payloads can be disposed of (gallring) and the chain still holds.
//
// Numbers of law in the comments: FL förvaltningslagen (2017:900), KL kommunallagen (2017:725), OSL offentlighets- och sekretesslagen
// (2009:400), TF tryckfrihetsförordningen, PBL plan- och bygglagen (2010:900), FB föräldrabalken.
package casework
