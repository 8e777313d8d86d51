-- Why a person looked at what a batch labels; null where nobody said. See `LABEL_REASONS`.
alter table label_batch add column reason text;

-- A log of a year must not be read whole for its newest page, nor for the decision to undo.
create index label_batch_origin on label_batch (origin, id);

-- What looks least like its label, most suspicious first, without reading all that was trained on.
create index model_image_honest on model_image (model, label, coalesce(after_review, score));
