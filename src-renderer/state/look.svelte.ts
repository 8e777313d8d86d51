import { KEY_STEP, panned, WHOLE, zoomed, type Viewport } from '../ui/viewport.ts';
import { stored } from './stored.ts';

/** What one key press changes the heat map's opacity by. */
const HEAT_STEP = 0.25;
/** The opacity that the key gives to a heat map that was off. */
const USUAL_HEAT = 0.75;
/** What one key press moves the view by, in shares of what the pane shows. */
const PAN_STEP = 0.2;

function storedHeat(): number {
  const heat = Number(stored.read('heat') ?? 0);
  return heat >= 0 && heat <= 1 ? heat : 0;
}

/** How the panes of evidence are looked at; the same for every image, so that images compare. */
export class Look {
  view = $state.raw<Viewport>(WHOLE);
  /** Screen pixels to a pixel of the image at zoom 1; measured by the largest pane. */
  fitted = $state(1);
  #heat = $state(storedHeat());

  /** Screen pixels to a pixel of the image. */
  scale = $derived(this.view.zoom * this.fitted);

  /** Opacity of the heat map over the original, 0..1; 0 leaves the image as it is. */
  get heat(): number {
    return this.#heat;
  }
  set heat(opacity: number) {
    this.#heat = Math.min(1, Math.max(0, opacity));
    stored.write('heat', String(this.#heat));
  }

  heatBy(steps: number): void {
    this.heat = Math.round((this.heat + steps * HEAT_STEP) / HEAT_STEP) * HEAT_STEP;
  }

  switchHeat(): void {
    this.heat = this.heat > 0 ? 0 : USUAL_HEAT;
  }

  zoom(factor: number, at?: { x: number; y: number }): void {
    this.view = zoomed(this.view, factor, this.fitted, at);
  }

  zoomBy(steps: number): void {
    this.zoom(KEY_STEP ** steps);
  }

  /** One pixel of the image on one of the screen. */
  actualSize(): void {
    this.zoom(1 / this.scale);
  }

  fit(): void {
    this.view = WHOLE;
  }

  /** @param x @param y in shares of the picture */
  pan(x: number, y: number): void {
    this.view = panned(this.view, x, y);
  }

  /** @param x @param y key presses to the right and down */
  panBy(x: number, y: number): void {
    const step = PAN_STEP / this.view.zoom;
    this.pan(x * step, y * step);
  }
}
