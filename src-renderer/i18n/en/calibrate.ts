import type { Message } from '../render.ts';

/** Thresholds, rates and what they prove. */
export const calibrate = {
  'action.calibrate-apply': 'Make the cuts a new version, which judges',
  'action.calibrate-back': 'Go back to the version that this one came from',
  'action.cut-choose': 'Choose the next cut',
  'action.cut-left': 'Move the cut down',
  'action.cut-left-far': 'Move the cut far down',
  'action.cut-left-image': 'Move the cut down by one image',
  'action.cut-lower': 'With or without a lower cut',
  'action.cut-reset': 'Back to the cuts that judge now',
  'action.cut-review': 'With or without a zone of review',
  'action.cut-right': 'Move the cut up',
  'action.cut-right-far': 'Move the cut far up',
  'action.cut-right-image': 'Move the cut up by one image',
  'action.cut-type': 'Type the value of the cut',
  'action.score-set': 'Show the scores of another set',
  'action.strategy-next': 'Next strategy',
  'action.strategy-previous': 'Previous strategy',
  'action.strategy-take': 'Try what the strategy chooses',

  'apply.author': 'Your name',
  'apply.button': 'Apply',
  'apply.draft': 'On trial ({rule}): {cuts}',
  'apply.hint': 'Makes a new version of the detector with these cuts; no image is scored again.',
  'apply.note': 'Why, for the record',
  'apply.now': '{name} judges now: {cuts}',
  'apply.reset': 'Discard',
  'apply.same': '{name} judges: {cuts}',

  'badge.fail': 'Failed',
  'badge.pass': 'Proven',
  'badge.title': 'TPR {tpr} and TNR {tnr} demanded: {state}. On: {set}.',
  'badge.unproven': 'Not proven',

  'budget.load': 'Shift {shift}, images {images}: {review} to review, {stopped} judged leaks.',
  'budget.none':
    'No zone of review comes out of this number: below the upper cut the shift has no more images than that, or too many share one score. Give another number.',
  'budget.take': 'Try this zone of review',
  'budget.title': 'How many images can a person look at?',

  'calibrate.detector': 'Detector {name}',

  'confusion.title': 'Images by truth and verdict; wrong ones underlined',
  'confusion.truth': 'In truth',

  'cost.axis': 'Cost of 1,000 images, 0 to {top}; the ring is the cheapest cut',
  'cost.now': 'These cuts cost {cost} for 1,000 images, a review counted as a stop.',
  'cost.take': 'Try the cheapest cut',
  'cost.title': 'What does an error cost?',

  'cut.add-lower': 'Add a lower cut',
  'cut.add-review': 'Add a zone of review',
  'cut.lower': 'Suspect below',
  'cut.lower-about': 'Scores below it are suspect as well and judged leaks.',
  'cut.remove-lower': 'Without lower cut',
  'cut.remove-review': 'Without review',
  'cut.review': 'Review from',
  'cut.review-about': 'Scores between it and the upper cut go to a person.',
  'cut.upper': 'Leak from',

  'cuts.chart': 'Histogram of scores. Normal: {normal}, leak: {leak}. Cuts can be dragged.',
  'cuts.title': 'Scores and cuts',

  'demand.tnr': 'TNR of at least',
  'demand.tpr': 'TPR of at least',

  'doing.calibrate': 'The cuts were not applied',
  'doing.demand': 'The demanded rate was not stored',
  'doing.scores': 'The scores could not be loaded',

  'field.moment': 'YYYY-MM-DD hh:mm',
  'field.no-moment': 'Not a date such as 2026-11-22 14:05.',
  'field.wrong': 'This number cannot stand here.',

  'figure-about.balanced-accuracy': 'Mean of TPR and TNR',
  'figure-about.f1': 'Harmonic mean of precision and recall',
  'figure-about.precision':
    'Leaks among what is flagged. It holds for a set with this share of leaks and no other.',
  'figure-about.tnr': 'Normals that pass',
  'figure-about.tpr': 'Leaks that are found',
  'figure-name.balanced-accuracy': 'Balanced accuracy',
  'figure-name.f1': 'F1',
  'figure-name.precision': 'Precision',
  'figure-name.tnr': 'TNR (specificity)',
  'figure-name.tpr': 'TPR (recall)',
  'figure.certainty': 'Exact 95% interval',
  'figure.counts': 'Images',
  'figure.interval': '{low} to {high}',
  'figure.name': 'Figure',
  'figure.no-interval-why':
    'F1 and balanced accuracy are no shares of counted images, so no exact interval exists for them.',
  'figure.no-interval': 'none exists',
  'figure.title': 'What the cuts do; a review counts as flagged',
  'figure.value': 'Value',

  'keys.cut': 'Calibrate',

  'missing.leaks':
    '{first} leaks {errors}, or {then} {more}, are needed to prove {rate}; there are {have} {wrong}.',
  'missing.leaks-errors': { one: 'with {n} miss', other: 'with {n} misses' },
  'missing.leaks-none': 'without a miss',
  'missing.normals':
    '{first} normals {errors}, or {then} {more}, are needed to prove {rate}; there are {have} {wrong}.',
  'missing.normals-errors': { one: 'with {n} false stop', other: 'with {n} false stops' },
  'missing.normals-none': 'without a false stop',

  'parameter.factor': 'Factor',
  'parameter.falseStop': 'Cost of a false stop',
  'parameter.fnr': 'Most leaks missed',
  'parameter.fpr': 'Most normals stopped',
  'parameter.high': 'Below the upper cut',
  'parameter.images': 'Images to review in a shift',
  'parameter.leakShare': 'Leaks among production',
  'parameter.leak-quantile-share': 'Share of leaks found',
  'parameter.lean': 'Into the gap',
  'parameter.low': 'Below the lower cut',
  'parameter.missedLeak': 'Cost of a missed leak',
  'parameter.share': 'Share of normals that pass',
  'parameter.tnr': 'Least TNR',
  'parameter.tpr': 'Least TPR',

  'pr.summary':
    'Curve of precision and recall, average precision {average}. The cuts: recall {recall}, precision {precision}.',
  'pr.title': 'Precision and recall, average precision {average}',
  'pr.x': 'Recall (TPR)',
  'pr.y': 'Precision',

  'proof-card.held-out':
    'On scores held out of the fit: leaks {leaks}, normals {normals}. Images that people have reviewed are as a rule left out, normals too: the set “Reviewed” shows them. Cuts chosen on these same images flatter themselves a little.',
  'proof-card.fail': 'At most {high} with 95% certainty: below {demanded}.',
  'proof-card.golden':
    'On the golden set: leaks {leaks}, normals {normals}. No cut was ever chosen on them.',
  'proof-card.pass': 'At least {low} with 95% certainty; {demanded} is demanded.',
  'proof-card.title': 'Is it proven?',
  'proof-card.title-draft': 'Would it be proven?',

  'refusal.invalid-score': 'A score is no number.',
  'refusal.invalid-strategy-value': 'A number is out of its range.',
  'refusal.no-shift': 'No shift has been scored.',
  'refusal.no-useful-cut': 'Finds no useful cut.',
  'refusal.too-few-leaks': 'Needs a held-out leak.',
  'refusal.too-few-normals': 'Needs more held-out normals.',
  'refusal.unreachable-rates': 'No cut reaches these rates.',

  'roc.summary': 'ROC curve, AUROC {area}. The cuts: TPR {tpr}, FPR {fpr}.',
  'roc.title': 'ROC, AUROC {area}',
  'roc.two-sided':
    'The curves are those of the upper cut alone: with a lower cut the ring may lie beside them.',
  'roc.x': 'FPR, normals stopped',
  'roc.y': 'TPR, leaks found',

  'set-about.fitted': 'What the finished detector says of the images it was made from.',
  'set-about.golden':
    'Images that judge detectors and teach none: no fit and no cut has ever used them.',
  'set-about.held-out':
    'Each score is of a fit that has seen neither the image nor its look-alikes. Cuts are chosen on these, without normals whose label the training doubts.',
  'set-about.reviewed':
    'Labelled since, or in a review; each score is of a fit that had not learned from the image. People look mostly at what was flagged, so this is no sample of a shift.',
  'set-name.fitted': 'Fitted (no results)',
  'set-name.golden': 'Golden set',
  'set-name.held-out': 'Held out of the fit',
  'set-name.reviewed': 'Reviewed',
  'set.no-results':
    'These are training numbers. They prove nothing, so no rates are shown. Choose the images held out of the fit.',
  'set.title': 'Images',

  'strategies.active': 'judges now',
  'strategies.cut': 'Cuts',
  'strategies.name': 'Strategy',
  'strategies.take': 'Try',
  'strategies.taken': 'On trial',
  'strategies.text': 'What each would choose on the images held out of the fit.',
  'strategies.title': 'Strategies side by side',

  'strategy-about.equal-rates':
    'TPR and TNR as equal as they get (equal error rate); of two such cuts the one that finds more leaks.',
  'strategy-about.gap':
    "At the normals' end of the gap between the classes; Youden's cut where there is no gap.",
  'strategy-about.leak-quantile':
    'Finds a given share of new leaks that are like the known ones (conformal quantile of the leaks).',
  'strategy-about.least-cost':
    'Least expected cost, given what a missed leak and a false stop cost and how often leaks come.',
  'strategy-about.max-f1': 'Largest F1 of the leaks.',
  'strategy-about.max-rates':
    "Youden's best among the cuts that keep both error rates within limits.",
  'strategy-about.mean-leak': 'The mean score of the leaks: simple, and misses about half of them.',
  'strategy-about.min-leak':
    'The lowest score of a leak times a factor: finds every known leak, at whatever cost in false stops.',
  'strategy-about.normal-quantile':
    'Lets a given share of the normals pass (conformal quantile); needs no leak.',
  'strategy-about.review-budget':
    'Two cuts: above a high quantile of the normals is a leak; below it as many images of the shift as a person can look at go to review.',
  'strategy-about.tnr-at-least':
    'Most leaks found among the cuts that let at least a given share of the normals pass.',
  'strategy-about.tpr-at-least':
    'Most normals pass among the cuts that find at least a given share of the leaks.',
  'strategy-about.tree-entropy':
    "Decision tree of depth 1, by entropy: every image counts the same, so it lies higher than Youden's where leaks are few.",
  'strategy-about.tree-gini':
    "Decision tree of depth 1, by Gini impurity: every image counts the same, so it lies higher than Youden's where leaks are few.",
  'strategy-about.two-sided':
    "A band: below a low quantile of the normals is suspect as well; above, Youden's cut.",
  'strategy-about.youden':
    'Largest TPR + TNR - 1, in the middle of its gap; without leaks a quantile of the normals.',

  'strategy.equal-rates': 'Equal rates',
  'strategy.gap': 'Edge of the gap',
  'strategy.leak-quantile': 'Quantile of leaks',
  'strategy.least-cost': 'Least cost',
  'strategy.manual': 'by hand',
  'strategy.max-f1': 'Largest F1',
  'strategy.max-rates': 'Both errors limited',
  'strategy.mean-leak': 'Mean of the leaks',
  'strategy.min-leak': 'Lowest leak',
  'strategy.normal-quantile': 'Quantile of normals',
  'strategy.review-budget': 'Review budget',
  'strategy.tnr-at-least': 'TNR at least',
  'strategy.tpr-at-least': 'TPR at least',
  'strategy.tree-entropy': 'Tree, entropy',
  'strategy.tree-gini': 'Tree, Gini',
  'strategy.two-sided': 'Two-sided band',
  'strategy.youden': "Youden's J",
} satisfies Record<string, Message>;
