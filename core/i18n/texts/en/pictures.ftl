# What is written on the pictures for the warehouse and the driver.
picture-carton = Carton { $carton }, { $fill } % full
picture-cell = Cell { $carton } of the locker, { $fill } % full
picture-without-carton = Without a carton
picture-carton-facts = { $length }×{ $width }×{ $height } mm, { $weight } kg, { $units } { $units ->
        [one] thing
       *[other] things
    }
picture-step = Step { $step } of { $steps }
picture-more = and { $count } more
picture-fragile = fragile
picture-this-side-up = this side up
picture-frozen = frozen
picture-chilled = chilled
picture-depot = Depot
picture-van = Van { $van }
picture-van-facts = { $stops } { $stops ->
        [one] stop
       *[other] stops
    }, { $km } km, { $start }–{ $end }
picture-route = The way of van { $van }
picture-unserved = Not on a route: { $count }
picture-km = { $length } km
picture-m = { $length } m
picture-north = N
picture-day = Plan for { $day }
picture-drive = driving
picture-wait = waiting
picture-service = handing over
picture-slot = promised hours and stops
picture-late = late

label-order = Order
label-parcel = Parcel { $parcel } of { $parcels }
label-carton = { $carton }, { $weight } kg
locker-cell = cell { $cell }
without-carton = without a carton
label-stop = Van { $van }, stop { $visit }

sheet-title = Loading: van { $van }
sheet-total = { $parcels } { $parcels ->
        [one] parcel
       *[other] parcels
    }, { $weight } kg. Load from the top down: what is handed over last goes in first.
sheet-parcel = Parcel and stop
sheet-goods = What is inside
sheet-order = Order { $order } · { $parcel }/{ $parcels }
sheet-stop = Stop { $visit }, { $time }, { $address }
