/**
 * What a model says of an image by a fit that had not learned from it: its score of what it never saw,
 * the honest one of what it learned from, null where it was fitted on it for good. For a query that has
 * the model's score as `s` and its row of `model_image`, if any, as `m`.
 */
export const HONEST =
  'case when m.image is null then s.score else coalesce(m.after_review, m.score) end';
