import type { checks as english } from '../en/checks.ts';
import type { Message } from '../render.ts';

/** Doubted labels, random samples, what is alike, answers that come back, saved views, the log. */
export const checks: Record<keyof typeof english, Message> = {
  'action.list-alike': 'Похожие на этот снимок',
  'action.list-images': 'Назад к снимкам отбора',
  'action.list-sample': 'Случайная проверка ниже порога',
  'action.list-suspects': 'Метки на подтверждение',
  'action.log': 'Журнал меток',
  'action.lot-leak': 'Похожие: пролив, все до этого места',
  'action.lot-normal': 'Похожие: норма, все до этого места',
  'action.lot-unsure': 'Похожие: не уверен, все до этого места',
  'action.narrow': 'Сузить список',
  'action.undo-batch': 'Отменить',

  'alike.give': {
    one: '{label}: {n} снимок',
    few: '{label}: {n} снимка',
    many: '{label}: {n} снимков',
    other: '{label}: {n} снимка',
  },
  'alike.note':
    'Сначала самые похожие. Дойдите до последнего, похожего на первый, и отметьте все до него разом. Снимки с меткой сохранят свою.',

  'consistency.kappa': 'Каппа Коэна {kappa}.',
  'consistency.share': {
    one: '{author}: тот же ответ на {agreed} из {n} снимка, вернувшегося без пометки; 95-процентный интервал от {low} до {high}.',
    few: '{author}: тот же ответ на {agreed} из {n} снимков, вернувшихся без пометки; 95-процентный интервал от {low} до {high}.',
    many: '{author}: тот же ответ на {agreed} из {n} снимков, вернувшихся без пометки; 95-процентный интервал от {low} до {high}.',
    other:
      '{author}: тот же ответ на {agreed} из {n} снимка, вернувшихся без пометки; 95-процентный интервал от {low} до {high}.',
  },

  'doing.delete-view': 'Вид не удалён',
  'doing.draw': 'Выборка не сделана',
  'doing.log': 'Журнал не прочитан',
  'doing.save-view': 'Вид не сохранён',

  'label-reason.flagged': 'отмечен',
  'label-reason.list': 'из списка',
  'label-reason.new': 'новое для детектора',
  'label-reason.re-check': 'повторная проверка',
  'label-reason.sample': 'случайная проверка',
  'label-reason.search': 'поиск похожих',
  'label-reason.suspect': 'подтверждение метки',
  'label-reason.uncertain': 'сомнительный',
  'label-reason.wall': 'на стене',

  'list.alike': 'Похожие на этот',
  'list.back': 'Назад к списку',
  'list.images': 'Снимки',
  'list.sample': 'Случайная проверка',
  'list.suspects': 'Метки на подтверждение',
  'list.title': 'Что в списке',

  'log.batch': '№',
  'log.detector': 'Детектор',
  'log.empty': 'Меток пока никто не ставил.',
  'log.more': 'Более ранние',
  'log.several': 'Разные метки',
  'log.title': 'Журнал меток',
  'log.undoes': 'Отмена решения {batch} · {count}',
  'log.undone': 'отменено',
  'log.what': 'Что',
  'log.when': 'Когда',
  'log.who': 'Кто',
  'log.why': 'Почему',

  'narrow.agreement': 'Метка и вердикт',
  'narrow.agrees': 'совпадают',
  'narrow.any': 'неважно',
  'narrow.button': {
    one: 'Условий: {n}',
    few: 'Условий: {n}',
    many: 'Условий: {n}',
    other: 'Условий: {n}',
  },
  'narrow.cell': 'Лунка',
  'narrow.clear': 'Показать все снова',
  'narrow.disagrees': 'расходятся',
  'narrow.from': 'Снято с',
  'narrow.max': 'Оценка до',
  'narrow.min': 'Оценка от',
  'narrow.none': 'Всем условиям не отвечает ни один снимок',
  'narrow.none-do': 'Уберите часть условий.',
  'narrow.reviewed': 'Решение человека',
  'narrow.reviewed-no': 'пока нет',
  'narrow.reviewed-yes': 'есть',
  'narrow.title': 'Сузить список',
  'narrow.to': 'Снято до',

  'recheck.change': 'Изменить: {label}',
  'recheck.differs':
    'Вы уже отвечали на этот снимок, {at}: {first}. Теперь ответ другой: {second}. Какой верен?',
  'recheck.keep': 'Оставить: {label}',
  'recheck.stays':
    'Это был повторный ответ: метку он не изменил, и отменить его нельзя. Чтобы изменить метку, ответьте здесь ещё раз.',

  'sample.again': 'Новая выборка',
  'sample.draw': 'Сделать выборку',
  'sample.enough': 'Для «не более {n}» достаточно.',
  'sample.left': {
    one: 'Среди непросмотренных ({unreviewed}) остался не более чем {n} пролив (95 %): ответов {answered}, найдено {found}.',
    few: 'Среди непросмотренных ({unreviewed}) осталось не более {n} проливов (95 %): ответов {answered}, найдено {found}.',
    many: 'Среди непросмотренных ({unreviewed}) осталось не более {n} проливов (95 %): ответов {answered}, найдено {found}.',
    other:
      'Среди непросмотренных ({unreviewed}) осталось не более {n} пролива (95 %): ответов {answered}, найдено {found}.',
  },
  'sample.needed': {
    one: 'Ещё {n} ответ «норма» – и будет не более {demanded}.',
    few: 'Ещё {n} ответа «норма» – и будет не более {demanded}.',
    many: 'Ещё {n} ответов «норма» – и будет не более {demanded}.',
    other: 'Ещё {n} ответа «норма» – и будет не более {demanded}.',
  },
  'sample.none': 'Отвечать не на что',
  'sample.none-do':
    'Сделайте случайную выборку снимков, которые не отмечены и которых никто не смотрел.',
  'sample.note': 'Случайная выборка ниже порога покажет, сколько проливов могло быть пропущено.',

  'suspects.contradicted': {
    one: '{n} метке противоречит другой файл или детектор: она идёт первой.',
    few: '{n} меткам противоречит другой файл или детектор: они идут первыми.',
    many: '{n} меткам противоречит другой файл или детектор: они идут первыми.',
    other: '{n} метки противоречат другому файлу или детектору: они идут первыми.',
  },
  'suspects.hint':
    'Метки, которые противоречат друг другу или детектору: подтвердите их до обучения',
  'suspects.near': {
    one: '{n} метка согласна с детектором, но едва.',
    few: '{n} метки согласны с детектором, но едва.',
    many: '{n} меток согласны с детектором, но едва.',
    other: '{n} метки согласны с детектором, но едва.',
  },
  'suspects.none': 'Сомнительных меток нет',
  'suspects.none-do': 'Сомнения появятся, когда детектор оценит снимки, на которых он не учился.',
  'suspects.note': 'Ответьте, как правильно: подтверждённое больше не спрашивается.',
  'suspects.waiting': {
    one: '{n} противоречивая метка',
    few: '{n} противоречивые метки',
    many: '{n} противоречивых меток',
    other: '{n} противоречивой метки',
  },

  'views.delete': 'Удалить этот вид',
  'views.empty': 'пока нет',
  'views.name': 'Сохранить как',
  'views.none': 'выбрать…',
  'views.save': 'Сохранить вид',
  'views.title': 'Сохранённые виды',
};
