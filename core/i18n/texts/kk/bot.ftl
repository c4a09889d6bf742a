# Тек Telegram-дағы сөздер.
bot-fine = Жарайды.
bot-cannot-see = Кешіріңіз, суретті көре алмаймын. Не керегін жазып жіберіңізші.
bot-cannot-hear = Кешіріңіз, дауыстық хабарды тыңдай алмаймын. Жазып жіберіңізші.
bot-cannot-read = Мұны түсіне алмаймын. Не керегін сөзбен жазыңызшы.
bot-no-files = Чатта файл оқымаймын. Не керегін сөзбен жазыңызшы.
bot-not-your-contact = Бұл басқа адамның нөмірі ғой. Өз нөміріңізді төмендегі батырмамен жіберіңіз немесе жазыңыз.
bot-list-hint = Нөмірін бассаңыз, суретін көрсетемін. 🛒 бассаңыз, себетке саламын.
bot-slots-fee = Жеткізу кез келген уақытта: { $fee }.
bot-pay-title = { $number } тапсырысы
bot-pay-goods = Тауарлар
bot-pay-delivery = Жеткізу
bot-pay-row = { $name }, { $quantity }
bot-command-catalog = Не сатылады
bot-command-cart = Себетім
bot-command-orders = Тапсырыстарым
bot-command-language = Тілді ауыстыру
bot-command-help = Көмек
