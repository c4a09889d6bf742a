# Сатып алу тізімі: не салынды, не жоқ, нені нақтылау керек. Және қайтарып алынғанның бәрі.
greeting-short = Сәлеметсіз бе!
lines-added = Себетке салдым:
added-row-piece = • { $name }, { $quantity } дана
added-row-weight = • { $name }, { $quantity } кг
added-more = және тағы { $count } тауар
line-near = «{ $phrase }» бізде жоқ. Ұқсасы: { $near }.
line-not-sold = «{ $phrase }» бізде жоқ.
out-of-stock = «{ $product }» таусылып қалды.
out-of-stock-near = «{ $product }» таусылып қалды. Ұқсасы: { $near }.
no-more-left = «{ $product }»: басқа қалмады, барының бәрі себетте.

which-one = «{ $phrase }»: қайсысын салайын?
which-near = «{ $phrase }»: дәл ондай қазір жоқ, бірақ ұқсасы бар. Бірін аласыз ба?
which-left = «{ $phrase }»: сонша жоқ, { $left } ғана қалды. Бәрін аласыз ба?
which-other = «{ $phrase }» орнына мыналар бар:
which-ones = Нақтылап жіберіңізші:
which-one-group = «{ $phrase }»:
which-near-group = «{ $phrase }», тек ұқсасы бар:
which-left-group = «{ $phrase }», { $left } қалды:
which-other-group = «{ $phrase }» орнына:
which-ones-hint = Бәріне бірден жауап берсеңіз болады, мысалы «1 мен 3» немесе «бәрібір».
which-set = Қалғанына мынаны ұсынамын:
which-set-hint = Аламыз ба? Ауыстырғыңыз келсе, жазыңыз, мысалы «екіншісі керек емес» немесе тауардың нақты атын.
option-row = { $place }. { $name }: { $price }
proposal-row = { $place }. { $phrase }: { $name }, { $price }
proposal-row-counted = { $place }. { $phrase }, { $quantity } { $unit ->
    [kg] кг
    [g] г
    [l] л
    [ml] мл
    [pack] қаптама
    [box] қорап
   *[pcs] дана
}: { $name }, { $price }
proposal-row-left = { $place }. { $name }: { $left } қалды, { $price }
button-take-all = Бәрін аламын
button-other = Басқасы: { $phrase }
button-drop-line = Керек емес
button-drop-lines = Ешқайсысы керек емес
lines-dropped = Жарайды, мынасыз болсын: { $phrases }.
lines-left-out = Нақтыланбағаны салынбады: { $phrases }. Дәлірек жазсаңыз, қосамын.

cart-restored = Бұрынғыдай қылдым. Себетте:
cart-restored-empty = Бұрынғыдай қылдым: себет бос.
nothing-to-undo = Қайтаратын ештеңе жоқ.
no-others = Басқа ұқсас тауар жоқ.
