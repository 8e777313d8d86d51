-- The rates that a detector of this project must be proven to have.
alter table project add column demanded_tpr real not null default 0.91
  check (demanded_tpr > 0 and demanded_tpr < 1);
alter table project add column demanded_tnr real not null default 0.91
  check (demanded_tnr > 0 and demanded_tnr < 1);
