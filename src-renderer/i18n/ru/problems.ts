import type { problems as english } from '../en/problems.ts';
import type { Message } from '../render.ts';

/** What went wrong, and what to do. */
export const problems: Record<keyof typeof english, Message> = {
  'doing.activate': 'Детектор не включён',
  'doing.create': 'Проект не создан',
  'doing.demo': 'Демонстрация не запустилась',
  'doing.evidence': 'Нет реконструкции этого снимка',
  'doing.label': 'Метка не сохранена',
  'doing.list': 'Не удалось загрузить список',
  'doing.open': 'Проект не открыт',
  'doing.redo': 'Повторить не удалось',
  'doing.summary': 'Числа вверху не обновились',
  'doing.train': 'Обучение не началось',
  'doing.undo': 'Отменить не удалось',

  'problem.already-undone': 'Это решение уже отменено.',
  'problem.annotations-absent-images':
    'В разметке есть снимки, которых нет в папке. Ничего не загружено.',
  'problem.annotations-malformed': 'Файл разметки записан неверно.',
  'problem.annotations-not-found':
    'Файла разметки нет. Загрузите без него или верните файл на место.',
  'problem.csv-absent-images': 'В таблице названы снимки, которых нет. Ничего не загружено.',
  'problem.csv-malformed': 'Файл CSV записан неверно; см. подробности.',
  'problem.details': 'Подробности',
  'problem.detector-changed':
    'Уже работает другой детектор. Посмотрите его оценки и выберите пороги снова.',
  'problem.detector-died':
    'Процесс детектора завершился с ошибкой. Запустите работу снова; его последние слова – в подробностях.',
  'problem.folder-not-empty': 'В этой папке уже есть файлы. Выберите пустую или новую.',
  'problem.folder-not-found': 'Такой папки нет. Проверьте путь.',
  'problem.folder-not-readable':
    'Эту папку нельзя прочитать. Проверьте, на месте ли она и есть ли к ней доступ.',
  'problem.folder-not-writable': 'В эту папку нельзя писать. Выберите другую.',
  'problem.idx-malformed': 'Файл IDX повреждён или другого вида. Получите его заново.',
  'problem.image-file-missing':
    'Файл снимка исчез. Верните папку на место или загрузите её заново.',
  'problem.image-unreadable': 'Файл этого снимка не читается.',
  'problem.internal':
    'В программе что-то пошло не так. Попробуйте снова; если не поможет, сохраните подробности.',
  'problem.interrupted': 'Программа закрылась во время работы. Запустите её снова.',
  'problem.invalid-input': 'Что-то введено не так; см. подробности.',
  'problem.invalid-request': 'Программа не поняла запрос.',
  'problem.invalid-strategy-value': 'Число вне пределов этой стратегии; см. подробности.',
  'problem.job-ended': 'Эта работа уже завершилась.',
  'problem.job-not-ended': 'Эта работа ещё идёт.',
  'problem.layout-mismatch':
    'Снимки в папке разложены иначе. Выберите другой вариант или «Определить».',
  'problem.names-fit-nothing': 'Под этот образец не подходит ни одно имя. Ничего не загружено.',
  'problem.names-impossible-time':
    'Прочитанное по этому образцу время невозможно. Ничего не загружено.',
  'problem.names-malformed': 'Образец имён записан неверно; см. подробности.',
  'problem.no-better-cut':
    'Нет порога, который пропускал бы больше подтверждённых норм и находил бы не меньше известных проливов. Переобучите детектор.',
  'problem.network': 'Программа не отвечает. Проверьте, что Lunka запущена.',
  'problem.no-detector': 'Детектора пока нет. Сначала обучите его.',
  'problem.no-images': 'В этой папке нет снимков.',
  'problem.no-project': 'Проект не открыт.',
  'problem.no-shift': 'Ни одна смена не оценена. Сначала оцените смену.',
  'problem.no-useful-cut': 'Стратегия не нашла полезного порога; см. подробности.',
  'problem.not-admitted':
    'Lunka перезапущена после открытия этой страницы. Откройте адрес, который она напечатала.',
  'problem.not-found': 'Этого больше нет.',
  'problem.nothing-to-redo': 'Повторять нечего.',
  'problem.nothing-to-sample': 'Выбирать не из чего: ниже порога нет снимков без метки.',
  'problem.nothing-to-undo': 'Отменять нечего.',
  'problem.other-project':
    'Теперь открыт другой проект – из другой вкладки или окна. Ничего не сохранено.',
  'problem.project-damaged': 'База проекта повреждена. Верните самый новый файл из папки backups.',
  'problem.project-exists': 'В этой папке уже есть проект. Откройте его.',
  'problem.project-in-use': 'Проект открыт в другом окне или процессе. Закройте его там.',
  'problem.project-newer': 'Проект создан более новой версией Lunka. Обновите Lunka.',
  'problem.project-not-found': 'В этой папке нет проекта. Выберите другую или создайте новый.',
  'problem.too-few-confirmed':
    'В последних сменах подтверждено слишком мало норм. Сначала разберите больше снимков.',
  'problem.too-few-leaks':
    'Стратегии нужен пролив, отложенный при обучении. Разметьте проливы и переобучите.',
  'problem.too-few-normals': 'Для обучения нужно больше снимков с меткой «норма»; см. подробности.',
  'problem.unknown-class-folder':
    'Имя одной из папок не говорит о классе. Переименуйте её или загрузите всё как одну папку.',
  'problem.unknown-image': 'В этом проекте нет такого снимка.',
  'problem.unknown-shift': 'В этом проекте нет такой смены.',
  'problem.recheck-answered': 'Этот ответ уже дан.',
  'problem.recheck-obsolete':
    'С тех пор снимок получил новую метку; отметьте его как любой другой.',
  'problem.request-reused': 'Этот ключ уже использован для другого решения. Повторите.',
  'problem.unreachable-rates': 'Такие доли ошибок недостижимы; см. подробности.',
  'problem.view-exists': 'Вид с таким именем уже есть. Выберите другое имя.',
};
