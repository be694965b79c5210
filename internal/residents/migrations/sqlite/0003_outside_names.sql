-- What somebody was called by whoever named them in a case belongs to that case, where it stands among the answers.
UPDATE resident_person SET given = '', family = '' WHERE outside;
