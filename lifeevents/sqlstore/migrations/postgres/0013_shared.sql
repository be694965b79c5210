-- What an event of several people is told as, where it is one thing: a company's, for each who signs for it.
ALTER TABLE life_events ADD COLUMN shared text COLLATE "C" NOT NULL DEFAULT '';
CREATE INDEX life_effects_shared ON life_effects (rule, period) WHERE period LIKE 'shared-%';
