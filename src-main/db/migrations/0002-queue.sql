-- The groups of one detector's queue, in the order that its process gave them. A queue is made anew
-- when the detector, or what it has scored of the shift, has changed; labels only thin it out.

create table queue (
  id integer primary key,
  detector integer not null references detector,
  -- Null for the images of all shifts.
  shift integer references shift,
  -- The newest job that may have scored images when it was made: a later one makes it stale.
  scored_by integer not null,
  made_at text not null
) strict;
create index queue_detector on queue (detector, shift);

create table queue_group (
  id integer primary key,
  queue integer not null references queue on delete cascade,
  place integer not null,
  reason text not null check (reason in ('flagged', 'uncertain', 'new')),
  unique (queue, place)
) strict;

create table queue_image (
  queue_group integer not null references queue_group on delete cascade,
  -- 0 is the most typical member.
  place integer not null,
  image integer not null references image,
  primary key (queue_group, place)
) strict, without rowid;
