-- One project. Times are ISO 8601 in UTC. Ids are never used again.

create table project (
  only_row integer primary key check (only_row = 1),
  key text not null,
  name text not null,
  created_at text not null
) strict;

create table shift (
  id integer primary key,
  name text not null unique,
  created_at text not null
) strict;

-- A folder that images were taken from. `path` is absolute as it was at import; `relative` is the
-- same seen from the project folder, for a project and its images that moved together.
create table source (
  id integer primary key,
  path text not null unique,
  relative text not null,
  created_at text not null
) strict;

-- An image is its bytes. `stored` says that a copy lies in the project's own images folder.
create table image (
  id integer primary key,
  hash text not null unique,
  bytes integer not null,
  width integer not null,
  height integer not null,
  format text not null,
  stored integer not null default 0 check (stored in (0, 1))
) strict;

-- A file that holds an image. Two files with the same bytes are two occurrences of one image.
create table occurrence (
  id integer primary key,
  image integer not null references image,
  source integer not null references source,
  file text not null,
  shift integer references shift,
  -- What the import said of this file; files of one image that disagree are a conflict.
  label text check (label in ('normal', 'leak', 'unsure')),
  unique (source, file)
) strict;
create index occurrence_image on occurrence (image);
-- Labels come by file name; without it every row of a CSV would read the whole table.
create index occurrence_file on occurrence (file, image);
create index occurrence_shift on occurrence (shift, image) where shift is not null;

create table unreadable (
  source integer not null references source,
  file text not null,
  reason text not null,
  at text not null,
  primary key (source, file)
) strict, without rowid;

-- Labels are an append-only log. A batch is what one key press or one import gave.
create table label_batch (
  id integer primary key,
  origin text not null check (origin in ('person', 'file', 'import', 'undo')),
  author text not null,
  at text not null,
  detector integer references detector,
  undoes integer references label_batch
) strict;
create index label_batch_undoes on label_batch (undoes) where undoes is not null;

-- `label` null takes the label back. `origin` says whose word it is: the batch's, but an undo gives
-- back an earlier word with the standing that it had.
create table label_event (
  id integer primary key,
  batch integer not null references label_batch,
  image integer not null references image,
  label text check (label in ('normal', 'leak', 'unsure')),
  origin text not null check (origin in ('person', 'file', 'import'))
) strict;
create index label_event_image on label_event (image, id);
create index label_event_batch on label_event (batch);

-- What counts now: the newest event of each image, kept by the trigger below and by nothing else.
create table label (
  image integer primary key references image,
  label text not null check (label in ('normal', 'leak', 'unsure')),
  origin text not null,
  event integer not null references label_event
) strict;
create index label_label on label (label, image);

create trigger label_event_counts after insert on label_event begin
  delete from label where image = new.image;
  insert into label (image, label, origin, event)
    select new.image, new.label, new.origin, new.id where new.label is not null;
end;
create trigger label_event_stays before update on label_event begin
  select raise(abort, 'the label log is append-only');
end;
create trigger label_event_is_kept before delete on label_event begin
  select raise(abort, 'the label log is append-only');
end;

-- Weights and scorer. Several detectors (cuts) may share one model, so scores hang on the model.
create table model (
  id integer primary key,
  folder text not null unique,
  preset text not null,
  recipe text not null,
  seed integer not null,
  data_hash text not null,
  -- The newest label event there was when it was fitted: later ones are news to it.
  label_event integer not null,
  training text not null,
  created_at text not null
) strict;

-- What a model was fitted on and what its thresholds may be chosen from, with the label it had then.
-- `score` is honest: no fit behind it has seen the image or its look-alikes. `after_review` is the
-- same with what a review taught about other images; gates compare it, thresholds never use it.
create table model_image (
  model integer not null references model,
  image integer not null references image,
  role text not null check (role in ('fitted', 'held-out', 'reviewed')),
  label text not null check (label in ('normal', 'leak')),
  score real,
  after_review real,
  primary key (model, image)
) strict, without rowid;

create table detector (
  id integer primary key,
  model integer not null references model,
  parent integer references detector,
  author text not null,
  note text not null,
  calibration text not null,
  held_out text not null,
  gate text,
  created_at text not null
) strict;

-- Who judged when: append-only, the newest row names the active detector.
create table activation (
  id integer primary key,
  detector integer not null references detector,
  author text not null,
  reason text not null,
  at text not null
) strict;

create table score (
  model integer not null references model,
  image integer not null references image,
  score real not null,
  primary key (model, image)
) strict, without rowid;
create index score_order on score (model, score, image);

create table job (
  id integer primary key,
  kind text not null,
  state text not null check (state in ('queued', 'running', 'done', 'failed', 'cancelled', 'interrupted')),
  parameters text not null,
  progress text,
  epochs text not null default '[]',
  result text,
  error text,
  created_at text not null,
  started_at text,
  ended_at text
) strict;
create index job_state on job (state) where state in ('queued', 'running');
