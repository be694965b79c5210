ALTER TABLE notify_delivery ADD COLUMN board text NOT NULL DEFAULT '';
UPDATE notify_delivery SET board = substr(number, 1, instr(number, ' ') - 1) WHERE instr(number, ' ') > 0;
CREATE INDEX notify_delivery_board ON notify_delivery (board, made, id);
CREATE INDEX notify_delivery_board_state ON notify_delivery (board, state, made);
