# Что продавцы пишут о товаре, на языке покупателя: названия, единицы после числа, «да» и «нет».
fact-net-weight = масса нетто
fact-gross-weight = масса брутто
fact-temperature = температура
fact-pieces = предметов
fact-kit = комплектация
fact-capacity = ёмкость
fact-body-material = материал корпуса
fact-manufacturer = производитель
fact-body-height = рост
fact-packaging = упаковка
fact-width = ширина
fact-height = высота
fact-depth = глубина
fact-thickness = толщина
fact-measures = размеры
fact-roll-length = длина рулона
fact-connection = подключение
fact-connector = разъём
fact-bulb-base = цоколь
fact-light = свет
fact-keeps-warm = держит тепло
fact-accuracy = точность
fact-model = модель
fact-article = артикул
fact-season = сезон
fact-gender = пол
fact-purpose = назначение
fact-voltage = напряжение
fact-speed = скорость
fact-diagonal = диагональ
fact-memory = память
fact-protein = белки
fact-carbohydrates = углеводы
fact-grade = сорт
fact-coating = покрытие
fact-shape = форма
unit-g = г
unit-kg = кг
unit-mg = мг
unit-ml = мл
unit-l = л
unit-mm = мм
unit-cm = см
unit-m = м
unit-pcs = шт.
unit-w = Вт
unit-kw = кВт
unit-v = В
unit-mah = мА·ч
unit-lm = лм
unit-kcal = ккал
unit-minute = мин
unit-hour = ч
unit-day = { $count ->
    [one] день
    [few] дня
   *[other] дней
}
unit-month = { $count ->
    [one] месяц
    [few] месяца
   *[other] месяцев
}
unit-year = { $count ->
    [one] год
    [few] года
   *[other] лет
}
answer-yes = да
answer-no = нет
