# Слова, которые есть только в Telegram.
bot-fine = Хорошо.
bot-cannot-see = Простите, картинки я не вижу. Напишите, пожалуйста, что нужно.
bot-cannot-hear = Простите, голосовые я не слышу. Напишите, пожалуйста, словами.
bot-cannot-read = Это я прочитать не могу. Напишите, пожалуйста, словами, что нужно.
bot-no-files = Файлы в чате я не читаю. Напишите, пожалуйста, словами, что нужно.
bot-not-your-contact = Это номер другого человека. Отправьте свой кнопкой внизу или напишите его.
bot-list-hint = Нажмите номер, и я покажу товар с фото. 🛒 кладёт его в корзину.
bot-slots-fee = Доставка в любое время: { $fee }.
bot-pay-title = Заказ { $number }
bot-pay-goods = Товары
bot-pay-delivery = Доставка
bot-pay-row = { $name }, { $quantity }
bot-command-catalog = Что продаётся
bot-command-cart = Моя корзина
bot-command-orders = Мои заказы
bot-command-language = Сменить язык
bot-command-help = Помощь
