import sharp from 'sharp';
import { seededRandom } from '../../../shared/random.ts';
import type { PlannedFile } from '../write.ts';
import type { PlannedImage } from './plan.ts';
import { renderCell } from './render.ts';

/** A cell as the line's cameras store it: JPEG, quality 95, colour at half resolution (4:2:0). */
export function cellFile({ spec, noiseSeed, ...place }: PlannedImage): PlannedFile {
  return {
    ...place,
    draw() {
      const { width, height, data } = renderCell(spec, seededRandom(noiseSeed));
      return sharp(data, { raw: { width, height, channels: 3 } })
        .jpeg({ quality: 95, chromaSubsampling: '4:2:0' })
        .toBuffer();
    },
  };
}
