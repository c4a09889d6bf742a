# Надписи на рисунках для склада и водителя.
picture-carton = Коробка { $carton }, заполнена на { $fill } %
picture-without-carton = Без коробки
picture-carton-facts = { $length }×{ $width }×{ $height } мм, { $weight } кг, вещей: { $units }
picture-step = Шаг { $step } из { $steps }
picture-more = и ещё { $count }
picture-fragile = хрупкое
picture-this-side-up = не переворачивать
picture-frozen = заморозка
picture-chilled = холод
picture-depot = Склад
picture-van = Машина { $van }
picture-van-facts = остановок: { $stops }, { $km } км, { $start }–{ $end }
picture-route = Путь машины { $van }
picture-unserved = Не вошли в маршрут: { $count }
picture-km = { $length } км
picture-m = { $length } м
picture-north = С
picture-day = План на { $day }
picture-drive = в пути
picture-wait = ожидание
picture-service = передача заказа
picture-slot = обещанное время и остановки
picture-late = опоздание

label-order = Заказ
label-parcel = Место { $parcel } из { $parcels }
label-carton = { $carton }, { $weight } кг
without-carton = без коробки
label-stop = Машина { $van }, остановка { $visit }

sheet-title = Погрузка: машина { $van }
sheet-total = Мест: { $parcels }, { $weight } кг. Грузить сверху вниз: первым — то, что отдают последним.
sheet-parcel = Место и остановка
sheet-goods = Что внутри
sheet-order = Заказ { $order } · { $parcel }/{ $parcels }
sheet-stop = { $visit }-я остановка, { $time }, { $address }
