-- Some of a person's answers come back blind. What is said then is no label: it stands here, and
-- changes the log of labels only where the person decides so, by a batch like any other.
create table recheck (
  id integer primary key,
  image integer not null references image,
  -- The answer that comes back, as long as it is the one that counts.
  event integer not null unique references label_event,
  drawn_at text not null
) strict;
create index recheck_image on recheck (image);

create table recheck_answer (
  recheck integer primary key references recheck,
  label text not null check (label in ('normal', 'leak', 'unsure')),
  author text not null,
  at text not null
) strict;

-- What became of an answer unlike the first: kept as it was, or changed by a batch.
create table recheck_decision (
  recheck integer primary key references recheck_answer,
  batch integer references label_batch,
  author text not null,
  at text not null
) strict;

create trigger recheck_answer_stays before update on recheck_answer begin
  select raise(abort, 'answers to a re-check are append-only');
end;
create trigger recheck_answer_is_kept before delete on recheck_answer begin
  select raise(abort, 'answers to a re-check are append-only');
end;
