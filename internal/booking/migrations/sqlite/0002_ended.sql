-- When it was seen to that a booked time has been; NULL until then.
ALTER TABLE bookings ADD COLUMN ended timestamp;
CREATE INDEX bookings_ended ON bookings (day, minute) WHERE ended IS NULL;
