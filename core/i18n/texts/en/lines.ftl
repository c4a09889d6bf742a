# A shopping list: what went in, what is not sold, what to choose. And everything that is taken back.
greeting-short = Hello!
lines-added = Added to your cart:
added-row-piece = • { $name }, { $quantity } pcs
added-row-weight = • { $name }, { $quantity } kg
added-more = and { $count } more
line-near = We don't sell “{ $phrase }”. Something close: { $near }.
line-not-sold = We don't sell “{ $phrase }”.
out-of-stock = “{ $product }” is sold out.
out-of-stock-near = “{ $product }” is sold out. Something close: { $near }.
no-more-left = “{ $product }”: all we have is in your cart already.

which-one = “{ $phrase }”: which one?
which-near = “{ $phrase }”: not available, but these come close. Would you like one?
which-left = “{ $phrase }”: only { $left } left. Take them all?
which-other = Instead of “{ $phrase }” there is:
which-ones = Which ones would you like?
which-one-group = “{ $phrase }”:
which-near-group = “{ $phrase }”, only something close:
which-left-group = “{ $phrase }”, only { $left } left:
which-other-group = instead of “{ $phrase }”:
which-ones-hint = Answer for all at once if you like: “1 and 3”, or “any”.
which-set = For the rest I suggest:
which-set-hint = Shall I take these? Or tell me what to change: “not the second”, or a more exact name.
option-row = { $place }. { $name }: { $price }
proposal-row = { $place }. { $phrase }: { $name }, { $price }
proposal-row-counted = { $place }. { $phrase }, { $quantity } { $unit ->
    [kg] kg
    [g] g
    [l] l
    [ml] ml
    [pack] packs
    [box] boxes
   *[pcs] pcs
}: { $name }, { $price }
proposal-row-left = { $place }. { $name }: only { $left } left, { $price }
button-take-all = Take these
button-other = Other: { $phrase }
button-drop-line = Not needed
button-drop-lines = None of these
lines-dropped = All right, without: { $phrases }.
lines-left-out = Left out for now: { $phrases }. Tell me more exactly and I'll add it.

cart-restored = Put back as it was. In your cart:
cart-restored-empty = Put back as it was: your cart is empty.
nothing-to-undo = There is nothing to undo.
no-others = There is nothing else like it.
