// Package identity says who somebody is and what they may do.
//
// A person is an opaque PersonID everywhere; the personal identity number (personnummer) is a Number that prints itself masked and stands
// encrypted in one table, under a Keyring. A Principal is somebody who asks, an Object what they ask about, and Allow the one place that answers.
package identity
