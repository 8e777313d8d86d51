import type { keys as english } from '../en/keys.ts';
import type { Message } from '../render.ts';

/** Choosing keys. */
export const keys: Record<keyof typeof english, Message> = {
  'keyset.left': 'Левая рука',
  'keyset.numpad': 'Цифровой блок',
  'keyset.own': 'Ваши собственные клавиши. Выбор другого набора их заменит.',
  'keyset.standard': 'Обычный',
  'keyset.title': 'Набор клавиш',

  'rebind.change': 'Выбрать другую клавишу',
  'rebind.done': '{action}: клавиша изменена.',
  'rebind.how': 'Нажмите на строку, чтобы сменить клавишу. Хранится на этом компьютере.',
  'rebind.none': 'нет клавиши',
  'rebind.not-this': 'Клавишу {key} назначить нельзя.',
  'rebind.taken': '{action}: клавиша изменена. Раньше она была у действия: {others}.',
  'rebind.waiting': '{action}: нажмите нужную клавишу. Esc – оставить как было.',
};
