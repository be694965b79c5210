// Package notify tells people what has happened in their cases: the right word, once, in the right place.
//
// A case's news comes through the outbox. For each person whom it concerns, and who may see it by the case core's own authorisation, Follow writes a
// notice, which stands in the portal's inbox whatever else happens. Plan, which is pure, then says where else the person is told, and when: by what they
// have chosen, what the matter demands, where they can be reached, the time of the day and the Swedish calendar. Each of these is a Delivery with an
// outbox job of its own, which hands a Message to the channel's Route.
//
// What is promised: a notice is written exactly once for a person and an event. A delivery is handed over at least once, after a crash perhaps twice, on
// the channels whose Route says that it repeats: a phone shows the second in place of the first, a mail reader knows it by its Message-ID. On the others
// it is handed over at most once, and one that a crash left in the middle is followed by the next way and waits for a person at the desk. On one channel, what
// concerns one case comes in the order in which it happened. In a digital mailbox a message keeps its Id, and may after a crash lie there twice. A letter is
// in the queue once, however often a worker dies; what a person has printed, the program does not print again by itself. Processes
// that share an outbox are killed at random in a test that holds all of this for push, e-mail and text messages.
package notify
