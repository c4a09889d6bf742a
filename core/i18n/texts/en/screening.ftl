# Why an order drew attention, for the seller.
screen-phone-unreal = The phone number does not look real: nobody could be called.
screen-phone-foreign = The phone number is from another country.
screen-address-incomplete = The address is incomplete: neither street and house nor a point on the map.
screen-outside-service-area = The address is outside the delivery area.
screen-many-orders-this-hour = This shopper has placed unusually many orders within an hour.
screen-many-orders-today = This shopper has placed unusually many orders within a day.
screen-refused-before = This shopper has refused orders before.
screen-unusual-total = The total is far above the store’s usual orders.
screen-huge-quantity = An unusually large quantity of one product.
screen-large-cash = A large sum is to be paid in cash.
screen-new-customer = A new customer: nothing has been delivered to this number yet.
