import type { MenuItemConstructorOptions } from 'electron';
import { wordsFor, type Words } from './words.ts';

export interface MenuActions {
  /** A command for the page, named as in src-renderer/keys/keymap.ts and state/commands/index.ts. */
  send(command: string): void;
  newProject(): void;
  openProject(): void;
  /** Russian or English for the menu; the page hears of it by a command of its own. */
  speak(locale: string): void;
}

/**
 * The application menu. The keys shown in it are the page's: it reads physical keys, so that they
 * work in a Russian layout, and knows when a text field wants them. Electron must not take them
 * first, which on macOS it always does; there none are shown, nor where a person chose another key.
 *
 * @param rebound actions with other keys than the standard ones
 */
export function menuTemplate(
  { locale, rebound }: { locale: string; rebound: readonly string[] },
  platform: NodeJS.Platform,
  actions: MenuActions,
): MenuItemConstructorOptions[] {
  const words = wordsFor(locale);
  const isMac = platform === 'darwin';
  const command = (name: string, label: string, key?: string): MenuItemConstructorOptions => ({
    id: name,
    label,
    click: () => actions.send(name),
    ...(key && !isMac && !rebound.includes(name)
      ? { accelerator: key, registerAccelerator: false }
      : {}),
  });
  return [
    ...(isMac ? [{ role: 'appMenu' as const }] : []),
    fileMenu(words, isMac, actions, command),
    {
      label: words.edit,
      submenu: [
        command('undo', words.undo, 'Z'),
        command('redo', words.redo, 'Shift+Z'),
        command('log', words.log, 'Shift+H'),
        { type: 'separator' },
        { role: 'cut', label: words.cut },
        { role: 'copy', label: words.copy },
        { role: 'paste', label: words.paste },
        { role: 'selectAll', label: words.selectAll },
      ],
    },
    {
      label: words.image,
      submenu: [
        command('label-normal', words.normal, 'N'),
        command('label-leak', words.leak, 'L'),
        command('label-unsure', words.unsure, 'U'),
        command('label-clear', words.clear, 'Backspace'),
        { type: 'separator' },
        command('next', words.next, 'Right'),
        command('previous', words.previous, 'Left'),
        { type: 'separator' },
        command('accept', words.accept, 'Enter'),
        command('split', words.split, 'S'),
        command('skip', words.skip, 'Right'),
        command('back', words.back, 'Left'),
      ],
    },
    viewMenu(words, locale, actions, command),
    {
      label: words.detector,
      submenu: [
        command('retrain', words.retrain, 'R'),
        { type: 'separator' },
        command('calibrate-apply', words.applyCuts, 'A'),
        command('cut-reset', words.discardCuts, 'Backspace'),
        command('calibrate-back', words.versionBack, 'V'),
        { type: 'separator' },
        command('detector-activate', words.activate, 'A'),
        command('detector-back', words.detectorBack, 'B'),
        command('training-finish', words.finish, 'S'),
        command('golden-grow', words.golden, 'G'),
      ],
    },
    ...(isMac ? [{ role: 'windowMenu' as const, label: words.window }] : []),
    { role: 'help', label: words.help, submenu: [command('help', words.keys, '?')] },
  ];
}

type Command = (name: string, label: string, key?: string) => MenuItemConstructorOptions;

function fileMenu(
  words: Words,
  isMac: boolean,
  actions: MenuActions,
  command: Command,
): MenuItemConstructorOptions {
  return {
    label: words.file,
    submenu: [
      {
        id: 'new-project',
        label: words.newProject,
        accelerator: 'CmdOrCtrl+N',
        click: () => actions.newProject(),
      },
      {
        id: 'open-project',
        label: words.openProject,
        accelerator: 'CmdOrCtrl+O',
        click: () => actions.openProject(),
      },
      command('project-close', words.closeProject),
      ...(isMac
        ? []
        : [{ type: 'separator' as const }, { role: 'quit' as const, label: words.quit }]),
    ],
  };
}

function viewMenu(
  words: Words,
  locale: string,
  actions: MenuActions,
  command: Command,
): MenuItemConstructorOptions {
  const language = (tag: string, label: string): MenuItemConstructorOptions => ({
    id: `language-${tag}`,
    label,
    type: 'radio',
    checked: wordsFor(locale) === wordsFor(tag),
    click: () => {
      actions.speak(tag);
      actions.send(`language-${tag}`);
    },
  });
  return {
    label: words.view,
    submenu: [
      command('view-shift', words.shift, 'Shift+1'),
      command('view-review', words.review, 'Shift+2'),
      command('view-wall', words.wall, 'Shift+3'),
      command('view-calibrate', words.calibrate, 'Shift+4'),
      command('view-detectors', words.detectors, 'Shift+5'),
      command('view-transfer', words.transfer, 'Shift+6'),
      { type: 'separator' },
      command('by', words.by, 'G'),
      command('filter', words.filter, 'F'),
      command('narrow', words.narrow, 'Shift+F'),
      command('pixels', words.pixels, 'X'),
      { type: 'separator' },
      command('list-images', words.images, 'Q'),
      command('list-suspects', words.suspects, 'D'),
      command('list-sample', words.sample, 'M'),
      command('list-alike', words.alike, 'A'),
      { type: 'separator' },
      language('ru', 'Русский'),
      language('en', 'English'),
      { type: 'separator' },
      { role: 'zoomIn', label: words.zoomIn },
      { role: 'zoomOut', label: words.zoomOut },
      { role: 'resetZoom', label: words.zoomReset },
      { role: 'togglefullscreen', label: words.fullScreen },
      { role: 'toggleDevTools', label: words.developer },
    ],
  };
}
