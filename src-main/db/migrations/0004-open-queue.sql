-- A queue's groups, opened to more: reasons are codes that more than one maker of queues may add to,
-- a person may split a group, and an image leads to its group. A queue can always be made again, so
-- nothing is carried over.

delete from queue;
drop table queue_image;
drop table queue_group;

create table queue_group (
  id integer primary key,
  queue integer not null references queue on delete cascade,
  -- What a person splits off shares the place of what it came from, and follows it by its id.
  place integer not null,
  -- A code that the renderer translates: flagged, uncertain, new ...
  reason text not null
) strict;
create index queue_group_place on queue_group (queue, place, id);

create table queue_image (
  queue_group integer not null references queue_group on delete cascade,
  -- 0 is the most typical member.
  place integer not null,
  image integer not null references image,
  primary key (queue_group, place)
) strict, without rowid;
create index queue_image_image on queue_image (image);
