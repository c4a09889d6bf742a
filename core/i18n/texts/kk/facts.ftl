# Сатушы тауар туралы жазғаны сатып алушының тілінде: атаулар, саннан кейінгі өлшем бірліктері, «иә» мен «жоқ».
fact-net-weight = таза салмағы
fact-gross-weight = жалпы салмағы
fact-temperature = температурасы
fact-pieces = заттар саны
fact-kit = жиынтығы
fact-capacity = сыйымдылығы
fact-body-material = корпусының материалы
fact-manufacturer = өндіруші
fact-body-height = бойы
fact-packaging = қаптамасы
fact-width = ені
fact-height = биіктігі
fact-depth = тереңдігі
fact-thickness = қалыңдығы
fact-measures = өлшемдері
fact-roll-length = орамның ұзындығы
fact-connection = қосылуы
fact-connector = ағытпасы
fact-bulb-base = цоколі
fact-light = жарығы
fact-keeps-warm = жылуды сақтайды
fact-accuracy = дәлдігі
fact-model = моделі
fact-article = артикулы
fact-season = маусымы
fact-gender = жынысы
fact-purpose = қолданылуы
fact-voltage = кернеуі
fact-speed = жылдамдығы
fact-diagonal = диагоналі
fact-memory = жады
fact-protein = ақуыз
fact-carbohydrates = көмірсулар
fact-grade = сорты
fact-coating = жабыны
fact-shape = пішіні
unit-g = г
unit-kg = кг
unit-mg = мг
unit-ml = мл
unit-l = л
unit-mm = мм
unit-cm = см
unit-m = м
unit-pcs = дана
unit-w = Вт
unit-kw = кВт
unit-v = вольт
unit-mah = мА·сағ
unit-lm = лм
unit-kcal = ккал
unit-minute = мин
unit-hour = сағ
unit-day = { $count ->
   *[other] күн
}
unit-month = { $count ->
   *[other] ай
}
unit-year = { $count ->
   *[other] жыл
}
answer-yes = иә
answer-no = жоқ
