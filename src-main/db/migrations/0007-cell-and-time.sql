-- Which cell of the conveyor a photograph shows, and when it was taken (ISO 8601 in UTC): what a table
-- or the name of the file said at the import, null where nothing did.
alter table occurrence add column cell text;
alter table occurrence add column taken_at text;
-- A shift by its cells reads this index alone.
create index occurrence_cell on occurrence (shift, cell, image) where cell is not null;
create index occurrence_taken on occurrence (shift, taken_at, image) where taken_at is not null;
