-- The golden set: images that judge detectors and teach none. It only grows, version by version, and
-- what is in it stays: a rate of last year and one of today are then of nested sets.

create table golden_version (
  id integer primary key,
  author text not null,
  note text not null,
  at text not null
) strict;

-- `label` is what counted when the image was taken in; rates go by what counts now.
create table golden_image (
  image integer primary key references image,
  version integer not null references golden_version,
  label text not null check (label in ('normal', 'leak'))
) strict;
create index golden_image_version on golden_image (version);

-- Look-alikes of golden images that were known when these were taken in: they judge nothing, and may
-- teach nothing either.
create table golden_alike (
  image integer primary key references image,
  version integer not null references golden_version
) strict;

-- What no fit and no threshold may use.
create view kept_apart as select image from golden_image union select image from golden_alike;


create trigger golden_version_stays before update on golden_version begin
  select raise(abort, 'versions of the golden set are append-only');
end;
create trigger golden_version_is_kept before delete on golden_version begin
  select raise(abort, 'versions of the golden set are append-only');
end;
create trigger golden_image_stays before update on golden_image begin
  select raise(abort, 'the golden set is append-only');
end;
create trigger golden_image_is_kept before delete on golden_image begin
  select raise(abort, 'the golden set is append-only');
end;
