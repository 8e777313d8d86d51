/**
 * Colour of the heat map by strength: black, purple, orange, pale yellow. It rises steadily in
 * lightness, so that it can be read without colour, too.
 */
const STOPS = [
  [20, 11, 53],
  [120, 28, 109],
  [229, 92, 48],
  [246, 215, 70],
] as const;

/** Levels (of 255) by which a pixel must differ to be drawn at full strength, on every image alike. */
const FULL_HEAT = 64;

/**
 * The size of a difference as a heat map: colour and opacity grow with the mean over the channels,
 * and what is reconstructed well stays clear.
 *
 * @param rgba of a signed difference, 128 = none
 */
export function heatOf(rgba: Uint8ClampedArray): Uint8ClampedArray<ArrayBuffer> {
  const heat = new Uint8ClampedArray(rgba.length);
  for (let i = 0; i < rgba.length; i += 4) {
    const away = [0, 1, 2].reduce((sum, channel) => sum + Math.abs(rgba[i + channel]! - 128), 0);
    const strength = Math.min(1, away / 3 / FULL_HEAT);
    const at = strength * (STOPS.length - 1);
    const from = Math.min(STOPS.length - 2, Math.floor(at));
    for (let channel = 0; channel < 3; channel += 1) {
      const [low, high] = [STOPS[from]![channel]!, STOPS[from + 1]![channel]!];
      heat[i + channel] = low + (high - low) * (at - from);
    }
    heat[i + 3] = 255 * strength;
  }
  return heat;
}
