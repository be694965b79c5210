-- Where guardians decide together: from which day a form has waited for others' yes, and, of the one who filled it in, whose, as JSON.
ALTER TABLE life_effects ADD COLUMN since text;
ALTER TABLE life_effects ADD COLUMN others text NOT NULL DEFAULT '';
DROP INDEX life_effects_standing;
CREATE INDEX life_effects_standing ON life_effects (rule, id) WHERE state IN ('open', 'review', 'opening', 'awaiting', 'agreed');
CREATE INDEX life_effects_awaiting ON life_effects (until) WHERE state = 'awaiting';
