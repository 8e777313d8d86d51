import type { Message } from '../render.ts';

/** Looking closer at one image. */
export const evidence = {
  'action.compare-leak': 'Next nearest leak beside the image',
  'action.compare-normal': 'Next nearest sound cell beside the image',
  'action.heat': 'Heat map on or off',
  'action.heat-less': 'Heat map fainter',
  'action.heat-more': 'Heat map stronger',
  'action.pan-down': 'Look further down',
  'action.pan-left': 'Look further left',
  'action.pan-right': 'Look further right',
  'action.pan-up': 'Look further up',
  'action.zoom-actual': 'One pixel of the image a pixel of the screen',
  'action.zoom-fit': 'Whole image',
  'action.zoom-in': 'Zoom in',
  'action.zoom-out': 'Zoom out',

  'compared.leak': 'Leak at a distance of {distance}',
  'compared.normal': 'Sound cell at a distance of {distance}',

  'evidence.heat': 'Heat map',
  'evidence.heat-hint':
    'Where the reconstruction differs from what the detector sees. The colours mean the same on every image.',
  'evidence.neighbour': '{label}, distance {distance}: show beside the image',
  'evidence.no-neighbours': 'Cannot be compared.',
  'evidence.placing': 'Comparing images: {done} of {total}',
  'evidence.scale': '{times}×',
  'evidence.space':
    'Near means alike in {space}. Up to a distance of 1, images count as look-alikes.',
  'evidence.tools': 'Zoom and heat map',

  'near.leak': 'Nearest leaks',
  'near.normal': 'Nearest sound cells',

  'no-near.leak': 'No image is labelled leak yet.',
  'no-near.normal': 'No image is labelled normal yet.',

  'space.colour': 'colour',
  'space.latent': 'latent',
  'space.residual': 'reconstruction error',
} satisfies Record<string, Message>;
