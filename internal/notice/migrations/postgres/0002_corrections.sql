-- What was mended in a notice while it stood, with what it said before. The number counts a notice's corrections from 1.
CREATE TABLE notice_corrections (
	notice text COLLATE "C" NOT NULL,
	number integer NOT NULL,
	day text COLLATE "C" NOT NULL,
	by_whom text COLLATE "C" NOT NULL,
	what text COLLATE "C" NOT NULL,
	title text COLLATE "C" NOT NULL,
	body text COLLATE "C" NOT NULL,
	link text COLLATE "C" NOT NULL,
	PRIMARY KEY (notice, number)
);
