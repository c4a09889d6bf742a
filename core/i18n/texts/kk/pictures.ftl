# Қоймашы мен жүргізушіге арналған суреттердегі жазулар.
picture-carton = { $carton } қорабы, { $fill } % толған
picture-without-carton = Қорапсыз
picture-carton-facts = { $length }×{ $width }×{ $height } мм, { $weight } кг, заттар: { $units }
picture-step = { $step }/{ $steps }-қадам
picture-more = тағы { $count }
picture-fragile = сынғыш
picture-this-side-up = төңкермеңіз
picture-frozen = мұздатылған
picture-chilled = салқын
picture-depot = Қойма
picture-van = { $van }-көлік
picture-van-facts = { $stops } аялдама, { $km } км, { $start }–{ $end }
picture-route = { $van }-көліктің жолы
picture-unserved = Маршрутқа кірмегендер: { $count }
picture-km = { $length } км
picture-m = { $length } м
picture-north = С
picture-day = Жоспар: { $day }
picture-drive = жолда
picture-wait = күту
picture-service = тапсырысты беру
picture-slot = уәде етілген уақыт және аялдамалар
picture-late = кешігу

label-order = Тапсырыс
label-parcel = { $parcels } жүктің { $parcel }-жүгі
label-carton = { $carton }, { $weight } кг
without-carton = қорапсыз
label-stop = { $van }-көлік, { $visit }-аялдама

sheet-title = Тиеу: { $van }-көлік
sheet-total = { $parcels } жүк, { $weight } кг. Жоғарыдан төмен қарай тиеңіз: соңында берілетіні бірінші салынады.
sheet-parcel = Жүк және аялдама
sheet-goods = Ішінде
sheet-order = { $order } тапсырысы · { $parcel }/{ $parcels }
sheet-stop = { $visit }-аялдама, { $time }, { $address }
