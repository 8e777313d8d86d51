/** The room's door: all that other rooms use of the generator. */
export {
  generateProject,
  generateShift,
  type GenerateShiftOptions,
  type ProjectOptions,
} from './project.ts';
export {
  planShift,
  planTraining,
  type PlannedImage,
  type ShiftOptions,
  type TrainingOptions,
} from './cell/plan.ts';
export { IMITATED_MIX, type FamilyMix } from './cell/mix.ts';
export { renderCell, type RawImage } from './cell/render.ts';
export type { Family } from './cell/scenes.ts';
export type { CellSpec } from './cell/spec.ts';
export { generateScrews, type ScrewOptions } from './screw/project.ts';
export { DEFECTS, type Defect } from './screw/spec.ts';
export type { OnProgress } from './write.ts';
