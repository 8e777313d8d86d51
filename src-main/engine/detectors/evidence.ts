import path from 'node:path';
import type { Evidence } from '../../shared/api.ts';
import { LunkaError } from '../../shared/errors.ts';
import type { Context } from '../context.ts';
import { imageFiles } from '../images/files.ts';
import { startProcess, type DetectorProcess } from './process.ts';
import { requireModel, type DetectorRow } from './queries.ts';

/** After this long without a question the process is let go, and its memory with it. */
const IDLE_MS = 120_000;

export interface EvidenceService {
  /** What the net makes of one image. */
  show(image: number, detector: DetectorRow): Promise<Evidence>;
  close(): void;
}

/** Keeps one detector process warm while somebody looks at images. */
export function createEvidence({ db, project, launcher }: Context): EvidenceService {
  let warm: DetectorProcess | null = null;
  let idle: NodeJS.Timeout | undefined;
  /** Questions under way: the process is let go after the last of them. */
  let asked = 0;
  let ended = false;

  function letGo(): void {
    clearTimeout(idle);
    warm?.close();
    warm = null;
  }

  return {
    async show(image, detector) {
      clearTimeout(idle);
      asked += 1;
      try {
        const folder = path.join(project.folder, requireModel(db, detector.model).folder);
        const [file] = await imageFiles(db, project.folder, [image]);
        // A process started now would outlive the engine, and keep the program from ending.
        if (ended) throw new LunkaError('project-closed', 409, 'The project has been closed.');
        if (!warm || warm.closed) warm = startProcess(launcher);
        const seen = await warm.request({ type: 'reconstruct', folder, path: file!.path });
        const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');
        return {
          width: seen.width,
          height: seen.height,
          input: base64(seen.input),
          reconstruction: base64(seen.reconstruction),
          difference: base64(seen.difference),
          score: seen.score,
          detector: detector.id,
        };
      } finally {
        asked -= 1;
        if (asked === 0 && !ended) idle = setTimeout(letGo, IDLE_MS).unref();
      }
    },
    close() {
      ended = true;
      letGo();
    },
  };
}
