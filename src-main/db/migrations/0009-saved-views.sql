-- Lists of images that somebody gave a name to: what the address of the page asked for.
create table saved_view (
  id integer primary key,
  name text not null unique,
  -- As in an address behind the question mark: `filter=all&label=leak`.
  query text not null,
  author text not null,
  saved_at text not null
) strict;
