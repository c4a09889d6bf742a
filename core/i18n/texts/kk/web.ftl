# Сайттағы беттер мен чат терезесі.
error-too-large = Файл не сұраным тым үлкен.

pay-test-page = Бұл сынақ төлем беті: ақша алынбайды, шын картаңызды енгізудің қажеті жоқ.
pay-number = Карта нөмірі
pay-until = Мерзімі
pay-code = Коды
pay-hint = Сынап көру үшін: 4242 4242 4242 4242 төлейді, 4000 0000 0000 0002 өтпейді.
pay-bad-number = Карта нөмірінде қате бар. Тексеріп көріңізші.
pay-not-a-test-card = Мұнда тек сынақ карталары жүреді, шын картаңызды енгізбеңіз.
pay-declined = Банк бұл картаны өткізбеді. Басқасын көріңізші.
pay-done = Төленді
pay-done-text = Рахмет! Сатушы тапсырысыңызды көріп отыр. Бұл бетті жаба берсеңіз болады.
pay-closed = Төлем жабық
pay-closed-text = Бұл тапсырыс тоқтатылған немесе ақшасы қайтарылып қойған.
pay-to-tracking = Тапсырысты бақылау

tracking-packed = Жиналды
tracking-when = Жеткіземіз
tracking-pickup = Өзіңіз аласыз
tracking-address = Мекенжай
tracking-phone = Телефон
tracking-fresh = Бет өзі жаңарып тұрады.

store-tagline = Не керегін жазыңыз, қалғанын өзіміз реттейміз.
store-hello = Сатып алатын тізіміңізді чатқа жіберіңіз, себет өзі жиналады. Қазақша, орысша не ағылшынша.
store-example-1 = 2 кило банан, сүт және нан
store-example-2 = 2000 теңгеге дейін шай
store-example-3 = тапсырысым қайда?
store-search = Дүкеннен іздеу
store-find = Іздеу
store-today = Әр түрден аздап
store-empty = Мұнда әзірге ештеңе жоқ.
store-footer = Сынақ дүкені: тауар да, төлем де шын емес.

widget-open = Чатты ашу
widget-close = Чатты жабу
widget-title = Дүкенмен чат
widget-status = Бірден жауап береміз
widget-placeholder = Не керегін жазыңыз…
widget-phone-placeholder = +7 701 123 45 67
widget-send = Жіберу
widget-typing = Жазып жатыр
widget-offline = Байланыс үзілді, қайта қосылып жатырмын…
widget-location = Геолокация жіберу
widget-location-denied = Қайда екеніңізді біле алмадым. Мекенжайды сөзбен жазыңызшы.
widget-messages = Хабарламалар
widget-more = Көбейту
widget-less = Азайту
widget-remove = Алып тастау
widget-resend = Жіберілмеді. Қайталау
widget-new-messages = Жаңа хабарламалар
widget-details = Толығырақ
