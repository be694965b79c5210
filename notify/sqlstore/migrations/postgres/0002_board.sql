ALTER TABLE notify_delivery ADD COLUMN board text COLLATE "C" NOT NULL DEFAULT '';
UPDATE notify_delivery SET board = split_part(number, ' ', 1) WHERE position(' ' IN number) > 0;
CREATE INDEX notify_delivery_board ON notify_delivery (board, made, id);
CREATE INDEX notify_delivery_board_state ON notify_delivery (board, state, made);
