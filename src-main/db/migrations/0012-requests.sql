-- The key that a page gave a decision when it was made. Who asks once more, because the answer was
-- lost on its way, gets that of the first time, and nothing is stored twice. An answer to a re-check
-- and what became of it are one row each anyway.
alter table label_batch add column request text;
create unique index label_batch_request on label_batch (request) where request is not null;
alter table recheck_answer add column request text;
alter table recheck_decision add column request text;
