# Страницы и окошко чата на сайте.
error-too-large = Слишком большой файл или запрос.

pay-test-page = Учебная страница оплаты: деньги не списываются, настоящую карту вводить не нужно.
pay-number = Номер карты
pay-until = Срок
pay-code = Код
pay-hint = Для пробы: 4242 4242 4242 4242 оплачивает, 4000 0000 0000 0002 получает отказ.
pay-bad-number = В номере карты опечатка. Проверьте его, пожалуйста.
pay-not-a-test-card = Здесь принимаются только пробные карты, настоящую вводить не нужно.
pay-declined = Банк отклонил эту карту. Попробуйте другую.
pay-done = Оплачено
pay-done-text = Спасибо! Продавец уже видит ваш заказ. Эту вкладку можно закрыть.
pay-closed = Оплата закрыта
pay-closed-text = Этот заказ отменён или деньги за него уже возвращены.
pay-to-tracking = Следить за заказом

tracking-packed = Собран
tracking-when = Привезём
tracking-pickup = Самовывоз
tracking-address = Адрес
tracking-phone = Телефон
tracking-fresh = Страница обновляется сама.

store-tagline = Напишите, что нужно. Остальное сделаем мы.
store-hello = Пришлите список покупок в чат, и корзина соберётся сама. По-русски, по-казахски или по-английски.
store-example-1 = 2 кг бананов, молоко и хлеб
store-example-2 = чай до 2000
store-example-3 = где мой заказ?
store-search = Найти в магазине
store-find = Найти
store-today = Немного всего
store-empty = Здесь пока пусто.
store-footer = Учебный магазин: товары и оплата ненастоящие.

widget-open = Открыть чат
widget-close = Закрыть чат
widget-title = Чат с магазином
widget-status = Отвечаем сразу
widget-placeholder = Напишите, что нужно…
widget-phone-placeholder = +7 701 123 45 67
widget-send = Отправить
widget-typing = Печатает
widget-offline = Нет связи, соединяюсь снова…
widget-location = Отправить геопозицию
widget-location-denied = Не удалось узнать, где вы. Напишите адрес словами.
widget-messages = Сообщения
widget-more = Больше
widget-less = Меньше
widget-remove = Убрать
widget-resend = Не отправлено. Повторить
widget-new-messages = Новые сообщения
widget-details = Подробнее
