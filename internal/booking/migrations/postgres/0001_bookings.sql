CREATE TABLE bookings (
	id text COLLATE "C" NOT NULL PRIMARY KEY,
	room text COLLATE "C" NOT NULL,
	day text COLLATE "C" NOT NULL,
	minute integer NOT NULL,
	length integer NOT NULL,
	state text COLLATE "C" NOT NULL,
	holder text COLLATE "C" NOT NULL,
	case_id text COLLATE "C" NOT NULL,
	note text COLLATE "C" NOT NULL,
	expires timestamptz,
	made timestamptz NOT NULL
);
CREATE INDEX bookings_room ON bookings (room, day);
CREATE INDEX bookings_case ON bookings (case_id);
CREATE INDEX bookings_expires ON bookings (expires) WHERE expires IS NOT NULL;

-- Each slot that is taken. The key is what keeps two from having the same time.
CREATE TABLE booking_slots (
	room text COLLATE "C" NOT NULL,
	day text COLLATE "C" NOT NULL,
	minute integer NOT NULL,
	booking text COLLATE "C" NOT NULL,
	PRIMARY KEY (room, day, minute)
);
CREATE INDEX booking_slots_booking ON booking_slots (booking);
