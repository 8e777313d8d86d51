import type { review as english } from '../en/review.ts';
import type { Message } from '../render.ts';

/** Looking at images and deciding. */
export const review: Record<keyof typeof english, Message> = {
  'action.activate': 'Включить',
  'action.blink': 'Удерживать: показать реконструкцию',
  'action.cancel': 'Отменить',
  'action.close': 'Закрыть',
  'action.filter': 'Отмеченные, непросмотренные, все',
  'action.first': 'Первый снимок',
  'action.help': 'Эта памятка',
  'action.label-clear': 'Снять метку',
  'action.label-leak': 'Пролив',
  'action.label-normal': 'Норма',
  'action.label-unsure': 'Не уверен',
  'action.last': 'Последний снимок',
  'action.next': 'Следующий снимок',
  'action.page-down': 'На страницу вниз',
  'action.page-up': 'На страницу вверх',
  'action.pick': 'Выбрать…',
  'action.pixels': 'Пиксели квадратами или сглаженно',
  'action.previous': 'Предыдущий снимок',
  'action.redo': 'Повторить отменённое',
  'action.restart': 'Запустить снова',
  'action.retrain': 'Переобучить',
  'action.retry': 'Попробовать снова',
  'action.row-down': 'На ряд вниз',
  'action.row-up': 'На ряд вверх',
  'action.show-in-folder': 'Показать в папке',
  'action.undo': 'Отменить последнее решение',
  'action.view-detectors': 'Детекторы',
  'action.view-review': 'Разбор',
  'action.view-shift': 'Смены',
  'action.view-calibrate': 'Калибровка',
  'action.view-wall': 'Стена',
  'action.view-transfer': 'Обмен',

  'count.flagged': {
    one: '{n} отмеченный',
    few: '{n} отмеченных',
    many: '{n} отмеченных',
    other: '{n} отмеченного',
  },
  'count.images': {
    one: '{n} снимок',
    few: '{n} снимка',
    many: '{n} снимков',
    other: '{n} снимка',
  },
  'count.left': {
    one: 'остался {n}',
    few: 'осталось {n}',
    many: 'осталось {n}',
    other: 'осталось {n}',
  },

  'empty.all-reviewed': 'Всё отмеченное разобрано',
  'empty.all-reviewed-do': 'Нажмите R (К), чтобы переобучить детектор на этих решениях.',
  'empty.no-detector': 'Детектора пока нет',
  'empty.no-detector-do':
    'Обучите его на снимках с меткой «норма». Он оценит все снимки и отметит непохожие.',
  'empty.no-images': 'Снимков пока нет',
  'empty.no-images-do': 'Загрузите папку со снимками лунок.',
  'empty.no-images-shift': 'В этой смене нет снимков',
  'empty.no-shifts': 'Смен пока нет',
  'empty.no-shifts-do': 'Загрузите снимки смены. Они будут оценены, как только появится детектор.',
  'empty.none-flagged': 'Ничего не отмечено',
  'empty.none-flagged-do': 'Работающий детектор считает все снимки этой смены нормой.',
  'empty.show-all': 'Показать все снимки',
  'empty.unscored': 'Ещё не оценено',
  'empty.unscored-do': 'Работающий детектор не видел эту смену.',

  'evidence.difference': 'Разность',
  'evidence.input': 'Вход детектора',
  'evidence.original': 'Оригинал',
  'evidence.reconstruction': 'Реконструкция',

  'fact.files': {
    one: '{n} файл',
    few: '{n} файла с одинаковым содержимым',
    many: '{n} файлов с одинаковым содержимым',
    other: '{n} файла с одинаковым содержимым',
  },
  'fact.history': 'История меток',
  'fact.label': 'Метка',
  'fact.no-history': 'Меток ещё не было.',
  'fact.score': 'Оценка',
  'fact.verdict': 'Вердикт',

  'filter.all': 'Все',
  'filter.flagged': 'Отмеченные',
  'filter.left': 'Непросмотренные',
  'filter.title': 'Какие снимки',

  'help.layout': 'Важно место клавиши, а не буква: в русской раскладке всё работает так же.',
  'help.title': 'Клавиши',

  'hint.blink': 'сравнить',
  'hint.help': 'клавиши',
  'hint.label-leak': 'пролив',
  'hint.label-normal': 'норма',
  'hint.label-unsure': 'не уверен',
  'hint.next': 'дальше',
  'hint.previous': 'назад',
  'hint.retrain': 'переобучить',
  'hint.undo': 'отменить',

  'histogram.root':
    'Высота столбца – квадратный корень из количества: так видны и единичные проливы рядом с тысячами норм.',
  'histogram.scale': 'высота: √ количества',
  'histogram.summary':
    'Гистограмма оценок. Норма: {normal}, без метки: {unlabelled}, пролив: {leak}. Этот снимок: {score}. {cuts}',

  'image.not-shown': 'Этот снимок не показать: файл исчез или программа не отвечает.',
  'image.unreadable': 'не читается',

  'keys.app': 'Везде',
  'keys.hints': 'Клавиши',
  'keys.label': 'Решать',
  'keys.look': 'Смотреть',
  'keys.move': 'Двигаться',
  'keys.space': 'Пробел',

  'label.leak': 'Пролив',
  'label.none': 'Без метки',
  'label.normal': 'Норма',
  'label.unsure': 'Не уверен',

  'order.-score': 'Сначала высокие оценки',
  'order.id': 'Как загружено',
  'order.score': 'Сначала низкие оценки',
  'order.title': 'Порядок',

  'pixels.button': 'Пиксели',

  'review.grid': 'Снимки',
  'review.image': 'Снимок под курсором',
  'review.position': '{position} из {n}',

  'saving.all': 'Всё сохранено',
  'saving.failed': {
    one: '{n} метка не сохранена',
    few: '{n} метки не сохранены',
    many: '{n} меток не сохранено',
    other: '{n} метки не сохранено',
  },
  'saving.one': 'сохраняется…',
  'saving.one-failed': 'не сохранено',
  'saving.pending': {
    one: 'Сохраняется {n}…',
    few: 'Сохраняются {n}…',
    many: 'Сохраняются {n}…',
    other: 'Сохраняется {n}…',
  },
  'saving.rolled-back': '{label}: не сохранено, нажмите ещё раз',
  'saving.saved': 'сохранено',

  'spoken.labelled': 'Метка: {label}, осталось {left}',
  'spoken.redo': 'Повторено: {label}',
  'spoken.undo': 'Отменено: {label}',

  'threshold.lower': 'нижний порог',
  'threshold.review': 'смотреть от',
  'threshold.upper': 'пролив от',

  'tile.name': 'Снимок {position}, оценка {score}, вердикт {verdict}, метка {label}',

  'tiles.large': 'Крупные снимки',
  'tiles.medium': 'Средние снимки',
  'tiles.small': 'Мелкие снимки',
  'tiles.title': 'Размер снимков',

  'verdict.leak': 'Пролив',
  'verdict.none': 'Не оценён',
  'verdict.normal': 'Норма',
  'verdict.review': 'Посмотреть',
};
