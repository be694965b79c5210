-- How many times an effect's ground has come, and who closed a review with which words.
ALTER TABLE life_effects ADD COLUMN turn integer NOT NULL DEFAULT 1;
ALTER TABLE life_effects ADD COLUMN closed_by text NOT NULL DEFAULT '';
ALTER TABLE life_effects ADD COLUMN note text NOT NULL DEFAULT '';
DROP INDEX life_effects_standing;
CREATE INDEX life_effects_standing ON life_effects (rule, id) WHERE state IN ('open', 'review', 'opening');
