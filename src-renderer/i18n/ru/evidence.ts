import type { evidence as english } from '../en/evidence.ts';
import type { Message } from '../render.ts';

/** Looking closer at one image. */
export const evidence: Record<keyof typeof english, Message> = {
  'action.compare-leak': 'Поставить рядом следующий похожий пролив',
  'action.compare-normal': 'Поставить рядом следующую похожую норму',
  'action.heat': 'Тепловая карта: включить или убрать',
  'action.heat-less': 'Тепловая карта слабее',
  'action.heat-more': 'Тепловая карта сильнее',
  'action.pan-down': 'Сдвинуть вниз',
  'action.pan-left': 'Сдвинуть влево',
  'action.pan-right': 'Сдвинуть вправо',
  'action.pan-up': 'Сдвинуть вверх',
  'action.zoom-actual': 'Один к одному с пикселями экрана',
  'action.zoom-fit': 'Снимок целиком',
  'action.zoom-in': 'Увеличить',
  'action.zoom-out': 'Уменьшить',

  'compared.leak': 'Пролив на расстоянии {distance}',
  'compared.normal': 'Норма на расстоянии {distance}',

  'evidence.heat': 'Тепловая карта',
  'evidence.heat-hint':
    'Где реконструкция расходится с тем, что видит детектор. Цвета на всех снимках значат одно и то же.',
  'evidence.neighbour': '{label}, расстояние {distance}: поставить рядом со снимком',
  'evidence.no-neighbours': 'Сравнить не удалось.',
  'evidence.placing': 'Идёт сравнение снимков: {done} из {total}',
  'evidence.scale': '{times}×',
  'evidence.space':
    'Похожи – значит близки по признакам: {space}. До расстояния 1 снимки считаются почти одинаковыми.',
  'evidence.tools': 'Масштаб и тепловая карта',

  'near.leak': 'Похожие проливы',
  'near.normal': 'Похожие нормы',

  'no-near.leak': 'Ни у одного снимка ещё нет метки «пролив».',
  'no-near.normal': 'Ни у одного снимка ещё нет метки «норма».',

  'space.colour': 'цвет',
  'space.latent': 'скрытый код',
  'space.residual': 'ошибка реконструкции',
};
