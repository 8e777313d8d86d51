-- What the gate saw of each image: what it decided can be looked at, and stays true when scores of old
-- models are thrown away. `family` numbers look-alikes among the images whose verdict changed.
create table gate_image (
  model integer not null references model,
  image integer not null references image,
  part text not null check (part in ('golden', 'held-out')),
  label text not null check (label in ('normal', 'leak')),
  before real not null,
  after real not null,
  family integer,
  primary key (model, image)
) strict, without rowid;

-- What somebody who activated a detector had to say about it.
alter table activation add column note text not null default '';

-- SHA-256 of the weights; null for models of before this was kept.
alter table model add column weights_hash text;
-- When the weights and scores were thrown away to save space; the row itself stays.
alter table model add column pruned_at text;
-- Of a model from another project, as JSON: where from and what was known of it there.
alter table model add column origin text;

-- What a job had to say while it ran, as codes that the page translates.
create table job_line (
  job integer not null references job,
  id integer not null,
  at text not null,
  code text not null,
  parameters text not null,
  primary key (job, id)
) strict, without rowid;
