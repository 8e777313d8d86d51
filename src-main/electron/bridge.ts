/** The channels between the page's preload script and the main process. */
export const CHANNELS = {
  pickFolder: 'lunka:pick-folder',
  showInFolder: 'lunka:show-in-folder',
  menu: 'lunka:menu',
  reboundKeys: 'lunka:rebound-keys',
} as const;
