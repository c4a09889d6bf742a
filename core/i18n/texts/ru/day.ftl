# Когда день идёт не по плану: продавцу и курьеру
van-trip = { $van }, рейс { $trip }
button-van-late = Опаздывает
button-van-down = Сломалась
button-nobody-home = Никого нет дома
button-yes-van-down = Да, сломалась
button-minutes = на { $minutes } мин
button-which-van = Машина { $van }
button-which-order = Заказ { $number }
ask-van-down = Машина { $van } ({ $day }) больше не поедет? Её заказы ({ $count }) повезут другие.
ask-van-late = На сколько опаздывает машина { $van }? Выберите или напишите минуты.
ask-nobody-home = Машина { $van }: у кого никого нет дома?
ask-which-van = Какая машина?
van-not-that-day = Машина { $van } в этот день уже не едет.
no-vans-that-day = В плане этого дня нет машин, которые ещё едут.
not-that-day = Об этом можно сказать только в тот же день.
not-on-the-way = Заказ { $number } сейчас никто не везёт.
known-already = Об этом уже знаю, план меняется.
noted-van-down = Понял: машина { $van } сломалась. Перестраиваю план, сейчас пришлю.
noted-van-late = Понял: машина { $van } опаздывает на { $minutes } мин. Перестраиваю план, сейчас пришлю.
noted-nobody-home = Понял: по заказу { $number } никого нет дома. Покупателю напишу, план перестраиваю.

day-changed = План на { $day } изменился:
day-reroutes = { $day }: маршрут изменился, новый ниже.
change-none = Порядок и время для покупателей остаются прежними.
change-taken-out = Заказ { $number } снят с маршрута: { $why }.
change-moved = Заказ { $number } теперь везёт машина { $van }, около { $eta }: { $why }.
change-added = Заказ { $number } добавлен: машина { $van }, около { $eta }.
change-retimed = Заказ { $number } теперь около { $eta }, машина { $van }: { $why }.
change-late = Заказ { $number } опоздает: машина { $van }, около { $eta }: { $why }.
change-left-out = Заказ { $number } везти некому: { $why }. Договоритесь с покупателем.
why-cancelled = заказ отменён
why-moved-away = перенесён на другое время
why-no-show = никого не было дома
why-van-down = машина сломалась
why-van-late = машина опаздывает
why-new-order = новый заказ
why-room-found = нашлось место
why-made-room = освобождено место для другого заказа

# Покупателю
order-late = Заказ { $number } опаздывает: обещали { $window }, привезём примерно в { $eta }. Простите, пожалуйста. Если так не подходит, позовите человека.
order-in-time = Заказ { $number } всё-таки успеваем: будем примерно в { $eta }.
order-left-out = Заказ { $number } не сможем привезти в обещанное время ({ $window }). Простите, пожалуйста. Продавец свяжется с вами и договорится о другом времени.
order-missed = Привезли заказ { $number }, но никого не было дома. Чтобы договориться о новом времени, позовите человека.
