-- What was mended in a notice while it stood, with what it said before. The number counts a notice's corrections from 1.
CREATE TABLE notice_corrections (
	notice text NOT NULL,
	number integer NOT NULL,
	day text NOT NULL,
	by_whom text NOT NULL,
	what text NOT NULL,
	title text NOT NULL,
	body text NOT NULL,
	link text NOT NULL,
	PRIMARY KEY (notice, number)
);
