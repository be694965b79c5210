CREATE TABLE bookings (
	id text NOT NULL PRIMARY KEY,
	room text NOT NULL,
	day text NOT NULL,
	minute integer NOT NULL,
	length integer NOT NULL,
	state text NOT NULL,
	holder text NOT NULL,
	case_id text NOT NULL,
	note text NOT NULL,
	expires timestamp,
	made timestamp NOT NULL
);
CREATE INDEX bookings_room ON bookings (room, day);
CREATE INDEX bookings_case ON bookings (case_id);
CREATE INDEX bookings_expires ON bookings (expires) WHERE expires IS NOT NULL;

-- Each slot that is taken. The key is what keeps two from having the same time.
CREATE TABLE booking_slots (
	room text NOT NULL,
	day text NOT NULL,
	minute integer NOT NULL,
	booking text NOT NULL,
	PRIMARY KEY (room, day, minute)
) WITHOUT ROWID;
CREATE INDEX booking_slots_booking ON booking_slots (booking);
