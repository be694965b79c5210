// Package assistant answers what residents ask, with its sources, before any case exists.
//
// A turn (Assistant.Ask) is cleaned (hidden characters dropped, personal numbers masked) and met with the fixed list of emergencies, then with guards
// (length, attempts to steer a language model), and only then looks for an answer: the guided check that the question is about, or else the passage of the municipality's
// own texts that answers it, cut to its sentences. Where neither fits well enough it says so, with a cause that reports count, and with whom to turn
// to. Nothing that a guard has not passed is stored or sent anywhere, and no language model takes part.
package assistant
