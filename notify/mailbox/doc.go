// Package mailbox reaches people in their digital mailbox, by way of Mina meddelanden: the state's register of who has a mailbox with whom, and the
// operators that keep them (Kivra, Min myndighetspost, Fortnox, Billo).
//
// Before each message the register is asked whether the person can be reached, and at which operator (isReachable). What is to be said is then written as a
// SignedDelivery, with the decision as text and as a PDF; signed by the sender; put in a SealedDelivery, which is signed once more; and handed to the
// operator (deliverSecure), with a client certificate that both sides know. All of that stands behind two interfaces, Register and Carrier: a Folder takes
// messages as files, for an intermediary (förmedlare) that fetches them.
//
// What the operator answers shows that a message lies in a mailbox. It does not tell whether anybody has opened it, so no time for appeal begins by it
// (FL 44 §): an officer notes what else shows that a party got part of a decision.
//
// How far the format is known. Elements, their order and namespaces, the answers of both services, and that the signatures are enveloped, with exclusive
// canonicalization and RSA-SHA256, are as other public senders write them, and as an operator reads them. These are not confirmed against the specification
// itself, and are therefore in one place, wire.go: that an operator takes the canonicalization also as a transform; how long a subject and a file name may
// be beside the 255 characters of the schema; whether a message with an Id that came before is shown once; which SOAP faults are worth another try. Try
// them in the infrastructure's test environment before the channel is switched on; a Sealer's Sample is something to begin with.
package mailbox
