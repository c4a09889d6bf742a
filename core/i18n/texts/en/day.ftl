# When the day goes otherwise: for the seller and the courier
van-trip = { $van }, trip { $trip }
button-van-late = Running late
button-van-down = Broken down
button-nobody-home = Nobody at home
button-yes-van-down = Yes, it broke down
button-minutes = { $minutes } min
button-which-van = Van { $van }
button-which-order = Order { $number }
ask-van-down = Van { $van } ({ $day }) drives no further? Others will bring its orders ({ $count }).
ask-van-late = How late is van { $van }? Choose, or write the minutes.
ask-nobody-home = Van { $van }: where is nobody at home?
ask-which-van = Which van?
van-not-that-day = Van { $van } does not drive any more that day.
no-vans-that-day = No van of that day's plan is still to drive.
not-that-day = That can only be told on the day itself.
not-on-the-way = Nobody is bringing order { $number } now.
known-already = I know, the plan is being changed.
noted-van-down = Noted: van { $van } broke down. I am changing the plan, it comes in a moment.
noted-van-late = Noted: van { $van } is { $minutes } min late. I am changing the plan, it comes in a moment.
noted-nobody-home = Noted: nobody at home for order { $number }. I am writing to the shopper and changing the plan.

day-changed = The plan for { $day } has changed:
day-reroutes = { $day }: the route has changed, the new one is below.
change-none = Order and times stay as they are for the shoppers.
change-taken-out = Order { $number } is off the route: { $why }.
change-moved = Order { $number } now comes with van { $van }, about { $eta }: { $why }.
change-added = Order { $number } is added: van { $van }, about { $eta }.
change-retimed = Order { $number } now comes about { $eta }, van { $van }: { $why }.
change-late = Order { $number } will be late: van { $van }, about { $eta }: { $why }.
change-left-out = No van can bring order { $number }: { $why }. Please agree with the shopper.
why-cancelled = the order was cancelled
why-moved-away = it was moved to another time
why-no-show = nobody was at home
why-van-down = the van broke down
why-van-late = the van is late
why-new-order = a new order
why-room-found = there was room
why-made-room = it made room for another order

# For the shopper
order-late = Order { $number } is running late: we promised { $window } and will be there about { $eta }. We are sorry. If that does not suit you, call a person.
order-in-time = Order { $number } will be in time after all: about { $eta }.
order-left-out = We cannot bring order { $number } at the promised time ({ $window }). We are sorry. The seller will contact you and agree another time.
order-missed = We brought order { $number }, but nobody was at home. Call a person to agree a new time.
