-- Random samples of what nobody looked at and no verdict flags, so that a person can say how many
-- leaks may be left. A sample stays as it was drawn: what it says is about the images of that moment.
create table review_sample (
  id integer primary key,
  -- Null for the images of all shifts.
  shift integer references shift,
  detector integer not null references detector,
  -- Leaks that may be left at most; a wish, no result.
  demanded integer not null,
  seed integer not null,
  -- What came later is not of the population.
  newest_event integer not null,
  newest_occurrence integer not null,
  author text not null,
  drawn_at text not null
) strict;
create index review_sample_shift on review_sample (shift, id);

-- Ranges of the score, of equal size as far as that goes.
create table review_sample_stratum (
  sample integer not null references review_sample on delete cascade,
  stratum integer not null,
  images integer not null,
  -- The lowest and the highest score in it.
  low real not null,
  high real not null,
  primary key (sample, stratum)
) strict, without rowid;

-- In the order in which they are to be answered: any beginning of it has its share of every stratum.
create table review_sample_image (
  sample integer not null references review_sample on delete cascade,
  place integer not null,
  stratum integer not null,
  image integer not null references image,
  primary key (sample, place)
) strict, without rowid;
