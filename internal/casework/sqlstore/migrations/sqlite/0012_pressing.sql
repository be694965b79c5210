-- What presses most of what an officer was reminded of, for lists. It is empty until something happens to a case of before.
ALTER TABLE cases ADD COLUMN pressing text NOT NULL DEFAULT '';
ALTER TABLE cases ADD COLUMN pressing_about text NOT NULL DEFAULT '';
ALTER TABLE cases ADD COLUMN pressing_day text;
-- That somebody was reminded, or follows a case, is no change of it any more.
UPDATE cases SET changed_at = (SELECT e.at FROM case_events e WHERE e.case_id = cases.id AND e.kind NOT IN ('reminded', 'handed_up', 'joined')
	ORDER BY e.seq DESC LIMIT 1)
	WHERE NOT disposed AND id IN (SELECT case_id FROM case_events WHERE kind IN ('reminded', 'handed_up', 'joined'));
