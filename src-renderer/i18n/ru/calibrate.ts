import type { calibrate as english } from '../en/calibrate.ts';
import type { Message } from '../render.ts';

/** Thresholds, rates and what they prove. */
export const calibrate: Record<keyof typeof english, Message> = {
  'action.calibrate-apply': 'Сделать пороги новой версией и включить её',
  'action.calibrate-back': 'Вернуться к версии, из которой сделана эта',
  'action.cut-choose': 'Выбрать следующий порог',
  'action.cut-left': 'Сдвинуть порог вниз',
  'action.cut-left-far': 'Сдвинуть порог далеко вниз',
  'action.cut-left-image': 'Сдвинуть порог вниз на один снимок',
  'action.cut-lower': 'С нижним порогом или без него',
  'action.cut-reset': 'Вернуть действующие пороги',
  'action.cut-review': 'С зоной проверки или без неё',
  'action.cut-right': 'Сдвинуть порог вверх',
  'action.cut-right-far': 'Сдвинуть порог далеко вверх',
  'action.cut-right-image': 'Сдвинуть порог вверх на один снимок',
  'action.cut-type': 'Ввести значение порога',
  'action.score-set': 'Показать оценки другого набора',
  'action.strategy-next': 'Следующая стратегия',
  'action.strategy-previous': 'Предыдущая стратегия',
  'action.strategy-take': 'Примерить выбор стратегии',

  'apply.author': 'Ваше имя',
  'apply.button': 'Применить',
  'apply.draft': 'Примерка ({rule}): {cuts}',
  'apply.hint': 'Создаёт новую версию детектора с этими порогами; снимки заново не оцениваются.',
  'apply.note': 'Почему, для протокола',
  'apply.now': 'Сейчас работает {name}: {cuts}',
  'apply.reset': 'Отказаться',
  'apply.same': 'Работает {name}: {cuts}',

  'badge.fail': 'Не выполнено',
  'badge.pass': 'Доказано',
  'badge.title': 'Требуется TPR {tpr} и TNR {tnr}: {state}. Набор: {set}.',
  'badge.unproven': 'Не доказано',

  'budget.load':
    'Смена {shift}, снимков {images}: на проверку – {review}, с вердиктом «пролив» – {stopped}.',
  'budget.none':
    'При таком числе зона проверки не получается: ниже верхнего порога в смене не больше снимков или у слишком многих одинаковая оценка. Задайте другое число.',
  'budget.take': 'Примерить эту зону проверки',
  'budget.title': 'Сколько снимков человек успеет посмотреть?',

  'calibrate.detector': 'Детектор {name}',

  'confusion.title': 'Снимки по истине и вердикту; ошибки подчёркнуты',
  'confusion.truth': 'На деле',

  'cost.axis': 'Цена 1000 снимков, от 0 до {top}; кольцо – самый дешёвый порог',
  'cost.now': 'Эти пороги обходятся в {cost} на 1000 снимков; проверка считается остановкой.',
  'cost.take': 'Примерить самый дешёвый порог',
  'cost.title': 'Во что обходится ошибка?',

  'cut.add-lower': 'Добавить нижний порог',
  'cut.add-review': 'Добавить зону проверки',
  'cut.lower': 'Подозрительно ниже',
  'cut.lower-about': 'Оценки ниже него тоже подозрительны и считаются проливом.',
  'cut.remove-lower': 'Без нижнего порога',
  'cut.remove-review': 'Без проверки',
  'cut.review': 'Посмотреть от',
  'cut.review-about': 'Оценки между ним и верхним порогом смотрит человек.',
  'cut.upper': 'Пролив от',

  'cuts.chart': 'Гистограмма оценок. Норма: {normal}, пролив: {leak}. Пороги можно сдвигать.',
  'cuts.title': 'Оценки и пороги',

  'demand.tnr': 'TNR не меньше',
  'demand.tpr': 'TPR не меньше',

  'doing.calibrate': 'Пороги не применены',
  'doing.demand': 'Требование не сохранено',
  'doing.scores': 'Не удалось загрузить оценки',

  'field.moment': 'ДД.ММ.ГГГГ чч:мм',
  'field.no-moment': 'Это не дата вида 22.11.2026 14:05.',
  'field.wrong': 'Такое число здесь не подходит.',

  'figure-about.balanced-accuracy': 'Среднее TPR и TNR',
  'figure-about.f1': 'Среднее гармоническое точности и полноты',
  'figure-about.precision':
    'Доля проливов среди отмеченного. Верна только для набора с такой же долей проливов.',
  'figure-about.tnr': 'Доля норм без ложной тревоги',
  'figure-about.tpr': 'Доля найденных проливов',
  'figure-name.balanced-accuracy': 'Сбалансированная точность',
  'figure-name.f1': 'F1',
  'figure-name.precision': 'Точность отметки',
  'figure-name.tnr': 'TNR (специфичность)',
  'figure-name.tpr': 'TPR (полнота)',
  'figure.certainty': 'Точный интервал 95 %',
  'figure.counts': 'Снимки',
  'figure.interval': 'от {low} до {high}',
  'figure.name': 'Показатель',
  'figure.no-interval-why':
    'F1 и сбалансированная точность – не доли сосчитанных снимков, поэтому точного интервала для них нет.',
  'figure.no-interval': 'не существует',
  'figure.title': 'Что дают пороги; проверка считается отметкой',
  'figure.value': 'Значение',

  'keys.cut': 'Калибровка',

  'missing.leaks':
    'Чтобы доказать {rate}, нужно проливов: {first} {errors} или {then} {more}; есть {have} {wrong}.',
  'missing.leaks-errors': {
    one: 'с {n} пропуском',
    few: 'с {n} пропусками',
    many: 'с {n} пропусками',
    other: 'с {n} пропуска',
  },
  'missing.leaks-none': 'без пропусков',
  'missing.normals':
    'Чтобы доказать {rate}, нужно норм: {first} {errors} или {then} {more}; есть {have} {wrong}.',
  'missing.normals-errors': {
    one: 'с {n} ложной остановкой',
    few: 'с {n} ложными остановками',
    many: 'с {n} ложными остановками',
    other: 'с {n} ложной остановки',
  },
  'missing.normals-none': 'без ложных остановок',

  'parameter.factor': 'Множитель',
  'parameter.falseStop': 'Цена ложной остановки',
  'parameter.fnr': 'Не больше пропусков (доля)',
  'parameter.fpr': 'Не больше остановок (доля)',
  'parameter.high': 'Доля норм ниже верхнего порога',
  'parameter.images': 'Снимков на проверку за смену',
  'parameter.leakShare': 'Доля проливов в производстве',
  'parameter.leak-quantile-share': 'Доля найденных проливов',
  'parameter.lean': 'Вглубь разрыва (доля)',
  'parameter.low': 'Доля норм ниже нижнего порога',
  'parameter.missedLeak': 'Цена пропущенного пролива',
  'parameter.share': 'Доля норм без тревоги',
  'parameter.tnr': 'TNR не меньше',
  'parameter.tpr': 'TPR не меньше',

  'pr.summary':
    'Кривая точности и полноты, средняя точность {average}. Пороги: полнота {recall}, точность {precision}.',
  'pr.title': 'Точность и полнота, средняя точность {average}',
  'pr.x': 'Полнота (TPR)',
  'pr.y': 'Точность',

  'proof-card.held-out':
    'По отложенным оценкам: проливов {leaks}, норм {normals}. Снимки, разобранные людьми, как правило, не входят, в том числе нормы: их показывает набор «Разобранные». Пороги, выбранные на этих же снимках, выглядят чуть лучше, чем они есть.',
  'proof-card.fail': 'Не больше {high} с надёжностью 95 %: ниже требуемых {demanded}.',
  'proof-card.golden':
    'По эталонному набору: проливов {leaks}, норм {normals}. Ни один порог на нём не выбирали.',
  'proof-card.pass': 'Не меньше {low} с надёжностью 95 %; требуется {demanded}.',
  'proof-card.title': 'Доказано ли?',
  'proof-card.title-draft': 'Было бы доказано?',

  'refusal.invalid-score': 'Оценка – не число.',
  'refusal.invalid-strategy-value': 'Число вне допустимых пределов.',
  'refusal.no-shift': 'Ни одна смена не оценена.',
  'refusal.no-useful-cut': 'Полезного порога нет.',
  'refusal.too-few-leaks': 'Нужен отложенный пролив.',
  'refusal.too-few-normals': 'Мало отложенных норм.',
  'refusal.unreachable-rates': 'Такие доли недостижимы.',

  'roc.summary': 'Кривая ROC, AUROC {area}. Пороги: TPR {tpr}, FPR {fpr}.',
  'roc.title': 'ROC, AUROC {area}',
  'roc.two-sided':
    'Кривые построены для одного верхнего порога: с нижним порогом кольцо может лежать в стороне.',
  'roc.x': 'FPR, остановлено норм',
  'roc.y': 'TPR, найдено проливов',

  'set-about.fitted': 'Что готовый детектор говорит о снимках, на которых он обучен.',
  'set-about.golden':
    'Снимки, которые только проверяют детекторы и ничему их не учат: ни обучение, ни пороги их не видели.',
  'set-about.held-out':
    'Каждая оценка – от обучения, не видевшего ни этого снимка, ни похожих на него. По ним выбирают пороги, кроме норм, в метке которых обучение сомневается.',
  'set-about.reviewed':
    'Размечены позже или при разборе; оценка – от обучения, которое ещё не учло снимок. Люди смотрят в основном отмеченное, поэтому это не выборка смены.',
  'set-name.fitted': 'Обучающие (не результат)',
  'set-name.golden': 'Эталонный набор',
  'set-name.held-out': 'Отложенные при обучении',
  'set-name.reviewed': 'Разобранные',
  'set.no-results':
    'Это числа обучения. Они ничего не доказывают, поэтому показателей здесь нет. Выберите отложенные снимки.',
  'set.title': 'Снимки',

  'strategies.active': 'действует',
  'strategies.cut': 'Пороги',
  'strategies.name': 'Стратегия',
  'strategies.take': 'Примерить',
  'strategies.taken': 'Примеряется',
  'strategies.text': 'Что выбрала бы каждая по отложенным снимкам.',
  'strategies.title': 'Стратегии рядом',

  'strategy-about.equal-rates':
    'TPR и TNR как можно ближе друг к другу; из двух таких порогов тот, что находит больше проливов.',
  'strategy-about.gap': 'У края норм в разрыве между классами; где разрыва нет – порог Юдена.',
  'strategy-about.leak-quantile':
    'Находит заданную долю новых проливов, похожих на известные (конформная квантиль проливов).',
  'strategy-about.least-cost':
    'Наименьшая ожидаемая цена: сколько стоят пропуск и ложная остановка и как часты проливы.',
  'strategy-about.max-f1': 'Наибольшая F1 по проливам.',
  'strategy-about.max-rates': 'Лучший порог по Юдену среди тех, где обе доли ошибок в пределах.',
  'strategy-about.mean-leak': 'Средняя оценка проливов: просто, но пропускает около половины.',
  'strategy-about.min-leak':
    'Наименьшая оценка пролива, умноженная на число: найдёт все известные проливы при любом числе ложных остановок.',
  'strategy-about.normal-quantile':
    'Пропускает заданную долю норм (конформная квантиль); проливы не нужны.',
  'strategy-about.review-budget':
    'Два порога: выше высокой квантили норм – пролив; ниже – столько снимков смены, сколько человек успеет посмотреть.',
  'strategy-about.tnr-at-least':
    'Больше всего проливов среди порогов, пропускающих не меньше заданной доли норм.',
  'strategy-about.tpr-at-least':
    'Больше всего норм без тревоги среди порогов, находящих не меньше заданной доли проливов.',
  'strategy-about.tree-entropy':
    'Дерево решений глубины 1, по энтропии: все снимки равны, поэтому порог выше, чем у Юдена, если проливов мало.',
  'strategy-about.tree-gini':
    'Дерево решений глубины 1, по Джини: все снимки равны, поэтому порог выше, чем у Юдена, если проливов мало.',
  'strategy-about.two-sided':
    'Полоса: ниже малой квантили норм тоже подозрительно; сверху – порог Юдена.',
  'strategy-about.youden':
    'Наибольшее TPR + TNR - 1, посередине разрыва; без проливов – квантиль норм.',

  'strategy.equal-rates': 'Равные доли',
  'strategy.gap': 'Край разрыва',
  'strategy.leak-quantile': 'Квантиль проливов',
  'strategy.least-cost': 'Наименьшая цена',
  'strategy.manual': 'вручную',
  'strategy.max-f1': 'Наибольшая F1',
  'strategy.max-rates': 'Обе ошибки ограничены',
  'strategy.mean-leak': 'Среднее проливов',
  'strategy.min-leak': 'Наименьший пролив',
  'strategy.normal-quantile': 'Квантиль норм',
  'strategy.review-budget': 'По объёму проверки',
  'strategy.tnr-at-least': 'TNR не меньше',
  'strategy.tpr-at-least': 'TPR не меньше',
  'strategy.tree-entropy': 'Дерево, энтропия',
  'strategy.tree-gini': 'Дерево, Джини',
  'strategy.two-sided': 'Полоса, два порога',
  'strategy.youden': 'J Юдена',
};
