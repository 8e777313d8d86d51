import type { Tab } from '../url.ts';
import type { Command, Commands } from './command.ts';

const show =
  (tab: Tab): Command =>
  ({ route }) =>
    route.go({ tab });

/** Parts of the shift view. */
export const shiftCommands: Commands = {
  'tab-shifts': show('shifts'),
  'tab-trend': show('trend'),
  'tab-cells': show('cells'),
};
