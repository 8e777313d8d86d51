import { readPlace, writePlace, type Place } from './url.ts';

/** The address bar as state: reading it anywhere follows the back button, writing it makes history. */
export class Route {
  #place = $state.raw<Place>(readPlace(location.hash));

  constructor() {
    window.addEventListener('hashchange', () => {
      this.#place = readPlace(location.hash);
    });
  }

  get place(): Place {
    return this.#place;
  }

  /** Changes part of the address. `replace` leaves no step for the back button. */
  go(change: Partial<Place>, replace = false): void {
    const place = { ...this.#place, ...change };
    const hash = writePlace(place);
    // A place is a new object; set again, it would set off whatever follows the address.
    if (hash === writePlace(this.#place)) return;
    this.#place = place;
    if (replace) history.replaceState(null, '', hash);
    else history.pushState(null, '', hash);
  }
}
