# What sellers write of a product, in the language of the shopper: names, units after a number, yes and no.
fact-net-weight = net weight
fact-gross-weight = gross weight
fact-temperature = temperature
fact-pieces = pieces
fact-kit = included
fact-capacity = capacity
fact-body-material = body material
fact-manufacturer = manufacturer
fact-body-height = height of the wearer
fact-packaging = packaging
fact-width = width
fact-height = height
fact-depth = depth
fact-thickness = thickness
fact-measures = dimensions
fact-roll-length = roll length
fact-connection = connection
fact-connector = connector
fact-bulb-base = bulb base
fact-light = light
fact-keeps-warm = keeps warm
fact-accuracy = accuracy
fact-model = model
fact-article = article number
fact-season = season
fact-gender = gender
fact-purpose = purpose
fact-voltage = voltage
fact-speed = speed
fact-diagonal = screen size
fact-memory = memory
fact-protein = protein
fact-carbohydrates = carbohydrates
fact-grade = grade
fact-coating = coating
fact-shape = shape
unit-g = g
unit-kg = kg
unit-mg = mg
unit-ml = ml
unit-l = l
unit-mm = mm
unit-cm = cm
unit-m = m
unit-pcs = pcs
unit-w = W
unit-kw = kW
unit-v = V
unit-mah = mAh
unit-lm = lm
unit-kcal = kcal
unit-minute = min
unit-hour = h
unit-day = { $count ->
    [one] day
   *[other] days
}
unit-month = { $count ->
    [one] month
   *[other] months
}
unit-year = { $count ->
    [one] year
   *[other] years
}
answer-yes = yes
answer-no = no
