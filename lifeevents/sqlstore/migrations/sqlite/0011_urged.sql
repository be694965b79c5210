-- The day on which the receiver was last reminded.
ALTER TABLE life_effects ADD COLUMN urged text;
