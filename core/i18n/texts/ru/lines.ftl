# Список покупок: что вошло, чего нет, что уточнить. И всё, что берут назад.
greeting-short = Здравствуйте!
lines-added = Положил в корзину:
added-row-piece = • { $name }, { $quantity } шт.
added-row-weight = • { $name }, { $quantity } кг
added-more = и ещё { $count ->
    [one] { $count } товар
    [few] { $count } товара
   *[many] { $count } товаров
}
line-near = «{ $phrase }» у нас нет. Похожее: { $near }.
line-not-sold = «{ $phrase }» у нас нет.
out-of-stock = «{ $product }» закончился.
out-of-stock-near = «{ $product }» закончился. Похожее: { $near }.
no-more-left = «{ $product }»: больше нет, всё, что было, уже в корзине.

which-one = «{ $phrase }»: что выбрать?
which-near = «{ $phrase }»: такого сейчас нет, но есть похожее. Взять что-нибудь?
which-left = «{ $phrase }»: столько нет, осталось { $left }. Взять всё, что есть?
which-other = Вместо «{ $phrase }» есть:
which-ones = Уточните, пожалуйста:
which-one-group = «{ $phrase }»:
which-near-group = «{ $phrase }», есть только похожее:
which-left-group = «{ $phrase }», осталось { $left }:
which-other-group = вместо «{ $phrase }»:
which-ones-hint = Можно ответить сразу на всё, например «1 и 3» или «любое».
which-set = Предлагаю взять такое:
which-set-rest = Остальное предлагаю взять такое:
which-set-hint = Берём? Или напишите, что заменить, например «второе не надо» или название получше.
option-row = { $place }. { $name }: { $price }
proposal-row = { $place }. { $phrase }: { $name }, { $price }
proposal-row-pieces = { $place }. { $phrase }, { $quantity } шт.: { $name }, { $price }
proposal-row-kilos = { $place }. { $phrase }, { $quantity } кг: { $name }, { $price }
proposal-row-left = { $place }. { $name }: осталось { $left }, { $price }
button-take-all = Берём всё
button-other = Другое: { $phrase }
button-drop-line = Не надо
button-drop-lines = Ничего из этого
lines-dropped = Хорошо, без этого: { $phrases }.
lines-left-out = Без уточнения не вошло: { $phrases }. Напишите точнее, и добавлю.

cart-restored = Вернул как было. В корзине:
cart-restored-empty = Вернул как было: корзина пуста.
nothing-to-undo = Отменять пока нечего.
no-others = Ничего похожего больше нет.
