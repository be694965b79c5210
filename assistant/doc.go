// Package assistant answers what residents ask, with its sources, before any case exists.
//
// A turn goes through guards (length, hidden characters, personal numbers masked, attempts to steer a language model), then the fixed list of
// emergencies, and only then looks for an answer. Nothing that a guard has not passed is stored or sent anywhere.
package assistant
